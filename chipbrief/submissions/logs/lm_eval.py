"""Samples of lm-eval: `samples_TASK_DATE.jsonl`, which `--log_samples` writes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chipbrief.files import is_file, read_text
from chipbrief.problems import InputError, kind_of, printable
from chipbrief.submissions.logs.content import Content
from chipbrief.submissions.logs.run import Run, Sample, Score
from chipbrief.submissions.logs.values import Samples, digest, field_of, fields_of, scores_of

NAME = "lm-eval"
NOT_SCORES = frozenset(
    "doc_id doc target arguments resps filtered_resps filter metrics doc_hash prompt_hash target_hash".split()
)
SAMPLES_FILE = re.compile(r"samples_(?P<task>.+)_(?P<date>\d{4}-\d\d-\d\dT[\d.-]+)\.jsonl")
RESULTS_LIMIT = 32 << 20
"""Maximum size of the results beside the samples in bytes. They are read for the name of the model only."""
UNNAMED = "qdpv68r5"
"""Name that lm-eval gives to every model whose arguments do not name one: a random text, drawn after the seed is set."""
NO_FILTER = "none"


@dataclass(slots=True)
class _Document:
    line: int
    row: Mapping[str, Any]
    texts: tuple[str, ...]
    scores: dict[str, dict[str, Score]] = field(default_factory=dict)
    """Scores by filter and name."""


def recognises(content: Content) -> bool:
    """Return whether a file has samples of lm-eval."""
    first = content.first
    return "doc_id" in first and "doc" in first and ("resps" in first or "filtered_resps" in first)


def read(content: Content, id_field: str | None) -> list[Run]:
    """Return the run of a file of samples. A document has one line for each filter. Raise `InputError` with all faults."""
    documents: dict[str, _Document] = {}
    samples = Samples(content.faults)
    for line, row in content.rows:
        _take(documents, samples, line, row, id_field)
    filters = list(dict.fromkeys(name for one in documents.values() for name in one.scores))
    for story, one in documents.items():
        flat = {
            _full(name, chosen, filters): value
            for chosen, scores in one.scores.items()
            for name, value in scores.items()
        }
        samples.add(
            one.line,
            Sample(story, 1, one.texts, flat, "", digest(one.row), fields_of(one.row, "doc.")),
        )
    names = dict.fromkeys(name for one in documents.values() for scores in one.scores.values() for name in scores)
    aliases: dict[str, tuple[str, ...]] = {}
    aliases |= {f"{name},{chosen}": (_full(name, chosen, filters),) for name in names for chosen in filters}
    if len(filters) > 1:
        aliases |= {name: tuple(f"{name},{chosen}" for chosen in filters) for name in names}
    system, task, version = _about(content)
    finished = samples.finish()
    return [
        Run(content.where, NAME, version, system, task, finished, positional=id_field is None, aliases=aliases)
    ]  # fmt: skip


def _full(name: str, chosen: str, filters: list[str]) -> str:
    return name if len(filters) == 1 else f"{name},{chosen}"


def _take(
    documents: dict[str, _Document], samples: Samples, line: int, row: Mapping[str, Any], id_field: str | None
) -> None:
    value = row.get("doc_id") if id_field is None else field_of(row, id_field)
    story = samples.id_of(line, value, id_field or "doc_id")
    if story is None:
        return
    doc = row.get("doc")
    chosen = printable(str(row.get("filter") or NO_FILTER))[:100]
    found = documents.setdefault(story, _Document(line, doc if isinstance(doc, dict) else {"doc": doc}, _texts(row)))
    if chosen in found.scores:
        what = f"{id_field or 'doc_id'} {story[:80]!a} appears twice with the filter {chosen!a}"
        remedy = "lm-eval appends to files: pass the samples of one run" if id_field is None else "choose another --id"
        samples.faults.add(line, what, remedy)
        return
    found.scores[chosen] = {
        key: value for name, score in row.items() if name not in NOT_SCORES for key, value in scores_of(name, score)
    }


def _texts(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the answers: those before filters, one for each repeat, or else the filtered ones."""
    for value in (row.get("resps"), row.get("filtered_resps")):
        first = value[0] if isinstance(value, list) and value else None
        listed = first if isinstance(first, list) else [first]
        if texts := tuple(one for one in listed if isinstance(one, str)):
            return texts
    return ()


def _about(content: Content) -> tuple[str, str, str]:
    """Return system, task and version of lm-eval. The samples do not have them, so they come from the results beside them."""
    found = SAMPLES_FILE.fullmatch(content.path.name)
    if found is None:
        return printable(content.stem), "", ""
    beside = content.path.parent / f"results_{found['date']}.json"
    fallback = printable(content.path.resolve().parent.name)
    try:
        results = json.loads(read_text(beside, RESULTS_LIMIT)) if is_file(beside) else {}
    except (InputError, ValueError, RecursionError):
        results = {}
    if not isinstance(results, dict):
        results = {"": kind_of(results)}
    name = results.get("model_name") or fallback
    if name == UNNAMED:
        config = results.get("config")
        arguments = config.get("model_args") if isinstance(config, dict) else None
        listed = arguments.items() if isinstance(arguments, dict) else ()
        name = ",".join([str(results.get("model_source") or "model"), *(f"{key}={value}" for key, value in listed)])
    return printable(str(name))[:200], printable(found["task"]), printable(str(results.get("lm_eval_version") or ""))
