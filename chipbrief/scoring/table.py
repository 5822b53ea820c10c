"""Score an Arrow table: one row of scores for each row of summaries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chipbrief.metrics import entities as entity_measures
from chipbrief.metrics import facts as fact_measure
from chipbrief.problems import InputError, Problem, fail, kind_of, quote
from chipbrief.records import Entity, Story
from chipbrief.scoring.garbage import fewer_collections
from chipbrief.scoring.rows import ArticleScores, chosen_measures, score_rows
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.stories import story_of

if TYPE_CHECKING:
    import pyarrow as pa

    from chipbrief.metrics.entailment import Judge

EVIDENCE = ("mentions", "weights", "named", "facts")
"""Lists that `score_table` adds if they are asked for: what the measures of names, values and facts are computed from."""
TALLIES = ("empty", "refused", "dressing", "lacking")
"""Columns that every table of scores has besides the measures: flags of a summary, and what its story lacks."""
SUMS = (
    "named_weight", "reference_weight", "named_entities", "reference_entities", "supported_mentions", "all_mentions",
)  # fmt: skip
"""Numerators and denominators of the micro averages, in pairs: `entity_recall`, the same unweighted, `entity_precision_source`."""


def score_table(
    table: pa.Table,
    setting: Setting,
    *,
    stories: Mapping[str, Story] | None = None,
    columns: Collection[str] | None = None,
    evidence: Collection[str] = (),
    labelled: bool | None = None,
    sums: bool = False,
    summary: str = "summary",
    ask: fact_measure.Ask | None = None,
    judge: Judge | None = None,
) -> pa.Table:
    """Return the scores of the summaries in `table`: one row for each of its rows, in the same order.

    The column `summary` has the summaries. A null is a missing summary, which has no value of any measure. With `stories`,
    the column `id` names the story of each row. Without, each row holds its story in columns of the dataset's schema, of which
    it may leave out all but one: `document`, `title`, `published`, `references`, `entities`, `facts`. `references` and `facts`
    may also be texts or lists of texts.

    The result has the columns `id` (if `table` has it), one `float64` per measure (null where the measure is undefined), and
    `TALLIES`. `columns` limits the measures to these; None means all that are on in `setting`. `evidence` names lists of
    `EVIDENCE` to add, and `sums` adds `SUMS` and `by_type`, from which micro averages are computed. `labelled` tells whether the corpus has
    labelled entities; by default it has if one of `stories` has, or if `table` has a column `entities`.

    The function is pure. Every number depends on its row only, so it is the same to the last digit whatever rows a table has,
    and in whatever order. All arguments can be pickled, except perhaps `ask` and `judge`. While it runs, Python collects garbage
    less often (`chipbrief.scoring.garbage`). Raise `InputError` with all rows that cannot be scored.
    """
    unknown = [name for name in evidence if name not in EVIDENCE]
    if unknown:
        raise fail(f"evidence {quote(unknown[0])}", "is unknown", f"choose from {', '.join(EVIDENCE)}")
    if labelled is None:
        labelled = (
            "entities" in table.column_names if stories is None else any(one.entities for one in stories.values())
        )
    with fewer_collections():
        pairs = _pairs(table, setting, stories, summary)
        found = score_rows(pairs, setting, labelled=labelled, columns=columns, ask=ask, judge=judge)
        measured = [
            column.name
            for one in chosen_measures(setting, columns)
            for column in one.columns
            if columns is None or column.name in columns
        ]
        return _as_table(table, pairs, found, measured, evidence, sums=sums)


def _pairs(
    table: pa.Table, setting: Setting, stories: Mapping[str, Story] | None, summary: str
) -> list[tuple[Story, str | None]]:
    """Return the story and the summary of each row. Raise `InputError` with all rows that lack one or have a wrong one."""
    needed = [summary] if stories is None else [summary, "id"]
    lacking = [name for name in needed if name not in table.column_names]
    if lacking:
        raise InputError(Problem("table", f"has no column {quote(name)}", "add it") for name in lacking)
    summaries = table.column(summary).to_pylist()
    if others := [at for at, text in enumerate(summaries, 1) if not isinstance(text, str | None)]:
        what = f"{quote(summary)} is {kind_of(summaries[others[0] - 1])}"
        raise InputError(Problem("table", what, "write it as text", at) for at in others)
    if stories is None:
        kept = [name for name in table.column_names if name != summary]
        return list(zip(_stories_in(table.select(kept), setting), summaries, strict=True))
    ids = table.column("id").to_pylist()
    wrong = [at for at, name in enumerate(ids, 1) if name not in stories]
    if wrong:
        remedy = "score rows of these stories only"
        raise InputError(Problem("table", f"unknown id {quote(str(ids[at - 1]))}", remedy, at) for at in wrong)
    return [(stories[name], text) for name, text in zip(ids, summaries, strict=True)]


def _stories_in(table: pa.Table, setting: Setting) -> list[Story]:
    """Return the stories of self-contained rows. Rows that hold the same share one record, so that it is read once."""
    problems: list[Problem] = []
    found: list[Story] = []
    known: dict[str, Story] = {}
    for line, row in enumerate(table.to_pylist(), 1):
        try:
            story = story_of(row, setting)
        except ValueError as error:
            problems.append(Problem("table", str(error), "write it as the dataset has it", line))
            continue
        before = known.setdefault(story.document, story)
        found.append(before if before == story else story)
    if problems:
        raise InputError(problems)
    return found


def _as_table(
    table: pa.Table,
    pairs: Sequence[tuple[Story, str | None]],
    found: Sequence[ArticleScores],
    measured: Sequence[str],
    evidence: Collection[str],
    *,
    sums: bool,
) -> pa.Table:
    import pyarrow as pa

    columns: dict[str, pa.Array] = {"id": table.column("id")} if "id" in table.column_names else {}
    columns |= {name: pa.array([one.measures[name] for one in found], pa.float64()) for name in measured}
    texts = [text for _, text in pairs]
    given = [None if text is None else one for text, one in zip(texts, found, strict=True)]
    columns["empty"] = pa.array([None if text is None else not text.strip() for text in texts], pa.bool_())
    columns["refused"] = pa.array([one and one.refused for one in given], pa.bool_())
    rules = [one and list(one.dressing) for one in given]
    columns["dressing"] = pa.array(rules, pa.list_(pa.string()))
    columns["lacking"] = pa.array([list(one.lacking) for one in found], pa.list_(pa.string()))
    if sums:
        columns |= _sums(pairs, found)
    for name in (name for name in EVIDENCE if name in evidence):
        kind, value = _EVIDENCE[name]
        columns[name] = pa.array([value(one) for one in found], kind())
    return pa.table(columns)


def _sums(pairs: Sequence[tuple[Story, str | None]], found: Sequence[ArticleScores]) -> dict[str, pa.Array]:
    import pyarrow as pa

    columns = zip(*map(_parts_of_micro, found), strict=True) if found else ((),) * len(SUMS)
    columns_by_name = {name: pa.array(values, pa.float64()) for name, values in zip(SUMS, columns, strict=True)}
    kind = pa.list_(pa.struct([("type", pa.string()), ("named", pa.float64()), ("weight", pa.float64())]))
    types = [_by_type(one, story.entities) for one, (story, _) in zip(found, pairs, strict=True)]
    return {**columns_by_name, "by_type": pa.array(types, kind)}


def _parts_of_micro(one: ArticleScores) -> tuple[float, ...]:
    """Return the numerators and denominators of one article, in the order of `SUMS`."""
    supported = sum(mention.supported for mention in one.mentions)
    precision = float(supported), float(len(one.mentions))
    if not one.weights:  # a corpus without labels has none
        return (0.0, 0.0, 0.0, 0.0, *precision)
    inside = set(one.named)
    recall = entity_measures.coverage(one.weights, inside)
    counted = entity_measures.coverage(entity_measures.unweighted(one.weights), inside)
    return (*recall, *counted, *precision)


def _by_type(one: ArticleScores, entities: Sequence[Entity]) -> list[dict[str, Any]]:
    kinds = entity_measures.by_type(one.weights, set(one.named), entities) if one.weights else {}
    return [{"type": kind, "named": found.named, "weight": found.total} for kind, found in sorted(kinds.items())]


def _mention_type() -> pa.DataType:
    import pyarrow as pa

    span = [("start", pa.int32()), ("end", pa.int32())]
    words = [("text", pa.string()), ("type", pa.string()), ("supported", pa.bool_()), ("hedge", pa.string())]
    return pa.list_(pa.struct(span + words))


def _weight_type() -> pa.DataType:
    import pyarrow as pa

    return pa.list_(pa.struct([("entity", pa.string()), ("weight", pa.float64())]))


def _id_type() -> pa.DataType:
    import pyarrow as pa

    return pa.list_(pa.string())


_EVIDENCE: Mapping[str, tuple[Callable[[], pa.DataType], Callable[[ArticleScores], list[Any]]]] = {
    "mentions": (_mention_type, lambda one: [mention._asdict() for mention in one.mentions]),
    "weights": (_weight_type, lambda one: [{"entity": name, "weight": share} for name, share in one.weights.items()]),
    "named": (_id_type, lambda one: list(one.named)),
    "facts": (_id_type, lambda one: list(one.facts)),
}
"""Type and values of each list of `EVIDENCE`."""
