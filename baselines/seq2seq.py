#!/usr/bin/env python3
"""A sequence-to-sequence model of `transformers`, by its name on the Hub or by the path of a folder.

An article that is longer than the encoder takes is read up to its last whole sentence that fits (--long truncate), or
parted into pieces of whole sentences that fit, each of which is summarized (--long chunk). A cluster's articles share the
encoder equally in the first case, and are parted each for itself in the second. Beam search without sampling; the budget
in words steers the length, and what is over it is left out. Weights are read as safetensors only, no code of a model is run.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from itertools import groupby, zip_longest
from typing import Any, NamedTuple

from chipbrief.baselines import article_of, cut
from chipbrief.baselines.checkpoint import Checkpoint, generate, load
from chipbrief.baselines.model_command import (
    add_arguments,
    articles_of,
    output_file,
    print_report,
    progress_bar,
    run,
    stories_of,
    summary_of,
    system_name,
    write,
)
from chipbrief.language.tokens import split_sentences, words
from chipbrief.problems import fail
from chipbrief.records import Story

TOKENS_A_WORD = 2
TOKENS_MORE = 8
"""The limit of new tokens for a budget in words: English needs 1.3 a word of a usual vocabulary."""
LEAST_WORDS = 25
"""A piece's share of the budget is no less than a sentence, or the budget where that is less."""
Count = Callable[[str], int]


class Piece(NamedTuple):
    """A part of a story for one run of the encoder, and the words that its summary may have."""

    story: str
    text: str
    budget: int


def parts(sentences: Sequence[str], limit: int, count: Count) -> list[str]:
    """Runs of whole sentences of at most `limit` tokens, each as long as it can be; none is left out or said twice.

    A sentence that is longer alone is a part of its own, of which the encoder sees the beginning.
    """
    found: list[list[str]] = []
    for sentence in sentences:
        if found and count(" ".join([*found[-1], sentence])) <= limit:
            found[-1].append(sentence)
        else:
            found.append([sentence])
    return [" ".join(part) for part in found]


def pieces_of(story: Story, budget: int, long: str, limit: int, count: Count) -> tuple[list[Piece], bool]:
    """What is read of a story, by the rule for long articles, and whether that is all. Nothing of an empty one."""
    articles = [split_sentences(text) for text in articles_of(story)]
    articles = [sentences for sentences in articles if sentences]
    if long == "truncate":
        cuts = [parts(sentences, limit // len(articles), count) for sentences in articles]
        read = " ".join(found[0] for found in cuts)
        texts = [read] if read else []
        whole = all(len(found) == 1 for found in cuts)
    else:
        texts = [text for sentences in articles for text in parts(sentences, limit, count)]
        whole = True
    share = max(budget // max(len(texts), 1), min(LEAST_WORDS, budget))
    return [Piece(story.id, text, share) for text in texts], whole and all(count(text) <= limit for text in texts)


def generate_all(
    checkpoint: Checkpoint, pieces: Sequence[Piece], beams: int, size: int, progress: Callable[[int], object]
) -> list[str]:
    """The summary of every piece, in their order; batches hold up to `size` pieces of the same budget.

    For every word of the budget at most two new tokens and at least half a token.
    """
    written: dict[int, str] = {}
    order = sorted(range(len(pieces)), key=lambda at: pieces[at].budget)
    for budget, group in groupby(order, key=lambda at: pieces[at].budget):
        same = list(group)
        for start in range(0, len(same), size):
            batch = same[start : start + size]
            texts = [pieces[at].text for at in batch]
            most = TOKENS_A_WORD * budget + TOKENS_MORE
            written.update(zip(batch, generate(checkpoint, texts, budget // 2, most, beams), strict=True))
            progress(len(batch))
    return [written[at] for at in range(len(pieces))]


def joined(summaries: Sequence[str], budget: int | None) -> str:
    """One summary from those of the pieces: their sentences in turn, first each one's first, as many as fit the budget.

    They stand in the order of the article. Where none fits, the first is cut to the budget.
    """
    parted = [split_sentences(summary) for summary in summaries]
    if budget is None:
        return "\n".join(sentence for sentences in parted for sentence in sentences)
    columns = zip_longest(*parted)
    turns = [(at, row, text) for row, column in enumerate(columns) for at, text in enumerate(column) if text]
    taken = []
    left = budget
    for turn in turns:
        if (length := len(words(turn[2]))) <= left:
            taken.append(turn)
            left -= length
    if taken or not turns:
        return "\n".join(text for _, _, text in sorted(taken))
    return cut(turns[0][2], budget)


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    return run(_parser(), _run, argv)


def _run(args: argparse.Namespace) -> int:
    for option, value in (
        ("--batch-size", args.batch_size),
        ("--beams", args.beams),
        ("--input-tokens", args.input_tokens),
    ):
        if value is not None and value < (8 if option == "--input-tokens" else 1):
            raise fail(option, f"{value} is too small", "leave it out, or give more")
    stories = stories_of(args)
    name, out = system_name(args), output_file("seq2seq", args)
    checkpoint = load(args.model, args.device, args.offline, args.prefix, args.input_tokens)
    budgets = {story.id: article_of(story, args.kind).budget for story in stories}
    read = {
        story.id: pieces_of(story, budgets[story.id], args.long, checkpoint.limit, checkpoint.count)
        for story in stories
    }
    pieces = [piece for found, _ in read.values() for piece in found]
    with progress_bar(name, len(pieces)) as bar:
        written = generate_all(checkpoint, pieces, args.beams, args.batch_size, bar.update)
    by_story: dict[str, list[str]] = {story.id: [] for story in stories}
    for piece, text in zip(pieces, written, strict=True):
        by_story[piece.story].append(text)
    texts = {key: joined(found, None if args.uncut else budgets[key]) for key, found in by_story.items()}
    write(out, name, args, stories, texts)
    rows = {
        key: {
            "pieces": len(found),
            "read_whole": read[key][1],
            "written": sum(len(words(text)) for text in found),
            "words": len(words(summary_of(texts[key], None))),
        }
        for key, found in by_story.items()
    }
    print_report(out, _report(name, args, checkpoint, rows), args.json)
    return 0


def _report(
    name: str, args: argparse.Namespace, checkpoint: Checkpoint, rows: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    import torch
    import transformers

    return {
        "model": name,
        "setting": f"{args.config}/{args.kind}/{args.split}",
        "long": args.long,
        "input_tokens": checkpoint.limit,
        "prefix": checkpoint.prefix,
        "beams": args.beams,
        "batch_size": args.batch_size,
        "device": checkpoint.model.device.type,
        "versions": {"transformers": transformers.__version__, "torch": torch.__version__},
        "read_in_part": sum(not row["read_whole"] for row in rows.values()),
        "cut_to_budget": sum(row["words"] < row["written"] for row in rows.values()),
        "empty": sum(not row["words"] for row in rows.values()),
        "stories": rows,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python baselines/seq2seq.py",
        description=__doc__,
        epilog="example: python baselines/seq2seq.py --model facebook/bart-large-cnn --long chunk",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model", required=True, help="name on the Hub, or path of a folder that holds the checkpoint")
    add_arguments(parser)
    parser.add_argument(
        "--long",
        choices=("truncate", "chunk"),
        default="truncate",
        help="the rule for long articles (default: truncate)",
    )
    parser.add_argument(
        "--input-tokens",
        type=int,
        metavar="N",
        help="that the encoder gets at most (default: what the checkpoint takes)",
    )
    parser.add_argument(
        "--prefix", help="before every text (default: what the checkpoint names; 'summarize: ' for T5; else nothing)"
    )
    parser.add_argument("--beams", type=int, default=4, metavar="N", help="of the search; 1 is greedy (default: 4)")
    parser.add_argument("--batch-size", type=int, default=8, metavar="N", help="texts at once (default: 8)")
    parser.add_argument(
        "--device", choices=("auto", "cuda", "mps", "cpu"), default="auto", help="default: the best there is"
    )
    parser.add_argument("--offline", action="store_true", help="only what was downloaded before, as HF_HUB_OFFLINE=1")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
