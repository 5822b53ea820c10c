"""The folder of submissions: one folder a system, with its manifest and the outputs that it sent in."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from chipbrief.files import read_limited, sha256, write_atomically
from chipbrief.leaderboard.manifest import FILE, Manifest, Run, problems_of, read_manifest
from chipbrief.problems import InputError, Problem, fail
from chipbrief.submissions.faults import FILE_LIMIT

FOLDER = Path("submissions")


def outputs_bytes(system: str, summaries: Mapping[str, str]) -> bytes:
    """Outputs in the one form in which they are stored, whatever form they were sent in."""
    rows: list[dict[str, str]] = [
        {"system": system},
        *({"id": story, "summary": text} for story, text in summaries.items()),
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def store(folder: Path, manifest: Manifest, run: Run, outputs: bytes, replaces: bool = False) -> Path:
    """Add one run to `folder/<system>/`: beside the others of a system that is described alike, or in place of what is there.

    Without `replaces` nothing that is there changes: raises `InputError` where the system has this run already or is
    described in another way. The system's folder is made anew beside the old one and put in its place by renaming.
    """
    if found := problems_of(manifest, manifest.system[:80]):
        raise InputError(found)
    place = folder / manifest.system
    _heal(place)
    there = _is_there(folder, manifest)
    others: tuple[Run, ...] = ()
    if there is not None:
        others = tuple(one for one in there.runs if one.file != run.file)
        alike = replace(there, runs=()) == replace(manifest, runs=())
        if not replaces and (not alike or len(others) < len(there.runs)):
            what = f"has outputs for {run.config}/{run.split}/{run.kind}" if alike else "is described in another way"
            raise fail(str(place), f"{what} already", "choose another --system, or --replace it if it is yours")
        if problems := _wrong_files(there, place):
            raise InputError(problems)
        manifest = _with_what_stays(manifest, there)
    folder.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder, prefix=f".{manifest.system}."))
    try:
        for one in others:
            shutil.copyfile(place / one.file, beside / one.file)
        write_atomically(beside / run.file, outputs)
        runs = tuple(sorted((*others, run), key=lambda one: one.file))
        write_atomically(beside / FILE, replace(manifest, runs=runs).as_bytes())
        beside.chmod(0o755)
        _put(beside, place)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return place


def _with_what_stays(manifest: Manifest, there: Manifest) -> Manifest:
    """The new description, and of the old one what the new one does not speak of."""
    return replace(
        manifest,
        url=manifest.url or there.url,
        license=manifest.license or there.license,
        trained_on_this=manifest.trained_on_this or there.trained_on_this,
        notes=manifest.notes or there.notes,
    )


def _is_there(folder: Path, manifest: Manifest) -> Manifest | None:
    """The manifest of the system, if it is stored. A name that differs in case alone is taken: some file systems see no difference."""
    for one in sorted(folder.iterdir()) if folder.is_dir() else []:
        if one.name == manifest.system:
            if one.is_symlink() or not one.is_dir():
                raise fail(str(one), "is not a folder", "choose another --system")
            return read_manifest(one)
        if one.name.casefold() == manifest.system.casefold():
            raise fail(str(one), "is a system of nearly the same name", "choose another --system")
    return None


OLD = ".old."
"""In the name of the folder that holds what is being replaced."""


def _heal(place: Path) -> None:
    """Put back what was moved away by a call that was killed before the new folder was in its place."""
    if not place.exists():
        for left in sorted(place.parent.glob(f".{place.name}{OLD}*/it")):
            left.rename(place)
            left.parent.rmdir()
            return


def _put(beside: Path, place: Path) -> None:
    """Rename `beside` to `place`; what is there is moved away first, and back if that fails."""
    if not place.exists():
        beside.rename(place)
        return
    old = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}{OLD}"))
    place.rename(old / "it")
    try:
        beside.rename(place)
    except BaseException:
        (old / "it").rename(place)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def read_store(folder: Path) -> list[tuple[Manifest, Path]]:
    """Every system and its folder, by name. Raises `InputError` with every problem: other files, wrong hashes, bad manifests."""
    found: list[tuple[Manifest, Path]] = []
    problems: list[Problem] = []
    for place in sorted(folder.iterdir()) if folder.is_dir() else []:
        if place.name.startswith("."):
            name = place.name[1:].partition(OLD)[0]
            if (place / "it").is_dir() and not (folder / name).exists():
                problems.append(
                    Problem(
                        str(place / "it"), "was left by a submission that was killed", f"move it to {folder / name}"
                    )
                )
            continue
        if place.name == "README.md":
            continue
        if place.is_symlink() or not place.is_dir():
            problems.append(Problem(str(place), "is not a folder", "one folder a system belongs here"))
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
    files = {run.file: run for run in manifest.runs}
    problems = [
        Problem(str(one), "belongs to no run of the manifest", "remove it")
        for one in sorted(place.iterdir())
        if one.name not in files and one.name != FILE
    ]
    for name, run in files.items():
        path = place / name
        if path.is_symlink():
            problems.append(Problem(str(path), "is a link", "store the file itself"))
            continue
        try:
            data = read_limited(path, FILE_LIMIT)
        except InputError as error:
            problems += error.problems
            continue
        if sha256(data) != run.sha256:
            problems.append(
                Problem(str(path), "is not what the manifest has the hash of", "send it in with chipbrief submit")
            )
    return problems
