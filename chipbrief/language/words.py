"""The words of a text with what their capitals show, and tables that tell names from other words.

`plain_text` undoes the tokenization of old systems' outputs (`$ 4 trillion`, `trump ' s`, `do n't`, `-lrb-`, `3 - 1`, `u . s .`).
It only takes characters away or swaps one word for one sign, so that offsets lead back to the original text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from chipbrief.language.normalise import Places, normalised
from chipbrief.language.tokens import Cut, cut

_SIGNS = {"``": '"', "''": '"', "-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "-lcb-": "{", "-rcb-": "}"}
_ENDINGS = r"(?:s|re|ve|ll|d|m)"
_CHANGE = re.compile(
    r"(?P<sign>``|''|(?i:-[lr][rsc]b-))"
    r"|(?P<dotted>(?<![\w.])(?:(?:[A-Za-z] ?\. ?){1,8}[A-Za-z] \.|(?:U\. (?:S\. A|[KNS])|D\. C)\.)(?!\w))"  # u . s .
    rf"|(?P<joined>(?<=\w) (?=['’] ?{_ENDINGS}(?!\w))|(?<=\w ['’]) (?={_ENDINGS}(?!\w))|(?<=\w) (?=n['’]t(?!\w)))"
    r"|(?P<amount>(?<=[$£€¥]) (?=\d)|(?<=\d) (?=%)|(?<=\d) (?=[mk](?!\w))|(?<=\d) (?=, \d{3}(?!\d))|(?<=\d ,) (?=\d{3}(?!\d))"
    r"|(?<=\d) (?=[.:] \d)|(?<=\d [.:]) (?=\d)|(?<=\d) (?=[-–] \d)|(?<=\d [-–]) (?=\d)"
    r"|(?<=\w) (?=- (?:year|month|week|day|hour|minute|mile|metre|foot))|(?<=\w -) (?=year|month|week|day|hour|minute|mile|metre|foot)"
    r"|(?<=year) (?=- old)|(?<=year -) (?=old))"
    r"|(?P<stop>(?<=\w) (?=[,.;?!)](?: |$)))"
)


_HINT = re.compile(
    rf" (?=[-'’n,.:;?!)%–mk])(?:['’] ?{_ENDINGS}(?!\w)|n['’]t|[,.:;?!)%]"
    r"|[-–] (?:\d|year|month|week|day|hour|minute|mile|metre|foot|old)|[mk](?!\w))"
)
_HINTS = tuple(
    (hint.strip()[0 if hint.endswith(" ") else -1], hint)
    for hint in ("``", "''", "b-", "B-", "$ ", "£ ", "€ ", "¥ ", "U. ", "D. ")
)
"""Whatever `_CHANGE` finds has one of these, or begins with a blank as in `_HINT`: these are searched for ten times as fast. A sign alone
is found faster still."""


class Plain(NamedTuple):
    """A text as people write it. `moves` leads back to the text as it came, through its normalised form."""

    text: str
    moves: tuple[Places, ...]
    original: str

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the place of `text[start:end]` in the text as it came. The part must not be empty."""
        for places in self.moves:
            start, end = places.origin(start, end)
        return start, end


def plain_text(text: str) -> Plain:
    """Return `text` normalised (`normalise`), with the blanks and signs of a tokenizer taken back."""
    normal = normalised(text)
    plain, moved = _joined(normal.text)
    return Plain(plain, tuple(places for places in (moved, normal.places) if places is not None), text)


def _joined(text: str) -> tuple[str, Places | None]:
    """Return `text` with the blanks and signs of a tokenizer taken back, and the map; a text without them is left as it is."""
    if not _HINT.search(text) and not any(sign in text and hint in text for sign, hint in _HINTS):
        return text, None
    pieces: list[str] = []
    changes: list[tuple[int, int, int]] = []
    at = 0
    for match in _CHANGE.finditer(text):
        start, end = match.span()
        pieces.append(text[at:start])
        if match["sign"] or match["dotted"]:
            new = _SIGNS.get(match[0].lower(), match[0].replace(" ", ""))
            pieces.append(new)
            for place in [place for place in range(start, end) if text[place] != " "][: len(new)]:
                changes.append((start, place, 0))
                start = place + 1
        changes.append((start, end, 0))
        at = end
    return ("".join(pieces) + text[at:], Places(changes)) if at else (text, None)


LINKS = frozenset("of for on de du da di del la le al bin van von der den".split())
TITLES = frozenset(
    "president prime foreign defense defence finance commerce treasury vice chief executive minister ministers secretary senator sen sens "
    "rep reps congressman congresswoman governor gov mayor judge justice general gen colonel col captain sergeant sgt lieutenant "
    "lt constable inspector det pc professor prof dr mr mrs ms miss sir dame lord lady baroness ceo king queen prince princess "
    "duke duchess pope archbishop bishop rev reverend father sister coach chancellor deputy officer mp mps representative".split()
)
OPENERS = frozenset(
    (
        "a about according after all almost although among an and another any around as at because before both but by "
        "despite during each earlier eight even every first five for former four from further he her here his how however "
        "i if in instead it its just last later like many meanwhile more most much my neither new next nine no nobody "
        "none nor nothing now of on once one only or other our over people rather second seven she since six so some "
        "someone still such ten that the their then there these they third this those though three through thus to today "
        "tomorrow two under until us we what when where whether which while who why with without yesterday yet you"
    ).split()
)
NO_CONTENT = LINKS | OPENERS
GIVEN = frozenset(
    (
        "aaron adam adrian ahmed alan alastair albert alex alexander alexis alfie ali alice alison allan amanda amber amy "
        "andre andrea andrew andy angela angus anna anne annie anthony antonio arthur ashley barack barbara barry ben "
        "benjamin bernard beth bill billy bob bobby boris brad bradley brenda brendan brett brian bruce bryan callum "
        "cameron carl carlos carol caroline catherine charles charlie charlotte chloe chris christian christina christine "
        "christopher claire colin connor craig cristiano dale damian dan daniel danny darren dave david dean deborah "
        "declan denis dennis derek diane diego dominic don donald donna dorothy doug douglas duncan dylan ed eddie edward "
        "eleanor elizabeth ella emily emma eric erin ethan evan eve fiona florence francis frank frankie fred frederick "
        "gareth gary gavin gemma geoff george gerald gerard gina glen glenn gordon grace graeme graham grant greg hannah "
        "harriet harry harvey hassan hayley heather helen henry hillary holly howard hugh hugo ian ibrahim imran isaac "
        "isabella ivan jack jackie jacob jake james jamie jan jane janet jason jay jean jeff jeffrey jennifer jenny "
        "jeremy jerry jess jessica jill jim jimmy jo joan joanna joanne jodie joe joel john johnny jon jonathan jordan "
        "jorge jose joseph josh joshua juan judith judy julia julian julie june justin karen karl kate katherine kathleen "
        "kathryn katie katy keith kelly kelvin ken kenneth kerry kevin kieran kim kirsty kyle larry laura lauren laurence "
        "lee leo leon leonard leroy lesley leslie lewis liam lily linda lindsay lisa lloyd lorna louis louise lucas lucy "
        "luis luke lynn malcolm marc marco marcus margaret maria marie marilyn mario mark martin mary mason matt matthew "
        "maureen max megan melanie melissa mia michael michelle miguel mike miles millie mitt mo mohamed mohammed moira "
        "molly morgan muhammad nadia nancy naomi natalie natasha nathan neil nicholas nick nicola nicole nigel noah nora "
        "norman oliver olivia omar oscar owen pamela pat patricia patrick paul paula pauline pedro penny pete peter phil "
        "philip phillip phoebe piers rachel ralph ray raymond rebecca reece richard rick ricky rob robbie robert robin "
        "rod roger ron ronald ronnie rory rosa rose ross roy rupert russell ruth ryan sam samantha samuel sandra sara "
        "sarah scott sean sebastian sergio shane shannon sharon shaun sheila simon sophie stacey stan stanley stephanie "
        "stephen steve steven stewart stuart sue susan suzanne sylvia tania tara ted teresa terry theo theresa thomas tim "
        "timothy tina toby tom tommy tony tracey tracy trevor tyler valerie vanessa vera victor victoria vincent virginia "
        "vladimir walter warren wayne wendy wesley will william willie xavier yasmin yusuf zac zachary zoe"
    ).split()
)
CLUBS = frozenset(
    "united city rovers wanderers county athletic town albion hotspur rangers celtic thistle villa forest palace wednesday argyle "
    "north warriors tigers saints rhinos bulls sharks wasps harlequins giants bears eagles falcons".split()
)
DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central new san saint st los las santa real".split()
)
BODIES = frozenset(
    "university college school hospital council commission committee court party union association federation agency authority "
    "department ministry office bank group corporation corp inc ltd plc company institute foundation trust club league united fc "
    "afc rfc police service parliament congress senate society".split()
)
NO_NAMES = frozenset(
    "government parliament internet church state council police court opposition media tv ok no unk cls sep pad "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)
"""Written with a capital by some and small by others, or a system's placeholder: no names in a text that does not say whose."""
LEGAL_FORMS = frozenset(
    "inc incorporated corp corporation co company ltd limited plc llc llp lp ag sa nv bv gmbh spa kk pty".split()
)
"""Whoever names a company may leave these out, or put them in."""
OF_CLUBS = frozenset("fc afc rfc cf sc fk sk bc cc".split())
CONTRACTED = frozenset(
    "ve ll re isn don didn doesn wasn won couldn wouldn shouldn aren weren hasn haven hadn ain mustn needn shan".split()
)
"""What an apostrophe leaves of a verb: *did n't* is *didn* and *t*."""
_STATE_BEHIND = frozenset("the a an this former new top senior two three all".split())
_STATE_AHEAD = frozenset(
    "president presidential government military army navy troops soldiers forces congress senate senator court judge state states "
    "secretary officials official embassy ambassador economy dollar stocks shares markets firm company citizen citizens open masters "
    "geological geologist federal treasury department airline airlines carmaker giant media film actor actress singer rapper "
    "rock pop election elections drone strike strikes sanctions city east west".split()
)
_LOOK_BACK = 12
"""Characters before a word that tell whether it opens a sentence: blanks and quotation marks are fewer."""
_QUOTES = " \"'“‘(["


class Word(NamedTuple):
    """A token with its place, and what its letters show.

    `capital`: it has a capital letter; `shouted`: no small one; `opens`: it begins a sentence, a line or a quotation;
    `joined`: nothing but a blank, a hyphen or an ampersand parts it from the word before.
    """

    key: str
    start: int
    end: int
    capital: bool
    shouted: bool
    opens: bool
    joined: bool


_WORD: Callable[[Iterable[object]], Word] = partial(
    tuple.__new__, Word
)  # what `Word._make` does, in a third of the time
_JOINT = re.compile(r"(?:['’]S)?(?:[ \t]+|-|[ \t]?&[ \t]?|['’])|")
_PLAIN_JOINTS = {" ": True, "-": True, "": True, ", ": False, ". ": False}


def is_joint(between: str) -> bool:
    """Whether what stands between two words joins them. A possessive parts two names: *Apple's Tim Cook*."""
    known = _PLAIN_JOINTS.get(between)
    return _JOINT.fullmatch(between) is not None if known is None else known


def words_of(text: str) -> list[Word]:
    """Return the words of a text."""
    return words_in(cut(text))


def words_in(found: Cut) -> list[Word]:
    """Return the words of a text that is cut already."""
    text, keys, starts, ends, _ = found
    count = len(keys)
    capital, shouted = [False] * count, [False] * count
    for at in found.capitals:
        capital[at] = True
        shouted[at] = is_shouted(text[starts[at] : ends[at]])
    first, joined = [False] * count, [True] * count
    for at, (start, last) in enumerate(zip(starts, (-2, *ends), strict=False)):
        if start - last != 1 or (text[last] != " " and text[last] != "-") or not text[last - 1].isalnum():
            first[at] = opens(text, start)
            joined[at] = last >= 0 and is_joint(text[last:start])
    return list(map(_WORD, zip(keys, starts, ends, capital, shouted, first, joined, strict=True)))


def is_shouted(written: str) -> bool:
    """Whether a word with a capital has more than one letter and no small one."""
    if written[1:2].islower():
        return False
    letters = written.replace(".", "")
    return len(letters) > 1 and letters.upper() == letters


def opens(text: str, start: int) -> bool:
    """Whether a sentence or a line begins at `start`."""
    if start > 1 and text[start - 1] in " -":
        sign = text[start - 2]
        if sign.isalnum() or sign in ",.":
            return sign == "." and text[start - 1] == " "
    before = text[max(0, start - _LOOK_BACK) : start]
    stripped = before.rstrip(_QUOTES)
    if before and before == stripped and before[-1] != "\n" and not text[start].isupper():
        return False  # 2.4bn
    return (not stripped and start <= _LOOK_BACK) or stripped.endswith((".", "?", "!", ":", "\n", "•"))


def with_states(found: Sequence[Word]) -> list[Word]:
    """A text in small letters with its *us* as a name wherever an article or nothing stands before it: *the us president*."""
    return [
        word._replace(key="US") if word.key == "us" and (word.opens or _is_state(found, at)) else word
        for at, word in enumerate(found)
    ]


def _is_state(found: Sequence[Word], at: int) -> bool:
    ahead = at + 1 < len(found) and found[at + 1].joined and found[at + 1].key in _STATE_AHEAD
    return at == 0 or ahead or found[at - 1].key in _STATE_BEHIND
