"""Choose the engine for a piece of work: compiled kernels, or Python if the kernels would take longer to load than they save.

The choice is a rule of costs. `Work` estimates the seconds that Python and the kernels need. Kernels that are loaded score
whatever they score faster. Otherwise the seconds that they would have saved are added up over the calls of the process. The
kernels are loaded once they would have saved the time to load them, and compiled once they would have saved the time to
compile them. Many small calls are therefore treated like one large call.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import NamedTuple

from chipbrief.metrics.rouge import kernel_cache
from chipbrief.metrics.rouge.settings import Engine

_KERNELS = "chipbrief.metrics.rouge.numba_engine"

# `scripts/benchmark_rouge.py` measures these costs ("Cost model" in docs/rouge.md). A cell is a word of the prediction times a
# word of the reference, and a word is taken to have six characters.
CHARACTERS_PER_WORD = 6
PYTHON_PER_PAIR, PYTHON_PER_CHARACTER, PYTHON_PER_CELL = 20e-6, 0.08e-6, 1.2e-9
KERNELS_PER_CALL, KERNELS_PER_CHARACTER, KERNELS_PER_CELL = 100e-6, 0.003e-6, 0.2e-9
LOADING, COMPILING = 0.5, 18.0
"""Seconds to load compiled kernels, and to compile them."""
SAMPLE_SIZE = 1000
"""Number of pairs that the work is estimated from. Measuring every text would take a tenth of the scoring time."""


class Work(NamedTuple):
    """Estimate of one call: the numbers of pairs of a prediction and a reference, of characters, and of cells."""

    pairs: float
    characters: float
    cells: float

    @property
    def python_seconds(self) -> float:
        """Return the estimated time of Python."""
        return self.pairs * PYTHON_PER_PAIR + self.characters * PYTHON_PER_CHARACTER + self.cells * PYTHON_PER_CELL

    @property
    def kernel_seconds(self) -> float:
        """Return the estimated time of loaded kernels."""
        return KERNELS_PER_CALL + self.characters * KERNELS_PER_CHARACTER + self.cells * KERNELS_PER_CELL


def work_of(predictions: Sequence[str], references: Sequence[str | Sequence[str]]) -> Work:
    """Return the work of scoring each prediction against its references, estimated from predictions at equal distances."""
    step = -(-len(predictions) // SAMPLE_SIZE) or 1
    pairs = characters = cells = 0
    for one, many in zip(predictions[::step], references[::step], strict=True):
        own, other = len(one), len(many) if isinstance(many, str) else sum(map(len, many))
        pairs += 1 if isinstance(many, str) else len(many)
        characters += own + other
        cells += own * other
    return Work(pairs * step, characters * step, cells * step / CHARACTERS_PER_WORD**2)


class _Missed:
    """The seconds that kernels would have saved in this process so far."""

    seconds = 0.0


def kernels_for(engine: Engine, work: Work) -> ModuleType | None:
    """Return the module with the kernels' `score` if it should do the work, otherwise None.

    `engine="numba"` always returns the kernels. Raise `ValueError` if `engine` is "numba" and numba is not installed or
    switched off.
    """
    if engine == "python":
        return None
    if engine == "numba":
        if problem := _problem(os.environ.get("NUMBA_DISABLE_JIT", "")):
            raise ValueError(f"engine: 'numba' {problem}, or use engine='auto')")
        return _loaded()
    saved = work.python_seconds - work.kernel_seconds
    if kernels := loaded_kernels():
        return kernels if saved > 0 else None
    _Missed.seconds += max(saved, 0)
    if _Missed.seconds < LOADING:
        return None
    if problem := _problem(os.environ.get("NUMBA_DISABLE_JIT", "")):
        if _Missed.seconds >= COMPILING:
            kernel_cache.notice(f"ROUGE is about 30 times as fast with compiled kernels; numba {problem})")
        return None
    return _loaded() if _Missed.seconds >= COMPILING or kernel_cache.is_ready() else None


def loaded_kernels() -> ModuleType | None:
    """Return the module with the kernels' `score` if this process has loaded the kernels, otherwise None."""
    kernels = sys.modules.get(_KERNELS)
    is_loaded = getattr(kernels, "is_loaded", None)  # None while another thread imports the module
    return kernels if is_loaded and is_loaded() else None


def _loaded() -> ModuleType:
    kernels = import_module(_KERNELS)
    if not kernels.is_loaded():
        kernel_cache.prepare(kernels.compile_all)
    return kernels


@lru_cache(maxsize=4)
def _problem(disabled: str) -> str:
    """Return why numba cannot compile, with the first words of a remedy in an open bracket, or nothing."""
    if find_spec("numba") is None:
        return "is not installed (run pip install 'chipbrief[fast]'"
    if disabled.strip() not in ("", "0"):
        return "is switched off by NUMBA_DISABLE_JIT (unset this variable"
    return ""
