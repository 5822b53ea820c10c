"""Check the texts that ROUGE compares, and split them into sentences and tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from chipbrief.language.reading import read
from chipbrief.language.tokens import paragraphs, split_sentences
from chipbrief.metrics.rouge.porter import stem
from chipbrief.metrics.rouge.settings import Sentences, Stemmer, Tokenizer
from chipbrief.metrics.rouge.unicode_tokenizer import tokenize_sentences

Tokenize = Callable[[str], list[str]]
"""A function from a sentence to its tokens."""

SHORTEST_STEMMED = 4
"""Minimum length of a token that `rouge_score` stems, in characters."""

_TOKEN = re.compile("[a-z0-9]+")
_SMALL_OR_BLANK = bytes(
    ord(chr(byte).lower()) if chr(byte).isalnum() and byte < 128 else ord(" ") for byte in range(256)
)
_LETTERS = re.compile("[a-z]+")


MAX_STEMS = 1 << 16
"""Maximum number of tokens whose stems are cached."""


class _Stems(dict[str, str]):
    """Cache from tokens to stems. A dictionary, because one function call per token would double the time of scoring."""

    def __missing__(self, token: str) -> str:
        if len(self) >= MAX_STEMS:
            self.clear()
        found = self[token] = stem(token) if len(token) >= SHORTEST_STEMMED else token
        return found


_stem_token = _Stems().__getitem__


def listed(references: str | Sequence[str], name: str = "references") -> list[str]:
    """Return the references of one prediction as a list. They may be given as one text or as any sequence, such as an array.

    Raise `TypeError` if a value is not a text, and `ValueError` if the sequence is empty.
    """
    if not isinstance(references, Iterable):
        raise TypeError(f"{name}: is {type(references).__name__} (pass a string or a list of strings)")
    found = [references] if isinstance(references, str) else list(references)
    if not found:
        raise ValueError(f"{name}: is empty (pass at least one reference)")
    for one in found:
        checked_text(one, name)
    return found


def checked_text(text: object, name: str) -> None:
    """Raise `TypeError` with the argument's name if `text` is not a string."""
    if not isinstance(text, str):
        raise TypeError(f"{name}: is {type(text).__name__} (pass a string)")


def batch(
    predictions: Iterable[str], references: Iterable[str | Sequence[str]]
) -> tuple[list[str], list[str | Sequence[str]]]:
    """Return the predictions and the references as two lists of the same length, after checking their types.

    A prediction must be a text. An entry of the references must be a text, or a sequence of texts; it is returned as a text or a
    list. Lists of texts are not copied: a copy increments the reference count of each text, which reads every text's
    header from memory. Raise `TypeError` if a value has another type. Raise `ValueError` if the lengths differ or the
    references of a prediction are empty.
    """
    for name, given in (("predictions", predictions), ("references", references)):
        if isinstance(given, str):
            raise TypeError(f"{name}: is a string (pass a list of strings)")
    said, expected = _as_list(predictions), _as_list(references)
    if len(said) != len(expected):
        raise ValueError(f"references: {len(expected)} for {len(said)} predictions (pass one entry per prediction)")
    if set(map(type, said)) - {str}:
        for at, one in enumerate(said):
            checked_text(one, f"predictions[{at}]")
    if set(map(type, expected)) - {str}:
        expected = [
            one if type(one) is str or _is_list_of_texts(one) else listed(one, f"references[{at}]")
            for at, one in enumerate(expected)
        ]
    return said, expected


def _as_list(given: Iterable[Any]) -> list[Any]:
    """Return a list of the values. Lists are not copied, and pyarrow arrays become Python values."""
    if isinstance(given, list):
        return given
    return given.to_pylist() if hasattr(given, "to_pylist") else list(given)


def _is_list_of_texts(row: object) -> bool:
    """Return whether a row is an ordinary list of strings, as most rows are. This is faster than `listed`."""
    return type(row) is list and set(map(type, row)) == {str}


def split(text: str, sentences: Sentences, words: Tokenize) -> list[str]:
    """Return the sentences that ROUGE-Lsum compares.

    `newline` splits at line feeds only, as `rouge_score` does. `auto` takes the lines of a text that has more than one,
    otherwise the sentences that sentencex finds. If a split would change the tokens (as `words` finds them), the text is
    left whole. The other types of ROUGE therefore never depend on sentences.
    """
    if sentences == "newline":
        return text.split("\n")
    lines = paragraphs(text)
    if len(lines) != 1:
        return lines
    # sentencex rejects lone surrogates. They are in no token, and neither is their replacement.
    whole = lines[0].encode("utf-8", "replace").decode("utf-8")
    found = split_sentences(whole)
    if words is ascii_tokens and " ".join(found) == whole:  # blanks and line feeds separate tokens alike
        return found
    return found if words("\n".join(found)) == words(whole) else lines


def sentence_lines(text: str) -> str:
    """Return a text with one of its sentences on each line: with `sentences="newline"` it scores as with `"auto"` before.

    The sentences are those of the text's reading, which other measures ask for as well.
    """
    found = read(text).sentences if text.isprintable() else ()
    if not found or " ".join(found) != text:
        found = tuple(split(text, "auto", ascii_tokens))
    return "\n".join(found)


def tokenizer(name: Tokenizer, stemmer: Stemmer | None) -> Tokenize:
    """Return a function from a sentence to its tokens.

    `ascii` is the tokenizer of `rouge_score`: it lower-cases the text and splits it at everything except a-z and 0-9. With
    the stemmer it stems every token of four characters or more. `unicode` keeps the words of every script, and stems only
    words of the letters a-z.
    """
    if name == "ascii":
        return _ascii_stems if stemmer else ascii_tokens
    return lambda text: tokens([text], name, stemmer)[0]


def tokens(sentences: Sequence[str], name: Tokenizer, stemmer: Stemmer | None) -> list[list[str]]:
    """Return the tokens of each sentence of one text.

    `unicode` looks at the whole text first, because punctuation counts as tokens only in a text without any word.
    """
    if name == "ascii":
        return list(map(tokenizer(name, stemmer), sentences))
    found = tokenize_sentences(sentences)
    return [list(map(_stem_word, words)) for words in found] if stemmer else found


def _stem_word(word: str) -> str:
    return _stem_token(word) if _LETTERS.fullmatch(word) else word


def ascii_tokens(text: str) -> list[str]:
    """Return the lower-case tokens of a-z and 0-9."""
    if text.isascii():  # three times as fast as the regular expression
        return text.encode("ascii").translate(_SMALL_OR_BLANK).decode("ascii").split()
    return _TOKEN.findall(text.lower())


def _ascii_stems(text: str) -> list[str]:
    return list(map(_stem_token, ascii_tokens(text)))
