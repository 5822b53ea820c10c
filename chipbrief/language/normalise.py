"""Undoing the tokenization of old systems' outputs: `$ 4 trillion`, `trump ' s`, `do n't`, `-lrb-`, `3 - 1`, `u . s .`

Every change takes characters away or swaps one word for one sign, so that offsets lead back to the text as it came.
"""

from __future__ import annotations

import re
from typing import NamedTuple

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


class Plain(NamedTuple):
    """A text as people write it; `starts[n]` is where its character n stood in the text as it came."""

    text: str
    starts: list[int] | None
    original: str

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The place of `text[start:end]` in the text as it came."""
        return (start, end) if self.starts is None else (self.starts[start], self.starts[end - 1] + 1)


def plain_text(text: str) -> Plain:
    """`text` with the blanks and signs of a tokenizer taken back; a text without them is left as it is."""
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for match in _CHANGE.finditer(text):
        start, end = match.span()
        pieces.append(text[at:start])
        starts.extend(range(at, start))
        if match["sign"] or match["dotted"]:
            new = _SIGNS.get(match[0].lower(), match[0].replace(" ", ""))
            pieces.append(new)
            kept = [place for place in range(start, end) if text[place] != " "]
            starts.extend(kept[: len(new)])
        at = end
    if not at:
        return Plain(text, None, text)
    pieces.append(text[at:])
    starts.extend(range(at, len(text)))
    return Plain("".join(pieces), starts, text)
