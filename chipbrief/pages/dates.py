"""Ages, dates and the lines around a title that hold no text of the article: bylines, dates, section labels, reading times.

Such a line consists of known parts only (`parts_of`). A line with any other word is not one of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from chipbrief.language.lexicon import is_name, is_word
from chipbrief.pages.found import AGENCIES, Found
from chipbrief.pages.places import known_place

MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?:(?<=Jan)uary|(?<=Feb)ruary|(?<=Mar)ch|(?<=Apr)il|(?<=Aug)ust|(?<=Sept)ember|(?<=Oct)ober|(?<=Nov)ember|(?<=Dec)ember)?\.?"
_NUMBER = r"(?:an?|a few|half an?|one|two|three|\d{1,2})"
_HOURS = r"(?:an?|half an|[a-z]{3,5}|1?\d|2[0-4]) h(?:ou)?rs?\.?"
_UNIT = r"(?:seconds?|secs?|minutes?|mins?|days?|weeks?|wks?|months?|mos?|years?|yrs?)\.?"
_RELATIVE = rf"(?:(?:about|almost|over|less than|more than) )?(?:{_HOURS}|{_NUMBER} {_UNIT}) ago|(?:in|within) (?:{_HOURS}|{_NUMBER} {_UNIT})(?!\w)|(?:1?\d|2[0-4]) ?hr?\.? ago|\d{{1,2}} ?(?:s|m|min|d|w|wk|mo|y|yr)\.? ago"
_DAY_WORD = r"just now|now|today|yesterday|tomorrow|(?:last|this|next) (?:hour|week|month|year)"
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? (?:the )?)?"
_CLOCK = r"(?:,? (?:at |[-–|] )?\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?(?: (?:[A-Z]{2,5}(?:[+-]\d{1,2})?))?)"
DATE = (
    rf"(?:{_WEEKDAY}(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH},? \d{{4}}|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?|\d{4}年\d{1,2}月\d{1,2}日)"
)
"""A date with its year, in the forms that news pages use. Matched without regard to case."""
_AGE = rf"(?:{_RELATIVE}|{_DAY_WORD}|(?:\d{{1,2}}:\d{{2}} )?{DATE}{_CLOCK}?)"
AGE_LINE = re.compile(
    rf"(?:time)?\s*(?:\d{{1,2}}:\d{{2}} )?(?P<age>{_RELATIVE}|{_DAY_WORD}|{DATE}(?: \d{{1,2}}:\d{{2}})?)", re.IGNORECASE
)
"""A line that is an age or a date. An icon may have left the word “time” before it."""
# First try a publisher that does not end in a digit, then the shortest one before a valid age: News24 in “News242 hours ago”.
_ENDS_WITH_AGE = re.compile(r"(?:ago|now|today|yesterday|tomorrow|\d{4}|hour|week|month|year|:\d\d|日)$", re.IGNORECASE)
_PUBLISHER_AND_AGE = tuple(
    re.compile(
        rf"(?P<publisher>\S.{{0,58}}?{last}|\S)\s*(?:[|·•]\s*)?(?P<age>{_RELATIVE}|{_DAY_WORD}|{DATE}(?: \d{{1,2}}:\d{{2}})?)",
        re.IGNORECASE,
    )
    for last in (r"[^\s\d]", r"\S")
)
PUBLISHER_WORDS = 6
"""Maximum number of words in a publisher's name."""
LABELS = (
    r"(?:(?:Last|First|Originally|Also) )?(?:Published|Updated|Posted|Modified|Created|Edited|Reviewed|Issued|Uploaded|Date|Time|Release date|Publish date)"
    r"(?: on| at| in| date| by)?:?"
)
_CATEGORY = r"(?:Category|Categories|Section|Topics?|Tags?|Filed under|Posted in|Keywords|Source|Location):? ?"
SECTIONS = frozenset(
    "opinion|opinions|editorial|analysis|comment|commentary|explainer|feature|features|news|top news|latest|latest news|breaking news|business|companies"
    "|economy|energy|finance|markets|money|politics|society|technology|tech|trade|world|world news|asia|europe|africa|americas|middle east|local|national"
    "|international|sport|sports|football|entertainment|lifestyle|life|culture|arts|books|travel|food|health|science|environment|climate|education|law"
    "|crime|courts|letters|interview|review|reviews|video|videos|podcast|gallery|photos|live|exclusive|premium|subscriber only|for subscribers|members only"
    "|fact check|press release|sponsored|advertorial|long read|the long read|perspective|perspectives|op-ed|blog|home|us news|uk news".split("|")
)  # fmt: skip
"""Section labels in small letters. They count only on a line of their own around the title."""
_NAME_WORD = rf"(?!{MONTH}\.? \d)(?:(?:de|van|von|der|den|al|el|bin|da|di|la|le) )?[A-Z][\w.'’-]*"
NAMES = rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,3}}(?:(?:, and |, | and | & ){_NAME_WORD}(?: {_NAME_WORD}){{1,3}})*"
_ROLE = r"(?:,? (?:(?:[A-Za-z'’-]+ ){0,4}(?:reporter|correspondent|editor|writer|columnist|staff|bureau chief|analyst|Reporter|Correspondent|Editor|Writer|Columnist|Bureau|REPORTER|CORRESPONDENT|EDITOR|WRITER)|(?:in|for) [A-Z]\w+(?: [A-Z]\w+)?))?"
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("agency", re.compile(rf"(?:Source: |[Bb]y |BY )?\(?(?P<value>{AGENCIES})\)?")),
    (
        "byline",
        re.compile(
            rf"(?:(?:(?:[Ww]ritten|[Rr]eported|[Ss]tory|[Ww]ords|[Tt]ext|[Pp]osted|[Pp]ublished|[Ee]dited|Analysis|Opinion) )?[Bb]y|BY|Reporter:|Author:):? (?P<value>{NAMES}{_ROLE}(?:(?:, | \| | - |/)(?:{AGENCIES}))?)"
        ),
    ),
    (
        "byline",
        re.compile(
            r"(?:By|BY|by) (?P<value>(?:(?:[A-Z][\w.'’]+ )*(?:[Ss]taff|STAFF)(?: [Ww]riters?| [Rr]eporters?)?|Our Correspondent|(?:[A-Z][\w.']+ )+(?:Desk|Bureau|Team|Agency)))"
        ),
    ),
    (
        "header_line",
        re.compile(rf"(?:Photos?|Pictures?|Photography|Videos?|Graphics?|Illustrations?) [Bb]y:? (?P<value>{NAMES})"),
    ),
    (
        "date",
        re.compile(rf"(?:{LABELS} ?)?(?P<value>{_RELATIVE}|(?:\d{{1,2}}:\d{{2}} )?{DATE}{_CLOCK}?)", re.IGNORECASE),
    ),
    (
        "reading_time",
        re.compile(
            r"(?P<value>\d{1,2}[ -]?min(?:ute)?s?(?: read(?:ing)?(?: time)?)?|(?:Reading time|Est(?:imated)? read):? \d{1,2} min(?:ute)?s?)",
            re.IGNORECASE,
        ),
    ),
    (
        "header_line",
        re.compile(
            rf"(?:{LABELS} ?)?(?P<value>{_WEEKDAY}(?:{MONTH} \d{{1,2}}|\d{{1,2}} {MONTH}){_CLOCK}?)(?!,? ?\d)",
            re.IGNORECASE,
        ),
    ),
    (
        "section_label",
        re.compile(r"(?P<value>[A-Z][\w&]*(?: [A-Z&][\w&]*){0,2}(?: [>›»/] [A-Z][\w&]*(?: [A-Z&][\w&]*){0,3})+)"),
    ),
    ("label", re.compile(rf"(?P<value>{LABELS}|{_CATEGORY}[^|·•]{{0,60}})")),
)
_SEPARATOR = re.compile(r"\s*(?:[|·•,/]|[-–—](?= ))\s*|\s+(?:on )?")


def parts_of(line: str) -> list[Found] | None:
    """Return the parts of a line that consists of bylines, dates, reading times, agencies and labels only, or `None`.

    `start` and `end` count from the start of the line. A label alone needs a colon, because “Published” may be a title.
    """
    if len(line) > 200:
        return None
    if is_person(line):
        return [Found("byline", 0, len(line))]
    if line.casefold().rstrip(":") in SECTIONS:
        return [Found("section_label", 0, len(line))]
    found: list[Found] = []
    at = 0
    while at < len(line):
        found += (part := _part(line, at) or [])
        if not part:
            return None
        blank = _SEPARATOR.match(line, part[-1].end)
        at = blank.end() if blank else part[-1].end
    alone = len(found) == 1 and found[0].rule == "label"
    return None if alone and ":" not in line else found


def _part(line: str, at: int) -> list[Found]:
    """Return the part of the line at the offset `at`, with its end behind any bracket, or an empty list."""
    for rule, pattern in _PARTS:
        if (match := pattern.match(line, at)) and _ends_part(line, match.end()):
            start, end = match.span("value")
            return [Found(rule, start, end), *([Found("header_line", end, match.end())] if match.end() > end else [])]
    name = re.split(r"\s*[|·•]\s*|\s[-–—]\s", line[at:], maxsplit=1)[0]
    return [Found("publisher", at, at + len(name))] if name and is_publisher(name) else []


def _ends_part(line: str, end: int) -> bool:
    return end == len(line) or _SEPARATOR.match(line, end) is not None


def publisher_and_age(line: str, aggregated: bool) -> re.Match[str] | None:
    """Match a line that is a publisher followed by an age or date (groups `publisher` and `age`), or return `None`.

    On a page without a template the publisher must look like one (`is_publisher`), so that none is invented.
    """
    if len(line) > 90 or not _ENDS_WITH_AGE.search(line) or (not aggregated and parts_of(line)):
        return None
    matches = (pattern.fullmatch(line) for pattern in _PUBLISHER_AND_AGE)
    found = next((match for match in matches if match), None)
    if found is None or len(found["publisher"].split()) > PUBLISHER_WORDS:
        return None
    if aggregated:
        return found
    relative = re.fullmatch(_RELATIVE, found["age"], re.IGNORECASE)
    return found if (relative or re.search(r"\d{4}", found["age"])) and is_publisher(found["publisher"]) else None


_PERSON = re.compile(rf"{NAMES}{_ROLE}")
_ROLE_ONLY = re.compile(_ROLE.removesuffix("?").replace(",? ", "", 1))


def is_person(line: str) -> bool:
    """Return whether a line is nothing but names of people, with or without their roles.

    No first name may be an ordinary word. One of them must be in the word list as a name, or no word may be an ordinary one.
    """
    if len(line) > 80 or not _PERSON.fullmatch(line) or known_place(line.upper()):
        return False
    parts = re.split(r", and |, | and | & ", line)
    names = [part.split()[0].casefold() for part in parts if not _ROLE_ONLY.fullmatch(part)]
    words = [word.casefold() for word in re.findall(r"[A-Z][\w'’-]+", " ".join(parts[: len(names)]))]
    return not any(map(is_word, names)) and (any(map(is_name, names)) or not any(map(is_word, words)))


_PUBLISHER_WORD = re.compile(
    r"\b(?:Post|Times|News|Herald|Wire|Journal|Echo|Tribune|Gazette|Mirror|Record|Star|Sun|Mail|Guardian|Telegraph|Chronicle|Observer|Independent|Press|Daily|Weekly|Today"
    r"|Standard|Courier|Examiner|Globe|Review|Magazine|TV|Radio|Online|Media|Network|Broadcasting|Agency|Report|Reporter|Bulletin|Dispatch|Monitor|Register|Sentinel|Express"
    r"|Advertiser|Argus|Inquirer|Ledger|Leader|Tageblatt|Zeitung|Monde|Figaro|Mint|Economist|Diplomat)\b|\.(?:com|org|net|co|io)\b|^The [A-Z]|^[A-Z]{2,5}$|^[A-Z]\w+\d+$"
)


def is_publisher(name: str) -> bool:
    """Return whether a name looks like that of a publisher: each long word with a capital, and one of the words that newspapers use."""
    words = name.split()
    titled = all(
        word[0].isupper() or not word[0].isalpha() or word in ("of", "the", "and", "for", "de", "la") for word in words
    )
    labelled = re.match(rf"(?:{LABELS}|{_CATEGORY})$|By ", name)
    named = _PUBLISHER_WORD.search(name) or re.fullmatch(AGENCIES, name)
    return bool(name[0].isupper() and titled and named and not labelled and name[-1] not in ":,;.!?")


_DATE = re.compile(DATE, re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@lru_cache(maxsize=256)
def iso_date(text: str) -> str | None:
    """Return the date in `text` as YYYY-MM-DD, or `None` if it states none or if day and month cannot be told apart."""
    match = _DATE.search(text) if _YEAR.search(text) else None
    if not match:
        return None
    numbers = [int(number) for number in re.findall(r"\d+", match[0])]
    name = next(
        iter(re.findall(r"[a-z]{3}", re.sub(rf"^{_WEEKDAY}", "", match[0], flags=re.IGNORECASE).casefold())), ""
    )
    if name in _MONTHS:
        day, year, month = numbers[0], numbers[1], _MONTHS.index(name) + 1
    elif numbers[0] > 31:
        year, month, day = numbers[:3]
    else:
        one, other, year = numbers[:3]
        if one <= 12 and other <= 12 and one != other:
            return None
        day, month = (other, one) if other > 12 else (one, other)
    return f"{year:04d}-{month:02d}-{day:02d}" if 0 < month <= 12 and 0 < day <= 31 else None
