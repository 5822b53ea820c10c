#!/usr/bin/env python3
"""Write the map of the package into CONTRIBUTING.md: one line per room, and a drawing of which room uses which.

The lines are the first lines of the rooms' `__init__.py`; the drawing (Mermaid) is made from the imports.

examples:
  python scripts/describe_rooms.py            write the map
  python scripts/describe_rooms.py --check    exit 1 and show a diff if the map is stale
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path

from chipbrief.files import fill, write_or_check
from chipbrief.problems import run_script

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "CONTRIBUTING.md"
Uses = Mapping[str, set[str]]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 and show a diff if the map is stale"
    )
    args = parser.parse_args(argv)
    package = ROOT / "chipbrief"
    page = PAGE.read_text(encoding="utf-8")
    page = fill(page, "rooms", rooms_table(package))
    page = fill(page, "drawing", drawing(uses_of(package)))
    return write_or_check({PAGE: page.encode()}, args.check, ROOT)


def rooms_table(package: Path) -> str:
    """Return a Markdown table of the rooms of `package`, lowest first, with the first line of their docstrings."""
    uses = uses_of(package)
    rows = [
        f"| `{room}/` | {about(package / room / '__init__.py')} |"
        for room in TopologicalSorter(_sorted(uses)).static_order()
    ]
    return "\n".join(["| room | what is in it |", "|---|---|", *rows])


def about(path: Path) -> str:
    """Return the first line of the docstring of the module at `path`."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def uses_of(package: Path) -> Uses:
    """Return for each room (a folder of `package` with an `__init__.py`) the other rooms that its modules import."""
    rooms = sorted(path.parent.name for path in package.glob("*/__init__.py"))
    return {room: (_imported(package / room) & set(rooms)) - {room} for room in rooms}


def _imported(folder: Path) -> set[str]:
    modules = [
        node.module.split(".")
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    ]
    return {parts[1] for parts in modules if parts[0] == "chipbrief" and len(parts) > 1}


def drawing(uses: Uses) -> str:
    """Return a Mermaid drawing of `uses`. An arrow that follows from two others (a uses b, b uses c) is left out."""
    arrows = [f"  {room} --> {other}" for room in sorted(uses) for other in sorted(direct(room, uses))]
    return "\n".join(["```mermaid", "flowchart TD", *arrows, "```"])


def direct(room: str, uses: Uses) -> set[str]:
    """Return the rooms that `room` uses, without those that it also reaches through another one of them."""
    return {other for other in uses[room] if not any(other in reach(between, uses) for between in uses[room] - {other})}


def reach(room: str, uses: Uses) -> set[str]:
    """Return the rooms that `room` uses itself or through others."""
    found = set(uses[room])
    for other in uses[room]:
        found |= reach(other, uses)
    return found


def _sorted(uses: Uses) -> dict[str, list[str]]:
    """Return `uses` in alphabetical order, so that the order of the table does not depend on the run."""
    return {room: sorted(uses[room]) for room in sorted(uses)}


if __name__ == "__main__":
    run_script(main)
