"""Read results of other tools: the texts and scores of each sample, whatever harness wrote them.

The format is recognised by the content. Each row of `FORMATS` is a format; the first that recognises a file reads it. All are
read within limits of size, and nothing in them is run or unpacked.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from chipbrief.problems import InputError, fail
from chipbrief.submissions.logs import inspect_ai, lighteval, lm_eval, openai_batch, plain, promptfoo
from chipbrief.submissions.logs.content import Content, open_content
from chipbrief.submissions.logs.pairing import Pairing, pair
from chipbrief.submissions.logs.run import Measured, Missing, Run, Sample, Undefined, measured, per_sample, resolve
from chipbrief.submissions.logs.texts import submission_of

__all__ = [
    "FORMATS", "Measured", "Missing", "Pairing", "Run", "Sample", "Undefined", "has_only_scores", "measured",
    "pair", "per_sample", "read_log", "read_run", "read_runs", "resolve", "submission_of",
]  # fmt: skip


class Format(NamedTuple):
    """A format: its name, whether a file has it, and how to read the runs of a file by the field of the ids."""

    name: str
    recognises: Callable[[Content], bool]
    read: Callable[[Content, str | None], list[Run]]


FORMATS = (
    Format(inspect_ai.NAME, inspect_ai.recognises, inspect_ai.read),
    Format(lm_eval.NAME, lm_eval.recognises, lm_eval.read),
    Format(lighteval.NAME, lighteval.recognises, lighteval.read),
    Format(openai_batch.NAME, openai_batch.recognises, openai_batch.read),
    Format(promptfoo.NAME, promptfoo.recognises, promptfoo.read),
    Format(plain.DEEPEVAL, plain.is_deepeval, plain.read_deepeval),
    Format(plain.RAGAS, plain.is_ragas, plain.read_ragas),
    Format(plain.TABLE, plain.is_table, plain.read_table),
)
"""All formats. The last one is any table with a column of ids."""


def read_runs(path: Path, id_field: str | None = None) -> list[Run]:
    """Return the runs in a file, one for each system: only files of promptfoo have several.

    `id_field` is the path of the field that identifies a sample, such as `doc.id` or `metadata.story_id`; None means the id of
    the tool itself. Raise `InputError` with all faults.
    """
    with open_content(path) as content:
        found = _format(content)
        if found is None:
            what = "is not a format of results that can be read"
            raise fail(content.where, what, f"pass one of: {', '.join(one.name for one in FORMATS)}")
        return found.read(content, id_field)


def read_run(path: Path, id_field: str | None = None, *, system: str | None = None) -> Run:
    """Return the run in a file. `system` chooses one if there are several. Raise `InputError` with all faults."""
    runs = read_runs(path, id_field)
    chosen = [run for run in runs if system in (None, run.system)]
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(run.system for run in runs)
    raise fail(str(path), f"has {len(runs)} systems", f"choose one of {names}")


def read_log(path: Path, id_field: str | None = None) -> list[Run]:
    """Return the runs in a log of a harness, or none if the file is just a table, or nothing that can be opened.

    Raise `InputError` with all faults of a log.
    """
    with ExitStack() as stack:
        try:
            content = stack.enter_context(open_content(path))
            found = _format(content)
        except InputError:
            return []
        return found.read(content, id_field) if found is not None and found.name != plain.TABLE else []


def has_only_scores(path: Path) -> bool:
    """Return whether a file is a table with a column of ids and none of summaries, by their usual names."""
    try:
        with open_content(path) as content:
            found = _format(content)
            return found is not None and found.name == plain.TABLE and plain.is_without_texts(content)
    except InputError:
        return False


def _format(content: Content) -> Format | None:
    return next((one for one in FORMATS if one.recognises(content)), None)
