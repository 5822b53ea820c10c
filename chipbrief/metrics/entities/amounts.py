"""Whether a document has a value that a summary states.

Equal means the same number with the same unit, or that number before it was rounded (`rounding`). A bare number (20, “20
people”) claims no unit, and is supported by the document's number whatever its unit; a number with a unit, a currency or a
percent sign is not supported by a bare one, but for ages (“Smith, 50,” supports “50-year-old”). A date is supported by any date
that says as much or more. What counts things that the document lists one by one (*two men*) can't be checked, and is reported
as unsupported if the number is nowhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from chipbrief.language.around import listed_results, part_before
from chipbrief.language.once import once
from chipbrief.language.reading import Reading
from chipbrief.language.tokens import Cut
from chipbrief.language.values import Value
from chipbrief.metrics.entities.claims import (
    ASKED,
    MEANT,
    Claim,
    claims_of,
    decade_of_life,
    dollars,
    ends_of,
    numbers_in,
    percent,
)
from chipbrief.metrics.entities.rounding import ROUNDED, Rounded, length, sums, together

_NEAR = 0.1
"""How far the larger of two numbers may be from twice the other one if the summary says *doubled*."""
_TIMES = {
    "doubled": ("double", "doubled", "doubles", "doubling", "twice", "twofold", "2x"),
    "tripled": ("triple", "tripled", "triples", "tripling", "trebled", "treble", "threefold", "3x"),
    "trebled": ("triple", "tripled", "triples", "tripling", "trebled", "treble", "threefold", "3x"),
    "quadrupled": ("quadruple", "quadrupled", "quadruples", "quadrupling", "fourfold", "4x"),
    "halved": ("halve", "halved", "halves", "halving", "half"),
}
"""Verbs that claim a change, and the words of a document that say the same."""
_CHANGES = {
    word: ("PERCENT", f"{share} %")
    for word, share in (("doubled", 100), ("tripled", 200), ("trebled", 200), ("halved", 50))
}
_AMOUNT = re.compile(r"((?:[A-Z]{3} )?)(\d{1,15}(?:\.\d{1,6})?)((?: \S+)?)")
_FACTORS = {"doubled": 2, "tripled": 3, "trebled": 3, "quadrupled": 4, "halved": 2}
_MAGNITUDES = {
    "dozens": (24, 199),
    "hundreds": (100, 9_999),
    "thousands": (1_000, 999_999),
    "millions": (10**6, 10**9),
    "billions": (10**9, 10**13),
}
_METRES = re.compile(r"(\d[\d,]{0,6}) ?m")
"""100m is a hundred million where money is meant, and a race over a hundred metres elsewhere."""
_COUNTED = {"both": "2", "twice": "2", "pair": "2", "couple": "2", "duo": "2", "twins": "2", "brace": "2",
            "trio": "3", "triple": "3", "treble": "3", "quartet": "4"}  # fmt: skip
"""Words of a document that count without a number."""
_ANY_YEAR = ("XXXX-Q", "XXXX-H")
_PART_OF_YEAR = re.compile(r"XXXX-[QH][1-4]")
_DECADE_OF_LIFE, _AGE = re.compile(r"P(\d)XY"), re.compile(r"P(\d+)Y")


class Amounts:
    """Everything that a document's values say, to be asked in constant time."""

    def __init__(self, document: Reading, known: Iterable[Claim] = ()) -> None:
        self._document, self._known = document, list(known)

    @property
    def _cut(self) -> Cut:
        return self._document.cut

    @property
    def _values(self) -> Sequence[Value]:
        return self._document.values

    @once
    def _claims(self) -> set[Claim]:
        text, values = self._cut.text, self._values
        claims: set[Claim] = set()
        if len(values) > 1:
            claims.update([("QUANTITY", one) for one in together(text, values)], sums(text, values))
        known = [(0, 0, kind, value) for kind, value in self._known]
        for start, end, kind, value in (*known, *values):
            claims.update(claims_of(kind, value))
            if kind == "MONEY":
                claims.update(dollars(value, text[start:end], MEANT))
            elif value[0] == "P":
                claims.update(decade_of_life(value))
        return claims

    @once
    def _parts(self) -> dict[str, set[str]]:
        """The parts (*early*, *mid*, *late*, or nothing) in which the document has each date."""
        found: dict[str, set[str]] = {}
        for one in self._values:
            if one.type == "DATE":
                part = part_before(self._cut.text, one.start)
                for _, said in claims_of("DATE", one.value):
                    found.setdefault(said, set()).add(part[1] if part else "")
        return found

    @once
    def _results(self) -> set[str]:
        return listed_results(self._cut.text)

    @once
    def _numbers(self) -> set[str]:
        values = [*self._known, *((one.type, one.value) for one in self._values)]
        numbers = {number for kind, value in values if kind != "ORDINAL" for number in numbers_in(kind, value)}
        counted = self._document.evidence.keys & _COUNTED.keys()
        return numbers.union(_COUNTED[word] for word in counted & self._rest) if counted else numbers

    @once
    def _sizes(self) -> list[float]:
        """The numbers of the document, in order; not those of words that count without a number."""
        return sorted(float(number) for number in self._numbers if re.fullmatch(r"\d{1,18}(?:\.\d+)?", number))

    @once
    def _rest(self) -> frozenset[str]:
        """The words that are no part of a value."""
        _, keys, starts, ends, _ = self._cut
        rest: list[str] = []
        at = 0
        for one in self._values:
            behind = bisect_left(starts, one.start, at)
            behind -= behind > at and ends[behind - 1] > one.start
            rest += keys[at:behind]
            at = bisect_left(starts, one.end, behind)
        return frozenset(rest + keys[at:])

    @once
    def _loose(self) -> set[str]:
        loose = {form for key in self._rest if key[0].isdigit() for form in (key, key.removesuffix("s"))}  # Under-21s
        return loose.union(_MAGNITUDES.keys() & self._document.evidence.keys)

    def _is_loose(self, written: str) -> bool:
        keys = self._document.evidence.keys
        return (written in keys or f"{written}s" in keys) and written in self._loose

    @once
    def _rounded(self) -> Rounded:
        return Rounded(self._claims)

    def has(self, value: Value, written: str, hedge: str | None = None) -> bool:
        """Whether the document supports a value that is `written` so in the summary, behind a `hedge`."""
        kind = value.type
        if (kind, value.value) in self._claims or self._has_besides(value, written):
            return True
        if kind == "CARDINAL" and ".." in value.value and value.value in self._results:
            return True
        if kind == "ORDINAL" and written[0].isdigit() and f"day {value.value}" in self._numbers:
            return True
        if self._has_rounded(value, hedge) or self._has_ends(value):
            return True
        if value.value in _TIMES:
            return value.value in self._changes
        if value.value in _MAGNITUDES:
            return self._has_magnitude(value.value)
        if self._is_loose(written.lower()):
            return True
        if kind == "CARDINAL" and self._has_metres(written):
            return True
        if kind == "CARDINAL" or (kind == "DATE" and value.value.isdigit()):
            return value.value in self._numbers
        return self._has_age(value.value)

    def _has_besides(self, value: Value, written: str) -> bool:
        """Whether the document has what a duration or an amount of money says in other words."""
        is_asked = value.type == "MONEY" or value.value[0] == "P"
        return is_asked and not self._claims.isdisjoint(_besides(value, written))

    def _has_age(self, value: str) -> bool:
        """Whether a bare number says an age (*Smith, 50,*) or one of a decade of life (*in her 50s*)."""
        if value[0] != "P" or value[-1] != "Y":
            return False
        if decade := _DECADE_OF_LIFE.fullmatch(value):
            return any(f"{decade[1]}{year}" in self._numbers for year in range(10))
        age = _AGE.fullmatch(value)
        return age is not None and ("CARDINAL", age[1]) in self._claims

    def _has_rounded(self, value: Value, hedge: str | None) -> bool:
        if hedge is None and value.type not in ROUNDED:
            return False
        if self._rounded.has(value.type, value.value, hedge):
            return True
        if hedge is None:
            return False
        if (share := percent(value.value)) is not None:
            return self._rounded.has("PERCENT", f"{share} %", hedge)
        span = length(value.value)
        return span is not None and self._rounded.has("QUANTITY", span, hedge)

    def _has_ends(self, value: Value) -> bool:
        """A range whose ends the document has apart; a score is none."""
        ends = ends_of(value.value) if value.type != "CARDINAL" else ()
        return bool(ends) and all((value.type, end) in self._claims for end in ends)

    def contradicts(self, value: Value, part: str | None) -> bool:
        """Whether the document has a date, but always another part of it (*mid-July* for *late July*), or the amount below zero."""
        if part is not None:
            known = self._parts.get(value.value, set())
            return bool(known) and not known & {part, ""}
        return (value.type, f"-{value.value}") in self._claims and (value.type, value.value) not in self._claims

    def has_another(self, value: Value) -> bool:
        """Whether the document names another quarter or half of a year: only the number is wrong then."""
        if not value.value.startswith(_ANY_YEAR) or not _PART_OF_YEAR.fullmatch(value.value):
            return False
        return any(("DATE", f"{value.value[:-1]}{number}") in self._claims for number in "1234")

    def _has_metres(self, written: str) -> bool:
        match = _METRES.fullmatch(written)
        return match is not None and ("QUANTITY", f"{match[1].replace(',', '')} m") in self._claims

    @once
    def _changes(self) -> set[str]:
        """What the document says doubled or halved: in words, as 100 %, or by two values side by side, one about twice the other."""
        words = self._document.evidence.keys
        found = {verb for verb, others in _TIMES.items() if not words.isdisjoint(others)}
        found |= {verb for verb, claim in _CHANGES.items() if claim in self._claims}
        amounts = [(one.type, match) for one in self._values if (match := _AMOUNT.fullmatch(one.value))]
        for (kind, one), (same, other) in pairwise(amounts):
            if (kind, one[1], one[3]) == (same, other[1], other[3]):
                less, more = sorted((float(one[2]), float(other[2])))
                found |= {verb for verb, factor in _FACTORS.items() if abs(more - factor * less) <= _NEAR * more}
        return found

    def _has_magnitude(self, word: str) -> bool:
        low, high = _MAGNITUDES[word]
        at = bisect_left(self._sizes, low)
        return word in self._loose or word[:-1] in self._rest or (at < len(self._sizes) and self._sizes[at] <= high)


def _besides(value: Value, written: str) -> Iterable[Claim]:
    """Return what a value of a summary says in other words: a duration in another unit, an amount in dollars of a country or none."""
    return claims_of(value.type, value.value)[1:] if value.value[0] == "P" else dollars(value.value, written, ASKED)
