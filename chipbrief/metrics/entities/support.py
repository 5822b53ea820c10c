"""What a summary names and the document does not, on any pair of texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from chipbrief.lexicon import is_name, is_word
from chipbrief.metrics.entities.aliases import type_of
from chipbrief.metrics.entities.amounts import Amounts, hedge_before, vague_amounts
from chipbrief.metrics.entities.candidates import Run, candidate_runs
from chipbrief.metrics.entities.coverage import name_mentions, named
from chipbrief.metrics.entities.evidence import LONGEST, Evidence, evidence_of
from chipbrief.metrics.entities.tokenised import Plain, plain_text
from chipbrief.metrics.entities.words import BODIES, CLUBS, GIVEN, LINKS, NO_NAMES, TITLES, Word, words_of
from chipbrief.names import Contents, key
from chipbrief.problems import fail
from chipbrief.records import VALUE_TYPES, Entity, EntityType
from chipbrief.values import Value, find_values

_IN = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|on|last|next|this|early|late|and|to|from|for|during)|\bmid-) ?$", re.I
)
"""What stands before *May* where it is a month."""
Detector = Literal["rules", "spacy"]


class Mention(NamedTuple):
    """`text` stands in the summary from `start` to `end`; `type` is null for a name whose type nothing states.

    `hedge` is the word before a value that makes it inexact (*about*, *more than*): reported, and ignored in comparing.
    """

    start: int
    end: int
    text: str
    type: EntityType | None
    supported: bool
    hedge: str | None = None


def support(
    document: str,
    summary: str,
    gold: Sequence[Entity] | None = None,
    *,
    detector: Detector = "rules",
    model: Any = None,
) -> list[Mention]:
    """Every name and value found in `summary`, each tested against `document`.

    Values are what `find_values` reads. Names are, with `gold`, every form of the story's entities, and what the detector finds:
    `rules` needs no model and reads small letters, headlines and the blanks of a tokenizer too (`candidates`); `spacy` takes the
    entities of a pipeline (`model`: its name, or the loaded pipeline; extra `ner`).

    A name is supported if its words stand in the document as an unbroken run, in another form (plural, possessive, derivation),
    by its initials, or under another name of the same thing (a demonym for its state). A name that the document has in part is split, so
    that “Donald” alone is unsupported where it says “Trump”; where it gives that surname to somebody with another first name, or the
    first name to somebody else, the whole is unsupported. Titles of office are no part of a name. A word that opens a sentence counts
    as a name unless it is ordinary English; an invented name that is (*Apple*) can go unseen in small letters. *First* and *half* are
    left out where the document has neither: they are idioms more often than numbers.
    """
    entities = tuple(gold or ())
    source = _evidence(document, entities)
    plain = plain_text(summary)
    types = {entity.id: entity.type for entity in entities}
    found = _Mentions(plain)
    for start, end, owner in name_mentions(plain.text, entities):
        found.add(start, end, types[owner], owner in source.entities)
    for value in (*find_values(plain.text), *vague_amounts(plain.text)):
        _add_value(found, value, source)
    words = words_of(plain.text)
    runs = (
        candidate_runs(plain.text, words, source.names, found.taken)
        if detector == "rules"
        else _by_model(plain, words, found, model)
    )
    for run in runs:
        for part, supported in _judged(run, source):
            kind = _type(plain.text, part)
            found.add(part[0].start, part[-1].end, kind, supported)
    return sorted(found.mentions)


class _Source(NamedTuple):
    """`aliases`: a demonym is supported where its state is named by a gold entity, and a state where its demonym is."""

    contents: Contents
    entities: set[str]
    aliases: set[tuple[str, ...]]
    amounts: Amounts
    names: Evidence


@lru_cache(maxsize=64)
def _evidence(document: str, gold: tuple[Entity, ...]) -> _Source:
    """Kept, since a document is asked again for every system and every reference."""
    text = plain_text(document).text
    there = named(text, gold)
    known = [entity for entity in gold if entity.id in there]
    return _Source(
        Contents(text),
        there,
        {key(alias) for entity in known for alias in entity.aliases},
        Amounts(text, [(one.type, one.value) for one in known if one.value is not None]),
        evidence_of(document),
    )


class _Mentions:
    """Mentions that do not overlap: what was added first stays."""

    def __init__(self, plain: Plain) -> None:
        self.plain = plain
        self.taken = bytearray(len(plain.text))
        self.mentions: list[Mention] = []

    def add(self, start: int, end: int, kind: EntityType | None, supported: bool, hedge: str | None = None) -> None:
        if start < end and not any(self.taken[start:end]):
            self.taken[start:end] = b"\x01" * (end - start)
            first, last = self.plain.origin(start, end)
            self.mentions.append(Mention(first, last, self.plain.original[first:last], kind, supported, hedge))


def _add_value(found: _Mentions, value: Value, source: _Source) -> None:
    written = found.plain.text[value.start : value.end]
    if written in ("May", "March") and not _IN.search(found.plain.text[max(0, value.start - 10) : value.start]):
        return  # a name or a verb
    supported = source.amounts.has(value, written)
    if not supported and value.type not in ("MONEY", "PERCENT"):
        parts = key(written)
        supported = 1 < len(parts) <= LONGEST and parts in source.names.grams
    part = value.value == "1/2" and not found.plain.text.startswith((" of ", " the "), value.end)
    idiom = (value.type, value.value) == ("ORDINAL", "1") or (value.type == "CARDINAL" and part)
    if supported or not idiom:
        found.add(value.start, value.end, value.type, supported, hedge_before(found.plain.text, value.start))


def _judged(run: Run, source: _Source) -> Iterator[tuple[Run, bool]]:
    """A run as parts that the document has, the longest first, and parts that it does not have."""
    trimmed = [] if all(word.key in NO_NAMES for word in run) else _trimmed(run)
    parts: list[tuple[Run, bool]] = []
    at = 0
    while at < len(trimmed):
        length = next(
            (n for n in range(min(LONGEST, len(trimmed) - at), 0, -1) if _has(trimmed[at : at + n], source)), 0
        )
        part = trimmed[at : at + (length or 1)]
        parts.append((part, length > 0))
        at += len(part)
    return _merged(_weighed(parts, source.names))


def _trimmed(run: Run) -> Run:
    """A run without titles and links at either end: *Bob Huang* of “President Bob Huang”."""
    first, last = 0, len(run)
    while first < last and _is_no_name(run[first]):
        first += 1
    while first < last and _is_no_name(run[last - 1]):
        last -= 1
    return run[first:last]


def _is_no_name(word: Word) -> bool:
    return word.key in TITLES or word.key in LINKS or word.key in ("the", "and", "tv", "ok")


def _has(part: Run, source: _Source) -> bool:
    name = tuple(word.key for word in part)
    return source.names.has(part) or name in source.aliases


def _weighed(parts: list[tuple[Run, bool]], document: Evidence) -> list[tuple[Run, bool]]:
    """Doubts about parts that the document has, from what stands beside them in the summary."""
    judged = list(parts)
    for at, (part, supported) in enumerate(parts):
        if not supported:
            continue
        alone = len(part) == 1
        beside = [parts[place] for place in (at - 1, at + 1) if 0 <= place < len(parts)]
        # “Grant Hill” where the document has a hill and no Hill
        doubtful = alone and is_name(part[0].key) and document.has_only_as_word(part[0])
        if doubtful and any(not other[1] or document.has_only_as_word(other[0][0]) for other in beside):
            judged[at] = (part, False)
        if at and parts[at - 1][0][-1].key not in LINKS and part[0].key not in LINKS:
            _compare_people(judged, at, parts, document)
    return judged


def _compare_people(judged: list[tuple[Run, bool]], at: int, parts: list[tuple[Run, bool]], document: Evidence) -> None:
    (before, had), (part, _) = parts[at - 1], parts[at]
    first, surname = before[-1].key, part[0].key
    if len(part) > 1 or len(before) > 1 or not (_may_be_in_two(before[-1]) and _may_be_in_two(part[0])):
        return
    if had and document.belongs_to_another(first, surname):
        judged[at - 1], judged[at] = (before, False), (part, False)
    elif not had and any(name in GIVEN or is_name(name) for name in document.before.get(surname, ())):
        judged[at] = (part, False)


def _may_be_in_two(word: Word) -> bool:
    known = type_of(word.key)
    likely = is_name(word.key) or not is_word(word.key) or word.key in CLUBS
    return known is None and word.key not in TITLES | (BODIES - CLUBS) and likely


def _merged(parts: Sequence[tuple[Run, bool]]) -> Iterator[tuple[Run, bool]]:
    """Neighbours that are unsupported as one mention; links and titles at its ends belong to no name."""
    group: Run = []
    for part, supported in [*parts, ([], True)]:
        if not supported or (group and part and all(word.key in LINKS or word.key == "the" for word in part)):
            group += part
            continue
        if group := _trimmed(group):
            yield group, False
        group = []
        if rest := _trimmed(part):
            yield rest, True


def _type(text: str, part: Run) -> EntityType | None:
    """The type of a name where a table or a cue states it."""
    known = type_of(text[part[0].start : part[-1].end])
    if known is not None:
        return known
    if part[-1].key in BODIES or part[0].key in BODIES:
        return "ORG" if len(part) > 1 else None
    title = text[max(0, part[0].start - 12) : part[0].start].rstrip(". ").rpartition(" ")[2].lower()
    return "PERSON" if part[0].key in GIVEN or title in TITLES else None


def _by_model(plain: Plain, words: Sequence[Word], found: _Mentions, model: Any) -> Iterator[Run]:
    """The names that a spaCy pipeline finds."""
    if model is None:
        raise fail("detector spacy", "needs a pipeline", 'name one, as in model="en_core_web_sm", or pass a loaded one')
    if isinstance(model, str):
        import spacy

        model = spacy.load(model)
    for entity in model(plain.text).ents:
        if entity.label_ not in VALUE_TYPES:
            run = [word for word in words if entity.start_char <= word.start and word.end <= entity.end_char]
            if run and not any(found.taken[run[0].start : run[-1].end]):
                yield run


def precision_source(mentions: Sequence[Mention]) -> float | None:
    """`entity_precision_source`: the supported share of the mentions; null where the summary names nothing."""
    return sum(mention.supported for mention in mentions) / len(mentions) if mentions else None
