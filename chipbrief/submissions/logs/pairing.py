"""Pair the samples of runs by id: what cannot be paired is named, and numbers of rows that have shifted are refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chipbrief.problems import InputError, Problem, quote
from chipbrief.submissions.logs.run import MAX_NAMED, Measured, Run, Undefined, measured

ID_DIGITS = 30
"""Number of digits of an id that are compared as a number."""
SAME_ROWS = "score all systems on the same rows"


@dataclass(frozen=True, slots=True)
class Pairing:
    """Scores of several runs by id. `ids` has all ids, sorted: the order in a log is often that in which samples ended."""

    runs: tuple[Run, ...]
    ids: tuple[str, ...]
    scores: tuple[dict[str, Measured], ...]
    """Scores of each run, by the name that was asked for."""
    notes: tuple[str, ...]
    """What the reader should know: ids that are not paired, scores without a number, repeats, other inputs."""

    def as_dicts(self) -> list[dict[str, Any]]:
        """Return the facts of each run as values that JSON can represent, with all ids."""
        return [
            {
                "system": run.system,
                "file": run.where,
                "format": run.format,
                "version": run.version,
                "task": run.task,
                "samples": len(run.samples),
                "notes": list(run.notes),
                "without_sample": [story for story in self.ids if story not in ids],
                "without_number": {name: one.missing for name, one in scores.items()},
                "repeats": dict(Counter(one.id for one in run.samples)),
            }
            for run, scores in zip(self.runs, self.scores, strict=True)
            for ids in [{one.id for one in run.samples}]
        ]


def pair(runs: Sequence[Run], measures: Sequence[str], undefined: Undefined = "skip") -> Pairing:
    """Return the scores of `runs` by id. The mean over the repeats of an id is its value (see `measured`).

    Raise `InputError` if a score is unknown, if a run shares no id with the first one, or if the ids are numbers of rows that
    stand for other samples in another run.
    """
    problems = list(_shifts(runs))
    scores: list[dict[str, Measured]] = []
    for run in runs:
        scores.append({})
        for name in measures:
            try:
                scores[-1][name] = measured(run, name, undefined)
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    ids = tuple(sorted({one.id for run in runs for one in run.samples}, key=_order))
    return Pairing(tuple(runs), ids, tuple(scores), tuple(_notes(runs, ids, scores, undefined)))


def _order(story: str) -> tuple[bool, int, str]:
    """Return the key that sorts numbers by value, before other ids."""
    is_number = story.isascii() and story.isdigit()
    return not is_number, int(story[:ID_DIGITS]) if is_number else 0, story


def _shifts(runs: Sequence[Run]) -> Iterator[Problem]:
    first = runs[0]
    for run in runs[1:]:
        mine, other = _contents(first), _contents(run)
        if not mine.keys() & other.keys():
            yield Problem(run.where, f"shares no id with {first.where}", _id_remedy(first, run))
        elif first.positional and run.positional and first.format == run.format:
            common = [story for story in mine if mine[story] and other.get(story)]
            differ = [story for story in common if mine[story] != other[story]]
            places = {content: story for story, content in mine.items()}
            moved = [story for story in differ if other[story] in places]
            if moved or 0 < len(differ) < len(common):
                shown = quote((moved or differ)[0])
                what = (
                    f"{len(differ)} of {len(common)} ids are other samples than in {first.where}, such as {shown}: "
                    "the ids are numbers of rows, and the rows differ"
                )
                yield Problem(run.where, what, _id_remedy(first, run))


def _contents(run: Run) -> dict[str, str]:
    return {one.id: one.content for one in run.samples}


def _id_remedy(first: Run, second: Run) -> str:
    """Return the remedy that names the field which identifies most samples in both runs."""
    mine, other = _keys(first), _keys(second)
    for run, fields, ids in ((second, other, first), (first, mine, second)):
        same = [name for name, values in fields.items() if values & {one.id for one in ids.samples}]
        if same and not (first.positional and second.positional):
            return f"name the field that identifies a sample: '{run.where}?id={same[0]}'"
    shared = {
        name: len(mine[name] & other[name]) for name in mine if name in other and mine[name] & other[name]
    }  # fmt: skip
    if not shared:
        return SAME_ROWS
    best = max(shared, key=lambda name: (name.rpartition(".")[2].lower().endswith("id"), shared[name]))
    return f"name the field that identifies a sample: --id {best}"


def _keys(run: Run) -> dict[str, set[str]]:
    """Return the values of each field that differs between all samples of a run."""
    samples = {one.id: one for one in run.samples}.values()
    names = list(next(iter(samples)).fields) if samples else []
    values = {name: [one.fields.get(name) for one in samples] for name in names}
    return {
        name: {value for value in found if value is not None}
        for name, found in values.items()
        if None not in found and len(set(found)) == len(found)
    }


def listed(ids: Sequence[str]) -> str:
    """Return the first ids, and how many there are besides."""
    more = f" and {len(ids) - MAX_NAMED:,} more (use --json to see all)" if len(ids) > MAX_NAMED else ""
    return ", ".join(one[:80] for one in ids[:MAX_NAMED]) + more


def counted(number: int, what: str) -> str:
    """Return a number with its noun: `1 sample`, `2 samples`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _notes(
    runs: Sequence[Run], ids: Sequence[str], scores: Sequence[Mapping[str, Measured]], undefined: Undefined
) -> Iterator[str]:
    labels = [run.system if [one.system for one in runs].count(run.system) == 1 else run.where for run in runs]
    if len({run.task for run in runs if run.task}) > 1:
        yield f"The runs are of different tasks: {', '.join(dict.fromkeys(run.task for run in runs if run.task))}."
    if len({run.positional for run in runs}) == 2 or (runs[0].positional and len({run.format for run in runs}) > 1):
        yield "Some ids are numbers of rows and nothing tells whether these agree; --id FIELD names the field of the ids."
    for label, run, found in zip(labels, runs, scores, strict=True):
        yield from (f"{label}: {note}." for note in run.notes)
        counts = Counter(one.id for one in run.samples)
        if lacking := [story for story in ids if story not in counts]:
            yield f"Not paired: {label} has no sample of {len(lacking):,} of {len(ids):,} ids: {listed(lacking)}."
        if unplanned := [story for story in run.planned if story not in counts and story not in ids]:
            yield f"{label}: {len(unplanned):,} planned ids have no sample in any run: {listed(unplanned)}."
        if max(counts.values()) > 1:
            low, high = min(counts.values()), max(counts.values())
            times = f"{low}" if low == high else f"{low} to {high}"
            yield f"{label}: {times} repeats of each id. The value of an id is their mean, and ids are what is tested."
        for name, one in found.items():
            for reason, where in one.missing.items():
                what = "counted as 0" if undefined == "zero" else "left out"
                yield f"{label}: {name} is {reason} in {counted(sum(where.values()), 'sample')} ({what}): {listed(list(where))}."
    yield from _other_inputs(labels, runs)


def _other_inputs(labels: Sequence[str], runs: Sequence[Run]) -> Iterator[str]:
    mine = _contents(runs[0])
    for label, run in zip(labels[1:], runs[1:], strict=True):
        if run.format == runs[0].format:
            other = _contents(run)
            common = [story for story, content in mine.items() if content and other.get(story)]
            differ = [story for story in common if mine[story] != other[story]]
            if differ:
                yield (
                    f"{label}: the input or target of {len(differ):,} of {len(common):,} ids differs from that of {labels[0]} "
                    f"(another prompt?): {listed(differ)}."
                )
