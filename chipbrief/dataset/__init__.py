"""The dataset: building its rows, writing them as Parquet, reading them back."""

from chipbrief.dataset.store import dataset_folder, load

__all__ = ["dataset_folder", "load"]
