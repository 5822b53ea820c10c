"""Tests of aligning summary sentences to article sentences. The expected values are worked out by hand."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.language.tokens import sentence_spans
from chipbrief.metrics import alignment
from chipbrief.metrics.alignment import align

ARTICLE = (
    "The port of Larne will close in March. Its owner blamed falling freight.\n\nUnions called the plan a betrayal."
)


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("The port of Larne will shut.", [(0, ["The port of Larne will"], 5 / 6)]),
        # No run of three words is shared, but two long words are: falling, freight.
        ("Freight has been falling, it said.", [(1, [], 0.0)]),
        # One shared long word is not enough.
        ("Unions wept.", [(None, [], 0.0)]),
        ("Called the plan off. A port of Larne.", [(2, ["Called the plan"], 3 / 4), (0, ["port of Larne"], 3 / 4)]),
        # Two copied passages may overlap in the article, but each word of the summary counts once.
        ("close in March. Its owner blamed", [(0, ["close in March"], 1.0), (1, ["Its owner blamed"], 1.0)]),
        ("", []),
        ("…", [(None, [], 0.0)]),
    ],
)
def test_alignment(summary: str, expected: list[tuple[int | None, list[str], float]]) -> None:
    found = align(document=ARTICLE, summary=summary)
    assert [(one.source, [summary[slice(*span)] for span in one.copied]) for one in found] == [
        row[:2] for row in expected
    ]
    assert [one.share for one in found] == pytest.approx([row[2] for row in expected])


@given(st.text("ab .\n’'", max_size=60), st.text("ab .\n’'", max_size=60))
def test_spans_lie_in_their_sentence(document: str, summary: str) -> None:
    count = len(sentence_spans(document))
    for one in align(document=document, summary=summary):
        assert 0 <= one.share <= 1
        assert one.source is None or 0 <= one.source < count
        assert all(one.start <= start < end <= one.end for start, end in one.copied)


@given(st.text("ab .\n", max_size=40))
def test_a_copied_text_is_copied_wholly(text: str) -> None:
    assert all(one.share in (0.0, 1.0) for one in align(document=text, summary=text))


def _by_definition(document: str, summary: str) -> list[int | None]:
    """Return the source of each sentence, from a comparison of all pairs of sentences."""

    def split(text: str) -> list[list[str]]:
        return [text[slice(*span)].lower().replace(".", " ").split() for span in sentence_spans(text)]

    def runs(words: Sequence[str]) -> list[tuple[str, ...]]:
        return [tuple(words[at : at + 3]) for at in range(len(words) - 2)]

    found: list[int | None] = []
    for words in split(summary):
        scores = [
            (
                sum(run in runs(other) for run in runs(words)),
                len({w for w in words if len(w) > 3} & set(other)),
                -number,
            )
            for number, other in enumerate(split(document))
        ]
        best = max(scores, default=(0, 0, 0))
        found.append(-best[2] if best[0] or best[1] >= 2 else None)
    return found


@pytest.mark.parametrize("common", [1, 2, 4, 32])
def test_the_source_is_the_best_of_all_pairs(common: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever runs are counted in arrays, the result is that of the definition."""
    monkeypatch.setattr(alignment, "COMMON", common)
    monkeypatch.setattr(alignment, "CACHED", 2)
    alignment._article.cache_clear()
    some = random.Random(common)
    words = "the of port close ships owner falling plan a Unions".split()
    for _ in range(200):
        document, summary = (
            "".join(some.choice(words) + some.choice([" ", " ", " ", ". "]) for _ in range(length))
            for length in (80, 30)
        )
        sources = [one.source for one in align(document=document, summary=summary)]
        assert sources == _by_definition(document, summary), (document, summary)
    alignment._article.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "Aaaa bbbb cccc dddd. " * 50_000,
        " ".join(f"Aaaa bbbb cccc x{number}." for number in range(50_000)),
        "aaaa " * 200_000,
    ],
    ids=["one sentence again and again", "all sentences share a run", "one sentence"],
)
def test_hostile_texts_of_200000_words(text: str) -> None:
    """Runs that all sentences share must be counted together: one by one, they are 2.5 billion pairs."""
    start = time.perf_counter()
    assert len(align(document=text, summary=text)) == len(sentence_spans(text))
    assert time.perf_counter() - start < 20
