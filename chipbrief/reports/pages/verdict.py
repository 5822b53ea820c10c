"""Sentences about a table of systems that are written by rule: who leads, how sure that is, and what all of them share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from chipbrief.baselines.ceiling import NAME as ANNOTATORS
from chipbrief.metrics.bootstrap import FEWEST_ARTICLES
from chipbrief.scoring.comparison.ranks import jointly_decidable

if TYPE_CHECKING:
    from chipbrief.reports.pages.board import BoardRow, BoardTable

QUESTIONS = {
    "entity_recall": ("Names and values", "names"),
    "fact_recall": ("Facts", "facts"),
    "rouge2_fmeasure": ("Word pairs (ROUGE-2)", "word pairs"),
}
"""The questions that a board answers, each by one measure: the heading of its card, and its name in a sentence."""
COPIES = 0.1
"""Mean share of new word pairs up to which a system is said to copy its sentences."""
UNUSUAL_LENGTH = 0.25
"""Relative difference from the median length of the ranked systems from which a row is flagged."""
SUPPORTED = 0.9
"""Mean share of supported names below which a row is flagged."""


class Card(NamedTuple):
    """The leader on one question. `sure` says how certain that is."""

    title: str
    measure: str
    leaders: tuple[BoardRow, ...]
    sure: str


class Flag(NamedTuple):
    """A caution beside a system's name; a fault is worse."""

    text: str
    fault: bool


def listed(names: Sequence[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def counted(count: int, unit: str) -> str:
    """Return a number with its unit: `1 story`, `12 stories`."""
    plural = f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"
    return f"{count:,} {unit if count == 1 else plural}"


def leaders(table: BoardTable, measure: str) -> tuple[BoardRow, ...]:
    """Return the ranked rows with the highest mean on a measure: one, or several if they are equal."""
    means = [(row, mean) for row in table.ranked if (mean := row.mean(measure)) is not None]
    best = max((mean for _, mean in means), default=0)
    return tuple(row for row, mean in means if mean == best)


def cards(table: BoardTable) -> list[Card]:
    """Return a card for each question that the table can answer."""
    return [
        Card(title, measure, found, _sure(table, measure, found))
        for measure, (title, _) in QUESTIONS.items()
        if (found := leaders(table, measure))
    ]


def _sure(table: BoardTable, measure: str, found: Sequence[BoardRow]) -> str:
    parts = []
    if measure in found[0].ranks:
        low, high = found[0].ranks[measure]
        parts.append(
            f"told apart, first of {len(table.ranked)} (95 %)"
            if high == 1
            else f"not certain: rank {low}–{high} of {len(table.ranked)}"
        )
    elif table.count < FEWEST_ARTICLES:
        parts.append(f"no rank: {counted(table.count, table.unit)} {'is' if table.count == 1 else 'are'} too few")
    else:
        parts.append("no rank")
    people = table.line(ANNOTATORS, measure)
    return "; ".join([*parts, *([] if people is None else [f"annotators {people * 100:.1f}"])])


def answer(table: BoardTable) -> str:
    """Return the answer of a table in a sentence: who leads."""
    ranked = table.ranked
    if not ranked:
        return f"No system is ranked yet. The rows below are reference points for {counted(table.count, table.unit)}."
    if len(ranked) == 1:
        return f"Only {ranked[0].system} is ranked, so there is nobody to compare it with but the reference points."
    return _who(table)


def certainty(table: BoardTable) -> str:
    """Return how certain the answer is, and what all ranked systems share. Return an empty text if there is nothing to compare."""
    return " ".join(filter(None, (_certain(table), _shared(table.ranked)))) if len(table.ranked) > 1 else ""


def _who(table: BoardTable) -> str:
    by_leader: dict[str, list[str]] = {}
    questions = [(name, said) for name, (_, said) in QUESTIONS.items() if leaders(table, name)]
    for measure, said in questions:
        best = leaders(table, measure)
        by_leader.setdefault(f"{len(best)} systems" if len(best) > 1 else best[0].system, []).append(said)
    told = [(name, listed(said)) for name, said in by_leader.items()]
    if not told:
        return ""
    (name, first), *others = told
    has = f"{name} {'share' if name[0].isdigit() and name.endswith(' systems') else 'has'} the highest mean on {first}"
    if not others:
        return f"{has[0].upper() if ' systems' in name else has[0]}{has[1:]}."
    return f"It depends on what you count: {has}, and {listed([f'{name} on {said}' for name, said in others])}."


def _certain(table: BoardTable) -> str:
    """Return what the tests settle: pairs that differ when all pairs are taken together, and ranks row by row."""
    stories = counted(table.count, table.unit)
    comparison = table.comparison
    if comparison is None:
        if not any(row.ranks for row in table.ranked):
            return "No tests were made between these systems."
        alone = _alone(table, list(QUESTIONS), len(table.ranked))
        return f"{alone[0].upper()}{alone[1:]}."
    count = len(comparison.systems)
    asked = [name for name in QUESTIONS if name in comparison.measures]
    if not any(row.ranks for row in table.ranked):
        return f"But {stories} cannot separate any two of these {count} systems, whatever the summaries say, so there are no ranks."
    pairs = count * (count - 1) // 2
    found = {name: sum(pair.significant for pair in comparison.pairs if pair.measure == name) for name in asked}
    alone = _alone(table, asked, count)
    if not any(found.values()):
        can = any(jointly_decidable(comparison, name) for name in asked)
        why = "no two of the" if can else "they cannot tell apart any two of the"
        return f"But {stories} settle little: taken all together, {why} {count} ranked systems{' are told apart' if can else ''}; {alone}."
    told = [f"{number} on {QUESTIONS[name][1]}" for name, number in found.items()]
    alone = f"{alone[0].upper()}{alone[1:]}"
    return (
        f"{alone}. All pairs taken together, {stories} tell apart {listed(told)}, of {counted(pairs, 'pair')} (95 %)."
    )


def _alone(table: BoardTable, asked: Sequence[str], count: int) -> str:
    """Return what the tests of single rows settle: who is first for certain, or whether any rank is narrower than all places."""
    first: dict[str, list[str]] = {}
    for name in asked:
        for row in table.ranked:
            if row.ranks.get(name) == (1, 1):
                first.setdefault(row.system, []).append(QUESTIONS[name][1])
    if first:
        said = [f"{system} is first on {listed(questions)}" for system, questions in first.items()]
        return f"row by row, {listed(said)} (95 %)"
    narrowed = any(ends != (1, count) for row in table.ranked for name, ends in row.ranks.items() if name in asked)
    return "row by row, some ranks narrow" if narrowed else "row by row, no rank narrows"


def _shared(ranked: Sequence[BoardRow]) -> str:
    return f"All {len(ranked)} copy their sentences from the article." if _copying(ranked) is not None else ""


def _copying(ranked: Sequence[BoardRow]) -> float | None:
    """Return the highest share of new word pairs if all systems copy, else None."""
    shares = [row.mean("novel_2grams") for row in ranked]
    known = [share for share in shares if share is not None]
    return max(known) if known and len(known) == len(shares) and max(known) <= COPIES else None


def group_heading(table: BoardTable) -> str:
    """Return the heading of the ranked rows, with what they have in common."""
    ranked = table.ranked
    count = len(ranked) + table.left_out
    head = f"Ranked: {counted(count, 'system')}" if any(row.ranks for row in ranked) else counted(count, "system")
    lengths = [length for row in ranked if (length := row.mean("length")) is not None]
    if lengths:
        middle = median(lengths)
        alike = all(abs(length - middle) <= UNUSUAL_LENGTH * middle for length in lengths)
        head += (
            f" of about {5 * round(middle / 5) if middle >= 50 else round(middle)} words"
            if alike
            else f" of {min(lengths):.0f} to {max(lengths):.0f} words"
        )
    if len(ranked) > 1 and (share := _copying(ranked)) is not None:
        head += f", all of them copying (at most {share * 100:.1f} % of their word pairs are new)"
    return head


def flags(table: BoardTable, row: BoardRow) -> list[Flag]:
    """Return cautions about a ranked row: what sets it apart from the others and makes its scores hard to compare."""
    return list(_flags(table, row)) if row.group == "ranked" else []


def _flags(table: BoardTable, row: BoardRow) -> Iterator[Flag]:
    if row.answered is not None and row.answered < 1:
        yield Flag(f"{round((1 - row.answered) * table.count)} of {table.count} unanswered", fault=True)
    supported = row.mean("entity_precision_source")
    if supported is not None and supported < SUPPORTED:
        yield Flag(f"{(1 - supported) * 100:.0f} % of names not in the article", fault=True)
    lengths = [length for one in table.ranked if (length := one.mean("length")) is not None]
    length = row.mean("length")
    if length is not None and (middle := median(lengths)) and abs(length - middle) > UNUSUAL_LENGTH * middle:
        yield Flag(f"{length:.0f} words, others about {middle:.0f}", fault=False)
    if row.is_earlier:
        yield Flag("submitted for another version of the data", fault=False)
