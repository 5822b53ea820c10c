"""Read the corpus folder, check that it is complete, and build all records and submissions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from chipbrief.corpora.gum.conllu import Document, read_document
from chipbrief.corpora.gum.records import story_of, submissions_of, summaries_of
from chipbrief.files import decode, read_limited, sha256
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Split, Story

FILE_LIMIT = 16 << 20
"""Maximum size of one file in bytes."""
PATTERN = "GUM_news_*.conllu"
EXPECTED = tuple(
    f"GUM_news_{name}"
    for name in (
        "afghan asylum clock crane defector election expo flag hackers homeopathic ie9 imprisoned iodine korea "
        "lanterns nasa questionnaire sensitive soccer stampede taxes warhol warming worship"
    ).split()
)
"""Documents of the pinned release."""
GET_CORPUS = "run git clone https://github.com/amir-zeldes/gum and pass the clone"


def read_corpus(folder: Path) -> list[tuple[Document, str]]:
    """Return every news document with the SHA-256 of its file, from a clone of the corpus or a folder of its files.

    Raise `InputError` with all faults if files have errors, or if a document of the pinned release is missing.
    """
    paths = sorted((folder / "dep").glob(PATTERN)) or sorted(folder.glob(PATTERN))
    if not paths:
        raise fail(str(folder), f"contains neither dep/{PATTERN} nor {PATTERN}", GET_CORPUS)
    held = {path.stem for path in paths}
    problems = [
        Problem(str(paths[0].parent), f"{name}.conllu is missing", GET_CORPUS) for name in EXPECTED if name not in held
    ]
    documents: list[tuple[Document, str]] = []
    for path in paths:
        try:
            data = read_limited(path, FILE_LIMIT)
            document = read_document(decode(data, str(path)), str(path))
            if document.id != path.stem:
                line = document.meta["newdoc id"].line
                raise fail(
                    str(path), f"contains the document {document.id!r}", "keep the file names of the corpus", line
                )
            documents.append((document, sha256(data)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return documents


def build(folder: Path) -> tuple[dict[Split, list[Story]], Mapping[str, bytes]]:
    """Return the records by split, and the systems' submissions by file name. Raise `InputError` with all problems if files have errors."""
    documents = read_corpus(folder)
    rows: dict[Split, list[Story]] = {"test": [], "validation": []}
    problems: list[Problem] = []
    for document, digest in documents:
        try:
            rows[split_of(document)].append(story_of(document, Path(document.where).name, digest))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    submissions = submissions_of([document for document, _ in documents if split_of(document) == "test"])
    files = {f"{one.system}.test.jsonl": one.data for one in submissions}
    return {split: sorted(stories, key=lambda story: story.id) for split, stories in rows.items() if stories}, files


def split_of(document: Document) -> Split:
    """Return `validation` if only people summarized the document, otherwise `test`.

    The systems' submissions are therefore complete for `test`. The documents of `validation` have five people's summaries.
    """
    return "validation" if all(summary.person for summary in summaries_of(document)) else "test"
