"""Estimate what large runs cost on many cores, from measured rates: the tables of docs/explanation/scale.md.

python scripts/model_scale.py --write     # measures the inputs that docs/scale_benchmark.json lacks; takes a minute
python scripts/model_scale.py --check     # whether the tables are made from the two files of numbers
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import tempfile
import time
from math import ceil, log
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chipbrief.corpora import columns
from chipbrief.corpora.corpus import shipped
from chipbrief.files import fill, write_or_check
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.stream.cluster import FAN, PARTS_PER_TASK
from chipbrief.scoring.stream.parts import Batch, Job, part_bytes, score_batch, states_of
from chipbrief.scoring.stream.state import RESAMPLES, merge
from chipbrief.submissions.streams import Stream, check

ROOT = Path(__file__).resolve().parents[1]
RATES, INPUTS = ROOT / "docs" / "scale_benchmark.json", ROOT / "docs" / "scale_model.json"
PAGE = ROOT / "docs" / "explanation" / "scale.md"
WORDS, BATCH = 600, 5_000
SIZES = (1_000_000, 100_000_000, 1_000_000_000)
CORES = (1, 2, 10, 100, 1_000)


def article_rows(count: int) -> list[dict[str, Any]]:
    """Return rows with articles of `WORDS` words, each another stretch of the articles that ship, and parts of it as texts."""
    chance = random.Random(1)  # noqa: S311 - for texts, not for secrets
    words = [word for story in shipped("open", "test").stories for word in story.document.split()]
    found = []
    for at in range(count):
        start = chance.randrange(len(words) - WORDS)
        text = words[start : start + WORDS]
        first, second = chance.randrange(100), chance.randrange(200)
        reference, summary = text[first : first + 60], text[second : second + chance.randrange(30, 90)]
        row = {"id": f"r{at}", "document": " ".join(text), "references": " ".join(reference)}
        found.append({**row, "summary": " ".join(summary)})
    return found


def measured(count: int) -> dict[str, float]:
    """Return the measured inputs of the model that do not depend on how many cores there are."""
    rows = article_rows(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        pq.write_table(pa.Table.from_pylist(rows), path, compression="zstd")
        stream = Stream(str(path), ("summary",), "id", None, columns.Columns("id", "document", None, ("references",)))
        started = time.perf_counter()
        check(stream)
        checked = time.perf_counter() - started
    job = Job(Setting(interval="poisson", resamples=RESAMPLES), ("summary",), labelled=False)
    wanted = [
        {**row, "row": at, "title": "", "references": [row["references"]]} for at, row in enumerate(rows[:500], 1)
    ]
    kinds = {"references": pa.list_(pa.string())}
    table = pa.table({name: pa.array([row[name] for row in wanted], kinds.get(name)) for name in wanted[0]})
    scores = score_batch(job, Batch(0, table))
    state = states_of(job, scores)["summary"]
    started = time.perf_counter()
    total = state
    for _ in range(100):
        total = merge([total, pickle.loads(pickle.dumps(state))])  # noqa: S301 - what a task of the reduction does
    merged = (time.perf_counter() - started) / 100
    return {
        "checked rows a minute": round(60 * count / checked),
        "bytes of text a row": round(len(json.dumps(rows).encode()) / count),
        "bytes of scores a row": round(len(part_bytes(scores)) / len(scores)),
        "bytes of a state": len(pickle.dumps(state)),
        "seconds to merge a state": round(merged, 5),
    }


def minutes(rows: int, cores: int, rate: float, inputs: dict[str, float]) -> tuple[float, float, float]:
    """Return the minutes of the check, of the scoring and of the reduction."""
    parts = ceil(rows / BATCH)
    tasks = ceil(parts / PARTS_PER_TASK)
    scoring = ceil(parts / cores) * BATCH / rate if parts >= cores else BATCH / rate
    levels = ceil(log(tasks, FAN)) if tasks > 1 else 0
    merges = (tasks / cores + levels * FAN) * inputs["seconds to merge a state"] / 60
    return rows / inputs["checked rows a minute"], scoring, merges


def tables(rates: dict[str, Any], inputs: dict[str, float]) -> str:
    """Return the section of the page that is made from numbers."""
    one, two = rates["runs"][:2]
    rate = float(rates["rates"]["every article new"])
    check_rate = inputs["checked rows a minute"]
    tasks = ceil(SIZES[-1] / BATCH / PARTS_PER_TASK)
    lines = [
        f"Measured on {rates['machine']['cores']} cores ({rates['machine']['system']}, Python {rates['machine']['python']}):", "",
        "| input | value |", "|---|---:|",
        f"| r, rows a minute that one core scores, every article new | {rate:,.0f} |",
        f"| c, rows a minute that one process checks | {check_rate:,.0f} |",
        *(f"| {name} | {value:,} |" for name, value in inputs.items() if not name.startswith("checked")), "",
        f"A whole run of {one['rows']:,} rows, its check included: {one['rate']:,} rows a minute with 1 process and "
        f"{two['rate']:,} with 2, which is {two['rate'] / one['rate']:.2f} times as many.", "",
        "Estimated minutes of each step:", "",
        "| rows | cores | check | scoring | reduction | check, share of the whole |", "|---:|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    for rows in SIZES:
        for cores in CORES:
            steps = minutes(rows, cores, rate, inputs)
            whole = steps[0] + steps[1] + steps[2]
            cells = " | ".join(f"{step:,.1f}" for step in steps)
            lines.append(f"| {rows:,} | {cores:,} | {cells} | {steps[0] / whole:.0%} |")
    hours, state = SIZES[-1] / rate / 60, inputs["bytes of a state"]
    written, text = (
        SIZES[-1] * inputs[f"bytes of {one} a row"] / size for one, size in (("scores", 1e9), ("text", 1e12))
    )
    lines += [
        "",
        f"The check takes as long as the scoring at c / r = {check_rate / rate:,.0f} cores.", "",
        f"A billion rows take {hours:,.0f} core-hours of scoring and {SIZES[-1] / check_rate / 60:,.0f} hours of one process "
        f"for the check. They write {written:,.0f} GB in {SIZES[-1] // BATCH:,} parts. The source has {text:,.1f} TB of text "
        f"before compression, read once by the check and once by the tasks. {tasks:,} states of {state / 1e6:.1f} MB, "
        f"{tasks * state / 1e9:,.0f} GB in all, lie in the memory of the nodes before they are merged.", "",
        f"While 1,000 cores score, they read {1000 * rate / 60 * inputs['bytes of text a row'] / 1e6:,.0f} MB of text and write "
        f"{1000 * rate / 60 * inputs['bytes of scores a row'] / 1e6:,.0f} MB of scores a second, in "
        f"{1000 * rate / 60 / BATCH:,.1f} PUTs a second.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--write", action="store_true", help="measure the inputs and write them and the page")
    mode.add_argument("--check", action="store_true", help="only check that the page is made from the numbers")
    args = parser.parse_args(argv)
    inputs = measured(20_000) if args.write else json.loads(INPUTS.read_text(encoding="utf-8"))
    rates = json.loads(RATES.read_text(encoding="utf-8"))
    text = fill(PAGE.read_text(encoding="utf-8"), "model", tables(rates, inputs))
    files = {PAGE: text.encode(), INPUTS: (json.dumps(inputs, indent=2) + "\n").encode()}
    return write_or_check(files, check=args.check, root=ROOT)


if __name__ == "__main__":
    raise SystemExit(main())
