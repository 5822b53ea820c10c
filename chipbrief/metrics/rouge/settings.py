"""What a score depends on besides the texts, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from chipbrief.metrics.rouge.types import Compatibility, Multi, Sentences, Stemmer, Tokenizer

KNOWN_TYPES = (*(f"rouge{n}" for n in range(1, 10)), "rougeL", "rougeLsum")
"""The types that `compatibility="rouge_score"` knows; `rouge155` has its own."""

ALLOWED = {
    "stemmer": ("porter", None),
    "compatibility": ("rouge_score", "rouge155"),
    "multi": ("max", "mean"),
    "tokenizer": ("ascii", "unicode"),
    "sentences": ("auto", "newline"),
}


class Setting(NamedTuple):
    """The arguments that `score` and `score_many` share; they explain them."""

    types: tuple[str, ...]
    stemmer: Stemmer | None
    compatibility: Compatibility
    multi: Multi
    tokenizer: Tokenizer
    sentences: Sentences

    @property
    def cuts(self) -> Sentences:
        """How texts are cut: where no type depends on sentences, in the way that costs nothing.

        For `rouge155` at line feeds in any case: the script reads a sentence a line and splits none.
        """
        return self.sentences if self.compatibility == "rouge_score" and "rougeLsum" in self.types else "newline"


def checked(types: Sequence[str], *rest: object) -> Setting:
    """The setting, or a `ValueError` that names the argument, its value and those that are possible."""
    if isinstance(types, str):
        raise ValueError(f"types: {types!r} is one text; a list of types is needed")
    setting = Setting(tuple(types), *rest)  # type: ignore[arg-type]
    for name, allowed in ALLOWED.items():
        if (value := getattr(setting, name)) not in allowed:
            raise ValueError(f"{name}: {value!r} is not one of {', '.join(map(repr, allowed))}")
    if setting.compatibility == "rouge155":
        if setting.tokenizer != "ascii":
            raise ValueError("tokenizer: compatibility='rouge155' has a tokenizer of its own; leave it 'ascii'")
    elif unknown := [kind for kind in types if kind not in KNOWN_TYPES]:
        raise ValueError(f"types: {unknown[0]!r} is not one of {', '.join(KNOWN_TYPES)}")
    return setting
