"""What an import needs beside the labels: annotators, the files of a new project, and a check of the result."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from chipbrief.annotations.checks import run_checks
from chipbrief.annotations.exchange.stories import writers_of
from chipbrief.annotations.project import template_files
from chipbrief.annotations.schema import Annotator, AnnotatorsFile
from chipbrief.files import write_atomically
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Story
from chipbrief.yaml_files import dump

TO_JUDGE = frozenset(("label_stale", "story_unfinished", "suggestions_unreviewed"))
"""Checks that name the next piece of work. New summaries and facts always make some."""


def surroundings(
    folder: Path, known: Mapping[str, Annotator] | None, new: Annotator | None, rows: list[Story], corpus: str
) -> dict[Path, str]:
    """Return `annotators.yaml` with the person, and the files of a new project if there is no folder (`known` is None).

    `rows` are the stories that the import adds. Their writers are registered with them.
    """
    files: dict[Path, str] = {}
    if known is None:
        if folder.name != "annotations":
            raise fail(
                str(folder), "does not exist", "name a new project's folder annotations: --annotations DIR/annotations"
            )
        name = re.sub(r"[^a-z0-9_-]+", "-", corpus.lower()).strip("-") or "corpus"
        made = template_files(name, rows[0].language if rows else "en", len(rows))
        files = {folder.parent / path: text for path, text in made.items()}
        if there := sorted(str(path) for path in files if path.exists()):
            raise InputError(Problem(path, "exists already", "name another folder") for path in there)
    people = {**writers_of(rows, corpus), **(known or {})}
    if new is not None:
        people[new.id] = new
    if known is None or people != known:
        files[folder / "annotators.yaml"] = dump(AnnotatorsFile(tuple(people.values())))
    return files


def checked_files(folder: Path, files: Mapping[Path, str], person: str, strict: bool) -> list[Problem]:
    """Load and check the folder as it would be. Return what `chipbrief check` would newly report.

    Raise `InputError` if the folder could not be loaded, or with `strict` if a check objects to a text of `person`.
    """
    project = folder.parent
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "project"
        inside = copy / folder.name
        if folder.is_dir():
            shutil.copytree(folder, inside)
        if (project / "corpus.yaml").is_file():
            shutil.copy(project / "corpus.yaml", copy / "corpus.yaml")
        before = {*_found(inside)} if folder.is_dir() else set()
        for path, text in files.items():
            write_atomically(copy / path.relative_to(project), text.encode())
        try:
            after = _found(inside)
        except InputError as error:
            raise InputError(_moved(one, inside, folder) for one in error.problems) from None
    fresh = [(check, _moved(one, inside, folder)) for check, one in after if (check, one) not in before]
    wrong = [one for check, one in fresh if check not in TO_JUDGE and f"/{person}/" in one.what]
    if strict and wrong:
        raise InputError(replace(one, remedy=f"{one.remedy}, or pass --unchecked") for one in wrong)
    return [replace(one, what=f"{check}: {one.what}") for check, one in fresh]


def _found(folder: Path) -> list[tuple[str, Problem]]:
    report = run_checks(folder)
    return [*report.problems, *report.to_do]


def _moved(problem: Problem, copy: Path, folder: Path) -> Problem:
    return replace(problem, where=problem.where.replace(str(copy), str(folder)))
