"""The Python interface: `chipbrief.score` for texts in memory, and its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chipbrief.api.inputs import stories_of, systems_of
from chipbrief.api.result import Result
from chipbrief.metrics import facts as fact_measure
from chipbrief.records import AuthorKind
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import score_system

__all__ = ["Result", "Scorer", "score"]


def score(
    summaries: Any,
    references: Any = None,
    documents: Any = None,
    *,
    facts: Any = None,
    entities: Any = None,
    names: Sequence[str] | None = None,
    titles: Any = None,
    ids: Sequence[str] | None = None,
    written_by: AuthorKind = "unknown",
    ask: fact_measure.Ask | None = None,
    **setting: Any,
) -> Result:
    """Return the scores of one system or several on the same stories.

    - `summaries`: for one system, a text per story: a list, a column of pandas, polars, Arrow or `datasets`, or a dict by story id.
      For several systems, a list or a dict by name of such texts, or a table whose columns are the systems.
    - `references`: a text or a list of texts per story, or a table with a column per reference.
    - `documents`, `titles`: a text per story.
    - `facts`: per story a list of claims that a summary must state: texts, or dicts with `text`, `weight` and `any_of`.
    - `entities`: per story a list of entities: texts, or dicts with `name`, `type`, `forms` and `weight`.
    - `names`: the names of the systems. `ids`: the ids of the stories, if they are not the keys of dicts (default: 1, 2, …).
    - `written_by`: who wrote the references, for the signature. `ask`: sends prompts to the model of `matcher="llm"`.
    - `setting`: fields of `chipbrief.scoring.setting.Setting`, such as `stemmer`, `multi`, `seed`.

    Without references, ROUGE and the like are undefined, and without documents, the entity precision and the like: see
    `Scores.undefined`. Raise `InputError` with all faults, such as lists of different lengths, and `TypeError` for an unknown setting.

    >>> result = score(["Ann Lee won."], ["Ann Lee won the race."], resamples=100)
    >>> round(result.means["summaries"]["rouge1_fmeasure"], 2)
    0.75
    """
    corpus = stories_of(
        summaries, references, documents, facts=facts, entities=entities, titles=titles, ids=ids, written_by=written_by
    )
    systems = systems_of(summaries, corpus, names)
    chosen = Setting(config=corpus.name, split=corpus.split, kind=corpus.kind, **setting)
    results = [score_system(name, texts, corpus.stories, chosen, corpus.data, ask) for name, texts in systems.items()]
    return Result(tuple(results), corpus, chosen, systems)


class Scorer:
    """Scores of batches that come one after the other: `update` for each batch, then `compute` once.

    >>> scorer = Scorer(resamples=100)
    >>> scorer.update(["Ann Lee won."], ["Ann Lee won the race."])
    >>> scorer.update(["Bo Ray lost."], ["Bo Ray lost the race."])
    >>> len(scorer.compute().table)
    2
    """

    def __init__(self, name: str = "summaries", **setting: Any) -> None:
        self._name, self._setting = name, setting
        self._columns: dict[str, list[Any]] = {}
        self._count = 0

    def update(
        self, summaries: Sequence[str], references: Sequence[Any] | None = None, documents: Sequence[str] | None = None,
        **labels: Sequence[Any] | None,
    ) -> None:  # fmt: skip
        """Add a batch of one system's summaries. `labels` are the other arguments of `score` with one value per story."""
        batch: Mapping[str, Sequence[Any] | None] = {
            "summaries": summaries, "references": references, "documents": documents, **labels,
        }  # fmt: skip
        given = {key: list(values) for key, values in batch.items() if values is not None}
        if self._count and given.keys() != self._columns.keys():
            raise ValueError(f"the batches before had {', '.join(self._columns)}, and this one has {', '.join(given)}")
        if len({len(values) for values in given.values()}) > 1:
            raise ValueError(f"the batch has {', '.join(f'{len(v)} {key}' for key, v in given.items())}")
        for key, values in given.items():
            self._columns.setdefault(key, []).extend(values)
        self._count += len(given["summaries"])

    def compute(self) -> Result:
        """Return the scores of all batches. Raise `ValueError` if there was none."""
        if not self._count:
            raise ValueError("there is no batch yet: call update first")
        options: dict[str, Any] = {**self._columns, **self._setting}
        return score(names=[self._name], **options)

    def reset(self) -> None:
        """Forget all batches."""
        self._columns.clear()
        self._count = 0
