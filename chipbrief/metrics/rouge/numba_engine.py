"""Score batches with the compiled kernels: turn texts into bytes, chunk by chunk, and allocate the kernels' arrays."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chipbrief.metrics.copying import NumberedDocument
from chipbrief.metrics.rouge import python_engine, sentences
from chipbrief.metrics.rouge.kernels import groups
from chipbrief.metrics.rouge.kernels.room import BLOCK, Room, Tokens, make_room, make_tokens
from chipbrief.metrics.rouge.kernels.vocabulary import Table, Vocabulary
from chipbrief.metrics.rouge.settings import TYPES, Setting, checked

CHUNK_CHARACTERS = 1 << 17
"""Number of characters scored at a time. Larger chunks make kernel calls cheaper; smaller ones stay in the processor's cache.
A group (a prediction and its references) with more characters is a chunk of its own."""
MIN_WORDS, MAX_WORDS = 1 << 16, 1 << 20
"""Sizes of a vocabulary, in words. A full vocabulary is replaced by an empty one of four times the size, up to the second
number or to what a single chunk needs. No text can therefore make memory grow without end."""
PADDING = " " * (2 * BLOCK - 1)
OTHER = "\x7f"
_BEYOND = re.compile("[\x7f-\x81\x84-\x9f]|[^\0-\xff]")
_SIGNS = (
    ("\x82", OTHER), ("\x83", OTHER), ("“", "\x82"), ("”", "\x83"), ("’", "'"), ("–", "-"), ("—", "-"), ("€", "£"),
    *((separator, "\x1f") for separator in "\x85\u2028\u2029"),
)  # fmt: skip
"""Signs that `kernels.ends` understands: curly quotation marks (`ends.OPENING`), signs that matter as little as others, and
separators of lines."""
MAX_BASE = 1 << 30
"""Number of kinds at which numbering restarts, so that the numbers fit into 32 bits."""


_Arrays = tuple[Vocabulary, Tokens, Room, NDArray[np.int64]]
_SPARE: dict[bool, list[_Arrays]] = {True: [], False: []}
"""The arrays of the last call with stemming and without. A call takes them away, so that no two threads share them. To make new
ones takes as long as to score hundreds of pairs."""
MAX_SPARE = 1 << 24
"""Maximum size of spare arrays in bytes: those of ordinary texts have 4 MB."""


def is_loaded() -> bool:
    """Return whether this process can call all kernels at once."""
    return all(kernel.overloads for kernel in groups.ENTRIES)


def compile_all() -> None:
    """Load all kernels from disk, or compile them."""
    score(["a"], ["a"], checked(TYPES, "porter", "rouge_score", "max", "ascii", "auto"))
    NumberedDocument(("a",)).counted(("a",))


def score(
    predictions: list[str], references: list[str | Sequence[str]], setting: Setting
) -> dict[str, NDArray[np.float64]]:
    """Return what `score_many` returns, for checked predictions and one text or list of texts for each.

    Raise `ValueError` if a pair of texts is too long (see `python_engine.MAX_ROW_BITS`).
    """
    types = setting.types
    grams = max([1, *(int(kind[5:]) for kind in types if kind[5:].isdigit())])
    lcs, lsum = "rougeL" in types, "rougeLsum" in types
    columns = {f"rouge{n}": n - 1 for n in range(1, grams + 1)} | {"rougeL": grams, "rougeLsum": grams + lcs}
    asked = grams, lcs, lsum, setting.multi == "mean"
    out = np.zeros((grams + lcs + lsum, len(predictions), 3))
    spare = _SPARE[setting.stemmer is not None]
    vocabulary, tokens, room, state = _take(spare)
    splitter = sentences.Splitter() if setting.splitting == "auto" else None
    for first, texts, sizes in _chunks(predictions, references):
        latin = _with_signs if splitter else _latin
        data, size = _join(texts, latin)
        if size > len(tokens.classes):
            tokens = make_tokens(size + size // 4 // BLOCK * BLOCK)
        groups.classify_bytes(data, size, tokens)
        if splitter:
            splitter.mark(texts, data, size, tokens)
        found, ends = groups.find_words(data, size, tokens)
        if ends != len(texts):  # a text contains NUL, which separates tokens as a blank does
            lines = map(sentences.one_per_line, texts) if splitter else texts
            data, size = _join([text.replace("\0", " ") for text in lines], latin)
            groups.classify_bytes(data, size, tokens)
            found, _ = groups.find_words(data, size, tokens)
        vocabulary = _with_room(vocabulary, found, len(data))
        groups.number_words(data, found, tokens, setting.stemmer is not None, vocabulary)
        state[groups.GROUP] = state[groups.TEXT] = 0
        while state[groups.GROUP] < len(sizes):
            room = _large_enough(room, found, len(vocabulary.stem_of), state)
            groups.score_groups(tokens, sizes, *asked, room, state, first, out)
            if state[groups.TOO_LONG]:
                raise python_engine.too_long_error()
    _give_back(spare, (vocabulary, tokens, room, state))
    return {kind: out[columns[kind]] for kind in types}


def _take(spare: list[_Arrays]) -> _Arrays:
    """Return arrays that no other call has: spare ones, or small new ones."""
    with suppress(IndexError):
        return spare.pop()
    state = np.zeros(groups.STATE, dtype=np.int64)
    state[groups.BASE] = 1
    return _empty_vocabulary(MIN_WORDS, 0), make_tokens(0), make_room(0, 0, 0, 0), state


def _give_back(spare: list[_Arrays], arrays: _Arrays) -> None:
    """Keep the arrays of a call for the next one, unless long texts have made them large."""
    vocabulary, tokens, room, _ = arrays
    each = *vocabulary.words, *vocabulary.stems, *vocabulary[2:], *tokens, *room
    if sum(one.nbytes for one in each) <= MAX_SPARE:
        spare[:] = [arrays]


def _chunks(
    predictions: list[str], references: list[str | Sequence[str]]
) -> Iterator[tuple[int, list[str], NDArray[np.int64]]]:
    """Yield chunks of at most `CHUNK_CHARACTERS` characters: the first group's number, the texts, and the numbers of references.

    The number of groups in a chunk is estimated from the chunk before, because reading the length of a text that is not in
    the cache is slow.
    """
    first, number = 0, 16
    while first < len(predictions):
        last = min(first + number, len(predictions))
        texts, sizes = _flat(predictions[first:last], references[first:last])
        size = sum(map(len, texts))
        if size <= CHUNK_CHARACTERS or last == first + 1:
            yield first, texts, sizes
            first = last
            number = min(2 * number, max(1, number * CHUNK_CHARACTERS * 7 // (8 * max(size, 1))))
        else:
            number = max(1, (last - first) // 2)


def _flat(predictions: list[str], references: list[str | Sequence[str]]) -> tuple[list[str], NDArray[np.int64]]:
    """Return all texts in order, each prediction followed by its references, and the number of references of each."""
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


def _join(texts: list[str], latin: Callable[[str], str]) -> tuple[NDArray[np.uint8], int]:
    """Return the texts as bytes, each followed by NUL and padded to whole blocks, and the number of bytes of these blocks.

    One more block of padding follows. A character that is in no token may be replaced by any other separator.
    """
    is_ascii = bytes(map(str.isascii, texts))
    at = is_ascii.find(0)
    texts = texts if at < 0 else list(texts)
    while at >= 0:
        texts[at] = latin(texts[at])
        at = is_ascii.find(0, at + 1)
    joined = "\0".join([*texts, PADDING])
    size = -(-(len(joined) - len(PADDING)) // BLOCK) * BLOCK
    return np.frombuffer(joined.encode("latin-1"), dtype=np.uint8), size


def _latin(text: str) -> str:
    """Replace the characters beyond Latin-1, and the two non-ASCII characters whose lower case contains an ASCII letter."""
    if "\u212a" in text or "\u0130" in text:  # U+0130 becomes i and a combining dot, which separates tokens
        text = text.replace("\u212a", "k").replace("\u0130", "i ")
    return text.encode("latin-1", "replace").decode("latin-1")


def _with_signs(text: str) -> str:
    """Return the same with the signs of print that `kernels.ends` looks for.

    It never splits a text with `OTHER`, which stands for all other characters.
    """
    for sign, instead in _SIGNS:
        text = text.replace(sign, instead)
    if "\u212a" in text or "\u0130" in text:
        text = text.replace("\u212a", "k").replace("\u0130", f"i{OTHER}") + OTHER
    return _BEYOND.sub(OTHER, text)


def _empty_vocabulary(words: int, letters: int) -> Vocabulary:
    """Return a vocabulary for `words` words (a power of two), the longest of which may have `letters` letters."""
    multipliers = [secrets.randbits(64) | 1, secrets.randbits(64) | 1]
    scratch = np.zeros(max(2 * CHUNK_CHARACTERS, -(-letters // 8) * 8), dtype=np.uint8)
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
    # Twice as many slots as words. The key of number 0 is one that no word has.
    keys = np.empty(2 * (words + 1), dtype=np.uint64)
    keys[:2] = np.iinfo(np.uint64).max
    return Table(np.zeros(2 * words, dtype=np.uint32), keys)


def _with_room(vocabulary: Vocabulary, words: int, letters: int) -> Vocabulary:
    """Return `vocabulary` if it has room for the next chunk, otherwise a new, empty one (see `MAX_WORDS`).

    The chunk has `words` tokens, each of which may be a new word, and `letters` bytes.
    """
    room, used = len(vocabulary.stem_of) - 1, vocabulary.used
    fits = used[0] + words <= room and used[2] + 2 * letters <= len(vocabulary.long_words)
    if fits and letters <= len(vocabulary.scratch):
        return vocabulary
    return _empty_vocabulary(max(min(4 * room, MAX_WORDS), 1 << words.bit_length(), MIN_WORDS), letters)


def _large_enough(room: Room, tokens: int, stems: int, state: NDArray[np.int64]) -> Room:
    """Return `room`, or a new one if it is too small for `state` or if the numbers of kinds have reached `MAX_BASE`."""
    sizes = tokens, stems, int(state[groups.PLACES]), int(state[groups.HISTORY])
    has = len(room.tokens) - 2, len(room.kind_of), len(room.places), len(room.history)
    if any(size > old for size, old in zip(sizes, has, strict=True)) or state[groups.BASE] > MAX_BASE:
        room = make_room(*(old if size <= old else max(size, 2 * old) for size, old in zip(sizes, has, strict=True)))
        state[groups.BASE] = 1
    return room
