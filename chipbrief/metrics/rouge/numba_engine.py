"""Feeds the kernels: texts become bytes, chunk by chunk, and the room that they ask for is made."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chipbrief.metrics.rouge import python_engine
from chipbrief.metrics.rouge.kernels import groups
from chipbrief.metrics.rouge.kernels.room import BLOCK, Room, make_room, make_tokens
from chipbrief.metrics.rouge.kernels.vocabulary import Table, Vocabulary
from chipbrief.metrics.rouge.settings import Setting

CHUNK = 1 << 17
"""Characters read at a time: many enough for the calls of the kernels to cost little, few enough for them and their tables
to stay in a processor's cache. A longer group is read alone."""
LEAST_WORDS, MOST_WORDS = 1 << 16, 1 << 20
"""Words that a vocabulary has room for. A full one is left for an empty one of four times the size, up to the second
number or what a single chunk needs: no text can make memory grow without end."""
BLANKS = " " * (2 * BLOCK - 1)
LAST_BASE = 1 << 30
"""Above it the numbers of kinds start anew, so that they fit 32 bits."""


def is_compiled() -> bool:
    """Whether the kernels need no compiler: they are loaded, or on disk and not older than their source."""
    return all(map(_is_compiled, groups.ENTRIES))


def _is_compiled(kernel: Any) -> bool:
    if kernel.signatures:
        return True
    folder, source = kernel.stats.cache_path, Path(groups.__file__)
    kept = Path(folder).glob(f"groups.{kernel.__name__}-*.nbi") if folder else ()
    return any(path.stat().st_mtime >= source.stat().st_mtime for path in kept)


def score(
    predictions: list[str], references: list[str | Sequence[str]], setting: Setting
) -> dict[str, NDArray[np.float64]]:
    """What `score_many` returns, of predictions and as many references, a text or several each."""
    types = setting.types
    grams = max([1, *(int(kind[5:]) for kind in types if kind[5:].isdigit())])
    lcs, lsum = "rougeL" in types, "rougeLsum" in types
    columns = {f"rouge{n}": n - 1 for n in range(1, grams + 1)} | {"rougeL": grams, "rougeLsum": grams + lcs}
    asked = grams, lcs, lsum, setting.multi == "mean"
    out = np.zeros((grams + lcs + lsum, len(predictions), 3))
    vocabulary, tokens, room = _empty_vocabulary(LEAST_WORDS, 0), make_tokens(0), make_room(0, 0, 0, 0)
    state = np.zeros(groups.STATE, dtype=np.int64)
    state[groups.BASE] = 1
    for first, texts, sizes in _chunks(predictions, references):
        data, size = _join(texts)
        if size > len(tokens.classes):
            tokens = make_tokens(size + size // 4 // BLOCK * BLOCK)
        found, ends = groups.find_words(data, size, tokens)
        if ends != len(texts):  # a text has a NUL of its own, which separates as a blank does
            data, size = _join([text.replace("\0", " ") for text in texts])
            found, _ = groups.find_words(data, size, tokens)
        vocabulary = _with_room(vocabulary, found, len(data))
        groups.number_words(data, found, tokens, setting.stemmer is not None, vocabulary)
        state[groups.GROUP] = state[groups.TEXT] = 0
        while state[groups.GROUP] < len(sizes):
            room = _larger(room, found, len(vocabulary.stem_of), state)
            groups.score_groups(tokens, sizes, *asked, room, state, first, out)
            if state[groups.TOO_LONG]:
                raise python_engine.too_long()
    return {kind: out[columns[kind]] for kind in types}


def _chunks(
    predictions: list[str], references: list[str | Sequence[str]]
) -> Iterator[tuple[int, list[str], NDArray[np.int64]]]:
    """Runs of groups of at most about `CHUNK` characters: the first group, the texts, and each group's references.

    The number of groups follows from what the run before had, since each look at a text that the cache has not is dear.
    """
    first, number = 0, 16
    while first < len(predictions):
        last = min(first + number, len(predictions))
        texts, sizes = _flat(predictions[first:last], references[first:last])
        size = sum(map(len, texts))
        if size <= CHUNK or last == first + 1:
            yield first, texts, sizes
            first = last
            number = min(2 * number, max(1, number * CHUNK * 7 // (8 * max(size, 1))))
        else:
            number = max(1, (last - first) // 2)


def _flat(predictions: list[str], references: list[str | Sequence[str]]) -> tuple[list[str], NDArray[np.int64]]:
    """All texts in order, each prediction with its references behind it, and the number of references of each."""
    flat: list[Any]
    if set(map(type, references)) == {str}:
        flat = [""] * (2 * len(predictions))
        flat[::2], flat[1::2] = predictions, references
        return flat, np.ones(len(predictions), dtype=np.int64)
    groups_of_texts = [
        [one, many] if isinstance(many, str) else [one, *many]
        for one, many in zip(predictions, references, strict=True)
    ]
    flat = [text for group in groups_of_texts for text in group]
    return flat, np.array([len(group) - 1 for group in groups_of_texts], dtype=np.int64)


def _join(texts: list[str]) -> tuple[NDArray[np.uint8], int]:
    """The texts with NUL behind each, in whole blocks, and how many bytes these have; another block lies behind them.

    A character that is in no token becomes anything that separates tokens as well.
    """
    is_ascii = bytes(map(str.isascii, texts))
    at = is_ascii.find(0)
    while at >= 0:
        texts[at] = _latin(texts[at])
        at = is_ascii.find(0, at + 1)
    joined = "\0".join([*texts, BLANKS])
    size = -(-(len(joined) - len(BLANKS)) // BLOCK) * BLOCK
    return np.frombuffer(joined.encode("latin-1"), dtype=np.uint8), size


def _latin(text: str) -> str:
    """The text without characters beyond Latin-1. Two characters beyond ASCII have an ASCII letter as their small letter."""
    if "\u212a" in text or "\u0130" in text:  # the dot that remains of the second separates
        text = text.replace("\u212a", "k").replace("\u0130", "i ")
    return text.encode("latin-1", "replace").decode("latin-1")


def _empty_vocabulary(words: int, letters: int) -> Vocabulary:
    """Room for `words`, a power of two, and for a long one of so many letters."""
    multipliers = [secrets.randbits(64) | 1, secrets.randbits(64) | 1]
    scratch = np.zeros(max(2 * CHUNK, -(-letters // 8) * 8), dtype=np.uint8)
    return Vocabulary(
        words=_empty_table(words),
        stems=_empty_table(words),
        stem_of=np.zeros(words + 1, dtype=np.uint32),
        long_words=np.empty(max(8 * words, 2 * letters), dtype=np.uint8),
        scratch=scratch,
        eights=scratch.view(np.uint64),
        secrets=np.array([*multipliers, 64 - words.bit_length()], dtype=np.uint64),
        used=np.zeros(3, dtype=np.int64),
    )


def _empty_table(words: int) -> Table:
    """Twice as many slots as words. No word has the key of the number 0."""
    keys = np.empty(2 * (words + 1), dtype=np.uint64)
    keys[:2] = np.iinfo(np.uint64).max
    return Table(np.zeros(2 * words, dtype=np.uint32), keys)


def _with_room(vocabulary: Vocabulary, words: int, letters: int) -> Vocabulary:
    """The same, or an empty one, where all `words` of a chunk of so many letters can be new."""
    room, used = len(vocabulary.stem_of) - 1, vocabulary.used
    fits = used[0] + words <= room and used[2] + 2 * letters <= len(vocabulary.long_words)
    if fits and letters <= len(vocabulary.scratch):
        return vocabulary
    return _empty_vocabulary(max(min(4 * room, MOST_WORDS), 1 << words.bit_length(), LEAST_WORDS), letters)


def _larger(room: Room, tokens: int, stems: int, state: NDArray[np.int64]) -> Room:
    """The same, or a larger one where it is too small; the numbers of kinds start anew where they came near their end."""
    sizes = tokens, stems, int(state[groups.PLACES]), int(state[groups.HISTORY])
    has = len(room.tokens) - 2, len(room.kind_of), len(room.places), len(room.history)
    if any(size > old for size, old in zip(sizes, has, strict=True)) or state[groups.BASE] > LAST_BASE:
        room = make_room(*(old if size <= old else max(size, 2 * old) for size, old in zip(sizes, has, strict=True)))
        state[groups.BASE] = 1
    return room
