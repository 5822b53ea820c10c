"""The pinned scores in `baselines/scores.json`, by configuration and kind of summary, with a digest of the data.

The pinned means of the measures in `FLOORS` are minimums. A lower mean on the same data is refused unless the user passes
`--lower`, so nobody lowers a score unnoticed by changing a system, a measure or a library. Scores on different data are not
compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import Problem, fail
from chipbrief.scoring.measures import TABLE
from chipbrief.scoring.system import Scores

DECIMALS = 6
"""Number of decimals that are kept: more than any table shows, and too few to show differences between processors."""
PINNED = tuple(
    column.name
    for one in TABLE
    if one.default and (one.better or one.name in ("length", "compression"))
    for column in one.columns
)
"""Measures that are pinned: the scores, and the length and compression of the summaries."""
FLOORS = tuple(name for name in PINNED if name.endswith("_fmeasure") or name.startswith(("entity_", "fact_")))
"""Measures whose mean must not fall. F is the only score of ROUGE among them, because precision and recall can be traded for
each other."""

Pin = Mapping[str, Any]
"""Pinned scores of one setting: `data`, `signature` and `systems`. Each system has `measures` and may have more."""
Pins = Mapping[str, Pin]
"""Content of `baselines/scores.json`: maps the name of each setting, such as `open/abstract`, to its `Pin`."""


def read(path: Path) -> dict[str, Any]:
    """Return the pins in the file `path`, or no pins if it does not exist. Raise `InputError` if it has no valid pinned scores."""
    if not path.is_file():
        return {}
    try:
        pins = json.loads(path.read_text(encoding="utf-8"))
        for pin in pins.values():
            for system in pin["systems"].values():
                {name: Estimate(*values) for name, values in system["measures"].items()}
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        reason = f"contains no valid pinned scores: {type(error).__name__}: {error}"
        raise fail(str(path), reason, "restore the committed file") from None
    return dict(pins)


def pin_of(
    results: Sequence[Scores], digest: str, old: Pin, standings: Mapping[str, Mapping[str, Any]] | None
) -> dict[str, Any]:
    """Return the pin of one setting. `standings` adds further entries, such as ranks, to each system.

    If the data is unchanged, systems that were not scored this time keep their numbers from the `old` pin. `standings`
    can only be computed from all systems; if it is None, the old entries are kept.
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
    return [round(value, DECIMALS) if isinstance(value, float) else value for value in found]


def estimates(system: Mapping[str, Any]) -> dict[str, Estimate]:
    """Return the measures of a pinned system."""
    return {name: Estimate(*values) for name, values in system["measures"].items()}


def fallen(setting: str, old: Pin, new: Pin) -> Iterator[Problem]:
    """Yield one problem per mean of a measure in `FLOORS` that is lower in `new` than in `old`. Yield none if the data differs."""
    if old.get("data") != new["data"]:
        return
    for name, system in old["systems"].items():
        before, after = estimates(system), estimates(new["systems"][name])
        for measure in FLOORS:
            low, high = (one[measure].mean if measure in one else None for one in (after, before))
            if high is not None and (low is None or low < high - 10**-DECIMALS):
                fall = f"{measure} falls from {high:.6f} to {'nothing' if low is None else f'{low:.6f}'}"
                yield Problem(f"{setting}: {name}", fall, "fix the cause, or accept the lower score with --lower")


def as_bytes(pins: Pins) -> bytes:
    """Return the content of the file, with one line per measure so that a diff shows which ones changed."""
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
    """Yield each item with the comma that follows it in JSON (none after the last)."""
    rows = list(items)
    yield from ((row, "," if at < len(rows) - 1 else "") for at, row in enumerate(rows))
