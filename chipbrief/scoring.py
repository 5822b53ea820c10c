"""Scoring: every measure of every article first, then means with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    """The measures of one article (null where undefined) and the mentions that the article does not support."""

    id: str
    measures: dict[str, float | None]
    unsupported: tuple[str, ...]


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
                {"id": article.id, "measures": article.measures, "unsupported": list(article.unsupported)}
                for article in self.articles
            ],
        }


def references_of(story: Story, setting: Setting) -> list[Reference]:
    """The references that the setting scores against. Raises `InputError` where the story has none."""
    found = [
        reference
        for reference in story.references
        if reference.kind == setting.kind and setting.author_kind in (None, reference.author_kind)
    ]
    if not found:
        who = f" by a {setting.author_kind}" if setting.author_kind else ""
        raise fail(
            f"{setting.config}/{story.id}", f"has no {setting.kind}{who}", "choose another --kind or --author-kind"
        )
    return found


def score_system(
    system: str, summaries: Mapping[str, str], stories: Sequence[Story], setting: Setting, digest: str
) -> Scores:
    """Score `summaries` (by story id; every story has one) against the stories' references."""
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
    measures: dict[str, float | None] = {}
    for kind, score in rouge.score(summary, texts, multi=setting.multi).items():
        measures.update({f"{kind}_{part}": value for part, value in score._asdict().items()})
    mentions = entities.support(story.document, summary, story.entities)
    measures["entity_recall"] = entities.recall(summary, texts, story.entities)
    measures["entity_precision_source"] = entities.precision_source(mentions)
    measures["length"] = float(text_stats.length(summary))
    measures["compression"] = text_stats.compression(story.document, summary)
    unsupported = tuple(mention.text for mention in mentions if not mention.supported)
    return ArticleScores(story.id, measures, unsupported)


def signature(stories: Sequence[Story], setting: Setting, digest: str) -> str:
    """One line that says how a score was made."""
    counts = {len(references_of(story, setting)) for story in stories}
    number = f"{min(counts)}" if len(counts) == 1 else f"{min(counts)}-{max(counts)}"
    kinds = sorted({reference.author_kind for story in stories for reference in references_of(story, setting)})
    parts = (
        f"chipbrief:{__version__}",
        f"data:{digest[:12]}",
        f"config:{setting.config}",
        f"split:{setting.split}",
        f"kind:{setting.kind}",
        f"refs:{number},{'+'.join(kinds)},{setting.multi}",
        "rouge:rouge_score",
        "stem:porter",
        "tok:ascii",
        "sent:newline-or-sentencex",
        f"ci:bootstrap-{setting.resamples}",
        f"seed:{setting.seed}",
    )
    return "|".join(parts)
