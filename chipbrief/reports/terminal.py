"""Tables and notes that fit a terminal. What is written to a file or a pipe is not changed: see `formats.text`."""

from __future__ import annotations

import io
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chipbrief.problems import printable
from chipbrief.reports import formats

GAP = 2
"""Number of blanks between two columns."""
HEADING_WIDTH = 13
"""Longest line of a broken heading, in characters. The longest part of a measure's name (`rougeLsum_fmeasure`) fits."""
NARROW = 60
"""Width below which labels are broken as headings are, in columns: that of a telephone or of half a window."""
LEAST_LABEL = 4
"""Shortest form of a shortened label, in characters: two of its beginning, an ellipsis, one of its end."""
_INTERVAL = re.compile(r" (?=\[)|(?<=\]) (?=\w)")
"""Blanks at which the cells of a table that is too wide are broken: before an interval, and before a rank behind it."""


class Screen(NamedTuple):
    """A terminal: the number of its columns, or None if tables need not fit (`--wide`)."""

    width: int | None


def screen(wide: bool = False) -> Screen | None:
    """Return the terminal of standard output, or None if standard output is a file or a pipe."""
    if not sys.stdout.isatty():
        return None
    return Screen(None if wide else shutil.get_terminal_size().columns)


def paragraphs(
    notes: Iterable[str], on: Screen | None, width: int | None = None, indent: str = "", hyphens: bool = True
) -> list[str]:
    """Return the lines of notes, each at most as long as `width` (None: of any length) and as the terminal is wide.

    `indent` precedes all lines of a note but the first. `hyphens` allows line breaks behind hyphens.
    """
    least = min((limit for limit in (width, on and on.width) if limit), default=None)
    if least is None:
        return list(notes)
    indent = indent if len(indent) < least else ""
    return [
        line
        for note in notes
        for line in textwrap.wrap(note, least, subsequent_indent=indent, break_on_hyphens=hyphens) or [""]
    ]


def table(rows: formats.Rows, labels: int, on: Screen | None, order: Sequence[int] = ()) -> list[str]:
    """Return the lines of a table: heading, rule, rows.

    A table that is too wide for the terminal gets its intervals on a second line. If that is not enough, columns are left
    out, those that `order` names last come first, and a last line names them. `order` has the numbers of the columns behind the
    `labels`, most important first; those that it lacks follow in their order. Long labels are shortened so that one column fits.
    """
    if on is None:
        return formats.text(rows, labels)
    clean = [[printable(cell) for cell in row] for row in rows]
    if on.width is None or _width(clean) <= on.width:
        return _drawn(clean, labels)
    parts = HEADING_WIDTH if on.width < NARROW else max(on.width, HEADING_WIDTH)
    stacked = [
        ["\n".join(_stacked(cell, HEADING_WIDTH)) for cell in clean[0]],
        *(
            [
                *("\n".join(_stacked(cell, parts)) for cell in row[:labels]),
                *(_INTERVAL.sub("\n", cell) for cell in row[labels:]),
            ]
            for row in clean[1:]
        ),
    ]
    rest = range(labels, len(rows[0]))
    ranked = [*order, *(at for at in rest if at not in order)]
    while len(ranked) > 1 and _width(_columns(stacked, labels, ranked)) > on.width:
        ranked.pop()
    left_out = [clean[0][at] for at in rest if at not in ranked]
    kept = _columns(stacked, labels, ranked)
    fitted = _with_narrow_labels(kept, labels, on.width)
    told = [f"too wide for this terminal: {', '.join(left_out)}"] if left_out else []
    told += ["names are shortened"] if _cuts(fitted) > _cuts(kept) else []
    below = ["", *paragraphs([f"{'; '.join(told)} (see all with --wide)"], on)] if told else []
    return [*_drawn(fitted, labels), *below]


def _stacked(text: str, width: int) -> list[str]:
    """Break a text: before an interval, and where a line would be longer than `width` at its blanks and behind its underscores."""
    lines = [""]
    for piece in re.split(r"(?<=_)(?=[^_])|(?<= )", text):
        if lines[-1] and (piece.startswith("[") or len(lines[-1] + piece.rstrip()) > width):
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _with_narrow_labels(rows: list[list[str]], labels: int, width: int) -> list[list[str]]:
    """Return the rows with the longest labels broken, or else shortened, so that the table is at most `width` wide if possible."""
    longest = max(len(line) for row in rows for cell in row[:labels] for line in cell.split("\n"))
    fitted = rows
    while longest > LEAST_LABEL and _width(fitted) > width:
        longest -= 1
        fitted = [[_narrow(cell, longest) for cell in row[:labels]] + row[labels:] for row in rows]
    return fitted


def _narrow(cell: str, length: int) -> str:
    lines = (part for line in cell.split("\n") for part in _stacked(line, length))
    return "\n".join(_shortened(line, length) for line in lines)


def _shortened(text: str, length: int) -> str:
    """Cut the middle of a text that is longer than `length`."""
    return text if len(text) <= length else f"{text[: length - length // 3 - 1]}…{text[-(length // 3) :]}"


def _columns(rows: Sequence[Sequence[str]], labels: int, chosen: Sequence[int]) -> list[list[str]]:
    return [[cell for at, cell in enumerate(row) if at < labels or at in chosen] for row in rows]


def _cuts(rows: Sequence[Sequence[str]]) -> int:
    return sum(cell.count("…") for row in rows for cell in row)


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
