"""Tests of comparing names."""

from __future__ import annotations

import pytest

from chipbrief.language.tokens import key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "US"),
        ("U.S", "US"),
        ("ＵＳ", "U.S."),
        ("Nvidia's", "NVIDIA"),
        ("ＮＡＴＯ", "nato"),
        ("São Paulo", "SÃO PAULO"),
        ("Xi’s", "xi"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("US", "us"), ("WHO", "who"), ("Lee", "fleet"), ("Al", "also"), ("Bank", "Banks")]
)
def test_names_that_are_not_the_same(one: str, other: str) -> None:
    assert key(one) != key(other)
