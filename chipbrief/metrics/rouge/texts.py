"""From a text to its sentences, and from a sentence to its tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from chipbrief.language.tokens import paragraphs, split_sentences
from chipbrief.metrics.rouge.porter import stem
from chipbrief.metrics.rouge.settings import Sentences, Stemmer, Tokenizer
from chipbrief.metrics.rouge.unicode_tokenizer import tokenize_sentences

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


def listed(references: str | Sequence[str], name: str = "references") -> list[str]:
    """The references of one prediction, where a text may stand for itself; they may come as an array."""
    if not isinstance(references, Iterable):
        raise TypeError(f"{name}: a text or a list of texts is needed, not {type(references).__name__}")
    found = [references] if isinstance(references, str) else list(references)
    if not found:
        raise ValueError(f"{name}: at least one reference is needed")
    for one in found:
        checked_text(one, name)
    return found


def checked_text(text: object, name: str) -> None:
    """Raise `TypeError` for what is no text, naming the argument."""
    if not isinstance(text, str):
        raise TypeError(f"{name}: a text is needed, not {type(text).__name__}")


def batch(
    predictions: Iterable[str], references: Iterable[str | Sequence[str]]
) -> tuple[list[str], list[str | Sequence[str]]]:
    """Both as lists of the same length, in which there is nothing but texts, and lists of texts among the references.

    Nothing is copied that is a list: a copy would count a reference to each text, and so fetch each from memory once more.
    """
    for name, given in (("predictions", predictions), ("references", references)):
        if isinstance(given, str):
            raise TypeError(f"{name}: one text; a list of texts is needed")
    said = predictions if isinstance(predictions, list) else list(predictions)
    expected = references if isinstance(references, list) else list(references)
    if len(said) != len(expected):
        raise ValueError(f"{len(said)} predictions, but references for {len(expected)}")
    if set(map(type, said)) - {str}:
        for at, one in enumerate(said):
            checked_text(one, f"predictions[{at}]")
    if set(map(type, expected)) - {str}:
        expected = [
            one if type(one) is str or _is_list_of_texts(one) else listed(one, f"references[{at}]")
            for at, one in enumerate(expected)
        ]
    return said, expected


def _is_list_of_texts(row: object) -> bool:
    """What nearly every row is, told faster than by a look at each text."""
    return type(row) is list and set(map(type, row)) == {str}


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
