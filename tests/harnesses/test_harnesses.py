"""Our measures inside other tools: the real packages with a mock model give the numbers of `chipbrief score`."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from math import isnan
from pathlib import Path

import pytest

from chipbrief.api import score
from chipbrief.corpora.corpus import shipped
from chipbrief.harnesses import task_folder
from chipbrief.harnesses.one_summary import MEASURES, known_story, mean_defined, score_one
from chipbrief.harnesses.torch_metrics import SummaryMetric
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import score_system
from chipbrief.submissions.logs import per_sample, read_run
from tests.harnesses.stored import answers
from tests.paths import ROOT, needs_peer, peer

HERE = Path(__file__).resolve().parent


def _expected(system: str) -> dict[str, dict[str, float]]:
    """Return the values of `chipbrief score` by measure and story, without those that are undefined."""
    corpus = shipped("open", "test")
    found = score_system(system, answers(system), corpus.stories, Setting(resamples=1), corpus.data)
    return {
        name: {one.id: value for one in found.articles if (value := one.measures[name]) is not None} for name in MEASURES
    }  # fmt: skip


def _run(command: list[str], folder: Path) -> str:
    env = {
        **os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder), "HF_HOME": str(folder / "hf"), "HF_HUB_OFFLINE": "1",
        "INSPECT_DISABLE_MODEL_API": "",
    }  # fmt: skip
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def _check(path: Path, id_field: str | None, prefix: str, measures: tuple[str, ...] = MEASURES) -> None:
    run = read_run(path, id_field)
    expected = _expected("lead")
    for name in measures:
        assert per_sample(run, f"{prefix}{name}") == pytest.approx(expected[name], abs=1e-12), name


def test_one_summary_has_the_values_of_a_whole_run() -> None:
    expected = _expected("lead")
    for story in shipped("open", "test").stories:
        found = score_one(answers("lead")[story.id], document=f"Summarize: {story.document}", story_id=story.id)
        assert {name: value for name, value in found.items() if not isnan(value)} == {
            name: expected[name][story.id] for name in MEASURES if story.id in expected[name]
        }


def test_a_story_is_known_by_its_id_and_article() -> None:
    story = shipped("open", "test").stories[0]
    assert known_story(story.id, "") == known_story(story.id, story.document) == story
    assert known_story(story.id, "Another article.") is None
    assert known_story("no-such-story", story.document) is None
    found = score_one(
        "Ann Lee won.", document="Ann Lee won the race.", references=["Ann Lee won it.", "She won."], story_id="x"
    )
    assert found["rouge1_fmeasure"] == pytest.approx(6 / 7)  # 3 of 3 and 3 of 4 words of the first reference
    assert found["entity_recall"] == 1
    assert isnan(found["fact_recall"])


def test_the_mean_leaves_out_what_is_undefined() -> None:
    assert mean_defined([0.5, float("nan"), 1]) == 0.75
    assert isnan(mean_defined([]))


def test_the_metric_for_training_agrees_with_score() -> None:
    """Batches, the merged parts of two processes, and everything at once."""
    preds = ["Ann Lee won.", "Bo Ray lost the race in May.", ""]
    target: list[str | list[str]] = ["Ann Lee won the race.", ["Bo Ray lost.", "Ray lost in May."], "Cy Fox sat."]
    documents = ["Ann Lee won the race on 3 May.", "Bo Ray lost the race in May.", "Cy Fox sat."]
    means = score(preds, target, documents, resamples=1).means["summaries"]
    whole = SummaryMetric()
    for at in range(3):
        alone = whole(preds[at : at + 1], target[at : at + 1], documents[at : at + 1])
        assert alone["length"] == len(preds[at].replace(".", "").split())
    expected = {name: float("nan") if means[name] is None else means[name] for name in MEASURES}
    assert whole.compute() == pytest.approx(expected, nan_ok=True)
    first, second = SummaryMetric(), SummaryMetric()
    first.update(preds[:1], target[:1], documents[:1])
    second.update(preds[1:], target[1:], documents[1:])
    first.merge_state([pickle.loads(pickle.dumps(second)).state_dict()])
    assert first.compute() == pytest.approx(expected, nan_ok=True)
    first.reset()
    with pytest.raises(ValueError, match="call update first"):
        first.compute()


@pytest.mark.parametrize(
    "batch", [(["a"], ["b", "c"]), ("a", "b"), (["a"], ["b"], ["c", "d"]), (["a"], ["b"])], ids=range(4)
)  # fmt: skip
def test_batches_that_do_not_fit_are_refused(batch: tuple[list[str], ...]) -> None:
    metric = SummaryMetric()
    metric.update(["a"], ["b"], ["c"])
    with pytest.raises(ValueError, match="pass"):
        metric.update(*batch)


def test_the_folder_of_tasks_is_printed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chipbrief.harnesses"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()) == task_folder()
    assert {path.name for path in task_folder().glob("*.yaml")} == {"chipbrief_open.yaml", "chipbrief_multi.yaml"}


@pytest.mark.slow
@needs_peer("inspect")
def test_inspect_ai(tmp_path: Path) -> None:
    """Our task runs with two epochs, and a log is scored again by the name of a scorer; both give our numbers."""
    _run([str(peer("inspect")), str(HERE / "run_inspect.py"), "lead", str(tmp_path / "logs"), "2"], tmp_path)
    (log,) = (tmp_path / "logs").glob("*.eval")
    _check(log, None, "summary.")
    scored = tmp_path / "scored.eval"
    inspect = str(peer("inspect").with_name("inspect"))
    command = [
        "score",
        str(log),
        "--scorer",
        "chipbrief/rouge",
        "--action",
        "append",
        "--output-file",
        str(scored),
        "--display",
        "plain",
    ]
    _run([inspect, *command], tmp_path)
    _check(scored, None, "rouge.", MEASURES[:4])


@pytest.mark.slow
@needs_peer("lm-eval")
def test_lm_eval(tmp_path: Path) -> None:
    command = [
        "run",
        "--model",
        "stored",
        "--model_args",
        "model=lead",
        "--tasks",
        "chipbrief_open",
        "--include_path",
        str(task_folder()),
    ]
    _run(
        [str(peer("lm-eval")), str(HERE / "run_lm_eval.py"), *command, "--log_samples", "--output_path", "out"],
        tmp_path,
    )
    (samples,) = (tmp_path / "out").rglob("samples_*.jsonl")
    _check(samples, "doc.id", "")
    assert read_run(samples).system == "lead"


@pytest.mark.slow
@needs_peer("lighteval")
def test_lighteval(tmp_path: Path) -> None:
    """Lighteval 0.13 downloads a file when it is imported, unless there is one; an empty one is enough."""
    (package,) = peer("lighteval").parents[1].glob("lib/python3*/site-packages/lighteval/tasks/tasks")
    (package / "tinyBenchmarks.pkl").touch()
    command = ["custom", "stored/lead", str(HERE / "stored_lighteval.py"), "chipbrief_open|0"]
    options = ["--custom-tasks", "chipbrief.harnesses.lighteval_tasks", "--save-details", "--output-dir", "out"]
    _run([str(peer("lighteval").with_name("lighteval")), *command, *options], tmp_path)
    (details,) = (tmp_path / "out").rglob("*.parquet")
    _check(details, "specific.story_id", "")
    assert read_run(details).system == "stored/lead"
