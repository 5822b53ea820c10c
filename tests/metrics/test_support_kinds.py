"""Tests of support by kind, from a table. The unsupported mentions were decided before the code was run."""

from __future__ import annotations

import pytest

from chipbrief.metrics import entities
from tests.paths import CASES

CASES_OF_SUPPORT = [
    line.rpartition("=>")
    for line in (CASES / "readings" / "support.txt").read_text(encoding="utf-8").splitlines()
    if "=>" in line
]


def test_the_table_is_read() -> None:
    assert len(CASES_OF_SUPPORT) > 400


@pytest.mark.parametrize(("texts", "unsupported"), [(texts, names.strip()) for texts, _, names in CASES_OF_SUPPORT])
def test_support(texts: str, unsupported: str) -> None:
    """`Ann left. || Bob left. => Bob`: a document, a summary and its unsupported mentions in order."""
    document, _, summary = (text.strip().replace("\\n", "\n") for text in texts.partition("||"))
    found = entities.support(document, summary)
    assert "; ".join(mention.text for mention in found if not mention.supported) == unsupported
