"""Entry point of the command `chipbrief`. Each subcommand imports its slow modules itself."""

from __future__ import annotations

import argparse
import difflib
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import NoReturn

from chipbrief import __version__
from chipbrief.commands import COMMANDS
from chipbrief.problems import INTERRUPTED, InputError, printable

DESCRIPTION = """Score summaries against a labelled dataset of news, compare systems, and clean news pages.

Use `chipbrief COMMAND --help` for the options of one command."""
EXAMPLES = """examples:
  chipbrief score baselines/outputs/open/abstract/lead.jsonl
  chipbrief compare baselines/outputs/open/abstract/*.jsonl --against lead
  chipbrief clean tests/cases/pages/newsletter-box-in-the-middle.txt --format text"""
EXIT_CODES = """exit codes:
  0    success
  1    the input or an option's value is not usable, a check failed, or a file cannot be used
  2    the command line cannot be parsed: an unknown command, option or choice
  130  interrupted (Ctrl-C)"""
WHERE_TO_RUN = "Run the examples in the root folder of the repository: they use its files."
"""Last line of each list of examples."""
DEBUG_HELP = "show a traceback if something goes wrong"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with the arguments `argv` (default: those of the process) and return its exit code.

    The codes are those of `EXIT_CODES`. Raise `SystemExit(2)` if the arguments are wrong. With `--debug`, raise every
    other error as well.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # The caller closed the stream (`>&-`). Without a replacement, the next opened file would get its number.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - stays open until the process ends
    args = _parse(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # escapes what the terminal's encoding lacks
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
    """Parser of the command and of each subcommand."""

    def error(self, message: str) -> NoReturn:
        """Exit with code 2, with a suggestion for a misspelt choice. Control characters of the arguments are replaced."""
        if choice := re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message):
            message += _suggestion(choice[1], re.findall(r"[\w-]+", choice[2]))
        self.exit(2, f"{self.prog}: error: {printable(message)}\nSee `{self.prog} --help`.\n")

    def refuse(self, unknown: Sequence[str]) -> NoReturn:
        """Exit with code 2 because of arguments that no option takes, with a suggestion for the first option."""
        option = next((one for one in unknown if one.startswith("-") and one != "-"), unknown[0])
        self.error(f"unknown option {option}{_suggestion(option.partition('=')[0], self._option_string_actions)}")


def _suggestion(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = _parser()
    for argument in takewhile(lambda argument: argument != "--", argv):
        if re.fullmatch(r"--[\w-]+=--", argument):
            # Python 3.11 mistakes this `--` for the end of the options and returns a list without a value.
            parser.error(f"argument {argument.removesuffix('=--')}: -- is not a value")
    args, unknown = parser.parse_known_args(argv)
    if unknown:
        args.parser.refuse(unknown)
    return args


def _report(error: BaseException) -> int:
    """Print `error` on standard error, without a traceback, and return the exit code."""
    if isinstance(error, InputError):
        print(error.describe(), file=sys.stderr)
        return 1
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, OSError):
        with suppress(OSError):
            sys.stdout.flush()  # output from before the error that a pipe or file has not received yet
        # Otherwise Python reports the failure again when it flushes the rest of the output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if isinstance(error, BrokenPipeError):
            return 0  # the reader (such as `head`) closed the pipe because it has enough
        reason = printable(error.strerror or str(error))
        what = f"{reason}: a file or the output cannot be read or written"
        if error.filename is not None:
            what = f"{printable(str(error.filename))}: {reason} (choose a readable file or a writable folder)"
    elif isinstance(error, MemoryError):
        what = "not enough memory for this input (free some memory, or use a smaller input)"
    else:
        first = printable(next(iter(str(error).splitlines()), ""))[:200]
        what = f"unexpected {type(error).__name__}: {first} (a bug in chipbrief: please report what --debug prints)"
    print(f"chipbrief: {what}", file=sys.stderr)
    return 1


def _parser() -> _Parser:
    raw = argparse.RawDescriptionHelpFormatter
    epilog = f"{EXAMPLES}\n\n{WHERE_TO_RUN}\n\n{EXIT_CODES}"
    parser = _Parser("chipbrief", description=DESCRIPTION, epilog=epilog, formatter_class=raw)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--debug", action="store_true", help=DEBUG_HELP)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        subparser = subparsers.add_parser(
            name,
            formatter_class=raw,
            help=command.HELP,
            description=command.DESCRIPTION,
            epilog=f"{command.EXAMPLES}\n\n{WHERE_TO_RUN}",
        )
        command.add_arguments(subparser)
        # No default here: it would overwrite a `--debug` given before the subcommand.
        subparser.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=DEBUG_HELP)
        subparser.set_defaults(run=command.run, parser=subparser)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
