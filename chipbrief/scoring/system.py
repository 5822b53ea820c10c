"""Scores of one system: all measures of each article, and their means with intervals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import fsum
from typing import Any

from chipbrief.language.dressing import RULES, bare, undress
from chipbrief.metrics import bootstrap, entities, facts, rouge, text_stats
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import fail
from chipbrief.records import EntityType, Story
from chipbrief.scoring.clusters import clusters_of
from chipbrief.scoring.setting import Setting, references_of, signature

ROUGE_PARTS = ("precision", "recall", "fmeasure")
"""Measures of each ROUGE type, in the order of `rouge.Score`."""
TEXT_MEASURES: Mapping[str, Callable[[str, str], float | None]] = {
    "length": lambda _, summary: text_stats.length(summary),
    "sentences": lambda _, summary: text_stats.sentences(summary),
    "compression": text_stats.compression,
    **{f"novel_{n}grams": partial(text_stats.novel_ngrams, n=n) for n in range(1, 5)},
    "coverage": text_stats.coverage,
    "density": text_stats.density,
    "longest_copy": text_stats.longest_copy,
    "repeated_trigrams": lambda _, summary: text_stats.repeated_trigrams(summary),
}
"""Measures of a document and a summary alone, with the function that computes each. A new one is one row here."""
MEASURES = (
    *(f"{kind}_{part}" for kind in rouge.TYPES for part in ROUGE_PARTS),
    "entity_recall", "entity_recall_unweighted", "entity_precision_source", "fact_recall", *TEXT_MEASURES,
)  # fmt: skip
"""Names of all measures, in the order of all tables."""


@dataclass(frozen=True, slots=True)
class ArticleScores:
    """Measures of one article (None if undefined), and the entities and facts that they are computed from.

    `mentions` are the names and values in the summary. `weights` maps the ids of the entities in the references to their
    weights, `named` has the ids of those that the summary names too, and `facts` the ids of the facts that it states.
    """

    id: str
    measures: dict[str, float | None]
    mentions: tuple[entities.Mention, ...]
    weights: dict[str, float]
    named: tuple[str, ...]
    facts: tuple[str, ...]

    @property
    def unsupported(self) -> tuple[str, ...]:
        """Names and values in the summary that the article does not support."""
        return tuple(mention.text for mention in self.mentions if not mention.supported)

    def as_dict(self) -> dict[str, Any]:
        """Return plain types for JSON."""
        return {
            "id": self.id,
            "measures": self.measures,
            "mentions": [mention._asdict() for mention in self.mentions],
            "named": {entity: self.weights[entity] for entity in self.named},
            "missed": {entity: share for entity, share in self.weights.items() if entity not in self.named},
            "facts": list(self.facts),
        }


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one system under one setting.

    `estimates` are means over articles (macro averages). `micro` are ratios of sums over all articles (micro averages),
    so that a story with many entities counts more. `by_type` has the named weight and the total weight of each entity
    type. `empty` and `refused` count summaries. `reference_length` is the length in words of the shortest and of the
    longest reference. `clusters` has the cluster of each article if intervals resample clusters.
    `dressed` counts the summaries from which rules of `chipbrief.language.dressing` removed
    something, and `dressing` the summaries of each rule.
    """

    system: str
    signature: str
    articles: tuple[ArticleScores, ...]
    estimates: dict[str, Estimate]
    micro: dict[str, Estimate]
    by_type: dict[EntityType, entities.Coverage]
    empty: int
    refused: int
    reference_length: tuple[int, int]
    dressed: int = 0
    dressing: dict[str, int] = field(default_factory=dict)
    clusters: tuple[str, ...] | None = None

    @property
    def has_unusual_length(self) -> bool:
        """Whether the mean length is outside `reference_length`."""
        mean = self.estimates["length"].mean
        return mean is not None and not self.reference_length[0] <= mean <= self.reference_length[1]

    def as_dict(self) -> dict[str, Any]:
        """Return plain types for JSON."""
        return {
            "system": self.system,
            "signature": self.signature,
            "empty": self.empty,
            "refused": self.refused,
            "dressed": self.dressed,
            "dressing": self.dressing,
            "reference_length": list(self.reference_length),
            "measures": {name: found._asdict() for name, found in self.estimates.items()},
            "micro": {name: found._asdict() for name, found in self.micro.items()},
            "entity_recall_by_type": {
                kind: {"named": named, "weight": weight, "recall": named / weight}
                for kind, (named, weight) in self.by_type.items()
            },
            "articles": [article.as_dict() for article in self.articles],
        }


def score_system(
    system: str,
    summaries: Mapping[str, str],
    stories: Sequence[Story],
    setting: Setting,
    data: str,
    ask: facts.Ask | None = None,
) -> Scores:
    """Return the scores of `summaries`, which maps the id of every story to a summary.

    A story that `summaries` lacks has no value of any measure. If several stories belong to one cluster, the intervals resample
    clusters. `data` is the part `data` of the signature. `ask` sends prompts to the language model of the matcher `llm`.
    Raises `InputError` if no story has a reference of the kind and author kind of `setting`.
    """
    if not any(references_of(story, setting) for story in stories):
        who = f" by a {setting.author_kind}" if setting.author_kind else ""
        where = f"{setting.config}/{setting.split}"
        raise fail(where, f"has no {setting.kind}{who}", "choose another --kind or --author-kind")
    articles = tuple(_score_article(story, summaries.get(story.id), setting, ask) for story in stories)
    clusters = clusters_of(stories)
    estimates = {
        name: bootstrap.estimate(
            [article.measures[name] for article in articles], setting.resamples, setting.seed, groups=clusters
        )
        for name in MEASURES
    }
    given = [summaries[story.id] for story in stories if story.id in summaries]
    return Scores(
        system,
        signature(stories, setting, data),
        articles,
        estimates,
        _micro(articles, setting, clusters),
        _by_type(articles, stories),
        sum(not summary.strip() for summary in given),
        sum(text_stats.is_refusal(summary) for summary in given),
        reference_length(stories, setting),
        *_dressing(given),
        clusters=clusters,
    )


def _dressing(summaries: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Return the number of summaries with dressing, and the number of summaries in which each rule fired."""
    fired = [found for summary in summaries if (found := undress(summary).fired)]
    counts = Counter(name for one in fired for name in one)
    return len(fired), {rule.name: counts[rule.name] for rule in RULES if counts[rule.name]}


def _score_article(story: Story, summary: str | None, setting: Setting, ask: facts.Ask | None) -> ArticleScores:
    if summary is None:  # a partial submission
        return ArticleScores(story.id, dict.fromkeys(MEASURES), (), {}, (), ())
    texts = [reference.text for reference in references_of(story, setting)]
    article = f"{story.title}\n\n{story.document}" if story.title else story.document
    mentions = tuple(entities.support(article, summary, story.entities))
    weights = entities.weights_of(texts, story.entities, story.published)
    inside = entities.named(summary, story.entities, story.published)
    chances = facts.probabilities(summary, story.facts, story.entities, setting.matcher, ask)
    measures: dict[str, float | None] = {
        **_rouge(summary, texts, setting),
        "entity_recall": entities.share_named(weights, inside),
        "entity_recall_unweighted": entities.share_named(entities.unweighted(weights), inside),
        "entity_precision_source": entities.precision_source(mentions),
        "fact_recall": facts.mean_probability(story.facts, chances),
        **_text_measures(story.document, summary),
    }
    named = tuple(entity for entity in weights if entity in inside)
    likely = facts.likely(chances, setting.matcher)
    stated = tuple(fact.id for fact in story.facts if fact.id in likely)
    return ArticleScores(story.id, measures, mentions, weights, named, stated)


def _rouge(summary: str, references: Sequence[str], setting: Setting) -> dict[str, float | None]:
    found: dict[str, float | None] = {f"{kind}_{part}": None for kind in rouge.TYPES for part in ROUGE_PARTS}
    if references:
        if setting.undress:
            summary, references = bare(summary), [bare(reference) for reference in references]
        scores = rouge.score(
            summary,
            references,
            stemmer=setting.stemmer,
            compatibility=setting.compatibility,
            multi=setting.multi,
            tokenizer=setting.tokenizer,
        )
        found |= {f"{kind}_{part}": value for kind, one in scores.items() for part, value in one._asdict().items()}
    return found


def _text_measures(document: str, summary: str) -> dict[str, float | None]:
    found = {name: measure(document, summary) for name, measure in TEXT_MEASURES.items()}
    return {name: None if value is None else float(value) for name, value in found.items()}


def _micro(articles: Sequence[ArticleScores], setting: Setting, groups: Sequence[str] | None) -> dict[str, Estimate]:
    """Return the micro averages. Each resample of articles gives a ratio of sums of its own."""
    recall = [entities.coverage(article.weights, set(article.named)) for article in articles]
    counted = [entities.coverage(entities.unweighted(one.weights), set(one.named)) for one in articles]
    precision = [(len(article.mentions) - len(article.unsupported), len(article.mentions)) for article in articles]
    return {
        name: bootstrap.ratio(
            [over for over, _ in pairs],
            [under for _, under in pairs],
            setting.resamples,
            setting.seed,
            groups=groups,
        )
        for name, pairs in (
            ("entity_recall", recall),
            ("entity_recall_unweighted", counted),
            ("entity_precision_source", precision),
        )
    }


def _by_type(articles: Sequence[ArticleScores], stories: Sequence[Story]) -> dict[EntityType, entities.Coverage]:
    """Return the named weight and the total weight of each entity type, summed over all articles."""
    found: dict[EntityType, list[entities.Coverage]] = defaultdict(list)
    for article, story in zip(articles, stories, strict=True):
        for kind, one in entities.by_type(article.weights, set(article.named), story.entities).items():
            found[kind].append(one)
    return {kind: entities.Coverage(*map(fsum, zip(*found[kind], strict=True))) for kind in sorted(found)}


def reference_length(stories: Sequence[Story], setting: Setting) -> tuple[int, int]:
    """Return the length in words of the shortest and of the longest reference of all stories."""
    lengths = [text_stats.length(reference.text) for story in stories for reference in references_of(story, setting)]
    return min(lengths), max(lengths)
