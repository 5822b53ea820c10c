"""Tests of agreement on spans and facts. The expected values are computed by hand."""

from __future__ import annotations

import pytest

from chipbrief.annotations.agreement import SCHEMES, Span, compare_spans, f1

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
