"""Stories as typed records: the shipped dataset, Parquet, and imported corpora."""

from chipbrief.corpora.store import dataset_folder, load

__all__ = ["dataset_folder", "load"]
