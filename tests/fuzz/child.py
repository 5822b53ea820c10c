"""Program of the fuzz tests: give large hostile inputs to one reader, or let atheris find inputs, under limits.

python -m tests.fuzz.child large NAME SEED COUNT    print the slowest input and the highest memory
python -m tests.fuzz.child atheris FLAGS…           needs atheris; the first byte of an input chooses the reader
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

SECONDS = 10.0
"""Longest time for one input, in seconds of this process."""
MEGABYTES = 700
"""Highest use of memory for one input, in megabytes beyond what the program has before the first."""
SIZE = 1 << 20
"""Size of a large input, in bytes."""
SIGNS = (b"(", b"[", b"{", b"<", b"<p>", b'"', b"'", b"\\", b"\n", b"\r", b" ", b"\0", b",", b"|", b":", b"-", b"&amp;", b"9", b"a ", b"A. ", b"\xc3\xa9")  # fmt: skip


def large_inputs(seeds: tuple[bytes, ...], seed: int, count: int) -> list[bytes]:
    """Return inputs of `SIZE` bytes: parts of valid ones, and signs of all formats, again and again between a valid beginning and end."""
    some = random.Random(seed)
    found = []
    for _ in range(count):
        valid = some.choice(seeds)
        cut = some.randrange(len(valid) + 1)
        parts = []
        for _ in range(some.choice((1, 1, 2, 3))):
            start = some.randrange(len(valid))
            parts.append(some.choice((some.choice(SIGNS), valid[start : start + some.choice((1, 2, 5, 20, 200))])))
        unit = b"".join(parts)
        found.append(valid[:cut] + unit * (SIZE // len(unit)) + valid[cut:])
    return found


def large(name: str, seed: int, count: int) -> None:
    """Read large inputs and print the highest time and memory. Raise `AssertionError` with the input that takes too much."""
    from tests.fuzz.readers import READERS, read

    resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY,) * 2)
    read(name, READERS[name].seeds[0])  # loads what the reader needs
    inputs = large_inputs(READERS[name].seeds, seed, count)
    (used,) = (
        line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmData")
    )
    most = (int(used) << 10) + (MEGABYTES << 20)
    resource.setrlimit(resource.RLIMIT_DATA, (most, resource.RLIM_INFINITY))
    slowest = 0.0
    for number, data in enumerate(inputs):
        start = time.process_time()
        try:
            read(name, data)
        except BaseException as error:
            raise AssertionError(f"input {number}, {data[:300]!r}…: {type(error).__name__}: {error}") from error
        taken = time.process_time() - start
        slowest = max(slowest, taken)
        assert taken < SECONDS, f"input {number} takes {taken:.1f} seconds: {data[:300]!r}…"
    print(f"{name}: {slowest:.1f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


def fuzz(flags: list[str]) -> None:
    """Run atheris. It ends the process with another status than 0 if an input crashes or takes too much time or memory."""
    import atheris

    with atheris.instrument_imports(include=["chipbrief"]):
        from tests.fuzz.readers import READERS, read
    names = list(READERS)

    def one(data: bytes) -> None:
        if data:
            read(names[data[0] % len(names)], data[1:])

    atheris.Setup([sys.argv[0], *flags], one)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == "large":
        for name in sys.argv[4:]:
            large(name, int(sys.argv[2]), int(sys.argv[3]))
    else:
        fuzz(sys.argv[2:])
