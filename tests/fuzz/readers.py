"""All readers of untrusted input as functions of bytes, with valid inputs to start from."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

from chipbrief.annotations.schema import StoryFile
from chipbrief.corpora.columns import Columns
from chipbrief.corpora.corpus import own
from chipbrief.corpora.gum.conllu import read_document
from chipbrief.endpoint.journal import open_journal
from chipbrief.endpoint.records import MalformedReplyError, read_reply
from chipbrief.judgements.ratings import read_ratings
from chipbrief.leaderboard.manifest import read_manifest
from chipbrief.pages import clean_page, read_source
from chipbrief.problems import InputError
from chipbrief.scoring.setting import setting_of
from chipbrief.submissions import read_submission
from chipbrief.yaml_files import FILE_LIMIT, decode, parse_yaml

IDS = ("a1", "a2")
ROWS = [{"id": "a1", "summary": "Ann Lee won."}, {"id": "a2", "summary": "Acme sold 5 boats."}]
STORIES = [{"id": name, "document": "Ann Lee won the race.", "summary": "Ann won."} for name in IDS]
RATINGS = [{"document_id": "a1", "system": "x", "summary": "Ann won.", "rating": "4", "document": "Ann Lee won."}]


def _file(data: bytes, name: str, read: Callable[[Path], object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mine", name)
        path.parent.mkdir()
        path.write_bytes(data)
        read(path)


def _submission(data: bytes) -> None:
    _file(data, "s.jsonl", lambda path: read_submission(path, IDS))


def _table(data: bytes) -> None:
    columns = Columns("id", "document", None, ("summary",))
    _file(data, "t.csv", lambda path: own(str(path), columns))


def _yaml(data: bytes) -> None:
    text = data[:FILE_LIMIT].decode("utf-8", "replace")
    decode(parse_yaml(text, "story.yaml"), StoryFile, "story.yaml")


def _manifest(data: bytes) -> None:
    _file(data, "manifest.json", lambda path: read_manifest(path.parent))


def _signature(data: bytes) -> None:
    setting_of(data.decode("utf-8", "replace"))


def _pages(data: bytes) -> None:
    _file(data, "page", lambda path: [clean_page(page) for page in read_source(path)])


def _conllu(data: bytes) -> None:
    read_document(data.decode("utf-8", "replace"), "x.conllu")


def _reply(data: bytes) -> None:
    read_reply(data).text.encode()


def _journal(data: bytes) -> None:
    def read(path: Path) -> None:
        with open_journal(path):
            pass

    _file(data, "j", read)


def _ratings(data: bytes) -> None:
    _file(data, "r.csv", read_ratings)


def _jsonl(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _csv(rows: list[dict[str, Any]]) -> bytes:
    lines = [",".join(rows[0]), *(",".join(f'"{value}"' for value in row.values()) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


def _arrow(rows: list[dict[str, Any]]) -> bytes:
    sink = io.BytesIO()
    feather.write_feather(pa.Table.from_pylist(rows), sink, compression="uncompressed")
    return sink.getvalue()


class Reader(NamedTuple):
    """A function that reads bytes or raises an error of `ALLOWED`, and inputs that it reads."""

    read: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


ALLOWED = (InputError, MalformedReplyError)
PAGE = b"Harbour Wire\nPier opens\n2 hours ago\nBy Ada Lind\n\nPORT LINDAL (AP) - The pier opened on Monday.\nRead more: Ferry sails\n"
HTML = (
    b"<!doctype html><html><head><title>Pier opens</title></head><body><nav><a href='/'>Home</a></nav>"
    b"<article><h1>Pier opens</h1><p>The pier opened on Monday, and the crews were glad of it.</p></article></body></html>"
)
FEED = b"<rss><channel><title>Wire</title><item><title>Gate</title><description>The gate opened on Friday.</description></item></channel></rss>"
STORY = (
    b"id: pier\ncluster: null\nsplit: test\nlanguage: en\npublished: null\nanchor: null\nsource: null\ntitle: Pier\n"
    b"article: |-\n  The pier opened.\nentities:\n  - id: pier\n    name: Pier\n    type: FAC\n    forms: [Pier]\nfacts: []\n"
)
CONLLU = (
    b"# newdoc id = GUM_news_x\n# meta::genre = news\n# meta::title = Pier\n# meta::summary1 = (human1) The pier opened.\n"
    b"# sent_id = GUM_news_x-1\n# s_type = decl\n# text = The pier opened\n"
    b"1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\tEntity=(1-place-new-cf1-2-sgl\n2\tpier\tpier\tNOUN\tNN\t_\t3\tnsubj\t_\tEntity=1)\n"
    b"3\topened\topen\tVERB\tVBD\t_\t0\troot\t_\t_\n\n"
)
SIGNATURE = (
    b"chipbrief:1.0.0|data:1.0.0@ebdcf61af330|config:open|split:test|kind:abstract|refs:3,model,max|rouge:rouge_score-0.1.2|s"
    b"tem:porter|tok:ascii|sent:newline-or-sentencex-1.0.32,ends-1|entities:rules-4|facts:lexical-3|ci:bootstrap-5|seed:12345"
)
MANIFEST = (
    b'{"system": "mine", "url": null, "license": null, "trained_on_this": null, "notes": null, "runs": [{"config": "open", '
    b'"split": "test", "kind": "abstract", "sha256": "0", "data": "0", "signature": "s"}]}'
)
REPLY = (
    b'{"choices": [{"message": {"content": "Yes.", "refusal": null}, "finish_reason": "stop"}], "model": "m", '
    b'"usage": {"prompt_tokens": 1, "completion_tokens": 2}}'
)
JOURNAL = _jsonl(
    [
        {"key": f"{number:064x}", "text": "Yes.", "finish_reason": "stop", "refusal": None, "prompt_tokens": 1}
        | {"completion_tokens": 2, "model": "m"}
        for number in range(2)
    ]
)
READERS: dict[str, Reader] = {
    "submissions": Reader(_submission, (_jsonl(ROWS), _csv(ROWS), _parquet(ROWS), _arrow(ROWS))),
    "tables": Reader(_table, (_jsonl(STORIES), _csv(STORIES), _parquet(STORIES), _arrow(STORIES))),
    "yaml": Reader(_yaml, (STORY,)),
    "manifests": Reader(_manifest, (MANIFEST,)),
    "signatures": Reader(_signature, (SIGNATURE,)),
    "pages": Reader(_pages, (PAGE, HTML, FEED)),
    "conllu": Reader(_conllu, (CONLLU,)),
    "replies": Reader(_reply, (REPLY,)),
    "journals": Reader(_journal, (JOURNAL,)),
    "ratings": Reader(_ratings, (_jsonl(RATINGS), _csv(RATINGS), _parquet(RATINGS))),
}
"""Readers by the kind of their input."""


def read(name: str, data: bytes) -> None:
    """Read `data`, which must succeed or be refused. Raise whatever else happens."""
    try:
        READERS[name].read(data)
    except ALLOWED as error:
        assert 0 < len(str(error)) < 200_000, "a message must not be longer than its 50 problems"  # noqa: PT017
