#!/usr/bin/env python3
"""Update the generated parts of the dataset card dataset/README.md: YAML block, canary, table of columns, example.

examples:
  python scripts/write_card.py
  python scripts/write_card.py --check     write nothing; exit 1 and show a diff if the card is stale
"""

from __future__ import annotations

import argparse
import json
import re
import types
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml

from chipbrief import __version__
from chipbrief.corpora.parquet import to_row
from chipbrief.corpora.store import CONFIGS, load, split_path
from chipbrief.files import fill, write_or_check
from chipbrief.problems import run_script
from chipbrief.records import CANARY, SPLITS, Story

ROOT = Path(__file__).resolve().parents[1]
CARD = ROOT / "dataset" / "README.md"
COMMITTED = ("open", "multi")
"""Configurations that the repository contains. Users build the others."""
MEANINGS = {
    "id": "id of the story, document or cluster",
    "cluster": "id of the cluster; related stories share it, other stories have null; in `squality`, id of the short story that several questions are about",
    "title": "title in this configuration, in `squality` the question; null if there is none",
    "publisher": "publisher; null except in `source`, `squality` and some genres of `gum`",
    "published": "ISO date; null if the page does not state it",
    "language": "BCP 47 code",
    "document": "the article: paragraphs separated by a blank line, NFC, LF",
    "parts": "the span of each story's article in the document; only `multi` has more than one",
    "summary": "the first abstract (in `gum` and `freelance` the first brief), for tools that expect one summary column",
    "references": "`kind`: headline, brief, abstract, standfirst, closed-book (a brief written from memory; only in later releases of `gum`); `author_kind`: person, publisher, model; `reviewed_by`: the person who signed the reference, or null",
    "entities": "`type`: OntoNotes 5; `value`: normalised value, null for names and for dates that the story does not fix; `forms`: surface forms in this story (square brackets mark the mention in a form that needs its context); some occur in a reference only; `aliases`: forms of a state's demonym, or of a demonym's state; `salience`: share of the abstracts that name the entity (in `gum`, the corpus' grade divided by the number of summaries); empty in `squality` and `freelance`",
    "facts": "`entities`: ids of the entities that the fact names; `stated_by`: annotators whose abstract states the fact; `weight`: share of the abstracts that state it; `alternatives`: other wordings of the fact (empty in all configurations that ship)",
    "timeline": "dated events of a cluster; empty except for the cluster `h20` in `multi`",
    "source": "name and SHA-256 of the raw page or of the corpus' file, and the number of the article on the page (0 is the main one); null in `multi`",
    "license": "licence of this row, in imported corpora with the attribution",
    "genre": "kind of text (`news`, `academic`, …) in imported corpora; otherwise null",
    "canary": "canary string, the same in every row (see above)",
}
"""Meaning of each column, for the table of columns."""
TEXT_LIMIT = 160
"""Maximum number of characters of a text in the example."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 and show a diff if the card is stale"
    )
    args = parser.parse_args(argv)
    text = CARD.read_text(encoding="utf-8")
    body = text.split("\n---\n", 1)[1]
    for name, content in (("canary", f"`{CANARY}`"), ("features", _feature_table()), ("example", _example())):
        body = fill(body, name, content)
    header = yaml.safe_dump(_header(), sort_keys=False, allow_unicode=True, width=1000)
    return write_or_check({CARD: f"---\n{header}---\n{body}".encode()}, args.check, ROOT)


def _header() -> dict[str, Any]:
    """Return the YAML block of the card, with the keys that the Hugging Face Hub expects."""
    return {
        "pretty_name": "ChipBrief",
        "version": __version__,
        "language": ["en"],
        "language_details": "en-US, en-GB",
        "license": "cc-by-4.0",
        "annotations_creators": ["machine-generated"],
        "language_creators": ["machine-generated"],
        "multilinguality": ["monolingual"],
        "size_categories": ["n<1K"],
        "source_datasets": ["original"],
        "task_categories": ["summarization", "token-classification"],
        "task_ids": ["news-articles-summarization", "named-entity-recognition"],
        "tags": ["news", "benchmark", "entity-coverage", "multi-document-summarization", "croissant"],
        "configs": [_config(name) for name in CONFIGS],
        "dataset_info": [_info(name) for name in COMMITTED],
    }


def _config(name: str) -> dict[str, Any]:
    files = [{"split": split, "path": f"{name}/{split}.parquet"} for split in SPLITS]
    return {"config_name": name, **({"default": True} if name == "open" else {}), "data_files": files}


def _info(name: str) -> dict[str, Any]:
    """Return features and sizes of a configuration.

    `num_bytes` counts the rows as JSON, because the size in Arrow depends on its version.
    """
    folder = ROOT / "dataset"
    rows = {split: load(name, split, folder) for split in SPLITS}
    sizes = {
        split: sum(len(json.dumps(to_row(story)).encode()) for story in stories) for split, stories in rows.items()
    }
    return {
        "config_name": name,
        "features": _features(Story),
        "splits": [{"name": split, "num_bytes": sizes[split], "num_examples": len(rows[split])} for split in SPLITS],
        "download_size": sum(split_path(folder, name, split).stat().st_size for split in SPLITS),
        "dataset_size": sum(sizes.values()),
    }


def _features(record: Any) -> list[dict[str, Any]]:
    hints = get_type_hints(record)
    return [{"name": item.name, **_feature(hints[item.name])} for item in fields(record)]


def _feature(hint: Any) -> dict[str, Any]:
    """Return a type in the notation that `datasets` uses in cards."""
    if get_origin(hint) in (Union, types.UnionType):
        return _feature(get_args(hint)[0])
    if get_origin(hint) is tuple:
        (inner, *_) = get_args(hint)
        return {"list": _features(inner) if is_dataclass(inner) else _feature(inner)["dtype"]}
    if is_dataclass(hint):
        return {"struct": _features(hint)}
    return {"dtype": "string" if hint is str or get_origin(hint) is Literal else {int: "int32", float: "float64"}[hint]}


def _feature_table() -> str:
    rows = (f"| `{one['name']}` | {_described(one)} | {MEANINGS[one['name']]} |" for one in _features(Story))
    return "\n".join(["| column | type | meaning |", "|---|---|---|", *rows])


def _described(feature: dict[str, Any]) -> str:
    inner = feature.get("list", feature.get("struct"))
    if inner is None or isinstance(inner, str):
        return f"list of {inner}" if inner else str(feature["dtype"])
    names = ", ".join(f"`{one['name']}`" for one in inner)
    return f"{'list of ' if 'list' in feature else ''}{{{names}}}"


def _example() -> str:
    """Return the shortest story as JSON, with long texts cut and one record per list of records."""
    story = min(load("open", folder=ROOT / "dataset"), key=lambda one: len(one.document))
    record = json.dumps(_short(to_row(story)), ensure_ascii=False, indent=1)
    return f"<details>\n<summary>The record of {story.id}</summary>\n\n```json\n{record}\n```\n\n</details>"


def _short(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _short(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_short(item) for item in (data[:1] if data and isinstance(data[0], dict) else data)]
    if isinstance(data, str) and len(data) > TEXT_LIMIT:
        return re.sub(r"\s+\S*$", " …", data[:TEXT_LIMIT])
    return data


if __name__ == "__main__":
    run_script(main)
