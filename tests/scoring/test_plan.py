from __future__ import annotations

import json
from math import isclose, sqrt

import numpy as np
import pytest

from chipbrief.commands.main import main
from chipbrief.metrics.significance import articles_needed, randomization_test
from chipbrief.scoring.plan import Spread, needs, price_of_reference, published, stories_needed
from tests.paths import ROOT

OUTPUTS = ROOT / "baselines" / "outputs" / "open" / "abstract"


@pytest.mark.parametrize(
    ("deviation", "difference", "power", "stories"),
    [
        # ((1.95996 + 0.84162) * 10 / 2)^2 + 1.95996^2 / 2 = 196.22 + 1.92
        (10.0, 2.0, 0.8, 199),
        (0.10, 0.02, 0.8, 199),
        # ((1.95996 + 1.28155) * 10 / 2)^2 + 1.92 = 262.68 + 1.92
        (10.0, 2.0, 0.9, 265),
        (1.0, 50.0, 0.8, 6),
    ],
)
def test_stories_needed(deviation: float, difference: float, power: float, stories: int) -> None:
    assert stories_needed(deviation, difference, power) == stories


def test_the_number_is_that_of_compare() -> None:
    row = np.array([3.0, -1.0, 4.0, 1.0, -5.0, 9.0, 2.0, 6.0])
    assert stories_needed(float(row.std(ddof=1)), float(row.mean())) == articles_needed(row)


@pytest.mark.parametrize(("draw", "seed"), [("normal", 1), ("skewed", 2)])
def test_the_planned_power_is_reached(draw: str, seed: int) -> None:
    """400 runs of the test that `compare` makes; the standard error of a power of 80 % is then two points."""
    draws = np.random.default_rng(seed)
    stories = stories_needed(8.0, 3.0)
    noise = draws.normal(0, 8, (400, stories)) if draw == "normal" else draws.exponential(8, (400, stories)) - 8
    power = float((randomization_test(noise + 3, flips=1000) <= 0.05).mean())
    assert 0.74 <= power <= 0.92


def test_references() -> None:
    spread = Spread("rouge2_fmeasure", 0.1, 0.09, 0.11, 200, references=0.5)
    assert spread.with_references(1) == 0.1
    assert isclose(spread.with_references(2), 0.1 * sqrt(0.75))
    # Stories fall from 1 to .75: a second reference may cost a third of a story with one.
    assert isclose(price_of_reference(spread, 2), 1 / 3)


def test_needs_cover_the_range_of_the_spread() -> None:
    (found,) = needs([Spread("rouge2_fmeasure", 0.1, 0.05, 0.2, 200)], {"rouge2_fmeasure": [0.02]})
    assert (found.low, found.stories, found.high) == (
        stories_needed(0.05, 0.02),
        199,
        stories_needed(0.2, 0.02),
    )


def test_the_published_spreads_are_in_order() -> None:
    spreads, facts = published()
    assert all(0 < one.low <= one.deviation <= one.high for one in spreads)
    assert all(one.references is None or 0 < one.references < 1 for one in spreads)
    assert facts["spread"]["stories"] > 200


def test_plan_without_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--json", "--difference", "2"]) == 0
    found = json.loads(capsys.readouterr().out)
    rouge2 = next(one for one in found["measures"] if one["measure"] == "rouge2_fmeasure")
    assert rouge2["needs"][0]["stories"] == stories_needed(rouge2["deviation"], 0.02)


def test_plan_of_a_pilot(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(OUTPUTS / f"{name}.jsonl") for name in ("lead", "lexrank")]
    assert main(["plan", *files, "--measure", "rouge2", "--difference", "5"]) == 0
    first = capsys.readouterr().out
    assert "lead and lexrank on 12 stories" in first
    assert main(["plan", *files, "--measure", "rouge2", "--difference", "5"]) == 0
    assert capsys.readouterr().out == first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--difference", "0"], "is not between 0 and 1000"),
        (["--power", "1"], "is not between 0.5 and 0.999"),
        (["--measure", "chrf"], "has no published spread"),
        ([str(OUTPUTS / "lead.jsonl")], "needs two systems, but got 1"),
    ],
)
def test_wrong_options(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", *arguments]) == 1
    assert said in capsys.readouterr().err
