"""What the capitals of a sentence say: nothing in a headline With Capitals Throughout, or in ONE THAT SHOUTS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from chipbrief.language.lexicon import is_name, is_word
from chipbrief.language.words import NO_CONTENT, Word

_STATES_TOO = ("US", "UN")
CONTENT = 3
"""A headline may write words of fewer letters small, and those that only link."""
FEW = 3
_MANY, _NEARLY_ALL = 8, 0.85
"""Of so many words of a text so large a part with capitals: all of it is a headline."""


def sentences_of(found: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Yield the words of each sentence, as far as marks and capitals show where one begins."""
    first = 0
    for place, word in enumerate(found):
        if place > first and word.opens:
            yield found[first:place]
            first = place
    yield found[first:]


def without_shouting(found: Sequence[Word], capitals: Sequence[Word]) -> Sequence[Word]:
    """The words, those of a sentence in capitals without acronyms that are words: IN, IS, ALL and ME, but not the US."""
    if len([1 for word in capitals if word.shouted]) < 2:
        return found
    sentences = list(sentences_of(found))
    shouted = list(map(_is_shouted, sentences))
    if not any(shouted):
        return found
    quiet: list[Word] = []
    for sentence, is_shouted in zip(sentences, shouted, strict=True):
        if is_shouted:
            quiet += [word if word.key in _STATES_TOO else word._replace(key=word.key.casefold()) for word in sentence]
        else:
            quiet += sentence
    return quiet


def _is_shouted(sentence: Sequence[Word]) -> bool:
    """Whether more than one word, some of them plainly no names, stands all in capitals."""
    longer = 0
    plain = False
    for word in sentence:
        if len(word.key) > 1 and word.key.isalpha():
            if not word.shouted:
                return False
            longer += 1
            plain = plain or (is_word(word.key) and not is_name(word.key))
    return longer > 1 and plain


def is_all_capitalised(found: Sequence[Word], capitals: int) -> bool:
    """Whether so many words of a text have a capital that all of it is a headline."""
    most = capitals * (1 - _NEARLY_ALL) / _NEARLY_ALL + 1
    if (
        sum(1 for _ in islice((word for word in found if not word.capital and word.key.isalpha()), int(most) + 1))
        > most
    ):
        return False  # a few words tell of most texts that they are no headlines
    words = [word for word in found if word.key.isalpha()]
    return len(words) >= _MANY and sum(word.capital for word in words) >= _NEARLY_ALL * len(words)


def is_uninformative(sentence: Sequence[Word]) -> bool:
    """Whether every longer word has a capital, and some of them are plainly no names."""
    if _is_shouted(sentence):
        return True
    content: list[str] = []
    for word in sentence:
        if len(word.key) >= CONTENT and word.key not in NO_CONTENT and word.key.isalpha():
            if not word.capital:
                return False
            content.append(word.key)
    return len(content) >= FEW and any(is_word(key) and not is_name(key) for key in content[1:])
