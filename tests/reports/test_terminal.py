from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from chipbrief.reports import formats
from chipbrief.reports.terminal import Screen, table

ROWS = [
    ["system", "ROUGE-1", "ROUGE-2", "length"],
    ["lead", "52.9 [48.0, 58.1]", "24.3 [19.2, 30.3]", "99.2 [95.5, 102.3]"],
]


def plain(lines: list[str]) -> list[str]:
    """The lines without the codes of bold text."""
    return [re.sub("\x1b\\[[0-9;]*m", "", line).rstrip() for line in lines]


def test_a_pipe_gets_the_whole_plain_table() -> None:
    assert table(ROWS, 1, None) == formats.text(ROWS)


@pytest.mark.parametrize(
    ("width", "shown", "left_out"),
    [
        (None, 4, ""),
        (100, 4, ""),
        (50, 4, ""),
        (38, 3, "length"),
        (12, 2, "ROUGE-2, length"),
        (1, 2, "ROUGE-2, length"),
    ],
)
def test_columns_are_left_out_and_named(width: int | None, shown: int, left_out: str) -> None:
    lines = plain(table(ROWS, 1, Screen(width), order=(1, 2)))
    assert len(lines[0].split()) == shown
    assert (
        (lines[-1].startswith("too wide for this terminal") and left_out in lines[-1]) if left_out else len(lines) <= 4
    )


def test_intervals_are_put_below_before_a_column_is_left_out() -> None:
    lines = plain(table(ROWS, 1, Screen(50)))
    assert lines[2].split() == ["lead", "52.9", "24.3", "99.2"]
    assert lines[3].split("  ")[-1] == "[95.5, 102.3]"


@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20), min_size=1, max_size=5),
    st.integers(20, 90),
)
def test_no_line_of_the_table_is_wider_than_the_terminal(names: list[str], width: int) -> None:
    rows = [["system", "a", "b"], *([name, "1.0 [0.5, 1.5]", "2.0 [0.5, 3.5]"] for name in names)]
    lines = plain(table(rows, 1, Screen(width)))
    body = lines[: lines.index("")] if "" in lines else lines
    widest = max(cell_len(name) for name in [*names, "system"])
    assert all(cell_len(line) <= max(width, widest + 20) for line in body)
