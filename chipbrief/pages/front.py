"""Rules for the text before the first sentence of an article: standfirst, caption, byline, dateline.

A rule is a function of the article's remaining text that yields `Found(rule, start, end)` for each span that it finds.
If `rule` is the name of a field (`standfirst`, `dateline`), the span becomes that field. Otherwise it is removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chipbrief.pages.dates import MONTH, is_person, parts_of
from chipbrief.pages.found import AGENCIES, Found, ends_sentence, lines_of, word_count
from chipbrief.pages.headings import PAST
from chipbrief.pages.places import is_town, known_place, place_like

SECTIONS = "Business|Companies|Economy|Energy|Finance|Markets|Politics|Society|Technology|Tech|Trade|World"
NAME_CONTINUATIONS = "Bank|Cup|Department|Minister|Ministry|Secretary|Health|Trade|War|Union|Commission|Group|Inc|Corp"
"""Words that make a name of the section label before them (World Bank)."""
BYLINE = re.compile(
    r"(?:^|(?<=[.?!] ))By (?P<names>[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3}(?:(?:,| and|, and) [A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3})*)\s*$"
    r"|(?P<desk>[A-Z]\w+ staff writers?)\s*$"
)
SYNOPSIS = re.compile(
    r"\ASynopsis:? (?P<standfirst>[^\n]{20,1500}?[.?!]['\"]?) (?P<credit>Reuters|AP|AFP|PTI|ANI|IANS|Bloomberg|Agencies"
    r"|Getty Images|iStock|ETMarkets\.com|ET Online|TIL Creatives) (?=[A-Z])"
)
AGENCY_CREDIT = re.compile(
    r"(?<=[.!?] )(?P<credit>Agencies|iStock|Getty Images|ETMarkets\.com|ET Online|TIL Creatives|Reuters|AP|ANI|PTI) (?=[A-Z])"
)
# A caption of one sentence that ends with a date.
CAPTION_DATE = re.compile(rf"(?:(?![.!?] [A-Z])[^\n]){{1,300}}?\b{MONTH} \d{{1,2}}, \d{{4}}\.(?=\s|$) ?")
# A capitalised word in the middle of a sentence that starts a caption: “… for renewables An employee at …”.
FUSED_CAPTION = re.compile(r"(?<=[a-z]) (?=(?:An?|The|This|People|Workers|Employees|Visitors) [a-z])")
NAME_IN_CAPITALS = re.compile(rf"(?<!© )(?<!©)\b(?!(?:{AGENCIES})\b)(?:[A-Z][A-Z.'-]+ ){{1,4}}$")
PHOTO_CREDIT = re.compile(r"\s*© ?(?:\d{4} )?[A-Z][\w ]{1,30}$")
STANDFIRST_WORDS = 45
"""Maximum number of words in a standfirst on a line before a byline."""
CAPTION_WORDS = 20
"""Maximum number of words of a caption before a dateline."""
STANDFIRST_LIMIT, MINIMUM_STANDFIRST = 500, 40
"""Maximum and minimum number of characters of a standfirst that runs into the first sentence."""
_OPENING = re.compile(r"[A-Z][\w'’.-]* [\w'’.-]+ [\w'’.-]+(?= )")
_NO_END = frozenset(
    "a an the of by with from to in on at for and or but that which who as than said says told into over under about between against former".split()
)
"""Words that cannot end a standfirst. If one stands before the repeated words, these belong to the same sentence."""


def synopsis(text: str) -> Iterator[Found]:
    """Find a standfirst that begins with “Synopsis”.

    It ends at the name of a photo agency that is followed by a caption with a date.
    """
    if label := re.match(r"Synopsis:? (?=[A-Z])", text):
        yield Found("synopsis_label", *label.span())
    match = SYNOPSIS.match(text)
    caption = CAPTION_DATE.match(text, match.end()) if match else None
    if match and caption:
        yield Found("standfirst", *match.span("standfirst"))
        yield Found("caption", match.start("credit"), caption.end())


def header_lines(text: str) -> Iterator[Found]:
    """Find bylines, dates, agencies, section labels and reading times on lines of their own before the text.

    A line before a byline is the standfirst, if text follows.
    """
    lines = lines_of(text)
    seen_text = False
    for at, (start, end, line) in enumerate(lines[:8]):
        parts = parts_of(line) if at + 1 < len(lines) else None
        rules = {part.rule for part in parts or ()}
        # A bare name behind a sentence may be a caption or a heading.
        bare = seen_text and ends_sentence(lines[at - 1][2]) and is_person(line)
        if not parts or bare or (seen_text and "byline" not in rules):
            if seen_text or word_count(line) > STANDFIRST_WORDS:
                return
            seen_text = True
            continue
        after = word_count(lines[at + 1][2]) >= 12 or at + 2 < len(lines)
        if seen_text and not after:
            return
        if at == 1 and seen_text and word_count(lines[0][2]) >= 6:
            yield Found("standfirst", *lines[0][:2])
        yield from _covered(parts, start, end)
        if at == 1 and seen_text:
            seen_text = False  # the line above was the standfirst: the header goes on


def _covered(parts: list[Found], start: int, end: int) -> Iterator[Found]:
    """Yield the parts of a line and what stands between them, so that the whole line is found."""
    at = start
    for rule, first, last in parts:
        if start + first > at:
            yield Found("header_line", at, start + first)
        yield Found(rule, start + first, start + last)
        at = start + last
    if at < end:
        yield Found("header_line", at, end)


def place_in_a_line(text: str) -> Iterator[Found]:
    """Find a standfirst and a dateline or byline in two lines: a first line that is no sentence, then a name alone on a line.

    A known place and a single name are a dateline. Two or three other names are the author.
    """
    lines = lines_of(text)[:3]
    if len(lines) < 2 or word_count(lines[0][2]) < 8 or ends_sentence(lines[0][2]):
        return
    start, end, place = lines[1]
    follows = len(lines) > 2 and word_count(lines[2][2]) >= 12
    named = re.fullmatch(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2}", place) and not re.fullmatch(AGENCIES, place)
    if not (follows and named and word_count(lines[0][2]) <= STANDFIRST_WORDS):
        return
    known = known_place(place.upper()) == place.upper() or is_town(place)
    if " " not in place and not known and not place_like(place.upper()):
        return  # an ordinary word, probably a heading
    yield Found("standfirst", *lines[0][:2])
    yield Found("dateline" if known or " " not in place else "byline", start, end)


def repeated_opening(text: str) -> Iterator[Found]:
    """Find a standfirst that runs into the first sentence: the opening words occur again, without a full stop before them."""
    first = text.split("\n", 1)[0][:STANDFIRST_LIMIT]
    opening = _OPENING.match(first)
    if not opening:
        return
    again = first.find(f" {opening[0]} ", MINIMUM_STANDFIRST)
    before = first[:again].rsplit(" ", 1)[-1]
    if (
        again > 0
        and before.isalpha()
        and before not in _NO_END
        and not re.search(r"[.!?]['\"’”]? ?[A-Z]", first[:again])
    ):
        yield Found("standfirst", 0, again)


def front_matter(front: str) -> Iterator[Found]:
    """Find byline, caption, section label and standfirst in the text before a dateline on the same line."""
    end = len(front.rstrip())
    if byline := NAME_IN_CAPITALS.search(front) or BYLINE.search(front):
        end = len(front[: byline.start()].rstrip())
        label = len("By ") if byline[0].startswith("By ") else 0
        if label:
            yield Found("header_line", byline.start(), byline.start() + label)
        yield Found("byline", byline.start() + label, len(front))
    if credit := PHOTO_CREDIT.search(front[:end]):
        # If the start of the caption cannot be found, the standfirst is kept with the caption in it.
        fused = FUSED_CAPTION.search(front, 0, credit.start())
        caption = fused.end() if fused else credit.start()
        yield Found("caption", caption, end)
        end = len(front[:caption].rstrip())
    if photo := AGENCY_CREDIT.search(front, 0, end):
        yield Found("caption", photo.start("credit"), end)
        end = len(front[: photo.start("credit")].rstrip())
    start = 0
    if section := re.match(rf"(?:{SECTIONS}) (?=[A-Z])(?!{NAME_CONTINUATIONS})", front[:end]):
        yield Found("section_label", 0, section.end())
        start = section.end()
    if end > start:
        yield Found("caption" if _is_caption(front[start:end].strip()) else "standfirst", start, end)


def _is_caption(text: str) -> bool:
    """Return whether a text before a dateline describes a picture: one short sentence in the present tense."""
    one = text.endswith(".") and not re.search(r"[.!?] [A-Z]", text) and word_count(text) <= CAPTION_WORDS
    return one and not PAST.search(text)


FRONT_CLEANERS = (synopsis, header_lines, place_in_a_line, repeated_opening)
"""The rules of this module, in the order in which they run. `datelines.dateline` follows."""
