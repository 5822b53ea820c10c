"""Checks of facts, of articles and of what stories have to do with each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from chipbrief.annotations.build import document_of
from chipbrief.annotations.checks.labels import Labels
from chipbrief.language.tokens import key
from chipbrief.metrics import entities
from chipbrief.problems import Problem

FACTS = (8, 20)


def fact_contradicted(labels: Labels) -> Iterator[Problem]:
    """A fact said to be stated by a reference that names none of its entities, or by none although one says its words."""
    for file, story in labels.files:
        abstracts = {one.annotator: one.text for one in story.references if one.kind == "abstract"}
        named = {annotator: entities.named(text, story.entities) for annotator, text in abstracts.items()}
        for at, fact in enumerate(file.facts):
            for annotator in fact.stated_by:
                if fact.entities and not named[annotator] & set(fact.entities):
                    what = f"facts[{at}]: {annotator} is said to state it and names none of its entities"
                    yield Problem(labels.where(file.id), what, "correct stated_by or entities")
            for annotator in abstracts.keys() - set(fact.stated_by) if not fact.stated_by else ():
                if set(key(fact.text)) <= set(key(abstracts[annotator])):
                    what = f"facts[{at}]: no reference is said to state it, but {annotator} has all of its words"
                    yield Problem(labels.where(file.id), what, "correct stated_by")


def fact_count(labels: Labels) -> Iterator[Problem]:
    """Fewer than 8 or more than 20 facts."""
    for file, _ in labels.files:
        if not FACTS[0] <= len(file.facts) <= FACTS[1]:
            yield Problem(labels.where(file.id), f"has {len(file.facts)} facts", f"{FACTS[0]} to {FACTS[1]}")


def cluster_parted(labels: Labels) -> Iterator[Problem]:
    """A cluster with stories in two splits: what is learnt from one would leak into the other."""
    splits: dict[str, set[str]] = defaultdict(set)
    for file in labels.annotations.stories:
        if file.cluster is not None:
            splits[file.cluster].add(file.split)
    for cluster, found in splits.items():
        if len(found) > 1:
            yield Problem(
                str(labels.folder / "clusters" / f"{cluster}.yaml"),
                f"stories in {' and '.join(sorted(found))}",
                "keep one split",
            )


def article_layout(labels: Labels) -> Iterator[Problem]:
    """An article that is not stored as it is written: a paragraph a line, NFC, no trailing blanks."""
    for file, _ in labels.files:
        if file.article is not None and file.article != f"{document_of(file.article)}\n":
            yield Problem(
                labels.where(file.id),
                "article: not a paragraph a line, parted by blank lines",
                "see the guidelines, section 5",
            )


def exception_unused(labels: Labels) -> Iterator[Problem]:
    """An exception for a story that there is not, or whose text stands in no title or article."""
    for at, exception in enumerate(labels.annotations.exceptions):
        stories = [exception.story] if exception.story else list(labels.stories)
        found = (text for story in stories for text, _ in labels.mentions.get(story, []))
        if not any(exception.text in text for text in found):
            what = f"exceptions[{at}]: {exception.text!r} stands in no text that it could be for"
            yield Problem(str(labels.folder / "exceptions.yaml"), what, "remove it, or correct story or text")
