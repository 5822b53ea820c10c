"""The folder of submissions: one folder per system, with its manifest and its outputs."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from chipbrief.corpora.tables.stream import FILE_LIMIT
from chipbrief.files import read_limited, sha256, write_atomically
from chipbrief.leaderboard.manifest import MANIFEST_NAME, Manifest, Run, problems_of, read_manifest
from chipbrief.problems import InputError, Problem, fail

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
    A new folder is written beside the old one and then renamed, so that a failure leaves the old one unchanged.
    """
    if found := problems_of(manifest, manifest.system[:80]):
        raise InputError(found)
    place = folder / manifest.system
    _restore_interrupted(place)
    stored = _stored_manifest(folder, manifest)
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
    folder.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder, prefix=f".{manifest.system}."))
    try:
        for one in others:
            shutil.copyfile(place / one.file, beside / one.file)
        write_atomically(beside / run.file, outputs)
        runs = tuple(sorted((*others, run), key=lambda one: one.file))
        write_atomically(beside / MANIFEST_NAME, replace(manifest, runs=runs).as_bytes())
        beside.chmod(0o755)
        _move_into_place(beside, place)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return place


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


OLD_MARK = ".old."
"""Part of the name of the folder that holds an old version while it is replaced."""


def _restore_interrupted(place: Path) -> None:
    """Move the old version back to `place` if a killed call left it in a temporary folder."""
    if not place.exists():
        for left in sorted(place.parent.glob(f".{place.name}{OLD_MARK}*/it")):
            left.rename(place)
            left.parent.rmdir()
            return


def _move_into_place(beside: Path, place: Path) -> None:
    """Rename `beside` to `place`. An old version is moved away first, and moved back if the renaming fails."""
    if not place.exists():
        beside.rename(place)
        return
    old = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}{OLD_MARK}"))
    place.rename(old / "it")
    try:
        beside.rename(place)
    except BaseException:
        (old / "it").rename(place)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def read_store(folder: Path) -> list[tuple[Manifest, Path]]:
    """Return the manifests of all systems with their folders, sorted by name.

    Raise `InputError` with all problems if there are unexpected files, wrong hashes or invalid manifests.
    """
    found: list[tuple[Manifest, Path]] = []
    problems: list[Problem] = []
    for place in sorted(folder.iterdir()) if folder.is_dir() else []:
        if place.name.startswith("."):
            name = place.name[1:].partition(OLD_MARK)[0]
            if (place / "it").is_dir() and not (folder / name).exists():
                problems.append(
                    Problem(
                        str(place / "it"), "was left by an interrupted chipbrief submit", f"move it to {folder / name}"
                    )
                )
            continue
        if place.name == "README.md":
            continue
        if place.is_symlink() or not place.is_dir():
            problems.append(Problem(str(place), "is not a folder", "remove it: this place holds one folder per system"))
            continue
        try:
            manifest = read_manifest(place)
            problems += _wrong_files(manifest, place)
            found.append((manifest, place))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _wrong_files(manifest: Manifest, place: Path) -> list[Problem]:
    """Return the problems of the files in `place`: unexpected, missing or linked files, and wrong hashes."""
    files = {run.file: run for run in manifest.runs}
    problems = [
        Problem(str(one), "belongs to no run of the manifest", "remove it")
        for one in sorted(place.iterdir())
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
        if sha256(data) != run.sha256:
            problems.append(
                Problem(str(path), "does not match its hash in the manifest", "store it with chipbrief submit")
            )
    return problems
