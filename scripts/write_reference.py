#!/usr/bin/env python3
"""Write the generated parts of the reference: docs/reference/command_line.md and the tables in docs/reference/measures.md.

examples:
  python scripts/write_reference.py
  python scripts/write_reference.py --check     exit 1 and show a diff if a page is stale
"""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from chipbrief.commands.main import main as chipbrief_main
from chipbrief.files import fill, write_or_check
from chipbrief.language import dressing
from chipbrief.problems import run_script
from chipbrief.records import Entity, Fact, Mention, Part, Reference, Story
from chipbrief.scoring.measures import TABLE, Measure
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import score_system

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "reference"
PROGRAMS = (
    "baselines/lead.py",
    "baselines/language_model.py",
    "baselines/seq2seq.py",
    "scripts/build_dataset.py",
    "scripts/import_gum.py",
    "scripts/import_squality.py",
    "scripts/import_freelance.py",
    "scripts/run_baselines.py",
)
"""Programs besides `chipbrief` whose options are listed. All baselines that need no model have the options of `lead.py`."""
INTRODUCTION = """# Command line

`python scripts/write_reference.py` writes this page from the programs' own help texts.
"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and show a diff if a page is stale")
    args = parser.parse_args(argv)
    measures = PAGES / "measures.md"
    page = fill(measures.read_text(encoding="utf-8"), "measures", measure_table())
    files = {
        PAGES / "command_line.md": command_line().encode(),
        measures: fill(page, "dressing", dressing_table()).encode(),
    }
    return write_or_check(files, args.check, ROOT)


def dressing_table() -> str:
    """Return one row per rule of `chipbrief.language.dressing`."""
    rows = [
        f"| {rule.name} | {_code(rule.recognises)} | {_code(rule.why)} | {_code(rule.left_alone)} |"
        for rule in dressing.RULES
    ]
    return "\n".join(["| rule | recognises | why | left alone |", "|---|---|---|---|", *rows])


def _code(text: str) -> str:
    """Return a cell whose signs are shown and not read as Markdown or HTML."""
    return re.sub(r"([\\`*_<>|\[\]#~&])", r"\\\1", text)


def command_line() -> str:
    """Return the page of all commands, each with its description, its options and its examples."""
    parsers = list(_with_subcommands(parser_of(chipbrief_main)))
    parsers += [parser_of(_main_of(ROOT / name)) for name in PROGRAMS]
    titles = [parser.prog for parser in parsers[: -len(PROGRAMS)]] + [f"python {name}" for name in PROGRAMS]
    return "\n".join([INTRODUCTION, *(section(title, one) for title, one in zip(titles, parsers, strict=True))])


def parser_of(program: Callable[[list[str]], int]) -> argparse.ArgumentParser:
    """Return the parser that a program's `main` makes, wherever it makes it."""
    found: list[argparse.ArgumentParser] = []

    def stop(parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        found.append(parser)
        raise SystemExit

    parse_known_args = argparse.ArgumentParser.parse_known_args
    argparse.ArgumentParser.parse_known_args = stop  # type: ignore[assignment, method-assign]
    try:
        with suppress(SystemExit):
            program([])
    finally:
        argparse.ArgumentParser.parse_known_args = parse_known_args  # type: ignore[method-assign]
    return found[0]


def _main_of(path: Path) -> Callable[[list[str]], int]:
    """Return a function that runs the program in `path` with some arguments."""
    spec = importlib.util.spec_from_file_location(f"program_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if path.parent.name == "baselines" and hasattr(module, "summarize"):
        return lambda argv: int(module.main(str(path), module.summarize, argv))
    program: Callable[[list[str]], int] = module.main
    return program


def _with_subcommands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield the parser and those of its subcommands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def section(title: str, parser: argparse.ArgumentParser) -> str:
    """Return the section of one command. The layout of `--help` is not used, since it depends on the version of Python."""
    parts = [f"## {title}", *_prose(parser.description or "")]
    for group in parser._action_groups:
        rows = [row for action in group._group_actions for row in _rows(parser, action)]
        if not rows:
            continue
        heading = [] if group.title in ("positional arguments", "options") else [f"**{_capital(group.title or '')}**"]
        heading += _prose(group.description or "")
        if not heading and parts[-1].startswith("| argument"):
            parts[-1] += "\n" + "\n".join(rows)
        else:
            parts += [*heading, "\n".join(["| argument | meaning |", "|---|---|", *rows])]
    return "\n\n".join([*parts, *_prose(parser.epilog or "")]) + "\n"


def _rows(parser: argparse.ArgumentParser, action: argparse.Action) -> Iterator[str]:
    """Yield the rows of one argument: none if it is hidden, several for subcommands."""
    if isinstance(action, argparse._SubParsersAction):
        found = [(f"`{one.dest}`", one.help or "") for one in action._choices_actions]
    elif isinstance(action, argparse._HelpAction) or action.help == argparse.SUPPRESS:
        found = []
    elif action.dest == "debug" and " " in parser.prog:
        found = []  # it is listed once, with the options that all commands have
    else:
        found = [(_name(action), parser._get_formatter()._expand_help(action) if action.help else "")]
    yield from (f"| {_cell(name)} | {_cell(text)} |" for name, text in found)


def _name(action: argparse.Action) -> str:
    """Return how an argument is written, in backticks: `--kind {abstract,brief}`."""
    metavar = action.metavar or (
        "{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest.upper()
    )
    if not action.option_strings:
        return f"`{metavar}`"
    value = "" if action.nargs == 0 else f" {metavar}"
    return ", ".join(f"`{option}{value}`" for option in action.option_strings)


def _cell(text: str) -> str:
    """Return a cell of a Markdown table, with options in backticks."""
    marked = re.sub(r"(?<![`\w{])(--[a-z][\w-]*)(?![^`]*`(?:[^`]*`[^`]*`)*[^`]*$)", r"`\1`", " ".join(text.split()))
    return re.sub(r"(?<!\\)([|<])", r"\\\1", marked)


def _prose(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text. Examples, and other paragraphs with indented lines, become code blocks."""
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        example = re.fullmatch(r"(examples?|[\w ]+(?=:\n)):\s+(.*)", paragraph, re.DOTALL)
        if example and (example[1] == "example" or re.search(r"\n +", paragraph)):
            yield f"{_capital(example[1])}:"
            yield f"```text\n{textwrap.dedent('  ' + example[2])}\n```"
        elif re.search(r"^ +", paragraph, re.MULTILINE):
            yield f"```text\n{paragraph}\n```"
        elif paragraph:
            yield _cell(paragraph)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def measure_table() -> str:
    """Return the table of all measures: what each needs, how it is shown, and its value for an empty summary."""
    empty = _measured("")
    rows = [
        "| measure | heading in the table | shown as | higher is better | needs | undefined if | empty summary |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in TABLE:
        shown = "percentage" if one.factor == 100 else "number"
        better = "yes" if one.better == "higher" else "–"
        for column in one.columns:
            cells = [f"`{column.name}`", column.heading or "–", shown, better, _needs(one), one.undefined or "–"]
            rows.append(f"| {' | '.join([*cells, _value(empty.get(column.name, NOT_MEASURED))])} |")
    return "\n".join(rows)


NOT_MEASURED = "see below"
"""Value of a measure for an empty summary if the measure needs an extra."""


def _needs(one: Measure) -> str:
    """Return what a measure needs: parts of the story, and an extra of the package."""
    return ", ".join([*one.needs, *([f"extra `{one.extra}`"] if one.extra else [])]) or "–"


def _value(value: float | str | None) -> str:
    return value if isinstance(value, str) else "undefined" if value is None else f"{value:g}"


def _measured(summary: str) -> dict[str, float | None]:
    """Return the measures of a summary of a made-up story."""
    text = "The council of Lindal voted to widen the pier."
    reference = Reference("r", "abstract", text, "set-a", "model", None)
    entity = Entity("lindal", "Lindal", "GPE", None, ("Lindal",), (), 1.0, (Mention(15, 21),))
    fact = Fact("f1", text, ("lindal",), ("set-a",), 1.0)
    story = Story(
        id="lindal",
        cluster=None,
        title=None,
        publisher=None,
        published=None,
        language="en",
        document=text,
        parts=(Part("lindal", 0, len(text)),),
        summary=text,
        references=(reference,),
        entities=(entity,),
        facts=(fact,),
        timeline=(),
        source=None,
        license="CC0-1.0",
    )
    scores = score_system("made up", {"lindal": summary}, [story], Setting(resamples=1), "none")
    return scores.articles[0].measures


if __name__ == "__main__":
    run_script(main)
