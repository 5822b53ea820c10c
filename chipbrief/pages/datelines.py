"""Datelines: the place, day and agency before the first sentence, in the forms of the agencies and wire services."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chipbrief.pages.dates import MONTH
from chipbrief.pages.found import AGENCIES, Found
from chipbrief.pages.front import BYLINE, NAME_IN_CAPITALS, PHOTO_CREDIT, front_matter
from chipbrief.pages.places import known_place, place_like

FRONT_LIMIT = 700
"""Number of characters at the start of an article in which a dateline is searched."""
# A place in capitals (up to five words, or several places with slashes), and the region, day and agency that may follow it.
_REGION = r"(?:, (?:(?:[A-Z]\.){2,3}|[A-Z]{2}(?![A-Z])|[A-Z][a-z]{1,14}\.?(?: [A-Z][a-z]{2,12})?(?! \d)))?"
_PLACE = rf"[A-Z][A-Z.'-]+(?:[ /][A-Z][A-Z.'-]+){{0,4}}{_REGION}"
_DAY = rf"(?:, {MONTH} \d{{1,2}}(?:, \d{{4}})?)?"
_SOURCE = rf"(?:{AGENCIES}|[A-Z]{{2,5}}(?:[ /-][A-Z0-9]{{1,6}})?)(?: [A-Z][a-z]+)?"
_AGENCY = rf"(?: ?\((?P<agency>{_SOURCE})\)| ?\[(?P<station>[A-Z]{{3,5}})\]| /(?P<wire>{_SOURCE})/)"
# A wire that the list of agencies lacks counts only behind a place in capitals.
_OTHER_WIRE = r"(?:[A-Z][\w.&'’-]+ ){1,3}(?:Wire|News|Newswire|News Agency|News Service|Press|Press Agency|Press Service|Media|Network|Post|Times|Herald)"
_ANY_AGENCY = _AGENCY.replace(rf"(?P<agency>{_SOURCE})", rf"(?P<agency>{_SOURCE}|{_OTHER_WIRE})")
_NEXT = r"(?=[\"'“‘]?[A-Z0-9])"
DATELINE = re.compile(
    rf"(?P<place>{_PLACE}{_DAY})(?P<mark>--\((?P<between>{_SOURCE})\)--|{_ANY_AGENCY}? ?(?:--|—|–) ?|{_ANY_AGENCY.replace('?P<', '?P<hyphen_')} ?[-:] ?| ?- |: ){_NEXT}"
)
# A place in small letters counts only at the start of the text, with an agency or if it is known.
AGENCY_DATELINE = re.compile(
    rf"(?P<place>[A-Z][a-z]+(?: [A-Z][a-z]+){{0,2}}{_REGION}{_DAY})(?P<mark>{_AGENCY}(?: ?(?:--|[-:—–]))? ){_NEXT}"
)
TITLE_CASE_DATELINE = re.compile(
    rf"(?P<place>[A-Z][a-z]+(?: [A-Z][a-z]+){{0,2}}{_REGION})(?P<mark>: | [—–] | -- ){_NEXT}"
)
# A day or an agency alone.
NO_PLACE = re.compile(
    rf"(?P<mark>{MONTH} \d{{1,2}}(?:, \d{{4}})? ?(?:\((?P<agency>{AGENCIES})\) ?(?:--|[-—–])|--|[—–]) ?|\((?P<station>{AGENCIES}|[A-Z]{{3,5}}(?:/[A-Z]{{3,5}})?)\) ?(?:--|[-—–]) ?){_NEXT}"
)
_MARKS = re.compile(r"[-—–:(\[/]")
"""Marks of which each dateline has one behind its place or day."""
_START = re.compile(r"\s*[A-Z(]")


def dateline(text: str) -> Iterator[Found]:
    """Find a dateline (a place and its dash or colon), its agency, and the parts of the front matter before it.

    At the start of the text, an unknown place needs an agency, a day, a double hyphen that touches it, or the look of a
    place. After front matter, a known place needs a sentence, a byline or a photo credit before it; an unknown place needs
    both a byline and an agency.
    """
    if not _START.match(text) or not _MARKS.search(text, 0, FRONT_LIMIT + 60):
        return
    begin = len(text) - len(text.lstrip())
    if match := NO_PLACE.match(text, begin):
        yield from _mark(match)
        return
    match = AGENCY_DATELINE.match(text, begin) or TITLE_CASE_DATELINE.match(text, begin)
    if match and (_agency(match) or known_place(_name(match).upper()) == _name(match).upper()):
        yield Found("dateline", *match.span("place"))
        yield from _mark(match)
        return
    yield from _in_capitals(text)


def _in_capitals(text: str) -> Iterator[Found]:
    for match in DATELINE.finditer(text, 0, min(len(text), FRONT_LIMIT + 60)):
        if "\n" in text[: match.start()].lstrip():
            return
        name = _name(match)
        known = known_place(re.split("/", name)[-1])
        start = match.start() + (name.rindex(known) if known and "/" not in name else 0)
        if _is_dateline(text[:start].strip(), known is not None, match):
            others = DATELINE.finditer(text, match.end(), min(len(text), match.end() + FRONT_LIMIT))
            if text[:start].strip() and any(known_place(_name(other)) for other in others):
                return  # a round-up with one paragraph per city: its first sentence is no standfirst
            yield Found("dateline", start, match.end("place"))
            yield from _mark(match)
            yield from front_matter(text[:start])
            return


def _name(match: re.Match[str]) -> str:
    name: str = match["place"].partition(",")[0]
    return name


def _agency(match: re.Match[str]) -> str | None:
    """Return the name of the group that holds the agency, or `None`."""
    return next((group for group, value in match.groupdict().items() if value and group not in ("place", "mark")), None)


def _mark(match: re.Match[str]) -> Iterator[Found]:
    """Yield the agency, and what stands between it and the place and the text."""
    start, end = match.span("mark")
    group = _agency(match)
    if group is None:
        yield Found("dateline_mark", start, end)
        return
    yield Found("dateline_mark", start, match.start(group))
    yield Found("agency", *match.span(group))
    yield Found("dateline_mark", match.end(group), end)


def _is_dateline(front: str, known: bool, match: re.Match[str]) -> bool:
    agency, mark = _agency(match) is not None, match["mark"]
    if not front:
        dated = "," in match["place"]
        marked = mark.startswith("--") or (mark.strip() in ("--", "—", "–", ":") and place_like(_name(match)))
        return known or agency or dated or marked
    byline = bool(BYLINE.search(front) or NAME_IN_CAPITALS.search(f"{front} "))
    if not known:
        return byline and agency
    sentence = front.endswith((".", "!", "?", ".'", '."')) and front.count('"') % 2 == 0
    return sentence or byline or bool(PHOTO_CREDIT.search(front))
