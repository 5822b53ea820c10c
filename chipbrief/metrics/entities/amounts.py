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
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from chipbrief.language.tokens import tokens
from chipbrief.language.values import Value, find_values, plain
from chipbrief.metrics.entities.rounding import Rounded, length, part_before, sums, together
from chipbrief.records import EntityType

_VAGUE = re.compile(r"(?<!\w)(dozens|hundreds|thousands|millions|billions)(?!\w)", re.I)
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
_COUNTED = {"both": "2", "twice": "2", "pair": "2", "couple": "2", "duo": "2", "twins": "2", "brace": "2",
            "trio": "3", "triple": "3", "treble": "3", "quartet": "4"}  # fmt: skip
"""Words of a document that count without a number."""
_PART_OF_YEAR = re.compile(r"XXXX-[QH]([1-4])")
_RANGE = re.compile(r"(\D*)(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)(\D*)")
_DOLLARS = ("AUD", "CAD", "HKD", "NZD", "SGD")
"""A country's own papers write a bare dollar sign for these."""
_AMERICAN = re.compile(r"us|u\.s|america", re.I)
_MEANT, _ASKED = ("~", "$"), ("$", "~")
"""A document's C$4 is asked for as $4, and its $4 as C$4."""
Claim = tuple[EntityType, str]


def vague_amounts(text: str) -> Iterator[Value]:
    """Amounts without a figure (*hundreds*): no values by the guidelines, but a summary can get them wrong."""
    for match in _VAGUE.finditer(text):
        yield Value(match.start(), match.end(), "CARDINAL", match[0].lower())


class Amounts:
    """Everything that a document's values say, to be asked in constant time."""

    def __init__(self, text: str, known: Iterable[Claim] = ()) -> None:
        values = find_values(text)
        self._claims: set[Claim] = {("QUANTITY", one) for one in together(text, values)} | set(sums(text, values))
        self._claims.update(
            ("CARDINAL", "..".join(sorted(match.groups(), key=int))) for match in _RESULT.finditer(text)
        )
        self._numbers: set[str] = set()
        written = [(one.type, one.value, text[one.start : one.end]) for one in values]
        for kind, value, words in (*((kind, value, "") for kind, value in known), *written):
            self._claims.update(_claims(kind, value))
            self._claims.update(_dollars(value, words, _MEANT))
            if kind != "ORDINAL":
                self._numbers.update(_numbers(kind, value))
        self._parts: dict[str, set[str]] = {}
        for one in values:
            if one.type == "DATE":
                part = part_before(text, one.start)
                for _, said in _claims("DATE", one.value):
                    self._parts.setdefault(said, set()).add(part[1] if part else "")
        self._sizes = sorted(float(number) for number in self._numbers if re.fullmatch(r"\d{1,18}(?:\.\d+)?", number))
        taken = bytearray(len(text))
        for one in values:
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
        rest = [token.key for token in tokens(text) if not any(taken[token.start : token.end])]
        self._loose = {form for key in rest if key[0].isdigit() for form in (key, key.removesuffix("s"))}  # Under-21s
        self._loose |= {match[0].lower() for match in _VAGUE.finditer(text)}
        self._vague = {word.rstrip("s") for word in rest}
        self._numbers.update(_COUNTED[word] for word in rest if word in _COUNTED)
        self._rounded = Rounded(self._claims)

    def has(self, value: Value, written: str, hedge: str | None = None) -> bool:
        """Whether the document supports a value that is `written` so in the summary, behind a `hedge`."""
        claims = _claims(value.type, value.value)
        if self._has_rounded(value, hedge) or self._has_ends(value):
            return True
        claims[1:] = claims[1:] if value.value[0] == "P" else _dollars(value.value, written, _ASKED)
        if any(claim in self._claims for claim in claims):
            return True
        if value.type == "ORDINAL" and written[0].isdigit() and f"day {value.value}" in self._numbers:
            return True
        if value.value in _MAGNITUDES:
            return self._has_magnitude(value.value)
        if written.lower() in self._loose:
            return True
        if value.type == "CARDINAL" and self._has_metres(written):
            return True
        if value.type == "CARDINAL" or (value.type == "DATE" and value.value.isdigit()):
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

    def contradicts(self, value: Value, part: str | None) -> bool:
        """Whether the document has a date, but always another part of it (*mid-July* for *late July*), or the amount below zero."""
        if part is not None:
            known = self._parts.get(value.value, set())
            return bool(known) and not known & {part, ""}
        return (value.type, f"-{value.value}") in self._claims and (value.type, value.value) not in self._claims

    def has_another(self, value: Value) -> bool:
        """Whether the document names another quarter or half of a year: only the number is wrong then."""
        if not _PART_OF_YEAR.fullmatch(value.value):
            return False
        return any(("DATE", f"{value.value[:-1]}{number}") in self._claims for number in "1234")

    def _has_metres(self, written: str) -> bool:
        match = _METRES.fullmatch(written)
        return match is not None and ("QUANTITY", f"{match[1].replace(',', '')} m") in self._claims

    def _has_magnitude(self, word: str) -> bool:
        low, high = _MAGNITUDES[word]
        at = bisect_left(self._sizes, low)
        return word in self._loose or word[:-1] in self._vague or (at < len(self._sizes) and self._sizes[at] <= high)


def _claims(kind: EntityType, value: str) -> list[Claim]:
    """A value first, then what it says besides: 15 July 2014 is a day in July, in 2014, a Tuesday, the 15th."""
    if (span := length(value)) is not None:
        return [(kind, value), ("QUANTITY", span)]
    if value[0] == "P":
        return [(kind, value), *(claim for end in _ends(value) for claim in _claims(kind, end))]
    return [(kind, value), *(_said_by_date(value) if kind == "DATE" else _said_by_number(kind, value))]


def _said_by_date(value: str) -> Iterator[Claim]:
    if match := _DAY.fullmatch(value):
        yield from (("DATE", part) for part in _parts_of_day(*match.groups()))
    elif value.isdigit():
        yield "CARDINAL", value
        yield from (("DATE", part) for part in (f"{value[:3]}X", f"XX{value[2]}X", f"{value[:2]}XX"))
    elif value.endswith("-XX-XX"):
        yield "DATE", value[:4]
    elif "/" in value:
        for end in value.split("/"):
            yield "DATE", end
            if match := _DAY.fullmatch(end):
                yield from (("DATE", part) for part in _parts_of_day(*match.groups()))
    elif value.endswith("X"):
        yield from (("DATE", part) for part in (f"XX{value[2]}X", f"{value[:2]}XX"))
    elif match := _PART_OF_YEAR.fullmatch(value):
        yield "ORDINAL", match[1]


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
        yield f"{year}-XX-XX"
        yield f"XXXX-{month}-{day}"
        yield from _weekday(year, month, day)


def _ends(value: str) -> list[str]:
    """Both ends of a range, each with the unit of the whole: `20 %` and `30 %` of `20..30 %`, `P2Y` and `P3Y` of `P2Y..P3Y`."""
    if value[0] == "P" or "/" in value:
        parts = re.split(r"\.\.|/", value)
        return parts if len(parts) > 1 else []
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
    yield from re.findall(r"-?\d+(?:\.\d+)?", value) if "/" not in value else (value,)


_PARTS = {f"{over}/{under}": _percent(f"{over}/{under}") for under in range(2, 11) for over in range(1, under)}
