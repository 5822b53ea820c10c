"""Data types of judgement sets: one row per summary that people judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Unit(NamedTuple):
    """A claim of a reference, and whether people found it in the summary."""

    text: str
    stated: bool


class Span(NamedTuple):
    """A part of a summary that a person marked: character offsets, and the kinds of fault, such as `Unwanted.Extrinsic`."""

    start: int
    end: int
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A summary with people's judgements. `spans` is None if nobody marked spans in it.

    `human` maps each dimension, such as `overall`, to a number; higher is better. Documents of one `cluster` are not
    independent of each other, so they are resampled together.
    """

    document_id: str
    system: str
    document: str
    summary: str
    references: tuple[str, ...]
    human: Mapping[str, float]
    cluster: str
    units: tuple[Unit, ...] = ()
    spans: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class Judgements:
    """The rows of one judgement set. `dimensions` names the judgements, and `notes` has what a reader of results must know."""

    name: str
    rows: tuple[Judged, ...]
    dimensions: tuple[str, ...]
    notes: tuple[str, ...] = ()
