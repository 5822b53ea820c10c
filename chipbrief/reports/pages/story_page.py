"""The page of one story with the summaries of all systems: the texts once, and which system names what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from chipbrief.records import Story
from chipbrief.reports.pages.addresses import header, linker
from chipbrief.reports.pages.names import EntityEntry, names_of
from chipbrief.reports.pages.profile import MEANINGS, SystemRow, named, shares
from chipbrief.reports.pages.render import FEWEST_CHARACTERS, Nav, TooLarge, page
from chipbrief.reports.pages.run import MAX_CHARACTERS
from chipbrief.reports.pages.story import StoryView, evidence, texts, view
from chipbrief.reports.table import factor, number
from chipbrief.scoring.setting import Setting

MAX_NAMES = 24
"""Maximum number of names in the table of names and systems: those that most references have."""
MAX_SYSTEMS = 200
"""Maximum number of systems whose summaries are shown: those with the highest mean of the first measure."""


@dataclass(frozen=True, slots=True)
class Told:
    """One system on the page of a story. `values` are those of the measures, in their order."""

    row: SystemRow
    slug: str
    values: list[float | None]
    view: StoryView
    inside: frozenset[str]
    """Keys of the names that its summary names."""
    missed: frozenset[str]
    """Keys of the names that it misses. Without labels, a name may be neither: rules cut names with the words of each summary."""


class Measure(NamedTuple):
    """A measure by which the systems can be ordered."""

    key: str
    label: str
    factor: int


def story_page(
    number_: int,
    story: Story,
    rows: Sequence[SystemRow],
    summaries: Sequence[Mapping[str, str]],
    setting: Setting,
    path: str,
    nav: Nav,
) -> bytes:
    """Return the page of `story`, the one with the number `number_`, as bytes. `summaries` has those of each system, by story.

    `rows` have `scores`. If the page would be too large, texts are cut, then systems are left out.
    """
    measures = _measures(rows)
    order = sorted(range(len(rows)), key=lambda at: (-(_value(rows[at], number_, measures) or 0.0), at))
    shown, kept = MAX_CHARACTERS, min(MAX_SYSTEMS, len(rows))
    while True:
        told = [
            _told(at, number_, story, rows[at], summaries[at].get(story.id, ""), setting, measures, shown)
            for at in order[:kept]
        ]
        try:
            return page(
                "story.html",
                header(path, nav),
                story=story,
                setting=setting,
                texts=texts(story, setting, shown),
                has_document=bool(story.document.strip()),
                told=told,
                left_out=len(rows) - len(told),
                measures=measures,
                names=_names(told),
                span=_span(told),
                everybody_misses=_missed_by_everybody(told),
                number=number,
                link=linker(path),
            )
        except TooLarge:
            if shown > FEWEST_CHARACTERS:
                shown //= 4
            elif kept > 1:
                kept //= 2
            elif shown:
                shown = 0
            else:
                raise


def _measures(rows: Sequence[SystemRow]) -> list[Measure]:
    """Return the measures that a system has a value of, in the order of the profile."""
    found = dict.fromkeys(key for row in rows if row.scores for key in shares(row.scores))
    keys = [*(key for key in MEANINGS if key in found), *(key for key in found if key not in MEANINGS)]
    return [Measure(key, named(key)[0], factor(key)) for key in keys]


def _value(row: SystemRow, at: int, measures: Sequence[Measure]) -> float | None:
    return row.scores.articles[at].measures.get(measures[0].key) if row.scores and measures else None


def _told(
    at: int,
    number_: int,
    story: Story,
    row: SystemRow,
    summary: str,
    setting: Setting,
    measures: Sequence[Measure],
    shown: int,
) -> Told:
    assert row.scores is not None
    scores = row.scores.articles[number_]
    names = names_of(story, scores, summary, setting, unlabelled=row.scores.unlabelled)
    found = evidence(story, scores, summary, names, shown)
    values = [scores.measures.get(one.key) for one in measures]
    inside, missed = (frozenset(one.key for one in part) for part in (found.named, found.missed))
    return Told(
        row, f"system-{at + 1}", values, view(story, f"system-{at + 1}", scores, summary, found, shown), inside, missed
    )


def _names(told: Sequence[Told]) -> list[EntityEntry]:
    """Return the names that most references have, those that most systems miss first among equals."""
    if not told:
        return []
    one = told[0].view.evidence
    listed = [*one.named, *one.missed]
    return sorted(listed, key=lambda entry: (-entry.share, fsum(entry.key in each.inside for each in told)))[:MAX_NAMES]


def _competing(told: Sequence[Told]) -> list[Told]:
    """Return the systems that compete, or all if none does."""
    return [one for one in told if one.row.competes] or list(told)


def _span(told: Sequence[Told]) -> tuple[float, float] | None:
    """Return the lowest and the highest value of the first measure, of the systems that compete."""
    values = [one.values[0] for one in _competing(told) if one.values]
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None


def _missed_by_everybody(told: Sequence[Told]) -> list[EntityEntry]:
    """Return the names that all references have and no competing system has."""
    rivals = _competing(told)
    return [entry for entry in _names(told) if entry.is_in_all and not any(entry.key in one.inside for one in rivals)]
