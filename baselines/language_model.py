#!/usr/bin/env python3
"""A language model behind an OpenAI-compatible endpoint, asked once an article with the prompt of the kind.

The key comes from the environment (CHIPBRIEF_API_KEY or OPENAI_API_KEY). Every answer is kept in a journal beside the
outputs, so that a run that failed or was killed goes on where it was, and no answer is paid for twice. An article longer
than --longest words is cut after its last whole sentence within them; of a cluster every article has an equal share.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from chipbrief.baselines import article_of
from chipbrief.baselines.model_command import (
    add_arguments,
    articles_of,
    beginning,
    beside,
    output_file,
    print_report,
    progress_bar,
    run,
    stories_of,
    summary_of,
    system_name,
    write,
)
from chipbrief.endpoint import Answer, Contact, Settings, ask
from chipbrief.endpoint.records import OUTCOMES, SEED
from chipbrief.files import read_text, sha256
from chipbrief.language.tokens import split_sentences, words
from chipbrief.problems import fail
from chipbrief.records import Story

PROMPTS = Path(__file__).resolve().parent / "prompts"
PROMPT_LIMIT = 100_000
PLACEHOLDER = re.compile(r"\{(title|article|words)\}")
THINKING = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
"""What a reasoning model writes before its answer, where the endpoint does not part it off."""
RETRIES = 6
TRIAL = 3
"""Attempts while the endpoint has answered nothing, where all fail alike."""
TOKENS_A_WORD = 4
TOKENS_MORE = 64
"""The limit of tokens for a budget in words: English needs 1.3 a word, and an answer within the budget is never cut."""


def fill_prompt(template: str, story: Story, budget: int, longest: int) -> str:
    """The prompt for one story. What stands in braces within an article stays as it is."""
    texts = articles_of(story)
    reports = [_cut_to(text, longest // len(texts)) for text in texts]
    if len(reports) > 1:
        reports = [f"Report {number} of {len(reports)}:\n{text}" for number, text in enumerate(reports, 1)]
    values = {"title": story.title or "(none)", "article": "\n\n".join(reports), "words": str(budget)}
    return PLACEHOLDER.sub(lambda match: values[match[1]], template)


def _cut_to(text: str, longest: int) -> str:
    return text if len(words(text)) <= longest else "\n".join(beginning(split_sentences(text), longest))


def read_template(path: Path) -> str:
    """The text of a prompt with its placeholders. Raises `InputError`."""
    template = read_text(path, PROMPT_LIMIT)
    if missing := {"article", "words"} - set(PLACEHOLDER.findall(template)):
        raise fail(str(path), f"has no {' and no '.join(f'{{{name}}}' for name in sorted(missing))}", "add it")
    return template


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    return run(_parser(), _run, argv)


def _run(args: argparse.Namespace) -> int:
    stories = stories_of(args)
    name, out = system_name(args), output_file("language_model", args)
    template = read_template(args.prompt or PROMPTS / f"{args.kind}.txt")
    budgets = [article_of(story, args.kind).budget for story in stories]
    _check(args)
    prompts = [
        fill_prompt(template, story, budget, args.longest) for story, budget in zip(stories, budgets, strict=True)
    ]
    settings = _settings(args, max(budgets, default=1))
    journal = args.journal or beside(out, ".journal")
    if not args.resume and journal.exists():
        raise fail(
            str(journal), "is there, and holds answers that were paid for", "move it away, or leave out --no-resume"
        )
    with progress_bar(name, len(stories)) as bar:
        contact = Contact(lambda line: tqdm.write(line, file=sys.stderr))
        names = [story.id for story in stories]
        answers = ask(prompts, settings, journal, lambda there, _: bar.update(there - bar.n), names, contact)
    texts = {story.id: THINKING.sub("", answer.text) for story, answer in zip(stories, answers, strict=True)}
    write(out, name, args, stories, texts)
    rows = {
        story.id: _row(answer, texts[story.id], budget, args)
        for story, answer, budget in zip(stories, answers, budgets, strict=True)
    }
    print_report(out, _report(args, settings, template, answers, rows), args.json)
    return 0


def _check(args: argparse.Namespace) -> None:
    if args.longest < 1:
        raise fail("--longest", "is below 1", "leave it out, or give the words that the model's context holds")
    for option, price in (("--price-in", args.price_in), ("--price-out", args.price_out)):
        if price is not None and not 0 <= price < float("inf"):
            raise fail(option, "is no price", "give 0 or more for a million tokens")


def _settings(args: argparse.Namespace, budget: int) -> Settings:
    return Settings(
        base_url=args.base_url,
        model=args.model,
        max_tokens=TOKENS_A_WORD * budget + TOKENS_MORE if args.max_tokens is None else args.max_tokens,
        temperature=None if "temperature" in args.omit else args.temperature,
        seed=None if "seed" in args.omit else args.seed,
        limit_name=args.limit_name,
        concurrency=args.concurrency,
        timeout=args.timeout,
        retries=RETRIES if args.retries is None else args.retries,
        patience=args.patience,
        # Who gives a number may know that the endpoint is still starting, and waits for it.
        trial=TRIAL if args.retries is None else max(TRIAL, args.retries + 1),
    )


def _row(answer: Answer, text: str, budget: int, args: argparse.Namespace) -> dict[str, Any]:
    """What the report says of one answer. `written` counts the words as they came, `words` those in the outputs."""
    return {
        "outcome": answer.outcome,
        "written": len(words(text)),
        "words": len(words(summary_of(text, None if args.uncut else budget))),
        "prompt_tokens": answer.prompt_tokens,
        "completion_tokens": answer.completion_tokens,
        "cost": _cost(answer.prompt_tokens, answer.completion_tokens, args),
        "finish_reason": answer.finish_reason,
        "refusal": answer.refusal,
    }


def _cost(prompt: int | None, completion: int | None, args: argparse.Namespace) -> float | None:
    """In the currency of the prices that the user gave; null where a price or a count of tokens is not known."""
    if None in (prompt, completion, args.price_in, args.price_out):
        return None
    return float(round((prompt * args.price_in + completion * args.price_out) / 1_000_000, 8))


def _report(
    args: argparse.Namespace,
    settings: Settings,
    template: str,
    answers: Sequence[Answer],
    rows: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """Sums are null where a part of them is not known."""
    outcomes = Counter(answer.outcome for answer in answers)
    sums = {}
    for column in ("prompt_tokens", "completion_tokens"):
        counts = [row[column] for row in rows.values()]
        sums[column] = None if None in counts else sum(counts)
    return {
        "endpoint": settings.base_url,
        "model": settings.model,
        "answered_as": ", ".join(sorted({answer.model for answer in answers if answer.model})),
        "setting": f"{args.config}/{args.kind}/{args.split}",
        "parameters": settings.parameters(),
        "prompt_sha256": sha256(template),
        "longest": args.longest,
        "cut_to_budget": sum(row["words"] < row["written"] for row in rows.values()),
        "outcomes": {outcome: outcomes[outcome] for outcome in OUTCOMES},
        "tokens": sums,
        "prices": {"prompt": args.price_in, "completion": args.price_out},
        "cost": _cost(sums["prompt_tokens"], sums["completion_tokens"], args),
        "stories": rows,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python baselines/language_model.py",
        description=__doc__,
        epilog="example: python baselines/language_model.py --base-url http://127.0.0.1:8000/v1 --model my-model",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--base-url", required=True, metavar="URL", help="of the endpoint, with its /v1")
    parser.add_argument("--model", required=True, help="name under which the endpoint serves it")
    add_arguments(parser)
    parser.add_argument("--prompt", type=Path, metavar="FILE", help="default: baselines/prompts/KIND.txt")
    parser.add_argument("--longest", type=int, default=6000, metavar="WORDS", help="of the articles (default: 6000)")
    parser.add_argument("--journal", type=Path, metavar="FILE", help="default: beside the outputs, NAME.journal")
    parser.add_argument(
        "--resume",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="go on with the journal; --no-resume refuses to start where there is one",
    )
    sent = parser.add_argument_group("what is sent")
    sent.add_argument(
        "--max-tokens", type=int, metavar="N", help="of an answer (default: 64, and 4 a word of the budget)"
    )
    sent.add_argument("--temperature", type=float, default=0.0, metavar="T", help="default: 0")
    sent.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"default: {SEED}")
    sent.add_argument(
        "--omit", action="append", choices=("seed", "temperature"), default=[], help="for endpoints that refuse it"
    )
    sent.add_argument(
        "--limit-name",
        choices=("max_tokens", "max_completion_tokens"),
        default="max_tokens",
        help="name of the limit of tokens, which depends on the endpoint (default: max_tokens)",
    )
    way = parser.add_argument_group("how it is sent")
    way.add_argument("--concurrency", type=int, default=4, metavar="N", help="requests at once (default: 4)")
    way.add_argument("--timeout", type=float, default=120.0, metavar="SECONDS", help="of one attempt (default: 120)")
    way.add_argument(
        "--retries",
        type=int,
        metavar="N",
        help=f"attempts after the first (default: {RETRIES}, {TRIAL - 1} before any answer)",
    )
    way.add_argument(
        "--patience", type=float, default=120.0, metavar="SECONDS", help="longest pause between attempts (default: 120)"
    )
    prices = parser.add_argument_group("prices, for the report's cost", "a million tokens, in any currency")
    prices.add_argument("--price-in", type=float, metavar="PRICE", help="of the prompt's tokens")
    prices.add_argument("--price-out", type=float, metavar="PRICE", help="of the answer's tokens")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
