"""Read the folder of the GUM corpus, check it against the pinned release, and build all records and submissions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from chipbrief.corpora.gum.conllu import Document, read_document
from chipbrief.corpora.gum.genres import MASKED, Licence, allows, genre_of
from chipbrief.corpora.gum.records import story_of
from chipbrief.corpora.gum.summaries import Role, submissions_of, summaries_of
from chipbrief.corpora.imports import FILE_LIMIT, Imported, one_folder
from chipbrief.files import decode, read_limited, sha256
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Split, Story

RELEASE = "V11.1.0"
"""Tag of the release whose rows `dataset/pins.json` pins."""
GET_CORPUS = f"run git clone --branch {RELEASE} https://github.com/amir-zeldes/gum and pass the clone"
_DIGESTS = Path(__file__).with_name("v11.1.0.sha256")
_LEFT_OUT: Mapping[Role, str] = {
    "edited": "summaries by systems that people edited",
    "other": "summaries of a kind that this version does not know",
}


def pinned_digests() -> dict[str, str]:
    """Return the SHA-256 of every document of the pinned release, by the document's name, without masked ones."""
    rows = (line.split() for line in _DIGESTS.read_text(encoding="ascii").splitlines())
    return {name.removesuffix(".conllu"): digest for digest, name in rows}


def build(
    folder: Path, genres: Collection[str] = (), licence: Licence = "all", pinned: Mapping[str, str] | None = None
) -> Imported:
    """Return the rows by split, and the systems' submissions for the test split.

    `genres` and `licence` choose documents (default: all but masked ones). `pinned` has the digests of the pinned release
    (default: `pinned_digests()`). Raise `InputError` with all faults of all files, among them each file that differs from the
    pinned one. A clone of another release is imported as well, and a note says so.
    """
    documents, notes = read_corpus(folder, genres, licence, pinned_digests() if pinned is None else pinned)
    rows: dict[Split, list[Story]] = {"test": [], "validation": []}
    problems: list[Problem] = []
    for document, digest in documents:
        try:
            rows[split_of(document)].append(story_of(document, Path(document.where).name, digest))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    outputs = submissions_of([document for document, _ in documents if split_of(document) == "test"])
    counts = Counter(one.role for document, _ in documents for one in summaries_of(document))
    notes += [f"left out: {counts[role]} {what}" for role, what in _LEFT_OUT.items() if counts[role]]
    return Imported(
        {split: sorted(stories, key=lambda story: story.id) for split, stories in rows.items()},
        {f"{name}.test.jsonl": data for name, data in outputs.items()},
        tuple(notes),
    )


def split_of(document: Document) -> Split:
    """Return `validation` if only people summarized the document, otherwise `test`.

    In the pinned release, the 44 documents of `validation` have five people's summaries each, and the 219 of `test` have one
    (two of them: two) and those of systems.
    """
    by_system = any(one.role in ("output", "edited") for one in summaries_of(document))
    return "test" if by_system else "validation"


def read_corpus(
    folder: Path, genres: Collection[str], licence: Licence, pinned: Mapping[str, str]
) -> tuple[list[tuple[Document, str]], list[str]]:
    """Return the chosen documents with the SHA-256 of their files, and notes. Raise `InputError` with all faults."""
    if masked := MASKED.intersection(genres):
        what = "cannot be imported: the corpus masks its text"
        raise InputError(Problem(f"genre {name!r}", what, "leave it out") for name in sorted(masked))
    paths = [path for path in _paths(folder) if genre_of(path.stem) not in MASKED]
    held = {genre_of(path.stem) for path in paths}
    if unknown := sorted(set(genres) - held):
        known = ", ".join(sorted(held))
        raise InputError(Problem(f"genre {name!r}", "has no document here", f"use some of {known}") for name in unknown)

    def is_chosen(name: str) -> bool:
        genre = genre_of(name)
        return allows(licence, genre) and (not genres or genre in genres)

    files = {path: read_limited(path, FILE_LIMIT) for path in paths}
    digests = {path.stem: sha256(data) for path, data in files.items()}
    is_pinned = _is_pinned_release(digests, pinned)
    problems: list[Problem] = []
    if is_pinned:
        wanted = {name: digest for name, digest in pinned.items() if is_chosen(name)}
        problems += _faults(paths[0].parent, digests, wanted)
    documents: list[tuple[Document, str]] = []
    for path, data in files.items():
        if is_chosen(path.stem):
            try:
                documents.append((_document(path, data), digests[path.stem]))
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    notes = [] if is_pinned else [f"gum: this is not release {RELEASE}, whose rows are pinned ({GET_CORPUS})"]
    return documents, notes


def _paths(folder: Path) -> Sequence[Path]:
    found = one_folder(folder, "dep", "G*_*_*.conllu", GET_CORPUS)
    return sorted(path for prefix in ("GUM", "GENTLE") for path in found.glob(f"{prefix}_*_*.conllu"))


def _is_pinned_release(digests: Mapping[str, str], pinned: Mapping[str, str]) -> bool:
    """Return whether more than half of the files that have the name of a pinned one are the pinned ones."""
    named = [name for name in digests if name in pinned]
    return 2 * sum(digests[name] == pinned[name] for name in named) > len(named)


def _faults(folder: Path, digests: Mapping[str, str], pinned: Mapping[str, str]) -> Iterator[Problem]:
    for name, digest in pinned.items():
        where = str(folder / f"{name}.conllu")
        if name not in digests:
            yield Problem(where, f"is missing, but belongs to release {RELEASE}", GET_CORPUS)
        elif digests[name] != digest:
            yield Problem(where, f"differs from the file of release {RELEASE}", f"restore it: {GET_CORPUS}")


def _document(path: Path, data: bytes) -> Document:
    document = read_document(decode(data, str(path)), str(path))
    if document.id != path.stem:
        line = document.meta["newdoc id"].line
        raise fail(str(path), f"contains the document {document.id!r}", "keep the file names of the corpus", line)
    return document
