"""Tests of the strict YAML reader: what it reads, and that it rejects bad files with the line and the key path."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.problems import InputError
from chipbrief.yaml_files import FILE_LIMIT, decode, dump, load_yaml, parse_yaml


@dataclass(frozen=True)
class Item:
    name: str
    count: int
    kind: Literal["big", "small"] = "big"


@dataclass(frozen=True)
class File:
    id: str
    note: str | None
    items: tuple[Item, ...] = ()
    words: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id: no\nnote: null\n", File("no", None)),
        ("id: 12:30\nnote: 3.10\n", File("12:30", "3.10")),
        ("id: 2025-07-15\nnote:\n", File("2025-07-15", None)),
        ("id: 'null'\nnote: ~\n", File("null", None)),
        ("id: a\nnote: yes\nwords: [1, off]\n", File("a", "yes", words=("1", "off"))),
        ("id: a\nnote: b\nitems:\n- {name: x, count: 007}\n", File("a", "b", (Item("x", 7),))),
    ],
)
def test_nothing_is_guessed(text: str, expected: File) -> None:
    assert decode(parse_yaml(text, "f.yaml"), File, "f.yaml") == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: a\nnote: b\ncolour: red\n", "f.yaml:3: colour: unknown key"),
        ("id: a\nnote: b\nid: c\n", "f.yaml:3: id: duplicate key"),
        ("id: a\n", "f.yaml:1: note: missing"),
        ("id: [a]\nnote: b\n", "f.yaml:1: id: expected text, found a list"),
        ("id:\nnote: b\n", "f.yaml:1: id: expected text, found nothing"),
        ("id: a\nnote: b\nitems:\n- name: x\n  count: ten\n", "f.yaml:5: items[0].count: 'ten' is not a whole number"),
        ("id: a\nnote: b\nitems:\n- name: x\n  count: -1\n", "items[0].count: '-1' is not a whole number"),
        ("id: a\nnote: b\nitems:\n- {name: x, count: 1, kind: huge}\n", "items[0].kind: 'huge' is not allowed"),
        ("id: a\nnote: b\nwords: x\n", "f.yaml:3: words: expected a list, found text"),
        ("- a\n", "f.yaml:1: expected keys and values, found a list"),
        ("", "expected keys and values, found nothing"),
        ("id: &x a\nnote: *x\n", "f.yaml:1: anchors and aliases are not allowed"),
        ("id: !!python/object/apply:os.system ['true']\n", "f.yaml:1: tag"),
        ("id: a\n---\nid: b\n", "f.yaml:2: more than one document"),
        ("id: 'a\n", "f.yaml:2: not YAML"),
        ("id: a\n\tnote: b\n", "f.yaml:2: not YAML"),
        ("id: \x01\n", "f.yaml: not YAML"),
        ("[" * 5000, "nested deeper than 12 levels"),
        ("a: " + "{b: " * 3000, "nested deeper than 12 levels"),
    ],
)
def test_bad_file(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(parse_yaml(text, "f.yaml"), File, "f.yaml")
    assert message in caught.value.describe()


def test_all_problems_come_at_once() -> None:
    with pytest.raises(InputError) as caught:
        decode(parse_yaml("id: [a]\nitems: x\nred: 1\nblue: 2\n", "f"), File, "f")
    assert len(caught.value.problems) == 5


@given(
    st.builds(
        File, st.text(max_size=30), st.none() | st.text(max_size=30), words=st.lists(st.text(max_size=9)).map(tuple)
    )
)
def test_canonical_form_reads_back(record: File) -> None:
    # YAML cannot store every character, and treats NEL and a lone CR as line ends. Annotations contain none of these.
    texts = [record.id, record.note or "", *record.words]
    if all(character.isprintable() or character == "\n" for text in texts for character in text):
        assert decode(parse_yaml(dump(record), "f"), File, "f") == record


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        assert parse_yaml(text, "f").lines is not None


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"id: a\nnote: b\n" + b"#" * (FILE_LIMIT - 14))
    assert load_yaml(path).data == {"id": "a", "note": "b"}
    path.write_bytes(path.read_bytes() + b"#")
    with pytest.raises(InputError, match="is larger than 262,144 bytes"):
        load_yaml(path)
