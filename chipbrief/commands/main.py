"""The command `chipbrief`. Modules that take time to load are imported by the subcommand that needs them."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import NoReturn

from chipbrief import __version__
from chipbrief.commands import COMMANDS
from chipbrief.problems import InputError, printable

DESCRIPTION = """Clean news pages, and score summaries against a labelled dataset.

examples:
  chipbrief clean page.txt --explain
  chipbrief score outputs.jsonl --kind brief --json"""

DEBUG_HELP = "show a traceback where something goes wrong"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 on success, 1 where the input has problems, 2 where the command line has."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # Closed by whoever called (`>&-`). Left so, the next file that is opened would be taken for the stream.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - as long as the process
    args = _parse(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a narrow terminal cannot show is spelled out
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        status = run(args)
        sys.stdout.flush()
        return status
    except (Exception, KeyboardInterrupt) as error:
        if args.debug:
            raise
        return _report(error)


class _Parser(argparse.ArgumentParser):
    """Subcommands get the same class."""

    def error(self, message: str) -> NoReturn:
        """A wrong option is repeated as it was typed, which may have been a file's name with an escape sequence."""
        super().error(printable(message))


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = _parser()
    for argument in takewhile(lambda argument: argument != "--", argv):
        if re.fullmatch(r"--[\w-]+=--", argument):
            # Python 3.11 takes this `--` for the one behind which no option stands, and gives a list without a value.
            parser.error(f"argument {argument.removesuffix('=--')}: -- is no value")
    return parser.parse_args(argv)


def _report(error: BaseException) -> int:
    """Exit status, once the error is told in a line: no traceback unless it is asked for."""
    if isinstance(error, InputError):
        print(error.describe(), file=sys.stderr)
        return 1
    if isinstance(error, KeyboardInterrupt):
        return 130
    if isinstance(error, OSError):
        with suppress(OSError):
            sys.stdout.flush()  # what was said before the fault; a pipe or a file has not had it yet
        # Without this, Python complains once more as it flushes what could not be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if isinstance(error, BrokenPipeError):
            return 0  # the reader (`head`, say) has what it wanted
        reason = printable(error.strerror or str(error))
        what = f"{reason}: a file or the output cannot be used"
        if error.filename is not None:
            what = f"{printable(str(error.filename))}: {reason} (name a file that can be read, or a folder that can be written)"
    elif isinstance(error, MemoryError):
        what = "there is not enough memory for this input"
    else:
        first = printable(next(iter(str(error).splitlines()), ""))[:200]
        what = f"unexpected {type(error).__name__}: {first} (a fault of chipbrief: please report what --debug prints)"
    print(f"chipbrief: {what}", file=sys.stderr)
    return 1


def _parser() -> _Parser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = _Parser("chipbrief", description=DESCRIPTION, formatter_class=raw)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--debug", action="store_true", help=DEBUG_HELP)
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        subparser = subparsers.add_parser(
            name, formatter_class=raw, help=command.HELP, description=command.DESCRIPTION, epilog=command.EXAMPLES
        )
        command.add_arguments(subparser)
        # Suppressed, so that it does not undo what stood before the subcommand.
        subparser.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=DEBUG_HELP)
        subparser.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
