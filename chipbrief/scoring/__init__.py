"""Settings and their signatures, scores of one system, comparisons and rank ranges of systems."""

from chipbrief.scoring.table import score_table

__all__ = ["score_table"]
