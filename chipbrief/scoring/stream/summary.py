"""The result of a streamed run: what tables and JSON show of a system, made from its state."""

from __future__ import annotations

from collections import Counter

from chipbrief.language.dressing import RULES
from chipbrief.metrics.entities import Coverage
from chipbrief.scoring.measures import NEEDS
from chipbrief.scoring.rows import chosen_measures
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.stream.state import UNIT, State, estimates
from chipbrief.scoring.system import Scores, undefined


def scores_of(
    system: str,
    state: State,
    setting: Setting,
    signature: str,
    *,
    labelled: bool,
    reference_length: tuple[int, int] | None = None,
) -> Scores:
    """Return the scores of a system. They have no `articles`: the parts have them.

    `reference_length` is as in `Scores`. A run over rows that hold their stories does not know it.
    """
    macro, micro = estimates(state)
    counts = state.counts
    measures = chosen_measures(setting, list(state.measures))
    lacking = {need: counts[f"lacking:{need}"] for need in NEEDS if counts[f"lacking:{need}"]}
    reasons = dict(undefined(measures, macro, Counter(lacking), counts["given"]))
    by_type = {
        kind: Coverage(named / (1 << UNIT), weight / (1 << UNIT)) for kind, (named, weight) in state.by_type.items()
    }
    return Scores(
        system=system,
        signature=signature,
        articles=(),
        estimates=macro,
        micro=micro,
        by_type=by_type,  # type: ignore[arg-type]
        empty=counts["empty"],
        refused=counts["refused"],
        reference_length=reference_length,
        dressed=counts["dressing"],
        dressing={rule.name: counts[f"dressing:{rule.name}"] for rule in RULES if counts[f"dressing:{rule.name}"]},
        undefined=reasons,
        lacking=lacking,
        unlabelled=not labelled,
        streamed=counts["given"],
    )
