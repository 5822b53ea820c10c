"""The labels that people edit, read strictly."""

from chipbrief.annotations.load import Annotations, load_annotations

__all__ = ["Annotations", "load_annotations"]
