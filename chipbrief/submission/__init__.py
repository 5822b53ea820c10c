"""Reading a submission: a file that anybody may have written. Everything wrong with it is found in one pass.

JSONL is the format: an object `{"id": "...", "summary": "..."}` a line, each id of the split exactly once, and before
them, if its author likes, one that describes the system (`{"system": "...", "version": "...", "url": "..."}`). CSV and
Parquet with the same two columns are read too, and JSONL and CSV within gzip or zstd.
"""

from chipbrief.submission.read import read_submission
from chipbrief.submission.record import Columns, Submission

__all__ = ["Columns", "Submission", "read_submission"]
