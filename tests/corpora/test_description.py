"""Tests of corpus.yaml: what it may hold, paths that leave its folder, and its JSON schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chipbrief.corpora.columns import Columns
from chipbrief.corpora.corpus import own
from chipbrief.corpora.description import Description, Files, json_schema, read_description
from chipbrief.problems import InputError
from chipbrief.yaml_files import parse_yaml
from tests.corpora.helpers import ROWS, lines, refused, texts

WHOLE = """
name: city-news
licence: CC BY 4.0
language: de
written_by: person
kind: brief
files:
  test: news.jsonl
  train: more/train.csv
columns:
  id: key
  document: body
  title: head
  references: [one, two]
  facts: claims
facts: facts.yaml
entities: entities.csv
"""


def described(folder: Path, text: str) -> Description:
    (folder / "corpus.yaml").write_text(text, encoding="utf-8")
    return read_description(folder / "corpus.yaml")


def test_all_keys(tmp_path: Path) -> None:
    assert described(tmp_path, WHOLE) == Description(
        "city-news",
        Files("news.jsonl", None, "more/train.csv"),
        Columns("key", "body", "head", ("one", "two"), "claims"),
        "de",
        "CC BY 4.0",
        "person",
        "brief",
        "facts.yaml",
        "entities.csv",
    )


SMALL = "name: news\nfiles: {test: news.jsonl}\n"


def test_two_keys_are_enough(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_bytes(lines())
    found = described(tmp_path, SMALL)
    assert found == Description("news", Files("news.jsonl"))
    corpus = own(str(tmp_path / "corpus.yaml"))
    assert (corpus.name, corpus.split, texts(corpus)) == ("news", "test", ROWS)


REMEDY = "(write a file that shows all keys: chipbrief init corpus.yaml --documents FILE)"
FAULTS: dict[str, tuple[str, list[str]]] = {
    "nothing": ("", [f": expected keys and values, found nothing {REMEDY}"]),
    "no mapping": ("- a\n", [":1: expected keys and values, found a list"]),
    "no keys": ("{}\n", [":1: name: missing", ":1: files: missing"]),
    "unknown keys": (SMALL + "licens: x\n", [":3: licens: unknown key (use one of name, files, columns, language, licence, written_by, kind, facts, entities)"]),
    "an unknown split": ("name: a\nfiles:\n  dev: x\n", [":3: files.dev: unknown key (use one of test, validation, train)"]),
    "a key twice": (SMALL + "name: b\n", [":3: name: duplicate key"]),
    "no file": ("name: a\nfiles: {}\n", [": files: names no file (add test: and the path of a table)"]),
    "an unknown author": (SMALL + "written_by: me\n", [":3: written_by: 'me' is not allowed (use one of person, publisher, model, unknown)"]),
    "an unknown kind": (SMALL + "kind: long\n", [":3: kind: 'long' is not allowed (use one of headline, brief, abstract, standfirst"]),
    "one reference as text": (SMALL + "columns: {references: gold}\n", [":3: columns.references: expected a list, found text"]),
    "a list for a text": (SMALL + "language: [en]\n", [":3: language: expected text, found a list"]),
    "a null for a text": (SMALL + "language:\n", [":3: language: expected text, found nothing"]),
    "a bad name": ("name: 'my news'\nfiles: {test: a}\n", [": name: 'my news' is no valid name"]),
    "a name that ships": ("name: open\nfiles: {test: a}\n", [": name: open is a configuration of chipbrief (choose another name)"]),
    "an anchor": ("name: &a b\nfiles: {test: *a}\n", [":1: anchors and aliases are not allowed"]),
    "a tag": ("name: !!python/object:os.system b\n", [":1: tag"]),
    "paths outside": (
        "name: a\nfiles: {test: /etc/passwd, train: a/../../b, validation: 'C:\\x'}\nfacts: '..\\f.yaml'\nentities: ../e.csv\n",
        [f": {key} leads out of the folder of corpus.yaml (copy the file into that folder)"
         for key in ("files.test: '/etc/passwd'", r"files.validation: 'C:\\x'", "files.train: 'a/../../b'", r"facts: '..\\f.yaml'", "entities: '../e.csv'")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "messages"), FAULTS.values(), ids=FAULTS)
def test_faults(tmp_path: Path, text: str, messages: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        described(tmp_path, text)
    found = caught.value.describe().split("\n")
    assert len(found) == len(messages), found
    for line, message in zip(found, messages, strict=True):
        assert line.startswith(f"{tmp_path / 'corpus.yaml'}{message}"), line


def test_links_that_leave_the_folder(tmp_path: Path) -> None:
    """A link inside the folder is followed. One that leads out could show a private file of whoever scores the corpus."""
    folder = tmp_path / "corpus"
    (folder / "data").mkdir(parents=True)
    (tmp_path / "private.jsonl").write_bytes(lines())
    (folder / "data" / "real.jsonl").write_bytes(lines())
    (folder / "inside.jsonl").symlink_to("data/real.jsonl")
    (folder / "outside.jsonl").symlink_to("../private.jsonl")
    (folder / "up").symlink_to("..")
    (folder / "circle").symlink_to("circle")
    assert described(folder, SMALL.replace("news.jsonl", "inside.jsonl")).files.test == "inside.jsonl"
    assert texts(own(str(folder / "corpus.yaml"))) == ROWS
    for name in ("outside.jsonl", "up/private.jsonl", "circle"):
        with pytest.raises(InputError, match=r"leads out of the folder of corpus\.yaml"):
            described(folder, SMALL.replace("news.jsonl", name))
    (tmp_path / "link").symlink_to("corpus")
    (folder / "corpus.yaml").write_text(SMALL.replace("news.jsonl", "inside.jsonl"), encoding="utf-8")
    assert texts(own(str(tmp_path / "link" / "corpus.yaml"))) == ROWS


def test_splits(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS[0]))
    (tmp_path / "b.jsonl").write_bytes(lines(ROWS[1]))
    (tmp_path / "corpus.yaml").write_text("name: x\nfiles: {train: a.jsonl, validation: b.jsonl}\n", encoding="utf-8")
    assert own(str(tmp_path / "corpus.yaml")).split == "validation"
    assert texts(own(str(tmp_path / "corpus.yaml"), split="train")) == ROWS[:1]
    assert "has no split 'test' (use one of validation, train)" in refused(tmp_path / "corpus.yaml", split="test")[0]


def test_what_the_description_says_is_in_every_story(tmp_path: Path) -> None:
    row = {
        "key": 1,
        "body": "Die Brücke ist auf.",
        "head": "Auf",
        "one": "Auf.",
        "two": "Offen.",
        "claims": ["Sie ist auf."],
    }
    (tmp_path / "news.jsonl").write_bytes(lines(row))
    (tmp_path / "facts.yaml").write_text("1: [Die Brücke ist offen.]\n", encoding="utf-8")
    (tmp_path / "entities.csv").write_text("id,name,type\n1,Brücke,FAC\n", encoding="utf-8")
    (tmp_path / "corpus.yaml").write_text(WHOLE, encoding="utf-8")
    corpus = own(str(tmp_path / "corpus.yaml"))
    story = corpus.stories[0]
    assert (story.id, story.title, story.language, story.license, corpus.kind) == (
        "1",
        "Auf",
        "de",
        "CC BY 4.0",
        "brief",
    )
    assert [(one.text, one.kind, one.author_kind) for one in story.references] == [
        ("Auf.", "brief", "person"),
        ("Offen.", "brief", "person"),
    ]
    assert [fact.text for fact in story.facts] == ["Die Brücke ist offen.", "Sie ist auf."]
    assert [(one.name, len(one.mentions)) for one in story.entities] == [("Brücke", 1)]
    other = own(str(tmp_path / "corpus.yaml"), Columns(references=("two",)))
    assert [one.text for one in other.stories[0].references] == ["Offen."]


def accepts(schema: dict[str, Any], data: Any) -> bool:
    """Return whether `data` fits the parts of JSON Schema that `json_schema` uses."""
    assert schema.keys() <= {
        "$schema",
        "title",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "anyOf",
        "enum",
        "items",
    }
    if "anyOf" in schema:
        return any(accepts(one, data) for one in schema["anyOf"])
    if "enum" in schema:
        return data in schema["enum"]
    if schema["type"] == "object":
        assert schema["additionalProperties"] is False
        fits = (
            isinstance(data, dict)
            and data.keys() <= schema["properties"].keys()
            and data.keys() >= set(schema["required"])
        )
        return fits and all(accepts(schema["properties"][key], value) for key, value in data.items())
    if schema["type"] == "array":
        return isinstance(data, list) and all(accepts(schema["items"], one) for one in data)
    return isinstance(data, str) if schema["type"] == "string" else data is None


OTHER_RULES = {"a key twice", "no file", "a bad name", "a name that ships", "an anchor", "a tag", "paths outside"}
"""Cases of `FAULTS` whose rule is no matter of keys and types, so that the schema cannot state it."""


@pytest.mark.parametrize(
    "text", [WHOLE, SMALL, *(text for name, (text, _) in FAULTS.items() if name not in OTHER_RULES)]
)
def test_the_schema_agrees_with_the_reader(tmp_path: Path, text: str) -> None:
    try:
        described(tmp_path, text)
        is_valid = True
    except InputError:
        is_valid = False
    assert accepts(json_schema(), parse_yaml(text, "x").data) is is_valid


def test_the_schema_names_all_keys() -> None:
    schema = json_schema()
    assert (schema["required"], schema["$schema"]) == (
        ["name", "files"],
        "https://json-schema.org/draft/2020-12/schema",
    )
    assert list(schema["properties"]) == [
        "name",
        "files",
        "columns",
        "language",
        "licence",
        "written_by",
        "kind",
        "facts",
        "entities",
    ]
    assert list(schema["properties"]["columns"]["properties"]) == ["id", "document", "title", "references", "facts"]
