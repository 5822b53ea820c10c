"""Which engine scores a batch: the kernels, or Python where they would take longer to load than to do without."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from chipbrief.metrics.rouge.settings import Engine

_KERNELS = "chipbrief.metrics.rouge.numba_engine"

# Measured on one core of an AMD EPYC (Zen 5) in November 2026: news summaries, four types, sentences="newline". Python takes
# 0.12 µs a character, or 0.08 where it knows the words; the kernels 0.003, and 0.07 ms a call.
LOADED_PAYS = 1200
"""Characters above which kernels that are loaded are faster than Python: one or two pairs of news summaries."""
LOADING_PAYS = 4_500_000
"""The same where numba has yet to be imported and the kernels to be read from disk, which takes 0.53 s: 5,500 pairs."""
COMPILING_PAYS = 100_000_000
"""The same where they have yet to be compiled, which takes 12.5 s: 120,000 pairs."""
SAMPLE = 1000
"""Predictions whose length stands for that of all: to look at every text takes a tenth of the time of scoring it."""


def kernels_for(engine: Engine, predictions: Sequence[str]) -> ModuleType | None:
    """The module with the kernels' `score` if it shall do the work, else null. A reference is taken to be as long.

    `engine="numba"` takes the kernels whatever it costs. Raises `ValueError` for it where numba is not installed.
    """
    if engine == "python":
        return None
    if engine == "numba":
        if find_spec("numba") is None:
            raise ValueError("engine: 'numba' is not installed; pip install 'chipbrief[fast]', or leave engine='auto'")
        return import_module(_KERNELS)
    sample = predictions[:SAMPLE]
    characters = 2 * sum(map(len, sample)) * len(predictions) // max(len(sample), 1)
    loaded = sys.modules.get(_KERNELS)
    if characters < (LOADED_PAYS if loaded and loaded.is_compiled() else LOADING_PAYS) or find_spec("numba") is None:
        return None
    kernels = import_module(_KERNELS)
    return kernels if kernels.is_compiled() or characters >= COMPILING_PAYS else None
