"""Headings inside an article, told from sentences that lost their full stop.

A heading is removed from the text and kept in the field `subheadings`. A line without a full stop is no heading because of
that alone: it must have the shape of one, and no word that may be its verb.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from chipbrief.pages.dates import parts_of
from chipbrief.pages.found import Found, ends_sentence, lines_of, word_count

HEADING_WORDS = 8
"""Maximum number of words in a heading."""
SECTION_LENGTH = 60
"""Minimum number of characters between two headings inside a paragraph."""

# Forms that are verbs wherever they stand: the past tense (also of irregular verbs), auxiliaries, verbs of saying.
PAST = re.compile(
    r"(?<=[\w,'’] )[a-z]+ed\b|\b(?:is|are|was|were|am|be|been|has|had|have|do|does|did|will|would|can|could|cannot|may|might|must|shall|should"
    r"|isn|aren|wasn|weren|hasn|hadn|don|doesn|didn|won|wouldn|couldn|said|says|told|went|gone|came|got|gave|given|took|taken|made|lost|won|left|felt|kept|slept|wept"
    r"|swept|met|led|fed|fled|bled|read|held|stood|understood|sold|bought|brought|thought|fought|caught|taught|sought|built|sent|spent|lent|bent|burnt|burned|learnt"
    r"|dealt|meant|knew|grew|threw|blew|flew|drew|withdrew|wrote|rode|drove|rose|arose|chose|froze|spoke|broke|woke|stole|wore|tore|swore|bore|shot|sat|ran|began|sang"
    r"|rang|sank|drank|swam|hung|struck|stuck|swung|won|dug|found|bound|wound|paid|laid|heard|hit|hurt|cut|shut|put|quit|split|spread|cost|let|fell|ate|saw|shook|forgot"
    r"|hid|bit|lit|became|overcame|denied|replied|fled|slid|spun|clung|flung|stung|shone|lay|lied|died|tied|cried|tried|agreed|agree|refuse|remain|seem)\b"
)
# Third person: forms that are rarely a plural noun, and forms that are verbs only directly after a noun in the singular.
_THIRD = re.compile(
    r"\b(?:goes|comes|begins|resumes|remains|continues|becomes|seems|appears|happens|arrives|departs|opens|closes|ends|starts|meets|leaves|stays|lives|dies|wins|loses"
    r"|knows|thinks|believes|hopes|wants|needs|tries|asks|tells|speaks|writes|reads|hears|sees|takes|gives|gets|makes|keeps|holds|brings|sends|sells|buys|pays|builds"
    r"|grows|falls|rises|rains|snows|faces|warns|agrees|refuses|denies|admits|insists|expects|decides|votes|returns|moves|walks|runs|sits|stands|sleeps|eats|drinks"
    r"|works|waits|helps|hurts|kills|hits|cuts|puts|sets|lets|turns|changes|follows|leads|shows|lasts|fails|matters|depends|owns|belongs|includes|requires|allows|applies"
    r"|vows|urges|backs|slams|seeks|eyes|weighs|calls|plans|reports|says|swings|speaks|travels|flies|drives|sings|plays|trades|reopens|retires|resigns|quits|joins|enters"
    r"|sees|looks|sounds|feels|fights|saves|spends|costs|steps|drops|climbs|jumps|slips|slides|edges|stops|disagrees|argues|adds|confirms|rejects|accepts"
    r"|approves|threatens|suffers|survives|recovers|escapes|explains|reveals|announces|declares|predicts|resists|persists|exists|improves|worsens|creates|produces|receives"
    r"|achieves|prepares|considers|discusses|intends|proposes|opposes|prevents|protects|destroys|collapses|explodes|crashes|burns|sinks|floats|shakes|hides|shines|differs"
    r"|varies|occurs|emerges|relies|refers|belongs|marries|studies|teaches|learns|listens|watches|catches|reaches|misses|passes|crosses|pushes|finishes|vanishes|publishes"
    r"|loves|hates|likes|prefers|enjoys|forgets|remembers|understands|means|proves|serves|solves|swims|throws|wears|tears|breaks|shuts|bites|fits|spreads|dances|laughs|cries)\b"
)
_AFTER_PLURAL = re.compile(
    r"(?i:s|men|women|people|children|police|they|we|you|I) (?:go|come|begin|resume|remain|continue|become|seem|appear|happen|arrive|open|close|end|start|meet|leave|stay|live"
    r"|die|win|lose|know|think|believe|hope|want|need|try|ask|tell|speak|take|give|get|make|keep|hold|bring|send|sell|buy|pay|grow|fall|rise|face|fear|warn|agree"
    r"|refuse|deny|insist|expect|decide|vote|return|move|walk|run|sit|stand|wait|help|turn|follow|show|fail|vow|urge|seek|say|plan|search|work|slump|surge|soar|tumble|drop|climb|jump|slide|plunge|strike|protest|march|gather|arrest|clash|flee|die|vanish|return|reject|back|urge|pay|cut|raise)\b"
)
_SUBJECT = re.compile(
    r"(?:I|We|You|He|She|They|It|There|Nobody|Everybody|Everyone|Somebody|Someone|Nothing|Everything|Something|None|Neither|Never|No|Not|Yes|Nor|And|But|So|Or|Then"
    r"|Still|Thus|Hence|Long live|Let|All of|Both of|Some of|Most of|Many of|Few of|One of|This is|That is|Here is"
    r"|(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Dozens|Hundreds|Thousands) (?:\w+ )?(?:dead|hurt|missing|injured|homeless|safe))\b",
)
_QUESTION = re.compile(r"(?:What|Why|How|Who|Where|When|Which|Whose|Whom|What's|Who's|Where's|How's)\b")
_IN_LINE = re.compile(r"(?<=[.!?]['\"] |.[.!?] )(?P<heading>[A-Z']{4,}(?: [A-Z']{2,})* [A-Z']{4,}) (?=[A-Z][a-z])")
_CAPITALS = re.compile(r" [A-Z']{4}")
# What follows capitals that are no heading: the author of a slogan, the officer of a company, the form of a company.
_NO_HEADING_BEFORE = re.compile(
    r" (?:\w+ (?:wrote|posted|tweeted)|Chief|CEO|Shares|President|Chairman|Group|Plc|Inc|Ltd|Corp|Co|AG|SA|NV|Council|Commission|Holdings)\b"
)
_NO_HEADING_AFTER = re.compile(
    r"(?:posted|wrote|tweeted|shouted|chanted|screamed|slogan|sign|signs)\b[^.!?]{0,40}[.!?:]['\"]? $"
)


def has_verb(line: str) -> bool:
    """Return whether a short line may be a sentence: it has a word that may be its verb, or begins like a sentence.

    In doubt the answer is yes, because a heading left in the text does less harm than a lost sentence. A line in capitals is read as
    if it were in small letters.
    """
    if line.isupper():
        line = line.capitalize()
    if _QUESTION.match(line):
        return line.endswith("?")
    return bool(_SUBJECT.match(line) or PAST.search(line) or _AFTER_PLURAL.search(line) or _third_person(line))


def _third_person(line: str) -> bool:
    """Return whether a verb in the third person stands after the first word of the line."""
    return any(match.start() > 0 for match in _THIRD.finditer(line))


def subheading(text: str) -> Iterator[Found]:
    """Find headings between paragraphs, and words in capitals between two sentences.

    The last line is a heading only if the article has another one. Capitals inside a paragraph are headings only if there
    are two of them: one alone may be a quotation or a name.
    """
    lines = lines_of(text)
    count = 0
    for at in range(1, len(lines)):
        start, end, line = lines[at]
        if not _looks_like_heading(line) or not _closed(lines[at - 1][2]):
            continue
        if line.startswith("By ") and (parts := parts_of(line)) and {part.rule for part in parts} == {"byline"}:
            yield Found("byline", start + len(text[start:end]) - len(text[start:end].lstrip()) + parts[0].start, end)
            yield Found(
                "header_line", start, start + len(text[start:end]) - len(text[start:end].lstrip()) + parts[0].start
            )
            continue
        if at + 1 == len(lines):
            if count:
                yield Found("empty_subheading", start, end)
        elif word_count(lines[at + 1][2]) >= 12:
            count += 1
            yield Found("subheading", start, end)
    yield from _in_line(text)


def _looks_like_heading(line: str) -> bool:
    if len(line) > 100 or not line[0].isupper() or word_count(line) > HEADING_WORDS or line[-1] == ",":
        return False
    return not (ends_sentence(line) or re.search(r"[:\d]", line) or has_verb(line))


def _closed(line: str) -> bool:
    """Return whether a line ends a paragraph. After a colon, a list or a name follows."""
    return ends_sentence(line) and line[-1] not in ":;—–-"


def _in_line(text: str) -> Iterator[Found]:
    if not _CAPITALS.search(text):
        return
    found = [
        match
        for match in _IN_LINE.finditer(text)
        if not _NO_HEADING_BEFORE.match(text, match.end("heading"))
        and not _NO_HEADING_AFTER.search(text[max(0, match.start() - 80) : match.start()])
    ]
    apart = all(after.start() - before.end() >= SECTION_LENGTH for before, after in itertools.pairwise(found))
    if len(found) >= 2 and apart:
        yield from (Found("subheading", *match.span("heading")) for match in found)
