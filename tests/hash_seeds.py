"""Run code under several seeds of Python's hashes, which decide the order of sets."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.paths import ROOT


def outputs_by_hash_seed(code: str) -> list[bytes]:
    """Return what `code` prints in a new process at the root of the repository, for each of two hash seeds."""
    return [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
