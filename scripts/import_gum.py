#!/usr/bin/env python3
"""Build dataset/gum/ from the GUM corpus: texts of 23 genres, one-sentence summaries by people, and gold entities.

examples:
  python scripts/import_gum.py --gum DIR                  write dataset/gum/; DIR is a clone of
                                                          https://github.com/amir-zeldes/gum at the tag V11.1.0
  python scripts/import_gum.py --gum DIR --genres news    only the news documents
  python scripts/import_gum.py --gum DIR --licence free   only texts whose licence allows any use
  python scripts/import_gum.py --gum DIR --check          write nothing; exit 1 if the rows differ from the pins

The rows of V11.1.0 are pinned, and a file of that release that was altered is refused. Other releases are imported as well,
but their rows are not the pinned ones. The texts of the genre reddit are masked in the corpus, so they are left out.

The summaries by systems become submissions in dataset/gum/systems/. They are never references. A summary by a system that
people edited is neither.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

from chipbrief.corpora import imports
from chipbrief.corpora.gum import build
from chipbrief.corpora.gum.genres import Licence
from chipbrief.problems import run_script


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gum", type=Path, required=True, metavar="DIR", help="clone of the corpus, or its folder dep")
    parser.add_argument("--genres", nargs="+", default=[], metavar="GENRE", help="genres to import (default: all)")
    parser.add_argument(
        "--licence", choices=get_args(Licence), default="all",
        help="free: texts that allow any use; nc: also those for non-commercial use; all: also those of which the corpus "
        "states no licence (default: all)",
    )  # fmt: skip
    return imports.main(
        "gum", parser, lambda args: build(args.gum, args.genres, args.licence), argv, ("genres", "licence")
    )


if __name__ == "__main__":
    run_script(main)
