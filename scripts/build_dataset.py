#!/usr/bin/env python3
"""Build dataset/ from annotations/, and dataset/source/ from the raw pages if you have them. The same as `chipbrief build`.

examples:
  python scripts/build_dataset.py                 write the configurations open and multi, and pins.json
  python scripts/build_dataset.py --check         write nothing; exit 1 if a committed file differs from the annotations
  python scripts/build_dataset.py --pages DIR     also build the configuration source from the raw pages in DIR
"""

from __future__ import annotations

import sys
from pathlib import Path

try:
    from chipbrief.commands.main import main as chipbrief
    from chipbrief.problems import run_script
except ModuleNotFoundError as error:
    if error.name != "chipbrief":
        raise
    sys.exit(
        f"{sys.argv[0]}: chipbrief is not installed in this Python (run make demo once, then .venv/bin/python {sys.argv[0]})"
    )

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    return chipbrief(["build", str(ROOT), *(sys.argv[1:] if argv is None else argv)])


if __name__ == "__main__":
    run_script(main)
