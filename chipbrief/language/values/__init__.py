"""Values in a text: dates, amounts of money, percentages, quantities, ordinals and plain numbers, in one normal form each.

The normal form is that of the annotation (guidelines, section 3): TIMEX3 for dates and durations, `31 %`,
`2 points` (of a percentage), `USD 4000000000000`, `5 km`, `20`. A range of amounts has two dots, and so has a score (`3-1` is `1..3`,
whoever won); a range of dates has a slash.

The text is normalised (`normalise`), cut into tokens once (`lexer`), and read by rules (`grammar`) at those tokens at which a
value can begin. `explain` shows which rule read which tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import NamedTuple

from chipbrief.language.normalise import normalised
from chipbrief.language.values.grammar import readings
from chipbrief.language.values.lexer import cut, plain
from chipbrief.records import EntityType

__all__ = ["Explanation", "Value", "explain", "find_values", "plain", "same_value", "values_in"]

_KEPT = 1500
"""Characters of a text whose values are kept: facts and references are read again for every system."""


class Value(NamedTuple):
    """`text[start:end]` is a value of `type`, equal to another one if `type` and `value` are."""

    start: int
    end: int
    type: EntityType
    value: str


_VALUE: Callable[[Iterable[object]], Value] = partial(tuple.__new__, Value)  # as `Value._make`, but faster


class Explanation(NamedTuple):
    """Why a value is read as it is: the `rule`, and the `tokens` that it read, in small letters."""

    value: Value
    rule: str
    tokens: tuple[str, ...]


def find_values(text: str) -> list[Value]:
    """Return the values of `text` in order, with offsets in `text` as it came.

    A longer reading wins over a shorter one: `$5` is money and no number beside it. The bare word *one* is not counted: it is a
    pronoun more often than a number. *May* and *March* count in small letters only beside a day, a year or *in*; other months do always.
    """
    return list((_kept_values if len(text) <= _KEPT else _last_values)(text))


def explain(text: str) -> list[Explanation]:
    """Return for each value of `text` the rule that read it and the tokens that it read."""
    normal = normalised(text)
    tokens = cut(normal.text)
    found = []
    for one in readings(tokens):
        value = Value(*normal.origin(one.start, one.end), one.type, one.value)
        inside = (
            word
            for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True)
            if one.start <= start and start < one.end and end > start
        )
        found.append(Explanation(value, one.rule, tuple(inside)))
    return found


@lru_cache(maxsize=1024)
def _kept_values(text: str) -> tuple[Value, ...]:
    return tuple(_find_values(text))


@lru_cache(maxsize=4)
def _last_values(text: str) -> tuple[Value, ...]:
    """Return the values of a long text, kept for as long as it is being scored: several measures ask one after the other."""
    return tuple(_find_values(text))


def _find_values(text: str) -> list[Value]:
    normal = normalised(text)
    found = values_in(normal.text)
    if normal.places is None:
        return found
    return [one._replace(start=start, end=end) for one in found for start, end in (normal.origin(one.start, one.end),)]


def values_in(normal: str) -> list[Value]:
    """Return the values of a text that is normalised already."""
    return [_VALUE(one[:4]) for one in readings(cut(normal))]


def same_value(claimed: str, known: str) -> bool:
    """Whether a claimed value is the known one, or leaves open (`X`) what is known.

    “July 15” claims no more than 15 July 2025; the year in “July 15, 1987” is not what a known “July 15” says.
    """
    if claimed == known:
        return True
    if len(claimed) != len(known) or claimed[-1] not in ("X", known[-1]):
        return False  # most dates differ in their last sign
    return all(a in (b, "X") for a, b in zip(claimed, known, strict=True))
