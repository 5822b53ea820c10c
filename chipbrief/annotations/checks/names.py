"""Checks of forms, names and mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from chipbrief.annotations.build import story_forms
from chipbrief.annotations.checks.labels import Labels
from chipbrief.language.mentions import find_mentions, parse_form, unlabelled
from chipbrief.language.tokens import key
from chipbrief.problems import Problem


def form_nowhere(labels: Labels) -> Iterator[Problem]:
    """A form that stands nowhere in the story's title, article or references, or an entity without any form."""
    for file, _ in labels.files:
        texts = [text for text, _ in labels.mentions[file.id]]
        for at, label in enumerate(file.entities):
            if not labels.annotations.entity(label)[2]:
                yield Problem(
                    labels.where(file.id), f"entities[{at}]: {label.id!r} has no form", "list the forms that name it"
                )
            for number, form in enumerate(label.forms):
                if not any(find_mentions(text, {label.id: [form]}) for text in texts):
                    what = f"entities[{at}].forms[{number}]: {form!r} occurs nowhere"
                    yield Problem(labels.where(file.id), what, "correct it, or move it to source_forms")


def form_swallowed(labels: Labels) -> Iterator[Problem]:
    """A form that stands in the texts only inside a longer form of another entity, so that it never names its own."""
    for file, _ in labels.files:
        forms = story_forms(file, labels.annotations)
        found = {
            (one.entity, text[one.start : one.end]) for text, mentions in labels.mentions[file.id] for one in mentions
        }
        for at, label in enumerate(file.entities):
            for number, form in enumerate(label.forms):
                shared = sum(form in its_forms for its_forms in forms.values()) > 1  # form_shared says so
                if shared or (label.id, parse_form(form).mention) in found:
                    continue
                if any(find_mentions(text, {label.id: [form]}) for text, _ in labels.mentions[file.id]):
                    what = f"entities[{at}].forms[{number}]: {form!r} stands only inside the names of others"
                    yield Problem(labels.where(file.id), what, "leave it out, or give it a context of its own")


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
                yield Problem(labels.where(file.id), what, "write it with its context: in [Beijing]")


def name_unlabelled(labels: Labels) -> Iterator[Problem]:
    """A capitalised run or a number of the title or article that no mention covers and no exception allows."""
    for file, _ in labels.files:
        allowed = labels.annotations.allowed("name_unlabelled", file.id)
        for text, found in labels.mentions[file.id][:2]:
            for start, end in unlabelled(text, [(one.start, one.end) for one in found]):
                if text[start:end] not in allowed:
                    around = text[max(0, start - 20) : end + 10].replace("\n", " ")
                    what = f"{text[start:end]!r} carries no label: …{around}…"
                    yield Problem(labels.where(file.id), what, "add a form, or an entry in exceptions.yaml")


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
            yield Problem(
                str(labels.folder / "stories"), f"one name, several types: {places}", "decide, or add an exception"
            )


def mention_misplaced(labels: Labels) -> Iterator[Problem]:
    """A mention whose offsets do not give one of its entity's forms, or that overlaps another."""
    for story in labels.stories.values():
        taken: set[int] = set()
        for entity in story.entities:
            forms = {parse_form(form).mention for form in entity.forms}
            for mention in entity.mentions:
                place = f"{entity.id} at {mention.start} to {mention.end}"
                if story.document[mention.start : mention.end] not in forms:
                    yield Problem(labels.where(story.id), f"{place}: is none of its forms", "build the dataset anew")
                if not taken.isdisjoint(range(mention.start, mention.end)):
                    yield Problem(
                        labels.where(story.id), f"{place}: overlaps another mention", "build the dataset anew"
                    )
                taken.update(range(mention.start, mention.end))
