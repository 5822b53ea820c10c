"""What the subcommands that score have in common: the options of a setting, and files of summaries scored under it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import AUTHOR_KINDS, REFERENCE_KINDS, SPLITS, Story

if TYPE_CHECKING:
    from chipbrief.metrics.facts import Ask
    from chipbrief.scoring.setting import Setting
    from chipbrief.scoring.system import Scores
    from chipbrief.submissions import Submission


ANSWER_TOKENS = 8
"""Of an answer to a yes-or-no question: room for a word and its full stop, in any tokenizer."""
REFUSED = "where it names a parameter, name another --model: max_tokens, temperature and seed are always sent"
"""The remedy for a refused request: what is sent is part of what the signature states, and so no option."""


class Scored(NamedTuple):
    """Submissions and their scores, in the order of the command line, and what they were scored against."""

    setting: Setting
    stories: list[Story]
    submissions: list[Submission]
    results: list[Scores]


def submission_file(text: str) -> Path:
    """An argument as a path, of which `-` alone is standard input: `./-` is a file, and `Path` would make it `-`."""
    path = Path(text)
    return path.absolute() if str(path) == "-" != text else path


def add_setting(parser: argparse.ArgumentParser) -> None:
    """The files, and the options that say what they are scored against."""
    from chipbrief.corpora.store import CONFIGS

    parser.add_argument(
        "predictions",
        nargs="+",
        type=submission_file,
        metavar="PREDICTIONS.jsonl",
        help="one file a system; - is standard input",
    )
    parser.add_argument("--id-column", default="id", metavar="NAME", help="key or column of the ids (default: id)")
    parser.add_argument(
        "--summary-column", default="summary", metavar="NAME", help="key or column of the summaries (default: summary)"
    )
    # Each is null unless it was given, so that --signature can tell what contradicts it.
    setting = parser.add_argument_group("setting")
    setting.add_argument("--config", choices=CONFIGS, help="configuration of the dataset (default: open)")
    setting.add_argument("--split", choices=SPLITS, help="default: test")
    setting.add_argument("--kind", choices=REFERENCE_KINDS, help="references to score against (default: abstract)")
    setting.add_argument("--author-kind", choices=AUTHOR_KINDS, help="only references written by this kind of author")
    setting.add_argument("--multi", choices=("max", "mean"), help="several references: best F, or mean (default: max)")
    setting.add_argument(
        "--rouge", dest="compatibility", choices=("rouge_score", "rouge155"),
        help="the tool whose ROUGE values are given (default: rouge_score)",
    )  # fmt: skip
    setting.add_argument("--stemmer", choices=("porter", "none"), help="of ROUGE (default: porter)")
    setting.add_argument("--tokenizer", choices=("ascii", "unicode"), help="of ROUGE (default: ascii)")
    setting.add_argument(
        "--facts",
        dest="matcher",
        choices=("lexical", "llm"),
        help="what tells whether a fact is stated (default: lexical)",
    )
    setting.add_argument("--model", metavar="NAME", help="the language model that --facts llm asks")
    setting.add_argument("--resamples", type=int, metavar="N", help="of the bootstrap (default: 10000)")
    setting.add_argument("--seed", type=int, metavar="N", help="of everything that is drawn (default: 12345)")
    parser.add_argument("--base-url", metavar="URL", help="the OpenAI-compatible endpoint that --facts llm asks")
    parser.add_argument(
        "--journal", type=Path, default=Path("facts.journal.jsonl"), metavar="FILE",
        help="where its answers are kept, so that none is paid for twice (default: facts.journal.jsonl)",
    )  # fmt: skip
    parser.add_argument(
        "--timeout", type=float, default=30.0, metavar="SECONDS", help="of one attempt to ask it (default: 30)"
    )
    parser.add_argument("--signature", metavar="LINE", help="repeat the setting that the signature of a table states")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the folder dataset/, where it is not the installed one"
    )


def setting_from(args: argparse.Namespace) -> Setting:
    """The setting of a command line. Raises `InputError` where it contradicts itself."""
    from chipbrief.scoring.setting import LARGEST, Setting, setting_of

    names = (
        "config", "split", "kind", "author_kind", "multi", "compatibility", "stemmer", "tokenizer", "matcher", "model",
        "resamples", "seed",
    )  # fmt: skip
    chosen: dict[str, Any] = {name: value for name in names if (value := getattr(args, name)) is not None}
    if args.signature is not None:
        if chosen:
            options = ", ".join(f"--{name.replace('_', '-')}" for name in chosen)
            raise fail("--signature", f"says all of the setting, and so does {options}", "leave one of them out")
        return setting_of(args.signature)
    problems = [
        Problem(f"--{name}", f"{chosen[name]} is not between {least} and {LARGEST:,}", "correct it")
        for name, least in (("seed", 0), ("resamples", 1))
        if name in chosen and not least <= chosen[name] <= LARGEST
    ]
    if chosen.get("compatibility") == "rouge155" and chosen.get("tokenizer") == "unicode":
        problems.append(Problem("--tokenizer unicode", "is not that of ROUGE-1.5.5", "leave it out"))
    if (chosen.get("matcher") == "llm") != ("model" in chosen):
        problems.append(Problem("--facts llm", "and --model belong together", "give both, or neither"))
    model = chosen.get("model", "")
    if "|" in model or not model.isprintable():
        problems.append(Problem("--model", "has a | or what cannot be printed", "the signature could not hold it"))
    if problems:
        raise InputError(problems)
    if chosen.get("stemmer") == "none":
        chosen["stemmer"] = None
    return Setting(**chosen)


def score_files(args: argparse.Namespace) -> Scored:
    """The scores of each file in `args.predictions`; warnings go to standard error.

    Raises `InputError` with the faults of all files together, and where a signature cannot be repeated.
    """
    from tqdm import tqdm

    from chipbrief.corpora.store import data_label, load
    from chipbrief.scoring.setting import differences, signature
    from chipbrief.scoring.system import score_system

    setting = setting_from(args)
    stories = load(setting.config, setting.split, args.data)
    data = data_label(setting.config, setting.split, stories, args.data)
    if args.signature is not None and (found := differences(args.signature, signature(stories, setting, data))):
        raise InputError(found)
    if data.startswith("unpinned"):
        where = f"{setting.config}/{setting.split}"
        what = "is not the pinned data (built in part, or changed): scores are not comparable"
        print(f"warning: {where} {what}", file=sys.stderr)
    submissions = _read(args, setting, stories)
    ask = _ask(args, setting)
    results = [
        score_system(
            submission.system.get("system", submission.name), submission.summaries, stories, setting, data, ask
        )
        for submission in tqdm(submissions, "scoring", unit="system", leave=False, disable=not sys.stderr.isatty())
    ]
    return Scored(setting, stories, submissions, results)


def _ask(args: argparse.Namespace, setting: Setting) -> Ask | None:
    """What puts the questions of the matcher `llm` to its model. Raises `InputError` without an endpoint."""
    if setting.matcher != "llm" or setting.model is None:
        return None
    if args.base_url is None:
        raise fail("--facts llm", "asks a model behind an endpoint", "name it with --base-url")
    from tqdm import tqdm

    from chipbrief.endpoint import Contact, Settings, ask

    settings = Settings(
        base_url=args.base_url, model=setting.model, max_tokens=ANSWER_TOKENS, timeout=args.timeout, refused=REFUSED
    )
    # One for all articles: an endpoint that answered for the first is waited for at the second. The bar counts systems,
    # and so shows nothing of it.
    contact = Contact(lambda line: tqdm.write(line, file=sys.stderr))
    return lambda prompts: [answer.text for answer in ask(prompts, settings, args.journal, contact=contact)]


def _read(args: argparse.Namespace, setting: Setting, stories: list[Story]) -> list[Submission]:
    from chipbrief.corpora.store import dataset_folder, ids_elsewhere
    from chipbrief.submissions import Columns, read_submission

    columns = Columns(args.id_column, args.summary_column)
    if columns.id == columns.summary:
        raise fail("--id-column", "names the same column as --summary-column", "name two")
    if [str(path) for path in args.predictions].count("-") > 1:
        raise fail("standard input", "is named more than once", "name it once")
    elsewhere = ids_elsewhere(args.data or dataset_folder(), setting.config, setting.split)
    submissions: list[Submission] = []
    problems: list[Problem] = []
    more = 0
    for path in args.predictions:
        try:
            submissions.append(read_submission(path, [story.id for story in stories], elsewhere, columns))
        except InputError as error:
            problems += error.problems
            more += error.more
    if problems:
        raise InputError(problems, more)
    for submission in submissions:
        for warning in submission.warnings:
            print(f"warning: {warning}", file=sys.stderr)
    return submissions
