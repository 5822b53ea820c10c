"""Manifest of a submitted system: its description, and the hashes of its stored outputs. It holds no scores."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from chipbrief.baselines.systems import KINDS, STORED_MODELS, SYSTEMS
from chipbrief.corpora.description import NAME
from chipbrief.corpora.store import CONFIGS
from chipbrief.files import decode, is_file_name, read_limited
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import REFERENCE_KINDS, ReferenceKind, Split

MANIFEST_NAME = "manifest.json"
"""Name of the manifest in a system's folder."""
MANIFEST_LIMIT = 64 << 10
"""Maximum size of a manifest, in bytes."""
SYSTEM_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
"""Pattern of a system's name, which is also the name of its folder. It begins and ends with a letter or digit."""
WINDOWS_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)))
)
"""Device names of Windows, with or without a suffix. A folder of such a name cannot be checked out there."""
NOTES_LIMIT = 2000
"""Maximum length of `notes`, in characters."""
SHORT_LIMIT = 300
"""Maximum length of `url` and of `license`, in characters."""
Trained = Literal["yes", "no"]
SUBMITTED = ("open", "multi")
"""Configurations that are open to submissions. The texts of the others belong to other people, so outputs may not be published."""
SPLIT: Split = "test"
"""Split of the leaderboard. The split `validation` is for choosing the settings of a system."""

OPEN_SETTINGS = ", ".join(f"{config}/{SPLIT}/{kind}" for config in SUBMITTED for kind in KINDS[config])


@dataclass(frozen=True, slots=True)
class Run:
    """One stored file of outputs.

    `sha256` is the hash of the file and `data` the digest of the rows of the split. `signature` records how the file was
    scored when it was submitted.
    """

    config: str
    split: str
    kind: ReferenceKind
    sha256: str
    data: str
    signature: str

    @property
    def file(self) -> str:
        """Name of the file. It is derived, so that a manifest cannot point to another path."""
        return f"{self.config}.{self.split}.{self.kind}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Description of a system and its runs.

    `trained_on_this` states whether the system saw this dataset in training or in its prompt; None means not stated.
    """

    system: str
    url: str | None
    license: str | None
    trained_on_this: Trained | None
    notes: str | None
    runs: tuple[Run, ...]

    def as_bytes(self) -> bytes:
        """Return the content of the file."""
        return (json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n").encode()


def problems_of(manifest: Manifest, where: str) -> list[Problem]:
    """Return all problems of `manifest`. `where` is the place to name in them."""
    found = []
    if not SYSTEM_NAME.fullmatch(manifest.system):
        remedy = "use up to 64 letters, digits, dots, hyphens and underscores; begin and end with a letter or digit"
        found.append(Problem(where, f"{manifest.system[:80]!a} is not a valid system name", remedy))
    elif manifest.system.casefold() in _reserved_names():
        found.append(
            Problem(where, f"{manifest.system!r} is the name of a baseline or stored model", "choose another --system")
        )
    elif what := name_problem(manifest.system):
        found.append(Problem(where, f"{manifest.system!r} {what}", "choose another --system"))
    if manifest.url is not None and not _is_web_address(manifest.url):
        found.append(
            Problem(
                where, f"url {manifest.url[:80]!a} is not a web address", "write an address that begins with https://"
            )
        )
    for name, limit in (("license", SHORT_LIMIT), ("notes", NOTES_LIMIT)):
        text = getattr(manifest, name)
        if text is not None and not (0 < len(text) <= limit and text.replace("\n", " ").isprintable()):
            found.append(
                Problem(
                    where,
                    f"{name} is empty, longer than {limit} characters, or contains unprintable characters",
                    "shorten or correct it",
                )
            )
    settings = [(run.config, run.split, run.kind) for run in manifest.runs]
    if len({run.file.casefold() for run in manifest.runs}) < len(settings):
        found.append(Problem(where, "two runs have the same setting", "keep one of them"))
    found += (
        Problem(
            where,
            f"{ascii(config)[1:-1][:40]}/{split}/{kind} is not open to submissions",
            f"use one of {OPEN_SETTINGS}",
        )
        for config, split, kind in settings
        if not _is_open(config, split, kind)
    )
    return found


def name_problem(name: str) -> str | None:
    """Return why some file systems cannot hold a file of this name, or None if all can."""
    if name.partition(".")[0].strip().casefold() in WINDOWS_DEVICES:
        return "is the name of a Windows device"
    if not is_file_name(name) or re.search(r'[<>"|?*]|[. ]$', name):
        return "is not a file name on all systems"
    return None


def _is_open(config: str, split: str, kind: str) -> bool:
    """Return whether runs of a setting may be stored. Those of a corpus of one's own may, whatever its name and splits."""
    if config in SUBMITTED:
        return split == SPLIT and kind in KINDS[config]
    names = all(NAME.fullmatch(part) and not name_problem(part) for part in (config, split))
    return config.casefold() not in CONFIGS and names and kind in REFERENCE_KINDS


def _reserved_names() -> set[str]:
    """Return the names of the baselines and stored models. A submission with such a name would overwrite their pages."""
    # Imported here, since this module imports the scorer, and `submit --help` should be fast.
    from chipbrief.baselines.ceiling import NAME as CEILING

    return {name.casefold() for name in (*SYSTEMS, *STORED_MODELS, CEILING)}


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and len(url) <= SHORT_LIMIT
        and url.isprintable()
        and " " not in url
    )


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in `folder`, whose name must be that of the system. Raise `InputError` with all problems if it is not valid."""
    path = folder / MANIFEST_NAME
    where = str(path)
    if path.is_symlink():
        raise fail(where, "is a symbolic link", "store the file itself")
    try:
        # The text is decoded here, because `json.loads` would also take UTF-16.
        text = decode(read_limited(path, MANIFEST_LIMIT), where)
        manifest = _decode(json.loads(text, object_pairs_hook=_unique))
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError([Problem(where, f"is not a manifest: {error}", "write it with chipbrief submit")]) from None
    found = problems_of(manifest, where)
    if manifest.system != folder.name:
        found.append(
            Problem(
                where, f"names the system {manifest.system[:80]!a}", f"write {folder.name!r}, the name of the folder"
            )
        )
    if found:
        raise InputError(found)
    return manifest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise ValueError("an object has a key twice")
    return row


def _decode(row: Any) -> Manifest:
    _has_keys(row, Manifest)
    if not isinstance(row["runs"], list):
        raise TypeError("runs is not a list")
    for key in ("url", "license", "notes", "trained_on_this"):
        if not isinstance(row[key], str | None):
            raise TypeError(f"{key} is neither a string nor null")
    if row["trained_on_this"] not in (None, *get_args(Trained)):
        raise ValueError("trained_on_this is not yes, no or null")
    return Manifest(**{**row, "system": _text(row, "system"), "runs": tuple(map(_decode_run, row["runs"]))})


def _decode_run(row: Any) -> Run:
    _has_keys(row, Run)
    if row["kind"] not in REFERENCE_KINDS:
        raise ValueError(f"kind {ascii(row['kind'])[:40]} is unknown")
    texts: dict[str, Any] = {name: _text(row, name) for name in row}
    return Run(**texts)


def _has_keys(row: Any, record: type[Manifest | Run]) -> None:
    names = {field.name for field in fields(record)}
    if not isinstance(row, dict) or row.keys() != names:
        raise TypeError(f"expected an object with {', '.join(sorted(names))}")


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a string")
    if name != "system" and not value.isprintable():  # `problems_of` checks the name
        raise ValueError(f"{name} contains unprintable characters")
    return value
