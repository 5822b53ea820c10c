"""Part of `chipbrief compare`: test the scores that other tools gave to each sample, as their logs hold them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from chipbrief.commands.corpus import has_own_corpus
from chipbrief.commands.measures import columns_of
from chipbrief.problems import InputError, Problem, fail, printable, printable_json

if TYPE_CHECKING:
    from chipbrief.scoring.comparison import Comparison, Family
    from chipbrief.scoring.system import Scores
    from chipbrief.submissions.logs import Pairing, Run

    Arguments = argparse._ArgumentGroup
    """A group of options under one title in the help."""

LOGGED_DESCRIPTION = """Logs of inspect_ai, lm-eval, lighteval, promptfoo and others hold a score for each sample, and
so does a CSV file with the columns id and score. If --measure names such a score, and not a
measure of this tool, the scores in the files are tested as they are, paired by id."""
UNDEFINED = ("skip", "zero")
"""Choices of `--undefined`, as in `chipbrief.submissions.logs.Undefined`."""
OF_TEXTS = (
    "config", "split", "corpus", "kind", "author_kind", "multi", "compatibility", "stemmer", "tokenizer", "matcher", "model",
    "undress", "signature", "report", "entailment", "summary",
)  # fmt: skip
"""Options that concern texts and their references, so that they cannot be combined with scores of logs."""
MOST = 10
"""Maximum number of scores that are tested if none is named."""


def add_logged(parser: argparse.ArgumentParser) -> None:
    """Add the options for scores of other tools."""
    group = parser.add_argument_group("scores of other tools", LOGGED_DESCRIPTION)
    group.add_argument(
        "--logged", action="store_true", help="test scores in the files, also if they are called like a measure"
    )
    group.add_argument(
        "--undefined", choices=UNDEFINED,
        help="samples without a number (NaN, absent, failed): leave them out, or count them as 0 (default: skip)",
    )  # fmt: skip


def logged_runs(args: argparse.Namespace) -> list[Run] | None:
    """Return the runs in the files if their own scores are to be tested, or None if their texts are to be scored.

    The scores are tested with `--logged`, if `--measure` names one that is no measure of this package, or if the files are tables
    without summaries. Raise `InputError` if a measure is unknown.
    """
    from chipbrief.submissions.logs import has_only_scores

    if args.logged:
        return _read(args)
    if not args.measures:
        path = args.predictions[0].path
        plain = not args.summary and not has_own_corpus(args) and str(path) != "-" and has_only_scores(path)
        found = _read(args) if plain else None
    else:
        try:
            columns_of(args)
        except InputError as unknown:
            try:
                found = _read(args)
            except InputError as error:
                raise InputError([*unknown.problems, *error.problems]) from None
            if not any(run.names for run in found):
                raise unknown from None
        else:
            found = None
    if found is None and args.undefined:
        raise fail("--undefined", "is used only with scores of other tools", "add --logged, or leave it out")
    return found


def _read(args: argparse.Namespace) -> list[Run]:
    from chipbrief.submissions.logs import read_runs

    runs: list[Run] = []
    problems: list[Problem] = []
    for file in args.predictions:
        try:
            runs += read_runs(file.path, file.id or args.id)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return runs


def compare_logged(args: argparse.Namespace, runs: Sequence[Run]) -> int:
    """Print the comparison of scores that are in the files, and return 0. Raise `InputError` if they cannot be compared."""
    from tqdm import tqdm

    from chipbrief.scoring.comparison import compare

    results, pairing = logged_scores(args, runs)
    family: Family = args.family or ("best" if args.against else "all")
    track = partial(tqdm, desc="testing", leave=False, disable=not sys.stderr.isatty())
    names = list(results[0].estimates)
    seed, resamples = _draws(args)
    found = compare(results, names, family, args.against, seed, resamples=resamples, track=track)
    _print(args, found, pairing)
    return 0


def logged_scores(args: argparse.Namespace, runs: Sequence[Run]) -> tuple[list[Scores], Pairing]:
    """Return the scores that the files hold, paired by id. Raise `InputError` if they cannot be paired, or options concern texts."""
    from chipbrief.submissions.logs import pair

    given = [name for name in OF_TEXTS if getattr(args, name, None)]
    if given:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise fail(options, "concerns texts, but the scores in the files are tested", "leave it out")
    if len(runs) < 2:
        raise fail("comparison", f"needs two systems or more, but got {len(runs)}", "give another file")
    measures = _names(args.measures, runs)
    pairing = pair(runs, measures, args.undefined or "skip")
    return _as_scores(pairing, args.undefined or "skip", *_draws(args)), pairing


def _draws(args: argparse.Namespace) -> tuple[int, int]:
    """Return the seed and the number of resamples."""
    from chipbrief.metrics.bootstrap import RESAMPLES, SEED

    return (SEED if args.seed is None else args.seed), args.resamples or RESAMPLES


def _print(args: argparse.Namespace, comparison: Comparison, pairing: Pairing) -> None:
    from chipbrief.reports.comparison import FORMATS, as_text
    from chipbrief.reports.formats import markdown_text
    from chipbrief.reports.terminal import paragraphs, screen

    form, on = args.format, screen(args.wide)
    if form == "json":
        print(printable_json({**comparison.as_dict(), "runs": pairing.as_dicts()}))
        return
    print(as_text(comparison, on) if form == "text" else FORMATS[form](comparison), flush=True)
    notes = [printable(note) for note in pairing.notes]
    if form == "markdown" and notes:
        print("\n" + "\n".join(f"- {markdown_text(note)}" for note in notes))
    elif notes:
        print("\n".join(paragraphs(notes, on)), file=sys.stdout if form == "text" else sys.stderr)


def _names(given: Sequence[str] | None, runs: Sequence[Run]) -> list[str]:
    """Return the scores that the options name, with commas between. The name of a score may have commas itself (lm-eval)."""
    if not given:
        shared = [name for name in runs[0].names if all(name in run.names for run in runs)]
        if 0 < len(shared) <= MOST:
            return shared
        remedy = f"name some with --measure: {', '.join(shared[:20])}" if shared else "compare their texts"
        raise fail("comparison", f"the files share {len(shared)} scores", remedy)
    known = {name for run in runs for name in (*run.names, *run.aliases)}
    found: dict[str, None] = {}
    for text in given:
        parts = [part.strip() for part in text.split(",")]
        while parts:
            most = next((n for n in range(len(parts), 1, -1) if ",".join(parts[:n]) in known), 1)
            found[",".join(parts[:most])] = None
            parts = parts[most:]
    return list(found)


def _as_scores(pairing: Pairing, undefined: str, seed: int, resamples: int) -> list[Scores]:
    """Return the scores of each run as `compare` takes them. An id without a value has None."""
    from chipbrief.metrics import bootstrap
    from chipbrief.scoring.system import ArticleScores, Scores

    signature = _signature(pairing, undefined, seed, resamples)
    systems = [run.system for run in pairing.runs]
    found = []
    for run, scores in zip(pairing.runs, pairing.scores, strict=True):
        columns = {_label(name): [one.values.get(story) for story in pairing.ids] for name, one in scores.items()}
        articles = tuple(
            ArticleScores(story, {name: values[at] for name, values in columns.items()}, (), {}, (), ())
            for at, story in enumerate(pairing.ids)
        )
        estimates = {name: bootstrap.estimate(values, resamples, seed) for name, values in columns.items()}
        name = run.system if systems.count(run.system) == 1 else f"{run.system} ({run.where})"
        empty: dict[str, Any] = {"micro": {}, "by_type": {}, "empty": 0, "refused": 0, "reference_length": None}
        found.append(Scores(name, signature, articles, estimates, **empty))
    return found


def _label(name: str) -> str:
    """Return the name of a score in the tables. It says so if a measure of this package has the same name."""
    from chipbrief.scoring.measures import measure_of

    return name if measure_of(name) is None else f"{name} (logged)"


def _signature(pairing: Pairing, undefined: str, seed: int, resamples: int) -> str:
    from chipbrief import __version__
    from chipbrief.files import sha256
    from chipbrief.scoring.setting import SEPARATOR

    formats = dict.fromkeys(f"{run.format} {run.version}".strip().replace(SEPARATOR, "") for run in pairing.runs)
    parts = {
        "chipbrief": __version__,
        "scores": ", ".join(formats),
        "ids": f"{len(pairing.ids)}@{sha256(chr(10).join(sorted(pairing.ids)))[:12]}",
        "repeats": "mean",
        "undefined": undefined,
        "ci": f"bootstrap-{resamples}",
        "seed": str(seed),
    }
    return SEPARATOR.join(f"{name}:{value}" for name, value in parts.items())
