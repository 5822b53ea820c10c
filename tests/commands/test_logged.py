"""`chipbrief compare` and `chipbrief score` on the results of other tools."""

from __future__ import annotations

import json
from math import fsum
from pathlib import Path

import pytest

from chipbrief.commands.main import main
from chipbrief.metrics import significance
from tests.paths import ROOT
from tests.submissions import log_files as made

VALUES = {f"s{at:02}": (at % 5 / 4, at % 3 / 4) for at in range(14)}
LEAD = ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl"


def _logs(folder: Path) -> list[str]:
    """Write a run of two epochs around the first values, and one of a single epoch with the second; one story is only in the first."""
    first = [
        made.sample(story, a + sign / 8, epoch=n) for story, (a, _) in VALUES.items() for n, sign in ((1, 1), (2, -1))
    ]
    second = [made.sample(story, b) for story, (_, b) in list(VALUES.items())[1:]]
    return [str(made.inspect_eval(folder / "a.eval", first)), str(made.inspect_json(folder / "b.json", second))]


def test_scores_in_logs_are_compared_like_measures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers are those of the tests on the means per id; the name of the metric stands for the one score."""
    files = _logs(tmp_path)
    assert main(["compare", *files, "--measure", "accuracy", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (pair,) = found["pairs"]
    differences = [a - b for a, b in list(VALUES.values())[1:]]
    row = significance.paired_differences(
        [a for a, _ in VALUES.values()], [None, *(b for _, b in list(VALUES.values())[1:])]
    )
    assert pair["difference"]["mean"] == pytest.approx(fsum(differences) / 13)
    assert (pair["difference"]["n"], pair["left_out"]) == (13, 1)
    assert pair["p"] == pytest.approx(float(significance.randomization_test(row[None])[0]))
    assert found["runs"][1]["without_sample"] == ["s00"]
    assert found["runs"][0]["repeats"]["s03"] == 2
    assert found["signature"].split("|")[1] == "scores:inspect_ai 0.3.285"


@pytest.mark.parametrize("form", ["text", "markdown", "csv", "latex"])
def test_every_format_says_what_is_not_paired(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *_logs(tmp_path), "--measure", "quality", "--format", form]) == 0
    out, err = capsys.readouterr()
    where = out if form in ("text", "markdown") else err
    assert "has no sample of 1 of 14 ids: s00." in where
    assert "2 repeats of each id." in where


def test_the_order_in_which_samples_ended_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = []
    for order in (1, -1):
        files = [
            str(
                made.inspect_eval(
                    tmp_path / name, [made.sample(story, both[at]) for story, both in list(VALUES.items())[::order]]
                )
            )
            for at, name in enumerate("ab")
        ]
        assert main(["compare", *files, "--measure", "quality"]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]


def test_tables_of_scores_need_no_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for at, name in enumerate("ab"):
        (tmp_path / f"{name}.csv").write_text(
            "id,score\n" + "".join(f"{story},{both[at]}\n" for story, both in VALUES.items())
        )
    files = [str(tmp_path / f"{name}.csv") for name in "ab"]
    assert main(["compare", *files]) == 0
    plain = capsys.readouterr().out
    assert "+0.2321" in plain  # 3.25 / 14
    assert main(["compare", *files, "--logged", "--measure", "score", "--undefined", "zero"]) == 0
    assert capsys.readouterr().out == plain.replace("undefined:skip", "undefined:zero")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--measure", "nothing"], "score 'nothing': is unknown (choose one of quality)"),
        (["--measure", "quality", "--kind", "brief"], "--kind: concerns texts"),
        (["--measure", "rouge1", "--undefined", "zero"], "--undefined: is used only with scores of other tools"),
        (["--measure", "quality", "--id", "metadata.no"], "metadata.no is null"),
    ],
)
def test_faults_of_options(
    options: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *_logs(tmp_path), *options]) == 1
    assert message in capsys.readouterr().err


def test_an_unknown_measure_of_summaries_is_still_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    other = str(LEAD.with_name("lexrank.jsonl"))
    assert main(["compare", str(LEAD), other, "--measure", "rouge9"]) == 1
    assert capsys.readouterr().err.count("is unknown") == 1


def test_both_systems_may_be_in_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        made.promptfoo_row(story, name, score)
        for story, both in VALUES.items()
        for name, score in zip(("first", "second"), both, strict=True)
    ]
    assert main(["compare", str(made.lines_file(tmp_path / "a", rows)), "--measure", "overlap", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["systems"] == ["first", "second"]
    assert found["pairs"][0]["difference"]["mean"] == pytest.approx(3.25 / 14)


def _answers(drop_last_line: int = 0) -> dict[str, str]:
    rows = [json.loads(line) for line in LEAD.read_text(encoding="utf-8").splitlines()]
    texts = {row["id"]: row["summary"] for row in rows if "id" in row}
    return {story: "\n".join(text.split("\n")[: -drop_last_line or None]) for story, text in texts.items()}


def _scores(files: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, dict[str, float]]]:
    assert main(["score", *files, "--json", "--measures", "rouge1,entity_recall,entity_precision_source"]) == 0
    found = json.loads(capsys.readouterr().out)
    return [{article["id"]: article["measures"] for article in one["articles"]} for one in found]


def test_texts_in_logs_are_scored_like_a_submission(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = _answers()
    log = made.inspect_eval(
        tmp_path / "a.eval", [made.sample(story, text=text) for story, text in reversed(texts.items())]
    )
    rows = made.lm_eval(
        tmp_path / "b.jsonl", [{"doc_id": at, "story": story, "em": 1, "resps": [text]} for at, (story, text) in enumerate(texts.items())]
    )  # fmt: skip
    batch = made.lines_file(tmp_path / "c.jsonl", [made.chat(story, text) for story, text in texts.items()])
    expected, *found = _scores([str(LEAD), str(log), str(rows), str(batch)], capsys)
    assert found == [expected] * 3


def test_the_value_of_a_story_is_the_mean_over_its_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole, cut = _answers(), _answers(1)
    paths = [
        made.lines_file(tmp_path / f"{name}.jsonl", [{"id": story, "summary": text} for story, text in texts.items()])
        for name, texts in (("whole", whole), ("cut", cut))
    ]
    samples = [made.sample(story, epoch=n, text=texts[story]) for n, texts in ((1, whole), (2, cut)) for story in texts]
    log = made.inspect_eval(tmp_path / "both.eval", samples)
    first, second, both = _scores([*map(str, paths), str(log)], capsys)
    for story, values in both.items():
        assert values == pytest.approx({name: (first[story][name] + second[story][name]) / 2 for name in values})
    assert main(["score", str(log)]) == 0
    assert f"{2 * len(whole)} answers to {len(whole)} stories" in capsys.readouterr().out


def test_a_story_without_an_answer_is_left_out_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = _answers()
    last = list(texts)[-1]
    failed = made.sample(last, ..., text="", error={"message": "boom"})
    log = made.inspect_json(
        tmp_path / "a", [*(made.sample(story, text=text) for story, text in texts.items() if story != last), failed]
    )
    assert main(["score", str(log)]) == 0
    out, err = capsys.readouterr()
    assert f"has no text of these stories: {last}" in err
    assert f"has summaries of {len(texts) - 1} of {len(texts)} stories" in out
    renamed = made.inspect_json(
        tmp_path / "b",
        [made.sample(f"{story}-x" if story == last else story, text=text) for story, text in texts.items()],
    )
    assert main(["score", str(renamed)]) == 1
    assert f"unknown id '{last}-x' (did you mean '{last}'?)" in capsys.readouterr().err
