"""Tables that fit a terminal. What is written to a file or a pipe does not pass here: see `formats.text`."""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Sequence
from typing import NamedTuple

from chipbrief.problems import printable
from chipbrief.reports import formats

GAP = 2
"""Number of blanks between two columns."""
_INTERVAL = re.compile(r" (?=\[)")


class Screen(NamedTuple):
    """A terminal: the number of its columns, or None if tables need not fit (`--wide`)."""

    width: int | None


def screen(wide: bool = False) -> Screen | None:
    """Return the terminal of standard output, or None if standard output is a file or a pipe."""
    if not sys.stdout.isatty():
        return None
    return Screen(None if wide else shutil.get_terminal_size().columns)


def table(rows: formats.Rows, labels: int, on: Screen | None, order: Sequence[int] = ()) -> list[str]:
    """Return the lines of a table: heading, rule, rows.

    A table that is too wide for the terminal gets its intervals on a second line. If that is not enough, columns are left
    out, those that `order` names last come first, and a last line names them. `order` has the numbers of the columns behind the
    `labels`, most important first; those that it lacks follow in their order.
    """
    if on is None:
        return formats.text(rows, labels)
    clean = [[printable(cell) for cell in row] for row in rows]
    if on.width is None or _width(clean) <= on.width:
        return _drawn(clean, labels)
    stacked = [
        [_stacked_heading(cell) for cell in clean[0]],
        *([_INTERVAL.sub("\n", cell) for cell in row] for row in clean[1:]),
    ]
    rest = range(labels, len(rows[0]))
    ranked = [*order, *(at for at in rest if at not in order)]
    while len(ranked) > 1 and _width(_columns(stacked, labels, ranked)) > on.width:
        ranked.pop()
    left_out = [clean[0][at] for at in rest if at not in ranked]
    lines = _drawn(_columns(stacked, labels, ranked), labels)
    return (
        [*lines, "", f"too wide for this terminal: {', '.join(left_out)} (see all with --wide)"] if left_out else lines
    )


def _stacked_heading(text: str) -> str:
    """Break a long heading: before an interval, or else at its blanks and behind its underscores."""
    if len(text) <= len("entity_recall"):
        return text
    return _INTERVAL.sub("\n", text) if "[" in text else re.sub(r"(?<=_)(?=[^_])| (?=\S)", "\n", text)


def _columns(rows: Sequence[Sequence[str]], labels: int, chosen: Sequence[int]) -> list[list[str]]:
    return [[cell for at, cell in enumerate(row) if at < labels or at in chosen] for row in rows]


def _width(rows: Sequence[Sequence[str]]) -> int:
    """Return the width of the drawn table in cells of the terminal. Wide characters, such as Chinese ones, take two."""
    from rich.cells import cell_len

    widths = (max(cell_len(line) for cell in column for line in cell.split("\n")) for column in zip(*rows, strict=True))
    return sum(widths) + GAP * (len(rows[0]) - 1)


def _drawn(rows: Sequence[Sequence[str]], labels: int) -> list[str]:
    """Return the lines of the table, as wide as it needs to be. The heading is bold, unless NO_COLOR is set."""
    from rich.box import ASCII_DOUBLE_HEAD, SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    can_draw = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    drawn = Table(
        box=SIMPLE_HEAD if can_draw else ASCII_DOUBLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
    )
    heading, *body = rows
    for at, name in enumerate(heading):
        drawn.add_column(Text(name), justify="left" if at < labels else "right", no_wrap=True, vertical="top")
    for row in body:
        drawn.add_row(*map(Text, row))
    console = Console(file=io.StringIO(), width=max(_width(rows) + 1, 1), force_terminal=True, legacy_windows=False)
    with console.capture() as captured:
        console.print(drawn)
    return [line.rstrip() for line in captured.get().splitlines()]
