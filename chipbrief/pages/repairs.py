"""Repair the characters of a paragraph after the removals: quotation marks, lost spaces, double spaces.

Each repair is a function `str -> str` that loses no letter or digit. `REPAIRS` is the only list of repairs.
"""

from __future__ import annotations

import itertools
import re

# Words that often begin a sentence. Short ones (In, At) are left out because they end words such as “signIn”.
_OPENERS = (
    "After|Although|And|Before|But|However|Its|Meanwhile|She|Since|That|The|Their|There|These|They|This|When|While|With"
)
_JOINED = re.compile(rf"\b([a-z]{{4,}})((?:{_OPENERS}) )")
_FULL_STOP_JOINED = re.compile(r"(?<![\w./@'-])([\w'-]*[a-z]{3}[.!?])(?=[A-Z][a-z]* )(?!\S*[/@])")
# A word or sentence that another one is joined to. The slow patterns look only at the words around it.
_HINT = re.compile(r"[A-Z](?<=[a-z][A-Z]|[.!?][A-Z])")
_APART = re.compile(r"(?<=[A-Za-z]) (?='(?:s|re|ve|ll)(?= [A-Za-z]))|(?<=[a-z]) (?=n't(?=[ .,]))")
# Quotation marks: one between two sentences (`joined`), any double mark, and single marks that open or close a quotation.
_JOINED_MARK = re.compile(r"[.!?]['\"][A-Z]")
_MARK = re.compile(
    r"(?P<joined>(?<=[a-z]{2}[.!?])['\"](?=[A-Z]))|(?P<double>\")"
    r"|(?P<opening>(?:(?<![\s\S])|(?<=[\s(—–-]))'(?=\w))|(?P<closing>(?<=[.,!?;\w])'(?=[\s.,;:!?)—–]|$))"
)
_OPENING_DOUBLE = re.compile(r"\"(?=\S)(?:(?<![\s\S]\")|(?<=[\s(—]\"))")
_STRAIGHT = dict(zip("‘’‚‛“”„‟", "''''" + '""""', strict=True))


def straight_quotes(text: str) -> str:
    """Return the text with straight quotation marks and apostrophes. Scrapers mix both kinds inside one quotation."""
    if not text.isascii():
        for mark, plain in _STRAIGHT.items():
            text = text.replace(mark, plain)
    return text


def spaces(text: str) -> str:
    """Return the text with single spaces, and none before a comma or semicolon. Scrapers leave such spaces where a link was."""
    if "  " in text:
        text = re.sub(r" {2,}", " ", text)
    if " ," in text or " ;" in text:
        text = re.sub(r"(?<=\w) (?=[,;])", "", text)
    return text.strip()


def apostrophes(text: str) -> str:
    """Remove the space before a possessive or a contraction (“Tarn 's own”), which scrapers leave after a link."""
    return _APART.sub("", text) if " '" in text or " n't" in text else text


def joined_words(text: str) -> str:
    """Insert a space between a word and a sentence opener joined to it (“comeWhile”). Brand names stay whole."""
    return _at_hints(text, _JOINED, r"\1 \2")


def joined_sentences(text: str) -> str:
    """Insert a missing space after the end of a sentence (“matter.A board”). Host and file names stay whole."""
    return _at_hints(text, _FULL_STOP_JOINED, r"\1 ")


def _at_hints(text: str, pattern: re.Pattern[str], replacement: str) -> str:
    """Return the text with `pattern` replaced in the words that `_HINT` finds. A match has a space at its end only."""
    pieces: list[str] = []
    at = 0
    while match := _HINT.search(text, at):
        start = max(text.rfind(" ", at, match.start()), text.rfind("\n", at, match.start())) + 1 or at
        space = text.find(" ", match.end())
        end = space + 1 if space >= 0 else len(text)
        pieces += text[at:start], pattern.sub(replacement, text[start:end])
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def joined_quotations(text: str) -> str:
    """Insert a missing space at a quotation mark between two sentences: before an opening mark, after a closing one."""
    if not _JOINED_MARK.search(text):
        return text
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
    """Replace the single mark that closes a quotation opened by a double mark with a double mark.

    This is done only if there is exactly one candidate before the next opening mark, so that no apostrophe is replaced.
    """
    if "'" not in text or '"' not in text:
        return text
    openings = [match.start() for match in _OPENING_DOUBLE.finditer(text)]
    wrong = []
    for start, stop in itertools.pairwise([*openings, len(text)]):
        if text.find('"', start + 1, stop) >= 0:
            continue
        quoted = text[start:stop]
        candidates = [match.start() for match in re.finditer(r"(?<=[.,!?])'(?=\s|$)", quoted)]
        candidates = candidates or [match.start() for match in re.finditer(r"(?<=\w)'(?=\s|$)", quoted)]
        if len(candidates) == 1:
            wrong.append(start + candidates[0])
    return '"'.join(text[before + 1 : at] for before, at in itertools.pairwise([-1, *wrong, len(text)]))


REPAIRS = (straight_quotes, spaces, apostrophes, joined_words, joined_sentences, joined_quotations, closing_quotes)
"""All repairs, in the order in which they run."""


def repair(text: str) -> str:
    """Return one paragraph after all repairs. Most paragraphs need none, and are returned at once."""
    if _is_plain(text):
        return text.strip()
    for step in REPAIRS:
        text = step(text)
    return text


def _is_plain(text: str) -> bool:
    """Return whether no repair finds anything in a text, except spaces at its ends."""
    return (
        text.isascii()
        and "  " not in text
        and " '" not in text
        and " ," not in text
        and " ;" not in text
        and " n't" not in text
        and ('"' not in text or "'" not in text)
        and not _HINT.search(text)
        and not _JOINED_MARK.search(text)
    )
