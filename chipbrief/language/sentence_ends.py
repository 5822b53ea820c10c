"""Find the ends of sentences with sentencex, and correct them: a table of pieces to join, and a table of places to cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

__all__ = ["CUTS", "JOINS", "VERSION", "corrected", "may_join", "pieces"]

VERSION = "1"
"""Version of the rules, for signatures. Increase it whenever a change alters the sentences of any text."""
_LOOK = 60
"""Number of characters on both sides of an end that `JOINS` looks at."""
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d"
_ZONE = r"[ECMPAB]S?[DS]?T|GMT|UTC|CES?T|local|(?:Eastern|Central|Pacific|Mountain|Atlantic)|(?:[A-Z]\w+ ){1,3}[Tt]ime"
_VERB = r"(?:is|was|will|would|has|had|may|could|saw|brought|became|came|marked|began)"
_SAID = r"(?:said|says|asked|told|added|wrote|replied|shouted|cried|tweeted|answered)"
_TITLES = "Atty|Supt|Hon|Cmdr|Insp|Maj|Adm|Brig|Messrs|Cpl|Ald|Asst|Assoc|Comr|Msgr|Treas|Dist"
_SHORTENED = "approx|est|ca|vs|cf|incl|excl|avg|viz|pp|sq|fig|vol|al|govt|dept|assn|bros"
JOINS = tuple(
    (re.compile(rf"{before}\s*$"), re.compile(behind))
    for before, behind in (
        # The number or letter of a list item belongs to the item.
        (r"(?:^|[:,;] )\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})[.)]", r"\S"),
        # A day or a time zone behind an hour, unless a sentence begins with the day: “at 5 p.m. Tuesday was quiet”.
        (r"\b[ap]\.m\.", rf"(?:{_DAY}|{_ZONE})\b(?! {_VERB}\b)"),
        # Abbreviations before a number or in the middle of a sentence.
        (rf"\b(?i:{_SHORTENED})\.", r"[\d$£€¥#(\[]|[a-z]"),
        (rf"\b(?:{_TITLES})\.", r"[A-Z]"),
        # A year or a number of a source in the middle of a sentence.
        (r"(?:\]|\bal\. \(\d{4}[a-z]?\))", r"[a-z]+\b"),
        # A name with an exclamation mark.
        (r"\b[A-Z]\w+!", r"[a-z]"),
        # Who said what is quoted.
        (r"[!?][\"”’]", rf"(?:[A-Z][\w'’.-]+ ){{1,4}}{_SAID}\b"),
    )
)
"""Pairs of what a piece ends with and what the next one begins with, if both belong to one sentence."""
_INITIALS = re.compile(r"[A-Z]\.$"), re.compile(r"[A-Z]\.")
"""Initials without a blank between them: N.Y."""
_ORDINARY = re.compile(
    r"(?:[a-z]{5}(?<!essrs)|(?! [ivx]{4}|Assoc|Treas)[ A-Z][a-z]{4}|. (?![ivx]{3})[a-z]{3}|.. (?![ivx]{2})[a-z]{2})[.!?] \n[A-Z]"
)
"""An end to which no rule applies."""
_JOINED_WORDS = frozenset(f"{_TITLES}|{_SHORTENED}|m".lower().split("|"))
_ROMAN = frozenset("ivx")
_WORD = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST = 8
"""Characters of the longest word of `JOINS` with its full stop, and one more."""
_CLOSING = re.compile(
    r"\s*(?:</\w{1,12}>|\*{1,3}|_{1,3}|~~|`|[”’)\]]|\[\d{1,3}\])+(?=\s|$)|(?:<\w{1,12}>|[^\w\s<\[$£€]|\s)+$"
)
"""Closing marks and tags at the start of a piece, and pieces of nothing else. They end the sentence before."""
CUTS = re.compile(r"(?<=…)\s+(?=[A-Z“\"])|\A\([^()\n]{1,400}[.!?]\)\s+(?=[A-Z“\"])")
"""Ends that sentencex misses: an ellipsis before a capital letter, and a sentence in brackets."""


@lru_cache(maxsize=1)
def _segment() -> Callable[[str, str], Iterable[str]]:
    from sentencex import segment  # here, because `chipbrief --help` does not need this compiled module

    found: Callable[[str, str], Iterable[str]] = segment
    return found


def pieces(line: str) -> list[str]:
    """Return what sentencex alone makes of a line: pieces that hold every character of it.

    sentencex 1.0.32 fails on some lines with a blank of several bytes, such as U+00A0 before an initial. Such a line is split
    as it is with plain blanks.
    """
    try:
        return list(_segment()("en", line))
    except BaseException as problem:  # a failure of Rust is no `Exception`
        if type(problem).__name__ != "PanicException":
            raise
    plain = "".join(" " if character.isspace() else character for character in line)
    if plain == line:
        return [line]
    ends = list(accumulate(map(len, pieces(plain))))
    return [line[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def corrected(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of a line, given the pieces of the splitter, which hold every character of the line."""
    parts: list[str] = []
    for piece in _cut(pieces):
        rest = piece
        if parts and _ORDINARY.fullmatch(f"{parts[-1][-7:]}\n{piece[:1]}"):
            yield "".join(parts)
            parts = [piece]
            continue
        if parts and (closing := _CLOSING.match(piece)):
            rest = piece[closing.end() :]
            parts.append(closing[0] if rest.strip() else piece)
            if not rest.strip():
                continue
        elif parts and _belong_together(parts[-1][-_LOOK:], piece):
            parts.append(piece)
            continue
        if parts:
            yield "".join(parts)
        parts = [rest]
    yield "".join(parts)


def _cut(pieces: Iterable[str]) -> Iterator[str]:
    for piece in pieces:
        at = 0
        if "…" in piece or piece.startswith("("):
            for match in CUTS.finditer(piece):
                yield piece[at : match.end()]
                at = match.end()
        yield piece[at:]


def _belong_together(left: str, right: str) -> bool:
    if _is_plain_end(left):
        return False
    ahead = right[:_LOOK].lstrip()
    if _INITIALS[0].search(left) and _INITIALS[1].match(right):
        return True
    return any(before.search(left) and behind.match(ahead) for before, behind in JOINS)


def may_join(left: str) -> bool:
    """Return whether a rule of `JOINS` may join a piece to the next one, whatever that is."""
    return not _is_plain_end(left) and any(before.search(left) for before, _ in JOINS)


def _is_plain_end(left: str) -> bool:
    """Return whether no rule of `JOINS` applies behind a piece, by a quick look at its last characters."""
    end = left.rstrip()[-_LONGEST:]
    if end[-1:] != ".":
        return end[-1:] == "?" or (end[-1:] in ('"', "”", "’") and end[-2:-1] not in ("!", "?"))
    rest = end[:-1].rstrip(_WORD)
    word = end[len(rest) : -1].lower()
    if not rest.isascii() or word in _JOINED_WORDS or (left[-1:] == "." and left[-2:-1].isupper()):
        return False
    # The number or letter of a list item has a blank, a bracket or nothing before it.
    is_item = (len(word) == 1 or (word.isdigit() and len(word) <= 2) or _ROMAN.issuperset(word)) and bool(word)
    return not is_item or rest[-1:] not in ("", " ", "(")
