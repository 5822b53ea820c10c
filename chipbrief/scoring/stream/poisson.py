"""Weights of a Poisson bootstrap that depend only on the seed and the id of a row.

In an ordinary bootstrap resample, the number of times that a row is drawn is close to Poisson-distributed with mean 1. The
Poisson bootstrap (Hanley & MacGibbon 2006; Chamandy et al. 2012) draws each number on its own. A row then needs to know nothing
of the others, so rows can come in any order, in any partition and on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from math import exp, factorial, fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_WEIGHT = 8
"""Maximum weight: larger ones have a probability below 2^-17, which 16 bits round to 0."""
DRAWS = 4
"""Number of draws of 16 bits in one hash of 64 bits."""
_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
"""Constants of splitmix64 (Steele, Lea & Flood 2014)."""
_MASK = (1 << 64) - 1


def thresholds() -> list[int]:
    """Return for each weight k below `MAX_WEIGHT` how many of the 65,536 draws give at most k."""
    return [round(65536 * fsum(exp(-1) / factorial(one) for one in range(k + 1))) for k in range(MAX_WEIGHT)]


def keys_of(ids: Iterable[str]) -> NDArray[np.uint64]:
    """Return a 64-bit hash of each id. Two of a million ids share one with a probability of 3e-8."""
    import numpy as np

    hashes = b"".join(blake2b(one.encode("utf-8", "surrogatepass"), digest_size=8).digest() for one in ids)
    return np.frombuffer(hashes, dtype="<u8").astype(np.uint64)


def weights(keys: NDArray[np.uint64], resamples: int, seed: int) -> NDArray[np.float64]:
    """Return an array of shape (keys, resamples) with how often each resample contains the row of each key.

    Draw number d of a key is the bits 16 (d mod 4) to 16 (d mod 4) + 15 of the output d // 4 of splitmix64, which starts from the
    key plus a hash of the seed. The probability of each weight is that of the Poisson distribution rounded to a multiple of 2^-16.
    """
    import numpy as np

    hashes = -(-resamples // DRAWS)
    steps = np.arange(1, hashes + 1, dtype=np.uint64) * np.uint64(_STEP)
    mixed = keys[:, None] + np.uint64(_mix(seed)) + steps[None, :]  # modulo 2^64
    for shift, factor in ((30, _FIRST), (27, _SECOND)):
        mixed ^= mixed >> np.uint64(shift)
        mixed *= np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    draws = mixed.astype("<u8", copy=False).view("<u2")[:, :resamples]
    table = np.searchsorted(np.array(thresholds()), np.arange(65536), side="right").astype(np.float64)
    return np.asarray(table[draws])


def _mix(seed: int) -> int:
    """Return the first output of splitmix64 for a seed, in whole numbers of Python."""
    mixed = (seed + _STEP) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * _FIRST) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * _SECOND) & _MASK
    return mixed ^ (mixed >> 31)
