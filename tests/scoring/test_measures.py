"""Tests of the table of measures: what each row needs, the choice by name, what a new row costs, and stories that lack parts."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.commands.main import main
from chipbrief.metrics import entities, facts, rouge
from chipbrief.problems import InputError
from chipbrief.records import Entity, Fact, Part, Reference, Story
from chipbrief.reports.comparison import FORMATS
from chipbrief.reports.pages.run import run_page
from chipbrief.reports.table import as_json, columns, text_table
from chipbrief.scoring import measures
from chipbrief.scoring.comparison import compare
from chipbrief.scoring.measures import MEASURES, NEEDS, TABLE, Column, Measure, chosen, switched_on
from chipbrief.scoring.setting import Setting, setting_of
from chipbrief.scoring.system import Scores, score_system
from tests.paths import ROOT

LEAD, LUHN = (str(ROOT / "baselines" / "outputs" / "open" / "abstract" / f"{name}.jsonl") for name in ("lead", "luhn"))
DOCUMENT = "Ann Lee won in Oslo on Friday. Bo Ray came second."
SUMMARY = "Ann Lee won in Oslo."
REFERENCE = Reference("one/a/abstract", "abstract", "Ann Lee won.", "a", "model", None)
ENTITY = Entity("lee", "Ann Lee", "PERSON", None, ("Ann Lee",), (), 1.0, ())
FACT = Fact("f1", "Ann Lee won in Oslo.", ("lee",), ("a",), 1.0)
SETTING = Setting(resamples=20)


def story(*, document: bool = True, references: bool = True, entities: bool = True, facts: bool = True) -> Story:
    text = DOCUMENT if document else ""
    return Story(
        id="one", cluster=None, title="Race", publisher=None, published=None, language="en", document=text,
        parts=(Part("one", 0, len(text)),), summary=None, references=(REFERENCE,) if references else (),
        entities=(ENTITY,) if entities else (), facts=(FACT,) if facts else (), timeline=(), source=None, license="CC0-1.0",
    )  # fmt: skip


def score(*stories: Story, system: str = "mine", setting: Setting = SETTING) -> Scores:
    rows = [replace(one, id=f"s{number}") for number, one in enumerate(stories)]
    return score_system(system, dict.fromkeys((one.id for one in rows), SUMMARY), rows, setting, "x")


def test_the_table_is_well_formed() -> None:
    names = [one.name for one in TABLE]
    every = [column.name for one in TABLE for column in one.columns]
    assert len({*names}) == len(names)
    assert len({*every}) == len(every)
    assert all(name.isidentifier() for name in (*names, *every))
    assert {need for one in TABLE for need in one.needs} == NEEDS.keys()
    assert all(one.default is (one.signature is None) for one in TABLE)
    assert {one.extra for one in TABLE if not one.default} == {"chrf", "neural"}
    assert tuple(every[: len(MEASURES)]) == MEASURES


@pytest.mark.parametrize("have", list(product((True, False), repeat=4)))
def test_a_measure_is_undefined_exactly_if_a_need_is_not_met(have: tuple[bool, ...]) -> None:
    """Every combination of document, references, entities and facts is scored, and what is missing is said once."""
    given_ = dict(zip(NEEDS, have, strict=True))
    scores = [score(story(**given_), system=name) for name in ("mine", "other")]
    for one in TABLE:
        missing = [need for need in one.needs if not given_[need]]
        for column in one.columns if one.default else ():
            assert (scores[0].estimates[column.name].n == 0) == bool(missing), column.name
            assert (column.name in scores[0].undefined) == bool(missing)
            if missing:
                assert scores[0].undefined[column.name] == f"no story has {NEEDS[missing[0]][1]}"
    assert scores[0].lacking == {need: 1 for need in NEEDS if not given_[need]}
    table = text_table(scores)
    shown = {need for one in TABLE for need in one.needs if one.default and any(c.heading for c in one.columns)}
    said = [line for line in table.splitlines() if line.endswith(" undefined")]
    for need in NEEDS:
        count = sum(line.startswith(f"no story has {NEEDS[need][1]}: ") for line in said)
        assert count == (need in shown and not given_[need])
    assert text_table(scores, everything=True).count(" is undefined for all") == 0
    assert json.loads(as_json(scores))[0]["undefined"] == scores[0].undefined
    assert scores[0].reference_length == ((3, 3) if given_["references"] else None)
    if not given_["document"]:
        assert "not found in the article" not in table


@pytest.mark.parametrize(
    "have",
    [
        (False, True, True, True),
        (True, False, True, True),
        (True, True, False, False),
        (False, True, False, False),
        (True, False, False, False),
    ],
)
def test_reports_show_stories_that_lack_parts(have: tuple[bool, ...]) -> None:
    one = replace(story(**dict(zip(NEEDS, have, strict=True))), id="s0")
    scores = score(one)
    assert b"no story has" in run_page(scores, [one], {"s0": SUMMARY}, SETTING, [])
    for write in FORMATS.values():
        assert write(compare([scores, score(one, system="other")], list(scores.estimates), resamples=20))


def test_a_comparison_says_once_why_a_measure_is_undefined() -> None:
    both = [score(story(references=False), system=name) for name in ("mine", "other")]
    found = compare(both, ["rouge1_fmeasure", "length"], resamples=20)
    assert found.undefined == {"rouge1_fmeasure": "no story has a reference"}
    assert FORMATS["text"](found).count("ROUGE-1 is undefined for all systems: no story has a reference.") == 1


def test_stories_that_lack_a_part_are_counted() -> None:
    scores = score(story(), story(document=False), story(references=False))
    assert scores.lacking == {"document": 1, "references": 1}
    assert scores.undefined == {}
    assert scores.estimates["compression"].n == scores.estimates["rouge1_fmeasure"].n == 2
    table = text_table([scores, replace(scores, system="other")])
    assert (
        table.count("1 of 3 stories lack a document: the means of entity_precision_source leave these stories out") == 1
    )
    assert (
        "1 of 3 stories lack a reference: the means of ROUGE-1, ROUGE-2, ROUGE-L, ROUGE-Lsum, entity_recall leave"
        in table
    )


def test_without_labels_recall_counts_the_references_own_names() -> None:
    """The fallback holds for a corpus without any label. A story without entities in a labelled corpus has no recall."""
    two = replace(REFERENCE, text="Ann Lee beat Bo Ray.")
    bare = replace(story(entities=False), references=(two,))
    scores = score(bare)
    assert scores.unlabelled
    assert scores.articles[0].measures["entity_recall"] == entities.unlabelled_recall(SUMMARY, [two.text]) == 0.5
    assert scores.articles[0].measures["entity_recall_unweighted"] is None
    assert f"|entities:rules-{entities.VERSION},unlabelled|" in scores.signature
    assert "no story has labelled entities: entity_recall counts the names and values that rules find" in text_table(
        [scores]
    )
    mixed = score(bare, story())
    assert [one.measures["entity_recall"] for one in mixed.articles] == [None, 1.0]
    assert "unlabelled" not in mixed.signature
    assert "no story has labelled" not in text_table([mixed])


def test_a_kind_that_no_reference_has_is_an_error_but_no_reference_at_all_is_not() -> None:
    with pytest.raises(InputError, match="has no brief"):
        score(story(), setting=Setting(kind="brief", resamples=5))
    none = score(story(references=False), setting=Setting(kind="brief", resamples=5))
    assert "|refs:0,none,max|" in none.signature
    assert setting_of(none.signature.replace("data:x", "data:0@0")) == Setting(kind="brief", resamples=5)


def test_only_what_a_chosen_measure_needs_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("is not needed")

    monkeypatch.setattr(entities, "support", refuse)
    monkeypatch.setattr(facts, "probabilities", refuse)
    monkeypatch.setattr(rouge, "score", refuse)
    scores = score_system("mine", {"one": SUMMARY}, [story()], SETTING, "x", columns=["entity_recall", "length"])
    assert set(scores.estimates) == {"entity_recall", "length"}
    assert list(scores.micro) == ["entity_recall"]
    assert scores.articles[0].mentions == ()
    assert scores.articles[0].named == ("lee",)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["rouge2"], ("rouge2_fmeasure",)),
        (["length, rougeL_recall", "length"], ("length", "rougeL_recall")),
        (["entity_recall_unweighted"], ("entity_recall_unweighted",)),
        (["chrf,sentence_support"], ("chrf", "sentence_support")),
        ([one.name for one in TABLE if len(one.columns) > 1], tuple(f"{kind}_fmeasure" for kind in rouge.TYPES)),
    ],
)
def test_names_of_measures(names: list[str], expected: tuple[str, ...]) -> None:
    assert chosen(names) == expected
    assert set(switched_on(expected)) == {"chrf", "sentence_support"} & set(expected)


@given(st.lists(st.sampled_from([column.name for one in TABLE for column in one.columns]), min_size=1))
def test_names_of_columns_are_kept_in_order(names: list[str]) -> None:
    assert chosen([",".join(names)]) == tuple(dict.fromkeys(names))


@pytest.mark.parametrize(
    ("given_", "problems"),
    [
        ("rogue1", ["--measures 'rogue1': is unknown (did you mean rouge1?)"]),
        (
            "entity_precison_source,length,,",
            ["(did you mean entity_precision_source?)", "--measures '': is unknown (choose from rouge1, "],
        ),
    ],
)
def test_unknown_names_are_all_reported(given_: str, problems: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", LEAD, "--measures", given_]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert all(problem in err for problem in problems)


def test_a_setting_with_an_unknown_measure_is_refused() -> None:
    with pytest.raises(InputError, match=r"measure 'chrff': is unknown \(did you mean chrf\?\)"):
        score(story(), setting=Setting(measures=("chrff",)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--measures", "sentence_support"], "sentence_support: needs a model (add --entailment MODEL)"),
        (["--entailment", "llm", "--model", "m"], "--entailment: is used only by sentence_support"),
        (
            ["--measures", "sentence_support", "--entailment", "llm"],
            "--entailment llm: needs a language model (add --model",
        ),
        (["--measures", "sentence_support", "--entailment", "a/b@main"], "is not a folder and has no revision"),
        (["--measures", "sentence_support", "--entailment", "llm", "--model", "m"], "add --base-url URL"),
    ],
)
def test_the_command_refuses(options: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", LEAD, *options]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_the_command_shows_the_chosen_measures_with_the_same_values(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", LEAD, "--json"]) == 0
    (every,) = json.loads(capsys.readouterr().out)
    assert main(["score", LEAD, "--json", "--measures", "rouge2_recall,length"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["signature"] == every["signature"]
    assert found["measures"]["length"] == every["measures"]["length"]
    assert "entity_recall" not in found["measures"]
    assert main(["score", LEAD, "--measures", "rouge2_recall,length"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == ["system", "rouge2_recall", "length"]


def test_a_new_measure_costs_one_row(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A row is enough for the help, the command line, the tables, JSON, the pages, a comparison and the signature."""
    row = Measure(
        "vowels", (Column("vowels", "Vowels"),), (0, None), "higher", (), "the summary is silent",
        lambda row: [float(sum(letter in "aeiou" for letter in row.summary))],
        default=False, signature=lambda _: "v1",
    )  # fmt: skip
    table = (*TABLE, row)
    monkeypatch.setattr(measures, "TABLE", table)
    for module in ("chipbrief.reports.table", "chipbrief.scoring.setting"):
        monkeypatch.setattr(f"{module}.TABLE", table)
    with pytest.raises(SystemExit):
        main(["score", "--help"])
    assert "vowels (" in capsys.readouterr().out
    assert main(["score", LEAD, "--measures", "vowels,length"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0].split() == ["system", "Vowels", "length"]
    assert "|vowels:v1|" in out.splitlines()[-1]
    assert setting_of(out.splitlines()[-1]).measures == ("vowels",)
    assert main(["score", LEAD, "--measures", "vowels,length", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["measures"]["vowels"]["mean"] > 100
    assert main(["compare", LEAD, LUHN, "--measure", "vowels"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == ["system", "Vowels"]
    result = score(story(), setting=Setting(resamples=5, measures=("vowels",)))
    assert columns(result)[-1] == ("vowels", "Vowels", 1)
    page = run_page(result, [replace(story(), id="s0")], {"s0": SUMMARY}, SETTING, [])
    assert b"Vowels" in page
