"""Measure how far annotators agree, from their label layers before adjudication.

Agreement on spans is F1, because spans that nobody labelled cannot be counted (Hripcsak & Rothschild 2005). It has the
schemes of SemEval-2013 task 9.1:

- *exact*: same boundaries and same type.
- *partial*: any overlap, whatever the types. Credit is 1 if the boundaries are the same, otherwise 1/2.
- *type*: any overlap with the same type.

The fourth scheme, *overlap*, gives a pair of the same type its intersection over union: the characters that both spans have, divided
by those that either has.

The order of the labels never counts, and a span that an annotator marked twice with one type counts once.

Agreement on facts is Krippendorff's alpha for nominal data; `fact_ratings` returns its input.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from typing import NamedTuple

from chipbrief.annotations import Annotations
from chipbrief.annotations.build import document_of
from chipbrief.annotations.schema import ClusterFile, EntityLayer, MatchLayer, StoryFile
from chipbrief.language.mentions import find_mentions
from chipbrief.metrics import entities, rouge, text_stats
from chipbrief.problems import fail
from chipbrief.records import Reference, Story
from chipbrief.yaml_files import decode, load_yaml

SCHEMES = ("exact", "partial", "type")
"""Names of the agreement schemes of the datasheet, as in the module's docstring."""
MAX_OVERLAPS = 1_000_000
"""Maximum number of overlapping pairs of spans in one story."""


class Span(NamedTuple):
    """A labelled span of a text: offsets in code points (end exclusive) and entity type."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Agreement on one document: the credit per scheme, and the number of spans of each annotator."""

    exact: float
    partial: float
    type: float
    first: int
    second: int
    overlap: float = 0.0


Match = tuple[Span | None, Span | None]
"""A span of the first annotator and the one of the second that it is matched with. None stands for no such span."""


def match_spans(first: Iterable[Span], second: Iterable[Span]) -> list[Match]:
    """Match each span with at most one span of the other annotator that overlaps it. Return all spans in the order of the text.

    Identical spans are matched first, then those with the same boundaries, with the same type, with the longest overlap, and with the
    largest intersection over union. Raise `InputError` for more than `MAX_OVERLAPS` overlapping pairs.
    """
    ones, others = sorted(set(first)), sorted(set(second))
    pairs: list[tuple[Span, Span]] = []
    for one in ones:
        before_its_end = others[: bisect_left(others, one.end, key=lambda span: span.start)]
        pairs += [(one, other) for other in before_its_end if _overlap(one, other)]
        if len(pairs) > MAX_OVERLAPS:
            raise fail("spans", f"more than {MAX_OVERLAPS:,} pairs overlap", "remove the spans that are marked twice")
    # The last two parts of the key depend neither on the order of the spans nor on who is first.
    pairs.sort(key=lambda pair: (*_rank(*pair), min(pair), max(pair)), reverse=True)
    matched: dict[Span, Span] = {}
    taken: set[Span] = set()
    for one, other in pairs:
        if one not in matched and other not in taken:
            matched[one] = other
            taken.add(other)
    found: list[Match] = [(one, matched.get(one)) for one in ones]
    found += [(None, other) for other in others if other not in taken]
    return sorted(found, key=lambda match: tuple(filter(None, match)))


def compare_spans(first: Iterable[Span], second: Iterable[Span]) -> Counts:
    """Return the agreement of two annotators on one document. `match_spans` says which spans are compared."""
    return count(match_spans(first, second))


def count(matches: Sequence[Match]) -> Counts:
    """Return the credits of matched spans."""
    both = [(one, other) for one, other in matches if one is not None and other is not None]
    return Counts(
        exact=float(sum(one == other for one, other in both)),
        partial=fsum(1.0 if one[:2] == other[:2] else 0.5 for one, other in both),
        type=float(sum(one.type == other.type for one, other in both)),
        first=sum(one is not None for one, _ in matches),
        second=sum(other is not None for _, other in matches),
        overlap=fsum(_iou(one, other) for one, other in both if one.type == other.type),
    )


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _iou(one: Span, other: Span) -> float:
    shared = _overlap(one, other)
    return shared / (one.end - one.start + other.end - other.start - shared)


def _rank(one: Span, other: Span) -> tuple[bool, bool, bool, int, float]:
    return one == other, one[:2] == other[:2], one.type == other.type, _overlap(one, other), _iou(one, other)


def f1(counts: Iterable[Counts], scheme: str) -> float | None:
    """Return the micro-averaged F1 over documents, or `None` if nobody labelled anything."""
    rows = list(counts)
    spans = sum(row.first + row.second for row in rows)
    return 2 * fsum(getattr(row, scheme) for row in rows) / spans if spans else None


def entity_layers(annotations: Annotations, folder: Path, names: Sequence[str]) -> dict[str, list[list[Span]]]:
    """Return, for each labelled story id, one list of spans per layer in `names`.

    Offsets count code points of the title, a blank line, and the article. Raise `InputError` if a layer does not fit its story.
    """
    found: dict[str, list[list[Span]]] = {}
    for file in annotations.stories:
        if file.article is None:
            continue
        text = f"{file.title}\n\n{document_of(file.article)}"
        found[file.id] = []
        for name in names:
            path = folder / "raw" / name / f"{file.id}.yaml"
            layer = decode(load_yaml(path), EntityLayer, str(path))
            if layer.story != file.id or any(label.type is None for label in layer.entities):
                raise fail(str(path), "has the id of another story, or a label without a type", "correct the layer")
            types = {label.id: str(label.type) for label in layer.entities}
            mentions = find_mentions(text, {label.id: label.forms for label in layer.entities})
            found[file.id].append([Span(one.start, one.end, types[one.entity]) for one in mentions])
    return found


def fact_ratings(annotations: Annotations, folder: Path, names: Sequence[str]) -> dict[str, list[list[int]]]:
    """Return, for the id of each story and cluster with references, one list of answers per rater in `names`.

    An answer is 1 if the rater says that the abstract states the fact, else 0. Answers are ordered by fact, then by abstract.
    Facts and abstracts are those that the raters judged; later corrections of the story do not change them. Raise
    `InputError` if a layer does not fit its story, or judges other facts than the first layer.
    """
    found: dict[str, list[list[int]]] = {}
    files: list[StoryFile | ClusterFile] = [*annotations.stories, *annotations.clusters]
    for file in files:
        writers = [reference.annotator for reference in file.references]
        if writers:
            found[file.id] = []
            judged: list[str] | None = None
            for name in names:
                path = folder / "raw" / name / f"{file.id}.yaml"
                layer = decode(load_yaml(path), MatchLayer, str(path))
                facts = [match.fact for match in layer.matches]
                judged = facts if judged is None else judged
                if layer.story != file.id or facts != judged:
                    raise fail(
                        str(path), "does not judge the facts of the other raters in their order", "correct the layer"
                    )
                said = {match.fact: match.stated_by for match in layer.matches}
                found[file.id].append([int(writer in said[fact]) for fact in facts for writer in writers])
    return found


def one_against_the_others(stories: Iterable[Story], annotator: str) -> list[dict[str, float | None]]:
    """Score one annotator's abstracts against those of the other annotators (leave one out).

    Return one mapping of measure names to scores per story; `None` stands for an undefined score.
    """
    return [_against(story, annotator) for story in stories]


def _against(story: Story, annotator: str) -> dict[str, float | None]:
    abstracts: list[Reference] = [one for one in story.references if one.kind == "abstract"]
    own = next(one.text for one in abstracts if one.annotator == annotator)
    others = [one for one in abstracts if one.annotator != annotator]
    texts = [one.text for one in others]
    scores: dict[str, float | None] = {
        f"{kind}_fmeasure": one.fmeasure for kind, one in rouge.score(own, texts).items()
    }
    scores["entity_recall"] = entities.recall(own, texts, story.entities)
    scores["fact_recall"] = _fact_recall(story, annotator, {one.annotator for one in others})
    scores["length"] = float(text_stats.length(own))
    return scores


def _fact_recall(story: Story, annotator: str, others: set[str]) -> float | None:
    """Return the weighted share of the others' facts that this annotator's abstract states.

    A fact's weight is the number of other abstracts that state it. The result is None if they state no fact.
    """
    weights = {fact.id: len(others & set(fact.stated_by)) for fact in story.facts}
    total = sum(weights.values())
    stated = sum(weights[fact.id] for fact in story.facts if annotator in fact.stated_by)
    return stated / total if total else None
