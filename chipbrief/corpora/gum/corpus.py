"""The folder of the corpus: which documents it must hold, and all of them as records and submissions at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from chipbrief.corpora.gum.conllu import Document, read_document
from chipbrief.corpora.gum.records import story_of, submissions_of, summaries_of
from chipbrief.files import decode, read_limited, sha256
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Split, Story

FILE_LIMIT = 16 << 20
PATTERN = "GUM_news_*.conllu"
EXPECTED = tuple(
    f"GUM_news_{name}"
    for name in (
        "afghan asylum clock crane defector election expo flag hackers homeopathic ie9 imprisoned iodine korea "
        "lanterns nasa questionnaire sensitive soccer stampede taxes warhol warming worship"
    ).split()
)
"""The documents that the pinned release holds."""
HOW = "git clone https://github.com/amir-zeldes/gum, and name the clone"


def read_corpus(folder: Path) -> list[tuple[Document, str]]:
    """Every news document of a clone of the corpus, or of a folder with its files, each with the SHA-256 of its file.

    Raises `InputError` with every fault of every file, and where a document of the pinned release is missing.
    """
    paths = sorted((folder / "dep").glob(PATTERN)) or sorted(folder.glob(PATTERN))
    if not paths:
        raise fail(str(folder), f"holds neither dep/{PATTERN} nor {PATTERN}", HOW)
    held = {path.stem for path in paths}
    problems = [
        Problem(str(paths[0].parent), f"{name}.conllu is missing", HOW) for name in EXPECTED if name not in held
    ]
    documents: list[tuple[Document, str]] = []
    for path in paths:
        try:
            data = read_limited(path, FILE_LIMIT)
            document = read_document(decode(data, str(path)), str(path))
            if document.id != path.stem:
                line = document.meta["newdoc id"].line
                raise fail(str(path), f"holds the document {document.id!r}", "keep the corpus's file names", line)
            documents.append((document, sha256(data)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return documents


def build(folder: Path) -> tuple[dict[Split, list[Story]], Mapping[str, bytes]]:
    """The records by split, and the systems' submissions by file name. Raises `InputError` with every fault."""
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
    """`test` where systems have summarised the document, so that their submissions are complete; `validation` where
    people alone have: those are the documents with five people's summaries.
    """
    return "validation" if all(summary.person for summary in summaries_of(document)) else "test"
