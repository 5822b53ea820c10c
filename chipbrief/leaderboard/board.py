"""The board: every row scored anew from stored outputs, and ranked as far as paired tests go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from pathlib import Path

from chipbrief.baselines.ceiling import annotators
from chipbrief.baselines.systems import KINDS, SYSTEMS
from chipbrief.corpora.parquet import digest
from chipbrief.corpora.store import data_label, load
from chipbrief.leaderboard.manifest import SPLIT, SUBMITTED, Manifest
from chipbrief.leaderboard.store import read_store
from chipbrief.metrics.significance import holm
from chipbrief.problems import InputError, Problem
from chipbrief.records import Story
from chipbrief.scoring.comparison import Comparison, compare
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores, score_system
from chipbrief.submissions import read_submission

SUBMITTED_FAMILY = "submitted"
RANKED_BY = ("rouge1_fmeasure", "rouge2_fmeasure", "rougeLsum_fmeasure", "entity_recall", "fact_recall")
GUARDS = ("length", "compression", "novel_2grams", "coverage", "longest_copy", "entity_precision_source")
"""Measures that tell how the others came about: who copies, or writes more, recalls more."""


@dataclass(frozen=True, slots=True)
class Row:
    """One system under one setting. `ranks` are ranges by measure, none for what does not compete."""

    system: str
    family: str
    scores: Scores
    summaries: Mapping[str, str]
    ranks: Mapping[str, tuple[int, int]]
    manifest: Manifest | None
    is_earlier: bool = False
    """Whether it was sent in for another state of the data than the one that it is scored on here."""

    @property
    def answered(self) -> float:
        """The share of stories with a summary that is neither empty nor a refusal."""
        articles = len(self.scores.articles)
        return (articles - self.scores.empty - self.scores.refused) / articles


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one setting, the best by the first of `RANKED_BY` first, and the stories behind them."""

    setting: Setting
    stories: tuple[Story, ...]
    rows: tuple[Row, ...]


def sections(submissions: Path, outputs: Path | None, data: Path | None = None) -> list[Section]:
    """The board of every setting that submissions are open to.

    `submissions` is the folder of stored systems, `outputs` that of the baselines (`<config>/<kind>/<name>.jsonl`).
    Raises `InputError` with every problem of either.
    """
    stored = read_store(submissions)
    found: list[Section] = []
    problems: list[Problem] = []
    more = 0
    for config in SUBMITTED:
        stories = load(config, SPLIT, data)
        for kind in KINDS[config]:
            setting = Setting(config=config, split=SPLIT, kind=kind)
            try:
                rows = _rows(setting, stories, stored, outputs, data)
            except InputError as error:
                problems += error.problems
                more += error.more
                continue
            if rows:
                found.append(Section(setting, tuple(stories), tuple(rows)))
    if problems:
        raise InputError(problems, more)
    return found


def _rows(
    setting: Setting,
    stories: Sequence[Story],
    stored: Sequence[tuple[Manifest, Path]],
    outputs: Path | None,
    data: Path | None,
) -> list[Row]:
    label = data_label(setting.config, setting.split, stories, data)
    ids = [story.id for story in stories]
    rows: list[Row] = []

    def add(name: str, family: str, path: Path, manifest: Manifest | None = None, is_earlier: bool = False) -> None:
        summaries = read_submission(path, ids).summaries
        scores = score_system(name, summaries, stories, setting, label)
        rows.append(Row(name, family, scores, summaries, {}, manifest, is_earlier))

    for manifest, folder in stored:
        for run in manifest.runs:
            if (run.config, run.split, run.kind) == (setting.config, setting.split, setting.kind):
                add(manifest.system, SUBMITTED_FAMILY, folder / run.file, manifest, run.data != digest(stories))
    for name, system in SYSTEMS.items() if outputs else ():
        path = outputs / setting.config / setting.kind / f"{name}.jsonl" if outputs else Path()
        if path.is_file():
            add(name, system.family, path)
    if rows and (ceiling := annotators(stories, setting, label)):
        rows.append(Row(ceiling.system, "ceiling", ceiling, {}, {}, None))
    return _ranked(rows)


def _ranked(rows: Sequence[Row]) -> list[Row]:
    """The rows in order, with the rank ranges of those that compete: no ceiling does, nor a control that does not keep to
    the budget of the others.
    """
    competing = [row for row in rows if row.family != "ceiling" and (row.manifest or SYSTEMS[row.system].equal)]
    ranks: dict[str, dict[str, tuple[int, int]]] = {}
    if len(competing) > 1:
        ranks = row_ranks(compare([row.scores for row in competing], RANKED_BY))
    ranked = [replace(row, ranks=ranks.get(row.system, {})) for row in rows]
    return sorted(ranked, key=lambda row: (-(row.scores.estimates[RANKED_BY[0]].mean or 0), row.system))


def row_ranks(comparison: Comparison) -> dict[str, dict[str, tuple[int, int]]]:
    """The best and the worst rank of each system by measure that its own tests, against every other system, leave open.

    p is corrected after Holm within a row, so that a range holds the true rank with 95 % for each row by itself and not for
    all rows together (marginal confidence sets, Mogstad, Romano, Shaikh & Wilhelm 2024). Corrected over all pairs, as in
    `compare`, the ranges of all rows hold together, and on twelve stories fifteen systems could never be told apart: the
    least p that there is, 2 of 4096 sign patterns, times 105 pairs is more than 0.05.
    """
    found: dict[str, dict[str, tuple[int, int]]] = {system: {} for system in comparison.systems}
    for measure in comparison.measures:
        for system in comparison.systems:
            pairs = [
                pair for pair in comparison.pairs if pair.measure == measure and system in (pair.first, pair.second)
            ]
            p = holm([nan if pair.p is None else pair.p for pair in pairs])
            above = below = 0
            for pair, adjusted in zip(pairs, p, strict=True):
                if adjusted <= comparison.alpha:
                    ahead = ((pair.difference.mean or 0) > 0) == (pair.first == system)
                    above, below = above + (not ahead), below + ahead
            found[system][measure] = (1 + above, len(comparison.systems) - below)
    return found
