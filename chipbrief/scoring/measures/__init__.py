"""The table of measures. Options, help, tables, documentation, signatures and test ids derive from its rows."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import methodcaller
from typing import TYPE_CHECKING, Literal

from chipbrief.metrics import chrf, entities, facts, sentence_support, text_stats
from chipbrief.metrics.copying import Copying
from chipbrief.problems import InputError, Problem
from chipbrief.scoring.measures.row import Row as Row

if TYPE_CHECKING:
    from chipbrief.scoring.setting import Setting

Need = Literal["document", "references", "entities", "facts"]
Values = Sequence[float | None]
"""One value per column of a measure. None if the measure is undefined for the summary."""


@dataclass(frozen=True, slots=True)
class Column:
    """One number of a measure. Columns with a `heading` are in the default table, those with `tested` in `compare`."""

    name: str
    heading: str = ""
    tested: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the table.

    `range` has the least and the greatest value (None: no limit). `better` is None if neither a high nor a low value is
    better, so that systems are not ranked by the measure. `needs` lists what a story must have. `undefined` says which
    stories have no value although they have what is needed. `compute` returns one value per column. `reads` names the parts of a
    summary's reading that it always asks for: they can be read beforehand for many summaries.

    A measure that is not `default` is computed only if it is chosen. `extra` names the extra of the package that it needs,
    and `signature` returns the text that a signature states about it.
    """

    name: str
    columns: tuple[Column, ...]
    range: tuple[float, float | None]
    better: Literal["higher"] | None
    needs: tuple[Need, ...]
    undefined: str
    compute: Callable[[Row], Values]
    default: bool = True
    extra: str = ""
    signature: Callable[[Setting], str] | None = None
    reads: tuple[str, ...] = ()

    @property
    def factor(self) -> int:
        """Factor for printing: 100 for shares (percentages), otherwise 1."""
        return 100 if self.range == (0, 1) else 1


def _rouge(kind: str, heading: str, *, tested: bool) -> Measure:
    columns = (Column(f"{kind}_precision"), Column(f"{kind}_recall"), Column(f"{kind}_fmeasure", heading, tested))
    return Measure(kind, columns, (0, 1), "higher", ("references",), "", lambda row: row.rouge[kind])


def _of_summary(
    name: str, count: Callable[[str], float | None], most: float | None, undefined: str = "", heading: str = ""
) -> Measure:
    """Return the row of a statistic of the summary alone."""
    return Measure(
        name, (Column(name, heading),), (0, most), None, (), undefined, lambda row: [_number(count(row.summary))]
    )


def _of_copying(
    name: str, count: Callable[[Copying], float | None], most: float | None, undefined: str = ""
) -> Measure:
    """Return the row of a statistic of what the summary has from the document."""
    return Measure(
        name, (Column(name),), (0, most), None, ("document",), undefined, lambda row: [_number(count(row.copying))],
        reads=("folded",),
    )  # fmt: skip


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _entity_recall(row: Row) -> Values:
    if not row.labelled:
        return [entities.unlabelled_recall(row.summary, row.references)]
    return [entities.share_named(row.weights, row.named)]


def _sentence_support(row: Row) -> Values:
    if row.judge is None:
        raise ValueError("sentence_support: needs `judge` (pass a checkpoint, or a judge that asks a language model)")
    return [sentence_support.share(document=row.article, summary=row.summary, judge=row.judge)]


NO_WORDS = "the summary has no words"
TABLE: tuple[Measure, ...] = (
    _rouge("rouge1", "ROUGE-1", tested=True),
    _rouge("rouge2", "ROUGE-2", tested=True),
    _rouge("rougeL", "ROUGE-L", tested=False),
    _rouge("rougeLsum", "ROUGE-Lsum", tested=True),
    Measure(
        "entity_recall", (Column("entity_recall", "entity_recall", tested=True),), (0, 1), "higher", ("references",),
        "the references name no entity", _entity_recall,
    ),
    Measure(
        "entity_recall_unweighted", (Column("entity_recall_unweighted"),), (0, 1), "higher", ("references", "entities"),
        "the references name no entity", lambda row: [entities.share_named(entities.unweighted(row.weights), row.named)],
    ),
    Measure(
        "entity_precision_source", (Column("entity_precision_source", "entity_precision_source", tested=True),), (0, 1),
        "higher", ("document",), "the summary has no name or value", lambda row: [entities.precision_source(row.mentions)],
        reads=("plain", "cut", "words", "values"),
    ),
    Measure(
        "fact_recall", (Column("fact_recall", "fact_recall", tested=True),), (0, 1), "higher", ("facts",),
        "no fact has a weight above 0", lambda row: [facts.mean_probability(row.story.facts, row.chances)],
    ),
    _of_summary("length", text_stats.length, None, heading="length"),
    _of_summary("sentences", text_stats.sentences, None),
    Measure(
        "compression", (Column("compression"),), (0, None), None, ("document",), NO_WORDS,
        lambda row: [text_stats.compression(document=row.story.document, summary=row.summary)],
    ),
    *(
        _of_copying(
            f"novel_{n}grams", methodcaller("novel_grams", n), 1, f"the summary has fewer than {n} words" if n > 1 else NO_WORDS
        )
        for n in range(1, 5)
    ),
    _of_copying("coverage", Copying.coverage, 1, NO_WORDS),
    _of_copying("density", Copying.density, None, NO_WORDS),
    _of_copying("longest_copy", Copying.longest, None),
    _of_summary("repeated_trigrams", text_stats.repeated_trigrams, 1, "no sentence of the summary has three words"),
    Measure(
        "chrf", (Column("chrf", "chrF++"),), (0, 1), "higher", ("references",), "",
        lambda row: [chrf.score(*row.undressed, multi=row.setting.multi)],
        default=False, extra="chrf", signature=lambda _: chrf.version(),
    ),
    Measure(
        "sentence_support", (Column("sentence_support", "sentence_support"),), (0, 1), "higher", ("document",),
        "the summary has no sentence", _sentence_support,
        default=False, extra="neural", signature=lambda setting: sentence_support.signature(setting.entailment),
    ),
)  # fmt: skip
"""All measures, in the order of all tables. A new measure is one row here."""
MEASURES: tuple[str, ...] = tuple(column.name for one in TABLE if one.default for column in one.columns)
"""Names of the columns of all measures that are computed by default."""

NEEDS: Mapping[Need, tuple[Callable[[Row], bool], str]] = {
    "document": (lambda row: bool(row.story.document.strip()), "a document"),
    "references": (lambda row: bool(row.references), "a reference"),
    "entities": (lambda row: bool(row.story.entities), "labelled entities"),
    "facts": (lambda row: bool(row.story.facts), "facts"),
}
"""For each need: whether a row meets it, and what the story then has."""


def lacking(row: Row) -> set[Need]:
    """Return the needs that the row does not meet."""
    return {need for need, (is_met, _) in NEEDS.items() if not is_met(row)}


def active(setting: Setting) -> tuple[Measure, ...]:
    """Return the measures that are on: the default ones and those that the setting adds. Raise `InputError` for unknown names."""
    if unknown := [name for name in setting.measures if name not in {one.name for one in TABLE}]:
        raise InputError(_unknown(name, [one.name for one in TABLE], "measure") for name in unknown)
    return tuple(one for one in TABLE if one.default or one.name in setting.measures)


def measure_of(column: str) -> Measure | None:
    """Return the measure with a column of this name, or None."""
    return next((one for one in TABLE for found in one.columns if found.name == column), None)


def chosen(names: Iterable[str], option: str = "--measures") -> tuple[str, ...]:
    """Return the columns that `names` stand for: names of columns or of measures, each perhaps several with commas between.

    The name of a measure stands for its columns with a heading, or for all if none has one: `rouge2` is `rouge2_fmeasure`.
    Raise `InputError` with all unknown names, each with a suggestion.
    """
    wanted = [name.strip() for text in names for name in text.split(",")]
    by_name: dict[str, tuple[str, ...]] = {}
    for one in TABLE:
        headed = tuple(column.name for column in one.columns if column.heading)
        by_name[one.name] = headed or tuple(column.name for column in one.columns)
        by_name |= {column.name: (column.name,) for column in one.columns}
    if unknown := [name for name in dict.fromkeys(wanted) if name not in by_name]:
        raise InputError(_unknown(name, list(by_name), option) for name in unknown)
    return tuple(dict.fromkeys(column for name in wanted for column in by_name[name]))


def _unknown(name: str, known: Sequence[str], option: str) -> Problem:
    near = difflib.get_close_matches(name, known, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"choose from {', '.join(known)}"
    return Problem(f"{option} {name[:80]!r}", "is unknown", remedy)


def switched_on(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the measures of `columns` that are off by default, in the order of the table."""
    wanted = set(columns)
    return tuple(one.name for one in TABLE if not one.default and wanted & {column.name for column in one.columns})
