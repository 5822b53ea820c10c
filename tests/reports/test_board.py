"""Tests of the board and the comparison page: sentences by rule, ranks, any number of systems, and long names."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest

from chipbrief.corpora.store import load
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.reports.pages import verdict
from chipbrief.reports.pages.board import BoardRow, BoardTable, board_page
from chipbrief.reports.pages.compare import _texts, compare_page
from chipbrief.reports.pages.contrasts import contrasts, matrix, strips
from chipbrief.reports.pages.index import index_page
from chipbrief.reports.pages.plane import HEIGHT, LINE, MAX_LABELS, TOP, plane
from chipbrief.reports.pages.profile import SystemRow
from chipbrief.reports.pages.render import NO_NAV, PAGE_LIMIT
from chipbrief.scoring.comparison import Comparison, Pair, Standing, compare
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import ArticleScores, Scores

STORIES = load("open", "test")
NAMES, FACTS, PAIRS = "entity_recall", "fact_recall", "rouge2_fmeasure"
LONG = "an-organisation-with-a-long-name/model_family.v2-instruct-" + "x" * 69


def scores(system: str, values: Sequence[float]) -> Scores:
    articles = tuple(
        ArticleScores(story.id, {NAMES: value}, (), {}, (), ()) for story, value in zip(STORIES, values, strict=True)
    )
    mean = sum(int(1000 * value) for value in values) / len(values) / 1000
    return Scores(system, "s|refs:3", articles, {NAMES: Estimate(mean, mean, mean, len(values))}, {}, {}, 0, 0, (1, 9))


def row(system: str, means: dict[str, float], ranks: dict[str, tuple[int, int]] | None = None) -> BoardRow:
    found = {name: Estimate(mean, mean, mean, 12) for name, mean in means.items()}
    return BoardRow(system, "kind", "ranked", found, ranks or {})


def table(*rows: BoardRow, count: int = 12, comparison: Comparison | None = None) -> BoardTable:
    return BoardTable("k", "Abstract", "about", "story", count, rows, "s|refs:3", comparison)


def compared(systems: Sequence[str], significant: Sequence[tuple[str, str]] = (), stories: int = 12) -> Comparison:
    def pair(first: str, second: str) -> Pair:
        p = 0.001 if (first, second) in significant else 0.5
        return Pair(NAMES, first, second, 0.5, 0.4, Estimate(0.1, 0, 0.2, stories), 0, 1, p, True, p, p < 0.05, 9)

    pairs = tuple(pair(*two) for two in combinations(systems, 2))
    means = [0.9 - at / len(systems) / 2 for at in range(len(systems))]
    standings = tuple(
        Standing(system, NAMES, Estimate(mean, mean - 0.1, mean + 0.1, stories), None, None)
        for system, mean in zip(systems, means, strict=True)
    )
    return Comparison(tuple(systems), (NAMES,), stories, "all", {}, 0.05, 1, 1, "s", {}, standings, pairs, {})


A, B = {NAMES: 0.6, FACTS: 0.2, PAIRS: 0.3}, {NAMES: 0.5, FACTS: 0.3, PAIRS: 0.4}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (table(), "No system is ranked yet"),
        (table(row("a", A)), "Only a is ranked"),
        (table(row("a", A), row("b", B)), "It depends on what you count: a has the highest mean on names, and b on facts and word pairs. No tests"),
        (table(row("a", A), row("b", {NAMES: 0.1})), "a has the highest mean on names, facts and word pairs."),
        (table(row("a", A), row("b", A)), "2 systems share the highest mean on names, facts and word pairs."),
        (table(row("a", A), row("b", B), count=2, comparison=compared("ab", stories=2)), "But 2 stories cannot separate any two of these 2 systems"),
        (
            table(row("a", A, {NAMES: (1, 2)}), row("b", B, {NAMES: (1, 2)}), comparison=compared("ab")),
            "no two of the 2 ranked systems are told apart; row by row, no rank narrows.",
        ),
        (
            table(row("a", A, {NAMES: (1, 1)}), row("b", B, {NAMES: (2, 2)}), comparison=compared("ab", [("a", "b")])),
            "Row by row, a is first on names (95 %). All pairs taken together, 12 stories tell apart 1 on names, of 1 pair (95 %).",
        ),
        (table(row("a", A | {"novel_2grams": 0.05}), row("b", B | {"novel_2grams": 0.0})), "All 2 copy their sentences from the article."),
    ],
)  # fmt: skip
def test_the_board_answers_in_a_sentence(found: BoardTable, said: str) -> None:
    assert said in f"{verdict.answer(found)} {verdict.certainty(found)}"


def test_a_card_says_whether_the_leader_is_certain() -> None:
    found = table(row("a", A, {NAMES: (1, 1)}), row("b", B, {NAMES: (2, 2), FACTS: (1, 2)}))
    assert [card.sure for card in verdict.cards(found)] == [
        "told apart, first of 2 (95 %)",
        "not certain: rank 1–2 of 2",
        "no rank",
    ]


def test_a_guard_is_shown_where_it_deviates() -> None:
    usual = {"length": 100.0, "entity_precision_source": 1.0}
    odd = {"length": 40.0, "entity_precision_source": 0.5}
    found = table(row("a", usual), row("b", usual), row("c", usual), row("d", odd))
    assert verdict.flags(found, found.rows[0]) == []
    assert [flag.text for flag in verdict.flags(found, found.rows[3])] == [
        "50 % of names not in the article",
        "40 words, others about 100",
    ]
    assert verdict.group_heading(found) == "4 systems of 40 to 100 words"
    assert verdict.group_heading(table(*found.rows[:3])) == "3 systems of about 100 words"


NEW = "novel_2grams"


def test_the_plane_has_a_point_for_each_system_with_both_measures() -> None:
    """At half the recall and no new pairs, a point lies half-way up on the left; its label stands to the right of it."""
    found = plane([row("a", {NAMES: 0.5, NEW: 0.0}), row("b", {NAMES: 1.0, NEW: 1.0}), row("c", {NAMES: 0.4})])
    assert [(one.system, one.x, one.y, one.is_left) for one in found] == [
        ("a", 10.0, TOP + HEIGHT / 2, False),
        ("b", 96.0, TOP, False),
    ]
    assert found[0].label_x > found[0].x
    assert plane([row("a", {NAMES: 0.5, NEW: 0.0}), row("c", {NAMES: 0.4})]) == []
    page = board_page([table(row("a", {NAMES: 0.5}), row("c", {NAMES: 0.4}))], NO_NAV, "Which?").decode()
    assert '<figure class="plane">' not in page


@pytest.mark.parametrize("share", [0.0, 0.5, 0.95])
def test_labels_of_near_points_stand_apart_within_the_plane(share: float) -> None:
    names = [f"system_{at}" for at in range(30)]
    found = plane([row(name, {NAMES: 0.5 + at / 1000, NEW: share}) for at, name in enumerate(names)])
    assert sorted(one.system for one in found) == sorted(names)
    heights = sorted(one.label_y for one in found if one.label)
    assert len(heights) == MAX_LABELS
    assert all(second - first >= LINE - 0.11 for first, second in pairwise(heights))
    assert heights[0] >= TOP
    assert heights[-1] <= TOP + HEIGHT
    assert {one.is_left for one in found if one.label} == {share > 0.9}
    # The systems with the highest recall are the labelled ones.
    assert {one.system for one in found if not one.label} == set(names[:10])


def test_labels_of_far_points_do_not_cover_each_other() -> None:
    found = plane([row("a_long_name_of_a_system", {NAMES: 0.5, NEW: 0.3}), row("title", {NAMES: 0.5, NEW: 0.6})])
    assert abs(found[0].label_y - found[1].label_y) >= LINE


@pytest.mark.parametrize("count", [1, 14, 40, 200, pytest.param(2000, marks=pytest.mark.slow)])
def test_a_board_of_any_size_is_written(count: int) -> None:
    """A page lists all systems as long as it keeps its limit, and otherwise says how many it leaves out."""
    rows = [row(f"{LONG}{at}", {NAMES: at / count}, {NAMES: (1, count)}) for at in range(count)]
    data = board_page([table(*rows)], NO_NAV, "Which?").decode()
    assert len(data) < PAGE_LIMIT
    listed = data.count("data-m=")
    left_out = re.search(r"([0-9,]+) more systems? would make this page too large", data)
    assert listed + (int(left_out[1].replace(",", "")) if left_out else 0) == count
    assert (left_out is not None) == (count == 2000)
    assert ('stroke-dasharray="' in data) == (count <= 20)


def test_below_five_stories_single_values_are_dots_without_interval_or_rank() -> None:
    found = BoardRow("a", "kind", "ranked", {NAMES: Estimate(0.5, 0.4, 0.6, 2)}, values={NAMES: [0.4, 0.6]})
    page = board_page([table(found, row("b", {NAMES: 0.5}), count=2)], NO_NAV, "Which?").decode()
    first = page.partition('data-name="a"')[2].partition("</tr>")[0]
    assert first.count('class="one"') == 2
    assert 'class="ci"' not in first
    assert "no rank: 2 stories are too few" in page


def test_a_measure_without_a_value_has_neither_number_nor_rank() -> None:
    rows = [row("a", {NAMES: 0.5}, {NAMES: (1, 2)}), row("b", {FACTS: 0.5, NAMES: 0.4})]
    page = board_page([table(*rows)], NO_NAV, "Which?").decode()
    data = re.search(r"data-name=\"a\".*?data-m='([^']*)'", page)
    assert data is not None
    assert json.loads(data[1]) == {NAMES: [0.5, 0.5, 0.5, 1, 2]}


def test_pairs_as_matrix_and_strips() -> None:
    comparison = compared("abc", [("a", "c"), ("b", "c")])
    results = [scores(name, [0.5] * 12) for name in "abc"]
    found = contrasts(comparison, results, NAMES, "abc", 3)
    assert matrix(found, "abc") == [
        [("=", None), (".", 2), ("+", 0)],
        [(".", 2), ("=", None), ("+", 1)],
        [("-", 0), ("-", 1), ("=", None)],
    ]
    assert strips(found, "ac", "abc") == [("M4 4h2", "", 1, 0), ("", "M0 4h4", 0, 2)]
    assert found.sentence.startswith("On entity recall, 2 of 3 pairs are told apart. a has the highest mean")
    assert [(one.first, one.second, one.significant) for one in found.rows] == [
        ("a", "c", True),
        ("b", "c", True),
        ("a", "b", False),
    ]


def test_against_one_system_the_page_counts_better_and_worse() -> None:
    results = [
        scores("good", [0.9] * 12),
        scores("it", [0.5] * 12),
        scores("bad", [0.1] * 12),
        scores("twin", [0.5] * 12),
    ]
    comparison = compare(results, [NAMES], "best", "it", resamples=20)
    page = compare_page(comparison, results, STORIES, {one.system: {} for one in results}).decode()
    assert "Against it, on entity recall: 1 better, 1 worse, 1 not told apart." in page
    assert "<b>1" not in page  # no rank


def test_only_pairs_that_are_tested_are_shown() -> None:
    """The two systems that differ most are not compared, if both are tested against a third one."""
    results = [scores("good", [0.9] * 12), scores("it", [0.5] * 12), scores("bad", [0.1] * 12)]
    comparison = compare(results, [NAMES], "best", "it", resamples=20)
    summaries = {one.system: {story.id: f"One of {one.system}." for story in STORIES} for one in results}
    texts = list(_texts(comparison, results, {story.id: story for story in STORIES}, summaries, 100))
    assert {(first, second) for first, second, _ in texts} == {("good", "it"), ("bad", "it")}


@pytest.mark.parametrize("count", [2, 45, 200])
def test_a_comparison_of_any_size_is_written(count: int) -> None:
    systems = [f"{LONG}{at}" for at in range(count)]
    comparison = compared(systems, [(systems[0], other) for other in systems[1:]])
    results = [scores(system, [0.5] * 12) for system in systems]
    page = compare_page(comparison, results, STORIES, {one.system: {} for one in results})
    assert len(page) < PAGE_LIMIT
    assert f"Comparison of {count} systems" in page.decode()
    assert page.count(b'<tr role="row" class="system"><th') >= min(count, 60)
    assert ("cannot separate" in page.decode()) == (count > 2)


def test_a_measure_on_which_all_are_equal_is_one_sentence() -> None:
    results = [scores(name, [0.5] * 12) for name in "abc"]
    page = compare_page(
        compare(results, [NAMES], resamples=20), results, STORIES, {one.system: {} for one in results}
    ).decode()
    assert "entity recall: all 50.0" in page
    assert "<svg" not in page


def test_the_overview_of_reports_sets_reference_points_apart() -> None:
    """A scored file that is a pinned baseline, such as `oracle`, does not lead; one that only has its name does."""
    results = [scores(name, [0.5] * 12) for name in ("mine", "oracle", "whole_article")]
    own = ["scored with it"] * 3
    for families, ranked in (
        (["scored with it", "ceiling", "control"], ["mine"]),
        (own, ["mine", "oracle", "whole_article"]),
    ):
        rows = [
            SystemRow(one.system, family, one.estimates, href=f"{one.system}.html", scores=one)
            for one, family in zip(results, families, strict=True)
        ]
        page = index_page(rows, [], Setting()).decode()
        group = page.partition('class="ranked"')[2].partition("</tbody>")[0]
        assert re.findall('data-name="([^"]*)"', group) == ranked
        assert 'href="mine.html"' in page
