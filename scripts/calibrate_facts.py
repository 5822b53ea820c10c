#!/usr/bin/env python3
"""Fit the lexical fact matcher to the labels of the abstracts, measure it, and write docs/fact_matching.json and .md.

examples:
  python scripts/calibrate_facts.py
  python scripts/calibrate_facts.py --check     exit 1 where the model or a file is stale
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chipbrief.annotations import Annotations, load_annotations
from chipbrief.annotations.agreement import fact_ratings
from chipbrief.annotations.build import build_open
from chipbrief.annotations.schema import FactAnswersFile, FactLabelsFile, TextAnswers
from chipbrief.annotations.yaml_files import decode, load_yaml
from chipbrief.files import write_or_check
from chipbrief.language.tokens import sentence_lines
from chipbrief.metrics import facts, rouge
from chipbrief.metrics.bootstrap import SEED
from chipbrief.metrics.facts import lexical, llm
from chipbrief.metrics.facts.calibration import cut, fit
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Fact, Story

ROOT = Path(__file__).resolve().parents[1]
RATERS = ("facts-1", "facts-2")
RESAMPLES = 1000
TINY = 1e-18
"""A spread below this is rounding: all points are the same."""
MEASURES = ("accuracy", "balanced_accuracy", "f1", "kappa", "bias")
RIVALS = {"rouge1": "ROUGE-1 recall of the fact", "sentence_rougeL": "ROUGE-L recall of the fact, best sentence"}
Floats = NDArray[np.float64]
Prediction = Sequence[bool]
Key = tuple[str, str, str]
"""The story of a text, its kind and its origin."""


class Text(NamedTuple):
    """A text whose facts are labelled: for each fact of its story, in order, whether it states it, and what is seen of it.

    `questions` is a digest of what the matcher `llm` asks of it.
    """

    story: Story
    kind: str
    origin: str
    questions: str
    labels: tuple[bool, ...]
    evidence: tuple[lexical.Evidence, ...]
    rivals: Mapping[str, tuple[float, ...]]

    @property
    def key(self) -> Key:
        """What names it."""
        return self.story.id, self.kind, self.origin


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the model or a file is stale")
    args = parser.parse_args(argv)
    try:
        annotations = load_annotations(ROOT / "annotations")
        stories = [story for rows in build_open(annotations).values() for story in rows]
        texts = [*_abstracts(stories), *_others(stories, ROOT / "annotations" / "fact_labels.yaml")]
        raters = _raters(annotations)
        asked, answers = _answers(texts, ROOT / "annotations" / "fact_answers.yaml")
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    model = _fit([text for text in texts if text.kind == "abstract"])
    if model != lexical.MODEL:
        print(
            f"chipbrief/metrics/facts/lexical.py: MODEL is stale; the labels now give\nMODEL = {model!r}",
            file=sys.stderr,
        )
        return 1
    results = {"llm": asked, **_measure(texts, raters, answers)}
    files = {
        ROOT / "docs" / "fact_matching.json": (json.dumps(results, indent=2) + "\n").encode(),
        ROOT / "docs" / "fact_matching.md": _page(results).encode(),
    }
    return write_or_check(files, args.check, ROOT)


# The labelled texts


def _abstracts(stories: Iterable[Story]) -> list[Text]:
    return [
        _text(
            story,
            "abstract",
            one.annotator,
            one.text,
            {fact.id for fact in story.facts if one.annotator in fact.stated_by},
        )
        for story in stories
        for one in story.references
        if one.kind == "abstract"
    ]


def _others(stories: Iterable[Story], path: Path) -> list[Text]:
    known = {story.id: story for story in stories}
    labels = decode(load_yaml(path), FactLabelsFile, str(path)).texts
    for at, one in enumerate(labels):
        if one.story not in known:
            raise fail(
                str(path), f"texts[{at}].story: unknown story {one.story!r}", "name a story of annotations/stories"
            )
        if strange := set(one.stated) - {fact.id for fact in known[one.story].facts}:
            raise fail(str(path), f"texts[{at}].stated: {one.story} has no fact {min(strange)!r}", "correct the label")
    return [_text(known[one.story], one.kind, one.origin, one.text, set(one.stated)) for one in labels]


def _text(story: Story, kind: str, origin: str, text: str, stated: set[str]) -> Text:
    return Text(
        story,
        kind,
        origin,
        hashlib.sha256("\0".join(llm.prompt(text, fact.text) for fact in story.facts).encode()).hexdigest()[:16],
        tuple(fact.id in stated for fact in story.facts),
        tuple(lexical.evidence(text, story.facts, story.entities)),
        {
            "rouge1": tuple(_recall([text], fact, "rouge1") for fact in story.facts),
            "sentence_rougeL": tuple(_recall(sentence_lines(text), fact, "rougeL") for fact in story.facts),
        },
    )


def _recall(candidates: Sequence[str], fact: Fact, kind: str) -> float:
    return max(rouge.score(one, [fact.text], types=(kind,))[kind].recall for one in candidates)


def _raters(annotations: Annotations) -> dict[str, tuple[Prediction, Prediction]]:
    """For each story, both raters' answers before they were adjudicated."""
    ratings = fact_ratings(annotations, ROOT / "annotations", RATERS)
    return {
        story: ([bool(one) for one in first], [bool(one) for one in second])
        for story, (first, second) in ratings.items()
    }


def _answers(texts: Sequence[Text], path: Path) -> tuple[dict[str, str], dict[Key, Prediction]]:
    """Who answered the questions of the matcher `llm` and how, and what was answered of each text."""
    found = decode(load_yaml(path), FactAnswersFile, str(path))
    rows: dict[Key, TextAnswers] = {(one.story, one.kind, one.origin): one for one in found.texts}
    stale = [text for text in texts if text.key not in rows or rows[text.key].questions != text.questions]
    what = "its questions have no answers"
    problems = [Problem(str(path), f"{', '.join(text.key)}: {what}", f"ask them, {text.questions}") for text in stale]
    problems += [
        Problem(str(path), f"{', '.join(key)}: no such text is labelled", "remove it")
        for key in sorted(rows.keys() - {text.key for text in texts})
    ]
    if problems:
        raise InputError(problems)
    return {"model": found.model, "asked": found.asked}, {
        text.key: [fact.id in rows[text.key].stated for fact in text.story.facts] for text in texts
    }


# Predictions


def _fit(texts: Sequence[Text]) -> lexical.Model:
    return fit([one for text in texts for one in text.evidence], [label for text in texts for label in text.labels])


def _by_model(text: Text, model: lexical.Model) -> Prediction:
    return [lexical.probability(one, model) >= model.threshold for one in text.evidence]


def _left_out(text: Text, texts: Sequence[Text]) -> Prediction:
    """By a model that was fitted to other annotators' abstracts of other stories."""
    return _by_model(text, _fit(_unseen(text, texts)))


def _unseen(text: Text, texts: Sequence[Text]) -> list[Text]:
    others = (one for one in texts if one.kind == "abstract" and one.story.id != text.story.id)
    return [one for one in others if one.origin != text.origin]


def _rival(text: Text, texts: Sequence[Text], name: str) -> Prediction:
    """By a threshold on one score, set as the model's is and on the same texts."""
    unseen = _unseen(text, texts)
    threshold = cut(
        [score for one in unseen for score in one.rivals[name]], [label for one in unseen for label in one.labels]
    )
    return [score >= threshold for score in text.rivals[name]]


# Measures


def _counts(predicted: Prediction, labels: Prediction) -> list[int]:
    pairs = list(zip(predicted, labels, strict=True))
    return [pairs.count(kind) for kind in ((True, True), (True, False), (False, True), (False, False))]


def _agreement(counts: Floats) -> dict[str, Floats]:
    """The measures of counts of both, the matcher alone, the labels alone, neither (last axis); nan where undefined."""
    both, extra, missed, neither = np.moveaxis(counts, -1, 0)
    total = both + extra + missed + neither
    with np.errstate(invalid="ignore", divide="ignore"):
        accuracy = (both + neither) / total
        chance = ((both + extra) * (both + missed) + (missed + neither) * (extra + neither)) / total**2
        return {
            "accuracy": accuracy,
            "balanced_accuracy": (both / (both + missed) + neither / (extra + neither)) / 2,
            "f1": np.where(both + missed > 0, 2 * both / (2 * both + extra + missed), np.nan),
            "kappa": np.where(both + missed > 0, (accuracy - chance) / (1 - chance), np.nan),
            "bias": (extra - missed) / total,
        }


def _with_intervals(rows: Sequence[tuple[str, Prediction, Prediction]]) -> dict[str, Any]:
    """Agreement of rows of (story, prediction, labels), with intervals over resampled stories, all of a story together."""
    by_story: dict[str, Floats] = {}
    for story, predicted, labels in rows:
        by_story[story] = by_story.get(story, np.zeros(4)) + np.array(_counts(predicted, labels), dtype=np.float64)
    counts = np.array(list(by_story.values()))
    total = counts.sum(axis=0)
    draws = np.random.default_rng(SEED).integers(0, len(counts), (RESAMPLES, len(counts)))
    resampled = _agreement(counts[draws].sum(axis=1))
    point = _agreement(total)
    return {
        "pairs": int(total.sum()),
        "labelled": int(total[0] + total[2]),
        "matched": int(total[0] + total[1]),
        **{name: _interval(float(point[name]), resampled[name]) for name in MEASURES},
    }


def _interval(point: float, draws: Floats) -> list[float] | None:
    """Point, low, high; null where the measure is undefined."""
    known = draws[~np.isnan(draws)]
    if np.isnan(point) or not len(known):
        return None
    return [round(float(value), 4) for value in (point, *np.quantile(known, [0.025, 0.975]))]


def _recalls(rows: Sequence[tuple[Text, Prediction]]) -> dict[str, Any]:
    """`fact_recall` by the matcher against `fact_recall` by the labels, a text being a point."""
    pairs = [(text.story.id, _share(text, predicted), _share(text, text.labels)) for text, predicted in rows]
    found = np.array([pair[1:] for pair in pairs])
    stories = sorted({story for story, *_ in pairs})
    members = [np.array([at for at, pair in enumerate(pairs) if pair[0] == story]) for story in stories]
    generator = np.random.default_rng(SEED)
    samples = [
        found[np.concatenate([members[one] for one in generator.integers(0, len(members), len(members))])]
        for _ in range(RESAMPLES)
    ]

    def estimate(measure: Callable[[Floats], Any]) -> list[float] | None:
        return _interval(measure(found), np.array([measure(sample) for sample in samples]))

    return {
        "texts": len(pairs),
        "by_labels": round(float(found[:, 1].mean()), 4),
        "by_matcher": round(float(found[:, 0].mean()), 4),
        "bias": estimate(lambda sample: (sample[:, 0] - sample[:, 1]).mean()),
        "pearson": estimate(_pearson),
        "kendall": estimate(_kendall),
    }


def _share(text: Text, stated: Prediction) -> float:
    share = facts.share_stated(
        text.story.facts, {fact.id for fact, one in zip(text.story.facts, stated, strict=True) if one}
    )
    assert share is not None, f"{text.story.id} has facts of no weight"
    return share


def _pearson(points: Floats) -> float:
    first, second = points.T - points.mean(axis=0)[:, None]
    spread = float((first @ first) * (second @ second))
    return float(first @ second) / spread**0.5 if spread > TINY else float("nan")


def _kendall(points: Floats) -> float:
    """Tau-b."""
    first, second = (np.sign(column[:, None] - column) for column in points.T)
    untied = float((first**2).sum() * (second**2).sum())
    return float((first * second).sum()) / untied**0.5 if untied else float("nan")


def _measure(
    texts: Sequence[Text], raters: Mapping[str, tuple[Prediction, Prediction]], answers: Mapping[Key, Prediction]
) -> dict[str, Any]:
    abstracts = [text for text in texts if text.kind == "abstract"]
    unseen = [(text, _left_out(text, texts)) for text in abstracts]
    others = [(text, _by_model(text, lexical.MODEL)) for text in texts if text.kind != "abstract"]
    answered = [(text, answers[text.key]) for text in texts]
    methods: dict[str, Sequence[tuple[Text, Prediction]]] = {
        "lexical": unseen,
        **{name: [(text, _rival(text, texts, name)) for text in abstracts] for name in RIVALS},
        "always_no": [(text, [False] * len(text.labels)) for text in abstracts],
        "llm": _group(answered, "abstract"),
        "lexical_fitted": [(text, _by_model(text, lexical.MODEL)) for text in abstracts],
    }
    groups = dict.fromkeys(
        name for text, _ in others for name in _names(text) if name == text.kind or text.kind == "output"
    )
    return {
        "matcher": facts.signature("lexical"),
        "model": {
            **lexical.MODEL.weights._asdict(),
            "intercept": lexical.MODEL.intercept,
            "threshold": lexical.MODEL.threshold,
        },
        "stories": len({text.story.id for text in abstracts}),
        "resamples": RESAMPLES,
        "abstracts": {
            **{name: _with_intervals(_rows(found)) for name, found in methods.items()},
            "rater": _with_intervals([(story, first, second) for story, (first, second) in raters.items()]),
        },
        "annotators": {
            name: _with_intervals(_rows([row for row in unseen if row[0].origin == name]))
            for name in sorted({text.origin for text in abstracts})
        },
        "others": {
            group: {
                "lexical": _with_intervals(_rows(_group(others, group))),
                "llm": _with_intervals(_rows(_group(answered, group))),
                "rouge1": _with_intervals(
                    _rows([(text, _rival(text, texts, "rouge1")) for text, _ in _group(others, group)])
                ),
            }
            for group in groups
        },
        "fact_recall": {
            group: {
                "lexical": _recalls(unseen if group == "abstract" else _group(others, group)),
                "llm": _recalls(_group(answered, group)),
            }
            for group in ("abstract", *groups)
        },
    }


def _rows(found: Iterable[tuple[Text, Prediction]]) -> list[tuple[str, Prediction, Prediction]]:
    return [(text.story.id, predicted, text.labels) for text, predicted in found]


def _group(found: Iterable[tuple[Text, Prediction]], group: str) -> list[tuple[Text, Prediction]]:
    return [row for row in found if group in _names(row[0])]


def _names(text: Text) -> tuple[str, str]:
    """The two groups that a text is in."""
    return text.kind, f"{text.kind}/{text.origin}"


# The page


PAGE = """# How well `fact_recall` knows what a summary states

Made by `python scripts/calibrate_facts.py` from the labels in `annotations/`; `--check` computes everything again. Numbers in
brackets are 95 % intervals over {resamples} resamples of stories, all texts of a story together.

Every label here was made by a language model, and by no person: which abstract states which fact (two raters,
adjudicated), and which facts the texts of `annotations/fact_labels.yaml` state (one rater). So the tables say how far the
matcher agrees with a careful reader that is a model. All {stories} stories of the edition `open` are used, those of the
split `test` as well. The same abstracts are the benchmark's references: what matters for scores of systems is less the
accuracy than the bias, and that most of all on texts that are no references.

## The matcher `{matcher}`

A fact is looked for in a *window*, the two neighbouring sentences of the summary that share most with it. All of its dates,
amounts and numbers above {counted} have to be there; otherwise it is not stated. Then a logistic model has four features:

| feature | weight |
|---|---:|
| `sentence`: share of the fact's content stems in the best sentence, stems that few of the story's facts have weighing more | {sentence} |
| `window`: the same of the window | {window} |
| `names`: share of the fact's entities that the window names, under any of their forms | {names} |
| `polarity`: a stem that is negated on one side alone | {polarity} |
| intercept | {intercept} |

A fact counts as stated from a probability of {threshold}, at which as many pairs are taken for stated as are labelled so.
The weights are fitted to the abstracts alone. Which features there are was decided with the tables below in view, those of
the other texts as well, so that these are no blind test of the model's form.

## The matcher `llm`

It asks a language model, fact by fact, whether the summary states it. How well it agrees depends on the model. Here it is {model}:
{asked}
The raters were such a model too: this may be about the most that the matcher can reach.

## Agreement on the abstracts

Each abstract is judged by a model fitted to the *other* annotators' abstracts of the *other* stories, and so are the
thresholds of the two rivals. *Bias* is the share of pairs taken for stated less the share labelled so.

{abstracts}

By annotator left out:

{annotators}

## Agreement on other texts

By the model as it ships. Outputs are the baselines' for the split `test`; headlines and briefs are those of the four
stories of `validation`. The two probes were written to be hard: *paraphrase* tells facts in words chosen to be others than
theirs, *distorted* uses the facts' words for claims that contradict them, so that nothing that it seems to state is stated.

{others}

## fact_recall itself

A text is a point: the weighted share of facts by the matcher against the same share by the labels.

{recalls}

## How to read a fact_recall

- Between systems that keep the article's words, or write as the references do, the matcher's differences are the labels'
  differences but for the errors above.
- A system that rewrites everything in words of its own is scored far too low (*paraphrase*): the matcher knows no synonyms.
  Compare such a system with others by the matcher `llm`, or not at all. `facts.judge(…, matcher="llm")` over the labels named above
  measures how well it agrees with your model.
- A summary that gets the facts wrong in the facts' own words is scored far too high (*distorted*): who did what to whom, and
  *rose* for *fell*, are beyond a comparison of words. A wrong figure is seen; a missing name or a *not* only lowers the
  probability. `fact_recall` is no measure of factuality.
- Whether a claim is still somebody's is not looked at, and a pronoun that nothing resolves is not noticed: both let extracts
  out of their context count for more than they say.
- A list of keywords earns credit.
"""


def _page(results: Mapping[str, Any]) -> str:
    names = {
        "lexical": "`lexical`, story and annotator unseen",
        **{name: f"threshold on {title}" for name, title in RIVALS.items()},
        "always_no": "always *no*",
        "llm": "`llm`",
        "rater": "one rater against the other, before adjudication",
        "lexical_fitted": "`lexical` as it ships (these labels are what it was fitted to)",
    }
    others = {
        f"{group.replace('/', ', ')}: {name}": row[matcher]
        for group, row in results["others"].items()
        for matcher, name in (("lexical", "`lexical`"), ("rouge1", "ROUGE-1"), ("llm", "`llm`"))
    }
    heading = ["texts", "number", "by labels", "by matcher", "bias", "Pearson", "Kendall"]
    recalls = [
        [f"{group.replace('/', ', ')}: `{matcher}`", str(row["texts"]), f"{100 * row['by_labels']:.1f}", f"{100 * row['by_matcher']:.1f}",
         _cell(row["bias"], 100, 1), _cell(row["pearson"]), _cell(row["kendall"])]
        for group, by_matcher in results["fact_recall"].items()
        for matcher, row in by_matcher.items()
    ]  # fmt: skip
    return PAGE.format(
        matcher=results["matcher"],
        resamples=results["resamples"],
        stories=results["stories"],
        counted=lexical.COUNTED,
        **results["llm"],
        **results["model"],
        abstracts=_agreement_table("method", {names[key]: results["abstracts"][key] for key in names}),
        annotators=_agreement_table("abstracts of", results["annotators"]),
        others=_agreement_table("texts", others),
        recalls=_table(heading, recalls),
    )


def _agreement_table(first: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    heading = [first, "pairs", "labelled", "matched", "accuracy", "balanced", "F1", "Cohen's kappa", "bias, points"]
    body = [
        [name, *(str(row[key]) for key in ("pairs", "labelled", "matched")),
         *(_cell(row[key]) for key in MEASURES[:-1]), _cell(row["bias"], 100, 1)]
        for name, row in rows.items()
    ]  # fmt: skip
    return _table(heading, body)


def _table(heading: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = [heading, ["---", *["---:"] * (len(heading) - 1)], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(found: Sequence[float] | None, factor: int = 1, places: int = 3) -> str:
    if found is None:
        return "–"
    point, low, high = (f"{value * factor:.{places}f}" for value in found)
    return f"{point} [{low}, {high}]"


if __name__ == "__main__":
    raise SystemExit(main())
