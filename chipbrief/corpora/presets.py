"""Column names of well-known datasets, so that `--corpus hf:cnn_dailymail` needs no further option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chipbrief.corpora.columns import Columns
from chipbrief.records import AuthorKind, ReferenceKind


@dataclass(frozen=True, slots=True)
class Preset:
    """A dataset of the Hugging Face Hub, and what its columns hold.

    `revision` is the commit or branch that is loaded. `written_by` says who wrote the references.
    """

    hub: str
    columns: Columns
    config: str | None = None
    revision: str | None = None
    written_by: AuthorKind = "unknown"
    kind: ReferenceKind = "abstract"
    language: str = "en"


PRESETS: Mapping[str, Preset] = {
    "cnn_dailymail": Preset(
        "abisee/cnn_dailymail", Columns("id", "article", references=("highlights",)), "3.0.0", written_by="publisher"
    ),
}
