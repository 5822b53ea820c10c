#!/usr/bin/env python3
"""A language model behind an OpenAI-compatible endpoint, asked once per article with the prompt for the kind of summary.

The API key comes from the environment variable CHIPBRIEF_API_KEY or OPENAI_API_KEY. Every answer is saved in a journal next
to the outputs. If a run fails or is killed, run the same command again: it requests only the missing answers.

An article with more than --longest words is cut after the last whole sentence that fits. The articles of a cluster get
equal shares of --longest.
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
"""Maximum size of a prompt file in bytes."""
PLACEHOLDER = re.compile(r"\{(title|article|words)\}")
"""A placeholder in a prompt file."""
THINKING = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
"""The reasoning that some models put before the answer, if the endpoint does not separate it. It is removed."""
RETRIES = 6
"""Default number of attempts after the first one fails."""
TRIAL = 3
"""Attempts per prompt that fail alike, as long as the endpoint has never answered."""
TOKENS_PER_WORD = 4
EXTRA_TOKENS = 64
"""Default token limit: 4 per word of the budget, plus 64. English needs 1.3 per word, so an answer within the budget is never cut."""


def fill_prompt(template: str, story: Story, budget: int, longest: int) -> str:
    """Return the prompt for one story. Braces in the article itself are left unchanged."""
    texts = articles_of(story)
    reports = [_cut_to(text, longest // len(texts)) for text in texts]
    if len(reports) > 1:
        reports = [f"Report {number} of {len(reports)}:\n{text}" for number, text in enumerate(reports, 1)]
    values = {"title": story.title or "(none)", "article": "\n\n".join(reports), "words": str(budget)}
    return PLACEHOLDER.sub(lambda match: values[match[1]], template)


def _cut_to(text: str, longest: int) -> str:
    return text if len(words(text)) <= longest else "\n".join(beginning(split_sentences(text), longest))


def read_template(path: Path) -> str:
    """Return the text of a prompt file. Raises `InputError` if it cannot be read or lacks `{article}` or `{words}`."""
    template = read_text(path, PROMPT_LIMIT)
    if missing := {"article", "words"} - set(PLACEHOLDER.findall(template)):
        raise fail(
            str(path),
            f"has no {' and no '.join(f'{{{name}}}' for name in sorted(missing))}",
            "add each missing placeholder",
        )
    return template


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    return run(_parser(), _run, argv)


def _run(args: argparse.Namespace) -> int:
    stories = stories_of(args)
    name, out = system_name(args), output_file("language_model", args)
    template = read_template(args.prompt or PROMPTS / f"{args.kind}.txt")
    budgets = [article_of(story, args.kind, config=args.config).budget for story in stories]
    _check(args)
    prompts = [
        fill_prompt(template, story, budget, args.longest) for story, budget in zip(stories, budgets, strict=True)
    ]
    settings = _settings(args, max(budgets, default=1))
    journal = args.journal or beside(out, ".journal")
    if not args.resume and journal.exists():
        raise fail(str(journal), "already contains paid answers", "move it away, or leave out --no-resume")
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
        raise fail("--longest", "is below 1", "pass the number of words that fit the model's context, or leave it out")
    for option, price in (("--price-in", args.price_in), ("--price-out", args.price_out)):
        if price is not None and not 0 <= price < float("inf"):
            raise fail(option, "is not a price", "pass 0 or more per million tokens")


def _settings(args: argparse.Namespace, budget: int) -> Settings:
    return Settings(
        base_url=args.base_url,
        model=args.model,
        max_tokens=TOKENS_PER_WORD * budget + EXTRA_TOKENS if args.max_tokens is None else args.max_tokens,
        temperature=None if "temperature" in args.omit else args.temperature,
        seed=None if "seed" in args.omit else args.seed,
        limit_name=args.limit_name,
        concurrency=args.concurrency,
        timeout=args.timeout,
        retries=RETRIES if args.retries is None else args.retries,
        patience=args.patience,
        # A user who sets --retries may know that the endpoint is still starting.
        trial=TRIAL if args.retries is None else max(TRIAL, args.retries + 1),
    )


def _row(answer: Answer, text: str, budget: int, args: argparse.Namespace) -> dict[str, Any]:
    """Return the report entry for one answer. `written` is the number of words received, `words` the number in the outputs."""
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
    """Return the cost in the currency of the user's prices, or None if a price or a token count is unknown."""
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
    """Return the run report. A sum is None if one of its parts is unknown."""
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
    add = parser.add_argument
    add("--base-url", required=True, metavar="URL", help="base URL of the endpoint, usually ending in /v1")
    add("--model", required=True, help="name of the model at the endpoint")
    add_arguments(parser)
    add("--prompt", type=Path, metavar="FILE", help="prompt file (default: baselines/prompts/KIND.txt)")
    add(
        "--longest",
        type=int,
        default=6000,
        metavar="WORDS",
        help="maximum words of articles per prompt (default: 6000)",
    )
    add("--journal", type=Path, metavar="FILE", help="file for the answers (default: OUT with .journal for .jsonl)")
    add(
        "--resume", action=argparse.BooleanOptionalAction, default=True,
        help="continue from the journal (default); with --no-resume, stop with an error if a journal exists",
    )  # fmt: skip
    add = parser.add_argument_group("request parameters").add_argument
    limit = f"{EXTRA_TOKENS} plus {TOKENS_PER_WORD} per word of the budget"
    add("--max-tokens", type=int, metavar="N", help=f"token limit of an answer (default: {limit})")
    add("--temperature", type=float, default=0.0, metavar="T", help="sampling temperature (default: 0)")
    add("--seed", type=int, default=SEED, metavar="N", help=f"seed for sampling (default: {SEED})")
    add(
        "--omit", action="append", choices=("seed", "temperature"), default=[],
        help="do not send this parameter, for endpoints that reject it",
    )  # fmt: skip
    add(
        "--limit-name", choices=("max_tokens", "max_completion_tokens"), default="max_tokens",
        help="parameter name of the token limit, which depends on the endpoint (default: max_tokens)",
    )  # fmt: skip
    add = parser.add_argument_group("sending").add_argument
    add("--concurrency", type=int, default=4, metavar="N", help="maximum number of requests at once (default: 4)")
    add(
        "--timeout", type=float, default=120.0, metavar="SECONDS", help="seconds to wait for one attempt (default: 120)"
    )
    retries = f"{RETRIES}, or {TRIAL - 1} before the endpoint's first answer"
    add("--retries", type=int, metavar="N", help=f"attempts after the first one fails (default: {retries})")
    add(
        "--patience", type=float, default=120.0, metavar="SECONDS", help="longest pause between attempts (default: 120)"
    )
    add = parser.add_argument_group("prices, to report the cost", "per million tokens, in any currency").add_argument
    add("--price-in", type=float, metavar="PRICE", help="price of prompt tokens")
    add("--price-out", type=float, metavar="PRICE", help="price of answer tokens")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
