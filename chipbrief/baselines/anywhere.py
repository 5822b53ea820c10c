"""Run baselines on any corpus, such as one of one's own, and return their summaries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import TypeVar

from chipbrief.baselines.article import article_of
from chipbrief.baselines.systems import SYSTEMS, load_system, missing_modules
from chipbrief.corpora.corpus import Corpus
from chipbrief.language.tokens import words
from chipbrief.problems import Problem
from chipbrief.records import WORD_BUDGET, Story

Item = TypeVar("Item")


@dataclass(slots=True)
class Outputs:
    """Summaries of each system, as pairs of story id and text, and the systems that could not run, with the reason."""

    rows: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    skipped: list[Problem] = field(default_factory=list)


def budget_of(corpus: Corpus) -> int | None:
    """Return the word budget of a corpus: the median length of its references. None means the usual budget of the kind."""
    if not corpus.is_own:
        return None
    lengths = [len(words(one.text)) for story in corpus.stories for one in story.references]
    return max(1, round(median(lengths))) if lengths else WORD_BUDGET[corpus.kind]


def outputs_on(
    corpus: Corpus,
    names: Sequence[str],
    kind: str | None,
    budget: int | None,
    track: Callable[[Iterable[Story], str], Iterable[Story]],
) -> Outputs:
    """Run the systems `names` and return what they wrote.

    `budget` is in words; None takes that of the kind. `track` shows the progress over stories. A system that lacks something, or that
    fails, is skipped with the reason, and the others go on.
    """
    found = Outputs()
    for name in names:
        if reason := _obstacle(name, corpus):
            found.skipped.append(reason)
            continue
        summarize = load_system(name)
        chosen = kind or corpus.kind
        try:
            found.rows[name] = [
                (story.id, summarize(article_of(story, chosen, budget, corpus.name)))  # type: ignore[arg-type]
                for story in track(corpus.stories, name)
            ]
        except Exception as error:  # a baseline of another library may raise anything, and must not stop the others
            what = f"failed: {type(error).__name__}: {next(iter(str(error).splitlines()), '')[:200]}"
            found.skipped.append(Problem(name, what, "leave it out, or report it"))
    return found


def _obstacle(name: str, corpus: Corpus) -> Problem | None:
    """Return why a system cannot run on a corpus, or None."""
    system = SYSTEMS[name]
    if missing := missing_modules(system.extra):
        return Problem(name, f"needs {', '.join(missing)}", f"pip install 'chipbrief[{system.extra}]'")
    if system.titled and not all(story.title for story in corpus.stories):
        return Problem(name, "needs titles, which this corpus lacks", "name their column with --title")
    if system.family == "ceiling" and not all(story.references for story in corpus.stories):
        return Problem(name, "needs references, which some stories lack", "name their column with --reference")
    if not all(story.document for story in corpus.stories):
        return Problem(name, "needs documents, which some stories lack", "name their column with --document")
    return None
