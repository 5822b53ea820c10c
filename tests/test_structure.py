"""What holds of the repository as a whole: the direction of imports, and whose words stand in it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.paths import ROOT, SHARED, needs_pages

ORDER = (
    ("problems", "records"),
    ("files", "generated", "lexicon", "parquet", "tables", "text", "values"),
    ("names", "entities"),
    ("pages", "metrics"),
    ("annotations",),
    ("dataset", "gum"),
    ("setting",),
    (
        "agreement",
        "baseline",
        "checks",
        "endpoint",
        "scoring",
        "submission",
    ),
    ("comparison", "evaluate", "leaderboard"),
    ("report",),
    ("baseline_report", "comparison_report"),
    ("site",),
    ("commands",),
    ("command",),
)
"""A module imports from its own row or from rows above. The dataset's rows are made from labels, and so stand below them."""
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
WORDS = 9


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        yield from (name for name in names if name.partition(".")[0] in ("chipbrief", "scripts", "baselines", "tests"))


def _top(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize(
    "path", sorted((ROOT / "chipbrief").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_imports_point_one_way(path: Path) -> None:
    own = path.relative_to(ROOT / "chipbrief").parts[0].removesuffix(".py")
    if own.startswith("__"):
        return
    for module in _imports(path):
        assert module.startswith("chipbrief")
        if top := _top(module):
            assert RANK[top] <= RANK[own], f"{own} imports {module}"


@pytest.mark.parametrize("folder", ["scripts", "baselines"])
def test_scripts_and_baselines_import_the_library_alone(folder: str) -> None:
    paths = sorted((ROOT / folder).glob("*.py"))
    assert paths
    assert all(module.startswith("chipbrief") for path in paths for module in _imports(path))


def test_no_module_is_longer_than_a_reader_bears() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "chipbrief").rglob("*.py")}
    assert [path.name for path, length in lengths.items() if length > 250] == []


def test_other_peoples_text_is_ignored_by_git() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    paths = [
        "dataset/source/test.parquet",
        "dataset/gum/test.parquet",
        "baselines/outputs/source/abstract/lead.jsonl",
        "baselines/outputs/gum/x.jsonl",
    ]
    done = subprocess.run(["git", "check-ignore", *paths], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == paths


def _texts() -> Iterator[tuple[str, str]]:
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, tracked.stdout.decode().split("\0")):
        path = ROOT / name
        if path.suffix == ".parquet":
            yield name, str(pq.read_table(path).to_pylist())
        elif path.is_file() and path.suffix not in (".png", ".gz"):
            yield name, path.read_text(encoding="utf-8", errors="ignore")


@needs_pages
def test_no_run_of_nine_words_is_shared_with_a_raw_page() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold().replace("’", "'"))
        return {tuple(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}

    pages = set[tuple[str, ...]]().union(
        *(runs(path.read_text(encoding="utf-8")) for path in (SHARED / "pages").glob("*.txt"))
    )
    assert pages
    assert {name: sorted(found) for name, text in _texts() if (found := runs(text) & pages)} == {}


def test_the_build_does_not_depend_on_hash_order() -> None:
    code = (
        "from pathlib import Path; from chipbrief.annotations import load_annotations; from chipbrief.dataset.arrow import digest\n"
        "from chipbrief.dataset.build import build_open; from chipbrief.dataset.clusters import build_multi\n"
        "a = load_annotations(Path('annotations')); rows = build_open(a)\n"
        "print([digest(stories) for part in (rows, build_multi(a, rows)) for stories in part.values()])"
    )
    digests = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert digests[0] == digests[1] != b""
