#!/usr/bin/env python3
"""Score summaries: the same as `chipbrief score`."""

import sys

from chipbrief.commands.main import main

if __name__ == "__main__":
    raise SystemExit(main(["score", *sys.argv[1:]]))
