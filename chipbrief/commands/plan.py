"""`chipbrief plan`: how many stories and references does an evaluation need?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from chipbrief.commands.corpus import add_wide
from chipbrief.commands.measures import add_choice
from chipbrief.commands.setting import add_setting
from chipbrief.problems import fail

if TYPE_CHECKING:
    from chipbrief.scoring.plan import Spread

HELP = "how many stories and references a difference takes"
DESCRIPTION = """Say how many stories it takes to find a difference between two systems.

Give two files of summaries of a pilot: their scores tell how much the paired differences spread,
and resamples of the stories how sure that is. Without files, the spread is that of baselines on
GUM, a corpus with summaries by people, and a second table shows what more references would save."""
EXAMPLES = """examples:
  chipbrief plan
  chipbrief plan --difference 1 2 5 --power 0.9 --plot plan.svg
  chipbrief plan baselines/outputs/open/abstract/le*.jsonl --measure rouge2"""
DIFFERENCES = (1.0, 2.0, 5.0)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    add_setting(parser, files="*")
    add_choice(parser, "measures to plan for", "--measure", "--measures", tested=True)
    aims = parser.add_argument_group("aims")
    aims.add_argument(
        "--difference", type=float, nargs="+", default=DIFFERENCES, metavar="POINTS",
        help="differences to find, as tables print them (default: 1 2 5)",
    )  # fmt: skip
    aims.add_argument(
        "--power",
        type=float,
        default=0.8,
        metavar="SHARE",
        help="probability to find them, 0.5 to 0.999 (default: 0.8)",
    )
    written = parser.add_argument_group("output")
    written.add_argument("--json", action="store_true", help="print every number as JSON")
    written.add_argument("--plot", type=Path, metavar="FILE.svg", help="also draw the curve to this file")
    add_wide(written)


def run(args: argparse.Namespace) -> int:
    """Print the plan and return 0. Raise `InputError` if a file or the options have errors."""
    from chipbrief.files import write_atomically
    from chipbrief.reports.plan import as_json, as_text, curve, planned
    from chipbrief.reports.terminal import screen

    _check(args)
    spreads, source = _of_files(args) if args.predictions else _published(args)
    found = planned(spreads, args.difference, args.power)
    if args.json:
        print(as_json(spreads, found, source, args.power))
    else:
        print(as_text(spreads, found, source, args.power, screen(args.wide)))
    if args.plot is not None:
        write_atomically(args.plot, curve(spreads, args.power))
    return 0


def _check(args: argparse.Namespace) -> None:
    from importlib.util import find_spec

    if wrong := [value for value in args.difference if not 0 < value < 1000]:
        raise fail(f"--difference {wrong[0]:g}", "is not between 0 and 1000", "give points above 0")
    if not 0.5 <= args.power <= 0.999:
        raise fail(f"--power {args.power:g}", "is not between 0.5 and 0.999", "choose another share")
    if args.plot is not None and find_spec("matplotlib") is None:
        raise fail("--plot", "needs matplotlib, which is not installed", "pip install 'chipbrief[plots]'")


def _of_files(args: argparse.Namespace) -> tuple[list[Spread], str]:
    """Return the spreads of a pilot, and a sentence on where they come from."""
    from chipbrief.commands.measures import columns_of
    from chipbrief.commands.scoring import score_files
    from chipbrief.scoring.comparison import DEFAULT_MEASURES
    from chipbrief.scoring.plan import of_pilot

    wanted = columns_of(args)
    results = score_files(args, wanted or DEFAULT_MEASURES).results
    if len(results) != 2:
        raise fail(
            "chipbrief plan", f"needs two systems, but got {len(results)}", "give two files of summaries, or none"
        )
    names = wanted or tuple(name for name in DEFAULT_MEASURES if all(one.estimates[name].n for one in results))
    first, second = results
    source = f"The spread is that of {first.system} and {second.system} on {first.given} stories (90 % interval)."
    return [one for one in of_pilot(first, second, names) if one.deviation], source


def _published(args: argparse.Namespace) -> tuple[list[Spread], str]:
    from chipbrief.commands.measures import columns_of
    from chipbrief.scoring.plan import published

    spreads, facts = published()
    wanted = columns_of(args) or tuple(one.measure for one in spreads)
    known = {one.measure: one for one in spreads}
    if unknown := [name for name in wanted if name not in known]:
        remedy = f"give two files of a pilot, or choose from {', '.join(known)}"
        raise fail(f"measure {unknown[0]}", "has no published spread", remedy)
    corpus, references = facts["spread"], facts["references"]
    source = (
        f"The spread is the median over the pairs of {len(corpus['systems'])} baselines on {corpus['corpus']} "
        f"({corpus['stories']} stories, one summary by a person each), with the 10th and 90th percentile. The share of the references "
        f"is from {references['corpus']} ({references['stories']} news articles with two to four summaries by people)."
    )
    return [known[name] for name in wanted], source
