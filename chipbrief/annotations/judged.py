"""Digests of the texts on which labels were judged, to notice labels that are older than their text.

Whether a text states a fact is judged on the wording of both. `annotations/judged.yaml` stores one digest per judged text:
of the text itself and of all facts of its story. `scripts/record_judged.py` writes it after the labels were judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from chipbrief.annotations.schema import FactAnswersFile, FactLabelsFile, TextAnswers, TextLabel
from chipbrief.files import sha256
from chipbrief.metrics.facts import llm
from chipbrief.problems import InputError, Problem
from chipbrief.records import Fact, Story
from chipbrief.yaml_files import decode, load_yaml

T = TypeVar("T")
DIGITS = 16
"""Number of hexadecimal digits of a digest."""


@dataclass(frozen=True, slots=True)
class JudgedText:
    """A text of a story or cluster and the digest under which it was judged.

    `text` is `article` (judged: whether the facts agree with it), or the kind and the origin of a text whose facts were
    labelled: `abstract/set-a`, `headline/set-b`, `output/lead`.
    """

    story: str
    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """Content of `annotations/judged.yaml`."""

    texts: tuple[JudgedText, ...]


@dataclass(frozen=True, slots=True)
class Judgements:
    """Which texts state which facts, by whom, and on which wording they were judged. Files that a folder lacks are empty."""

    fact_labels: tuple[TextLabel, ...] = ()
    fact_answers: tuple[TextAnswers, ...] = ()
    judged: tuple[JudgedText, ...] = ()


def load_judgements(folder: Path, problems: list[Problem]) -> Judgements:
    """Load `fact_labels.yaml`, `fact_answers.yaml` and `judged.yaml` of an annotation folder. Add what is wrong to `problems`."""
    labels = _load(folder / "fact_labels.yaml", FactLabelsFile, problems)
    answers = _load(folder / "fact_answers.yaml", FactAnswersFile, problems)
    judged = _load(folder / "judged.yaml", JudgedFile, problems)
    return Judgements(labels.texts if labels else (), answers.texts if answers else (), judged.texts if judged else ())


def _load(path: Path, schema: type[T], problems: list[Problem]) -> T | None:
    try:
        return decode(load_yaml(path), schema, str(path)) if path.is_file() else None
    except InputError as error:
        problems.extend(error.problems)
        return None


def judged_texts(stories: Mapping[str, Story], labelled: Iterable[TextLabel]) -> Iterator[JudgedText]:
    """Yield the texts to be judged, with the digests of their current wording: those of each story, then those in `labelled`.

    Texts in `labelled` whose story is unknown are left out.
    """
    for name in sorted(stories):
        story = stories[name]
        yield JudgedText(name, "article", _digest(f"{story.title}\n\n{story.document}", story.facts))
        for one in story.references:
            if one.kind == "abstract":
                yield JudgedText(name, f"abstract/{one.annotator}", _digest(one.text, story.facts))
    for label in labelled:
        if label.story in stories:
            digest = _digest(label.text, stories[label.story].facts)
            yield JudgedText(label.story, f"{label.kind}/{label.origin}", digest)


def _digest(text: str, facts: Sequence[Fact]) -> str:
    return sha256("\0".join([text, *(f"{fact.id} {fact.text}" for fact in facts)]))[:DIGITS]


def questions_digest(text: str, facts: Iterable[Fact]) -> str:
    """Return the digest of the questions that the matcher `llm` asks about a text, as in `fact_answers.yaml`."""
    return sha256("\0".join(llm.prompt(text, fact.text) for fact in facts))[:DIGITS]
