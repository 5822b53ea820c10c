"""Finding what may be a name in a text that nobody has labelled.

Where capitals tell names from other words they are believed, but for the first word of a sentence. Where they do not (a text in
small letters, a headline With Capitals Throughout, a text in capitals) a word is a name if the document has it with a capital,
or if neither the document nor English has it (`chipbrief.language.lexicon`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import compress, count

from chipbrief.language.aliases import groups
from chipbrief.language.capitals import (
    CONTENT,
    FEW,
    is_all_capitalised,
    is_uninformative,
    sentences_of,
    with_states,
    without_shouting,
)
from chipbrief.language.evidence import Evidence
from chipbrief.language.forms import capital_runs, near_each_other
from chipbrief.language.lexicon import is_name, is_word
from chipbrief.language.states import STATES
from chipbrief.language.tokens import key as key_of
from chipbrief.language.words import (
    BODIES,
    CLUBS,
    CONTRACTED,
    DIRECTIONS,
    GIVEN,
    LEGAL_FORMS,
    LINKS,
    OPENERS,
    TITLES,
    Word,
    Words,
    beside_hyphens,
)

_SPEAKS = re.compile(
    r"(?:'s)? (?:said|says|told|has|had|will|would|is|was|plans|announced|agreed|denied|rejected|warned|argued|called|wants|expects)\b"
)
_NO_STATE = re.compile(r"pole (?:position|vault)|kiwi ?fruit|french (?:fries|toast|bulldog|window)", re.I)
_INSIDE = LINKS | {"the"}
_AFTER_SEMICOLON = re.compile(r".?; ?")
_COMPOUND = re.compile(r"-[a-z]")
_LIGATURE = re.compile(r"\d+(?:st|nd|rd|th|s|m|bn|k)")

Run = list[Word]


def candidates(words: Words, document: Evidence, names: Sequence[tuple[int, int, str]]) -> tuple[Words, list[int]]:
    """Return the words with the keys by which names are compared, and the places of those that may be in names.

    `names`: the names of the tables among the words.
    """
    found = without_shouting(words)
    keys, shouted, capitals = found.keys, found.shouted, found.capitals
    small = len([1 for at in capitals if keys[at] != "i"]) <= len(keys) // 20
    if keys and not [1 for at in capitals if not shouted[at] and len(keys[at]) > 1] and is_all_capitalised(found):
        found = found.with_keys(list(map(str.casefold, keys)))  # IT IS, WHO: no acronyms here
        small = True
    found = with_states(found) if small else found
    if found is not words:
        names = groups()[0].find_keys(found.keys)
    small = small or is_all_capitalised(found)
    return found, list(compress(count(), _chosen(found, document, small, names)))


def runs_in(found: Words, chosen: Sequence[int], taken: bytearray) -> list[range]:
    """Return the runs of the words at the `chosen` places, joined over *of* and the like; nothing that is `taken`."""
    starts, ends, joined = found.starts, found.ends, found.joined
    if 1 not in taken:
        return list(capital_runs(found.keys, chosen, joined.__getitem__, _INSIDE))
    free = [at for at in chosen if taken.find(1, starts[at], ends[at]) < 0]

    def is_joined(at: int) -> bool:
        return joined[at] and taken.find(1, starts[at], ends[at]) < 0

    return list(capital_runs(found.keys, free, is_joined, _INSIDE))


def _chosen(found: Words, document: Evidence, small: bool, names: Sequence[tuple[int, int, str]]) -> list[bool]:
    chosen, looked_at = [False] * len(found.keys), list(found.capital)
    _tell_most_capitals(found, chosen, looked_at)
    for at in beside_hyphens(found):
        looked_at[at] = not chosen[at]
    for sentence in sentences_of(found):
        here = slice(sentence.start, sentence.stop)
        if small or is_uninformative(found, sentence):
            chosen[here] = _without_capitals(found, sentence, document)
        else:
            for at in compress(sentence, looked_at[here]):
                chosen[at] = _is_capitalised_name(found, sentence, at, document)
    for first, last, _ in names:
        if last - first > 1 and (small or found.capital[first]):
            chosen[first:last] = [True] * (last - first)
    if not small and document.may_have_acronym(found.keys, found.capitals):
        for first, last in _spelled_out(found, document, chosen):
            chosen[first:last] = [True] * (last - first)
    return chosen


def _tell_most_capitals(found: Words, chosen: list[bool], looked_at: list[bool]) -> None:
    """Choose the longer words with a capital inside a sentence that open none elsewhere, and look no more at those nor at most openers."""
    text, keys, starts, ends, opens = found.text, found.keys, found.starts, found.ends, found.opens
    for at in found.capitals:
        if keys[at] not in OPENERS:
            if not opens[at] and ends[at] - starts[at] > 1:
                chosen[at], looked_at[at] = True, False
        elif opens[at] and text[starts[at] + 1 : ends[at]].islower():
            looked_at[at] = False


def _spelled_out(found: Words, document: Evidence, chosen: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield names of which the document has the initials: with their first word, and over *and* (*Securities and Exchange*).

    Names of which all words are `chosen` already are left out.
    """
    for capitals in near_each_other(found.capitals, FEW):
        if all(map(chosen.__getitem__, capitals)) and "and" not in found.keys[capitals[0] : capitals[-1]]:
            continue
        for run in capital_runs(found.keys, capitals, found.joined.__getitem__):
            if len(run) < FEW or all(chosen[run.start : run.stop]):
                continue
            for first in range(run.start, min(run.start + 2, run.stop - FEW + 1)):
                if document.has_acronym(found.keys[first : run.stop]):
                    yield first, run.stop
                    break


def _is_capitalised_name(found: Words, sentence: range, at: int, document: Evidence) -> bool:
    text, key, start = found.text, found.keys[at], found.starts[at]
    if not found.capital[at]:
        # covid-19: the words of `with_numbers`. Jong-un: the part behind the hyphen of a name
        return text.find("-", start, found.ends[at]) >= 0 or _is_behind_hyphen(found, sentence, at)
    if key == "i":
        return False
    if found.ends[at] - start == 1 and _COMPOUND.match(text, start + 1):
        return False  # U-turn, T-shirt
    if not found.opens[at]:
        return key not in OPENERS or not _AFTER_SEMICOLON.fullmatch(text, max(0, start - 2), start)
    return _opens_as_name(found, sentence, at, document)


def _is_behind_hyphen(found: Words, sentence: range, at: int) -> bool:
    """Whether a small word is a part of a name, and no word as in *Kyiv-based* or *US-led*."""
    key, start = found.keys[at], found.starts[at]
    if at == sentence.start or start - found.ends[at - 1] != 1 or found.text[start - 1] != "-" or not key.isalpha():
        return False
    before = found.keys[at - 1]
    return (
        found.capital[at - 1]
        and not found.shouted[at - 1]
        and (not is_word(before) or is_name(before))
        and len(before) > 1
        and not is_word(key)
    )


def _opens_as_name(found: Words, sentence: range, at: int, document: Evidence) -> bool:
    key = found.keys[at]
    letters = found.text[found.starts[at] : found.ends[at]]
    if found.shouted[at] and found.text.startswith(":", found.ends[at]) and is_word(key):
        return False  # NEW: as some sites begin a point
    if not letters[1:].islower() and len(letters) > 1 and not is_uninformative(found, sentence):
        return True
    if key not in OPENERS and key in document.inside:
        return True
    if key in OPENERS or key in TITLES:
        return False
    if at + 1 < sentence.stop and found.capital[at + 1] and found.keys[at + 1] in LEGAL_FORMS:
        return True  # Acme Inc
    if key in _states():
        return not _NO_STATE.match(found.text, found.starts[at])
    return _may_be_name(found, sentence, at, document)


def _may_be_name(found: Words, sentence: range, at: int, document: Evidence) -> bool:
    """Whether a word that opens a sentence and that nobody knows as a name is one, by English and by what follows."""
    key = found.keys[at]
    if not is_word(key):
        return not any(is_word(part) for part in _parts(key))
    follows = at + 1 < sentence.stop and found.capital[at + 1] and found.joined[at + 1]
    if key in BODIES and at + 2 < sentence.stop and found.keys[at + 1] in LINKS:
        return found.capital[at + 2]
    acts = follows or _SPEAKS.match(found.text, found.ends[at]) is not None
    return acts and is_name(key) and key not in document.small


@lru_cache(maxsize=1)
def _states() -> frozenset[str]:
    """States and peoples of one word: a capital makes them names where they open a sentence too (*Wales*, *Chile*)."""
    names = (key_of(name) for line in STATES.strip().splitlines() for name in re.split("[;|]", line))
    return frozenset(name[0] for name in names if len(name) == 1)


def _parts(key: str) -> tuple[str, ...]:
    return (key[:-1],) if key.endswith("s") else ()


def _without_capitals(found: Words, sentence: range, document: Evidence) -> list[bool]:
    """The same where capitals say nothing: first what is a name by itself, then what its neighbours make one."""
    keys = found.keys[sentence.start : sentence.stop]
    joined = found.joined[sentence.start : sentence.stop]
    chosen = [_is_name_by_itself(key, document) for key in keys]
    for place, key in enumerate(keys):
        if chosen[place] or key in document.keys or not key.isalpha():
            continue
        behind = place > 0 and joined[place] and chosen[place - 1]
        ahead = place + 1 < len(keys) and joined[place + 1] and chosen[place + 1]
        before = keys[place - 1] if behind else ""
        chosen[place] = (
            (behind and key in CLUBS and before not in GIVEN)
            or (
                behind
                and before in GIVEN
                and key not in OPENERS
                and key not in TITLES
                and _may_be_surname(key, before, document)
            )
            or (ahead and (key in DIRECTIONS or key in GIVEN) and keys[place + 1] not in OPENERS)
            or (behind and key in BODIES and not document.has((before,)))
        )
    return chosen


def _is_name_by_itself(key: str, document: Evidence) -> bool:
    if key.isdigit() or len(key) == 1 or key in CONTRACTED or _LIGATURE.fullmatch(key):
        return False
    if key.isupper():
        return True  # u.s., by its dots
    if key in document.keys and document.cased:
        return key in document.inside and (key not in document.small or not is_word(key)) and key not in OPENERS
    if any(letter.isdigit() for letter in key):
        return True
    return not is_word(key) or ((key,) in groups()[0].owner and is_name(key) and not key.endswith("s"))


def _may_be_surname(key: str, given: str, document: Evidence) -> bool:
    """Behind a first name any name is a surname; behind one that the document lacks, so is what looks like no verb (*balls*)."""
    return is_name(key) or (given not in document.keys and len(key) > CONTENT and not key.endswith(("ed", "ing", "ly")))
