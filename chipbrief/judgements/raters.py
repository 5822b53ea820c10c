"""How far the people agree with each other who rated the same summaries."""

from __future__ import annotations

from collections.abc import Sequence

MAX_CELLS = 1 << 25
"""Maximum of raters times summaries."""


def alpha(raters: Sequence[tuple[str, str, float]]) -> float | None:
    """Return Krippendorff's alpha (interval) of ratings by named raters.

    None if there are fewer than two raters, if no summary has two ratings, or if the package `krippendorff` is missing.
    """
    try:
        import krippendorff
        import numpy as np
    except ImportError:
        return None
    people, summaries = (sorted({one[at] for one in raters}) for at in (0, 1))
    rows, columns = ({name: at for at, name in enumerate(names)} for names in (people, summaries))
    if len(people) < 2 or len(people) * len(summaries) > MAX_CELLS:
        return None
    table = np.full((len(people), len(summaries)), np.nan)
    for person, summary, rating in raters:
        table[rows[str(person)], columns[str(summary)]] = rating
    if not ((~np.isnan(table)).sum(axis=0) > 1).any() or len(np.unique(table[~np.isnan(table)])) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement="interval"))
