"""The dataset: building its rows, writing them as Parquet, reading them back, describing and drawing what is in them."""

from chipbrief.dataset.store import dataset_folder, load

__all__ = ["dataset_folder", "load"]
