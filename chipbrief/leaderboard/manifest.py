"""A submitted system's manifest: who it is, and which outputs of it are stored, with their hashes. It holds no score."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from chipbrief.baselines.systems import KINDS, SYSTEMS
from chipbrief.files import read_limited
from chipbrief.problems import InputError, Problem
from chipbrief.records import REFERENCE_KINDS, SPLITS, ReferenceKind, Split

FILE = "manifest.json"
MANIFEST_LIMIT = 64 << 10
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
"""A system's name is the name of its folder: letters, digits, dots, hyphens and underscores; neither end is a mark."""
DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)))
)
"""Names that no file can have on Windows, whatever follows a dot: a folder of that name breaks the checkout there."""
NOTES_LIMIT = 2000
SHORT = 300
Trained = Literal["yes", "no"]
SUBMITTED = ("open", "multi")
"""Configurations whose outputs may be published; those of the others would be made from other people's text."""
SPLIT: Split = "test"
"""The one split that the leaderboard shows: the other is for choosing a system's settings."""

OPEN = ", ".join(f"{config}/{SPLIT}/{kind}" for config in SUBMITTED for kind in KINDS[config])


@dataclass(frozen=True, slots=True)
class Run:
    """One file of outputs: `sha256` is that of the file, `data` the digest of the split's rows, `signature` how it was scored."""

    config: str
    split: Split
    kind: ReferenceKind
    sha256: str
    data: str
    signature: str

    @property
    def file(self) -> str:
        """Its name, which no manifest can choose."""
        return f"{self.config}.{self.split}.{self.kind}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`trained_on_this` says whether the system has seen this dataset in training; null where nobody says."""

    system: str
    url: str | None
    license: str | None
    trained_on_this: Trained | None
    notes: str | None
    runs: tuple[Run, ...]

    def as_bytes(self) -> bytes:
        """The file's content."""
        return (json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n").encode()


def problems_of(manifest: Manifest, where: str) -> list[Problem]:
    """Everything about a manifest that cannot stand."""
    found = []
    if not NAME.fullmatch(manifest.system):
        remedy = "use letters, digits, dots, hyphens and underscores, 64 at most"
        found.append(Problem(where, f"{manifest.system[:80]!a} is no name for a system", remedy))
    elif manifest.system.casefold() in _taken():
        found.append(Problem(where, f"{manifest.system!r} is the name of a baseline", "choose another --system"))
    elif manifest.system.partition(".")[0].casefold() in DEVICES:
        found.append(Problem(where, f"{manifest.system!r} is a device on Windows", "choose another --system"))
    if manifest.url is not None and not _is_web_address(manifest.url):
        found.append(Problem(where, f"url {manifest.url[:80]!a} is no web address", "begin it with https://"))
    for name, limit in (("license", SHORT), ("notes", NOTES_LIMIT)):
        text = getattr(manifest, name)
        if text is not None and not (0 < len(text) <= limit and text.replace("\n", " ").isprintable()):
            found.append(
                Problem(where, f"{name} is empty, longer than {limit} characters or not printable", "correct it")
            )
    settings = [(run.config, run.split, run.kind) for run in manifest.runs]
    if len(set(settings)) < len(settings):
        found.append(Problem(where, "a setting stands twice", "keep one run of it"))
    found += (
        Problem(where, f"{ascii(config)[1:-1][:40]}/{split}/{kind} is not open to submissions", f"these are: {OPEN}")
        for config, split, kind in settings
        if config not in SUBMITTED or split != SPLIT or kind not in KINDS[config]
    )
    return found


def _taken() -> set[str]:
    """Names of the board's own rows, whose pages a submission of that name would write over."""
    # Imported here: the ceiling brings the scorer along, which `submit --help` should not cost.
    from chipbrief.baselines.ceiling import NAME as CEILING

    return {name.casefold() for name in (*SYSTEMS, CEILING)}


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and len(url) <= SHORT
        and url.isprintable()
        and " " not in url
    )


def read_manifest(folder: Path) -> Manifest:
    """The manifest in `folder`, whose name is the system's. Raises `InputError` with every problem."""
    path = folder / FILE
    where = str(path)
    try:
        row = json.loads(read_limited(path, MANIFEST_LIMIT))
        manifest = _decode(row)
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError([Problem(where, f"is no manifest: {error}", "write it with chipbrief submit")]) from None
    found = problems_of(manifest, where)
    if manifest.system != folder.name:
        found.append(Problem(where, f"names the system {manifest.system[:80]!a}", f"the folder is {folder.name!r}"))
    if found:
        raise InputError(found)
    return manifest


def _decode(row: Any) -> Manifest:
    _has_keys(row, Manifest)
    if not isinstance(row["runs"], list):
        raise TypeError("runs is not a list")
    for key in ("url", "license", "notes", "trained_on_this"):
        if not isinstance(row[key], str | None):
            raise TypeError(f"{key} is neither text nor null")
    if row["trained_on_this"] not in (None, *get_args(Trained)):
        raise ValueError("trained_on_this is not yes, no or null")
    return Manifest(**{**row, "system": _text(row, "system"), "runs": tuple(map(_decode_run, row["runs"]))})


def _decode_run(row: Any) -> Run:
    _has_keys(row, Run)
    if row["split"] not in SPLITS or row["kind"] not in REFERENCE_KINDS:
        raise ValueError(f"no split {ascii(row['split'])[:40]} or kind {ascii(row['kind'])[:40]}")
    texts: dict[str, Any] = {name: _text(row, name) for name in row}
    return Run(**texts)


def _has_keys(row: Any, record: type[Manifest | Run]) -> None:
    names = {field.name for field in fields(record)}
    if not isinstance(row, dict) or row.keys() != names:
        raise TypeError(f"an object with {', '.join(sorted(names))} belongs here")


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not text")
    if name != "system" and not value.isprintable():  # of the name, `problems_of` says more
        raise ValueError(f"{name} has characters that cannot be printed")
    return value
