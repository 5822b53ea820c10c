"""Checks of references, facts, articles and clusters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from chipbrief.annotations.build import document_of
from chipbrief.annotations.checks.labels import Labels
from chipbrief.language.tokens import key, paragraphs, words
from chipbrief.metrics import entities
from chipbrief.problems import Problem
from chipbrief.records import Reference

COPY_LIMIT = 12
"""The most consecutive words that a reference may share with its article."""
DUPLICATE_LIMIT = 0.6
"""Two references of one kind whose three-word runs overlap more than this (Jaccard) are taken for copies."""
SENTENCES = {"headline": (1, 1), "brief": (1, 1), "abstract": (3, 5)}
CLUSTER_SENTENCES = (4, 6)
SHORTEST_ABSTRACT = 60
SHORTEST_CLUSTER_ABSTRACT = 100
QUOTATION_MARK = re.compile(r"[\"“”‘„«»’]|(?<!\w)'(?=\w)")


def reference_unsupported(labels: Labels) -> Iterator[Problem]:
    """A reference that states a name or a value which its article does not."""
    for group in labels.groups:
        allowed = labels.annotations.allowed("reference_unsupported", group.row.id)
        document = f"{group.title}\n\n{group.row.document}"
        for reference in group.row.references:
            for mention in entities.support(document, reference.text, group.row.entities):
                if not mention.supported and mention.text not in allowed:
                    what = f"{reference.id} states {mention.text!r}, which the article does not"
                    yield Problem(group.where, what, "take it out of the reference, or label it")


def reference_length(labels: Labels) -> Iterator[Problem]:
    """A reference outside the limits of its kind in words or sentences."""
    for group in labels.groups:
        is_cluster = len(group.row.parts) > 1
        for reference in group.row.references:
            count, lines = len(words(reference.text)), len(paragraphs(reference.text))
            low, high = CLUSTER_SENTENCES if is_cluster and reference.kind == "abstract" else SENTENCES[reference.kind]
            shortest = SHORTEST_CLUSTER_ABSTRACT if is_cluster else SHORTEST_ABSTRACT
            shortest, longest = shortest if reference.kind == "abstract" else 1, group.budget[reference.kind]
            if not (shortest <= count <= longest and low <= lines <= high):
                limits = f"{shortest} to {longest} words in {low} to {high} lines"
                yield Problem(group.where, f"{reference.id} has {count} words in {lines} lines", limits)


def reference_style(labels: Labels) -> Iterator[Problem]:
    """A quotation mark in an article or a reference, or a headline that ends as a sentence does."""
    for group in labels.groups:
        texts = [("article", group.row.document), *((one.id, one.text) for one in group.row.references)]
        for name, text in texts:
            if QUOTATION_MARK.search(text):
                yield Problem(group.where, f"{name} has a quotation mark", "report the speech; straight apostrophes")
        for one in group.row.references:
            if one.kind == "headline" and one.text.endswith("."):
                yield Problem(group.where, f"{one.id} ends in a full stop", "leave it out")


def reference_copied(labels: Labels) -> Iterator[Problem]:
    """A reference that copies more than twelve consecutive words of its article."""
    for group in labels.groups:
        runs = _runs(group.row.document, COPY_LIMIT + 1)
        for reference in group.row.references:
            if copied := _runs(reference.text, COPY_LIMIT + 1) & runs:
                what = f"{reference.id} copies {' '.join(min(copied))!r}"
                yield Problem(group.where, what, f"at most {COPY_LIMIT} words in a row")


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = [word.casefold() for word in words(text)]
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


def references_alike(labels: Labels) -> Iterator[Problem]:
    """Two annotators' references of one kind that are nearly the same text."""
    for group in labels.groups:
        for one, other in combinations(group.row.references, 2):
            if one.kind == other.kind and _overlap(one, other) > DUPLICATE_LIMIT:
                yield Problem(
                    group.where, f"{one.id} and {other.id} are nearly the same", "write one anew, independently"
                )


def _overlap(one: Reference, other: Reference) -> float:
    first, second = _runs(one.text, 3), _runs(other.text, 3)
    return len(first & second) / len(first | second) if first | second else 0.0


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
