"""Which rules may find something in a page or in one article, so that a page of many short articles is cleaned quickly.

A rule is left out only if it cannot find anything in the article as it stands on the page. Once a rule has taken something
out of an article, all rules behind it run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chipbrief.pages import rules
from chipbrief.pages.captions import caption
from chipbrief.pages.front import header_lines, place_in_a_line, synopsis
from chipbrief.pages.phrases import PHRASES, markup, phrase
from chipbrief.pages.rules import CLEANERS, Cleaner

NEEDS: Mapping[Cleaner, tuple[str, ...]] = {
    markup: ("<",),
    phrase: tuple(need for row in PHRASES for need in row.needs),
    rules.node_id: ("[[nid:",),
    rules.citation: ("[",),
    rules.newsletter_box: ("Sign", "SIGN", "Subscribe", "SUBSCRIBE"),
    rules.top_stories_label: ("Top stories",),
    synopsis: ("Synopsis",),
    **rules.TRAILER_NEEDS,
}
"""Strings of which a page must have one, or the rule finds nothing in it."""
SEVERAL_LINES: frozenset[Cleaner] = frozenset((caption, rules.newsletter_box, header_lines, place_in_a_line))
"""Rules that find nothing in an article of one line that ends with a full stop."""
UNMARKED: frozenset[Cleaner] = frozenset(rules.UNMARKED)
"""Rules that, without one of their strings, find something only behind the last sentence of an article."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules that may find something in the articles of a page, each with its place in `CLEANERS`.

    `short` has those for an article of one line that ends with a full stop, and `marked` those for any other that ends with one.
    """

    all: tuple[tuple[int, Cleaner], ...]
    marked: tuple[tuple[int, Cleaner], ...]
    short: tuple[tuple[int, Cleaner], ...]

    def of(self, text: str) -> tuple[tuple[int, Cleaner], ...]:
        """Return the rules for one article."""
        if text[-1:] != "." or text.startswith("FILE PHOTO:"):
            return self.all
        return self.marked if "\n" in text else self.short


EVERY_RULE = Plan(*((tuple(enumerate(CLEANERS)),) * 3))
"""Plan that leaves out no rule."""
FEW = 8
"""Number of articles up to which a search of the whole page does not pay."""


def plan_of(page: str, articles: int) -> Plan:
    """Return the plan of a page with so many articles. One search of the page replaces one of every article."""
    if articles <= FEW:
        return EVERY_RULE
    there = {cleaner for cleaner, needs in NEEDS.items() if any(need in page for need in needs)}
    found = [(at, one) for at, one in enumerate(CLEANERS) if one not in NEEDS or one in there or one in UNMARKED]
    marked = [(at, one) for at, one in found if one not in UNMARKED or one in there]
    short = [(at, one) for at, one in marked if one not in SEVERAL_LINES]
    return Plan(tuple(found), tuple(marked), tuple(short))
