"""Check that labels are not older than the texts on which they were judged."""

from __future__ import annotations

from collections.abc import Iterator

from chipbrief.annotations.checks.labels import Labels
from chipbrief.annotations.judged import judged_texts, questions_digest
from chipbrief.problems import Problem

JUDGE_AGAIN = "judge them again, then run `python scripts/record_judged.py {story}`"


def label_stale(labels: Labels) -> Iterator[Problem]:
    """Report fact labels and answers to fact questions that were given on another wording of a text or of its story's facts."""
    where = str(labels.folder / "judged.yaml")
    current = {
        (one.story, one.text): one.digest
        for one in judged_texts({**labels.stories, **labels.clusters}, labels.annotations.judgements.fact_labels)
    }
    recorded = {(one.story, one.text): one.digest for one in labels.annotations.judgements.judged}
    for (story, text), digest in current.items():
        if recorded.get((story, text)) != digest:
            what = f"{story}, {text}: the text or a fact has changed since its fact labels were judged"
            yield Problem(where, what, JUDGE_AGAIN.format(story=story))
    for story, text in recorded.keys() - current.keys():
        yield Problem(where, f"{story}, {text}: there is no such text", "run `python scripts/record_judged.py --all`")
    yield from _stale_copies(labels)
    yield from _stale_answers(labels)


def _texts(labels: Labels) -> dict[tuple[str, str, str], str]:
    """Return the current text of each reference, by story, kind and annotator."""
    return {
        (story.id, str(one.kind), one.annotator): one.text
        for story in labels.stories.values()
        for one in story.references
    }


def _stale_copies(labels: Labels) -> Iterator[Problem]:
    """Yield the labelled headlines and briefs that differ from the references of which they are copies."""
    references = _texts(labels)
    for at, label in enumerate(labels.annotations.judgements.fact_labels):
        key = (label.story, label.kind, label.origin)
        if label.kind in ("headline", "brief") and references.get(key) != label.text:
            what = f"texts[{at}].text: differs from the {label.kind} of {label.origin} in {label.story}"
            yield Problem(str(labels.folder / "fact_labels.yaml"), what, "copy the reference, and judge it again")


def _stale_answers(labels: Labels) -> Iterator[Problem]:
    """Yield the answers of a language model that were given to other questions than the current ones."""
    texts = _texts(labels) | {
        (one.story, one.kind, one.origin): one.text for one in labels.annotations.judgements.fact_labels
    }
    for at, answers in enumerate(labels.annotations.judgements.fact_answers):
        text = texts.get((answers.story, answers.kind, answers.origin))
        known = labels.stories[answers.story].facts if answers.story in labels.stories else ()
        if text is None or questions_digest(text, known) != answers.questions:
            what = f"texts[{at}]: answers other questions than the current ones about {answers.story}"
            yield Problem(
                str(labels.folder / "fact_answers.yaml"), what, "ask again and store the answers with their digest"
            )
