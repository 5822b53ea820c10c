"""A baseline's outputs: submissions, each in its place under `baselines/outputs/`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from chipbrief import __version__
from chipbrief.baselines.article import Summarize, article_of
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
