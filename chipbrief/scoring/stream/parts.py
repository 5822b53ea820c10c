"""Parts of a streamed run: batches of rows, their tables of scores, and the folder that keeps these."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipbrief.files import decode, read_text, write_atomically
from chipbrief.locks import HIDDEN, try_lock
from chipbrief.metrics import facts
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Story
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.stream.places import Place, Remote
from chipbrief.scoring.stream.state import State, state_of
from chipbrief.scoring.table import score_table

if TYPE_CHECKING:
    import pyarrow as pa

    from chipbrief.metrics.entailment import Judge

FORMAT = 1
"""Version of the layout of a folder of parts."""
DESCRIPTION, LOCK = "run.json", ".lock"
DESCRIPTION_LIMIT = 1 << 20
"""Maximum size of `run.json`, in bytes."""
_PART = re.compile(r"part-(\d{6,})\.parquet")
_LEFT_OVER = re.compile(rf"{re.escape(HIDDEN)}.*", re.DOTALL)
"""Names of unfinished files that a killed run leaves."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for all batches of a run. It can be pickled, except perhaps `ask` and `judge`.

    `systems` are the names of the columns of summaries. `clustered` tells that clusters of stories are resampled.
    """

    setting: Setting
    systems: tuple[str, ...]
    labelled: bool
    columns: tuple[str, ...] | None = None
    evidence: tuple[str, ...] = ()
    clustered: bool = False
    ask: facts.Ask | None = None
    judge: Judge | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one part: columns `row`, `id`, one per system, and `document`, `title`, `references` without `stories`."""

    number: int
    rows: pa.Table
    stories: Mapping[str, Story] | None = field(default=None)


def part_name(number: int) -> str:
    """Return the name of the file of a part."""
    return f"part-{number:06}.parquet"


def score_batch(job: Job, batch: Batch) -> pa.Table:
    """Return the scores of a batch: for each row of the source one row per system, with its number and the system's name."""
    import pyarrow as pa

    systems = len(job.systems)
    order = pa.array([at for at in range(len(batch.rows)) for _ in job.systems], pa.int64())
    shared = batch.rows.drop_columns(list(job.systems)).take(order)
    texts = zip(*(batch.rows.column(name).to_pylist() for name in job.systems), strict=True)
    table = shared.append_column("summary", pa.array([text for row in texts for text in row], pa.string()))
    scores = score_table(
        table.drop_columns("row"),
        job.setting,
        stories=batch.stories,
        columns=job.columns,
        evidence=job.evidence,
        labelled=job.labelled,
        sums=True,
        ask=job.ask,
        judge=job.judge,
    )
    columns = {"row": table.column("row"), "system": pa.array(list(job.systems) * (len(table) // systems), pa.string())}
    if job.clustered and batch.stories is not None:
        clusters = [batch.stories[story].cluster or story for story in table.column("id").to_pylist()]
        columns["cluster"] = pa.array(clusters, pa.string())
    return pa.table({**columns, **{name: scores.column(name) for name in scores.column_names}})


def states_of(job: Job, scores: pa.Table) -> dict[str, State]:
    """Return the state of each system of a part."""
    import pyarrow.compute as pc

    setting = job.setting
    return {
        name: state_of(scores.filter(pc.equal(scores.column("system"), name)), setting.resamples, setting.seed)
        for name in job.systems
    }


def part_bytes(scores: pa.Table) -> bytes:
    """Return the Parquet file of a part. The same table gives the same bytes with one version of pyarrow."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(scores, sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def score_part(job: Job, batch: Batch, path: Place) -> dict[str, State]:
    """Score a batch, write its part to `path`, and return its states."""
    scores = score_batch(job, batch)
    write(path, part_bytes(scores))
    return states_of(job, scores)


def read_part(job: Job, path: Place) -> dict[str, State]:
    """Return the states of a part that an earlier run has written. Raise `InputError` if it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        source = pa.BufferReader(path.read()) if isinstance(path, Remote) else path
        return states_of(job, pq.read_table(source, partitioning=None, use_threads=False))
    except (pa.ArrowException, OSError, KeyError) as error:
        first = next(iter(str(error).splitlines()), "")
        raise fail(str(path), f"is not a part: {first[:120]}", "delete it, and repeat the command") from None


def write(path: Place, data: bytes) -> None:
    """Write a file. A reader sees all of it or, before that, nothing new."""
    if isinstance(path, Remote):
        path.write(data)
    else:
        write_atomically(path, data)


@contextmanager
def open_folder(
    folder: Place, described: Mapping[str, Any], more: Mapping[str, Any] | None = None
) -> Iterator[frozenset[int]]:
    """Open a folder of parts for one run, and return the numbers of the finished parts.

    `described` is written to `run.json` before any part, with `more` that may differ between runs. A folder that holds another run is
    refused. Unfinished files of killed runs are deleted. Raise `InputError` if the folder is refused, or another process uses it.
    """
    with _locked(folder):
        before = description(folder)
        if before is None:
            if any(name != LOCK and not _LEFT_OVER.fullmatch(name) for name in _names(folder)):
                raise fail(str(folder), f"is not empty, and has no {DESCRIPTION}", "pass a new folder to --out")
        elif changed := [name for name in described if before.get(name) != described[name]]:
            raise InputError(_change(folder, name, before.get(name), described[name]) for name in changed)
        for name in _names(folder):
            if isinstance(folder, Path) and _LEFT_OVER.fullmatch(name):
                (folder / name).unlink()
        if before is None:
            text = json.dumps({"format": FORMAT, **described, **(more or {})}, ensure_ascii=False, indent=2)
            write(folder / DESCRIPTION, f"{text}\n".encode())
        yield frozenset(finished(folder))


def _change(folder: Place, name: str, before: Any, now: Any) -> Problem:
    remedy = "pass another folder to --out, or repeat the command as it was"
    return Problem(
        str(folder), f"holds scores of another run: {name} is {str(before)[:300]!a}, now {str(now)[:300]!a}", remedy
    )


def description(folder: Place) -> dict[str, Any] | None:
    """Return what `run.json` of a folder says, or None without one. Raise `InputError` if it is damaged or of another version."""
    path = folder / DESCRIPTION
    if not path.exists():
        return None
    try:
        found = json.loads(_text(path))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise fail(str(path), "is not a description of a run that this version knows", "pass another folder to --out")
    return found


def _text(path: Place) -> str:
    if isinstance(path, Remote):
        return decode(path.read(DESCRIPTION_LIMIT), str(path))
    return read_text(path, DESCRIPTION_LIMIT)


def finished(folder: Place) -> list[int]:
    """Return the numbers of the parts in a folder. A part has its name only when it is complete."""
    return sorted(int(match[1]) for name in _names(folder) if (match := _PART.fullmatch(name)))


def _names(folder: Place) -> list[str]:
    return folder.names() if isinstance(folder, Remote) else [path.name for path in folder.iterdir()]


@contextmanager
def _locked(folder: Place) -> Iterator[None]:
    """Make a folder and hold its lock. The system releases it when the process ends, however it ends. Object stores have none."""
    if isinstance(folder, Remote):
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o644)
    try:
        try:
            is_free = try_lock(handle)
        except OSError as error:
            raise fail(str(folder), f"cannot be locked ({error.strerror})", "pass an --out on a local disk") from None
        if not is_free:
            raise fail(str(folder), "is in use by another run", "wait for it, or pass another --out")
        yield
    finally:
        with suppress(OSError):
            os.close(handle)


def batches_of(rows: Sequence[Mapping[str, Any]], systems: Sequence[str]) -> pa.Table:
    """Return rows, as dictionaries by column, as the table of a `Batch`."""
    import pyarrow as pa

    kinds = {"row": pa.int64(), "references": pa.list_(pa.string())}
    names = [*rows[0]] if rows else ["row", "id", *systems]
    return pa.table({name: pa.array([row[name] for row in rows], kinds.get(name, pa.string())) for name in names})
