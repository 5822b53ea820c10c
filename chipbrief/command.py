"""The command `chipbrief`. Modules that take time to load are imported by the subcommand that needs them."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from chipbrief import __version__
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import AUTHOR_KINDS, REFERENCE_KINDS, SPLITS

DESCRIPTION = """Clean news pages, and score summaries against a labelled dataset.

examples:
  chipbrief clean page.txt --explain
  chipbrief score outputs.jsonl --kind brief --json"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 on success, 1 where the input has problems, 2 where the command line has."""
    args = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a narrow terminal cannot show is spelled out
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        status = run(args)
        sys.stdout.flush()
        return status
    except InputError as error:
        if args.debug:
            raise
        print(error.describe(), file=sys.stderr)
        return 1
    except OSError as error:
        # Without this, Python complains once more as it flushes what could not be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if isinstance(error, BrokenPipeError):
            return 0  # the reader (`head`, say) has what it wanted
        print(f"chipbrief: {error.strerror or error}: a file or the output cannot be used", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("chipbrief", description=DESCRIPTION, formatter_class=raw)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--debug", action="store_true", help="show a traceback where the input has problems")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_clean(commands.add_parser(
        "clean", formatter_class=raw, help="take the articles out of the text dump of news pages",
        description="Take the articles out of the text dump of news pages: title, publisher, age, standfirst, dateline, text.",
        epilog="examples:\n  chipbrief clean page.txt > articles.jsonl\n  chipbrief clean *.txt --format text --explain | less",
    ))  # fmt: skip
    _add_check(commands.add_parser(
        "check", formatter_class=raw, help="check annotations: forms, labels, references, facts",
        description="Check annotations: every problem with the name of its check. Exit status 1 where there is one.",
        epilog="examples:\n  chipbrief check\n  chipbrief check my-annotations/ --json",
    ))  # fmt: skip
    _add_score(commands.add_parser(
        "score", formatter_class=raw, help="score summaries: ROUGE, entity coverage, length",
        description="Score summaries: JSONL, one object a line, {\"id\": …, \"summary\": …}, every id of the split once.",
        epilog="examples:\n  chipbrief score mine.jsonl\n  chipbrief score mine.jsonl baselines/outputs/open/abstract/lead.jsonl\n"
               "  chipbrief score briefs.jsonl --kind brief --json > scores.json",
    ))  # fmt: skip
    return parser


def _add_clean(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pages", nargs="+", type=Path, metavar="PAGE", help="text file, UTF-8")
    parser.add_argument(
        "--format", choices=("jsonl", "text"), default="jsonl", help="default: jsonl, an article a line"
    )
    parser.add_argument(
        "--explain", action="store_true", help="print what was removed, by which rule, to standard error"
    )
    parser.set_defaults(run=_clean)


def _clean(args: argparse.Namespace) -> int:
    from chipbrief.pages import clean, read_page
    from chipbrief.pages.output import explain, jsonl, readable

    status = 0
    for path in args.pages:
        try:
            raw = read_page(path)
            articles = clean(raw, path.name)
        except InputError as error:
            print(error.describe(), file=sys.stderr)
            status = 1
            continue
        for article in articles:
            print(jsonl(article) if args.format == "jsonl" else readable(article))
            if args.explain:
                print(explain(article, raw), file=sys.stderr)
    return status


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "annotations", nargs="?", type=Path, default=Path("annotations"), help="folder (default: annotations)"
    )
    parser.add_argument("--json", action="store_true", help="problems as JSON")
    parser.set_defaults(run=_check)


def _check(args: argparse.Namespace) -> int:
    import json

    from chipbrief.checks import CHECKS, run_checks

    found = run_checks(args.annotations)
    if args.json:
        rows = [{"check": name, "where": one.where, "what": one.what, "remedy": one.remedy} for name, one in found]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for name, problem in found:
            print(f"{name}: {problem}")
        print(f"{len(CHECKS)} checks, {len(found)} problems", file=sys.stderr)
    return 1 if found else 0


def _add_score(parser: argparse.ArgumentParser) -> None:
    from chipbrief.dataset.store import CONFIGS

    parser.add_argument(
        "predictions", nargs="+", type=Path, metavar="PREDICTIONS.jsonl", help="one file a system; - is standard input"
    )
    parser.add_argument(
        "--config", choices=CONFIGS, default="open", help="configuration of the dataset (default: open)"
    )
    parser.add_argument("--split", choices=SPLITS, default="test", help="default: test")
    parser.add_argument(
        "--kind", choices=REFERENCE_KINDS, default="abstract", help="references to score against (default: abstract)"
    )
    parser.add_argument("--author-kind", choices=AUTHOR_KINDS, help="only references written by this kind of author")
    parser.add_argument(
        "--multi", choices=("max", "mean"), default="max", help="several references: best F, or mean (default: max)"
    )
    parser.add_argument("--seed", type=int, default=None, metavar="N", help="of the bootstrap (default: 12345)")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the folder dataset/, where it is not the installed one"
    )
    parser.add_argument("--json", action="store_true", help="every number, article by article, as JSON")
    parser.set_defaults(run=_score)


def _score(args: argparse.Namespace) -> int:
    from chipbrief.dataset.arrow import digest
    from chipbrief.dataset.store import dataset_folder, ids_elsewhere, load, read_pins
    from chipbrief.metrics.bootstrap import SEED
    from chipbrief.report import as_json, text_table
    from chipbrief.scoring import Setting, score_system
    from chipbrief.submission import Submission, read_submission

    if [str(path) for path in args.predictions].count("-") > 1:
        raise fail("standard input", "is named more than once", "name it once")
    folder = args.data or dataset_folder()
    seed = SEED if args.seed is None else args.seed
    if seed < 0:
        raise fail("--seed", "is below 0", "give 0 or more")
    setting = Setting(args.config, args.split, args.kind, args.author_kind, args.multi, seed=seed)
    stories = load(args.config, args.split, folder)
    elsewhere = ids_elsewhere(folder, args.config, args.split)
    submissions: list[Submission] = []
    problems: list[Problem] = []
    for path in args.predictions:
        try:
            submissions.append(read_submission(path, [story.id for story in stories], elsewhere))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    for submission in submissions:
        for warning in submission.warnings:
            print(f"warning: {warning}", file=sys.stderr)
    pin = digest(stories)
    pinned = read_pins(folder).get(args.config, {}).get(args.split, {}).get("digest")
    if pinned and pinned != pin:
        where = f"{folder}/{args.config}/{args.split}.parquet"
        print(
            f"warning: {where} is not the pinned data (built in part, or changed): scores are not comparable",
            file=sys.stderr,
        )
    results = [
        score_system(submission.system.get("system", submission.name), submission.summaries, stories, setting, pin)
        for submission in submissions
    ]
    print(as_json(results) if args.json else text_table(results, bold=sys.stdout.isatty()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
