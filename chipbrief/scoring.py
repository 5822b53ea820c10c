"""Scoring: every measure of every article first, then means with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from chipbrief import __version__
from chipbrief.metrics import bootstrap, entities, rouge, text_stats
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import fail
from chipbrief.records import AuthorKind, Reference, ReferenceKind, Story

ROUGE_PARTS = ("precision", "recall", "fmeasure")
MEASURES = (
    *(f"{kind}_{part}" for kind in rouge.TYPES for part in ROUGE_PARTS),
    "entity_recall", "entity_precision_source", "length", "compression",
)  # fmt: skip
"""Names of the measures, in the order of every table."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a score depends on besides the outputs; it is spelled out in the signature."""

    config: str = "open"
    split: str = "test"
    kind: ReferenceKind = "abstract"
    author_kind: AuthorKind | None = None
    multi: rouge.Multi = "max"
    resamples: int = bootstrap.RESAMPLES
    seed: int = bootstrap.SEED


@dataclass(frozen=True, slots=True)
class ArticleScores:
    """The measures of one article, null where undefined, and what is behind the two entity measures.

    `weights` are those of the entities that the references name, `named` the ones of them that the summary names too.
    """

    id: str
    measures: dict[str, float | None]
    mentions: tuple[entities.Mention, ...]
    weights: dict[str, float]
    named: tuple[str, ...]

    @property
    def unsupported(self) -> tuple[str, ...]:
        """The names and values of the summary that the article does not have."""
        return tuple(mention.text for mention in self.mentions if not mention.supported)


@dataclass(frozen=True, slots=True)
class Scores:
    """One system under one setting."""

    system: str
    signature: str
    articles: tuple[ArticleScores, ...]
    estimates: dict[str, Estimate]
    empty: int

    def as_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return {
            "system": self.system,
            "signature": self.signature,
            "empty": self.empty,
            "measures": {name: found._asdict() for name, found in self.estimates.items()},
            "articles": [
                {
                    "id": article.id,
                    "measures": article.measures,
                    "mentions": [mention._asdict() for mention in article.mentions],
                    "named": {entity: article.weights[entity] for entity in article.named},
                    "missed": {
                        entity: share for entity, share in article.weights.items() if entity not in article.named
                    },
                }
                for article in self.articles
            ],
        }


def references_of(story: Story, setting: Setting) -> list[Reference]:
    """The references that the setting scores against. A story without any is left out of the means that need one."""
    return [
        reference
        for reference in story.references
        if reference.kind == setting.kind and setting.author_kind in (None, reference.author_kind)
    ]


def score_system(
    system: str, summaries: Mapping[str, str], stories: Sequence[Story], setting: Setting, digest: str
) -> Scores:
    """Score `summaries` (by story id; every story has one) against the stories' references.

    Raises `InputError` where no story has a reference of the setting's kind.
    """
    if not any(references_of(story, setting) for story in stories):
        who = f" by a {setting.author_kind}" if setting.author_kind else ""
        where = f"{setting.config}/{setting.split}"
        raise fail(where, f"has no {setting.kind}{who}", "choose another --kind or --author-kind")
    articles = tuple(
        _score_article(story, summaries[story.id], references_of(story, setting), setting) for story in stories
    )
    estimates = {
        name: bootstrap.estimate([article.measures[name] for article in articles], setting.resamples, setting.seed)
        for name in MEASURES
    }
    empty = sum(not summaries[story.id].strip() for story in stories)
    return Scores(system, signature(stories, setting, digest), articles, estimates, empty)


def _score_article(story: Story, summary: str, references: Sequence[Reference], setting: Setting) -> ArticleScores:
    texts = [reference.text for reference in references]
    measures: dict[str, float | None] = dict.fromkeys(MEASURES)
    for kind, score in (rouge.score(summary, texts, multi=setting.multi) if texts else {}).items():
        measures.update({f"{kind}_{part}": value for part, value in score._asdict().items()})
    article = f"{story.title}\n\n{story.document}" if story.title else story.document
    mentions = tuple(entities.support(article, summary, story.entities))
    weights = entities.weights_of(texts, story.entities)
    inside = entities.named(summary, story.entities)
    measures["entity_recall"] = entities.share_named(weights, inside)
    measures["entity_precision_source"] = entities.precision_source(mentions)
    measures["length"] = float(text_stats.length(summary))
    measures["compression"] = text_stats.compression(story.document, summary)
    return ArticleScores(story.id, measures, mentions, weights, tuple(entity for entity in weights if entity in inside))


def signature(stories: Sequence[Story], setting: Setting, digest: str) -> str:
    """One line that says how a score was made."""
    counts = {len(references_of(story, setting)) for story in stories} - {0}
    number = f"{min(counts)}" if len(counts) == 1 else f"{min(counts)}-{max(counts)}"
    kinds = sorted({reference.author_kind for story in stories for reference in references_of(story, setting)})
    parts = (
        f"chipbrief:{__version__}",
        f"data:{digest[:12]}",
        f"config:{setting.config}",
        f"split:{setting.split}",
        f"kind:{setting.kind}",
        f"refs:{number},{'+'.join(kinds)},{setting.multi}",
        f"rouge:rouge_score-{rouge.ROUGE_SCORE_VERSION}",
        "stem:porter",
        "tok:ascii",
        f"sent:newline-or-sentencex-{version('sentencex')}",
        f"ci:bootstrap-{setting.resamples}",
        f"seed:{setting.seed}",
    )
    return "|".join(parts)
