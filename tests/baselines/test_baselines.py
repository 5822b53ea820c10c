"""Tests of the baselines: equal budgets, reproducible outputs, and a runner that loses no results."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chipbrief.baselines import Article, alone, article_of, cut, fill
from chipbrief.baselines import runner as runner_module
from chipbrief.baselines import systems as systems_module
from chipbrief.baselines.ceiling import annotators
from chipbrief.baselines.coverage import Concept, choose, concepts_of, solve
from chipbrief.baselines.pins import as_bytes, fallen, read
from chipbrief.baselines.ranking import centroid_ranking, mmr_ranking, tfidf
from chipbrief.baselines.runner import Request, run
from chipbrief.baselines.systems import (
    EXTRAS,
    FAMILIES,
    KINDS,
    OF_YOUR_CHOICE,
    SYSTEMS,
    check_extra,
    load_system,
    summaries_of,
)
from chipbrief.commands.main import main
from chipbrief.corpora.store import load
from chipbrief.language.tokens import words
from chipbrief.metrics import rouge
from chipbrief.problems import InputError
from chipbrief.records import ReferenceKind
from chipbrief.reports.baselines.tables import overview, table
from chipbrief.scoring.setting import Setting, references_of
from tests.hash_seeds import outputs_by_hash_seed
from tests.paths import ROOT

OUTPUTS = ROOT / "baselines" / "outputs"
LIGHT = [name for name, system in SYSTEMS.items() if system.extra != "baselines-embedding"]
EMBEDDING = [name for name in SYSTEMS if name not in LIGHT]
COMMITTED = [(config, kind) for config in ("open", "multi") for kind in KINDS[config]]
NO_NETWORK = """
import socket
def refuse(*_, **__):
    raise AssertionError("a baseline asks for the network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
"""


summarizers = cache(load_system)


def article(*sentences: str, budget: int = 5, parts: tuple[range, ...] = ()) -> Article:
    return Article("a", "Title", sentences, budget, ("reference",), parts)


def test_the_table_lists_every_file_and_no_other() -> None:
    assert sorted([*SYSTEMS, *OF_YOUR_CHOICE]) == sorted(path.stem for path in (ROOT / "baselines").glob("*.py"))
    assert {system.family for system in SYSTEMS.values()} <= FAMILIES.keys()
    assert {system.extra for system in SYSTEMS.values()} - {None} == EXTRAS.keys()
    assert not set(SYSTEMS) & set(sys.stdlib_module_names)


@pytest.mark.parametrize(
    ("sentences", "ranking", "budget", "expected"),
    [
        (["a b c", "d e"], [0, 1], 5, "a b c\nd e"),
        (["a b c", "d e"], [1, 0], 5, "a b c\nd e"),
        (["a b c", "d e"], [0, 1], 4, "a b c"),
        (["a b c", "d e f", "g"], [0, 1, 2], 4, "a b c\ng"),
        (["a b c", "d e"], [0, 1], 1, "a"),
        (["a b c", "d e"], [1, 0], 1, "d"),
        (["a b c", "A, b. C!"], [0, 1], 9, "a b c"),
        (["a b c d", "a b c e"], [1, 0], 9, "a b c e"),
        (["a b c", "a b d"], [0, 1], 9, "a b c\na b d"),
        (["…", "a"], [0, 1], 5, "a"),
        (["…"], [0], 5, ""),
        ([], [], 5, ""),
    ],
)
def test_filling_the_budget(sentences: list[str], ranking: list[int], budget: int, expected: str) -> None:
    assert fill(article(*sentences, budget=budget), ranking) == expected


def test_cutting_a_sentence() -> None:
    assert [cut("One, two – three.", limit) for limit in range(4)] == ["", "One", "One, two", "One, two – three."]


def test_a_cluster_is_read_article_by_article() -> None:
    cluster = article_of(load("multi", "test")[0], "abstract")
    assert cluster.budget == 160
    assert [at for part in cluster.parts for at in part] == list(range(len(cluster.sentences)))
    assert not any("* * *" in sentence for sentence in cluster.sentences)
    lead = load_system("lead")
    assert lead(article("a", "b", "c", "d", budget=3, parts=(range(1), range(1, 3), range(3, 4)))) == "a\nb\nd"


BUDGETS = [
    ("brief", None, None, 35),
    ("brief", "open", None, 35),
    ("brief", "gum", None, 48),
    ("abstract", "squality", None, 225),
    ("brief", "freelance", None, 48),
    ("headline", "gum", None, 12),
    ("brief", "gum", 7, 7),
]
"""Kind, configuration, budget that is asked for, and budget that holds."""


@pytest.mark.parametrize(("kind", "config", "asked", "budget"), BUDGETS)
def test_a_configuration_may_have_its_own_budget(
    kind: ReferenceKind, config: str | None, asked: int | None, budget: int
) -> None:
    story = load("open", "test")[0]
    some = replace(story, references=tuple(replace(one, kind=kind) for one in story.references))
    assert article_of(some, kind, asked, config).budget == budget


def test_nobody_is_asked_for_closed_book_summaries() -> None:
    story = load("open", "test")[0]
    some = replace(story, references=tuple(replace(one, kind="closed-book") for one in story.references))
    with pytest.raises(InputError, match="has no word budget for the kind closed-book"):
        article_of(some, "closed-book")


def test_partial_outputs_are_named_in_the_tables() -> None:
    """A pin has, for each measure, the mean, both ends of the interval and the number of stories."""

    def pin(stories: int) -> dict[str, dict[str, list[float]]]:
        return {"measures": {"rouge2_fmeasure": [0.4, 0.3, 0.5, stories], "length": [48.0, 40.0, 50.0, stories]}}

    pinned = {"signature": "s", "systems": {"lead": pin(219), "gpt4o": pin(191), "empty": pin(219)}}
    lines = overview(pinned).splitlines()
    assert lines[0] == "| system | ROUGE-2 | words | rank by ROUGE-2 (this row alone) |"
    assert [line.split(" | ")[0] for line in lines[2:4]] == ["| gpt4o", "| lead"]
    note = "Some systems have summaries of fewer than the 219 stories, and are scored on these: gpt4o 191."
    assert lines[-1] == note
    assert note in table(pinned)
    assert "fewer than" not in overview({"systems": {"lead": pin(219)}})


def test_the_short_table_has_seven_rows_in_a_fixed_order() -> None:
    """Of the classical extractive systems, only the one with the highest ROUGE-2 is shown. Intervals are in whole numbers."""

    def pin(rouge2: float, ranks: list[int] | None = None) -> dict[str, Any]:
        measures = {"rouge2_fmeasure": [rouge2, 0.304, 0.506, 12], "fact_recall": [0.5, 0.25, 0.75, 12]}
        return {
            "measures": measures | {"length": [48.0, 40.0, 50.0, 12]},
            "row_ranks": {"rouge2_fmeasure": ranks} if ranks else {},
        }

    means = {
        "luhn": 0.2,
        "text_rank": 0.3,
        "lsa": 0.1,
        "centroid_embedding": 0.9,
        "whole_article": 0.9,
        "annotators": 0.4,
    }
    others = ("title_only", "random_sentences", "lead", "entity_aware", "oracle")
    systems = {name: pin(mean) for name, mean in means.items()} | {name: pin(0.41, [1, 3]) for name in others}
    assert overview({"systems": systems}).splitlines() == [
        "| system | facts | ROUGE-2 | words | rank by ROUGE-2 (this row alone) |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| annotators | 50.0 [25, 75] | 40.0 [30, 51] | 48 | – |",
        "| oracle | 50.0 [25, 75] | 41.0 [30, 51] | 48 | 1–3 |",
        "| entity_aware | 50.0 [25, 75] | 41.0 [30, 51] | 48 | 1–3 |",
        "| lead | 50.0 [25, 75] | 41.0 [30, 51] | 48 | 1–3 |",
        "| text_rank (best extractive) | 50.0 [25, 75] | 30.0 [30, 51] | 48 | – |",
        "| random_sentences | 50.0 [25, 75] | 41.0 [30, 51] | 48 | 1–3 |",
        "| title_only | 50.0 [25, 75] | 41.0 [30, 51] | 48 | 1–3 |",
    ]


def test_lead_ends_where_the_budget_does() -> None:
    lead = load_system("lead")
    # "h" would fit, but the lead ends at the first sentence that does not fit.
    assert lead(article("a b", "c d e f g", "h", budget=4)) == "a b"
    assert lead(article("a b c", "d", budget=2)) == "a b"


SENTENCES = st.lists(
    st.one_of(
        st.lists(st.sampled_from("the of Anna Bern 7 $5 bank banks said Monday U.S. – 😀".split()), max_size=9).map(" ".join),
        st.text(max_size=20).map(lambda text: " ".join(text.split())),
    ),
    max_size=7,
).map(lambda found: [sentence for sentence in found if sentence])  # fmt: skip


@settings(max_examples=25)
@example([":", "the the"], 1)
@given(SENTENCES, st.integers(1, 20))
def test_no_text_breaks_a_baseline_or_its_budget(sentences: list[str], budget: int) -> None:
    given_article = article(*sentences, budget=budget)
    for name in LIGHT:
        summary = summarizers(name)(given_article)
        if SYSTEMS[name].equal:
            assert len(words(summary)) <= budget
            assert bool(summary) == any(words(sentence) for sentence in sentences) or name == "oracle"


@pytest.mark.parametrize(("config", "kind"), COMMITTED)
def test_committed_outputs_are_complete_and_of_equal_budgets(config: str, kind: ReferenceKind) -> None:
    stories = load(config, "test")
    for name, system in SYSTEMS.items():
        path = OUTPUTS / config / kind / f"{name}.jsonl"
        if system.titled and config == "multi":
            assert not path.exists()
            continue
        summaries = summaries_of(path.read_bytes())
        assert list(summaries) == [story.id for story in stories]
        for story in stories if system.equal else ():
            given_article = article_of(story, kind)
            left = given_article.budget - len(words(summaries[story.id]))
            assert left >= 0
            if (
                system.family != "ceiling" and name != "lead" and left
            ):  # the summary is full: no further sentence fits, or it repeats one
                own = summaries[story.id].split("\n")
                taken = [at for at, sentence in enumerate(given_article.sentences) if sentence in own]
                if taken:
                    assert fill(given_article, [*taken, *range(len(given_article.sentences))]) == summaries[story.id]


def _alone(name: str, folder: Path, seed: str, *arguments: str) -> dict[str, str]:
    (folder / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "PYTHONHASHSEED": seed, "NLTK_DATA": ""}
    command = [sys.executable, str(ROOT / "baselines" / f"{name}.py"), "--out", "-", "--limit", "1", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return summaries_of(done.stdout)


@pytest.mark.parametrize(
    "name",
    [
        "lead", *(pytest.param(name, marks=pytest.mark.slow) for name in LIGHT if name != "lead"),
        *(pytest.param(name, marks=pytest.mark.extra) for name in EMBEDDING),
    ],
)  # fmt: skip
def test_each_baseline_runs_alone_without_a_network(name: str, tmp_path: Path) -> None:
    found = _alone(name, tmp_path, "1", "--kind", "brief")
    committed = summaries_of((OUTPUTS / "open" / "brief" / f"{name}.jsonl").read_bytes())
    assert found == dict(itertools.islice(committed.items(), 1))


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If the output file cannot be written, the error names it."""
    (tmp_path / "file").touch()
    assert alone.main("lead.py", lambda _: "", ["--limit", "1", "--out", str(tmp_path / "file" / "out.jsonl")]) == 1
    assert "out.jsonl: cannot be written: " in capsys.readouterr().err


@pytest.mark.slow
def test_outputs_do_not_depend_on_hash_order() -> None:
    code = (
        "from chipbrief.baselines import article_of; from chipbrief.baselines.systems import load_system\n"
        "from chipbrief.corpora.store import load\n"
        "stories = load('open', 'validation') + load('open', 'test')[:2]\n"
        f"for name in {LIGHT}: print(name, [load_system(name)(article_of(story, 'abstract')) for story in stories])"
    )
    found = outputs_by_hash_seed(code)
    assert found[0] == found[1] != b""


def test_concepts() -> None:
    found = concepts_of(["President Jensen Huang paid $5 million.", "Huang met Trump on Monday.", "We rest."])
    kinds = [{concept[1:] for concept in own if concept[0] in ("name", "value")} for own in found]
    assert kinds[0] == {("jensen", "huang"), ("MONEY", "USD 5000000")}
    assert kinds[1] == {("jensen", "huang"), ("trump",), ("DATE", "XXXX-WXX-1")}
    assert kinds[2] == set()
    assert ("fact", "name", "jensen", "huang", "|", "name", "trump") in found[1]
    assert ("bigram", "we", "rest") in found[2]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sets(st.sampled_from("abcdef")), st.integers(0, 3), st.integers(1, 6)), max_size=6),
    st.integers(0, 15),
)
def test_the_program_finds_the_best_choice(rows: list[tuple[set[str], int, int]], budget: int) -> None:
    """The solver finds a choice of sentences with the highest value, as an exhaustive search does."""
    sentences: list[set[Concept]] = [{(name,) for name in names} for names, _, _ in rows]
    worth: dict[Concept, float] = {(name,): float(at) for at, name in enumerate("abcdef", 1)}
    own, lengths = [float(row[1]) for row in rows], [row[2] for row in rows]

    def value(chosen: tuple[int, ...]) -> float:
        covered = set[Concept]().union(*(sentences[at] for at in chosen))
        return sum([*(own[at] for at in chosen), *(worth[concept] for concept in covered)])

    choices = itertools.chain.from_iterable(itertools.combinations(range(len(rows)), n) for n in range(len(rows) + 1))
    best = max(value(chosen) for chosen in choices if sum(lengths[at] for at in chosen) <= budget)
    found = solve(sentences, worth, own, lengths, budget)
    assert sum(lengths[at] for at in found) <= budget
    assert value(tuple(found)) == pytest.approx(best)


def test_names_in_the_title_and_at_the_start_are_chosen() -> None:
    sentences = ("Anna Berg met Carl Dahl.", "It rained all day long.", "The band played on again.")
    assert choose(article(*sentences, budget=5)) == [0]
    assert choose(article(*sentences, budget=3)) == [0]  # no sentence fits: the best beginning is chosen


def test_vectors_by_hand() -> None:
    # Two sentences share all words, the third shares none. So the third is last for the centroid but second for MMR.
    vectors = tfidf(["a b", "b a", "c d"])
    assert vectors[0] @ vectors[1] == pytest.approx(1)
    assert vectors[0] @ vectors[2] == 0
    assert centroid_ranking(vectors) == [0, 1, 2]
    assert mmr_ranking(vectors) == [0, 2, 1]
    assert centroid_ranking(tfidf([])) == mmr_ranking(tfidf([])) == []
    # idf of a word in one of two sentences: ln(3 / 2) + 1; in both: ln(3 / 3) + 1.
    rare = np.log(1.5) + 1
    assert tfidf(["a b", "a"])[0] == pytest.approx(np.array([1, rare]) / np.hypot(1, rare))


def test_the_annotators_ceiling_leaves_one_out() -> None:
    stories = load("open", "test")[:1]
    setting = Setting(resamples=10)
    texts = [reference.text for reference in references_of(stories[0], setting)]
    expected = [rouge.score(text, [other for other in texts if other != text])["rouge1"].fmeasure for text in texts]
    found = annotators(stories, setting, "digest")
    assert found is not None
    assert found.estimates["rouge1_fmeasure"].mean == pytest.approx(sum(expected) / 3)
    assert "refs:2," in found.signature
    assert annotators(stories, Setting(author_kind="person"), "digest") is None


def pin(value: float | None, data: str = "d", name: str = "lead", measure: str = "entity_recall") -> dict[str, Any]:
    return {"data": data, "signature": "s", "systems": {name: {"measures": {measure: [value, 0.0, 1.0, 2]}}}}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (pin(0.5), pin(0.4), "open/brief: lead: entity_recall falls from 0.500000 to 0.400000"),
        (pin(0.5), pin(None), "falls from 0.500000 to nothing"),
        (pin(0.5, measure="rougeL_fmeasure"), pin(0.4, measure="rougeL_fmeasure"), "rougeL_fmeasure falls"),
        (pin(0.5), pin(0.6), None),
        (pin(0.5), pin(0.4999999), None),
        (pin(None), pin(0.1), None),
        (pin(0.5), pin(0.4, data="other"), None),
        (pin(9, measure="length"), pin(8, measure="length"), None),
    ],
)
def test_floors(old: dict[str, Any], new: dict[str, Any], message: str | None) -> None:
    found = [str(problem) for problem in fallen("open/brief", old, new)]
    assert len(found) == (message is not None)
    assert message is None or message in found[0]


def test_pins_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "scores.json"
    assert read(path) == {}
    pins = {"open/brief": pin(0.5), "open/abstract": pin(None)}
    path.write_bytes(as_bytes(pins))
    assert read(path) == pins
    for wrong in ("[]", "{", '{"open/brief": 1}', '{"open/brief": {"systems": {"lead": {"measures": {"x": [1]}}}}}'):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(InputError, match="contains no valid pinned scores"):
            read(path)


def test_the_command_scores_as_pinned(capsys: pytest.CaptureFixture[str]) -> None:
    """`score` gives the values in baselines/scores.json."""
    pinned = read(ROOT / "baselines" / "scores.json")["open/abstract"]
    names = ["lead", "entity_aware", "empty"]
    assert main(["score", "--json", *(str(OUTPUTS / "open" / "abstract" / f"{name}.jsonl") for name in names)]) == 0
    for result in json.loads(capsys.readouterr().out):
        assert result["signature"] == pinned["signature"]
        for measure, values in pinned["systems"][result["system"]]["measures"].items():
            assert list(result["measures"][measure].values()) == pytest.approx(values, abs=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("setting", [["open", "abstract"], ["multi", "headline"]])
def test_committed_outputs_and_scores_are_up_to_date(
    setting: list[str], scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    config, kind = setting
    assert scripts["run_baselines"].main(["--check", "--config", config, "--kind", kind]) == 0, capsys.readouterr().err


def test_a_missing_extra_is_named_and_the_last_outputs_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(systems_module.EXTRAS, "baselines", ("no_such_module",))
    monkeypatch.setattr(runner_module, "SYSTEMS", {name: SYSTEMS[name] for name in ("lead", "luhn")})
    monkeypatch.setattr(runner_module, "STORED_MODELS", {})
    outcome = run(Setting(kind="headline"), Request(("luhn",)))
    assert [result.system for result in outcome.results] == ["lead", "luhn", "annotators"]
    assert outcome.outputs == {}
    assert outcome.notes == [
        "open/headline: luhn: needs no_such_module (pip install 'chipbrief[baselines]'); its existing outputs are scored"
    ]
    with pytest.raises(InputError, match=r"luhn: needs no_such_module \(pip install 'chipbrief\[baselines\]'\)"):
        check_extra("luhn")


def test_submissions_that_come_with_the_data_are_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "open" / "systems"
    folder.mkdir(parents=True)
    shutil.copy(OUTPUTS / "open" / "headline" / "lead.jsonl", folder / "a-model.test.jsonl")
    monkeypatch.setattr(runner_module, "dataset_folder", lambda: tmp_path)
    monkeypatch.setattr(runner_module, "SYSTEMS", {"lead": SYSTEMS["lead"]})
    monkeypatch.setattr(runner_module, "STORED_MODELS", {})
    outcome = run(Setting(kind="headline"), Request(()))
    assert [result.system for result in outcome.results] == ["lead", "a-model", "annotators"]
    assert outcome.results[0].estimates == outcome.results[1].estimates


class Checkout:
    """A copy of the files that the runner reads and writes. `run` starts the runner as a user would."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = root / "baselines" / "outputs" / "open" / "headline"

    def command(self, *arguments: str) -> list[str]:
        setting = ["--config", "open", "--kind", "headline"]
        return [sys.executable, str(self.root / "scripts" / "run_baselines.py"), *setting, *arguments]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(self.root)}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = self.command(*arguments)
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def rewrite(self, name: str, body: str) -> bytes:
        """Replace the body of a baseline's function, and return the old file."""
        path = self.root / "baselines" / f"{name}.py"
        old = path.read_text(encoding="utf-8")
        about = old.split("\n")[1]
        path.write_text(f"{about}\n\ndef summarize(article):\n    {body}\n", encoding="utf-8")
        return old.encode()

    def state(self) -> dict[str, bytes]:
        paths = [path for folder in ("baselines", "docs") for path in (self.root / folder).rglob("*") if path.is_file()]
        wanted = [path for path in (*paths, self.root / "README.md") if path.suffix in (".jsonl", ".json", ".md")]
        return {str(path.relative_to(self.root)): path.read_bytes() for path in wanted if ".staged" not in path.parts}


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout in which the runner has run once. It has only three systems, to save time; tests copy it."""
    root = tmp_path_factory.mktemp("checkout") / "root"
    unwanted = shutil.ignore_patterns("__pycache__", ".staged", "gum", "source", "multi")
    for name in ("baselines", "chipbrief", "dataset", "docs", "scripts"):
        shutil.copytree(ROOT / name, root / name, ignore=unwanted if name != "chipbrief" else None)
    shutil.copy(ROOT / "README.md", root)
    table = root / "chipbrief" / "baselines" / "systems.py"
    few = '\nfor _name in SYSTEMS.keys() - {"lead", "random_sentences", "title_only"}:\n    del SYSTEMS[_name]\n'
    table.write_text(table.read_text(encoding="utf-8") + few, encoding="utf-8")
    for path in (root / "baselines").glob("*.py"):  # a file that is in no table is refused
        if path.stem not in {"lead", "random_sentences", "title_only", *OF_YOUR_CHOICE}:
            path.unlink()
    assert Checkout(root).run("--lower").returncode == 0
    return root


@pytest.fixture
def checkout(committed: Path, tmp_path: Path) -> Checkout:
    return Checkout(shutil.copytree(committed, tmp_path / "root"))


@pytest.mark.slow
def test_one_failing_baseline_stops_no_other(checkout: Checkout) -> None:
    before = checkout.state()
    (checkout.files / "random_sentences.jsonl").write_text("", encoding="utf-8")
    checkout.rewrite("lead", "return '' if article.id != 'h20-resume' else 1 / 0")
    done = checkout.run()
    assert done.returncode == 1
    assert (
        "baselines/lead.py: h20-resume: ZeroDivisionError: division by zero (python baselines/lead.py --config open"
        in done.stderr
    )
    assert "lead " in done.stdout
    assert checkout.state() == before


@pytest.mark.slow
def test_a_lower_score_is_refused_and_nothing_is_written(checkout: Checkout) -> None:
    before = checkout.state()
    checkout.rewrite("lead", "return article.sentences[-1]")
    assert checkout.run("--check").returncode == 1
    done = checkout.run()
    assert done.returncode == 1
    assert "open/headline: lead: rouge1_fmeasure falls from 0." in done.stderr
    assert "--lower" in done.stderr
    assert checkout.state() == before
    assert checkout.run("--lower", "--resume").returncode == 0
    changed = {name for name, data in checkout.state().items() if before[name] != data}
    assert {"baselines/outputs/open/headline/lead.jsonl", "baselines/scores.json", "baselines/README.md"} <= changed


@pytest.mark.slow
def test_a_killed_run_and_its_resumption_equal_an_unbroken_one(checkout: Checkout) -> None:
    """A killed run changes no file, and resuming it gives the same files as a run without interruption."""
    unbroken = checkout.state()
    for name in ("lead", "random_sentences", "title_only"):
        (checkout.files / f"{name}.jsonl").unlink()
    broken = checkout.state()
    lead = checkout.rewrite("lead", "import time; time.sleep(600)")
    with subprocess.Popen(checkout.command(), env=checkout.environment, stderr=subprocess.DEVNULL) as process:
        staged = checkout.root / "baselines" / ".staged" / "open" / "headline"
        while not list(staged.glob("random_sentences.*.jsonl")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert checkout.state() == broken
    (checkout.root / "baselines" / "lead.py").write_bytes(lead)
    # Change a staged output: if the result has the change, the runner used the staged output and did not make a new one.
    (title,) = staged.glob("title_only.*.jsonl")
    whole = title.read_bytes()
    title.write_bytes(whole.replace(b'"summary": "', b'"summary": "Staged. '))
    assert checkout.run("--resume", "--lower").returncode == 0
    assert b"Staged. " in (checkout.files / "title_only.jsonl").read_bytes()
    assert not staged.exists()
    assert checkout.run("title_only", "--lower").returncode == 0
    assert checkout.state() == unbroken


def test_a_look_at_some_articles_writes_nothing(
    scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    """A run with `--limit` prints scores and changes no file."""
    runner = scripts["run_baselines"]
    before = {path: path.stat().st_mtime_ns for path in OUTPUTS.rglob("*.jsonl")}
    assert runner.main(["lead", "--limit", "1", "--kind", "headline", "--config", "open", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {result["system"]: len(result["articles"]) for result in found["open/headline"]} == {
        "lead": 1,
        "annotators": 1,
    }
    assert before == {path: path.stat().st_mtime_ns for path in OUTPUTS.rglob("*.jsonl")}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["leed"], "no baseline leed; choose from empty,"),
        (["--limit", "0"], "--limit: give 1 or more"),
        (["--limit", "1", "--check"], "do not combine it with --check"),
        (["--config", "gum", "--kind", "abstract"], "no abstract in gum"),
    ],
)
def test_wrong_requests(
    arguments: list[str], message: str, scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        scripts["run_baselines"].main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err
