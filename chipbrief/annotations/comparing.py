"""Compare annotators pair by pair: a table over the stories that both have, and what they disagree on in each story.

All results are plain data, so that they can be printed and written as JSON. A measure is `[value, low, high]` with a 95 %
bootstrap interval over stories (`low` and `high` are None for fewer than five stories), or None if it is undefined: a story
that nobody labelled, or a pair without a common story, says nothing about agreement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from chipbrief.annotations import Annotations
from chipbrief.annotations.agreement import SCHEMES, Counts, Match, Span, count, f1, match_spans
from chipbrief.annotations.annotators import Pair
from chipbrief.annotations.build import build_open, document_of
from chipbrief.annotations.schema import ClusterFile, EntityLayer, StoryFile
from chipbrief.annotations.work import MatchLayer
from chipbrief.language.mentions import find_mentions
from chipbrief.metrics import entities, rouge, text_stats
from chipbrief.metrics.bootstrap import SEED, Estimate, estimate, ratio
from chipbrief.metrics.reliability import RESAMPLES, alpha, alpha_estimate, kappa
from chipbrief.problems import InputError, Problem
from chipbrief.records import Story

Result = dict[str, Any]
TASKS = ("entities", "facts", "summary")
"""Tasks whose results an annotation folder holds."""
MAIN = {"entities": "overlap", "facts": "same", "summary": "rouge1"}
"""The measure by which stories are sorted, by task. `same` is the share of equal answers: alpha says little about one story."""
SPAN_MEASURES = (*SCHEMES, "overlap")


@dataclass(frozen=True, slots=True)
class Drawing:
    """Settings of the bootstrap over stories."""

    resamples: int = RESAMPLES
    seed: int = SEED


def compare(task: str, pairs: Sequence[Pair], annotations: Annotations, drawing: Drawing | None = None) -> Result:
    """Return the comparison of all pairs for one of `TASKS`. Raise `InputError` with the faults of all layers."""
    how = {"entities": _entities, "facts": _facts, "summary": _summaries}[task]
    table: list[Result] = []
    stories: list[Result] = []
    problems: dict[Problem, None] = {}
    for pair in pairs:
        try:
            rows, worklist = how(pair, annotations, drawing or Drawing())
        except InputError as error:
            problems.update(dict.fromkeys(error.problems))
            continue
        names = {"first": pair.first.name, "second": pair.second.name}
        table += ({**names, "kinds": pair.kinds, **row} for row in rows)
        stories += ({"story": name, **names, **one} for name, one in worklist)
    if problems:
        raise InputError(problems)
    # Least agreement first. A story on which nobody labelled anything comes last: there is nothing to settle.
    stories.sort(key=lambda one: (one["score"] is None, one["score"] or 0.0, one["story"], one["first"], one["second"]))
    return {"task": task, "sorted_by": MAIN[task], "pairs": table, "stories": stories}


def _interval(found: Estimate) -> list[float | None] | None:
    if found.mean is None:
        return None
    return [found.mean, *((found.low, found.high) if found.has_interval else (None, None))]


Rows = tuple[list[Result], list[tuple[str, Result]]]
"""Rows of the table for one pair, and the comparison of each story."""


def _entities(pair: Pair, annotations: Annotations, drawing: Drawing) -> Rows:
    texts = {
        file.id: _text(file.title, file.article) for file in annotations.stories if file.article is not None
    }  # fmt: skip
    counts: list[Counts] = []
    worklist = []
    problems: list[Problem] = []
    for name in (story for story in pair.stories if story in texts):
        try:
            first, second = (
                spans_of(texts[name], one.work[name], f"{one.name}/{name}") for one in (pair.first, pair.second)
            )
            matches = match_spans(first, second)
        except InputError as error:
            problems += error.problems
            continue
        counts.append(count(matches))
        scores = {scheme: f1([counts[-1]], scheme) for scheme in SPAN_MEASURES}
        found = [_difference(match, texts[name]) for match in matches if match[0] != match[1]]
        worklist.append((name, {"score": scores["overlap"], "measures": scores, "disagreements": found}))
    if problems:
        raise InputError(problems)
    spans = [one.first + one.second for one in counts]
    measures = {
        scheme: _interval(ratio([2 * getattr(one, scheme) for one in counts], spans, drawing.resamples, drawing.seed))
        if counts
        else None
        for scheme in SPAN_MEASURES
    }
    totals = {"spans_first": sum(one.first for one in counts), "spans_second": sum(one.second for one in counts)}
    return [{"stories": len(counts), **totals, "measures": measures}], worklist


def _text(title: str | None, article: str) -> str:
    document = document_of(article)
    return f"{title}\n\n{document}" if title else document


def spans_of(text: str, layer: EntityLayer, where: str) -> list[Span]:
    """Return the spans of a layer: the exact ones if it has them, else the mentions of its forms in `text`.

    Blanks at the ends of a span do not count: whoever marks with a mouse catches one now and then. Raise `InputError` with the spans
    that do not fit the text, and the labels without a type.
    """
    problems = []
    if not layer.spans and layer.work is None:
        types = {label.id: label.type for label in layer.entities}
        problems = [
            Problem(where, f"the label {name!a} has no type", "correct the layer")
            for name, kind in types.items()
            if kind is None
        ]
        mentions = [] if problems else find_mentions(text, {label.id: label.forms for label in layer.entities})
        found = [Span(one.start, one.end, str(types[one.entity])) for one in mentions]
    else:
        found = []
        for label in layer.spans:
            inside = text[label.start : label.end] if 0 <= label.start < label.end <= len(text) else ""
            if not inside.strip() or inside != label.text:
                what = f"the span {label.start}–{label.end} is not {label.text[:60]!a} in the story's text"
                problems.append(Problem(where, what, "import the labels again: the text may have changed"))
                continue
            start = label.start + len(inside) - len(inside.lstrip())
            found.append(Span(start, start + len(inside.strip()), label.type))
    if problems:
        raise InputError(problems)
    return found


def _difference(match: Match, text: str) -> Result:
    """Return two spans that differ, or the one that only one annotator has, and how they differ."""
    one, other = match
    if one is None or other is None:
        what = "only first" if other is None else "only second"
    elif one[:2] == other[:2]:
        what = "types"
    else:
        what = "boundaries" if one.type == other.type else "boundaries and types"
    shown: Result = {"what": what}
    for name, span in (("first", one), ("second", other)):
        if span is not None:
            shown[name] = {**span._asdict(), "text": text[span.start : span.end]}
    return shown


def _facts(pair: Pair, annotations: Annotations, drawing: Drawing) -> Rows:
    """Compare the answers yes and no to the question which abstract states which fact. The writers are those that the story has."""
    files: dict[str, StoryFile | ClusterFile] = {file.id: file for file in annotations.stories}
    files.update({file.id: file for file in annotations.clusters})
    answers: list[list[list[float]]] = []
    worklist, problems = [], []
    for name in pair.stories:
        writers = [one.annotator for one in files[name].references if one.abstract]
        layers: list[MatchLayer] = [pair.first.work[name], pair.second.work[name]]
        said = [{match.fact: set(match.stated_by) for match in layer.matches} for layer in layers]
        if said[0].keys() != said[1].keys() or any(
            len(one) < len(layer.matches) for one, layer in zip(said, layers, strict=True)
        ):
            where = f"{pair.first.name}, {pair.second.name}: {name}"
            problems.append(Problem(where, "do not judge the same facts", "judge the facts again, each once"))
            continue
        texts = {fact.id: fact.text for fact in files[name].facts}
        keys = [(fact, writer) for fact in said[0] for writer in writers]
        pairs = [[float(writer in one[fact]) for one in said] for fact, writer in keys]
        answers.append(pairs)
        found = [
            {
                "what": "only first" if one else "only second",
                "fact": fact,
                "abstract": writer,
                "text": texts.get(fact, ""),
            }
            for (fact, writer), (one, other) in zip(keys, pairs, strict=True)
            if one != other
        ]
        scores = {"same": fmean(one == other for one, other in pairs) if pairs else None, "alpha": alpha(pairs)}
        worklist.append((name, {"score": scores["same"], "measures": scores, "disagreements": found}))
    if problems:
        raise InputError(problems)
    every = [answer for story in answers for answer in story]
    same = [sum(one == other for one, other in story) for story in answers]
    kappa_of = kappa([one for one, _ in every], [other for _, other in every])
    measures = {
        "alpha": _interval(alpha_estimate(answers, "nominal", drawing.resamples, drawing.seed)),
        "kappa": None if kappa_of is None else [kappa_of, None, None],
        "same": _interval(ratio(same, [len(story) for story in answers], drawing.resamples, drawing.seed))
        if every
        else None,
    }
    return [{"stories": len(answers), "answers": len(every), "same": sum(same), "measures": measures}], worklist


def _summaries(pair: Pair, annotations: Annotations, drawing: Drawing) -> Rows:
    built = {story.id: story for stories in build_open(annotations).values() for story in stories}
    rows, worklist = [], []
    for kind in ("abstract", "brief", "headline"):
        scores: list[Mapping[str, float | None]] = []
        for name in pair.stories:
            first, second = (one.work[name].get(kind) for one in (pair.first, pair.second))
            if not first or not second or name not in built:
                continue
            found, differences = _two_summaries(first, second, built[name])
            scores.append(found)
            worklist.append(
                (name, {"kind": kind, "score": found["rouge1"], "measures": found, "disagreements": differences})
            )
        if scores or kind == "abstract":
            names = scores[0] if scores else ()
            measures = {
                one: _interval(estimate([row[one] for row in scores], drawing.resamples, drawing.seed)) for one in names
            }
            rows.append({"kind": kind, "stories": len(scores), "measures": measures})
    return rows, worklist


def _two_summaries(first: str, second: str, story: Story) -> tuple[dict[str, float | None], list[Result]]:
    """Compare two summaries. `entities` is twice the number of entities that both name, divided by those of each (Dice)."""
    scores: dict[str, float | None] = {
        name: one.fmeasure for name, one in rouge.score(first, [second]).items()
    }  # fmt: skip
    one, other = (entities.named(text, story.entities, story.published) for text in (first, second))
    scores["entities"] = 2 * len(one & other) / (len(one) + len(other)) if one or other else None
    scores["length_first"], scores["length_second"] = (float(text_stats.length(text)) for text in (first, second))
    names = {entity.id: entity.name for entity in story.entities}
    found = [{"what": "only first", "entity": name, "text": names[name]} for name in sorted(one - other)]
    found += [{"what": "only second", "entity": name, "text": names[name]} for name in sorted(other - one)]
    return scores, found
