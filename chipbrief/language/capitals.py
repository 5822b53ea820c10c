"""What the capitals of a sentence say: nothing in a headline With Capitals Throughout, or in ONE THAT SHOUTS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import compress, count, islice

from chipbrief.language.lexicon import is_name, is_word
from chipbrief.language.words import NO_CONTENT, Words

_STATE_BEHIND = frozenset("the a an this former new top senior two three all".split())
_STATE_AHEAD = frozenset(
    "president presidential government military army navy troops soldiers forces congress senate senator court judge state states "
    "secretary officials official embassy ambassador economy dollar stocks shares markets firm company citizen citizens open masters "
    "geological geologist federal treasury department airline airlines carmaker giant media film actor actress singer rapper "
    "rock pop election elections drone strike strikes sanctions city east west".split()
)
_STATES_TOO = ("US", "UN")
CONTENT = 3
"""A headline may write words of fewer letters small, and those that only link."""
FEW = 3
_MANY, _NEARLY_ALL = 8, 0.85
"""Of so many words of a text so large a part with capitals: all of it is a headline."""


def sentences_of(found: Words) -> Iterator[range]:
    """Yield the places of the words of each sentence, as far as marks and capitals show where one begins."""
    first = 0
    for place in compress(count(), found.opens):
        if place:
            yield range(first, place)
            first = place
    yield range(first, len(found))


def without_shouting(found: Words) -> Words:
    """The words, those of a sentence in capitals without acronyms that are words: IN, IS, ALL and ME, but not the US."""
    if sum(found.shouted) < 2:
        return found
    sentences = [sentence for sentence in sentences_of(found) if _is_shouted(found, sentence)]
    if not sentences:
        return found
    keys = list(found.keys)
    for sentence in sentences:
        for at in sentence:
            keys[at] = keys[at] if keys[at] in _STATES_TOO else keys[at].casefold()
    return found.with_keys(keys)


def _is_shouted(found: Words, sentence: range) -> bool:
    """Whether more than one word, some of them plainly no names, stands all in capitals."""
    longer = 0
    plain = False
    for at in sentence:
        key = found.keys[at]
        if len(key) > 1 and key.isalpha():
            if not found.shouted[at]:
                return False
            longer += 1
            plain = plain or (is_word(key) and not is_name(key))
    return longer > 1 and plain


def is_all_capitalised(found: Words) -> bool:
    """Whether so many words of a text have a capital that all of it is a headline."""
    most = len(found.capitals) * (1 - _NEARLY_ALL) / _NEARLY_ALL + 1
    small = (1 for key, capital in zip(found.keys, found.capital, strict=True) if not capital and key.isalpha())
    if sum(islice(small, int(most) + 1)) > most:
        return False  # a few words tell of most texts that they are no headlines
    words = [capital for key, capital in zip(found.keys, found.capital, strict=True) if key.isalpha()]
    return len(words) >= _MANY and sum(words) >= _NEARLY_ALL * len(words)


def is_uninformative(found: Words, sentence: range) -> bool:
    """Whether every longer word has a capital, and some of them are plainly no names."""
    content: list[str] = []
    for at in sentence:
        key = found.keys[at]
        if len(key) >= CONTENT and key not in NO_CONTENT and key.isalpha():
            if not found.capital[at]:
                return False
            content.append(key)
    if _is_shouted(found, sentence):
        return True
    return len(content) >= FEW and any(is_word(key) and not is_name(key) for key in content[1:])


def with_states(found: Words) -> Words:
    """A text in small letters with its *us* as a name wherever an article or nothing stands before it: *the us president*."""
    if "us" not in found.keys:
        return found
    return found.with_keys(
        [
            "US" if key == "us" and (found.opens[at] or _is_state(found, at)) else key
            for at, key in enumerate(found.keys)
        ]
    )


def _is_state(found: Words, at: int) -> bool:
    ahead = at + 1 < len(found) and found.joined[at + 1] and found.keys[at + 1] in _STATE_AHEAD
    return at == 0 or ahead or found.keys[at - 1] in _STATE_BEHIND


_CAPITALISED = r"(?:[A-Z][\w'’&-]*[\w]|[A-Z])"
_NUMBER = (
    r"(?:US)?[$€£¥]?\d[\d,.]*\d%?|(?:US)?[$€£¥]?\d%?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand"
    r"|million|billion|trillion|half|third|quarter)\b"
)
_LABELLABLE = re.compile(rf"\b{_CAPITALISED}(?: {_CAPITALISED})*|{_NUMBER}")
_OPENERS = frozenset("A After And As At But By For From Her His If In Its On Only The Their This To When With".split())


def unlabelled(text: str, mentions: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Capitalised runs and numbers of `text` that lie in no mention; a word that only begins a sentence is passed over."""
    free = list(text)
    for start, end in mentions:
        free[start:end] = "\x00" * (end - start)
    masked = "".join(free)
    for match in _LABELLABLE.finditer(masked):
        before = masked[: match.start()].rstrip(" ")
        begins = not before or before[-1] in ".?!\n:'\""
        start, end = match.span()
        opener, _, more = match[0].partition(" ")
        if begins and opener[0].isupper() and (not more or opener in _OPENERS):
            start += len(opener) + 1
        if start < end:
            yield start, end
