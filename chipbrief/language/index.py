"""Find many names in a text at once by the keys of their tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, count
from typing import Protocol

from chipbrief.language.tokens import key


class Keyed(Protocol):
    """Anything with the key of a token."""

    @property
    def key(self) -> str:
        """The token, normalised."""
        ...


class NameIndex:
    """Names by their keys, to be found in texts, the longest first."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names`: pairs of a name and what it stands for; the first one to claim a name keeps it."""
        self.owner: dict[tuple[str, ...], str] = {}
        for name, owner in names:
            if keys := key(name):
                self.owner.setdefault(keys, owner)
        lengths: dict[str, set[int]] = {}
        for keys in self.owner:
            lengths.setdefault(keys[0], set()).add(len(keys))
        self._lengths = {word: sorted(found, reverse=True) for word, found in lengths.items()}
        self._pairs = {keys[:2] for keys in self.owner if len(keys) > 1}

    def find(self, text: Sequence[Keyed]) -> Iterator[tuple[int, int, str]]:
        """Yield every name in `text` as (first token, one past its last token, owner), from the left, longest first."""
        return self.find_keys([token.key for token in text])

    def find_keys(self, keys: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Yield the same for the keys of a text's tokens. Only words that begin a name are looked at."""
        behind = 0
        for at in list(compress(count(), map(self._lengths.__contains__, keys))):
            if at < behind:
                continue
            lengths = self._lengths[keys[at]]
            if lengths[0] > 1 and tuple(keys[at : at + 2]) not in self._pairs:
                lengths = lengths[-1:] if lengths[-1] == 1 else []
            for length in lengths:
                owner = self.owner.get(tuple(keys[at : at + length]))
                if owner is not None and at + length <= len(keys):
                    behind = at + length
                    yield at, behind, owner
                    break


def words_with_beginning(run: str, letters: str) -> Iterator[str]:
    """Yield the words that begin with `letters`, of a string with a blank before and behind each word."""
    end = 0
    while (at := run.find(f" {letters}", end)) >= 0:
        end = run.index(" ", at + 1)
        yield run[at + 1 : end]


def places_by_key(keys: Sequence[str], places: Iterable[int]) -> dict[str, list[int]]:
    """Return where each word stands, of the words at `places`."""
    found: dict[str, list[int]] = {}
    for at in places:
        found.setdefault(keys[at], []).append(at)
    return found
