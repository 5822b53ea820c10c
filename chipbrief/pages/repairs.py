"""Repairs of characters within a paragraph, after removal: quotation marks, lost spaces, doubled blanks.

Each is a function `str -> str` that loses no word. `REPAIRS` is the only list.
"""

from __future__ import annotations

import re

from chipbrief.text import straighten_quotes

# Words that begin a sentence. Short ones (In, At) are left out: they end words such as “signIn”.
_OPENERS = (
    "After|Although|And|Before|But|However|Its|Meanwhile|She|Since|That|The|Their|There|These|They|This|When|While|With"
)
_JOINED = re.compile(rf"\b([a-z]{{4,}})((?:{_OPENERS}) )")
_FULL_STOP_JOINED = re.compile(r"(?<![\w./@-])([\w'-]*[a-z]{3}[.!?])(?=[A-Z][a-z]* )(?!\S*[/@])")
_QUOTE_JOINED = re.compile(r"(?<=[a-z]{2}[.!?])(['\"])(?=[A-Z])")
_OPENING = re.compile(r"(?:(?<=^)|(?<=[\s(—–-]))'(?=\w)")
_CLOSING = re.compile(r"(?<=[.,!?;\w])'(?=[\s.,;:!?)—–]|$)")


def spaces(text: str) -> str:
    """One blank between words, none before a comma or semicolon: scrapers leave both where a link was."""
    return re.sub(r"(?<=\w) (?=[,;])", "", re.sub(r" {2,}", " ", text)).strip()


def joined_words(text: str) -> str:
    """A blank between a word and the sentence opener that was glued to it (“comeWhile”); brand names stay whole."""
    return _JOINED.sub(r"\1 \2", text)


def joined_sentences(text: str) -> str:
    """A blank behind a full stop that lost it (“matter.A board”); host and file names stay whole."""
    return _FULL_STOP_JOINED.sub(r"\1 ", text)


def joined_quotations(text: str) -> str:
    """A blank on the right side of a quotation mark between two sentences: before it if it opens, behind it if it closes."""
    pieces, at = [], 0
    for match in _QUOTE_JOINED.finditer(text):
        pieces.append(text[at : match.start()])
        opened = _is_open("".join(pieces), match[1])
        pieces.append(f"{match[1]} " if opened else f" {match[1]}")
        at = match.end()
    return "".join([*pieces, text[at:]])


def _is_open(text: str, mark: str) -> bool:
    if mark == '"':
        return text.count('"') % 2 == 1
    openings = [match.start() for match in _OPENING.finditer(text)]
    return bool(openings) and not any(match.start() > openings[-1] for match in _CLOSING.finditer(text))


def closing_quotes(text: str) -> str:
    """A quotation that opens with a double mark and closes with a single one gets its double mark back.

    Only where one candidate stands between this opening mark and the next, so that no apostrophe is taken for it.
    """
    openings = [match.start() for match in re.finditer(r"(?:^|(?<=[\s(—]))\"(?=\S)", text)]
    for start, stop in zip(openings, [*openings[1:], len(text)], strict=False):
        if '"' in text[start + 1 : stop]:
            continue
        candidates = [match.start() for match in re.finditer(r"(?<=[.,!?])'(?=\s|$)", text[start:stop])]
        candidates = candidates or [match.start() for match in re.finditer(r"(?<=\w)'(?=\s|$)", text[start:stop])]
        if len(candidates) == 1:
            at = start + candidates[0]
            text = f'{text[:at]}"{text[at + 1 :]}'
    return text


REPAIRS = (straighten_quotes, spaces, joined_words, joined_sentences, joined_quotations, closing_quotes)
"""In the order in which they run."""


def repair(text: str) -> str:
    """All repairs of one paragraph."""
    for step in REPAIRS:
        text = step(text)
    return text
