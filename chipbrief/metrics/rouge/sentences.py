"""Split many texts into sentences at once. The result is the same as that of `texts.split(text, "auto")` for each text.

sentencex splits all texts in one call, which takes half the time of one call per text. Most ends that it finds are ordinary:
no rule of `language.sentence_ends` applies to them. `texts.split` splits only the texts that have another end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from chipbrief.metrics.rouge import texts

CALL_CHARACTERS = 8000
"""Number of characters that sentencex splits in one call. It drops the end of a paragraph now and then in texts of more than
about 10,000 characters, and a call of its own would be slow for each text."""
_PARAGRAPH = "\n\n"
"""End of a paragraph for sentencex, which returns it as a piece of its own."""
_BETWEEN = f"\n{_PARAGRAPH}\n"
"""Separator of two texts after the pieces were joined with line feeds."""
_WORDS = "[A-Za-z][a-z]{4}", " [A-Za-z][a-z]{2}[a-hj-uwyz]", "[a-z] [a-z]{3}", "[a-z] [a-z]{2}", "[0-9]{3}"
_TITLES = "Atty", "Supt", "Cmdr", "Insp", "Brig", "Asst", "Comr", "Msgr", "Dist", "Assoc", "Treas", "essrs"
"""Titles that look like an ordinary word. The rules join them to the name that follows."""
_DOUBTFUL = re.compile(
    rf"\n(?:(?=\()|(?!\n)(?<!\n\n)(?!(?:{'|'.join(rf'(?<={word}[.!?] {chr(10)})' for word in _WORDS)})"
    rf"{''.join(rf'(?<!{title}[.] {chr(10)})' for title in _TITLES)}[\"“]?[A-Z]))"
)
"""Ends that are not ordinary, and brackets at the start of a piece, which may hide an end.

An ordinary end is a word or a number of three digits or more, then a full stop, a blank and a capital letter. The list
numbers, hours, abbreviations, initials and closing marks that the rules join do not look like this.
"""
_HIDES_END = "…"


def one_per_line(batch: list[str]) -> list[str]:
    """Return the texts with a line feed between two sentences that ROUGE-Lsum compares. The tokens do not change."""
    stripped = list(map(str.strip, batch))
    places = [at for at, text in enumerate(stripped) if text and "\n" not in text]
    lines = [stripped[at] for at in places] if len(places) < len(batch) else stripped
    split, doubtful = _split(lines)
    found = split if len(places) == len(batch) else _with_other_separators(batch)
    if found is not split:
        for at, text in zip(places, split, strict=True):
            found[at] = text
    for at in doubtful:
        found[places[at]] = "\n".join(texts.split(lines[at], "auto", texts.ascii_tokens))
    return found


def _with_other_separators(batch: list[str]) -> list[str]:
    """Return the texts with a line feed instead of each other separator of lines, such as a carriage return."""
    joined = "\n".join([*batch, "end"])
    if len(joined.splitlines()) == joined.count("\n") + 1:
        return list(batch)
    return ["\n".join(text.splitlines()) for text in batch]


def _split(lines: list[str]) -> tuple[list[str], list[int]]:
    """Return each line with a line feed between its sentences, and the indices of the lines for which this is not certain."""
    number = max(1, CALL_CHARACTERS * len(lines) // max(1, sum(map(len, lines))))
    found: list[str] = []
    doubtful: list[int] = []
    for first in range(0, len(lines), number):
        some = lines[first : first + number]
        split = _split_together(some)
        found += some if split is None else split[0]
        doubtful += range(first, first + len(some)) if split is None else [first + at for at in sorted(split[1])]
    return found, doubtful


def _split_together(lines: list[str]) -> tuple[list[str], set[int]] | None:
    """Return what `_split` returns, from a single call of sentencex, or None if the call does not return every text."""
    from sentencex import segment

    joined = _PARAGRAPH.join(lines)
    try:
        pieces = segment("en", joined)
    except UnicodeEncodeError:  # a lone surrogate
        return None
    text = "\n".join(pieces)
    found = text.split(_BETWEEN)
    lost = len(text) - len(pieces) + 1 != len(joined)
    if lost or len(found) != len(lines) or len(joined.splitlines()) != 2 * len(lines) - 1:
        return None
    ends = list(accumulate(map(len, found), lambda end, size: end + len(_BETWEEN) + size))
    doubtful = {bisect_right(ends, match.start()) for match in _DOUBTFUL.finditer(text)}
    if text.startswith("("):
        doubtful.add(0)
    if _HIDES_END in text:
        doubtful.update(at for at, one in enumerate(found) if _HIDES_END in one)
    return found, doubtful
