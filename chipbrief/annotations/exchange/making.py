"""Make the tasks of an export, and again those that an import compares answers with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from chipbrief.annotations.exchange import tasks as made
from chipbrief.annotations.exchange.tasks import Suggested, Task
from chipbrief.annotations.schema import EntityLayer, MatchLayer
from chipbrief.files import is_file_name, read_text
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Story
from chipbrief.yaml_files import decode, load_yaml

TASKS = ("summary", "entities", "facts", "review", "rating")
"""Tasks of the command line. Facts are listed if the stories have none, else judged. A review follows the kind of its layers."""
OWN_LABELS = "labels"
"""Name of the story's own labels where the name of a layer is asked for."""
KEY_LIMIT = 64 << 20
Layer = TypeVar("Layer", EntityLayer, MatchLayer)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be annotated. `folder` has the layers (`raw/`), and may be missing."""

    task: str
    stories: Sequence[Story]
    folder: Path | None
    predictions: str | None = None
    layers: tuple[str, ...] = ()


def layer_name(kind: str, annotator: str) -> str:
    """Return the name of the folder of an annotator's layers: `entities-ada`, or the annotator's id if it begins like that."""
    return annotator if annotator.startswith(f"{kind}-") else f"{kind}-{annotator}"


def read_layer(folder: Path | None, name: str, story: str, schema: type[Layer]) -> Layer:
    """Return the layer `name` of a story. Raise `InputError` if it is missing or belongs to another story."""
    kind = "entities" if schema is EntityLayer else "facts"
    if folder is None or not is_file_name(name):
        raise fail(name, "is no layer", "name a folder of annotations/raw")
    path = folder / "raw" / layer_name(kind, name) / f"{story}.yaml"
    layer = decode(load_yaml(path), schema, str(path))
    if layer.story != story:
        raise fail(str(path), f"has the id of the story {layer.story!a}", "correct the layer")
    return layer


def make_tasks(order: Order) -> list[Task]:
    """Return the tasks of all kinds but ratings. Raise `InputError` with every story for which no task can be made."""
    problems: list[Problem] = []
    found: list[Task] = []
    makers = {"summary": _summary, "entities": _entities, "facts": _facts, "review": _review}
    for story in order.stories:
        try:
            found += makers[order.task](order, story)
        except InputError as error:
            problems += error.problems
    kinds = sorted({task.kind for task in found})
    if len(kinds) > 1:
        without = ", ".join(sorted(task.story for task in found if task.kind == "fact-list"))
        problems.append(Problem("--task facts", f"some stories have no facts: {without}", "choose with --stories"))
    if problems:
        raise InputError(problems)
    return found


def _summary(order: Order, story: Story) -> Iterator[Task]:
    texts = {str(one.kind): one.text for one in story.references if one.annotator == order.predictions}
    if order.predictions is not None and not texts:
        raise fail(story.id, f"has no summary by {order.predictions!a}", "name an annotator of its references")
    yield made.summary_task(story, [Suggested(order.predictions, values=texts)] if order.predictions else ())


def _entities(order: Order, story: Story) -> Iterator[Task]:
    yield made.span_task(story, [_suggested(order, story, order.predictions)] if order.predictions else ())


def _suggested(order: Order, story: Story, name: str) -> Suggested:
    if name == OWN_LABELS:
        return Suggested(name, made.story_spans(story))
    layer = read_layer(order.folder, name, story.id, EntityLayer)
    return Suggested(name, made.layer_spans(made.text_of(story.title, story.document), layer))


def _facts(order: Order, story: Story) -> Iterator[Task]:
    if not story.facts:
        yield made.fact_list_task(story)
        return
    name = order.predictions
    layers = [(name, read_layer(order.folder, name, story.id, MatchLayer))] if name else ()
    yield from made.fact_tasks(story, layers)


def _review(order: Order, story: Story) -> Iterator[Task]:
    names = order.layers
    if len(names) == 1:
        if task := made.review_summary_task(story, names[0]):
            yield task
        return
    if len(names) != 2 or len(set(names)) != 2:
        raise fail("--layers", "needs two layers to compare, or one writer of summaries", "name them")
    if order.folder is not None and (order.folder / "raw" / layer_name("facts", names[0])).is_dir():
        layers = [(name, read_layer(order.folder, name, story.id, MatchLayer)) for name in names]
        yield from made.fact_tasks(story, layers, "review-facts")
    else:
        yield made.span_task(story, [_suggested(order, story, name) for name in names], "review-entities")


def key_of(tasks: Iterable[Task], systems: Mapping[str, Sequence[str]], scales: Sequence[str], seed: int) -> bytes:
    """Return the key of a blind rating: system and summary by task, in the order shown."""
    rows = {
        task.id: [
            {"system": system, "summary": text} for system, (_, text) in zip(systems[task.id], task.shown, strict=True)
        ]
        for task in tasks
    }
    text = json.dumps({"seed": seed, "scales": list(scales), "tasks": rows}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def read_key(path: Path, stories: Iterable[Story]) -> tuple[list[Task], dict[str, list[str]], list[str]]:
    """Return the rating tasks of a key, the systems by task, and the scales. Raise `InputError` if it is no key."""
    try:
        key: Any = json.loads(read_text(path, KEY_LIMIT))
        scales = [str(scale) for scale in key["scales"]]
        texts = {
            name: [(str(row["system"]), str(row["summary"])) for row in rows] for name, rows in key["tasks"].items()
        }
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        raise fail(str(path), "is not the key of a rating", "pass the file OUT.key.json of the export") from None
    options = tuple(str(number) for number in range(1, made.HIGHEST_RATING + 1))
    tasks = []
    for story in stories:
        shown = tuple((f"summary_{at}", text) for at, (_, text) in enumerate(texts.get(story.id, ()), 1))
        items = tuple(
            made.Item(f"{name}/{scale}", f"{scale} of {name}", options) for name, _ in shown for scale in scales
        )
        if shown:
            text = made.text_of(story.title, story.document)
            tasks.append(Task("rating", story.id, story.id, text, shown, items))
    return tasks, {name: [system for system, _ in rows] for name, rows in texts.items()}, scales
