"""Tests of the HTML of the pages: marks, plots and comparisons, and that untrusted text is always escaped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import chipbrief
from chipbrief.commands.main import main
from chipbrief.corpora.store import load
from chipbrief.reports.pages.compare import compare_page
from chipbrief.reports.pages.differences import MAX_TOKENS, pieces
from chipbrief.reports.pages.render import PAGE_LIMIT, TooLarge, fitting
from chipbrief.scoring.setting import Setting
from tests.paths import ROOT
from tests.reports.reader import Reader

STORIES = load("open", "test")
SETTING = Setting(resamples=10)
LEAD = ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl"
HOSTILE_NAME = '"><img src=x onerror=alert(1)>'
E, C, U = "entity", "copied", "unsupported"


@pytest.mark.parametrize(
    ("first", "second", "left", "right"),
    [
        ("", "", [], []),
        ("a b", "a b", [("a b", True)], [("a b", True)]),
        ("", "a", [], [("a", False)]),
        ("The firm rose.", "The firm fell.", [("The firm ", True), ("rose", False), (".", True)], [("The firm ", True), ("fell", False), (".", True)]),
        # A line end and a blank count as equal.
        ("One. Two.", "One.\nTwo.", [("One. Two.", True)], [("One.\nTwo.", True)]),
    ],
)  # fmt: skip
def test_pieces(first: str, second: str, left: list[tuple[str, bool]], right: list[tuple[str, bool]]) -> None:
    found = pieces(first, second)
    assert [[(piece.text, piece.both) for piece in side] for side in found] == [left, right]


@given(st.text("ab .\n", max_size=30), st.text("ab .\n", max_size=30))
def test_pieces_are_the_texts(first: str, second: str) -> None:
    assert ["".join(piece.text for piece in side) for side in pieces(first, second)] == [first, second]


def test_of_long_texts_the_beginning_is_compared() -> None:
    left, _ = pieces("a b " * MAX_TOKENS, "b a " * MAX_TOKENS)
    assert "".join(piece.text for piece in left) == "a b " * (MAX_TOKENS // 2)


@pytest.mark.parametrize(
    ("most", "tried"),
    [
        ((1000, 8), [(9000, 8), (2250, 8), (1000, 8)]),
        ((9000, 2), [(9000, 8), (2250, 8), (1000, 8), (1000, 4), (1000, 2)]),
        ((0, 8), [(9000, 8), (2250, 8), (1000, 8), (1000, 4), (1000, 2), (1000, 1), (1000, 0), (0, 0)]),
    ],
)
def test_a_page_that_is_too_large_shows_less(most: tuple[int, int], tried: list[tuple[int, int]]) -> None:
    """If a page is too large, it is drawn again with shorter texts, then with fewer rows."""
    seen = []

    def draw(shown: int, rows: int) -> bytes:
        seen.append((shown, rows))
        if shown > most[0] or rows > most[1]:
            raise TooLarge
        return b"page"

    assert fitting(draw, 9000, 8) == b"page"
    assert seen == tried
    most = (-1, -1)
    with pytest.raises(TooLarge):
        fitting(draw, 9000, 8)


def test_pages_of_many_stories_and_systems_are_written(tmp_path: Path) -> None:
    """A comparison of 24 systems keeps to the limit."""
    words = [f"word{number}" for number in range(1000)]
    summaries = [f"{words[number]} {words[number + 1]} and more." for number in range(120)]
    systems = {f"system-{number}": [f"{text} {number}" for text in summaries[:8]] for number in range(24)}
    many = chipbrief.score(systems, summaries[:8], resamples=5)
    data = compare_page(many.compare(resamples=5, flips=5), many.systems, many.corpus.stories, many.summaries)
    assert len(data) < PAGE_LIMIT


@pytest.mark.parametrize("count", [2, 5])
def test_compare_writes_a_page(count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = ("<script>alert(1)</script>", "Nvidia rose.", "", "x " * 9000, '"' * 90_000)
    paths = []
    for number in range(count):
        path = tmp_path / f"system-{number}.jsonl"
        rows = [{"id": story.id, "summary": texts[number] + story.document[: 50 * number]} for story in STORIES]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        paths.append(str(path))
    assert main(["compare", *paths, "--resamples", "10", "--measure", "rouge1", "--report", str(tmp_path / "out")]) == 0
    data = (tmp_path / "out" / "compare.html").read_bytes()
    assert len(data) < PAGE_LIMIT
    found = Reader(data)
    assert found.tags.count("script") == 1
    assert f"Comparison of {count} systems" in found.content
    assert "Stories in which the systems differ most on ROUGE-1" in found.content
    assert "wrote " in capsys.readouterr().err
