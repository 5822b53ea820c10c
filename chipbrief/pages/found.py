"""What a rule finds, the fields of an article, and words that several rules share."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Found(NamedTuple):
    """Span that a rule found: offsets `start` to `end` (exclusive) in the text that the rule was given."""

    rule: str
    start: int
    end: int


FIELDS = frozenset(("standfirst", "dateline", "byline", "agency", "publisher"))
"""Rules whose spans become fields of the article. The first span counts, and further ones are removed."""
AGENCIES = (
    "Reuters|REUTERS|Thomson Reuters|AP|The Associated Press|Associated Press|AFP|Agence France-Presse|Kyodo News|Kyodo|KYODO|Xinhua|XINHUA|Yonhap"
    "|Bloomberg News|Bloomberg|BLOOMBERG|TASS|Interfax|PTI|ANI|IANS|UNI|Bernama|BERNAMA|Antara|ANTARA|Jiji Press|JIJI Press|JIJI|Jiji|ANN|dpa|DPA"
    "|EFE|ANSA|Anadolu|Ukrinform|UPI|CNN|CNA|CP|The Canadian Press|AAP|PA Media|PA|TNS|PRNewswire|PR Newswire|BUSINESS WIRE|Business Wire|GLOBE NEWSWIRE"
    "|GlobeNewswire|ACCESSWIRE|ACN Newswire|CNW|Newsfile Corp\\."
)
"""News agencies and wire services, as an alternation of a pattern."""

Lines = list[tuple[int, int, str]]
"""Lines that are not blank: start, end, and the text without surrounding spaces."""


@lru_cache(maxsize=4)
def lines_of(text: str) -> Lines:
    """Return each line of `text` that is not blank. Rules that follow each other ask for the same text. Do not change the list."""
    found, start = [], 0
    for line in text.split("\n"):
        if stripped := line.strip():
            found.append((start, start + len(line), stripped))
        start += len(line) + 1
    return found


def ends_sentence(line: str) -> bool:
    """Return whether a non-empty line ends like a sentence and therefore is not taken for a heading.

    Such a line ends with a sentence mark (also a Chinese, Hindi or Arabic one), an ellipsis, a colon, a semicolon, a dash,
    a quotation mark or a closing bracket.
    """
    return line.rstrip("\"'”’)]»")[-1:] in tuple(".!?:;。．！？।॥؟…—–") or line[-1] in "\"'”’)]»"


WORD_LIMIT = 64
"""Maximum number of words that `word_count` counts. No rule asks for more."""


def word_count(line: str) -> int:
    """Return the number of words of a line, or `WORD_LIMIT` if it has at least as many. A whole body may be one line."""
    return len(line.split(None, WORD_LIMIT - 1))
