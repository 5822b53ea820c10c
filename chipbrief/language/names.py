"""Finding what may be a name in a text that nobody has labelled.

Where capitals tell names from other words they are believed, but for the first word of a sentence. Where they do not (a text in
small letters, a headline With Capitals Throughout, a text in capitals) a word is a name if the document has it with a capital,
or if neither the document nor English has it (`chipbrief.language.lexicon`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from chipbrief.language.aliases import groups
from chipbrief.language.capitals import (
    CONTENT,
    FEW,
    is_all_capitalised,
    is_uninformative,
    sentences_of,
    without_shouting,
)
from chipbrief.language.evidence import Evidence
from chipbrief.language.forms import capital_runs, near_each_other
from chipbrief.language.lexicon import is_name, is_word
from chipbrief.language.states import STATES
from chipbrief.language.tokens import key
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
    with_states,
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


def candidate_runs(
    text: str, words: Sequence[Word], document: Evidence, taken: bytearray, names: Sequence[tuple[int, int, str]]
) -> Iterator[Run]:
    """Runs of words that may be names, joined over *of* and the like, in the order of the text; nothing that is `taken`.

    `names`: the names of the tables among the words.
    """
    capitals = [word for word in words if word.capital]
    found = without_shouting(words, capitals)
    if found is not words:
        capitals = [word for word in found if word.capital]
    small = sum([word.key != "i" for word in capitals]) <= len(found) // 20
    if (
        found
        and all(word.shouted or len(word.key) == 1 for word in capitals)
        and is_all_capitalised(found, len(capitals))
    ):
        found = [word._replace(key=word.key.casefold()) for word in found]  # IT IS, WHO: no acronyms here
        small = True
    found = with_states(found) if small else found
    if found is not words:
        names = list(groups()[0].find(found))
    small = small or is_all_capitalised(found, len(capitals))
    chosen = _chosen(text, found, document, small, names)
    run: Run = []
    links: Run = []
    for word, is_candidate in zip(found, chosen, strict=True):
        if not run and not is_candidate:
            continue
        free = taken.find(1, word.start, word.end) < 0
        if run and not (word.joined and free and (is_candidate or (len(links) < 2 and word.key in _INSIDE))):
            yield run
            run, links = [], []
        if is_candidate and free:
            run += [*links, word]
            links = []
        elif run:
            links.append(word)
    if run:
        yield run


def _chosen(
    text: str, found: Sequence[Word], document: Evidence, small: bool, names: Sequence[tuple[int, int, str]]
) -> list[bool]:
    chosen: list[bool] = []
    for sentence in sentences_of(found):
        if small or is_uninformative(sentence):
            chosen += _without_capitals(sentence, document)
        else:
            hyphens = "-" in text[sentence[0].start : sentence[-1].end]
            chosen += [
                (word.capital or hyphens) and _is_capitalised_name(text, sentence, place, document)
                for place, word in enumerate(sentence)
            ]
    for first, last, _ in names:
        if last - first > 1 and (small or found[first].capital):
            chosen[first:last] = [True] * (last - first)
    for first, last in () if small else _spelled_out(found, document):
        chosen[first:last] = [True] * (last - first)
    return chosen


def _spelled_out(found: Sequence[Word], document: Evidence) -> Iterator[tuple[int, int]]:
    """Yield names of which the document has the initials: with their first word, and over *and* (*Securities and Exchange*)."""
    near = list(near_each_other([at for at, word in enumerate(found) if word.capital], FEW))
    if not near:
        return
    keys, joined = [word.key for word in found], [word.joined for word in found]
    for capitals in near:
        for run in capital_runs(keys, capitals, joined.__getitem__):
            for first in range(run.start, min(run.start + 2, run.stop - FEW + 1)):
                if document.has_acronym(keys[first : run.stop]):
                    yield first, run.stop
                    break


def _is_capitalised_name(text: str, sentence: Sequence[Word], place: int, document: Evidence) -> bool:
    word = sentence[place]
    if not word.capital:
        # covid-19: the words of `with_numbers`. Jong-un: the part behind the hyphen of a name
        return "-" in text[word.start : word.end] or _is_behind_hyphen(text, sentence, place)
    if word.key == "i":
        return False
    if word.end - word.start == 1 and _COMPOUND.match(text, word.end):
        return False  # U-turn, T-shirt
    if not word.opens:
        return word.key not in OPENERS or not _AFTER_SEMICOLON.fullmatch(text, max(0, word.start - 2), word.start)
    return _opens_as_name(text, sentence, place, document)


def _is_behind_hyphen(text: str, sentence: Sequence[Word], place: int) -> bool:
    """Whether a small word is a part of a name, and no word as in *Kyiv-based* or *US-led*."""
    word = sentence[place]
    if not place or word.start - sentence[place - 1].end != 1 or text[word.start - 1] != "-" or not word.key.isalpha():
        return False
    before = sentence[place - 1]
    return (
        before.capital
        and not before.shouted
        and (not is_word(before.key) or is_name(before.key))
        and len(before.key) > 1
        and not is_word(word.key)
    )


def _opens_as_name(text: str, sentence: Sequence[Word], place: int, document: Evidence) -> bool:
    word = sentence[place]
    letters = text[word.start : word.end]
    if word.shouted and text.startswith(":", word.end) and is_word(word.key):
        return False  # NEW: as some sites begin a point
    if not letters[1:].islower() and len(letters) > 1 and not is_uninformative(sentence):
        return True
    if word.key in document.inside and (word.key not in OPENERS):
        return True
    if word.key in OPENERS or word.key in TITLES:
        return False
    if place + 1 < len(sentence) and sentence[place + 1].capital and sentence[place + 1].key in LEGAL_FORMS:
        return True  # Acme Inc
    if word.key in _states():
        return not _NO_STATE.match(text, word.start)
    return _may_be_name(text, sentence, place, document)


def _may_be_name(text: str, sentence: Sequence[Word], place: int, document: Evidence) -> bool:
    """Whether a word that opens a sentence and that nobody knows as a name is one, by English and by what follows."""
    word = sentence[place]
    if not is_word(word.key):
        return not any(is_word(part) for part in _parts(word.key))
    follows = place + 1 < len(sentence) and sentence[place + 1].capital and sentence[place + 1].joined
    if word.key in BODIES and place + 2 < len(sentence) and sentence[place + 1].key in LINKS:
        return sentence[place + 2].capital
    acts = follows or _SPEAKS.match(text, word.end) is not None
    return acts and is_name(word.key) and word.key not in document.small


@lru_cache(maxsize=1)
def _states() -> frozenset[str]:
    """States and peoples of one word: a capital makes them names where they open a sentence too (*Wales*, *Chile*)."""
    names = (key(name) for line in STATES.strip().splitlines() for name in re.split("[;|]", line))
    return frozenset(name[0] for name in names if len(name) == 1)


def _parts(key: str) -> tuple[str, ...]:
    return (key[:-1],) if key.endswith("s") else ()


def _without_capitals(sentence: Sequence[Word], document: Evidence) -> list[bool]:
    """The same where capitals say nothing: first what is a name by itself, then what its neighbours make one."""
    chosen = [_is_name_by_itself(word, document) for word in sentence]
    for place, word in enumerate(sentence):
        if chosen[place] or word.key in document.keys or not word.key.isalpha():
            continue
        behind = place > 0 and word.joined and chosen[place - 1]
        ahead = place + 1 < len(sentence) and sentence[place + 1].joined and chosen[place + 1]
        before = sentence[place - 1].key if behind else ""
        chosen[place] = (
            (behind and word.key in CLUBS and before not in GIVEN)
            or (
                behind
                and before in GIVEN
                and word.key not in OPENERS
                and word.key not in TITLES
                and _may_be_surname(word.key, before, document)
            )
            or (ahead and (word.key in DIRECTIONS or word.key in GIVEN) and sentence[place + 1].key not in OPENERS)
            or (behind and word.key in BODIES and not document.has([sentence[place - 1]]))
        )
    return chosen


def _is_name_by_itself(word: Word, document: Evidence) -> bool:
    key = word.key
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
