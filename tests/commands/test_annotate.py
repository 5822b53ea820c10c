"""Tests of `chipbrief annotate export` and `import` as somebody runs them: tasks out, answers filled in, labels back."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chipbrief.annotations import load_annotations
from chipbrief.annotations.schema import EntityLayer, MatchLayer
from chipbrief.commands.main import main
from chipbrief.yaml_files import decode, load_yaml
from tests.paths import ROOT

pytestmark = pytest.mark.slow
"""Each case exports, imports, checks and builds a copy of the annotations."""

PIER = "Port Lindal 🚢 widens its pier\n\nMayor Zoé 東 Lind said on Monday that it costs 12 million euros. Lind was glad 😀.\n"
STORY = "port-lindal-widens-its-pier"
NEW = ("--name", "Ada Quill", "--guidelines", "2.0")
SHIPPED = "press-award"
TEXTS = {
    "headline": "Port Lindal widens its pier",
    "brief": "Port Lindal widens its pier for 12 million euros.",
    "abstract": "Port Lindal widens its pier.\nIt costs 12 million euros.",
}
FACTS = "The pier is widened.\nMayor Lind was glad."


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def copy_of_the_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the annotations of this repository, and go to the folder that the copy lies in."""
    shutil.copytree(ROOT / "annotations", tmp_path / "repo" / "annotations")
    for name in ("open", "multi"):
        shutil.copytree(ROOT / "dataset" / name, tmp_path / "repo" / "dataset" / name)
    shutil.copy(ROOT / "dataset" / "pins.json", tmp_path / "repo" / "dataset")
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return copy_of_the_shipped(tmp_path, monkeypatch)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A benchmark that `chipbrief init --pages` has made of one page."""
    (tmp_path / "pier.txt").write_text(PIER, encoding="utf-8")
    folder = tmp_path / "bench"
    assert main(["init", str(folder), "--pages", str(tmp_path / "pier.txt")]) == 0
    monkeypatch.chdir(folder)
    return folder


def run(*words: str) -> int:
    return main(["annotate", *words])


def region(name: str, kind: str, value: dict[str, Any], to: str = "text") -> dict[str, Any]:
    return {"id": f"{name}-{len(str(value))}", "from_name": name, "to_name": to, "type": kind, "value": value}


def label_of(text: str, marked: str, kind: str) -> dict[str, Any]:
    at = text.index(marked)
    return region("label", "labels", {"start": at, "end": at + len(marked), "text": marked, "labels": [kind]})


def result_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer a task of Label Studio: the first word is an ORG, and each question gets an answer."""
    kind = data["kind"]
    if kind in ("entities", "review-entities"):
        return [label_of(data["text"], data["text"].split()[0], "ORG")]
    if kind in ("facts", "review-facts"):
        return [region("stated", "choices", {"choices": [data["facts"][0]["value"]]}, "summary")]
    if kind == "summary":
        return [region(name, "textarea", {"text": [text]}) for name, text in TEXTS.items()]
    if kind == "fact-list":
        return [region("facts", "textarea", {"text": [FACTS]})]
    if kind == "review-summary":
        return [region("verdict", "choices", {"choices": ["approve"]})]
    shown = [name for name in data if name.startswith("summary_")]
    return [region(f"{name}__rating", "rating", {"rating": at}, name) for at, name in enumerate(shown, 2)]


def answer_label_studio(path: Path) -> None:
    rows = json.loads(path.read_text(encoding="utf-8"))
    for row in rows:
        one = {"result": result_of(row["data"]), "completed_by": {"id": 1, "email": "ada@x.example"}}
        row["annotations"] = [{**one, "lead_time": 60.2, "updated_at": "2026-05-04T10:00:00Z", "was_cancelled": False}]
    path.write_text(json.dumps(rows), encoding="utf-8")


def answer_csv(path: Path) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    answers = {**TEXTS, "facts": FACTS, "verdict": "approve"}
    for row in list(rows):
        word = row["prompt"].split()[0]  # of the article, in the row to read
        if row["item"] == "read" and not any(one["item"][:4] != "read" for one in rows if one["task"] == row["task"]):
            rows.append({**row, "item": "span", "prompt": "ORG", "value": word, "start": "0", "end": str(len(word))})
        elif row["item"].startswith("summary_"):
            row["value"] = str(int(row["item"].split("_")[1][0]) + 1)
        elif not row["item"].startswith("read"):
            row["value"] = answers.get(row["item"], "yes" if row["item"] == "f1" else "no")
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def answer_brat(path: Path) -> None:
    for text in path.glob("*.txt"):
        word = text.read_text(encoding="utf-8").split()[0]
        with text.with_suffix(".ann").open("a", encoding="utf-8") as file:
            file.write(f"T1\tORG 0 {len(word)}\t{word}\n")


def answer_conll(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    starts = [at + 2 for at, line in enumerate(lines) if line.startswith("-DOCSTART-")]
    for at in starts:
        lines[at] = lines[at].rsplit(" ", 1)[0] + " B-ORG"
    path.write_text("\n".join(lines), encoding="utf-8")


def answer_spacy(path: Path) -> None:
    tokens = pytest.importorskip("spacy.tokens")
    import spacy

    vocab = spacy.blank("en").vocab
    docs = list(tokens.DocBin().from_disk(path).get_docs(vocab))
    for doc in docs:
        doc.set_ents([tokens.Span(doc, 0, 1, "ORG")])
    tokens.DocBin(docs=docs, store_user_data=True).to_disk(path)


ANSWER: dict[str, Callable[[Path], None]] = {
    "label-studio": answer_label_studio,
    "csv": answer_csv,
    "brat": answer_brat,
    "conll": answer_conll,
    "spacy": answer_spacy,
}
EXTRA = [pytest.param("spacy", marks=pytest.mark.extra)]


def round_trip(tool: str, task: list[str], *options: str, out: str = "tasks") -> int:
    """Export, answer as one person, and import."""
    chosen = ["--task", *task, "--format", tool]
    assert run("export", *chosen, "-o", out) == 0
    ANSWER[tool](Path(out))
    return run("import", out, *chosen, "--annotator", "ada", *options)


def layer(folder: Path, name: str, story: str, schema: type[Any] = EntityLayer) -> Any:
    path = folder / "annotations" / "raw" / name / f"{story}.yaml"
    return decode(load_yaml(path), schema, str(path))


@pytest.mark.parametrize("tool", [pytest.param("label-studio", marks=pytest.mark.slow), "csv", "brat", "conll", *EXTRA])
def test_spans_of_a_shipped_story(tool: str, shipped: Path) -> None:
    before = tree(shipped / "annotations")
    assert round_trip(tool, ["entities", "--stories", SHIPPED], *NEW) == 0
    found = layer(shipped, "entities-ada", SHIPPED)
    (span,) = found.spans
    assert (span.start, span.type, found.work.annotator, found.work.author_kind) == (0, "ORG", "ada", "person")
    assert found.work.tool == tool
    assert found.work.reviewed_by is None
    after = tree(shipped / "annotations")
    assert {name for name in after if after[name] != before.get(name)} == {
        "annotators.yaml",
        f"raw/entities-ada/{SHIPPED}.yaml",
    }
    _check_and_build(tool)


def _check_and_build(tool: str = "label-studio") -> None:
    """Check the annotations; the dataset is not stale, because a layer is no label yet. Formats differ in no file but `tool`."""
    if tool == "label-studio":
        assert main(["check"]) == 0
        assert main(["build", "--check"]) == 0


@pytest.mark.parametrize("tool", [pytest.param("label-studio", marks=pytest.mark.slow), "csv"])
def test_summaries_of_a_shipped_story(tool: str, shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert round_trip(tool, ["summary", "--stories", SHIPPED], *NEW, "--unchecked") == 0
    file = load_annotations(shipped / "annotations").stories
    (story,) = [one for one in file if one.id == SHIPPED]
    (made,) = [one for one in story.references if one.annotator == "ada"]
    assert (made.headline, made.brief, made.abstract) == (
        TEXTS["headline"], TEXTS["brief"], f"{TEXTS['abstract']}\n",
    )  # fmt: skip
    assert made.reviewed_by is None
    assert made.written == ("2026-05-04" if tool == "label-studio" else None)
    assert len(story.references) > 1
    assert "note:" in capsys.readouterr().err
    if tool != "label-studio":
        return
    assert main(["build"]) == 0
    assert main(["build", "--check"]) == 0
    rows = [row for row in _dataset(shipped) if row["id"] == SHIPPED]
    assert [one["author_kind"] for one in rows[0]["references"] if one["annotator"] == "ada"] == ["person"] * 3


TO_SIGN = {
    "headline": "Reporter wins prize for uncovering a scandal at a family office",
    "brief": "The Singapore Press Club has given a prize to Dylan Loh of Nikkei Asia, who uncovered a scandal at a family office in Singapore.",
    "abstract": "Dylan Loh of Nikkei Asia has won a prize for financial journalism from the Singapore Press Club.\n"
    "On March 18 he wrote that a rich businessman from abroad had accused the people who ran his family office of taking money that was his.\n"
    "Loh works in Singapore, where that office is, and put the size of the fraud at $55m.\n"
    "Managers of wealth in many countries talked about what he had found, if the club is right.",
}  # fmt: skip


def test_a_persons_summaries_join_the_shipped_ones(
    shipped: Path, scripts: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """check asks to judge the new abstract; the judged facts become labels of this abstract alone; then all checks pass."""
    monkeypatch.setitem(globals(), "TEXTS", TO_SIGN)
    one = ["--stories", SHIPPED]
    assert round_trip("label-studio", ["summary", *one], *NEW, out="../summary") == 0, capsys.readouterr().err
    capsys.readouterr()
    assert main(["check"]) == 1
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == ["label_stale"]
    (before,) = [story for story in load_annotations(shipped / "annotations").stories if story.id == SHIPPED]
    assert round_trip("label-studio", ["facts", *one], out="../facts") == 0
    assert "stated_by now has the answers about ada, whose abstract nobody had judged" in capsys.readouterr().err
    (after,) = [story for story in load_annotations(shipped / "annotations").stories if story.id == SHIPPED]
    assert after.facts[0].stated_by == (*before.facts[0].stated_by, "ada")
    assert after.facts[1:] == before.facts[1:]
    assert scripts["record_judged"].main([SHIPPED, "--annotations", "annotations"]) == 0
    assert main(["check"]) == 0, capsys.readouterr().out
    assert main(["build"]) == 0
    assert main(["build", "--check"]) == 0


def _dataset(folder: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as parquet

    for path in sorted((folder / "dataset" / "open").glob("*.parquet")):
        yield from parquet.read_table(path).to_pylist()


def test_summaries_that_the_checks_refuse_are_not_written(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(shipped)
    assert round_trip("label-studio", ["summary", "--stories", SHIPPED], *NEW, out="../tasks") == 1
    assert tree(shipped) == before
    assert "or pass --unchecked" in capsys.readouterr().err


@pytest.mark.parametrize("tool", [pytest.param("label-studio", marks=pytest.mark.slow), "csv"])
def test_facts_of_a_shipped_story(tool: str, shipped: Path) -> None:
    assert round_trip(tool, ["facts", "--stories", SHIPPED], *NEW) == 0
    found = layer(shipped, "facts-ada", SHIPPED, MatchLayer)
    assert found.matches[0].stated_by == ("set-a", "set-b", "set-c")
    assert not any(match.stated_by for match in found.matches[1:])
    assert found.work.seconds == (180 if tool == "label-studio" else None)
    _check_and_build(tool)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["entities", "facts"])
def test_a_review_names_both_layers_and_its_reviewer(kind: str, shipped: Path) -> None:
    layers = [f"{kind}-1", f"{kind}-2"]
    before = tree(shipped / "annotations" / "raw" / layers[0])
    task = ["review", "--layers", *layers, "--stories", SHIPPED]
    assert round_trip("label-studio", task, *NEW) == 0
    schema = EntityLayer if kind == "entities" else MatchLayer
    work = layer(shipped, f"{kind}-review-ada", SHIPPED, schema).work
    assert (work.adjudicates, work.reviewed_by) == (tuple(layers), "ada")
    assert tree(shipped / "annotations" / "raw" / layers[0]) == before
    _check_and_build()


@pytest.mark.parametrize("tool", [pytest.param("label-studio", marks=pytest.mark.slow), "csv"])
def test_a_review_signs_summaries(tool: str, shipped: Path) -> None:
    task = ["review", "--layers", "set-a", "--stories", SHIPPED]
    assert round_trip(tool, task, *NEW) == 0
    (story,) = [one for one in load_annotations(shipped / "annotations").stories if one.id == SHIPPED]
    assert {one.annotator: one.reviewed_by for one in story.references} == {
        "set-a": "ada",
        "set-b": None,
        "set-c": None,
    }
    if tool != "label-studio":
        return
    assert main(["check"]) == 0
    assert main(["build"]) == 0
    (row,) = [row for row in _dataset(shipped) if row["id"] == SHIPPED]
    signed = {(one["annotator"], one["author_kind"]) for one in row["references"] if one["reviewed_by"] == "ada"}
    assert signed == {("set-a", "model")}  # what a model wrote stays `model`


@pytest.mark.parametrize("tool", ["label-studio", "csv"])
def test_ratings_are_read_by_meta_evaluate(tool: str, shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = [
        str(ROOT / "baselines" / "outputs" / "open" / "abstract" / f"{name}.jsonl") for name in ("lead", "lexrank")
    ]
    stories = ["--stories", "craft-revival", "china-hawks", "chip-diplomacy"]
    chosen = ["--task", "rating", "--format", tool, *stories]
    assert run("export", *chosen, "--outputs", *outputs, "-o", "tasks") == 0
    assert b"lexrank" not in Path("tasks").read_bytes()
    ANSWER[tool](Path("tasks"))
    more = ["--annotator", "ada", "--key", "tasks.key.json", "-o", "ratings.csv"]
    assert run("import", "tasks", *chosen, *more, "--dry-run") == 0
    assert not Path("ratings.csv").exists()
    assert run("import", "tasks", *chosen, *more) == 0
    with Path("ratings.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6
    key = json.loads(Path("tasks.key.json").read_text())["tasks"]
    for row in rows:
        shown = [one["system"] for one in key[row["story"]]]
        assert int(row["rating"]) == shown.index(row["system"]) + 2
    assert run("import", "tasks", *chosen, *more) == 1
    assert "exists already" in capsys.readouterr().err
    assert main(["meta-evaluate", "--ratings", "ratings.csv", "--resamples", "20"]) == 0


def test_an_own_project_from_end_to_end(project: Path) -> None:
    (story,) = load_annotations(project / "annotations").stories
    assert round_trip("label-studio", ["entities"], *NEW, out="../entities") == 0
    (span,) = layer(project, "entities-ada", story.id).spans
    assert span.text == "Port"
    assert round_trip("label-studio", ["summary"], "--unchecked", out="../summary") == 0
    assert round_trip("label-studio", ["facts"], "--unchecked", out="../facts") == 0
    (story,) = load_annotations(project / "annotations").stories
    assert [fact.text for fact in story.facts] == FACTS.split("\n")
    assert round_trip("label-studio", ["facts"], out="../judged") == 0
    assert layer(project, "facts-ada", story.id, MatchLayer).matches[0].stated_by == ("ada",)
    assert main(["check"]) == 0
    assert main(["build"]) == 0
    assert main(["build", "--check"]) == 0


OWN = [
    *(("entities", tool) for tool in ("label-studio", "csv", "brat", "conll")),
    pytest.param("entities", "spacy", marks=pytest.mark.extra),
    *((task, tool) for task in ("summary", "facts") for tool in ("label-studio", "csv")),
]


@pytest.mark.parametrize(("task", "tool"), OWN)
def test_an_own_corpus_becomes_a_project(
    task: str, tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [{"id": f"No. {at}", "document": f"{PIER}({at})", "summary": "A council wants more room."} for at in (1, 2)]
    Path("corpus.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    source = ["--corpus", "corpus.jsonl", "--annotations", "mine/annotations"]
    before = tree(tmp_path)
    chosen = [task, "--stories", "No. 1", *source]
    assert round_trip(tool, chosen, *NEW, "--unchecked", "--dry-run") == 0
    new = {name.partition("/")[0] for name in tree(tmp_path).keys() - before.keys()}
    assert new == ({"tasks", "tasks.config.xml"} if tool == "label-studio" else {"tasks"})
    who = ["--format", tool, "--annotator", "ada", *NEW]
    assert run("import", "tasks", "--task", *chosen, *who, "--unchecked") == 0
    capsys.readouterr()
    loaded = load_annotations(Path("mine/annotations"))
    assert [one.id.startswith("no-1-") for one in loaded.stories] == [True]
    assert loaded.annotators["ada"].author_kind == "person"
    assert main(["check", "mine"]) == 0, capsys.readouterr().out
    assert main(["build", "mine"]) == 0
    assert main(["build", "mine", "--check"]) == 0
    assert (
        run("export", "--task", "entities", *source, "-o", "again") == 0
    )  # the new story is read from the project now
    assert len(json.loads(Path("again").read_text())) == 2
