"""Pages for a run that somebody has just scored, in a folder of their own choosing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from chipbrief.baselines.pins import estimates, read
from chipbrief.baselines.systems import SYSTEMS
from chipbrief.corpora.store import scores_path
from chipbrief.files import write_atomically
from chipbrief.records import Story
from chipbrief.reports.pages.run import Beside, run_page
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores
from chipbrief.submissions import Submission

_NO_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def write_runs(
    folder: Path,
    results: Sequence[Scores],
    stories: Sequence[Story],
    submissions: Sequence[Submission],
    setting: Setting,
) -> Iterator[Path]:
    """A page a system, beside the baselines of the same setting and the other systems; its path once it is written."""
    names: set[str] = set()
    for result, submission in zip(results, submissions, strict=True):
        others = [Beside(other.system, "this command", other.estimates) for other in results if other is not result]
        beside = [*others, *pinned(result.signature, setting)]
        data = run_page(result, stories, submission.summaries, setting, beside)
        path = folder / _free_name(result.system, names)
        write_atomically(path, data)
        yield path


def pinned(signature: str, setting: Setting) -> list[Beside]:
    """The baselines and the annotators as this installation has them scored; none where they were scored in another way."""
    pin = read(scores_path()).get(f"{setting.config}/{setting.kind}", {})
    if pin.get("signature") != signature:
        return []
    found = [
        Beside(name, SYSTEMS[name].family if name in SYSTEMS else "ceiling", estimates(system))
        for name, system in pin["systems"].items()
    ]
    return sorted(found, key=lambda one: -(one.estimates["rouge1_fmeasure"].mean or 0))


def _free_name(system: str, taken: set[str]) -> str:
    """A file name for a system, whatever it is called, that no other has."""
    base = _NO_FILE_NAME.sub("-", system)[:60].strip(".-") or "system"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name.casefold())
    return f"{name}.html"
