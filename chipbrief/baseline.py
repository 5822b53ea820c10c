"""The loop that every baseline shares: stories in, a submission out. A baseline itself is one function of one article."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chipbrief import __version__
from chipbrief.dataset.store import CONFIGS, dataset_folder, load
from chipbrief.files import write_atomically
from chipbrief.problems import InputError, fail
from chipbrief.records import CLUSTER_BUDGET, SPLITS, WORD_BUDGET, ReferenceKind, Story
from chipbrief.text import split_sentences, words

OUTPUTS = Path(__file__).resolve().parents[1] / "baselines" / "outputs"


@dataclass(frozen=True, slots=True)
class Article:
    """What a summarizer is given. `budget` counts words. `references` are for ceilings alone: a system ignores them."""

    id: str
    title: str | None
    sentences: tuple[str, ...]
    budget: int
    references: tuple[str, ...]


Summarize = Callable[[Article], str]


def article_of(story: Story, kind: ReferenceKind) -> Article:
    """The story as a summarizer sees it. Raises `InputError` where nobody has written what it is asked for."""
    references = tuple(reference.text for reference in story.references if reference.kind == kind)
    if not references:
        raise fail(story.id, f"has no {kind} to measure against", "choose another --kind or --config")
    budget = (WORD_BUDGET if len(story.parts) == 1 else CLUSTER_BUDGET)[kind]
    sentences = [
        sentence for part in story.parts for sentence in split_sentences(story.document[part.start : part.end])
    ]
    return Article(story.id, story.title, tuple(sentences), budget, references)


def within_budget(sentences: Sequence[str], budget: int) -> list[str]:
    """The first sentences that together have at most `budget` words; the first one, cut to the budget, if it is longer.

    Whole sentences wherever one fits: what is left of the budget is not filled up with a part of the next.
    """
    taken: list[str] = []
    left = budget
    for sentence in sentences:
        count = len(words(sentence))
        if count > left:
            break
        taken.append(sentence)
        left -= count
    return taken or [cut(sentences[0], budget)] if sentences else []


def cut(sentence: str, budget: int) -> str:
    """The first `budget` words of a sentence."""
    kept = sentence.split()
    while kept and len(words(" ".join(kept))) > budget:
        kept.pop()
    return " ".join(kept)


def output_path(name: str, config: str, split: str, kind: str) -> Path:
    """Where a baseline's outputs lie; those of `source` and `gum` are other people's text and ignored by git."""
    return OUTPUTS / config / kind / (f"{name}.jsonl" if split == "test" else f"{name}.{split}.jsonl")


def submission_bytes(name: str, stories: Sequence[Story], kind: ReferenceKind, summarize: Summarize) -> bytes:
    """The outputs of a baseline in the format of a submission, a sentence a line within each summary."""
    rows: list[dict[str, str]] = [{"system": name, "version": __version__}]
    rows += ({"id": story.id, "summary": summarize(article_of(story, kind))} for story in stories)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def main(file: str, summarize: Summarize, argv: Sequence[str] | None = None) -> int:
    """The command of the baseline in `file`: write its outputs, and say where they are."""
    name = Path(file).stem
    parser = argparse.ArgumentParser(
        prog=f"python baselines/{name}.py",
        description=(summarize.__doc__ or "").strip(),
        epilog=f"example: python baselines/{name}.py --kind brief --out {name}-briefs.jsonl",
    )
    parser.add_argument(
        "--config", choices=CONFIGS, default="open", help="configuration of the dataset (default: open)"
    )
    parser.add_argument("--split", choices=SPLITS, default="test", help="default: test")
    parser.add_argument(
        "--kind", choices=list(WORD_BUDGET), default="abstract", help="what to write (default: abstract)"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="default: baselines/outputs/CONFIG/KIND/NAME.jsonl (NAME.SPLIT.jsonl but for test)",
    )
    args = parser.parse_args(argv)
    out = args.out or output_path(name, args.config, args.split, args.kind)
    try:
        stories = load(args.config, args.split, dataset_folder())
        write_atomically(out, submission_bytes(name, stories, args.kind, summarize))
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    print(out)
    return 0
