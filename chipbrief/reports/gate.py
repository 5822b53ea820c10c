"""Write the result of `chipbrief gate` for a log, for a pull request (Markdown), for test tools (JUnit XML) and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isfinite
from xml.sax.saxutils import quoteattr

from chipbrief.problems import printable, printable_json
from chipbrief.reports import formats, terminal
from chipbrief.reports.table import factor, heading
from chipbrief.reports.terminal import Screen
from chipbrief.scoring.gate import Check, Floor, Gate, Verdict
from chipbrief.scoring.measures import measure_of

HEADING = ("measure", "new", "old", "difference [one-sided 95 % bounds]", "margin", "stories", "verdict")
ORDER, FLOOR_ORDER = (6, 3, 4), (3, 1)
"""Columns of the tables that stay longest on a narrow terminal, by number: verdict, difference, margin; verdict, mean."""
SIGNS = {Verdict.NOT_WORSE: "✅", Verdict.WORSE: "❌", Verdict.UNDECIDED: "❔"}


def as_text(found: Gate, screen: Screen | None = None) -> str:
    """Return the tables, the verdict and what would decide it, for the log of a run. They fit the `screen`, if given."""
    lines = []
    if found.checks:
        lines += [*terminal.table(_rows(found), 1, screen, ORDER), ""]
    if found.floors:
        lines += [*terminal.table(_floor_rows(found), 1, screen, FLOOR_ORDER), ""]
    return "\n".join([*lines, *terminal.paragraphs(notes(found), screen), found.signature])


def as_markdown(found: Gate) -> str:
    """Return the same for the summary of a pull request."""
    parts = [f"### {SIGNS[found.verdict]} {formats.markdown_text(sentence(found))}"]
    if found.checks:
        parts.append(formats.markdown(_rows(found)))
    if found.floors:
        parts.append(formats.markdown(_floor_rows(found)))
    parts.append("\n".join(f"- {formats.markdown_text(note)}" for note in notes(found)[1:]))
    return "\n\n".join([*filter(None, parts), f"`{printable(found.signature)}`"])


def as_junit(found: Gate) -> str:
    """Return JUnit XML with one test case a measure: worse is a failure, undecided is skipped."""
    every: list[tuple[Check | Floor, str]] = [(one, _told(one)) for one in found.checks]
    every += [(one, _floor_told(one)) for one in found.floors]
    failed = sum(one.verdict is Verdict.WORSE for one, _ in every)
    skipped = sum(one.verdict is Verdict.UNDECIDED for one, _ in every)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuite name="chipbrief gate" tests="{len(every)}" failures="{failed}" errors="0" skipped="{skipped}">',
    ]
    for one, told in every:
        kind = "floor of " if isinstance(one, Floor) else ""
        case = (
            f"  <testcase classname={_attribute(f'chipbrief.gate.{found.new}')} name={_attribute(kind + one.measure)}"
        )
        tag = {Verdict.WORSE: "failure", Verdict.UNDECIDED: "skipped"}.get(one.verdict)
        lines.append(f"{case}/>" if tag is None else f"{case}><{tag} message={_attribute(told)}/></testcase>")
    return "\n".join([*lines, "</testsuite>", ""])


def as_json(found: Gate) -> str:
    """Return every number as JSON."""
    return printable_json(found.as_dict())


FORMATS: dict[str, Callable[[Gate], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "junit": as_junit,
    "json": as_json,
}


def sentence(found: Gate) -> str:
    """Return the verdict in one sentence."""
    against = f" than {found.old}" if found.old else ""
    if found.verdict is Verdict.NOT_WORSE:
        return (
            f"{found.new} is not worse{against} by more than the margins"
            if found.checks
            else f"{found.new} reaches all floors"
        )
    names = [heading(one.measure) for one in found.checks if one.verdict is found.verdict]
    if found.verdict is Verdict.UNDECIDED:
        return f"the stories do not tell whether {found.new} is worse{against} on {', '.join(names)}"
    below = [heading(one.measure) for one in found.floors if one.verdict is Verdict.WORSE]
    parts = [f"worse{against} on {', '.join(names)}"] if names else []
    parts += [f"below the floor of {', '.join(below)}"] if below else []
    return f"{found.new} is {' and '.join(parts)}"


def notes(found: Gate) -> list[str]:
    """Return the verdict, and below it what a reader needs to judge it."""
    lines = [f"{found.verdict}: {sentence(found)}"]
    lines += (_told(one) for one in found.checks if one.verdict is Verdict.UNDECIDED)
    lines += (f"{name}: no story has a value for both, so it is not tested" for name in found.undefined)
    if found.checks:
        lines.append(
            "A measure is not worse if the lower bound of its difference lies above minus the margin, and worse if the upper bound "
            "lies below it. The p values of worse measures are corrected for their number (Holm). What fails on kinds of articles "
            "that are not among the stories cannot show."
        )
    return lines


def _told(one: Check) -> str:
    name = heading(one.measure)
    said = f"{name}: difference {_cell(one.difference, one.measure)}, margin {_cell(one.margin, one.measure)}, {one.verdict}"
    if one.verdict is not Verdict.UNDECIDED:
        return said
    if one.needed is None:
        return f"{said}; more stories like these would not decide it"
    more = max(1, one.needed - one.n)
    stories = "1 more story" if more == 1 else f"{more:,} more stories"
    return f"{said}; about {stories} would decide it, if difference and spread stay as they are"


def _floor_told(one: Floor) -> str:
    return f"{heading(one.measure)}: mean {_cell(one.mean, one.measure)}, floor {_cell(one.least, one.measure)}"


def _cell(value: float | None, measure: str, sign: str = "") -> str:
    """Format a share as points with one decimal, and scores of other tools, whose range is unknown, with three."""
    if value is None:
        return "–"
    places = 1 if measure_of(measure) else 3
    return f"{round(value * factor(measure), places) + 0.0:{sign}.{places}f}" if isfinite(value) else "?"


def _rows(found: Gate) -> list[list[str]]:
    return [list(HEADING), *map(_row, found.checks)]


def _row(one: Check) -> list[str]:
    difference, low, high = (_cell(value, one.measure, "+") for value in (one.difference, one.low, one.high))
    new, old, margin = (_cell(value, one.measure) for value in (one.new_mean, one.old_mean, one.margin))
    return [heading(one.measure), new, old, f"{difference} [{low}, {high}]", margin, str(one.n), str(one.verdict)]


def _floor_rows(found: Gate) -> list[list[str]]:
    verdicts = {Verdict.NOT_WORSE: "reached", Verdict.WORSE: "below"}
    rows: Iterator[list[str]] = (
        [heading(one.measure), _cell(one.mean, one.measure), _cell(one.least, one.measure), verdicts[one.verdict]]
        for one in found.floors
    )
    return [["floor of", "mean", "least", "verdict"], *rows]


def _attribute(text: str) -> str:
    return quoteattr(printable(text))
