"""Rules for the text before the first sentence of an article: standfirst, caption, byline, dateline.

A rule is a function of the article's remaining text that yields `Found(rule, start, end)` for each span that it finds.
If `rule` is the name of a field (`standfirst`, `dateline`), the span becomes that field. Otherwise it is removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

KNOWN_PLACES = frozenset(
    place.strip()
    for place in """
    ABU DHABI|ABUJA|ACCRA|ADDIS ABABA|ALGIERS|ALMATY|AMMAN|AMSTERDAM|ANKARA|ASTANA|ATHENS|ATLANTA|AUCKLAND|BAGHDAD|BAKU|BANGALORE
    |BANGKOK|BARCELONA|BEIJING|BEIRUT|BELFAST|BELGRADE|BENGALURU|BERLIN|BERN|BOGOTA|BOSTON|BRASILIA|BRATISLAVA|BRUSSELS|BUCHAREST
    |BUDAPEST|BUENOS AIRES|CAIRO|CALIFORNIA|CANBERRA|CAPE TOWN|CARACAS|CHENGDU|CHENNAI|CHICAGO|COLOMBO|COPENHAGEN|DAKAR|DALLAS
    |DAMASCUS|DAVOS|DELHI|DETROIT|DHAKA|DOHA|DUBAI|DUBLIN|EDINBURGH|FRANKFURT|FUKUOKA|GAZA|GENEVA|GUANGZHOU|HAMBURG|HANOI|HARARE
    |HANGZHOU|HARBIN|HAVANA|HELSINKI|HIROSHIMA|HO CHI MINH CITY|HONG KONG|HOUSTON|HYDERABAD|ISLAMABAD|ISTANBUL|JAKARTA|JERUSALEM|JOHANNESBURG
    |KABUL|KARACHI|KATHMANDU|KHARTOUM|KIEV|KINSHASA|KOLKATA|KUALA LUMPUR|KUWAIT|KYIV|KYOTO|LAGOS|LAHORE|LAS VEGAS|LIMA|LISBON|LIVERPOOL
    |LJUBLJANA|LONDON|LOS ANGELES|LUXEMBOURG|LYON|MACAU|MADRID|MANCHESTER|MANILA|MELBOURNE|MEXICO CITY|MIAMI|MILAN|MINSK|MOSCOW|MUMBAI
    |MUNICH|NAGOYA|NAIROBI|NAYPYITAW|NEW DELHI|NEW YORK|NICOSIA|OSAKA|OSLO|OTTAWA|PARIS|PERTH|PETALING JAYA|PHNOM PENH|PRAGUE|PRETORIA|PUTRAJAYA|PYONGYANG|QUITO
    |RABAT|RAMALLAH|REYKJAVIK|RIGA|RIO DE JANEIRO|RIYADH|ROME|ROTTERDAM|SAN DIEGO|SAN FRANCISCO|SAN JOSE|SANTIAGO|SAO PAULO|SAPPORO
    |SARAJEVO|SEATTLE|SEOUL|SHANGHAI|SHENZHEN|SINGAPORE|SOFIA|STOCKHOLM|STRASBOURG|STUTTGART|SYDNEY|TAIPEI|TALLINN|TASHKENT|TBILISI
    |TEHRAN|TEL AVIV|THE HAGUE|TOKYO|TORONTO|TRIPOLI|TUNIS|TURIN|UNITED NATIONS|VANCOUVER|VATICAN CITY|VIENNA|VIENTIANE|VILNIUS|WARSAW
    |WASHINGTON|WELLINGTON|WUHAN|XIAMEN|YANGON|YEREVAN|YOKOHAMA|ZAGREB|ZURICH
    """.replace("\n", "").split("|")
)
"""Places that datelines name, in capitals."""


def known_place(capitals: str) -> str | None:
    """Return the longest known place at the end of a text in capitals: NEW YORK for “PAK YIU NEW YORK”."""
    words = capitals.split()
    tails = (" ".join(words[start:]) for start in range(len(words)))
    return next((tail for tail in tails if tail in KNOWN_PLACES), None)


class Found(NamedTuple):
    """Span that a rule found: offsets `start` to `end` (exclusive) in the text that the rule was given."""

    rule: str
    start: int
    end: int


FIELDS = frozenset(("standfirst", "dateline"))
"""Rules whose spans become fields of the article."""
AGENCIES = (
    "Reuters|REUTERS|AP|AFP|Kyodo|KYODO|Xinhua|XINHUA|Yonhap|Bloomberg|BLOOMBERG|TASS|PTI|ANI|IANS|Bernama|BERNAMA"
    "|Jiji Press|Jiji|Bloomberg News|ANN|dpa|DPA|EFE|UPI|CNN|CNA"
)
SECTIONS = "Business|Companies|Economy|Energy|Finance|Markets|Politics|Society|Technology|Tech|Trade|World"
NAME_CONTINUATIONS = "Bank|Cup|Department|Minister|Ministry|Secretary|Health|Trade|War|Union|Commission|Group|Inc|Corp"
"""Words that make a name of the section label before them (World Bank)."""
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
# A place in capitals (up to five words, or several places with slashes), and the country, day and agency that may follow it.
_PLACE = r"[A-Z][A-Z.'-]+(?:[ /][A-Z][A-Z.'-]+){0,4}(?:, (?:(?:[A-Z]\.){2}|DC|[A-Z][a-z]{1,14}\.?(?! \d)))?"
_DAY = rf"(?:, {_MONTH} \d{{1,2}}(?:, \d{{4}})?)?"
_AGENCY = rf"(?: \((?:{AGENCIES})\))"
DATELINE = re.compile(
    rf"(?P<place>{_PLACE}{_DAY})(?P<mark>{_AGENCY}? ?(?:--|—|–) ?|{_AGENCY} ?[-:] ?| ?- |: )(?=[\"'“‘]?[A-Z0-9])"
)
# A place in small letters counts only at the start of the text and with an agency.
AGENCY_DATELINE = re.compile(
    rf"(?P<place>[A-Z][a-z]+(?: [A-Z][a-z]+){{0,2}}{_DAY})(?P<mark>{_AGENCY}(?: ?(?:--|[-:—–]))? )(?=[\"'“‘]?[A-Z0-9])"
)
TITLE_CASE_DATELINE = re.compile(r"(?P<place>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})(?P<mark>: )(?=[\"'“‘]?[A-Z0-9])")
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
CAPTION_DATE = re.compile(rf"(?:(?![.!?] [A-Z])[^\n]){{1,300}}?\b{_MONTH} \d{{1,2}}, \d{{4}}\.(?=\s|$) ?")
# A capitalised word in the middle of a sentence that starts a caption: “… for renewables An employee at …”.
FUSED_CAPTION = re.compile(r"(?<=[a-z]) (?=(?:An?|The|This|People|Workers|Employees|Visitors) [a-z])")
NAME_IN_CAPITALS = re.compile(rf"(?<!© )(?<!©)\b(?!(?:{AGENCIES})\b)(?:[A-Z][A-Z.'-]+ ){{1,4}}$")
PHOTO_CREDIT = re.compile(r"\s*© ?(?:\d{4} )?[A-Z][\w ]{1,30}$")
FRONT_LIMIT = 700
"""Number of characters at the start of an article in which a dateline is searched."""


def lines_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each line that is not blank: its start and end offsets, and its text without surrounding spaces."""
    start = 0
    for line in text.split("\n"):
        if stripped := line.strip():
            yield start, start + len(line), stripped
        start += len(line) + 1


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


def place_in_a_line(text: str) -> Iterator[Found]:
    """Find a standfirst and a dateline in two lines: a first line that is no sentence, then a place alone on a line."""
    lines = list(islice(lines_of(text), 3))
    if len(lines) < 2 or len(lines[0][2].split()) < 8 or ends_sentence(lines[0][2]):
        return
    start, end, place = lines[1]
    follows = len(lines) > 2 and len(lines[2][2].split()) >= 12
    named = re.fullmatch(r"[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,2}", place) and not re.fullmatch(AGENCIES, place)
    if follows and named:
        yield Found("standfirst", *lines[0][:2])
        yield Found("dateline", start, end)


def ends_sentence(line: str) -> bool:
    """Return whether a non-empty line ends like a sentence and therefore is not taken for a heading.

    Such a line ends with a sentence mark (also a Chinese, Hindi or Arabic one), an ellipsis, a colon, a semicolon, a dash,
    a quotation mark or a closing bracket.
    """
    return line.rstrip("\"'”’)]»")[-1:] in tuple(".!?:;。．！？।॥؟…—–") or line[-1] in "\"'”’)]»"


def dateline(text: str) -> Iterator[Found]:
    """Find a dateline (a place and its dash or colon) and the parts of the front matter before it.

    At the start of the text, an unknown place needs an agency, a day or a double hyphen that touches it. After front matter, a known place
    needs a sentence, a byline or a photo credit before it; an unknown place needs both a byline and an agency.
    """
    begin = len(text) - len(text.lstrip())
    match = AGENCY_DATELINE.match(text, begin) or TITLE_CASE_DATELINE.match(text, begin)
    if match and ("(" in match["mark"] or known_place(match["place"].upper()) == match["place"].upper()):
        yield Found("dateline", *match.span("place"))
        yield Found("dateline_mark", *match.span("mark"))
        return
    for match in DATELINE.finditer(text, 0, min(len(text), FRONT_LIMIT + 60)):
        if "\n" in text[: match.start()].lstrip():
            return
        name, _, more = match["place"].partition(",")
        known = known_place(re.split("/", name)[-1])
        start = match.start() + (name.rindex(known) if known and "/" not in name else 0)
        if _is_dateline(text[:start].strip(), known is not None, bool(more), match["mark"]):
            others = DATELINE.finditer(text, match.end(), min(len(text), match.end() + FRONT_LIMIT))
            if text[:start].strip() and any(known_place(other["place"].partition(",")[0]) for other in others):
                return  # a round-up with one paragraph per city: its first sentence is no standfirst
            yield Found("dateline", start, match.end("place"))
            yield Found("dateline_mark", *match.span("mark"))
            yield from _front_matter(text[:start])
            return


def _is_dateline(front: str, known: bool, dated: bool, mark: str) -> bool:
    agency = "(" in mark
    if not front:
        return known or agency or dated or mark.startswith("--")
    byline = bool(BYLINE.search(front) or NAME_IN_CAPITALS.search(f"{front} "))
    if not known:
        return byline and agency
    sentence = front.endswith((".", "!", "?", ".'", '."')) and front.count('"') % 2 == 0
    return sentence or byline or bool(PHOTO_CREDIT.search(front))


def _front_matter(front: str) -> Iterator[Found]:
    end = len(front.rstrip())
    if byline := NAME_IN_CAPITALS.search(front) or BYLINE.search(front):
        end = len(front[: byline.start()].rstrip())
        yield Found("byline", byline.start(), len(front))
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
        yield Found("standfirst", start, end)


FRONT_CLEANERS = (synopsis, place_in_a_line, dateline)
"""All rules of this module, in the order in which they run."""
