"""The pages of the leaderboard: its tables, and a page for each run that is worth reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chipbrief.baselines.systems import FAMILIES, SYSTEMS
from chipbrief.leaderboard.board import GUARDS, RANKED_BY, SUBMITTED_FAMILY, Row, Section
from chipbrief.reports.pages.render import page
from chipbrief.reports.pages.run import Beside, run_page
from chipbrief.reports.table import factor, number

FAMILY_MEANINGS: dict[str, str] = {SUBMITTED_FAMILY: "a submitted system"} | {
    str(name): meaning for name, meaning in FAMILIES.items()
}
COLUMN_MEANINGS = (
    ("ROUGE-1, ROUGE-2, ROUGE-Lsum", "overlap of words, of pairs of words and of sentences with the best of the references, as F"),
    ("entity recall", "of the names and values that the references have, weighted by how many have them, the share that the summary has"),
    ("fact recall", "of the facts, weighted in the same way, the share that the summary states"),
    ("length", "words of a summary; what is longer recalls more"),
    ("compression", "words of the article for each word of the summary"),
    ("novel 2grams", "the share of the summary's pairs of words that the article lacks: near 0 is extraction"),
    ("coverage", "the share of the summary's words that lie in a run shared with the article"),
    ("longest copy", "words of the longest run copied from the article"),
    ("entity precision", "of the names and values in the summary, the share that the article supports"),
    ("answered", "the share of stories with a summary that is neither empty nor a refusal"),
)  # fmt: skip
PAGES_OF_BASELINES = ("open", "abstract")
"""The one setting in which baselines have pages: those of all would be many times as large."""


def pages(sections: Sequence[Section]) -> dict[str, bytes]:
    """File names under the leaderboard's folder, and their content."""
    found = {
        "index.html": page(
            "leaderboard.html",
            sections=sections,
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
        beside = [Beside(row.system, row.family, row.scores.estimates) for row in section.rows]
        for row in section.rows:
            if (name := run_file(section, row)) is not None:
                others = [one for one in beside if one.system != row.system]
                found[name] = run_page(
                    row.scores, section.stories, row.summaries, section.setting, others, "../index.html"
                )
    return found


def run_file(section: Section, row: Row) -> str | None:
    """The page of a run, if it has one: every submitted run, and in one setting the baselines that write summaries.

    The annotators' row stands for several people's texts. An empty text, a title and the whole article are controls that
    are known without being read.
    """
    setting = section.setting
    readable = row.system in SYSTEMS and SYSTEMS[row.system].equal
    if row.manifest is None and not (readable and (setting.config, setting.kind) == PAGES_OF_BASELINES):
        return None
    return f"runs/{setting.config}.{setting.kind}.{row.system}.html"


def as_dict(section: Section) -> dict[str, Any]:
    """Plain types for JSON."""
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
