"""Feeds the kernels: texts become bytes, chunk by chunk, and the room that they ask for is made."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chipbrief.metrics.rouge.kernels import groups
from chipbrief.metrics.rouge.kernels.room import Room, make_room
from chipbrief.metrics.rouge.kernels.words import BLOCK, ENTRY, Vocabulary
from chipbrief.metrics.rouge.settings import Setting

CHUNK = 1 << 18
"""Characters read at a time: they and their tables stay in a processor's own cache."""
LEAST_SLOTS, MOST_SLOTS = 1 << 17, 1 << 20
"""Entries of a vocabulary's tables. A full one is left for an empty one of four times the size, up to the second number
or what a single group needs: no text can make memory grow without end."""


def is_compiled() -> bool:
    """Whether the kernels need no compiler: they are loaded, or on disk and not older than their source."""
    if groups.score_groups.signatures:
        return True
    folder, source = groups.score_groups.stats.cache_path, Path(groups.__file__)
    kept = Path(folder).glob("groups.score_groups-*.nbi") if folder else ()
    return any(path.stat().st_mtime >= source.stat().st_mtime for path in kept)


def score(flat: Sequence[str], sizes: Sequence[int], setting: Setting) -> dict[str, NDArray[np.float64]]:
    """`flat` has the texts of every group in order, a prediction and its `sizes[group]` references."""
    types = setting.types
    counts = np.array(sizes, dtype=np.int64)
    grams = max([1, *(int(kind[5:]) for kind in types if kind[5:].isdigit())])
    lcs, lsum = "rougeL" in types, "rougeLsum" in types
    columns = {f"rouge{n}": n - 1 for n in range(1, grams + 1)} | {"rougeL": grams, "rougeLsum": grams + lcs}
    out = np.zeros((len(counts), grams + lcs + lsum, 3))
    stemming, mean = setting.stemmer is not None, setting.multi == "mean"
    vocabulary, room = _empty_vocabulary(LEAST_SLOTS), make_room(0, 0, 0, 0, 0)
    for first, last, data, longest in _chunks(flat, counts):
        state = np.zeros(4, dtype=np.int64)
        texts = np.frombuffer(data, dtype=np.uint8)
        asked = counts[first:last], grams, lcs, lsum, stemming, mean, longest
        while state[groups.GROUP] < last - first:
            vocabulary, room = _with_room(vocabulary, room, longest, len(data), state)
            groups.score_groups(texts, *asked, vocabulary, room, state, out[first:last])
    return {kind: np.ascontiguousarray(out[:, columns[kind]]) for kind in types}


def _chunks(flat: Sequence[str], counts: NDArray[np.int64]) -> Iterator[tuple[int, int, bytes, int]]:
    """Runs of groups of about `CHUNK` characters: first and last group, bytes, characters of the longest group."""
    starts = np.concatenate(([0], np.cumsum(counts + 1)))
    lengths = np.fromiter(map(len, flat), dtype=np.int64, count=len(flat))
    by_group = np.add.reduceat(lengths, starts[:-1]) if len(counts) else lengths
    ends = np.flatnonzero(np.diff(np.cumsum(by_group) // CHUNK, append=-1)) + 1
    for first, last in zip([0, *ends[:-1]], ends, strict=True):
        yield int(first), int(last), _join(flat[starts[first] : starts[last]]), int(by_group[first:last].max())


def _join(texts: Sequence[str]) -> bytes:
    """The texts with NUL behind each, and enough of it behind the last to fill its block; what is in no token stands there as anything."""
    parts = [text.encode() if text.isascii() else _encode(text) for text in texts]
    parts.append(bytes(BLOCK))
    data = b"\0".join(parts)
    ends = np.count_nonzero(np.frombuffer(data, dtype=np.uint8) == 0)  # bytes.count takes ten times as long
    if ends != len(texts) + BLOCK:  # a text has a NUL of its own, which separates tokens as a blank does
        data = b"\0".join([*(part.replace(b"\0", b" ") for part in parts[:-1]), parts[-1]])
    return data


def _encode(text: str) -> bytes:
    """A byte for each character; two of them have an ASCII letter as their small letter.

    The dot that remains of U+0130 separates tokens, as every other character does that is not ASCII.
    """
    return text.replace("\u212a", "k").replace("\u0130", "i ").encode("latin-1", "replace")


def _empty_vocabulary(slots: int) -> Vocabulary:
    multipliers = [secrets.randbits(64) | 1, secrets.randbits(64) | 1]
    return Vocabulary(
        np.zeros(slots * ENTRY, dtype=np.uint64),
        np.zeros(slots * ENTRY, dtype=np.uint64),
        np.empty(slots * 4, dtype=np.uint8),
        np.zeros(slots, dtype=np.uint8),
        np.array([*multipliers, 65 - slots.bit_length()], dtype=np.uint64),
        np.zeros(3, dtype=np.int64),
    )


def _with_room(
    vocabulary: Vocabulary, room: Room, longest: int, size: int, state: NDArray[np.int64]
) -> tuple[Vocabulary, Room]:
    """The same, or larger ones where the kernel would have to stop."""
    slots = len(vocabulary.words) // ENTRY
    if not groups.has_room(vocabulary, longest):
        needed = 1 << (4 * longest).bit_length()
        slots = max(min(4 * slots, MOST_SLOTS), needed, LEAST_SLOTS)
        vocabulary = _empty_vocabulary(slots)
    sizes = (
        longest, slots // 2, int(state[groups.PLACES]), int(state[groups.HISTORY]), size,
    )  # fmt: skip
    has = (len(room.tokens) - 2, len(room.kind_of), len(room.places), len(room.history), len(room.small) - 16)
    if any(size > old for size, old in zip(sizes, has, strict=True)):
        room = make_room(*(old if size <= old else max(size, 2 * old) for size, old in zip(sizes, has, strict=True)))
    return vocabulary, room
