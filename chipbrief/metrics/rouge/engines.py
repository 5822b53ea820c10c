"""Choose the engine for a batch: compiled kernels, or Python if loading the kernels would take longer than they save."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from chipbrief.metrics.rouge.settings import Engine

_KERNELS = "chipbrief.metrics.rouge.numba_engine"

# Measured on one core of an AMD EPYC (Zen 5) in November 2026 with news summaries, four types and sentences="newline". Python
# takes 0.12 µs per character, or 0.08 µs if it has seen the words. The kernels take 0.003 µs, and 0.07 ms per call.
MIN_CHARACTERS_LOADED = 1200
"""Minimum number of characters (one or two pairs of news summaries) at which kernels that are loaded are faster than Python."""
MIN_CHARACTERS_COMPILED = 4_500_000
"""Minimum number of characters (about 5,500 pairs) at which kernels that are compiled on disk but not yet loaded are faster
than Python. Loading numba and the kernels takes 0.53 s."""
MIN_CHARACTERS_UNCOMPILED = 100_000_000
"""Minimum number of characters (about 120,000 pairs) at which kernels that must first be compiled are faster than Python.
Compilation takes 12.5 s."""
SAMPLE_SIZE = 1000
"""Number of predictions that the total length is estimated from. Measuring every text takes a tenth of the scoring time."""


def kernels_for(engine: Engine, predictions: Sequence[str]) -> ModuleType | None:
    """Return the module with the kernels' `score` if it should score the batch, otherwise None.

    The estimate of the batch's length assumes that references are as long as predictions. `engine="numba"` always returns
    the kernels. Raise `ValueError` if `engine` is "numba" and numba is not installed.
    """
    if engine == "python":
        return None
    if engine == "numba":
        if find_spec("numba") is None:
            raise ValueError(
                "engine: 'numba' is not installed (run pip install 'chipbrief[fast]', or use engine='auto')"
            )
        return import_module(_KERNELS)
    sample = predictions[:SAMPLE_SIZE]
    characters = 2 * sum(map(len, sample)) * len(predictions) // max(len(sample), 1)
    loaded = sys.modules.get(_KERNELS)
    if (
        characters < (MIN_CHARACTERS_LOADED if loaded and loaded.is_compiled() else MIN_CHARACTERS_COMPILED)
        or find_spec("numba") is None
    ):
        return None
    kernels = import_module(_KERNELS)
    return kernels if kernels.is_compiled() or characters >= MIN_CHARACTERS_UNCOMPILED else None
