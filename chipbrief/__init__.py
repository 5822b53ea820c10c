"""ChipBrief: a labelled dataset and a benchmark for news summarization."""

__version__ = "0.1.0"
