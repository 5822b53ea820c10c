"""Rules for what stands before the first sentence of an article: standfirst, caption, byline, dateline.

A rule is a function of the article's remaining text that yields what it found, `Found(rule, start, end)`. What is found
under the name of a field (`standfirst`, `dateline`) goes to that field; everything else is removed under that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple


class Found(NamedTuple):
    """`rule` claims the characters from `start` to `end` of the text that it was given."""

    rule: str
    start: int
    end: int


FIELDS = frozenset(("standfirst", "dateline"))
AGENCIES = (
    "Reuters|REUTERS|AP|AFP|Kyodo|KYODO|Xinhua|XINHUA|Yonhap|Bloomberg|BLOOMBERG|TASS|PTI|ANI|IANS|Bernama|BERNAMA"
    "|Jiji|dpa|DPA|EFE|UPI|CNN|CNA"
)
SECTIONS = "Business|Companies|Economy|Energy|Finance|Markets|Politics|Society|Technology|Tech|Trade|World"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
# A place in capitals, up to four words, with the day and the agency that wires put behind it.
_PLACE = r"[A-Z][A-Z.'-]+(?: [A-Z][A-Z.'-]+){0,3}"
_DAY = rf"(?:, {_MONTH} \d{{1,2}})?"
_AGENCY = rf"(?: \((?:{AGENCIES})\))"
DATELINE = re.compile(
    rf"(?P<place>{_PLACE}{_DAY})(?P<mark>{_AGENCY}? ?(?:--|—|–) ?|{_AGENCY} ?[-:] | ?- |: )(?=[\"'“‘]?[A-Z0-9])"
)
# Capitals before a colon or hyphen that are no place. Two to four letters count only as one of SHORT_PLACES.
NOT_PLACES = frozenset(
    [
        "ANALYSIS",
        "ASEAN",
        "BREAKING",
        "BRICS",
        "COLUMN",
        "COMMENT",
        "COMMENTARY",
        "CORRECTION",
        "COVID",
        "EDITORIAL",
        "EXCLUSIVE",
        "EXPLAINED",
        "EXPLAINER",
        "FACTBOX",
        "FEATURE",
        "FOCUS",
        "INTERVIEW",
        "NASDAQ",
        "OPINION",
        "PODCAST",
        "REVIEW",
        "STORY",
        "UNESCO",
        "UNICEF",
        "UPDATE",
        "VIDEO",
        "WATCH",
    ]
)
SHORT_PLACES = frozenset(
    [
        "BAKU",
        "BERN",
        "BONN",
        "CALI",
        "DILI",
        "DOHA",
        "GAZA",
        "GIZA",
        "KIEV",
        "KOBE",
        "KYIV",
        "LIMA",
        "NICE",
        "OSLO",
        "PUNE",
        "RIGA",
        "ROME",
    ]
)
TWO_WORD_PLACES = re.compile(
    r"(?:NEW YORK|NEW DELHI|HONG KONG|LOS ANGELES|SAN FRANCISCO|SAN JOSE|KUALA LUMPUR|PHNOM PENH|TEL AVIV|SAO PAULO"
    r"|MEXICO CITY|PANAMA CITY|CAPE TOWN|BUENOS AIRES|ABU DHABI|THE HAGUE|HO CHI MINH CITY|UNITED NATIONS)$"
)
BYLINE = re.compile(
    r"(?:^|(?<=[.?!] ))By (?P<names>[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3}(?:(?:,| and|, and) [A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3})*)\s*$"
    r"|(?P<desk>[A-Z]\w+ staff writers?)\s*$"
)
SYNOPSIS = re.compile(
    r"\ASynopsis:? (?P<standfirst>[^\n]{20,1500}?[.?!]['\"]?) (?P<credit>Reuters|AP|AFP|PTI|ANI|IANS|Bloomberg|Agencies"
    r"|Getty Images|iStock|ETMarkets\.com|ET Online|TIL Creatives) (?=[A-Z])"
)
CAPTION_DATE = re.compile(rf"[^\n]{{1,400}}?\b{_MONTH} \d{{1,2}}, \d{{4}}\.(?=\s|$) ?")
# Two capitalised beginnings without a full stop between them: “… for renewables An employee at …”.
FUSED_CAPTION = re.compile(r"(?<=[a-z]) (?=(?:An?|The|This|People|Workers|Employees|Visitors) [a-z])")
NAME_IN_CAPITALS = re.compile(rf"(?<!© )(?<!©)\b(?!(?:{AGENCIES})\b)(?:[A-Z][A-Z.'-]+ ){{1,4}}$")
PHOTO_CREDIT = re.compile(r"\s*© ?(?:\d{4} )?[A-Z][\w ]{1,30}$")
FRONT_LIMIT = 700


def lines_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Every line that is not blank: its start and end, and its text without the blanks around it."""
    start = 0
    for line in text.split("\n"):
        if stripped := line.strip():
            yield start, start + len(line), stripped
        start += len(line) + 1


def synopsis(text: str) -> Iterator[Found]:
    """“Synopsis” opens a standfirst that ends where a photo agency's name is followed by a caption with a date."""
    match = SYNOPSIS.match(text)
    if not match:
        return
    yield Found("synopsis_label", 0, match.start("standfirst"))
    yield Found("standfirst", *match.span("standfirst"))
    caption = CAPTION_DATE.match(text, match.end())
    yield Found("caption", match.start("credit"), caption.end() if caption else match.end("credit"))


def place_in_a_line(text: str) -> Iterator[Found]:
    """A first line that is no sentence is a standfirst; a place alone on the line behind it is the dateline."""
    lines = list(islice(lines_of(text), 3))
    if len(lines) < 2 or len(lines[0][2].split()) < 8 or lines[0][2][-1] in ".!?:;'\"”’)":
        return
    yield Found("standfirst", *lines[0][:2])
    start, end, place = lines[1]
    follows = len(lines) > 2 and len(lines[2][2].split()) >= 12
    if follows and re.fullmatch(r"[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,2}", place):
        yield Found("dateline", start, end)


def dateline(text: str) -> Iterator[Found]:
    """A place in capitals and its dash or colon, at the start or behind front matter, which is sorted out as well."""
    for match in DATELINE.finditer(text, 0, min(len(text), FRONT_LIMIT + 60)):
        front = text[: match.start()].rstrip()
        if "\n" in front or not _is_place(match["place"]):
            continue
        behind_sentence = not front or front[-1] in ".!?'\""
        strong = "--" in match["mark"] or "(" in match["mark"]
        if not (behind_sentence or strong):
            continue
        start = match.start() + _byline_in_capitals(match["place"])
        yield Found("dateline", start, match.end("place"))
        yield Found("dateline_mark", *match.span("mark"))
        yield from _front_matter(text[:start])
        return


def _is_place(place: str) -> bool:
    first = place.split(",")[0].split()
    if NOT_PLACES & {word.strip(".'-") for word in first}:
        return False
    return len(first) > 1 or len(first[0]) > 4 or first[0] in SHORT_PLACES


def _byline_in_capitals(place: str) -> int:
    """How much of a run of capitals is a reporter's name: in “PAK YIU NEW YORK” all before the known city."""
    city = TWO_WORD_PLACES.search(place)
    return city.start() if city else 0


def _front_matter(front: str) -> Iterator[Found]:
    end = len(front.rstrip())
    if byline := NAME_IN_CAPITALS.search(front) or BYLINE.search(front):
        end = len(front[: byline.start()].rstrip())
        yield Found("byline", byline.start(), len(front))
    if credit := PHOTO_CREDIT.search(front[:end]):
        fused = FUSED_CAPTION.search(front, 0, credit.start())
        caption = fused.end() if fused else 0
        yield Found("caption", caption, end)
        end = len(front[:caption].rstrip())
    start = 0
    if section := re.match(rf"(?:{SECTIONS}) (?=[A-Z])", front[:end]):
        yield Found("section_label", 0, section.end())
        start = section.end()
    if end > start:
        yield Found("standfirst", start, end)


FRONT_CLEANERS = (synopsis, place_in_a_line, dateline)
