"""What to read the scores of a run with: the sentence at its head, warnings with their level, and remarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chipbrief.baselines.ceiling import NAME as CEILING
from chipbrief.language import dressing
from chipbrief.metrics.bootstrap import NO_ESTIMATE
from chipbrief.reports.pages.profile import ProfileRow, SystemRow, mean_of, named, shares
from chipbrief.reports.table import columns, corpus_notes, undefined_notes
from chipbrief.scoring.system import Scores

COPYING_WARNING = 0.5
"""Mean share of a summary's 3-grams found in the article from which the page warns of copying."""
NAMES_LISTED = 6
"""Number of unsupported names that are listed with how often they occur."""


class Care(NamedTuple):
    """Something to read the scores with. `level` is `fault`, `caution` or an empty string. `names` are listed as links."""

    level: str
    label: str
    value: str
    unit: str
    note: str
    names: tuple[tuple[str, int], ...] = ()
    more: int = 0


def lede(rows: Sequence[ProfileRow], result: Scores) -> Iterator[tuple[str, bool]]:
    """Yield the sentence about a run as (text, is a number), made by rule: a fault, or the first measure, support and copying."""
    count = len(result.articles) - len(result.absent)
    if count and result.empty == count:
        if count == 1:
            yield "The summary is empty.", False
        else:
            yield from (("All ", False), (f"{count:,} summaries", True), (" are empty.", False))
        return
    if rows:
        first = rows[0]
        value = f"{(first.estimate.mean or 0) * 100:.1f} %"
        if first.key == "entity_recall":
            yield from (("Names ", False), (value, True), (" of what the references name", False))
        else:
            yield from ((f"{first.label} is ", False), (value, True))
        if first.place:
            rank = f", rank {range_text(first.ranks)}" if first.ranks else ""
            yield f": {first.place}{rank}", False
        yield ". ", False
        if not first.estimate.has_interval:
            yield (
                f"{counted(first.estimate.n)} {'is' if first.estimate.n == 1 else 'are'} too few for an interval or a rank. ",
                False,
            )
    yield from _support_and_copying(result)


def _support_and_copying(result: Scores) -> Iterator[tuple[str, bool]]:
    unsupported = _unsupported(result)
    if unsupported:
        stories = sum(bool(one.unsupported) for one in result.articles)
        number = sum(unsupported.values())
        yield from (
            (f"{number:,}", True),
            (f" {'name or value' if number == 1 else 'names and values'} in {counted(stories)} ", False),
        )
        yield f"{'is' if number == 1 else 'are'} not in the article. ", False
    elif result.estimates.get("entity_precision_source", NO_ESTIMATE).n:
        yield "Every name and value that the rules see in it is in the article. ", False
    copied = _copied(result)
    if copied is not None and copied >= COPYING_WARNING:
        yield from (
            ("But " if not unsupported else "", False),
            (f"{copied * 100:.0f} %", True),
            (" of its three-word runs are copied.", False),
        )


def range_text(ends: tuple[int, int]) -> str:
    """Return a range of ranks in words: `3` or `1–5`."""
    return f"{ends[0]}" if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"


def counted(count: int, one: str = "story", many: str = "stories") -> str:
    """Return a count with its noun: `1 story`, `2 stories`."""
    return f"{count:,} {one if count == 1 else many}"


def _unsupported(result: Scores) -> Counter[str]:
    return Counter(name for one in result.articles for name in one.unsupported)


def _copied(result: Scores) -> float | None:
    novel = result.estimates["novel_3grams"].mean if "novel_3grams" in result.estimates else None
    return None if novel is None else 1 - novel


def care(result: Scores, others: Sequence[SystemRow]) -> Iterator[Care]:
    """Yield what to read the scores with, and its level. If all summaries are empty, nothing else is said."""
    count = len(result.articles) - len(result.absent)
    if count and result.empty == count:
        yield Care("fault", "answered", "0", f"of {count:,}", "all summaries are empty: ROUGE and recall are 0")
        return
    same = sum(one.measures.get("rougeL_fmeasure") == 1 for one in result.articles)
    if same > count / 2:
        note = "check that this is not the file of references"
        yield Care("fault", "like a reference", f"{same:,}", f"of {counted(count)} word for word", note)
    copied = _copied(result)
    ceiling = next((one for one in others if one.system == CEILING), None)
    if copied is not None:
        run = result.estimates["longest_copy"].mean or 0
        people = mean_of(ceiling, "longest_copy") if ceiling else None
        beside = "" if people is None else f"; annotators {people:.0f}"
        yield Care(
            "caution" if copied >= COPYING_WARNING else "", "copied", f"{copied * 100:.0f} %", "of three-word runs",
            f"longest copy {run:.0f} {'word' if round(run) == 1 else 'words'} on average{beside}",
        )  # fmt: skip
    if any(one.mentions for one in result.articles):
        unsupported = _unsupported(result)
        stories = sum(bool(one.unsupported) for one in result.articles)
        note = f"in {stories:,} of {counted(count)}" if unsupported else "✓ nothing invented that the rules can see"
        number = sum(unsupported.values())
        yield Care(
            "fault" if unsupported else "", "not in the article", f"{number:,}", "name or value" if number == 1 else "names or values",
            note, tuple(unsupported.most_common(NAMES_LISTED)), max(0, len(unsupported) - NAMES_LISTED),
        )  # fmt: skip
    if result.estimates.get("length", NO_ESTIMATE).n:
        mean = result.estimates["length"].mean or 0
        span = result.reference_length
        note = f"references {span[0]} to {span[1]}" if span else ""
        yield Care("caution" if result.has_unusual_length else "", "length", f"{mean:.0f}", "words", note)
    yield _answered(result, count)
    if (paired := _against(result, others, "lead")) is not None:
        yield paired


def _answered(result: Scores, count: int) -> Care:
    faults = [f"{result.empty:,} empty"] * bool(result.empty) + [f"{result.refused:,} refused"] * bool(result.refused)
    if result.absent:
        faults.append(f"{len(result.absent):,} left out")
    left = count - result.empty - result.refused
    note = ", ".join(faults) or "none empty, no refusal"
    return Care("fault" if faults else "", "answered", f"{left:,}", f"of {len(result.articles):,}", note)


def _against(result: Scores, others: Sequence[SystemRow], name: str) -> Care | None:
    """Return on how many stories a run is better than the system `name`, by its first measure."""
    other = next((one.scores for one in others if one.system == name and one.scores), None)
    measures = shares(result)
    if other is None or not measures or result.system == name:
        return None
    key = measures[0]
    pairs = [
        (one.measures[key], two.measures.get(key)) for one, two in zip(result.articles, other.articles, strict=True)
    ]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    label = named(key)[0]
    better, equal = sum(a > b for a, b in known), sum(a == b for a, b in known)
    note = label + (f"; equal on {equal:,}" if equal else "")
    return Care("", f"better than {name}", f"{better:,}", f"of {counted(len(known))}", note)


def remarks(result: Scores) -> list[str]:
    """Return further notes: what the corpus lacks, where measures are undefined, and what rules removed from summaries."""
    count = len(result.articles) - len(result.absent)
    if count and result.empty == count:
        return []
    shown = [key for key, _, _ in columns(result)]
    found = [*corpus_notes(result, shown), *undefined_notes(result, shown)]
    if result.dressed:
        found.append(dressing.note(result.dressed, count, result.dressing))
    return found
