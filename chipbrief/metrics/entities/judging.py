"""Which parts of a run of names the document has, and which it does not: a run is split, and its parts weighed together.

A name with a number behind a hyphen (*F-16*, *Covid-19*, *Chandrayaan-3*) is one word: with another number it is another thing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from chipbrief.language.aliases import groups, type_of
from chipbrief.language.evidence import LONGEST, Evidence
from chipbrief.language.lexicon import is_name, is_word
from chipbrief.language.names import Run
from chipbrief.language.surnames import short_forms
from chipbrief.language.words import (
    BODIES,
    CLUBS,
    DIRECTIONS,
    GIVEN,
    LEGAL_FORMS,
    LINKS,
    NO_NAMES,
    OF_CLUBS,
    TITLES,
    Word,
    Words,
)

_HYPHEN = re.compile(r" ?- ?")
_HYPHEN_AND_NUMBER = re.compile(r"- ?\d")
_NUMBER = re.compile(r"\d{1,3}(?:s|[a-h])?")
"""Not a year: *Brexit-2016* is no thing of that number."""
_PREFIXES = ("pre", "mid", "non", "anti", "ex")
_SHARED = BODIES | CLUBS | DIRECTIONS
_LARGER_CLUBS = frozenset(("city", "united"))
MAY_BE_LEFT_OUT = LEGAL_FORMS | OF_CLUBS | _LARGER_CLUBS
"""Words that a document may lack if it has the word before."""
_NOT_IN_TWO = TITLES | (BODIES - CLUBS)
_IN_CAPITALS = ("la", "pc")
"""Titles and small words that are names in capitals: *LA Galaxy*."""
_NO_NAME = TITLES | LINKS | {"the", "and", "tv", "ok"}
_NO_NAME_ALONE = _NO_NAME | NO_NAMES
_MORE = re.compile(r"[-.,:/]\d")
"""Behind the number: *555-123-4567* names nothing."""


def with_numbers(
    found: Words, document: Evidence, valued: Sequence[tuple[int, int]]
) -> tuple[Words, list[tuple[int, int]]]:
    """The words with each such name as one word (*f16*), and where these stand.

    A number that is a value (`valued`: *sub-1m*) is no part of a name. With blanks about the hyphen, as a tokenizer leaves
    them, the document has to write the word with a number too: *dundee - 20 people died*.
    """
    if _HYPHEN_AND_NUMBER.search(found.text) is None:
        return found, []
    numbers = [
        at for at, key in enumerate(found.keys) if at and key[0].isdigit() and _are_one(found, at, document, valued)
    ]
    if not numbers:
        return found, []
    return found.with_one_word_at(numbers), [(found.starts[at - 1], found.ends[at]) for at in numbers]


def _are_one(found: Words, at: int, document: Evidence, valued: Sequence[tuple[int, int]]) -> bool:
    """Whether the number at place `at` belongs to the word before it."""
    word, number = found[at - 1], found[at]
    between = found.text[word.end : number.start]
    if not _HYPHEN.fullmatch(between) or not word.key.isalpha() or not _NUMBER.fullmatch(number.key):
        return False
    if _MORE.match(found.text, number.end) or word.key in _PREFIXES:
        return False
    if between == "-" and not any(start < number.end and number.start < end for start, end in valued):
        named = word.capital and not word.opens and is_name(word.key)
        if named or len(word.key) == 1 or not is_word(word.key):
            return True  # whatever the document
    return word.key in document.numbered


def judged(run: Run, document: Evidence, aliases: Collection[tuple[str, ...]] = ()) -> list[tuple[Run, bool]]:
    """A run as parts that the document has, the longest first, and parts that it does not have."""
    if len(run) == 1 and has_as_it_is(run[0].key, document):
        return [(run, True)]
    trimmed = name_in(run)
    parts: list[tuple[Run, bool]] = []
    if not trimmed:
        return []
    keys = tuple([word.key for word in trimmed])
    whole = len(keys) <= LONGEST and _has(keys, trimmed[0], document, aliases)
    if whole or document.implies(keys):
        return [(trimmed, True)]
    at, last = 0, len(keys)
    while at < last:
        first = trimmed[at]
        for length in range(min(LONGEST, last - at), 0, -1):
            if _has(keys[at : at + length], first, document, aliases):
                break
        else:
            length = 0
        part = trimmed[at : at + (length or 1)]
        left = keys[at : at + LONGEST + 1]  # no copy of all that is left of a long run
        if (
            len(part) < len(left) <= LONGEST
            and left in groups()[0].owner
            and not all(_has((key,), word, document, aliases) for key, word in zip(left, trimmed[at:], strict=True))
        ):
            length, part = 0, trimmed[at:]  # South Korea, where the document has North Korea
        parts.append((part, length > 0))
        at += len(part)
    return list(_merged(_weighed(parts, document)))


def has_as_it_is(key: str, document: Evidence) -> bool:
    """Whether a word alone is a name that the document has in this form: so it is with most names."""
    return key in document.own and key not in _NO_NAME_ALONE


def name_in(run: Run) -> Run:
    """Return a run without titles and links at either end; nothing if it names nothing by itself (*Parliament*, *Monday*)."""
    return [] if run[0].key in NO_NAMES and all(word.key in NO_NAMES for word in run) else _trimmed(run)


def lacked(run: Run) -> Run:
    """Return the part of a run that is unsupported if the document has no part of it: `judged` for a document without words."""
    trimmed = name_in(run)
    return trimmed if any(len(word.key) > 1 for word in trimmed) else []


def _trimmed(run: Run) -> Run:
    """A run without titles and links at either end: *Bob Huang* of “President Bob Huang”."""
    if not run or (run[0].key not in _NO_NAME and run[-1].key not in _NO_NAME):
        return run
    first, last = 0, len(run)
    while first < last and _is_no_name(run[first]):
        first += 1
    while first < last and _is_no_name(run[last - 1]):
        last -= 1
    return run[first:last]


def _is_no_name(word: Word) -> bool:
    return word.key in _NO_NAME and not (word.shouted and word.key in _IN_CAPITALS)


def _has(keys: tuple[str, ...], first: Word, document: Evidence, aliases: Collection[tuple[str, ...]]) -> bool:
    """Whether a document has a part of a run by its keys. `first` is its first word."""
    if document.has(keys) or (aliases and keys in aliases):
        return True
    return len(keys) == 1 and first.capital and not document.capitals.isdisjoint(short_forms(first.key))


def _weighed(parts: list[tuple[Run, bool]], document: Evidence) -> list[tuple[Run, bool]]:
    """Doubts about parts that the document has, from what stands beside them in the summary."""
    parts = [
        (part, supported or (at > 0 and parts[at - 1][1] and _may_be_left_out(part, parts[at - 1][0], document)))
        for at, (part, supported) in enumerate(parts)
    ]
    judged = list(parts)
    for at, (part, supported) in enumerate(parts):
        if not supported:
            if at and (_is_glued(part[0], parts[at - 1][0][-1]) or _is_other_club(part, parts[at - 1][0], document)):
                judged[at - 1] = (parts[at - 1][0], False)
            continue
        alone = len(part) == 1
        beside = [parts[place] for place in (at - 1, at + 1) if 0 <= place < len(parts)]
        # “Grant Hill” where the document has a hill and no Hill
        doubtful = alone and is_name(part[0].key) and document.has_only_as_word(part[0])
        if doubtful and any(not other[1] or document.has_only_as_word(other[0][0]) for other in beside):
            judged[at] = (part, False)
        elif alone and _says_little(part[0]) and any(not other[1] for other in beside):
            judged[at] = (part, False)  # “Acme University” where the document has another university
        if at and parts[at - 1][0][-1].key not in LINKS and part[0].key not in LINKS:
            _compare_people(judged, at, parts, document)
    return judged


def _may_be_left_out(part: Run, before: Run, document: Evidence) -> bool:
    """Whether a part that the document lacks only says what kind of company or club the part `before` it is.

    *Inc* and *FC* say no more. *City* and *United* do where the document has another word of this kind there.
    """
    word = part[0].key
    if len(part) > 1:
        return False
    if word in LEGAL_FORMS:
        return True
    if len(before[-1].key) == 1:
        return False
    if word in OF_CLUBS:
        return True
    return word in _LARGER_CLUBS and not document.neighbours[1].get(before[-1].key, frozenset()) & CLUBS


def _is_other_club(part: Run, before: Run, document: Evidence) -> bool:
    """Whether the document has another club of the town: *Sheffield United* where the summary has *Sheffield Wednesday*."""
    if len(part) > 1 or part[0].key not in CLUBS:
        return False
    return not CLUBS.isdisjoint(document.neighbours[1].get(before[-1].key, ()))


def _is_glued(word: Word, before: Word) -> bool:
    """Whether a small word stands behind the hyphen of a name: *nam* of “Jong-nam”."""
    return not word.capital and before.capital and word.start - before.end == 1 and word.key not in LINKS


def _says_little(word: Word) -> bool:
    """Whether a word names nothing by itself: an ordinary one, or one that many bodies and clubs share."""
    ordinary = word.key in _SHARED or (is_word(word.key) and not is_name(word.key))
    return ordinary and type_of(word.key) is None and word.key not in TITLES


def _compare_people(judged: list[tuple[Run, bool]], at: int, parts: list[tuple[Run, bool]], document: Evidence) -> None:
    (before, had), (part, _) = parts[at - 1], parts[at]
    first, surname = before[-1].key, part[0].key
    if document.has_run((first, surname)):
        return
    if len(part) > 1 or len(before) > 1 or not (_may_be_in_two(before[-1]) and _may_be_in_two(part[0])):
        return
    if had and document.belongs_to_another(first, surname):
        judged[at - 1], judged[at] = (before, False), (part, False)
    elif not had and any(name in GIVEN or is_name(name) for name in document.neighbours[0].get(surname, ())):
        judged[at] = (part, False)


def _may_be_in_two(word: Word) -> bool:
    known = type_of(word.key)
    likely = is_name(word.key) or not is_word(word.key) or word.key in CLUBS
    return known is None and word.key not in _NOT_IN_TWO and likely


def _merged(parts: Sequence[tuple[Run, bool]]) -> Iterator[tuple[Run, bool]]:
    """Neighbours that are unsupported as one mention; links and titles at its ends belong to no name."""
    group: Run = []
    for part, supported in [*parts, ([], True)]:
        if not supported or (group and part and all(word.key in LINKS or word.key == "the" for word in part)):
            group += part
            continue
        # A letter alone is what a sentence splitter leaves of U.S.
        if (group := _trimmed(group)) and any(len(word.key) > 1 for word in group):
            yield group, False
        group = []
        if rest := _trimmed(part):
            yield rest, True
