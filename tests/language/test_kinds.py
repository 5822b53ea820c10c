"""Tests of values by kind, from a table. The readings were decided before the code was run."""

from __future__ import annotations

import re

import pytest

from chipbrief.language.values import find_values
from tests.paths import CASES

_ESCAPE = re.compile(r"\\n|\\u([0-9a-f]{4})")
CASES_OF_VALUES = [
    line.rpartition("=>")
    for line in (CASES / "readings" / "values.txt").read_text(encoding="utf-8").splitlines()
    if "=>" in line
]


def test_the_table_is_read() -> None:
    assert len(CASES_OF_VALUES) > 500


@pytest.mark.parametrize(
    ("written", "expected"), [(text.strip(), values.strip()) for text, _, values in CASES_OF_VALUES]
)
def test_reading(written: str, expected: str) -> None:
    """`$4\\u202fbn => MONEY USD 4000000000`: a text and its values in order."""
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else "\n", written)
    sentence = f"So it was {text}, they said."
    found = find_values(sentence)
    assert "; ".join(f"{value.type} {value.value}" for value in found) == expected
    assert all(sentence[value.start : value.end] in text for value in found)
