"""Score batches in several processes, and merge their states as they come."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.context import BaseContext

from chipbrief.problems import fail
from chipbrief.scoring.stream.parts import Batch, Job, part_name, read_part, score_part
from chipbrief.scoring.stream.places import Place
from chipbrief.scoring.stream.state import State, merge

AHEAD = 2
"""Number of batches per worker that wait or are being scored, so that no worker waits for rows and memory stays bounded."""
PRELOADED = "chipbrief.scoring.stream.preload"
"""Module that loads the lexicons and kernels once, for all workers to share."""
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Each worker has a core of its own, so its products of matrices use one thread."""


def score_parts(
    job: Job,
    batches: Iterable[Batch],
    folder: Place,
    done: frozenset[int],
    workers: int = 1,
    progress: Callable[[int], None] = lambda _: None,
) -> dict[str, State]:
    """Score all batches whose parts are not `done`, and return the state of each system over all parts.

    `progress` is called with the number of rows of each part that was scored now. With several workers, batches are scored in
    processes of their own. Raise `InputError` if a process ends unexpectedly: the finished parts stay.
    """
    found: dict[str, State] = {}
    with _pool(workers) as submit:
        pending: dict[Future[dict[str, State]], int] = {}

        def collect(least: int) -> None:
            while len(pending) > least:
                ready, _ = wait(pending, return_when=FIRST_COMPLETED)
                for one in ready:
                    for name, state in one.result().items():
                        found[name] = merge([found[name], state]) if name in found else state
                    progress(pending.pop(one))

        try:
            for batch in batches:
                path = folder / part_name(batch.number)
                is_done = batch.number in done
                one = submit(read_part, job, path) if is_done else submit(score_part, job, batch, path)
                pending[one] = 0 if is_done else len(batch.rows)
                collect(AHEAD * workers - 1 if workers > 1 else 0)
            collect(0)
        except BrokenProcessPool:
            remedy = (
                "repeat the command: finished parts stay; if memory is short, use a smaller --batch or fewer --workers"
            )
            raise fail("a worker process", "ended unexpectedly", remedy) from None
    return found


Submit = Callable[..., "Future[dict[str, State]]"]


@contextmanager
def _pool(workers: int) -> Iterator[Submit]:
    if workers <= 1:
        yield _at_once
        return
    with _environment():
        pool = ProcessPoolExecutor(workers, _context(), initializer=_start_worker)
        try:
            yield pool.submit
        except BaseException:
            # Do not wait for batches that nobody needs any more: Ctrl-C ends at once.
            for process in list((pool._processes or {}).values()):
                process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        pool.shutdown()


def _at_once(work: Callable[..., dict[str, State]], *arguments: object) -> Future[dict[str, State]]:
    """Do the work in this process, and return it as a finished future."""
    one: Future[dict[str, State]] = Future()
    one.set_result(work(*arguments))
    return one


def _context() -> BaseContext:
    """Return how processes start.

    A fork of this process would copy locks that the threads of Arrow and of the process pool hold, and could wait for them forever.
    The fork server has one thread. It loads the lexicons and kernels once, and the workers share its memory.
    """
    if sys.platform == "win32":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    return context


@contextmanager
def _environment() -> Iterator[None]:
    """Set the variables that new processes inherit, and restore them."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update({name: value for name, value in _ONE_THREAD.items() if before[name] is None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)


def _start_worker() -> None:
    """Leave Ctrl-C to the main process, and end when it ends: a worker whose parent was killed would wait for work forever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
