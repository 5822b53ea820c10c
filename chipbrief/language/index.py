"""Find many names in a text at once by the keys of their tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import compress, count
from typing import Protocol

from chipbrief.language.tokens import Cut, key
from chipbrief.language.words import TITLES, opens

_NAMES_OF_ONE = 3
"""How far before a surname a first name may stand: behind it come middle names."""


class Keyed(Protocol):
    """Anything with the key of a token."""

    @property
    def key(self) -> str:
        """The token, normalised."""
        ...


class NameIndex:
    """Names by their keys, to be found in texts, the longest first."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names`: pairs of a name and what it stands for; the first one to claim a name keeps it.

        `_first` maps the first word of each name to what it stands for alone, and the lengths of longer names by their second words.
        """
        self.owner: dict[tuple[str, ...], str] = {}
        for name, owner in names:
            if keys := key(name):
                self.owner.setdefault(keys, owner)
        self._first: dict[str, tuple[str | None, dict[str, list[int]]]] = {}
        for keys in sorted(self.owner, key=len, reverse=True):
            _, longer = self._first.setdefault(keys[0], (self.owner.get(keys[:1]), {}))
            if len(keys) > 1 and len(keys) not in (lengths := longer.setdefault(keys[1], [])):
                lengths.append(len(keys))

    def find(self, text: Sequence[Keyed]) -> list[tuple[int, int, str]]:
        """Return every name in `text` as (first token, one past its last token, owner), from the left, longest first."""
        return self.find_keys([token.key for token in text])

    def find_keys(self, keys: Sequence[str]) -> list[tuple[int, int, str]]:
        """Return the same for the keys of a text's tokens. Only words that begin a name are looked at, each with the next one."""
        found: list[tuple[int, int, str]] = []
        behind, last = 0, len(keys)
        for at in list(compress(count(), map(self._first.__contains__, keys))):
            if at < behind:
                continue
            owner, longer = self._first[keys[at]]
            behind = at + 1
            for length in longer.get(keys[behind], ()) if longer and behind < last else ():
                known = self.owner.get(tuple(keys[at : at + length]))
                if known is not None and at + length <= last:
                    owner, behind = known, at + length
                    break
            if owner is not None:
                found.append((at, behind, owner))
        return found


def words_with_beginning(run: str, letters: str) -> Iterator[str]:
    """Yield the words that begin with `letters`, of a string with a blank before and behind each word."""
    end = 0
    while (at := run.find(f" {letters}", end)) >= 0:
        end = run.index(" ", at + 1)
        yield run[at + 1 : end]


def keys_outside(keys: Sequence[str], places: Iterable[tuple[int, int]]) -> frozenset[str]:
    """Return the words that stand outside some places, each the first word and one past the last."""
    left = list(keys)
    for first, last in places:
        left[first:last] = [""] * (last - first)
    return frozenset(left) - {""}


def opening_places(found: Cut) -> list[int]:
    """Return which of the words with a capital open a sentence or a line."""
    text, _, starts, _, capitals = found
    return [
        at
        for at in capitals
        if (start := starts[at]) < 2 or text[start - 1] != " " or not text[start - 2].isalnum()
        if text.startswith(". ", start - 2) or opens(text, start)
    ]


def places_by_key(keys: Sequence[str], places: Iterable[int]) -> dict[str, list[int]]:
    """Return where each word stands, of the words at `places`."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at in places:
        found[keys[at]].append(at)
    return found


def neighbours_of(
    keys: Sequence[str], runs: Iterable[range], capitals: Set[int]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the words that stand before each word of a name, and those behind it, in `runs` of words with capitals."""
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    for run in runs:
        for at in run:
            if at not in capitals or keys[at] in TITLES:
                continue
            for place in range(at - 1, max(run.start, at - _NAMES_OF_ONE) - 1, -1):
                if keys[place] == "and":
                    break  # John Brown and Anna Clark
                if place in capitals and keys[place] not in TITLES:
                    before.setdefault(keys[at], set()).add(keys[place])
                    after.setdefault(keys[place], set()).add(keys[at])
    return before, after
