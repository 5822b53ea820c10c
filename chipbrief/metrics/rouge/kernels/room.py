"""Compilation of the kernels, operations on machine words, and the work arrays, which many groups of texts share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from chipbrief.metrics.rouge.kernel_cache import used_by_numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
OPTIONS: dict[str, Any] = {"_nrt": False, "error_model": "numpy"}
"""Options of numba. Reference counting is off, because it would take longer than the work itself and no kernel creates or
keeps an array. Division is as in C."""


def kernel(function: Kernel) -> Kernel:
    """Compile a function that only other kernels call.

    Use `entry` for a function that Python calls, and `inlined` for a small one that is called very often.
    """
    return cast(Kernel, njit(**OPTIONS)(function))


def inlined(function: Kernel) -> Kernel:
    """Compile a function inline, because it is called so often that the calls themselves would take noticeable time."""
    return cast(Kernel, njit(forceinline=True, **OPTIONS)(function))


def entry(function: Any) -> Any:
    """Compile a kernel that Python calls, and cache it on disk in the folder of `kernel_cache`.

    If the folder cannot be written, each process compiles the kernel again.
    """
    with used_by_numba() as cache:
        return njit(nogil=True, cache=cache, **OPTIONS)(function)


def _operation(name: str, *arguments: int) -> Any:
    """Return a function from uint64 to uint64 that is one LLVM instruction. `arguments` are further, constant arguments."""

    def typing(_context: Any, _word: Any) -> Any:
        def build(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            from llvmlite import ir

            return getattr(builder, name)(values[0], *(ir.Constant(ir.IntType(1), one) for one in arguments))

        return types.uint64(types.uint64), build

    return intrinsic(typing)


count_ones = _operation("ctpop")
leading_zeros = _operation("ctlz", 0)
trailing_zeros = _operation("cttz", 0)


@inlined
def eight_bytes(data: Any, at: int) -> int:
    """Return the bytes `data[at]` to `data[at + 7]` as one little-endian uint64.

    `at` must be a uint64. LLVM compiles this to a single load.
    """
    return (
        np.uint64(data[at])
        | np.uint64(data[at + np.uint64(1)]) << np.uint64(8)
        | np.uint64(data[at + np.uint64(2)]) << np.uint64(16)
        | np.uint64(data[at + np.uint64(3)]) << np.uint64(24)
        | np.uint64(data[at + np.uint64(4)]) << np.uint64(32)
        | np.uint64(data[at + np.uint64(5)]) << np.uint64(40)
        | np.uint64(data[at + np.uint64(6)]) << np.uint64(48)
        | np.uint64(data[at + np.uint64(7)]) << np.uint64(56)
    )


Bytes = NDArray[np.uint8]
Numbers = NDArray[np.uint32]
Integers = NDArray[np.int64]
Rows = NDArray[np.uint64]
ALL, NONE, ONE = np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(0), np.uint64(1)
MAX_GRAMS = 9
"""Maximum n of the n-grams."""
BLOCK = 64
"""Number of bytes that the tokenizer processes together."""


class Tokens(NamedTuple):
    """The tokens, lines and texts in a chunk, as `tokens` and `vocabulary` find them.

    `classes` has the class of each byte, and `eights` is the same memory as numbers of eight bytes. `edges` has the begin and
    the end of each token in bytes, and `ids` the number of its stem. `missed` lists the tokens that were not in their first
    slot of the hash table. `lines` has the number of tokens up to the end of each line, and `texts` the number of lines up to
    the end of each text.
    """

    classes: Bytes
    eights: Rows
    edges: Numbers
    ids: Numbers
    missed: Numbers
    lines: Numbers
    texts: Numbers


class Room(NamedTuple):
    """Work arrays for one prediction and one reference. The package's docstring explains *kind*, *step*, *place* and *row*.

    `kind_of` is indexed by stem (see `number_kinds`). `counts` and `needed` are indexed by kind. `needed` tells whether the
    reference has the kind; `wide` then sets `counts` and `needed` to how often the prediction and the reference have it.
    `tokens` has the kinds of the prediction's tokens. `steps` is the condensed prediction, and `step_ends` has the ends of its
    sentences. `expected` is the condensed reference, and `expected_ends` has the ends of its sentences. The other arrays are
    explained where they are used.
    """

    kind_of: NDArray[np.int32]
    tokens: Numbers
    upto: Numbers
    steps: Numbers
    step_ends: Numbers
    expected: Numbers
    expected_ends: Numbers
    counts: Numbers
    needed: Numbers
    hits: Integers
    rows: Rows
    runs: Rows
    rises: Rows
    places: Rows
    history: Rows
    open_ended: Rows
    union: Rows
    free: Rows


def make_tokens(size: int) -> Tokens:
    """Return arrays for a chunk of `size` bytes, each of which may be the edge of a token or the end of a line."""
    classes = np.zeros(size, dtype=np.uint8)
    numbers = (np.empty(size + BLOCK, dtype=np.uint32) for _ in range(5))
    return Tokens(classes, classes.view(np.uint64), *numbers)


def make_room(tokens: int, stems: int, places: int, history: int) -> Room:
    """Return work arrays for texts of up to `tokens` tokens and for `stems` different stems.

    `places` and `history` are the lengths of the arrays of these names, in machine words.
    """
    width = (tokens >> 6) + 1

    def numbers() -> Numbers:
        return np.zeros(tokens + 2, dtype=np.uint32)

    def rows(count: int) -> Rows:
        return np.empty(count, dtype=np.uint64)

    return Room(
        kind_of=np.zeros(stems, dtype=np.int32),
        tokens=numbers(),
        upto=numbers(),
        steps=numbers(),
        step_ends=numbers(),
        expected=numbers(),
        expected_ends=numbers(),
        counts=numbers(),
        needed=numbers(),
        hits=np.zeros(MAX_GRAMS + 3, dtype=np.int64),
        rows=rows(tokens + 2),
        runs=rows(max(tokens + 2, width * (MAX_GRAMS + 1))),
        rises=rows(tokens + 2),
        places=rows(max(places, tokens + 2)),
        history=rows(history),
        open_ended=rows(width),
        union=rows(width),
        free=rows(width * (MAX_GRAMS + 1)),
    )
