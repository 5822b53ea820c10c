"""The list of a run's stories: weakest first, with what each summary lacks, and the filters with their counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chipbrief.metrics.text_stats import is_refusal
from chipbrief.records import Story
from chipbrief.reports.pages.names import NamesFound
from chipbrief.reports.pages.profile import named, shares
from chipbrief.reports.pages.story import Evidence
from chipbrief.reports.table import factor
from chipbrief.scoring.system import ArticleScores, Scores

COLUMNS = {"entity_recall": "names %", "fact_recall": "facts %", "rouge2_fmeasure": "R-2"}
"""Headings of the measures that the list shows if they are defined."""
NAMES_SHOWN = 3
"""Maximum number of names shown in a row, of each kind."""
NAMES_FOUND = 40
"""Maximum number of further names by which a row can be found."""
MAX_NAME = 80
"""Maximum length of a name in a row, in characters."""


class Column(NamedTuple):
    """A measure of the list: its heading, its factor for printing, and its place among the orders."""

    key: str
    heading: str
    factor: int
    order: int


class Order(NamedTuple):
    """A value by which the list can be ordered. `is_down` tells that the highest value comes first."""

    label: str
    is_down: bool


class Filter(NamedTuple):
    """A button above the list: the flag of the rows that it shows (all rows if empty), its label, and their number."""

    flag: str
    label: str
    total: int


class Names(NamedTuple):
    """The first names of a row, and the number of the others."""

    shown: list[str]
    more: int


@dataclass(frozen=True, slots=True)
class ListRow:
    """One story in the list. `values` are those of the columns, and `orders` those of the orders (None: at the end)."""

    id: str
    slug: str
    title: str
    values: list[float | None]
    orders: list[float | None]
    unsupported: Names
    missed: Names
    further: str
    flags: str
    found: Evidence


@dataclass(frozen=True, slots=True)
class Listing:
    """What all rows of a list have in common: the columns, the orders, the filters, and what the corpus has."""

    columns: list[Column]
    orders: list[Order]
    filters: list[Filter]
    order: list[int]
    """Numbers of the stories, the weakest first."""
    flags: list[str]
    """Filters that show each story, with blanks between them, in the order of the corpus."""
    has_document: bool
    has_entities: bool


def listing(
    result: Scores, stories: Sequence[Story], names: Sequence[NamesFound], summaries: Mapping[str, str]
) -> Listing:
    """Return how the stories of a run are listed. `names` has what each summary names and misses."""
    keys = shares(result)
    chosen = [key for key in COLUMNS if key in keys] or keys[:1]
    columns = [Column(key, COLUMNS.get(key, f"{named(key)[0]} %"), factor(key), keys.index(key)) for key in chosen]
    has_document = any(story.document.strip() for story in stories)
    orders = [Order(f"{named(key)[0]}, lowest first", is_down=False) for key in keys]
    orders += [Order("not in the article, most first", is_down=True)] * has_document
    orders += [Order("words, longest first", is_down=True), Order("order of the corpus", is_down=False)]
    absent = frozenset(result.absent)
    flags = [
        "absent" if one.id in absent else _flags(one, found, summaries.get(one.id, ""))
        for one, found in zip(result.articles, names, strict=True)
    ]
    has_entities = any(one.named or one.missed for one in names)
    labels = {
        "unsupported": ("Not in the article", has_document),
        "missed": ("Misses a name that all references have", has_entities),
        "factless": ("States no fact", result.estimates["fact_recall"].n > 0 if "fact_recall" in result.estimates else False),
        "empty": ("Empty", result.empty > 0),
        "refused": ("Refused", result.refused > 0),
        "absent": ("No summary", bool(result.absent)),
    }  # fmt: skip
    filters = [Filter("", "All", len(result.articles))]
    filters += (
        Filter(flag, label, sum(flag in one.split() for one in flags))
        for flag, (label, is_shown) in labels.items()
        if is_shown
    )

    def weakness(at: int) -> tuple[float, ...]:
        values = [result.articles[at].measures[column.key] for column in columns]
        return (*(float("inf") if value is None else value for value in values), at)

    order = sorted(range(len(stories)), key=weakness)
    return Listing(columns, orders, filters, order, flags, has_document, has_entities)


def _flags(one: ArticleScores, names: NamesFound, summary: str) -> str:
    """Return the filters that show a story, with blanks between them."""
    known = one.measures
    tests = {
        "unsupported": any(not mention.supported for mention in one.mentions),
        "missed": any(entry.is_in_all for entry in names.missed),
        "factless": known.get("fact_recall") is not None and not one.facts,
        "empty": not summary.strip(),
        "refused": is_refusal(summary),
    }
    return " ".join(flag for flag, holds in tests.items() if holds)


def row(at: int, story: Story, slug: str, result: Scores, columns: Listing, found: Evidence) -> ListRow:
    """Return the row of the story with the number `at`."""
    one = result.articles[at]
    unsupported, missed = found.unsupported, [entry.name for entry in found.missed_by_all]
    orders = [one.measures[key] for key in shares(result)]
    orders += [float(sum(not mention.supported for mention in one.mentions))] * columns.has_document
    orders += [one.measures.get("length"), float(at)]
    return ListRow(
        story.id,
        slug,
        (story.title or story.id)[:200],
        [one.measures[column.key] for column in columns.columns],
        orders,
        _names(unsupported),
        _names(missed),
        " ".join(name[:MAX_NAME] for name in [*unsupported[NAMES_SHOWN:], *missed[NAMES_SHOWN:]][:NAMES_FOUND]),
        columns.flags[at],
        found,
    )


def _names(found: Sequence[str]) -> Names:
    return Names([name[:MAX_NAME] for name in found[:NAMES_SHOWN]], max(0, len(found) - NAMES_SHOWN))
