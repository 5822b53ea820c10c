"""Tables of a heading and rows, written for a terminal, Markdown, LaTeX and spreadsheets.

A cell may be a stranger's text (the name of a system, say). Each writer makes it harmless in its own format: characters
that end a cell, begin a command or act on a terminal.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from chipbrief.problems import printable

Rows = Sequence[Sequence[str]]
Value = str | float | bool | None

MARKDOWN = re.compile(r"[\\`*<>|~&]|\[(?![+-]?\d)|\](?=[(\[:])|(?<!\w)_|_(?!\w)")
"""What may mean something within a line of GitHub's Markdown; an underscore within a word and `[1.2, 3.4]` do not."""
LATEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\char34{}",
    "`": r"\textasciigrave{}", **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}  # fmt: skip
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
"""How a text begins that a spreadsheet would run (OWASP, CSV injection)."""


def text(rows: Rows, labels: int = 1) -> list[str]:
    """Lines with aligned columns, the first `labels` to the left; the heading, and a line under it, come first."""
    clean = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*clean, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if at < labels else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in clean
    ]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def markdown(rows: Rows, labels: int = 1) -> str:
    """A table of GitHub's Markdown, all but the first `labels` columns to the right."""
    heading, *body = [[markdown_text(cell) for cell in row] for row in rows]
    rule = ["---" if at < labels else "---:" for at in range(len(heading))]
    return "\n".join(f"| {' | '.join(row)} |" for row in [heading, rule, *body])


def markdown_text(value: str) -> str:
    """A text as it is, within a line of Markdown; at its start a number, a dash or a # could still begin a list or a heading."""
    return MARKDOWN.sub(lambda found: "\\" + found[0], printable(value))


def latex(rows: Rows, labels: int = 1) -> str:
    """A `tabular` for `booktabs`. Names in scripts that the document's font lacks are left to its engine."""
    heading, *body = [
        [latex_text(cell) if at < labels else _latex_number(cell) for at, cell in enumerate(row)] for row in rows
    ]
    columns = "l" * labels + "r" * (len(heading) - labels)
    # The empty group keeps a cell that begins with [ or * from being read as an argument of the command before it.
    lines = [f"{{}}{' & '.join(row)} \\\\" for row in body]
    return "\n".join(
        [
            f"\\begin{{tabular}}{{{columns}}}",
            "\\toprule",
            f"{{}}{' & '.join(heading)} \\\\",
            "\\midrule",
            *lines,
            "\\bottomrule",
            "\\end{tabular}",
        ]
    )


def latex_text(value: str) -> str:
    """A text as it is in a LaTeX document."""
    return "".join(LATEX.get(character, character) for character in printable(value))


def _latex_number(value: str) -> str:
    """Minus signs, where a hyphen stands before a digit and after no letter or digit."""
    return re.sub(r"(?<![\w-])-(?=\d)", "$-$", latex_text(value))


def comma_separated(rows: Sequence[Sequence[Value]]) -> str:
    """CSV (RFC 4180, but with plain line ends), null as nothing; a text that looks like a formula gets an apostrophe."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_csv_value(value) for value in row] for row in rows)
    return out.getvalue()


def _csv_value(value: Value) -> Value:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{printable(value)}" if FORMULA.match(value) else printable(value)
    return value
