"""The result of one rule of the grammar."""

from __future__ import annotations

from typing import NamedTuple

from chipbrief.language.values.lexer import Tokens
from chipbrief.records import EntityType

__all__ = ["Reading", "nothing", "read"]


class Reading(NamedTuple):
    """A value in `text[start:end]`, read by `rule`; reading goes on at token `behind`.

    An empty `value` is none: the tokens are something else, and no part of them is a value (`2025-00-15`).
    """

    start: int
    end: int
    type: EntityType
    value: str
    rule: str
    behind: int


def read(t: Tokens, first: int, behind: int, kind: EntityType, value: str, rule: str) -> Reading:
    """Return a reading of the tokens from `first` to before `behind`."""
    return Reading(t.starts[first], t.ends[behind - 1], kind, value, rule, behind)


def nothing(t: Tokens, first: int, behind: int, rule: str) -> list[Reading]:
    """Return that the tokens hold no value."""
    return [read(t, first, behind, "CARDINAL", "", rule)]
