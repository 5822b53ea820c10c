"""Tables of the baselines by family: pinned scores, rank ranges, and paired tests of this project's own system."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from chipbrief.baselines.ceiling import NAME as ANNOTATORS
from chipbrief.baselines.pins import estimates
from chipbrief.baselines.systems import FAMILIES, STORED_MODELS, SYSTEMS, Family
from chipbrief.leaderboard.board import RANKED_BY
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.reports import formats
from chipbrief.reports.table import COLUMNS, cell
from chipbrief.scoring.comparison import compare
from chipbrief.scoring.comparison.ranks import MEANING
from chipbrief.scoring.system import Scores


def family_of(name: str) -> Family:
    """Return the family of a system. A name that is neither a baseline nor `annotators` is that of a language model."""
    return SYSTEMS[name].family if name in SYSTEMS else "ceiling" if name == ANNOTATORS else "llm"


def in_order(names: Collection[str]) -> dict[Family, list[str]]:
    """Return the names by family, both in the order of the tables. Families without a name are left out."""
    known = [*SYSTEMS, *sorted(set(names) - SYSTEMS.keys(), key=str.casefold)]
    groups: dict[Family, list[str]] = {
        family: [name for name in known if name in names and family_of(name) == family] for family in FAMILIES
    }
    return {family: members for family, members in groups.items() if members}


OWN_SYSTEM = "entity_aware"
"""Name of this project's own system. It is tested against each other ranked system."""
RANKED_MEASURES = ("rouge2_fmeasure", "entity_recall")
"""Measures with a rank column in the tables: one of wording, one of content."""
TESTED_MEASURES = ("rouge1_fmeasure", "rouge2_fmeasure", "rougeLsum_fmeasure", "entity_recall")
"""Measures on which this project's own system is tested against each other ranked system."""
PLACES = 6
"""Decimals kept of a difference and of p."""


def is_ranked(name: str) -> bool:
    """Tell whether a system is ranked. Ceilings, and controls that ignore the length budget, are not."""
    return family_of(name) != "ceiling" and (name not in SYSTEMS or SYSTEMS[name].equal)


def standings(results: Sequence[Scores]) -> dict[str, dict[str, dict[str, list[Any]]]]:
    """Return the ranks and tests of every ranked system, by its name.

    `row_ranks` has, by measure, the best and worst rank that the tests of its row leave open (`scoring.comparison.row_ranks`).
    `own_minus_this` has, by measure, the mean of `OWN_SYSTEM` minus that of this system, both ends of its interval, and p. This p is
    Holm-corrected for the family of tests of all other ranked systems against `OWN_SYSTEM`.
    """
    ranked = [result for result in results if is_ranked(result.system)]
    found: dict[str, dict[str, dict[str, list[Any]]]] = {result.system: {} for result in ranked}
    if len(ranked) < 2:
        return {}
    for standing in compare(ranked, RANKED_BY).standings:
        ranks = found[standing.system].setdefault("row_ranks", {})
        if standing.rank_low is not None:
            ranks[standing.measure] = [standing.rank_low, standing.rank_high]
    if OWN_SYSTEM in found:
        for pair in compare(ranked, TESTED_MEASURES, "best", OWN_SYSTEM).pairs:
            sign = 1 if pair.first == OWN_SYSTEM else -1
            mean, *ends, _ = pair.difference
            low, high = ends[::sign]
            numbers = [None if value is None else round(sign * value, PLACES) for value in (mean, low, high)]
            other = pair.second if pair.first == OWN_SYSTEM else pair.first
            p = None if pair.p_holm is None else round(pair.p_holm, PLACES)
            found[other].setdefault("own_minus_this", {})[pair.measure] = [*numbers, p]
    return found


ANNOTATORS_NOTE = (
    "annotators: each reference is scored like a system's summary, against the other references of its story; the row shows the "
    "mean. A reference is compared with one reference fewer than a system's summary is. This lowers the scores that take the "
    "best of several references."
)
RANKS_NOTE = (
    f"Rank (this row alone): {MEANING}. Ceilings, and controls that ignore the length budget, have no rank; nor has any system where "
    "the stories are too few for a test to find a difference."
)
NOT_PINNED = Estimate(None, None, None, 0)
"""Estimate of a measure that was added after a configuration was last run."""
HEADINGS = {key: heading for key, heading, _ in COLUMNS}


def table(pin: Mapping[str, Any]) -> str:
    """Return the pin of one setting as a Markdown table, with notes and the signature below it."""
    heading = ["system", *HEADINGS.values(), *(f"rank by {HEADINGS[key]}" for key in RANKED_MEASURES)]
    rows = [heading]
    for family, names in in_order(pin["systems"]).items():
        rows.append([f"{family}: {FAMILIES[family]}", *[""] * (len(heading) - 1)])
        rows += (["  " + name, *_score_cells(pin["systems"][name])] for name in names)
    notes = [RANKS_NOTE, *([ANNOTATORS_NOTE] if ANNOTATORS in pin["systems"] else [])]
    notes += partial_notes({name: estimates(system) for name, system in pin["systems"].items()})
    notes += unranked_notes(pin["systems"])
    return "\n\n".join([formats.markdown(rows), *notes, f"`{pin['signature']}`"])


OVERVIEW_SYSTEMS = (ANNOTATORS, "oracle", OWN_SYSTEM, "lead", "random_sentences", "title_only")
"""Systems of the short table in the README, in its order. The best one of `OVERVIEW_FAMILY` stands before `random_sentences`."""
OVERVIEW_FAMILY: Family = "extractive"
OVERVIEW_MEASURES = ("entity_recall", "fact_recall", "rouge2_fmeasure")
OVERVIEW_HEADINGS = {"fact_recall": "facts", "entity_recall": "entity recall"}
OVERVIEW_RANK = "rouge2_fmeasure"
"""Measure of the rank in the short table, and of the best system of a family."""


def overview(pin: Mapping[str, Any]) -> str:
    """Return a Markdown table of a few systems and measures that fits a page, with the mean length in words and a rank.

    It has `OVERVIEW_SYSTEMS`, the stored models and the systems whose summaries came with the corpus. Measures without any
    value are left out.
    """
    found = {name: estimates(system) for name, system in pin["systems"].items()}
    labels = {name: name for name in _overview_order(found)}
    if best := _best(found, OVERVIEW_FAMILY):
        labels[best] = f"{best} (best {OVERVIEW_FAMILY})"
    named = {name: found[name] for name in labels}
    shown = [key for key in OVERVIEW_MEASURES if any(one.get(key, NOT_PINNED).n for one in named.values())]
    rows = [
        [
            "system",
            *(OVERVIEW_HEADINGS.get(measure, HEADINGS[measure]) for measure in shown),
            "words",
            f"rank by {HEADINGS[OVERVIEW_RANK]} (this row alone)",
        ]
    ]
    for name, one in named.items():
        length = one.get("length", NOT_PINNED).mean
        cells = (_short_cell(one.get(measure, NOT_PINNED)) for measure in shown)
        words = "–" if length is None else f"{length:.0f}"
        rows.append([labels[name], *cells, words, _rank(pin["systems"][name], OVERVIEW_RANK)])
    notes = " ".join([*partial_notes(named), *unranked_notes(pin["systems"])])
    return "\n\n".join(filter(None, [formats.markdown(rows), notes]))


def _overview_order(found: Mapping[str, Mapping[str, Estimate]]) -> list[str]:
    """Return the names of the short table's rows in their order."""
    models = sorted((name for name in found if name not in {*SYSTEMS, ANNOTATORS}), key=str.casefold)
    *first, random, title = OVERVIEW_SYSTEMS
    best = _best(found, OVERVIEW_FAMILY)
    names = [*first[:2], *models, *first[2:], *([best] if best else []), random, title]
    return [name for name in names if name in found]


def _best(found: Mapping[str, Mapping[str, Estimate]], family: Family) -> str | None:
    """Return the ranked system of a family with the highest mean on `OVERVIEW_RANK`, or None if there is none."""
    means = {
        name: mean
        for name, one in found.items()
        if family_of(name) == family
        and is_ranked(name)
        and (mean := one.get(OVERVIEW_RANK, NOT_PINNED).mean) is not None
    }
    return max(sorted(means), key=means.__getitem__, default=None)


def _short_cell(estimate: Estimate) -> str:
    """Return a share in per cent with its interval in whole numbers (`72.9 [62, 84]`), so that a table fits the width of a page."""
    if estimate.mean is None or estimate.low is None or estimate.high is None or not estimate.has_interval:
        return cell(estimate, 100)
    return f"{100 * estimate.mean:.1f} [{100 * estimate.low:.0f}, {100 * estimate.high:.0f}]"


def partial_notes(found: Mapping[str, Mapping[str, Estimate]]) -> list[str]:
    """Return a note on the systems that have summaries of some stories only, if there are any."""
    numbers = {name: one.get("length", NOT_PINNED).n for name, one in found.items()}
    most = max(numbers.values(), default=0)
    # Sorted, because pinned systems and those of a new run come in different orders.
    partial = [f"{name} {numbers[name]}" for name in sorted(numbers, key=str.casefold) if numbers[name] < most]
    if not partial:
        return []
    return [
        f"Some systems have summaries of fewer than the {most} stories, and are scored on these: {', '.join(partial)}."
    ]


def unranked_notes(systems: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return a note on the stored models that have no rank, if there are any."""
    unranked = ", ".join(name for name in STORED_MODELS if name in systems and "row_ranks" not in systems[name])
    reason = "its outputs contain other people's text and are not published, so that nobody else could recompute a rank"
    return [f"{unranked} has no rank: {reason}."] if unranked else []


def _score_cells(system: Mapping[str, Any]) -> Iterator[str]:
    found = estimates(system)
    yield from (cell(found.get(key, NOT_PINNED), factor) for key, _, factor in COLUMNS)
    yield from (_rank(system, key) for key in RANKED_MEASURES)


def _rank(system: Mapping[str, Any], measure: str) -> str:
    low, high = system.get("row_ranks", {}).get(measure, (None, None))
    return "–" if low is None else f"{low}" if low == high else f"{low}–{high}"


def differences(pin: Mapping[str, Any]) -> str:
    """Return a table of the mean of `OWN_SYSTEM` minus that of each other system, in points, with paired interval and corrected p."""
    rows = [[f"{OWN_SYSTEM} minus", *(f"{HEADINGS[key]}" for key in TESTED_MEASURES)]]
    tested = {name: one["own_minus_this"] for name, one in pin["systems"].items() if "own_minus_this" in one}
    for names in in_order(tested).values():
        rows += ([name, *(_difference_cell(*tested[name][key]) for key in TESTED_MEASURES)] for name in names)
    return formats.markdown(rows) if len(rows) > 1 else ""


def _difference_cell(mean: float | None, low: float | None, high: float | None, p: float | None) -> str:
    if mean is None or low is None or high is None or p is None:
        return "–"
    return f"{100 * mean:+.1f} [{100 * low:+.1f}, {100 * high:+.1f}], {_p(p)}"


def summary(pin: Mapping[str, Any]) -> str:
    """Return a short list of how `OWN_SYSTEM` compares with the others on three measures, written from the pinned numbers."""
    others = {name: one["own_minus_this"] for name, one in pin["systems"].items() if "own_minus_this" in one}
    count = len(others)
    said = []
    for key in ("entity_recall", "rouge1_fmeasure", "rouge2_fmeasure"):
        best = max(others, key=lambda name: estimates(pin["systems"][name])[key].mean or 0.0)
        above = sum(tests[key][0] > 0 for tests in others.values())
        sure = sum(tests[key][0] > 0 and tests[key][3] <= 0.05 for tests in others.values())
        said.append(
            f"- {HEADINGS[key]}: higher than {above} of {count} other systems, significantly higher than {sure}; "
            f"{_distance(best, *others[best][key])}"
        )
    tests = "paired randomization tests, Holm-corrected within each measure"
    return "\n".join([f"`{OWN_SYSTEM}` compared with the {count} other ranked systems ({tests}):", "", *said])


def _distance(best: str, mean: float, low: float, high: float, p: float) -> str:
    points = f"{100 * abs(mean):.1f}"
    way = "level with" if points == "0.0" else f"{points} points {'above' if mean > 0 else 'below'}"
    interval = f"95 % interval {100 * low:+.1f} to {100 * high:+.1f}"
    return f"{way} `{best}`, the best of the other systems ({interval}, {_p(p)})"


def _p(p: float) -> str:
    return "p < .001" if p < 0.001 else f"p = {p:.3f}"


def all_tables(pins: Mapping[str, Any], order: Sequence[str]) -> str:
    """Return a table for every pinned setting in `order`, under its name. Settings of kind abstract also get the tests of `OWN_SYSTEM`."""
    parts = []
    for setting in (setting for setting in order if setting in pins):
        parts += [f"### {setting}", table(pins[setting])]
        if setting.endswith("/abstract") and (tests := differences(pins[setting])):
            parts += [summary(pins[setting]), tests]
    return "\n\n".join(parts)
