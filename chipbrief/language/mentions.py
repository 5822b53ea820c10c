"""Finding the names and values of entities in a text by the surface forms that people listed.

A form is the text of a mention (`Jensen Huang`), or, where the same words mean two things in one story, a mention in
square brackets with the words that stand beside it (`in [Beijing]`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from chipbrief.language.capitals import unlabelled as unlabelled
from chipbrief.language.evidence import Evidence
from chipbrief.language.tokens import cut, is_mark
from chipbrief.problems import fail

_CONTEXT = re.compile(r"(?P<before>[^\[\]]*)\[(?P<mention>[^\[\]]+)\](?P<after>[^\[\]]*)")
_BOUNDARY = r"(?<![\w$€£¥])(?<!\d[.,])", r"(?!\w)(?![.,]\d)"
_NOT_BEFORE = frozenset("_$€£¥")
_SEPARATORS = frozenset(".,")
_SHORT = 1000
"""Characters of a text in which a search for a form is faster than a look at the places of its word."""


class Found(NamedTuple):
    """`text[start:end]` names the entity `entity`."""

    start: int
    end: int
    entity: str


_FOUND: Callable[[Iterable[object]], Found] = partial(tuple.__new__, Found)  # as `Found._make`, but faster


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


class _Row(NamedTuple):
    """A form as it is looked for.

    `is_bare`: it has no context. `in_words`: it is bare, and begins and ends with a word. `offset` is the place in it of the word
    by which it is looked for, if that has a capital, and -1 otherwise.
    """

    written: str
    form: str
    entity: str
    is_bare: bool
    in_words: bool
    offset: int

    def mention(self, text: str, at: int) -> tuple[int, int] | None:
        """Return the place of the mention if the form, whose letters stand at `at`, is no part of a longer word or number."""
        end = at + len(self.written)
        if self.in_words:
            place = (at, end) if _has_boundaries(text, at, end) else None
        else:
            match = _pattern(self.form).match(text, at)
            place = match.span("mention") if match else None
        return None if place and not text.isascii() and _has_marks_around(text, (at, end), place) else place


def _occurrences(text: str, written: str) -> list[int]:
    found: list[int] = []
    at = text.find(written)  # far faster than a search for the pattern
    while at >= 0:
        found.append(at)
        at = text.find(written, at + 1)
    return found


def _has_boundaries(text: str, start: int, end: int) -> bool:
    """Whether both parts of `_BOUNDARY` match around `text[start:end]`. This takes a quarter of the time of a pattern."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() or after.isalnum() or before in _NOT_BEFORE or after == "_":
        return False
    if before in _SEPARATORS and text[start - 2 : start - 1].isdecimal():
        return False
    return not (after in _SEPARATORS and text[end + 1 : end + 2].isdecimal())


def _has_marks_around(text: str, form: tuple[int, int], mention: tuple[int, int]) -> bool:
    """Whether combining marks show that a form is a part of a word. For `re` they are no letters: *OPEC* would be in *e\u0301OPEC*."""
    (start, end), (first, last) = form, mention
    if is_mark(text[end : end + 1]) and (end == last or _is_word(text[end - 1])):
        return True
    letter = start - 1
    while letter >= 0 and is_mark(text[letter]):
        letter -= 1
    return 0 <= letter < start - 1 and _is_word(text[letter]) and (start == first or _is_word(text[start]))


def _word_of(written: str) -> tuple[str, int]:
    """Return the key of the word by which a form is looked for, and its place in the form, or -1 if it has no capital.

    The word is the same in any text: no single letter, of which acronyms are made. A word with a capital comes before others, since a
    text has few of them, and a longer word before a shorter one.
    """
    _, keys, starts, ends, capitals = cut(written)
    whole = [at for at, start in enumerate(starts) if ends[at] - start > 1 and written[start : ends[at]].isalnum()]
    if not whole:
        return "", -1
    best = max(whole, key=lambda at: (at in capitals, ends[at] - starts[at]))
    return keys[best], starts[best] if best in capitals else -1


class Forms:
    """Forms of entities, to be found in many texts. `forms` maps an entity's id to its forms."""

    def __init__(self, forms: Mapping[str, Iterable[str]]) -> None:
        self._by_word: dict[str, list[_Row]] = {}
        for entity, its_forms in forms.items():
            for form in its_forms:
                parsed = parse_form(form)
                written = f"{parsed.before}{parsed.mention}{parsed.after}"
                is_bare = written == parsed.mention
                in_words = is_bare and _is_word(written[0]) and _is_word(written[-1])
                word, offset = _word_of(written)
                row = _Row(written, form, entity, is_bare, in_words, offset)
                self._by_word.setdefault(word, []).append(row)
        self._words = frozenset(self._by_word)
        self._always = self._words.intersection([""])

    def find(self, text: str) -> list[Found]:
        """Return every mention in `text`, in order and not overlapping; where two forms overlap the longer one counts.

        A form in context counts with its context's length, so that it wins over the bare form, but it occupies its mention
        alone. Letters match as they are written.
        """
        return self._find(text, self._words, None)

    def find_in(self, evidence: Evidence) -> list[Found]:
        """Return the same for a text whose words are known: a form is looked for where its word stands."""
        there = self._words.intersection(evidence.keys).union(self._always)
        return self._find(evidence.cut.text, there, evidence) if there else []

    def _find(self, text: str, words: Set[str], evidence: Evidence | None) -> list[Found]:
        candidates: list[_Candidate] = []
        capitals = None if evidence is None or len(text) < _SHORT else evidence.places
        starts = () if evidence is None else evidence.cut.starts
        for word in words:
            for row in self._by_word[word]:
                written, _, entity, is_bare, _, offset = row
                length, behind = len(written), 0
                if capitals is None or offset < 0:
                    places = _occurrences(text, written)
                else:  # those at which the word of the form stands
                    places = [starts[place] - offset for place in capitals.get(word, ())]
                    places = [at for at in places if at >= 0 and text.startswith(written, at)]
                for at in places:
                    if at < behind:
                        continue
                    end = at + length
                    if is_bare and text[end : end + 1] == " " and (at == 0 or text[at - 1] == " "):  # most have blanks
                        candidates.append((at, end, entity, length))
                    elif place := row.mention(text, at):
                        candidates.append((*place, entity, length))
                    else:
                        continue
                    behind = end
        return _apart(candidates) if candidates else []


_Candidate = tuple[int, int, str, int]
"""The start and end of a mention, its entity, and the length of its form."""


def _apart(candidates: list[_Candidate]) -> list[Found]:
    """Return the mentions in order; of those that overlap, the ones with the longest forms. `candidates` are one or more."""
    candidates.sort(key=itemgetter(0))
    found: list[Found] = []
    group = candidates[:1]
    end = candidates[0][1]
    for one in islice(candidates, 1, None):
        if one[0] >= end:
            found += _longest(group) if len(group) > 1 else (_FOUND(group[0][:3]),)
            group = [one]
            end = one[1]
        else:
            group.append(one)
            end = max(end, one[1])
    found += _longest(group)
    return found


def _longest(candidates: Sequence[_Candidate]) -> list[Found]:
    """Return the mentions with the longest forms among some that overlap each other, in order."""
    if len(candidates) == 2:
        one, other = candidates
        return [_FOUND((other if (-other[3], other) < (-one[3], one) else one)[:3])]
    taken: set[int] = set()
    found: list[Found] = []
    for start, end, entity, _ in sorted(candidates, key=lambda one: (-one[3], one)):
        place = range(start, end)
        if taken.isdisjoint(place):
            taken.update(place)
            found.append(_FOUND((start, end, entity)))
    return sorted(found)


def find_mentions(text: str, forms: Mapping[str, Iterable[str]]) -> list[Found]:
    """Return every mention of the `forms` in `text`, by `Forms.find`."""
    return Forms(forms).find(text)
