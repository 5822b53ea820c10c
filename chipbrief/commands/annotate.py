"""`chipbrief annotate`: hand stories to people who annotate them, and take their labels back."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from chipbrief.commands import annotate_agreement, annotate_export, annotate_guidelines, annotate_import

HELP = "export tasks to annotation tools, and import people's labels"
DESCRIPTION = """Hand stories to people who write, mark, judge, review or rate, and take their work back.

`chipbrief annotate export` writes tasks for Label Studio, brat, CoNLL, spaCy or a spreadsheet.
`chipbrief annotate import` checks the answers, shows what they change, and writes annotation files.
`chipbrief annotate agreement` shows how far annotators agree, and what they disagree on.
Use `chipbrief annotate ACTION --help` for the options of one action."""
EXAMPLES = """examples:
  chipbrief annotate export --task entities --stories china-hawks -o tasks.json
  chipbrief annotate agreement --task entities"""
ACTIONS = {
    "export": annotate_export,
    "import": annotate_import,
    "agreement": annotate_agreement,
    "guidelines": annotate_guidelines,
}
"""Modules of the actions by name, with the same parts as the modules of subcommands."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions to `parser`."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, action in ACTIONS.items():
        one = actions.add_parser(
            name,
            formatter_class=parser.formatter_class,
            help=action.HELP,
            description=action.DESCRIPTION,
            epilog=action.EXAMPLES,
        )
        action.add_arguments(one)
        one.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        one.set_defaults(action=action.run, action_parser=one)


def run(args: argparse.Namespace) -> int:
    """Run the chosen action and return its exit code."""
    action: Callable[[argparse.Namespace], int] = args.action
    return action(args)
