"""Write scores as Markdown, LaTeX, CSV, or as bare means, with the same measures and notes as the table for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from chipbrief.reports import formats, genres
from chipbrief.reports.genres import GenreScores
from chipbrief.reports.table import all_notes, all_rows, factor, number, rows, shown_measures
from chipbrief.scoring.system import Scores

CSV_HEADING = ("genre", "system", "measure", "n", "mean", "low", "high", "signature")


def _tables(
    results: Sequence[Scores], everything: bool, chosen: Sequence[str], groups: Sequence[GenreScores]
) -> tuple[list[formats.Rows], list[int]]:
    """Return the table of genres, if there is one, and that of systems, with their numbers of left-aligned columns."""
    main = all_rows(results) if everything else rows(results, chosen)
    return ([genres.rows(groups, chosen), main], [2, 1]) if groups else ([main], [1])


def as_markdown(
    results: Sequence[Scores], everything: bool = False, chosen: Sequence[str] = (), groups: Sequence[GenreScores] = ()
) -> str:
    """Return the tables and the notes as Markdown."""
    told = all_notes(results, everything, chosen)
    return formats.markdown_document(*_tables(results, everything, chosen, groups), told, results[0].signature)


def as_latex(
    results: Sequence[Scores], everything: bool = False, chosen: Sequence[str] = (), groups: Sequence[GenreScores] = ()
) -> str:
    """Return the tables for a paper, with the notes and the signature as comments above them."""
    told = all_notes(results, everything, chosen)
    return formats.latex_document(*_tables(results, everything, chosen, groups), told, results[0].signature)


def as_csv(
    results: Sequence[Scores], everything: bool = False, chosen: Sequence[str] = (), groups: Sequence[GenreScores] = ()
) -> str:
    """Return one row per system and measure as CSV, unrounded and in the unit of the measure (shares: 0 to 1).

    `n` is the number of stories with a value. Rows of a genre name it; the others hold for all stories.
    """
    shown = shown_measures(results, everything, chosen)
    found: list[Sequence[formats.Value]] = [CSV_HEADING]
    for group in groups:
        for name in shown:
            estimate = group.estimates[name]
            values = group.defined[name], estimate.mean, estimate.low, estimate.high
            found.append((group.genre, group.system, name, *values, results[0].signature))
    for result in results:
        found += ((None, result.system, *values, result.signature) for values in _values(result, shown, everything))
    return formats.comma_separated(found).rstrip("\n")


def _values(result: Scores, shown: Sequence[str], everything: bool) -> Iterator[tuple[formats.Value, ...]]:
    """Yield measure, n, mean and both ends of the interval. Recall by entity type has neither n nor an interval."""
    for name in shown:
        one = result.estimates[name]
        yield name, one.n, one.mean, one.low, one.high
    if everything:
        yield from ((f"{name} (micro)", one.n, one.mean, one.low, one.high) for name, one in result.micro.items())
        for kind, (named, weight) in result.by_type.items():
            yield f"entity_recall of {kind}", None, named / weight, None, None


def as_means(
    results: Sequence[Scores], everything: bool = False, chosen: Sequence[str] = (), groups: Sequence[GenreScores] = ()
) -> str:
    """Return one line per system with the means only, as tables print them, for a shell. `nan` stands for an undefined mean.

    Several measures are separated by tabs. With groups, each line has the means of one genre and system.
    """
    shown = shown_measures(results, everything, chosen)
    lines = [one.estimates for one in groups] or [one.estimates for one in results]
    means = ((number(line[name].mean, factor(name)) for name in shown) for line in lines)
    return "\n".join("\t".join(one.replace("–", "nan") for one in line) for line in means)


FORMATS: dict[str, Callable[..., str]] = {
    "markdown": as_markdown, "latex": as_latex, "csv": as_csv, "mean": as_means,
}  # fmt: skip
"""Writers by the name that `--format` takes. Each takes results, whether all measures are shown, the chosen ones, and genres."""
