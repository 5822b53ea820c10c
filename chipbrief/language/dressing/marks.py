"""Marks of lists, headings, emphasis, citations, and between sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chipbrief.language.dressing.edits import Edit, dropped, line_end

_BULLETS = "•◦▪‣●○■□⁃∙·\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
"""Bullets, arrows, geometric shapes, dingbats and pictographs, as ranges of a character class."""
_ENDS = '.!?:;…"”’)'
LINE_START = re.compile(
    rf"^[^\S\n]{{0,40}}(?:[-–—+*#>=~{_BULLETS}]|\(?(?:[a-z]|[ivx]{{2,5}})[.)][^\S\n]|\(?\d|(?:step|key|point|sentence|item|part|bullet|paragraph|summary|headline|version|option|fact|highlight|takeaway|answer|response)\b)",
    re.I | re.M,
)
"""What a rule of this module can find at the start of a line."""

_SEPARATOR = re.compile(
    r"[ \t]{0,3}(?:</?(?:q|n|t|s|sep|cls|eos|bos|pad|s_sep|sent_sep|doc-sep|eod|eop|end|start|x)\s?/?>"
    r"|\[/?(?:SEP|CLS|PAD|EOS|BOS|INST|X_SEP|SENT|END|START)\]|<\|[\w /-]{1,40}\|>|</?start_of_turn>|</?end_of_turn>|<<?/?SYS>>?"
    r"|\|{2,9}|story_separator_special_tag|#{2,9}SENT#{2,9})[ \t]{0,3}"
    rf"|(?<=[.!?…\"”’)])[ \t]{{1,3}}(?:[|{_BULLETS}][ \t]{{0,3}}|[-–—*+][ \t]{{1,3}}(?=[A-Z\"“]))",
    re.I,
)


def separators(text: str) -> Iterator[Edit]:
    """Find tokens and signs between sentences. Each becomes a line end."""
    for match in _SEPARATOR.finditer(text):
        dash = match[0].strip() in ("-", "–", "—", "*", "+")
        if dash and (not text[match.end()].isupper() and text[match.end()] not in '"“'):
            continue
        if (
            dash
            and text[match.start() - 1] not in ".!?…"
            and text[match.start() - 2 : match.start() - 1] not in (".", "!", "?")
        ):
            continue  # “… (so they say) – The …” is one sentence
        yield line_end(text, *match.span())


headings = dropped(
    re.compile(
        r"^[^\S\n]{0,40}(?:#{1,6}[^\S\n]{1,9}|#{1,6}$|>{1,5}(?:[ \t]{1,9}|(?=[A-Za-z“\"]))|(?:-{3,}|\*{3,}|_{3,}|={3,}|(?:[-*_] ){2,40}[-*_])[^\S\n]{0,9}$)",
        re.M,
    )
)

_LINE_MARK = re.compile(
    rf"^[^\S\n]{{0,40}}(?:(?P<sign>[-–—+*][^\S\n]{{1,9}}(?=\S)|[-–](?=[A-Z][a-z])|[{_BULLETS}]\ufe0f?[^\S\n]{{0,9}}|\d\ufe0f?\u20e3[^\S\n]{{0,9}}(?=[\w\"“'‘(*$£€]))"
    r"|(?P<letter>\(?[a-z]\)[^\S\n]{1,9}|[a-z]\.[^\S\n]{1,9}|\(?[A-Z]\)[^\S\n]{1,9}|\(?[ivxIVX]{1,5}\)[^\S\n]{1,9})(?=\S)"
    r"|(?P<dotted>[A-Z]|[IVX]{1,5})\.[^\S\n]{1,9}(?=\S))",
    re.M,
)
_STEP = re.compile(
    r"^[^\S\n]{0,40}(?:step|point|key point|item|bullet|bullet point|sentence|paragraph|part|fact|highlight|takeaway|option|summary|headline|version|answer|response)[^\S\n]\d{1,2}[:.)][^\S\n]{0,9}(?=\S)",
    re.I | re.M,
)
_NUMBER = re.compile(
    r"(?:(?P<line>^[^\S\n]{0,40}#?)|(?<=[.!?:;,\"”’)][ ])|(?<=[ ]and[ ])|(?<=[ ])(?=\(\d))(?P<open>[(\[]?)(?P<number>\d{1,2})(?P<close>[.)\]]|[.)]\)|[:/]|[ ][-–—])"
    r"(?:[^\S\n]{1,9}(?=\S)|(?=[A-Z*_“\"]))(?!(?:FC|FSV|SC|Bundesliga)\b)",
    re.M,
)


def list_marks(text: str) -> list[Edit]:
    """Find the marks of list items at the start of lines, and numbers that count the items within a line."""
    found = [
        *_lettered(text),
        *_numbered(text),
        *(Edit(*match.span()) for match in _STEP.finditer(text)),
        *_sections(text),
    ]
    edits: list[Edit] = []
    for edit in sorted(found):
        if not edits or edit.start >= edits[-1].end:
            edits.append(edit)
    return edits


_SECTION = re.compile(
    r"^[^\S\n]{0,40}(?:#(?P<hash>\d{1,2})(?P<mark>[:.)]?)|(?P<part>\d{1,2}\.\d{1,2})\.?)[^\S\n]{1,9}(?=[A-Z*_“\"])",
    re.M,
)


def _sections(text: str) -> Iterator[Edit]:
    """Find `#1` with `#2` or with a colon, and `1.1` with `1.2`, at the start of lines."""
    matches = list(_SECTION.finditer(text))
    known = {match["hash"] or match["part"] for match in matches}
    for match in matches:
        counted = {"1", "2"} <= known if match["hash"] else len({part for part in known if "." in part}) > 1
        if counted or match["mark"]:
            yield Edit(*match.span())


def _lettered(text: str) -> Iterator[Edit]:
    matches = list(_LINE_MARK.finditer(text))
    dotted = {match["dotted"] for match in matches}
    lettered, roman = {"A", "B"} <= dotted, {"I", "II"} <= dotted
    for match in matches:
        sign = match["dotted"]
        if sign is None or (lettered and len(sign) == 1) or (roman and set(sign) <= set("IVX")):
            yield Edit(*match.span())


def _numbered(text: str) -> Iterator[Edit]:
    """Find numbers of list items: those that count from 1, and those at the start of a line that begins a sentence."""
    matches = [match for match in _NUMBER.finditer(text) if match["close"][0] in ".)" or match["line"] is not None]
    chain: set[int] = set()
    for match in matches:
        if int(match["number"]) == len(chain) + 1:
            chain.add(match.start())
    counted = chain if len(chain) > 1 else set()
    for match in matches:
        if match.start() in counted:
            yield Edit(*match.span())
        elif match["line"] is not None and match["close"][0] in ".)" and "#" not in match["line"]:
            above = text[max(0, match.start() - 40) : match.start()].rstrip()
            if not above or above[-1] in _ENDS or text[: match.start()].endswith("\n\n"):
                yield Edit(*match.span())


_RUN = re.compile(r"\*+|_+|~~|`+|\n")


def emphasis(text: str) -> list[Edit]:
    """Find the pairs of marks around words of one line, and lone `**`."""
    open_at: dict[str, re.Match[str]] = {}
    edits: list[Edit] = []
    for match in _RUN.finditer(text):
        run = match[0]
        if run == "\n":
            open_at.clear()
            continue
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        opens = bool(after) and not after.isspace() and not before.isalnum()
        closes = bool(before) and not before.isspace() and not after.isalnum()
        if len(run) > 3 or not (opens or closes):
            continue
        if closes and run in open_at:
            edits += (Edit(*open_at.pop(run).span()), Edit(*match.span()))
        elif opens:
            open_at[run] = match
    paired = {edit.start for edit in edits}
    edits += [Edit(*match.span()) for match in _LONE.finditer(text) if match.start() not in paired]
    return sorted(edits)


_LONE = re.compile(r"(?<![\w*])\*\*(?=[^\s*])|(?<=[.!?:\"”’)])\*\*(?![\w*])")
"""Two asterisks that begin or end a sentence and have lost their other half."""

_LINK = re.compile(r"!?\[(?P<text>[^\[\]\n]{0,200})\]\((?:https?:|www\.|/|#|mailto:)[^\s()]{0,500}\)")


def links(text: str) -> Iterator[Edit]:
    """Find the brackets and addresses of links, but not their texts."""
    for match in _LINK.finditer(text):
        start, end = match.span("text")
        yield Edit(match.start(), start)
        yield Edit(end, match.end())


_NUMBERS = r"\d{1,3}(?:[ ]?[,;–-][ ]?\d{1,3}){0,9}"
_CITATION = re.compile(
    rf"[ \t]?(?P<bracket>\[\^?(?:source |ref |article )?{_NUMBERS}\]|\[citation needed\])|[ \t]?【\d{{1,3}}[^【】\n]{{0,80}}】"
    r"|(?P<raised>[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+)",
    re.I,
)
_POWER = re.compile(r"(?:^|[^A-Za-z])[A-Za-z]{1,2}$|[\d)]$|^$|\s$")
"""What stands before a raised digit that is a power or unit: m², km², x², 10³."""


def citations(text: str) -> Iterator[Edit]:
    """Find numbers of sources in brackets or raised, behind a word or a sentence."""
    from_one = "[1]" in text or "[^1]" in text
    for match in _CITATION.finditer(text):
        start, end = match.span()
        if match["raised"] and (_POWER.search(text[max(0, start - 3) : start]) or text[end : end + 1].isalnum()):
            continue
        if match["bracket"] and match[0][0] != "[" and not from_one:
            rest = text[end : end + 2].lstrip()
            if rest and rest[0] not in '.,;:!?)"”’[\n' and not rest[0].isupper():
                continue
        yield Edit(start, end)
