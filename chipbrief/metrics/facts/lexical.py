"""Whether a summary states a fact, judged by the words, names and values that stand together in it.

A logistic model of five features of one *window*: two neighbouring sentences of the summary. It knows no synonyms and
does no reasoning: a fact told in other words is missed, and one whose words all stand there with another meaning counts
as stated. How often either happens is measured, in docs/fact_matching.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from chipbrief.metrics.detection import capitalised_runs, words_of
from chipbrief.metrics.entities import named
from chipbrief.names import Contents, key, tokens
from chipbrief.records import Entity, Fact
from chipbrief.text import split_sentences
from chipbrief.values import Value, find_values, same_value

STEM = 6
"""Letters of a word that are compared: *exploits*, *exploited* and *exploitation* are one stem."""
LONGEST_SENTENCE = 60
"""Words. A longer sentence is cut, so that a text without full stops is not one window that holds everything."""

STOP_WORDS = frozenset(
    "a about after all an and any are as at be been before being but by can could did do does for from had has have he "
    "her his how i if in into is it its may might more most must no not of off on or other out over own said say saying "
    "says shall she should so some such t than that the their them then there these they this those to under up was were "
    "what when where which while who whom whose will with would".split()
)
NEGATIONS = frozenset("cannot neither never no nobody none nor not nothing t without".split())
"""As `names.tokens` has them: `t` is what is left of *isn't*."""
ATTRIBUTIONS = frozenset(
    "according account accuse accused accuses acknowledge acknowledged add added adds allege alleged allegedly alleges "
    "announced announcement argue argued argues assume assumed assumes believe believed believes call called calls claim "
    "claimed claims consider considers describe described describes estimated estimates expect expected expects fault "
    "faulted found indicate indicates opinion report reported reportedly reports said say says seen signal signals statement "
    "tell tells think thinks thought told view warn warned warns write writes wrote".split()
)
"""Words that hand a claim to somebody. A claim that the summary makes its own is another claim than an attributed one."""


class Features(NamedTuple):
    """What the model looks at; each from 0 to 1, of the window with the highest `words`.

    `words`: the share of the fact's content stems in the window, each weighed by how few of the story's facts have it.
    `names`, `values`: the share of its entities and of its values that the window names; 1 where it has none.
    `negation`: 1 where one of fact's and window's words negate and the other's do not. `attribution`: 1 where the fact is
    somebody's claim and no word of the window says so.
    """

    words: float
    names: float
    values: float
    negation: float
    attribution: float


INTERCEPT = 0.0
WEIGHTS = Features(words=0.0, names=0.0, values=0.0, negation=0.0, attribution=0.0)
"""Fitted by scripts/calibrate_facts.py on the fact labels of all abstracts; its `--check` fits them again and compares."""
THRESHOLD = 0.5
"""The probability from which a fact counts as stated."""


class _Sentence(NamedTuple):
    text: str
    stems: frozenset[str]


def judge(summary: str, facts: Sequence[Fact], entities: Sequence[Entity]) -> dict[str, bool]:
    """For each fact's id whether the summary states it."""
    return {fact: chance >= THRESHOLD for fact, chance in scores(summary, facts, entities).items()}


def scores(summary: str, facts: Sequence[Fact], entities: Sequence[Entity]) -> dict[str, float]:
    """For each fact's id the model's probability that the summary states it. A text without a word states nothing."""
    found = features(summary, facts, entities)
    return {
        fact.id: _logistic(one) if one.words else 0.0 for fact, one in zip(facts, found, strict=True)
    }


def _logistic(found: Features) -> float:
    return 1 / (1 + math.exp(-INTERCEPT - sum(weight * value for weight, value in zip(WEIGHTS, found, strict=True))))


def features(summary: str, facts: Sequence[Fact], entities: Sequence[Entity]) -> list[Features]:
    """The features of each fact. Time grows with the summary's length, and with facts times the length of a window."""
    windows = _Windows(summary, entities)
    stems = [_stems(fact.text) for fact in facts]
    rarity = _rarity(stems)
    return [
        _features(fact, {stem: rarity[stem] for stem in own}, windows)
        for fact, own in zip(facts, stems, strict=True)
    ]


def _features(fact: Fact, weights: Mapping[str, float], windows: _Windows) -> Features:
    words, at = windows.best(weights)
    window = windows.text(at)
    there, said = set(_keys(window)), set(_keys(fact.text))
    return Features(
        words,
        _share_named(fact, windows, at),
        _share_of_values(find_values(fact.text), windows.values(at)),
        float(there.isdisjoint(NEGATIONS) != said.isdisjoint(NEGATIONS)),
        float(there.isdisjoint(ATTRIBUTIONS) and not said.isdisjoint(ATTRIBUTIONS)),
    )


class _Windows:
    """A summary as windows: number `at` is the sentences `at` and `at + 1`, or the one sentence that there is."""

    def __init__(self, summary: str, entities: Sequence[Entity]) -> None:
        self.sentences = [_Sentence(text, _stems(text)) for text in _sentences(summary)]
        self.entities = entities
        self._named: dict[int, set[str]] = {}
        self._values: dict[int, list[Value]] = {}
        self._where: dict[str, list[int]] = {}
        for number, sentence in enumerate(self.sentences):
            for stem in sentence.stems:
                self._where.setdefault(stem, []).append(number)

    def best(self, weights: Mapping[str, float]) -> tuple[float, int]:
        """The highest weighted share of stems in one window, and that window; the first one of several."""
        last = max(len(self.sentences) - 2, 0)
        weight_of: Counter[int] = Counter()
        for stem, weight in weights.items():
            sentences = self._where.get(stem, ())
            for at in {min(max(number - back, 0), last) for number in sentences for back in (0, 1)}:
                weight_of[at] += weight
        if not weight_of:
            return 0.0, 0
        at = min(weight_of, key=lambda number: (-weight_of[number], number))
        return weight_of[at] / sum(weights.values()), at

    def text(self, at: int) -> str:
        return "\n".join(sentence.text for sentence in self.sentences[at : at + 2])

    def named(self, at: int) -> set[str]:
        if at not in self._named:
            self._named[at] = named(self.text(at), self.entities)
        return self._named[at]

    def values(self, at: int) -> list[Value]:
        if at not in self._values:
            self._values[at] = find_values(self.text(at))
        return self._values[at]


def _sentences(summary: str) -> Iterable[str]:
    for sentence in split_sentences(summary):
        words = sentence.split()
        for start in range(0, len(words), LONGEST_SENTENCE):
            yield " ".join(words[start : start + LONGEST_SENTENCE])


def _keys(text: str) -> list[str]:
    return [token.key for token in tokens(text)]


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in _keys(text) if word not in STOP_WORDS)


def _rarity(stems: Sequence[frozenset[str]]) -> dict[str, float]:
    """The inverse document frequency of each stem, a fact being a document; all equal where there is one fact."""
    counts = Counter(stem for own in stems for stem in own)
    return {stem: math.log((len(stems) + 1) / (count + 0.5)) for stem, count in counts.items()}


def _share_named(fact: Fact, windows: _Windows, at: int) -> float:
    """Of the fact's entities; where nobody has labelled those, of its runs of capitalised words."""
    if fact.entities:
        known = [entity.id for entity in windows.entities if entity.id in fact.entities]
        return sum(entity in windows.named(at) for entity in known) / len(known) if known else 1.0
    runs = [key(fact.text[start:end]) for start, end in capitalised_runs(fact.text, words_of(fact.text))]
    contents = Contents(windows.text(at))
    return sum(run in contents for run in runs) / len(runs) if runs else 1.0


def _share_of_values(wanted: Sequence[Value], there: Sequence[Value]) -> float:
    """Of the values; either may leave open what the other says: July 15 and 15 July 2025 are the same day of one story."""
    found = sum(
        any(same_value(one.value, other.value) or same_value(other.value, one.value) for other in there)
        for one in wanted
    )
    return found / len(wanted) if wanted else 1.0
