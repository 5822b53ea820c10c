"""Results of other tools: each format, and each trap that their real files have."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chipbrief.problems import InputError
from chipbrief.submissions.logs import Missing, measured, per_sample, read_log, read_run, read_runs
from chipbrief.submissions.logs import archive as archive_module
from tests.submissions import log_files as made

NAN = float("nan")


def test_an_archive_and_json_hold_the_same_samples(tmp_path: Path) -> None:
    """Each compression: zstd (of today), deflate (before 2026), none. Ids with a slash make nested names of members."""
    samples = [made.sample("b/x", 0.5), made.sample("a", "C", text="Bo Ray lost.")]
    expected = read_run(made.inspect_json(tmp_path / "run.json", samples)).samples
    assert [(one.id, one.texts, one.scores) for one in expected] == [
        ("a", ("Bo Ray lost.",), {"quality": 1.0}),
        ("b/x", ("Ann Lee won.",), {"quality": 0.5}),
    ]
    for method in (made.ZSTD, made.DEFLATE, made.STORED):
        run = read_run(made.inspect_eval(tmp_path / "any name", samples, method))
        assert run.samples == expected
        assert (run.format, run.version, run.system, run.task) == ("inspect_ai", "0.3.285", "mockllm/a", "pkg/news")
        assert not run.notes


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("C", {"quality": 1.0}),
        ("P", {"quality": 0.5}),
        ("I", {"quality": 0.0}),
        ("N", {"quality": 0.0}),
        (True, {"quality": 1.0}),
        ("yes", {"quality": 1.0}),
        ("0.25", {"quality": 0.25}),
        (3, {"quality": 3.0}),
        (NAN, {"quality": Missing.NAN}),
        (float("inf"), {"quality": Missing.NOT_A_NUMBER}),
        (10**400, {"quality": Missing.NOT_A_NUMBER}),
        (None, {"quality": Missing.NULL}),
        ("a verdict in words", {"quality": Missing.NOT_A_NUMBER}),
        ({"f1": 0.5, "words": 7, "short": False, "no": None}, {"quality.f1": 0.5, "quality.words": 7.0, "quality.short": 0.0, "quality.no": Missing.NULL}),
        ([0.5, 1], {"quality.0": 0.5, "quality.1": 1.0}),
        (["a", "b"], {"quality": Missing.NOT_A_NUMBER}),
        ({}, {"quality": Missing.NOT_A_NUMBER}),
        (..., {}),
    ],
    ids=str,
)  # fmt: skip
def test_values_of_inspect(value: Any, expected: dict[str, Any], tmp_path: Path) -> None:
    assert read_run(made.inspect_json(tmp_path / "a", [made.sample("s", value)])).samples[0].scores == expected


def test_nan_absent_and_error_are_kept_apart(tmp_path: Path) -> None:
    failed = made.sample("e", ..., text="", error={"message": "boom"}, output={"choices": [], "completion": ""})
    run = read_run(
        made.inspect_json(tmp_path / "a", [made.sample("n", NAN), made.sample("a", ...), failed, made.sample("v", 0.5)])
    )
    found = measured(run, "quality")
    assert found.missing == {"NaN": {"n": 1}, "absent": {"a": 1}, "error": {"e": 1}}
    assert found.values == {"v": 0.5}
    assert per_sample(run, "quality", "zero") == {"n": 0, "a": 0, "e": 0, "v": 0.5}
    assert [one.texts for one in run.samples if one.id == "e"] == [()]


def test_the_value_of_an_id_is_the_mean_of_its_epochs(tmp_path: Path) -> None:
    """The order of members is that in which samples ended."""
    samples = [
        made.sample("b", 1.0, epoch=2),
        made.sample("a", "I"),
        made.sample("b", NAN),
        made.sample("a", "P", epoch=2),
    ]
    run = read_run(made.inspect_eval(tmp_path / "a", samples))
    assert measured(run, "accuracy").values == {"a": 0.25, "b": 1.0}
    assert measured(run, "accuracy", "zero").values == {"a": 0.25, "b": 0.5}
    assert measured(run, "accuracy").repeats == {"a": 2, "b": 2}


def test_a_limited_sample_counts_and_a_run_that_did_not_end_is_named(tmp_path: Path) -> None:
    limited = made.sample("a", 1, limit={"type": "custom", "limit": 1})
    run = read_run(made.inspect_eval(tmp_path / "a", [limited], whole=False))
    assert per_sample(run, "accuracy") == {"a": 1.0}  # by the plan of the run: there are no results
    assert run.notes == ("the log has no end: the run was killed, or is still running",)
    cancelled = read_run(made.inspect_json(tmp_path / "b", [limited], status="cancelled"))
    assert cancelled.notes == ("the run has the status 'cancelled'",)


def test_scores_that_were_added_or_edited_later(tmp_path: Path) -> None:
    scores = {
        "quality": {"value": "I", "history": [{"value": "C"}, {"value": "UNCHANGED"}]},
        "quality1": {"value": 0.5, "history": []},
    }
    run = read_run(made.inspect_json(tmp_path / "a", [made.sample("s", scores=scores)]))
    assert run.samples[0].scores == {"quality": 0.0, "quality1": 0.5}


def test_one_unnamed_score_of_old_logs(tmp_path: Path) -> None:
    one = made.sample("s", ..., score={"value": "C"})
    del one["scores"]
    assert read_run(made.inspect_json(tmp_path / "a", [one])).samples[0].scores == {"quality": 1.0}


def test_the_name_of_a_metric_or_key_stands_for_a_score_if_only_one_has_it(tmp_path: Path) -> None:
    entry = {"name": "f1", "scorer": "quality", "metrics": {"mean": {}}}
    results = {"scores": [entry, {"name": "other", "scorer": "other", "metrics": {"mean": {}}}]}
    scores = {"quality": {"value": {"f1": 0.5}}, "other": {"value": 1}}
    run = read_run(made.inspect_json(tmp_path / "a", [made.sample("s", scores=scores)], results=results))
    assert per_sample(run, "f1") == per_sample(run, "quality.f1") == {"s": 0.5}
    with pytest.raises(InputError, match=r"score 'mean': stands for 2 scores \(choose one of quality\.f1, other\)"):
        per_sample(run, "mean")
    with pytest.raises(InputError, match=r"score 'othr': is unknown \(did you mean other\?\)"):
        per_sample(run, "othr")


def test_of_two_members_with_one_name_the_last_counts(tmp_path: Path) -> None:
    facts = json.dumps(made.header(["a"])).encode()
    name = "samples/a_epoch_1.json"
    members = [("header.json", facts), *((name, json.dumps(made.sample("a", value)).encode()) for value in (0, 1))]
    (tmp_path / "a").write_bytes(made.archive(members))
    assert per_sample(read_run(tmp_path / "a"), "quality") == {"a": 1.0}


def test_several_frames_of_zstd_are_one_member(tmp_path: Path) -> None:
    data = json.dumps(made.sample("a", 0.5)).encode()
    frames = made.zstd(data[:20]) + made.zstd(data[20:])
    assert archive_module.METHODS[made.ZSTD](frames, 10**6) == data


HEADER = json.dumps(made.header(["a"])).encode()
ONE = json.dumps(made.sample("a")).encode()
MEMBERS = [("header.json", HEADER), ("samples/a_epoch_1.json", ONE)]


def _with(*members: tuple[str, Any]) -> bytes:
    return made.archive([("header.json", HEADER), *((name, json.dumps(one).encode()) for name, one in members)])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (made.archive(MEMBERS)[:-30], "its end is missing or damaged (download or copy it again)"),
        (made.archive(MEMBERS, flags=1), "is encrypted"),
        (made.archive(MEMBERS, crc=5), "its checksum is wrong"),
        (made.archive(MEMBERS, 14), "uses compression method 14"),
        (made.archive([("a.txt", b"x")]), "is not a format of results that can be read"),
        (made.archive([("header.json", b"[" * 100_000)]), "nested too deeply"),
        (made.archive([("header.json", b"[1]")]), "is a list instead of an object"),
        (made.archive([("header.json", b"\xff")]), "is not UTF-8"),
        (made.archive([("header.json", HEADER)]), "has no samples"),
        (_with(("samples/1.json", made.sample("a")), ("samples/2.json", made.sample("a"))), "id 'a' appears twice"),
        (_with(("samples/1.json", made.sample(1)), ("samples/2.json", made.sample("1"))), "both a number and a text"),
        (_with(("samples/1.json", made.sample("a", epoch=-1))), "epoch is not a number from 1"),
        (_with(("samples/1.json", made.sample(None))), "id is null"),
        (_with(("samples/1.json", made.sample("a\x1b[31m"))), "printable characters"),
        (made.archive([("header.json", HEADER), ("samples/1.json", b'{"id": 1, "id": 2}')]), "the key 'id' appears twice"),
    ],
    ids=range(15),
)  # fmt: skip
def test_hostile_and_damaged_archives(data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(InputError) as raised:
        read_run(tmp_path / "a")
    assert message in str(raised.value)


def test_a_bomb_is_stopped_whatever_size_it_states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MEMBER_LIMIT", 100_000)
    for method in (made.ZSTD, made.DEFLATE, made.STORED):
        (tmp_path / "a").write_bytes(made.archive([("header.json", b" " * 10_000_000)], method, size=10))
        with pytest.raises(InputError, match="decompresses to more than"):
            read_run(tmp_path / "a")
    monkeypatch.setattr(archive_module, "MEMBERS_LIMIT", 1)
    (tmp_path / "a").write_bytes(made.archive(MEMBERS))
    with pytest.raises(InputError, match="more than 1 members"):
        read_run(tmp_path / "a")


def test_names_of_members_are_never_paths(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a").write_bytes(_with(("samples/../../../escaped.json", made.sample("../b"))))
    assert [one.id for one in read_run(folder / "a").samples] == ["../b"]
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "a"]


def test_lm_eval(tmp_path: Path) -> None:
    """Two filters, several answers, and values that are no number of one document."""
    rows: list[dict[str, Any]] = [
        {"doc_id": at, "story": story, "filter": chosen, "em": em, "bleu": ["gold", "text"], "bypass": None, "nan": NAN, "resps": ["One.", "Two."]}
        for at, story, chosen, em in ((0, "x", "strict", 0), (1, "y", "strict", 1), (0, "x", "loose", 1.0), (1, "y", "loose", 1))
    ]  # fmt: skip
    path = made.lm_eval(tmp_path / "samples_news_2026-11-28T18-15-23.373682.jsonl", rows)
    run = read_run(path)
    assert (run.format, run.task, run.positional, len(run.samples)) == ("lm-eval", "news", True, 2)
    assert run.samples[0].texts == ("One.", "Two.")
    assert run.names == ("em,strict", "em,loose")
    assert per_sample(run, "em,strict") == {"0": 0.0, "1": 1.0}
    with pytest.raises(InputError, match=r"stands for 2 scores \(choose one of em,strict, em,loose\)"):
        per_sample(run, "em")
    assert per_sample(read_run(path, "doc.id"), "em,loose") == {"x": 1.0, "y": 1.0}
    assert run.samples[0].scores["nan,loose"] is Missing.NAN


@pytest.mark.parametrize(
    ("results", "system"),
    [
        ({"model_name": "org/a", "lm_eval_version": "0.4.13"}, "org/a"),
        ({"model_name": "qdpv68r5", "model_source": "stored", "config": {"model_args": {"system": "A"}}}, "stored,system=A"),
        ({"model_name": "qdpv68r5", "model_source": "dummy"}, "dummy"),
        ([], "folder"),
        (None, "folder"),
    ],
)  # fmt: skip
def test_the_system_of_lm_eval_is_in_the_results_beside(results: Any, system: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    path = made.lm_eval(folder / "samples_news_2026-11-28T18-15-23.3.jsonl", [{"doc_id": 0, "story": "x", "em": 1}])
    if results is not None:
        (folder / "results_2026-11-28T18-15-23.3.json").write_text(json.dumps(results))
    run = read_run(path)
    assert run.system == system
    assert per_sample(run, "em,none") == per_sample(run, "em") == {"0": 1.0}


def test_lm_eval_appends_to_files(tmp_path: Path) -> None:
    row = {"doc_id": 0, "story": "x", "em": 1}
    with pytest.raises(
        InputError, match=r":2: doc_id '0' appears twice with the filter 'none'.*pass the samples of one run"
    ):
        read_run(made.lm_eval(tmp_path / "a", [row, row]))


def test_lighteval(tmp_path: Path) -> None:
    """Rows are shuffled, NaN is no null, and metrics of a corpus are structs."""
    rows = [
        (at, story, {"f": f, "avg@n:n=3": 1, "bleu": {"golds": ["a"], "preds": ["b"]}})
        for at, story, f in ((1, "y", NAN), (0, "x", 0.5))
    ]
    path = made.lighteval(
        tmp_path / "details" / "org" / "a" / "2026-11-28" / "details_x.parquet", rows, ("One.", "Two.")
    )
    run = read_run(path)
    assert (run.system, run.task, run.positional) == ("org/a", "news|0", True)
    assert per_sample(run, "f") == {"0": 0.5}
    assert per_sample(read_run(path, "specific.story_id"), "avg@n:n=3") == {"x": 1.0, "y": 1.0}
    assert measured(run, "f").missing == {"NaN": {"1": 1}}
    assert run.samples[0].texts == ("One.", "Two.")
    without = made.lighteval(tmp_path / "b", [(0, None, {"f": 1})])
    assert read_run(without).system == "b"
    with pytest.raises(InputError, match=r"specific\.story_id is null"):
        read_run(without, "specific.story_id")


RESPONSE = {
    "custom_id": "c", "error": None,
    "response": {"status_code": 200, "body": {"output": [{"type": "reasoning"}, {"type": "message", "content": [{"type": "output_text", "text": "Three."}]}]}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "texts", "error"),
    [
        (made.chat("c", "One."), ("One.",), ""),
        (made.chat("c", "One.", "Two."), ("One.", "Two."), ""),
        (RESPONSE, ("Three.",), ""),
        (made.chat("c", None), ("No.",), ""),
        (made.chat("c", ""), ("No.",), ""),
        (made.chat("c"), (), "no text"),
        ({"custom_id": "c", "response": None, "error": {"code": "batch_expired", "message": "too late"}}, (), "too late"),
        ({"custom_id": "c", "error": None, "response": {"status_code": 400, "body": {"error": {"message": "bad"}}}}, (), "bad"),
    ],
    ids=range(8),
)  # fmt: skip
def test_lines_of_a_batch(line: Any, texts: tuple[str, ...], error: str, tmp_path: Path) -> None:
    run = read_run(made.lines_file(tmp_path / "a", [line, made.chat("d", "Last.")]))
    assert (run.format, run.samples[0].texts, run.samples[0].error) == ("OpenAI batch", texts, error)
    assert bool(run.notes) == bool(error)


def test_repeats_of_a_batch_are_numbered_in_its_ids(tmp_path: Path) -> None:
    both = [made.chat("a#2", "Two."), made.chat("b#1", "Three."), made.chat("a#1", "One.")]
    run = read_run(made.lines_file(tmp_path / "a", both))
    assert [(one.id, one.repeat, one.texts) for one in run.samples] == [
        ("b", 1, ("Three.",)),
        ("a", 1, ("One.",)),
        ("a", 2, ("Two.",)),
    ]
    some = read_run(made.lines_file(tmp_path / "b", [*both, made.chat("c", "Four.")]))
    assert {one.id for one in some.samples} == {"a#2", "b#1", "a#1", "c"}


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_promptfoo(form: str, tmp_path: Path) -> None:
    """Both systems are in one file. A failed check is a result; a failed provider has no score, though the file says 0."""
    failed = made.promptfoo_row("y", "b", 0, failureReason=2, namedScores={}, response={})
    rows = [made.promptfoo_row("x", "a", 0.75), made.promptfoo_row("x", "b"), made.promptfoo_row("y", "a"), failed]
    path = tmp_path / "a"
    if form == "jsonl":
        made.lines_file(path, rows)
    else:
        path.write_text(
            json.dumps({"results": {"version": 3, "results": rows}, "metadata": {"promptfooVersion": "0.121.20"}})
        )
    first, second = read_runs(path)
    assert (first.system, per_sample(first, "overlap"), per_sample(first, "success")) == (
        "a",
        {"x": 0.75, "y": 0.25},
        {"x": 1.0, "y": 0.0},
    )
    assert (second.system, per_sample(second, "score"), measured(second, "score").missing) == (
        "b",
        {"x": 0.25},
        {"error": {"y": 1}},
    )
    assert first.samples[0].texts == ("Text of x.",)
    with pytest.raises(InputError, match=r"has 2 systems \(choose one of a, b\)"):
        read_run(path)
    assert read_run(path, system="b") == second


def test_promptfoo_does_not_number_repeats_nor_give_ids(tmp_path: Path) -> None:
    rows = [made.promptfoo_row("x", testIdx=0), made.promptfoo_row("x", testIdx=1, score=0.75)]
    run = read_run(made.lines_file(tmp_path / "a", rows))
    assert per_sample(run, "score") == {"x": 0.5}
    assert run.notes
    for row in rows:
        row["vars"] = {"slug": "x"}
    with pytest.raises(InputError, match=r"has no ids \(name the field of the id: --id vars\.slug\)"):
        read_run(made.lines_file(tmp_path / "b", rows))
    (tmp_path / "c").write_text(
        'id,"[a] prompt",Status,Score,"[b] prompt",Status,Score\nx,text,PASS,0.25,text,PASS,0.5\n'
    )
    with pytest.raises(InputError, match=r"rounds scores to two decimals.*promptfoo eval -o results\.json"):
        read_run(tmp_path / "c")


def test_deepeval(tmp_path: Path) -> None:
    """A metric with an error has no score."""
    metrics = [{"name": "Overlap", "score": 0.5, "success": False}, {"name": "Other", "error": "boom"}]
    cases = [
        {"name": "x", "input": "i", "actualOutput": "One.", "metricsData": metrics},
        {"name": "y", "input": "j", "metricsData": metrics[1:]},
    ]
    (tmp_path / "a").write_text(json.dumps({"testCases": cases, "metricsScores": []}))
    run = read_run(tmp_path / "a")
    assert (run.format, run.names, per_sample(run, "Overlap"), run.samples[0].texts) == (
        "deepeval",
        ("Overlap",),
        {"x": 0.5},
        ("One.",),
    )
    assert run.samples[1].error == "boom"
    assert not run.positional


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_ragas_has_no_ids(form: str, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"user_input": f"in {at}", "response": "One.", "reference": "Ref.", "rouge_score(mode=fmeasure)": at / 4}
        for at in range(3)
    ]
    path = tmp_path / "a"
    if form == "csv":
        path.write_text("\n".join(",".join(map(str, row)) for row in ([*rows[0]], *([*row.values()] for row in rows))))
    elif form == "json":
        path.write_text(json.dumps(rows))
    else:
        made.lines_file(path, rows)
    run = read_run(path)
    assert (run.format, run.positional) == ("ragas", True)
    assert per_sample(run, "rouge_score(mode=fmeasure)") == {"1": 0.0, "2": 0.25, "3": 0.5}
    assert set(per_sample(read_run(path, "user_input"), "rouge_score(mode=fmeasure)")) == {"in 0", "in 1", "in 2"}


def test_tables_of_scores_and_of_summaries(tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_text("id,score,label,note\na,0.5,yes,text\nb,,no,1\nc,NaN,true,2\n")
    run = read_run(tmp_path / "scores.csv")
    assert (run.format, run.names, per_sample(run, "score")) == ("table", ("score", "label"), {"a": 0.5})
    assert measured(run, "score").missing == {"null": {"b": 1}, "NaN": {"c": 1}}
    (tmp_path / "texts.csv").write_text("id,summary\na,Ann Lee won.\n")
    assert read_run(tmp_path / "texts.csv").samples[0].texts == ("Ann Lee won.",)
    assert not read_log(tmp_path / "texts.csv")
    lines = made.lines_file(tmp_path / "l.jsonl", [{"system": "mine"}, {"id": "a", "summary": "Ann.", "score": 1}])
    assert (read_run(lines).system, read_run(lines).names) == ("mine", ("score",))
    (tmp_path / "none.csv").write_text("colour,score\nred,1\n")
    with pytest.raises(InputError, match=r"has no column of ids \(name it with --id NAME\)"):
        read_run(tmp_path / "none.csv")


KEYS = (
    "id version eval status samples epoch output completion choices message content scores score value error results metrics name scorer"
    " doc_id doc resps filter custom_id response body status_code vars provider success testIdx testCases metricsData metadata dataset"
    " user_input model packages scorers sample_ids input target custom type text namedScores failureReason system"
).split()  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["a", "C", "", "text", "output_text", "message"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)
BASES: dict[str, Callable[[], dict[str, Any]]] = {
    "inspect": lambda: {**made.header(["a"]), "samples": [made.sample("a")]},
    "lm-eval": lambda: {"doc_id": 0, "doc": {"id": "x"}, "resps": [["a"]], "filter": "none", "em": 1},
    "batch": lambda: made.chat("c", "One."),
    "responses": lambda: json.loads(json.dumps(RESPONSE)),
    "promptfoo": lambda: made.promptfoo_row("x"),
    "deepeval": lambda: {"testCases": [{"name": "x", "metricsData": [{"name": "a", "score": 1}]}]},
    "ragas": lambda: {"user_input": "a", "response": "b", "x": 1},
}


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, one in inner for place in [(*path, key), *_places(one, (*path, key))]]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_value_anywhere_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """One or two values of a valid file are replaced by any JSON."""
    row = BASES[data.draw(st.sampled_from(sorted(BASES)))]()
    for _ in range(data.draw(st.integers(1, 2))):
        *path, last = data.draw(st.sampled_from(_places(row)))
        inner: Any = row
        try:
            for key in path:
                inner = inner[key]
            inner[last] = data.draw(VALUES)
        except (TypeError, LookupError):
            continue
    target = tmp_path / "a"
    target.write_text(json.dumps(row) if data.draw(st.booleans()) else f"{json.dumps(row)}\n{json.dumps(row)}\n")
    try:
        for run in read_runs(target):
            for name in run.names:
                per_sample(run, name)
    except InputError:
        pass


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_archive_or_parquet_file_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """A few bytes are changed. An archive is refused or unchanged where it counts: each member has a checksum."""
    path = tmp_path / "a"
    if columnar := data.draw(st.booleans()):
        made.lighteval(path, [(0, "x", {"f": 0.5}), (1, "y", {"f": 1.0})])
    else:
        made.inspect_eval(path, [made.sample("x", 0.5), made.sample("y")], data.draw(st.sampled_from([0, 8, 93])))
    changed = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(changed)
    try:
        samples = read_runs(path)[0].samples
    except InputError:
        return
    assert columnar or {one.scores.get("quality") for one in samples} <= {0.5, 1.0}
