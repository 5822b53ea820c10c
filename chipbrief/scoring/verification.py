"""Check the ROUGE values of scored systems against the package `rouge-score`, bit by bit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from chipbrief.language.dressing import bare
from chipbrief.metrics.rouge import TYPES, peer
from chipbrief.problems import Problem, fail
from chipbrief.records import Story
from chipbrief.scoring.setting import Setting, references_of
from chipbrief.scoring.system import Scores

REMEDY = "please report this with the two texts: it is a bug of chipbrief"
Track = Callable[[Iterable[Story]], Iterable[Story]]


@dataclass(frozen=True, slots=True)
class Verification:
    """The number of compared values, and one problem for each value that differs."""

    values: int
    problems: tuple[Problem, ...]


def check_can_verify(setting: Setting) -> None:
    """Raise `InputError` if `rouge-score` is not installed or cannot compute ROUGE under this setting."""
    if setting.compatibility != "rouge_score":
        raise fail("--verify", "recomputes ROUGE with rouge-score, which has no ROUGE-1.5.5", "leave out --rouge")
    if setting.tokenizer != "ascii":
        raise fail(
            "--verify", "recomputes ROUGE with rouge-score, which reads only a-z and 0-9", "leave out --tokenizer"
        )
    peer.require()


def verify(
    scores: Scores, summaries: Mapping[str, str], stories: Sequence[Story], setting: Setting, track: Track = iter
) -> Verification:
    """Compute every ROUGE value in `scores` again with `rouge-score` and compare it to the last bit.

    `track` may show the progress over the stories. Raise `InputError` as `check_can_verify` does.
    """
    check_can_verify(setting)
    kinds = [kind for kind in TYPES if f"{kind}_fmeasure" in scores.estimates]
    ours = {article.id: article.measures for article in scores.articles}
    compared, problems = 0, []
    for story in track(stories):
        references = [one.text for one in references_of(story, setting)]
        if story.id not in summaries or not references:
            continue
        summary = summaries[story.id]
        if setting.undress:
            summary, references = bare(summary), [bare(one) for one in references]
        expected = peer.score(summary, references, kinds, setting.stemmer, setting.multi)
        for name, value in (
            (f"{kind}_{part}", value) for kind in kinds for part, value in expected[kind]._asdict().items()
        ):
            compared += 1
            if ours[story.id][name] != value:
                what = f"{name} is {ours[story.id][name]!r}, but rouge-score gives {value!r}"
                problems.append(Problem(f"{scores.system}, {story.id}", what, REMEDY))
    return Verification(compared, tuple(problems))
