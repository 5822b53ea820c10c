"""Which rules are tried at which token, the longer reading before the shorter one."""

from __future__ import annotations

from collections.abc import Callable, Set
from itertools import compress, count

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
from chipbrief.language.values.lexer import PAD, Reading, Tokens
from chipbrief.language.values.money import money
from chipbrief.language.values.months import day_and_month, month_first
from chipbrief.language.values.numeric import numeric_date
from chipbrief.language.values.parts import MEASURES, a_half_more, fraction, half, in_every, part_of_unit, slashed
from chipbrief.language.values.relative import ADVERBS, SHIFTS, UNITS_AGO, a_unit_ago, adverb, season, shifted
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
    SUFFIXES,
    TENS,
    WEEKDAYS,
    ZONES,
)

__all__ = ["readings"]

Rule = Callable[[Tokens, int], list[Reading] | None]

_LINKS = frozenset(("-", "–", "—", "to", "through", "until", "and"))
_OF_HOURS = frozenset((*_LINKS, "am", "pm", "a", "p", "in", "at", "o", *NOON_AND_MIDNIGHT))
_EVERY = frozenset(("in", "out", "-"))
_DIGITS: tuple[tuple[Rule, Set[str]], ...] = (
    (numeric_date, frozenset(("-", "/", ".", "年"))),
    (quarter_in_digits, frozenset(("q", "h", "-"))),
    (time, _OF_HOURS | ZONES | {":", "hours", "hrs"}),
    (decade, frozenset(("s", "'", "’", "‘"))),
    (day_and_month, _LINKS | {"of"} | SUFFIXES | MONTHS.keys()),
    (past_the_hour, frozenset(("past", "to"))),
    (in_every, _EVERY),
    (amount, frozenset()),
    (slashed, frozenset(("/",))),
    (ordinal, SUFFIXES),
)
"""What digits may begin, and before which tokens alone; no tokens stand for any."""
_NUMBER: tuple[tuple[Rule, Set[str]], ...] = (
    (part_of_unit, frozenset(("half", "quarter", "quarters", "-"))),
    (fraction, ALL_FRACTIONS.keys() | {"-"}),
    (in_every, _EVERY),
    (time, _OF_HOURS),
    (amount, frozenset()),
)
"""The same for a number in words."""


Rules = tuple[Rule, ...] | dict[str, tuple[Rule, ...]]
"""The rules for a token at which a value may begin, or those for each token behind it: any other has the rule of amounts alone."""
_AMOUNT: tuple[Rule, ...] = (amount,)
_A: tuple[Rule, ...] = (a_unit_ago, a_half_more, part_of_unit, amount, fraction)
_HALF: tuple[Rule, ...] = (past_the_hour, part_of_unit, amount, half)


def _before(*rules: tuple[Rule, Set[str]]) -> dict[str, tuple[Rule, ...]]:
    """Return the rules for each token that may stand behind a number."""
    behind = {word for _, words in rules for word in words}
    return {word: tuple(rule for rule, words in rules if not words or word in words) for word in behind}


def _build() -> dict[str, Rules]:
    """Return the rules for each word at which a value may begin."""
    number = _before(*_NUMBER)
    minutes = _before((past_the_hour, frozenset(("past", "to"))), *_NUMBER)
    all_numbers = tuple(rule for rule, _ in _NUMBER)
    rules: dict[str, Rules] = dict.fromkeys(LEADING_SIGNS, (money,))
    rules |= dict.fromkeys(NUMBER_WORDS, number)
    rules |= dict.fromkeys(TENS, (day_and_month, ordinal_of_ten, amount))
    rules |= {
        "ten": minutes,
        "five": minutes,
        "twenty": (past_the_hour, year_in_words, day_and_month, ordinal_of_ten, amount),
    }
    rules |= {word: (year_in_words, *all_numbers) for word in CENTURIES if word != "twenty"}
    rules |= dict.fromkeys(MONTHS, (month_first,))
    rules |= dict.fromkeys(WEEKDAYS, (weekday,))
    rules |= {f"{word}s": (weekday,) for word in WEEKDAYS if len(word) > 5}
    rules |= dict.fromkeys(NOON_AND_MIDNIGHT, (noon,))
    rules |= dict.fromkeys(ORDINALS, (day_and_month, ordinal))
    rules |= dict.fromkeys(DECADES, (decade_in_words,))
    rules |= dict.fromkeys(SIGNS, (amount, slashed))
    rules |= dict.fromkeys(SHIFTS, (shifted,)) | dict.fromkeys(ADVERBS, (adverb,)) | dict.fromkeys(SEASONS, (season,))
    rules |= {
        "one": _before((a_unit_ago, UNITS_AGO), *_NUMBER),
        "age": (age,),
        "half": _HALF,
        "quarter": (past_the_hour, part_of_unit, amount),
        "quarters": (part_of_unit,),
        ".": _AMOUNT,
    }
    return rules | dict.fromkeys(("q", "h", "fy"), (quarter,))


def ordinal_of_ten(t: Tokens, at: int) -> list[Reading] | None:
    """Read *twenty-first*."""
    return ordinal(t, at) if t.words[at + 1] == "-" else None


_RULES = _build()
_BEFORE = _before(*_DIGITS)
_ALL_DIGITS = tuple(rule for rule, _ in _DIGITS)
_BEHIND_A = frozenset(("century", *MEASURES, *ALL_SCALES, *ALL_FRACTIONS, *DURATIONS, "score", "three"))
_ARTICLES = frozenset(("a", "an"))
_ANCHORS = frozenset((*_RULES, *_ARTICLES)) - {"."}
"""Words at which a value may begin, besides digits and a full stop before them."""


def readings(t: Tokens) -> list[Reading]:
    """Return the values of a text in order, in time linear in the number of its tokens."""
    found: list[Reading] = []
    behind, last = 0, 0
    words = t.words
    anchors = list(compress(count(PAD), map(_ANCHORS.__contains__, words[PAD:-PAD])))
    if t.digits:
        anchors += t.digits
        anchors += [at - 1 for at in t.digits if words[at - 1] == "."]
        anchors.sort()
    for at in anchors:
        if at < behind:
            continue
        for rule in _rules_at(words, at):
            read = rule(t, at)
            if read:
                found += [one for one in read if one.value and one.start >= last]
                behind, last = read[-1].behind, read[-1].end
                break
    return found


def _rules_at(words: list[str], at: int) -> tuple[Rule, ...]:
    """Return the rules for token `at`; most words *a* begin no value."""
    word = words[at]
    if word in _ARTICLES:
        return _A if words[at + 1] in _BEHIND_A else ()
    rules = _RULES.get(word)
    if rules is None:
        return _ALL_DIGITS if "." in word else _BEFORE.get(words[at + 1], _AMOUNT)
    return rules.get(words[at + 1], _AMOUNT) if isinstance(rules, dict) else rules
