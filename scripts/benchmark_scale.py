"""Measure how many rows a minute are scored, and how much memory a streamed run takes.

Rows are made from the articles that ship: their sentences in random order, up to 600 words. The rates are those of one process.

    python scripts/benchmark_scale.py --write          # writes docs/scale_benchmark.json and .md; takes about an hour
    python scripts/benchmark_scale.py --quick          # a few seconds, prints the rates
    python scripts/benchmark_scale.py --check          # whether the .md is made from the .json
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chipbrief.corpora.corpus import shipped
from chipbrief.files import write_or_check
from chipbrief.language.tokens import sentence_lines
from chipbrief.metrics import rouge
from chipbrief.metrics.bootstrap import estimate, estimate_all
from chipbrief.scoring import score_table
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.stream.state import RESAMPLES, state_of

ROOT = Path(__file__).resolve().parents[1]
NUMBERS, PAGE = ROOT / "docs" / "scale_benchmark.json", ROOT / "docs" / "scale_benchmark.md"
WORDS = 600
ROUGE = ("rouge1_fmeasure", "rouge2_fmeasure", "rougeL_fmeasure", "rougeLsum_fmeasure")
KIB = 1024 if sys.platform != "darwin" else 1


def rows(count: int, outputs: int = 1, seed: int = 1) -> Iterator[dict[str, str]]:
    """Yield rows with an article of `WORDS` words, a reference and a summary of three of its sentences.

    `outputs` consecutive rows share one article.
    """
    chance = random.Random(seed)  # noqa: S311 - for texts, not for secrets
    stories = [*shipped("open", "test").stories, *shipped("open", "validation").stories]
    sentences = [line for story in stories for line in sentence_lines(story.document)]
    article: list[str] = []
    for at in range(count):
        if at % outputs == 0:
            article, words = [], 0
            while words < WORDS:
                article.append(chance.choice(sentences))
                words += len(article[-1].split())
            reference = " ".join(chance.sample(article, 3))
        summary = " ".join(chance.sample(article, 3))
        yield {"id": f"r{at}", "document": " ".join(article), "references": reference, "summary": summary}


def rate(count: int, seconds: float) -> int:
    """Return rows a minute."""
    return round(60 * count / seconds)


def measured(table: pa.Table, **options: Any) -> int:
    started = time.perf_counter()
    score_table(table, Setting(), sums=True, **options)
    return rate(len(table), time.perf_counter() - started)


def rates(count: int) -> dict[str, int]:
    """Return rows a minute of one process."""
    score_table(pa.Table.from_pylist(list(rows(20))), Setting())  # loads lexicons
    new = pa.Table.from_pylist(list(rows(count)))
    shared = pa.Table.from_pylist(list(rows(count, outputs=10)))
    pairs = [(row["summary"], row["references"]) for row in rows(count * 5)]
    said, expected = [one for one, _ in pairs], [one for _, one in pairs]
    rouge.score_many(said[:8], expected[:8], engine="numba")
    found = {"every article new": measured(new), "ten outputs per article": measured(shared)}
    found["ROUGE alone, score_table"] = measured(new, columns=ROUGE)
    for sentences in ("auto", "newline"):
        started = time.perf_counter()
        rouge.score_many(said, expected, sentences=sentences)
        found[f"ROUGE alone, score_many, sentences={sentences}"] = rate(len(said), time.perf_counter() - started)
    found["rouge_score (ROUGE only, same rows)"] = _rouge_score(said[:count], expected[:count])
    return found


def _rouge_score(said: list[str], expected: list[str]) -> int:
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(list(rouge.TYPES), use_stemmer=True)
    started = time.perf_counter()
    for one, other in zip(said, expected, strict=True):
        scorer.score(other, one)
    return rate(len(said), time.perf_counter() - started)


def statistics(count: int) -> dict[str, float]:
    """Return the seconds of the statistics of `count` rows: in one pass, and by the ordinary bootstrap with 10,000 resamples."""
    table = score_table(pa.Table.from_pylist(list(rows(500))), Setting(), sums=True)
    whole = pa.concat_tables([table] * (count // len(table)))
    whole = whole.set_column(0, "id", pa.array([f"r{at}" for at in range(len(whole))]))
    started = time.perf_counter()
    state_of(whole, RESAMPLES, 1)
    streamed = time.perf_counter() - started
    names = [
        name for name, kind in zip(whole.column_names, whole.schema.types, strict=True) if pa.types.is_floating(kind)
    ]
    values = {name: whole.column(name).to_pylist() for name in names[:26]}
    started = time.perf_counter()
    estimate_all(values, 200)
    together = (time.perf_counter() - started) * 50
    started = time.perf_counter()
    estimate(values[names[0]], 200)
    apart = (time.perf_counter() - started) * 50 * len(values)
    return {"rows": len(whole), "one pass": streamed, "all at once": together, "one by one": apart}


def streamed_run(count: int, workers: int, outputs: int) -> dict[str, float]:
    """Return rows a minute and the peak memory of a streamed run: of its largest process, and of all together at most, in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        schema = pa.schema([(name, pa.string()) for name in ("id", "document", "references", "summary")])
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            part: list[dict[str, str]] = []
            for row in rows(count, outputs):
                part.append(row)
                if len(part) == 5000:
                    writer.write_table(pa.Table.from_pylist(part, schema))
                    part = []
            writer.write_table(pa.Table.from_pylist(part, schema))
        command = ["score", str(path), "--document", "document", "--reference", "references", "--summary", "summary"]
        more = ["--out", f"{folder}/scores", "--workers", str(workers)]
        started = time.perf_counter()
        before = Path("/proc").exists()
        process = subprocess.Popen(  # noqa: S603 - the command is this package
            [sys.executable, "-m", "chipbrief", *command, *more], stdout=subprocess.DEVNULL, start_new_session=True
        )
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, resident(process.pid) if before else 0.0)
            time.sleep(0.5)
        if process.returncode:
            raise SystemExit("the streamed run failed")
        return {
            "rows": count,
            "workers": workers,
            "rate": rate(count, time.perf_counter() - started),
            "mib": round(peak),
        }


def resident(group: int) -> float:
    """Return the resident memory of all processes of a session, in MiB. Pages that several share count for each of them."""
    total = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == group:
            total += int(fields[21]) * resource.getpagesize() / (1 << 20)
    return total


def page(numbers: dict[str, Any]) -> str:
    machine = numbers["machine"]
    lines = [
        "# Speed and memory of large runs", "",
        f"`python scripts/benchmark_scale.py {numbers['options']}` measured these numbers "
        f"with Python {machine['python']} on {machine['cores']} cores "
        f"({machine['system']}).", "",
        f"Rates of one process, for articles of {WORDS} words and summaries and references of three sentences "
        f"({numbers['count']:,} rows):", "",
        "| what | rows a minute |", "|---|---:|",
        *(f"| {name} | {value:,} |" for name, value in numbers["rates"].items()), "",
        "Streamed runs of `chipbrief score --out` with all default measures, from reading and checking the file to the "
        "table. Memory is the sum over all processes; pages that they share count once for each.", "",
        "| rows | workers | rows a minute | peak memory, MiB |", "|---:|---:|---:|---:|",
        *(f"| {one['rows']:,} | {one['workers']} | {one['rate']:,} | {one['mib']:,} |" for one in numbers["runs"]), "",
        f"Statistics of {numbers['statistics']['rows']:,} rows and 26 columns:", "",
        "| how | seconds |", "|---|---:|",
        f"| one pass, Poisson bootstrap, {RESAMPLES:,} resamples | {numbers['statistics']['one pass']:.1f} |",
        "| ordinary bootstrap, all columns at once, 10,000 resamples (from a run of 200) | "
        f"{numbers['statistics']['all at once']:,.0f} |",
        "| ordinary bootstrap, one column after the other, 10,000 resamples (from a run of 200) | "
        f"{numbers['statistics']['one by one']:,.0f} |",
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few rows, for a look")
    parser.add_argument("--write", action="store_true", help="write the numbers and the page")
    parser.add_argument("--check", action="store_true", help="only check that the page is made from the numbers")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the largest streamed run")
    args = parser.parse_args(argv)
    if args.check:
        return write_or_check(
            {PAGE: page(json.loads(NUMBERS.read_text(encoding="utf-8"))).encode()}, check=True, root=ROOT
        )
    count, large, statistical = (300, 2_000, 2_000) if args.quick else (5_000, args.rows, 200_000)
    runs = [streamed_run(min(large, 20_000), workers, 1) for workers in (1, 2)]
    numbers = {
        "machine": {"python": platform.python_version(), "cores": len(resident_cores()), "system": platform.system()},
        "options": "--quick --write" if args.quick else "--write",
        "count": count,
        "rates": rates(count),
        "runs": [*runs, *([] if large <= 20_000 else [streamed_run(large, 2, 10)])],
        "statistics": statistics(statistical),
    }
    print(page(numbers))
    if args.write:
        text = json.dumps(numbers, indent=2) + "\n"
        return write_or_check({NUMBERS: text.encode(), PAGE: page(numbers).encode()}, check=False, root=ROOT)
    return 0


def resident_cores() -> set[int]:
    """Return the cores that this process may use."""
    import os

    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))


if __name__ == "__main__":
    raise SystemExit(main())
