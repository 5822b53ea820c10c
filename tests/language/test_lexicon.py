"""Tests of the word lists and of the script that builds them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from chipbrief.language.lexicon import is_name, is_word


@pytest.mark.parametrize(
    ("word", "expected"),
    [("police", (True, False)), ("livestreams", (True, False)), ("rooney", (False, True)), ("hill", (True, True)), ("sandwell", (False, False)),
     ("unbeaten", (True, False)), ("peter", (False, True)), ("corbyn", (False, False)), ("matchwinner", (True, False)), ("", (True, False))],
)  # fmt: skip
def test_lexicon(word: str, expected: tuple[bool, bool]) -> None:
    assert (is_word(word), is_name(word)) == expected


def test_lexicon_is_built_from_lists(
    scripts: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, out = scripts["build_lexicon"], tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(script, "FOLDER", out)
    assert script.main(["--scowl", str(tmp_path)]) == 1
    (tmp_path / "english-words.10").write_bytes("house\ncaf\xe9\nmanila\nit's\npeter\n".encode("latin-1"))
    (tmp_path / "english-words.55").write_text("manila\nbrick\n")
    (tmp_path / "english-words.80").write_text("qoph\n")
    (tmp_path / "english-proper-names.50").write_text("Brick\nPeter\nHouse\n")
    assert script.main(["--scowl", str(tmp_path), "--check"]) == 1
    assert script.main(["--scowl", str(tmp_path)]) == 0
    assert script.main(["--scowl", str(tmp_path), "--check"]) == 0
    assert script._text((out / "words.txt.gz").read_bytes()).decode().split() == ["café", "house", "manila"]
    assert {"brick", "house", "peter"} <= set(script._text((out / "names.txt.gz").read_bytes()).decode().split())
