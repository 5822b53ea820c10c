"""Files that a script makes: written, or with `--check` compared with what is there."""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chipbrief.files import write_atomically
from chipbrief.problems import printable

SHOWN_LINES = 60
SHOWN_WIDTH = 400


def write_or_check(files: Mapping[Path, bytes], check: bool, root: Path) -> int:
    """Write each file that differs, or with `check` print a diff of it and return 1. Progress goes to standard error."""
    stale = [(path, data) for path, data in files.items() if not path.is_file() or path.read_bytes() != data]
    for path, data in stale:
        name = path.relative_to(root).as_posix()
        if check:
            print(f"{name} is stale: run the script without --check", file=sys.stderr)
            old = path.read_text(encoding="utf-8") if path.is_file() else ""
            sys.stderr.writelines(f"{line}\n" for line in diff(name, old, data.decode("utf-8")))
        else:
            write_atomically(path, data)
            print(f"wrote {printable(str(name))}", file=sys.stderr)
    return 1 if check and stale else 0


def diff(name: str, old: str, new: str) -> Iterator[str]:
    """The beginning of a unified diff, line by line; nothing where the texts are equal."""
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), name, f"{name} (made anew)", lineterm=""))
    yield from (line if len(line) <= SHOWN_WIDTH else f"{line[:SHOWN_WIDTH]}…" for line in lines[:SHOWN_LINES])
    if len(lines) > SHOWN_LINES:
        yield f"… and {len(lines) - SHOWN_LINES} more lines"


def fill(document: str, name: str, content: str) -> str:
    """`document` with the text between `<!-- name -->` and `<!-- /name -->` replaced. Raises `ValueError` without them."""
    pattern = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- /{re.escape(name)} -->)", re.DOTALL)
    filled, count = pattern.subn(lambda match: f"{match[1]}{content.rstrip()}\n{match[2]}", document)
    if count != 1:
        raise ValueError(f"the document has {count} places for {name!r}, not one")
    return filled


def numbers_json(plots: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The numbers behind some plots, by plot and row: a line for each row, so that a diff shows what has moved."""
    parts = []
    for plot, rows in plots.items():
        lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(values)}" for name, values in rows.items())
        parts.append(f"  {json.dumps(plot)}: {{\n{lines}\n  }}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()
