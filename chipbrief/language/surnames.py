"""Surnames alone: which of them name one person of a story, and where one in a text is part of somebody else's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from chipbrief.language.aliases import groups
from chipbrief.language.lexicon import is_name, is_word
from chipbrief.language.mentions import parse_form
from chipbrief.language.tokens import key
from chipbrief.language.words import BODIES, GIVEN, LINKS, NO_NAMES, OPENERS, TITLES, opens
from chipbrief.records import Entity

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_SHORTEST = 3
_LOOK_BACK = 60
"""Characters before a surname that are read: two or three words."""
_BEFORE_NOBODY = frozenset(
    "cllr supt insp cpl pte cdr adm maj brig mx hon january february march april may june july august september october november "
    "december".split()
)
_PLACING = frozenset("in at near outside inside".split())
_SHORT_FORMS = (
    "joe joseph joey;jim james jimmy jamie;bob robert rob bobby robbie;bill william will billy willie;mike michael mick;tom thomas "
    "tommy;dave david;steve steven stephen;dan daniel danny;tony anthony;ed edward eddie ted;jack john johnny jon jonathan;nick "
    "nicholas;chris christopher christian;matt matthew;andy andrew;pete peter;phil philip phillip;ben benjamin;sam samuel samantha;"
    "alex alexander alexis;greg gregory;jeff jeffrey geoff geoffrey;ken kenneth kenny;larry lawrence laurence;don donald;ron ronald "
    "ronnie;tim timothy;ray raymond;rick richard ricky dick;charlie charles;harry henry harold;fred frederick frankie frank francis;"
    "kate katherine catherine kathryn katie katy kathleen;liz elizabeth beth betty;sue susan suzanne;jess jessica;jen jennifer jenny;"
    "meg megan margaret maggie;pam pamela;pat patrick patricia;vicky victoria;mo mohamed mohammed muhammad;josh joshua;max maximilian;"
    "jerry gerald gerard;terry terence theresa;walt walter;russ russell;les leslie lesley;stan stanley;cathy kathy;nate nathan nathaniel"
)
_BRACKETS = str.maketrans("[]", "  ")
_SAME = [frozenset(line.split()) for line in _SHORT_FORMS.split(";")]
_OTHER_FORMS = {
    name: frozenset().union(*(names for names in _SAME if name in names)) for line in _SAME for name in line
}


def short_forms(given: str) -> frozenset[str]:
    """Return the first names that are short, or long, for a first name, and the name itself: *Liz*, *Elizabeth*."""
    return _OTHER_FORMS.get(given, frozenset())


class Surnames(NamedTuple):
    """`owners`: whom a surname names; `own`: all words of each person's names; `others`: words for what is no person."""

    owners: dict[str, str]
    own: dict[str, frozenset[str]]
    others: frozenset[str]


def surnames_of(names: Sequence[Entity]) -> Surnames:
    """The surnames, by their keys, that belong to one person of the story and are no name of anything else in it."""
    bare = {key(form) for entity in names for form in (entity.name, *entity.forms) if "[" not in form}
    bare |= {key(parse_form(form).mention) for entity in names for form in entity.forms if "[" in form}
    words = Counter[str]()
    last: dict[str, str] = {}
    for entity in names:
        if entity.type == "PERSON":
            parts = [part for part in key(entity.name) if part not in _SUFFIXES]
            words.update(set(parts))
            if len(parts) > 1:
                last[parts[-1]] = entity.id
    owners = {
        word: owner
        for word, owner in last.items()
        if words[word] == 1 and len(word) >= _SHORTEST and (word,) not in bare
    }
    own = {one.id: frozenset(_words(one)) for one in names if one.id in owners.values()}
    return Surnames(owners, own, frozenset(word for one in names if one.type != "PERSON" for word in _words(one)))


def _words(entity: Entity) -> set[str]:
    names = (entity.name, *entity.forms, *entity.aliases)
    return {_joined(word) for name in names for word in name.translate(_BRACKETS).split()}


def _joined(word: str) -> str:
    """A word as it is compared, *Jen-Hsun* as one: no Jenny is called so."""
    return "".join(key(word))


def is_surname(text: str, start: int, word: str, known: Surnames) -> bool:
    """Whether a surname in `text` names its owner: with a capital where it is a word as well (*Hill*), and alone.

    It is not alone behind another person's first name (*Jenny Huang*) or behind what makes a place of it (*Capitol Hill*).
    """
    if not text[start].isupper() and is_word(word):
        return False
    before = text[max(0, start - _LOOK_BACK) : start]
    *earlier, last = before.split() or [""]
    first_name = key(last)
    if not before.endswith(f"{last} ") or not first_name or not last[-1].isalnum() or last.endswith(("'s", "’s")):
        return True
    own = known.own[known.owners[word]]
    if _joined(last) in own or (earlier and _joined(earlier[-1]) in own):
        return True
    at = start - 1 - len(last)
    if first_name[-1] in GIVEN:
        return _is_same(first_name[-1], own) or not _is_given(text, at, first_name[-1])
    prepositions = () if is_word(word) else key(earlier[-1] if earlier else "")
    return not _makes_a_name(text, at, last, known.others) or bool(_PLACING.intersection(prepositions))


def _is_same(given: str, own: frozenset[str]) -> bool:
    """Whether a first name is short, or long, for one of the person's: *Joseph* for Joe."""
    return any(given in names and names & own for names in _SAME)


def _is_given(text: str, at: int, given: str) -> bool:
    """Whether a word is a first name here: “Will Lee resign?” asks of Lee, and *mark* may be a verb."""
    return not is_word(given) or (text[at].isupper() and not (given == "will" and opens(text, at)))


def _makes_a_name(text: str, at: int, word: str, others: frozenset[str]) -> bool:
    """Whether a word with a capital before a surname is the beginning of one name with it: no title, state, body or acronym."""
    part = word.rpartition("-")[2]
    name = _joined(part)
    return (
        part[:1].isupper()
        and not part.isupper()
        and not opens(text, at)
        and name not in TITLES | BODIES | LINKS | OPENERS | NO_NAMES | _BEFORE_NOBODY
        and name not in others
        and (name,) not in groups()[0].owner
        and (is_name(name) or not is_word(name))
    )
