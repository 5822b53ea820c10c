"""Tests of comparing systems: p values, families and ranks by hand, missing values, hostile names, and the command."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.commands import compare as command
from chipbrief.commands.main import main
from chipbrief.commands.measures import names
from chipbrief.metrics.bootstrap import Estimate, estimate
from chipbrief.problems import InputError
from chipbrief.reports import comparison as comparison_report
from chipbrief.reports import formats
from chipbrief.reports.comparison_notes import notes
from chipbrief.scoring.comparison import (
    DEFAULT_MEASURES,
    FAMILIES,
    Comparison,
    Family,
    Pair,
    compare,
    row_ranks,
    widest,
)
from chipbrief.scoring.measures import MEASURES
from chipbrief.scoring.system import ArticleScores, Scores
from tests.paths import ROOT

Row = Sequence[float | None]
OUTPUTS = ROOT / "baselines" / "outputs" / "open" / "abstract"
LEAD, ORACLE, RANDOM = (str(OUTPUTS / f"{name}.jsonl") for name in ("lead", "oracle", "random_sentences"))
GOOD, FAIR, POOR = ([base + at % 3 / 100 for at in range(12)] for base in (0.5, 0.4, 0.2))


def scores(system: str, rows: Mapping[str, Row], signature: str = "s") -> Scores:
    count = max(map(len, rows.values()))
    articles = tuple(
        ArticleScores(f"a{at}", {name: row[at] for name, row in rows.items()}, (), {}, (), ()) for at in range(count)
    )
    known = {name: [value for value in row if value is not None and value == value] for name, row in rows.items()}
    estimates = {name: estimate(row, 200) for name, row in known.items()}
    return Scores(system, signature, articles, estimates, {}, {}, 0, 0, (1, 9))


def of(values: Mapping[str, Row], measure: str = "entity_recall") -> list[Scores]:
    return [scores(system, {measure: row}) for system, row in values.items()]


def compared(values: Mapping[str, Row], family: Family = "all", against: str | None = None) -> Comparison:
    return compare(of(values), ["entity_recall"], family, against, resamples=200)


def pair(first: str, second: str, difference: float, p: float, stories: int = 12) -> Pair:
    return Pair("m", first, second, 0, 0, Estimate(difference, 0, 0, stories), 0, 0, p, True, p, False, None)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("a", "b", 1, 0.01), ("a", "c", 1, 0.01), ("b", "c", 1, 0.01)], [(1, 1), (2, 2), (3, 3)]),
        ([("a", "b", 0, 1), ("a", "c", 0, 1), ("b", "c", 0, 1)], [(1, 3), (1, 3), (1, 3)]),
        # Holm: 0.04 is significant if it is the only test or the larger of two, but not if it is the smaller of two.
        ([("a", "b", 1, 0.04), ("a", "c", 1, 0.5), ("b", "c", 1, 0.5)], [(1, 3), (1, 3), (1, 3)]),
        ([("a", "b", -1, 0.04), ("a", "c", -1, 0.02), ("b", "c", 1, 0.5)], [(3, 3), (1, 3), (1, 2)]),
    ],
)
def test_ranks_are_those_that_a_row_s_own_tests_leave_open(
    pairs: list[tuple[str, str, float, float]], expected: list[tuple[int, int]]
) -> None:
    """A row's rank range has all ranks that its own tests, Holm-corrected, leave open."""
    made = tuple(pair(*one) for one in pairs)
    assert list(row_ranks("abc", made, 0.05, 1).values()) == expected


@pytest.mark.parametrize(
    ("systems", "stories", "ranked"),
    [(2, 4, False), (2, 5, False), (2, 6, True), (3, 6, False), (3, 7, True), (28, 12, True), (200, 12, False)],
)
def test_no_rank_where_no_test_could_find_a_difference(systems: int, stories: int, ranked: bool) -> None:
    """The smallest p is 2 / 2^n, times the m - 1 tests of a row: with 6 stories .031 for two systems, but .062 for three."""
    names = [f"s{at}" for at in range(systems)]
    tests = [pair(one, other, 1, 2.0 ** (1 - stories), stories) for one, other in combinations(names, 2)]
    assert (len(row_ranks(names, tests, 0.05, 1)) == systems) == ranked
    assert bool(row_ranks(names, tests, 0.05, 1)) == ranked


def test_three_systems_by_hand() -> None:
    found = compared({"good": GOOD, "fair": FAIR, "poor": POOR, "twin": GOOD})
    pairs = {(pair.first, pair.second): pair for pair in found.pairs}
    one = pairs["good", "poor"]
    # All twelve differences are .3, so two of 4,096 sign patterns reach the observed mean. Five of six pairs are like this.
    assert [one.p, one.p_holm] == pytest.approx([2 / 4096, 12 / 4096])
    assert one.significant
    assert one.exact
    assert one.difference == pytest.approx((0.3, 0.3, 0.3, 12))
    assert [one.first_mean, one.second_mean] == pytest.approx([0.51, 0.21])
    assert (one.effect, one.articles_needed, one.left_out) == (None, 6, 0)
    same = pairs["good", "twin"]
    assert (same.p, same.p_holm, same.significant, same.effect, same.articles_needed) == (1, 1, False, None, None)
    assert list(same.difference) == [0, 0, 0, 12]
    ranks = {one.system: (one.rank_low, one.rank_high) for one in found.standings}
    assert ranks == {"good": (1, 2), "twin": (1, 2), "fair": (3, 3), "poor": (4, 4)}
    assert found.stories == {}
    json.dumps(found.as_dict(), allow_nan=False)


@pytest.mark.parametrize(
    ("family", "against", "tests", "factor"),
    [
        ("all", None, [("good", "fair"), ("good", "poor"), ("fair", "poor")], 3),
        ("best", None, [("fair", "good"), ("poor", "good")], 2),
        ("best", "poor", [("good", "poor"), ("fair", "poor")], 2),
        ("measures", None, [("good", "fair"), ("good", "poor"), ("fair", "poor")], 6),
    ],
)
def test_families(family: Family, against: str | None, tests: list[tuple[str, str]], factor: int) -> None:
    rows = {"good": GOOD, "fair": FAIR, "poor": POOR}
    results = [scores(name, {"rouge1_fmeasure": row, "fact_recall": row}) for name, row in rows.items()]
    found = compare(results, ["rouge1_fmeasure", "fact_recall", "rouge1_fmeasure"], family, against, resamples=50)
    assert found.measures == ("rouge1_fmeasure", "fact_recall")
    for measure in found.measures:
        pairs = [pair for pair in found.pairs if pair.measure == measure]
        assert [(pair.first, pair.second) for pair in pairs] == tests
        assert [pair.p_holm for pair in pairs] == pytest.approx([factor * 2 / 4096] * len(tests))
    assert found.against == ({} if family != "best" else dict.fromkeys(found.measures, against or "good"))
    opponent = f"|against:{against}" if against else ""
    assert found.signature == f"s|test:randomization-100000,12345|holm:{family}{opponent}"


@pytest.mark.parametrize(
    ("first", "second", "count", "p", "ranks"),
    [
        ([], [], 0, None, (None, None)),
        ([None, None], [0.5, 0.5], 0, None, (None, None)),
        ([0.5, None, float("nan")], [0.25, 0.5, 0.5], 1, 1, (None, None)),
        ([0.5, 0.5, None], [0.25, 0.0, 0.5], 2, 0.5, (None, None)),
        ([0.5, None], [None, 0.5], 0, None, (None, None)),
        ([0.5] * 6, [0.25] * 6, 6, 2 / 64, (1, 1)),
    ],
)
def test_articles_without_a_value(
    first: Row, second: Row, count: int, p: float | None, ranks: tuple[int | None, int | None]
) -> None:
    found = compared({"one": first, "other": second})
    (pair,) = found.pairs
    assert (pair.difference.n, pair.left_out, pair.p, pair.p_holm) == (count, len(first) - count, p, p)
    assert (pair.difference.mean is None) == (pair.first_mean is None) == (count == 0)
    assert (found.standings[0].rank_low, found.standings[0].rank_high) == ranks
    for write in (comparison_report.as_text, comparison_report.as_markdown, comparison_report.as_latex):
        assert "nan" not in write(found)


def test_articles_are_matched_by_id_whatever_their_order() -> None:
    one, other = of({"one": [0.1, 0.2, 0.9], "other": [0.3, 0.1, 0.2]})
    turned = replace(other, articles=other.articles[::-1])
    assert compare([one, other], ["entity_recall"]).pairs == compare([one, turned], ["entity_recall"]).pairs
    stories = widest(one, turned, "entity_recall", 2)
    assert [story.id for story in stories] == ["a2", "a0"]
    assert [story.difference for story in stories] == pytest.approx([0.7, -0.2])


def test_the_stories_of_two_systems_have_the_direction_of_their_pair() -> None:
    found = compare(of({"lead": GOOD, "mine": FAIR}), ["entity_recall"], "best", "lead", resamples=20)
    (pair,) = found.pairs
    assert (pair.first, pair.second) == ("mine", "lead")
    assert pair.difference.mean is not None
    assert {story.difference < 0 for story in found.stories["entity_recall"]} == {pair.difference.mean < 0}
    assert "differ most (mine - lead, with both values in brackets)" in comparison_report.as_text(found)


def test_no_rank_without_a_better_end() -> None:
    """A measure such as length, for which neither direction is better, has no ranks."""
    found = compare(of({"long": [90.0] * 12, "short": [60.0] * 12}, "length"), ["length"])
    assert found.pairs[0].significant
    assert {(one.rank_low, one.rank_high) for one in found.standings} == {(None, None)}
    assert "60.00 [60.00, 60.00]\n" in comparison_report.as_text(found)


def test_against_one_system_there_are_no_ranks() -> None:
    """Tests against one system tell who is above and who is below it, and nothing about the order of the others."""
    found = compared({"good": GOOD, "fair": FAIR, "poor": POOR, "twin": FAIR}, "best", "fair")
    assert {(one.rank_low, one.rank_high) for one in found.standings} == {(None, None)}
    rows = {row[0]: row[1].partition("] ")[2] for row in comparison_report.standing_rows(found)[1:]}
    assert rows == {"good": "above", "fair": "", "poor": "below", "twin": "not told apart"}


def test_what_no_test_can_settle_is_said_first() -> None:
    few = compared({"good": GOOD[:4], "poor": POOR[:4]})
    assert notes(few)[0].startswith("4 stories cannot separate any two of the 2 systems")
    assert "[" not in comparison_report.standing_rows(few)[1][1]
    assert "cannot separate" not in notes(compared({"good": GOOD, "poor": POOR}))[0]


TWO = {"one": GOOD, "other": FAIR}


@pytest.mark.parametrize(
    ("results", "options", "message"),
    [
        ([], {}, "comparison: needs two systems or more, but got 0 (give more systems)"),
        (of({"one": GOOD}), {}, "comparison: needs two systems or more, but got 1"),
        (
            of(TWO) + of(TWO),
            {},
            "system 'one': occurs twice (give each system its own name)\nsystem 'other': occurs twice",
        ),
        (of({"one": GOOD, "other": FAIR[:6]}), {}, "system 'other': is scored on different stories"),
        (
            [*of({"one": GOOD}), scores("b", {"entity_recall": GOOD}, "t")],
            {},
            "system 'b': is scored under another setting",
        ),
        (of(TWO), {"measures": ["x"]}, "measure 'x': is unknown (choose one of entity_recall)"),
        (of(TWO), {"measures": []}, "comparison: needs a measure"),
        (of(TWO), {"family": "some"}, "family 'some': is unknown (choose one of all, best, measures)"),
        (of(TWO), {"against": "one"}, "family 'all': cannot be combined with tests against 'one'"),
        (
            of(TWO),
            {"family": "best", "against": "no"},
            "system 'no': is not among the compared systems (choose one of one, other)",
        ),
        (of(TWO, "length"), {"family": "best", "measures": ["length"]}, "measure 'length': has no best system"),
    ],
)
def test_what_cannot_be_compared(results: list[Scores], options: dict[str, object], message: str) -> None:
    """Results that cannot be compared raise `InputError`."""
    with pytest.raises(InputError) as caught:
        compare(results, **{"measures": ["entity_recall"], **options})  # type: ignore[arg-type]
    assert message in str(caught.value)


@given(st.lists(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0, None]), min_size=7, max_size=7), min_size=2, max_size=4))
def test_what_holds_of_every_comparison(rows: list[list[float | None]]) -> None:
    """For all comparisons: the order of the systems does not matter, and ranks are in range."""
    values = {f"s{at}": row for at, row in enumerate(rows)}
    found, turned = compared(values), compared(dict(reversed(values.items())))
    by_name = {frozenset((pair.first, pair.second)): pair for pair in turned.pairs}
    for pair in found.pairs:
        other = by_name[frozenset((pair.first, pair.second))]
        assert (pair.p, pair.significant) == (other.p, other.significant)
        assert pair.p_holm == pytest.approx(other.p_holm)
        assert pair.p is None or pair.p_holm is None or pair.p <= pair.p_holm
    for one in found.standings:
        assert one.rank_low is None or one.estimate.mean is not None
        assert one.rank_low is None or one.rank_high is None or 1 <= one.rank_low <= one.rank_high <= len(rows)


HOSTILE = [
    "=HYPERLINK(1)", "@x", "+1", "-1", "[1] $x_1$", "*", "a|b", "a & b_", "50% #1 {x}^~\\", "two\nlines", "\x1b[31mred",
    "<b>", "`x`", "[x](http://y)", "[1](http://y)", '"', "\u202eright", "", "_em_",
]  # fmt: skip


def test_hostile_names_stay_in_their_cell() -> None:
    """No system name breaks a table, adds a cell or starts a formula, in any format."""
    found = compared({name: [at / 100, 0.5, 0.25] for at, name in enumerate(HOSTILE)})
    count = len(HOSTILE)
    pairs = count * (count - 1) // 2
    assert json.loads(comparison_report.as_json(found))["systems"] == HOSTILE
    for write in (one for name, one in comparison_report.FORMATS.items() if name != "json"):
        assert all(line.isprintable() for line in write(found).split("\n"))
    rows = list(csv.reader(io.StringIO(comparison_report.as_csv(found))))
    assert len(rows) == 1 + count + pairs
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [row for row in rows for cell in row[:4] if cell.startswith(tuple("=+-@"))]
    lines = [line for line in comparison_report.as_markdown(found).splitlines() if line.startswith("|")]
    assert len(lines) == 2 + count + 2 + pairs
    assert {line.replace("\\|", "").count("|") for line in lines} == {3, 9}
    body = [line for line in comparison_report.as_latex(found).splitlines() if line.endswith("\\\\")]
    assert len(body) == 2 + count + pairs
    assert all(line.startswith("{}") for line in body)
    assert {line.replace("\\&", "").count("&") for line in body} == {1, 7}


@pytest.mark.parametrize(
    ("text", "markdown", "latex"),
    [
        ("gpt-4o_mini", "gpt-4o_mini", r"gpt-4o\_mini"),
        ("a|b & c_", r"a\|b \& c\_", r"a\textbar{}b \& c\_"),
        ("50% {x}^~\\", r"50% {x}^\~" + "\\\\", r"50\% \{x\}\textasciicircum{}\textasciitilde{}\textbackslash{}"),
        ("[x](y) 4 [1.5, -2]", r"\[x\](y) 4 [1.5, -2]", "[x](y) 4 [1.5, -2]"),
        ("[1](y) <i>", r"[1\](y) \<i\>", r"[1](y) \textless{}i\textgreater{}"),
        ("a\x1bb\nc", "a?b?c", "a?b?c"),
    ],
)
def test_escapes(text: str, markdown: str, latex: str) -> None:
    assert (formats.markdown_text(text), formats.latex_text(text)) == (markdown, latex)


def test_tables_by_hand() -> None:
    rows = [["system", "score"], ["a_b", "-1.5 [-2, 1]"], ["[c]", "–"]]
    assert formats.text(rows) == [
        "system         score",
        "------  ------------",
        "a_b     -1.5 [-2, 1]",
        "[c]                –",
    ]
    assert formats.markdown(rows).splitlines()[1:3] == ["| --- | ---: |", "| a_b | -1.5 [-2, 1] |"]
    assert formats.latex(rows).splitlines()[4:7] == [r"{}a\_b & $-$1.5 [$-$2, 1] \\", r"{}[c] & – \\", r"\bottomrule"]
    values: list[list[formats.Value]] = [["=x", -0.5, None, True, 3], ["a,b", "＝x", " +1", "\t@x", 'q"']]
    assert formats.comma_separated(values) == '\'=x,-0.5,,true,3\n"a,b",\'＝x,\' +1,\'?@x,"q"""\n'


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "–"), (0.0, "<0.0001"), (0.00005, "<0.0001"), (0.0001, "0.0001"), (1.0, "1.0000")]
)
def test_p_as_shown(value: float | None, shown: str) -> None:
    found = compared(TWO)
    pair = replace(found.pairs[0], p=value)
    assert comparison_report.pair_rows(replace(found, pairs=(pair,)))[1][5] == shown


def test_a_difference_that_rounds_to_nothing_has_no_minus() -> None:
    found = compared({"one": [0.5] * 5, "other": [0.5, 0.5, 0.5, 0.5, 0.50001]})
    assert "+0.0 [+0.0, +0.0]" in comparison_report.as_text(found)


def test_notes_say_what_the_tables_leave_out() -> None:
    many = {f"s{at}": [at / 20, 0.5, None if at else 0.5] for at in range(8)}
    found = replace(compared(many), empty={"s1": 2})
    told = "\n".join(notes(found, comparison_report.PAIRS_SHOWN))
    assert told.startswith("3 stories cannot separate any two of the 8 systems")
    assert "Holm correction over 28 tests: all pairs of systems, for each measure separately." in told
    assert "entity_recall: 0 of 28 pairs differ significantly; 13 pairs are not shown" in told
    assert (
        "entity_recall: 28 of 28 pairs leave out up to 1 of 3 stories, because one of the two systems has no value"
        in told
    )
    assert "Empty summaries (their ROUGE and recall are 0), out of 3: s1 2." in told
    assert len(comparison_report.pair_rows(found)) == 1 + 28
    assert len(comparison_report.pair_rows(found, 15)) == 1 + 15
    drawn = compared({name: row * 2 for name, row in TWO.items()})
    assert "100,000 random sign patterns are drawn: p = (1 + count) / (1 + 100,000)" in "".join(notes(drawn))


def test_notes_name_the_best_of_each_measure_and_the_ends_of_long_names() -> None:
    long = f"{'lead ' * 20}(b.jsonl)"
    results = [
        scores("one", {"rouge1_fmeasure": GOOD, "fact_recall": POOR}),
        scores(long, {"rouge1_fmeasure": FAIR, "fact_recall": FAIR}),
    ]
    found = notes(compare(results, ["rouge1_fmeasure", "fact_recall"], "best", resamples=50))
    shown = "lead lead lead lead lead lead… lead lead lead lead (b.jsonl)"
    assert any(
        f"every other system against one on ROUGE-1, {shown} on fact_recall, for each" in note for note in found
    ), found


def test_default_measures_are_measures() -> None:
    assert {"rouge1_fmeasure", "entity_recall"} <= set(DEFAULT_MEASURES) <= set(MEASURES)
    assert command.FAMILIES == FAMILIES
    named = names(tested=True).partition("Others")[0]
    assert all(name.removesuffix("_fmeasure") in named for name in DEFAULT_MEASURES)
    assert list(command.FORMATS) == list(comparison_report.FORMATS)


def test_command_compares_the_baselines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", LEAD, ORACLE, RANDOM, "--measure", "rouge2", "--measure", "entity_recall"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines()[0].split() == ["system", "ROUGE-2", "entity_recall"]
    assert "config:open|split:test|kind:abstract" in out.splitlines()[-1]
    assert out.rstrip().endswith("|test:randomization-100000,12345|holm:all")
    assert "Holm correction over 3 tests" in out
    assert "\x1b" not in out


def test_command_shows_where_two_systems_differ(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", LEAD, ORACLE, "--measure", "rouge2_fmeasure"]) == 0
    told = re.compile(
        r"\n\nStories in which the systems differ most \(lead - oracle, with both values in brackets\):\nROUGE-2: (?:[\w-]+ [+-]\d+\.\d \(\d+\.\d, \d+\.\d\)(?:; |\n)){5}\n"
    )
    assert told.search(capsys.readouterr().out)


@pytest.mark.parametrize("form", command.FORMATS)
def test_every_format_names_all_systems_and_the_signature(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", LEAD, RANDOM, "--measure", "rouge1", "--against", "lead", "--format", form]) == 0
    out = capsys.readouterr().out
    assert all(
        word in out.replace("\\_", "_") for word in ("lead", "random_sentences", "seed:12345|test:", "|holm:best")
    )


def test_json_has_every_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", LEAD, ORACLE, "--json", "--seed", "7"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["measures"] == list(DEFAULT_MEASURES)
    assert found["signature"].endswith("|seed:7|test:randomization-100000,7|holm:all")
    pair = found["pairs"][0]
    assert pair["difference"]["mean"] == pytest.approx(pair["first_mean"] - pair["second_mean"])
    assert {one["system"] for one in found["standings"]} == {"lead", "oracle"}
    assert len(found["stories"]["rouge1_fmeasure"]) == 5


def test_systems_of_one_name_are_told_apart_by_their_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "mine.jsonl"
    other.write_bytes(Path(LEAD).read_bytes())
    assert main(["compare", LEAD, str(other), "--measure", "rouge1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["systems"] == [f"lead ({LEAD})", f"lead ({other})"]
    assert found["pairs"][0]["p"] == 1


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        (
            [LEAD],
            [
                "comparison: needs two systems or more, but got one (give another file, or name two columns with --summary)"
            ],
        ),
        ([LEAD, LEAD], [f"{LEAD}: is given more than once"]),
        ([LEAD, ORACLE, "--measure", "rouge7", "--measure", "bleu"], ["--measure 'rouge7': is unknown", "'bleu'"]),
        ([LEAD, ORACLE, "--against", "lead", "--family", "all"], ["--family all: tests all pairs"]),
        (
            [LEAD, ORACLE, "--against", "nobody"],
            ["system 'nobody': is not among the compared systems (choose one of lead, oracle)"],
        ),
        ([LEAD, ORACLE, "--seed", "-1"], ["--seed: -1 is not between 0 and"]),
        ([LEAD, "none.jsonl", "no.jsonl"], ["none.jsonl: no such file", "no.jsonl: no such file"]),
    ],
)
def test_command_refuses(arguments: list[str], messages: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert all(message in err for message in messages)


def test_stories_of_two_systems_have_the_values_of_each() -> None:
    one, other = of({"one": [0.1, 0.2, 0.9], "other": [0.3, 0.2, 0.2]})
    found = compare([one, other], ["entity_recall"], resamples=200)
    assert [(story.id, story.first, story.second) for story in found.stories["entity_recall"]] == [
        ("a2", 0.9, 0.2),
        ("a0", 0.1, 0.3),
    ]
    assert [story.difference for story in found.stories["entity_recall"]] == pytest.approx([0.7, -0.2])
    assert found.pairs[0].difference.mean == pytest.approx((0.7 - 0.2) / 3)
    assert compare([*of({"third": [0.0, 0.0, 0.0]}), one, other], ["entity_recall"], resamples=200).stories == {}
