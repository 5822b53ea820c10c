#!/usr/bin/env python3
"""Score summaries. This is the same command as `chipbrief score`."""

import sys

try:
    from chipbrief.commands.main import main
except ModuleNotFoundError as error:
    if error.name != "chipbrief":
        raise
    sys.exit(
        f"{sys.argv[0]}: chipbrief is not installed in this Python (run make demo once, then .venv/bin/python {sys.argv[0]})"
    )

if __name__ == "__main__":
    raise SystemExit(main(["score", *sys.argv[1:]]))
