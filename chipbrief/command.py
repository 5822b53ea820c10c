"""The command `chipbrief`. Modules that take time to load are imported by the subcommand that needs them."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence

from chipbrief import __version__
from chipbrief.commands import COMMANDS
from chipbrief.problems import InputError

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
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        subparser = subparsers.add_parser(
            name, formatter_class=raw, help=command.HELP, description=command.DESCRIPTION, epilog=command.EXAMPLES
        )
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
