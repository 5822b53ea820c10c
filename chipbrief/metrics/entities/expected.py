"""The names and values of a reference, to be looked for in many summaries.

`Expected(reference).mentions(summary)` is `support(document=summary, summary=reference)`. What depends on the reference alone, or
on few words of the summary, is read once. Most names of a reference are in a short summary as they are written, or have nothing in
common with it: tests of sets and strings find these, and only the others are judged in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from chipbrief.language.aliases import groups
from chipbrief.language.around import is_place, unknown_words, vague_amounts
from chipbrief.language.evidence import LONGEST, Evidence
from chipbrief.language.forms import initials
from chipbrief.language.names import Run, candidates, runs_in
from chipbrief.language.once import once
from chipbrief.language.reading import Reading
from chipbrief.language.tokens import cut
from chipbrief.language.words import Words
from chipbrief.metrics.entities.amounts import Amounts
from chipbrief.metrics.entities.judging import judged, lacked, name_in, with_numbers
from chipbrief.metrics.entities.lookalikes import Nearby, in_either_case, lookalikes
from chipbrief.metrics.entities.mention import (
    Mention,
    Mentions,
    Part,
    Parts,
    Stated,
    judge_value,
    part_of,
    values_outside_names,
)
from chipbrief.metrics.entities.support import support

_NONE = frozenset[str]()
_MOST_CHARACTERS = 100_000
"""Maximum number of characters of a reference times answers of summaries about its values that are kept."""
_MOST_KEPT = 1_000
"""Maximum number of names of a reference that are kept with their lookalikes, over all answers of summaries that decide on them."""


class _Contents(NamedTuple):
    """What a reference has by itself. `names` are names of the tables, and `numbers` words that a number may belong to (*mission-20*)."""

    unknown: list[tuple[int, int]]
    words: Words
    names: list[tuple[int, int, str]]
    values: list[Stated]
    numbers: frozenset[str]


class _Found(NamedTuple):
    """The values of a reference as a document has them or not. `taken` is that of `Mentions`, and `spans` are the mentions' places."""

    parts: list[Part]
    spans: tuple[tuple[int, int], ...]
    taken: bytearray


class Expected:
    """A reference that has been read, to be compared with many summaries."""

    def __init__(self, reference: Reading) -> None:
        self._reading = reference
        self._parts = Parts(reference)
        self._names: dict[tuple[int, int], _Name] = {}
        self._found: dict[tuple[object, ...], _Found] = {}
        self._kept: dict[tuple[object, ...], tuple[list[_Name], Nearby]] = {}

    def mentions(self, document: Reading) -> list[Mention]:
        """Return the names and values of the reference, in order, each tested against `document`."""
        return [part.mention for part in self.parts(document)]

    def parts(self, document: Reading) -> list[Part]:
        """Return the same with what each counts for."""
        bare, contents = document.bare, self._contents
        names, numbers = bare.evidence, contents.numbers
        if numbers and not numbers.isdisjoint(names.keys) and not numbers.isdisjoint(names.numbered):
            return list(map(part_of, support(document=document, summary=self._reading)))
        found = self._values_in(bare) if contents.values or contents.unknown else None
        candidates, nearby = self._candidates(names, found)
        near = nearby.places(names)
        parts = list(found.parts) if found else []
        for at, name in enumerate(candidates):
            parts += name.judged(names) if at in near else name.lacked
        return sorted(parts) if found else parts

    def _values_in(self, document: Reading) -> _Found:
        """Return the unknown words and values of the reference."""
        amounts, names, values = _amounts_of(document), document.evidence, self._contents.values
        answers = tuple([judge_value(value, amounts, names) for value in values])
        known = self._found.get(answers)
        if known is not None:
            return known
        found = Mentions(self._reading.bare)
        for start, end in self._contents.unknown:
            found.add(start, end, None, supported=False)
        for value, answer in zip(values, answers, strict=True):
            if answer is not None:
                start, end, supported = answer
                found.add(start, end, value.value.type, supported, value.hedge)
        if len(self._found) * len(found.taken) > _MOST_CHARACTERS:
            self._found.clear()
        spans = tuple([(one.start, one.end) for one in found.found])
        made = self._found[answers] = _Found(list(map(self._parts, found.found)), spans, found.taken)
        return made

    @once
    def _contents(self) -> _Contents:
        asked, bare = _Questions(), self._reading.bare
        values = [*bare.values, *vague_amounts(bare.cut)]
        spans = [(value.start, value.end) for value in values]
        words, numbered = with_numbers(bare.words, cast("Evidence", asked), spans)
        names = groups()[0].find_keys(words.keys)
        outside = values_outside_names(values, words, names, numbered)
        stated = [Stated(bare.plain.text, value) for value in outside]
        return _Contents(list(unknown_words(bare.cut)), words, names, stated, frozenset(asked.numbered))

    @once
    def _chosen(self) -> tuple[_Questions, tuple[Words, list[int]]]:
        """The words that may be names if a document has none of what is asked about them, and these questions."""
        asked = _Questions()
        words = self._contents.words
        found, places = candidates(words, cast("Evidence", asked), self._contents.names)
        chosen = set(places)
        left = {one for at, one in enumerate(words.keys) if at not in chosen}
        # A word that is a name even if nobody has it with a capital is one in any case.
        asked.inside.intersection_update(left.union(map(str.casefold, left), asked.small))
        return asked, (found, places)

    def _candidates(self, document: Evidence, found: _Found | None) -> tuple[list[_Name], Nearby]:
        """Return the runs of words that may be names, outside what is found, with their lookalikes."""
        asked, chosen = self._chosen
        is_known, inside, small = asked.answers(document)
        answers = found and found.spans, inside, small
        if is_known and (known := self._kept.get(answers)) is not None:
            return known
        if inside or small or not is_known:  # otherwise the document answers as one without words
            chosen = candidates(self._contents.words, document, self._contents.names)
        taken = found.taken if found else bytearray(len(self._reading.bare.plain.text))
        names_found = list(map(self._name, chosen[0].runs(runs_in(*chosen, taken))))
        result = names_found, Nearby([lookalikes(one.keys) for one in names_found])
        if is_known:
            if sum(len(names) for names, _ in self._kept.values()) + len(names_found) > _MOST_KEPT:
                self._kept.clear()
            self._kept[answers] = result
        return result

    def _name(self, run: Run) -> _Name:
        place = run[0].start, run[-1].end
        found = self._names.get(place)
        if found is None:
            found = self._names[place] = _Name(self._parts, run)
        return found


class _Name:
    """A run of words of a reference that may be a name."""

    def __init__(self, parts: Parts, run: Run) -> None:
        self._parts, self._run = parts, run
        whole = name_in(run)
        self.keys = tuple([word.key for word in whole])
        self._whole = whole if len(whole) <= LONGEST else []
        self._key = whole[0].key if len(whole) == 1 else ""
        self._side_by_side = f" {' '.join([word.key for word in whole])} " if len(self._whole) > 1 else ""
        self._is_place = len(run) == 1 and is_place(parts.text, run[0].start)

    def judged(self, document: Evidence) -> list[Part]:
        """Return the parts that `document` has or lacks."""
        is_there = self._key in document.own if self._key else self._side_by_side and self._side_by_side in document.run
        if is_there and not self._is_place:
            return self._there
        found: list[Part] = []
        for part, supported in judged(self._run, document):
            only_person = supported and self._is_place and document.has_in_person(part[0].key)
            found += self._parts.named(part, supported=supported and not only_person)
        return found

    @once
    def _there(self) -> list[Part]:
        return self._parts.named(self._whole, supported=True)

    @once
    def lacked(self) -> list[Part]:
        """The part that a document lacks if it has no part of the name."""
        return self._parts.named(lacked(self._run), supported=False)


class _Questions:
    """A document without words that notes what it is asked about the words that may be names."""

    def __init__(self) -> None:
        self.inside, self.small, self.numbered, self.acronyms = _Asked(), _Asked(), _Asked(), set[str]()
        self.others = False

    def may_have_acronym(self, *_: Sequence[object]) -> bool:
        return True

    def has_acronym(self, keys: Sequence[str]) -> bool:
        self.acronyms |= initials(keys)
        return False

    def answers(self, document: Evidence) -> tuple[bool, frozenset[str], frozenset[str]]:
        """Return whether no other answers of a document count, its words with a capital inside a sentence, and those without one."""
        if document.keys.isdisjoint(self._words):
            return not self.others, _NONE, _NONE
        inside, small = document.capitals.intersection(self.inside), document.keys.intersection(self.small)
        has_acronym = not self._acronyms.isdisjoint(document.keys) and not self._acronyms.isdisjoint(document.shouted)
        return (
            not (self.others or has_acronym),
            frozenset(inside & document.inside) if inside else _NONE,
            frozenset(small & document.small) if small else _NONE,
        )

    @once
    def _acronyms(self) -> frozenset[str]:
        return frozenset(in_either_case(self.acronyms))

    @once
    def _words(self) -> frozenset[str]:
        return self._acronyms.union(self.inside, self.small)

    def __getattr__(self, name: str) -> Any:
        self.others = True
        return getattr(_nothing(), name)


class _Asked(set[str]):
    """The words that were looked for in an empty set."""

    def __contains__(self, word: object) -> bool:
        self.add(str(word))
        return False


_amounts_of = lru_cache(maxsize=8)(Amounts)
"""What the values of a document say. It is kept, since all references of a story ask the same summary."""


@lru_cache(maxsize=1)
def _nothing() -> Evidence:
    """Return what a document without words has to show."""
    return Evidence(cut(""))
