"""The texts of two systems side by side: in which words, names and source sentences they differ."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from chipbrief.language.tokens import sentence_spans
from chipbrief.metrics.alignment import align
from chipbrief.records import Story
from chipbrief.scoring.comparison import StoryDifference, widest
from chipbrief.scoring.system import Scores

STORIES_PER_PAIR = 3
"""Number of stories shown per pair of systems: those that differ most."""
_TOKEN = re.compile(r"(?:\w+|[^\s\w])\s*|\s+")
MAX_TOKENS = 800
"""Maximum number of tokens (words and punctuation marks) compared per text; the time grows with its square."""
ALIKE = 0.4
"""Share of common tokens from which differing words are marked. Below it nearly everything would be marked."""
ALIGNED_CHARACTERS = 20_000
"""Maximum number of characters of an article and a summary that are aligned."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of tokens that occurs in both texts (`both`) or in only one."""

    text: str
    both: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One summary of a story, with its value and the number of characters `cut`.

    `names` are the entities that it names and the other summary does not. `strip` has the positions of its source sentences in the
    article: (start, end) from 0 to 1.
    """

    system: str
    value: float
    text: list[Piece]
    cut: int
    names: tuple[str, ...]
    strip: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two summaries of a story. `alike` tells whether they share so much that the words that differ are marked."""

    story: str
    title: str
    sides: tuple[Side, Side]
    alike: bool


def side_by_side(
    first: Scores,
    second: Scores,
    measure: str,
    stories: Mapping[str, Story],
    summaries: Mapping[str, Mapping[str, str]],
    shown: int,
) -> list[SideBySide]:
    """Return the stories on which two systems differ most on a measure, with up to `shown` characters per summary."""
    return [
        _pair(story, first, second, stories[story.id], summaries, shown)
        for story in widest(first, second, measure, STORIES_PER_PAIR)
    ]


def _pair(
    found: StoryDifference,
    first: Scores,
    second: Scores,
    story: Story,
    summaries: Mapping[str, Mapping[str, str]],
    shown: int,
) -> SideBySide:
    one, other = (summaries[each.system].get(story.id, "") for each in (first, second))
    texts = pieces(one[:shown], other[:shown])
    left, right = (sum(len(piece.text) for piece in text) for text in texts)
    named, also = (_named(each, story) for each in (first, second))
    sides = (
        Side(first.system, found.first, texts[0], len(one) - left, _only(named, also), _strip(story, one)),
        Side(second.system, found.second, texts[1], len(other) - right, _only(also, named), _strip(story, other)),
    )
    common = sum(len(piece.text) for piece in texts[0] if piece.both)
    return SideBySide(story.id, story.title or story.id, sides, common >= ALIKE * max(left, right))


def _named(scores: Scores, story: Story) -> dict[str, str]:
    """Return the names of the entities of the references that a summary has, by id."""
    names = {entity.id: entity.name for entity in story.entities}
    article = next(one for one in scores.articles if one.id == story.id)
    return {key: names[key] for key in article.named if key in names}


def _only(named: Mapping[str, str], also: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for key, name in named.items() if key not in also)


def _strip(story: Story, summary: str) -> tuple[tuple[float, float], ...]:
    document = (story.document or "")[:ALIGNED_CHARACTERS]
    if not document or len(summary) > ALIGNED_CHARACTERS:
        return ()
    spans = list(sentence_spans(document))
    sources = sorted({one.source for one in align(document=document, summary=summary) if one.source is not None})
    return tuple((spans[at][0] / len(document), spans[at][1] / len(document)) for at in sources)


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
