"""The first page of a folder of reports: the board over the systems that were scored together, and the pinned baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chipbrief.baselines.ceiling import NAME as ANNOTATORS
from chipbrief.baselines.systems import SYSTEMS
from chipbrief.reports.pages.board import BoardRow, BoardTable, board_page, few_values
from chipbrief.reports.pages.profile import SystemRow
from chipbrief.reports.pages.render import Link, Nav
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores

NAME = "index.html"
"""File name of the page."""


def index_page(
    results: Sequence[Scores],
    files: Mapping[str, str],
    pins: Sequence[SystemRow],
    setting: Setting,
    families: Mapping[str, str] | None = None,
) -> bytes:
    """Return the page as bytes.

    `files` has the address of each system's page, and `pins` the baselines to show beside them. `families` has the families of the
    systems that are pinned baselines themselves: ceilings, and controls that ignore the length limit, are reference points.
    """
    rows = [_row(result, files.get(result.system), (families or {}).get(result.system, "")) for result in results]
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


def _row(result: Scores, file: str | None, family: str) -> BoardRow:
    articles = len(result.articles)
    unequal = result.system in SYSTEMS and not SYSTEMS[result.system].equal
    competes = not family or not (family == "ceiling" or unequal)
    return BoardRow(
        system=result.system,
        kind=family,
        group="ranked" if competes else "reference",
        estimates=result.estimates,
        values=few_values(result),
        file=file,
        answered=(articles - result.empty - result.refused) / articles if articles else None,
    )
