"""Write a plan: how many stories and references a difference takes, as tables, sentences, JSON and a curve."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from chipbrief.problems import printable_json
from chipbrief.reports import terminal
from chipbrief.reports.table import factor, heading
from chipbrief.reports.terminal import Screen
from chipbrief.scoring.plan import POWER, REFERENCES, Need, Spread, needs, price_of_reference, stories_needed

WIDTH = 100
"""Maximum length of a line of the notes, in characters."""


def as_text(
    spreads: Sequence[Spread], found: Sequence[Need], source: str, power: float, screen: Screen | None = None
) -> str:
    """Return the table of stories, that of references where their share is known, and how to read both."""
    rows = need_rows(spreads, found)
    # On a narrow terminal, the numbers of stories stay longer than the deviation.
    lines = terminal.table(rows, 1, screen, range(2, len(rows[0])))
    shared = [one for one in spreads if one.references is not None]
    if shared:
        lines += ["", *terminal.table(reference_rows(shared, found, power), 1, screen)]
    notes = [f"{source} {reading(power)}", *(advice(shared) if shared else ())]
    return "\n".join([*lines, "", *terminal.paragraphs(notes, screen, WIDTH)])


def need_rows(spreads: Sequence[Spread], found: Sequence[Need]) -> list[list[str]]:
    """Return the heading and one row per measure: the deviation, and the stories for each difference with a range."""
    steps = list(dict.fromkeys(round(one.difference * factor(one.measure), 6) for one in found))
    rows = [["measure", "sd of differences", *(f"{step:g} {'point' if step == 1 else 'points'}" for step in steps)]]
    for spread in spreads:
        times = factor(spread.measure)
        cells = {
            round(one.difference * times, 6): f"{one.stories:,} [{one.low:,}, {one.high:,}]"
            for one in found
            if one.measure == spread.measure
        }
        deviation = " ".join(
            (f"{spread.deviation * times:.2f}", f"[{spread.low * times:.2f}, {spread.high * times:.2f}]")
        )
        rows.append([heading(spread.measure), deviation, *(cells.get(step, "–") for step in steps)])
    return rows


def reference_rows(spreads: Sequence[Spread], found: Sequence[Need], power: float) -> list[list[str]]:
    """Return the stories for the middle difference, with one to five references a story."""
    rows = [["stories with this many references", *(str(number) for number in REFERENCES)]]
    for spread in spreads:
        steps = [one.difference for one in found if one.measure == spread.measure]
        step = steps[len(steps) // 2]
        numbers = (f"{stories_needed(spread.with_references(number), step, power):,}" for number in REFERENCES)
        rows.append([f"{heading(spread.measure)}, {step * factor(spread.measure):g} points", *numbers])
    return rows


def reading(power: float) -> str:
    """Return how to read the table."""
    return (
        f"Each cell has the number of stories at which a two-sided paired test at 5 % finds the difference in {power * 100:g} % of all "
        "samples, for one test without a correction. Brackets show it for the two ends of the range of the deviation."
    )


def advice(spreads: Sequence[Spread]) -> list[str]:
    """Return a sentence for each measure on when more references help more than more stories."""
    return [
        f"{heading(one.measure)}: with one reference, {_percent(one.references)} of the variance is due to which reference a story has. A "
        f"second one is worth it if it costs less than {_percent(price_of_reference(one, 2))} of a story with its first reference, a third "
        f"if less than {_percent(price_of_reference(one, 3))} of a story with two; otherwise add stories."
        for one in spreads
    ]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


def as_json(spreads: Sequence[Spread], found: Sequence[Need], source: str, power: float) -> str:
    """Return every number as JSON. Deviations and differences are in the unit of the measure (shares: 0 to 1)."""
    rows = []
    for one in spreads:
        row: dict[str, Any] = {
            "measure": one.measure, "deviation": one.deviation, "low": one.low, "high": one.high, "measured_on": one.stories,
            "needs": [need.as_dict() for need in found if need.measure == one.measure],
        }  # fmt: skip
        if one.references is not None:
            row["share_of_reference"] = one.references
            row["deviation_with_references"] = {number: one.with_references(number) for number in REFERENCES}
        rows.append(row)
    return printable_json({"source": source, "power": power, "measures": rows})


def curve(spreads: Sequence[Spread], power: float = POWER) -> bytes:
    """Return an SVG with the stories that each difference needs, one line for each measure. Needs matplotlib (extra `plots`)."""
    from matplotlib import style
    from matplotlib.figure import Figure

    steps = [0.5 * 1.1**at for at in range(32)]
    with style.context({"svg.hashsalt": "chipbrief", "svg.fonttype": "none"}):
        figure = Figure(figsize=(6.4, 4), layout="constrained")
        axes = figure.subplots()
        for spread, dashes in zip(
            spreads, ("-", "--", "-.", ":", (0, (1, 3)), (0, (5, 1))) * len(spreads), strict=False
        ):
            axes.plot(steps, _curve(spread, steps, power), label=heading(spread.measure), linestyle=dashes)
        axes.set(xscale="log", yscale="log", xlabel="difference between two systems (points)", ylabel="stories needed")
        axes.set_xticks([0.5, 1, 2, 5, 10], ["0.5", "1", "2", "5", "10"])
        axes.minorticks_off()
        axes.grid(visible=True, alpha=0.3)
        axes.legend(frameon=False)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Title": "Stories needed to find a difference"})
    return out.getvalue()


def _curve(spread: Spread, steps: Sequence[float], power: float) -> list[int]:
    return [stories_needed(spread.deviation, step / factor(spread.measure), power) for step in steps]


def planned(spreads: Sequence[Spread], steps: Sequence[float], power: float) -> list[Need]:
    """Return the needs for differences that are given as tables print them (shares: in points)."""
    differences: Mapping[str, list[float]] = {
        one.measure: [step / factor(one.measure) for step in steps] for one in spreads
    }
    return needs(spreads, differences, power)
