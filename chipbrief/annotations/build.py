"""Build records from annotations: find the mentions, and calculate saliences and weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from chipbrief.annotations import Annotations
from chipbrief.annotations.schema import Annotator, ClusterFile, PageSource, ReferenceSet, StoryFile
from chipbrief.files import decode, read_limited, sha256
from chipbrief.language.mentions import find_mentions
from chipbrief.language.tokens import normalise, paragraphs
from chipbrief.pages import Article, Edit, clean
from chipbrief.pages.clean import PAGE_LIMIT
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Entity, Fact, Mention, Part, Reference, ReferenceKind, Source, Split, Story

OPEN_LICENSE = "CC-BY-4.0"
"""Licence of the rows of `open` and `multi`."""
SOURCE_LICENSE = "all rights reserved by the publisher; built from the user's own copy"
"""Licence of the rows of `source`."""
Rows = dict[Split, list[Story]]
"""Rows of one configuration, by split."""


def document_of(article: str) -> str:
    """Return an article as it is stored: one paragraph per line, separated by blank lines."""
    return normalise("\n\n".join(paragraphs(article)))


def build_open(annotations: Annotations, license_: str = OPEN_LICENSE) -> Rows:
    """Return one row per story that has an article, by split and sorted by id. In this repository, that is the open edition."""
    rows: Rows = {}
    for file in annotations.stories:
        if file.article is not None:
            document = document_of(file.article)
            references = _references(file, annotations)
            story = _story(file, annotations, file.title, file.publisher, document, references, license_)
            rows.setdefault(file.split, []).append(story)
    return in_order(rows)


def with_standfirsts(rows: Rows, annotations: Annotations) -> Rows:
    """Return the rows, with the publishers' standfirsts in the story files as further references."""
    found = {file.id: file.standfirst for file in annotations.stories}
    return {
        split: [
            replace(story, references=(*story.references, *_publisher_references(story.id, None, found[story.id])))
            for story in stories
        ]
        for split, stories in rows.items()
    }


def in_order(rows: Rows) -> Rows:
    """Return the rows with splits sorted by name and stories by id."""
    return {split: sorted(stories, key=lambda story: story.id) for split, stories in sorted(rows.items())}


def build_source(annotations: Annotations, pages: Path, pinned: dict[str, str]) -> tuple[Rows, list[Problem]]:
    """Build the source edition from the raw pages in the folder `pages`.

    Return the rows, and the problems of the stories that could not be built. `pinned` maps story ids to the expected
    SHA-256 of the cleaned article; a story that is not in it is not compared.
    """
    rows: Rows = {}
    problems: list[Problem] = []
    for file in annotations.stories:
        if file.source is None:
            continue
        try:
            article = clean_article(file, pages)
        except InputError as error:
            problems += error.problems
            continue
        found, expected = sha256(article.text), pinned.get(file.id)
        if expected is not None and found != expected:
            problems.append(
                Problem(file.source.page, f"{file.id}: SHA-256 of the cleaned article is {found}, not {expected}",
                        "build with the version of chipbrief that wrote the pin")
            )  # fmt: skip
            continue
        stated = _publisher_references(file.id, article.title, article.standfirst)
        references = (*_references(file, annotations), *stated)
        story = _story(file, annotations, article.title, article.publisher, article.text, references, SOURCE_LICENSE)
        rows.setdefault(file.split, []).append(story)
    return in_order(rows), problems


def clean_article(file: StoryFile, pages: Path) -> Article:
    """Return the article of a story, cleaned from its raw page in the folder `pages`.

    Raise `InputError` if `source.page` contains a folder, or if the page is missing, has another SHA-256 than
    `source.sha256`, cannot be cleaned, or has no article `source.article`.
    """
    source = file.source
    if source is None:
        raise fail(file.id, "has no raw page", "leave it out, or add its source")
    path = pages / source.page
    if Path(source.page).name != source.page:
        raise fail(source.page, f"{file.id}: source.page is a path", "write the file name without a folder")
    data = read_limited(path, PAGE_LIMIT)
    if (found := sha256(data)) != source.sha256:
        raise fail(
            str(path), f"{file.id}: SHA-256 is {found}, not {source.sha256}", "use the page as it was first saved"
        )
    articles = clean(decode(data, str(path)), source.page, _edits(source))
    for article in articles:
        if article.index == source.article:
            return article
    raise fail(str(path), f"{file.id}: the page has no article {source.article}", "correct source.article")


def _edits(source: PageSource) -> list[Edit]:
    return [Edit(edit.start, edit.end, edit.sha256, edit.reason, edit.role) for edit in source.edits]


def _references(file: StoryFile, annotations: Annotations) -> tuple[Reference, ...]:
    return tuple(
        reference_of(file.id, annotations.annotators[reference.annotator], kind, text, reference.reviewed_by)
        for reference in file.references
        for kind, text in _texts(reference)
    )


def reference_of(
    owner: str, writer: Annotator, kind: ReferenceKind, text: str, reviewed_by: str | None = None
) -> Reference:
    """Return a reference of the story or cluster `owner`, with its author and the person who has reviewed this text or all of them."""
    name = f"{owner}/{writer.id}/{kind}"
    reviewer = reviewed_by or writer.reviewed_by
    return Reference(name, kind, normalise(text.strip()), writer.id, writer.author_kind, reviewer)


def _texts(reference: ReferenceSet) -> Iterator[tuple[ReferenceKind, str]]:
    if reference.headline is not None:
        yield "headline", reference.headline
    if reference.brief is not None:
        yield "brief", reference.brief
    if reference.abstract is not None:
        yield "abstract", "\n".join(paragraphs(reference.abstract))


def _publisher_references(story: str, headline: str | None, standfirst: str | None) -> Iterator[Reference]:
    if headline is not None:
        yield Reference(f"{story}/publisher/headline", "headline", headline, "publisher", "publisher", None)
    if standfirst is not None:
        yield Reference(f"{story}/publisher/standfirst", "standfirst", standfirst, "publisher", "publisher", None)


def _story(
    file: StoryFile,
    annotations: Annotations,
    title: str | None,
    publisher: str | None,
    document: str,
    references: Sequence[Reference],
    license_: str,
) -> Story:
    abstracts = abstracts_of(references)
    return Story(
        id=file.id,
        cluster=file.cluster,
        title=title,
        publisher=publisher,
        published=file.published,
        language=file.language,
        document=document,
        parts=(Part(file.id, 0, len(document)),),
        summary=abstracts[0] if abstracts else None,
        references=tuple(references),
        entities=tuple(_entities(file, annotations, document, abstracts)),
        facts=tuple(facts_of(file)),
        timeline=(),
        source=Source(file.source.page, file.source.sha256, file.source.article) if file.source else None,
        license=license_,
    )


def abstracts_of(references: Iterable[Reference]) -> list[str]:
    """Return the texts of the abstracts, from which salience is calculated."""
    return [reference.text for reference in references if reference.kind == "abstract"]


def saliences(abstracts: Sequence[str], forms: Mapping[str, Iterable[str]]) -> dict[str, float]:
    """Return, for each entity id in `forms`, the share of the abstracts that name it; 0 if there are no abstracts."""
    named_by = [{found.entity for found in find_mentions(abstract, forms)} for abstract in abstracts]
    return {entity: sum(entity in named for named in named_by) / max(len(named_by), 1) for entity in forms}


def story_forms(file: StoryFile, annotations: Annotations) -> dict[str, tuple[str, ...]]:
    """Return the forms of each entity of the story, by id."""
    return {label.id: annotations.entity(label)[2] for label in file.entities}


def _entities(file: StoryFile, annotations: Annotations, document: str, abstracts: Sequence[str]) -> Iterator[Entity]:
    """Yield the labelled entities that `document` or a reference mentions, with their mentions in `document`.

    `document` is the article of the edition that is built (`open` or `source`). Entities that only the other edition's article
    mentions are left out. The salience is calculated from `abstracts`.
    """
    forms = story_forms(file, annotations)
    mentions = find_mentions(document, forms)
    salience = saliences(abstracts, forms)
    others = (text for reference in file.references for _, text in _texts(reference))
    anywhere = {found.entity for found in (*mentions, *(one for text in others for one in find_mentions(text, forms)))}
    for label in (label for label in file.entities if label.id in anywhere):
        name, kind, its_forms = annotations.entity(label)
        yield Entity(
            id=label.id,
            name=name,
            type=kind,
            value=label.value,
            forms=its_forms,
            aliases=_aliases(label.id, annotations),
            salience=salience[label.id],
            mentions=tuple(Mention(found.start, found.end) for found in mentions if found.entity == label.id),
        )


def _aliases(entity: str, annotations: Annotations) -> tuple[str, ...]:
    """Return the forms of a state's demonym, or those of a demonym's state."""
    pairs = [(shared.id, shared.demonym_of) for shared in annotations.shared.values() if shared.demonym_of]
    partners = {state for demonym, state in pairs if demonym == entity} | {
        demonym for demonym, state in pairs if state == entity
    }
    return tuple(form for partner in sorted(partners) for form in annotations.shared[partner].forms)


def facts_of(file: StoryFile | ClusterFile) -> Iterator[Fact]:
    """Yield the facts of a story or cluster. The weight of a fact is the share of the annotators whose abstract states it.

    If nobody has judged which abstracts state the facts, each has the weight 1.
    """
    judged = any(fact.stated_by for fact in file.facts)
    for fact in file.facts:
        weight = len(fact.stated_by) / len(file.references) if judged else 1.0
        yield Fact(fact.id, fact.text, fact.entities, fact.stated_by, weight)
