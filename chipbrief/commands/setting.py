"""Shared by the subcommands `score` and `compare`: the options of a setting, and scoring of files under it."""

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

    Arguments = argparse._ArgumentGroup
    """A group of options under one title in the help."""


FACTS_DESCRIPTION = """With --facts llm, a language model is asked one question per fact. This needs --model and
--base-url. The API key is read from CHIPBRIEF_API_KEY or OPENAI_API_KEY. With --facts neural, an
entailment model judges each fact: --model names it as NAME@REVISION, or is a folder."""
SIGNATURE_DESCRIPTION = """A signature is the last line of a table. Leave out the options that it already states."""
OPTIONS = {"compatibility": "rouge", "matcher": "facts"}
"""Names of the options (without `--`) that differ from those of the fields of `Setting`."""
ANSWER_TOKENS = 8
"""Maximum length of an answer to a yes-or-no question, in tokens: a word and a full stop in any tokenizer."""
REFUSED_REMEDY = (
    "if the endpoint rejects a parameter, choose another --model: max_tokens, temperature and seed are always sent"
)
"""Remedy for a refused request. These parameters are no options, since scores under one signature must not depend on them."""


class Scored(NamedTuple):
    """Submissions and their scores in the order of the command line, with the setting and the stories."""

    setting: Setting
    stories: list[Story]
    submissions: list[Submission]
    results: list[Scores]


def submission_file(text: str) -> Path:
    """Return `text` as a path. `-` means standard input; `./-` means a file, so it is made absolute (`Path` turns it into `-`)."""
    path = Path(text)
    return path.absolute() if str(path) == "-" != text else path


def add_data(group: Arguments) -> None:
    """Add the option `--data`."""
    group.add_argument("--data", type=Path, metavar="DIR", help="dataset folder (default: the installed dataset)")


def add_setting(parser: argparse.ArgumentParser) -> None:
    """Add the files of summaries and the options that make up a `Setting`.

    The setting options have no default here, so that `--signature` can report the ones that were given with it.
    """
    _add_input(parser.add_argument_group("input"))
    _add_references(parser.add_argument_group("references"))
    _add_measures(parser.add_argument_group("measures"))
    _add_facts(parser.add_argument_group("facts", FACTS_DESCRIPTION))
    repeated = parser.add_argument_group("repeat a score", SIGNATURE_DESCRIPTION)
    repeated.add_argument("--signature", metavar="LINE", help="use the setting in this signature; put it in quotes")


def _add_input(group: Arguments) -> None:
    group.add_argument(
        "predictions", nargs="+", type=submission_file, metavar="PREDICTIONS.jsonl",
        help="one file per system; use - for standard input",
    )  # fmt: skip
    of = "JSON key or column of the"
    group.add_argument("--id-column", default="id", metavar="NAME", help=f"{of} story ids (default: id)")
    group.add_argument("--summary-column", default="summary", metavar="NAME", help=f"{of} summaries (default: summary)")


def _add_references(group: Arguments) -> None:
    from chipbrief.corpora.store import CONFIGS

    group.add_argument("--config", choices=CONFIGS, help="dataset configuration (default: open)")
    group.add_argument("--split", choices=SPLITS, help="split of the dataset (default: test)")
    group.add_argument("--kind", choices=REFERENCE_KINDS, help="kind of reference summary (default: abstract)")
    group.add_argument("--author-kind", choices=AUTHOR_KINDS, help="kind of author of the references (default: all)")
    add_data(group)


def _add_measures(group: Arguments) -> None:
    group.add_argument(
        "--multi", choices=("max", "mean"), help="ROUGE over several references: highest F, or mean (default: max)"
    )
    group.add_argument(
        "--rouge", dest="compatibility", choices=("rouge_score", "rouge155"),
        help="tool whose ROUGE values are computed (default: rouge_score)",
    )  # fmt: skip
    group.add_argument("--stemmer", choices=("porter", "none"), help="stemmer of ROUGE (default: porter)")
    group.add_argument("--tokenizer", choices=("ascii", "unicode"), help="tokenizer of ROUGE (default: ascii)")
    group.add_argument(
        "--undress", action="store_const", const=True,
        help="compute ROUGE without list marks, labels, tags and the like, which the other measures never count",
    )  # fmt: skip
    group.add_argument("--resamples", type=int, metavar="N", help="bootstrap resamples per interval (default: 10000)")
    group.add_argument("--seed", type=int, metavar="N", help="seed of all random draws (default: 12345)")


def _add_facts(group: Arguments) -> None:
    group.add_argument(
        "--facts", dest="matcher", choices=("lexical", "llm", "neural"),
        help="how to decide whether a summary states a fact (default: lexical)",
    )  # fmt: skip
    group.add_argument(
        "--model", metavar="NAME", help="language model, or entailment model as NAME@REVISION (default: none)"
    )
    group.add_argument("--base-url", metavar="URL", help="OpenAI-compatible endpoint, such as http://127.0.0.1:8000/v1")
    group.add_argument(
        "--journal", type=Path, default=Path("facts.journal.jsonl"), metavar="FILE",
        help="file that keeps the answers for later runs (default: facts.journal.jsonl)",
    )  # fmt: skip
    group.add_argument(
        "--timeout", type=float, default=30.0, metavar="SECONDS", help="seconds to wait for one request (default: 30)"
    )


def setting_from(args: argparse.Namespace) -> Setting:
    """Return the setting of a command line. Raises `InputError` if options contradict each other or are out of range."""
    from chipbrief.scoring.setting import MAX_NUMBER, Setting, setting_of

    names = (
        "config", "split", "kind", "author_kind", "multi", "compatibility", "stemmer", "tokenizer", "matcher", "model",
        "undress", "resamples", "seed",
    )  # fmt: skip
    chosen: dict[str, Any] = {name: value for name in names if (value := getattr(args, name)) is not None}
    if args.signature is not None:
        if chosen:
            options = ", ".join(f"--{OPTIONS.get(name, name).replace('_', '-')}" for name in chosen)
            raise fail("--signature", f"cannot be combined with {options}", f"leave out --signature or {options}")
        return setting_of(args.signature)
    problems = [
        Problem(f"--{name}", f"{chosen[name]} is not between {least} and {MAX_NUMBER:,}", "choose another number")
        for name, least in (("seed", 0), ("resamples", 1))
        if name in chosen and not least <= chosen[name] <= MAX_NUMBER
    ]
    if chosen.get("compatibility") == "rouge155" and chosen.get("tokenizer") == "unicode":
        problems.append(
            Problem("--tokenizer unicode", "cannot be combined with --rouge rouge155", "leave one of them out")
        )
    matcher = chosen.get("matcher", "lexical")
    if matcher != "lexical" and "model" not in chosen:
        what, name = ("a language model", "NAME") if matcher == "llm" else ("an entailment model", "NAME@REVISION")
        problems.append(Problem(f"--facts {matcher}", f"needs {what}", f"add --model {name}"))
    if matcher == "lexical" and "model" in chosen:
        problems.append(
            Problem("--model", "is used only with --facts llm or neural", "add one of them, or leave out --model")
        )
    model = chosen.get("model", "")
    if "|" in model or not model.isprintable():
        problems.append(
            Problem("--model", "contains '|' or an unprintable character", "use a name that fits into a signature")
        )
    if problems:
        raise InputError(problems)
    if chosen.get("stemmer") == "none":
        chosen["stemmer"] = None
    return Setting(**chosen)


def score_files(args: argparse.Namespace) -> Scored:
    """Return the scores of each file in `args.predictions`; warnings go to standard error.

    Raises `InputError` with the errors of all files together, or if `--signature` cannot be repeated.
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
        what = f"{setting.config}/{setting.split} is not the pinned data (an incomplete build, or changed files)"
        print(f"warning: {what}; do not compare these scores with published ones", file=sys.stderr)
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
    """Return what the matcher asks, if anything. Raises `InputError` if `--base-url` is missing, or a model cannot be loaded."""
    if setting.matcher == "neural" and setting.model is not None:
        from chipbrief.metrics.facts import neural

        return neural.load(setting.model)
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


def _read(args: argparse.Namespace, setting: Setting, stories: list[Story]) -> list[Submission]:
    """Return the submissions, and print their warnings. Raises `InputError` with the errors of all files."""
    from chipbrief.corpora.store import dataset_folder, ids_elsewhere
    from chipbrief.submissions import Columns, read_submission

    columns = Columns(args.id_column, args.summary_column)
    if columns.id == columns.summary:
        raise fail("--id-column", "names the same column as --summary-column", "name two different columns")
    if [str(path) for path in args.predictions].count("-") > 1:
        raise fail("standard input", "is given more than once", "use - only once")
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
