"""Find whose work an annotation folder holds: label layers and summaries, and the pairs of annotators who can be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from chipbrief.annotations import Annotations
from chipbrief.annotations.schema import EntityLayer
from chipbrief.annotations.work import MatchLayer, Work
from chipbrief.problems import InputError, Problem, fail
from chipbrief.yaml_files import decode, load_yaml

MAX_PAIRS = 100
"""Maximum number of pairs in one table."""
KINDS = ("person–person", "person–model", "model–model")
"""Kinds of pairs, in the order of a table. Pairs with an annotator of another kind follow."""
Layer = TypeVar("Layer", EntityLayer, MatchLayer)


@dataclass(frozen=True, slots=True)
class Worker:
    """One annotator's work on a task: `author_kind` says who it is, `work` maps story ids to layers, or to summaries by kind."""

    name: str
    author_kind: str
    work: Mapping[str, Any]
    names: frozenset[str] = field(default_factory=frozenset)
    """All names under which `--annotators` finds this work."""
    is_review: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two annotators, and the ids of the stories that both have annotated, in order."""

    first: Worker
    second: Worker
    stories: tuple[str, ...]

    @property
    def kinds(self) -> str:
        """Return who they are: `person–model` and the like."""
        ranks = ("person", "publisher", "model")
        kinds = (self.first.author_kind, self.second.author_kind)
        return "–".join(sorted(kinds, key=lambda kind: ranks.index(kind) if kind in ranks else len(ranks)))


def layer_workers(annotations: Annotations, folder: Path, task: str) -> list[Worker]:
    """Return the annotators of `entities` or `facts`, one per folder `raw/TASK-…`. An empty layer is work; a missing file is not.

    Layers of stories that the annotations do not have are not read. Raise `InputError` with the faults of all layers.
    """
    known = [*(one.id for one in annotations.stories), *(one.id for one in annotations.clusters)]
    problems: list[Problem] = []
    found = []
    for place in sorted((folder / "raw").glob(f"{task}-*")):
        layers: dict[str, EntityLayer | MatchLayer] = {}
        for story in known:
            if (path := place / f"{story}.yaml").exists():
                try:
                    layers[story] = (
                        _read(path, story, EntityLayer) if task == "entities" else _read(path, story, MatchLayer)
                    )
                except InputError as error:
                    problems += error.problems
        if layers:
            found.append(_worker(place.name, task, layers, annotations))
    if problems:
        raise InputError(problems)
    return found


def _read(path: Path, story: str, schema: type[Layer]) -> Layer:
    layer = decode(load_yaml(path), schema, str(path))
    if layer.story != story:
        raise fail(str(path), f"has the id of the story {layer.story!a}", "correct the id, or rename the file")
    return layer


def _worker(folder: str, task: str, layers: Mapping[str, Any], annotations: Annotations) -> Worker:
    works: list[Work] = [layer.work for layer in layers.values() if layer.work is not None]
    writers = {one.annotator for one in works} or {folder}
    ids = sorted(writers)
    known = annotations.annotators.get(ids[0])
    kinds = {one.author_kind for one in works} or {known.author_kind if known else "unknown"}
    kind = next(iter(kinds)) if len(kinds) == 1 else "unknown"
    return Worker(
        folder, kind, layers,
        frozenset((folder, folder.removeprefix(f"{task}-"), *writers)), any(one.adjudicates for one in works),
    )  # fmt: skip


def summary_workers(annotations: Annotations) -> list[Worker]:
    """Return the writers of summaries. Their work maps story ids to texts by kind (headline, brief, abstract)."""
    texts: dict[str, dict[str, dict[str, str]]] = {}
    for story in annotations.stories:
        for one in story.references:
            kinds = {"headline": one.headline, "brief": one.brief, "abstract": one.abstract}
            texts.setdefault(one.annotator, {})[story.id] = {kind: text for kind, text in kinds.items() if text}
    return [
        Worker(name, annotations.annotators[name].author_kind, found, frozenset((name,)))
        for name, found in sorted(texts.items())
    ]


def chosen(workers: Iterable[Worker], names: Collection[str]) -> list[Worker]:
    """Return the annotators with one of `names`. Without names, return all but reviews, which are not independent work."""
    if not names:
        return [one for one in workers if not one.is_review]
    return [one for one in workers if one.names & set(names)]


def pairs_of(workers: Iterable[Worker], stories: Collection[str] = ()) -> list[Pair]:
    """Return all pairs of annotators, people first, with the stories that both have (of `stories`, if there are any).

    A pair without a common story is kept: its agreement is undefined. Raise `InputError` for more than `MAX_PAIRS` pairs.
    """
    people = sorted(workers, key=lambda one: (one.author_kind != "person", one.name))
    if len(people) * (len(people) - 1) // 2 > MAX_PAIRS:
        raise fail("--annotators", f"{len(people)} annotators are more than {MAX_PAIRS} pairs", "name fewer of them")
    found = [
        Pair(one, other, tuple(sorted(story for story in one.work if story in other.work and story in (stories or (story,)))))
        for one, other in combinations(people, 2)
    ]  # fmt: skip
    order = {kind: at for at, kind in enumerate(KINDS)}
    return sorted(found, key=lambda pair: order.get(pair.kinds, len(order)))


def dependence(pairs: Iterable[Pair]) -> list[str]:
    """Return a sentence for each annotator whose layers began with the labels of another, or were accepted unchanged."""
    workers = {one.name: one for pair in pairs for one in (pair.first, pair.second)}
    notes = []
    for name, worker in sorted(workers.items()):
        works = [work for layer in worker.work.values() if (work := getattr(layer, "work", None)) is not None]
        for shown in sorted({work.started_from for work in works if work.started_from}):
            number = sum(work.started_from == shown for work in works)
            seen = f"{name} saw the labels of {shown} on {number} of {len(worker.work)} stories"
            notes.append(f"{seen}, so the two are not independent.")
        if number := sum(work.accepted_unchanged == "yes" for work in works):
            notes.append(
                f"{name} accepted all labels shown without a change on {number} of {len(worker.work)} stories."
            )
    return notes


def measured_times(workers: Iterable[Worker]) -> dict[str, dict[str, float]]:
    """Return for each annotator with measured times the number of stories, and the median and range of the minutes per story."""
    found = {}
    for one in workers:
        times = [
            work.seconds / 60
            for layer in one.work.values()
            if (work := getattr(layer, "work", None)) is not None and work.seconds is not None
        ]
        if times:
            found[one.name] = {"stories": len(times), "median": median(times), "low": min(times), "high": max(times)}
    return found


def times_of_people(annotations: Annotations, folder: Path, task: str, is_review: bool) -> list[float]:
    """Return the measured minutes of each story that a person has annotated, or reviewed: `entities` or `facts`."""
    return [
        layer.work.seconds / 60
        for one in layer_workers(annotations, folder, task)
        for layer in one.work.values()
        if layer.work is not None and layer.work.seconds is not None
        and layer.work.author_kind == "person" and bool(layer.work.adjudicates) == is_review
    ]  # fmt: skip


def unknown_names(names: Iterable[str], known: Iterable[str], option: str) -> list[Problem]:
    """Return a problem for each name that is not among the known ones."""
    there = sorted(set(known))
    return [
        Problem(
            f"{option} {name}", "is unknown", f"use one of {', '.join(there[:20])}" if there else "check the folder"
        )
        for name in dict.fromkeys(names)
        if name not in there
    ]
