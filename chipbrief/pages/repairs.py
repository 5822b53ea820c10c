"""Repairs of characters within a paragraph, after removal: quotation marks, lost spaces, doubled blanks.

Each is a function `str -> str` that loses no word. `REPAIRS` is the only list.
"""

from __future__ import annotations

import re

from chipbrief.language.tokens import straighten_quotes

# Words that begin a sentence. Short ones (In, At) are left out: they end words such as “signIn”.
_OPENERS = (
    "After|Although|And|Before|But|However|Its|Meanwhile|She|Since|That|The|Their|There|These|They|This|When|While|With"
)
_JOINED = re.compile(rf"\b([a-z]{{4,}})((?:{_OPENERS}) )")
_FULL_STOP_JOINED = re.compile(r"(?<![\w./@'-])([\w'-]*[a-z]{3}[.!?])(?=[A-Z][a-z]* )(?!\S*[/@])")
# Marks in the order in which they stand: one between two sentences, and those that open or close a quotation.
_MARK = re.compile(
    r"(?P<joined>(?<=[a-z]{2}[.!?])['\"](?=[A-Z]))|(?P<double>\")"
    r"|(?P<opening>(?:(?<![\s\S])|(?<=[\s(—–-]))'(?=\w))|(?P<closing>(?<=[.,!?;\w])'(?=[\s.,;:!?)—–]|$))"
)
_OPENING_DOUBLE = re.compile(r"(?:(?<![\s\S])|(?<=[\s(—]))\"(?=\S)")


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
    is_open = {"'": False, '"': False}
    for match in _MARK.finditer(text):
        mark = match[0]
        if match["joined"]:
            pieces += [text[at : match.start()], f"{mark} " if is_open[mark] else f" {mark}"]
            at = match.end()
        is_open[mark] = bool(match["opening"]) if mark == "'" and not match["joined"] else not is_open[mark]
    return "".join([*pieces, text[at:]])


def closing_quotes(text: str) -> str:
    """A quotation that opens with a double mark and closes with a single one gets its double mark back.

    Only where one candidate stands between this opening mark and the next, so that no apostrophe is taken for it.
    """
    openings = [match.start() for match in _OPENING_DOUBLE.finditer(text)]
    letters = list(text)
    for start, stop in zip(openings, [*openings[1:], len(text)], strict=False):
        quoted = text[start:stop]
        if '"' in quoted[1:]:
            continue
        candidates = [match.start() for match in re.finditer(r"(?<=[.,!?])'(?=\s|$)", quoted)]
        candidates = candidates or [match.start() for match in re.finditer(r"(?<=\w)'(?=\s|$)", quoted)]
        if len(candidates) == 1:
            letters[start + candidates[0]] = '"'
    return "".join(letters)


REPAIRS = (straighten_quotes, spaces, joined_words, joined_sentences, joined_quotations, closing_quotes)
"""In the order in which they run."""


def repair(text: str) -> str:
    """All repairs of one paragraph."""
    for step in REPAIRS:
        text = step(text)
    return text
