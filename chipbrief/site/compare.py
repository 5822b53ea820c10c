"""The page of a comparison: who differs from whom, on which stories, and in which words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from chipbrief.comparison import Comparison, widest
from chipbrief.records import Story
from chipbrief.report import ABSOLUTE, number
from chipbrief.scoring import Scores
from chipbrief.site.render import page

PAIRS_READ = 6
"""Pairs of systems whose texts are shown: of many systems the first ones named."""
STORIES_READ = 3
SHOWN = 6000
"""Characters shown of one summary; differences are looked for in these alone."""
_PIECES = re.compile(r"\s+|[^\s\w]|\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that both texts have (`both`), or one alone."""

    text: str
    both: bool


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two summaries of a story, with their value on the measure on which the systems were compared."""

    story: str
    first: str
    second: str
    values: tuple[float, float]
    texts: tuple[list[Piece], list[Piece]]


def compare_page(
    comparison: Comparison,
    results: Sequence[Scores],
    stories: Sequence[Story],
    summaries: Mapping[str, Mapping[str, str]],
) -> bytes:
    """`summaries` are by system and story. Every text may be a stranger's: the template escapes it."""
    titles = {story.id: story.title or story.id for story in stories}
    standings = {
        system: {one.measure: one for one in comparison.standings if one.system == system}
        for system in comparison.systems
    }
    return page(
        "compare.html",
        comparison=comparison,
        standings=standings,
        titles=titles,
        texts=_side_by_side(comparison, results, summaries),
        number=number,
        factor=lambda measure: 1 if measure in ABSOLUTE else 100,
    )


def _side_by_side(
    comparison: Comparison, results: Sequence[Scores], summaries: Mapping[str, Mapping[str, str]]
) -> list[SideBySide]:
    measure = comparison.measures[0]
    found = []
    for first, second in islice(combinations(results, 2), PAIRS_READ):
        for story in widest(first, second, measure, STORIES_READ):
            pair = summaries[first.system][story.id], summaries[second.system][story.id]
            found.append(SideBySide(story.id, first.system, second.system, (story.first, story.second), pieces(*pair)))
    return found


def pieces(first: str, second: str) -> tuple[list[Piece], list[Piece]]:
    """Two texts, cut where they begin or cease to agree, word by word."""
    one, other = _PIECES.findall(first[:SHOWN]), _PIECES.findall(second[:SHOWN])
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for side, text in ((left, "".join(one[a:b])), (right, "".join(other[c:d]))):
            if text:
                side.append(Piece(text, kind == "equal" or not text.strip()))
    return left, right
