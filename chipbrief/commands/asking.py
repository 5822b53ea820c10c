"""Shared by `score` and `compare`: ask a language model, and say before and after how many questions, tokens and what cost."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from chipbrief.problems import Problem, fail, printable

if TYPE_CHECKING:
    from chipbrief.corpora.corpus import Corpus
    from chipbrief.endpoint import Answer
    from chipbrief.submissions import Submission

ANSWER_TOKENS = 8
"""Maximum length of an answer to a yes-or-no question, in tokens: a word and a full stop in any tokenizer."""
LETTERS_PER_TOKEN = 4
"""Usual number of characters of English text in a token of a language model, for an estimate."""
MANY_ANSWERS = 20
"""Number of answers from which a remark says that all are the same."""
REFUSED_REMEDY = (
    "if the endpoint rejects a parameter, choose another --model: max_tokens, temperature and seed are always sent"
)
"""Remedy for a refused request. These parameters are no options, since scores under one signature must not depend on them."""
PRICES = ("price_in", "price_out")


def add_prices(group: argparse._ArgumentGroup) -> None:
    """Add the options that turn tokens into a cost."""
    for name, what in zip(PRICES, ("prompts", "answers"), strict=True):
        text = f"price of a million tokens of {what}, in any currency, to state the cost"
        group.add_argument(f"--{name.replace('_', '-')}", type=float, metavar="PRICE", help=text)


def price_problems(args: argparse.Namespace) -> Iterator[Problem]:
    """Yield what is wrong with the prices."""
    given = [name for name in PRICES if getattr(args, name, None) is not None]
    for name in given:
        if not (isfinite(getattr(args, name)) and getattr(args, name) >= 0):
            yield Problem(f"--{name.replace('_', '-')}", "is no price", "give 0 or more per million tokens")
    if len(given) == 1:
        yield Problem("--price-in, --price-out", "are used together", "give both, or none")
    if given and "llm" not in (args.matcher, args.entailment):
        yield Problem("--price-in, --price-out", "are used only with --facts llm or --entailment llm", "leave them out")


class Asker:
    """Sends questions to the language model of a command line, and counts what they take.

    `stored` has the keys of the answers that the journal had before. Raise `InputError` if `--base-url` is missing.
    """

    def __init__(self, args: argparse.Namespace, model: str) -> None:
        if args.base_url is None:
            raise fail(f"language model {model}", "needs the address of an endpoint", "add --base-url URL")
        from tqdm import tqdm

        from chipbrief.endpoint import Contact, Settings, stored

        self.settings = Settings(
            base_url=args.base_url, model=model, max_tokens=ANSWER_TOKENS, timeout=args.timeout, refused=REFUSED_REMEDY
        )
        self.journal = args.journal
        prices: tuple[float | None, float | None] = (args.price_in, args.price_out)
        self.prices = prices
        self.stored = frozenset(stored(args.journal))
        self.answers: dict[str, Answer] = {}
        # Shared by all articles, so that an endpoint that answered once is retried as usual for the later ones.
        # Waiting is written as a line, since the progress bar counts systems only.
        self._contact = Contact(lambda line: tqdm.write(line, file=sys.stderr))

    def __call__(self, prompts: Sequence[str]) -> list[str]:
        """Return the answers. Raise `InputError` with every question that got none."""
        from chipbrief.endpoint import ask

        found = ask(prompts, self.settings, self.journal, contact=self._contact)
        self.answers |= zip(map(self.key, prompts), found, strict=True)
        return [answer.text for answer in found]

    def key(self, prompt: str) -> str:
        """Return the key of a prompt in the journal."""
        from chipbrief.endpoint import Message

        return self.settings.key([Message("user", prompt)])

    def announce(self, prompts: Sequence[str]) -> None:
        """Say how many questions will be sent, what they take at most, and which file keeps the answers."""
        by_key = {self.key(one): one for one in prompts}
        new = [len(one) // LETTERS_PER_TOKEN for key, one in by_key.items() if key not in self.stored]
        spent = _cost(sum(new), ANSWER_TOKENS * len(new), self.prices)
        _say(
            f"--facts llm: {_questions(len(by_key))} to {self.settings.model}. {len(by_key) - len(new):,} of the answers are in "
            f"{self.journal.absolute()}, and {len(new):,} will be asked for: about {sum(new):,} tokens of prompts and at most "
            f"{ANSWER_TOKENS * len(new):,} of answers{spent and f', at a cost of about {spent} at most'}. The file keeps all answers "
            "for later runs (--journal names another)."
        )

    def conclude(self) -> None:
        """Say how many questions were sent, and what they took."""
        new = [answer for key, answer in self.answers.items() if key not in self.stored]
        counts = [(one.prompt_tokens, one.completion_tokens) for one in new]
        known = [(sent, got) for sent, got in counts if sent is not None and got is not None]
        sent, got = sum(one for one, _ in known), sum(one for _, one in known)
        spent = _cost(sent, got, self.prices)
        took = (
            f": {sent:,} tokens of prompts and {got:,} of answers{spent and f', at a cost of {spent}'}" if known else ""
        )
        lacking = len(counts) - len(known)
        unknown = f" (the endpoint did not state the tokens of {lacking:,})" if lacking else ""
        _say(f"{self.settings.model} answered {_questions(len(new))}{took}{unknown}.")
        said = {answer.text.strip(" .!\"'*\n").lower() for answer in self.answers.values()}
        if len(said) == 1 and len(self.answers) >= MANY_ANSWERS:
            word = next(iter(said))[:20]
            _say(f"All {len(self.answers):,} answers are {word!a}: the model may not judge at all.")


def facts_prompts(corpus: Corpus, submissions: Sequence[Submission]) -> list[str]:
    """Return all questions of the matcher `llm` on the summaries."""
    from chipbrief.metrics.facts.llm import prompt

    return [
        prompt(summaries[story.id], fact.text)
        for one in submissions
        for summaries in (one.summaries, *one.repeats)
        for story in corpus.stories
        if summaries.get(story.id, "").strip()
        for fact in story.facts
    ]


def conclude(*asks: Callable[..., object] | None) -> None:
    """Say what each asker among `asks` took."""
    for ask in asks:
        if isinstance(ask, Asker):
            ask.conclude()


def _questions(number: int) -> str:
    return f"{number:,} question{'' if number == 1 else 's'}"


def _cost(sent: int, got: int, prices: tuple[float | None, float | None]) -> str:
    """Return the cost of tokens, rounded to four places or, below that, two digits. Empty without prices."""
    price_in, price_out = prices
    if price_in is None or price_out is None:
        return ""
    cost = (sent * price_in + got * price_out) / 1_000_000
    return f"{cost:.4f}" if cost >= 0.0001 or not cost else f"{cost:.2g}"


def _say(line: str) -> None:
    print(printable(line), file=sys.stderr)
