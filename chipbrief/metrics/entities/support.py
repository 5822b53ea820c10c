"""Find the names and values in a summary, and test whether the document supports them. Works on any pair of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any, Literal, NamedTuple

from chipbrief.language.aliases import groups, type_of
from chipbrief.language.around import (
    claims_first,
    hedge_before,
    is_month,
    is_place,
    is_rank,
    part_before,
    unknown_words,
    vague_amounts,
)
from chipbrief.language.evidence import LONGEST, Evidence
from chipbrief.language.names import Run, candidate_runs
from chipbrief.language.plain import Plain
from chipbrief.language.reading import Reading, read
from chipbrief.language.tokens import key
from chipbrief.language.values import Value
from chipbrief.language.words import BODIES, GIVEN, TITLES, Word, Words
from chipbrief.metrics.entities.amounts import Amounts
from chipbrief.metrics.entities.coverage import name_mentions, named
from chipbrief.metrics.entities.gold import Gold, gold_of
from chipbrief.metrics.entities.judging import judged, with_numbers
from chipbrief.problems import fail
from chipbrief.records import VALUE_TYPES, Entity, EntityType

_LOOSE = frozenset(("XXXX-H1", "REF-P0D", "a decade", "a century"))
"""*The first half* may be one of a match, *today* means *these days* as often as a day, and *a decade* is said of eight years."""
Detector = Literal["rules", "spacy"]


class Mention(NamedTuple):
    """A name or value in a summary: `summary[start:end]` is `text`.

    `type` is null for a name whose type is unknown. `supported` says whether the document has the name or value. `hedge` is a
    phrase before a value that makes it inexact (*about*, *more than*), or null.
    """

    start: int
    end: int
    text: str
    type: EntityType | None
    supported: bool
    hedge: str | None = None


_MENTION: Callable[[Iterable[object]], Mention] = partial(tuple.__new__, Mention)  # as `Mention._make`, but faster


def support(
    *,
    document: str | Reading,
    summary: str | Reading,
    gold: Sequence[Entity] | None = None,
    detector: Detector = "rules",
    model: Any = None,
) -> list[Mention]:
    """Return every name and value found in `summary`, in order, each tested against `document`.

    Values are found by `chipbrief.language.values.find_values`. Names are found by the detector. `rules` needs no model and
    also reads lower-case text, headlines and tokenized text. `spacy` takes the entities of a spaCy pipeline: `model` is its
    name or the loaded pipeline (extra `ner`). With `gold`, the forms of the story's entities are found as well.

    A name is supported if the document has its words as an unbroken run, in another form (plural, possessive, derivation), as
    initials, or under another name of the same thing (a demonym for its state). If the document has only a part of a name, the
    name is split: if it has only “Trump”, the “Donald” of “Donald Trump” is unsupported. If the document gives the surname to a
    person with another first name, or the first name to another person, the whole name is unsupported. Titles of office are
    not part of a name. A word that opens a sentence is a name unless it is an ordinary English word. An invented name that is
    such a word (*Apple*) can be missed in lower-case text.

    What a generator put around the sentences (list marks, labels; see `chipbrief.language.dressing`) names nothing and
    supports nothing.

    A place is not supported by a longer name of another place (*New Mexico*), nor by a person's name if the summary says that
    something is *in* it. A company's form (*Inc.*) and a club's suffix (*FC*) may be left out or added. A system's sign for an
    unknown word (`<unk>`) is an unsupported mention.

    A rounded number is supported by the rules of `rounding`. *First*, *half*, *today* and *No. 1* are left out if the document lacks
    them, because they are idioms more often than numbers; *for the first time* is not. Raise `InputError` if `spacy` has no
    `model`.
    """
    known = gold_of(gold or ())
    source = _source(read(document).bare, known)
    reading = read(summary)
    bare = reading.bare
    plain = bare.plain
    found = _Mentions(plain)
    for start, end, owner in name_mentions(bare, known):
        found.add(start, end, known.types[owner], owner in source.entities)
    for start, end in unknown_words(bare.cut):
        found.add(start, end, None, supported=False)
    values = [*bare.values, *vague_amounts(bare.cut)]
    spans = [(value.start, value.end) for value in values]
    words, numbered = with_numbers(bare.words, source.names, spans)
    known_names = groups()[0].find_keys(words.keys)
    for value in _unnamed(values, words, known_names, numbered):
        _add_value(found, value, source)
    runs = (
        candidate_runs(words, source.names, found.taken, known_names)
        if detector == "rules"
        else _by_model(plain, words, found, model)
    )
    for run in runs:
        for part, supported in judged(run, source.names, source.aliases):
            kind = _type(plain.text, part)
            supported = supported and not (len(run) == 1 and _is_only_person(plain.text, part[0], source.names))
            found.add(part[0].start, part[-1].end, kind, supported)
    return _placed(sorted(found.mentions), reading)


def _placed(mentions: list[Mention], summary: Reading) -> list[Mention]:
    """Return the mentions of an undressed summary with their places and texts in the summary as given."""
    if summary.bare is summary:
        return mentions
    spans = [summary.undressed.origin(one.start, one.end) for one in mentions]
    return [
        one._replace(start=start, end=end, text=summary.given[start:end])
        for one, (start, end) in zip(mentions, spans, strict=True)
    ]


class _Source(NamedTuple):
    """`aliases`: a demonym is supported where its state is named by a gold entity, and a state where its demonym is."""

    entities: set[str]
    aliases: set[tuple[str, ...]]
    amounts: Amounts
    names: Evidence


@lru_cache(maxsize=64)
def _source(document: Reading, gold: Gold) -> _Source:
    """Kept, since a document is asked again for every system and every reference."""
    there = named(document, gold.entities)
    known = [entity for entity in gold.entities if entity.id in there]
    return _Source(
        there,
        {alias for entity in known for alias in gold.aliases[entity.id]},
        Amounts(document, [(one.type, one.value) for one in known if one.value is not None]),
        document.evidence,
    )


class _Mentions:
    """Mentions that do not overlap: what was added first stays."""

    def __init__(self, plain: Plain) -> None:
        self.plain, self.text, self.original = plain, plain.text, plain.original
        self.taken = bytearray(len(plain.text))
        self.mentions: list[Mention] = []

    def add(self, start: int, end: int, kind: EntityType | None, supported: bool, hedge: str | None = None) -> None:
        if start < end and self.taken.find(1, start, end) < 0:
            self.taken[start:end] = b"\x01" * (end - start)
            first, last = self.plain.origin(start, end) if self.plain.moves else (start, end)
            self.mentions.append(_MENTION((first, last, self.original[first:last], kind, supported, hedge)))


def _add_value(found: _Mentions, value: Value, source: _Source) -> None:
    written = found.text[value.start : value.end]
    if written in ("May", "March") and not is_month(found.text, value.start):
        return  # a name or a verb
    hedge = hedge_before(found.text, value.start)
    supported = source.amounts.has(value, written, hedge)
    if not supported and value.type in ("DATE", "TIME", "QUANTITY"):
        parts = key(written)
        supported = 1 < len(parts) <= LONGEST and source.names.has_run(parts)
    part = part_before(found.text, value.start) if value.type == "DATE" else None
    start = value.start
    if supported and source.amounts.contradicts(value, part[1] if part else None):
        supported, start = False, part[0] if part else start
    if supported:
        found.add(start, value.end, value.type, supported, hedge)
        return
    idle = value.value == "1/2" and (
        not found.text.startswith((" of ", " the "), value.end)
        or found.text.endswith(("first ", "second "), 0, value.start)
    )
    top = value.value == "1" and is_rank(found.text, value.start)
    first = (value.type, value.value) == ("ORDINAL", "1") and not claims_first(found.text, value)
    idiom = (
        first
        or (value.type == "DATE" and not _LOOSE.isdisjoint((value.value, written)))
        or (value.type == "CARDINAL" and (idle or top))
    )
    if not idiom:
        wrong = source.amounts.has_another(value)
        end = value.start + len(written.partition(" ")[0]) if wrong else value.end
        found.add(start, end, value.type, supported, hedge)


def _is_only_person(text: str, word: Word, document: Evidence) -> bool:
    """Whether a word names a place (*in Paris*) that the document has only in a person's name (*Paris Hilton*)."""
    return is_place(text, word.start) and document.has_in_person(word)


def _unnamed(
    values: Sequence[Value],
    words: Words,
    names: Sequence[tuple[int, int, str]],
    numbered: Sequence[tuple[int, int]],
) -> Sequence[Value]:
    """Return the values that begin in no name with a number: the *two* of League Two and the *16* of F-16 count nothing."""
    spans = [(words.starts[first], words.ends[last - 1]) for first, last, _ in names if last - first > 1]
    inside = {place for start, end in (*spans, *numbered) for place in range(start, end)} if values else ()
    return [one for one in values if one.start not in inside]


def _type(text: str, part: Run) -> EntityType | None:
    """The type of a name where a table or a cue states it."""
    known = type_of(text[part[0].start : part[-1].end])
    if known is not None:
        return known
    if part[-1].key in BODIES or part[0].key in BODIES:
        return "ORG" if len(part) > 1 else None
    if part[0].key in GIVEN:
        return "PERSON"
    title = text[max(0, part[0].start - 12) : part[0].start].rstrip(". ").rpartition(" ")[2].lower()
    return "PERSON" if title in TITLES else None


def _by_model(plain: Plain, words: Sequence[Word], found: _Mentions, model: Any) -> Iterator[Run]:
    """The names that a spaCy pipeline finds."""
    if model is None:
        raise fail("detector spacy", "needs a pipeline", 'pass model="en_core_web_sm", or a loaded pipeline')
    if isinstance(model, str):
        import spacy

        model = spacy.load(model)
    for entity in model(plain.text).ents:
        if entity.label_ not in VALUE_TYPES:
            run = [word for word in words if entity.start_char <= word.start and word.end <= entity.end_char]
            if run and not any(found.taken[run[0].start : run[-1].end]):
                yield run


def precision_source(mentions: Sequence[Mention]) -> float | None:
    """Return `entity_precision_source`: the share (0 to 1) of the mentions that the document supports.

    Null if there are no mentions.
    """
    return sum(mention.supported for mention in mentions) / len(mentions) if mentions else None
