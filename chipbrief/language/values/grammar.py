"""Which rules are tried at which token, the longer reading before the shorter one."""

from __future__ import annotations

from collections.abc import Callable

from chipbrief.language.values.amounts import age, amount
from chipbrief.language.values.calendar import (
    decade,
    decade_in_words,
    ordinal,
    quarter,
    quarter_in_digits,
    weekday,
    year_in_words,
)
from chipbrief.language.values.currencies import LEADING_SIGNS
from chipbrief.language.values.lexer import Reading, Tokens
from chipbrief.language.values.money import money
from chipbrief.language.values.months import day_and_month, month_first
from chipbrief.language.values.numeric import numeric_date
from chipbrief.language.values.parts import MEASURES, a_half_more, fraction, half, in_every, part_of_unit, slashed
from chipbrief.language.values.relative import ADVERBS, SHIFTS, a_unit_ago, adverb, season, shifted
from chipbrief.language.values.times import noon, past_the_hour, time
from chipbrief.language.values.words import (
    ALL_FRACTIONS,
    ALL_SCALES,
    CENTURIES,
    DECADES,
    DURATIONS,
    MONTHS,
    NOON_AND_MIDNIGHT,
    NUMBER_WORDS,
    ORDINALS,
    SEASONS,
    SIGNS,
    TENS,
    WEEKDAYS,
)

__all__ = ["readings"]

Rule = Callable[[Tokens, int], list[Reading] | None]

_DIGITS: tuple[Rule, ...] = (
    numeric_date,
    quarter_in_digits,
    time,
    decade,
    day_and_month,
    past_the_hour,
    in_every,
    amount,
    slashed,
    ordinal,
)
"""What digits may begin."""
_NUMBER: tuple[Rule, ...] = (part_of_unit, fraction, in_every, time, amount)

_A: tuple[Rule, ...] = (a_unit_ago, a_half_more, part_of_unit, amount, fraction)
_HALF: tuple[Rule, ...] = (past_the_hour, part_of_unit, amount, half)


def _build() -> dict[str, tuple[Rule, ...]]:
    """Return the rules for each word at which a value may begin."""
    rules: dict[str, tuple[Rule, ...]] = dict.fromkeys(LEADING_SIGNS, (money,))
    rules |= dict.fromkeys(NUMBER_WORDS, _NUMBER)
    rules |= dict.fromkeys(TENS, (day_and_month, ordinal_of_ten, amount))
    rules |= {
        "ten": (past_the_hour, *_NUMBER),
        "five": (past_the_hour, *_NUMBER),
        "twenty": (past_the_hour, year_in_words, day_and_month, ordinal_of_ten, amount),
    }
    rules |= {word: (year_in_words, *_NUMBER) for word in CENTURIES if word != "twenty"}
    rules |= dict.fromkeys(MONTHS, (month_first,))
    rules |= dict.fromkeys(WEEKDAYS, (weekday,))
    rules |= {f"{word}s": (weekday,) for word in WEEKDAYS if len(word) > 5}
    rules |= dict.fromkeys(NOON_AND_MIDNIGHT, (noon,))
    rules |= dict.fromkeys(ORDINALS, (day_and_month, ordinal))
    rules |= dict.fromkeys(DECADES, (decade_in_words,))
    rules |= dict.fromkeys(SIGNS, (amount, slashed))
    rules |= dict.fromkeys(SHIFTS, (shifted,)) | dict.fromkeys(ADVERBS, (adverb,)) | dict.fromkeys(SEASONS, (season,))
    rules |= {
        "one": (a_unit_ago, *_NUMBER),
        "age": (age,),
        "half": _HALF,
        "quarter": (past_the_hour, part_of_unit, amount),
        "quarters": (part_of_unit,),
        ".": (amount,),
    }
    return rules | dict.fromkeys(("q", "h", "fy"), (quarter,))


def ordinal_of_ten(t: Tokens, at: int) -> list[Reading] | None:
    """Read *twenty-first*."""
    return ordinal(t, at) if t.words[at + 1] == "-" else None


_RULES = _build()
_BEHIND_A = frozenset(("century", *MEASURES, *ALL_SCALES, *ALL_FRACTIONS, *DURATIONS, "score", "three"))
_ARTICLES = frozenset(("a", "an"))
_ANCHORS = frozenset((*_RULES, *_ARTICLES, "."))
"""Words at which a value may begin, besides digits."""


def readings(t: Tokens) -> list[Reading]:
    """Return the values of a text in order, in time linear in the number of its tokens."""
    found: list[Reading] = []
    behind, last = 0, 0
    for at in [at for at, word in enumerate(t.words) if word in _ANCHORS or "/" < word < ":"]:
        if at < behind:
            continue
        for rule in _rules_at(t.words, at):
            read = rule(t, at)
            if read:
                found += (one for one in read if one.value and one.start >= last)
                behind, last = read[-1].behind, read[-1].end
                break
    return found


def _rules_at(words: list[str], at: int) -> tuple[Rule, ...]:
    """Return the rules for token `at`; most words *a* and full stops begin no value."""
    word = words[at]
    if word in _ARTICLES:
        return _A if words[at + 1] in _BEHIND_A else ()
    if word == ".":
        return (amount,) if "/" < words[at + 1] < ":" else ()
    return _RULES.get(word, _DIGITS)
