"""The labelled entities of a story, made ready to be found in many texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from chipbrief.language.index import NameIndex
from chipbrief.language.mentions import Forms, parse_form
from chipbrief.language.surnames import surnames_of
from chipbrief.language.tokens import key
from chipbrief.language.values import find_values
from chipbrief.records import VALUE_TYPES, Entity, EntityType

__all__ = ["Gold", "Once", "gold_of", "run_of"]

T = TypeVar("T")
_STORIES = 64
"""Number of stories whose records are kept ready."""


class Once(Generic[T]):
    """A function of tuples of records that is called once for each story.

    The same tuples are known by their identity: to hash all records of a story takes longer than to score a summary.
    """

    def __init__(self, make: Callable[..., T]) -> None:
        self._make = lru_cache(maxsize=_STORIES)(make)
        self._kept: dict[tuple[int, ...], tuple[tuple[Sequence[Any], ...], T]] = {}

    def __call__(self, *records: Sequence[Any]) -> T:
        """Return what the function makes of these records."""
        same = tuple(map(id, records))
        found = self._kept.get(same)
        if found is not None:
            return found[1]
        made = self._make(*map(tuple, records))
        if all(isinstance(one, tuple) for one in records):  # a list may change
            if len(self._kept) >= _STORIES:
                self._kept.clear()
            self._kept[same] = (records, made)  # holds the records, so that no other ones get their identity
        return made


class Values:
    """How a text may state the entities that are values: by an equal value, a run of words, or a form that needs a context.

    `owners` maps each value to the ids of its entities, and `alike` the type and length of values to them. `runs` holds runs of words
    by their first words.
    """

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.owners: dict[tuple[EntityType, str], list[str]] = {}
        self.alike: dict[tuple[EntityType, int], list[tuple[str, str]]] = {}
        self.runs: dict[str, list[tuple[str, str]]] = {}
        self.in_context: list[tuple[str, Forms]] = []
        for one in entities:
            if one.value is not None:
                self._add(one.type, one.value, one.id)
            for form in one.forms:
                if "[" not in form and not form.isdigit():
                    self._add_form(form, one.id)
            if forms := [form for form in one.forms if "[" in form]:
                self.in_context.append((one.id, Forms({one.id: forms})))

    def _add(self, kind: EntityType, value: str, owner: str) -> None:
        self.owners.setdefault((kind, value), []).append(owner)
        self.alike.setdefault((kind, len(value)), []).append((value, owner))

    def _add_form(self, form: str, owner: str) -> None:
        """Add a form that is a value by it, so that `31%` is not named by 31; any other (*last week*) by its words."""
        found = find_values(form)
        if found and (found[0].start, found[0].end) == (0, len(form)):
            self._add(found[0].type, found[0].value, owner)
        elif keys := key(form):
            self.runs.setdefault(keys[0], []).append((run_of(keys), owner))


class Gold:
    """The entities of a story.

    `exact` finds the forms of names as they are written, and `index` all names by their normalised tokens. `aliases` maps the
    id of an entity to its aliases as keys.
    """

    def __init__(self, entities: tuple[Entity, ...]) -> None:
        self.entities = entities
        self.types: dict[str, EntityType] = {one.id: one.type for one in entities}
        self.aliases = {one.id: tuple(key(alias) for alias in one.aliases) for one in entities}
        self.alias_runs = [(one.id, keys[0], run_of(keys)) for one in entities for keys in self.aliases[one.id] if keys]
        self.values = Values(one for one in entities if one.type in VALUE_TYPES)
        names = [one for one in entities if one.type not in VALUE_TYPES]
        listed = [(form, one.id) for one in names for form in one.forms if "[" not in form]
        taken = {key(form) for form, _ in listed}
        # An entity's name that is listed as a form of another one is that other's: the one has it in context alone.
        called = [(one.name, one.id) for one in names if key(one.name) not in taken]
        plain = list(_unambiguous([*listed, *called]))
        own = set(plain)
        self.exact = Forms(
            {one.id: [form for form in one.forms if "[" in form or (form, one.id) in own] for one in names}
        )
        in_context = [(parse_form(form).mention, one.id) for one in names for form in one.forms if "[" in form]
        self.surnames = surnames_of(names)
        self.index = NameIndex([*plain, *in_context, *self.surnames.owners.items()])


gold_of = Once(Gold)
"""Return the `Gold` of a sequence of entities."""


def run_of(keys: Sequence[str]) -> str:
    """Return keys of words as a text that is searched for in `Reading.run`."""
    return f" {' '.join(keys)} "


def _unambiguous(forms: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The forms that name one entity: a bare *Smith* that two people of a story are given names neither."""
    owners = Counter(keys for keys, _ in {(key(form), owner) for form, owner in forms})
    return ((form, owner) for form, owner in forms if owners[key(form)] == 1)
