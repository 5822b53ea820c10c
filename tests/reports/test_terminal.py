from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from chipbrief.reports import formats
from chipbrief.reports.terminal import Screen, paragraphs, table

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
        (20, 2, "ROUGE-2, length"),
    ],
)
def test_columns_are_left_out_and_named(width: int | None, shown: int, left_out: str) -> None:
    lines = plain(table(ROWS, 1, Screen(width), order=(1, 2)))
    below = " ".join(lines[lines.index("") + 1 :]) if "" in lines else ""
    assert len(lines[0].split()) == shown
    assert below == (f"too wide for this terminal: {left_out} (see all with --wide)" if left_out else "")


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
    assert all(cell_len(line) <= width for line in body)


@pytest.mark.parametrize(
    ("width", "labels"),
    [
        (33, ["my_system_of_", "the_third_", "kind"]),
        (24, ["my_system_", "of_", "the_third_", "kind"]),
        (18, ["my_", "sy…_", "of_", "the_", "th…_", "kind"]),
    ],
)
def test_long_labels_are_broken_behind_underscores_and_then_shortened(width: int, labels: list[str]) -> None:
    lines = plain(
        table([["system", "ROUGE-1"], ["my_system_of_the_third_kind", "12.0 [10.5, 14.5]"]], 1, Screen(width))
    )
    body = lines[2 : lines.index("")] if "" in lines else lines[2:]
    assert [line.split()[0] for line in body] == labels
    assert ("names are shortened (see all with --wide)" in " ".join(lines)) is ("sy…_" in labels)


def test_a_rank_is_put_below_the_interval() -> None:
    lines = plain(table([["system", "ROUGE-1"], ["lead", "52.9 [48.0, 58.1] 1–3"]], 1, Screen(24)))
    assert [line.split()[-1] for line in lines[2:]] == ["52.9", "58.1]", "1–3"]


NOTES = ["one two three four", "", "five"]


@pytest.mark.parametrize(
    ("on", "width", "lines"),
    [
        (None, None, NOTES),
        (Screen(None), None, NOTES),
        (None, 10, ["one two", "  three", "  four", "", "five"]),
        (Screen(None), 10, ["one two", "  three", "  four", "", "five"]),
        (Screen(14), None, ["one two three", "  four", "", "five"]),
        (Screen(14), 10, ["one two", "  three", "  four", "", "five"]),
        (Screen(10), 14, ["one two", "  three", "  four", "", "five"]),
    ],
)
def test_notes_are_as_wide_as_the_terminal_at_most(on: Screen | None, width: int | None, lines: list[str]) -> None:
    assert paragraphs(NOTES, on, width, "  ") == lines
