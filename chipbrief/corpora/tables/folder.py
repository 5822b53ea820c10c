"""Read a folder of text files as a table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chipbrief.files import decode, read_limited
from chipbrief.problems import InputError, Problem, fail

TEXT_SUFFIXES = (".txt", ".text", ".md", ".story")
"""Suffixes of the files that are read in a folder. A file without a suffix is read too."""
ONE_FILE_LIMIT = 16 << 20
"""Maximum size of one text file, in bytes."""


def folder_rows(folder: Path, limit: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield one row per text file, sorted by name: `id` is the name without its suffix, and `text` the content.

    Hidden files, links and files of other suffixes are left out. Raise `InputError` if there is no text file, if two files
    have the same id, if they take more than `limit` bytes together, or with all files that are not UTF-8.
    """
    paths = sorted(path for path in folder.iterdir() if _is_text(path))
    if not paths:
        raise fail(
            str(folder), "has no text file", f"put files with one of the suffixes {', '.join(TEXT_SUFFIXES)} in it"
        )
    problems: list[Problem] = []
    seen: dict[str, Path] = {}
    total = 0
    for number, path in enumerate(paths, 1):
        if path.stem in seen:
            problems.append(Problem(str(path), f"has the id of {seen[path.stem].name}", "rename one of them"))
        seen[path.stem] = path
        try:
            data = read_limited(path, ONE_FILE_LIMIT)
            total += len(data)
            if total > limit:
                raise fail(str(folder), f"has more than {limit:,} bytes of text", "make several corpora of it")
            text = decode(data, str(path)).removeprefix("\ufeff")
        except InputError as error:
            problems += error.problems
            continue
        yield number, {"id": path.stem, "text": text}
    if problems:
        raise InputError(problems)


def _is_text(path: Path) -> bool:
    hidden = path.name.startswith(".")
    return not hidden and not path.is_symlink() and path.is_file() and path.suffix.lower() in ("", *TEXT_SUFFIXES)
