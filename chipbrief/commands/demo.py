"""`chipbrief demo`: the main job on the data that is installed, from loading to a comparison."""

from __future__ import annotations

import argparse
import sys
import time

HELP = "load the data, run the baselines, score and compare them"
DESCRIPTION = """Show the main job on the installed data: load it, run the baseline summarizers, score their
summaries, and test whether one of them differs from the first sentences of the article.

Nothing is written and no network is used. It takes about half a minute. Baselines whose libraries
are not installed are named and left out."""
EXAMPLES = """examples:
  chipbrief demo
  chipbrief demo --kind headline"""
COMPARED = ("lead", "centroid_tfidf")
"""The two baselines that step 3 compares. Neither needs an extra of the package."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    from chipbrief.baselines.systems import KINDS

    parser.add_argument("--kind", choices=KINDS["open"], default="abstract", help="kind of summary (default: abstract)")


def run(args: argparse.Namespace) -> int:
    """Print the three steps with their results and return 0."""
    from tqdm import tqdm

    from chipbrief.baselines.anywhere import outputs_on
    from chipbrief.baselines.systems import SYSTEMS
    from chipbrief.corpora.corpus import shipped
    from chipbrief.reports.comparison import as_text
    from chipbrief.reports.table import text_table
    from chipbrief.reports.terminal import screen
    from chipbrief.scoring.comparison import compare
    from chipbrief.scoring.setting import Setting
    from chipbrief.scoring.system import score_system

    began = time.monotonic()
    corpus = shipped("open", "test")
    references = sum(one.kind == args.kind for story in corpus.stories for one in story.references)
    _step(1, f"the dataset: {len(corpus.stories)} stories of open/test, {references} references of kind {args.kind}")
    story = corpus.stories[0]
    print(f"   the first story is {story.id}, “{story.title}”, {len(story.document.split())} words")
    hidden = not sys.stderr.isatty()
    found = outputs_on(
        corpus, list(SYSTEMS), args.kind, None,
        lambda stories, name: tqdm(stories, name, unit="story", leave=False, disable=hidden),
    )  # fmt: skip
    _step(2, f"the baselines: {len(found.rows)} of {len(SYSTEMS)} run here, and scored")
    for problem in found.skipped:
        print(f"   skipped: {problem}")
    setting = Setting(kind=args.kind)
    results = [
        score_system(name, dict(rows), corpus.stories, setting, corpus.data) for name, rows in found.rows.items()
    ]
    print(text_table(results, screen()))
    pair = [one for one in results if one.system in COMPARED]
    if len(pair) == len(COMPARED):
        _step(3, f"a comparison: does {COMPARED[1]} differ from {COMPARED[0]}?")
        print(as_text(compare(pair, ("rouge2_fmeasure",), "best", "lead"), screen()))
    print(f"\ndone in {time.monotonic() - began:.0f} seconds. Next, with your own summaries:\n{NEXT}")
    return 0


NEXT = """  chipbrief data --articles --out articles.jsonl   # what to summarise
  chipbrief score mine.jsonl                       # lines of {"id": "…", "summary": "…"}
  chipbrief compare mine.jsonl --against lead      # is it better than the first sentences?"""
"""Commands to go on with."""


def _step(number: int, what: str) -> None:
    print(f"{'' if number == 1 else chr(10)}== {number}. {what}", flush=True)
