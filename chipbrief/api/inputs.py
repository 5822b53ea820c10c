"""Turn lists, dicts, columns and tables of texts in memory into the stories of a corpus and the summaries of systems."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from chipbrief.corpora.corpus import WHOLE, Corpus, of_stories
from chipbrief.corpora.labels import entity_of, fact_of
from chipbrief.corpora.own import About, OwnStories, own_story
from chipbrief.problems import Faults, InputError, Problem, kind_of, quote
from chipbrief.records import AuthorKind, Entity, Fact, Story

NAME = "texts"
"""Name of the corpus of texts in memory, in signatures."""


def stories_of(
    summaries: Any,
    references: Any,
    documents: Any,
    *,
    facts: Any,
    entities: Any,
    titles: Any,
    ids: Sequence[str] | None,
    written_by: AuthorKind,
) -> Corpus:
    """Return the corpus of the texts. Raise `InputError` with all faults: lengths or ids that differ, values that are no texts."""
    columns = {"references": references, "documents": documents, "facts": facts, "entities": entities, "titles": titles}
    given = {name: _by_id(_one_per_story(values, name), ids) for name, values in columns.items() if values is not None}
    first = next(iter(given.values()), None) or next(iter(_systems(summaries, ids).values()))
    faults = Faults("score")
    for name, values in given.items():
        _same_ids(name, values, first, faults)
    stories = tuple(_story(story, given, written_by, faults) for story in first) if not faults.count else ()
    faults.raise_if_any()
    if not stories:
        raise InputError([Problem("score", "there is no story", "pass one text per story or more")])
    return of_stories(_about(written_by), WHOLE, OwnStories(stories, (), "id"))


def systems_of(summaries: Any, corpus: Corpus, names: Sequence[str] | None) -> dict[str, dict[str, str]]:
    """Return the summaries by system and story id. Raise `InputError` with all faults."""
    wanted = {story.id: None for story in corpus.stories}
    systems = _systems(summaries, list(wanted))
    faults = Faults("score")
    if names is not None:
        if len(names) != len(systems) or len(set(names)) < len(names):
            what = f"there are {len(systems)} systems and {len(set(names))} different names"
            raise InputError([Problem("names", what, "pass one name per system")])
        systems = dict(zip(names, systems.values(), strict=True))
    for name, texts in systems.items():
        _same_ids(f"summaries of {name}", texts, wanted, faults)
        for story, text in texts.items():
            if not isinstance(text, str):
                faults.add(
                    None, f"{name}: the summary of {quote(story)} is {kind_of(text)}", "pass a text; it may be empty"
                )
    faults.raise_if_any()
    _warn_if_swapped(systems, corpus)
    return {name: {story: texts[story] for story in wanted} for name, texts in systems.items()}


def _warn_if_swapped(systems: Mapping[str, Mapping[str, str]], corpus: Corpus) -> None:
    documents = [len(story.document) for story in corpus.stories if story.document]
    for name, texts in systems.items():
        if documents and median(map(len, texts.values())) > median(documents):
            warnings.warn(f"the summaries of {name} are longer than the documents: were they swapped?", stacklevel=4)


def _systems(summaries: Any, ids: Sequence[str] | None) -> dict[str, dict[str, Any]]:
    """Return the texts by system and story id. The ids of lists are those of `ids`, or numbers."""
    values = _plain(summaries)
    if isinstance(values, Mapping):
        if all(isinstance(one, str) or one is None for one in values.values()):
            return {"summaries": dict(values)}
        return {str(name): _by_id(_plain(texts), ids) for name, texts in values.items()}
    if all(isinstance(one, str) or one is None for one in values):
        return {"summaries": _by_id(values, ids)}
    return {f"system-{number}": _by_id(_plain(texts), ids) for number, texts in enumerate(values, 1)}


def _one_per_story(values: Any, name: str) -> Any:
    """Return one value per story: for a table of references, the list of the texts of each row."""
    plain = _plain(values)
    if isinstance(plain, Mapping) and not isinstance(values, Mapping):
        columns = [list(column) for column in plain.values()]
        rows = [list(row) for row in zip(*columns, strict=True)]
        if name != "references" and len(columns) != 1:
            what = f"is a table of {len(columns)} columns"
            raise InputError([Problem(name, what, "pass one column")])
        return rows if name == "references" else columns[0]
    return plain


def _plain(values: Any) -> Any:
    """Return a column of any library as a list, a table as a dict of lists, and everything else as it is or as a list."""
    if isinstance(values, str | bytes) or not (isinstance(values, Iterable) or hasattr(values, "to_pydict")):
        what = f"expected one text per story, and got {'a single text' if isinstance(values, str) else type(values).__name__}"
        raise InputError([Problem("score", what, "pass a list")])
    if isinstance(values, Mapping):
        return values
    return _plain_column(values)


def _plain_column(values: Any) -> Any:
    if hasattr(values, "to_pydict"):  # an Arrow table
        return values.to_pydict()
    if hasattr(values, "column_names") and hasattr(values, "with_format"):  # `datasets`
        return {name: list(values[name]) for name in values.column_names}
    if hasattr(values, "columns") and hasattr(values, "shape"):  # pandas and polars
        return {name: values[name].to_list() for name in values.columns}
    for method in ("to_pylist", "to_list"):
        if hasattr(values, method):
            return getattr(values, method)()
    return list(values)


def _by_id(values: Any, ids: Sequence[str] | None) -> dict[str, Any]:
    """Return one value per story id. Raise `InputError` if a list has another length than `ids`."""
    if isinstance(values, Mapping):
        return {str(story): value for story, value in values.items()}
    listed = list(values)
    keys = [str(number) for number in range(1, len(listed) + 1)] if ids is None else [str(one) for one in ids]
    if len(keys) != len(listed):
        raise InputError(
            [Problem("score", f"a list has {len(listed)} texts for {len(keys)} stories", "pass one per story")]
        )
    if len(set(keys)) < len(keys):
        raise InputError([Problem("ids", "an id appears twice", "pass different ids")])
    return dict(zip(keys, listed, strict=True))


def _same_ids(name: str, values: Mapping[str, Any], first: Mapping[str, Any], faults: Faults) -> None:
    if missing := [story for story in first if story not in values]:
        faults.add(
            None, f"{name}: {len(missing)} stories are missing, such as {quote(missing[0])}", "pass one value per story"
        )
    if unknown := [story for story in values if story not in first]:
        faults.add(
            None, f"{name}: {len(unknown)} ids are unknown, such as {quote(unknown[0])}", "pass the same ids everywhere"
        )


def _story(story: str, given: Mapping[str, Mapping[str, Any]], written_by: AuthorKind, faults: Faults) -> Story:
    document = _text(story, given, "documents", faults)
    found = given.get("references", {}).get(story)
    texts = list(found) if isinstance(found, Iterable) and not isinstance(found, str) else [found]
    if not all(isinstance(text, str) for text in texts):
        texts = [text for text in texts if text is not None]  # a table of references may have empty cells
    for text in texts:
        if not isinstance(text, str):
            faults.add(None, f"references: one of {quote(story)} is {kind_of(text)}", "pass texts")
    facts: list[Fact | None] = [fact_of(None, row, at, faults) for at, row in _labels(story, given, "facts", "text")]
    entities: list[Entity | None] = [
        entity_of(None, row, at, faults) for at, row in _labels(story, given, "entities", "name")
    ]
    return own_story(
        story,
        [document],
        [text for text in texts if isinstance(text, str) and text.strip()],
        _about(written_by),
        _text(story, given, "titles", faults) or None,
        [one for one in entities if one is not None],
        [one for one in facts if one is not None],
    )


def _about(written_by: AuthorKind) -> About:
    return About(NAME, author_kind=written_by)


def _text(story: str, given: Mapping[str, Mapping[str, Any]], name: str, faults: Faults) -> str:
    value = given.get(name, {}).get(story)
    if value is not None and not isinstance(value, str):
        faults.add(None, f"{name}: that of {quote(story)} is {kind_of(value)}", "pass a text")
        return ""
    return value or ""


def _labels(
    story: str, given: Mapping[str, Mapping[str, Any]], name: str, key: str
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for at, one in enumerate(given.get(name, {}).get(story) or (), 1):
        yield at, one if isinstance(one, Mapping) else {key: one}
