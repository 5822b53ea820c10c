"""`chipbrief annotate`: work with people who annotate stories."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from chipbrief.commands import annotate_agreement, annotate_guidelines

HELP = "measure how far annotators agree"
DESCRIPTION = "Use `chipbrief annotate ACTION --help` for the options of one action."
EXAMPLES = """examples:
  chipbrief annotate agreement --task entities"""
ACTIONS = {"agreement": annotate_agreement, "guidelines": annotate_guidelines}
"""Modules of the actions by name, with the same parts as the modules of subcommands."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions to `parser`."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, action in ACTIONS.items():
        one = actions.add_parser(
            name,
            formatter_class=argparse.RawDescriptionHelpFormatter,
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
