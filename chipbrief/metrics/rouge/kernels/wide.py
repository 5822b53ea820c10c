"""Count the hits of a prediction and a reference of any length, by bit rows of several 64-bit machine words.

The method is that of `python_engine`, which explains it. The package's docstring explains *kind*, *gap*, *step*, *place*, *row*
and *rise*. A row consists of `width` machine words, and additions and shifts carry from one word to the next. The row with
the places of a kind begins at `places[kind * width]`.
"""

from __future__ import annotations

import numpy as np

from chipbrief.metrics.rouge.kernels.room import ALL, NONE, ONE, Numbers, Room, count_ones, inlined, leading_zeros


@inlined
def needed_rows(size: int, kinds: int, sentences: int, room: Room) -> tuple[int, int]:
    """Return the numbers of machine words that `places` and `history` need."""
    longest = start = 0
    for sentence in range(sentences):
        end = np.int64(room.step_ends[sentence])
        longest, start = max(longest, end - start), end
    width = (size + 63) >> 6
    return (kinds + 1) * width, (longest + 1) * width


@inlined
def count_wide(
    size: int, steps: int, kinds: int, sentences: int, expected_sentences: int, grams: int, lcs: bool, lsum: bool, room: Room
) -> None:  # fmt: skip
    """Fill `hits`: shared n-grams at index n (1 to `grams`), then the hits of ROUGE-L and of ROUGE-Lsum if asked for."""
    room.hits[1] = _count_tokens(size, steps, kinds, room)
    width = (size + 63) >> 6
    _set_places(kinds, size, width, room)
    if grams > 1:
        _count_ngrams(steps, grams, kinds, width, room)
    if lcs:
        room.hits[grams + 1] = _lcs_length(steps, width, room)
    if lsum:
        room.hits[grams + 1 + lcs] = _lcs_union(sentences, kinds, expected_sentences, width, room)


@inlined
def _count_tokens(size: int, steps: int, kinds: int, room: Room) -> int:
    """Set `counts` and `needed`: how often each text has each kind. Return the number of shared tokens."""
    for kind in range(kinds + 1):
        room.counts[kind] = room.needed[kind] = 0
    for step in range(steps):
        room.counts[room.steps[step]] += 1
    for at in range(size):
        room.needed[room.expected[at]] += 1
    shared = 0
    for kind in range(kinds):
        shared += np.int64(min(room.counts[kind], room.needed[kind]))
    return shared


@inlined
def _set_places(kinds: int, size: int, width: int, room: Room) -> None:
    """Set the rows of `places` to the places of each kind. The row of the gap is empty."""
    for at in range(kinds * width):
        room.places[at] = NONE
    for at in range(size):
        room.places[np.int64(room.expected[at]) * width + (at >> 6)] |= ONE << np.uint64(at & 63)
    for word in range(width):
        room.places[kinds * width + word] = NONE


@inlined
def _count_ngrams(steps: int, grams: int, kinds: int, width: int, room: Room) -> None:
    """Set `hits[n]` for n from 2 to `grams` to the number of n-grams that both texts share.

    Each distinct n-gram counts as often as it occurs in the text that has it less often. `runs` and `free` have one row per n.
    Row n of `runs` holds the places where the n-gram that ends at the current step ends in the reference. These are the
    places of the (n-1)-gram that ended at the step before, shifted up by one, at which the step's kind occurs. Row n of
    `free` holds the places that have not been counted yet. If row n of `runs` has free places, the step takes the lowest one
    and adds 1 to `hits[n]`.
    """
    runs, free, hits, places = room.runs, room.free, room.hits, room.places
    for at in range((grams + 1) * width):
        runs[at], free[at] = NONE, ALL
    for n in range(2, grams + 1):
        hits[n] = 0
    before = kinds * width
    for step in range(steps):
        match = np.int64(room.steps[step]) * width
        for n in range(grams, 1, -1):
            carry, served = NONE, False
            for word in range(width):
                shorter = runs[(n - 1) * width + word] if n > 2 else places[before + word]
                run = (shorter << ONE | carry) & places[match + word]
                carry = shorter >> np.uint64(63)
                runs[n * width + word] = run
                found = run & free[n * width + word]
                if found != NONE and not served:
                    free[n * width + word] ^= found & (~found + ONE)
                    hits[n] += 1
                    served = True
        before = match


@inlined
def _open_ends(sentences: int, ends: Numbers, width: int, room: Room) -> None:
    """Set the bits of `open_ended` for all tokens except the last of each sentence."""
    for word in range(width):
        room.open_ended[word] = ALL
    for sentence in range(sentences):
        last = np.int64(ends[sentence]) - 1
        room.open_ended[last >> 6] ^= ONE << np.uint64(last & 63)


@inlined
def _clear_first_row(width: int, room: Room) -> None:
    """Set the first row of `history` to no rises. Bits beyond the last place never rise."""
    for word in range(width):
        room.history[word] = ALL


@inlined
def _advance(row: int, following: int, match: int, width: int, room: Room) -> None:
    """Compute the row of `history` after a step from the row before it, by the recurrence of Hyyrö (2004).

    `match` is the position in `places` of the row of the step's kind. A bit of `history` is 0 if its place is a rise. The
    addition moves each rise down to the lowest match above the rise below it. It does not carry into the next sentence
    (see `open_ended`).
    """
    carry = NONE
    for word in range(width):
        flat, places = room.history[row + word], room.places[match + word]
        start = flat & room.open_ended[word]
        added = start + (start & places)
        total = added + carry
        carry = np.uint64((added < start) | (total < added))
        room.history[following + word] = total | (flat & ~places)


@inlined
def _lcs_length(steps: int, width: int, room: Room) -> int:
    _open_ends(0, room.expected_ends, width, room)
    _clear_first_row(width, room)
    for step in range(steps):
        _advance(0, 0, np.int64(room.steps[step]) * width, width, room)
    length = 0
    for word in range(width):
        length += np.int64(count_ones(~room.history[word]))
    return length


@inlined
def _lcs_union(sentences: int, kinds: int, expected_sentences: int, width: int, room: Room) -> int:
    """Return the hits of ROUGE-Lsum: the places in an LCS of two sentences, each kind at most as often as in the prediction."""
    for word in range(width):
        room.union[word] = NONE
    _open_ends(expected_sentences, room.expected_ends, width, room)
    _clear_first_row(width, room)
    first = 0
    for sentence in range(sentences):
        end = np.int64(room.step_ends[sentence])
        for step in range(first, end):
            row = (step - first) * width
            _advance(row, row + width, np.int64(room.steps[step]) * width, width, room)
        bottom = 0
        for other in range(expected_sentences):
            top = np.int64(room.expected_ends[other])
            _walk_back(first, end, bottom, top, width, room)
            bottom = top
        first = end
    hits = 0
    for word in range(width):
        hits += np.int64(count_ones(room.union[word]))
    for kind in range(kinds):
        if room.needed[kind] > room.counts[kind]:
            found = 0
            for word in range(width):
                found += np.int64(count_ones(room.union[word] & room.places[kind * width + word]))
            surplus = found - np.int64(room.counts[kind])
            hits -= surplus if surplus > 0 else 0
    return hits


@inlined
def _walk_back(first: int, end: int, bottom: int, top: int, width: int, room: Room) -> None:
    """Add to `union` one LCS of the steps `first` to `end` and the places `bottom` to `top`, read from `history` backwards.

    Of several subsequences of equal length, this is the one that `rouge_score` finds. It takes a match. Without a match, it
    drops the reference's token unless that would shorten the LCS. Therefore each step moves down to the next match or rise
    at or below `place`. At a match, both texts step back; at a rise, only the prediction does.
    """
    place = top - 1
    last_word, at_least = bottom >> 6, ALL << np.uint64(bottom & 63)
    for step in range(end - 1, first - 1, -1):
        match, rises = np.int64(room.steps[step]) * width, (step - first + 1) * width
        word = place >> 6
        places = room.places[match + word]
        stops = (places | ~room.history[rises + word]) & (ALL >> np.uint64(63 - (place & 63)))
        while stops == NONE and word > last_word:
            word -= 1
            places = room.places[match + word]
            stops = places | ~room.history[rises + word]
        if word == last_word:
            stops &= at_least
        if stops == NONE:
            return
        bit = np.uint64(63) - leading_zeros(stops)
        taken = places >> bit & ONE  # no branch, because the processor could not predict it
        room.union[word] |= taken << bit
        place = (word << 6) + np.int64(bit - taken)
        if place < bottom:
            return
