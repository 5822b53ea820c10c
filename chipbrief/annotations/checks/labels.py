"""Input of the checks: the annotation files, the rows built from them, and all mentions (found once)."""

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
    """A story or cluster with its references.

    `where` is its annotation file and `budget` the maximum number of words per kind of reference. References may use only
    the `title` and the document of `row`.
    """

    where: str
    row: Story
    title: str
    budget: Mapping[ReferenceKind, int]


@dataclass(frozen=True)
class Labels:
    """The annotation files in `folder`, and the rows built from them, by id."""

    folder: Path
    annotations: Annotations
    stories: Mapping[str, Story]
    clusters: Mapping[str, Story]
    own: bool
    """Whether the folder belongs to a benchmark of one's own, which need not keep the rules of this repository's guidelines."""

    def where(self, story: str) -> str:
        """Return the path of a story's annotation file."""
        return str(self.folder / "stories" / f"{story}.yaml")

    @property
    def files(self) -> Iterator[tuple[StoryFile, Story]]:
        """Yield the annotation file and the row of each labelled story."""
        for file in self.annotations.stories:
            if file.id in self.stories:
                yield file, self.stories[file.id]

    @property
    def groups(self) -> Iterator[Group]:
        """Yield everything that has references: first the stories, then the clusters."""
        for file, story in self.files:
            yield Group(self.where(file.id), story, file.title or "", WORD_BUDGET)
        for name, cluster in self.clusters.items():
            where = str(self.folder / "clusters" / f"{name}.yaml")
            titles = [file.title or "" for file, _ in self.files if file.cluster == name]
            yield Group(where, cluster, "\n\n".join(titles), CLUSTER_BUDGET)

    @cached_property
    def mentions(self) -> dict[str, list[tuple[str, list[Found]]]]:
        """The title, the document and the references of each story (by id), in this order, each with the mentions in it."""
        found = {}
        for file, story in self.files:
            forms = story_forms(file, self.annotations)
            texts = [file.title or "", story.document, *(reference.text for reference in story.references)]
            found[file.id] = [(text, find_mentions(text, forms)) for text in texts]
        return found


Check = Callable[[Labels], Iterator[Problem]]
"""Type of a check."""


def labels_of(annotations: Annotations, folder: Path) -> Labels:
    """Return the labels with the rows of the open edition and of the clusters."""
    rows = build_open(annotations)
    clusters = [story for stories in build_multi(annotations, rows).values() for story in stories]
    return Labels(
        folder,
        annotations,
        {story.id: story for stories in rows.values() for story in stories},
        {cluster.id: cluster for cluster in clusters},
        is_own(folder),
    )


def is_own(folder: Path) -> bool:
    """Return whether the annotations in `folder` belong to a benchmark of one's own: it has a `corpus.yaml`."""
    return (folder.resolve().parent / "corpus.yaml").is_file()
