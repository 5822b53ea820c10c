#!/usr/bin/env python3
"""Measure how long it takes to read articles and to score summaries, side by side with an old commit.

The articles are those of the open edition, joined until they have 600 words and cut there, with the stories' entities and
twelve of their facts. The summaries have up to 65 words of the articles' references. Every text is new to all caches.

Both versions run in turns, each in its own process on the same core, so that other work on the machine affects both alike.
Times are processor times: the mean over the articles, and the minimum over all rounds, which other work disturbed least. The
old version is taken from the history of this repository. Hostile texts repeat one piece.

examples:
  python scripts/benchmark_text.py --quick       measure one round and print the page; write nothing
  python scripts/benchmark_text.py --write       measure five rounds and write docs/text_benchmark.json and docs/text_benchmark.md
  python scripts/benchmark_text.py --check       measure nothing; exit 1 and show a diff if the page differs from the JSON
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from math import fsum
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FIGURES, PAGE = ROOT / "docs" / "text_benchmark.json", ROOT / "docs" / "text_benchmark.md"
OLD = "2a01dde"
"""The commit to compare with: the last one before all measures stood on one reading of a text."""
ARTICLE_WORDS, SUMMARY_WORDS, FACTS, REFERENCES = 600, 65, 12, 3
QUICK, FULL, REPEATS = 1, 5, 4
HOSTILE = ("1 000 ", "AB ", "A.", "Ann Lee ", "- ", "1. ", "&#39;", '"', "1,", "two hundred and ")
"""Pieces that a hostile text repeats: groups of digits, capitals, marks of lists, character references, quotes, separators."""
HOSTILE_LENGTH, FACTOR = 6_000, 8
"""Characters of a hostile text for both versions, and how many times as long the text is that only the new one reads."""
Task = dict[str, Any]
Step = Callable[[Task], Callable[[], object]]


def tasks() -> list[Task]:
    """Return articles with two summaries, references, entities and facts, as plain types for both versions."""
    from chipbrief.corpora import load

    found: list[Task] = []
    words: list[str] = []
    references: list[str] = []
    facts: list[str] = []
    entities: list[dict[str, Any]] = []
    for story in load("open"):
        words += f"{story.title}\n\n{story.document}\n\n".split(" ")
        references += (one.text for one in story.references)
        facts += (one.text for one in story.facts)
        entities += (
            {
                "id": f"{story.id}/{one.id}",
                "name": one.name,
                "type": one.type,
                "value": one.value,
                "forms": one.forms,
                "aliases": one.aliases,
            }
            for one in story.entities
        )
        if len(words) >= ARTICLE_WORDS:
            first, second = (_summary(references[at:]) for at in (0, len(references) // 2))
            article = " ".join(words[:ARTICLE_WORDS])
            found.append(
                {"article": article, "summary": first, "second": second, "references": references[:REFERENCES],
                 "facts": facts[:FACTS], "entities": entities}
            )  # fmt: skip
            words, references, facts, entities = [], [], [], []
    return found


def _summary(references: Sequence[str]) -> str:
    return " ".join(" ".join(references).split()[:SUMMARY_WORDS])


def _time(step: Callable[[], object]) -> float:
    start = time.process_time()
    step()
    return time.process_time() - start


def common_steps() -> dict[str, Step]:
    """Return what both versions can do: functions that prepare a step that has not run on these texts before."""
    from chipbrief.metrics import entities, facts, rouge, text_stats

    def statistics(article: str, summary: str) -> None:
        for one in (text_stats.length, text_stats.sentences, text_stats.repeated_trigrams, text_stats.is_refusal):
            one(summary)
        for two in (text_stats.compression, text_stats.coverage, text_stats.density, text_stats.longest_copy):
            two(document=article, summary=summary)
        for n in (1, 2, 3, 4):
            text_stats.novel_ngrams(document=article, summary=summary, n=n)

    def row(task: Task, summary: str) -> None:
        article, references, gold = task["article"], task["references"], task["gold"]
        entities.precision_source(entities.support(document=article, summary=summary, gold=gold))
        weights = entities.weights_of(references, gold)
        entities.share_named(weights, entities.named(summary, gold))
        facts.judge(summary, task["known"], gold)
        rouge.score(summary, references)
        statistics(article, summary)

    def after_first(measure: Callable[[Task, str], object]) -> Step:
        def prepare(task: Task) -> Callable[[], object]:
            measure(task, task["summary"])
            return lambda: measure(task, task["second"])

        return prepare

    return {
        "`entities.support`, a new article": lambda task: lambda: entities.support(document=task["article"], summary=task["summary"]),
        "`entities.support`, a second summary of it": after_first(
            lambda task, one: entities.support(document=task["article"], summary=one)
        ),
        f"`facts.judge`, {FACTS} facts": lambda task: lambda: facts.judge(task["summary"], task["known"]),
        "all default measures, a new story": lambda task: lambda: row(task, task["summary"]),
        "all default measures, a second summary of it": after_first(row),
        "of these: ROUGE": lambda task: lambda: rouge.score(task["summary"], task["references"]),
        "of these: text statistics": lambda task: lambda: statistics(task["article"], task["summary"]),
    }  # fmt: skip


def parts() -> dict[str, Step]:
    """Return the parts of a reading, of which the new version is made. Those that a part needs have run before it."""
    from chipbrief.language.reading import Reading

    def part(text: str, name: str, *before: str) -> Step:
        def prepare(task: Task) -> Callable[[], object]:
            reading = Reading(task[text])
            for one in before:
                getattr(reading, one)
            return lambda: getattr(reading, name)

        return prepare

    order = ("undressed", "plain", "cut", "words", "values", "evidence", "tokens", "folded", "sentences")
    steps = {
        "article": ("undressed", "plain", "cut", "values", "evidence", "tokens", "folded"),
        "summary": ("undressed", "plain", "cut", "words", "values", "tokens", "sentences"),
    }
    return {
        f"{text}: `{name}`": part(text, name, *order[: order.index(name)])
        for text, names in steps.items()
        for name in names
    }


def work(file: Path, turn: int) -> dict[str, Any]:
    """Measure the version that this process imports: milliseconds of each step, and of each hostile text."""
    from chipbrief.metrics import facts
    from chipbrief.records import Entity

    given: list[Task] = json.loads(file.read_text(encoding="utf-8"))
    for task in given:
        task["gold"] = tuple(
            Entity(**{**one, "forms": tuple(one["forms"]), "aliases": tuple(one["aliases"])}, salience=1.0, mentions=())
            for one in task["entities"]
        )
        task["known"] = facts.plain(task["facts"])
    steps = common_steps()
    is_new = find_spec("chipbrief.language") is not None
    if is_new:
        steps |= parts()
    times: dict[str, float] = {}
    for number in range(REPEATS):
        for place, (name, prepare) in enumerate(steps.items()):
            mark = f"\nRound {turn} {number} {place}."
            fresh = [
                {key: value + mark if isinstance(value, str) else value for key, value in task.items()}
                | {"references": [one + mark for one in task["references"]]}
                for task in given
            ]
            ready = [prepare(task) for task in fresh]
            spent = fsum(map(_time, ready)) / len(ready) * 1000
            times[name] = min(spent, times.get(name, spent))
    return {"steps": times, "hostile": {piece: _hostile(piece, given[0], turn, is_new) for piece in HOSTILE}}


def _hostile(piece: str, task: Task, turn: int, is_new: bool) -> list[float]:
    """Return the milliseconds of `entities.support` with a hostile article and a hostile summary; with longer ones if new."""
    from chipbrief.metrics import entities

    def spent(length: int) -> float:
        text = piece * (length // len(piece)) + f"\nRound {turn} {length}."
        return 1000 * _time(
            lambda: (
                entities.support(document=text, summary=task["summary"]),
                entities.support(document=task["article"], summary=text),
            )
        )

    longer = HOSTILE_LENGTH * FACTOR
    return [spent(length) for length in ((HOSTILE_LENGTH, longer, 2 * longer) if is_new else (HOSTILE_LENGTH,))]


def benchmark(rounds: int) -> dict[str, Any]:
    """Return the milliseconds of every step, the old version and the new one in turns."""
    core = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    best: dict[str, dict[str, Any]] = {}
    given = tasks()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "tasks.json")
        file.write_text(json.dumps(given), encoding="utf-8", newline="\n")
        old = _checkout(Path(folder, "old"))
        for turn in range(rounds):
            for side, root in (("old", old), ("new", ROOT)):
                found = _measure(root, file, turn, core)
                best[side] = _least(best[side], found) if side in best else found
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "commit": OLD,
        "articles": len(given),
        "rounds": rounds * REPEATS,
        **best,
    }


def _checkout(folder: Path) -> Path:
    """Write the package as it was at `OLD`, and return its folder."""
    from chipbrief.problems import fail

    folder.mkdir()
    command = ["git", "archive", OLD, "chipbrief"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise fail(OLD, "is not in this repository's history", "fetch all commits: git fetch --unshallow")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _measure(root: Path, file: Path, turn: int, core: int | None) -> dict[str, Any]:
    command = [sys.executable, __file__, "--work", str(file), str(turn), str(-1 if core is None else core)]
    env = {**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(done.stderr)
    return dict(json.loads(done.stdout))


def _least(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {
        "steps": {name: min(spent, other["steps"][name]) for name, spent in one["steps"].items()},
        "hostile": {
            piece: list(map(min, spent, other["hostile"][piece])) for piece, spent in one["hostile"].items()
        },
    }  # fmt: skip


def page(found: dict[str, Any]) -> str:
    """Return the Markdown page for the results in text_benchmark.json."""
    old, new = found["old"], found["new"]
    lines = [
        "# Reading texts: speed", "",
        "`scripts/benchmark_text.py --write` measures the figures in `text_benchmark.json` and writes this page from them. The script's "
        "docstring describes the texts.", "",
        f"- Machine: {found['machine']}. All processes ran on one core, the two versions in turns.",
        f"- Times are processor times in milliseconds: the mean over {found['articles']} articles of {ARTICLE_WORDS} words, and the "
        f"minimum over {found['rounds']} rounds. Summaries have {SUMMARY_WORDS} words, stories {REFERENCES} references and {FACTS} facts.",
        f"- *Before* is commit `{found['commit']}`, in which each measure read the texts for itself.",
        "", "| what | before | now | times as fast |", "|---|--:|--:|--:|",
    ]  # fmt: skip
    for name, was in old["steps"].items():
        now = new["steps"][name]
        lines.append(f"| {name} | {was:.3f} | {now:.3f} | {was / now:.1f} |")
    lines += [
        "", "## Where the time goes", "",
        "The parts of a `Reading` (`chipbrief/language/reading.py`). Each is made when it is first asked for.",
        "", "| part | ms |", "|---|--:|",
    ]  # fmt: skip
    lines += [f"| {name} | {spent:.3f} |" for name, spent in new["steps"].items() if name not in old["steps"]]
    lines += [
        "", "## Hostile texts", "",
        f"`entities.support` of a text that repeats one piece, once as the article and once as the summary: {HOSTILE_LENGTH:,} characters "
        f"in both versions, {HOSTILE_LENGTH * FACTOR:,} and twice as many in the new one. The last column is the last time divided by the "
        "one before: about 2 if the time is linear in the length.", "",
        f"| piece | before | now | now, {HOSTILE_LENGTH * FACTOR:,} | now, {2 * HOSTILE_LENGTH * FACTOR:,} | growth |",
        "|---|--:|--:|--:|--:|--:|",
    ]  # fmt: skip
    for piece, (short, longer, longest) in new["hostile"].items():
        was = old["hostile"][piece][0]
        lines.append(f"| `{piece}` | {was:.0f} | {short:.0f} | {longer:.0f} | {longest:.0f} | {longest / longer:.1f} |")
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--quick", action="store_true", help="measure one round; write nothing")
    mode.add_argument("--write", action="store_true", help="measure everything; write the figures and the page")
    mode.add_argument("--check", action="store_true", help="compare the page with the stored figures; measure nothing")
    mode.add_argument("--work", nargs=3, metavar=("FILE", "TURN", "CORE"), help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.work:
        if int(args.work[2]) >= 0:
            os.sched_setaffinity(0, {int(args.work[2])})
        print(json.dumps(work(Path(args.work[0]), int(args.work[1]))))
        return 0
    from chipbrief.files import write_or_check

    if args.check:
        stored = json.loads(FIGURES.read_text(encoding="utf-8"))
        return write_or_check({PAGE: page(stored).encode()}, check=True, root=ROOT)
    found = benchmark(QUICK if args.quick else FULL)
    text = page(found)
    print(text)
    if args.write:
        figures = json.dumps(found, indent=1) + "\n"
        return write_or_check({FIGURES: figures.encode(), PAGE: text.encode()}, check=False, root=ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
