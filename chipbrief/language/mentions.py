"""Finding the names and values of entities in a text by the surface forms that people listed.

A form is the text of a mention (`Jensen Huang`), or, where the same words mean two things in one story, a mention in
square brackets with the words that stand beside it (`in [Beijing]`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language.tokens import cut, is_mark
from chipbrief.problems import fail

_CONTEXT = re.compile(r"(?P<before>[^\[\]]*)\[(?P<mention>[^\[\]]+)\](?P<after>[^\[\]]*)")
_BOUNDARY = r"(?<![\w$€£¥])(?<!\d[.,])", r"(?!\w)(?![.,]\d)"


class Found(NamedTuple):
    """`text[start:end]` names the entity `entity`."""

    start: int
    end: int
    entity: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form taken apart: what is matched before, as and behind the mention."""

    before: str
    mention: str
    after: str

    def __len__(self) -> int:
        return len(self.before) + len(self.mention) + len(self.after)


def parse_form(form: str) -> Form:
    """Raises `InputError` where brackets are unpaired, empty or more than one pair."""
    match = _CONTEXT.fullmatch(form)
    if match and match["mention"].strip():
        return Form(match["before"], match["mention"], match["after"])
    if "[" in form or "]" in form or not form.strip():
        raise fail(repr(form), "is not a form", "write the mention, or one mention in brackets with its context")
    return Form("", form, "")


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    """Whole tokens only: *US* is not in *USA* or *AUS*, *20* not in *$20*, *2,000* or *20%* where that is a value."""
    parsed = parse_form(form)
    left = _BOUNDARY[0] if _is_word(parsed.mention[0]) else r"(?<!\w)"
    right = _BOUNDARY[1] if _is_word(parsed.mention[-1]) else r"(?!\w)"
    before = (r"(?<!\w)" if _is_word(parsed.before[0]) else "") + re.escape(parsed.before) if parsed.before else left
    after = re.escape(parsed.after) + (r"(?!\w)" if _is_word(parsed.after[-1]) else "") if parsed.after else right
    return re.compile(f"{before}(?P<mention>{re.escape(parsed.mention)}){after}")


def _is_word(character: str) -> bool:
    return character == "_" or character.isalnum()


def _place(text: str, at: int, form: str) -> tuple[int, int] | None:
    """Return the place of the mention if the form stands at `at` in whole words."""
    match = _pattern(form).match(text, at)
    return match.span("mention") if match and (text.isascii() or not _has_marks_around(text, match)) else None


def _has_marks_around(text: str, match: re.Match[str]) -> bool:
    """Whether combining marks show that a form is a part of a word. For `re` they are no letters: *OPEC* would be in *e\u0301OPEC*."""
    (start, end), (first, last) = match.span(), match.span("mention")
    if is_mark(text[end : end + 1]) and (end == last or _is_word(text[end - 1])):
        return True
    letter = start - 1
    while letter >= 0 and is_mark(text[letter]):
        letter -= 1
    return 0 <= letter < start - 1 and _is_word(text[letter]) and (start == first or _is_word(text[start]))


def _longest_word(written: str) -> str:
    """Return the key of the longest word of a form that is the same in any text: no single letter, of which acronyms are made."""
    found = cut(written)
    whole = (
        key
        for key, start, end in zip(found.keys, found.starts, found.ends, strict=True)
        if end - start > 1 and written[start:end].isalnum()
    )
    return max(whole, key=len, default="")


class Forms:
    """Forms of entities, to be found in many texts. `forms` maps an entity's id to its forms."""

    def __init__(self, forms: Mapping[str, Iterable[str]]) -> None:
        self._by_word: dict[str, list[tuple[str, str, str, bool]]] = {}
        for entity, its_forms in forms.items():
            for form in its_forms:
                parsed = parse_form(form)
                written = f"{parsed.before}{parsed.mention}{parsed.after}"
                row = (written, form, entity, written == parsed.mention)
                self._by_word.setdefault(_longest_word(written), []).append(row)
        self._words = frozenset(self._by_word)

    def find(self, text: str, words: Set[str] | None = None) -> list[Found]:
        """Return every mention in `text`, in order and not overlapping; where two forms overlap the longer one counts.

        A form in context counts with its context's length, so that it wins over the bare form, but it occupies its mention
        alone. Letters match as they are written. `words` has the keys of the text's tokens, if they are known: then a form without its
        longest word there is not looked for.
        """
        candidates: list[tuple[int, int, int, str]] = []
        there = self._words if words is None else [*self._words.intersection(words), ""]
        for written, form, entity, is_bare in (one for word in there for one in self._by_word.get(word, ())):
            at = text.find(written)  # far faster than a search for the pattern
            length = len(written)
            while at >= 0:
                end = at + length
                has_blanks = is_bare and text[end : end + 1] == " " and (at == 0 or text[at - 1] == " ")  # most have
                place = (at, end) if has_blanks else _place(text, at, form)
                if place:
                    candidates.append((-length, *place, entity))
                at = text.find(written, end if place else at + 1)
        if not candidates:
            return []
        candidates.sort()
        taken = bytearray(len(text))
        found: list[Found] = []
        for _, start, end, entity in candidates:
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\x01" * (end - start)
                found.append(Found(start, end, entity))
        return sorted(found)


def find_mentions(text: str, forms: Mapping[str, Iterable[str]]) -> list[Found]:
    """Return every mention of the `forms` in `text`, by `Forms.find`."""
    return Forms(forms).find(text)


_CAPITALISED = r"(?:[A-Z][\w'’&-]*[\w]|[A-Z])"
_NUMBER = (
    r"(?:US)?[$€£¥]?\d[\d,.]*\d%?|(?:US)?[$€£¥]?\d%?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand"
    r"|million|billion|trillion|half|third|quarter)\b"
)
_LABELLABLE = re.compile(rf"\b{_CAPITALISED}(?: {_CAPITALISED})*|{_NUMBER}")


_OPENERS = frozenset("A After And As At But By For From Her His If In Its On Only The Their This To When With".split())


def unlabelled(text: str, mentions: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Capitalised runs and numbers of `text` that lie in no mention; a word that only begins a sentence is passed over."""
    free = list(text)
    for start, end in mentions:
        free[start:end] = "\x00" * (end - start)
    masked = "".join(free)
    for match in _LABELLABLE.finditer(masked):
        before = masked[: match.start()].rstrip(" ")
        begins = not before or before[-1] in ".?!\n:'\""
        start, end = match.span()
        opener, _, more = match[0].partition(" ")
        if begins and opener[0].isupper() and (not more or opener in _OPENERS):
            start += len(opener) + 1
        if start < end:
            yield start, end
