"""The id that somebody may have meant."""

from __future__ import annotations

import difflib
import string
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property

COMPARED_AT_MOST = 500
"""Up to so many ids, an unknown one is compared with each: some ten milliseconds of `difflib`."""
LENGTH_LIMIT = 100
"""Characters of an unknown id that are looked at."""
SIGNS = string.digits + string.ascii_lowercase
"""What is put in the place of a letter where the ids are too many to be compared with all."""


class Nearest:
    """Looks for the id of a split that is nearest to an unknown one.

    Its cost does not grow with the number of ids, but for one table that is made when the first is asked for.
    """

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = ids

    def remedy(self, story: str) -> str:
        """What to tell whoever wrote `story`."""
        letters = _letters(story[:LENGTH_LIMIT])
        if letters and (found := self._by_letters.get(letters)):
            return f"did you mean {found!a}? Case, blanks, signs and Unicode form count"
        near = self._near(story[:LENGTH_LIMIT], letters)
        return f"did you mean {near!a}?" if near else "see the dataset's ids"

    def _near(self, story: str, letters: str) -> str | None:
        if len(self.ids) <= COMPARED_AT_MOST:
            return next(iter(difflib.get_close_matches(story, self.ids, n=1)), None)
        return next((self._by_letters[text] for text in _one_letter_away(letters) if text in self._by_letters), None)

    @cached_property
    def _by_letters(self) -> dict[str, str]:
        return {_letters(story): story for story in self.ids}


def _letters(story: str) -> str:
    """Letters and digits alone, in one case and one Unicode form."""
    folded = unicodedata.normalize("NFKC", story).casefold()
    return "".join(character for character in folded if character.isalnum())


def _one_letter_away(letters: str) -> Iterator[str]:
    """Every text that one letter left out, put in, changed, or swapped with the next would give."""
    for at in range(len(letters) + 1):
        before, after = letters[:at], letters[at:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for sign in SIGNS:
            yield before + sign + after
            yield before + sign + after[1:]
