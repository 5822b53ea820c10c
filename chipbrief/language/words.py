"""The words of a text with what their capitals show, and tables that tell names from other words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import compress, count
from typing import NamedTuple, overload

from chipbrief.language.plain_words import may_hold_acronyms
from chipbrief.language.tokens import Cut, cut

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


_WORD: Callable[[Iterable[object]], Word] = partial(tuple.__new__, Word)  # as `Word._make`, but faster


class Words(Sequence[Word]):
    """The words of a text in columns: most of them are passed over, so that a `Word` is only made of those that are asked for.

    The columns have the fields of `Word`. `capitals` has the places of the words with a capital letter.
    """

    __slots__ = ("capital", "capitals", "ends", "joined", "keys", "opens", "shouted", "starts", "text")

    def __init__(
        self,
        text: str,
        keys: list[str],
        starts: Sequence[int],
        ends: Sequence[int],
        capitals: list[int],
        *flags: list[bool],
    ) -> None:
        """`flags`: `capital`, `shouted`, `opens` and `joined`."""
        self.text, self.keys, self.starts, self.ends, self.capitals = text, keys, starts, ends, capitals
        self.capital, self.shouted, self.opens, self.joined = flags

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, at: int) -> Word: ...
    @overload
    def __getitem__(self, at: slice) -> list[Word]: ...
    def __getitem__(self, at: int | slice) -> Word | list[Word]:
        if isinstance(at, slice):
            return self.runs((range(*at.indices(len(self))),))[0]
        return self.runs(((at,),))[0][0]

    def runs(self, places: Iterable[Iterable[int]]) -> list[list[Word]]:
        """Return the words at some places, in lists as these are."""
        keys, starts, ends, capital, shouted = self.keys, self.starts, self.ends, self.capital, self.shouted
        opens, joined = self.opens, self.joined
        return [
            [_WORD((keys[at], starts[at], ends[at], capital[at], shouted[at], opens[at], joined[at])) for at in run]
            for run in places
        ]

    def with_keys(self, keys: list[str]) -> Words:
        """Return the words with other keys."""
        flags = self.capital, self.shouted, self.opens, self.joined
        return Words(self.text, keys, self.starts, self.ends, self.capitals, *flags)

    def with_one_word_at(self, places: Iterable[int]) -> Words:
        """Return the words with each word of `places` as a part of the word before it."""
        keys, ends, left = list(self.keys), list(self.ends), [True] * len(self)
        for at in places:
            keys[at - 1] += keys[at]
            ends[at - 1] = ends[at]
            left[at] = False
        flags = [list(compress(one, left)) for one in (self.capital, self.shouted, self.opens, self.joined)]
        starts, ends = list(compress(self.starts, left)), list(compress(ends, left))
        return Words(self.text, list(compress(keys, left)), starts, ends, list(compress(count(), flags[0])), *flags)


_JOINT = re.compile(r"(?:['’]S)?(?:[ \t]+|-|[ \t]?&[ \t]?|['’])|")
_PLAIN_JOINTS = {" ": True, "-": True, "": True}
_BETWEEN = {
    **dict.fromkeys((", ", "; ", "'s ", "’s ", "% ", " $"), (False, False)),
    **dict.fromkeys((". ", ": ", "\n", "\n\n", ".\n", ".\n\n"), (True, False)),
    "-": (False, True),
}
"""What stands between most words that no blank parts: whether the second one opens a sentence, and whether both are joined."""


def is_joint(between: str) -> bool:
    """Whether what stands between two words joins them. A possessive parts two names: *Apple's Tim Cook*."""
    known = _PLAIN_JOINTS.get(between)
    return _JOINT.fullmatch(between) is not None if known is None else known


def words_of(text: str) -> Words:
    """Return the words of a text."""
    return words_in(cut(text))


def words_in(found: Cut) -> Words:
    """Return the words of a text that is cut already."""
    text, keys, starts, ends, capitals = found
    length = len(keys)
    capital, shouted = [False] * length, [False] * length
    for at in capitals:
        capital[at] = True
    for at in found.maybe_shouted():
        shouted[at] = is_shouted(text[starts[at] : ends[at]])
    first, joined = [False] * length, [True] * length
    if length:
        first[0], joined[0] = opens(text, starts[0]), False
    odd = [at for at, last, start in zip(count(1), ends, starts[1:], strict=False) if text[last:start] != " "]
    for at in odd:  # most of the others stand behind a word and one blank
        between = text[ends[at - 1] : starts[at]]
        known = _BETWEEN.get(between)
        first[at], joined[at] = (opens(text, starts[at]), is_joint(between)) if known is None else known
    if may_hold_acronyms(text):
        for at in [at for at, last in zip(range(1, length), ends, strict=False) if text[last - 1] == "."]:
            first[at] = opens(text, starts[at])
    return Words(text, keys, starts, ends, capitals, capital, shouted, first, joined)


def beside_hyphens(found: Words) -> Iterator[int]:
    """Yield the places of the words that have a hyphen or stand right behind one."""
    hyphen = found.text.find("-")
    while hyphen >= 0:
        behind = bisect_right(found.starts, hyphen)
        if behind and found.ends[behind - 1] > hyphen:
            yield behind - 1
        if behind < len(found) and found.starts[behind] == hyphen + 1:
            yield behind
        hyphen = found.text.find("-", hyphen + 1)


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
