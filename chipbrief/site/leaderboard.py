"""The pages of the leaderboard: its tables, and a page for each run that somebody submitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chipbrief.baseline.systems import FAMILIES
from chipbrief.leaderboard.board import GUARDS, RANKED_BY, SUBMITTED_FAMILY, Row, Section
from chipbrief.report import ABSOLUTE, number
from chipbrief.site.render import page
from chipbrief.site.run import Beside, run_page

EXPLAINED: dict[str, str] = {SUBMITTED_FAMILY: "a submitted system"} | {
    str(name): meaning for name, meaning in FAMILIES.items()
}


def pages(sections: Sequence[Section]) -> dict[str, bytes]:
    """File names under the leaderboard's folder, and their content."""
    found = {
        "index.html": page(
            "leaderboard.html",
            sections=sections,
            ranked=RANKED_BY,
            guards=GUARDS,
            families=EXPLAINED,
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
                found[name] = run_page(row.scores, section.stories, row.summaries, section.setting, others)
    return found


def run_file(section: Section, row: Row) -> str | None:
    """The page of a run; the annotators' row stands for several people's texts and has none."""
    if not row.summaries:
        return None
    return f"runs/{section.setting.config}.{section.setting.kind}.{row.system}.html"


def factor(measure: str) -> int:
    """Shares are shown in per cent."""
    return 1 if measure in ABSOLUTE else 100


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
