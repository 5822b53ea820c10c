"""Writing is atomic, and `fill` replaces exactly one marked section."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path

import pytest

from chipbrief.files import fill, read_limited, read_text, write_atomically, write_or_check
from chipbrief.problems import InputError, Problem
from chipbrief.writing import write_together


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep" / "file.txt"
    write_atomically(path, b"old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"12345")
    assert read_text(path, 5) == "12345"
    with pytest.raises(InputError, match="larger than 4 bytes"):
        read_text(path, 4)


def test_fill_replaces_the_text_between_the_marks() -> None:
    document = "a\n<!-- t -->\nold\n<!-- /t -->\nb\n"
    assert fill(document, "t", "new\n") == "a\n<!-- t -->\nnew\n<!-- /t -->\nb\n"
    assert fill(document, "t", r"\1 \g<0>") == "a\n<!-- t -->\n\\1 \\g<0>\n<!-- /t -->\nb\n"


@pytest.mark.parametrize("document", ["none", "<!-- t -->\n<!-- /t -->\n" * 2])
def test_fill_needs_exactly_one_section(document: str) -> None:
    with pytest.raises(ValueError, match="sections marked 't', not one"):
        fill(document, "t", "new")


def test_check_writes_nothing_and_shows_a_diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "table.md"
    path.write_text("one\ntwo\n", encoding="utf-8")
    assert write_or_check({path: b"one\nthree\n"}, check=True, root=tmp_path) == 1
    assert path.read_text(encoding="utf-8") == "one\ntwo\n"
    assert "-two\n+three\n" in capsys.readouterr().err
    assert write_or_check({path: b"one\nthree\n"}, check=False, root=tmp_path) == 0
    assert write_or_check({path: b"one\nthree\n"}, check=True, root=tmp_path) == 0


def test_messages_contain_no_terminal_control_characters() -> None:
    text = str(Problem("evil\x1b[31m.yaml", "a\x9bb\ud800\u202e", "c\nd", 3))
    assert text == "evil?[31m.yaml:3: a?b?? (c?d)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x" * 299, "x" * 299),
        ("x" * 240 + "9" * 5000 + "y" * 30, "x" * 240 + "…" + "y" * 30),
        ("word " * 200, "word " * 200),
        ("word " * 201, "word " * 150 + "…" + ("word " * 50)[1:]),
    ],
    ids=["short", "one long word", "as long as allowed", "many words"],
)
def test_a_message_does_not_show_a_long_value_whole(text: str, shown: str) -> None:
    assert str(Problem("a.csv", text, "b")) == f"a.csv: {shown} (b)"
    assert len(str(Problem(text * 100, text * 100, text * 100, 1))) < 3100


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664), (0o000, 0o666)])
def test_a_written_file_has_the_mode_that_the_user_asked_for(mask: int, mode: int, tmp_path: Path) -> None:
    """Files written beside and renamed have the mode of files that are opened, and folders too."""
    old = os.umask(mask)
    try:
        write_atomically(tmp_path / "new" / "one", b"")
        write_together(tmp_path / "many", [("a", b""), ("b/c", b"")])
    finally:
        os.umask(old)
    files = [tmp_path / "new" / "one", tmp_path / "many" / "a", tmp_path / "many" / "b" / "c"]
    assert {path.stat().st_mode & 0o777 for path in files} == {mode}
    assert {path.parent.stat().st_mode & 0o777 for path in files} == {0o777 & ~mask}


def test_a_read_that_fails_is_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.BytesIO):
        def fileno(self) -> int:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("chipbrief.files.open_regular", lambda _: Broken())
    with pytest.raises(InputError, match=r"x: cannot be read: Input/output error \(pass a readable file\)"):
        read_limited(tmp_path / "x", 5)
