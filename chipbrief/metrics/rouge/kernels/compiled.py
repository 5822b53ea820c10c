"""How the kernels are compiled, and operations on machine words that Python has no name for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

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
