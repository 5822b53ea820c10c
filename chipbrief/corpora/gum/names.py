"""Which mentions of the corpus are names, which of their words are the name, and what OntoNotes calls the thing.

GUM marks every noun phrase: pronouns, descriptions, and names with everything that hangs on them (*the blue ship
Corvina, which sank in May*). A mention is *named* here if

- the head of the phrase is a proper noun (for a time: a proper noun or a number in figures, *Friday*, *May 3*, *2015*);
- or a description stands right before the name (*captain Ada Moss*): its `flat` or unpunctuated `appos` is one;
- or the corpus links the phrase to an article (`identity`) and its head, with a capital inside a sentence, is a word of
  the article's title or an acronym, whatever its tag (*the Hajj*).

A link alone does not make a name: it stands on every mention of a chain, on *the team* and *its* as well. Phrases that
coordinate several things (*Atlantis and Endeavour*) are no name unless the article's title says so.

The name is the part of the phrase that the annotation guidelines of the open edition take: no article, no title of
office (GUM's `nmod:desc`, and a few words where it has `flat`), no possessive, no relative clause, no place behind a comma.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chipbrief.corpora.gum.conllu import Word
from chipbrief.corpora.gum.entities import Bracket
from chipbrief.records import EntityType

KINDS: dict[str, EntityType | None] = {
    "person": "PERSON",  # people and what is told as people; in the plural (*the Belgians*) NORP
    "organization": "ORG",  # also a state that acts, or a national team under the state's name
    "place": "GPE",  # or FAC, or LOC, by what the name's last word says: GUM does not tell a town from a building
    "object": "PRODUCT",  # ships, devices: things that somebody made
    "event": "EVENT",
    "time": "DATE",  # or TIME, where the name has a clock's figures; `value` is null: GUM states none for most
    "abstract": "WORK_OF_ART",  # only where linked: titles, programs, sites, faiths; or LAW, or LANGUAGE
    "animal": None,  # OntoNotes has no type for living things that are not persons,
    "plant": None,
    "substance": None,  # nor for what things are made of
    "quantity": None,  # amounts have no name, and GUM gives no value to credit
}
"""GUM's kinds and the nearest type of OntoNotes; null: left out."""

_FACILITY = frozenset(
    "airport arena base booth bridge building cave center centre church complex court facility factory galleries gallery "
    "hall hospital hotel house laboratory library memorial monument mosque museum observatory palace planetarium prison "
    "road school square stadium station street temple theater theatre tower towers".split()
)
_REGION = frozenset(
    "africa america antarctica asia atlantic bay channel coast desert earth europe forest gulf hemisphere island islands "
    "lake moon mount mountains northeast northwest ocean oceania pacific peninsula plains river sea southeast southwest "
    "strait valley".split()
)
_LAW = frozenset("act amendment bill charter code constitution convention law regulation treaty".split())
_OFFICES = frozenset(
    "administrator ambassador ceo chairman colonel commissioner director dr dr. general governor justice major man "
    "minister mp mr mr. mrs mrs. ms ms. president prof. professor republican secretary sen. senator sheriff spokesperson "
    "undersecretary".split()
)
"""Words of office that the corpus tags as proper nouns; *man* is that of the match."""
_JOINED = frozenset("of for on at in a the and & : - – / 's '".split())
_LINKS = frozenset(("of", "for", "on"))
_PARTS = ("compound", "flat", "amod", "nummod", "goeswith", "nmod:unmarked", "fixed")
_CLOCK = re.compile(r"\d:\d\d|\b(?:[ap]\.?m\.?|GMT|UTC)\b")


def kind_of(kind: str, name: str, plural: bool, identity: str | None) -> EntityType | None:
    """The type of a name of one of GUM's kinds, or null where it has none and the entity is left out."""
    words = set(name.lower().split())
    if kind == "place":
        said = set(re.findall(r"[^\W\d_]+(?=[\W\d_]*$|(?: of ))", name.lower()))
        return "FAC" if said & _FACILITY else "LOC" if said & _REGION else KINDS[kind]
    if kind == "person" and plural:
        return "NORP"
    if kind == "time" and _CLOCK.search(name):
        return "TIME"
    if kind == "abstract":
        if identity is None:
            return None
        if words & _LAW:
            return "LAW"
        return "LANGUAGE" if identity.endswith(" language") else KINDS[kind]
    return KINDS.get(kind)


def name_of(bracket: Bracket, words: Sequence[Word]) -> tuple[int, int] | None:
    """The first and last word of the name in a mention, or null for a mention that is not named."""
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
        titles = [index for index in range(first, last + 1) if words[index].form.lower() in _OFFICES]
        first = titles[-1] + 1 if titles else first
    # A form is looked for in summaries: a newspaper called *i*, or the mark *(it)*, would be found in every sentence.
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
    """The nucleus and what depends on it as a part of a name, not as a description of the thing."""
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
    if word.relation in _PARTS:
        return not (word.relation == "nummod" and bracket.kind == "person")
    if word.relation == "conj":
        return words[word.head].relation == "compound" or word.form.lower() in title
    if word.relation == "nmod" and bracket.kind not in ("person", "time") and word.upos == "PROPN":
        links = {
            words[case].form.lower() for case in span if words[case].head == index and words[case].relation == "case"
        }
        return word.form.lower() in title if title else links <= _LINKS
    return False


def _next(place: int, step: int, span: range, part: set[int], kind: str, words: Sequence[Word]) -> int | None:
    """The next word of the name on one side, over hyphens, *of the* and the like; for a date over a comma."""
    joined = _JOINED | {","} if kind == "time" else _JOINED
    place += step
    while place in span and place not in part and words[place].form.lower() in joined:
        place += step
    return place if place in part else None


def _is_name_word(word: Word) -> bool:
    return word.upos in ("PROPN", "NUM") or word.form[:1].isdigit() or (word.form[:1].isupper() and word.upos != "DET")
