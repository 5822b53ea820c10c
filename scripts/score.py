#!/usr/bin/env python3
"""Score summaries. This is the same command as `chipbrief score`."""

import sys

from chipbrief.commands.main import main

if __name__ == "__main__":
    raise SystemExit(main(["score", *sys.argv[1:]]))
