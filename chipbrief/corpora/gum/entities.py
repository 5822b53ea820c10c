"""Read the entity brackets of GUM (`Entity=` in MISC, CoNLL-U 2): every mention with its chain, kind and words.

`(1-person-…` opens a mention of chain 1 at this word. `1)` closes the latest open mention of chain 1 after this word.
`(1-person-…)` is a mention of one word. A mention may contain others, and may end in a later line or sentence.
`# global.Entity` names the fields between the hyphens. Hyphens and brackets inside a field are percent-encoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from chipbrief.corpora.gum.conllu import Document, Word
from chipbrief.problems import InputError, Problem

_PIECE = re.compile(r"\((?P<opened>[^()]+)(?P<single>\))?|(?P<closed>[^()]+)\)")
_REQUIRED_FIELDS = ("GRP", "etype", "identity")


@dataclass(frozen=True, slots=True)
class Bracket:
    """A mention in the corpus, from word `first` to word `last` inclusive.

    `identity` is the title of the Wikipedia article that the corpus links to the mention, or None.
    """

    chain: str
    kind: str
    identity: str | None
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Open:
    fields: dict[str, str]
    first: int


def brackets_of(document: Document) -> list[Bracket]:
    """Return all mentions of a document in the order in which they close. Raise `InputError` if brackets are invalid; it lists them all."""
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.layout = (document.get("global.Entity") or "").split("-")
        self.open: list[_Open] = []
        self.found: list[Bracket] = []
        self.problems: list[Problem] = []

    def wrong(self, line: int, what: str, remedy: str = "download the file again") -> None:
        self.problems.append(Problem(self.document.where, what, remedy, line))

    def read(self) -> list[Bracket]:
        if missing := [name for name in _REQUIRED_FIELDS if name not in self.layout]:
            declared = self.document.meta.get("global.Entity")
            self.wrong(declared.line if declared else 1, f"`# global.Entity` lacks {', '.join(missing)}")
            raise InputError(self.problems)
        for index, word in enumerate(self.document.words):
            if word.entity:
                self.word(index, word)
        for left in self.open:
            line = self.document.words[left.first].line
            self.wrong(line, f"the bracket of entity {left.fields['GRP']} is never closed")
        if self.problems:
            raise InputError(self.problems)
        return self.found

    def word(self, index: int, word: Word) -> None:
        end = 0
        while match := _PIECE.match(word.entity, end):
            end = match.end()
            if match["closed"]:
                self.close(match["closed"], index, word.line)
            elif (fields := self.fields(match["opened"], word.line)) is not None:
                self.open.append(_Open(fields, index))
                if match["single"]:
                    self.close(fields["GRP"], index, word.line)
        if end < len(word.entity):
            self.wrong(word.line, f"Entity= is invalid at {word.entity[end : end + 40]!r}")

    def fields(self, text: str, line: int) -> dict[str, str] | None:
        fields = dict(zip(self.layout, text.split("-", len(self.layout) - 1), strict=False))
        if not fields["GRP"].isdecimal() or not fields.get("etype"):
            self.wrong(line, f"{text[:40]!r} does not start with the number and type of an entity")
            return None
        return fields

    def close(self, chain: str, index: int, line: int) -> None:
        for place in reversed(range(len(self.open))):
            if self.open[place].fields["GRP"] == chain:
                opened = self.open.pop(place)
                title = unquote(opened.fields.get("identity", "")).replace("_", " ")
                self.found.append(Bracket(chain, opened.fields["etype"], title or None, opened.first, index))
                return
        self.wrong(line, f"closes entity {chain[:20]!r}, which is not open")
