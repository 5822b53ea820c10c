#!/usr/bin/env python3
"""Build dataset/freelance/ from the news summaries that freelance writers made for Zhang et al. (2023).

examples:
  python scripts/import_freelance.py --freelance DIR           write dataset/freelance/; DIR is a clone of
                                                               https://github.com/Tiiiger/benchmark_llm_summarization
  python scripts/import_freelance.py --freelance DIR --check   write nothing; exit 1 if the rows differ from the pins

The repository states no licence, so use the rows on your machine only. A file that differs from the pinned one is refused.
The summaries by text-davinci-002 become a partial submission in dataset/freelance/systems/.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from chipbrief.corpora import freelance, imports
from chipbrief.problems import run_script


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--freelance", type=Path, required=True, metavar="DIR", help="clone of the repository")
    return imports.main("freelance", parser, lambda args: freelance.build(args.freelance), argv)


if __name__ == "__main__":
    run_script(main)
