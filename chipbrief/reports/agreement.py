"""Agreement of measures with people as a reader sees it: a table, sentences about it, and a plot.

All functions take results as plain data (`as_dict`), so that they can also be written from a stored file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from chipbrief.judgements.evaluation import Agreement, Evaluation
from chipbrief.problems import printable
from chipbrief.reports import terminal
from chipbrief.reports.terminal import Screen

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Result = Mapping[str, Any]
FEW = 20
"""Number of documents below which a remark says that they are few."""
WIDTH = 100
"""Width of a terminal report in columns."""
TITLES = {
    "summary_kendall": "tau", "summary_pearson": "r", "system_kendall": "sys tau", "system_pearson": "sys r",
    "partial_pearson": "r|sys", "auroc": "AUROC",
}  # fmt: skip
"""Short headings of the statistics."""
MEANINGS = {
    "summary_kendall": "tau: Kendall's tau-b over the systems of a document, mean over documents",
    "summary_pearson": "r: Pearson's r over the systems of a document, mean over documents",
    "system_kendall": "sys tau, sys r: the same correlations of the systems' means",
    "partial_pearson": "r|sys: Pearson's r over all summaries, given the system",
    "auroc": "AUROC: how often a summary that people accept scores higher than one that they do not",
}
"""What the statistics mean, for the lines below a table."""
NO_EFFECT = {name: 0.5 if name == "auroc" else 0.0 for name in TITLES}
"""Value of each statistic for a measure that knows nothing."""


def as_dict(found: Evaluation) -> dict[str, Any]:
    """Return an evaluation as plain data for JSON, with floats rounded to six places."""
    data: dict[str, Any] = {
        name: getattr(found, name) for name in Evaluation.__dataclass_fields__ if name != "agreements"
    }
    data["notes"] = list(found.notes)
    data["undefined"] = dict(found.undefined)
    data["measures"] = {one.measure: _agreement(one) for one in found.agreements}
    plain: dict[str, Any] = rounded(data)
    return plain


def _agreement(one: Agreement) -> dict[str, Any]:
    test = one.comparison
    return {
        "summaries": one.summaries,
        "documents": one.documents,
        "statistics": {name: value and list(value) for name, value in one.statistics.items()},
        "comparison": test
        and {**{name: getattr(test, name) for name in test.__dataclass_fields__}, "verdict": test.verdict},
        "misplaced": one.misplaced and one.misplaced._asdict(),
    }


def rounded(value: Any, places: int = 6) -> Any:
    """Return plain data with all floats rounded, so that stored results are equal on every processor. NaN becomes None."""
    if isinstance(value, float):
        return None if isnan(value) else round(value, places)
    if isinstance(value, Mapping):
        return {key: rounded(one, places) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(one, places) for one in value]
    return value


def columns(result: Result) -> list[str]:
    """Return the statistics of a table's columns: the main one, then the others that any measure has."""
    main = result["main"]
    rest = [
        name for name in TITLES if name not in (main, "auroc") and not (main == "auroc" and name == "summary_pearson")
    ]
    return [main, *(name for name in rest if any(one["statistics"][name] for one in result["measures"].values()))]


def rows(result: Result) -> list[list[str]]:
    """Return the heading and one row per measure. Only the main statistic has its interval here."""
    main, *rest = columns(result)
    tested = result["against"] is not None
    body = [
        [name, interval(one["statistics"][main]), *(number(one["statistics"][key]) for key in rest),
         *(_test_cells(one["comparison"]) if tested else ())]
        for name, one in result["measures"].items()
    ]  # fmt: skip
    heading = ["measure", f"{TITLES[main]} [95 %]", *(TITLES[key] for key in rest), *(("p", "needs") if tested else ())]
    return [heading, *body]


def _test_cells(test: Result | None) -> tuple[str, str]:
    if test is None:
        return "", ""
    p = test["adjusted"]
    return "–" if p is None else f"{p:.3f}", "–" if test["documents"] is None else str(test["documents"])


def all_rows(result: Result) -> list[list[str]]:
    """Return one row per measure with every statistic and its interval, and p of both tests."""
    names = [name for name in TITLES if any(one["statistics"][name] for one in result["measures"].values())]
    body = []
    for name, one in result["measures"].items():
        tests = [one["comparison"] and one["comparison"][key] for key in ("adjusted", "williams_adjusted")]
        cells = [interval(one["statistics"][key]) for key in names]
        body.append([name, str(one["summaries"]), *cells, *("–" if p is None else f"{p:.3f}" for p in tests)])
    return [["measure", "n", *(TITLES[key] for key in names), "p", "p Williams"], *body]


def interval(value: Sequence[float | None] | None) -> str:
    """Return a statistic with its interval, or a dash."""
    if not value or value[0] is None:
        return "–"
    return f"{value[0]:.3f}" + ("" if value[1] is None else f" [{value[1]:.2f}, {value[2]:.2f}]")


def number(value: Sequence[float | None] | None) -> str:
    """Return a statistic without its interval, or a dash."""
    return "–" if not value or value[0] is None else f"{value[0]:.3f}"


def text(result: Result, everything: bool = False, screen: Screen | None = None) -> str:
    """Return table, legend and sentences. They fit the `screen`, if given."""
    counts = f"{result['summaries']:,} summaries, {result['documents']:,} documents, {result['systems']} system"
    counts += "" if result["systems"] == 1 else "s"
    title = f"{printable(result['source'])}, {printable(result['dimension'])}: {counts}"
    shown = TITLES if everything else columns(result)
    legend = [meaning for name, meaning in MEANINGS.items() if name in shown]
    if result["against"] is not None:
        against = title_of(result["against"])
        legend.append(f"p: Perm-Both test of {TITLES[result['main']]} against {against}, Holm-adjusted")
        tested = TITLES["partial_pearson" if result["main"] == "partial_pearson" else "summary_kendall"]
        needs = f"needs: documents at which a paired t test of {tested} has a power of 80 %, by simulation"
        legend.append(f"p Williams: test of sys r against {against}, Holm-adjusted" if everything else needs)
    found = all_rows(result) if everything else rows(result)
    last = len(found[0]) - 1  # on a narrow terminal, the main statistic and the test stay longest
    lines = terminal.table(found, 1, screen, (1, last, last - 1))
    head, below = terminal.paragraphs([title], screen), terminal.paragraphs(legend, screen, indent="  ")
    said = terminal.paragraphs(remarks(result), screen, WIDTH, hyphens=False)
    return "\n".join([*head, "", *lines, "", *below, "", *said])


def remarks(result: Result) -> list[str]:
    """Return what the table says, in sentences."""
    found = list(_verdicts(result)) + list(_reversed(result))
    if result["documents"] < FEW:
        found.append(f"Only {result['documents']} documents were judged, so intervals and tests say little.")
    fewer = [
        f"{name} {one['summaries']:,}"
        for name, one in result["measures"].items()
        if one["summaries"] < result["summaries"]
    ]
    if fewer:
        found.append(f"Defined for fewer summaries: {', '.join(fewer)}.")
    needs: dict[str, list[str]] = {}
    for name, reason in result["undefined"].items():
        needs.setdefault(reason, []).append(name)
    found += [f"Undefined, because no summary has {reason}: {', '.join(names)}." for reason, names in needs.items()]
    return found + [f"Note: {printable(note)}." for note in result["notes"]]


def _verdicts(result: Result) -> Iterator[str]:
    against = result["against"]
    if against is None:
        yield "No simple measure is defined, so no test was made (name one with --against)."
        return
    for verdict, words in (
        ("equal", f"Cannot be told from {title_of(against)}"),
        ("better", f"Agree better than {title_of(against)}"),
        ("worse", f"Agree worse than {title_of(against)}"),
        ("unknown", "Equal for all summaries of a document, so without a test"),
    ):
        if names := with_verdict(result, verdict):
            yield f"{words}: {', '.join(names)}."


def title_of(measure: str) -> str:
    """Return a measure's name in a sentence: `rouge1_recall` is ROUGE-1 recall, and other names stay."""
    return re.sub("^rouge(1|2|L|Lsum)_", r"ROUGE-\1 ", measure).replace("fmeasure", "F")


def with_verdict(result: Result, verdict: str) -> list[str]:
    """Return the measures with one verdict, such as `equal` (see `Comparison.verdict`)."""
    return [
        name
        for name, one in result["measures"].items()
        if one["comparison"] and one["comparison"]["verdict"] == verdict
    ]


def _reversed(result: Result) -> Iterator[str]:
    main = result["main"]
    below = [
        name
        for name, one in result["measures"].items()
        if one["statistics"][main] and (one["statistics"][main][2] or 1.0) < NO_EFFECT[main]
    ]
    if below:
        yield f"The higher these are, the lower people judge: {', '.join(below)}."


def plot(results: Sequence[Result]) -> bytes:
    """Draw the main statistic of each measure with its interval as SVG, one panel per result. Needs matplotlib."""
    from matplotlib import style
    from matplotlib.figure import Figure

    from chipbrief.reports.dataset_plots import STYLE, accessible

    title = "Agreement of measures with people"
    number_of_rows = max(len(result["measures"]) for result in results)
    with style.context(["default", STYLE]):
        figure = Figure(figsize=(8, len(results) * (1.3 + 0.3 * number_of_rows)), layout="constrained")
        panels = figure.subplots(len(results), 1, squeeze=False)[:, 0]
        for axes, result in zip(panels, results, strict=True):
            _panel(axes, result)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    description = "Point and interval of the correlation of each measure with people's judgements. " + " ".join(
        sentence for result in results for sentence in _verdicts(result)
    )
    return accessible(buffer.getvalue(), title, description).encode()


def _panel(axes: Axes, result: Result) -> None:
    from chipbrief.reports.dataset_plots import BLUE, GREY, ORANGE

    main = result["main"]
    names = [name for name, one in result["measures"].items() if one["statistics"][main]][::-1]
    for at, name in enumerate(names):
        value, low, high = result["measures"][name]["statistics"][main]
        colour = ORANGE if name == result["against"] else BLUE
        if low is not None:
            axes.plot([low, high], [at, at], color=colour, linewidth=2)
        axes.plot([value], [at], color=colour, marker="o")
    axes.axvline(NO_EFFECT[main], color=GREY, linestyle="--", linewidth=1)
    axes.set_yticks(range(len(names)), names)
    axes.grid(axis="x")
    label = MEANINGS[main].partition(": ")[2] or TITLES[main]
    # A dollar sign would start a formula in matplotlib.
    source = printable(f"{result['source']}, {result['dimension']}").replace("$", r"\$")
    axes.set(title=f"{source} (orange: {result['against'] or 'none'})", xlabel=label)
