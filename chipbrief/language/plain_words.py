"""Cut a text of ASCII into words, with fewer steps for each character than a pattern takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import compress, count
from operator import ne
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "acronyms",
    "columns",
    "edges_of_tokens",
    "in_ascii",
    "may_hold_acronyms",
    "running_words",
    "with_acronyms",
    "without_possessives",
]

_POSSESSIVE = re.compile(r"'(?<=\w')[sS](?!\w)")
_CURLY_POSSESSIVE = re.compile(r"['’](?<=\w['’])[sS](?!\w)")
_DOT_AND_LETTER = re.compile(r"\.[^\W\d_](?!\w)")
_ACRONYM = re.compile(r"(?<!\w)[^\W\d_](?:\.[^\W\d_](?!\w))+(?:\.(?!\w))?")
_SIGNS_OF_PRINT = "’‘“”–—…£€•"
_BLANK = ord(" ")
_SHORT = 1000
"""Characters of a text whose capitals are found word by word."""
_LETTERS = 26
_IS_LETTER = bytes(chr(code).isalnum() or chr(code) == "_" for code in range(128)) + bytes(128)
_BLANKS = bytes(code if _IS_LETTER[code] else _BLANK for code in range(256))
"""A blank for each sign of ASCII, and each letter and digit as it is."""
_INNER = bytes(code if _IS_LETTER[code] or chr(code) in "-'.," else _BLANK for code in range(256))
"""A blank for each sign that cannot stand inside a word for counting lengths."""
_BLANK_KIND, _LETTER, _DIGIT, _SIGN = range(4)
_KINDS = bytes(
    _BLANK_KIND if sign.isspace() else _LETTER if sign.isalpha() else _DIGIT if sign.isdigit() else _SIGN
    for sign in map(chr, range(256))
)
_IS_MARK = bytes(chr(code) in ",." for code in range(256))


def without_possessives(text: str) -> str:
    """Return `text` with two blanks for each possessive *'s*."""
    return (_CURLY_POSSESSIVE if "’" in text else _POSSESSIVE).sub("  ", text)


def acronyms(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of single letters with dots between them, with the last dot unless a word follows: *U.S.*."""
    behind = 0
    for match in _DOT_AND_LETTER.finditer(text):
        if match.start() > behind and (found := _ACRONYM.match(text, match.start() - 1)):
            behind = found.end()
            yield found.span()


def may_hold_acronyms(text: str) -> bool:
    """Return whether a text may have acronyms with dots. Dots of full width are only looked for in texts beyond ASCII."""
    return _DOT_AND_LETTER.search(text) is not None or not text.isascii()


def with_acronyms(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return `text` with each acronym made one word: `U_S_`."""
    if not spans:
        return text
    edge = [0, *(place for span in spans for place in span), len(text)]
    parts = (text[start:end] for start, end in zip(edge[::2], edge[1::2], strict=True))
    inside = (text[start:end].replace(".", "_") for start, end in spans)
    return "".join(part for pair in zip(parts, (*inside, ""), strict=True) for part in pair)


def in_ascii(text: str, instead: str) -> str | None:
    """Return `text` with a character of ASCII for each sign of print, or null if it has letters beyond ASCII."""
    if not text.isascii():
        for sign in _SIGNS_OF_PRINT:
            text = text.replace(sign, instead)
    return text if text.isascii() else None


def running_words(text: str) -> list[str]:
    """Return the words of a text of ASCII for counting lengths: with each hyphen, dot, comma and apostrophe between two letters."""
    import numpy as np  # here, because `chipbrief --help` needs none

    signs = f" {text} ".encode("ascii").translate(_INNER)
    is_letter = np.frombuffer(signs.translate(_IS_LETTER), np.bool_)
    is_kept = is_letter[1:-1] | (is_letter[:-2] & is_letter[2:])
    return np.where(is_kept, np.frombuffer(signs, np.uint8)[1:-1], np.uint8(_BLANK)).tobytes().decode("ascii").split()


def columns(plain: str) -> tuple[list[str], Sequence[int], Sequence[int], list[int]]:
    """Return the words of a text of ASCII in small letters, where each starts and ends, and which have a capital."""
    blanked = plain.encode("ascii").translate(_BLANKS)
    keys = blanked.lower().decode("ascii").split()
    return keys, *(_places(blanked, keys) if len(plain) < _SHORT else _places_at_once(blanked))


def _places(blanked: bytes, keys: list[str]) -> tuple[list[int], list[int], list[int]]:
    """Return where the words between blanks start and end, and which of them have a capital."""
    edges = _edges(blanked).tolist()
    return edges[::2], edges[1::2], list(compress(count(), map(ne, keys, blanked.decode("ascii").split())))


def _edges(blanked: bytes) -> NDArray[np.intp]:
    """Return where the words between blanks start and end, by turns."""
    import numpy as np  # here, because `chipbrief --help` needs none

    is_letter = np.frombuffer(b"".join((b" ", blanked, b" ")).translate(_IS_LETTER), np.bool_)
    edges: NDArray[np.intp] = (is_letter[1:] != is_letter[:-1]).nonzero()[0]
    return edges


def _places_at_once(blanked: bytes) -> tuple[Sequence[int], Sequence[int], list[int]]:
    """Return the same for a longer text, in less than half the time: its places are asked for one by one."""
    import numpy as np

    edges = _edges(blanked)
    starts = edges[::2]
    upper = ((np.frombuffer(blanked, np.uint8) - np.uint8(ord("A"))) < _LETTERS).nonzero()[0]
    capitals = dict.fromkeys((np.searchsorted(starts, upper, "right") - 1).tolist())
    return starts.data, edges[1::2].data, list(capitals)


def edges_of_tokens(plain: str) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where the runs of letters, numbers and single signs of a text of ASCII start and end, which are glued, and which are numbers.

    A number goes on behind a comma or dot between two digits. A token is glued to the one before it if no blank parts them.
    """
    import numpy as np

    codes = f" {plain} ".encode("ascii")
    kinds = np.frombuffer(bytearray(codes.translate(_KINDS)), np.uint8)
    marks = np.frombuffer(codes.translate(_IS_MARK), np.bool_).nonzero()[0]
    kinds[marks[(kinds[marks - 1] == _DIGIT) & (kinds[marks + 1] == _DIGIT)]] = _DIGIT
    before, here = kinds[:-1], kinds[1:]
    changes = before != here
    starts = ((here != _BLANK_KIND) & (changes | (here == _SIGN))).nonzero()[0]
    ends = ((before != _BLANK_KIND) & (changes | (before == _SIGN))).nonzero()[0]
    return starts, ends, before[starts] != _BLANK_KIND, here[starts] == _DIGIT
