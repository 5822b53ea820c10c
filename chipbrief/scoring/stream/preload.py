"""Load what every worker needs. The fork server imports this module, so that all workers share the memory.

Importing a module has no effect elsewhere in the package. Here it is the purpose: `multiprocessing` preloads modules only.
"""

from __future__ import annotations

from importlib.util import find_spec

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from chipbrief.metrics import rouge
from chipbrief.metrics.rouge import kernel_cache
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.table import score_table

_TEXT = "Ann Lee of Acme Corp. won $5 million in Oslo on 3 May 2024, about 20 % more than Bo Ray."


def load() -> None:
    """Score one row, which loads the lexicons, patterns and tables of all measures. Load the kernels of ROUGE if they are compiled."""
    if find_spec("numba") is not None and kernel_cache.is_ready():
        rouge.score_many([_TEXT], [_TEXT], engine="numba")
    row = {"summary": [_TEXT], "document": [_TEXT], "references": [[_TEXT]], "facts": [[_TEXT]]}
    score_table(pa.table(row), Setting())


load()
