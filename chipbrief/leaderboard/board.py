"""The board: every row scored anew from stored outputs, and ranked as far as paired tests go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chipbrief.baseline.ceiling import annotators
from chipbrief.baseline.systems import KINDS, SYSTEMS
from chipbrief.comparison import compare
from chipbrief.dataset.arrow import digest
from chipbrief.dataset.store import data_label, load
from chipbrief.leaderboard.manifest import SPLIT, SUBMITTED, Manifest
from chipbrief.leaderboard.store import read_store
from chipbrief.problems import InputError, Problem
from chipbrief.records import Story
from chipbrief.scoring import Scores, score_system
from chipbrief.setting import Setting
from chipbrief.submission import read_submission

SUBMITTED_FAMILY = "submitted"
RANKED_BY = ("rouge1_fmeasure", "rouge2_fmeasure", "rougeLsum_fmeasure", "entity_recall", "fact_recall")
GUARDS = ("length", "compression", "novel_2grams", "coverage", "longest_copy", "entity_precision_source")
"""Measures that tell how the others came about: who copies, or writes more, recalls more."""


@dataclass(frozen=True, slots=True)
class Row:
    """One system under one setting. `ranks` are ranges by measure; ceilings and the annotators have none."""

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
    for config in SUBMITTED:
        stories = load(config, SPLIT, data)
        for kind in KINDS[config]:
            setting = Setting(config=config, split=SPLIT, kind=kind)
            try:
                rows = _rows(setting, stories, stored, outputs, data)
            except InputError as error:
                problems += error.problems
                continue
            if rows:
                found.append(Section(setting, tuple(stories), tuple(rows)))
    if problems:
        raise InputError(problems)
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
    """The rows in order, with the rank ranges of those that are systems: ceilings compete with nobody."""
    competing = [row for row in rows if row.family != "ceiling"]
    ranks: dict[str, dict[str, tuple[int, int]]] = {}
    if len(competing) > 1:
        for standing in compare([row.scores for row in competing], RANKED_BY).standings:
            if standing.rank_low is not None and standing.rank_high is not None:
                ranks.setdefault(standing.system, {})[standing.measure] = (standing.rank_low, standing.rank_high)
    ranked = [replace(row, ranks=ranks.get(row.system, {})) for row in rows]
    return sorted(ranked, key=lambda row: (-(row.scores.estimates[RANKED_BY[0]].mean or 0), row.system))
