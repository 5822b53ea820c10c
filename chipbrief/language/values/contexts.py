"""What stands before a value and changes how it is read."""

from __future__ import annotations

from chipbrief.language.values.lexer import Tokens

_HEDGES = (("at", "least"), ("at", "most"), ("more", "than"), ("less", "than"), ("fewer", "than"), ("up", "to"))
_OPENING = frozenset(("(", "[", "\"", "“", "/"))
_ONE_WORD_HEDGES = frozenset(("about", "around", "nearly", "almost", "roughly", "some", "over", "under", "a", "an"))


def behind_from(t: Tokens, at: int) -> bool:
    """Whether *from*, with or without a hedge, stands before token `at`: what follows are two numbers and no range."""
    words = t.words
    place = at - 1
    if words[place] in ("$", "£", "€"):
        place -= 1
    if words[place] in _ONE_WORD_HEDGES:
        place -= 1
    elif (words[place - 1], words[place]) in _HEDGES:
        place -= 2
    return words[place] == "from"


def behind_between(t: Tokens, at: int) -> bool:
    """Whether *between* stands before token `at`."""
    return t.words[at - 1] == "between" or (t.words[at - 2] == "between" and t.words[at - 1] in _ONE_WORD_HEDGES)


def minus_before(t: Tokens, at: int) -> tuple[int, str]:
    """Return the first token of a number and its sign, for *minus* or a hyphen that joins nothing before token `at`."""
    before = t.words[at - 1]
    if before == "minus" and t.gaps[at] == 1 and not t.words[at - 2][-1:].isdigit():
        return at - 1, "-"
    if before != "-" or t.gaps[at]:
        return at, ""
    opens = t.words[at - 2] in _OPENING if not t.gaps[at - 1] else t.gaps[at - 1] == 1
    if not opens or "\n" in t.text[t.ends[at - 2] : t.starts[at - 1]]:
        return at, ""  # at the start of a line it is a list mark
    return (at, "") if t.words[at - 2][-1:].isdigit() else (at - 1, "-")
