"""Check forms, names and mentions of entities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from chipbrief.annotations.build import story_forms
from chipbrief.annotations.checks.labels import Labels
from chipbrief.language.mentions import find_mentions, parse_form, unlabelled
from chipbrief.language.tokens import key
from chipbrief.problems import Problem


def form_nowhere(labels: Labels) -> Iterator[Problem]:
    """Report forms that occur nowhere in the story's title, article or references, and entities without forms."""
    for file, _ in labels.files:
        texts = [text for text, _ in labels.mentions[file.id]]
        for at, label in enumerate(file.entities):
            if not labels.annotations.entity(label)[2]:
                yield Problem(
                    labels.where(file.id), f"entities[{at}]: {label.id!r} has no form", "list the forms that name it"
                )
            for number, form in enumerate(label.forms):
                if not any(find_mentions(text, {label.id: [form]}) for text in texts):
                    what = (
                        f"entities[{at}].forms[{number}]: {form!r} occurs nowhere in the title, article or references"
                    )
                    yield Problem(labels.where(file.id), what, "correct the form, or move it to source_forms")


def form_swallowed(labels: Labels) -> Iterator[Problem]:
    """Report forms that occur only inside a longer form of another entity, so that they never become a mention."""
    for file, _ in labels.files:
        forms = story_forms(file, labels.annotations)
        found = {
            (one.entity, text[one.start : one.end]) for text, mentions in labels.mentions[file.id] for one in mentions
        }
        for at, label in enumerate(file.entities):
            for number, form in enumerate(label.forms):
                shared = sum(form in its_forms for its_forms in forms.values()) > 1  # `form_shared` reports it
                if shared or (label.id, parse_form(form).mention) in found:
                    continue
                if any(find_mentions(text, {label.id: [form]}) for text, _ in labels.mentions[file.id]):
                    what = f"entities[{at}].forms[{number}]: {form!r} occurs only inside forms of other entities"
                    yield Problem(labels.where(file.id), what, "remove the form, or add context words to it")


def form_shared(labels: Labels) -> Iterator[Problem]:
    """Report forms that two entities of a story share: their mentions could not be told apart."""
    for file, _ in labels.files:
        owners: dict[str, set[str]] = defaultdict(set)
        for entity, forms in story_forms(file, labels.annotations).items():
            for form in forms:
                owners[form].add(entity)
        for form, its_owners in owners.items():
            if len(its_owners) > 1:
                what = f"form {form!r} belongs to {' and '.join(sorted(its_owners))}"
                yield Problem(
                    labels.where(file.id), what, "add context words, with the mention in brackets: in [Beijing]"
                )


def name_unlabelled(labels: Labels) -> Iterator[Problem]:
    """Report capitalised words and numbers in the title or article that no mention covers and `exceptions.yaml` does not allow.

    A capitalised word that only begins a sentence is not reported. In a benchmark of one's own, stories without entities are left
    out, because entities are optional there.
    """
    for file, _ in labels.files:
        if labels.own and not file.entities:
            continue
        allowed = labels.annotations.allowed("name_unlabelled", file.id)
        for text, found in labels.mentions[file.id][:2]:
            for start, end in unlabelled(text, [(one.start, one.end) for one in found]):
                if text[start:end] not in allowed:
                    around = text[max(0, start - 20) : end + 10].replace("\n", " ")
                    what = f"{text[start:end]!r} has no label: …{around}…"
                    yield Problem(labels.where(file.id), what, "add a form, or an entry in exceptions.yaml")


def name_typed_twice(labels: Labels) -> Iterator[Problem]:
    """Report names that have different types in different stories."""
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
                str(labels.folder / "stories"),
                f"one name has several types: {places}",
                "use one type, or add an exception",
            )


def mention_misplaced(labels: Labels) -> Iterator[Problem]:
    """Report mentions whose text is not a form of their entity, and mentions that overlap."""
    for story in labels.stories.values():
        taken: set[int] = set()
        for entity in story.entities:
            forms = {parse_form(form).mention for form in entity.forms}
            for mention in entity.mentions:
                place = f"{entity.id} at {mention.start} to {mention.end}"
                if story.document[mention.start : mention.end] not in forms:
                    yield Problem(
                        labels.where(story.id), f"{place}: the text is not one of its forms", "rebuild the dataset"
                    )
                if not taken.isdisjoint(range(mention.start, mention.end)):
                    yield Problem(labels.where(story.id), f"{place}: overlaps another mention", "rebuild the dataset")
                taken.update(range(mention.start, mention.end))
