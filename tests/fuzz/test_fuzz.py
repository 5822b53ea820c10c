"""All readers of untrusted input read it or refuse it, within limits of time and memory. See `readers.py` and `child.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.readers import READERS, read
from tests.paths import PEERS, ROOT, needs_peer

RUNS = 5_000
"""Number of inputs that atheris makes. The readers are instrumented, which takes half of its time."""


@pytest.mark.parametrize("name", sorted(READERS.keys() - {"signatures"}))
def test_the_first_inputs_are_valid(name: str) -> None:
    """A fuzzer that begins with broken inputs would test little. (A signature is valid for one version only.)"""
    for seed in READERS[name].seeds:
        READERS[name].read(seed)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=30, deadline=2_000, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_changed_inputs(name: str, data: st.DataObject) -> None:
    """A part of a valid input is replaced by any bytes, or by another part of a valid input."""
    seed = data.draw(st.sampled_from(READERS[name].seeds))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(seed))] * 2)))
    other = data.draw(st.sampled_from(READERS[name].seeds))
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(other))] * 2)))
    part = data.draw(st.binary(max_size=20) | st.just(other[first:last]))
    read(name, seed[:start] + part * data.draw(st.sampled_from((1, 1, 2, 50))) + seed[end:])


def _run(*arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(filter(None, (str(ROOT), path)))
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz.child", *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs the limits of Linux")
def test_large_inputs() -> None:
    """No input of a mebibyte takes more than 10 seconds of the processor, or 700 MB of memory."""
    done = _run("large", "1", "8", *READERS)
    assert done.returncode == 0, done.stderr[-2000:]
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == list(READERS)


@pytest.mark.slow
@needs_peer("atheris")
def test_inputs_of_atheris(tmp_path: Path) -> None:
    """Inputs that reach ever more of the code, each of at most 5 seconds and 200 MB in one piece."""
    for number, reader in enumerate(READERS.values()):
        for place, seed in enumerate(reader.seeds):
            (tmp_path / f"{number}-{place}").write_bytes(bytes([number]) + seed)
    (packages,) = (PEERS / "atheris").glob("lib/python*/site-packages")
    limits = (
        "-timeout=5",
        "-malloc_limit_mb=200",
        "-rss_limit_mb=0",  # it would count what the process of the tests has used before it started this one
        "-max_len=20000",
        f"-artifact_prefix={tmp_path}/",
    )
    done = _run("atheris", f"-runs={RUNS}", "-seed=1", *limits, str(tmp_path), path=str(packages))
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {RUNS} runs" in done.stderr, done.stderr[-3000:]
