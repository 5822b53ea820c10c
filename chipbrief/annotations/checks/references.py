"""Check the references: their length, style and support, and how far they copy the article or each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from chipbrief.annotations.checks.labels import Labels
from chipbrief.language.tokens import paragraphs, words
from chipbrief.metrics import entities, rouge
from chipbrief.problems import Problem
from chipbrief.records import Reference

COPY_LIMIT = 12
"""Maximum number of consecutive words that a reference may share with its article."""
DUPLICATE_LIMIT = 0.6
"""Maximum Jaccard overlap of the word trigrams of two references of one kind. References above it count as copies."""
ROUGE_LIMIT = 0.45
"""ROUGE-2 F-measure from which two abstracts of a story count as one text."""
SHARED_LIMIT = 8
"""Length in words of a run that two annotators, who do not know each other's work, are not expected to share."""
SELECTION_LIMIT = 0.8
"""Jaccard overlap of the facts of two abstracts from which they count as one selection."""
PAGE_LIMIT = 9
"""Length in words of a run of the raw page that the open article must not have."""
SENTENCES = {"headline": (1, 1), "brief": (1, 1), "abstract": (3, 5)}
"""Minimum and maximum number of sentences per kind of reference of a story."""
CLUSTER_SENTENCES = (6, 6)
"""Minimum and maximum number of sentences in the abstract of a cluster."""
SHORTEST_ABSTRACT = 60
"""Minimum number of words in the abstract of a story."""
SHORTEST_CLUSTER_ABSTRACT = 150
"""Minimum number of words in the abstract of a cluster."""
QUOTATION_MARK = re.compile(r"[\"“”‘„«»’]|(?<!\w)'(?=\w)")


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
    """Report pairs of references of one kind that are nearly the same text.

    Abstracts are compared by ROUGE-2 (limit `ROUGE_LIMIT`), shorter references by their word trigrams (`DUPLICATE_LIMIT`).
    """
    for group in labels.groups:
        for one, other in combinations(group.row.references, 2):
            if one.kind != other.kind:
                continue
            alike = (
                _rouge2(one, other) >= ROUGE_LIMIT if one.kind == "abstract" else _overlap(one, other) > DUPLICATE_LIMIT
            )
            if alike:
                yield Problem(
                    group.where, f"{one.id} and {other.id} are nearly the same", "rewrite one of them independently"
                )


def _rouge2(one: Reference, other: Reference) -> float:
    return rouge.score(one.text, [other.text], ["rouge2"])["rouge2"].fmeasure


def _overlap(one: Reference, other: Reference) -> float:
    first, second = _runs(one.text, 3), _runs(other.text, 3)
    return len(first & second) / len(first | second) if first | second else 0.0


def references_share_run(labels: Labels) -> Iterator[Problem]:
    """Report runs of `SHARED_LIMIT` or more words that the references of two annotators share and the article does not have."""
    for group in labels.groups:
        article = _runs(f"{group.title}\n\n{group.row.document}", SHARED_LIMIT)
        for one, other in combinations(group.row.references, 2):
            if one.annotator == other.annotator:
                continue
            if shared := (_runs(one.text, SHARED_LIMIT) & _runs(other.text, SHARED_LIMIT)) - article:
                what = f"{one.id} and {other.id} share {' '.join(min(shared))!r}, which is not in the article"
                yield Problem(
                    group.where, what, f"share at most {SHARED_LIMIT - 1} consecutive words; reword one of them"
                )


def selections_alike(labels: Labels) -> Iterator[Problem]:
    """Report pairs of annotators whose abstracts select nearly the same facts: a Jaccard overlap of `SELECTION_LIMIT` or more."""
    for group in labels.groups:
        writers = [one.annotator for one in group.row.references if one.kind == "abstract"]
        for one, other in combinations(writers, 2):
            first, second = (
                {fact.id for fact in group.row.facts if writer in fact.stated_by} for writer in (one, other)
            )
            if first | second and len(first & second) / len(first | second) >= SELECTION_LIMIT:
                what = f"the abstracts of {one} and {other} state {len(first & second)} of {len(first | second)} facts in common"
                yield Problem(group.where, what, "select other facts in one of them, and judge its facts again")


def copied_from_page(labels: Labels, story: str, page: str) -> Iterator[Problem]:
    """Report wording of a story that its raw page has: `PAGE_LIMIT` words of the article or title in a row, or `SHARED_LIMIT`
    words of a reference that the article does not have. It is no member of `CHECKS`, because not everybody has the pages.
    """
    group = next(one for one in labels.groups if one.row.id == story)
    open_text = f"{group.title}\n\n{group.row.document}"
    if copied := _runs(open_text, PAGE_LIMIT) & _runs(page, PAGE_LIMIT):
        yield Problem(
            group.where, f"the article copies {' '.join(min(copied))!r} from the page", "write it in other words"
        )
    allowed, forbidden = _runs(open_text, SHARED_LIMIT), _runs(page, SHARED_LIMIT)
    references = [*group.row.references, *_cluster_references(labels, story)]
    for reference in references:
        if copied := (_runs(reference.text, SHARED_LIMIT) & forbidden) - allowed:
            what = f"{reference.id} copies {' '.join(min(copied))!r} from the page"
            yield Problem(group.where, what, "write the reference from the open article alone")


def _cluster_references(labels: Labels, story: str) -> Sequence[Reference]:
    """Return the references of the cluster to which `story` belongs."""
    cluster = labels.stories[story].cluster
    return labels.clusters[cluster].references if cluster and cluster in labels.clusters else ()
