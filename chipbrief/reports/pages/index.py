"""The first page of a folder of reports: the board over the systems that were scored together, and the pinned baselines."""

from __future__ import annotations

from collections.abc import Sequence

from chipbrief.baselines.ceiling import NAME as ANNOTATORS
from chipbrief.reports.pages.board import BoardRow, BoardTable, board_page, few_values
from chipbrief.reports.pages.profile import SystemRow
from chipbrief.reports.pages.render import Link, Nav
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores

NAME = "index.html"
"""File name of the page."""


def index_page(scored: Sequence[SystemRow], pins: Sequence[SystemRow], setting: Setting) -> bytes:
    """Return the page as bytes. `scored` are the systems with their scores and pages, and `pins` the baselines beside them.

    Among the scored systems, baselines that do not compete stand below the others, unless there are no others.
    """
    results = [row.scores for row in scored if row.scores]
    nobody = not any(row.competes for row in scored)
    rows = [_row(row, result, nobody or row.competes) for row, result in zip(scored, results, strict=True)]
    rows += (
        BoardRow(pin.system, pin.family, "ceiling" if pin.system == ANNOTATORS else "reference", pin.estimates)
        for pin in pins
    )
    table = BoardTable(
        key=f"{setting.config}.{setting.kind}",
        title=setting.kind.capitalize(),
        about=f"configuration {setting.config}, {setting.split} split",
        unit="story",
        count=len(results[0].articles),
        rows=rows,
        signature=results[0].signature,
        remark="These pages have no tests. chipbrief compare, with the same files, tells which systems differ.",
    )
    heading = "Which system summarizes best?" if len(results) > 1 else "How well does this system summarize?"
    return board_page([table], Nav((Link("Overview", NAME),), "Overview"), heading)


def _row(row: SystemRow, result: Scores, competes: bool) -> BoardRow:
    articles = len(result.articles)
    return BoardRow(
        system=row.system,
        kind=row.kind and row.family,
        group="ranked" if competes else "reference",
        estimates=result.estimates,
        values=few_values(result),
        file=row.href,
        answered=(articles - result.empty - result.refused) / articles if articles else None,
    )
