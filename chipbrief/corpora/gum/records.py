"""Turn GUM documents into records. Summaries by people become references; summaries by systems become submissions."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chipbrief.corpora.gum.conllu import Document
from chipbrief.corpora.gum.entities import Bracket, brackets_of
from chipbrief.corpora.gum.names import kind_of, name_of
from chipbrief.language.tokens import normalise
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Entity, EntityType, Mention, Part, Reference, Source, Story

GUM_URL = "https://github.com/amir-zeldes/gum"
SYSTEMS = {
    "claude-3-5-sonnet-20241022": "claude-3-5-sonnet-20241022",
    "gpt4o": "gpt4o",
    "Llama-3.2-3B-Instruct": "Llama-3.2-3B-Instruct",
    "Llama-3.2-3B-Instruct; postedited": "Llama-3.2-3B-Instruct",
    "Meta-Llama-3-8B-Instruct": "Llama-3.2-3B-Instruct",
    "Qwen2.5-7B-Instruct": "Qwen2.5-7B-Instruct",
}
"""Submission that contains the summaries of each system that the corpus names.

For two documents, the summary by Llama is the output of another Llama or an edited output. The `version` of the
submission names them.
"""
_KEY = re.compile(r"meta::summary([1-9]\d*)")
_SUMMARY = re.compile(r"\((?P<writer>[^()]+)\)\s*(?P<text>.*)")
_PERSON = re.compile(r"human(\d*)")


class Summary(NamedTuple):
    """A summary. `writer` is the name in the corpus, and `person` is None for a system."""

    writer: str
    person: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Submission:
    """One system's summaries of one split. `data` is the submission as JSONL."""

    system: str
    data: bytes


def summaries_of(document: Document) -> list[Summary]:
    """Return the summaries in the order of the corpus.

    Raise `InputError` if a writer is unknown, or unless people wrote at least one summary and nobody two.
    """
    problems: list[Problem] = []
    found: list[Summary] = []
    for key, meta in document.meta.items():
        if not (number := _KEY.fullmatch(key)):
            continue
        match = _SUMMARY.fullmatch(meta.value)
        if match is None or not match["text"]:
            problems.append(
                Problem(document.where, f"`# {key}` is not `(writer) text`", "download the file again", meta.line)
            )
            continue
        person = _PERSON.fullmatch(match["writer"])
        if person is None and match["writer"] not in SYSTEMS:
            problems.append(
                Problem(document.where, f"unknown writer {match['writer'][:60]!r}, either a person or a system",
                        "use the pinned release of the corpus", meta.line)
            )  # fmt: skip
        # One document has `(human)` instead of `(human1)`; there the number of the summary gives the person.
        name = f"human{person[1] or number[1]}" if person else None
        found.append(Summary(match["writer"], name, normalise(match["text"])))
    people = [summary.person for summary in found if summary.person]
    if not people and not problems:
        problems.append(Problem(document.where, "has no summary by a person", "download the file again", 1))
    if len(set(people)) < len(people):
        problems.append(Problem(document.where, "two summaries by one person", "download the file again", 1))
    if problems:
        raise InputError(problems)
    return found


def references_of(document: Document) -> tuple[Reference, ...]:
    """Return the summaries that people wrote, as references of kind `abstract`. Summaries by systems are left out.

    Each has one or two sentences for the whole text.
    """
    return tuple(
        Reference(f"{document.id}/{one.person}/abstract", "abstract", one.text, one.person, "person", None)
        for one in summaries_of(document)
        if one.person
    )


def submissions_of(documents: Sequence[Document]) -> list[Submission]:
    """Return one submission per system, with one line per document.

    The format requires a line for every id. A document that a system has not summarized gets an empty summary, which
    scores 0 and causes a warning, because no other text may be attributed to the system.
    """
    by_document = {document.id: summaries_of(document) for document in documents}
    return [Submission(system, _lines(system, by_document)) for system in sorted(set(SYSTEMS.values()))]


def _lines(system: str, by_document: dict[str, list[Summary]]) -> bytes:
    head = {"system": system, "url": GUM_URL}
    rows: list[dict[str, str]] = []
    others: list[str] = []
    for story, summaries in sorted(by_document.items()):
        mine = next((one for one in summaries if not one.person and SYSTEMS[one.writer] == system), None)
        if mine is not None and mine.writer != system:
            others.append(f"{story} is by {mine.writer}")
        rows.append({"id": story, "summary": mine.text if mine else ""})
    if others:
        head["version"] = "; ".join(others)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in [head, *rows]).encode()


_SALIENT = re.compile(r"(\d+) \((\d+)\*?\)")


class _Named(NamedTuple):
    """A mention that is a name, at `start` to `end` of the text, with its OntoNotes type."""

    start: int
    end: int
    type: EntityType
    bracket: Bracket


def story_of(document: Document, page: str, digest: str) -> Story:
    """Return the record of a document read from the file `page` with the SHA-256 `digest`.

    Raise `InputError` if its summaries, brackets or saliences are invalid.
    """
    references = references_of(document)
    return Story(
        id=document.id,
        cluster=None,
        title=document.get("meta::title"),
        publisher="Wikinews",
        published=document.get("meta::dateCreated"),
        language="en",
        document=document.text,
        parts=(Part(document.id, 0, len(document.text)),),
        summary=references[0].text,
        references=references,
        entities=entities_of(document),
        facts=(),
        timeline=(),
        source=Source(page, digest, 0),
        license=license_of(document),
    )


def license_of(document: Document) -> str:
    """Return the two licences of a record, with the attribution that each requires."""
    source = document.get("meta::sourceURL")
    text = f"Wikinews, {source}" if source else "Wikinews"
    return f"text: CC BY 2.5, {text}; annotations and summaries: CC BY 4.0, GUM corpus, {GUM_URL}"


def salience_of(document: Document) -> dict[str, float]:
    """Return the share of the document's summaries that mention each chain, by chain number. Unlisted chains have 0.

    `# meta::salientEntities = 3 (5*), …` counts all five summaries, by people and by systems. For one person and four
    systems, `(1)` without the asterisk means one system only. The corpus counts an entity that a summary mentions under a
    name or not, so this salience differs from `Entity.salience` in the other configurations.
    """
    meta = document.meta.get("meta::salientEntities")
    if meta is None:
        raise fail(document.where, "has no `# meta::salientEntities`", "use the pinned release of the corpus", 1)
    total = len(summaries_of(document))
    shares: dict[str, float] = {}
    for item in meta.value.split(", ") if meta.value else []:
        match = _SALIENT.fullmatch(item)
        if match is None or not 0 < int(match[2]) <= total:
            what = f"{item[:40]!r} is not a chain and its number of summaries, at most {total}"
            raise fail(document.where, what, "download the file again", meta.line)
        shares[match[1]] = int(match[2]) / total
    return shares


def entities_of(document: Document) -> tuple[Entity, ...]:
    """Return one entity per named chain, with the chain number as its id, in the order of the first names.

    Two chains may share a name (a state and its team). The type is that of most named mentions of the chain. If names
    nest or overlap, only the longest counts. If two chains name the same words, the one with the shorter phrase counts.
    A chain without a remaining name is left out, so every form has a mention.
    """
    shares = salience_of(document)
    chains: dict[str, list[_Named]] = defaultdict(list)
    for named in _kept(_named(document)):
        chains[named.bracket.chain].append(named)
    return tuple(_entity(document, chain, found, shares.get(chain, 0.0)) for chain, found in chains.items())


def _named(document: Document) -> Iterator[_Named]:
    for bracket in brackets_of(document):
        found = name_of(bracket, document.words)
        if found is None:
            continue
        words = document.words[found[0] : found[1] + 1]
        start, end = words[0].start, words[-1].end
        plural = all(word.xpos == "NNPS" for word in words if word.upos == "PROPN")
        kind = kind_of(bracket.kind, document.text[start:end], plural, bracket.identity)
        if kind is not None:
            yield _Named(start, end, kind, bracket)


def _kept(named: Iterable[_Named]) -> list[_Named]:
    def rank(one: _Named) -> tuple[int, int, int]:
        return one.start - one.end, one.bracket.last - one.bracket.first, one.start

    kept: list[_Named] = []
    for one in sorted(named, key=rank):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _entity(document: Document, chain: str, found: list[_Named], salience: float) -> Entity:
    forms = tuple(dict.fromkeys(document.text[one.start : one.end] for one in found))
    titles = {one.bracket.identity for one in found}
    return Entity(
        id=f"e{chain}",
        name=next((form for form in forms if form in titles), max(forms, key=len)),
        type=Counter(one.type for one in found).most_common(1)[0][0],
        value=None,
        forms=forms,
        aliases=(),
        salience=salience,
        mentions=tuple(Mention(one.start, one.end) for one in found),
    )
