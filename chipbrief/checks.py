"""The checks that the labels must pass, each with a name. `CHECKS` is the only list.

A check is a function of everything that can be wrong with the labels, `Labels`, and yields what is. Loading has checked
by then that the files are well formed and that every id is known (`chipbrief.annotations`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from chipbrief.annotations import Annotations, load_annotations
from chipbrief.annotations.schema import StoryFile
from chipbrief.dataset.build import build_open, document_of, story_forms
from chipbrief.entities import find_mentions, parse_form, unlabelled
from chipbrief.metrics import entities
from chipbrief.names import key
from chipbrief.problems import Problem
from chipbrief.records import WORD_BUDGET, Reference, Story
from chipbrief.text import paragraphs, words

COPY_LIMIT = 12
"""The most consecutive words that a reference may share with its article."""
DUPLICATE_LIMIT = 0.6
"""Two references of one kind whose three-word runs overlap more than this (Jaccard) are taken for copies."""
SENTENCES = {"headline": (1, 1), "brief": (1, 1), "abstract": (3, 5)}
SHORTEST_ABSTRACT = 60
FACTS = (8, 20)


@dataclass(frozen=True, slots=True)
class Labels:
    """The annotation files and the rows that they give."""

    annotations: Annotations
    stories: Mapping[str, Story]

    @property
    def files(self) -> Iterator[tuple[StoryFile, Story]]:
        """Every labelled story: its file and its row."""
        for file in self.annotations.stories:
            if file.id in self.stories:
                yield file, self.stories[file.id]


Check = Callable[[Labels], Iterator[Problem]]


def labels_of(annotations: Annotations) -> Labels:
    """The labels with the open edition's rows."""
    rows = [story for stories in build_open(annotations).values() for story in stories]
    return Labels(annotations, {story.id: story for story in rows})


def _where(story: str) -> str:
    return f"annotations/stories/{story}.yaml"


def _texts(file: StoryFile, story: Story) -> list[str]:
    return [file.title or "", story.document, *(reference.text for reference in story.references)]


def form_nowhere(labels: Labels) -> Iterator[Problem]:
    """A form that stands nowhere in the story's title, article or references, or an entity without any form."""
    for file, story in labels.files:
        for at, label in enumerate(file.entities):
            if not labels.annotations.entity(label)[2]:
                yield Problem(
                    _where(file.id), f"entities[{at}]: {label.id!r} has no form", "list the forms that name it"
                )
            for number, form in enumerate(label.forms):
                if not any(find_mentions(text, {label.id: [form]}) for text in _texts(file, story)):
                    what = f"entities[{at}].forms[{number}]: {form!r} occurs nowhere"
                    yield Problem(_where(file.id), what, "correct it, or move it to source_forms")


def form_swallowed(labels: Labels) -> Iterator[Problem]:
    """A form that stands in the texts only inside a longer form of another entity, so that it never names its own."""
    for file, story in labels.files:
        forms = story_forms(file, labels.annotations)
        for at, label in enumerate(file.entities):
            for number, form in enumerate(label.forms):
                if sum(form in its_forms for its_forms in forms.values()) > 1:
                    continue  # form_shared says so
                mention = parse_form(form).mention
                texts = [text for text in _texts(file, story) if find_mentions(text, {label.id: [form]})]
                found = (
                    text[one.start : one.end]
                    for text in texts
                    for one in find_mentions(text, forms)
                    if one.entity == label.id
                )
                if texts and mention not in found:
                    what = f"entities[{at}].forms[{number}]: {form!r} stands only inside the names of others"
                    yield Problem(_where(file.id), what, "leave it out, or give it a context of its own")


def form_shared(labels: Labels) -> Iterator[Problem]:
    """One form under two entities of a story, which nothing could tell apart."""
    for file, _ in labels.files:
        owners: dict[str, set[str]] = defaultdict(set)
        for entity, forms in story_forms(file, labels.annotations).items():
            for form in forms:
                owners[form].add(entity)
        for form, its_owners in owners.items():
            if len(its_owners) > 1:
                what = f"form {form!r} stands under {' and '.join(sorted(its_owners))}"
                yield Problem(_where(file.id), what, "write it with its context: in [Beijing]")


def name_unlabelled(labels: Labels) -> Iterator[Problem]:
    """A capitalised run or a number of the title or article that no mention covers and no exception allows."""
    for file, story in labels.files:
        allowed = labels.annotations.allowed("name_unlabelled", file.id)
        forms = story_forms(file, labels.annotations)
        for text in (file.title or "", story.document):
            mentions = [(one.start, one.end) for one in find_mentions(text, forms)]
            for start, end in unlabelled(text, mentions):
                if text[start:end] not in allowed:
                    around = text[max(0, start - 20) : end + 10].replace("\n", " ")
                    what = f"{text[start:end]!r} carries no label: …{around}…"
                    yield Problem(_where(file.id), what, "add a form, or an entry in exceptions.yaml")


def reference_unsupported(labels: Labels) -> Iterator[Problem]:
    """A reference that states a name or a value which its article does not."""
    for file, story in labels.files:
        allowed = labels.annotations.allowed("reference_unsupported", file.id)
        document = f"{file.title}\n\n{story.document}"
        for reference in story.references:
            for mention in entities.support(document, reference.text, story.entities):
                if not mention.supported and mention.text not in allowed:
                    what = f"{reference.id} states {mention.text!r}, which the article does not"
                    yield Problem(_where(file.id), what, "take it out of the reference, or label it")


def reference_length(labels: Labels) -> Iterator[Problem]:
    """A reference outside the limits of its kind in words or sentences."""
    for file, story in labels.files:
        for reference in story.references:
            count, lines = len(words(reference.text)), len(paragraphs(reference.text))
            shortest = SHORTEST_ABSTRACT if reference.kind == "abstract" else 1
            low, high = SENTENCES[reference.kind]
            if not (shortest <= count <= WORD_BUDGET[reference.kind] and low <= lines <= high):
                limits = f"{shortest} to {WORD_BUDGET[reference.kind]} words and {low} to {high} lines"
                yield Problem(_where(file.id), f"{reference.id} has {count} words in {lines} lines", f"{limits}")


def reference_style(labels: Labels) -> Iterator[Problem]:
    """A quotation mark in an article or a reference, or a headline that ends as a sentence does."""
    for file, story in labels.files:
        texts = [("article", story.document), *((one.id, one.text) for one in story.references)]
        for name, text in texts:
            if re.search(r"[\"“”‘„«»]|(?<!\w)'(?=\w)|’", text):
                yield Problem(
                    _where(file.id), f"{name} has a quotation mark", "report the speech; straight apostrophes"
                )
        for one in story.references:
            if one.kind == "headline" and one.text.endswith("."):
                yield Problem(_where(file.id), f"{one.id} ends in a full stop", "leave it out")


def reference_copied(labels: Labels) -> Iterator[Problem]:
    """A reference that copies more than twelve consecutive words of its article."""
    for file, story in labels.files:
        runs = _runs(story.document, COPY_LIMIT + 1)
        for reference in story.references:
            copied = _runs(reference.text, COPY_LIMIT + 1) & runs
            if copied:
                what = f"{reference.id} copies {' '.join(sorted(copied)[0])!r}"
                yield Problem(_where(file.id), what, f"at most {COPY_LIMIT} words in a row")


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = [word.casefold() for word in words(text)]
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


def references_alike(labels: Labels) -> Iterator[Problem]:
    """Two annotators' references of one kind that are nearly the same text."""
    for file, story in labels.files:
        for one, other in combinations(story.references, 2):
            if one.kind == other.kind and _overlap(one, other) > DUPLICATE_LIMIT:
                yield Problem(
                    _where(file.id), f"{one.id} and {other.id} are nearly the same", "write one anew, independently"
                )


def _overlap(one: Reference, other: Reference) -> float:
    first, second = _runs(one.text, 3), _runs(other.text, 3)
    return len(first & second) / len(first | second) if first | second else 0.0


def fact_contradicted(labels: Labels) -> Iterator[Problem]:
    """A fact said to be stated by a reference that names none of its entities, or by none although one says its words."""
    for file, story in labels.files:
        abstracts = {one.annotator: one.text for one in story.references if one.kind == "abstract"}
        named = {annotator: entities.named(text, story.entities) for annotator, text in abstracts.items()}
        for at, fact in enumerate(file.facts):
            for annotator in fact.stated_by:
                if fact.entities and not named[annotator] & set(fact.entities):
                    what = f"facts[{at}]: {annotator} is said to state it and names none of its entities"
                    yield Problem(_where(file.id), what, "correct stated_by or entities")
            for annotator in abstracts.keys() - set(fact.stated_by) if not fact.stated_by else ():
                if set(key(fact.text)) <= set(key(abstracts[annotator])):
                    what = f"facts[{at}]: no reference is said to state it, but {annotator} has all of its words"
                    yield Problem(_where(file.id), what, "correct stated_by")


def fact_count(labels: Labels) -> Iterator[Problem]:
    """Fewer than 8 or more than 20 facts."""
    for file, _ in labels.files:
        if not FACTS[0] <= len(file.facts) <= FACTS[1]:
            yield Problem(_where(file.id), f"has {len(file.facts)} facts", f"{FACTS[0]} to {FACTS[1]}")


def name_typed_twice(labels: Labels) -> Iterator[Problem]:
    """The same name with two types in two stories."""
    types: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for file, _ in labels.files:
        allowed = labels.annotations.allowed("name_typed_twice", file.id)
        for label in file.entities:
            name, kind, _ = labels.annotations.entity(label)
            if label.value is None and kind != "DATE" and name not in allowed:
                types[key(name)].setdefault(kind, f"{file.id} ({label.id}, {name})")
    for found in types.values():
        if len(found) > 1:
            places = ", ".join(f"{kind} in {place}" for kind, place in sorted(found.items()))
            yield Problem("annotations/stories", f"one name, several types: {places}", "decide, or add an exception")


def mention_misplaced(labels: Labels) -> Iterator[Problem]:
    """A mention whose offsets do not give one of its entity's forms, or that overlaps another."""
    for story in labels.stories.values():
        taken: set[int] = set()
        for entity in story.entities:
            forms = {parse_form(form).mention for form in entity.forms}
            for mention in entity.mentions:
                place = f"{entity.id} at {mention.start} to {mention.end}"
                if story.document[mention.start : mention.end] not in forms:
                    yield Problem(_where(story.id), f"{place}: is none of its forms", "build the dataset anew")
                if not taken.isdisjoint(range(mention.start, mention.end)):
                    yield Problem(_where(story.id), f"{place}: overlaps another mention", "build the dataset anew")
                taken.update(range(mention.start, mention.end))


def cluster_parted(labels: Labels) -> Iterator[Problem]:
    """A cluster with stories in two splits: what is learnt from one would leak into the other."""
    splits: dict[str, set[str]] = defaultdict(set)
    for file in labels.annotations.stories:
        if file.cluster is not None:
            splits[file.cluster].add(file.split)
    for cluster, found in splits.items():
        if len(found) > 1:
            yield Problem(
                f"annotations/clusters/{cluster}.yaml", f"stories in {' and '.join(sorted(found))}", "keep one split"
            )


def article_layout(labels: Labels) -> Iterator[Problem]:
    """An article that is not stored as it is written: a paragraph a line, NFC, no trailing blanks."""
    for file, _ in labels.files:
        if file.article is not None and file.article != f"{document_of(file.article)}\n":
            yield Problem(
                _where(file.id),
                "article: not a paragraph a line, parted by blank lines",
                "see the guidelines, section 5",
            )


CHECKS: tuple[Check, ...] = (
    form_nowhere,
    form_swallowed,
    form_shared,
    name_unlabelled,
    reference_unsupported,
    reference_length,
    reference_style,
    reference_copied,
    references_alike,
    fact_contradicted,
    fact_count,
    name_typed_twice,
    mention_misplaced,
    cluster_parted,
    article_layout,
)


def run_checks(folder: Path) -> list[tuple[str, Problem]]:
    """Every problem of the annotations in `folder`, with the name of its check. Raises `InputError` where a file is bad."""
    labels = labels_of(load_annotations(folder))
    return [(check.__name__, problem) for check in CHECKS for problem in check(labels)]
