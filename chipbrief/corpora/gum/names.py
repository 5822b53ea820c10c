"""Decide which mentions of the corpus are names, which of their words form the name, and which OntoNotes type they get.

GUM marks every noun phrase: pronouns, descriptions, and names with all their modifiers (*the blue ship Corvina, which
sank in May*). A mention counts as a name if one of these holds:

- The head of the phrase is a proper noun. For a time it may also be a number in figures (*Friday*, *May 3*, *2015*).
- The head is a description directly before the name (*captain Ada Moss*), with the name as its `flat` or as its `appos`
  without punctuation.
- The corpus links the phrase to an article (`identity`), and the head is a word of the article's title or an acronym
  (*the Hajj*). The head must start with a capital, not open the sentence, and not be a pronoun.

A link alone does not make a name, because every mention of a chain has it, including *the team* and *its*. A phrase that
coordinates several things (*Atlantis and Endeavour*) is no name unless the article's title contains them.

As in the annotation guidelines of the open edition, the name excludes articles, possessives, relative clauses, places
after a comma, and titles of office (`nmod:desc` in GUM, and a few words that GUM marks as `flat`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chipbrief.corpora.gum.conllu import Word
from chipbrief.corpora.gum.entities import Bracket
from chipbrief.records import EntityType

TYPE_OF_KIND: dict[str, EntityType | None] = {
    "person": "PERSON",  # also what a text treats as a person; NORP for plurals (*the Belgians*)
    "organization": "ORG",  # also a state that acts, or a national team named after its state
    "place": "GPE",  # or FAC or LOC, depending on words of the name: GUM does not distinguish towns from buildings
    "object": "PRODUCT",  # ships, devices and other made things
    "event": "EVENT",
    "time": "DATE",  # or TIME for a time of day; `value` is null because GUM gives none for most
    "abstract": "WORK_OF_ART",  # only with a link: titles, programs, sites, faiths; or LAW or LANGUAGE
    "animal": None,  # OntoNotes has no type for living things other than persons
    "plant": None,
    "substance": None,  # OntoNotes has no type for materials
    "quantity": None,  # amounts are not names, and GUM gives no value to score
}
"""Nearest OntoNotes type of each GUM entity kind. Entities of a kind with None are left out."""

_FACILITY_WORDS = frozenset(
    "airport arena base booth bridge building cave center centre church complex court facility factory galleries gallery "
    "hall hospital hotel house laboratory library memorial monument mosque museum observatory palace planetarium prison "
    "road school square stadium station street temple theater theatre tower towers".split()
)
_REGION_WORDS = frozenset(
    "africa america antarctica asia atlantic bay channel coast desert earth europe forest gulf hemisphere island islands "
    "lake moon mount mountains northeast northwest ocean oceania pacific peninsula plains river sea southeast southwest "
    "strait valley".split()
)
_LAW = frozenset("act amendment bill charter code constitution convention law regulation treaty".split())
_TITLES = frozenset(
    "administrator ambassador ceo chairman colonel commissioner director dr dr. general governor justice major man "
    "minister mp mr mr. mrs mrs. ms ms. president prof. professor republican secretary sen. senator sheriff spokesperson "
    "undersecretary".split()
)
"""Titles of office that the corpus tags as proper nouns (*man* is from *man of the match*)."""
_CONNECTORS = frozenset("of for on at in a the and & : - – / 's '".split())
_PREPOSITIONS = frozenset(("of", "for", "on"))
_NAME_RELATIONS = ("compound", "flat", "amod", "nummod", "goeswith", "nmod:unmarked", "fixed")
_CLOCK = re.compile(r"\d:\d\d|\b(?:[ap]\.?m\.?|GMT|UTC)\b")


def kind_of(kind: str, name: str, plural: bool, identity: str | None) -> EntityType | None:
    """Return the OntoNotes type of a name of the GUM kind `kind`, or None if the entity is left out."""
    words = set(name.lower().split())
    if kind == "place":
        said = set(re.findall(r"[^\W\d_]+(?=[\W\d_]*$|(?: of ))", name.lower()))
        return "FAC" if said & _FACILITY_WORDS else "LOC" if said & _REGION_WORDS else TYPE_OF_KIND[kind]
    if kind == "person" and plural:
        return "NORP"
    if kind == "time" and _CLOCK.search(name):
        return "TIME"
    if kind == "abstract":
        if identity is None:
            return None
        if words & _LAW:
            return "LAW"
        return "LANGUAGE" if identity.endswith(" language") else TYPE_OF_KIND[kind]
    return TYPE_OF_KIND.get(kind)


def name_of(bracket: Bracket, words: Sequence[Word]) -> tuple[int, int] | None:
    """Return the indices of the first and last word of the name in a mention, or None if the mention is not a name."""
    span = range(bracket.first, bracket.last + 1)
    title = frozenset(re.findall(r"\w+", (bracket.identity or "").lower()))
    nucleus = _nucleus(span, bracket.kind, title, words)
    if nucleus is None or _is_group(nucleus, span, title, words):
        return None
    part = _parts(nucleus, span, bracket, title, words)
    first = last = nucleus
    while (before := _next(first, -1, span, part, bracket.kind, words)) is not None:
        first = before
    while (behind := _next(last, 1, span, part, bracket.kind, words)) is not None:
        last = behind
    while first < nucleus and (not _is_name_word(words[first])):
        first += 1
    if bracket.kind == "person":
        titles = [index for index in range(first, last + 1) if words[index].form.lower() in _TITLES]
        first = titles[-1] + 1 if titles else first
    # Scoring searches summaries for each form. A newspaper called *i*, or *(it)*, would be found in every sentence.
    is_name = any(not word.form.islower() and word.form[:1].isalnum() for word in words[first : last + 1])
    return (first, last) if is_name else None


def _nucleus(span: range, kind: str, title: frozenset[str], words: Sequence[Word]) -> int | None:
    heads = [index for index in span if words[index].head not in span and words[index].relation != "punct"]
    head = next((index for index in heads if words[index].upos == "PROPN"), heads[0] if heads else None)
    if head is None:
        return None
    word = words[head]
    if word.upos == "PROPN" or (kind == "time" and word.upos == "NUM" and word.form[:1].isdigit()):
        return head
    in_title = word.form.lower() in title or (len(word.form) > 1 and word.form.isupper())
    if title and in_title and word.form[:1].isupper() and not word.opens_sentence and word.upos != "PRON":
        return head
    if kind == "time":
        return None
    for index in range(head + 1, span.stop):
        if words[index].upos == "PUNCT" or words[index].head < head:
            return None
        if words[index].upos == "PROPN" and words[index].relation in ("flat", "appos") and words[index].head == head:
            return index
    return None


def _is_group(nucleus: int, span: range, title: frozenset[str], words: Sequence[Word]) -> bool:
    joined = [words[index] for index in span if words[index].relation == "conj" and words[index].head == nucleus]
    return any(word.form.lower() not in title for word in joined)


def _parts(nucleus: int, span: range, bracket: Bracket, title: frozenset[str], words: Sequence[Word]) -> set[int]:
    """Return the nucleus and its dependents that are part of the name rather than of a description."""
    top = words[nucleus].head if words[nucleus].relation == "flat" else -1
    part = {nucleus} | {index for index in span if words[index].head == top >= 0 and words[index].relation == "flat"}
    while True:
        more = {
            index
            for index in span
            if index not in part and words[index].head in part and _belongs(words, index, span, bracket, title)
        }  # fmt: skip
        if not more:
            break
        part |= more
    return part | {index for index in span if _is_name_word(words[index]) and words[index].form.lower() in title}


def _belongs(words: Sequence[Word], index: int, span: range, bracket: Bracket, title: frozenset[str]) -> bool:
    word = words[index]
    if word.relation == "amod" or (word.relation == "compound" and word.upos == "NOUN"):
        return word.form[:1].isupper() or word.form.lower() in title
    if word.relation in _NAME_RELATIONS:
        return not (word.relation == "nummod" and bracket.kind == "person")
    if word.relation == "conj":
        return words[word.head].relation == "compound" or word.form.lower() in title
    if word.relation == "nmod" and bracket.kind not in ("person", "time") and word.upos == "PROPN":
        links = {
            words[case].form.lower() for case in span if words[case].head == index and words[case].relation == "case"
        }
        return word.form.lower() in title if title else links <= _PREPOSITIONS
    return False


def _next(place: int, step: int, span: range, part: set[int], kind: str, words: Sequence[Word]) -> int | None:
    """Return the next word of the name in direction `step`, or None. Skip connectors (and in a date a comma)."""
    joined = _CONNECTORS | {","} if kind == "time" else _CONNECTORS
    place += step
    while place in span and place not in part and words[place].form.lower() in joined:
        place += step
    return place if place in part else None


def _is_name_word(word: Word) -> bool:
    return word.upos in ("PROPN", "NUM") or word.form[:1].isdigit() or (word.form[:1].isupper() and word.upos != "DET")
