"""Score the parts of a run on a Ray cluster, and merge their states in a tree.

The driver sends numbers of parts. A task reads the rows of its parts itself, scores them, writes each part to the shared folder,
and keeps one merged state for all of them. Rows and scores never pass through the driver, nor do the states but the last.

If a worker or a node dies, Ray runs its tasks again, at most three times. A part that was complete by then is read, not scored again,
and a task has one result however often it ran, so no row is lost and none counts twice.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chipbrief.problems import InputError, fail
from chipbrief.scoring.stream.parts import Batch, Job, part_name, read_part, score_part
from chipbrief.scoring.stream.places import Place
from chipbrief.scoring.stream.state import State, merge

if TYPE_CHECKING:
    import pyarrow as pa

PARTS_PER_TASK = 16
"""Maximum number of parts of a task. Their states become one before they leave the node."""
FAN = 16
"""Number of states that one task of the reduction merges."""
TASKS_PER_CORE = 4
"""Minimum number of tasks per core of the cluster, so that no core waits long for the last ones."""
States = Mapping[str, State]


@dataclass(frozen=True, slots=True)
class Work:
    """What each task needs: the setting, a function that reads the rows of a part, and the folder of the parts."""

    job: Job
    read: Callable[[int], Batch]
    folder: Place

    def states(self, number: int) -> States:
        """Return the states of a part, which is scored unless it is complete already."""
        path = self.folder / part_name(number)
        return read_part(self.job, path) if path.exists() else score_part(self.job, self.read(number), path)


def score_on_ray(work: Work, parts: int, address: str | None = None) -> dict[str, State]:
    """Score the parts 0 to `parts` - 1 and return the state of each system. `address` is that of a cluster (default: this machine).

    Raise `InputError` with the faults of the rows, or if a task fails.
    """
    with _connected(address) as ray:
        tasks = max(1, -(-parts // PARTS_PER_TASK), min(parts, TASKS_PER_CORE * int(ray.cluster_resources()["CPU"])))
        numbers = ray.data.range(parts, override_num_blocks=tasks)
        scored = numbers.map_batches(
            _scored, batch_format="pyarrow", batch_size=None, fn_kwargs={"work": work}, num_cpus=1
        )
        add = ray.remote(num_cpus=1)(_merged_tables)
        level = scored.to_arrow_refs()
        while len(level) > 1:
            level = [add.remote(*level[at : at + FAN]) for at in range(0, len(level), FAN)]
        return _merged(_unpacked([ray.get(level[0])]))


def _scored(numbers: pa.Table, work: Work) -> pa.Table:
    return _packed(_merged(work.states(number) for number in numbers.column("id").to_pylist()))


def _merged_tables(*tables: pa.Table) -> pa.Table:
    return _packed(_merged(_unpacked(tables)))


def _merged(found: Iterable[States]) -> dict[str, State]:
    """Return the sum of states. Only two are in memory at a time."""
    total: dict[str, State] = {}
    for states in found:
        total = {name: merge([total[name], one]) if name in total else one for name, one in states.items()} or total
    return total


def _packed(states: States) -> pa.Table:
    """Return states as a row of a table, in the form in which Ray sends objects between its own workers."""
    import pyarrow as pa

    return pa.table({"states": pa.array([pickle.dumps(states)] if states else [], pa.large_binary())})


def _unpacked(tables: Iterable[pa.Table]) -> Iterator[States]:
    for table in tables:
        for one in table.column("states") if "states" in table.column_names else ():
            yield pickle.loads(one.as_py())  # noqa: S301 - made by `_packed` on a worker of this run


@contextmanager
def _connected(address: str | None) -> Iterator[Any]:
    """Connect to a cluster and return the module `ray`. Raise `InputError` instead of errors of Ray and of tasks."""
    import ray
    import ray.data
    from ray.exceptions import RayError

    logging.getLogger("ray.data").setLevel(logging.WARNING)
    is_ours = not ray.is_initialized()
    try:
        if is_ours:
            ray.init(address=address, log_to_driver=False, logging_level=logging.WARNING)
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield ray
    except (RayError, ConnectionError) as error:
        raise _problem(error) from None
    finally:
        if is_ours:
            ray.shutdown()


def _problem(error: BaseException) -> InputError:
    """Return the faults that a task found, or what went wrong on the cluster."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, InputError):
        cause = getattr(cause, "cause", None) or cause.__cause__
    if cause is not None:
        return cause
    lines = [line for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    remedy = "mend the cluster and repeat the command: finished parts stay"
    return fail("the cluster", f"cannot score the rows: {lines[-1].strip()[:200]}", remedy)
