"""Builders of small logs in the formats of other tools, with texts of our own."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

STORED, DEFLATE, ZSTD = 0, 8, 93


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(data)
    return bytes(sink.getvalue().to_pybytes())


def compressed(data: bytes, method: int) -> bytes:
    if method == ZSTD:
        return zstd(data)
    if method == DEFLATE:
        packer = zlib.compressobj(wbits=-15)
        return packer.compress(data) + packer.flush()
    return data


def archive(
    members: Sequence[tuple[str, bytes]],
    method: int = ZSTD,
    *,
    flags: int = 0,
    crc: int | None = None,
    size: int | None = None,
) -> bytes:
    """Return a ZIP archive. Python before 3.14 cannot write zstd, so the records are packed here."""
    body, directory = b"", b""
    for name, data in members:
        raw, packed = name.encode(), compressed(data, method)
        sum_ = zlib.crc32(data) if crc is None else crc
        common = struct.pack(
            "<HHHHHIII", 20, flags, method, 0, 0, sum_, len(packed), len(data) if size is None else size
        )
        directory += (
            b"PK\x01\x02"
            + struct.pack("<H", 20)
            + common
            + struct.pack("<HHHHHII", len(raw), 0, 0, 0, 0, 0, len(body))
            + raw
        )
        body += b"PK\x03\x04" + common + struct.pack("<HH", len(raw), 0) + raw + packed
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return body + directory + end


def sample(story: Any, value: Any = 1.0, *, epoch: int = 1, text: str = "Ann Lee won.", **more: Any) -> dict[str, Any]:
    """Return a sample of inspect_ai. `value` is that of the score `quality`; `...` leaves the score out."""
    scores = {} if value is ... else {"quality": {"value": value, "answer": "never the text", "history": []}}
    output = {"model": "m", "choices": [{"message": {"content": text}}], "completion": text}
    return {
        "id": story, "epoch": epoch, "input": f"The story {story}.", "target": ["Ann Lee won the race."], "scores": scores,
        "output": output, "metadata": {"story_id": f"s-{story}"}, "events": [{"a": "long"}], "attachments": {"b": "long"}, **more,
    }  # fmt: skip


def header(ids: Sequence[Any], status: str = "success", **more: Any) -> dict[str, Any]:
    """Return the facts of a run of inspect_ai whose scorer is `quality`, with the metric accuracy."""
    scorers = [{"name": "quality", "metrics": [{"name": "inspect_ai/accuracy"}]}]
    results = {"scores": [{"name": "quality", "scorer": "quality", "metrics": {"accuracy": {"value": 1}}}]}
    made = {
        "task": "pkg/news", "model": "mockllm/a", "packages": {"inspect_ai": "0.3.285"}, "scorers": scorers,
        "dataset": {"sample_ids": list(ids)},
    }  # fmt: skip
    return {"version": 2, "status": status, "eval": made, "results": results, **more}


def inspect_json(path: Path, samples: Sequence[Mapping[str, Any]], **more: Any) -> Path:
    document = {**header(list(dict.fromkeys(one["id"] for one in samples)), **more), "samples": list(samples)}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def inspect_eval(
    path: Path, samples: Sequence[Mapping[str, Any]], method: int = ZSTD, *, whole: bool = True, **more: Any
) -> Path:
    facts = header(list(dict.fromkeys(one["id"] for one in samples)), **more)
    members = [("_journal/start.json", json.dumps({"version": 2, "eval": facts["eval"], "plan": {}}).encode())]
    members += [(f"samples/{one['id']}_epoch_{one['epoch']}.json", json.dumps(one).encode()) for one in samples]
    members += [("summaries.json", b"[]")]
    members += [("header.json", json.dumps(facts).encode())] if whole else []
    path.write_bytes(archive(members, method))
    return path


def lm_eval(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write samples of lm-eval. Each row has `doc_id`, `story` and the scores, perhaps `filter` and `resps`."""
    lines = []
    for row in rows:
        scores = {key: value for key, value in row.items() if key not in ("doc_id", "story", "filter", "resps")}
        resps = row.get("resps", ["Ann Lee won."])
        lines.append(
            {
                "doc_id": row["doc_id"], "doc": {"id": row["story"], "document": f"The story {row['story']}."},
                "target": "['a', 'b']", "arguments": {}, "resps": [resps], "filtered_resps": resps[:1],
                "filter": row.get("filter", "none"), "metrics": list(scores), "doc_hash": "0", **scores,
            }
        )  # fmt: skip
    return lines_file(path, lines)


def lines_file(path: Path, rows: Sequence[Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def lighteval(
    path: Path, rows: Sequence[tuple[int, str | None, Mapping[str, Any]]], texts: Sequence[str] = ("Ann Lee won.",)
) -> Path:
    """Write details of lighteval. Each row is its number, the id in `specific` (None: no `specific`), and the metrics."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(
        [
            {
                "doc": {
                    "id": str(number), "task_name": "news|0", "query": f"The story {story or number}.", "choices": ["One."],
                    "specific": None if story is None else {"story_id": story},
                },
                "metric": dict(metric),
                "model_response": {"text": list(texts), "text_post_processed": None, "logprobs": []},
            }
            for number, story, metric in rows
        ]
    )  # fmt: skip
    pq.write_table(table, path)
    return path


def chat(story: str, *texts: str | None, **more: Any) -> dict[str, Any]:
    """Return a line of the output of a batch of chat completions."""
    choices = [
        {"index": at, "message": {"content": text, "refusal": None if text else "No."}} for at, text in enumerate(texts)
    ]
    return {
        "id": "r",
        "custom_id": story,
        "error": None,
        "response": {"status_code": 200, "body": {"model": "gpt", "choices": choices}},
        **more,
    }


def promptfoo_row(story: str, provider: str = "a", score: float = 0.25, **more: Any) -> dict[str, Any]:
    return {
        "vars": {"id": story, "document": f"The story {story}."}, "provider": {"id": provider, "label": provider}, "success": score > 0.5,
        "score": score, "namedScores": {"overlap": score}, "failureReason": 1, "error": "a check failed", "testIdx": 0, "promptIdx": 0,
        "response": {"output": f"Text of {story}."}, "testCase": {}, **more,
    }  # fmt: skip
