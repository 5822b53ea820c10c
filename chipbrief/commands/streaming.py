"""`chipbrief score --out DIR`: score a table of any size part by part, in several processes, and continue after an interruption."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipbrief.commands.asking import Asker, conclude
from chipbrief.commands.measures import judge_of, matcher_asks
from chipbrief.commands.stream_plan import Plan, check_options, plan_of
from chipbrief.problems import InputError, fail

if TYPE_CHECKING:
    from chipbrief.records import Story
    from chipbrief.scoring.setting import Setting
    from chipbrief.scoring.stream.parts import Batch, Job
    from chipbrief.scoring.stream.state import State
    from chipbrief.scoring.system import Scores
    from chipbrief.submissions.streams import Checked, Stream, StreamRow

BATCH = 5_000
"""Default number of rows of a part."""
STREAM_DESCRIPTION = """With --out, the table may have any number of rows: CSV, JSONL, Parquet, Arrow, a folder of
`datasets` or hf:NAME. The scores of all rows are written to the folder, part by part. If the
command is interrupted, repeat it: it continues, and the result is the same. Means and intervals
come from one pass, with a Poisson bootstrap (default: 1000 resamples)."""


def add_streaming(parser: argparse.ArgumentParser) -> None:
    """Add the options of streamed runs."""
    group = parser.add_argument_group("many summaries", STREAM_DESCRIPTION)
    group.add_argument(
        "--out",
        metavar="DIR",
        help="folder, or s3:// or gs:// address, for the scores of all rows, one Parquet file per part",
    )
    group.add_argument("--workers", type=int, metavar="N", help="processes that score (default: one per core; 1: none)")
    group.add_argument("--batch", type=int, metavar="N", help=f"rows per part (default: {BATCH})")
    group.add_argument(
        "--evidence", action="append", choices=("mentions", "weights", "named", "facts"),
        help="also write this list for every row; repeat it for several",
    )  # fmt: skip
    group.add_argument(
        "--repeated", action="store_true", help="several rows may have one id: several outputs for one story"
    )
    group.add_argument(
        "--engine",
        choices=("local", "ray"),
        help="what scores: this machine (default), or a Ray cluster, which reads Parquet",
    )
    group.add_argument("--address", metavar="HOST:PORT", help="address of the Ray cluster (default: start one here)")


OPTIONS = ("workers", "batch", "evidence", "repeated", "engine", "address")
"""Options that need `--out`."""


def refuse_alone(args: argparse.Namespace) -> None:
    """Raise `InputError` if an option of streamed runs is given without `--out`."""
    if given := [f"--{name}" for name in OPTIONS if getattr(args, name)]:
        raise fail(", ".join(given), "is used only with --out", "add --out DIR")


def score_stream(args: argparse.Namespace, columns: tuple[str, ...]) -> list[Scores]:
    """Score the table of a command line into its folder, and return the scores of each system.

    Raise `InputError` with all faults of the table. Then nothing is written.
    """
    from chipbrief.scoring.setting import signature
    from chipbrief.scoring.stream import parts
    from chipbrief.scoring.stream.places import place_of
    from chipbrief.scoring.stream.summary import scores_of
    from chipbrief.scoring.system import check_references, reference_length

    check_options(args)
    out = place_of(args.out)
    plan = plan_of(args)
    stream, setting, corpus = plan.stream, plan.setting, plan.corpus
    if corpus is not None:
        check_references(corpus.stories, setting)
    before = parts.description(out)
    stamp = _stamp(stream.source)
    checked = _known(before, stamp) or _checked(stream)
    data = corpus.data if corpus is not None else f"table@{checked.digest[:12]}"
    stories = corpus.stories if corpus is not None else _examples(checked, setting)
    made = signature(stories, setting, data)
    _compare_signature(args, made)
    job = _job(args, plan, columns)
    size = args.batch or (before or {}).get("batch") or BATCH
    described = {
        "signature": made, "rows": checked.rows, "digest": checked.digest, "batch": size, "systems": list(job.systems),
        "columns": None if job.columns is None else list(job.columns), "evidence": list(job.evidence), "repeated": stream.repeated,
    }  # fmt: skip
    more = {"stamp": stamp, "references": list(checked.references)}
    with parts.open_folder(out, described, more) as done:
        if args.engine == "ray":
            states = _on_ray(args, plan, job, checked.rows, size)
        else:
            states = _on_this_machine(args, plan, job, checked.rows, size, done)
    conclude(job.ask)
    length = reference_length(corpus.stories, setting) if corpus is not None else None
    names = [plan.name] if len(job.systems) == 1 else list(job.systems)
    return [
        scores_of(name, states[system], setting, made, labelled=job.labelled, reference_length=length)
        for name, system in zip(names, job.systems, strict=True)
    ]


def _on_this_machine(
    args: argparse.Namespace, plan: Plan, job: Job, rows: int, size: int, done: frozenset[int]
) -> dict[str, State]:
    from chipbrief.scoring.stream.places import place_of
    from chipbrief.scoring.stream.workers import score_parts

    workers = 1 if job.ask or job.judge else args.workers or os.cpu_count() or 1
    left = rows - sum(min(size, rows - at * size) for at in done if at * size < rows)
    with _bar(left) as bar:
        batches = _batches(plan, job, size)
        return score_parts(job, batches, place_of(args.out), done, min(workers, max(1, left)), bar.update)


def _on_ray(args: argparse.Namespace, plan: Plan, job: Job, rows: int, size: int) -> dict[str, State]:
    from chipbrief.scoring.stream.cluster import Work, score_on_ray
    from chipbrief.scoring.stream.places import place_of

    if job.ask or job.judge:
        raise fail("--engine ray", "cannot ask a model", "leave out --engine, or the options of the model")
    out = place_of(args.out)
    # Workers have other current folders.
    place = out.resolve() if isinstance(out, Path) else out
    shared = replace(plan, stream=replace(plan.stream, source=str(Path(plan.stream.source).resolve())))
    # Ray prints messages of its nodes, which do not belong into the table or the JSON.
    with redirect_stdout(sys.stderr):
        return score_on_ray(Work(job, partial(_part, shared, job, rows, size), place), -(-rows // size), args.address)


def _part(plan: Plan, job: Job, rows: int, size: int, number: int) -> Batch:
    """Return the rows of a part, read from the table without those before."""
    from chipbrief.submissions.spans import read_span

    found = read_span(plan.stream, number * size, min(rows, (number + 1) * size))
    return next(_batched(found, plan, job, size, number))


def _stamp(source: str) -> list[Any] | None:
    """Return size and time of a file, which tell whether it has changed. None: it must be read to know."""
    path = Path(source)
    if not path.is_file():
        return None
    found = path.stat()
    return [str(path.resolve()), found.st_size, found.st_mtime_ns]


def _known(before: dict[str, Any] | None, stamp: list[Any] | None) -> Checked | None:
    """Return what an earlier run found out about the same file, so that it need not be checked again."""
    from chipbrief.submissions.streams import Checked

    if before is None or stamp is None or before.get("stamp") != stamp:
        return None
    try:
        low, high = before["references"]
        return Checked(int(before["rows"]), str(before["digest"]), (int(low), int(high)))
    except (KeyError, TypeError, ValueError):
        return None


def _checked(stream: Stream) -> Checked:
    from tqdm import tqdm

    from chipbrief.submissions.streams import check

    with tqdm(desc="checking", unit=" rows", leave=False, disable=not sys.stderr.isatty()) as bar:
        found = check(stream, bar.update)
    if not found.rows:
        raise fail(stream.source, "has no rows", "write one row per summary")
    return found


def _examples(checked: Checked, setting: Setting) -> list[Story]:
    """Return stories that a signature describes like those of the rows: with the least and the greatest number of references."""
    from chipbrief.scoring.stories import story_of

    return [story_of({"references": ["x"] * number}, setting) for number in sorted({*checked.references})]


def _compare_signature(args: argparse.Namespace, made: str) -> None:
    from chipbrief.scoring.setting import differences

    if args.signature is not None and (found := differences(args.signature, made)):
        raise InputError(found)


def _job(args: argparse.Namespace, plan: Plan, columns: tuple[str, ...]) -> Job:
    from chipbrief.scoring.intervals import clusters_of
    from chipbrief.scoring.stream.parts import Job

    corpus = plan.corpus
    return Job(
        plan.setting,
        plan.stream.summaries,
        corpus is not None and any(story.entities for story in corpus.stories),
        columns or None,
        tuple(args.evidence or ()),
        corpus is not None and clusters_of(corpus.stories) is not None,
        matcher_asks(args, plan.setting),
        judge_of(args, plan.setting, partial(Asker, args)),
    )


def _bar(rows: int) -> Any:
    from tqdm import tqdm

    return tqdm(total=rows, desc="scoring", unit=" rows", leave=False, disable=not sys.stderr.isatty())


def _batches(plan: Plan, job: Job, size: int) -> Iterator[Batch]:
    """Yield the rows of the table in batches, each with the stories of its rows."""
    from chipbrief.submissions.streams import read_rows

    return _batched(read_rows(plan.stream), plan, job, size)


def _batched(found: Iterator[StreamRow], plan: Plan, job: Job, size: int, number: int = 0) -> Iterator[Batch]:
    """Yield rows in batches, of which `number` is the number of the first."""
    from chipbrief.scoring.stream.parts import Batch, batches_of

    stories = None if plan.corpus is None else {story.id: story for story in plan.corpus.stories}
    while rows := [_columns(row, job, stories is None) for row in islice(found, size)]:
        wanted = None if stories is None else {row["id"]: stories[row["id"]] for row in rows}
        yield Batch(number, batches_of(rows, job.systems), wanted)
        number += 1


def _columns(row: StreamRow, job: Job, with_story: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"row": row.number, "id": row.id, **dict(zip(job.systems, row.summaries, strict=True))}
    if with_story:
        found |= {"document": row.document, "title": row.title, "references": list(row.references)}
    return found
