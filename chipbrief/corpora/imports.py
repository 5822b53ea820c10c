"""What all imports of other corpora share: pinned source files, the rows' pins, and the files that are written."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chipbrief.corpora.store import Rows, dataset_folder, files_of, pins_bytes, pins_of, read_pins
from chipbrief.files import decode, read_limited, sha256
from chipbrief.problems import InputError, Problem, fail, printable
from chipbrief.records import SPLITS
from chipbrief.writing import write_together

FILE_LIMIT = 16 << 20
"""Maximum size of one source file in bytes."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The rows of each split, the corpus' own system outputs, and notes on what was left out.

    `submissions` maps `SYSTEM.SPLIT.jsonl` to the bytes of the file.
    """

    rows: Rows
    submissions: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_pinned(folder: Path, digests: Mapping[str, str], remedy: str) -> dict[str, bytes]:
    """Return the content of each file that `digests` names, by name.

    Raise `InputError` with all files that are missing or whose SHA-256 differs from the pinned one.
    """
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name, digest in digests.items():
        path = folder / name
        if not path.is_file():
            problems.append(Problem(str(path), "is missing", remedy))
            continue
        try:
            found[name] = read_limited(path, FILE_LIMIT)
        except InputError as error:
            problems += error.problems
            continue
        if sha256(found[name]) != digest:
            problems.append(Problem(str(path), f"differs from the pinned file (SHA-256 {digest[:12]}…)", remedy))
    if problems:
        raise InputError(problems)
    return found


def main(
    config: str,
    parser: argparse.ArgumentParser,
    build: Callable[[argparse.Namespace], Imported],
    argv: list[str] | None = None,
    narrowing: tuple[str, ...] = (),
) -> int:
    """Import a corpus: build its rows, then write them with `--pin`, compare them with `--check`, or just write them.

    `narrowing` names the options of `parser` that leave documents out, so that the rows are not the pinned ones. Return the
    exit status.
    """
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the rows differ from the pins")
    parser.add_argument("--pin", action="store_true", help="also write the counts and digests to dataset/pins.json")
    parser.add_argument("--dataset", type=Path, default=dataset_folder(), metavar="DIR", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if (args.check or args.pin) and (given := [f"--{name}" for name in narrowing if _is_given(parser, args, name)]):
        parser.error(f"--check and --pin need the whole corpus: leave out {' and '.join(given)}")
    try:
        imported = build(args)
        pinned = read_pins(args.dataset).get(config, {})
        differs = list(differences(config, pinned, pins_of(imported.rows)))
        if not args.check:
            _write(config, imported, args.dataset, args.pin)
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    for line in _told(config, imported, differs, args):
        print(printable(line), file=sys.stderr)
    return 1 if args.check and differs else 0


def _is_given(parser: argparse.ArgumentParser, args: argparse.Namespace, name: str) -> bool:
    return bool(getattr(args, name) != parser.get_default(name))


def differences(config: str, pinned: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[str]:
    """Yield one line for each number or digest in which the rows `made` differ from the `pinned` ones."""
    for split in sorted({*pinned, *made}):
        one, other = made.get(split, {}), pinned.get(split, {})
        for key in sorted({*one, *other}):
            if one.get(key) != other.get(key):
                yield f"{config}/{split}: {key} is {one.get(key)}, but {other.get(key)} is pinned"


def _write(config: str, imported: Imported, dataset: Path, pin: bool) -> None:
    systems = dataset / config / "systems"
    files = {
        **files_of(dataset, config, imported.rows),
        **{systems / name: data for name, data in imported.submissions.items()},
    }
    if pin:
        pins = {**read_pins(dataset), config: pins_of(imported.rows)}
        files[dataset / "pins.json"] = pins_bytes(pins)
    names = {path.relative_to(dataset).as_posix(): data for path, data in files.items()}

    def earlier() -> list[str]:  # outputs of an earlier import are for other documents
        paths = {path for split in SPLITS for path in systems.glob(f"*.{split}.jsonl")} - files.keys()
        return sorted(path.relative_to(dataset).as_posix() for path in paths)

    write_together(dataset, names.items(), earlier)


def _told(config: str, imported: Imported, differs: list[str], args: argparse.Namespace) -> Iterator[str]:
    if args.check:
        yield from differs
        if differs:
            yield "import the pinned release of the corpus, or pin this one with --pin"
        return
    for split, stories in imported.rows.items():
        empty = "" if stories else "; `datasets.load_dataset` cannot load an empty split, but `chipbrief.load` can"
        yield f"{config}/{split}: {len(stories)} stories{empty}"
    if imported.submissions:
        yield f"{config}/systems: {len(imported.submissions)} submissions"
    yield from imported.notes
    if differs and not args.pin:
        yield f"{config}: these rows are not the pinned ones, so signatures of scores say `data:unpinned`"


def one_folder(folder: Path, inside: str, pattern: str, remedy: str) -> Path:
    """Return `folder/inside` if it has files that match `pattern`, or else `folder`. Raise `InputError` if neither has any."""
    for each in (folder / inside, folder):
        if next(each.glob(pattern), None) is not None:
            return each
    raise fail(str(folder), f"contains neither {inside}/{pattern} nor {pattern}", remedy)


@contextmanager
def malformed(where: str, line: int | None = None) -> Iterator[None]:
    """Raise `InputError` instead of the errors of code that reads JSON of another shape than it expects."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        what = f"has not the expected form: {type(error).__name__}: {str(error)[:80]}"
        raise fail(where, what, "get the pinned release of the corpus", line) from None


def json_lines(where: str, data: bytes) -> Iterator[tuple[int, Any]]:
    """Yield the number and the value of each line of JSON that is not blank. Raise `InputError` if one is malformed."""
    for number, line in enumerate(decode(data, where).split("\n"), 1):
        if line.strip():
            with malformed(where, number):
                value = json.loads(line)
            yield number, value


def submission(system: str, url: str, texts: Mapping[str, str], stories: int, why: str) -> bytes:
    """Return a system's summaries as JSONL. If they are for fewer than `stories` stories, the first line says `why`."""
    head = {"system": system, "url": url}
    if len(texts) < stories:
        head["partial"] = f"{len(texts)} of {stories} stories; {why}"
    rows = [head, *({"id": story, "summary": text} for story, text in texts.items())]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
