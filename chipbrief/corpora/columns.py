"""Which columns of a table hold the id, the document, the references and so on: named by the user, or found by their names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chipbrief.problems import InputError, Problem, quote


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns of a table. None and an empty tuple mean that the table has no such column.

    A column of `references` or `facts` may hold a list of texts.
    """

    id: str | None = None
    document: str | None = None
    title: str | None = None
    references: tuple[str, ...] = ()
    facts: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All names that are given."""
        asked = (self.id, self.document, self.title, *self.references, self.facts)
        return tuple(name for name in asked if name is not None)


USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "docid", "storyid", "articleid", "documentid", "exampleid", "guid", "uid", "key", "fname"),
    "document": (
        "document", "article", "text", "body", "source", "dialogue", "report", "story", "content", "input", "transcript",
        "articlebody", "sourcetext",
    ),
    "references": (
        "reference", "summary", "highlights", "target", "abstract", "goldsummary", "referencesummary", "gold", "tldr", "references",
        "summaries", "targets",
    ),
}  # fmt: skip
"""Names that public datasets give to each kind of column, in lower case and without punctuation, the usual ones first."""


def named_columns(names: Sequence[str], given: Columns, where: str) -> Columns:
    """Return `given`, with the columns that it leaves open filled from the names of the table, as far as they have a usual name.

    A document and references are looked for only if neither is given: whoever names one of them has said what the table holds. A
    title is never looked for, since it may be a reference.
    Raise `InputError` with every given column that the table lacks, or if there is neither a document nor a reference.
    """
    lacking = [name for name in given.names if name not in names]
    if lacking:
        raise InputError(Problem(where, f"has no column {quote(name)}", _remedy(name, names)) for name in lacking)
    found = given
    taken = set(given.names)
    if given.document is None and not given.references:
        document = _usual("document", names, taken)
        reference = _usual("references", names, {*taken, document or ""})
        found = replace(found, document=document, references=(reference,) if reference else ())
        if document is None and reference is None:
            listed = ", ".join(map(quote, names[:8])) or "none"
            remedy = "name them with --document and --reference"
            raise InputError([Problem(where, f"has no column of documents or references among {listed}", remedy)])
    if given.id is None:
        found = replace(found, id=_usual("id", names, taken))
    return found


def _usual(part: str, names: Iterable[str], taken: Iterable[str]) -> str | None:
    plain = {re.sub(r"[\W_]", "", name).casefold(): name for name in reversed(list(names)) if name not in set(taken)}
    return next((plain[usual] for usual in USUAL_NAMES[part] if usual in plain), None)


def _remedy(name: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(name[:100], [one[:100] for one in names[:1000]], n=1)
    listed = ", ".join(map(quote, names[:8])) + (", …" if len(names) > 8 else "")
    return f"did you mean {quote(near[0])}?" if near else f"use one of {listed}"
