"""Names and values of a summary with their places, and what the summary says of them by itself, whatever the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from chipbrief.language.aliases import groups
from chipbrief.language.around import claims_first, hedge_before, is_month, is_rank, part_before
from chipbrief.language.evidence import LONGEST, Evidence
from chipbrief.language.names import Run
from chipbrief.language.once import once
from chipbrief.language.reading import Reading
from chipbrief.language.tokens import key
from chipbrief.language.values import Value
from chipbrief.language.words import BODIES, GIVEN, LINKS, TITLES, Words
from chipbrief.metrics.entities.amounts import Amounts
from chipbrief.metrics.entities.coverage import named
from chipbrief.metrics.entities.gold import Gold
from chipbrief.records import VALUE_TYPES, EntityType

_LOOSE = frozenset(("XXXX-H1", "REF-P0D", "a decade", "a century"))
"""*The first half* may be one of a match, *today* means *these days* as often as a day, and *a decade* is said of eight years."""
_PHRASED = ("DATE", "TIME", "QUANTITY")
_TITLE = 12
"""Maximum number of characters before a name in which a title is looked for."""


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


class Source(NamedTuple):
    """What a document has. `aliases`: a demonym is supported if a gold entity names its state, and a state if one names its people."""

    entities: set[str]
    aliases: set[tuple[str, ...]]
    amounts: Amounts
    names: Evidence


@lru_cache(maxsize=64)
def source_of(document: Reading, gold: Gold) -> Source:
    """Return what a document has. It is kept, since every system and every reference asks the same document."""
    there = named(document, gold.entities)
    known = [entity for entity in gold.entities if entity.id in there]
    return Source(
        there,
        {alias for entity in known for alias in gold.aliases[entity.id]},
        Amounts(document, [(one.type, one.value) for one in known if one.value is not None]),
        document.evidence,
    )


class Mentions:
    """Mentions in an undressed summary that do not overlap: what was added first stays."""

    def __init__(self, summary: Reading) -> None:
        self._plain = summary.plain
        self.taken = bytearray(len(self._plain.text))
        self.found: list[Mention] = []

    def add(self, start: int, end: int, kind: EntityType | None, supported: bool, hedge: str | None = None) -> None:
        """Add a mention at a place of the plain text unless another one is there. Its own place is one of the text as it came."""
        taken = self.taken
        if start < end and taken.find(1, start, end) < 0:
            taken[start:end] = b"\x01" * (end - start)
            plain = self._plain
            if plain.moves:
                start, end = plain.origin(start, end)
            self.found.append(_MENTION((start, end, plain.original[start:end], kind, supported, hedge)))


def placed(mentions: list[Mention], summary: Reading) -> list[Mention]:
    """Return the mentions of an undressed summary with their places and texts in the summary as given."""
    if summary.bare is summary:
        return mentions
    spans = [summary.undressed.origin(one.start, one.end) for one in mentions]
    return [
        one._replace(start=start, end=end, text=summary.given[start:end])
        for one, (start, end) in zip(mentions, spans, strict=True)
    ]


class Part(NamedTuple):
    """A mention in a reference, and what it counts for in a recall.

    `name` has the keys of its words. `most` is the number of words that count, and `share` is the part of them that the summary
    has as this name. If it lacks the name, the words in `words` still count where the summary has them.
    """

    mention: Mention
    name: tuple[str, ...]
    share: float
    most: int
    words: tuple[str, ...]


def part_of(mention: Mention) -> Part:
    """Return what a mention counts for. A value counts for one word, and is in a summary or not."""
    name = key(mention.text) or (mention.text,)
    if mention.type in VALUE_TYPES:
        return Part(mention, name, float(mention.supported), 1, ())
    words = tuple(word for word in name if word not in LINKS)
    share = 1.0 if mention.supported and words else 0.0
    return Part(mention, name, share, max(1, len(words)), () if mention.supported else words)


class Parts:
    """The parts of a reference by their mentions in the undressed text. Each is made once."""

    def __init__(self, reference: Reading) -> None:
        self._reading, self.text = reference, reference.bare.plain.text
        self._kept: dict[Mention, Part] = {}
        self._names: dict[tuple[int, int, bool], list[Part]] = {}

    def __call__(self, mention: Mention) -> Part:
        """Return the part of a mention."""
        found = self._kept.get(mention)
        if found is None:
            found = self._kept[mention] = part_of(*placed([mention], self._reading))
        return found

    def named(self, run: Run, *, supported: bool) -> list[Part]:
        """Return the part of a name, or nothing for a run without words."""
        if not run:
            return []
        start, end = run[0].start, run[-1].end
        found = self._names.get((start, end, supported))
        if found is None:
            mentions = Mentions(self._reading.bare)
            mentions.add(start, end, type_of_name(self.text, start, end, [word.key for word in run]), supported)
            found = self._names[start, end, supported] = list(map(self, mentions.found))
        return found


class Stated:
    """A value of a summary, with what the words around it say."""

    def __init__(self, text: str, value: Value) -> None:
        """`is_no_value`: a name or a verb (*May*). `part`: where *early*, *mid* or *late* stands before a date, and which it is."""
        self._text, self.value = text, value
        self.written = text[value.start : value.end]
        self.is_no_value = self.written in ("May", "March") and not is_month(text, value.start)
        self.hedge = hedge_before(text, value.start)
        self.part = part_before(text, value.start) if value.type == "DATE" else None

    @once
    def phrase(self) -> tuple[str, ...]:
        """The words of a date, time or quantity that a document may repeat, by their keys; nothing for a single word."""
        parts = key(self.written) if self.value.type in _PHRASED else ()
        return parts if 1 < len(parts) <= LONGEST else ()

    @once
    def is_idiom(self) -> bool:
        """Whether the value is an idiom more often than a number."""
        text, value = self._text, self.value
        if value.type == "ORDINAL":
            return value.value == "1" and not claims_first(text, value)
        if value.type == "DATE":
            return not _LOOSE.isdisjoint((value.value, self.written))
        if value.type != "CARDINAL":
            return False
        if value.value == "1/2":
            is_counted = text.startswith((" of ", " the "), value.end)
            return not is_counted or text.endswith(("first ", "second "), 0, value.start)
        return value.value == "1" and is_rank(text, value.start)


def judge_value(stated: Stated, amounts: Amounts, names: Evidence) -> tuple[int, int, bool] | None:
    """Return where a value is wrong or right, and whether a document has it; null for what counts nothing.

    `amounts` and `names` are what the document has.
    """
    if stated.is_no_value:
        return None
    value, part = stated.value, stated.part
    start, end = value.start, value.end
    supported = amounts.has(value, stated.written, stated.hedge) or (
        value.type in _PHRASED and stated.phrase != () and names.has_run(stated.phrase)
    )
    if supported and amounts.contradicts(value, part[1] if part else None):
        supported, start = False, part[0] if part else start
    if not supported:
        if stated.is_idiom:
            return None
        if amounts.has_another(value):
            end = value.start + len(stated.written.partition(" ")[0])
    return start, end, supported


def values_outside_names(
    values: Sequence[Value],
    words: Words,
    names: Sequence[tuple[int, int, str]],
    numbered: Sequence[tuple[int, int]],
) -> Sequence[Value]:
    """Return the values that begin in no name with a number: the *two* of League Two and the *16* of F-16 count nothing."""
    if not values:
        return values
    spans = [(words.starts[first], words.ends[last - 1]) for first, last, _ in names if last - first > 1]
    inside = {place for start, end in (*spans, *numbered) for place in range(start, end)}
    return [one for one in values if one.start not in inside]


def type_of_name(text: str, start: int, end: int, keys: Sequence[str]) -> EntityType | None:
    """Return the type of a name, by its keys, if a table or a cue states it."""
    known = groups()[1].get(text[start:end].casefold())
    if known is not None:
        return known
    first = keys[0]
    if first in BODIES or keys[-1] in BODIES:
        return "ORG" if len(keys) > 1 else None
    if first in GIVEN:
        return "PERSON"
    before = text[start - _TITLE : start] if start > _TITLE else text[:start]
    title = before.rstrip(". ").rpartition(" ")[2].lower()
    return "PERSON" if title in TITLES else None
