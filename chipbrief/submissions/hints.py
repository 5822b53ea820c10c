"""What to tell whoever wrote almost the right thing."""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Any

from chipbrief.submissions.faults import quote
from chipbrief.submissions.record import Columns

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
COMPARED_AT_MOST = 1000
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
    names = {name: re.sub(r"[\W_]", "", name).casefold() for name in islice(others, COMPARED_AT_MOST)}
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
