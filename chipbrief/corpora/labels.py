"""Labels of a corpus of one's own: the facts that a summary must state, and the entities that it should name, by story.

Both files are YAML, or a table (CSV, JSONL, Parquet) with one label per row. In YAML, the ids of the stories are the keys:

    story-1:
      - The bridge opens in May.
      - text: It costs 3 million euros.
        weight: 2
        any_of: ["The price is 3 million euros."]
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any, get_args

from chipbrief.corpora.tables import Table, open_table
from chipbrief.files import read_text
from chipbrief.language.mentions import find_mentions
from chipbrief.problems import MAX_PRINTED, Faults, InputError, Problem, kind_of, quote
from chipbrief.records import Entity, EntityType, Fact, Mention
from chipbrief.yaml_files import Document, describe, parse_yaml

FILE_LIMIT = 16 << 20
"""Maximum size of a YAML file of labels, in bytes."""
LABEL_LIMIT = 2000
"""Maximum length of a fact or form, in characters."""
IDS_COMPARED = 200
"""Number of ids that are compared with an unknown one, to suggest what was meant."""
YAML_SUFFIXES = (".yaml", ".yml")
FACT_KEYS = ("text", "weight", "any_of")
ENTITY_KEYS = ("name", "type", "forms", "weight")
SEPARATOR = "|"
"""Separator between several texts in one cell of a table."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Facts and entities by story id, and the line on which each story's labels begin."""

    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    entities: Mapping[str, tuple[Entity, ...]] = field(default_factory=dict)
    places: Mapping[tuple[str, str], int | None] = field(default_factory=dict)
    """Line by file and story id."""

    def facts_of(self, story: str, inline: Sequence[str] = ()) -> tuple[Fact, ...]:
        """Return the facts of a story: those of the file, then those that its row holds (`inline`)."""
        listed = self.facts.get(story, ())
        start = len(listed) + 1
        return (*listed, *(Fact(f"f{at}", text, (), (), 1.0) for at, text in enumerate(inline, start)))

    def entities_of(self, story: str) -> tuple[Entity, ...]:
        """Return the entities of a story."""
        return self.entities.get(story, ())

    def check_ids(self, ids: Collection[str]) -> None:
        """Raise `InputError` with every story that has labels and is not among `ids`."""
        unknown = [(where, story, line) for (where, story), line in self.places.items() if story not in ids]
        faults = [
            Problem(where, f"{quote(story)} is no story of the corpus", _id_remedy(story, ids), line)
            for where, story, line in unknown[:MAX_PRINTED]
        ]
        if faults:
            raise InputError(faults, len(unknown) - len(faults))


def _id_remedy(story: str, ids: Collection[str]) -> str:
    near = difflib.get_close_matches(story[:100], list(islice(ids, IDS_COMPARED)), 1)
    return f"did you mean {quote(near[0])}?" if near else "correct the id, or remove its labels"


def read_labels(facts: Path | None = None, entities: Path | None = None) -> Labels:
    """Return the labels of both files. Raise `InputError` with all faults of both."""
    problems: list[Problem] = []
    places: dict[tuple[str, str], int | None] = {}
    more = 0
    found: list[dict[str, tuple[Any, ...]]] = []
    for path, keys, make in ((facts, FACT_KEYS, fact_of), (entities, ENTITY_KEYS, entity_of)):
        faults = Faults(str(path))
        try:
            found.append(_of_file(path, keys, make, faults, places) if path is not None else {})
        except InputError as error:
            problems += error.problems
            more += error.more
        problems += sorted(faults.kept, key=lambda problem: problem.line or 0)
        more += faults.unlisted
    if problems:
        raise InputError(problems, more)
    return Labels(found[0], found[1], places)


def _of_file(
    path: Path, keys: Sequence[str], make: Make, faults: Faults, places: dict[tuple[str, str], int | None]
) -> dict[str, tuple[Any, ...]]:
    """Return the labels of one file by story, and put the line of each story into `places`."""
    made = {}
    for story, line, rows in _grouped(path, keys, faults):
        places[str(path), story] = line
        labels = [make(at, row, number, faults) for number, (at, row) in enumerate(rows, 1)]
        made[story] = tuple(label for label in labels if label is not None)
    return made


Make = Callable[[int | None, Mapping[str, Any], int, Faults], Fact | Entity | None]
"""Function that returns the label of a row with its number in the story. If the row has a fault, it may return None."""
Rows = list[tuple[int | None, dict[str, Any]]]
"""Line and keys of each label of a story."""


def _grouped(path: Path, keys: Sequence[str], faults: Faults) -> Iterable[tuple[str, int | None, Rows]]:
    """Return the id, first line and labels of each story of a file."""
    if path.suffix.lower() in YAML_SUFFIXES:
        return _grouped_yaml(parse_yaml(read_text(path, FILE_LIMIT), str(path)), keys, faults)
    return _grouped_table(path, keys, faults)


def _grouped_yaml(document: Document, keys: Sequence[str], faults: Faults) -> Iterable[tuple[str, int | None, Rows]]:
    if not isinstance(document.data, dict):
        faults.add(1, "is no mapping of story ids", "write each id, a colon, and a list below it")
        return
    for story, listed in document.data.items():
        line = document.line((story,))
        if not isinstance(listed, list):
            faults.add(line, f"{quote(story)} has no list", "write a list below it; [] is the empty one")
            continue
        rows: Rows = []
        for at, one in enumerate(listed):
            place = document.line((story, at))
            row = {keys[0]: one} if isinstance(one, str) else one
            if not isinstance(row, dict):
                faults.add(place, f"{describe((story, at))} is neither text nor keys", f"write {keys[0]}: and a text")
                continue
            for key in sorted(set(row) - set(keys)):
                faults.add(place, f"unknown key {quote(key)}", f"use {', '.join(keys)}")
            rows.append((place, row))
        yield story, line, rows


def _grouped_table(path: Path, keys: Sequence[str], faults: Faults) -> Iterable[tuple[str, int | None, Rows]]:
    grouped: dict[str, Rows] = {}
    with open_table(path) as table:
        if not _has_columns(table, keys, faults):
            return
        for line, row in table.rows(("id", *keys)):
            story = _story_id(line, row.get("id"), faults)
            if story is not None:
                grouped.setdefault(story, []).append((line, {key: row[key] for key in keys if key in row}))
        for one in table.faults.kept:
            faults.add(one.line, one.what, one.remedy)
        faults.add_unlisted(table.faults.unlisted)
    for story, rows in grouped.items():
        yield story, rows[0][0], rows


def _has_columns(table: Table, keys: Sequence[str], faults: Faults) -> bool:
    """Return whether a table has the columns that are needed. If not, or if a name is misspelt, a fault is added."""
    lacking = [name for name in ("id", keys[0]) if name not in table.columns]
    if lacking:
        table.faults.raise_if_any()  # the rows that would tell the columns cannot be read
    if lacking:
        remedy = f"name the columns id, {', '.join(keys)}; only id and {keys[0]} are needed"
        faults.add(None, f"has no column {', '.join(map(quote, lacking))}", remedy)
    for name in [name for name in table.columns if name not in keys][:100]:
        if near := difflib.get_close_matches(
            name[:100].casefold(), [key for key in keys if key not in table.columns], 1, 0.8
        ):
            faults.add(None, f"has a column {quote(name)}, which is not read", f"did you mean {quote(near[0])}?")
    return not lacking


def _story_id(line: int, value: Any, faults: Faults) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and value:
        return value
    faults.add(line, "no id" if value in (None, "") else f"the id is {kind_of(value)}", "write the id of a story")
    return None


def fact_of(line: int | None, row: Mapping[str, Any], number: int, faults: Faults) -> Fact | None:
    """Return the fact of a row with the keys `FACT_KEYS`, or None if it has no text. `number` makes its id."""
    text = _label(line, row, "text", faults)
    weight = _weight(line, row, faults)
    others = _several(line, row, "any_of", faults)
    return Fact(f"f{number}", text, (), (), weight, others) if text else None


def entity_of(line: int | None, row: Mapping[str, Any], number: int, faults: Faults) -> Entity | None:
    """Return the entity of a row with the keys `ENTITY_KEYS`, or None if it has no name. `number` makes its id."""
    name = _label(line, row, "name", faults)
    kind: Any = row.get("type") or "ORG"
    if kind not in get_args(EntityType):
        faults.add(line, f"type {quote(str(kind))} is unknown", f"use one of {', '.join(get_args(EntityType))}")
    weight = _weight(line, row, faults)
    forms = tuple(dict.fromkeys((name, *_several(line, row, "forms", faults))))
    return Entity(f"e{number}", name, kind, None, forms, (), weight, ()) if name else None


def _label(line: int | None, row: Mapping[str, Any], key: str, faults: Faults) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > LABEL_LIMIT:
        faults.add(line, f"{key} is no text of 1 to {LABEL_LIMIT:,} characters", "write the text")
        return ""
    return value.strip()


def _weight(line: int | None, row: Mapping[str, Any], faults: Faults) -> float:
    value = row.get("weight")
    if value is None or value == "":
        return 1.0
    try:
        weight = float(value) if not isinstance(value, bool) else -1.0
    except (TypeError, ValueError, OverflowError):
        weight = -1.0
    if not (isfinite(weight) and 0 <= weight <= 1e6):
        faults.add(
            line, f"weight {quote(str(value))} is not a number from 0 to 1,000,000", "correct it, or leave it out"
        )
        return 1.0
    return weight


def _several(line: int | None, row: Mapping[str, Any], key: str, faults: Faults) -> tuple[str, ...]:
    """Return several texts: a list, or one cell of a table with the separator between them."""
    value = row.get(key)
    if isinstance(value, str):
        value = [part.strip() for part in re.split(rf"\s*{re.escape(SEPARATOR)}\s*", value) if part.strip()]
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) and 0 < len(one) <= LABEL_LIMIT for one in value):
        faults.add(line, f"{key} is no list of texts of 1 to {LABEL_LIMIT:,} characters", "write a list of texts")
        return ()
    return tuple(value)


def entities_in(document: str, entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return the entities with their mentions in the document."""
    if not entities:
        return ()
    places: dict[str, list[Mention]] = {entity.id: [] for entity in entities}
    for one in find_mentions(document, {entity.id: list(entity.forms) for entity in entities}):
        places[one.entity].append(Mention(one.start, one.end))
    return tuple(replace(entity, mentions=tuple(places[entity.id])) for entity in entities)
