"""Scores of groups of texts, a prediction and its references each, by bit rows of 64-bit words.

As in `python_engine`, which explains the method, a row has a bit for each token of the reference; here it is cut into
`width` machine words, and what an addition or a shift carries out of one goes into the next. A prediction's distinct
tokens are numbered from 0, its *kinds*; the `places` of a kind in the reference are the row at `places[kind * width]`.
"""

from __future__ import annotations

import numpy as np

from chipbrief.metrics.rouge.kernels.compiled import count_ones, inlined, kernel, leading_zeros
from chipbrief.metrics.rouge.kernels.room import ALL, NONE, ONE, OUTSIDE, Integers, Room


@kernel
def number_kinds(tokens: int, room: Room) -> int:
    """Number the distinct tokens of the prediction in order, and count them; returns how many there are."""
    kinds = 0
    for at in range(tokens):
        stem = room.tokens[at]
        kind = room.kind_of[stem]
        if kind == OUTSIDE:
            kind = kinds
            room.kind_of[stem] = kind
            room.stems[kind] = stem
            room.counts[kind] = 0
            kinds += 1
        room.counts[kind] += 1
        room.tokens[at] = kind
    return kinds


@kernel
def forget_kinds(kinds: int, room: Room) -> None:
    """Leave `kind_of` as `number_kinds` found it."""
    for kind in range(kinds):
        room.kind_of[room.stems[kind]] = OUTSIDE


@kernel
def count_hits(
    sentences: int,
    kinds: int,
    expected: int,
    expected_sentences: int,
    grams: int,
    lcs: bool,
    lsum: bool,
    room: Room,
) -> None:
    """Fill `hits`: at n the shared n-grams, n from 1 to `grams`, and behind them the hits of ROUGE-L and ROUGE-Lsum."""
    width = (expected + 63) >> 6
    _lay_out(kinds, expected, width, room)
    shared = 0
    for kind in range(kinds):
        shared += min(room.counts[kind], room.needed[kind])
    room.hits[1] = shared
    steps = _condense(sentences, kinds, room)
    if grams > 1:
        _count_ngrams(steps, grams, kinds, width, room)
    if lcs:
        room.hits[grams + 1] = _lcs_length(steps, expected, width, room)
    if lsum:
        room.hits[grams + 1 + lcs] = _lcs_union(sentences, kinds, expected, expected_sentences, width, room)


@kernel
def _lay_out(kinds: int, expected: int, width: int, room: Room) -> None:
    """Set the places of each kind; kind number `kinds` stands for every token that the reference lacks."""
    for at in range((kinds + 1) * width):
        room.places[at] = NONE
    for kind in range(kinds + 1):
        room.needed[kind] = 0
    for at in range(expected):
        kind = room.kind_of[room.expected[at]]
        if kind != OUTSIDE:
            room.places[kind * width + (at >> 6)] |= ONE << np.uint64(at & 63)
            room.needed[kind] += 1


@kernel
def _condense(sentences: int, kinds: int, room: Room) -> int:
    """Write the prediction to `steps` with one step, of kind `kinds`, for each run of tokens that the reference lacks.

    Such a run breaks n-grams and turns the way back through a table of LCS (`_walk_back`), the first token of it as much
    as all. A run may go on over the end of a sentence, where it makes no difference. Returns the number of steps.
    """
    size = at = 0
    missing = False
    for sentence in range(sentences):
        while at < room.ends[sentence]:
            kind = room.tokens[at]
            lacks = room.needed[kind] == 0
            room.steps[size] = kinds if lacks else kind
            size += not (lacks and missing)
            missing = lacks
            at += 1
        room.step_ends[sentence] = size
    return size


@kernel
def _count_ngrams(steps: int, grams: int, kinds: int, width: int, room: Room) -> None:
    """Count the n-grams that both texts have, as often as both have them, for n from 2 to `grams`.

    Row n of `runs` has the places at which the n-gram that ends at this step ends in the reference: the places of the
    shorter one before, moved up by one, where the step's kind stands too. Each place serves once: it is taken out of row
    n of `free`.
    """
    runs, free, hits, places = room.runs, room.free, room.hits, room.places
    for at in range((grams + 1) * width):
        runs[at], free[at] = NONE, ALL
    for n in range(2, grams + 1):
        hits[n] = 0
    before = kinds * width
    for step in range(steps):
        match = room.steps[step] * width
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


@kernel
def _open_ends(sentences: int, ends: Integers, width: int, room: Room) -> None:
    """Set `open_ended` to ones, one for each token but the last of each sentence."""
    for word in range(width):
        room.open_ended[word] = ALL
    for sentence in range(sentences):
        last = ends[sentence] - 1
        room.open_ended[last >> 6] ^= ONE << np.uint64(last & 63)


@inlined
def _first_row(expected: int, width: int, room: Room) -> None:
    """Set the first row of `history`: a one for each token of the reference, and none beyond."""
    for word in range(width - 1):
        room.history[word] = ALL
    if width:
        room.history[width - 1] = ALL >> np.uint64(-expected & 63)


@inlined
def _advance(row: int, following: int, match: int, width: int, room: Room) -> None:
    """The recurrence of Hyyrö (2004): from one row of `history` make the one that follows a step with these places.

    A bit is 0 where the LCS up to this place is longer than that up to the place before (a *rise*). The addition moves
    each rise down to the lowest match above the rise below it; it stays inside its sentence, see `open_ended`.
    """
    carry = NONE
    for word in range(width):
        flat, places = room.history[row + word], room.places[match + word]
        start = flat & room.open_ended[word]
        added = start + (start & places)
        total = added + carry
        carry = np.uint64((added < start) | (total < added))
        room.history[following + word] = total | (flat & ~places)


@kernel
def _lcs_length(steps: int, expected: int, width: int, room: Room) -> int:
    room.whole[0] = expected
    _open_ends(min(expected, 1), room.whole, width, room)
    _first_row(expected, width, room)
    for step in range(steps):
        _advance(0, 0, room.steps[step] * width, width, room)
    length = expected
    for word in range(width):
        length -= np.int64(count_ones(room.history[word]))
    return length


@kernel
def _lcs_union(sentences: int, kinds: int, expected: int, expected_sentences: int, width: int, room: Room) -> int:
    """The hits of ROUGE-Lsum: places in an LCS of two sentences, each kind at most as often as the prediction has it."""
    for word in range(width):
        room.union[word] = NONE
    _open_ends(expected_sentences, room.expected_ends, width, room)
    _first_row(expected, width, room)
    first = 0
    for sentence in range(sentences):
        end = room.step_ends[sentence]
        for step in range(first, end):
            row = (step - first) * width
            _advance(row, row + width, room.steps[step] * width, width, room)
        bottom = 0
        for other in range(expected_sentences):
            top = room.expected_ends[other]
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
            hits -= max(0, found - room.counts[kind])
    return hits


@kernel
def _walk_back(first: int, end: int, bottom: int, top: int, width: int, room: Room) -> None:
    """Add to `union` one LCS of the steps `first` to `end` and the places `bottom` to `top`, read off `history` backwards.

    Which of several equally long ones is `rouge_score`'s choice: a match is taken; without one the reference's token is
    given up, unless that would shorten the LCS. So at each step the place falls to the next match or rise at or below
    it. At a match both texts step back, at a rise the prediction alone.
    """
    place = top - 1
    for step in range(end - 1, first - 1, -1):
        match, rises = room.steps[step] * width, (step - first + 1) * width
        word = place >> 6
        places = room.places[match + word]
        stops = (places | ~room.history[rises + word]) & (ALL >> np.uint64(63 - (place & 63)))
        while stops == NONE and word > bottom >> 6:
            word -= 1
            places = room.places[match + word]
            stops = places | ~room.history[rises + word]
        if stops == NONE:
            return
        bit = np.uint64(63) - leading_zeros(stops)
        place = (word << 6) + np.int64(bit)
        if place < bottom:
            return
        if places >> bit & ONE:
            room.union[word] |= ONE << bit
            place -= 1
            if place < bottom:
                return
