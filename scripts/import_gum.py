#!/usr/bin/env python3
"""Build dataset/gum/ from the GUM corpus: Wikinews articles, summaries by people, and gold entities.

examples:
  python scripts/import_gum.py --gum DIR           write dataset/gum/ and its pins; DIR is a clone of
                                                   https://github.com/amir-zeldes/gum or a folder with GUM_news_*.conllu
  python scripts/import_gum.py --gum DIR --check   write nothing; exit 1 if the rows differ from the pins

The summaries by systems become submissions in dataset/gum/systems/. They are never references.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from chipbrief.corpora.gum import build
from chipbrief.corpora.store import files_of, pins_bytes, pins_of, read_pins
from chipbrief.files import write_atomically
from chipbrief.problems import InputError

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gum", type=Path, required=True, metavar="DIR", help="folder of the corpus")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the rows differ from the pins")
    parser.add_argument("--dataset", type=Path, default=ROOT / "dataset", metavar="DIR", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    try:
        rows, submissions = build(args.gum)
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    pins, made = read_pins(args.dataset), pins_of(rows)
    if args.check:
        return _check(pins.get("gum", {}), made)
    files = {
        **files_of(args.dataset, "gum", rows),
        **{args.dataset / "gum" / "systems" / name: data for name, data in submissions.items()},
        args.dataset / "pins.json": pins_bytes({**pins, "gum": made}),
    }
    for path, data in files.items():
        write_atomically(path, data)
    for split, stories in rows.items():
        print(f"gum/{split}: {len(stories)} stories", file=sys.stderr)
    print(f"gum/systems: {len(submissions)} submissions for the test split", file=sys.stderr)
    return 0


def _check(pinned: dict[str, Any], made: dict[str, Any]) -> int:
    """Print one line per difference. Return 1 if there is one, otherwise 0."""
    differs = [
        f"gum/{split}: {key} is {made.get(split, {}).get(key)}, but {pinned.get(split, {}).get(key)} is pinned"
        for split in sorted({*pinned, *made})
        for key in sorted({*pinned.get(split, {}), *made.get(split, {})})
        if made.get(split, {}).get(key) != pinned.get(split, {}).get(key)
    ]
    for line in differs:
        print(line, file=sys.stderr)
    if differs:
        print(
            "use the pinned release of the corpus, or run the script without `--check` to pin this one", file=sys.stderr
        )
    return 1 if differs else 0


if __name__ == "__main__":
    raise SystemExit(main())
