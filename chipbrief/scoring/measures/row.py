"""What measures are computed from: one story, one summary, and the evidence that several measures share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chipbrief.language.once import once
from chipbrief.language.reading import read
from chipbrief.metrics import entities, facts, rouge
from chipbrief.metrics.copying import Copying, copying
from chipbrief.records import Story

if TYPE_CHECKING:
    from chipbrief.metrics.entailment import Judge
    from chipbrief.scoring.setting import Setting


@dataclass(frozen=True)
class Row:
    """A story and a summary of it. Evidence is computed when a measure first asks for it, and kept.

    `references` are the texts of the references that the setting chooses. `labelled` tells whether the corpus has labelled
    entities at all. `ask` answers the questions of the fact matcher `llm`, and `judge` those of `sentence_support`. `before` is
    another row of the story, which has been scored already: what depends on the story alone is taken from it.
    """

    story: Story
    summary: str
    references: Sequence[str]
    setting: Setting
    labelled: bool = True
    ask: facts.Ask | None = None
    judge: Judge | None = None
    before: Row | None = field(default=None, repr=False, compare=False)

    @property
    def article(self) -> str:
        """Title and document."""
        return f"{self.story.title}\n\n{self.story.document}" if self.story.title else self.story.document

    @once
    def undressed(self) -> tuple[str, list[str]]:
        """The summary and the references as measures of n-grams read them: without dressing if the setting says so."""
        if self.setting.undress:  # by readings, in which the other measures find it
            return read(self.summary).undressed.text, [read(reference).undressed.text for reference in self.references]
        return self.summary, list(self.references)

    @once
    def rouge(self) -> Mapping[str, rouge.Score]:
        """ROUGE of all types."""
        return rouge.score(
            *self.undressed,
            stemmer=self.setting.stemmer,
            compatibility=self.setting.compatibility,
            multi=self.setting.multi,
            tokenizer=self.setting.tokenizer,
        )

    @once
    def mentions(self) -> tuple[entities.Mention, ...]:
        """Names and values in the summary."""
        return tuple(entities.support(document=self.article, summary=self.summary, gold=self.story.entities))

    @once
    def copying(self) -> Copying:
        """What the summary has from the document."""
        return copying(read(self.story.document), read(self.summary))

    @once
    def weights(self) -> Mapping[str, float]:
        """Weights of the entities that the references name, by id."""
        if self.before is not None:
            return self.before.weights
        return entities.weights_of(self.references, self.story.entities, self.story.published)

    @once
    def named(self) -> set[str]:
        """Ids of the entities that the summary names."""
        return entities.named(self.summary, self.story.entities, self.story.published)

    @once
    def chances(self) -> Mapping[str, float | None]:
        """Probability of each fact, by id, that the summary states it."""
        return facts.probabilities(self.summary, self.story.facts, self.story.entities, self.setting.matcher, self.ask)
