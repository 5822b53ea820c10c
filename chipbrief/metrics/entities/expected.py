"""The names and values of a reference, to be looked for in many summaries.

`Expected(reference).mentions(summary)` is `support(document=summary, summary=reference)`. What depends on the reference alone, or
on few words of the summary, is read once. Many names of a reference are in no way like anything in a short summary: a test of
sets finds these, and only the others are judged in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal, cast

from chipbrief.language.aliases import groups
from chipbrief.language.around import unknown_words, vague_amounts
from chipbrief.language.evidence import Evidence
from chipbrief.language.forms import initials
from chipbrief.language.names import Run, candidate_runs
from chipbrief.language.once import once
from chipbrief.language.reading import Reading
from chipbrief.language.tokens import cut
from chipbrief.language.values import Value
from chipbrief.metrics.entities.gold import gold_of
from chipbrief.metrics.entities.judging import judged, with_numbers
from chipbrief.metrics.entities.lookalikes import Lookalikes, has_none_in_capitals, is_foreign, lookalikes
from chipbrief.metrics.entities.support import (
    Mention,
    _add_value,
    _is_only_person,
    _Mentions,
    _placed,
    _source,
    _type,
    _unnamed,
    support,
)
from chipbrief.records import EntityType

_Part = tuple[int, int, EntityType | None, bool]
_MOST_KEPT = 64
"""Maximum number of answers of summaries for which a reference's names are kept."""


class Expected:
    """A reference that has been read, to be compared with many summaries."""

    def __init__(self, reference: Reading) -> None:
        self._reading = reference
        self._is_new = True
        self._names: dict[tuple[int, int], _Name] = {}
        self._kept: dict[tuple[bytes, frozenset[str], frozenset[str]], list[_Name]] = {}

    def mentions(self, document: Reading) -> list[Mention]:
        """Return the names and values of the reference, in order, each tested against `document`."""
        source = _source(document.bare, gold_of(()))
        bare = self._reading.bare
        if self._is_new or with_numbers(bare.words, source.names, self._spans)[0] is not bare.words:
            self._is_new = False  # what follows pays from the second summary on
            return support(document=document, summary=self._reading)
        found = _Mentions(bare.plain)
        for start, end in unknown_words(bare.cut):
            found.add(start, end, None, supported=False)
        for value in self._values:
            _add_value(found, value, source)
        for name in self._candidates(source.names, found.taken):
            for start, end, kind, supported in name.judged(source.names):
                found.add(start, end, kind, supported)
        return _placed(sorted(found.mentions), self._reading)

    @once
    def _all_values(self) -> list[Value]:
        return [*self._reading.bare.values, *vague_amounts(self._reading.bare.cut)]

    @once
    def _spans(self) -> list[tuple[int, int]]:
        return [(value.start, value.end) for value in self._all_values]

    @once
    def _values(self) -> Sequence[Value]:
        return _unnamed(self._all_values, self._reading.bare.words, self._tabled, ())

    @once
    def _tabled(self) -> list[tuple[int, int, str]]:
        return list(groups()[0].find_keys(self._reading.bare.words.keys))

    @once
    def _questions(self) -> _Questions:
        """What decides which words may be names: asked of nobody, so that no answer spares a question."""
        asked, words = _Questions(_nothing()), self._reading.bare.words
        taken = bytearray(len(self._reading.bare.plain.text))
        runs = candidate_runs(words, cast("Evidence", asked), taken, self._tabled)
        chosen = {word.start for run in runs for word in run}
        left = {key for key, start in zip(words.keys, words.starts, strict=True) if start not in chosen}
        # A word that is a name even if nobody has it with a capital is one in any case.
        asked.inside.intersection_update(left.union(map(str.casefold, left), asked.small))
        return asked

    def _candidates(self, document: Evidence, taken: bytearray) -> list[_Name]:
        """Return the runs of words that may be names if values take these places of the text, kept by what decides on them."""
        asked = self._questions
        known = not asked.others and has_none_in_capitals(asked.acronyms, document)
        answers = bytes(taken), _shared(asked.inside, document, "inside"), _shared(asked.small, document, "small")
        if known and answers in self._kept:
            return self._kept[answers]
        runs = candidate_runs(self._reading.bare.words, document, taken, self._tabled)
        found = [self._name(run) for run in runs]
        if known:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[answers] = found
        return found

    def _name(self, run: Run) -> _Name:
        return self._names.setdefault((run[0].start, run[-1].end), _Name(self._reading.bare.plain.text, run))


class _Name:
    """A run of words that may be a name."""

    def __init__(self, text: str, run: Run) -> None:
        self._text, self._run = text, run

    def judged(self, document: Evidence) -> Iterable[_Part]:
        """Yield the parts that `document` has or lacks as (start, end, type, whether it has it)."""
        if self._lookalikes is not None and is_foreign(self._lookalikes, document):
            return self._missing
        return self._judged(document)

    def _judged(self, document: Evidence) -> Iterator[_Part]:
        for part, supported in judged(self._run, document):
            only_person = supported and len(self._run) == 1 and _is_only_person(self._text, part[0], document)
            yield part[0].start, part[-1].end, _type(self._text, part), supported and not only_person

    @once
    def _lookalikes(self) -> Lookalikes | None:
        return lookalikes(tuple([word.key for word in self._run]))

    @once
    def _missing(self) -> list[_Part]:
        return list(self._judged(_nothing()))


class _Questions:
    """A document that notes what it is asked about the words that may be names."""

    def __init__(self, document: Evidence) -> None:
        self._document = document
        self.inside, self.small, self.acronyms = _Asked(), _Asked(), _Asked()
        self.others = False

    def has_acronym(self, keys: Sequence[str]) -> bool:
        self.acronyms |= initials(keys)
        return self._document.has_acronym(keys)

    def __getattr__(self, name: str) -> Any:
        self.others = True
        return getattr(self._document, name)


class _Asked(set[str]):
    """The words that were looked for in an empty set."""

    def __contains__(self, word: object) -> bool:
        self.add(str(word))
        return False


def _shared(asked: set[str], document: Evidence, name: Literal["inside", "small"]) -> frozenset[str]:
    """Return which of the words that `asked` holds are in a set of the document, which is made only if it may have one."""
    common = asked.intersection(document.keys)
    return frozenset(common.intersection(getattr(document, name)) if common else common)


@lru_cache(maxsize=1)
def _nothing() -> Evidence:
    """Return what a document without words has to show."""
    return Evidence(cut(""))
