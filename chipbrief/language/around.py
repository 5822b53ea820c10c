"""What the words around a value or a name say: hedges, parts of a month, places; and amounts that no figure states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters

from chipbrief.language.tokens import Cut
from chipbrief.language.values import Value

MORE = frozenset(
    (
        "more than", "just over", "over", "just above", "above", "at least", "no less than", "no fewer than", "passed", "topped",
        "exceeded", "exceeding", "surpassed", "in excess of", "upwards of",
    )
)  # fmt: skip
LESS = frozenset(
    (
        "nearly", "almost", "less than", "fewer than", "no more than", "not more than", "just under", "under", "just below", "below",
        "up to", "at most", "close to",
    )
)  # fmt: skip
ABOUT = frozenset(("about", "around", "roughly", "approximately", "some", "as many as", "as much as", "circa"))
_HEDGE = re.compile(rf"(?:^|(?<=\W))({'|'.join(sorted(MORE | LESS | ABOUT))})[ -](?:an? |the |[$£€])?$", re.I)
_LAST_WORDS = frozenset(("a", "an", "the", *(hedge.rpartition(" ")[2] for hedge in MORE | LESS | ABOUT)))
"""The last word before a value if a hedge stands there."""
_LOOK_BACK = 24
_PART_BEFORE = re.compile(r"(?<!\w)(early|mid|late)(?:[- ]|[- ]in )$", re.I)
"""What says which part of a month, year or decade is meant."""
_PART_ENDS = (*(f"{part}{sign}" for part in ("early", "mid", "late") for sign in " -"), " in ", "-in ")
"""How each match of this ends: a test that spares most dates the pattern."""
_IN = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|on|last|next|this|early|late|and|to|from|for|during)|\bmid-) ?$", re.I
)
_WENT = r"(?:fl(?:ew|ies|y|ying)|travel(?:led|ed|s|ling|ing)?|moved?|moving|went|go(?:es|ing)?|trips?|visits?|returned|drove|tour) to"
_PLACED = re.compile(rf"(?:\b{_WENT}|\b(?:in|near|outside|inside)|\b(?:kingdom|republic|state|city|town|capital) of) $")
_PREPOSITIONS = ("in ", "near ", "side ", "of ", "to ")
_REACH = 24
"""Characters before a name in which what makes a place of it is looked for."""
_RANK = re.compile(r"(?<!\w)(?:no\.?|number) $", re.I)
_UNKNOWN = re.compile(r"(?i:<unk>|\[unk\])|(?<!\w)UNK(?!\w)")
_VAGUE = frozenset("dozens hundreds thousands millions billions doubled tripled trebled quadrupled halved".split())
_SIDE = r"[A-Z][\w.'’&-]{1,20}(?: [A-Z][\w.'’&-]{1,20}){0,3}"
_RESULT = re.compile(rf"(?<!\w){_SIDE} (\d{{1,2}}), {_SIDE} (\d{{1,2}})(?!\w)")


def hedge_before(text: str, start: int) -> str | None:
    """Return the hedge before a value: *about*, *more than*, *nearly*."""
    before = text[max(0, start - _LOOK_BACK) : start]
    bare = before.rstrip(" -$£€")
    last = bare[len(bare.rstrip(ascii_letters)) :].lower()
    if last not in _LAST_WORDS and not bare.endswith("\n"):
        return None
    match = _HEDGE.search(before)
    return match[1].lower() if match else None


def part_before(text: str, start: int) -> tuple[int, str] | None:
    """Return where *early*, *mid* or *late* stands before a date, and which it is."""
    before = text[max(0, start - 8) : start]
    if not before.lower().removesuffix("\n").endswith(_PART_ENDS):
        return None
    match = _PART_BEFORE.search(before)
    return (start - len(match[0]), match[1].lower()) if match else None


def is_month(text: str, start: int) -> bool:
    """Return whether *May* or *March* at `start` is a month by the word before it: *in May*."""
    return _IN.search(text[max(0, start - 10) : start]) is not None


def is_place(text: str, start: int) -> bool:
    """Return whether the words before a name say that it is a place: *in Paris*."""
    if not text.endswith(_PREPOSITIONS, 0, start):
        return False
    if text.endswith(" in ", 0, start):
        return True
    return _PLACED.search(text, max(0, start - _REACH), start) is not None


def is_rank(text: str, start: int) -> bool:
    """Return whether a number is a rank: *No. 1*."""
    return _RANK.search(text, max(0, start - 8), start) is not None


def claims_first(text: str, value: Value) -> bool:
    """Return whether a *first* says that something had not happened before: *for the first time*."""
    return text.startswith(" time", value.end) and text.endswith("for the ", 0, value.start)


def unknown_words(found: Cut) -> Iterator[tuple[int, int]]:
    """Yield where a system has written that it does not know a word: `<unk>`, `[UNK]`, `UNK`."""
    if "unk" in found.text.lower():
        yield from (match.span() for match in _UNKNOWN.finditer(found.text))


def vague_amounts(found: Cut) -> Iterator[Value]:
    """Yield amounts without a figure (*hundreds*, *doubled*): no values by the guidelines, but a summary can get them wrong."""
    if not _VAGUE.isdisjoint(found.keys):
        for word, start, end in zip(found.keys, found.starts, found.ends, strict=True):
            if word in _VAGUE:
                yield Value(start, end, "CARDINAL", word)


def listed_results(text: str) -> set[str]:
    """Return the scores that are written as results are listed: `1..2` of *Castleham United 2, Shelby Town 1*."""
    return {"..".join(sorted(match.groups(), key=int)) for match in _RESULT.finditer(text)}
