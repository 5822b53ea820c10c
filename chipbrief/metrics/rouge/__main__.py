"""Compile the ROUGE kernels for this machine: `python -m chipbrief.metrics.rouge`. Do this once, for example in an image."""

from __future__ import annotations

import sys

from chipbrief.metrics.rouge import engines, kernel_cache


def main() -> int:
    """Compile the kernels unless they are compiled already, and say where they are. Return the exit status."""
    try:
        engines.kernels_for("numba", engines.Work(0, 0, 0))
    except ValueError as error:
        print(f"chipbrief: {error}", file=sys.stderr)
        return 1
    place = kernel_cache.folder()
    if place is None:
        print("chipbrief: no folder for compiled kernels can be written (set NUMBA_CACHE_DIR)", file=sys.stderr)
        return 1
    print(f"The ROUGE kernels are compiled in {place}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
