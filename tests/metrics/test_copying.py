"""Tests of the compiled kernels that measure copying, against values worked out by hand and against Python."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chipbrief.language.reading import Reading
from chipbrief.metrics import copying, rouge, text_stats
from chipbrief.metrics.copied_runs import REACH, Document, SharedWords

pytest.importorskip("numba")


@pytest.mark.parametrize(
    ("document", "summary", "grams", "shared", "fragments"),
    [
        # New are only “halted” and what contains it.
        (
            "the chip maker sold chips to china",
            "the chip maker halted chips",
            [5, 4, 3, 2],
            [4, 2, 1, 0],
            [(0, 3), (4, 5)],
        ),
        # Each distinct n-gram counts once: a, b; a b, b a; a b a, b a b; a b a b, b a b a.
        ("a b a c", "a b a b a", [2, 2, 2, 2], [2, 2, 1, 0], [(0, 3), (3, 5)]),
        # The words that the document lacks differ from each other.
        ("a b", "x y x y", [2, 2, 2, 1], [0, 0, 0, 0], []),
        # “a a b” starts at the second word, but the published scan finds “a a” first and continues behind it.
        ("a a a b", "a a b", [2, 2, 1, 0], [2, 2, 1, 0], [(0, 2), (2, 3)]),
        ("", "a b", [2, 1, 0, 0], [0, 0, 0, 0], []),
        ("a b", "", [0, 0, 0, 0], [0, 0, 0, 0], []),
        ("a", "a", [1, 0, 0, 0], [1, 0, 0, 0], [(0, 1)]),
    ],
)
def test_counts(
    document: str, summary: str, grams: list[int], shared: list[int], fragments: list[tuple[int, int]]
) -> None:
    found = copying.NumberedDocument(tuple(document.split())).counted(tuple(summary.split()))
    assert found == (grams, shared, fragments)


WORDS = st.lists(st.sampled_from("aabbcdexyz"), max_size=60).map(tuple)


@given(WORDS, WORDS)
@example(("a", "b", "a", "b", "x") * 3, ("a", "b", "a", "b", "q") * 2)
@example(("a",) * 20, ("a",) * 12)
def test_kernels_count_what_python_counts(document: tuple[str, ...], summary: tuple[str, ...]) -> None:
    found = copying.NumberedDocument(document).counted(summary)
    runs = SharedWords(Document(document), summary)
    assert found is not None
    assert found.fragments == runs.fragments
    for n, (own, shared) in enumerate(zip(found.grams, found.shared, strict=True), 1):
        assert ((own - shared) / own if own else None) == runs.novel_grams(n)


def test_texts_that_repeat_themselves_are_left_to_python() -> None:
    """Kernels that would look at too many places stop, and Python gives the values."""
    document, summary = (" ".join(f"a b {letter}{at}" for at in range(1_000)) for letter in "xy")
    assert copying.NumberedDocument(tuple(document.split())).counted(tuple(summary.split())) is None
    rouge.score_many(["a"], ["a"], engine="numba")
    # “a b” is one of 2,000 pairs: 1,000 begin with b, and 999 end with a.
    assert copying.copying(Reading(document), Reading(summary)).novel_grams(2) == 1_999 / 2_000
    assert text_stats.coverage(document=document, summary=summary) == 2 / 3


@pytest.mark.parametrize("is_loaded", [True, False])
def test_loaded_kernels_are_taken(monkeypatch: pytest.MonkeyPatch, is_loaded: bool) -> None:
    """Kernels that no other measure has loaded are not loaded for copying."""
    asked = []
    monkeypatch.setattr(copying, "loaded_kernels", lambda: is_loaded or None)
    monkeypatch.setattr(copying.NumberedDocument, "counted", lambda *_: asked.append(1))
    pair = copying.copying(Reading("one two three four five"), Reading("two three four six"))
    assert [pair.novel_grams(n) for n in range(1, REACH + 2)] == [1 / 4, 1 / 3, 1 / 2, 1, None]
    assert bool(asked) == is_loaded
