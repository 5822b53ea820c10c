"""Tests of `scripts/mutate_tests.py`, and that every test of this folder can fail."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType

import pytest

from tests.paths import ROOT, TESTS

SOURCE = '''
def f(a: int = 0, *b: int) -> int | None:
    """Compare 1 < 2."""
    for one in sorted(b):
        if a < one <= 3 and not b:
            continue
        g(a, one)
    return a + 1 if b else min(b)
'''


def test_mutants_of_a_function(scripts: dict[str, ModuleType]) -> None:
    """The docstring and the annotations are left alone, and each mutant changes one place."""
    module = scripts["mutate_tests"]
    mutants = module.mutants_of(SOURCE)
    assert {one.new for one in mutants if one.line == 2} == {"1"}
    assert {one.new for one in mutants if one.line == 4} == {"list(b)"}
    assert {one.new for one in mutants if one.line == 5} == {
        "(a) <= (one) and one <= 3", "4", "(b)", "(a < one <= 3) or (not b)", "(a < one <= 3)", "(not b)",
    }  # fmt: skip
    assert {one.new for one in mutants if one.line in (6, 7)} == {"break", "g(one, a)", "pass"}
    assert {one.new for one in mutants if one.line == 8} == {
        "return None",
        "(a + 1)",
        "(min(b))",
        "(a) - (1)",
        "2",
        "max(b)",
    }
    assert not [one for one in mutants if one.line == 3]
    for one in mutants:
        new = module.changed(SOURCE, one)
        compile(new, "f", "exec")
        assert ast.dump(ast.parse(new)) != ast.dump(ast.parse(SOURCE))


def test_the_modules_and_their_tests_exist(scripts: dict[str, ModuleType]) -> None:
    for path, tests in scripts["mutate_tests"].TESTS.items():
        assert (ROOT / path).is_file()
        assert all((TESTS / name).exists() for name in tests)


@pytest.mark.slow
def test_a_noticed_and_an_unnoticed_change(
    scripts: dict[str, ModuleType], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    module = scripts["mutate_tests"]
    (tmp_path / "chipbrief").mkdir()
    path = "chipbrief/problems.py"
    (tmp_path / "tests" / "submissions").mkdir(parents=True)
    (tmp_path / "tests" / "annotations").mkdir()
    assertion = "def test():\n    text = open('chipbrief/problems.py').read()\n    assert 'MAX_PART = 1000' in text\n"
    for name in ("test_files.py", "submissions/test_x.py", "annotations/test_yaml.py"):
        (tmp_path / "tests" / name).write_text(assertion, encoding="utf-8")
    mutants = module.mutants_of((ROOT / path).read_text(encoding="utf-8"))
    constant = next(one for one in mutants if one.new == "1001")
    other = next(one for one in mutants if one.new == "return None")
    assert module.survivors(tmp_path, path, [constant, other], float("inf")) == (2, [other])
    assert f"{path}:{other.line}: survived: " in capsys.readouterr().out


def _can_fail(function: ast.FunctionDef | ast.AsyncFunctionDef, helpers: set[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in helpers or called in ("raises", "fail", "warns"):
                return True
    return False


def test_every_test_asserts_something() -> None:
    """Each test has an `assert` or `pytest.raises`, or calls a function of the tests that has one."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(TESTS.rglob("*.py"))}
    functions = [
        (path, node)
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    helpers: set[str] = set()
    for _ in range(3):
        helpers |= {node.name for _, node in functions if not node.name.startswith("test") and _can_fail(node, helpers)}
    tests = [(path, node) for path, node in functions if node.name.startswith("test_")]
    assert len(tests) > 400
    idle = [f"{path.relative_to(ROOT)}: {node.name}" for path, node in tests if not _can_fail(node, helpers)]
    assert idle == []
