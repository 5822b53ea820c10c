"""How the kernels are compiled, machine-word operations, and the work space, made once for many groups of texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
OPTIONS: dict[str, Any] = {"_nrt": False, "error_model": "numpy"}
"""No reference counts, which would cost more than the work: no kernel makes an array or keeps one. Division as in C."""


def kernel(function: Kernel) -> Kernel:
    """A function that other kernels call."""
    return cast(Kernel, njit(**OPTIONS)(function))


def inlined(function: Kernel) -> Kernel:
    """The same for what is called so often that the call itself would count."""
    return cast(Kernel, njit(forceinline=True, **OPTIONS)(function))


def entry(function: Any) -> Any:
    """A kernel that Python calls, kept compiled on disk: beside the source, else where numba keeps a user's files.

    `NUMBA_CACHE_DIR` names another folder. Where none can be written, each process compiles anew.
    """
    try:
        return njit(nogil=True, cache=True, **OPTIONS)(function)
    except RuntimeError:  # numba: "no locator available"
        return njit(nogil=True, **OPTIONS)(function)


def _operation(name: str, *arguments: int) -> Any:
    """A function from uint64 to uint64 that is one instruction of LLVM, with these constant arguments behind the first."""

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
    """Eight bytes from `at` as one number, the first lowest: LLVM makes one load of it."""
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
MOST_GRAMS = 9
BLOCK = 64
"""Bytes that the tokenizer looks at together."""


class Tokens(NamedTuple):
    """What `tokens` and `vocabulary` find in a chunk of texts.

    `classes` says what each byte is, and `eights` is the same memory, eight bytes a number. `edges` has where each token
    begins and ends, `ids` the number of its stem, `missed` the tokens that took a search, `lines` the tokens up to the
    end of each line, and `texts` the lines up to the end of each text.
    """

    classes: Bytes
    eights: Rows
    edges: Numbers
    ids: Numbers
    missed: Numbers
    lines: Numbers
    texts: Numbers


class Room(NamedTuple):
    """What is said of a prediction and a reference, and the rows.

    `kind_of` is by stem, and `counts` and `needed` are by kind (see `kinds`): how often the prediction has it and how
    often the reference. `tokens` are of the prediction, `steps` and `step_ends` (of sentences) the same condensed,
    `expected` and `expected_ends` the reference condensed. The rest is explained where it is used.
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
    """Room for `size` bytes, each of which may be the edge of a token or the end of a line."""
    classes = np.zeros(size, dtype=np.uint8)
    numbers = (np.empty(size + BLOCK, dtype=np.uint32) for _ in range(5))
    return Tokens(classes, classes.view(np.uint64), *numbers)


def make_room(tokens: int, stems: int, places: int, history: int) -> Room:
    """Room for texts of up to `tokens` tokens, `stems` different stems, and rows of so many machine words."""
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
        hits=np.zeros(MOST_GRAMS + 3, dtype=np.int64),
        rows=rows(tokens + 2),
        runs=rows(max(tokens + 2, width * (MOST_GRAMS + 1))),
        rises=rows(tokens + 2),
        places=rows(max(places, tokens + 2)),
        history=rows(history),
        open_ended=rows(width),
        union=rows(width),
        free=rows(width * (MOST_GRAMS + 1)),
    )
