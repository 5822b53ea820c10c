"""Score rows, each a story and a summary of it. Every other way to score is made of `score_rows`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chipbrief.language.reading import KEPT, read
from chipbrief.metrics import entities, facts, rouge, text_stats
from chipbrief.records import Story
from chipbrief.scoring.garbage import fewer_collections
from chipbrief.scoring.measures import Measure, Need, Row, active, lacking
from chipbrief.scoring.setting import Setting, references_of

if TYPE_CHECKING:
    from chipbrief.metrics.entailment import Judge

TOGETHER = 100
"""Maximum number of rows that are scored at once, measure by measure.

One step of many rows is done before the next one, because the processor then has the code of a step at hand. This saves a sixth of
the time. What the measures of so many rows share is kept meanwhile.
"""
CHARACTERS = KEPT // 4
"""Maximum number of characters of the texts of these rows. Their readings must be kept, with those of articles with their titles."""


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

    A pair without a summary (None) has no value of any measure. No number depends on the other pairs. `TOGETHER` pairs are scored
    at once, those of one article one after the other, so that the article is read once. ROUGE and copying take compiled kernels
    if there are many pairs.
    """
    measures = chosen_measures(setting, columns)
    names = [column.name for one in measures for column in one.columns]
    found = [ArticleScores(story.id, dict.fromkeys(names), (), {}, (), ()) for story, _ in pairs]
    with fewer_collections():
        for block in _blocks(pairs):
            rows: list[Row] = []
            for at in block:
                story, summary = pairs[at]
                before = rows[-1] if rows and rows[-1].story is story else None
                references = before.references if before else [one.text for one in references_of(story, setting)]
                rows.append(Row(story, summary or "", references, setting, labelled, ask, judge, before))
            for at, scores in zip(block, _score(rows, measures, names), strict=True):
                found[at] = scores
    return found


def _blocks(pairs: Sequence[tuple[Story, str | None]]) -> Iterator[list[int]]:
    """Yield the numbers of the pairs that have a summary, in blocks. Those with one document follow each other."""
    first: dict[str, int] = {}
    places = [first.setdefault(story.document, at) for at, (story, _) in enumerate(pairs)]
    block: list[int] = []
    characters = 0
    for at in sorted(range(len(pairs)), key=places.__getitem__):
        story, summary = pairs[at]
        if summary is None:
            continue
        is_new = not block or places[block[-1]] != places[at]
        size = len(summary)
        if is_new:  # a long article leaves room for several summaries of it
            size += min(len(story.document) + sum(len(one.text) for one in story.references), CHARACTERS // 2)
        if block and (len(block) == TOGETHER or characters + size > CHARACTERS):
            yield block
            block, characters = [], 0
        block.append(at)
        characters += size
    if block:
        yield block


def _add_rouge(rows: Sequence[Row], types: Sequence[str]) -> None:
    """Compute ROUGE of all rows in one batch, and keep it in the rows: the values are those of `Row.rouge`."""
    if not (rows and types):
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


def _score(rows: Sequence[Row], measures: Sequence[Measure], names: Sequence[str]) -> list[ArticleScores]:
    """Return the scores of some rows, measure by measure. `names` are those of the columns of all `measures`."""
    _add_rouge([row for row in rows if row.references], [one.name for one in measures if one.name in rouge.TYPES])
    for part in dict.fromkeys(part for one in measures for part in one.reads):
        for row in rows:
            getattr(read(row.summary).bare, part)
    missing = [lacking(row) for row in rows]
    values: list[list[float | None]] = [[] for _ in rows]
    for one in measures:
        for row, lacks, own in zip(rows, missing, values, strict=True):
            own += one.compute(row) if lacks.isdisjoint(one.needs) else [None] * len(one.columns)
    return [
        _scores(row, lacks, dict(zip(names, own, strict=True)))
        for row, lacks, own in zip(rows, missing, values, strict=True)
    ]


def _scores(row: Row, missing: Collection[Need], measures: dict[str, float | None]) -> ArticleScores:
    """Return the scores of a row of which all measures are computed."""
    evidence = vars(row)  # what a measure has asked for
    weights, inside = evidence.get("weights", {}), evidence.get("named", ())
    named = tuple(entity for entity in weights if entity in inside)
    likely = facts.likely(evidence.get("chances", {}), row.setting.matcher)
    stated = tuple(fact.id for fact in row.story.facts if fact.id in likely)
    return ArticleScores(
        id=row.story.id,
        measures=measures,
        mentions=evidence.get("mentions", ()),
        weights=dict(weights),
        named=named,
        facts=stated,
        lacking=tuple(sorted(missing)),
        dressing=tuple(read(row.summary).undressed.fired),
        refused=text_stats.is_refusal(row.summary),
    )
