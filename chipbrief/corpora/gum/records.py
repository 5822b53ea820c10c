"""From a GUM document to a record of the dataset."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chipbrief.corpora.gum.conllu import Document
from chipbrief.corpora.gum.entities import Bracket, brackets_of
from chipbrief.corpora.gum.names import kind_of, name_of
from chipbrief.corpora.gum.summaries import GUM_URL, references_of, summaries_of
from chipbrief.problems import fail
from chipbrief.records import Entity, EntityType, Mention, Part, Source, Story

_SALIENT = re.compile(r"(\d+) \((\d+)\*?\)")


class _Named(NamedTuple):
    """A mention that is a name: `start` and `end` in the text, and its type."""

    start: int
    end: int
    type: EntityType
    bracket: Bracket


def story_of(document: Document, page: str, digest: str) -> Story:
    """The record of a document that was read from the file `page` with this SHA-256. Raises `InputError`."""
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
    """The two licences of a record and the attribution that each asks for."""
    source = document.get("meta::sourceURL")
    text = f"Wikinews, {source}" if source else "Wikinews"
    return f"text: CC BY 2.5, {text}; annotations and summaries: CC BY 4.0, GUM corpus, {GUM_URL}"


def salience_of(document: Document) -> dict[str, float]:
    """The share of the document's summaries that mention a chain, by its number; a chain that is not listed has 0.

    `# meta::salientEntities = 3 (5*), …` counts all the summaries (there are five), the systems' with the people's:
    where one person and four systems wrote, `(1)` without the asterisk is a system's alone. An entity counts there as
    soon as the summary speaks of it, under a name or not, so this is not what `Entity.salience` is in the open edition.
    """
    meta = document.meta.get("meta::salientEntities")
    if meta is None:
        raise fail(document.where, "has no `# meta::salientEntities`", "use the pinned release of the corpus", 1)
    total = len(summaries_of(document))
    shares: dict[str, float] = {}
    for item in meta.value.split(", ") if meta.value else []:
        match = _SALIENT.fullmatch(item)
        if match is None or not 0 < int(match[2]) <= total:
            what = f"{item[:40]!r} is not an entity and the number of its summaries, of {total}"
            raise fail(document.where, what, "fetch the file anew", meta.line)
        shares[match[1]] = int(match[2]) / total
    return shares


def entities_of(document: Document) -> tuple[Entity, ...]:
    """The chains that the document names, each under its number in the corpus, in the order of their first name.

    A chain is one entity, as GUM has it: two chains may share a name (a state, and its team), and a name's type is
    that of most of its named mentions. Where names nest or overlap the longer one is kept; of two chains with the very
    same words the one whose phrase is shorter. A chain without a name that is kept is left out, so that every form has
    a mention.
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
