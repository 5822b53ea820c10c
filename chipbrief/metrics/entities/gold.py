"""The labelled entities of a story, made ready to be found in many texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

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


class ValueForms(NamedTuple):
    """How a text may state an entity's value: forms that need a context, and the others as values or as runs of words."""

    in_context: Forms
    values: tuple[tuple[EntityType, str], ...]
    runs: tuple[str, ...]


class Gold:
    """The entities of a story.

    `exact` finds the forms of names as they are written, and `index` all names by their normalised tokens. `aliases` maps the
    id of an entity to its aliases as keys. `valued` has the forms of each entity that is a value.
    """

    def __init__(self, entities: tuple[Entity, ...]) -> None:
        self.entities = entities
        self.types: dict[str, EntityType] = {one.id: one.type for one in entities}
        self.aliases = {one.id: tuple(key(alias) for alias in one.aliases) for one in entities}
        self.alias_runs = [(one.id, run_of(keys)) for one in entities for keys in self.aliases[one.id] if keys]
        self.valued = [(one, _value_forms(one)) for one in entities if one.type in VALUE_TYPES]
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


def _value_forms(entity: Entity) -> ValueForms:
    """A form that is a value counts by it, so that `31%` is not named by 31; any other (*last week*) by its words."""
    values = [] if entity.value is None else [(entity.type, entity.value)]
    runs = []
    for form in entity.forms:
        if "[" not in form and not form.isdigit():
            found = find_values(form)
            if found and (found[0].start, found[0].end) == (0, len(form)):
                values.append((found[0].type, found[0].value))
            elif keys := key(form):
                runs.append(run_of(keys))
    in_context = Forms({entity.id: [form for form in entity.forms if "[" in form]})
    return ValueForms(in_context, tuple(values), tuple(runs))
