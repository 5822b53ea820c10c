"""Read times that the day of writing decides (*yesterday*, *last week*, *earlier this month*), and seasons.

A relative time has `REF` as its day, the day of writing, and the distance from it as a TIMEX3 duration: *yesterday* is `REF-P1D`,
*this week* `REF-P0W`, *next year* `REF+P1Y`, *last night* `REF-P1DTNI`. *Two days ago* is the duration `P2D` (guidelines, rule 3.18).
A month or weekday behind *last* keeps its own value. *The last week of the season* is not relative to the day of writing.
"""

from __future__ import annotations

from chipbrief.language.values.dates import is_year
from chipbrief.language.values.lexer import Reading, Tokens, read
from chipbrief.language.values.words import SEASONS
from chipbrief.records import EntityType

__all__ = ["ADVERBS", "SHIFTS", "UNITS_AGO", "a_unit_ago", "adverb", "season", "shifted"]

_UNITS = {
    "week": "1W",
    "month": "1M",
    "year": "1Y",
    "decade": "10Y",
    "century": "100Y",
    "quarter": "1Q",
    "fortnight": "2W",
}
UNITS_AGO = frozenset(("day", *_UNITS))
SHIFTS = {"last": "-", "past": "-", "this": "", "next": "+", "coming": "+"}
_PARTS_OF_DAY = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "lunchtime": "TMI"}
ADVERBS = {"yesterday": "-P1D", "today": "-P0D", "tomorrow": "+P1D", "tonight": "-P0DTNI"}
_COMPARED = frozenset(("earlier", "later"))
_ENDS = frozenset((".", ",", ";", ":", ")", "!", "?", '"', "”", "'", "’", "—", "–", ""))
_LINKS = frozenset(
    "and or but when after before as to for at on in that which because while by from is was will would with he she it they if since "
    "until".split()
)
"""Words that may follow a season. A noun may not: *in the summer transfer window*."""
_INTO_SEASON = frozenset(("in", "during", "by", "since", "until", "over", "for", "early", "late", "mid"))


def _alone(t: Tokens, at: int) -> bool:
    """Whether nothing is glued to a word."""
    return t.opens(at) and t.ends_word(at + 1) and not t.hyphen(at + 1)


def shifted(t: Tokens, at: int) -> list[Reading] | None:
    """Read *last week*, *this month*, *next year*, *this morning*, *last night*, *this summer*, *last weekend*."""
    word, unit = t.words[at], t.words[at + 1]
    if t.gaps[at + 1] != 1 or not t.ends_word(at + 2) or t.hyphen(at + 2):
        return None
    first = at - (t.words[at - 1] in _COMPARED and t.gaps[at] == 1)
    if unit in SEASONS and word != "past" and _season_ends(t, at + 2):
        return [read(t, at, at + 2, "DATE", f"XXXX-{SEASONS[unit]}", "season")]
    if unit == "weekend":
        return [read(t, at, at + 2, "DATE", "XXXX-WXX-WE", "weekend")]
    if unit in _UNITS and t.words[at + 2] != "of":
        value = f"REF{SHIFTS[word]}P{_UNITS[unit]}" if SHIFTS[word] else f"REF-P0{_UNITS[unit][-1]}"
        return [read(t, first, at + 2, "DATE", value, "relative to the day of writing")]
    if unit in _PARTS_OF_DAY and (word == "this") != (unit == "night") and word in ("this", "last"):
        value = f"REF-P{'1' if word == 'last' else '0'}D{_PARTS_OF_DAY[unit]}"
        return [read(t, first, at + 2, "TIME", value, "relative to the day of writing")]
    return None


def adverb(t: Tokens, at: int) -> list[Reading] | None:
    """Read *yesterday*, *tomorrow morning*, *tonight*, *earlier today*."""
    if not _alone(t, at) or t.raw(at)[1:].isupper() or (t.words[at - 1] == "usa" and t.words[at] == "today"):
        return None
    first = at - (t.words[at - 1] in _COMPARED and t.gaps[at] == 1)
    value, kind, end = f"REF{ADVERBS[t.words[at]]}", "DATE", at + 1
    if t.words[at] == "tonight":
        kind = "TIME"
    elif t.words[end] in _PARTS_OF_DAY and t.gaps[end] == 1 and t.ends_word(end + 1):
        value, kind, end = value + _PARTS_OF_DAY[t.words[end]], "TIME", end + 1
    return [read(t, first, end, _kind(kind), value, "relative to the day of writing")]


def _kind(name: str) -> EntityType:
    return "TIME" if name == "TIME" else "DATE"


def a_unit_ago(t: Tokens, at: int) -> list[Reading] | None:
    """Read *a week ago* and *one year ago*."""
    unit = "1D" if t.words[at + 1] == "day" else _UNITS.get(t.words[at + 1])
    if unit is None or t.words[at + 2] != "ago" or not t.gaps[at + 1] == t.gaps[at + 2] == 1 or not t.opens(at):
        return None
    return [read(t, at, at + 3, "DATE", f"REF-P{unit}", "a unit ago")]


def season(t: Tokens, at: int) -> list[Reading] | None:
    """Read *summer 2024*, *the winter of 2010*, *in the spring*; no *Winter Olympics*, and no *fall in sales*."""
    if not _alone(t, at):
        return None
    code, place = SEASONS[t.words[at]], at + 1
    place += t.words[place] in ("of", ",")
    if is_year(t.words[place]) and t.gaps[place] == 1 and t.closes(place + 1) and not t.hyphen(place + 1):
        return [read(t, at, place + 1, "DATE", f"{t.words[place]}-{code}", "season and year")]
    if t.words[at - 1] != "the" or t.gaps[at] != 1 or not _season_ends(t, at + 1):
        return None
    return [read(t, at, at + 1, "DATE", f"XXXX-{code}", "season")] if t.words[at - 2] in _INTO_SEASON else None


def _season_ends(t: Tokens, at: int) -> bool:
    """Whether a season ends before token `at`, and is no part of a name or of a longer noun."""
    return t.words[at] in _ENDS or t.words[at] in _LINKS or t.words[at] == "s" or t.gaps[at] > 1
