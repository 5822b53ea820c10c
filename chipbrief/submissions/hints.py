"""Suggest remedies for almost correct input, such as the id, key or column that was probably meant."""

from __future__ import annotations

import difflib
import json
import re
import string
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from chipbrief.problems import quote
from chipbrief.submissions.submission import Columns

MAX_IDS_COMPARED = 500
"""Maximum number of ids that `difflib` compares with an unknown one, which takes about ten milliseconds."""
ID_LENGTH_LIMIT = 100
"""Number of characters of an unknown id that are compared."""
ID_CHARACTERS = string.digits + string.ascii_lowercase
"""Characters to insert or substitute in an unknown id if there are too many ids for `difflib`."""


class Nearest:
    """Find the id of the split that is most similar to an unknown one.

    The time of a search does not grow with the number of ids. Only the index, built at the first search, does.
    """

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = ids

    def remedy(self, story: str) -> str:
        """Return the remedy for the unknown id `story`."""
        letters = _letters(story[:ID_LENGTH_LIMIT])
        if letters and (found := self._by_letters.get(letters)):
            return f"did you mean {found!a}? Case, spaces, punctuation and Unicode form matter"
        near = self._near(story[:ID_LENGTH_LIMIT], letters)
        return f"did you mean {near!a}?" if near else "use an id of the dataset"

    def _near(self, story: str, letters: str) -> str | None:
        if len(self.ids) <= MAX_IDS_COMPARED:
            return next(iter(difflib.get_close_matches(story, self.ids, n=1)), None)
        return next((self._by_letters[text] for text in _one_edit_away(letters) if text in self._by_letters), None)

    @cached_property
    def _by_letters(self) -> dict[str, str]:
        return {_letters(story): story for story in self.ids}


def _letters(story: str) -> str:
    """Return the letters and digits of an id, case-folded and in NFKC."""
    folded = unicodedata.normalize("NFKC", story).casefold()
    return "".join(character for character in folded if character.isalnum())


def _one_edit_away(letters: str) -> Iterator[str]:
    """Yield every text that results from one deletion, insertion, substitution, or swap of neighbours."""
    for at in range(len(letters) + 1):
        before, after = letters[:at], letters[at:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for character in ID_CHARACTERS:
            yield before + character + after
            yield before + character + after[1:]


ID_NAMES = frozenset(
    "docid storyid articleid exampleid sampleid documentid instanceid itemid guid uid uuid key idx index name doc filename".split()
)
SUMMARY_NAMES = frozenset(
    "summaries summarytext generatedsummary systemsummary modelsummary predictedsummary prediction predictions predictedtext pred preds"
    " generatedtext generated generation generations decoded output outputs modeloutput systemoutput response responses resps"
    " filteredresps completion hypothesis hypotheses hyp candidate cand answer result text content".split()
)
"""Names that other tools give to the id and to the summary, in lower case and without punctuation."""
MAX_KEYS_COMPARED = 1000
"""Maximum number of keys of one row that are searched for a likely name. A row may have hundreds of thousands."""


def missing(
    key: str, others: Mapping[str, Any], columns: Columns, ids: Collection[str]
) -> tuple[str, str, frozenset[str]]:
    """Return the fault and remedy for a row without `key`, and the keys of `others` that the remedy is about."""
    instead = likely_name(key, others, columns)
    if instead is None:
        if len(others) > 1 and all(name in ids for name in others):
            return f"no {key!r}: the ids are keys", f"write one line per story: {columns.example}", frozenset(others)
        return f"no {key!r}", f'add "{key}": "..."', frozenset()
    option = "--id" if key == columns.id else "--summary"
    remedy = f"rename {quote(instead)} to {key!r}, or pass {option} {quote(instead)}"
    value = others[instead]
    if key == columns.id and not isinstance(value, str):
        remedy = f"{quote(instead)} is not text: write the story's id as text under {key!r}"
    elif not isinstance(value, str):
        remedy = f"write one text of {quote(instead)} as {key!r}"
    return f"no {key!r}", remedy, frozenset((instead,))


def likely_name(key: str, others: Iterable[str], columns: Columns) -> str | None:
    """Return the name in `others` that probably stands for `key`, or None."""
    table = ID_NAMES if key == columns.id else SUMMARY_NAMES
    names = {name: re.sub(r"[\W_]", "", name).casefold() for name in islice(others, MAX_KEYS_COMPARED)}
    wanted = re.sub(r"[\W_]", "", key).casefold()
    same = [name for name, plain in names.items() if plain == wanted]
    return next(iter(same + [name for name, plain in names.items() if plain in table]), None)


def not_json(error: Exception, text: str, columns: Columns) -> tuple[str, str]:
    """Return the fault and remedy for a line that is not JSON."""
    write = f"write {columns.example} on one line"
    if isinstance(error, RecursionError):
        return "not JSON: nested too deeply", write
    if not isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error}", write
    what = f"not JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
    return what, _json_remedy(error, text.rstrip("\r\n"), text.endswith("\n")) or write


def _json_remedy(error: json.JSONDecodeError, text: str, ended: bool) -> str | None:
    begins = text.lstrip()
    if begins.startswith("\ufeff"):
        return "remove the byte-order mark inside the file"
    if begins.startswith(("{'", "['")):
        return "this is Python notation: write it with json.dumps"
    if "\r" in text:
        return "lines end with CR: save the file with LF"
    if error.msg == "Extra data":
        rest = text[error.pos :].strip()
        return "remove the comma at the end" if rest == "," else "write one object per line"
    if error.msg.startswith("Invalid control character"):
        return r"escape control characters in a text as \n, \t and so on"
    if error.msg.startswith("Invalid \\escape"):
        return r"write a backslash in a text as \\"
    unended = error.msg.startswith("Unterminated") or error.pos >= len(text.rstrip()) - 1
    if begins.startswith("{") and not ended and unended:
        return "the file ends in the middle of a line: write it again"
    if error.msg.startswith("Unterminated") or (begins.startswith("{") and not begins.rstrip().endswith("}")):
        return "the object does not end on this line: write it on one line, with line breaks in a text as \\n"
    return None
