"""The leaderboard pages: the tables, and one page per submitted run and per baseline that writes summaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chipbrief.baselines.ceiling import NAME as CEILING
from chipbrief.baselines.pins import estimates
from chipbrief.baselines.systems import FAMILIES, SYSTEMS
from chipbrief.leaderboard.board import GUARDS, RANKED_BY, SUBMITTED_FAMILY, Row, Section
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.reports.pages.render import page
from chipbrief.reports.pages.site import section_pages
from chipbrief.reports.table import factor, number

FAMILY_MEANINGS: dict[str, str] = {SUBMITTED_FAMILY: "a submitted system"} | {
    str(name): meaning for name, meaning in FAMILIES.items()
}
COLUMN_MEANINGS = (
    ("ROUGE-1, ROUGE-2, ROUGE-Lsum", "F score against the best matching reference: shared words, word pairs, word sequences"),
    ("entity recall", "share of the references' names and values that the summary contains, weighted by how many references contain them"),
    ("fact recall", "share of the facts that the summary states, weighted by how many abstracts state them"),
    ("length", "words per summary; longer summaries tend to have higher recall"),
    ("compression", "words in the article per word in the summary"),
    ("novel 2grams", "share of the summary's distinct word pairs that are not in the article; near 0, the summary is copied sentences"),
    ("coverage", "share of the summary's words that belong to a run copied from the article (a run may be a single word)"),
    ("longest copy", "length of the longest run copied from the article, in words"),
    ("entity precision", "share of the summary's names and values that the article supports"),
    ("answered", "share of stories with a summary that is neither empty nor a refusal"),
)  # fmt: skip
LINKS = (("Leaderboard", "index.html"),)
"""The main pages, as (label, path below the leaderboard's folder)."""
OTHER_FAMILY = {CEILING: "ceiling"}
"""Families of pinned systems that are no baselines. All others are outputs of language models that came with the corpus."""
BASELINE_PAGES_SETTING = ("open", "abstract")
"""(configuration, kind) in which baselines get run pages. Pages for all settings would take many times the space."""


class PinnedRow(NamedTuple):
    """One system with pinned scores. `ranks` has the range of ranks on each measure that was tested."""

    system: str
    family: str
    estimates: Mapping[str, Estimate]
    ranks: Mapping[str, tuple[int, int]]


def pages(sections: Sequence[Section], people: Mapping[str, Any] | None = None) -> dict[str, bytes]:
    """Return the content of every page, by its path in the leaderboard's folder.

    `people` has the pinned scores against references by people (`gum/brief`), which are shown first. Their texts belong to others, so
    that there are scores only.
    """
    pinned = _people(people) if people else []
    found = {
        "index.html": page(
            "board.html",
            sections=sections,
            people=pinned,
            people_count=max((row.estimates[RANKED_BY[0]].n for row in pinned), default=0),
            people_signature=(people or {}).get("signature", ""),
            ranked=RANKED_BY,
            guards=GUARDS,
            families=FAMILY_MEANINGS,
            explained=COLUMN_MEANINGS,
            number=number,
            factor=factor,
            run_file=run_file,
        )
    }
    for section in sections:
        found |= section_pages(section, {row.system: run_file(section, row) for row in section.rows}, LINKS)
    return found


def _people(pin: Mapping[str, Any]) -> list[PinnedRow]:
    """Return a row per pinned system, the highest ROUGE-1 first."""
    rows = [
        PinnedRow(
            name,
            SYSTEMS[name].family if name in SYSTEMS else OTHER_FAMILY.get(name, "llm"),
            estimates(system),
            _ranks(system),
        )
        for name, system in pin["systems"].items()
    ]
    return sorted(rows, key=lambda row: (-(row.estimates[RANKED_BY[0]].mean or 0), row.system))


def _ranks(system: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    return {name: (ends[0], ends[1]) for name, ends in system.get("row_ranks", {}).items()}


def run_file(section: Section, row: Row) -> str | None:
    """Return the path of a run's page, or None if the run has no page.

    Every submitted run has a page, and so have the baselines that keep to the length budget, in one setting. The annotators
    have none because their row combines several texts per story. The controls `empty`, `title_only` and `whole_article` have
    none because their texts need no inspection.
    """
    setting = section.setting
    readable = row.system in SYSTEMS and SYSTEMS[row.system].equal
    if row.manifest is None and not (readable and (setting.config, setting.kind) == BASELINE_PAGES_SETTING):
        return None
    return f"runs/{setting.config}.{setting.kind}.{row.system}.html"


def as_dict(section: Section) -> dict[str, Any]:
    """Return a section as plain types for JSON."""
    return {
        "config": section.setting.config,
        "split": section.setting.split,
        "kind": section.setting.kind,
        "rows": [
            {
                "system": row.system,
                "family": row.family,
                "signature": row.scores.signature,
                "answered": row.answered,
                "ranks": {name: list(ends) for name, ends in row.ranks.items()},
                "measures": {name: found._asdict() for name, found in row.scores.estimates.items()},
            }
            for row in section.rows
        ],
    }
