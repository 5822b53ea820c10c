"""Suggestions for almost correct input: the id, key or column that somebody may have meant."""

from __future__ import annotations

import difflib
import heapq
import json
import re
import string
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from chipbrief.submissions.faults import Columns, quote

IDS_COMPARED = 500
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
        if len(self.ids) <= IDS_COMPARED:
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


ID_NAMES = frozenset(
    "docid storyid articleid exampleid sampleid documentid instanceid itemid guid uid uuid key idx index name doc filename".split()
)
SUMMARY_NAMES = frozenset(
    "summaries summarytext generatedsummary systemsummary modelsummary predictedsummary prediction predictions predictedtext pred preds"
    " generatedtext generated generation generations decoded output outputs modeloutput systemoutput response responses resps"
    " filteredresps completion hypothesis hypotheses hyp candidate cand answer result text content".split()
)
"""Under which names other tools write an id or an output, without signs and in small letters."""
NAMED_AT_MOST = 5
KEYS_COMPARED = 1000
"""Keys of one row that are looked at for what was meant: a row may have hundreds of thousands."""


def missing(
    key: str, others: Mapping[str, Any], columns: Columns, ids: Collection[str]
) -> tuple[str, str, frozenset[str]]:
    """Fault and remedy for a row without `key`, and the other keys that the remedy speaks of."""
    instead = meant(key, others, columns)
    if instead is None:
        if len(others) > 1 and all(name in ids for name in others):
            return f"no {key!r}: the ids are keys", f"write a line a story: {columns.example}", frozenset(others)
        return f"no {key!r}", f'add "{key}": "..."', frozenset()
    option = "--id-column" if key == columns.id else "--summary-column"
    remedy = f"rename {quote(instead)} to {key!r}, or give {option} {quote(instead)}"
    value = others[instead]
    if key == columns.id and not isinstance(value, str):
        remedy = f"{quote(instead)} is a number of the tool that wrote it: give the story's id as text"
    elif not isinstance(value, str):
        remedy = f"take one text out of {quote(instead)} and call it {key!r}"
    return f"no {key!r}", remedy, frozenset((instead,))


def meant(key: str, others: Iterable[str], columns: Columns) -> str | None:
    """The name under which a row or table has what belongs under `key`."""
    table = ID_NAMES if key == columns.id else SUMMARY_NAMES
    names = {name: re.sub(r"[\W_]", "", name).casefold() for name in islice(others, KEYS_COMPARED)}
    wanted = re.sub(r"[\W_]", "", key).casefold()
    same = [name for name, plain in names.items() if plain == wanted]
    return next(iter(same + [name for name, plain in names.items() if plain in table]), None)


def unread(extra: list[str], columns: Columns) -> tuple[str, str]:
    """Fault and remedy for keys that nobody reads."""
    named = ", ".join(map(quote, heapq.nsmallest(NAMED_AT_MOST, extra))) + (", …" if len(extra) > NAMED_AT_MOST else "")
    if "system" in extra:
        return f"unknown keys: {named}", "describe the system on a line of its own, the first"
    return f"unknown keys: {named}", f"leave only {columns.id} and {columns.summary}"


def not_json(error: Exception, text: str, columns: Columns) -> tuple[str, str]:
    """Fault and remedy for a line that is no JSON."""
    write = f"write {columns.example} on one line"
    if isinstance(error, RecursionError):
        return "not JSON: nested too deeply", write
    if not isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error}", write
    what = f"not JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
    return what, _remedy(error, text.rstrip("\r\n"), text.endswith("\n")) or write


def _remedy(error: json.JSONDecodeError, text: str, ended: bool) -> str | None:
    begins = text.lstrip()
    if begins.startswith("\ufeff"):
        return "a byte-order mark stands within the file: remove it"
    if begins.startswith(("{'", "['")):
        return "it is Python's notation: write it with json.dumps"
    if "\r" in text:
        return "lines end with CR alone: save it with LF"
    if error.msg == "Extra data":
        rest = text[error.pos :].strip()
        return "remove the comma at its end" if rest == "," else "write one object a line"
    if error.msg.startswith("Invalid control character"):
        return r"within a text write \n, \t and the like"
    if error.msg.startswith("Invalid \\escape"):
        return r"within a text write a backslash as \\"
    unended = error.msg.startswith("Unterminated") or error.pos >= len(text.rstrip()) - 1
    if begins.startswith("{") and not ended and unended:
        return "the file ends in the middle of a line: write it anew"
    if error.msg.startswith("Unterminated") or (begins.startswith("{") and not begins.rstrip().endswith("}")):
        return "the object does not end on its line: write it on one, a line break within a text as \\n"
    return None
