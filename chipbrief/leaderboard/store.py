"""The folder of submissions: one folder per system, with its manifest and its outputs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from chipbrief.corpora.tables.stream import FILE_LIMIT
from chipbrief.files import read_limited, sha256
from chipbrief.leaderboard.manifest import MANIFEST_NAME, Manifest, Run, name_problem, problems_of, read_manifest
from chipbrief.locks import OLD, locked
from chipbrief.problems import InputError, Problem, fail
from chipbrief.writing import replace_folder, settle

FOLDER = Path("submissions")
"""Default folder of submissions, relative to the root folder of the repository."""


def outputs_bytes(system: str, summaries: Mapping[str, str]) -> bytes:
    """Return the file to store: JSONL with one line for the system and one per summary."""
    rows: list[dict[str, str]] = [
        {"system": system},
        *({"id": story, "summary": text} for story, text in summaries.items()),
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def store(folder: Path, manifest: Manifest, run: Run, outputs: bytes, replaces: bool = False) -> Path:
    """Add one run to the folder of its system, and return that folder.

    The other runs of the system are kept. With `replaces`, the run may overwrite a stored one, and the description may
    change; parts of the description that `manifest` lacks are kept. Raise `InputError` if `replaces` is false and the run
    is stored already or the description differs. Raise it also if the manifest or the stored files have problems.
    The folder is looked at and replaced under a lock, in one step, so that two runs for one system lose nothing.
    """
    if found := problems_of(manifest, manifest.system[:80]):
        raise InputError(found)
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        settle(folder)
        place = folder / manifest.system
        files = _with_run(place, manifest, _stored_manifest(folder, manifest), run, replaces)
        replace_folder(place, files | {run.file: outputs})
    return place


def _with_run(place: Path, manifest: Manifest, stored: Manifest | None, run: Run, replaces: bool) -> dict[str, bytes]:
    """Return the files of a system with `run` added, but without the outputs of `run`."""
    others: tuple[Run, ...] = ()
    if stored is not None:
        others = tuple(one for one in stored.runs if one.file != run.file)
        alike = replace(stored, runs=()) == replace(manifest, runs=())
        if not replaces and (not alike or len(others) < len(stored.runs)):
            outputs_stored = f"already has outputs for {run.config}/{run.split}/{run.kind}"
            what = outputs_stored if alike else "is already stored with a different description"
            again = "" if alike else "repeat the --url, --license and other options of the first run, "
            raise fail(str(place), what, f"{again}choose another --system, or use --replace if the system is yours")
        if problems := _wrong_files(stored, place):
            raise InputError(problems)
        manifest = _with_stored_description(manifest, stored)
    runs = tuple(sorted((*others, run), key=lambda one: one.file))
    files = {one.file: read_limited(place / one.file, FILE_LIMIT) for one in others}
    return files | {MANIFEST_NAME: replace(manifest, runs=runs).as_bytes()}


def _with_stored_description(manifest: Manifest, stored: Manifest) -> Manifest:
    """Return `manifest`, with missing parts of the description taken from `stored`."""
    return replace(
        manifest,
        url=manifest.url or stored.url,
        license=manifest.license or stored.license,
        trained_on_this=manifest.trained_on_this or stored.trained_on_this,
        notes=manifest.notes or stored.notes,
    )


def _stored_manifest(folder: Path, manifest: Manifest) -> Manifest | None:
    """Return the stored manifest of the system, or None.

    Raise `InputError` if the stored manifest has problems, if its place is not a folder, or if a stored name differs in case
    only, since some file systems do not distinguish the two.
    """
    for one in sorted(folder.iterdir()) if folder.is_dir() else []:
        if one.name == manifest.system:
            if one.is_symlink() or not one.is_dir():
                raise fail(str(one), "is not a folder", "choose another --system")
            return read_manifest(one)
        if one.name.casefold() == manifest.system.casefold():
            raise fail(str(one), "is a system whose name differs in case only", "choose another --system")
    return None


def read_store(folder: Path) -> list[tuple[Manifest, Path]]:
    """Return the manifests of all systems with their folders, sorted by name.

    A folder may come from a pull request, so nothing in it is trusted. Raise `InputError` with all problems if there are
    unexpected files, links, names that some file systems cannot hold, wrong hashes or invalid manifests.
    """
    if not folder.is_dir():
        return []
    with locked(folder, shared=True):
        found: list[tuple[Manifest, Path]] = []
        problems: list[Problem] = []
        places = [place for place in sorted(folder.iterdir()) if not place.name.startswith(".")]
        problems += (
            Problem(str(left), "was left by an interrupted chipbrief submit", f"move it to {folder / name}")
            for left in sorted(folder.glob(f"{OLD}*"))
            if not (folder / (name := left.name.removeprefix(OLD))).exists()
        )
        problems += _alike(places)
        for place in places:
            if place.name == "README.md" and not place.is_symlink():
                continue
            if what := name_problem(place.name):
                problems.append(Problem(str(place), what, "rename it"))
            elif place.is_symlink() or not place.is_dir():
                remedy = "remove it: this place holds one folder per system"
                problems.append(Problem(str(place), "is not a folder", remedy))
            else:
                try:
                    manifest = read_manifest(place)
                    problems += _wrong_files(manifest, place)
                    found.append((manifest, place))
                except InputError as error:
                    problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _alike(places: Sequence[Path]) -> list[Problem]:
    """Return a problem for each name that differs from an earlier one in case only."""
    seen: dict[str, str] = {}
    return [
        Problem(str(place), f"differs in case only from {seen[place.name.casefold()]!r}", "rename one of them")
        for place in places
        if seen.setdefault(place.name.casefold(), place.name) != place.name
    ]


def _wrong_files(manifest: Manifest, place: Path) -> list[Problem]:
    """Return the problems of the files in `place`: unexpected, missing or linked files, other formats, and wrong hashes."""
    files = {run.file: run for run in manifest.runs}
    there = sorted(place.iterdir())
    problems = [
        Problem(str(one), "belongs to no run of the manifest", "remove it")
        for one in there
        if one.name not in files and one.name != MANIFEST_NAME
    ]
    for name, run in files.items():
        path = place / name
        if path.is_symlink():
            problems.append(Problem(str(path), "is a symbolic link", "store the file itself"))
            continue
        try:
            data = read_limited(path, FILE_LIMIT)
        except InputError as error:
            problems += error.problems
            continue
        remedy = "store it with chipbrief submit"
        if sha256(data) != run.sha256:
            problems.append(Problem(str(path), "does not match its hash in the manifest", remedy))
        elif not data.startswith(b"{"):  # the reader also takes CSV, Parquet and compressed files, whatever their name
            problems.append(Problem(str(path), "is not JSON Lines", remedy))
    return problems
