"""Check references, facts, articles, clusters and exceptions."""

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
"""Maximum number of consecutive words that a reference may share with its article."""
DUPLICATE_LIMIT = 0.6
"""Maximum Jaccard overlap of the word trigrams of two references of one kind. References above it count as copies."""
SENTENCES = {"headline": (1, 1), "brief": (1, 1), "abstract": (3, 5)}
"""Minimum and maximum number of sentences per kind of reference of a story."""
CLUSTER_SENTENCES = (6, 6)
"""Minimum and maximum number of sentences in the abstract of a cluster."""
SHORTEST_ABSTRACT = 60
"""Minimum number of words in the abstract of a story."""
SHORTEST_CLUSTER_ABSTRACT = 150
"""Minimum number of words in the abstract of a cluster."""
QUOTATION_MARK = re.compile(r"[\"“”‘„«»’]|(?<!\w)'(?=\w)")


def story_unfinished(labels: Labels) -> Iterator[Problem]:
    """Report stories without a title or without references, and sets of references without one of the three kinds.

    In a benchmark of one's own, a set may have fewer kinds, and stories without facts are reported instead.
    """
    for file, _ in labels.files:
        where = labels.where(file.id)
        parts = {"title": bool(file.title), "references": bool(file.references)}
        if labels.own:
            parts["facts"] = bool(file.facts)
        if lacking := [f"no {part}" for part, there in parts.items() if not there]:
            yield Problem(where, f"has {', '.join(lacking)}", "add them as in TEMPLATE.yaml")
        for at, one in enumerate(() if labels.own else file.references):
            for kind in ("headline", "brief", "abstract"):
                if getattr(one, kind) is None:
                    yield Problem(where, f"references[{at}]: has no {kind}", "write it")


def suggestions_unreviewed(labels: Labels) -> Iterator[Problem]:
    """Report stories with entities that rules suggested and nobody has reviewed."""
    for file, _ in labels.files:
        if file.suggestions:
            what = f"has {len(file.suggestions)} suggested entities that nobody has reviewed"
            remedy = "correct them and move them to entities, or delete them; until then they are no labels"
            yield Problem(labels.where(file.id), what, remedy)


def reference_unsupported(labels: Labels) -> Iterator[Problem]:
    """Report names and values in a reference that its article does not have."""
    for group in labels.groups:
        allowed = labels.annotations.allowed("reference_unsupported", group.row.id)
        document = f"{group.title}\n\n{group.row.document}"
        for reference in group.row.references:
            for mention in entities.support(document=document, summary=reference.text, gold=group.row.entities):
                if not mention.supported and mention.text not in allowed:
                    what = f"{reference.id} states {mention.text!r}, which the article does not"
                    yield Problem(group.where, what, "remove it from the reference, or label it")


def reference_length(labels: Labels) -> Iterator[Problem]:
    """Report references with too few or too many words or sentences for their kind."""
    for group in labels.groups:
        is_cluster = len(group.row.parts) > 1
        for reference in group.row.references:
            count, lines = len(words(reference.text)), len(paragraphs(reference.text))
            low, high = CLUSTER_SENTENCES if is_cluster and reference.kind == "abstract" else SENTENCES[reference.kind]
            shortest = SHORTEST_CLUSTER_ABSTRACT if is_cluster else SHORTEST_ABSTRACT
            shortest, longest = shortest if reference.kind == "abstract" else 1, group.budget[reference.kind]
            if not (shortest <= count <= longest and low <= lines <= high):
                limits = f"write {shortest} to {longest} words in {low} to {high} lines"
                yield Problem(group.where, f"{reference.id} has {count} words in {lines} lines", limits)


def reference_style(labels: Labels) -> Iterator[Problem]:
    """Report quotation marks in an article or a reference, and headlines that end in a full stop."""
    for group in labels.groups:
        texts = [("article", group.row.document), *((one.id, one.text) for one in group.row.references)]
        for name, text in texts:
            if QUOTATION_MARK.search(text):
                yield Problem(
                    group.where, f"{name} has a quotation mark", "use reported speech and straight apostrophes"
                )
        for one in group.row.references:
            if one.kind == "headline" and one.text.endswith("."):
                yield Problem(group.where, f"{one.id} ends in a full stop", "remove it")


def reference_copied(labels: Labels) -> Iterator[Problem]:
    """Report references that copy more than `COPY_LIMIT` consecutive words of their article."""
    for group in labels.groups:
        runs = _runs(group.row.document, COPY_LIMIT + 1)
        for reference in group.row.references:
            if copied := _runs(reference.text, COPY_LIMIT + 1) & runs:
                what = f"{reference.id} copies {' '.join(min(copied))!r}"
                yield Problem(group.where, what, f"copy at most {COPY_LIMIT} consecutive words")


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = [word.casefold() for word in words(text)]
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


def references_alike(labels: Labels) -> Iterator[Problem]:
    """Report pairs of references of one kind that are nearly the same text."""
    for group in labels.groups:
        for one, other in combinations(group.row.references, 2):
            if one.kind == other.kind and _overlap(one, other) > DUPLICATE_LIMIT:
                yield Problem(
                    group.where, f"{one.id} and {other.id} are nearly the same", "rewrite one of them independently"
                )


def _overlap(one: Reference, other: Reference) -> float:
    first, second = _runs(one.text, 3), _runs(other.text, 3)
    return len(first & second) / len(first | second) if first | second else 0.0


FACTS = (8, 20)
"""Minimum and maximum number of facts per story."""


def fact_contradicted(labels: Labels) -> Iterator[Problem]:
    """Report wrong `stated_by` lists: an abstract in it names none of the fact's entities, or the list is empty although an
    abstract has all words of the fact.
    """
    for file, story in labels.files:
        abstracts = {one.annotator: one.text for one in story.references if one.kind == "abstract"}
        named = {annotator: entities.named(text, story.entities) for annotator, text in abstracts.items()}
        for at, fact in enumerate(file.facts):
            for annotator in fact.stated_by:
                if fact.entities and not named[annotator] & set(fact.entities):
                    what = f"facts[{at}]: stated_by lists {annotator}, whose abstract names none of its entities"
                    yield Problem(labels.where(file.id), what, "correct stated_by or entities")
            for annotator in abstracts.keys() - set(fact.stated_by) if not fact.stated_by else ():
                if set(key(fact.text)) <= set(key(abstracts[annotator])):
                    what = f"facts[{at}]: stated_by is empty, but the abstract of {annotator} has all its words"
                    yield Problem(labels.where(file.id), what, "correct stated_by")


def fact_count(labels: Labels) -> Iterator[Problem]:
    """Report stories with fewer than 8 or more than 20 facts."""
    for file, _ in labels.files:
        if not FACTS[0] <= len(file.facts) <= FACTS[1]:
            yield Problem(labels.where(file.id), f"has {len(file.facts)} facts", f"write {FACTS[0]} to {FACTS[1]}")


def cluster_parted(labels: Labels) -> Iterator[Problem]:
    """Report clusters with stories in two splits. Related stories in both would leak from one split into the other."""
    splits: dict[str, set[str]] = defaultdict(set)
    for file in labels.annotations.stories:
        if file.cluster is not None:
            splits[file.cluster].add(file.split)
    for cluster, found in splits.items():
        if len(found) > 1:
            yield Problem(
                str(labels.folder / "clusters" / f"{cluster}.yaml"),
                f"has stories in {' and '.join(sorted(found))}",
                "move all of them to one split",
            )


def article_layout(labels: Labels) -> Iterator[Problem]:
    """Report articles that are not in canonical form: one paragraph per line, NFC, no trailing blanks."""
    for file, _ in labels.files:
        if file.article is not None and file.article != f"{document_of(file.article)}\n":
            yield Problem(
                labels.where(file.id),
                "article: is not in canonical form",
                "write one paragraph per line, a blank line between two paragraphs, and no space at the end of a line",
            )


def exception_unused(labels: Labels) -> Iterator[Problem]:
    """Report exceptions for unknown stories, and exceptions whose text occurs in none of their stories' texts."""
    for at, exception in enumerate(labels.annotations.exceptions):
        stories = [exception.story] if exception.story else list(labels.stories)
        found = (text for story in stories for text, _ in labels.mentions.get(story, []))
        if not any(exception.text in text for text in found):
            what = f"exceptions[{at}]: {exception.text!r} occurs in no text that the exception covers"
            yield Problem(
                str(labels.folder / "exceptions.yaml"), what, "remove the exception, or correct its story or text"
            )
