#!/usr/bin/env python3
"""Build dataset/squality/ from SQuALITY v1.3: questions about short stories, four answers by people to each.

examples:
  python scripts/import_squality.py --squality DIR           write dataset/squality/; DIR is a clone of
                                                             https://github.com/nyu-mll/SQuALITY
  python scripts/import_squality.py --squality DIR --check   write nothing; exit 1 if the rows differ from the pins

A file that differs from the pinned release is refused. The outputs of two systems that people rated become partial
submissions in dataset/squality/systems/.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from chipbrief.corpora import imports, squality
from chipbrief.problems import run_script


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squality", type=Path, required=True, metavar="DIR", help="clone of the corpus")
    return imports.main("squality", parser, lambda args: squality.build(args.squality), argv)


if __name__ == "__main__":
    run_script(main)
