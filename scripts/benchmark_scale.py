"""Measure how many rows a minute are scored, and how much memory a streamed run takes.

Rows are made from the articles that ship: their sentences in random order, up to 600 words. The rates are those of one process.

    python scripts/benchmark_scale.py --write          # writes docs/scale_benchmark.json and .md; takes about an hour
    python scripts/benchmark_scale.py --quick          # a few minutes, prints the rates
    python scripts/benchmark_scale.py --million FOLDER --write
                                                       # the memory of a run of a million short rows; repeat it to continue
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
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from math import fsum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chipbrief.corpora.corpus import shipped
from chipbrief.files import write_or_check
from chipbrief.language.tokens import split_sentences
from chipbrief.metrics import rouge
from chipbrief.metrics.bootstrap import estimate, estimate_all
from chipbrief.scoring import score_table
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.stream.state import RESAMPLES, state_of

ROOT = Path(__file__).resolve().parents[1]
NUMBERS, PAGE = ROOT / "docs" / "scale_benchmark.json", ROOT / "docs" / "scale_benchmark.md"
WORDS, SHORT_WORDS, SHORT_SUMMARY = 600, 60, 15
ROUGE = ("rouge1_fmeasure", "rouge2_fmeasure", "rougeL_fmeasure", "rougeLsum_fmeasure")
ROUNDS = 3
"""Number of times that each rate is measured."""
KIB = 1024 if sys.platform != "darwin" else 1


def rows(count: int, outputs: int = 1, seed: int = 1) -> Iterator[dict[str, str]]:
    """Yield rows with an article of `WORDS` words, a reference and a summary of three of its sentences.

    `outputs` consecutive rows share one article.
    """
    chance = random.Random(seed)  # noqa: S311 - for texts, not for secrets
    stories = [*shipped("open", "test").stories, *shipped("open", "validation").stories]
    sentences = [one for story in stories for one in split_sentences(story.document)]
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


def short_rows(count: int) -> Iterator[dict[str, str]]:
    """Yield rows with an article of 60 words, and a reference and a summary of 15 words of it. No two articles are the same."""
    chance = random.Random(1)  # noqa: S311 - for texts, not for secrets
    stories = [*shipped("open", "test").stories, *shipped("open", "validation").stories]
    sentences = [one.split() for story in stories for one in split_sentences(story.document)]
    for at in range(count):
        words: list[str] = []
        while len(words) < SHORT_WORDS:
            words += chance.choice(sentences)
        first, second = (chance.randrange(SHORT_WORDS - SHORT_SUMMARY) for _ in range(2))
        texts = words[:SHORT_WORDS], words[first : first + SHORT_SUMMARY], words[second : second + SHORT_SUMMARY]
        article, reference, summary = map(" ".join, texts)
        yield {"id": f"r{at}", "document": f"{article} Note {at}.", "references": reference, "summary": summary}


def write_rows(path: Path, found: Iterable[dict[str, str]]) -> None:
    """Write rows to a Parquet file, beside it first, so that an interrupted run leaves no half of one."""
    schema = pa.schema([(name, pa.string()) for name in ("id", "document", "references", "summary")])
    beside = path.with_suffix(".unfinished")
    each = iter(found)
    with pq.ParquetWriter(beside, schema, compression="zstd") as writer:
        while part := list(islice(each, 5000)):
            writer.write_table(pa.Table.from_pylist(part, schema))
    beside.replace(path)


def rate(count: int, seconds: float) -> int:
    """Return rows a minute."""
    return round(60 * count / seconds)


def best_rate(count: int, steps: Iterable[Callable[[], object]]) -> int:
    """Return the highest rate of some steps of `count` rows each, with other texts: other programs have disturbed it least."""
    seconds = []
    for step in steps:
        started = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - started)
    return rate(count, min(seconds))


def rates(count: int) -> dict[str, int]:
    """Return rows a minute of one process, each the best of `ROUNDS`."""
    score_table(pa.Table.from_pylist(list(rows(20))), Setting())  # loads lexicons
    rouge.score_many(["a"] * 8, ["a"] * 8, engine="numba")
    new = [pa.Table.from_pylist(list(rows(count, seed=seed))) for seed in range(ROUNDS)]
    shared = [pa.Table.from_pylist(list(rows(count, outputs=10, seed=seed))) for seed in range(ROUNDS, 2 * ROUNDS)]
    found = {
        "every article new": best_rate(count, (partial(score_table, one, Setting(), sums=True) for one in new)),
        "ten outputs per article": best_rate(
            count, (partial(score_table, one, Setting(), sums=True) for one in shared)
        ),
        "ROUGE alone, score_table": best_rate(
            count, (partial(score_table, one, Setting(), sums=True, columns=ROUGE) for one in new)
        ),
    }
    pairs = [(row["summary"], row["references"]) for row in rows(count * 5)]
    said, expected = [one for one, _ in pairs], [one for _, one in pairs]
    for sentences in ("auto", "newline"):
        step = partial(rouge.score_many, said, expected, sentences=sentences)
        found[f"ROUGE alone, score_many, sentences={sentences}"] = best_rate(len(said), [step] * ROUNDS)
    found["rouge_score (ROUGE only, same rows)"] = _rouge_score(said[:count], expected[:count])
    return found


PARTS = {
    "all default measures": None,
    "ROUGE": ROUGE,
    "entity_recall": ("entity_recall",),
    "entity_precision_source": ("entity_precision_source",),
    "fact_recall": ("fact_recall",),
    "novel n-grams, coverage, density, longest_copy": (
        "novel_1grams", "novel_2grams", "novel_3grams", "novel_4grams", "coverage", "density", "longest_copy",
    ),
    "length, sentences, compression, repeated_trigrams": ("length", "sentences", "compression", "repeated_trigrams"),
    "no measure: stories, flags and the table": (),
}  # fmt: skip
"""Columns that are scored alone, to see where the time of a row goes."""


def where_time_goes(count: int) -> dict[str, dict[str, float]]:
    """Return for each part of the measures the milliseconds of processor time a row, for three kinds of tables.

    Each part reads the texts that it needs, so the parts add up to more than all measures together, which share the readings.
    """
    found: dict[str, dict[str, float]] = {part: {} for part in PARTS}
    for seed, (part, columns) in enumerate(
        PARTS.items(), 2
    ):  # other texts for each part, so that none has been read before
        for kind, (table, options) in _tables(count, seed).items():
            started = time.process_time()
            score_table(table, Setting(), sums=True, columns=columns, **options)
            found[part][kind] = round(1000 * (time.process_time() - started) / count, 3)
    return found


def _tables(count: int, seed: int) -> dict[str, tuple[pa.Table, dict[str, Any]]]:
    """Return tables of three kinds, each with the options of `score_table`."""
    chance = random.Random(seed)  # noqa: S311 - for texts, not for secrets
    stories = {story.id: story for name in ("test", "validation") for story in shipped("open", name).stories}
    names = sorted(chance.choices(list(stories), k=count))
    sentences = {name: split_sentences(story.document) for name, story in stories.items()}
    said = [" ".join(chance.sample(sentences[name], 3)) for name in names]
    return {
        "every article new": (pa.Table.from_pylist(list(rows(count, seed=seed))), {}),
        "ten outputs per article": (pa.Table.from_pylist(list(rows(count, outputs=10, seed=seed))), {}),
        "labelled stories": (pa.table({"id": names, "summary": said}), {"stories": stories}),
    }


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


def start_run(path: Path, folder: Path, workers: int) -> subprocess.Popen[bytes]:
    """Start a streamed run in a session of its own, so that all its processes can be found."""
    named = ["--document", "document", "--reference", "references", "--summary", "summary"]
    command = ["score", str(path), *named, "--out", str(folder), "--workers", str(workers)]
    return subprocess.Popen(  # noqa: S603 - the command is this package
        [sys.executable, "-m", "chipbrief", *command], stdout=subprocess.DEVNULL, start_new_session=True
    )


def long_run(folder: Path, count: int, workers: int) -> dict[str, Any]:
    """Score `count` short rows in `folder`, and return the memory of each tenth of the run, in MiB.

    The memory is written to `memory.jsonl` each second. After an interruption, the same call continues the run and the file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, log = folder / "rows.parquet", folder / "memory.jsonl"
    if not path.exists() or pq.read_metadata(path).num_rows != count:
        write_rows(path, short_rows(count))
    process = start_run(path, folder / "scores", workers)
    started = time.perf_counter()
    with log.open("a", encoding="utf-8", newline="\n") as out:
        try:
            while process.poll() is None:
                parts = sum(1 for _ in (folder / "scores").glob("part-*.parquet"))
                sample = {"run": process.pid, "parts": parts, "mib": round(resident(process.pid), 1)}
                out.write(json.dumps({**sample, "seconds": round(time.perf_counter() - started, 1)}) + "\n")
                out.flush()
                time.sleep(1)
        finally:
            process.terminate()  # Ctrl-C reaches this process only
            process.wait()
    if process.returncode:
        raise SystemExit("the run failed; repeat the command to continue it")
    return summed_up(count, workers, [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()])


def summed_up(count: int, workers: int, samples: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the peak memory of a run, that of each tenth of its parts, and its rate, from the samples of all its sittings."""
    whole = max(1, max(one["parts"] for one in samples))
    tenths = [
        max((one["mib"] for one in samples if part <= 10 * one["parts"] / whole <= part + 1), default=0.0)
        for part in range(10)
    ]
    last = {one["run"]: one["seconds"] for one in samples}
    seconds = fsum(last.values())
    return {
        "rows": count,
        "workers": workers,
        "sittings": len(last),
        "rate": rate(count, seconds),
        "mib": round(max(one["mib"] for one in samples)),
        "tenths": [round(one) for one in tenths],
    }


def streamed_run(count: int, workers: int, outputs: int) -> dict[str, float]:
    """Return rows a minute and the peak memory of a streamed run: of its largest process, and of all together at most, in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        write_rows(path, rows(count, outputs))
        started = time.perf_counter()
        process = start_run(path, Path(folder) / "scores", workers)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
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


def words_a_summary(numbers: dict[str, Any]) -> str:
    """Return the mean length of the summaries, in brackets, if it was measured."""
    return f" (summaries have {numbers['words']:.0f} words on average)" if "words" in numbers else ""


def best_of(numbers: dict[str, Any]) -> str:
    """Return of how many rounds the rates are the best, behind a comma, if there were several."""
    return f", best of {numbers['rounds']} rounds" if numbers.get("rounds", 1) > 1 else ""


def page(numbers: dict[str, Any]) -> str:
    machine = numbers["machine"]
    lines = [
        "# Speed and memory of large runs", "",
        f"`python scripts/benchmark_scale.py {numbers['options']}` measured these numbers "
        f"with Python {machine['python']} on {machine['cores']} cores "
        f"({machine['system']}).", "",
        f"Rates of one process, for articles of {WORDS} words and summaries and references of three sentences"
        f"{words_a_summary(numbers)} ({numbers['count']:,} rows{best_of(numbers)}):", "",
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
    if "where" in numbers:
        kinds = list(next(iter(numbers["where"].values())))
        lines += [
            "Where the time goes: milliseconds of processor time a row. Each part was scored alone. The parts add up to more than all "
            "measures together, because these share what is read in the texts. Labelled stories are those of `open`, many rows each.", "",
            f"| measures | {' | '.join(kinds)} |", f"|---|{'---:|' * len(kinds)}",
            *(f"| {part} | {' | '.join(f'{found[kind]:.2f}' for kind in kinds)} |" for part, found in numbers["where"].items()), "",
        ]  # fmt: skip
    return "\n".join([*lines, *(_million(numbers["million"]) if "million" in numbers else [])])


def _million(found: dict[str, Any]) -> list[str]:
    """Return the section of the page about the longest run."""
    return [
        f"A run of {found['rows']:,} short rows, each with an article of {SHORT_WORDS} words of its own, and a summary and a "
        f"reference of {SHORT_SUMMARY} words (`--million`), with {found['workers']} "
        f"worker{'s' * (found['workers'] > 1)}, in {found['sittings']} sitting{'s' * (found['sittings'] > 1)}: "
        f"{found['rate']:,} rows a minute, and at most {found['mib']:,} MiB in all processes together.", "",
        "| tenth of the run | peak memory, MiB |", "|---:|---:|",
        *(f"| {at} | {mib:,} |" for at, mib in enumerate(found["tenths"], 1)), "",
    ]  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few rows, for a look")
    parser.add_argument("--write", action="store_true", help="write the numbers and the page")
    parser.add_argument("--check", action="store_true", help="only check that the page is made from the numbers")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the largest streamed run")
    parser.add_argument("--million", type=Path, metavar="FOLDER", help="only run `--rows` short rows in this folder")
    parser.add_argument("--workers", type=int, default=1, help="processes of the run of short rows")
    args = parser.parse_args(argv)
    if args.million:
        known = json.loads(NUMBERS.read_text(encoding="utf-8"))
        known["million"] = long_run(args.million, args.rows, args.workers)
        print("\n".join(_million(known["million"])))
        return _write(known) if args.write else 0
    if args.check:
        return write_or_check(
            {PAGE: page(json.loads(NUMBERS.read_text(encoding="utf-8"))).encode()}, check=True, root=ROOT
        )
    count, large, statistical = (1_000, 2_000, 2_000) if args.quick else (5_000, args.rows, 200_000)
    runs = [streamed_run(min(large, 20_000), workers, 1) for workers in (1, 2)]
    numbers = {
        "machine": {"python": platform.python_version(), "cores": len(resident_cores()), "system": platform.system()},
        "options": "--quick --write" if args.quick else "--write",
        "count": count,
        "rounds": ROUNDS,
        "words": round(fsum(len(row["summary"].split()) for row in rows(count)) / count, 1),
        "rates": rates(count),
        "where": where_time_goes(count),
        "runs": [*runs, *([] if large <= 20_000 else [streamed_run(large, 2, 10)])],
        "statistics": statistics(statistical),
    }
    if "million" in (known := json.loads(NUMBERS.read_text(encoding="utf-8"))):
        numbers["million"] = known["million"]
    print(page(numbers))
    return _write(numbers) if args.write else 0


def _write(numbers: dict[str, Any]) -> int:
    text = json.dumps(numbers, indent=2) + "\n"
    return write_or_check({NUMBERS: text.encode(), PAGE: page(numbers).encode()}, check=False, root=ROOT)


def resident_cores() -> set[int]:
    """Return the cores that this process may use."""
    import os

    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))


if __name__ == "__main__":
    raise SystemExit(main())
