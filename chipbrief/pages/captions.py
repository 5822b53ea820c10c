"""Photo captions and credits on lines of their own, and credits at the end of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chipbrief.pages.found import AGENCIES, Found, lines_of, word_count

_CREDIT_LINE = re.compile(
    r"(?:[A-Z][\w.'-]+ ){2,3}/ [A-Z][\w.' -]{1,40}|(?:PHOTO|Photo|Image|Picture|Credit): (?:[A-Z][\w./'-]*(?: |$)){1,6}"
)
_PHOTO_CREDIT = re.compile(
    rf"\((?:(?:{AGENCIES}|Getty Images|EPA|Pool)(?:[ /-][\w /.-]{{1,40}})?|(?:File )?[Pp]hotos?\b.{{0,60}}|Courtesy .{{1,60}})\)$"
)
_CAPTION_LINE = re.compile(
    rf"^FILE PHOTO:|(?:PHOTO|Photo): ?[A-Z][\w /.'-]{{1,40}}$| \| (?:{AGENCIES}|[A-Z]{{2,12}})$|(?:{AGENCIES})/[A-Z][\w /.'-]{{1,40}}$"
)
_CAPTION_END = r"(?:Getty Images|AFP|AP|Reuters|REUTERS|EPA|EPA-EFE|Bloomberg|Shutterstock|Alamy|iStock|Xinhua|Kyodo|Pool|Handout|File(?: [Pp]hoto)?)"
# A credit that only pictures have: it makes the whole line a caption.
_STRONG_CREDIT = re.compile(
    rf"\((?:(?:AP|AFP|EPA|File|Handout|Reuters|REUTERS) )?[Pp]hotos?(?:/| by |: ?)[^()]{{1,80}}\)$|[.!?] (?:[A-Z][\w.'’-]+ ){{1,3}}?(?:[-–—/|] ?)(?:[\w.' -]{{1,30}} via )?{_CAPTION_END}(?: via [A-Z][\w ]{{1,20}})?$"
    rf"|(?:^| )(?:via|Courtesy of) {_CAPTION_END}$|\([A-Z][\w.'’-]+ (?:[A-Z][\w.'’-]+ )?[A-Z][\w.'’-]+/(?:{AGENCIES}|Getty Images|EPA|Pool)\)$"
)
# A credit after the last sentence of a line, which stays.
_END_CREDIT = re.compile(
    r"(?:(?<=[.!?] )|(?<=[.!?]['\"”’] ))(?:Video|VIDEO|Picture|Pictures|Image|Images|Graphic|Illustration|Audio|Source|Photograph|Photographs)(?:s| by|): ?[A-Z][\w/.'’-]*(?: [A-Z&][\w/.'’-]*){0,4}$"
)
_SENTENCE_MARKS = frozenset(".!?\"'”’:;,…")
"""Marks with which no credit ends. Most lines end with one of them, so that no pattern is tried."""
REPEATED_WORDS = 8
"""Minimum number of words of a sentence whose repetition is removed. A speaker may say a short one twice."""
CAPTION_LENGTH = 500
"""Maximum number of characters of a caption."""
_PHOTO_WORDS = re.compile(
    r"\b(?:is|are) seen\b|\bthis (?:illustration|photo|picture|file)|\bpictured\b|\bfile photo\b|\bposes?\b|\((?:left|right|center)\)"
    r"|\bon display\b|\b(?:taken|released) on\b",
    re.IGNORECASE,
)


def caption(text: str) -> Iterator[Found]:
    """Find photo captions and credits on lines of their own.

    A caption is followed by a credit line, ends with a credit, or stands there twice (once as the text of the picture).
    """
    lines = lines_of(text)
    for at, (start, end, line) in enumerate(lines):
        following = lines[at + 1][2] if at + 1 < len(lines) else ""
        before = lines[at - 1][2] if at else ""
        if line.endswith(" |") and (_CREDIT_LINE.fullmatch(following) or re.fullmatch(AGENCIES, following)):
            yield Found("caption", start, lines[at + 1][1])
        elif (credit := _credit(line, before, following)) is not None:
            rule, first = credit
            yield Found(rule, start + len(text[start:end]) - len(text[start:end].lstrip()) + first, end)
        elif at and len(line) <= CAPTION_LENGTH and word_count(line) >= 3 and _repeats(line, before, following):
            yield Found("repeated_line", start, end)


def _credit(line: str, before: str, following: str) -> tuple[str, int] | None:
    """Return the rule and the offset of a caption (the whole line) or of a credit after the last sentence, or `None`."""
    if line[-1] in _SENTENCE_MARKS and not line.startswith("FILE PHOTO:"):
        return None
    short = len(line) <= CAPTION_LENGTH
    if short and _CREDIT_LINE.fullmatch(line) and not before.endswith(" |"):
        return "photo_credit", 0
    if short and _is_caption(line, following):
        return "caption", 0
    credit = _END_CREDIT.search(line, max(0, len(line) - 80))
    return ("photo_credit", credit.start()) if credit and credit.start() else None


def _is_caption(line: str, following: str) -> bool:
    if not following or word_count(line) > 60:
        return False
    if _CAPTION_LINE.search(line) or (_STRONG_CREDIT.search(line) and " said" not in line):
        return True
    short = " said" not in line and word_count(line) <= 45
    return short and bool(_PHOTO_CREDIT.search(line)) and bool(_PHOTO_WORDS.search(line))


def _repeats(line: str, before: str, following: str) -> bool:
    """Return whether a line repeats the line before it, or a caption whose credit was cut off.

    A line that is no sentence and stands there twice is a caption: then both are found.
    """
    if line == before:
        return line[-1] not in ".!?\"'”’" or word_count(line) >= REPEATED_WORDS
    if before.startswith(line) and _is_caption(before, line):
        return True
    return line == following and line[-1] not in ".!?\"'”’"
