"""What a document has to show for the names of a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from chipbrief.language.aliases import groups, groups_of_codes, towns_of
from chipbrief.language.forms import (
    INSIDE_NAMES,
    SHORTEST_ROOT,
    are_forms,
    by_root,
    capital_runs,
    initials,
    latin,
    letters_of_names,
    may_be_initials,
    numbered_forms,
    roots,
    spellings,
)
from chipbrief.language.index import keys_outside, neighbours_of, opening_places, places_by_key, words_with_beginning
from chipbrief.language.lexicon import is_name, is_word
from chipbrief.language.once import once
from chipbrief.language.renamed import beginnings_of_others, has_names_of_others, places_in_clubs, places_of_others
from chipbrief.language.tokens import Cut
from chipbrief.language.words import GIVEN, Word, is_joint, is_shouted

LONGEST = 5
"""Tokens of the longest run that is looked up as a whole; a longer name is supported part by part."""
_LONGEST_WORD = 60
"""Letters of the longest word that is looked for as two."""


class Evidence:
    """The words, capitals, aliases and acronyms of a document. What few summaries ask for is made when it is asked for."""

    def __init__(self, found: Cut, names: list[tuple[int, int, str]] | None = None) -> None:
        """`names`: the names of the tables in the text, if they have been found already."""
        self.cut = found
        if names is not None:
            self.names = names
        self.keys = frozenset(found.keys)
        self.run = f" {' '.join(found.keys)} "
        self.capitals = set(map(found.keys.__getitem__, found.capitals))
        self._roots: dict[str, dict[str, list[str]]] = {}
        self._in_person: dict[str, bool] = {}

    @once
    def inside(self) -> set[str]:
        """Words with a capital inside a sentence, and those that open one and are names."""
        keys, opening = self.cut.keys, opening_places(self.cut)
        return {keys[at] for at in set(self.cut.capitals).difference(opening)}.union(self._openers(opening))

    def _openers(self, opening: Iterable[int]) -> Iterator[str]:
        """Words that open a sentence and are names: no English words, or first names with another capital behind them."""
        keys, capitals = self.cut.keys, self._capitals
        for at in opening:
            if not is_word(keys[at]) or (keys[at] in GIVEN and at + 1 in capitals and self._joined(at + 1)):
                yield keys[at]

    @property
    def cased(self) -> bool:
        """Whether the document writes names with capitals; the pronoun *I* is no name."""
        return len(self.inside - {"i"}) > 0

    @once
    def _capitals(self) -> frozenset[int]:
        return frozenset(self.cut.capitals)

    def _joined(self, at: int) -> bool:
        return is_joint(self.cut.text[self.cut.ends[at - 1] : self.cut.starts[at]])

    @once
    def small(self) -> set[str]:
        """Words that the document writes without a capital."""
        keys = list(self.cut.keys)
        for at in self.cut.capitals:
            keys[at] = ""
        return set(keys)

    @once
    def numbered(self) -> set[str]:
        """Words that stand before a number and a hyphen: *f* of “F-16”."""
        _, keys, starts, ends, _ = self.cut
        hyphens = (
            at
            for at, key in enumerate(keys)
            if key[0].isdigit() and at and starts[at] - ends[at - 1] == 1 and self.cut.text[ends[at - 1]] == "-"
        )
        return {keys[at - 1] for at in hyphens if keys[at - 1].isalpha()}

    @once
    def names(self) -> list[tuple[int, int, str]]:
        """The names of the tables, each with its first word, the one behind its last word, and its group."""
        return groups()[0].find_keys(self.cut.keys)

    @once
    def _groups(self) -> set[str]:
        return {group for _, _, group in self.names} | set(groups_of_codes(self.cut.text))

    @once
    def own(self) -> frozenset[str]:
        """The words that stand for themselves somewhere, and not only in the name of another place: no *Mexico* of “New Mexico”."""
        if self.keys.isdisjoint(beginnings_of_others()):
            return self.keys
        hidden = places_of_others(self.cut, self.names) if has_names_of_others(self.keys, self.run) else []
        hidden += places_in_clubs(self.cut.keys, self.keys)
        return keys_outside(self.cut.keys, hidden) if hidden else self.keys

    @once
    def _run_of_own(self) -> str:
        return f" {' '.join(self.own)} "

    def _with_root(self, root: str) -> list[str]:
        """Return the words of the document that have this root."""
        beginning = root[:SHORTEST_ROOT]
        found = self._roots.get(beginning)
        if found is None:
            found = self._roots[beginning] = by_root(words_with_beginning(self._run_of_own, beginning))
        return found.get(root, [])

    @once
    def _latin(self) -> set[str]:
        return {latin(key) for key in self.own if key.endswith(("y", "i", "j"))} - {""}

    @once
    def shouted(self) -> set[str]:
        """Words in capitals, in small letters."""
        text, keys, starts, ends, _ = self.cut
        return {keys[at].casefold() for at in self.cut.maybe_shouted() if is_shouted(text[starts[at] : ends[at]])}

    @once
    def _first_letters(self) -> frozenset[str]:
        return frozenset([word[0] for word in self.shouted])

    @once
    def _runs(self) -> list[range]:
        return list(capital_runs(self.cut.keys, self.cut.capitals, self._joined))

    @once
    def _initials(self) -> str:
        longer = (self.cut.keys[run.start : run.stop] for run in self._runs if len(run) > 1)
        return " ".join([letters for run in longer for letters in initials(run)])

    @once
    def neighbours(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The words that stand before each word of a name, and those behind it."""
        return neighbours_of(self.cut.keys, self._runs, self._capitals)

    def has_run(self, keys: Sequence[str]) -> bool:
        """Whether the document has these words side by side."""
        return self.keys.issuperset(keys) and f" {' '.join(keys)} " in self.run

    def has(self, keys: tuple[str, ...]) -> bool:
        """Whether the document has a name, in these words, in another form of them, under another name, or by its initials."""
        if len(keys) > 1:
            return self.has_run(keys) or "".join(keys) in self.keys or self._has_alias(keys) or self.has_acronym(keys)
        key = keys[0]
        if key in self.own or self._has_alias(keys) or self._has_word(key):
            return True
        return may_be_initials(key) and self.has_initials(key.casefold())

    def has_initials(self, letters: str) -> bool:
        """Whether a name of the document has these initials."""
        return letters in self._initials

    def implies(self, keys: tuple[str, ...]) -> bool:
        """Whether a name is that of a people of which the document names a town: *Welsh* by Swansea, but not *Wales*."""
        return not self.keys.isdisjoint(towns_of().get(keys, ()))

    def may_have_acronym(self, keys: Sequence[str], capitals: Sequence[int]) -> bool:
        """Whether a name among some words, of which those at `capitals` have a capital, may have its initials in the document."""
        return bool(self.shouted) and any(map(letters_of_names(keys, capitals).__contains__, self.shouted))

    def has_acronym(self, keys: Sequence[str]) -> bool:
        """Whether the document has the initials of a name in capitals."""
        if not self.shouted or (keys[0] not in INSIDE_NAMES and keys[0][0].casefold()[0] not in self._first_letters):
            return False
        found = [one for one in initials(keys) if len(one) > 1 and one in self.shouted]
        return any(one in self.keys or one.upper() in self.keys for one in found)

    def _has_alias(self, keys: tuple[str, ...]) -> bool:
        owner = groups()[0].owner
        group = owner.get(keys) or (owner.get((*keys[:-1], keys[-1][:-1])) if keys[-1].endswith("s") else None)
        return group is not None and group in self._groups

    def _has_word(self, key: str) -> bool:
        """Whether the document has a word in another form."""
        if key.isdigit():
            return False
        if key == "US" and not self.cased:
            return "us" in self.keys
        return (
            self._has_in_two(key)
            or self._has_number(key)
            or not self.own.isdisjoint(spellings(key))
            or (f" {key[:SHORTEST_ROOT]}" in self.run and self._has_form(key))
        )

    def _has_form(self, key: str) -> bool:
        """Whether the document has a word with another ending: *Zelenskiy* for *Zelenskyy*, *Vienna* for *Viennese*."""
        if (bare := latin(key)) != "" and bare in self._latin:
            return True
        return any(are_forms(key, other, root) for root in roots(key) for other in self._with_root(root))

    def _has_in_two(self, key: str) -> bool:
        """Whether the document writes a word as two: *Coca Cola* for *CocaCola*."""
        if len(key) > _LONGEST_WORD:
            return False
        return any(key[:at] in self.keys and self.has_run((key[:at], key[at:])) for at in range(1, len(key)))

    def _has_number(self, key: str) -> bool:
        """Whether the document has *under21* as *Under-21s*, *f16s* as *F-16*, *f16* as *F-16C*."""
        return any(self._has_in_two(one) or one in self.keys for one in numbered_forms(key))

    @once
    def places(self) -> dict[str, list[int]]:
        """Return the places of the words with a capital, by their keys."""
        return places_by_key(self.cut.keys, self.cut.capitals)

    def _is_by_itself(self, at: int) -> bool:
        """Whether a word stands behind no first name and before no surname."""
        keys, capitals = self.cut.keys, self._capitals
        given = keys[at - 1] in GIVEN and at - 1 in capitals and self._joined(at)
        behind = keys[at + 1] if at + 1 in capitals and self._joined(at + 1) else ""
        return not given and (not is_name(behind) or is_word(behind))

    def has_in_person(self, key: str) -> bool:
        """Whether the document has a word only in a person's name: no *Paris* in “Paris Hilton”, nor *Jordan* in “Michael Jordan”."""
        found = self._in_person.get(key)
        if found is None:
            found = (places := self.places.get(key)) is not None and not any(map(self._is_by_itself, places))
            self._in_person[key] = found
        return found

    def has_only_as_word(self, word: Word) -> bool:
        """Whether the document has a capitalised word in small letters alone, where it is an ordinary word (*hill*)."""
        return word.key not in self.capitals and word.key in self.small and is_word(word.key) and self.cased

    def belongs_to_another(self, first: str, second: str) -> bool:
        """Whether the document gives this surname to others and this first name to others: *John Smith* of two people."""
        before, after = self.neighbours
        names = before.get(second, set()), after.get(first, set())
        return bool(names[0]) and bool(names[1]) and first not in names[0]
