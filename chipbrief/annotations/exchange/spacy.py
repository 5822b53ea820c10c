"""spaCy: a DocBin (`.spacy`), the format of `spacy train`. Needs the extra `ner`.

A review has each layer as a group of spans (`doc.spans`), and begins with the entities that both have.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from chipbrief.annotations.exchange.shown import common, mark, started
from chipbrief.annotations.exchange.tasks import Answer, Returned, Task
from chipbrief.annotations.exchange.tokens import tags
from chipbrief.annotations.schema import SpanLabel
from chipbrief.problems import Faults, fail
from chipbrief.records import ENTITY_TYPES

UNPACKED_LIMIT = 256 << 20
"""Maximum size of an unpacked file in bytes. Compression could hide any size."""


def _spacy() -> tuple[Any, Any, Any]:
    try:
        from spacy.tokens import Doc, DocBin
        from spacy.vocab import Vocab
    except ImportError:
        raise fail("--format spacy", "needs spaCy", 'pip install "chipbrief[ner]"') from None
    return Doc, DocBin, Vocab


def write(tasks: Sequence[Task]) -> dict[str, bytes]:
    """Return one file. Each document has the task's id and digest in `user_data`, white space is a token of its own."""
    make, bin_of, vocab_of = _spacy()
    vocab, packed = vocab_of(), bin_of(store_user_data=True)
    for task in tasks:
        spans = common(task)
        rows = tags(task.text, spans, task.id)
        words: list[tuple[str, str]] = []
        at = 0
        for start, end, tag in [*rows, (len(task.text), len(task.text), "O")]:
            if at < start:
                inside = tag.startswith("I-")
                words.append((task.text[at:start], tag if inside else "O"))
            if start < end:
                words.append((task.text[start:end], tag))
            at = end
        doc = make(vocab, [word for word, _ in words], [False] * len(words), ents=[tag for _, tag in words])
        doc.user_data = {"task": task.id, "sha256": task.sha256, "shown": mark(task, spans)}
        for one in task.suggested if len(task.suggested) > 1 else ():
            tags(task.text, one.spans, f"{one.annotator}/{task.id}")  # refuses what tokens cannot hold
            doc.spans[one.annotator] = [doc.char_span(span.start, span.end, label=span.type) for span in one.spans]
        packed.add(doc)
    return {"": packed.to_bytes()}


def read(data: bytes, where: str, tasks: Mapping[str, Task]) -> Returned:
    """Return the answers of a DocBin and all faults. Raise `InputError` if it is none."""
    _, bin_of, vocab_of = _spacy()
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(data, UNPACKED_LIMIT)
        if unpacker.unconsumed_tail:
            raise fail(where, f"unpacks to more than {UNPACKED_LIMIT:,} bytes", "split it")
        del plain
        docs = list(bin_of().from_bytes(data).get_docs(vocab_of()))
    except (zlib.error, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise fail(where, "is not a DocBin of spaCy", "save it with DocBin(store_user_data=True).to_disk") from None
    faults, answers = Faults(where), []
    for at, doc in enumerate(docs):
        about = doc.user_data
        task = tasks.get(about.get("task"))
        if task is None or doc.text != task.text:
            faults.add(None, f"document {at + 1} is not the text of a task", "keep text and user_data as exported")
            continue
        if wrong := sorted({one.label_ for one in doc.ents} - {*ENTITY_TYPES}):
            faults.add(None, f"document {at + 1}: unknown types {', '.join(wrong)}", f"use {', '.join(ENTITY_TYPES)}")
            continue
        spans = tuple(SpanLabel(one.start_char, one.end_char, one.label_, one.text) for one in doc.ents)
        by, same = started(str(about.get("shown", "")), spans)
        place = f"{where}: document {at + 1} ({task.id})"
        answers.append(
            Answer(task.id, str(about.get("sha256")), place, spans, started_from=by, unchanged=same, untouched=same)
        )
    return Returned(tuple(answers), (), tuple(faults.kept), faults.unlisted)
