"""Summaries that anybody hands in: formats, and every fault found in one pass.

JSONL is the format: an object `{"id": "...", "summary": "..."}` a line, each id of the split exactly once, and before
them, if its author likes, one that describes the system (`{"system": "...", "version": "...", "url": "..."}`). CSV and
Parquet with the same two columns are read too, and JSONL and CSV within gzip or zstd.
"""

from chipbrief.submissions.read import read_submission
from chipbrief.submissions.record import Columns, Submission

__all__ = ["Columns", "Submission", "read_submission"]
