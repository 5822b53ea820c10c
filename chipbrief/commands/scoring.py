"""Shared by `score` and `compare`: score the files of a command line under its setting."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from chipbrief.commands.asking import Asker, conclude, facts_prompts
from chipbrief.commands.corpus import corpus_of
from chipbrief.commands.inputs import read_submissions
from chipbrief.commands.measures import judge_of, matcher_asks
from chipbrief.commands.setting import setting_from
from chipbrief.problems import InputError, fail

if TYPE_CHECKING:
    from chipbrief.corpora.corpus import Corpus
    from chipbrief.scoring.setting import Setting
    from chipbrief.scoring.system import Scores
    from chipbrief.submissions import Submission


class Scored(NamedTuple):
    """Submissions and their scores in the order of the command line, with the setting and the corpus."""

    setting: Setting
    corpus: Corpus
    submissions: list[Submission]
    results: list[Scores]


def score_files(args: argparse.Namespace, only: Sequence[str] | None = None) -> Scored:
    """Return the scores of each file in `args.predictions`; warnings go to standard error.

    `only` names the columns to compute; None means all that are on.
    Raises `InputError` with the errors of all files together, or if `--signature` cannot be repeated.
    """
    from tqdm import tqdm

    from chipbrief.scoring.repeats import mean_of_repeats
    from chipbrief.scoring.setting import differences, signature
    from chipbrief.scoring.system import score_system

    asked = setting_from(args)
    corpus = corpus_of(args, asked.config, asked.split)
    setting = on_corpus(corpus, asked, args)
    stated = signature(corpus.stories, setting, corpus.data)
    if setting.interval == "poisson":
        raise fail("--signature", "states a Poisson bootstrap (ci:poisson)", "add --out DIR to chipbrief score")
    if args.signature is not None and (found := differences(args.signature, stated)):
        raise InputError(found)
    submissions = read_submissions(args, corpus)
    ask = matcher_asks(args, setting)
    if isinstance(ask, Asker):
        ask.announce(facts_prompts(corpus, submissions))
    judges: list[Asker] = []
    judge = judge_of(args, setting, partial(_kept, judges, args))

    def scores_of(submission: Submission) -> Scores:
        repeats = [
            score_system(
                _name(submission), summaries, corpus.stories, setting, corpus.data, ask, judge=judge, columns=only
            )
            for summaries in (submission.summaries, *submission.repeats)
        ]
        return mean_of_repeats(repeats, corpus.stories, setting)

    hidden = not sys.stderr.isatty()
    results = [*map(scores_of, tqdm(submissions, "scoring", unit="system", leave=False, disable=hidden))]
    conclude(ask, *judges)
    return Scored(setting, corpus, submissions, results)


def _kept(judges: list[Asker], args: argparse.Namespace, model: str) -> Asker:
    """Return a new asker, and keep it to report on it at the end."""
    judges.append(Asker(args, model))
    return judges[-1]


def _name(submission: Submission) -> str:
    return submission.system.get("system", submission.name)


def on_corpus(corpus: Corpus, setting: Setting, args: argparse.Namespace) -> Setting:
    """Return the setting on a corpus: its name, its split and, unless a kind is given, the kind of its references."""
    setting = replace(setting, config=corpus.name, split=corpus.split)
    if not corpus.is_own:
        return setting if args.kind or args.signature else replace(setting, kind=corpus.kind)
    if args.kind not in (None, corpus.kind):
        raise fail(
            f"--kind {args.kind}", f"the references of this corpus are of kind {corpus.kind}", "leave out --kind"
        )
    return replace(setting, kind=corpus.kind)
