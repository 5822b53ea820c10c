"""Shared by `score` and `compare`: score the files of a command line under its setting."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from chipbrief.commands.inputs import corpus_of, read_submissions
from chipbrief.commands.setting import setting_from
from chipbrief.problems import InputError, fail

if TYPE_CHECKING:
    from chipbrief.corpora.corpus import Corpus
    from chipbrief.metrics.facts import Ask
    from chipbrief.scoring.setting import Setting
    from chipbrief.scoring.system import Scores
    from chipbrief.submissions import Submission

ANSWER_TOKENS = 8
"""Maximum length of an answer to a yes-or-no question, in tokens: a word and a full stop in any tokenizer."""
REFUSED_REMEDY = (
    "if the endpoint rejects a parameter, choose another --model: max_tokens, temperature and seed are always sent"
)
"""Remedy for a refused request. These parameters are no options, since scores under one signature must not depend on them."""


class Scored(NamedTuple):
    """Submissions and their scores in the order of the command line, with the setting and the corpus."""

    setting: Setting
    corpus: Corpus
    submissions: list[Submission]
    results: list[Scores]


def score_files(args: argparse.Namespace) -> Scored:
    """Return the scores of each file in `args.predictions`; warnings go to standard error.

    Raises `InputError` with the errors of all files together, or if `--signature` cannot be repeated.
    """
    from tqdm import tqdm

    from chipbrief.scoring.setting import differences, signature
    from chipbrief.scoring.system import score_system

    asked = setting_from(args)
    corpus = corpus_of(args, asked.config, asked.split)
    setting = _on(corpus, asked, args)
    stated = signature(corpus.stories, setting, corpus.data)
    if args.signature is not None and (found := differences(args.signature, stated)):
        raise InputError(found)
    submissions = read_submissions(args, corpus)
    ask = _ask(args, setting)
    results = [
        score_system(_name(submission), submission.summaries, corpus.stories, setting, corpus.data, ask)
        for submission in tqdm(submissions, "scoring", unit="system", leave=False, disable=not sys.stderr.isatty())
    ]
    return Scored(setting, corpus, submissions, results)


def _name(submission: Submission) -> str:
    return submission.system.get("system", submission.name)


def _on(corpus: Corpus, setting: Setting, args: argparse.Namespace) -> Setting:
    """Return the setting on a corpus: its name, its split and, unless a kind is given, the kind of its references."""
    setting = replace(setting, config=corpus.name, split=corpus.split)
    if not corpus.is_own:
        return setting if args.kind or args.signature else replace(setting, kind=corpus.kind)
    if args.kind not in (None, corpus.kind):
        raise fail(
            f"--kind {args.kind}", f"the references of this corpus are of kind {corpus.kind}", "leave out --kind"
        )
    return replace(setting, kind=corpus.kind)


def _ask(args: argparse.Namespace, setting: Setting) -> Ask | None:
    """Return the function that sends the questions of the matcher `llm`, or None for another matcher.

    Raises `InputError` if `--base-url` is missing.
    """
    if setting.matcher != "llm" or setting.model is None:
        return None
    if args.base_url is None:
        raise fail("--facts llm", "needs the address of an endpoint", "add --base-url URL")
    from tqdm import tqdm

    from chipbrief.endpoint import Contact, Settings, ask

    settings = Settings(
        base_url=args.base_url, model=setting.model, max_tokens=ANSWER_TOKENS, timeout=args.timeout,
        refused=REFUSED_REMEDY,
    )  # fmt: skip
    # Shared by all articles, so that an endpoint that answered once is retried as usual for the later ones.
    # Waiting is written as a line, since the progress bar counts systems only.
    contact = Contact(lambda line: tqdm.write(line, file=sys.stderr))
    return lambda prompts: [answer.text for answer in ask(prompts, settings, args.journal, contact=contact)]
