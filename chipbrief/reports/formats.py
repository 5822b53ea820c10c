"""Write tables (a heading and rows) for a terminal, Markdown, LaTeX and spreadsheets.

A cell may hold untrusted text, such as the name of a system. Each writer escapes the characters that would end a cell,
start a command or control the terminal in its format.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from chipbrief.problems import printable

Rows = Sequence[Sequence[str]]
Value = str | float | bool | None

MARKDOWN_SPECIAL = re.compile(r"[\\`*<>|~&]|\[(?![+-]?\d)|\](?=[(\[:])|(?<!\w)_|_(?!\w)")
"""Characters to escape within a line of GitHub's Markdown. Underscores inside words and `[1.2, 3.4]` need no escape."""
LATEX_ESCAPES = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\char34{}",
    "`": r"\textasciigrave{}", **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}  # fmt: skip
FORMULA_START = re.compile(r"\s*[=+\-@＝＋－＠]")
"""Start of a text that a spreadsheet would run as a formula (OWASP, CSV injection)."""


def text(rows: Rows, labels: int = 1) -> list[str]:
    """Return the lines of an aligned table: heading, rule, rows. The first `labels` columns are left-aligned, the others right."""
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
    """Return a table in GitHub's Markdown. The first `labels` columns are left-aligned, the others right."""
    heading, *body = [[markdown_text(cell) for cell in row] for row in rows]
    rule = ["---" if at < labels else "---:" for at in range(len(heading))]
    return "\n".join(f"| {' | '.join(row)} |" for row in [heading, rule, *body])


def markdown_text(value: str) -> str:
    """Escape a text within a line of Markdown. At the start of a line, a number, `-` or `#` could still begin a list or heading."""
    return MARKDOWN_SPECIAL.sub(lambda found: "\\" + found[0], printable(value))


def markdown_document(tables: Iterable[Rows], labels: Sequence[int], notes: Sequence[str], signature: str) -> str:
    """Return tables with `labels` left-aligned columns each, notes as a list, and the signature, in Markdown."""
    parts = [markdown(rows, number) for rows, number in zip(tables, labels, strict=True)]
    listed = "\n".join(f"- {markdown_text(note)}" for note in notes)
    return "\n\n".join([*parts, *([listed] if listed else []), f"`{printable(signature)}`"])


def latex_document(tables: Iterable[Rows], labels: Sequence[int], notes: Sequence[str], signature: str) -> str:
    """Return tables with `labels` left-aligned columns each for a paper, with notes and signature as comments above them."""
    comments = [f"% {printable(note)}" for note in (*notes, signature)]
    drawn = [latex(rows, number) for rows, number in zip(tables, labels, strict=True)]
    return "\n".join(["% \\usepackage{booktabs}", *comments, "\n\n".join(drawn)])


def latex(rows: Rows, labels: int = 1) -> str:
    """Return a `tabular` for `booktabs`. Characters that the document's font lacks are not replaced."""
    heading, *body = [
        [latex_text(cell) if at < labels else _latex_number(cell) for at, cell in enumerate(row)] for row in rows
    ]
    columns = "l" * labels + "r" * (len(heading) - labels)
    # Without the empty group {}, LaTeX would read a cell that begins with [ or * as an argument of the command before it.
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
    """Escape a text for LaTeX."""
    return "".join(LATEX_ESCAPES.get(character, character) for character in printable(value))


def _latex_number(value: str) -> str:
    """Escape a text for LaTeX, and replace each hyphen that is a minus sign: before a digit, not after a letter or digit."""
    return re.sub(r"(?<![\w-])-(?=\d)", "$-$", latex_text(value))


def comma_separated(rows: Sequence[Sequence[Value]]) -> str:
    """Return CSV (RFC 4180, but lines end in `\\n`). None gives an empty cell. An apostrophe precedes text that looks like a formula."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_csv_value(value) for value in row] for row in rows)
    return out.getvalue()


def _csv_value(value: Value) -> Value:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{printable(value)}" if FORMULA_START.match(value) else printable(value)
    return value
