#!/usr/bin/env python3
"""Fit the matcher `lexical` to the fact labels, and measure the matchers `lexical` and `llm`.

Writes docs/fact_matching.json and docs/fact_matching.md.

examples:
  python scripts/calibrate_facts.py
  python scripts/calibrate_facts.py --check     exit 1 if the model or a file is out of date
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from chipbrief.annotations import Annotations, load_annotations
from chipbrief.annotations.agreement import fact_ratings
from chipbrief.annotations.build import build_open
from chipbrief.annotations.judged import questions_digest
from chipbrief.annotations.schema import FactAnswersFile, FactLabelsFile, TextAnswers
from chipbrief.files import write_or_check
from chipbrief.language.tokens import sentence_lines
from chipbrief.metrics import facts, rouge
from chipbrief.metrics.bootstrap import SEED
from chipbrief.metrics.facts import lexical, reading
from chipbrief.metrics.facts.calibration import cut, fit
from chipbrief.problems import InputError, Problem, fail, run_script
from chipbrief.records import Entity, Fact, Story
from chipbrief.yaml_files import decode, load_yaml

ROOT = Path(__file__).resolve().parents[1]
RATERS = ("facts-1", "facts-2")
RESAMPLES = 1000
MINIMUM_SPREAD = 1e-18
"""Product of the two sums of squares below which a correlation is undefined: what is left is rounding error."""
MEASURES = ("accuracy", "balanced_accuracy", "f1", "kappa", "bias")
RECALL_METHODS = {"lexical": "`lexical`", "threshold": "threshold", "llm": "`llm`"}
OTHER_METHODS = {"lexical": "`lexical`", "share": "`share` alone", "rouge1": "ROUGE-1", "llm": "`llm`"}
ROUGE_BASELINES = {
    "rouge1": "ROUGE-1 recall of the fact",
    "sentence_rougeL": "ROUGE-L recall of the fact, best sentence",
}
Floats = NDArray[np.float64]
Prediction = Sequence[bool]
Key = tuple[str, str, str]
"""Story id, kind and origin of a text. The origin is an annotator, a baseline, `probe`, or the style of a case."""
Chances = Sequence[float]
T = TypeVar("T")
FITTED = ("abstract", "output", "headline", "brief", "case")
"""Kinds of texts that the model is fitted to. Hard ones are left out: no system writes only like them."""
HARD = ("paraphrase", "distortion", "negation", "garbled")
"""Styles of cases that are hard on purpose. They are measured like the probes."""
CASES = ROOT / "tests" / "cases" / "fact_matching"


class Text(NamedTuple):
    """A labelled text. `labels`, `features` and the lists in `rouge_recalls` have one item per fact of the story, in order.

    `labels` says whether the text states the fact. `questions` is a digest of the prompts of the matcher `llm`.
    """

    story: str
    facts: tuple[Fact, ...]
    kind: str
    origin: str
    questions: str
    labels: tuple[bool, ...]
    features: tuple[lexical.Features, ...]
    rouge_recalls: Mapping[str, tuple[float, ...]]

    @property
    def key(self) -> Key:
        """The identifier of the text."""
        return self.story, self.kind, self.origin


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if the model or a file is out of date"
    )
    args = parser.parse_args(argv)
    try:
        annotations = load_annotations(ROOT / "annotations")
        stories = [story for rows in build_open(annotations).values() for story in rows]
        texts = [*_abstracts(stories), *_other_texts(stories, ROOT / "annotations" / "fact_labels.yaml")]
        raters = _rater_answers(annotations)
        asked, answers = _llm_answers(texts, ROOT / "annotations" / "fact_answers.yaml")
        texts += [*_cases(CASES / "fit.jsonl", "case"), *_cases(CASES / "held-out.jsonl", "held-out case")]
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    model = _fit([text for text in texts if text.kind in FITTED])
    if model != lexical.MODEL:
        print(
            f"chipbrief/metrics/facts/lexical.py: MODEL does not fit the labels (replace it by this line)\nMODEL = {model!r}",
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


def _other_texts(stories: Iterable[Story], path: Path) -> list[Text]:
    known = {story.id: story for story in stories}
    labels = decode(load_yaml(path), FactLabelsFile, str(path)).texts
    for at, one in enumerate(labels):
        if one.story not in known:
            raise fail(
                str(path),
                f"texts[{at}].story: unknown story {one.story!r}",
                "use the id of a story in annotations/stories",
            )
        if strange := set(one.stated) - {fact.id for fact in known[one.story].facts}:
            raise fail(
                str(path), f"texts[{at}].stated: {one.story} has no fact {min(strange)!r}", "correct the fact id"
            )
    return [_text(known[one.story], one.kind, one.origin, one.text, set(one.stated)) for one in labels]


def _text(story: Story, kind: str, origin: str, text: str, stated: set[str]) -> Text:
    return _labelled(story.id, story.facts, story.entities, kind, origin, text, stated)


def _cases(path: Path, kind: str) -> list[Text]:
    """Return the texts of a file with one story per line: its facts in order (`f1`, `f2` …), and texts with the facts they state."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        _labelled(
            row["story"],
            facts.plain(row["facts"]),
            (),
            f"hard {kind}" if one["style"] in HARD and kind == "case" else kind,
            one["style"],
            one["text"],
            set(one["stated"]),
        )
        for row in rows
        for one in row["texts"]
    ]


def _labelled(
    story: str, known: tuple[Fact, ...], names: tuple[Entity, ...], kind: str, origin: str, text: str, stated: set[str]
) -> Text:
    return Text(
        story,
        known,
        kind,
        origin,
        questions_digest(text, known),
        tuple(fact.id in stated for fact in known),
        tuple(lexical.features(text, known, names)),
        {
            "rouge1": tuple(_recall([text], fact, "rouge1") for fact in known),
            "sentence_rougeL": tuple(_recall(sentence_lines(text), fact, "rougeL") for fact in known),
        },
    )


def _recall(candidates: Sequence[str], fact: Fact, kind: str) -> float:
    return max(rouge.score(one, [fact.text], types=(kind,))[kind].recall for one in candidates)


def _rater_answers(annotations: Annotations) -> dict[str, tuple[Prediction, Prediction]]:
    """Return both raters' answers before adjudication, by story id."""
    ratings = fact_ratings(annotations, ROOT / "annotations", RATERS)
    return {
        story: ([bool(one) for one in first], [bool(one) for one in second])
        for story, (first, second) in ratings.items()
    }


def _llm_answers(texts: Sequence[Text], path: Path) -> tuple[dict[str, str], dict[Key, Prediction]]:
    """Return a description of the model that answered for the matcher `llm`, and its answers for each text.

    Raises `InputError` if a text has no answers, or if answers belong to no labelled text.
    """
    found = decode(load_yaml(path), FactAnswersFile, str(path))
    rows: dict[Key, TextAnswers] = {(one.story, one.kind, one.origin): one for one in found.texts}
    stale = [text for text in texts if text.key not in rows or rows[text.key].questions != text.questions]
    problems = [
        Problem(
            str(path),
            f"{', '.join(text.key)}: there are no answers to its current questions",
            f"ask them again and store the answers with questions: {text.questions}",
        )
        for text in stale
    ]
    problems += [
        Problem(str(path), f"{', '.join(key)}: answers a text that has no labels", "remove this entry")
        for key in sorted(rows.keys() - {text.key for text in texts})
    ]
    if problems:
        raise InputError(problems)
    return {"model": found.model, "asked": found.asked}, {
        text.key: [fact.id in rows[text.key].stated for fact in text.facts] for text in texts
    }


# Predictions


def _fit(texts: Sequence[Text]) -> lexical.Model:
    return fit([one for text in texts for one in text.features], [label for text in texts for label in text.labels])


def _chances(text: Text, model: lexical.Model) -> Chances:
    return [lexical.probability(one, model) for one in text.features]


def _unseen(text: Text, texts: Sequence[Text]) -> tuple[Chances, Prediction]:
    """Return probabilities and predictions of a model that was not fitted to `text`.

    That is the released model for a kind of texts that it is not fitted to. Otherwise the model is fitted to other stories, and
    without the texts of the same annotator or baseline.
    """
    model = _fit(_training_texts(text, texts)) if text.kind in FITTED else lexical.MODEL
    chances = _chances(text, model)
    return chances, [one >= model.threshold for one in chances]


def _training_texts(text: Text, texts: Sequence[Text]) -> list[Text]:
    others = [one for one in texts if one.kind in FITTED and one.story != text.story]
    return [one for one in others if one.kind == "case" or one.origin != text.origin]


def _by_share(text: Text, texts: Sequence[Text]) -> Prediction:
    """Predict with a threshold on the feature `share` alone, fitted in the same way and to the same texts as the model."""
    unseen = _training_texts(text, texts)
    threshold = cut(
        [one.share for other in unseen for one in other.features], [label for one in unseen for label in one.labels]
    )
    return [one.share >= threshold for one in text.features]


def _by_rouge(text: Text, texts: Sequence[Text], name: str) -> Prediction:
    """Predict with a threshold on one ROUGE recall, fitted in the same way and to the same texts as the model."""
    unseen = _training_texts(text, texts)
    threshold = cut(
        [score for one in unseen for score in one.rouge_recalls[name]],
        [label for one in unseen for label in one.labels],
    )
    return [score >= threshold for score in text.rouge_recalls[name]]


# Measures


def _counts(predicted: Prediction, labels: Prediction) -> list[int]:
    pairs = list(zip(predicted, labels, strict=True))
    return [pairs.count(kind) for kind in ((True, True), (True, False), (False, True), (False, False))]


def _agreement(counts: Floats) -> dict[str, Floats]:
    """Return each measure for counts of facts; a measure is nan if it is undefined.

    The last axis of `counts` has 4 counts of facts: stated by both the matcher and the labels, by the matcher only, by the
    labels only, by neither. The measures have the shape of the other axes.
    """
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
    """Return the agreement of rows of (story id, predictions, labels), with 95 % intervals.

    The intervals come from a bootstrap that resamples stories and keeps all texts of a story together.
    """
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
    """Return the point estimate and the ends of its 95 % interval, or `None` if the measure is undefined."""
    known = draws[~np.isnan(draws)]
    if np.isnan(point) or not len(known):
        return None
    return [round(float(value), 4) for value in (point, *np.quantile(known, [0.025, 0.975]))]


def _recall_agreement(rows: Sequence[tuple[Text, Chances]]) -> dict[str, Any]:
    """Compare `fact_recall` by the matcher with `fact_recall` by the labels. Each text is one data point."""
    pairs = [(text.story, _fact_recall(text, chances), _fact_recall(text, text.labels)) for text, chances in rows]
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


def _fact_recall(text: Text, chances: Chances) -> float:
    """Return `fact_recall` of one text. An abstract is weighed by the other abstracts of its story, like any other summary."""
    known = text.facts
    if text.kind == "abstract":
        known = tuple(replace(one, weight=len(set(one.stated_by) - {text.origin}) / 2) for one in known)
    mean = facts.mean_probability(known, dict(zip((fact.id for fact in known), chances, strict=True)))
    assert mean is not None, f"{text.story}: the facts have no weight"
    return mean


def _pearson(points: Floats) -> float:
    """Return Pearson's correlation of points of shape (n, 2), or nan if a column is constant."""
    first, second = points.T - points.mean(axis=0)[:, None]
    spread = float((first @ first) * (second @ second))
    return float(first @ second) / spread**0.5 if spread > MINIMUM_SPREAD else float("nan")


def _kendall(points: Floats) -> float:
    """Return Kendall's tau-b of points of shape (n, 2), or nan if a column is constant."""
    first, second = (np.sign(column[:, None] - column) for column in points.T)
    untied = float((first**2).sum() * (second**2).sum())
    return float((first * second).sum()) / untied**0.5 if untied else float("nan")


def _measure(
    texts: Sequence[Text], raters: Mapping[str, tuple[Prediction, Prediction]], answers: Mapping[Key, Prediction]
) -> dict[str, Any]:
    abstracts = [text for text in texts if text.kind == "abstract"]
    judged = {id(text): _unseen(text, texts) for text in texts}
    lexically = [(text, judged[id(text)][1]) for text in texts]
    by_recall: dict[str, list[tuple[Text, Chances]]] = {
        "lexical": [(text, judged[id(text)][0]) for text in texts],
        "threshold": [(text, judged[id(text)][1]) for text in texts],
        "llm": [(text, answers[text.key]) for text in texts if text.key in answers],
    }
    shares = [(text, _by_share(text, texts)) for text in texts]
    answered = [(text, answers[text.key]) for text in texts if text.key in answers]
    by_rouge = {name: [(text, _by_rouge(text, texts, name)) for text in texts] for name in ROUGE_BASELINES}
    methods: dict[str, Sequence[tuple[Text, Prediction]]] = {
        "lexical": _group(lexically, "abstract"),
        "share": _group(shares, "abstract"),
        **{name: _group(rows, "abstract") for name, rows in by_rouge.items()},
        "always_no": [(text, [False] * len(text.labels)) for text in abstracts],
        "llm": _group(answered, "abstract"),
    }
    groups = dict.fromkeys(
        name
        for text in texts
        if text.kind != "abstract"
        for name in _groups_of(text)
        if name == text.kind or text.kind in ("output", "case", "hard case")
    )
    return {
        "matcher": facts.signature("lexical"),
        "model": {
            **lexical.MODEL.weights._asdict(),
            "intercept": lexical.MODEL.intercept,
            "threshold": lexical.MODEL.threshold,
        },
        "stories": len({text.story for text in abstracts}),
        "cases": {
            kind: sum(len(text.labels) for text in texts if text.kind == kind)
            for kind in ("case", "hard case", "held-out case")
        },
        "resamples": RESAMPLES,
        "abstracts": {
            **{name: _with_intervals(_rows(found)) for name, found in methods.items()},
            "rater": _with_intervals([(story, first, second) for story, (first, second) in raters.items()]),
        },
        "annotators": {
            name: _with_intervals(_rows([row for row in methods["lexical"] if row[0].origin == name]))
            for name in sorted({text.origin for text in abstracts})
        },
        "others": {
            group: {
                name: _with_intervals(_rows(found))
                for name, rows in (
                    ("lexical", lexically),
                    ("share", shares),
                    ("rouge1", by_rouge["rouge1"]),
                    ("llm", answered),
                )
                if (found := _group(rows, group))
            }
            for group in groups
        },
        "fact_recall": {
            group: {name: _recall_agreement(kept) for name, rows in by_recall.items() if (kept := _group(rows, group))}
            for group in ("abstract", *groups)
        },
    }


def _rows(found: Iterable[tuple[Text, Prediction]]) -> list[tuple[str, Prediction, Prediction]]:
    return [(text.story, predicted, text.labels) for text, predicted in found]


def _group(found: Iterable[tuple[Text, T]], group: str) -> list[tuple[Text, T]]:
    return [row for row in found if group in _groups_of(row[0])]


def _groups_of(text: Text) -> tuple[str, str]:
    """Return the names of the two groups that a text belongs to: its kind, and its kind and origin."""
    return text.kind, f"{text.kind}/{text.origin}"


# The page


PAGE = """# How well the fact matchers agree with labels

`python scripts/calibrate_facts.py` writes this page from the labels in `annotations/`. With `--check` it computes everything
again and compares. Numbers in brackets are 95 % intervals from {resamples} bootstrap resamples of stories; all texts of a story stay
together.

A language model made every label here; no person did. Two raters labelled which abstract states which fact, and their
disagreements were adjudicated. One rater labelled the texts in `annotations/fact_labels.yaml`, and wrote and labelled the pairs in
`tests/cases/fact_matching/`. The tables therefore show how far a matcher agrees with a careful reader that is a language model.
The section on people's labels below has the only figures of another kind.

The labels cover all {stories} stories of the edition `open`, including those of the split `test`. The labelled abstracts are also the
benchmark's references. For the scores of systems, bias matters more than accuracy, most of all on texts that are not references.

## The matcher `{matcher}`

A logistic model turns three features of a fact and the whole summary into a probability. Each is between 0 and 1. In `share`, each
Porter stem is weighted by one over the root of the number of the story's facts that have it.

| feature | weight |
|---|---:|
| `share`: share of the fact's content stems that the summary has | {share} |
| `figure_missing`: 1 if the summary lacks one of the fact's dates, amounts and numbers above {counted} | {figure_missing} |
| `names_missing`: share of the fact's names that the summary lacks; a part of a name counts in part | {names_missing} |
| intercept | {intercept} |

The words of a value are in the summary if the summary has an equal value (*5.5 billion dollars*, *$5.5bn*), and those of a name if it has
the name under any alias. A fact without entities has its runs of capitalised words as names. A missing figure lowers the probability and
does not veto the fact. `fact_recall` is the mean of the probabilities, weighted by the facts' weights. The list of stated facts has those
with a probability of at least {threshold}. At this threshold, as many pairs of a text and a fact are judged as stated as are labelled so.

The model is fitted once, to the abstracts, outputs, headlines and briefs of the stories and to {case} pairs in
`tests/cases/fact_matching/fit.jsonl`: passives, headlines, telegrams, parts of a story, texts with other numbers, and texts on something
else. It is not fitted to texts that are hard on purpose: the probes *paraphrase* and *distorted*, and among the cases the paraphrases,
distortions, negations, and texts that are garbled as by older systems. No system writes only like these, and they would shift all
probabilities.

### What was tried

Each candidate was added to the model or changed in it, and kept if it ranked pairs better on labels by people (the first 50 documents of
PyrXSum; nothing was fitted to them) without ranking those of this page worse.

| candidate | effect | decision |
|---|---|---|
| share of stems alone, without stop words | AUROC by people .862, of all stems .837 | kept; stop words left out |
| values compared by value | .862 to .865 | kept |
| whether a figure is missing | .865 to .873; the share of missing figures does the same | kept |
| small numbers are no figures | no change by people; outputs .990 to .993 | kept |
| share of missing names, aliases included | .873 to .882; abstracts .960 to .963 | kept |
| mean share of all facts of the story | .883 to .886, but kappa .578 to .558; probabilities of single facts are wrong | dropped |
| weights of stems: power 0, 1/4, 3/4 or 1 of the number of facts instead of 1/2 | .878 to .883; abstracts .956 to .966 | 1/2 kept |
| a window of two sentences beside the whole summary | less than .003; fits worse | dropped |
| a stem negated in the fact or the summary alone | +.001 by people; outputs −.002 | dropped |
| pairs of neighbouring stems, length of the fact or the summary, rare stems alone, squared share | within .003 | dropped |
| irregular forms (*paid* as *pay*) | no change | dropped |
| the first 4, 5 or 6 letters of a stem | within .001 | dropped |

## The matcher `llm`

This matcher asks a language model about each fact in turn: does the summary state it? The agreement depends on the model. The
answers measured here come from {model}:
{asked}
The raters were language models too, so this agreement may be close to the highest that the matcher can reach.

## Agreement on the abstracts

For each abstract, the model is fitted only to texts of *other* stories and, of the stories, by *other* annotators. The thresholds of the
share of stems and of the two ROUGE baselines are fitted in the same way. A *pair* is one text and one fact; *labelled* and *matched* count
the pairs that the labels and the method call stated. *Bias* is the share of matched pairs minus the share of labelled pairs, in percentage
points.

{abstracts}

The first row again, by the annotator whose abstracts were held out:

{annotators}

## Agreement on other texts

For kinds that the model is fitted to (*output*, *headline*, *brief*, *case*), it is fitted to other stories, without the texts of the same
baseline. For the other kinds the released model is used.

- *output*: summaries of the split `test` by three baselines.
- *headline* and *brief*: references of the four stories of the split `validation`.
- *paraphrase*: written to be hard; it states facts in words that the facts do not use.
- *distorted*: written to be hard; it uses the facts' words for claims that contradict them, so it states none of the facts.
- *case*: the pairs that the model is fitted to, by style; *hard case*: pairs that it is not fitted to; *held-out case*: three other
  stories in all styles, which no choice was based on.

The rater that labelled these texts also wrote *paraphrase*, *distorted* and the cases.

{others}

## Agreement of `fact_recall`

Each text is one data point. *By labels* and *by matcher* are the mean `fact_recall` (weighted share of facts stated), in percent.
An abstract is weighed by the other two abstracts of its story, as if it were no reference.
`lexical` is `fact_recall` as it is reported, the mean probability; *threshold* is the share of facts that reach the threshold instead.

{recalls}

## Agreement with people

PyrXSum (Zhang and Bansal, 2021) has 100 documents, ten systems, and units of the references that people looked for in every summary. Its
texts are not in this repository. `python scripts/measure_people.py` measures the figures below in a clone of it and keeps them in
`docs/people.json`. No weight was fitted to it. The first 50 documents were used to choose the features. The other 50 were looked at once
after the model was fixed, and once more for [the comparison of all measures with people](people.md).

{people}

## How to read `fact_recall`

- For systems that keep the article's words or write like the references, differences by `lexical` follow differences by the labels,
  within the errors above.
- A system that rewords everything scores far too low (*paraphrase*), because `lexical` knows no synonyms. Compare such a system with
  others only by the matcher `llm`. To see how well your own model agrees with the labels, run `facts.judge(…, matcher="llm")` on the
  texts in `annotations/fact_labels.yaml`.
- A summary that uses the facts' words for false claims scores far too high (*distorted*). Comparing words cannot show who did what
  to whom, tell *rose* from *fell*, or see a *not*. A wrong figure or name lowers the probability, no more. Do not use `fact_recall` as a
  measure of factuality.
- An off-topic or garbled summary gets a small probability for every fact that it shares words with, so its `fact_recall` is above 0.
- `lexical` does not check whether a claim is still attributed to its source, or whether a pronoun can be resolved. Extracts can
  therefore get credit for more than they say out of context.
- A list of keywords can get credit.
"""


def _page(results: Mapping[str, Any]) -> str:
    names = {
        "lexical": "`lexical`, fitted to other stories and annotators",
        "share": "threshold on `share` alone",
        **{name: f"threshold on {title}" for name, title in ROUGE_BASELINES.items()},
        "always_no": "always *no*",
        "llm": "`llm`",
        "rater": "one rater compared with the other, before adjudication",
    }
    others = {
        f"{group.replace('/', ', ')}: {name}": row[matcher]
        for group, row in results["others"].items()
        for matcher, name in OTHER_METHODS.items()
        if matcher in row
    }
    heading = ["texts", "number of texts", "by labels", "by matcher", "bias, points", "Pearson", "Kendall"]
    recalls = [
        [f"{group.replace('/', ', ')}: {RECALL_METHODS[matcher]}", str(row["texts"]),
         f"{100 * row['by_labels']:.1f}", f"{100 * row['by_matcher']:.1f}",
         _cell(row["bias"], 100, 1), _cell(row["pearson"]), _cell(row["kendall"])]
        for group, by_matcher in results["fact_recall"].items()
        for matcher, row in by_matcher.items()
    ]  # fmt: skip
    return PAGE.format(
        matcher=results["matcher"],
        resamples=results["resamples"],
        stories=results["stories"],
        counted=reading.COUNTED,
        **results["llm"],
        **results["model"],
        **{kind: count for kind, count in results["cases"].items() if kind == "case"},
        people=_people(json.loads((ROOT / "docs" / "people.json").read_text(encoding="utf-8"))["pyrxsum"]),
        abstracts=_agreement_table("method", {names[key]: results["abstracts"][key] for key in names}),
        annotators=_agreement_table("held-out annotator", results["annotators"]),
        others=_agreement_table("texts", others),
        recalls=_table(heading, recalls),
    )


def _people(measured: Mapping[str, Any]) -> str:
    """Return the table of the agreement with people's labels of units, from what `scripts/measure_people.py` stored."""
    heading = ["method", "documents", "pairs", "AUROC", "Cohen's kappa", "bias, points", "Pearson"]
    titles = {"first": "first 50", "last": "last 50", "all": "all"}
    rows = [
        [OTHER_METHODS[method], title, str(one["pairs"]), *(_cell(one.get(key)) for key in ("auroc", "kappa")),
         _cell(one.get("bias"), 100, 1), _cell(one.get("pearson"))]
        for method in ("lexical", "share", "rouge1")
        for part, title in titles.items()
        if (one := measured["units"][part][method])
    ]  # fmt: skip
    one = measured["units"]["all"]["lexical"]
    bias = [100 * value for value in measured["bias_by_system"].values()]
    return "\n\n".join(
        (
            _table(heading, rows),
            "Bias and Pearson's correlation are those of `fact_recall` over all summaries. The threshold of `lexical` comes from this "
            f"project's labels. With it instead of the mean probability, the bias is {_cell(one['threshold_bias'], 100, 1)} points and "
            f"Pearson's correlation {_cell(one['threshold_pearson'])} on all documents. The bias of `fact_recall` for a single system is "
            f"between {min(bias):.1f} and {max(bias):.1f} points.",
        )
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
    run_script(main)
