"""Tests of the choice between Python and compiled kernels, and of the folder of the compiled kernels."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chipbrief.metrics import rouge
from chipbrief.metrics.rouge import engines, kernel_cache

NEWS = engines.Work(pairs=1, characters=816, cells=65 * 65)
"""Work of a pair of news summaries."""


def times(work: engines.Work, number: float) -> engines.Work:
    return engines.Work(*(part * number for part in work))


@pytest.mark.parametrize(
    ("pairs", "calls", "loaded", "ready", "problem", "takes_kernels"),
    [
        (0.01, 1, True, True, "", False),
        (10, 1, True, True, "", True),
        (100, 1, False, True, "", False),
        (100_000, 1, False, True, "", True),
        (100, 1000, False, True, "", True),
        (100_000, 1, False, True, "is not installed (…", False),
        (100_000, 1, False, False, "", False),
        (1_000_000, 1, False, False, "", True),
        (1000, 1000, False, False, "", True),
    ],
)
def test_choice_of_the_engine(
    monkeypatch: pytest.MonkeyPatch,
    pairs: float,
    calls: int,
    loaded: bool,
    ready: bool,
    problem: str,
    takes_kernels: bool,
) -> None:
    """Many small calls of a process count like one large call."""
    kernels = SimpleNamespace(is_loaded=lambda: loaded, compile_all=lambda: None)
    monkeypatch.setattr(engines, "_problem", lambda _: problem)
    monkeypatch.setattr(engines, "import_module", lambda _: kernels)
    monkeypatch.setattr(engines._Missed, "seconds", 0.0)
    monkeypatch.setattr(kernel_cache, "is_ready", lambda: ready)
    monkeypatch.setattr(kernel_cache, "prepare", lambda _: None)
    monkeypatch.setattr(kernel_cache, "notice", lambda _: None)
    monkeypatch.setattr(sys, "modules", {**sys.modules, engines._KERNELS: kernels})
    work = times(NEWS, pairs)
    assert [engines.kernels_for("auto", work) is not None for _ in range(calls)][-1] == takes_kernels
    assert engines.kernels_for("python", work) is None


def test_work_counts_cells_and_not_only_characters() -> None:
    """Two long texts are more work than many short ones with the same number of characters."""
    long, short = (
        engines.work_of(["a" * 60_000], ["b" * 60_000]),
        engines.work_of(["a" * 6] * 10_000, ["b" * 6] * 10_000),
    )
    assert long.characters == short.characters == 120_000
    assert (long.cells, short.cells) == (1e8, 1e4)
    assert engines.work_of(["a" * 12], [["b" * 6, "c" * 12]]) == (2, 30, 6)
    assert engines.work_of([], []) == (0, 0, 0)


def test_kernels_that_another_thread_imports_are_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "modules", {**sys.modules, engines._KERNELS: SimpleNamespace()})
    assert engines.loaded_kernels() is None


def test_one_pair_takes_loaded_kernels_with_the_same_score(monkeypatch: pytest.MonkeyPatch) -> None:
    """`score` takes the kernels if they are loaded and the texts are long, with the same digits as Python."""
    rouge.score_many(["a"], ["a"], engine="numba")
    calls: list[tuple[Any, ...]] = []
    from chipbrief.metrics.rouge import numba_engine

    scored = numba_engine.score

    def noted(*given: Any) -> Any:
        calls.append(given)
        return scored(*given)

    monkeypatch.setattr(numba_engine, "score", noted)
    for size in (2, 3000):
        texts = [" ".join(f"{at * step % 97}x" + ". Y" * (at % 9 == 0) for at in range(size)) for step in (5, 7, 11)]
        found = rouge.score(texts[0], texts[1:], rouge.KNOWN_TYPES)
        python = rouge.score_many([texts[0]], [texts[1:]], rouge.KNOWN_TYPES, engine="python")
        assert {kind: list(one) for kind, one in found.items()} == {
            kind: one[0].tolist() for kind, one in python.items()
        }
    assert len(calls) == 1


def test_kernels_without_numba_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    engines._problem.cache_clear()
    with pytest.raises(ValueError, match=r"chipbrief\[fast\]"):
        rouge.score_many(["a"], ["a"], engine="numba")
    with pytest.raises(ValueError, match="unicode"):
        rouge.score_many(["a"], ["a"], tokenizer="unicode", engine="numba")
    engines._problem.cache_clear()


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


LARGE = (
    "from chipbrief.metrics.rouge import engines, score_many; engines.COMPILING = engines.LOADING = 0; import sys\n"
    "for _ in range(2): found = score_many(['a b'] * 100, ['a c'] * 100)\n"
    "print(found['rouge1'][0].tolist(), 'numba' in sys.modules)"
)


@pytest.mark.parametrize("engine", ["auto", "numba"])
def test_numba_that_is_switched_off_is_not_used(engine: str) -> None:
    code = (
        LARGE
        if engine == "auto"
        else "from chipbrief.metrics import rouge; rouge.score_many(['a'], ['a'], engine='numba')"
    )
    done = run(code, NUMBA_DISABLE_JIT="1")
    if engine == "auto":
        assert done.stdout == "[0.5, 0.5, 0.5] False\n"
        assert done.stderr.count("\n") == 1, "one line, once"
        assert "NUMBA_DISABLE_JIT (unset this variable)" in done.stderr
    else:
        assert "ValueError: engine: 'numba' is switched off by NUMBA_DISABLE_JIT" in done.stderr


def test_the_folder_is_the_users_or_the_one_that_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    own = kernel_cache.folder()
    assert own is not None
    assert own.parent == tmp_path / "cache" / "chipbrief"
    assert not kernel_cache.is_ready()
    monkeypatch.setenv("NUMBA_CPU_NAME", "generic")
    other = kernel_cache.folder()
    assert other is not None
    assert other != own, "another processor has another folder"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "numba"))
    set_by_user = kernel_cache.folder()
    assert set_by_user is not None
    assert set_by_user.parent == tmp_path / "numba"
    (tmp_path / "file").touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    assert kernel_cache.folder() is None, "a folder that cannot be written"


@pytest.mark.slow
def test_two_processes_compile_once(tmp_path: Path) -> None:
    """Two processes that need the kernels at the same time compile them once, and say so once. A third only loads them."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "chipbrief.metrics.rouge"]
    running = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert "".join(said).count("compiling the ROUGE kernels once for this machine") == 1
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nb?")}
    assert files
    done = run(LARGE, NUMBA_CACHE_DIR=str(tmp_path))
    assert (done.stdout, done.stderr) == ("[0.5, 0.5, 0.5] True\n", "")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nb?")} == files


@pytest.mark.slow
def test_kernels_work_without_a_cache_folder(tmp_path: Path) -> None:
    """If no folder can be written, the kernels are compiled in memory and still score."""
    (tmp_path / "file").touch()
    done = run(LARGE, NUMBA_CACHE_DIR=str(tmp_path / "file"))
    assert (done.stdout, done.stderr) == ("[0.5, 0.5, 0.5] True\n", "")
