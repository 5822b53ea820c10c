#!/usr/bin/env python3
"""Measure the speed and memory of ROUGE implementations, and write docs/rouge_benchmark.json and docs/rouge.md.

The texts are random, with a fixed seed. A news text has three sentences, one per line, and 60 to 70 tokens in total. The
30,000 word types follow a Zipf distribution. A text is a sequence of short runs of words; one run in four comes from a
topic that the prediction and its references share. About 13 % of the texts contain a non-ASCII letter or quotation mark.

Each measurement runs in its own process on one core. Each round measures every tool once, so that other work on the
machine affects all tools alike. Times are processor times. The main figure is the minimum over all rounds, which other
work disturbed least; the median is given too. rouge_score is slow and scores only the first pairs.

examples:
  python scripts/benchmark_rouge.py --quick      measure a few pairs and print the page; write nothing
  python scripts/benchmark_rouge.py --write      measure everything (some minutes) and write both files
  python scripts/benchmark_rouge.py --check      measure nothing; exit 1 and show a diff if docs/rouge.md differs from the JSON
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import os
import pickle
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from chipbrief.files import write_or_check

ROOT = Path(__file__).resolve().parents[1]
FIGURES, PAGE = ROOT / "docs" / "rouge_benchmark.json", ROOT / "docs" / "rouge.md"
TYPES = ("rouge1", "rouge2", "rougeL", "rougeLsum")
WORD_TYPES, TOPIC_RUNS, NON_ASCII = 30_000, 0.25, 0.13
Texts = list[str]
References = list[str] | list[list[str]]


class TextGenerator:
    """A generator of random texts; the same seed gives the same texts."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.words = self._word_types()
        self.weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(WORD_TYPES)))

    def _word_types(self) -> list[str]:
        starts, vowels = "b c d f g h k l m n p r s t v w st tr ch pl".split(), "a e i o u ea ou ai".split()
        ends, suffixes = ["", "n", "r", "t", "s", "l"], "- - - s ed ing ly er ation ment ity ive ness al".split()
        found: dict[str, None] = {}
        while len(found) < WORD_TYPES:
            syllables = self.random.choice((1, 1, 2, 2)) if len(found) > 300 else 1
            word = "".join(self.random.choice(starts) + self.random.choice(vowels) for _ in range(syllables))
            word += self.random.choice(ends)
            found[word + self.random.choice(suffixes).strip("-") if len(found) > 300 else word] = None
        return list(found)

    def _words(self, count: int) -> list[str]:
        return self.random.choices(self.words, cum_weights=self.weights, k=count)

    def _text(self, topic: Sequence[str], tokens: int) -> str:
        size = self.random.randint(tokens - 5, tokens + 5)
        found: list[str] = []
        while len(found) < size:
            at = self.random.randrange(len(topic))
            found += topic[at : at + self.random.randint(1, 4)] if self.random.random() < TOPIC_RUNS else self._words(2)
        sentences = max(3, size // 22)
        cuts = [size * part // sentences for part in range(sentences + 1)]
        lines = [" ".join(found[start:end]).capitalize() + "." for start, end in itertools.pairwise(cuts)]
        text = "\n".join(lines)
        if self.random.random() < NON_ASCII:
            text = text.replace("e", "\u00e9", 1).replace(" ", "\u2019s ", 1)
        return text

    def pairs(self, count: int, tokens: int = 65, references: int = 1) -> tuple[Texts, References]:
        """Return predictions and, for each, one reference (or a list of them if `references` is more than 1)."""
        predictions, expected = [], []
        for _ in range(count):
            topic = self._words(tokens)
            predictions.append(self._text(topic, tokens))
            expected.append([self._text(topic, tokens) for _ in range(references)])
        return predictions, expected if references > 1 else [one for (one,) in expected]


def rouge_score(predictions: Texts, references: References) -> Any:
    from rouge_score.rouge_scorer import RougeScorer

    return _one_by_one(RougeScorer(list(TYPES), use_stemmer=True), predictions, references)


def _one_by_one(scorer: Any, predictions: Texts, references: References) -> Any:
    scores = [
        scorer.score(many, one) if isinstance(many, str) else scorer.score_multi(many, one)
        for one, many in zip(predictions, references, strict=True)
    ]
    return {kind: [tuple(one[kind]) for one in scores] for kind in TYPES}


def rouge_score_rs(predictions: Texts, references: References) -> Any:
    from rouge_score_rs import RougeScorer

    scorer = RougeScorer(list(TYPES), use_stemmer=True)
    if not isinstance(references[0], str):
        return _one_by_one(scorer, predictions, references)
    scores = scorer.score_batch(references, predictions)
    return lambda: {kind: [tuple(one[kind]) for one in scores] for kind in TYPES}  # not timed: only `work` needs tuples


def chipbrief_python(predictions: Texts, references: References) -> Any:
    from chipbrief.metrics import rouge

    return rouge.score_many(predictions, references, sentences="newline", engine="python")


def chipbrief_numba(predictions: Texts, references: References) -> Any:
    from chipbrief.metrics import rouge

    return rouge.score_many(predictions, references, sentences="newline", engine="numba")


def chipbrief_auto(predictions: Texts, references: References) -> Any:
    from chipbrief.metrics import rouge

    return rouge.score_many(predictions, references, engine="numba")


class Tool(NamedTuple):
    """A ROUGE implementation. It scores only one in `divisor` of all pairs, so that a round takes seconds."""

    name: str
    run: Callable[[Texts, References], Any]
    package: str
    divisor: int


TOOLS = (
    Tool("rouge_score", rouge_score, "rouge_score", 40),
    Tool("rouge-score-rs", rouge_score_rs, "rouge_score_rs", 1),
    Tool("chipbrief, Python", chipbrief_python, "chipbrief", 1),
    Tool("chipbrief, numba", chipbrief_numba, "numba", 1),
)
FASTEST = TOOLS[-1].name
AUTO = Tool('chipbrief, numba, sentences="auto"', chipbrief_auto, "numba", 1)
MODES = {"newline": TOOLS[-1], "auto": AUTO}
MODEL_SHAPES = ((20, 2000), (65, 2000), (200, 600), (500, 200), (2000, 20), (5000, 6))
"""Tokens per text, and number of pairs, from which the cost model of `engines` is checked."""


def work(tool: Tool, file: Path, pairs: int) -> dict[str, Any]:
    """Measure `tool` once in this process: a first call on two pairs, then one call on `pairs` pairs from `file`.

    The second call meets words that the first has not cached. Return the seconds of the first call, the microseconds per
    pair of the second, the peak memory and its growth during the second call in MiB, and the scores of 500 pairs.
    """
    start = time.perf_counter()
    tool.run(["the first words"] * 2, ["some other words"] * 2)
    first = time.perf_counter() - start
    predictions, references = pickle.loads(file.read_bytes())  # noqa: S301
    repeats = -(-pairs // len(predictions))
    predictions, references = (predictions * repeats)[:pairs], (references * repeats)[:pairs]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    found = tool.run(predictions, references)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = found() if callable(found) else found
    scores = {kind: [[value.hex() for value in map(float, row)] for row in found[kind][:500]] for kind in TYPES}
    return {
        "first": first,
        "us": seconds / pairs * 1e6,
        "mib": peak / 1024,
        "grown": (peak - before) / 1024,
        "scores": scores,
    }


def measure(tool: Tool, file: Path, pairs: int) -> dict[str, Any]:
    """Run `work` in a new process that uses one core."""
    command = [sys.executable, str(Path(__file__)), "--work", tool.name, str(file), str(pairs)]
    environment = {**os.environ, "RAYON_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def compare(file: Path, tools: Sequence[Tool], pairs: int, rounds: int) -> dict[str, dict[str, Any]]:
    """Measure every tool in every round, and return its minimum and median times.

    The ratios are the speed relative to the first tool. `equal` says if the scores equal those of the first tool.
    """
    found: dict[str, list[dict[str, Any]]] = {tool.name: [] for tool in tools}
    for number in range(rounds):
        for tool in tools:
            print(f"{file.stem}: round {number + 1}, {tool.name}", file=sys.stderr)
            found[tool.name].append(measure(tool, file, max(1, pairs // tool.divisor)))
    base = found[tools[0].name]
    return {
        tool.name: {
            "us": min(one["us"] for one in runs),
            "us_median": median(one["us"] for one in runs),
            "ratio": min(one["us"] for one in base) / min(one["us"] for one in runs),
            "ratio_median": median(one["us"] for one in base) / median(one["us"] for one in runs),
            "equal": all(_equal(base[0]["scores"], one["scores"]) for one in runs),
            "first": median(one["first"] for one in runs),
            "mib": median(one["mib"] for one in runs),
            "pairs": max(1, pairs // tool.divisor),
        }
        for tool, runs in ((tool, found[tool.name]) for tool in tools)
    }


def _equal(first: dict[str, list[Any]], other: dict[str, list[Any]]) -> bool:
    """Compare the scores bit for bit, over the pairs that both tools scored."""
    return all(one == two for kind in TYPES for one, two in zip(first[kind], other[kind], strict=False))


def benchmark(quick: bool, folder: Path) -> dict[str, Any]:
    generator = TextGenerator(12345)
    tools = [tool for tool in TOOLS if importlib.util.find_spec(tool.package)]
    for tool in TOOLS:
        if tool not in tools:
            print(f"{tool.name}: not installed, so not measured (run pip install '.[benchmark]')", file=sys.stderr)

    def file(name: str, *shape: int) -> Path:
        path = folder / f"{name}.pickle"
        path.write_bytes(pickle.dumps(generator.pairs(*shape)))
        return path

    pairs, rounds = (2000, 1) if quick else (20_000, 9)
    main = file("news", pairs)
    news = pickle.loads(main.read_bytes())  # noqa: S301
    found: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load": [os.getloadavg()[0]],
        "versions": {name: version(name) for name in ("numpy", "numba", "rouge-score", "rouge-score-rs") if _has(name)},
        "characters": sum(len(text) for texts in news for text in texts) / pairs,
        "news": compare(main, tools, pairs, rounds),
    }
    if quick:
        return found
    found["references"] = {"3": compare(file("references", 4000, 65, 3), tools, 4000, 3)}
    found["lengths"] = {
        str(size): compare(file(f"{size} tokens", count, size), tools, count, 3)
        for size, count in ((500, 800), (5000, 40))
    }
    fastest = tools[-1]
    found["growth"] = {
        str(count): {key: run[key] for key in ("us", "mib", "grown")}
        for count in (1000, 10_000, 100_000, 1_000_000)
        for run in [measure(fastest, main, count)]
    }
    lines = file("one line per text", pairs, 65)
    lines.write_bytes(pickle.dumps(_on_one_line(*pickle.loads(lines.read_bytes()))))  # noqa: S301
    found["sentences"] = {
        f"{layout}; {mode}": {
            str(count): min((measure(tool, path, count) for _ in range(turns)), key=lambda run: run["us"])
            for count, turns in ((20_000, 5), (1_000_000, 1))
        }
        for layout, path in (("one sentence per line", main), ("one line per text", lines))
        for mode, tool in MODES.items()
    }
    for runs in found["sentences"].values():
        for run in runs.values():
            run.pop("scores")
    found["model"] = {str(tokens): _costs(generator, tokens, count) for tokens, count in MODEL_SHAPES}
    found["load"].append(os.getloadavg()[0])
    return found


def _on_one_line(predictions: Texts, references: list[str]) -> tuple[Texts, Texts]:
    return [text.replace("\n", " ") for text in predictions], [text.replace("\n", " ") for text in references]


def _costs(generator: TextGenerator, tokens: int, count: int) -> dict[str, float]:
    """Return the microseconds per pair of both engines, as measured (minimum of five) and by the cost model of `engines`."""
    from chipbrief.metrics.rouge import engines

    predictions, references = generator.pairs(count, tokens)
    work = engines.work_of(predictions, [*references])
    found = {"python_model": work.python_seconds / count * 1e6, "kernels_model": work.kernel_seconds / count * 1e6}
    for name, run in (("python", chipbrief_python), ("kernels", chipbrief_numba)):
        run(predictions[:1], references[:1])
        seconds = []
        for _ in range(5):
            start = time.process_time()
            run(predictions, references)
            seconds.append(time.process_time() - start)
        found[name] = min(seconds) / count * 1e6
    return found


def _has(package: str) -> bool:
    return importlib.util.find_spec(package.replace("-", "_")) is not None


def table(found: dict[str, dict[str, Any]]) -> list[str]:
    head = [
        "| tool | pairs | µs per pair, minimum (median) | speed-up, by minimum (by median) | equal | first call, s | peak memory, MiB |",
        "|---|--:|--:|--:|---|--:|--:|",
    ]
    rows = [
        f"| {name} | {one['pairs']:,} | {one['us']:,.2f} ({one['us_median']:,.2f}) "
        f"| {one['ratio']:,.1f} ({one['ratio_median']:,.1f}) | {'yes' if one['equal'] else 'no'} "
        f"| {one['first']:.2f} | {one['mib']:.0f} |"
        for name, one in found.items()
    ]
    return head + rows


def page(found: dict[str, Any]) -> str:
    """Return the Markdown page for the results in rouge_benchmark.json."""
    versions = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    loads = " and ".join(f"{load:.1f}" for load in found["load"])
    parts = [
        "# ROUGE: speed and memory", "",
        "`scripts/benchmark_rouge.py --write` measures the figures in `rouge_benchmark.json` and writes this page from them. The "
        "script's docstring describes the method and the random texts.", "",
        f"- Machine: {found['machine']}; {versions}. The load was {loads} at start and end, including this benchmark.",
        "- Times are processor times on one core: the minimum over all rounds, and the median in brackets. Each round measures every "
        "tool once.",
        f"- The task is four types of ROUGE with the stemmer, from texts to arrays. A news pair has {found['characters']:.0f} characters "
        "on average.",
        "- *Speed-up* is relative to rouge_score. *Equal* means that the scores equal those of rouge_score to the last bit, over the "
        "pairs compared (at most 500).",
        "- *First call* is the elapsed time of a first call on two pairs. It includes imports and, for numba, loading the compiled "
        "kernels from disk.",
        "", "## News summaries of 60 to 70 tokens", "", *table(found["news"]),
    ]  # fmt: skip
    for references, one in found.get("references", {}).items():
        parts += ["", f"## {references} references", "", *table(one)]
    for size, one in found.get("lengths", {}).items():
        parts += ["", f"## Texts of {int(size):,} tokens", "", *table(one)]
    if growth := found.get("growth"):
        parts += ["", f"## More pairs: {FASTEST}", "", "Beyond 20,000 pairs, the texts repeat.", ""]
        parts += [
            "| pairs | µs per pair | peak memory, MiB | growth of the peak during the call, MiB |",
            "|--:|--:|--:|--:|",
        ]
        parts += [
            f"| {int(n):,} | {one['us']:.2f} | {one['mib']:.0f} | {one['grown']:.0f} |" for n, one in growth.items()
        ]
    return "\n".join([*parts, *_sentence_part(found), *_model_part(found)]) + "\n"


def _sentence_part(found: dict[str, Any]) -> list[str]:
    if "sentences" not in found:
        return []
    parts = [
        "", "## Sentences: newline and auto", "",
        'ROUGE-Lsum with `sentences="auto"` takes the lines of a text as sentences, and splits texts of one line. The kernels split '
        "the plain ones, one chunk of the batch after the other, and sentencex splits the others. The news summaries of the first "
        "table are given with one sentence per line, and on one line. Beyond 20,000 pairs, the texts repeat.", "",
        "| texts; sentences | pairs | µs per pair | million pairs a minute | peak memory, MiB | growth of the peak during the call, MiB |",
        "|---|--:|--:|--:|--:|--:|",
    ]  # fmt: skip
    return parts + [
        f"| {name} | {int(count):,} | {run['us']:.2f} | {60 / run['us']:.1f} | {run['mib']:.0f} | {run['grown']:.0f} |"
        for name, runs in found["sentences"].items()
        for count, run in runs.items()
    ]


def _model_part(found: dict[str, Any]) -> list[str]:
    if "model" not in found:
        return []
    parts = [
        "", "## Cost model", "",
        '`engine="auto"` takes the kernels if they save time, by the constants in `chipbrief/metrics/rouge/engines.py`. This table '
        "compares the model with the measured minimum of five calls. Loading compiled kernels is counted as 0.5 seconds, and "
        "compiling as 18 seconds. The seconds that the kernels would have saved add up over the calls of a process: once they "
        "exceed these times, the kernels are loaded or compiled. Run `python -m chipbrief.metrics.rouge` to compile them at once.",
        "",
        "| tokens per text | Python, µs per pair | by the model | kernels, µs per pair | by the model |",
        "|--:|--:|--:|--:|--:|",
    ]  # fmt: skip
    return parts + [
        f"| {int(tokens):,} | {one['python']:,.1f} | {one['python_model']:,.1f} | {one['kernels']:,.2f} "
        f"| {one['kernels_model']:,.2f} |"
        for tokens, one in found["model"].items()
    ]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--quick", action="store_true", help="measure 2,000 pairs in one round; write nothing")
    mode.add_argument("--write", action="store_true", help="measure everything; write the figures and the page")
    mode.add_argument("--check", action="store_true", help="compare the page with the stored figures; measure nothing")
    mode.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.work:
        name, file, pairs = args.work
        tool = next(tool for tool in (*TOOLS, AUTO) if tool.name == name)
        json.dump(work(tool, Path(file), int(pairs)), sys.stdout)
        return 0
    if args.check:
        return write_or_check(
            {PAGE: page(json.loads(FIGURES.read_text(encoding="utf-8"))).encode()}, check=True, root=ROOT
        )
    with tempfile.TemporaryDirectory() as folder:
        found = benchmark(args.quick, Path(folder))
    text = page(found)
    print(text)
    if args.write:
        figures = json.dumps(found, indent=1) + "\n"
        return write_or_check({FIGURES: figures.encode(), PAGE: text.encode()}, check=False, root=ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
