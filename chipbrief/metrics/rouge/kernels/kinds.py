"""The distinct tokens of a prediction, numbered from 0: its *kinds*, by which the rows of `scores` are found."""

from __future__ import annotations

from chipbrief.metrics.rouge.kernels.compiled import inlined
from chipbrief.metrics.rouge.kernels.room import OUTSIDE, Room


@inlined
def number_kinds(tokens: int, room: Room) -> int:
    """Number the distinct tokens of the prediction in order, and count them; returns how many there are."""
    for kind in range(tokens):
        room.counts[kind] = 0
    kinds = 0
    for at in range(tokens):  # without a branch: whether a token is new cannot be predicted
        stem = room.tokens[at]
        known = room.kind_of[stem]
        kind = kinds if known == OUTSIDE else known
        kinds += known == OUTSIDE
        room.kind_of[stem] = room.tokens[at] = kind
        room.stems[kind] = stem
        room.counts[kind] += 1
    return kinds


@inlined
def forget_kinds(kinds: int, room: Room) -> None:
    """Leave `kind_of` as `number_kinds` found it."""
    for kind in range(kinds):
        room.kind_of[room.stems[kind]] = OUTSIDE
