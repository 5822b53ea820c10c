"""From a text to its sentences, and from a sentence to its tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from chipbrief.metrics.rouge.porter import stem
from chipbrief.metrics.rouge.types import Sentences, Stemmer, Tokenizer
from chipbrief.metrics.rouge.unicode_tokenizer import tokenize_sentences
from chipbrief.text import paragraphs, split_sentences

Tokenize = Callable[[str], list[str]]

SHORTEST_STEMMED = 4
"""Letters of the shortest token that `rouge_score` stems."""

_TOKEN = re.compile("[a-z0-9]+")
_SMALL_OR_BLANK = bytes(
    ord(chr(byte).lower()) if chr(byte).isalnum() and byte < 128 else ord(" ") for byte in range(256)
)
_LETTERS = re.compile("[a-z]+")


MOST_STEMS = 1 << 16
"""Tokens whose stems are remembered."""


class _Stems(dict[str, str]):
    """The stem of each token seen; a dictionary, since a call of a function for each token would take as long as all else."""

    def __missing__(self, token: str) -> str:
        if len(self) >= MOST_STEMS:
            self.clear()
        found = self[token] = stem(token) if len(token) >= SHORTEST_STEMMED else token
        return found


_stem_token = _Stems().__getitem__


def listed(references: str | Sequence[str]) -> Sequence[str]:
    """The references of one prediction, where a text may stand for itself."""
    found = [references] if isinstance(references, str) else references
    if not found:
        raise ValueError("at least one reference is needed")
    return found


def split(text: str, sentences: Sentences, words: Tokenize) -> list[str]:
    """The sentences that ROUGE-Lsum compares.

    `newline` cuts at line feeds alone, as `rouge_score` does. `auto` takes the lines where a text has more than one,
    otherwise the sentences that sentencex finds. Where such a cut would change the `words`, the text is left whole, so
    that no other kind of ROUGE depends on it.
    """
    if sentences == "newline":
        return text.split("\n")
    lines = paragraphs(text)
    if len(lines) != 1:
        return lines
    # sentencex takes no lone surrogates; these are in no token, and neither is what stands for them.
    whole = lines[0].encode("utf-8", "replace").decode("utf-8")
    found = split_sentences(whole)
    return found if words("\n".join(found)) == words(whole) else lines


def tokenizer(name: Tokenizer, stemmer: Stemmer | None) -> Tokenize:
    """A function from a sentence to its tokens.

    `ascii` is `rouge_score`'s: in small letters, all but a-z and 0-9 separates; with the stemmer every token of four
    letters or more is stemmed. `unicode` keeps the words of every script, and stems those of a-z alone.
    """
    if name == "ascii":
        return _ascii_stems if stemmer else _ascii_tokens
    return lambda text: tokens([text], name, stemmer)[0]


def tokens(sentences: Sequence[str], name: Tokenizer, stemmer: Stemmer | None) -> list[list[str]]:
    """The tokens of each sentence of one text.

    Sentence by sentence, except that `unicode` must see that a whole text has no word before it counts its punctuation.
    """
    if name == "ascii":
        return list(map(tokenizer(name, stemmer), sentences))
    found = tokenize_sentences(sentences)
    return [list(map(_stem_word, words)) for words in found] if stemmer else found


def _stem_word(word: str) -> str:
    return _stem_token(word) if _LETTERS.fullmatch(word) else word


def _ascii_tokens(text: str) -> list[str]:
    if text.isascii():  # thrice as fast as the expression
        return text.encode("ascii").translate(_SMALL_OR_BLANK).decode("ascii").split()
    return _TOKEN.findall(text.lower())


def _ascii_stems(text: str) -> list[str]:
    return list(map(_stem_token, _ascii_tokens(text)))
