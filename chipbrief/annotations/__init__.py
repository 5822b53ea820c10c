"""Read the YAML annotation files strictly, check them, and build the rows of the dataset from them."""

from chipbrief.annotations.load import Annotations, load_annotations

__all__ = ["Annotations", "load_annotations"]
