"""Check facts, articles, clusters and exceptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from chipbrief.annotations.build import document_of
from chipbrief.annotations.checks.labels import Labels
from chipbrief.annotations.schema import StoryFile
from chipbrief.language.tokens import key
from chipbrief.metrics import entities
from chipbrief.problems import Problem


def story_unfinished(labels: Labels) -> Iterator[Problem]:
    """Report stories without a title or without references, and sets of references without one of the three kinds.

    In a benchmark of one's own, a set may have fewer kinds. Stories without facts, and abstracts of which no fact is stated, are
    reported instead.
    """
    for file, _ in labels.files:
        where = labels.where(file.id)
        parts = {"title": bool(file.title), "references": bool(file.references)}
        if labels.own:
            parts["facts"] = bool(file.facts)
        if lacking := [f"no {part}" for part, there in parts.items() if not there]:
            yield Problem(where, f"has {', '.join(lacking)}", "add them as in TEMPLATE.yaml")
        for writer in sorted(_unjudged(file)) if labels.own else ():
            what = f"no fact is stated by the abstract of {writer}"
            yield Problem(
                where, what, f"judge it: `chipbrief annotate export --task facts --stories {file.id} -o FILE`"
            )
        for at, one in enumerate(() if labels.own else file.references):
            for kind in ("headline", "brief", "abstract"):
                if getattr(one, kind) is None:
                    yield Problem(where, f"references[{at}]: has no {kind}", "write it")


def _unjudged(file: StoryFile) -> set[str]:
    """Return the writers of abstracts that state no fact of the story. Nobody may have judged them yet."""
    stated = {writer for fact in file.facts for writer in fact.stated_by}
    return {one.annotator for one in file.references if one.abstract and file.facts} - stated


def suggestions_unreviewed(labels: Labels) -> Iterator[Problem]:
    """Report stories with entities that rules suggested and nobody has reviewed."""
    for file, _ in labels.files:
        if file.suggestions:
            what = f"has {len(file.suggestions)} suggested entities that nobody has reviewed"
            remedy = "correct them and move them to entities, or delete them; until then they are no labels"
            yield Problem(labels.where(file.id), what, remedy)


FACTS = (8, 20)
"""Minimum and maximum number of facts per story or cluster."""


def fact_contradicted(labels: Labels) -> Iterator[Problem]:
    """Report wrong `stated_by` lists: an abstract in it names none of the fact's entities, or the list is empty although an
    abstract has all words of the fact. In a benchmark of one's own, `story_unfinished` reports abstracts that nobody has judged.
    """
    unjudged = {file.id: _unjudged(file) for file, _ in labels.files} if labels.own else {}
    for group in labels.groups:
        abstracts = {one.annotator: one.text for one in group.row.references if one.kind == "abstract"}
        named = {annotator: entities.named(text, group.row.entities) for annotator, text in abstracts.items()}
        for at, fact in enumerate(group.row.facts):
            for annotator in fact.stated_by:
                if fact.entities and not named[annotator] & set(fact.entities):
                    what = f"facts[{at}]: stated_by lists {annotator}, whose abstract names none of its entities"
                    yield Problem(group.where, what, "correct stated_by or entities")
            judged = abstracts.keys() - unjudged.get(group.row.id, set())
            for annotator in sorted(judged) if not fact.stated_by else ():
                if set(key(fact.text)) <= set(key(abstracts[annotator])):
                    what = f"facts[{at}]: stated_by is empty, but the abstract of {annotator} has all its words"
                    yield Problem(group.where, what, "correct stated_by")


def fact_count(labels: Labels) -> Iterator[Problem]:
    """Report stories and clusters with fewer than 8 or more than 20 facts."""
    for group in labels.groups:
        count = len(group.row.facts)
        if not FACTS[0] <= count <= FACTS[1]:
            yield Problem(group.where, f"has {count} facts", f"write {FACTS[0]} to {FACTS[1]}")


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
