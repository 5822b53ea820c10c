"""Entry point of the command `chipbrief`. Each subcommand imports its slow modules itself."""

from __future__ import annotations

import argparse
import difflib
import errno
import io
import os
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any, NoReturn

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
  0    success, also if the reader of the output (such as head) wants no more of it
  1    the input or an option's value is not usable, a check failed, or a file cannot be used
  2    the command line cannot be parsed: an unknown command, option or choice
  3    gate only: the stories do not decide whether the new system is worse
  130  interrupted (Ctrl-C)"""
WHERE_TO_RUN = "Run the examples in the root folder of the repository: they use its files."
"""Last line of each list of examples."""
MANY_CHOICES = 10
"""Number of choices from which an error lists only the one that is similar to what was typed."""
DEBUG_HELP = "show a traceback if something goes wrong"


REMEDIES = {
    errno.ENOSPC: "free some space, or choose another folder",
    errno.EDQUOT: "free some space, or choose another folder",
    errno.EROFS: "choose a writable folder",
}
"""Remedies for errors of the system, by number, if there is a more exact one than for all others."""


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


class _Help(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of descriptions and examples, but fills paragraphs again that are too wide for the terminal."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines: list[str] = []
        for is_kept, block in groupby(text.splitlines(), lambda line: not line or line.startswith(" ")):
            found = list(block)
            fits = is_kept or all(len(indent + line) <= width for line in found)
            lines += found if fits else textwrap.wrap(" ".join(found), max(width - len(indent), 20))
        return "\n".join(f"{indent}{line}".rstrip() for line in lines)


class _Parser(argparse.ArgumentParser):
    """Parser of the command and of each subcommand."""

    given: Sequence[str] = ()
    """The arguments that are being parsed."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Parse as usual, and keep the arguments for messages."""
        self.given = args or ()
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Exit with code 2, a suggestion for what is misspelt, and one line of usage. Control characters are replaced."""
        if choice := re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message):
            choices = re.findall(r"[\w-]+", choice[2])
            near = _suggestion(choice[1], choices)
            message = (message.partition(" (choose")[0] if near and len(choices) > MANY_CHOICES else message) + near
        elif message.endswith("required") or "are required: " in message:
            # A misspelt name of a required option is both unknown and missing. Say what was typed.
            message = next(map(self._unknown, filter(self._is_misspelt, self.given)), message)
        self.exit(2, f"{self.prog}: error: {printable(message)}\n{self._short_usage()}See `{self.prog} --help`.\n")

    def refuse(self, unknown: Sequence[str]) -> NoReturn:
        """Exit with code 2 because of arguments that no option takes, with a suggestion for the first option."""
        self.error(self._unknown(next((one for one in unknown if one.startswith("-") and one != "-"), unknown[0])))

    def format_help(self) -> str:
        """Return the help. It begins with the short usage, since all options are described below."""
        self.usage = self._short_usage().removeprefix("usage: ").rstrip().replace("%", "%%")
        return super().format_help()

    def _unknown(self, option: str) -> str:
        what = "option" if option.startswith("-") else "argument"
        return f"unknown {what} {option}{_suggestion(option.partition('=')[0], self._option_string_actions)}"

    def _is_misspelt(self, argument: str) -> bool:
        """Return whether an argument looks like an option, is neither one nor the beginning of one, and is similar to one."""
        name, known = argument.partition("=")[0], list(self._option_string_actions)
        is_option = any(option.startswith(name) for option in known)
        return name.startswith("--") and not is_option and bool(_suggestion(name, known))

    def _short_usage(self) -> str:
        """Return a line with the required options and the arguments, since the usage of argparse lists every option."""
        options = [[one] for one in self._actions if one.required and one.option_strings]
        options += [group._group_actions for group in self._mutually_exclusive_groups if group.required]
        parts = [
            " | ".join(f"{one.option_strings[-1]} {one.metavar or one.dest.upper()}" for one in any_of)
            for any_of in options
        ]
        forms = {"?": "[{}]", "*": "[{} …]", "+": "{} …"}
        parts += (
            forms.get(str(one.nargs), "{}").format(one.metavar or one.dest)
            for one in self._actions
            if not one.option_strings
        )
        return f"usage: {' '.join([self.prog, *parts, '[options]'])}\n"


def _suggestion(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = _parser()
    for argument in takewhile(lambda argument: argument != "--", argv):
        if re.fullmatch(r"--[\w-]+=--", argument):
            # Python 3.11 mistakes this `--` for the end of the options and returns a list without a value.
            parser.error(f"argument {argument.removesuffix('=--')}: -- is not a value")
    args: argparse.Namespace
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
        # Writers name their files (`chipbrief.locks.naming`), so what has no name is nearly always the output.
        place = "the output, or a file" if error.filename is None else printable(str(error.filename))
        what = f"{place}: {reason} ({REMEDIES.get(error.errno or 0, 'choose a readable file or a writable folder')})"
    elif isinstance(error, MemoryError):
        what = "not enough memory for this input (free some memory, or use a smaller input)"
    else:
        first = printable(next(iter(str(error).splitlines()), ""))[:200]
        what = f"unexpected {type(error).__name__}: {first} (a bug in chipbrief: please report what --debug prints)"
    print(f"chipbrief: {what}", file=sys.stderr)
    return 1


def _parser() -> _Parser:
    epilog = f"{EXAMPLES}\n\n{WHERE_TO_RUN}\n\n{EXIT_CODES}"
    parser = _Parser("chipbrief", description=DESCRIPTION, epilog=epilog, formatter_class=_Help)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--debug", action="store_true", help=DEBUG_HELP)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        subparser = subparsers.add_parser(
            name,
            formatter_class=_Help,
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
