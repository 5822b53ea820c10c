"""Turn the texts of a run into a submission: the summaries of the stories of a corpus, one mapping for each repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from chipbrief.problems import Problem, fail
from chipbrief.submissions.logs.pairing import listed
from chipbrief.submissions.logs.run import Run
from chipbrief.submissions.rows import Rows
from chipbrief.submissions.submission import Columns, Submission

REPEATS_LIMIT = 1000
"""Maximum number of texts for one story."""


def submission_of(run: Run, ids: Iterable[str], elsewhere: Mapping[str, str]) -> Submission:
    """Return the texts of a run as a submission for the stories `ids`.

    If no id of the run is one of a story, the ids are taken from the field whose values all are. Stories without a text are left
    out and named in a warning. Several texts of a story become `repeats`. Raise `InputError` if an id is unknown, or
    if no sample has a text.
    """
    wanted = list(ids)
    run, warnings = _with_ids(run, set(wanted))
    texts: dict[str, list[str]] = {}
    line_of: dict[str, int] = {}
    for line, one in enumerate(run.samples, 1):
        texts.setdefault(one.id, []).extend(one.texts)
        line_of.setdefault(one.id, line)
    count = max(map(len, texts.values()), default=0)
    if not count or count > REPEATS_LIMIT:
        what = "has no texts" if not count else f"has more than {REPEATS_LIMIT:,} texts for one story"
        raise fail(run.where, what, "pass a run that kept the answers of the system, one or a few for each story")
    found: list[Mapping[str, str]] = []
    for at in range(count):
        rows = Rows(run.where, wanted, elsewhere, Columns())
        for story, given in texts.items():
            if at < len(given):
                rows.take(line_of[story], story, given[at])
            elif not at and story not in rows.place:
                rows.seen(line_of[story], story)  # reports an unknown id
        found.append(rows.finish(partial=True))
        warnings += rows.warnings()
    absent = [story for story in wanted if not texts.get(story)]
    if count > 1:
        what = f"has up to {count:,} texts of a story: each is scored, and the value of the story is their mean"
        warnings.append(Problem(run.where, what))
    system = {"system": run.system}
    if absent:
        system["partial"] = f"the run has no text for {len(absent)} of {len(wanted)} stories"
        warnings.append(Problem(run.where, f"has no text of these stories: {listed(absent)}"))
    warnings += [Problem(run.where, note) for note in run.notes]
    return Submission(run.system, found[0], system, warnings, tuple(found[1:]))


def _with_ids(run: Run, wanted: set[str]) -> tuple[Run, list[Problem]]:
    """Return the run with the ids of its samples, or with those of a field if the former are of no story."""
    if any(one.id in wanted for one in run.samples):
        return run, []
    for name in run.samples[0].fields:
        if all(one.fields.get(name) in wanted for one in run.samples):
            samples = tuple(replace(one, id=one.fields[name]) for one in run.samples)
            return replace(run, samples=samples), [Problem(run.where, f"the ids are taken from {name}")]
    return run, []
