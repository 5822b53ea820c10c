"""Tell two readings of one word apart by what stands around it: metres and millions, pounds, *may*, quarters and car models."""

from __future__ import annotations

from chipbrief.language.values.lexer import BREAK, Tokens
from chipbrief.language.values.words import WEEKDAYS

__all__ = ["is_metres", "is_modal_before_day", "is_modal_behind_day", "is_model", "is_screen", "is_weight"]

_RACES = frozenset(
    "race races sprint sprinter hurdles hurdle freestyle butterfly backstroke breaststroke medley relay final finals semi semifinal heat "
    "heats champion champions gold silver bronze title titles record run runner runners dash track swim swimmer pool pools steeplechase "
    "individual event events walk crawl world olympic olympics european commonwealth indoor mixed air platform springboard diving rifle "
    "im pistol distance radius exclusion stretch drop wave waves cliff mast tower yacht superyacht crater sinkhole ladder crane statue "
    "trench telescope asteroid buffer wheelchair time".split()
)
_SIZES = frozenset(
    "tall high deep wide long away underground underwater offshore downstream upstream apart across".split()
)
_FROM = frozenset(
    "shore coast beach summit finish line house home school road goal scene surface ground epicentre epicenter border edge end".split()
)
_MATTER = frozenset("snow water rope ice sand rain fabric cable".split())
_FEET = frozenset("ft feet foot in inches inch miles mile yards yd".split())
_DISTANCES = frozenset("60 100 200 400 800 1500 1,500 3000 3,000 5000 5,000 10000 10,000".split())
_RUNNERS = frozenset(("men", "women", "boys", "girls", "t", "mens", "womens"))


def is_metres(t: Tokens, at: int) -> bool:
    """Whether the *m* at token `at` means metres: *800m race*, *30m-high*, *women's 100m*, *500m from the shore*."""
    words = t.words
    place = at + 1 + t.hyphen(at + 1)
    following = words[place]
    if following in _SIZES or (following in _RACES and not (following == "world" and words[place + 1] == "wide")):
        return True
    if following == "(" and words[place + 2] in _FEET:
        return True  # 2,430m (7,972ft)
    if following in ("from", "off", "below", "above", "of"):
        behind = place + 1 + (words[place + 1] == "the")
        return words[behind] in (_MATTER if following == "of" else _FROM) or words[behind] == "sea"
    if words[at - 2] == "(" and words[at - 3] in _FEET:
        return True
    if words[at - 1] in _DISTANCES and words[at - 2] in ("the", "over", "a") and following in _CLOSING:
        return True
    before = at - 2
    return words[before] in _RUNNERS or (words[before] == "s" and words[before - 2] in _RUNNERS)


_SCREENS = frozenset(
    "screen screens tv tvs television televisions resolution display displays monitor monitors video videos footage camera cameras "
    "ultra uhd hdr hd oled panel panels projector projectors image images picture pictures film streaming stream streams content blu "
    "webcam drone gaming quality".split()
)
_SCREEN_SIZES = frozenset(("2", "4", "5", "6", "8", "12", "16"))


def is_screen(t: Tokens, at: int) -> bool:
    """Whether the *K* at token `at` belongs to the name of a picture size: *a 4K screen*."""
    return t.words[at] == "k" and t.words[at - 1] in _SCREEN_SIZES and t.words[at + 1 + t.hyphen(at + 1)] in _SCREENS


_WEIGHING = frozenset("weigh weighs weighed weighing lose loses lost losing gain gained gaining shed heaviest".split())
_HEAVY = frozenset("overweight heavier lighter underweight".split())
_BODIES = frozenset(
    "man woman boy girl baby bomb bombs dog bear fish ball gorilla weapon warhead turkey alligator shark weight rock stone missile "
    "package body frame bag bale pig calf lineman tackle guard catfish python snake cat tumor tumour".split()
)
_GOODS_OF_MONEY = frozenset(
    "money debt debts damage aid savings investment investments cash funding public taxpayers taxpayer losses compensation prize stock "
    "goods revenue cuts spending it the a their his her our tax benefits sales business profit assets fraud".split()
)
_MOST_WEIGHT = 1_000_000


def is_weight(t: Tokens, at: int, amount: float) -> bool:
    """Whether *pounds* at token `at` are no money: *a 200-pound man*, *5 pounds of flour*, *weighs 200 pounds*."""
    words = t.words
    if amount >= _MOST_WEIGHT or words[at] not in ("pound", "pounds"):
        return False
    following = words[at + 1]
    if following in _HEAVY or (t.hyphen(at - 1) and following in _BODIES):
        return True
    if following == "of":
        return words[at + 2].isalpha() and words[at + 2] not in _GOODS_OF_MONEY
    return any(word in _WEIGHING for word in words[at - 5 : at]) and words[at + 1] not in ("on", "a")


_MAKERS = frozenset(("audi", "infiniti", "hummer", "haval", "chery", "audis"))
_NO_QUARTERS = frozenset(
    "e sportback suv tfsi quattro hydrogen receptor receptors heading headings tag tags database visa visas antagonist antagonists "
    "blocker blockers molecule molecules crossover engine motor".split()
)


def is_model(t: Tokens, at: int) -> bool:
    """Whether `Q3` or `H2` at tokens `at` and `at + 1` names a car or something else, and no part of a year."""
    return t.words[at - 1] in _MAKERS or t.words[at + 2 + t.hyphen(at + 2)] in _NO_QUARTERS


_BEFORE_DATES = frozenset(
    "on by until till since from before after of to through starting dated ending due for between".split()
)
_CLOSING = frozenset((".", ",", ";", ":", ")", "", "and", "to", "-", "–"))


def is_modal_before_day(t: Tokens, at: int, behind: int) -> bool:
    """Whether small *may* or *march* before a day is a verb: *he may 5 times …*, unlike *on may 5* and *may 5, 2020*.

    `behind` is the token behind the day.
    """
    if t.raw(at) not in ("may", "march", "mar"):
        return False
    before = t.words[at - 1]
    if t.gaps[at] >= BREAK or before in _BEFORE_DATES or before in WEEKDAYS or before in (".", "(", "["):
        return False
    if before == "," and t.words[at - 2] in WEEKDAYS:
        return False
    year = behind + (t.words[behind] == ",")
    return not (len(t.words[year]) == 4 and t.words[year].isdecimal())


def is_modal_behind_day(t: Tokens, at: int, first: int) -> bool:
    """Whether small *may* or *march* behind a number is a verb: *only 3 may attend*, unlike *on 3 may*. The number begins at `first`."""
    if t.raw(at) not in ("may", "march", "mar"):
        return False
    following = t.words[at + 1]
    if following in _CLOSING or (len(following) == 4 and following.isdecimal()):
        return False
    before = t.words[first - 1]
    return before not in _BEFORE_DATES and before not in WEEKDAYS
