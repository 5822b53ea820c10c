"""Whether a summary states a fact, judged by the words, names and values that stand together in it.

A logistic model of four features of one *window*, two neighbouring sentences of the summary, and one rule: a fact's
figures have to be there. It knows no synonyms and does no reasoning: a fact told in other words is missed, and one whose
words all stand there with another meaning counts as stated. How often either happens is measured, in
docs/fact_matching.md.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language.tokens import Contents, key, split_sentences, tokens
from chipbrief.language.values import Value, find_values, same_value
from chipbrief.metrics.entities import named, support
from chipbrief.records import VALUE_TYPES, Entity, Fact

STEM = 6
"""Letters of a word that are compared: *exploits*, *exploited* and *exploitation* are one stem."""
LONGEST_SENTENCE = 60
"""Words. A longer sentence is cut, so that a text without full stops is not one window that holds everything."""
_WORD = re.compile(r"\S{1,100}")

STOP_WORDS = frozenset(
    "a about after all an and any are as at be been before being but by can could did do does for from had has have he "
    "her his how i if in into is it its may might more most must no not of off on or other out over own said say saying "
    "says shall she should so some such t than that the their them then there these they this those to under up was were "
    "what when where which while who whom whose will with would".split()
)
NEGATIONS = frozenset(
    "cannot hardly neither never no nobody none nor not nothing rarely scarcely seldom t without".split()
)
"""As `names.tokens` has them: `t` is what is left of *isn't*."""
NEGATED = 3
"""How many words behind a negation count as negated."""
COUNTED = 10
"""A number up to this is no figure: a summary may name the five firms one by one."""


class Features(NamedTuple):
    """What the model looks at; each from 0 to 1.

    `sentence`: the share of the fact's content stems in the best sentence, each weighed by how few of the story's facts
    have it. `window`: the same of the best window, which the other features are of. `names`: the share of the fact's
    entities that the window names; 1 where it has none. `polarity`: 1 where a stem of both is negated in the fact alone
    or in the window alone.
    """

    sentence: float
    window: float
    names: float
    polarity: float


class Evidence(NamedTuple):
    """A fact's features, and whether the window has all of the fact's `figures`: dates, amounts, larger numbers."""

    features: Features
    figures: bool


class Model(NamedTuple):
    """A logistic model, and the probability from which a fact counts as stated."""

    intercept: float
    weights: Features
    threshold: float


MODEL = Model(intercept=-5.5, weights=Features(sentence=5.38, window=4.3, names=0.69, polarity=-2.17), threshold=0.533)
"""Fitted to the fact labels of all abstracts by scripts/calibrate_facts.py, whose `--check` fits it again and compares."""


class _Sentence(NamedTuple):
    text: str
    stems: frozenset[str]


def judge(summary: str, facts: Sequence[Fact], entities: Sequence[Entity]) -> dict[str, bool]:
    """For each fact's id whether the summary states it."""
    return {fact: found >= MODEL.threshold for fact, found in scores(summary, facts, entities).items()}


def scores(summary: str, facts: Sequence[Fact], entities: Sequence[Entity]) -> dict[str, float]:
    """For each fact's id the model's probability that the summary states it.

    The facts of one story belong together: what many of them say weighs little in each.
    """
    found = evidence(summary, facts, entities)
    return {fact.id: probability(one) for fact, one in zip(facts, found, strict=True)}


def probability(found: Evidence, model: Model = MODEL) -> float:
    """0 without a word in common, or with a figure missing."""
    if not found.figures or not found.features.window:
        return 0.0
    total = math.fsum(
        (model.intercept, *(weight * value for weight, value in zip(model.weights, found.features, strict=True)))
    )
    return 1 / (1 + math.exp(-total))


def evidence(summary: str, facts: Sequence[Fact], entities: Sequence[Entity]) -> list[Evidence]:
    """What the summary has to show for each fact. Time grows with its length, and with facts times the length of a window."""
    windows = _Windows(summary, entities)
    stems = [_stems(_keys(fact.text)) for fact in facts]
    rarity = _rarity(stems)
    return [
        # Sorted: sums of floats depend on the order, and the order of a set on the run.
        _evidence(fact, {stem: rarity[stem] for stem in sorted(own)}, windows)
        for fact, own in zip(facts, stems, strict=True)
    ]


def _evidence(fact: Fact, weights: Mapping[str, float], windows: _Windows) -> Evidence:
    sentence, window, at = windows.best(weights)
    there, own = _keys(windows.text(at)), _keys(fact.text)
    turned = (_negated(there) ^ _negated(own)) & _stems(there) & _stems(own)
    return Evidence(
        Features(sentence, window, _share_named(fact, windows, at), float(bool(turned))),
        _has_figures(find_values(fact.text), windows.values(at)),
    )


class _Windows:
    """A summary as windows: number `at` is the sentences `at` and `at + 1`, or the one sentence that there is."""

    def __init__(self, summary: str, entities: Sequence[Entity]) -> None:
        self.sentences = [_Sentence(text, _stems(_keys(text))) for text in _sentences(summary)]
        self.entities = entities
        self._named: dict[int, set[str]] = {}
        self._values: dict[int, list[Value]] = {}
        self._where: dict[str, list[int]] = {}
        for number, sentence in enumerate(self.sentences):
            for stem in sentence.stems:
                self._where.setdefault(stem, []).append(number)

    def best(self, weights: Mapping[str, float]) -> tuple[float, float, int]:
        """The highest weighted share of stems in one sentence and in one window, and that window (the first of several)."""
        last = max(len(self.sentences) - 2, 0)
        in_sentence: dict[int, list[float]] = defaultdict(list)
        in_window: dict[int, list[float]] = defaultdict(list)
        for stem, weight in weights.items():
            numbers = self._where.get(stem, ())
            for number in numbers:
                in_sentence[number].append(weight)
            for at in {min(max(number - back, 0), last) for number in numbers for back in (0, 1)}:
                in_window[at].append(weight)
        if not in_window:
            return 0.0, 0.0, 0
        total = math.fsum(weights.values())
        shares = {number: math.fsum(found) / total for number, found in in_window.items()}
        at = min(shares, key=lambda number: (-shares[number], number))
        return max(map(math.fsum, in_sentence.values())) / total, shares[at], at

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
    # Half a surrogate pair is no text, and the splitter refuses it.
    for sentence in split_sentences(summary.encode("utf-8", "replace").decode("utf-8")):
        words = _WORD.findall(sentence)
        for start in range(0, len(words), LONGEST_SENTENCE):
            yield " ".join(words[start : start + LONGEST_SENTENCE])


@lru_cache(maxsize=1024)
def _keys(text: str) -> tuple[str, ...]:
    """Kept, since a story's facts are read again for every system; a text here is a fact, or two sentences that may be cut."""
    return tuple(token.key for token in tokens(text))


def _stems(keys: Sequence[str]) -> frozenset[str]:
    return frozenset(word[:STEM] for word in keys if word not in STOP_WORDS)


def _negated(keys: Sequence[str]) -> frozenset[str]:
    """The content stems that stand close behind a negation wherever they stand."""
    behind = [any(word in NEGATIONS for word in keys[max(0, at - NEGATED) : at]) for at in range(len(keys))]
    negated, plain = (
        [word for word, turned in zip(keys, behind, strict=True) if turned is which] for which in (True, False)
    )
    return _stems(negated) - _stems(plain)


def _rarity(stems: Sequence[frozenset[str]]) -> dict[str, float]:
    """The inverse document frequency of each stem, a fact being a document; all equal where there is one fact."""
    counts = Counter(stem for own in stems for stem in own)
    return {stem: math.log((len(stems) + 1) / (count + 0.5)) for stem, count in counts.items()}


def _share_named(fact: Fact, windows: _Windows, at: int) -> float:
    """Of the fact's entities; where nobody has labelled those, of its runs of capitalised words."""
    if fact.entities:
        known = [entity.id for entity in windows.entities if entity.id in fact.entities]
        return sum(entity in windows.named(at) for entity in known) / len(known) if known else 1.0
    runs = [key(one.text) for one in support(fact.text, fact.text) if one.type not in VALUE_TYPES]
    contents = Contents(windows.text(at))
    return sum(run in contents for run in runs) / len(runs) if runs else 1.0


def _has_figures(wanted: Sequence[Value], there: Sequence[Value]) -> bool:
    """Either may leave open what the other says: July 15 and 15 July 2025 are the same day of one story."""
    return all(
        any(same_value(one.value, other.value) or same_value(other.value, one.value) for other in there)
        for one in wanted
        if not _is_count(one)
    )


def _is_count(value: Value) -> bool:
    return value.type in ("CARDINAL", "ORDINAL") and value.value.isdigit() and int(value.value) <= COUNTED
