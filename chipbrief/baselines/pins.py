"""`baselines/scores.json`: the scores that are pinned, by configuration and kind, with the digest of the data behind them.

A pin is a floor. On the same data a mean that falls is refused unless somebody says that it shall: whoever changes a
system, a measure or a library sees what it costs before it is written down. On other data there is nothing to compare.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import Problem, fail
from chipbrief.scoring.system import MEASURES, TEXT_MEASURES, Scores

PLACES = 6
"""Decimals kept: more than any table shows, fewer than may differ between processors."""
PINNED = tuple(name for name in MEASURES if name not in TEXT_MEASURES or name in ("length", "compression"))
"""What is kept of a system: its scores, and how long its summaries are."""
FLOORS = tuple(name for name in PINNED if name.endswith("_fmeasure") or name.startswith(("entity_", "fact_")))
"""Measures of which more is better. Precision and recall of ROUGE are traded for each other, so F stands for both."""

Pins = Mapping[str, Any]
"""By setting (`open/abstract`): `data`, `signature`, and `systems`, by name, each with `measures`."""


def read(path: Path) -> dict[str, Any]:
    """The pins in `path`, none where there is no such file. Raises `InputError` where it is not what this module writes."""
    if not path.is_file():
        return {}
    try:
        pins = json.loads(path.read_text(encoding="utf-8"))
        for pin in pins.values():
            for system in pin["systems"].values():
                {name: Estimate(*values) for name, values in system["measures"].items()}
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        reason = f"does not hold pinned scores: {type(error).__name__}: {error}"
        raise fail(str(path), reason, "restore it from the repository's history") from None
    return dict(pins)


def pin_of(
    results: Sequence[Scores], digest: str, old: Pins, standings: Mapping[str, Mapping[str, Any]] | None
) -> dict[str, Any]:
    """The pin of one setting, with what the `standings` add to each system.

    On the same data a system of the `old` pin that was not scored this time keeps its numbers, and without `standings`,
    which take all systems, so does every other.
    """
    same = old.get("systems", {}) if old.get("data") == digest else {}
    systems = dict(same)
    for result in results:
        name = result.system
        kept = {key: value for key, value in same.get(name, {}).items() if standings is None and key != "measures"}
        measures = {measure: _rounded(result.estimates[measure]) for measure in PINNED}
        systems[name] = {"measures": measures, **kept, **(standings or {}).get(name, {})}
    return {"data": digest, "signature": results[0].signature, "systems": systems}


def _rounded(found: Estimate) -> list[float | int | None]:
    return [round(value, PLACES) if isinstance(value, float) else value for value in found]


def estimates(system: Mapping[str, Any]) -> dict[str, Estimate]:
    """A pinned system's measures."""
    return {name: Estimate(*values) for name, values in system["measures"].items()}


def fallen(setting: str, old: Pins, new: Pins) -> Iterator[Problem]:
    """A problem for every mean of `setting` that is lower than its floor, on the same data."""
    if old.get("data") != new["data"]:
        return
    for name, system in old["systems"].items():
        before, after = estimates(system), estimates(new["systems"][name])
        for measure in FLOORS:
            low, high = (one[measure].mean if measure in one else None for one in (after, before))
            if high is not None and (low is None or low < high - 10**-PLACES):
                fall = f"{measure} falls from {high:.6f} to {'nothing' if low is None else f'{low:.6f}'}"
                yield Problem(f"{setting}: {name}", fall, "mend it, or accept it with --lower")


def as_bytes(pins: Pins) -> bytes:
    """The file, a line for each measure, so that a diff shows which has moved."""
    return ("\n".join(_lines(pins)) + "\n").encode()


def _lines(pins: Pins) -> Iterable[str]:
    yield "{"
    for setting, setting_end in _with_ends(sorted(pins.items())):
        pin = setting[1]
        yield f" {json.dumps(setting[0])}: {{"
        yield from (f"  {json.dumps(key)}: {json.dumps(pin[key])}," for key in sorted(pin.keys() - {"systems"}))
        yield '  "systems": {'
        for (name, system), end in _with_ends(sorted(pin["systems"].items())):
            yield f"   {json.dumps(name)}: {{"
            for (group, values), group_end in _with_ends(sorted(system.items())):
                yield f"    {json.dumps(group)}: {{"
                for (key, value), value_end in _with_ends(values.items()):
                    yield f"     {json.dumps(key)}: {json.dumps(value)}{value_end}"
                yield f"    }}{group_end}"
            yield f"   }}{end}"
        yield "  }"
        yield f" }}{setting_end}"
    yield "}"


def _with_ends(items: Iterable[tuple[str, Any]]) -> Iterator[tuple[tuple[str, Any], str]]:
    """Each item with the comma that belongs behind it."""
    rows = list(items)
    yield from ((row, "," if at < len(rows) - 1 else "") for at, row in enumerate(rows))
