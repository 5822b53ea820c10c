"""What the checks look at: the annotation files, the rows that they give, and every mention found once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from chipbrief.annotations import Annotations
from chipbrief.annotations.build import build_open, story_forms
from chipbrief.annotations.clusters import build_multi
from chipbrief.annotations.schema import StoryFile
from chipbrief.language.mentions import Found, find_mentions
from chipbrief.problems import Problem
from chipbrief.records import CLUSTER_BUDGET, WORD_BUDGET, ReferenceKind, Story


@dataclass(frozen=True, slots=True)
class Group:
    """References and what they are of: a story, or a cluster. `title` and `document` are what they may draw on."""

    where: str
    row: Story
    title: str
    budget: Mapping[ReferenceKind, int]


@dataclass(frozen=True)
class Labels:
    """The annotation files of `folder` and the rows that they give."""

    folder: Path
    annotations: Annotations
    stories: Mapping[str, Story]
    clusters: Mapping[str, Story]

    def where(self, story: str) -> str:
        """The file of a story."""
        return str(self.folder / "stories" / f"{story}.yaml")

    @property
    def files(self) -> Iterator[tuple[StoryFile, Story]]:
        """Every labelled story: its file and its row."""
        for file in self.annotations.stories:
            if file.id in self.stories:
                yield file, self.stories[file.id]

    @property
    def groups(self) -> Iterator[Group]:
        """Everything that has references: stories, then clusters."""
        for file, story in self.files:
            yield Group(self.where(file.id), story, file.title or "", WORD_BUDGET)
        for name, cluster in self.clusters.items():
            where = str(self.folder / "clusters" / f"{name}.yaml")
            titles = [file.title or "" for file, _ in self.files if file.cluster == name]
            yield Group(where, cluster, "\n\n".join(titles), CLUSTER_BUDGET)

    @cached_property
    def mentions(self) -> dict[str, list[tuple[str, list[Found]]]]:
        """For each story its title, document and references, each with every mention in it."""
        found = {}
        for file, story in self.files:
            forms = story_forms(file, self.annotations)
            texts = [file.title or "", story.document, *(reference.text for reference in story.references)]
            found[file.id] = [(text, find_mentions(text, forms)) for text in texts]
        return found


Check = Callable[[Labels], Iterator[Problem]]


def labels_of(annotations: Annotations, folder: Path) -> Labels:
    """The labels with the rows of the open edition and of the clusters."""
    rows = build_open(annotations)
    clusters = [story for stories in build_multi(annotations, rows).values() for story in stories]
    return Labels(
        folder,
        annotations,
        {story.id: story for stories in rows.values() for story in stories},
        {cluster.id: cluster for cluster in clusters},
    )
