"""Split many texts into sentences at once. The result is the same as that of `texts.split(text, "auto")` for each text.

Most texts are plain: only the words around their full stops decide where their sentences end. The kernels find these ends in
the bytes of a whole chunk of texts (`kernels.ends`). They ask the sentence splitter about each new word once, so that no list
of abbreviations is needed here. `texts.split` splits the texts that are not plain.
"""

from __future__ import annotations

import re
import secrets
from functools import lru_cache

import numpy as np

from chipbrief.language.sentence_ends import may_join, pieces
from chipbrief.metrics.rouge import texts
from chipbrief.metrics.rouge.kernels import answers, ends, groups
from chipbrief.metrics.rouge.kernels.answers import Answers
from chipbrief.metrics.rouge.kernels.room import Bytes, Tokens
from chipbrief.metrics.rouge.kernels.tokens import BREAK, LETTER

QUESTIONS = 1 << 15
"""Maximum number of questions that are kept (a power of two). A full table is replaced by an empty one."""
LETTERS = 16
"""Number of characters of a question for which a table has room, on average."""
_CONTEXTS = "", "aaaa ", "Aaaa ", "aaaa 5 ", "Aaaa 5 "
"""What may stand before a word.

A number or a capital letter before a unit, an hour or a degree (*Aaaa 5 p.m.*) makes it part of the sentence, a capital letter
makes a single letter an initial, and a number at the start is that of a list item. Only what is the same in all these contexts
is certain.
"""
_FOLLOWING = {int(answers.CAPITAL): ". Xxxx", int(answers.SMALL): ". xxxx", int(answers.FIGURE): ". 5"}
"""What follows the word in a question about one word. The splitter knows words that open sentences; *Xxxx* is none, so an end
before it is one before all of them."""
_PARAGRAPH = "\n\n"
"""End of a paragraph for sentencex, which returns it as a piece of its own."""
_BETWEEN = f"\n{_PARAGRAPH}\n"
"""Separator of two paragraphs after the pieces were joined with line feeds."""
_DEPENDS_ON_MORE = re.compile(r"[0-9]\.[A-Z]|[.!?][.!?]|[!?]")
"""Marks inside a word that may depend on the words behind it: the number of a move in chess, an ellipsis, an exclamation."""


class Splitter:
    """Marks the ends of sentences in chunks of texts, and keeps the answers of the splitter from one chunk to the next."""

    def __init__(self) -> None:
        self._answers = _no_answers()

    def mark(self, batch: list[str], data: Bytes, size: int, tokens: Tokens) -> None:
        """End a line behind each sentence of the texts of `batch`, whose bytes are `data`, in the classes of the bytes.

        Do nothing if there are more texts in `data` than in `batch`, because one contains NUL.
        """
        judged = _no_verdicts(len(batch), tokens)
        asked = int(self._answers.used[0])
        while True:
            if groups.mark_sentences(data, size, tokens, self._answers, judged) != len(batch):
                return
            if asked == self._answers.used[0]:
                break
            asked = self._fill_in(asked)
        if self._answers.used[1]:
            self._answers = _no_answers()
        doubtful = (judged.verdicts == ends.DOUBTFUL).nonzero()[0].tolist()
        breaks = [
            at for text in doubtful for at in _breaks(batch[text], int(judged.places[text - 1]) + 1 if text else 0)
        ]
        if breaks:
            places = np.array(breaks)
            places -= (
                tokens.classes[places - 1] >> LETTER & 1
            ) == 0  # the sign before the sentence, unless a token ends there
            tokens.classes[places] |= 1 << int(BREAK)

    def _fill_in(self, asked: int) -> int:
        """Answer the questions whose numbers are above `asked`. Return the number of the last one."""
        table = self._answers
        last = int(table.used[0])
        for number in range(asked + 1, last + 1):
            letters = table.letters[table.starts[number] : table.starts[number + 1]]
            table.known[number] = answer_to(int(table.kinds[number]), letters.tobytes().decode("latin-1"))
        return last


def one_per_line(text: str) -> str:
    """Return a text with a line feed between two sentences that ROUGE-Lsum compares."""
    return "\n".join(texts.split(text, "auto", texts.ascii_tokens))


def _breaks(text: str, first: int) -> list[int]:
    """Return where the sentences of a text start that begins at `first`, without one at the start itself."""
    found = texts.split(text, "auto", texts.ascii_tokens)
    if not text.isascii():  # as in the bytes, and as `texts.split` replaces them
        text, *found = (one.encode("utf-8", "replace").decode("utf-8").replace("İ", "i ") for one in (text, *found))
    breaks = []
    behind = 0
    for sentence in found:
        start = text.index(sentence, behind)
        behind = start + len(sentence)
        if start:
            breaks.append(first + start)
    return breaks


@lru_cache(maxsize=QUESTIONS)
def answer_to(kind: int, asked: str) -> int:
    """Return what the splitter does at a full stop in the same way in all contexts (see `kernels.answers`)."""
    words = asked + _FOLLOWING.get(kind, "")
    if kind == answers.WHOLE:
        words = words.removesuffix(".")
        if _DEPENDS_ON_MORE.search(words):
            return int(answers.UNSURE)
    word, blank, following = words.partition(". ")
    if not word.strip() or word.rstrip()[-1] in ".!?":  # an ellipsis
        return int(answers.UNSURE)
    found = "\n".join(pieces(_PARAGRAPH.join(f"{context}{words} xx" for context in _CONTEXTS))).split(_BETWEEN)
    if found == [f"{context}{words} xx" for context in _CONTEXTS]:
        return int(answers.GOES_ON)
    is_end = blank and found == [f"{context}{word}. \n{following} xx" for context in _CONTEXTS]
    return int(answers.ENDS if is_end and not may_join(f"{word}. ") else answers.UNSURE)


def _no_answers() -> Answers:
    return Answers(
        slots=np.zeros(2 * QUESTIONS, dtype=np.uint32),
        starts=np.zeros(QUESTIONS + 2, dtype=np.uint32),
        kinds=np.zeros(QUESTIONS, dtype=np.uint8),
        known=np.zeros(QUESTIONS, dtype=np.uint8),
        letters=np.zeros(LETTERS * QUESTIONS, dtype=np.uint8),
        used=np.zeros(2, dtype=np.int64),
        secret=np.array([secrets.randbits(64) | 1], dtype=np.uint64),
    )


def _no_verdicts(number: int, tokens: Tokens) -> ends.Judged:
    return ends.Judged(
        verdicts=np.zeros(number, dtype=np.uint8),
        places=np.zeros(number, dtype=np.uint32),
        stops=tokens.missed,
        number=np.zeros(1, dtype=np.int64),
        ends=np.empty(ends.LONGEST_TEXT, dtype=np.uint32),
    )
