"""Score rows, each a story and a summary of it. Every other way to score is made of `score_rows`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from chipbrief.language.reading import read
from chipbrief.metrics import entities, facts, rouge, text_stats
from chipbrief.records import Story
from chipbrief.scoring.garbage import fewer_collections
from chipbrief.scoring.measures import Measure, Need, Row, active, lacking
from chipbrief.scoring.setting import Setting, references_of

if TYPE_CHECKING:
    from chipbrief.metrics.entailment import Judge

TOGETHER = 100
"""Number of rows of which ROUGE is computed at once. The readings of so many articles are kept until the other measures ask."""


@dataclass(frozen=True, slots=True)
class ArticleScores:
    """Measures of one article (None if undefined), and the entities and facts that they are computed from.

    `mentions` are the names and values in the summary. `weights` maps the ids of the entities in the references to their
    weights, `named` has the ids of those that the summary names too, and `facts` the ids of the facts that it states. They
    are empty if no chosen measure needs them. `lacking` is what the story lacks for some measures, and `dressing` has the rules
    of `chipbrief.language.dressing` that fired for the summary. `refused` says whether the summary reads like a refusal.
    """

    id: str
    measures: dict[str, float | None]
    mentions: tuple[entities.Mention, ...]
    weights: dict[str, float]
    named: tuple[str, ...]
    facts: tuple[str, ...]
    lacking: tuple[Need, ...] = ()
    dressing: tuple[str, ...] = ()
    refused: bool = False

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


def chosen_measures(setting: Setting, columns: Collection[str] | None) -> tuple[Measure, ...]:
    """Return the measures that have one of `columns`, or all that are on in `setting` if `columns` is None.

    Raise `InputError` if the setting names an unknown measure.
    """
    found = active(setting)
    return found if columns is None else tuple(one for one in found if {two.name for two in one.columns} & {*columns})


def score_rows(
    pairs: Sequence[tuple[Story, str | None]],
    setting: Setting,
    *,
    labelled: bool,
    columns: Collection[str] | None = None,
    ask: facts.Ask | None = None,
    judge: Judge | None = None,
) -> list[ArticleScores]:
    """Return the scores of each pair of a story and a summary, in the order of the pairs.

    A pair without a summary (None) has no value of any measure. No number depends on the other pairs. Pairs of one article
    are scored one after the other, so that the article is read once, and ROUGE scores `TOGETHER` pairs at a time, with compiled
    kernels if there are many pairs.
    """
    measures = chosen_measures(setting, columns)
    rows: list[Row | None] = [
        None if summary is None else Row(story, summary, _references(story, setting), setting, labelled, ask, judge)
        for story, summary in pairs
    ]
    names = [column.name for one in measures for column in one.columns]
    found = [ArticleScores(story.id, dict.fromkeys(names), (), {}, (), ()) for story, _ in pairs]
    before: Row | None = None
    ordered = ((at, row) for at in _by_article([story for story, _ in pairs]) if (row := rows[at]) is not None)
    with fewer_collections():
        for at, row in _with_rouge(ordered, measures):
            if before is not None and before.story is row.story and "weights" in vars(before):
                vars(row)["weights"] = before.weights
            found[at] = _score(row, measures, names)
            before, rows[at] = row, None  # what the measures of a row share is not needed again
    return found


def _references(story: Story, setting: Setting) -> list[str]:
    return [reference.text for reference in references_of(story, setting)]


def _by_article(stories: Sequence[Story]) -> list[int]:
    """Return the numbers of the stories such that those with one document follow each other."""
    first: dict[str, int] = {}
    places = [first.setdefault(story.document, at) for at, story in enumerate(stories)]
    return sorted(range(len(stories)), key=places.__getitem__)


def _with_rouge(rows: Iterator[tuple[int, Row]], measures: Sequence[Measure]) -> Iterator[tuple[int, Row]]:
    """Yield the rows as they come. ROUGE of several rows is computed at once, and kept in the rows."""
    types = [one.name for one in measures if one.name in rouge.TYPES]
    while some := list(islice(rows, TOGETHER)):
        if types:
            _add_rouge([row for _, row in some if row.references], types)
        yield from some


def _add_rouge(rows: Sequence[Row], types: Sequence[str]) -> None:
    """Compute ROUGE of all rows in one batch, and keep it in the rows: the values are those of `Row.rouge`."""
    if not rows:
        return
    setting = rows[0].setting
    split = setting.tokenizer == "ascii" and setting.compatibility == "rouge_score"
    texts = [(said, expected) for said, expected in (row.undressed for row in rows)]
    if split:
        texts = [(rouge.sentence_lines(said), list(map(rouge.sentence_lines, expected))) for said, expected in texts]
    scores = rouge.score_many(
        [said for said, _ in texts],
        [expected for _, expected in texts],
        types=types,
        stemmer=setting.stemmer,
        compatibility=setting.compatibility,
        multi=setting.multi,
        tokenizer=setting.tokenizer,
        sentences="newline" if split else "auto",
    )
    values = {kind: scores[kind].tolist() for kind in types}
    for at, row in enumerate(rows):
        vars(row)["rouge"] = {kind: rouge.Score(*values[kind][at]) for kind in types}


def _score(row: Row, measures: Sequence[Measure], names: Sequence[str]) -> ArticleScores:
    """Return the scores of a row. `names` are those of the columns of all `measures`."""
    missing = lacking(row)
    values: list[float | None] = []
    for one in measures:
        values += one.compute(row) if missing.isdisjoint(one.needs) else [None] * len(one.columns)
    evidence = vars(row)  # what a measure has asked for
    weights, inside = evidence.get("weights", {}), evidence.get("named", ())
    named = tuple(entity for entity in weights if entity in inside)
    likely = facts.likely(evidence.get("chances", {}), row.setting.matcher)
    stated = tuple(fact.id for fact in row.story.facts if fact.id in likely)
    return ArticleScores(
        id=row.story.id,
        measures=dict(zip(names, values, strict=True)),
        mentions=evidence.get("mentions", ()),
        weights=dict(weights),
        named=named,
        facts=stated,
        lacking=tuple(sorted(missing)),
        dressing=tuple(read(row.summary).undressed.fired),
        refused=text_stats.is_refusal(row.summary),
    )
