"""The comparison page: which systems differ, on which stories, and in which words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from chipbrief.records import Story
from chipbrief.reports.comparison_notes import label, notes
from chipbrief.reports.pages.render import NO_NAV, Nav, fitting, page
from chipbrief.reports.table import factor, number
from chipbrief.scoring.comparison import Comparison, Pair, widest
from chipbrief.scoring.system import Scores

PAIRS_SHOWN = 6
"""Maximum number of system pairs whose texts are shown, in the order of the systems."""
STORIES_PER_PAIR = 3
"""Number of stories shown per pair of systems: those that differ most."""
MAX_CHARACTERS = 6000
"""Maximum number of characters shown per summary. Differences are marked only within them."""
_TOKEN = re.compile(r"(?:\w+|[^\s\w])\s*|\s+")
MAX_TOKENS = 800
"""Maximum number of tokens (words and punctuation marks) compared per text; the time grows with its square."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of tokens that occurs in both texts (`both`) or in only one."""

    text: str
    both: bool


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two summaries of a story, with their values on the first measure and the number of characters `cut` from each."""

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
    nav: Nav = NO_NAV,
) -> bytes:
    """Return the page as bytes. `summaries` are by system and story id. All texts are untrusted; the template escapes them."""
    titles = {story.id: story.title or story.id for story in stories}
    standings = {
        system: {one.measure: one for one in comparison.standings if one.system == system}
        for system in comparison.systems
    }

    def draw(shown: int, rows: int) -> bytes:
        return page(
            "compare.html",
            nav,
            comparison=comparison,
            notes=notes(comparison),
            standings=standings,
            tests={measure: _clearest(comparison, measure, rows) for measure in comparison.measures},
            titles=titles,
            texts=_side_by_side(comparison, results, summaries, shown),
            number=number,
            label=label,
            factor=factor,
        )

    return fitting(draw, MAX_CHARACTERS, len(comparison.pairs))


def _clearest(comparison: Comparison, measure: str, rows: int) -> list[Pair]:
    """Return the `rows` pairs with the smallest p-values on a measure, in the order of the comparison."""
    tests = [pair for pair in comparison.pairs if pair.measure == measure]
    kept = sorted(range(len(tests)), key=lambda at: (2 if tests[at].p is None else tests[at].p, at))[:rows]
    return [tests[at] for at in sorted(kept)]


def _side_by_side(
    comparison: Comparison, results: Sequence[Scores], summaries: Mapping[str, Mapping[str, str]], shown: int
) -> list[SideBySide]:
    measure = comparison.measures[0]
    found = []
    for first, second in islice(combinations(results, 2), PAIRS_SHOWN):
        for story in widest(first, second, measure, STORIES_PER_PAIR):
            one, other = (summaries[each.system].get(story.id, "") for each in (first, second))
            texts = pieces(one[:shown], other[:shown])
            left, right = (sum(len(piece.text) for piece in text) for text in texts)
            cut = len(one) - left, len(other) - right
            found.append(SideBySide(story.id, first.system, second.system, (story.first, story.second), texts, cut))
    return found


def pieces(first: str, second: str) -> tuple[list[Piece], list[Piece]]:
    """Compare two texts token by token, and return each as pieces. Only the first `MAX_TOKENS` tokens are compared and returned."""
    one, other = (list(islice((found[0] for found in _TOKEN.finditer(text)), MAX_TOKENS)) for text in (first, second))
    first_words, second_words = ([piece.strip() for piece in text] for text in (one, other))
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, first_words, second_words, autojunk=False).get_opcodes():
        for side, text in ((left, "".join(one[a:b])), (right, "".join(other[c:d]))):
            if text:
                side.append(Piece(text, kind == "equal"))
    return left, right
