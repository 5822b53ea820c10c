"""A text as people write it: normalised, without the blanks and signs of a tokenizer.

Old systems wrote `$ 4 trillion`, `trump ' s`, `do n't`, `-lrb-`, `3 - 1`, `u . s .`. To undo this only takes characters away or swaps
one word for one sign, so that offsets lead back to the original text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from chipbrief.language.normalise import Places, normalised

__all__ = ["Plain", "plain_text"]

_SIGNS = {"``": '"', "''": '"', "-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "-lcb-": "{", "-rcb-": "}"}
_ENDINGS = r"(?:s|re|ve|ll|d|m)"
_CHANGE = re.compile(
    r"(?P<sign>``|''|(?i:-[lr][rsc]b-))"
    r"|(?P<dotted>(?<![\w.])(?:(?:[A-Za-z] ?\. ?){1,8}[A-Za-z] \.|(?:U\. (?:S\. A|[KNS])|D\. C)\.)(?!\w))"  # u . s .
    rf"|(?P<joined>(?<=\w) (?=['’] ?{_ENDINGS}(?!\w))|(?<=\w ['’]) (?={_ENDINGS}(?!\w))|(?<=\w) (?=n['’]t(?!\w)))"
    r"|(?P<amount>(?<=[$£€¥]) (?=\d)|(?<=\d) (?=%)|(?<=\d) (?=[mk](?!\w))|(?<=\d) (?=, \d{3}(?!\d))|(?<=\d ,) (?=\d{3}(?!\d))"
    r"|(?<=\d) (?=[.:] \d)|(?<=\d [.:]) (?=\d)|(?<=\d) (?=[-–] \d)|(?<=\d [-–]) (?=\d)"
    r"|(?<=\w) (?=- (?:year|month|week|day|hour|minute|mile|metre|foot))|(?<=\w -) (?=year|month|week|day|hour|minute|mile|metre|foot)"
    r"|(?<=year) (?=- old)|(?<=year -) (?=old))"
    r"|(?P<stop>(?<=\w) (?=[,.;?!)](?: |$)))"
)


_MAY_CHANGE = re.compile(
    r"[`'-](?:(?<=`)(?=`)|(?<=')(?=')|(?<=-)(?=[lrLR]))| (?:(?=[-–'’%,.:;?!)]|n['’]t|[mk](?!\w))|(?<=[$£€¥] )|(?<= [-–'’,.:] ))"
    r"|[A-Za-z](?= ?\.)(?<![\w.].)"
)
"""How any match of `_CHANGE` begins: this is searched for seven times as fast."""
_HINT = re.compile(
    rf" (?=[-'’n,.:;?!)%–mk])(?:['’] ?{_ENDINGS}(?!\w)|n['’]t|[,.:;?!)%]"
    r"|[-–] (?:\d|year|month|week|day|hour|minute|mile|metre|foot|old)|[mk](?!\w))"
)
_HINTS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("`", (), ("`",)),
    ("'", (), ("'",)),
    ("-", ("b", "B"), ()),
    ("$", (), (" ",)),
    ("U", (), (". K", ". N", ". S")),
    ("D", (), (". C",)),
    ("£", (), (" ",)),
    ("€", (), (" ",)),
    ("¥", (), (" ",)),
)
"""Signs with what stands before and behind them. Whatever `_CHANGE` finds has one of these, or begins with a blank as in `_HINT`: these
are searched for ten times as fast."""
_ASCII_HINTS = tuple(hint for hint in _HINTS if hint[0].isascii())


class Plain(NamedTuple):
    """A text as people write it. `moves` leads back to the text as it came, through its normalised form."""

    text: str
    moves: tuple[Places, ...]
    original: str

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the place of `text[start:end]` in the text as it came. The part must not be empty."""
        for places in self.moves:
            start, end = places.origin(start, end)
        return start, end


def plain_text(text: str) -> Plain:
    """Return `text` normalised (`normalise`), with the blanks and signs of a tokenizer taken back."""
    normal, places = normalised(text)
    plain, moved = _joined(normal)
    if moved is None and places is None:
        return Plain(plain, (), text)
    return Plain(plain, tuple(one for one in (moved, places) if one is not None), text)


def _joined(text: str) -> tuple[str, Places | None]:
    """Return `text` with the blanks and signs of a tokenizer taken back, and the map; a text without them is left as it is."""
    if not _HINT.search(text) and not _has_hint(text):
        return text, None
    pieces: list[str] = []
    changes: list[tuple[int, int, int]] = []
    at = 0
    for match in _changes(text):
        start, end = match.span()
        pieces.append(text[at:start])
        if match["sign"] or match["dotted"]:
            new = _SIGNS.get(match[0].lower(), match[0].replace(" ", ""))
            pieces.append(new)
            for place in [place for place in range(start, end) if text[place] != " "][: len(new)]:
                changes.append((start, place, 0))
                start = place + 1
        changes.append((start, end, 0))
        at = end
    return ("".join(pieces) + text[at:], Places(changes)) if at else (text, None)


def _has_hint(text: str) -> bool:
    for sign, before, behind in _ASCII_HINTS if text.isascii() else _HINTS:
        at = text.find(sign)
        while at >= 0:
            if text.startswith(behind, at + 1) or text.endswith(before, 0, at):
                return True
            at = text.find(sign, at + 1)
    return False


def _changes(text: str) -> Iterator[re.Match[str]]:
    """Yield what `_CHANGE.finditer` yields."""
    behind = 0
    for hint in _MAY_CHANGE.finditer(text):
        if hint.start() >= behind and (match := _CHANGE.match(text, hint.start())):
            behind = match.end()
            yield match
