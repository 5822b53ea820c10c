"""Count the n-grams that a summary has from a document, and find its extractive fragments, for `chipbrief.metrics.copying`.

Words are numbers here. The two words in a row from each place are in a hash table: `heads` has the first place of each slot, and
`later` the place behind each place in its slot. Places are one more than an index, so that 0 ends a slot.
"""

from __future__ import annotations

from typing import NamedTuple

from chipbrief.metrics.copied_runs import REACH
from chipbrief.metrics.rouge.kernels.room import Integers, inlined, kernel


class Numbered(NamedTuple):
    """A text as the numbers of its words, and the hash table of its pairs. `heads` has a power of two of slots."""

    words: Integers
    heads: Integers
    later: Integers


@inlined
def slot_of(first: int, second: int, heads: Integers) -> int:
    """Return the slot of two words in a row."""
    mixed = (first * 0x2545F491 + second) * 0x1D8AF066A5
    return (mixed ^ (mixed >> 29)) & (len(heads) - 1)


@kernel
def fill_slots(text: Numbered) -> None:
    """Fill the hash table, whose `heads` are 0. The places of a slot are in order."""
    words, heads, later = text
    for at in range(len(words) - 2, -1, -1):
        slot = slot_of(words[at], words[at + 1], heads)
        later[at] = heads[slot]
        heads[slot] = at + 1


@inlined
def same_words(source: Integers, start: int, copy: Integers, at: int, most: int) -> int:
    """Return how many words from `start` in `source` are those from `at` in `copy`, at most `most`."""
    most = min(most, len(source) - start, len(copy) - at)
    length = 0
    while length < most and source[start + length] == copy[at + length]:
        length += 1
    return length


@kernel
def count_grams(own: Numbered, copy: Integers, document: Numbered, counts: Integers, limit: int) -> int:
    """Count the distinct n-grams of a summary, and those of them that the document has. Return what is left of `limit`.

    `own` has the summary's words, each by the number of its last place, and a table whose `heads` are 0. `copy` has the same
    words by their numbers in the document, -1 if it lacks a word. `counts` gets the numbers of all n-grams for n from 1 to
    `REACH`, and then those of the shared ones. Each place that is looked at takes one from `limit`; at 0 the kernel stops.
    """
    words, heads, later = own
    for at in range(len(words)):
        counts[0] += words[at] == at
        counts[REACH] += words[at] == at and copy[at] >= 0
        if at + 1 == len(words):
            break
        slot = slot_of(words[at], words[at + 1], heads)
        before, place = 0, heads[slot]
        while place > 0 and before < REACH and limit > 0:
            before = max(before, same_words(words, place - 1, words, at, REACH))
            place = later[place - 1]
            limit -= 1
        later[at] = heads[slot]
        heads[slot] = at + 1
        shared = 0
        if copy[at] >= 0 and copy[at + 1] >= 0:
            place = document.heads[slot_of(copy[at], copy[at + 1], document.heads)]
            while place > 0 and shared < REACH and limit > 0:
                shared = max(shared, same_words(document.words, place - 1, copy, at, REACH))
                place = document.later[place - 1]
                limit -= 1
        for n in range(before + 1 if before > 1 else 2, min(REACH, len(words) - at) + 1):
            counts[n - 1] += 1
            counts[REACH + n - 1] += shared >= n
    return limit


@kernel
def find_fragments(copy: Integers, document: Numbered, ends: Integers, limit: int) -> int:
    """Set `ends` to the start and the end of each fragment, one after the other. Return their number, or -1 if `limit` is used up.

    The procedure is that of `copied_runs.SharedWords.fragments`. Each word that is compared takes one from `limit`.
    """
    found = at = 0
    while at < len(copy):
        if copy[at] < 0:
            at += 1
            continue
        longest, behind, place = 1, 0, 0
        if at + 1 < len(copy) and copy[at + 1] >= 0:
            place = document.heads[slot_of(copy[at], copy[at + 1], document.heads)]
        while place > 0:
            start = place - 1
            if start >= behind:
                length = same_words(document.words, start, copy, at, len(copy))
                if length > 1:
                    longest, behind = max(longest, length), start + length
                limit -= length
            place = document.later[start]
            limit -= 1
            if limit < 0:
                return -1
        ends[2 * found], ends[2 * found + 1] = at, at + longest
        found += 1
        at += longest
    return found
