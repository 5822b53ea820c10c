"""A corpus: the stories of one split, whether they ship with the package, are built, or come from a table of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from chipbrief.corpora.columns import Columns
from chipbrief.corpora.description import SUFFIXES, Description, read_description
from chipbrief.corpora.labels import Labels, read_labels
from chipbrief.corpora.own import About, OwnStories, read_hub, read_stories
from chipbrief.corpora.parquet import digest, has_our_schema, read_parquet
from chipbrief.corpora.presets import PRESETS, preset
from chipbrief.corpora.store import CONFIGS, data_label, dataset_folder, ids_elsewhere, load
from chipbrief.problems import Problem, fail
from chipbrief.records import ReferenceKind, Story

HUB = "hf:"
"""Prefix of a dataset of the Hugging Face Hub: `hf:NAME`, `hf:NAME:CONFIG`, either with `@REVISION` behind it."""
WHOLE = "all"
"""Split of a corpus that is one table."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Stories of one split, with what a signature says of them."""

    name: str
    """Name of the configuration, or of the corpus of one's own: the part `config` of a signature."""
    split: str
    stories: tuple[Story, ...]
    data: str
    """Version and digest of the rows: the part `data` of a signature."""
    is_own: bool = False
    """Whether it is a corpus of one's own and no configuration of this package."""
    kind: ReferenceKind = "abstract"
    """Kind of reference that is used if nothing else is asked for."""
    elsewhere: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Where ids belong that are not in this split, for messages: a description by id."""
    warnings: tuple[Problem, ...] = ()
    id_column: str | None = "id"
    """Column of the table that the ids are read from. None means that the ids are the numbers of the rows."""


def shipped(config: str, split: str, folder: Path | None = None) -> Corpus:
    """Return one split of a configuration (`chipbrief.corpora.store.CONFIGS`). Raise `InputError` if it is not built.

    `folder` is the dataset folder (default: the installed dataset).
    """
    stories = tuple(load(config, split, folder))
    data = data_label(config, split, stories, folder)
    warnings = []
    if data.startswith("unpinned"):
        what = "is not the pinned data (an incomplete build, or changed files)"
        warnings.append(Problem(f"{config}/{split}", what, "do not compare these scores with published ones"))
    elsewhere = ids_elsewhere(folder or dataset_folder(), config, split)
    kinds = {reference.kind for story in stories for reference in story.references}
    kind: ReferenceKind = "brief" if "brief" in kinds and "abstract" not in kinds else "abstract"
    return Corpus(config, split, stories, data, kind=kind, elsewhere=elsewhere, warnings=tuple(warnings))


def own(
    source: str,
    columns: Columns | None = None,
    split: str | None = None,
    facts: Path | None = None,
    entities: Path | None = None,
) -> Corpus:
    """Return a corpus of one's own.

    `source` is a table, a folder, a `corpus.yaml`, or `hf:NAME` for a dataset of the Hugging Face Hub. A Parquet file in the schema of
    this package brings its labels along, unless `columns` says that it is to be read as any table. `columns` names its columns;
    those that are left open come from `corpus.yaml`, from the preset of the dataset, or are found by their usual names. `split`
    chooses one of several (default: test). `facts` and `entities` are files of labels.

    Raise `InputError` with all faults of the first file that has some.
    """
    given = columns or Columns()
    if source.startswith(HUB):
        return _from_hub(source.removeprefix(HUB), given, split or "test", read_labels(facts, entities))
    if not source:
        raise fail("corpus", "is named by nothing", "name a table, a folder, a corpus.yaml, or hf:NAME")
    path = Path(source)
    if path.suffix.lower() in SUFFIXES:
        return _described(path, given, split, facts, entities)
    about = About(name_of(path))
    if columns is None and not (facts or entities) and has_our_schema(path):
        return of_stories(about, split or WHOLE, OwnStories(tuple(read_parquet(path)), (), "id"))
    found = read_stories(path, given, about, read_labels(facts, entities), split or "test")
    return of_stories(about, split or WHOLE, found)


def of_stories(about: About, split: str, found: OwnStories) -> Corpus:
    """Return the corpus of stories of one's own. Their digest is part of its signature."""
    data = f"own@{digest(found.stories)[:12]}"
    return Corpus(
        about.name,
        split,
        found.stories,
        data,
        is_own=True,
        kind=about.kind,
        warnings=found.warnings,
        id_column=found.id_column,
    )


def _described(path: Path, given: Columns, split: str | None, facts: Path | None, entities: Path | None) -> Corpus:
    described = read_description(path)
    files = described.files.by_split()
    chosen = split or ("test" if "test" in files else next(iter(files)))
    if chosen not in files:
        raise fail(str(path), f"has no split {chosen!r}", f"use one of {', '.join(files)}")
    about = About(described.name, described.language, described.licence, described.written_by, described.kind)
    table = path.parent / files[chosen]
    if not table.exists() and (path.parent / "annotations").is_dir():
        raise fail(str(table), "is not built yet", f"run chipbrief build {path.parent}")
    labels = _labels(path.parent, described, facts, entities)
    merged = merge(given, described.columns)
    if labels == Labels() and merged in (Columns(), Columns(id="id")) and has_our_schema(table):
        return of_stories(about, chosen, _with_labels(table, about.kind))
    return of_stories(about, chosen, read_stories(table, merged, about, labels, chosen))


def _with_labels(path: Path, kind: ReferenceKind) -> OwnStories:
    """Return the stories of a Parquet file in the schema of this package, which holds their labels, with references of one kind."""
    stories = tuple(
        replace(story, references=tuple(one for one in story.references if one.kind == kind))
        for story in read_parquet(path)
    )
    lacking = sum(not story.references for story in stories)
    what = f"{lacking:,} of {len(stories):,} stories have no {kind}: measures that need a reference leave them out"
    return OwnStories(stories, (Problem(str(path), what),) if lacking else (), "id")


def _labels(folder: Path, described: Description, facts: Path | None, entities: Path | None) -> Labels:
    facts = facts or (folder / described.facts if described.facts else None)
    return read_labels(facts, entities or (folder / described.entities if described.entities else None))


def _from_hub(name: str, given: Columns, split: str, labels: Labels) -> Corpus:
    asked, _, revision = name.partition("@")
    asked, _, config = asked.partition(":")
    if not asked:
        raise fail(
            f"{HUB}{name}", "names no dataset", f"use one of {', '.join(PRESETS)}, or the name of one on the Hub"
        )
    chosen = preset(asked, config or None, revision or None)
    about = About(
        _hub_name(asked, config),
        chosen.language,
        "see the dataset's card",
        chosen.written_by,
        chosen.kind,
        chosen.separator,
    )
    found = read_hub(chosen, merge(given, chosen.columns), about, labels, split)
    return of_stories(about, split, found)


def _hub_name(asked: str, config: str) -> str:
    return name_of(Path((f"{asked}-{config}" if config else asked).replace(".", "-")))


def merge(given: Columns, fallback: Columns) -> Columns:
    """Return `given`, with the columns that it leaves open taken from `fallback`."""
    return Columns(
        given.id or fallback.id,
        given.document or fallback.document,
        given.title or fallback.title,
        given.references or fallback.references,
        given.facts or fallback.facts,
    )


def name_of(path: Path) -> str:
    """Return a name for a corpus that has none: the file's name without its suffixes, in characters that a signature may have."""
    stem = path.name.partition(".")[0] or path.resolve().name
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip(".-_")[:60] or "corpus"
    return f"own-{name}" if name in CONFIGS else name
