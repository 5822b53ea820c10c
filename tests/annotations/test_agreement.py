"""Tests of agreement on spans and facts. The expected values are computed by hand."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.annotations.agreement import SCHEMES, Span, compare_spans, f1, match_spans
from chipbrief.problems import InputError

A, B, C = Span(0, 5, "ORG"), Span(10, 15, "GPE"), Span(20, 25, "DATE")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([A, B], [A, B], (1, 1, 1)),
        ([A, B], [A], (2 / 3, 2 / 3, 2 / 3)),
        ([A], [Span(0, 5, "GPE")], (0, 1, 0)),
        ([A], [Span(0, 7, "ORG")], (0, 0.5, 1)),
        ([A], [Span(4, 9, "GPE")], (0, 0.5, 0)),
        ([A], [B], (0, 0, 0)),
        # Two spans overlap one: it is matched once, with the identical span.
        ([A], [Span(0, 3, "ORG"), A], (2 / 3, 2 / 3, 2 / 3)),
        ([A, B, C], [A, Span(10, 15, "LOC"), Span(21, 25, "DATE")], (1 / 3, 2.5 / 3, 2 / 3)),
        ([], [], (None, None, None)),
        ([A], [], (0, 0, 0)),
    ],
)
def test_span_f1(first: list[Span], second: list[Span], expected: tuple[float | None, ...]) -> None:
    counts = [compare_spans(first, second)]
    assert tuple(f1(counts, scheme) for scheme in SCHEMES) == pytest.approx(expected)
    mirrored = [compare_spans(second, first)]
    assert tuple(f1(mirrored, scheme) for scheme in SCHEMES) == pytest.approx(expected)


def test_f1_is_over_all_documents() -> None:
    counts = [compare_spans([A, B], [A, B]), compare_spans([A], [B])]
    assert f1(counts, "exact") == pytest.approx(4 / 6)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([A], [A], 1.0),
        # 5 shared characters of 7.
        ([A], [Span(0, 7, "ORG")], 5 / 7),
        ([A], [Span(0, 5, "GPE")], 0.0),
        # Touching spans share no character.
        ([Span(0, 5, "ORG")], [Span(5, 9, "ORG")], 0.0),
        # Nested: the inner span finds its own counterpart, whatever lies around it.
        ([Span(0, 8, "ORG"), Span(0, 3, "GPE")], [Span(0, 3, "GPE"), Span(0, 8, "ORG")], 1.0),
        # Nested for one annotator only: the outer one is matched (5 of 8), the inner one is left over.
        ([Span(0, 8, "ORG")], [Span(0, 5, "ORG"), Span(6, 8, "ORG")], 2 * (5 / 8) / 3),
        # A label stored twice counts once.
        ([A, A, B], [B, A], 1.0),
        ([], [A], 0.0),
        ([], [], None),
    ],
)
def test_overlap_is_intersection_over_union(first: list[Span], second: list[Span], expected: float | None) -> None:
    for one, other in ((first, second), (second, first), (first[::-1], second[::-1])):
        assert f1([compare_spans(one, other)], "overlap") == (None if expected is None else pytest.approx(expected))


SPANS = st.lists(
    st.builds(lambda start, length, kind: Span(start, start + length, kind), st.integers(0, 12), st.integers(1, 6),
              st.sampled_from(("ORG", "GPE"))), max_size=8,
)  # fmt: skip


@given(SPANS, SPANS, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_nor_who_is_first_counts(
    first: list[Span], second: list[Span], random: Random
) -> None:
    found = compare_spans(first, second)
    one, other = [*first, *first[:2]], [*second, *second[-1:]]
    random.shuffle(one)
    random.shuffle(other)
    assert compare_spans(one, other) == found
    mirrored = compare_spans(other, one)
    assert (mirrored.exact, mirrored.partial, mirrored.type) == (found.exact, found.partial, found.type)
    assert mirrored.overlap == pytest.approx(found.overlap)
    assert found.exact <= found.overlap + 1e-9 <= found.type + 2e-9
    assert compare_spans(first, first).exact == len(set(first))


def test_matches_list_every_span_once() -> None:
    matches = match_spans([A, Span(10, 15, "LOC")], [B, C])
    assert matches == [(A, None), (Span(10, 15, "LOC"), B), (None, C)]


def test_too_many_overlapping_spans_are_refused() -> None:
    many = [Span(0, 2000 + at, "ORG") for at in range(1100)]
    with pytest.raises(InputError, match="pairs overlap"):
        compare_spans(many, many)
