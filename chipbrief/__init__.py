"""ChipBrief: a labelled dataset and a benchmark for news summarization.

>>> import chipbrief
>>> stories = chipbrief.load("open", "test")
"""

from chipbrief.corpora.store import load

__version__ = "0.1.0"
__all__ = ["__version__", "load"]
