"""Load the dataset as typed records, read and write its Parquet files, and import other corpora."""

from chipbrief.corpora.store import dataset_folder, load

__all__ = ["dataset_folder", "load"]
