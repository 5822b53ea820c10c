"""A text and what is read in it: each part is made when it is first asked for, and kept.

Measures take `str | Reading` and begin with `read`. A document that ten systems summarize is read once.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from chipbrief.language.aliases import groups
from chipbrief.language.dressing import Undressed, undress
from chipbrief.language.evidence import Evidence
from chipbrief.language.once import once
from chipbrief.language.plain import Plain, plain_text
from chipbrief.language.tokens import Cut, cut, sentence_lines, straighten_quotes, words
from chipbrief.language.values import Value, find_values, values_in
from chipbrief.language.words import Words, words_in

__all__ = ["Reading", "fold", "read"]

KEPT = 1_000_000
"""Maximum number of characters of all texts that are kept. A news article has about 4,000; a reading takes 90 bytes for each."""


class Reading:
    """A text as given, and everything that is read in it.

    `bare` is the reading of the text without what a generator put around its sentences. Names, values and facts are read in
    `plain`, the normalised form; `cut`, `words` and `values` have offsets in it, and `plain.origin` leads back to `given`.
    Lengths and copying are counted in `tokens`, the words of the text as given.
    """

    def __init__(self, given: str) -> None:
        self.given = given

    @once
    def undressed(self) -> Undressed:
        """The text without its dressing, with the rules that fired."""
        return undress(self.given)

    @property
    def bare(self) -> Reading:
        """The reading of the undressed text: this one if no rule fires."""
        return self._of_undressed or self

    @once
    def _of_undressed(self) -> Reading | None:
        # Not kept as `bare`: a reading that holds itself stays in memory until Python looks for cycles.
        return read(self.undressed.text) if self.undressed.moves else None

    @once
    def plain(self) -> Plain:
        """The text normalised, with the blanks of a tokenizer taken back."""
        return plain_text(self.given)

    @once
    def cut(self) -> Cut:
        """The tokens of the plain text, from which names are read."""
        return cut(self.plain.text)

    @once
    def run(self) -> str:
        """The keys of all tokens between blanks: a run of words is found in it by `in`."""
        return self.evidence.run

    @once
    def words(self) -> Words:
        """The same with what their capitals show."""
        return words_in(self.cut)

    @once
    def values(self) -> tuple[Value, ...]:
        """The values of the plain text, in order."""
        text, moves, _ = self.plain
        # What was taken away can leave something to normalise: `&amp ;`. Blanks alone leave nothing.
        is_normal = not moves or (self.given.isascii() and "&" not in self.given)
        return tuple(values_in(text) if is_normal else find_values(text))

    @once
    def names(self) -> list[tuple[int, int, str]]:
        """The names of the tables among the tokens: the first one, one past the last, and what they stand for."""
        found: Evidence | None = vars(self).get("evidence")
        return groups()[0].find_keys(self.cut.keys) if found is None else found.names

    @once
    def evidence(self) -> Evidence:
        """What the text has to show for the names of another one."""
        return Evidence(self.cut, vars(self).get("names"))

    @once
    def tokens(self) -> list[str]:
        """The words of the text as given, for lengths."""
        return words(self.given)

    @once
    def folded(self) -> tuple[str, ...]:
        """The words with straight quotes and without case, by which copying is measured."""
        return fold(self.given)

    @once
    def length(self) -> int:
        """The number of words of the text as given."""
        return len(
            self.folded if self.given.isascii() else self.tokens
        )  # a straight quote may join what a curly one does not

    @once
    def sentences(self) -> tuple[str, ...]:
        """The lines of a text of several lines, otherwise its sentences."""
        return tuple(sentence_lines(self.given))


def fold(text: str) -> tuple[str, ...]:
    """Return the words of `text` with straight quotes and without case."""
    if text.isascii():
        return tuple(words(text.lower()))
    return tuple(map(str.casefold, words(straighten_quotes(text))))


class _Kept:
    """Readings by their texts. The first to come is the first to go when there are more than `KEPT` characters."""

    def __init__(self) -> None:
        self._readings: OrderedDict[str, Reading] = OrderedDict()  # a dictionary finds its oldest key slowly
        self._characters = 0
        self._lock = Lock()

    def __call__(self, text: str) -> Reading:
        found = self._readings.get(text)
        if found is None:
            found = Reading(text)
            if len(text) <= KEPT:
                self._keep(text, found)
        return found

    def _keep(self, text: str, found: Reading) -> None:
        with self._lock:
            if text not in self._readings:
                self._characters += len(text)
            self._readings[text] = found
            while self._characters > KEPT:
                oldest, _ = self._readings.popitem(last=False)
                self._characters -= len(oldest)


_kept = _Kept()


def read(text: str | Reading) -> Reading:
    """Return the reading of `text`. The latest ones are kept, so that several measures and systems share them."""
    return text if isinstance(text, Reading) else _kept(text)
