"""The threat model names constants with their values, and tests that exist."""

from __future__ import annotations

import ast
import importlib
import re

import pytest

from tests.paths import ROOT

PAGE = (ROOT / "docs" / "explanation" / "threat_model.md").read_text(encoding="utf-8")
LIMITS = re.findall(r"^\|[^|]+\| `([\w.]+)\.(\w+)` \| ([\d,]+) \| `", PAGE, re.MULTILINE)
TESTS = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)))


def test_every_row_of_limits_is_read() -> None:
    """Each row of the table has a constant, a value and a test, so that the tests below look at all of them."""
    rows = PAGE.partition("## Limits")[2].partition("\n## ")[0].strip().splitlines()[2:]
    assert len(rows) == len(LIMITS) > 15
    promises = PAGE.partition("## Promises")[2].partition("\n## ")[0].partition("|---")[2].splitlines()[1:]
    assert all("::test_" in row for row in [*rows, *filter(None, promises)])


@pytest.mark.parametrize(("module", "name", "value"), LIMITS, ids=[f"{module}.{name}" for module, name, _ in LIMITS])
def test_a_limit_has_the_value_that_the_page_states(module: str, name: str, value: str) -> None:
    assert getattr(importlib.import_module(f"chipbrief.{module}"), name) == int(value.replace(",", ""))


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_a_named_test_exists(path: str, name: str) -> None:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
