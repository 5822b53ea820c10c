"""Forms of one name: its endings, spellings, abbreviations and initials."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from chipbrief.language.aliases import groups
from chipbrief.language.lexicon import is_name, is_word
from chipbrief.language.words import LINKS

SHORTEST_ROOT = 4
_SUFFIXES = frozenset(
    (
        ",s,es,ies,y,ed,d,e,ing,er,ers,r,an,ans,ian,ians,n,ns,ish,ese,ite,ites,ism,ist,ists,ic,ly,al,ional,ion,ions,ia,"
        "ment,ary,or,ors,ance,ant,ity,ial,a,i"
    ).split(",")
)
_LONGEST_SUFFIX = max(map(len, _SUFFIXES))
_OF_NAMES = frozenset("s es n ns an ans ian ians ish ese ite ites ic er ers ia ed ing ism".split())
"""What is put behind a whole name. *Clarke* is no form of *Clark*, nor *Andrea* of *Andre*."""
_OF_PEOPLES = frozenset("n ns an ans ian ians ish ese ite ites".split())
"""What is put behind a place without its last letter: *Viennese*. *Arsenal* is no form of *Arsene*."""
_OF_BELIEFS = frozenset("ist ists ism".split())
"""An *Islamist* is no form of *Islam*: the word for a movement is not that of the name that it is made from, nor *Marxist* of *Marx*.

*Buddhist* and *Buddhism* are forms of one word, and so are *Scientologist* and *Scientology*: a member of the thing itself.
"""
_ENDINGS_IN_LATIN = re.compile(r"(?:iy|yi|yy|ij|ii|(?<=sk)[yi])$")
INSIDE_NAMES = LINKS | {"and", "the"}
_MOST_LINKS = 2
_MOST_INITIALS = 6
_VARIANTS = "sabcdefgh"
"""Letters behind the number of a thing that may be left out: *F-35B* is an F-35."""
_ABBREVIATIONS = (
    "corp corporation;co company;ltd limited;inc incorporated;bros brothers;intl international;dept department;univ university;"
    "ave avenue;st street;st saint;ste sainte;rd road;blvd boulevard;sq square;ln lane;hwy highway;pkwy parkway;ft fort;mt mount;"
    "mtn mountain;pt point;govt government;assn association;assoc association;natl national;mfg manufacturing;"
    "bldg building;inst institute;tech technology;lab laboratory;labs laboratories;hosp hospital;cttee committee;comm commission;"
    "div division;grp group;hldgs holdings;svcs services;svc service;sys systems;ents enterprises;assocs associates;"
    "cie compagnie;utd united;ctr center;ctr centre;center centre;acad academy;admin administration;isl island;"
    "jr junior;sr senior;dist district;twp township;co county"
)
ABBREVIATED: dict[str, set[str]] = {}
"""Words of companies, bodies and streets by how they are shortened, and the other way round."""
for _pair in _ABBREVIATIONS.split(";"):
    _short, _long = _pair.split()
    ABBREVIATED.setdefault(_short, set()).add(_long)
    ABBREVIATED.setdefault(_long, set()).add(_short)


def roots(key: str) -> list[str]:
    """Return what is left of a word without its endings: two words with a root in common are forms of one."""
    shortest = max(SHORTEST_ROOT, len(key) - _LONGEST_SUFFIX)
    return [key[:end] for end in range(len(key), shortest - 1, -1) if key[end:] in _SUFFIXES]


def by_root(keys: Iterable[str]) -> dict[str, list[str]]:
    """Return the words that have each root. Numbers have none."""
    found: dict[str, list[str]] = {}
    for key in keys:
        for one in roots(key) if not key.isdigit() else ():
            found.setdefault(one, []).append(key)
    return found


def are_forms(one: str, other: str, root: str) -> bool:
    """Whether two words with this root in common name the same: names have fewer forms than other words."""
    ends = {one[len(root) :], other[len(root) :]}
    owner = groups()[0].owner
    if len({owner[word,] for word in (one, other) if (word,) in owner}) > 1:
        return False  # Niger and Nigeria
    if (root.endswith("log") and ends & _OF_BELIEFS) or ends == {"s", "ism"}:
        return True  # a Scientologist holds to Scientology, and Hindus to Hinduism
    beliefs = len(ends & _OF_BELIEFS)
    if beliefs == 1 and len(ends) == 2:
        base = other if one[len(root) :] in _OF_BELIEFS else one
        return not is_name(base) and (base,) not in owner
    if len(ends) == 1 or beliefs == 2 or ends == {"y", "ies"} or (is_word(one) and is_word(other)):
        return True
    return bool(ends & (_OF_NAMES if "" in ends else _OF_PEOPLES))


_UMLAUTS = (("ue", "u"), ("oe", "o"), ("ae", "a"))
_LONG_NAME = 6
_LONGEST_KEPT = 60
"""Letters of the longest word of which the spellings are kept."""
_ACROSS = (("our", "or"), ("s", "z"), ("tre", "ter"), ("ence", "ense"))
_PAIRS = (*_ACROSS, *((other, one) for one, other in _ACROSS))


def spellings(key: str) -> frozenset[str]:
    """Return a word as the other side of the Atlantic writes it, and its abbreviation or what it abbreviates."""
    return _kept_spellings(key) if len(key) <= _LONGEST_KEPT else _spellings(key)


def _spellings(key: str) -> frozenset[str]:
    found = {key.replace(one, other) for one, other in _PAIRS if one in key}
    if len(key) >= _LONG_NAME:  # Zuerich is Zürich, whose key is zurich
        found |= {key.replace(one, other) for one, other in _UMLAUTS if one in key}
        found |= {key.replace(other, one, 1) for one, other in _UMLAUTS if other in key and not is_word(key)}
    return frozenset(found.union(ABBREVIATED.get(key, ())))


_kept_spellings = lru_cache(maxsize=1 << 12)(_spellings)


def latin(key: str) -> str:
    """Return the one form of a name whose end other alphabets leave open: *Zelenskyy*, *Zelenskiy*; nothing for other words."""
    bare = _ENDINGS_IN_LATIN.sub("", key)
    return bare if bare != key and len(bare) >= SHORTEST_ROOT and not is_word(key) else ""


def numbered_forms(key: str) -> tuple[str, ...]:
    """Return the forms of a word with a number (*f16* for *f16s*, then *f16a* and so on); nothing for other words."""
    bare = key.removesuffix("s")
    return (bare, *(bare + letter for letter in _VARIANTS)) if bare[-1:].isdigit() and not bare.isdigit() else ()


def initials(keys: Iterable[str]) -> set[str]:
    """Return the initials of a name with and without its small words: *BoE* and *BE* of “Bank of England”."""
    words = list(keys)
    found = {"".join([word[0] for word in words]).casefold()}
    if not INSIDE_NAMES.isdisjoint(words):
        found.add("".join([word[0] for word in words if word not in INSIDE_NAMES]).casefold())
    return found


def letters_of_names(keys: Sequence[str], capitals: Iterable[int]) -> str:
    """Return the first letters of the words in names of a text: the `initials` of each run of `capital_runs` are a part of them."""
    names = list(map(keys.__getitem__, capitals))
    letters = "".join([name[0] for name in names]).casefold()
    if not INSIDE_NAMES.isdisjoint(names):
        letters += f" {''.join([name[0] for name in names if name not in INSIDE_NAMES])}".casefold()
    linked = {
        one: keys[one:other]
        for one, other in pairwise(capitals)
        if 1 < other - one <= _MOST_LINKS + 1 and keys[one + 1] in INSIDE_NAMES
    }
    if linked:
        letters += f" {''.join([key[0] for at in capitals for key in linked.get(at) or (keys[at],)])}".casefold()
    return letters


def may_be_initials(key: str) -> bool:
    """Return whether a word may be the initials of a name: it is short and no ordinary word."""
    return 2 <= len(key) <= _MOST_INITIALS and not is_word(key)


def capital_runs(
    keys: Sequence[str], capitals: Iterable[int], joined: Callable[[int], bool], links: frozenset[str] = INSIDE_NAMES
) -> Iterator[range]:
    """Yield the runs of capitalised words, with the small words (`links`) that stand between them."""
    first = last = -1
    for at in capitals:
        if first < 0:
            first = at
        elif not (
            joined(at)
            if at == last + 1
            else at - last - 1 <= _MOST_LINKS and _are_linked(keys, last + 1, at, joined, links)
        ):
            yield range(first, last + 1)
            first = at
        last = at
    if first >= 0:
        yield range(first, last + 1)


def near_each_other(capitals: Sequence[int], least: int) -> Iterator[Sequence[int]]:
    """Yield the capitalised words of which a run may be made, if it may have at least so many words."""
    first = 0
    for number, (one, other) in enumerate(pairwise(capitals), 1):
        if other - one > _MOST_LINKS + 1:
            if one - capitals[first] + 1 >= least:
                yield capitals[first:number]
            first = number
    if capitals and capitals[-1] - capitals[first] + 1 >= least:
        yield capitals[first:]


def _are_linked(
    keys: Sequence[str], start: int, end: int, joined: Callable[[int], bool], links: frozenset[str]
) -> bool:
    """Whether nothing but small words stands between two words with capitals, and all are joined."""
    return links.issuperset(keys[start:end]) and all(map(joined, range(start, end + 1)))
