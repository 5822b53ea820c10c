"""Import the summaries that freelance writers made of news articles, as the configuration `freelance`.

A row is an article of CNN, Daily Mail or the BBC (from the data sets CNN/DM and XSum) with one to four summaries of about 50
words. Zhang et al. (2023) describe the data. The repository states no licence, neither for the articles nor for the
summaries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chipbrief.corpora.imports import Imported, malformed, read_pinned, submission
from chipbrief.files import decode
from chipbrief.language.tokens import normalise
from chipbrief.records import Part, Reference, Source, Split, Story

URL = "https://github.com/Tiiiger/benchmark_llm_summarization"
GET_CORPUS = f"run git clone {URL} and pass the clone"
SUMMARIES, RATINGS = "writer_summaries.json", "pairwise_evaluation_results.json"
DIGESTS: Mapping[str, str] = {
    SUMMARIES: "9071a2e3628cfc22aa22bad2f394351e270393b892c6b9185a24d969dc67491f",
    RATINGS: "d823b8b385a428a0bad175285868c5fda3b396ac00d63a7886ee5a147bc49307",
}
"""SHA-256 of the two files."""
LICENSE = f"no licence stated, neither for the article nor for the summaries: do not pass the row on; source: {URL}"
SYSTEM = "text-davinci-002"
_SYSTEM_KEY = f"{SYSTEM}_summary"
_PARTIAL = "the corpus has no summary by this system of the others"


def build(folder: Path, digests: Mapping[str, str] = DIGESTS) -> Imported:
    """Return the rows by split, and the outputs of the one system as a submission for the test split.

    Articles with several summaries are in `test`, the others in `validation`. Raise `InputError` if a file is missing, differs
    from the pinned one, or is malformed.
    """
    files = read_pinned(folder, digests, GET_CORPUS)
    with malformed(SUMMARIES):
        stories = stories_of(json.loads(decode(files[SUMMARIES], SUMMARIES)), Source(SUMMARIES, digests[SUMMARIES], 0))
    rows: dict[Split, list[Story]] = {"test": [], "validation": []}
    for story in stories:
        rows["test" if len(story.references) > 1 else "validation"].append(story)
    with malformed(RATINGS):
        ratings = json.loads(decode(files[RATINGS], RATINGS))
        found = {row_id(one["article_id"]): normalise(one[_SYSTEM_KEY]).strip() for one in ratings}
    outputs = {story.id: found[story.id] for story in rows["test"] if story.id in found}
    data = submission(SYSTEM, URL, outputs, len(rows["test"]), _PARTIAL)
    return Imported(rows, {f"{SYSTEM}.test.jsonl": data} if outputs else {})


def stories_of(records: Any, source: Source) -> list[Story]:
    """Return one row per article, sorted by id.

    The file does not name the writers, so `annotator` only numbers the summaries of an article: `writer1` of two articles may
    be two people.
    """
    by_article: dict[str, list[Any]] = {}
    for record in records:
        by_article.setdefault(row_id(record["article_id"]), []).append(record)
    return [_story(name, by_article[name], source) for name in sorted(by_article)]


def row_id(article: str) -> str:
    """Return the id of the row of an article. The corpus' id is a hexadecimal number."""
    return f"freelance-{int(article, 16):032x}"


def _story(name: str, records: list[Any], source: Source) -> Story:
    document = normalise(records[0]["article"]).strip()
    if any(normalise(record["article"]).strip() != document for record in records):
        raise ValueError(f"two texts for {name}")
    references = tuple(
        Reference(f"{name}/writer{number}/brief", "brief", normalise(record["summary"]).strip(), f"writer{number}",
                  "person", None)
        for number, record in enumerate(records, 1)
    )  # fmt: skip
    return Story(
        id=name, cluster=None, title=None, publisher=None, published=None, language="en", document=document,
        parts=(Part(name, 0, len(document)),), summary=references[0].text, references=references, entities=(), facts=(),
        timeline=(), source=source, license=LICENSE, genre="news",
    )  # fmt: skip
