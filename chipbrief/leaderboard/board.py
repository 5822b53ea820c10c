"""Build the leaderboard: score all stored outputs, and rank the systems by paired tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chipbrief.baselines.ceiling import annotators
from chipbrief.baselines.systems import KINDS, STORED_MODELS, SYSTEMS, output_path
from chipbrief.corpora.corpus import Corpus
from chipbrief.corpora.parquet import digest
from chipbrief.corpora.tables.stream import FILE_LIMIT
from chipbrief.files import read_limited, sha256
from chipbrief.leaderboard.manifest import SPLIT, Manifest, Run
from chipbrief.leaderboard.store import read_store
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Story
from chipbrief.scoring.comparison import Comparison, compare
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores, score_system
from chipbrief.submissions import read_submission

SUBMITTED_FAMILY = "submitted"
"""Family of the rows of submitted systems."""
RANKED_BY = ("rouge1_fmeasure", "rouge2_fmeasure", "rougeLsum_fmeasure", "entity_recall", "fact_recall")
"""Measures with a range of ranks. The first one sorts the rows."""
GUARDS = ("length", "compression", "novel_2grams", "coverage", "longest_copy", "entity_precision_source")
"""Measures to read the others with: a summary that copies more, or is longer, gets a higher recall."""


@dataclass(frozen=True, slots=True)
class Row:
    """One system under one setting.

    `ranks` maps measures to (best, worst) rank; it is empty for systems that are not ranked. `manifest` is None for
    baselines, stored models and the annotators' ceiling.
    """

    system: str
    family: str
    scores: Scores
    summaries: Mapping[str, str]
    ranks: Mapping[str, tuple[int, int]]
    manifest: Manifest | None
    is_earlier: bool = False
    """Whether the outputs were submitted for another version of the data than the one used here."""

    @property
    def answered(self) -> float:
        """Share of stories whose summary is neither empty nor a refusal, from 0 to 1."""
        articles = len(self.scores.articles)
        return (articles - self.scores.empty - self.scores.refused) / articles


@dataclass(frozen=True, slots=True)
class Section:
    """Rows and stories of one setting. The rows are sorted by the first measure of `RANKED_BY`, the highest first.

    `comparison` has the tests of all pairs of ranked systems, or is None if fewer than two are ranked.
    """

    setting: Setting
    stories: tuple[Story, ...]
    rows: tuple[Row, ...]
    comparison: Comparison | None = None


def sections(submissions: Path, outputs: Path | None, corpora: Sequence[Corpus]) -> list[Section]:
    """Return one section for each setting that is open to submissions and has a row.

    `submissions` is the folder of stored systems. `outputs` is the folder of the baselines' outputs: `<config>/<kind>/<name>.jsonl`,
    or for a corpus of one's own also `<name>.jsonl`. Raise `InputError` with all problems if files have errors.
    """
    stored = read_store(submissions)
    found: list[Section] = []
    problems: list[Problem] = []
    more = 0
    for corpus in corpora:
        for kind in (corpus.kind,) if corpus.is_own else KINDS[corpus.name]:
            setting = Setting(config=corpus.name, split=corpus.split, kind=kind)
            try:
                rows, comparison = _ranked(_rows(setting, corpus, stored, outputs))
            except InputError as error:
                problems += error.problems
                more += error.more
                continue
            if rows:
                found.append(Section(setting, corpus.stories, tuple(rows), comparison))
    if problems:
        raise InputError(problems, more)
    return found


def _rows(setting: Setting, corpus: Corpus, stored: Sequence[tuple[Manifest, Path]], outputs: Path | None) -> list[Row]:
    """Return the rows of one setting. Raise `InputError` if a file of summaries has errors."""
    ids = [story.id for story in corpus.stories]
    rows: list[Row] = []

    def add(name: str, family: str, path: Path, manifest: Manifest | None = None, run: Run | None = None) -> None:
        summaries = read_submission(path, ids).summaries
        if run and sha256(read_limited(path, FILE_LIMIT)) != run.sha256:
            raise fail(str(path), "was replaced while it was read", "run the command again")
        is_earlier = run is not None and run.data != digest(corpus.stories)
        scores = score_system(name, summaries, corpus.stories, setting, corpus.data)
        rows.append(Row(name, family, scores, summaries, {}, manifest, is_earlier))

    for manifest, folder in stored:
        for run in manifest.runs:
            if (run.config, run.split, run.kind) == (setting.config, setting.split, setting.kind):
                add(manifest.system, SUBMITTED_FAMILY, folder / run.file, manifest, run)
    if outputs:
        below = outputs / setting.config / setting.kind
        folder = outputs if corpus.is_own and not below.is_dir() else below
        families = {name: one.family for table in (SYSTEMS, STORED_MODELS) for name, one in table.items()}
        for name, family in families.items():
            if (path := folder / output_path(name, setting.config, SPLIT, setting.kind).name).is_file():
                add(name, family, path)
    if rows and (ceiling := annotators(corpus.stories, setting, corpus.data)):
        rows.append(Row(ceiling.system, "ceiling", ceiling, {}, {}, None))
    return rows


def is_ranked(row: Row) -> bool:
    """Return whether a row competes: it is no ceiling, and a baseline only if it keeps to the word budget of the others."""
    return row.family != "ceiling" and (
        row.manifest is not None or row.system not in SYSTEMS or SYSTEMS[row.system].equal
    )


def _ranked(rows: Sequence[Row]) -> tuple[list[Row], Comparison | None]:
    """Return the sorted rows with their ranges of ranks, and the tests that the ranks come from.

    Ceilings are not ranked. Controls that do not keep to the word budget of the other baselines are not ranked either.
    """
    competing = [row.scores for row in rows if is_ranked(row)]
    comparison = compare(competing, RANKED_BY) if len(competing) > 1 else None
    ranks: dict[str, dict[str, tuple[int, int]]] = {}
    for one in comparison.standings if comparison else ():
        if one.rank_low is not None and one.rank_high is not None:
            ranks.setdefault(one.system, {})[one.measure] = (one.rank_low, one.rank_high)
    ranked = [replace(row, ranks=ranks.get(row.system, {})) for row in rows]
    return sorted(ranked, key=lambda row: (-(row.scores.estimates[RANKED_BY[0]].mean or 0), row.system)), comparison
