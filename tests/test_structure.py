"""Tests of the repository as a whole: which rooms import which, module sizes, and no text copied from raw pages."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from graphlib import TopologicalSorter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from chipbrief.scoring import system
from tests.hash_seeds import outputs_by_hash_seed
from tests.paths import ROOT, SHARED, needs_pages

GROUND = ("problems", "records", "locks", "writing", "files", "yaml_files")
"""Modules at the top of the package. Every room may import them; each imports only those before it."""

ROOMS: dict[str, tuple[str, ...]] = {
    "language": (),
    "metrics": ("language",),
    "evaluate": ("metrics",),
    "pages": ("language",),
    "corpora": ("language",),
    "annotations": ("language", "metrics", "pages"),
    "submissions": ("corpora",),
    "scoring": ("language", "metrics"),
    "endpoint": (),
    "baselines": ("language", "metrics", "corpora", "submissions", "scoring"),
    "judgements": ("metrics", "corpora", "scoring"),
    "leaderboard": ("corpora", "submissions", "scoring", "baselines"),
    "reports": ("language", "metrics", "corpora", "submissions", "scoring", "baselines", "judgements", "leaderboard"),
    "api": ("metrics", "corpora", "submissions", "scoring", "reports"),
    "harnesses": ("metrics", "corpora", "scoring", "api"),
    "commands": (
        "language", "metrics", "pages", "corpora", "annotations", "submissions", "scoring", "endpoint", "baselines", "judgements",
        "leaderboard", "reports",
    ),
}  # fmt: skip
"""The rooms (folders of the package), and for each the rooms that it may import: only rooms above it in this table."""
RUN_LENGTH = 9
"""Number of consecutive words that no file of the repository may share with a raw page."""


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        yield from (name for name in names if name.partition(".")[0] in ("chipbrief", "scripts", "baselines", "tests"))


def _rooms_used(path: Path) -> set[str]:
    """Return the rooms and ground modules that the module at `path` imports."""
    return {module.split(".")[1] for module in _imports(path) if module.startswith("chipbrief.")} & {*ROOMS, *GROUND}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_uses_only_the_rooms_that_it_may(room: str) -> None:
    paths = sorted((ROOT / "chipbrief" / room).rglob("*.py"))
    assert paths
    allowed = {room, *GROUND, *ROOMS[room]}
    assert {str(path.relative_to(ROOT)): extra for path in paths if (extra := _rooms_used(path) - allowed)} == {}


def test_no_permission_is_unused() -> None:
    """`ROOMS` allows no import that is not used."""
    used = {
        room: set[str]().union(*(_rooms_used(path) for path in (ROOT / "chipbrief" / room).rglob("*.py")))
        for room in ROOMS
    }
    assert {room: set(ROOMS[room]) - used[room] for room in ROOMS} == {room: set() for room in ROOMS}


def test_no_import_runs_in_a_circle() -> None:
    """Imports inside functions are not checked, because they run after both modules have been loaded."""
    paths = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (ROOT / "chipbrief").rglob("*.py")
    }
    uses: dict[str, set[str]] = {}
    for module, path in paths.items():
        found = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ImportFrom)]
        names = {(node.module or "", f"{node.module}.{alias.name}") for node in found for alias in node.names}
        uses[module] = ({full if full in paths else module for module, full in names} & paths.keys()) - {module}
    order = list(TopologicalSorter(uses).static_order())  # raises CycleError
    assert set(order) >= {module for module in paths if uses[module]}


def test_rooms_are_listed_from_the_ground_up() -> None:
    """Rooms and ground modules import only those before them in the tables."""
    names = list(ROOMS)
    assert all(names.index(used) < names.index(room) for room in names for used in ROOMS[room])
    for place, name in enumerate(GROUND):
        assert _rooms_used(ROOT / "chipbrief" / f"{name}.py") <= set(GROUND[:place])


def test_every_folder_of_the_package_and_of_the_tests_is_a_room() -> None:
    """The package and the tests have exactly the folders listed in `ROOMS`."""
    for parent, others in ((ROOT / "chipbrief", {"_dataset", "_baselines"}), (ROOT / "tests", {"cases", "fuzz"})):
        folders = {path.name for path in parent.iterdir() if path.is_dir() and path.name != "__pycache__"}
        assert folders - others == set(ROOMS), parent
    modules = {path.stem for path in (ROOT / "chipbrief").glob("*.py")}
    assert modules - {"__init__", "__main__"} == set(GROUND)


def test_every_room_says_in_one_line_what_is_in_it() -> None:
    """Each room has a docstring whose first line is a sentence."""
    for room in set(ROOMS) - {"evaluate"}:  # `evaluate.load` finds modules by folder, so it must not be a package
        doc = ast.get_docstring(ast.parse((ROOT / "chipbrief" / room / "__init__.py").read_text(encoding="utf-8")))
        assert doc, room
        first = doc.splitlines()[0]
        assert first.endswith("."), room


@pytest.mark.parametrize("folder", ["scripts", "baselines"])
def test_scripts_and_baselines_import_the_library_alone(folder: str) -> None:
    """Scripts and baselines import only the package, never each other."""
    paths = sorted((ROOT / folder).glob("*.py"))
    assert paths
    assert all(module.startswith("chipbrief") for path in paths for module in _imports(path))


@pytest.mark.parametrize("values", [[0.1] * 10, [0.5, 1], [1, Fraction(1, 2), 0.0]], ids=str)
def test_a_sum_of_floats_fails_in_the_package(values: list[float]) -> None:
    """`tests/conftest.py` gives every module of the project a `sum` that fails for floats."""
    with pytest.raises(AssertionError, match=r"use math\.fsum"):
        vars(system)["sum"](values)
    assert vars(system)["sum"]([True, 2]) == 3


def test_no_comprehension_takes_the_name_of_an_import() -> None:
    """No comprehension variable has the name of an import: Python 3.12.1 crashes if the function also calls that import."""
    for path in sorted((ROOT / "chipbrief").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        targets = {
            name.id
            for node in ast.walk(tree)
            if isinstance(node, ast.comprehension)
            for name in ast.walk(node.target)
            if isinstance(name, ast.Name)
        }
        assert not imported & targets, path


MODULE_LIMIT = 367


def test_the_package_has_few_modules() -> None:
    assert len(list((ROOT / "chipbrief").rglob("*.py"))) < MODULE_LIMIT


def test_no_module_is_longer_than_a_reader_bears() -> None:
    """No module of the package has more than 250 lines."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "chipbrief").rglob("*.py")}
    assert [path.name for path, length in lengths.items() if length > 250] == []


def test_other_peoples_text_is_ignored_by_git() -> None:
    """Git ignores all files with text by other people."""
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
        return {tuple(words[at : at + RUN_LENGTH]) for at in range(len(words) - RUN_LENGTH + 1)}

    pages = set[tuple[str, ...]]().union(
        *(runs(path.read_text(encoding="utf-8")) for path in (SHARED / "pages").glob("*.txt"))
    )
    assert pages
    assert {name: sorted(found) for name, text in _texts() if (found := runs(text) & pages)} == {}


def test_the_build_does_not_depend_on_hash_order() -> None:
    code = (
        "from pathlib import Path; from chipbrief.annotations import load_annotations; from chipbrief.corpora.parquet import digest\n"
        "from chipbrief.annotations.build import build_open; from chipbrief.annotations.clusters import build_multi\n"
        "a = load_annotations(Path('annotations')); rows = build_open(a)\n"
        "print([digest(stories) for part in (rows, build_multi(a, rows)) for stories in part.values()])"
    )
    digests = outputs_by_hash_seed(code)
    assert digests[0] == digests[1] != b""


def test_text_files_are_written_with_the_same_line_ends_everywhere() -> None:
    """Python writes a carriage return before each line end on Windows, unless `newline` is given or bytes are written."""
    found = []
    for path in sorted(path for room in ("chipbrief", "scripts", "baselines") for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                modes = [arg.value for arg in (*node.args, *given.values()) if isinstance(arg, ast.Constant)]
                opens = name in ("open", "fdopen") and any(
                    isinstance(mode, str) and re.fullmatch(r"[wax]\+?t?", mode) for mode in modes
                )
                if (name == "write_text" or opens) and "newline" not in given and "devnull" not in ast.unparse(node):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []
