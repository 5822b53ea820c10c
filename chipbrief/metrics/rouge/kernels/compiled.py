"""How the kernels are compiled, and two operations on machine words that Python has no name for."""

from __future__ import annotations

from typing import Any

from numba import njit, types
from numba.extending import intrinsic

kernel = njit(_nrt=False, error_model="numpy")
"""Compiled without reference counts, which would cost more than the work: no kernel makes an array or keeps one."""
entry = njit(_nrt=False, error_model="numpy", cache=True)
inlined = njit(_nrt=False, error_model="numpy", forceinline=True)


def _operation(name: str, *flags: bool) -> Any:
    """A function from uint64 to uint64 that is one instruction of LLVM."""

    def typing(_context: Any, word: Any) -> Any:
        def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            from llvmlite import ir

            return getattr(builder, name)(arguments[0], *(ir.Constant(ir.IntType(1), int(flag)) for flag in flags))

        return types.uint64(types.uint64), build

    return intrinsic(typing)


count_ones = _operation("ctpop")
leading_zeros = _operation("ctlz", False)
trailing_zeros = _operation("cttz", False)
