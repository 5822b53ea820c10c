"""Find the names and values in a summary, and test whether the document supports them. Works on any pair of texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from chipbrief.language.aliases import groups
from chipbrief.language.around import is_place, unknown_words, vague_amounts
from chipbrief.language.evidence import Evidence
from chipbrief.language.names import Run, candidates, runs_in
from chipbrief.language.plain import Plain
from chipbrief.language.reading import Reading, read
from chipbrief.language.words import Word, Words
from chipbrief.metrics.entities.coverage import name_mentions
from chipbrief.metrics.entities.gold import gold_of
from chipbrief.metrics.entities.judging import has_as_it_is, judged, with_numbers
from chipbrief.metrics.entities.mention import (
    Mention,
    Mentions,
    Source,
    Stated,
    judge_value,
    placed,
    source_of,
    type_of_name,
    values_outside_names,
)
from chipbrief.problems import fail
from chipbrief.records import VALUE_TYPES, Entity

Detector = Literal["rules", "spacy"]


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
    source = source_of(read(document).bare, known)
    reading = read(summary)
    bare = reading.bare
    text = bare.plain.text
    found = Mentions(bare)
    for start, end, owner in name_mentions(bare, known):
        found.add(start, end, known.types[owner], owner in source.entities)
    for start, end in unknown_words(bare.cut):
        found.add(start, end, None, supported=False)
    values = [*bare.values, *vague_amounts(bare.cut)]
    spans = [(value.start, value.end) for value in values]
    words, numbered = with_numbers(bare.words, source.names, spans)
    known_names = bare.names if words is bare.words else groups()[0].find_keys(words.keys)
    for value in values_outside_names(values, words, known_names, numbered):
        stated = Stated(text, value)
        if (place := judge_value(stated, source.amounts, source.names)) is not None:
            found.add(place[0], place[1], value.type, place[2], stated.hedge)
    if detector == "rules":
        words, chosen = candidates(words, source.names, known_names)
        _add_names(found, words, runs_in(words, chosen, found.taken), source)
    else:
        for run in _by_model(bare.plain, words, found, model):
            _add_run(found, text, run, source)
    return placed(sorted(found.found), reading)


def _add_names(found: Mentions, words: Words, runs: Iterable[range], source: Source) -> None:
    """Add the names in some runs of words. Most are a single word that the document has, of which no `Word` is made."""
    text, keys, starts, ends, document = words.text, words.keys, words.starts, words.ends, source.names
    for run in runs:
        at = run.start
        key = keys[at]
        if run.stop - at == 1 and has_as_it_is(key, document):
            start, end = starts[at], ends[at]
            supported = not _is_only_person(text, start, key, document)
            found.add(start, end, type_of_name(text, start, end, (key,)), supported)
        else:
            _add_run(found, text, words[at : run.stop], source)


def _add_run(found: Mentions, text: str, run: Run, source: Source) -> None:
    """Add the parts of a run of words that name something."""
    for part, supported in judged(run, source.names, source.aliases):
        start, end, keys = part[0].start, part[-1].end, [word.key for word in part]
        supported = supported and not (len(run) == 1 and _is_only_person(text, start, keys[0], source.names))
        found.add(start, end, type_of_name(text, start, end, keys), supported)


def _is_only_person(text: str, start: int, key: str, document: Evidence) -> bool:
    """Return whether a word names a place (*in Paris*) that the document has only in a person's name (*Paris Hilton*)."""
    return is_place(text, start) and document.has_in_person(key)


def _by_model(plain: Plain, words: Sequence[Word], found: Mentions, model: Any) -> Iterator[Run]:
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
