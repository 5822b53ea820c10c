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
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from chipbrief.language.tokens import Cut
from chipbrief.language.values import Value, find_values, plain
from chipbrief.metrics.entities.rounding import ABOUT, LESS, MORE, Rounded, length, together
from chipbrief.records import EntityType

_HEDGE = re.compile(rf"(?:^|(?<=\W))({'|'.join(sorted(MORE | LESS | ABOUT))})[ -](?:an? |the |[$£€])?$", re.I)
_LOOK_BACK = 24
_VAGUE = re.compile(
    r"(?<!\w)(?:dozens|hundreds|thousands|millions|billions|doubled|tripled|trebled|quadrupled|halved)(?!\w)", re.I
)
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
_CHANGES = {"doubled": ("PERCENT", "100 %"), "tripled": ("PERCENT", "200 %"), "trebled": ("PERCENT", "200 %"), "halved": ("PERCENT", "50 %")}  # fmt: skip
_MAGNITUDES = {
    "dozens": (24, 199),
    "hundreds": (100, 9_999),
    "thousands": (1_000, 999_999),
    "millions": (10**6, 10**9),
    "billions": (10**9, 10**13),
}
_DAY = re.compile(r"(\d{4}|XXXX)-(\d\d)(?:-(\d\d))?")
_METRES = re.compile(r"(\d[\d,]{0,6}) ?m")
"""100m is a hundred million where money is meant, and a race over a hundred metres elsewhere."""
_FRACTION = re.compile(r"(\d{1,4})/(\d{1,4})")
_SIDE = r"[A-Z][\w.'’&-]{1,20}(?: [A-Z][\w.'’&-]{1,20}){0,3}"
_RESULT = re.compile(rf"(?<!\w){_SIDE} (\d{{1,2}}), {_SIDE} (\d{{1,2}})(?!\w)")
"""A score as results are listed: *Castleham United 2, Shelby Town 1*."""
_EARLY = re.compile(r"1[0-8]\d\d")
"""A year that is read as a number."""
_SUMMAND = re.compile(r"((?:[A-Z]{3} )?)(\d{1,15}(?:\.\d{1,6})?)((?: [a-z]\S*)?)")
_AND = re.compile(r"(?: [\w'’-]{1,20}){0,4} and(?: [a-z]{1,10})? ")
_COUNTED = {"both": "2", "twice": "2", "pair": "2", "couple": "2", "duo": "2", "twins": "2", "brace": "2",
            "trio": "3", "triple": "3", "treble": "3", "quartet": "4"}  # fmt: skip
"""Words of a document that count without a number."""
_RANGE = re.compile(r"(\D*)(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)(\D*)")
_DOLLARS = ("AUD", "CAD", "HKD", "NZD", "SGD")
"""A country's own papers write a bare dollar sign for these."""
_AMERICAN = re.compile(r"us|u\.s|america", re.I)
_MEANT, _ASKED = ("~", "$"), ("$", "~")
"""A document's C$4 is asked for as $4, and its $4 as C$4."""
Claim = tuple[EntityType, str]


def hedge_before(text: str, start: int) -> str | None:
    """The hedge before a value: *about*, *more than*, *nearly*."""
    match = _HEDGE.search(text[max(0, start - _LOOK_BACK) : start])
    return match[1].lower() if match else None


def vague_amounts(text: str) -> Iterator[Value]:
    """Amounts without a figure (*hundreds*, *doubled*): no values by the guidelines, but a summary can get them wrong."""
    for match in _VAGUE.finditer(text):
        yield Value(match.start(), match.end(), "CARDINAL", match[0].lower())


class Amounts:
    """Everything that a document's values say, to be asked in constant time."""

    def __init__(self, found: Cut, known: Iterable[Claim] = ()) -> None:
        self._cut, self._known = found, list(known)

    @cached_property
    def _values(self) -> list[Value]:
        return find_values(self._cut.text)

    @cached_property
    def _claims(self) -> set[Claim]:
        text, values = self._cut.text, self._values
        claims: set[Claim] = {("QUANTITY", one) for one in together(text, values)} | set(_sums(text, values))
        written = [(one.type, one.value, text[one.start : one.end]) for one in values]
        for kind, value, words in (*((kind, value, "") for kind, value in self._known), *written):
            claims.update(_claims(kind, value))
            claims.update(_dollars(value, words, _MEANT))
        return claims

    @cached_property
    def _results(self) -> set[str]:
        return {"..".join(sorted(match.groups(), key=int)) for match in _RESULT.finditer(self._cut.text)}

    @cached_property
    def _numbers(self) -> set[str]:
        values = [*self._known, *((one.type, one.value) for one in self._values)]
        numbers = {number for kind, value in values if kind != "ORDINAL" for number in _numbers(kind, value)}
        return numbers.union(_COUNTED[word] for word in self._rest if word in _COUNTED)

    @cached_property
    def _sizes(self) -> list[float]:
        """The numbers of the document, in order; not those of words that count without a number."""
        return sorted(float(number) for number in self._numbers if re.fullmatch(r"\d{1,18}(?:\.\d+)?", number))

    @cached_property
    def _rest(self) -> list[str]:
        """The words that are no part of a value."""
        _, keys, starts, ends, _ = self._cut
        rest: list[str] = []
        at = 0
        for one in self._values:
            behind = bisect_left(starts, one.start, at)
            behind -= behind > at and ends[behind - 1] > one.start
            rest += keys[at:behind]
            at = bisect_left(starts, one.end, behind)
        return rest + keys[at:]

    @cached_property
    def _loose(self) -> set[str]:
        loose = {form for key in self._rest if key[0].isdigit() for form in (key, key.removesuffix("s"))}  # Under-21s
        return loose.union(_MAGNITUDES.keys() & set(self._cut.keys))

    @cached_property
    def _vague(self) -> set[str]:
        return {word.rstrip("s") for word in self._rest}

    @cached_property
    def _rounded(self) -> Rounded:
        return Rounded(self._claims)

    def has(self, value: Value, written: str, hedge: str | None = None) -> bool:
        """Whether the document supports a value that is `written` so in the summary, behind a `hedge`."""
        kind = value.type
        claims = _claims(kind, value.value)
        claims[1:] = claims[1:] if value.value[0] == "P" else _dollars(value.value, written, _ASKED)
        if any(claim in self._claims for claim in claims):
            return True
        if kind == "CARDINAL" and ".." in value.value and value.value in self._results:
            return True
        if kind == "ORDINAL" and written[0].isdigit() and f"day {value.value}" in self._numbers:
            return True
        if self._has_rounded(value, hedge) or self._has_ends(value):
            return True
        if value.value in _TIMES:
            return any(word in self._cut.keys for word in _TIMES[value.value]) or self._has_change(value.value)
        if value.value in _MAGNITUDES:
            return self._has_magnitude(value.value)
        if written.lower() in self._loose:
            return True
        if kind == "CARDINAL" and self._has_metres(written):
            return True
        if kind == "CARDINAL" or (kind == "DATE" and value.value.isdigit()):
            return value.value in self._numbers
        age = re.fullmatch(r"P(\d+)Y", value.value)
        return age is not None and ("CARDINAL", age[1]) in self._claims

    def _has_rounded(self, value: Value, hedge: str | None) -> bool:
        if self._rounded.has(value.type, value.value, hedge):
            return True
        if hedge is None:
            return False
        if (percent := _percent(value.value)) is not None:
            return self._rounded.has("PERCENT", f"{percent} %", hedge)
        span = length(value.value)
        return span is not None and self._rounded.has("QUANTITY", span, hedge)

    def _has_ends(self, value: Value) -> bool:
        """A range whose ends the document has apart; a score is none."""
        ends = [] if value.type == "CARDINAL" else _ends(value.value)
        return bool(ends) and all((value.type, end) in self._claims for end in ends)

    def _has_metres(self, written: str) -> bool:
        match = _METRES.fullmatch(written)
        return match is not None and ("QUANTITY", f"{match[1].replace(',', '')} m") in self._claims

    def _has_change(self, word: str) -> bool:
        """Whether the document says *doubled* as 100 %, or by two numbers of which one is about twice the other."""
        if _CHANGES.get(word) in self._claims:
            return True
        factor = {"doubled": 2, "halved": 2, "quadrupled": 4}.get(word, 3)
        sizes = [size for size in self._sizes if size]
        return any(
            at < len(sizes) and sizes[at] <= size * factor * (1 + _NEAR)
            for size in sizes
            for at in (bisect_left(sizes, size * factor * (1 - _NEAR)),)
        )

    def _has_magnitude(self, word: str) -> bool:
        low, high = _MAGNITUDES[word]
        at = bisect_left(self._sizes, low)
        return word in self._loose or word[:-1] in self._vague or (at < len(self._sizes) and self._sizes[at] <= high)


def _claims(kind: EntityType, value: str) -> list[Claim]:
    """A value first, then what it says besides: 15 July 2014 is a day in July, in 2014, a Tuesday, the 15th."""
    if (span := length(value)) is not None:
        return [(kind, value), ("QUANTITY", span)]
    return [(kind, value), *(_said_by_date(value) if kind == "DATE" else _said_by_number(kind, value))]


def _said_by_date(value: str) -> Iterator[Claim]:
    if match := _DAY.fullmatch(value):
        yield from (("DATE", part) for part in _parts_of_day(*match.groups()))
    elif value.isdigit():
        yield "CARDINAL", value
        yield from (("DATE", part) for part in (f"{value[:3]}X", f"XX{value[2]}X", f"{value[:2]}XX"))
    elif "/" in value:
        yield from (("DATE", year) for year in value.split("/"))
    elif value.endswith("X"):
        yield from (("DATE", part) for part in (f"XX{value[2]}X", f"{value[:2]}XX"))
    elif ".." in value:
        yield from (("DATE", end) for end in _ends(value))


def _said_by_number(kind: EntityType, value: str) -> Iterator[Claim]:
    if (percent := _percent(value)) is not None:
        yield "PERCENT", f"{percent} %"
    elif kind == "CARDINAL":
        if _EARLY.fullmatch(value):
            yield "DATE", f"{value[:2]}XX"
    elif ".." in value:
        yield from ((kind, end) for end in _ends(value))
    elif kind == "PERCENT":
        yield from (("CARDINAL", part) for part, share in _PARTS.items() if f"{share} %" == value)


def _sums(text: str, values: Sequence[Value]) -> Iterator[Claim]:
    """What two parts make together: 193 of “179 passengers and 14 crew”."""
    for one, other in pairwise(values):
        first, second = _SUMMAND.fullmatch(one.value), _SUMMAND.fullmatch(other.value)
        if not (first and second and one.type == other.type and _AND.fullmatch(text[one.end : other.start])):
            continue
        if (first[1], first[3]) == (second[1], second[3]):
            yield one.type, f"{first[1]}{plain(Decimal(first[2]) + Decimal(second[2]))}{first[3]}"


def _dollars(value: str, written: str, kinds: tuple[str, str]) -> Iterator[Claim]:
    """What a bare dollar sign and a dollar of one country may have to do with each other; nothing for US$ and C$.

    `kinds` names the dollars of one country and the bare ones.
    """
    if value[:3] in _DOLLARS:
        yield "MONEY", f"{kinds[0]}{value[3:]}"
    elif value.startswith("USD ") and not _AMERICAN.search(written):
        yield "MONEY", f"{kinds[1]}{value[3:]}"


def _parts_of_day(year: str, month: str, day: str | None) -> Iterator[str]:
    yield from (f"XXXX-{month}", f"{year}-{month}", year, f"{year[:3]}X", f"{year[:2]}XX")
    if day:
        yield f"XXXX-{month}-{day}"
        yield from _weekday(year, month, day)


def _ends(value: str) -> list[str]:
    """Both ends of a range, each with the unit of the whole: `20 %` and `30 %` of `20..30 %`."""
    match = _RANGE.fullmatch(value)
    return [f"{match[1]}{end}{match[4]}" for end in (match[2], match[3])] if match else []


def _weekday(year: str, month: str, day: str) -> Iterator[str]:
    try:
        yield f"XXXX-WXX-{date(int(year), int(month), int(day)).isoweekday()}"
    except ValueError:
        return  # no year is stated, or no such day


def _percent(value: str) -> str | None:
    """A fraction as a percentage: that of halves, quarters and tenths as it is, that of thirds to the whole number."""
    match = _FRACTION.fullmatch(value)
    if match is None or not int(match[2]):
        return None
    share = Decimal(100 * int(match[1])) / int(match[2])
    return plain(share if share * 10 % 1 == 0 else share.quantize(Decimal(1)))


def _numbers(kind: EntityType, value: str) -> Iterator[str]:
    """The numbers in a value that a bare number may repeat; the day of a date is none."""
    if kind in ("DATE", "TIME") and not value.startswith("P"):
        if value[:4].isdigit():
            yield value[:4]
        if (match := _DAY.fullmatch(value)) and match[3]:
            yield f"day {match[3].lstrip('0')}"
        return
    yield from re.findall(r"\d+(?:\.\d+)?", value) if "/" not in value else (value,)


_PARTS = {f"{over}/{under}": _percent(f"{over}/{under}") for under in range(2, 11) for over in range(1, under)}
