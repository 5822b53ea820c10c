"""Options of `score` and `compare` that make up the setting of a score."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipbrief.commands.asking import add_prices, price_problems
from chipbrief.commands.corpus import add_corpus
from chipbrief.commands.inputs import INPUT_DESCRIPTION, add_predictions
from chipbrief.commands.measures import check_signed, columns_of, entailment_of
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import AUTHOR_KINDS, REFERENCE_KINDS

if TYPE_CHECKING:
    from chipbrief.scoring.setting import Setting

    Arguments = argparse._ArgumentGroup
    """A group of options under one title in the help."""


FACTS_DESCRIPTION = """With --facts llm, a language model is asked one question per fact. This needs --model and
--base-url. The API key is read from CHIPBRIEF_API_KEY or OPENAI_API_KEY. With --facts neural, an
entailment model judges each fact: --model names it as NAME@REVISION, or is a folder."""
SIGNATURE_DESCRIPTION = """A signature is the last line of a table. Leave out the options that it already states."""
OPTIONS = {"compatibility": "rouge", "matcher": "facts"}
"""Names of the options (without `--`) that differ from those of the fields of `Setting`."""


def add_setting(parser: argparse.ArgumentParser, files: str = "+") -> None:
    """Add the files of summaries and the options that make up a `Setting`. `files` is `*` if there may be none.

    The setting options have no default here, so that `--signature` can report the ones that were given with it.
    """
    add_predictions(parser.add_argument_group("input", INPUT_DESCRIPTION), files)
    add_corpus(parser)
    _add_references(parser.add_argument_group("references"))
    _add_measures(parser.add_argument_group("measures"))
    _add_facts(parser.add_argument_group("facts", FACTS_DESCRIPTION))
    repeated = parser.add_argument_group("repeat a score", SIGNATURE_DESCRIPTION)
    repeated.add_argument("--signature", metavar="LINE", help="use the setting in this signature; put it in quotes")


def _add_references(group: Arguments) -> None:
    group.add_argument("--kind", choices=REFERENCE_KINDS, help="kind of reference summary (default: abstract)")
    group.add_argument("--author-kind", choices=AUTHOR_KINDS, help="kind of author of the references (default: all)")


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
    add_prices(group)


def setting_from(args: argparse.Namespace) -> Setting:
    """Return the setting of a command line. Raises `InputError` if options contradict each other or are out of range."""
    from chipbrief.metrics.entailment import identity
    from chipbrief.scoring.measures import switched_on
    from chipbrief.scoring.setting import MAX_NUMBER, Setting, setting_of

    names = (
        "config", "split", "kind", "author_kind", "multi", "compatibility", "stemmer", "tokenizer", "matcher", "model",
        "undress", "resamples", "seed",
    )  # fmt: skip
    chosen: dict[str, Any] = {name: value for name in names if (value := getattr(args, name)) is not None}
    columns = columns_of(args)
    if args.signature is not None:
        if chosen:
            options = ", ".join(f"--{OPTIONS.get(name, name).replace('_', '-')}" for name in chosen)
            raise fail("--signature", f"cannot be combined with {options}", f"leave out --signature or {options}")
        signed = setting_of(args.signature)
        check_signed(columns, signed, args.measures_option)
        return signed
    chosen["measures"] = switched_on(columns)
    chosen["entailment"], found = entailment_of(args, chosen["measures"])
    problems = found + [
        Problem(f"--{name}", f"{chosen[name]} is not between {least} and {MAX_NUMBER:,}", "choose another number")
        for name, least in (("seed", 0), ("resamples", 1))
        if name in chosen and not least <= chosen[name] <= MAX_NUMBER
    ]
    if chosen.get("compatibility") == "rouge155" and chosen.get("tokenizer") == "unicode":
        problems.append(
            Problem("--tokenizer unicode", "cannot be combined with --rouge rouge155", "leave one of them out")
        )
    matcher = chosen.get("matcher", "lexical")
    problems += [*_model_problems(matcher, args), *price_problems(args)]
    model = chosen.get("model", "")
    if "|" in model or not model.isprintable():
        problems.append(
            Problem("--model", "contains '|' or an unprintable character", "use a name that fits into a signature")
        )
    if problems:
        raise InputError(problems)
    if matcher == "lexical":
        chosen.pop("model", None)  # the setting has the model of the matcher only
    if matcher == "neural":
        chosen["model"] = identity(chosen["model"])
    if chosen.get("stemmer") == "none":
        chosen["stemmer"] = None
    return Setting(**chosen)


def _model_problems(matcher: str, args: argparse.Namespace) -> list[Problem]:
    """Return what is wrong with `--model` beside `--facts` and `--entailment`."""
    problems = []
    if matcher != "lexical" and args.model is None:
        what, name = (
            ("a language model", "NAME") if matcher == "llm" else ("an entailment model", "NAME@COMMIT or a folder")
        )
        problems.append(Problem(f"--facts {matcher}", f"needs {what}", f"add --model {name}"))
    if matcher == "lexical" and args.entailment != "llm" and args.model is not None:
        remedy = "add one, or leave out --model"
        problems.append(Problem("--model", "is used only with --facts llm or neural, or --entailment llm", remedy))
    if matcher == "neural" and args.entailment == "llm":
        what = "cannot be combined with --facts neural, because --model would name two models"
        problems.append(Problem("--entailment llm", what, "score twice"))
    return problems
