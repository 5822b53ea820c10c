"""ChipBrief: a labelled dataset and a benchmark for news summarization, and a scorer for any corpus.

>>> import chipbrief
>>> stories = chipbrief.load("open", "test")
>>> print(chipbrief.score(["Ann Lee won."], ["Ann Lee won the race."]).signature)  # doctest: +ELLIPSIS
chipbrief:...
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from chipbrief.corpora.store import load
from chipbrief.problems import InputError

if TYPE_CHECKING:
    from chipbrief.api import Result, Scorer, score

__version__ = "1.0.0"
__all__ = ["InputError", "Result", "Scorer", "__version__", "evaluate_path", "load", "score"]


def evaluate_path(name: Literal["rouge", "entity_coverage"]) -> str:
    """Return the folder of one of the `evaluate` modules, for `evaluate.load(chipbrief.evaluate_path("rouge"))`.

    Raise `ValueError` for another name.
    """
    folder = Path(__file__).resolve().parent / "evaluate" / name
    if name not in ("rouge", "entity_coverage"):
        raise ValueError(f"evaluate_path: {name!r} is unknown (use rouge or entity_coverage)")
    return str(folder)


def __getattr__(name: str) -> Any:
    """Import the scorer when it is first used, so that `import chipbrief` and `chipbrief --help` answer at once."""
    if name in ("Result", "Scorer", "score"):
        from chipbrief import api

        return getattr(api, name)
    raise AttributeError(f"module 'chipbrief' has no attribute {name!r}")
