"""Scores of one system: all measures of each article, and their means with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chipbrief.language.dressing import RULES
from chipbrief.metrics import bootstrap, entities, facts, text_stats
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import fail
from chipbrief.records import EntityType, Story
from chipbrief.scoring.intervals import clusters_of
from chipbrief.scoring.measures import NEEDS, Measure, Need
from chipbrief.scoring.rows import ArticleScores as ArticleScores
from chipbrief.scoring.rows import chosen_measures, score_rows
from chipbrief.scoring.setting import Setting, references_of, signature
from chipbrief.scoring.totals import by_type, micro

if TYPE_CHECKING:
    from chipbrief.metrics.entailment import Judge


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one system under one setting.

    `estimates` are means over articles (macro averages). `micro` are ratios of sums over all articles (micro averages),
    so that a story with many entities counts more. `by_type` has the named weight and the total weight of each entity
    type. `empty` and `refused` count summaries. `reference_length` is the length in words of the shortest and of the
    longest reference, or None without references. `dressed` counts the summaries from which rules of
    `chipbrief.language.dressing` removed something, and `dressing` the summaries of each rule.

    `undefined` maps each measure that no story has to the reason. `lacking` counts the stories without a document, a
    reference, labelled entities or facts, where there are any. `unlabelled` tells that no story has labelled entities, so
    that `entity_recall` counts the names and values that rules find in the references. `absent` has the stories that a partial
    submission leaves out: all their measures are None. `clusters` has the cluster of each article if intervals resample clusters.
    `answers` is the number of summaries if the system answered several times (`scoring.repeats`), otherwise None.
    `streamed` is the number of summaries of a run that keeps no `articles` (`chipbrief.scoring.stream`), otherwise None.
    """

    system: str
    signature: str
    articles: tuple[ArticleScores, ...]
    estimates: dict[str, Estimate]
    micro: dict[str, Estimate]
    by_type: dict[EntityType, entities.Coverage]
    empty: int
    refused: int
    reference_length: tuple[int, int] | None
    dressed: int = 0
    dressing: dict[str, int] = field(default_factory=dict)
    undefined: dict[str, str] = field(default_factory=dict)
    lacking: dict[Need, int] = field(default_factory=dict)
    unlabelled: bool = False
    absent: tuple[str, ...] = ()
    clusters: tuple[str, ...] | None = None
    answers: int | None = None
    streamed: int | None = None

    @property
    def given(self) -> int:
        """Number of summaries."""
        return len(self.articles) - len(self.absent) if self.streamed is None else self.streamed

    @property
    def has_unusual_length(self) -> bool:
        """Whether the mean length is outside `reference_length`."""
        mean = self.estimates.get("length", bootstrap.NO_ESTIMATE).mean
        if mean is None or self.reference_length is None:
            return False
        return not self.reference_length[0] <= mean <= self.reference_length[1]

    def as_dict(self) -> dict[str, Any]:
        """Return plain types for JSON."""
        return {
            "system": self.system,
            "signature": self.signature,
            "empty": self.empty,
            "refused": self.refused,
            "dressed": self.dressed,
            "dressing": self.dressing,
            "reference_length": None if self.reference_length is None else list(self.reference_length),
            "undefined": self.undefined,
            "lacking": self.lacking,
            "unlabelled": self.unlabelled,
            "absent": list(self.absent),
            **({} if self.answers is None else {"answers": self.answers}),
            "measures": {name: found._asdict() for name, found in self.estimates.items()},
            "micro": {name: found._asdict() for name, found in self.micro.items()},
            "entity_recall_by_type": {
                kind: {"named": named, "weight": weight, "recall": named / weight}
                for kind, (named, weight) in self.by_type.items()
            },
            **(
                {"articles": [article.as_dict() for article in self.articles]}
                if self.streamed is None
                else {"summaries": self.streamed}
            ),
        }


def score_system(
    system: str,
    summaries: Mapping[str, str],
    stories: Sequence[Story],
    setting: Setting,
    data: str,
    ask: facts.Ask | None = None,
    *,
    judge: Judge | None = None,
    columns: Collection[str] | None = None,
    labelled: bool | None = None,
) -> Scores:
    """Return the scores of `summaries`, which maps the ids of the stories to summaries.

    A story without a summary has no value of any measure. If several stories share a cluster, intervals resample clusters.
    `data` is the part `data` of the signature. `ask` sends prompts to the language model of the matcher `llm`, and `judge`
    decides for `sentence_support`. `columns` limits what is computed to the measures with these columns; None means all
    that are on. `labelled` tells whether the corpus has labelled entities; None: whether one of these stories has.

    Raises `InputError` if there are references, but none of the kind and author kind of `setting`.
    """
    check_references(stories, setting)
    made = signature(stories, setting, data)  # before the work, since it fails if a library is missing
    measures = chosen_measures(setting, columns)
    if labelled is None:
        labelled = any(story.entities for story in stories)
    pairs = [(story, summaries.get(story.id)) for story in stories]
    articles = score_rows(pairs, setting, labelled=labelled, columns=columns, ask=ask, judge=judge)
    counts = Counter(need for article in articles for need in article.lacking)
    names = [column.name for one in measures for column in one.columns]
    clusters = clusters_of(stories)
    values = {name: [one.measures[name] for one in articles] for name in names}
    estimates = bootstrap.estimate_all(values, setting.resamples, setting.seed, groups=clusters)
    given = [summary for _, summary in pairs if summary is not None]
    return Scores(
        system,
        made,
        tuple(articles),
        estimates,
        {name: found for name, found in micro(articles, setting, clusters).items() if name in estimates},
        by_type(articles, stories),
        sum(not summary.strip() for summary in given),
        sum(one.refused for one in articles),
        reference_length(stories, setting),
        *_dressing(articles),
        dict(undefined(measures, estimates, counts, len(given))),
        {need: counts[need] for need in NEEDS if counts[need]},
        not labelled,
        tuple(story.id for story in stories if story.id not in summaries),
        clusters,
    )


def check_references(stories: Sequence[Story], setting: Setting) -> None:
    """Raise `InputError` if the stories have references, but none of the kind and author kind of `setting`."""
    if any(story.references for story in stories) and not any(references_of(story, setting) for story in stories):
        who = f" by a {setting.author_kind}" if setting.author_kind else ""
        where = f"{setting.config}/{setting.split}"
        raise fail(where, f"has no {setting.kind}{who}", "choose another --kind or --author-kind")


_SOME = Estimate(None, None, None, 1)


def undefined(
    measures: Sequence[Measure], estimates: Mapping[str, Estimate], counts: Mapping[Need, int], stories: int
) -> Iterator[tuple[str, str]]:
    """Yield each measure that no story has, and the reason."""
    for one in measures:
        never = [f"no story has {NEEDS[need][1]}" for need in one.needs if counts[need] == stories]
        some = [f"{counts[need]} of {stories} stories lack {NEEDS[need][1]}" for need in one.needs if counts[need]]
        reason = never[0] if never else "; ".join([*some, *([one.undefined] if one.undefined else [])])
        yield from ((column.name, reason) for column in one.columns if not estimates.get(column.name, _SOME).n)


def _dressing(articles: Sequence[ArticleScores]) -> tuple[int, dict[str, int]]:
    """Return the number of summaries with dressing, and the number of summaries in which each rule fired."""
    counts = Counter(name for one in articles for name in one.dressing)
    return sum(bool(one.dressing) for one in articles), {
        rule.name: counts[rule.name] for rule in RULES if counts[rule.name]
    }


def reference_length(stories: Sequence[Story], setting: Setting) -> tuple[int, int] | None:
    """Return the length in words of the shortest and of the longest reference of all stories, or None without references."""
    lengths = [text_stats.length(reference.text) for story in stories for reference in references_of(story, setting)]
    return (min(lengths), max(lengths)) if lengths else None
