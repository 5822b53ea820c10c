"""Turn GUM documents into records: text, summaries by people, and gold entities."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chipbrief.corpora.gum.conllu import Document
from chipbrief.corpora.gum.entities import Bracket, brackets_of
from chipbrief.corpora.gum.genres import GENRES, UNSTATED, genre_of
from chipbrief.corpora.gum.names import kind_of, name_of
from chipbrief.corpora.gum.summaries import GUM_URL, references_of, summaries_of
from chipbrief.problems import fail
from chipbrief.records import Entity, EntityType, Mention, Part, Source, Story

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
    genre = genre_of(document.id)
    return Story(
        id=document.id,
        cluster=None,
        title=document.get("meta::title"),
        publisher=GENRES.get(genre, UNSTATED).publisher,
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
        genre=genre,
    )


def license_of(document: Document) -> str:
    """Return the two licences of a record, with the attribution that each requires."""
    genre = GENRES.get(genre_of(document.id), UNSTATED)
    author = genre.publisher or document.get("meta::author")
    text = ", ".join(filter(None, (genre.licence, author, document.get("meta::sourceURL"))))
    return f"text: {text}; annotations and summaries: CC BY 4.0, GUM corpus, {GUM_URL}"


def salience_of(document: Document) -> dict[str, float]:
    """Return the share of the document's summaries that mention each chain, by chain number. Unlisted chains have 0.

    `# meta::salientEntities = 3 (5*), …` gives the grade of each chain: in how many of the document's summaries it is
    mentioned, usually of five. Summaries by people, by systems and edited ones count, closed-book ones do not. For one person
    and four systems, `(1)` without the asterisk means one system only. The corpus counts an entity that a summary mentions under a
    name or not, so this salience differs from `Entity.salience` in the other configurations.
    """
    meta = document.meta.get("meta::salientEntities")
    if meta is None:
        raise fail(document.where, "has no `# meta::salientEntities`", "use the pinned release of the corpus", 1)
    total = sum(one.role in ("reference", "output", "edited") for one in summaries_of(document))
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
