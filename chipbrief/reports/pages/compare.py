"""The page of a comparison: who differs from whom, on which stories, and in which words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from chipbrief.records import Story
from chipbrief.reports.comparison import label, notes
from chipbrief.reports.pages.render import fitting, page
from chipbrief.reports.table import factor, number
from chipbrief.scoring.comparison import Comparison, widest
from chipbrief.scoring.system import Scores

PAIRS_READ = 6
"""Pairs of systems whose texts are shown: of many systems the first ones named."""
STORIES_READ = 3
SHOWN = 6000
"""Characters shown of one summary; differences are looked for in these alone."""
_PIECES = re.compile(r"(?:\w+|[^\s\w])\s*|\s+")
COMPARED = 800
"""Words and marks of a text that are compared: time grows with the square of it."""


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
    cut: tuple[int, int]


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

    def draw(shown: int) -> bytes:
        return page(
            "compare.html",
            comparison=comparison,
            notes=notes(comparison),
            standings=standings,
            titles=titles,
            texts=_side_by_side(comparison, results, summaries, shown),
            number=number,
            label=label,
            factor=factor,
        )

    return fitting(draw, SHOWN)


def _side_by_side(
    comparison: Comparison, results: Sequence[Scores], summaries: Mapping[str, Mapping[str, str]], shown: int
) -> list[SideBySide]:
    measure = comparison.measures[0]
    found = []
    for first, second in islice(combinations(results, 2), PAIRS_READ):
        for story in widest(first, second, measure, STORIES_READ):
            one, other = summaries[first.system][story.id], summaries[second.system][story.id]
            texts = pieces(one[:shown], other[:shown])
            left, right = (sum(len(piece.text) for piece in text) for text in texts)
            cut = len(one) - left, len(other) - right
            found.append(SideBySide(story.id, first.system, second.system, (story.first, story.second), texts, cut))
    return found


def pieces(first: str, second: str) -> tuple[list[Piece], list[Piece]]:
    """Two texts, cut where they begin or cease to agree, word by word; of long ones the beginning alone."""
    one, other = (list(islice((found[0] for found in _PIECES.finditer(text)), COMPARED)) for text in (first, second))
    first_words, second_words = ([piece.strip() for piece in text] for text in (one, other))
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, first_words, second_words, autojunk=False).get_opcodes():
        for side, text in ((left, "".join(one[a:b])), (right, "".join(other[c:d]))):
            if text:
                side.append(Piece(text, kind == "equal"))
    return left, right
