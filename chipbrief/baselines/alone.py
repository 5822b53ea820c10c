"""The command line of a single baseline file: it reads stories and writes a submission."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from chipbrief.baselines.article import Summarize
from chipbrief.baselines.systems import check_extra, output_path, submission_bytes
from chipbrief.corpora.store import CONFIGS, dataset_folder, load
from chipbrief.files import write_atomically
from chipbrief.problems import INTERRUPTED, InputError, fail
from chipbrief.records import SPLITS, WORD_BUDGET, Story


def main(file: str, summarize: Summarize, argv: Sequence[str] | None = None) -> int:
    """Run the baseline in `file`: write its submission and print the path. Return the exit status.

    The status is 1 after an input or output error, 130 after an interrupt. A wrong command line exits with status 2.
    """
    name = Path(file).stem
    parser = _parser(name, summarize)
    args = parsed(parser, argv)
    out = args.out or output_path(name, args.config, args.split, args.kind)
    try:
        check_extra(name)
        stories = chosen_stories(args)
        seen = tqdm(stories, desc=name, unit="article", disable=not sys.stderr.isatty())
        data = submission_bytes(name, seen, args.kind, summarize, args.config)
        if str(out) == "-":
            sys.stdout.write(data.decode("utf-8"))
            return 0
        write_atomically(out, data)
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    except OSError as error:
        print(
            fail(str(out), f"cannot be written: {error.strerror}", "pass a different --out").describe(), file=sys.stderr
        )
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    print(out)
    return 0


def _parser(name: str, summarize: Summarize) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python baselines/{name}.py",
        description=(summarize.__doc__ or "").strip(),
        epilog=f"example: python baselines/{name}.py --kind brief --out {name}-briefs.jsonl",
    )
    add_stories(parser)
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="output file; use - for standard output "
        "(default: baselines/outputs/CONFIG/KIND/NAME.jsonl, or NAME.SPLIT.jsonl for a split other than test)",
    )
    return parser


def add_stories(parser: argparse.ArgumentParser) -> None:
    """Add the options that select the stories and the kind of summary."""
    parser.add_argument(
        "--config", choices=CONFIGS, default="open", help="configuration of the dataset (default: open)"
    )
    parser.add_argument("--split", choices=SPLITS, default="test", help="split of the dataset (default: test)")
    parser.add_argument(
        "--kind", choices=list(WORD_BUDGET), default="abstract", help="kind of summary to write (default: abstract)"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="summarize only the first N articles; needs --out")
    parser.add_argument(
        "--every", type=int, metavar="N",
        help="summarize only every Nth article, a sample of the whole split; --limit then counts these; needs --out",
    )  # fmt: skip


def chosen_stories(args: argparse.Namespace) -> list[Story]:
    """Return the stories that the options of `add_stories` select. Raise `InputError` if they cannot be read."""
    return load(args.config, args.split, dataset_folder())[:: args.every][: args.limit]


def parsed(parser: argparse.ArgumentParser, argv: Sequence[str] | None) -> argparse.Namespace:
    """Parse the arguments and check `--limit` and `--every`. A wrong command line ends the process with status 2."""
    args = parser.parse_args(argv)
    for option, value in (("--limit", args.limit), ("--every", args.every)):
        if value is not None and value < 1:
            parser.error(f"{option}: give 1 or more")
        if value is not None and args.out is None:
            parser.error(f"{option} needs --out: partial outputs must not replace the complete ones")
    return args
