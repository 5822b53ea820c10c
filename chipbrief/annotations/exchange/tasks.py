"""What people annotate: tasks made from stories, and the answers that come back. No annotation tool is named here.

Every task carries the SHA-256 of all that its annotator sees. An answer whose digest differs belongs to another wording.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, get_args

from chipbrief.annotations.build import document_of
from chipbrief.annotations.load import ID_PATTERN
from chipbrief.annotations.schema import EntityLayer, MatchLayer, SpanLabel
from chipbrief.annotations.suggestions import slug
from chipbrief.files import sha256
from chipbrief.language.mentions import find_mentions
from chipbrief.language.tokens import normalise
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import WORD_BUDGET, Story
from chipbrief.yaml_files import HARMLESS

Kind = Literal[
    "entities", "summary", "facts", "fact-list", "rating", "review-entities", "review-facts", "review-summary"
]
"""Kinds of tasks: mark spans, write summaries, judge which facts a summary states, list facts, rate summaries, review labels."""
KINDS: tuple[Kind, ...] = get_args(Kind)
SPAN_KINDS: frozenset[Kind] = frozenset(("entities", "review-entities"))
"""Kinds whose answers are spans."""
SUMMARY_KINDS = ("headline", "brief", "abstract")
HIGHEST_RATING = 5
FACT_ANSWERS = ("yes", "no")
VERDICTS = ("approve", "reject")


class Item(NamedTuple):
    """One question of a task. `options` are the allowed answers; without options, the answer is a text."""

    name: str
    prompt: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggested:
    """Labels of an annotator that are shown as predictions: spans, or an answer per item."""

    annotator: str
    spans: tuple[SpanLabel, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """One unit of work. `text` is the article with its title, `shown` further texts by name, `items` the questions."""

    kind: Kind
    id: str
    story: str
    text: str
    shown: tuple[tuple[str, str], ...] = ()
    items: tuple[Item, ...] = ()
    suggested: tuple[Suggested, ...] = ()
    writer: str | None = None
    """Annotator whose summary is judged or reviewed."""

    @property
    def sha256(self) -> str:
        """Return the digest of everything that the annotator sees, without the suggested labels."""
        seen = [self.kind, self.id, self.text, self.shown, [item[:] for item in self.items]]
        return sha256(json.dumps(seen, ensure_ascii=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """An annotator's work on one task. `where` says where it stands in the file."""

    task: str
    sha256: str
    where: str
    spans: tuple[SpanLabel, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    date: str | None = None
    seconds: int | None = None
    started_from: str | None = None
    unchanged: bool = False
    """Whether every label was taken over from a prediction."""
    untouched: bool = False
    """Whether a file with shown labels has come back as it was exported."""


class Returned(NamedTuple):
    """What a file of an annotation tool holds: answers, notes on what is left out by rule, and faults, of which `more` are unlisted."""

    answers: tuple[Answer, ...]
    notes: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    more: int = 0


def usable_id(name: str) -> str:
    """Return a story's id as an id of the annotation files: itself if it is one, else its words and eight digits of its SHA-256."""
    if ID_PATTERN.fullmatch(name) and len(name) <= 100:
        return name
    return f"{slug(name) or 'story'}-{sha256(name.encode('utf-8', 'replace'))[:8]}"


def canonical(stories: Iterable[Story]) -> list[Story]:
    """Return the stories with ids, titles and articles as the annotation files store them. Stories without an article are left out.

    Raise `InputError` with the stories that no annotation file can hold, before anybody works on them.
    """
    found = [
        replace(
            story,
            id=usable_id(story.id),
            document=document_of(story.document),
            title=" ".join(normalise(story.title).split()) or None if story.title else None,
        )
        for story in stories
    ]
    found = [story for story in found if story.document]
    problems = [
        Problem(story.id, "its title or article has a control character", "remove it from the corpus, then export")
        for story in found
        if not HARMLESS.sub("", f"{story.title} {story.document}").isprintable()
    ]
    if problems:
        raise InputError(problems)
    return found


def text_of(title: str | None, document: str) -> str:
    """Return the text whose offsets spans count: the title, a blank line and the article, or the article alone."""
    return f"{title}\n\n{document}" if title else document


def layer_spans(text: str, layer: EntityLayer) -> tuple[SpanLabel, ...]:
    """Return the spans of a layer: the exact ones if it has them, else the mentions of its forms in `text`."""
    if layer.spans or layer.work is not None:
        return layer.spans
    types = {label.id: label.type for label in layer.entities}
    mentions = find_mentions(text, {label.id: label.forms for label in layer.entities})
    return tuple(
        SpanLabel(one.start, one.end, kind, text[one.start : one.end])
        for one in mentions
        if (kind := types[one.entity]) is not None
    )


def story_spans(story: Story) -> tuple[SpanLabel, ...]:
    """Return the mentions of a story's own entities in its title and article."""
    text = text_of(story.title, story.document)
    types = {entity.id: entity.type for entity in story.entities}
    mentions = find_mentions(text, {entity.id: entity.forms for entity in story.entities})
    return tuple(SpanLabel(one.start, one.end, types[one.entity], text[one.start : one.end]) for one in mentions)


def span_task(story: Story, suggested: Sequence[Suggested] = (), kind: Kind = "entities") -> Task:
    """Return the task to mark the entities of a story, or to review layers of them."""
    return Task(kind, story.id, story.id, text_of(story.title, story.document), suggested=tuple(suggested))


def summary_task(story: Story, suggested: Sequence[Suggested] = ()) -> Task:
    """Return the task to write a headline, a brief and an abstract."""
    prompts = {
        "headline": f"Headline (at most {WORD_BUDGET['headline']} words, no full stop)",
        "brief": f"Brief (one sentence of at most {WORD_BUDGET['brief']} words)",
        "abstract": f"Abstract (at most {WORD_BUDGET['abstract']} words, one sentence per line)",
    }
    items = tuple(Item(name, prompts[name]) for name in SUMMARY_KINDS)
    return Task("summary", story.id, story.id, text_of(story.title, story.document), (), items, tuple(suggested))


def fact_list_task(story: Story) -> Task:
    """Return the task to list the facts of a story."""
    items = (Item("facts", "Facts, the most important first, one claim per line"),)
    return Task("fact-list", story.id, story.id, text_of(story.title, story.document), (), items)


def fact_tasks(story: Story, layers: Sequence[tuple[str, MatchLayer]] = (), kind: Kind = "facts") -> Iterator[Task]:
    """Yield one task per abstract of a story: which of its facts does the abstract state? The writer is not shown.

    `layers` are raters whose answers are suggested. Raise `InputError` if one judges other facts.
    """
    facts = [fact.id for fact in story.facts]
    for name, layer in layers:
        if [match.fact for match in layer.matches] != facts:
            raise fail(f"{name}/{story.id}", "judges other facts than the story has", "judge the facts again")
    items = tuple(Item(fact.id, fact.text, FACT_ANSWERS) for fact in story.facts)
    for number, reference in enumerate((one for one in story.references if one.kind == "abstract"), 1):
        writer = reference.annotator
        suggested = tuple(
            Suggested(name, values={one.fact: FACT_ANSWERS[writer not in one.stated_by] for one in layer.matches})
            for name, layer in layers
        )
        name, shown = f"{story.id}/{number}", (("summary", reference.text),)
        yield Task(kind, name, story.id, text_of(story.title, story.document), shown, items, suggested, writer)


def review_summary_task(story: Story, writer: str) -> Task | None:
    """Return the task to approve or reject a writer's summaries of a story, or None if there are none."""
    shown = tuple((str(one.kind), one.text) for one in story.references if one.annotator == writer)
    if not shown:
        return None
    items = (Item("verdict", "Do the summaries follow the guidelines?", VERDICTS),)
    return Task("review-summary", story.id, story.id, text_of(story.title, story.document), shown, items, writer=writer)


def rating_tasks(
    stories: Iterable[Story], outputs: Mapping[str, Mapping[str, str]], scales: Sequence[str], seed: int
) -> tuple[list[Task], dict[str, list[str]]]:
    """Return one task per story with the summaries of all systems, and the key: the systems by task, in the order shown.

    `outputs` are summaries by system and story id. The order of a story depends only on `seed` and the story's id.
    Raise `InputError` with every missing summary.
    """
    problems, tasks, key = [], [], {}
    options = tuple(str(number) for number in range(1, HIGHEST_RATING + 1))
    for story in stories:
        missing = sorted(name for name in outputs if story.id not in outputs[name])
        problems += [Problem(name, f"has no summary of {story.id}", "add it, or pass --stories") for name in missing]
        if missing:
            continue
        order = sorted(outputs)
        random.Random(int(sha256(f"{seed}\0{story.id}"), 16)).shuffle(order)  # noqa: S311 - an order, no secret
        shown = tuple((f"summary_{at}", normalise(outputs[name][story.id])) for at, name in enumerate(order, 1))
        items = tuple(Item(f"{name}/{scale}", f"{scale} of {name}", options) for name, _ in shown for scale in scales)
        tasks.append(Task("rating", story.id, story.id, text_of(story.title, story.document), shown, items))
        key[story.id] = order
    if problems:
        raise InputError(problems)
    return tasks, key


SCALE = re.compile(r"[a-z][a-z0-9_]{0,40}")
"""Pattern of the name of a rating scale."""
