"""The leaderboard pages: the board, the pairs of systems, and one page per submitted run and per baseline that writes summaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from chipbrief.baselines.ceiling import NAME as ANNOTATORS
from chipbrief.baselines.pins import estimates
from chipbrief.baselines.systems import STORED_MODELS, SYSTEMS
from chipbrief.leaderboard.board import Row, Section, is_ranked
from chipbrief.leaderboard.manifest import SUBMITTED
from chipbrief.reports.pages.board import BoardRow, BoardTable, Group, board_page, few_values
from chipbrief.reports.pages.compare import compare_page
from chipbrief.reports.pages.render import Link, Nav
from chipbrief.reports.pages.site import section_pages

BOARD, PAIRS = "index.html", "pairs.html"
"""File names of the board, and of the page with the tests of the first table's pairs."""
BASELINE_PAGES_SETTING = ("open", "abstract")
"""(configuration, kind) in which baselines get run pages. Pages for all settings would take many times the space."""
MODEL = "llm"
"""Kind of pinned systems that are no baselines: language models whose outputs came with the corpus or are stored."""
HEADING = "Which system summarizes best?"


def pages(
    sections: Sequence[Section],
    people: Mapping[str, Any] | None = None,
    documents: Sequence[Link] = (),
) -> dict[str, bytes]:
    """Return the content of every page, by its path in the leaderboard's folder.

    `people` has the pinned scores against references by people (`gum/brief`). Their texts belong to others, so that there are scores
    only. `documents` are further links of the header, relative to the board; one with the label `Submit a system` is also linked
    from each table.
    """
    with_pairs = [section for section in sections if section.comparison is not None]
    links = (Link("Leaderboard", BOARD), *([Link("Pairs", PAIRS)] if with_pairs else []), *documents)
    tables = [_table(section, PAIRS if section in with_pairs[:1] else None) for section in sections]
    if people:
        tables.insert(
            0, _people(people)
        )  # many documents and summaries by people: the table that tells most systems apart
    submit = next((one for one in documents if one.label.startswith("Submit")), None)
    found = {BOARD: board_page(tables, Nav(links, "Leaderboard"), HEADING, submit)}
    for section in with_pairs[:1]:
        found[PAIRS] = _pairs(section, links)
    for section in sections:
        crumbs = (Link("Leaderboard", BOARD), Link(_title(section), f"{BOARD}#{_key(section)}"))
        found |= section_pages(section, {row.system: run_file(section, row) for row in section.rows}, links, crumbs)
    return found


def _pairs(section: Section, links: tuple[Link, ...]) -> bytes:
    assert section.comparison is not None
    ranked = [row for row in section.rows if is_ranked(row)]
    summaries = {row.system: row.summaries for row in ranked}
    nav = Nav(links, "Pairs", (Link("Leaderboard", BOARD),))
    return compare_page(section.comparison, [row.scores for row in ranked], section.stories, summaries, nav)


def _key(section: Section) -> str:
    return f"{section.setting.config}.{section.setting.kind}"


def _title(section: Section) -> str:
    cluster = section.setting.config == "multi"
    return f"Cluster {section.setting.kind}" if cluster else section.setting.kind.capitalize()


def _table(section: Section, pairs: str | None) -> BoardTable:
    ranked = [row for row in section.rows if is_ranked(row)]
    setting = section.setting
    return BoardTable(
        key=_key(section),
        title=_title(section),
        about=f"configuration {setting.config}, {setting.split} split",
        unit="cluster" if setting.config == "multi" else "story",
        count=len(section.stories),
        rows=[_row(section, row) for row in section.rows],
        signature=(ranked or section.rows)[0].scores.signature,
        comparison=section.comparison,
        pairs=pairs,
        open_to_submissions=setting.config in SUBMITTED,
    )


def _row(section: Section, row: Row) -> BoardRow:
    file = run_file(section, row)
    return BoardRow(
        system=row.system,
        kind=row.family,
        group=_group(row.system, is_ranked(row)),
        estimates=row.scores.estimates,
        ranks=row.ranks,
        values=few_values(row.scores),
        file=None if file is None else quote(file),
        answered=row.answered,
        manifest=row.manifest,
        is_earlier=row.is_earlier,
        note=_note(row),
    )


def _note(row: Row) -> str:
    """Return what sets the annotators apart: each is scored against one reference fewer, as `refs` in their own signature says."""
    if row.system != ANNOTATORS:
        return ""
    own = next((part for part in row.scores.signature.split("|") if part.startswith("refs:")), "")
    count = own.removeprefix("refs:").partition(",")[0]
    return f"each against the other {count}" if count.isdigit() and count != "1" else "each against the others"


def _group(system: str, ranked: bool) -> Group:
    return "ceiling" if system == ANNOTATORS else "ranked" if ranked else "reference"


def _people(pin: Mapping[str, Any]) -> BoardTable:
    """Return the table of the systems with pinned scores against references by people."""
    found = {name: estimates(system) for name, system in pin["systems"].items()}
    count = max((one["length"].n for one in found.values()), default=0)
    rows = []
    for name, one in found.items():
        kind = SYSTEMS[name].family if name in SYSTEMS else MODEL
        ranked = SYSTEMS[name].equal and kind != "ceiling" if name in SYSTEMS else name not in STORED_MODELS
        ranks = {key: (ends[0], ends[1]) for key, ends in pin["systems"][name].get("row_ranks", {}).items()}
        documents = one["length"].n
        note = f"{kind}, {documents} documents" if documents < count else ""
        rows.append(BoardRow(name, kind, _group(name, ranked), one, ranks, note=note))
    return BoardTable(
        key="gum.brief",
        title="By people",
        about="configuration gum, test split",
        unit="document",
        count=count,
        rows=rows,
        signature=pin.get("signature", ""),
        remark="People wrote one sentence about each document. The texts are other people's, so this table has scores and no pages of "
        "runs; whoever imports the corpus can repeat them.",
    )


def run_file(section: Section, row: Row) -> str | None:
    """Return the path of a run's page, or None if the run has no page.

    Every submitted run has a page. In one setting, stored models and the baselines that keep to the length budget have one as
    well. The annotators have none because their row combines several texts per story. The controls `empty`, `title_only` and
    `whole_article` have none because their texts need no inspection.
    """
    setting = section.setting
    readable = row.system in STORED_MODELS or (row.system in SYSTEMS and SYSTEMS[row.system].equal)
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
