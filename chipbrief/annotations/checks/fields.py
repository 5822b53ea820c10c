"""Check the dates and languages of stories, and the files of fact labels and of answers to fact questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from chipbrief.annotations.checks.labels import Labels
from chipbrief.annotations.schema import TextAnswers, TextLabel
from chipbrief.problems import Problem

YEARS = (1600, 2100)
"""First and last year of a page that a story may come from. The first newspapers appeared about 1605."""
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3})?(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
)
"""Language tag of BCP 47: language, script, region, variants, extensions, private use, in the usual upper and lower case."""
LANGUAGES = frozenset(
    (
        "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et"
        " eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk"
        " kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny"
        " oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk"
        " tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
    ).split()
)
"""Codes of ISO 639-1. Languages without one have a code of three letters, which only the form is known of."""
ORIGIN = re.compile(r"[\w.-]{1,100}", re.ASCII)


def is_language(tag: str) -> bool:
    """Return whether `tag` is a language tag (BCP 47) with a known language of two letters, or a language of three letters."""
    match = _TAG.fullmatch(tag) if len(tag) <= 35 else None
    return match is not None and (len(match["language"]) == 3 or match["language"] in LANGUAGES)


def is_day(text: str) -> bool:
    """Return whether `text` is a day that exists, as YYYY-MM-DD, in one of the `YEARS`."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return False
    try:
        return YEARS[0] <= date.fromisoformat(text).year <= YEARS[1]
    except ValueError:
        return False


def date_or_language_invalid(labels: Labels) -> Iterator[Problem]:
    """Report dates that do not exist or lie outside of 1600 to 2100, and languages that are not tags of BCP 47."""
    for story in labels.annotations.stories:
        where = labels.where(story.id)
        for name in ("published", "anchor"):
            text = getattr(story, name)
            if text is not None and not is_day(text):
                remedy = "write a day such as 2025-07-15, or null"
                yield Problem(where, f"{name}: {text[:80]!r} is not a day from {YEARS[0]} to {YEARS[1]}", remedy)
        if not is_language(story.language):
            yield Problem(where, f"language: {story.language[:80]!r} is no known language tag", "write en or pt-BR")


def fact_label_unknown(labels: Labels) -> Iterator[Problem]:
    """Report entries of `fact_labels.yaml` and `fact_answers.yaml` that name unknown stories, facts or annotators.

    Report also entries that occur twice, and entries without a text.
    """
    judgements = labels.annotations.judgements
    yield from _entry_problems(labels, judgements.fact_labels, labels.folder / "fact_labels.yaml")
    yield from _entry_problems(labels, judgements.fact_answers, labels.folder / "fact_answers.yaml")


def _entry_problems(labels: Labels, entries: Sequence[TextLabel | TextAnswers], path: Path) -> Iterator[Problem]:
    rows = {**labels.stories, **labels.clusters}
    # A story has one text of each kind and origin, except for test texts, which only their wording tells apart.
    counts = Counter((one.story, one.kind, one.origin, getattr(one, "text", "")) for one in entries)
    for at, one in enumerate(entries):
        found: list[tuple[str, str]] = []
        if one.story not in rows:
            found.append((f"story: unknown story {one.story!r}", "write the id of a labelled story"))
        known = {fact.id for fact in rows[one.story].facts} if one.story in rows else set(one.stated)
        found += (
            (f"stated: {fact!r} is no fact of the story", "correct the id") for fact in one.stated if fact not in known
        )
        if len(set(one.stated)) < len(one.stated):
            found.append(("stated: a fact is listed twice", "keep one"))
        if one.kind in ("abstract", "brief", "headline") and one.origin not in labels.annotations.annotators:
            found.append((f"origin: unknown annotator {one.origin!r}", "use an id of annotators.yaml"))
        elif not ORIGIN.fullmatch(one.origin):
            found.append(
                (f"origin: {one.origin!r} is not the name of a system", "use letters, digits, dots and hyphens")
            )
        if isinstance(one, TextLabel) and not one.text.strip():
            found.append(("text: is empty", "write the text"))
        if isinstance(one, TextAnswers) and not re.fullmatch(r"[0-9a-f]{16}", one.questions):
            found.append((f"questions: {one.questions!r} is no digest", "write 16 lowercase hexadecimal digits"))
        if counts[one.story, one.kind, one.origin, getattr(one, "text", "")] > 1:
            found.append(("story: has this entry more than once", "keep one"))
        yield from (Problem(str(path), f"texts[{at}].{what}", remedy) for what, remedy in found)
