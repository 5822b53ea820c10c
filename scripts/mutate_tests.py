"""Change the code in small ways, and list the changes that no test notices.

Each mutant changes one place of one module in a copy of the repository and runs the tests of that module. Mutants are drawn with
a seed from all candidates of a module. A mutant survives if all these tests pass. Read the survivors: some change nothing that
a caller can see. The others show a missing test. This takes 5 to 60 seconds per mutant.

examples:
  python scripts/mutate_tests.py --mutants 6 --seed 1
  python scripts/mutate_tests.py chipbrief/files.py --mutants 20

The mutator is our own because the known programs (mutmut, cosmic-ray) run all tests for each mutant or keep a database, and
neither draws a sample per module.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TESTS: Mapping[str, tuple[str, ...]] = {
    "chipbrief/annotations/load.py": ("annotations/test_load.py",),
    "chipbrief/annotations/build.py": ("annotations/test_build.py", "annotations/test_dataset.py", "annotations/test_clusters.py"),
    "chipbrief/annotations/checks/labels.py": ("annotations/test_checks.py", "annotations/test_fields.py"),
    "chipbrief/submissions/jsonl.py": ("submissions",),
    "chipbrief/submissions/rows.py": ("submissions",),
    "chipbrief/files.py": ("test_files.py", "submissions/test_files.py"),
    "chipbrief/problems.py": ("test_files.py", "submissions", "annotations/test_yaml.py"),
    "chipbrief/scoring/system.py": ("scoring",),
    "chipbrief/scoring/setting.py": ("scoring/test_setting.py",),
    "chipbrief/scoring/comparison/__init__.py": ("scoring/test_comparison.py",),
    "chipbrief/leaderboard/store.py": ("leaderboard",),
    "chipbrief/leaderboard/manifest.py": ("leaderboard",),
    "chipbrief/metrics/bootstrap.py": ("metrics/test_bootstrap.py",),
    "chipbrief/metrics/text_stats.py": ("metrics/test_text_stats.py",),
    "chipbrief/metrics/entities/judging.py": ("metrics/test_entity_support.py", "metrics/test_support_kinds.py"),
}  # fmt: skip
"""Modules at the heart of each room, and the tests (below `tests/`) that are run for a change in them."""
TIME_LIMIT = 180
"""Seconds after which a mutant counts as noticed, because an endless loop would be."""
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".peers", "__pycache__", ".*_cache", "build", "dist", "site", ".hypothesis"
)
_FLIPPED: Mapping[type[ast.AST], str] = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Is: "is not", ast.IsNot: "is",
    ast.In: "not in", ast.NotIn: "in", ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*", ast.BitOr: "&",
    ast.BitAnd: "|", ast.And: "or", ast.Or: "and",
}  # fmt: skip


_CALLS: Mapping[str, str] = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """A change of one place: the offsets in the UTF-8 bytes of the source, and the new text."""

    line: int
    start: int
    end: int
    new: str


def mutants_of(source: str) -> list[Mutant]:
    """Return all candidates of a module in the order of their places. Docstrings, annotations and imports are left alone."""
    lines = [0]
    for line in source.encode().splitlines(keepends=True):
        lines.append(lines[-1] + len(line))

    def span(node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return lines[node.lineno - 1] + node.col_offset, lines[node.end_lineno - 1] + node.end_col_offset

    found = {
        Mutant(node.lineno, *span(node), new)
        for node in _code(ast.parse(source))
        if isinstance(node, ast.expr | ast.stmt)
        for new in (*_operators(node), *_values(node), *_statements(node))
    }
    return sorted(found)


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a tree, without annotations and imports."""
    yield node
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns", "decorator_list"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not isinstance(child, ast.Import | ast.ImportFrom):
                    yield from _code(child)


def _text(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"


def _operators(node: ast.AST) -> Iterator[str]:
    """Yield an expression with another operator, or without one of its terms."""
    match node:
        case ast.Compare(left=left, ops=[one, *ops], comparators=[right, *others]) if type(one) in _FLIPPED:
            rest = f" and {ast.unparse(ast.Compare(right, ops, others))}" if ops else ""
            yield f"{_text(left)} {_FLIPPED[type(one)]} {_text(right)}{rest}"
        case ast.BinOp(left=left, op=one, right=right) if type(one) in _FLIPPED:
            yield f"{_text(left)} {_FLIPPED[type(one)]} {_text(right)}"
        case ast.BoolOp(op=one, values=[first, *rest]):
            yield f" {_FLIPPED[type(one)]} ".join(map(_text, [first, *rest]))
            yield _text(first)
            yield _text(rest[-1])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield _text(operand)


def _values(node: ast.AST) -> Iterator[str]:
    """Yield another constant, the same call with other arguments or another function, or one side of a conditional."""
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            yield from map(_text, (body, orelse))
        case ast.Constant(value=bool() as value):
            yield str(not value)
        case ast.Constant(value=int() as value):
            yield str(value + 1)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=keywords) if name in _CALLS:
            yield f"{_CALLS[name]}({', '.join(map(ast.unparse, [*arguments, *keywords]))})"
        case ast.Call(func=ast.Name(id="sorted"), args=[one], keywords=[]):
            yield f"list({ast.unparse(one)})"
        case ast.Call(func=function, args=[ast.Name() as first, ast.Name() as second, *rest], keywords=[]):
            yield f"{ast.unparse(function)}({', '.join(map(ast.unparse, (second, first, *rest)))})"


def _statements(node: ast.AST) -> Iterator[str]:
    """Yield another way to leave a block, or `pass`."""
    match node:
        case ast.Continue():
            yield "break"
        case ast.Break():
            yield "continue"
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "return None"
        case ast.Raise() | ast.AugAssign() | ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield "pass"


def changed(source: str, mutant: Mutant) -> str:
    """Return the source with one mutant in it. The new text is put in brackets if it replaces a part of an expression."""
    data = source.encode()
    new = mutant.new if mutant.new in ("pass", "break", "continue", "return None") else f"({mutant.new})"
    return (data[: mutant.start] + new.encode() + data[mutant.end :]).decode()


def sample(path: str, count: int, seed: int) -> list[Mutant]:
    """Return up to `count` mutants of a module that compile, drawn with the seed."""
    source = (ROOT / path).read_text(encoding="utf-8")
    found = []
    for one in mutants_of(source):
        try:
            compile(changed(source, one), path, "exec")
        except SyntaxError:  # for example in a format string, or in a pattern of `match`
            continue
        found.append(one)
    drawn = random.Random(f"{seed} {path}")  # noqa: S311
    return sorted(drawn.sample(found, min(count, len(found))))


def passes(copy: Path, tests: Sequence[str]) -> bool:
    """Run the fast tests in a copy of the repository, and return whether all pass within the time limit."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:xdist",
        "-p",
        "no:cacheprovider",
        "-m",
        "not slow and not extra",
    ]
    with tempfile.TemporaryDirectory() as place:
        process = subprocess.Popen(  # noqa: S603
            [*command, f"--basetemp={place}/t", *(f"tests/{name}" for name in tests)],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            return process.wait(TIME_LIMIT) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False


def survivors(copy: Path, path: str, mutants: Sequence[Mutant], until: float) -> tuple[int, list[Mutant]]:
    """Return how many mutants were tried, and those that no test noticed. Stop at the time `until`."""
    source = (ROOT / path).read_text(encoding="utf-8")
    alive: list[Mutant] = []
    for tried, mutant in enumerate(mutants):
        if time.monotonic() > until:
            return tried, alive
        (copy / path).write_text(changed(source, mutant), encoding="utf-8", newline="\n")
        if passes(copy, TESTS[path]):
            alive.append(mutant)
            new = " ".join(mutant.new.split())
            old = " ".join(source.encode()[mutant.start : mutant.end].decode().split())
            print(f"{path}:{mutant.line}: survived: {old[:100]} -> {new[:100]}", flush=True)
    (copy / path).write_text(source, encoding="utf-8", newline="\n")
    return len(mutants), alive


def main(argv: Sequence[str] | None = None) -> int:
    """Try a sample of mutants, print the survivors and a count per module. Return 1 if one survived or a plain run fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", help=f"modules (default: all of {', '.join(TESTS)})")
    parser.add_argument("--mutants", type=int, default=5, help="number of mutants per module (default: 5)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the sample (default: 1)")
    parser.add_argument("--minutes", type=float, default=60, help="stop after this time (default: 60)")
    options = parser.parse_args(argv)
    if unknown := [name for name in options.modules if name not in TESTS]:
        parser.error(f"no tests are known for {', '.join(unknown)}")
    until = time.monotonic() + 60 * options.minutes
    left = 0
    with tempfile.TemporaryDirectory() as place:
        copy = Path(shutil.copytree(ROOT, Path(place) / "copy", ignore=LEFT_OUT))
        for path in options.modules or TESTS:
            if not passes(copy, TESTS[path]):
                print(f"{path}: its tests fail without a change", file=sys.stderr)
                return 1
            tried, alive = survivors(copy, path, sample(path, options.mutants, options.seed), until)
            left += len(alive)
            print(f"{path}: {tried - len(alive)} of {tried} noticed", flush=True)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
