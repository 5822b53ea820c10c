"""Tests of support, facts and refusals by kind, from tables. What is expected was decided before the code was run."""

from __future__ import annotations

import pytest

from chipbrief.metrics import entities, facts
from chipbrief.metrics.text_stats import is_refusal
from tests.paths import CASES


def _table(name: str, least: int) -> list[tuple[str, str]]:
    """Return the lines of a table as pairs of what stands before and after the last arrow."""
    lines = (CASES / "readings" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    rows = [
        (text.strip().replace("\\n", "\n"), expected.strip())
        for text, _, expected in (one.rpartition("=>") for one in lines)
    ]
    rows = [row for row in rows if row[0]]
    assert len(rows) >= least, f"{name}: the table is not read"
    return rows


@pytest.mark.parametrize(("texts", "unsupported"), _table("support", 500))
def test_support(texts: str, unsupported: str) -> None:
    """`Ann left. || Bob left. => Bob`: a document, a summary and its unsupported mentions in order."""
    document, _, summary = (text.strip() for text in texts.partition("||"))
    found = entities.support(document=document, summary=summary)
    assert "; ".join(mention.text for mention in found if not mention.supported) == unsupported


@pytest.mark.parametrize(("texts", "expected"), _table("facts", 10))
def test_fact(texts: str, expected: str) -> None:
    """`Ann left. || Ann left. => stated`: a summary and a fact."""
    summary, _, fact = (text.strip() for text in texts.partition("||"))
    assert facts.states(summary=summary, fact=fact) == (expected == "stated")


@pytest.mark.parametrize(("text", "expected"), _table("refusals", 60))
def test_refusal(text: str, expected: str) -> None:
    assert is_refusal(text) == (expected == "refusal")
