"""The labels that people edit: YAML read strictly, checked, and built into the dataset's rows."""

from chipbrief.annotations.load import Annotations, load_annotations

__all__ = ["Annotations", "load_annotations"]
