"""Every task in every format that holds it, on a small project: export, answers, import, check and build. And what is refused."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chipbrief.annotations import load_annotations
from chipbrief.annotations.schema import MatchLayer
from chipbrief.commands.main import main
from tests.commands.test_annotate import SHIPPED, copy_of_the_shipped, layer, region, run, tree

PIER = "Port Lindal 🚢 widens its pier\n\nMayor Zoé 東 Lind said on Monday that it costs 12 million euros. Lind was glad 😀.\n"
LAKE = "Lake Orm freezes early\n\nWarden Ito of 東湖 counted 40 swans 🦢 there.\n\nIto left on Friday.\n"
FIRST, SECOND = "lake-orm-freezes-early", "port-lindal-widens-its-pier"
PEOPLE = {"ada": "Ada Quill", "ben": "Ben Roy", "cal": "Cal Ito"}
DATE = "2026-05-04"
EXTRA = pytest.param("spacy", marks=pytest.mark.extra)
Value = Callable[[str], str]
Words = list[tuple[str, str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, text in (("pier.txt", PIER), ("lake.txt", LAKE)):
        (folder / name).write_text(text, encoding="utf-8")
    assert main(["init", str(folder / "bench"), "--pages", str(folder / "pier.txt"), str(folder / "lake.txt")]) == 0
    return folder / "bench"


@pytest.fixture
def bench(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new benchmark of two stories without labels. The current folder is the one that it lies in."""
    shutil.copytree(made, tmp_path / "bench")
    monkeypatch.chdir(tmp_path / "bench")
    return tmp_path / "bench"


# What an annotator does to the exported file


def mark(tool: str, path: Path, words: Words) -> None:
    """Make each task have exactly these spans: the first place of each word that its text has."""
    {"label-studio": _regions, "csv": _rows, "brat": _standoff, "conll": _tags, "spacy": _doc}[tool](path, words)


def _regions(path: Path, words: Words) -> None:
    def result(data: dict[str, Any]) -> list[dict[str, Any]]:
        found = [(data["text"].index(word), word, kind) for word, kind in words if word in data["text"]]
        return [
            region("label", "labels", {"start": at, "end": at + len(word), "text": word, "labels": [kind]})
            for at, word, kind in found
        ]

    annotated(path, result)


def annotated(path: Path, result: Callable[[dict[str, Any]], list[dict[str, Any]]]) -> None:
    """Submit an annotation for each task of Label Studio."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    for row in rows:
        row.pop("predictions", None)
        about = {"completed_by": {"id": 1, "email": "one@x.example"}, "lead_time": 60.2, "was_cancelled": False}
        row["annotations"] = [{**about, "result": result(row["data"]), "updated_at": f"{DATE}T10:00:00Z"}]
    path.write_text(json.dumps(rows), encoding="utf-8")


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _save(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a table as spreadsheets do: with a byte-order mark, and quotes only where they are needed."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode("utf-8-sig"))


def _rows(path: Path, words: Words) -> None:
    rows = [row for row in _table(path) if not row["item"].startswith("span")]
    for row in [row for row in rows if row["item"] == "read"]:
        text = row["prompt"]
        for word, kind in words:
            if (at := text.find(word)) >= 0:
                span = {"item": "span", "prompt": kind, "value": word, "start": str(at), "end": str(at + len(word))}
                rows.append({**row, **span})
    _save(path, rows)


def _standoff(path: Path, words: Words) -> None:
    for text in path.glob("*.txt"):
        article, file = text.read_text(encoding="utf-8"), text.with_suffix(".ann")
        notes = [line for line in file.read_text(encoding="utf-8").split("\n") if "sha256" in line]
        places = [(article.find(word), word, kind) for word, kind in words]
        lines = [
            f"T{number}\t{kind} {at} {at + len(word)}\t{word}"
            for number, (at, word, kind) in enumerate(places, 1)
            if at >= 0
        ]
        file.write_text("\n".join([*notes, *lines, ""]), encoding="utf-8")


def _tags(path: Path, words: Words) -> None:
    lines, left = [], dict[str, str]()
    for line in path.read_text(encoding="utf-8").split("\n"):
        token, _, _ = line.partition(" ")
        if token == "-DOCSTART-":
            left = dict(words)
        elif line:
            kind = left.pop(token, "")
            line = f"{line.rpartition(' ')[0]} {f'B-{kind}' if kind else 'O'}"
        lines.append(line)
    path.write_text("\n".join(lines), encoding="utf-8")


def _doc(path: Path, words: Words) -> None:
    tokens = pytest.importorskip("spacy.tokens")
    import spacy

    docs = list(tokens.DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))
    for doc in docs:
        places = [(doc.text.find(word), word, kind) for word, kind in words]
        spans = [doc.char_span(at, at + len(word), label=kind) for at, word, kind in places if at >= 0]
        doc.set_ents([span for span in spans if span is not None])  # None: the word is no token of its own here
    tokens.DocBin(docs=docs, store_user_data=True).to_disk(path)


def fill(tool: str, path: Path, value: Value) -> None:
    """Answer every question of every task."""
    if tool == "csv":
        rows = _table(path)
        for row in rows:
            if not row["item"].startswith(("read", "suggested by")):
                row["value"] = value(row["item"]).capitalize() if row["item"] in ("f1", "f2") else value(row["item"])
        _save(path, rows)
        return

    def result(data: dict[str, Any]) -> list[dict[str, Any]]:
        if "facts" in data:
            chosen = [one["value"] for one in data["facts"] if value(one["value"].partition(":")[0]) == "yes"]
            return [region("stated", "choices", {"choices": chosen}, "summary")]
        if data["kind"] == "review-summary":
            return [region("verdict", "choices", {"choices": [value("verdict")]})]
        if data["kind"] == "rating":
            names = [name for name in data if name.startswith("summary_")]
            return [region(f"{one}__rating", "rating", {"rating": int(value(f"{one}/rating"))}, one) for one in names]
        names = ["facts"] if data["kind"] == "fact-list" else ["headline", "brief", "abstract"]
        return [region(name, "textarea", {"text": [value(name)]}) for name in names]

    annotated(path, result)


def export(tool: str, task: str, *options: str) -> Path:
    """Export both stories, and return the path."""
    name = f"tasks-{len(list(Path('..').glob('tasks-*')))}"
    assert run("export", "--task", task, "--format", tool, *options, "-o", f"../{name}") == 0
    return Path("..") / name


def take(tool: str, task: str, person: str, path: Path, *options: str) -> int:
    """Import the answers of a person, who is registered if nobody has done so."""
    known = f"id: {person}\n" in Path("annotations/annotators.yaml").read_text(encoding="utf-8")
    new = [] if known else ["--name", PEOPLE[person], "--guidelines", "2.0"]
    who = ["--format", tool, "--annotator", person, *new, "--date", DATE]
    return run("import", str(path), "--task", task, *who, *options)


def passes() -> bool:
    return main(["check"]) == 0 and main(["build"]) == 0 and main(["build", "--check"]) == 0


ADA: Words = [("Port", "ORG"), ("Zoé", "PERSON"), ("東", "LOC"), ("Friday", "DATE")]
BEN: Words = [("Port", "GPE"), ("Zoé", "PERSON"), ("Friday", "DATE"), ("40", "CARDINAL")]


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["label-studio", "csv", "brat", "conll", EXTRA])
def test_spans_of_two_people_and_their_review(tool: str, bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for person, words in (("ada", ADA), ("ben", BEN)):
        path = export(tool, "entities")
        assert "2 stories take one annotator about" in capsys.readouterr().out
        mark(tool, path, words)
        assert take(tool, "entities", person, path) == 0
    assert passes()
    before = tree(bench / "annotations" / "raw")
    assert [(one.text, one.type) for one in layer(bench, "entities-ada", SECOND).spans] == ADA[:3]
    both = ["--layers", "ada", "ben"]
    path = export(tool, "review", *both)
    if tool != "label-studio":
        assert take(tool, "review", "cal", path, *both) == 1
        assert "the layers differ, and the file is as it was exported" in capsys.readouterr().err
    mark(tool, path, BEN)
    assert take(tool, "review", "cal", path, "--layers", "ben", "ada") == 1
    assert "is a review of ada, ben, not of ben, ada (pass the --layers of the export" in capsys.readouterr().err
    assert take(tool, "review", "cal", path, *both) == 0
    found = layer(bench, "entities-review-cal", SECOND)
    assert [(one.text, one.type) for one in found.spans] == BEN[:2]
    work = found.work
    assert (work.annotator, work.author_kind, work.date) == ("cal", "person", DATE)
    assert (work.adjudicates, work.reviewed_by) == (("ada", "ben"), "cal")
    after = tree(bench / "annotations" / "raw")
    assert {name: after[name] for name in before} == before
    capsys.readouterr()
    main(["check"])
    found = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("to do: ")]
    assert [
        line for line in found if not line.startswith("name_unlabelled: ")
    ] == []  # the reviewer has marked few names
    assert main(["build"]) == 0
    assert main(["build", "--check"]) == 0
    assert main(["annotate", "agreement", "--task", "entities", "--per-story"]) == 0
    assert "types differ" in capsys.readouterr().out


TEXTS = {
    "ada": {"headline": "Pier grows", "brief": "It costs 12 million euros.", "abstract": "It costs 12 million euros.\nLind was glad."},
    "ben": {"headline": "Wider pier", "brief": "Lind was glad on Monday.", "abstract": "Lind was glad."},
}  # fmt: skip
FACTS = "The work costs 12 million euros.\nLind was glad."


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["label-studio", "csv"])
def test_summaries_facts_their_review_and_signature(tool: str, bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = ["--stories", SECOND]
    for person in ("ada", "ben"):
        path = export(tool, "summary", *one)
        fill(tool, path, TEXTS[person].__getitem__)
        assert take(tool, "summary", person, path, *one) == 0
        assert passes()
    path = export(tool, "facts", *one)
    fill(tool, path, lambda _: FACTS)
    assert take(tool, "facts", "cal", path, *one) == 0
    capsys.readouterr()
    assert main(["check"]) == 0  # both abstracts have all words of a fact, but nobody has judged them
    out = capsys.readouterr().out
    assert "to do: story_unfinished" in out
    assert "no fact is stated by the abstract of ada (judge it: `chipbrief annotate export --task facts" in out
    for person, said in (("ada", {"f1": "yes", "f2": "yes"}), ("ben", {"f1": "no", "f2": "yes"})):
        path = export(tool, "facts", *one)
        fill(tool, path, said.__getitem__)
        assert take(tool, "facts", person, path, *one) == 0
    assert "fact is stated by" not in capsys.readouterr().out
    assert [fact.stated_by for fact in story_of(bench).facts] == [("ada", "ben"), ("ada", "ben")]  # the first answers
    both = [*one, "--layers", "facts-ada", "facts-ben"]
    path = export(tool, "review", *both)
    if tool == "csv":
        assert {row["item"]: row["value"] for row in _table(path)}["f2"] == "yes"
        assert "[facts-ada: yes, facts-ben: no]" in path.read_text(encoding="utf-8-sig")
        assert take(tool, "review", "cal", path, *both) == 1
        assert "as it was exported" in capsys.readouterr().err
    fill(tool, path, {"f1": "no", "f2": "yes"}.__getitem__)
    assert take(tool, "review", "cal", path, *both) == 0
    work = layer(bench, "facts-review-cal", SECOND, MatchLayer).work
    assert (work.adjudicates, work.reviewed_by, work.date) == (("facts-ada", "facts-ben"), "cal", DATE)
    assert passes()
    path = export(tool, "review", *one, "--layers", "ada")
    fill(tool, path, lambda _: "approve")
    assert take(tool, "review", "cal", path, *one, "--layers", "ada") == 0
    references = story_of(bench).references
    assert [(ref.annotator, ref.reviewed_by, ref.written) for ref in references] == [
        ("ada", "cal", DATE),
        ("ben", None, DATE),
    ]
    assert passes()


def story_of(bench: Path) -> Any:
    (found,) = [story for story in load_annotations(bench / "annotations").stories if story.id == SECOND]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["label-studio", "csv"])
def test_ratings_of_an_own_project(tool: str, bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = []
    for at, name in enumerate(("quick", "slow")):
        rows = [{"id": story, "summary": f"Lind paid {at + 2} euros 😀."} for story in (FIRST, SECOND)]
        Path(f"../{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        outputs.append(f"../{name}.jsonl")
    assert main(["build"]) == 0
    path = export(tool, "rating", "--outputs", *outputs)
    fill(tool, path, {"summary_1/rating": "2", "summary_2/rating": "5"}.__getitem__)
    more = ["--key", f"{path}.key.json", "-o", "../ratings.csv"]
    before = tree(bench)
    assert take(tool, "rating", "ada", path, *more, "--dry-run") == 0
    assert tree(bench) == before
    assert not Path("../ratings.csv").exists()
    assert take(tool, "rating", "ada", path, *more) == 0
    assert load_annotations(bench / "annotations").annotators["ada"].author_kind == "person"
    assert [row["rater"] for row in _table(Path("../ratings.csv"))] == ["ada"] * 4
    capsys.readouterr()
    assert take(tool, "rating", "ada", path, *more) == 1
    assert "exists already" in capsys.readouterr().err
    assert passes()


def _entities(words: Words = ADA, person: str = "ada") -> Path:
    path = export("label-studio", "entities")
    mark("label-studio", path, words)
    assert take("label-studio", "entities", person, path) == 0
    return path


def test_a_dry_run_writes_nothing_and_says_as_json_what_it_would(
    bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export("label-studio", "entities")
    mark("label-studio", path, ADA)
    before = tree(bench)
    capsys.readouterr()
    assert take("label-studio", "entities", "ada", path, "--dry-run", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert tree(bench) == before
    names = ["annotations/annotators.yaml", *(f"annotations/raw/entities-ada/{one}.yaml" for one in (FIRST, SECOND))]
    assert (found["annotator"], found["written"], found["files"]) == ("ada", False, names)
    assert "+    text: Zoé" in found["difference"][names[2]]
    assert take("label-studio", "entities", "ada", path, "--dry-run") == 0
    shown = capsys.readouterr()
    assert "+    text: Zoé" in shown.out
    assert "would write 3 files for ada" in shown.err
    assert take("label-studio", "entities", "ada", path, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["written"], found["notes"]) == (True, [])
    changed = {name for name, data in tree(bench).items() if before.get(name) != data}
    assert changed == set(found["files"])


def test_a_pipe_that_closes_early_loses_no_work(bench: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = export("label-studio", "entities")
    mark("label-studio", path, ADA)

    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", Closed())
    take("label-studio", "entities", "ada", path)
    assert layer(bench, "entities-ada", FIRST).work.annotator == "ada"


def test_work_without_a_date_is_noted(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export("csv", "entities")
    mark("csv", path, ADA)
    new = ["--name", "Ada Quill", "--guidelines", "2.0"]
    given = ["import", str(path), "--task", "entities", "--format", "csv", "--annotator", "ada", *new]
    with pytest.raises(SystemExit):
        run(*given, "--date", "yesterday")
    assert "'yesterday' is not a date (write YYYY-MM-DD)" in capsys.readouterr().err
    assert run(*given) == 0
    assert "does not say on which day the work was done (pass --date YYYY-MM-DD)" in capsys.readouterr().err
    assert layer(bench, "entities-ada", SECOND).work.date is None


def test_earlier_work_is_replaced_only_if_asked_for(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _entities()
    before = tree(bench)
    capsys.readouterr()
    assert take("label-studio", "entities", "ada", path) == 0  # the same again
    assert "wrote 0 files" in capsys.readouterr().err
    mark("label-studio", path, BEN)
    assert take("label-studio", "entities", "ada", path) == 1
    err = capsys.readouterr().err
    assert err.count("holds earlier work by this annotator (pass --replace to replace it)") == 2
    assert tree(bench) == before
    assert take("label-studio", "entities", "ada", path, "--replace") == 0
    assert [one.type for one in layer(bench, "entities-ada", SECOND).spans] == ["GPE", "PERSON"]
    one = ["--stories", SECOND]
    for texts, options in ((TEXTS["ada"], []), (TEXTS["ben"], ["--replace"])):
        path = export("csv", "summary", *one)
        fill("csv", path, texts.__getitem__)
        if options:
            assert take("csv", "summary", "ada", path, *one) == 1
            assert "has earlier summaries by this annotator (pass --replace" in capsys.readouterr().err
        assert take("csv", "summary", "ada", path, *one, *options) == 0
        (reference,) = story_of(bench).references
        assert (reference.headline, reference.reviewed_by) == (texts["headline"], None)


@pytest.mark.parametrize("work", ["", "work:\n  annotator: ben\n  author_kind: person\n  tool: csv\n  text: x\n"])
def test_the_layer_of_another_annotator_is_never_overwritten(
    work: str, bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export("label-studio", "entities")
    mark("label-studio", path, ADA)
    theirs = bench / "annotations" / "raw" / "entities-ada" / f"{FIRST}.yaml"
    theirs.parent.mkdir(parents=True)
    theirs.write_text(f"story: {FIRST}\nentities: []\n{work}", encoding="utf-8")
    before = tree(bench)
    for options in ([], ["--replace"]):
        assert take("label-studio", "entities", "ada", path, *options) == 1
        assert "is the layer of another annotator (choose another --annotator)" in capsys.readouterr().err
        assert tree(bench) == before


def _first(rows: list[Any]) -> Any:
    return rows[0]["annotations"][0]


def _move(rows: list[Any], start: int, end: int, text: str | None = None) -> None:
    value = _first(rows)["result"][0]["value"]
    value.update({"start": start, "end": end, **({} if text is None else {"text": text})})


def _add(rows: list[Any], **value: Any) -> None:
    there = _first(rows)["result"][0]
    _first(rows)["result"].append({**there, "id": "z", "value": {**there["value"], **value}})


REFUSED: dict[str, tuple[Callable[[list[Any]], Any], str]] = {
    "unknown task": (lambda rows: rows[0]["data"].update(task="other"), "unknown task 'other' (import into the stories"),
    "no task": (lambda rows: rows[0]["data"].pop("task"), "data has no task and sha256"),
    "another text": (lambda rows: rows[0]["data"].update(sha256="0" * 64), "was made on another wording of the story"),
    "beyond the end": (lambda rows: _move(rows, 9990, 9996), "the span 9990 to 9996 is empty, outside the text, or cuts"),
    "negative": (lambda rows: _move(rows, -3, 3), "the span -3 to 3 is empty, outside the text, or cuts"),
    "empty": (lambda rows: _move(rows, 4, 4), "the span 4 to 4 is empty, outside the text, or cuts"),
    "another slice": (lambda rows: _move(rows, 0, 4), "the span 0 to 4 holds 'Lake', not 'Friday' (mark the span again)"),
    "white space": (lambda rows: _move(rows, 4, 5, " "), "the span 4 to 5 holds white space only"),
    "an unknown label": (lambda rows: _add(rows, labels=["CITY"]), "['CITY'] of 'label' is not one entity type (use one of PERSON"),
    "two labels": (lambda rows: _add(rows, labels=["ORG", "GPE"]), "['ORG', 'GPE'] of 'label' is not one entity type"),
    "two types": (lambda rows: _add(rows, labels=["TIME"]), "'Friday' at 80 is marked as DATE and TIME (keep one type)"),
    "no offsets": (lambda rows: _move(rows, 0.5, 2), "has no start, end and text"),  # type: ignore[arg-type]
    "a relation": (lambda rows: _first(rows)["result"].append({"type": "relation"}), "has no from_name, type or value"),
    "a question of others": (lambda rows: _first(rows)["result"].append(region("mood", "choices", {"choices": [3]})), "'choices' is a list"),
    "cancelled": (lambda rows: [row["annotations"][0].update(was_cancelled=True) for row in rows], "1 skipped annotations are left out"),
    "drafts": (lambda rows: [row.update(annotations=[], drafts=[{}]) for row in rows], "has a draft that was never submitted (submit it"),
    "two users": (lambda rows: _first(rows).update(completed_by="b@x"), "annotations of 2 users: b@x, one@x.example (pick one: --user NAME)"),
    "two annotations": (lambda rows: rows[0]["annotations"].append({**_first(rows), "result": []}), "is the second annotation of this task (delete one"),
    "predictions": (lambda rows: [one.update(origin="prediction") for one in _first(rows)["result"]], "all labels are predictions that nobody changed (annotate it"),
    "another shape": (lambda rows: rows[0].pop("annotations"), "has no list of annotations (export the format JSON, not JSON_MIN)"),
}  # fmt: skip
"""What somebody does to an export of Label Studio, and the message. The first task is that of the lake, whose span is Friday."""


def refuses(bench: Path, capsys: pytest.CaptureFixture[str], path: Path, *options: str, tool: str = "label-studio", task: str = "entities") -> str:  # fmt: skip
    """Import, assert that it fails and changes nothing, and return the message."""
    before = tree(bench)
    capsys.readouterr()
    assert take(tool, task, "ada", path, *options) == 1
    assert tree(bench) == before
    return capsys.readouterr().err


@pytest.mark.parametrize("name", REFUSED)
def test_an_export_of_label_studio_is_refused(name: str, bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export("label-studio", "entities")
    mark("label-studio", path, [("Friday", "DATE"), ("Zoé", "PERSON")])
    rows = json.loads(path.read_text(encoding="utf-8"))
    change, message = REFUSED[name]
    change(rows)
    path.write_text(json.dumps(rows), encoding="utf-8")
    err = refuses(bench, capsys, path)
    assert message in err
    assert err.count(str(path)) == len(err.splitlines())  # each line names the file, once


def test_all_faults_of_all_stories_come_at_once(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export("label-studio", "entities")
    mark("label-studio", path, [("Friday", "DATE"), ("Zoé", "PERSON")])
    rows = json.loads(path.read_text(encoding="utf-8"))
    REFUSED["an unknown label"][0](rows)
    rows[1]["annotations"][0]["result"][0]["value"]["start"] += 1
    rows.append({**rows[1], "data": {**rows[1]["data"], "task": "other"}})
    rows.append({**rows[1], "data": {**rows[1]["data"], "sha256": "0" * 64}})
    path.write_text(json.dumps(rows), encoding="utf-8")
    lines = refuses(bench, capsys, path).splitlines()
    assert len(lines) == 4, lines
    wanted = ("['CITY']", "holds 'o\\xe9', not 'Zo\\xe9'", "unknown task 'other'", "another wording")
    assert all(any(one in line for line in lines) for one in wanted), lines


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not JSON"),
        (b"{}", "is not a list of tasks (export the project in the format JSON, not JSON_MIN or CSV)"),
        (b"[]", "has no submitted annotation (annotate the tasks, then export)"),
        (b"\xff", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
    ],
)
def test_a_file_that_is_no_export_is_refused(
    data: bytes, message: str, bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("../x.json").write_bytes(data)
    assert message in refuses(bench, capsys, Path("../x.json"))


def test_one_of_several_users_is_picked(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export("label-studio", "entities")
    mark("label-studio", path, ADA)
    rows = json.loads(path.read_text(encoding="utf-8"))
    for row in rows:
        row["annotations"].append({**row["annotations"][0], "completed_by": {"email": "b@x"}, "result": []})
    path.write_text(json.dumps(rows), encoding="utf-8")
    assert "annotations of 2 users: b@x, one@x.example" in refuses(bench, capsys, path)
    assert "use one of b@x, one@x.example" in refuses(bench, capsys, path, "--user", "nobody")
    assert take("label-studio", "entities", "ben", path, "--user", "b@x") == 0
    assert layer(bench, "entities-ben", SECOND).spans == ()


@pytest.mark.parametrize("unit", ["utf-16", "crlf"])
def test_offsets_of_a_browser_are_converted(unit: str, bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export("label-studio", "entities")
    mark("label-studio", path, ADA)
    rows = json.loads(path.read_text(encoding="utf-8"))
    for row in rows:
        for one in row["annotations"][0]["result"]:
            for end in ("start", "end"):
                before = row["data"]["text"][: one["value"][end]]
                one["value"][end] += (
                    before.count("\n") if unit == "crlf" else sum(ord(letter) > 0xFFFF for letter in before)
                )
    path.write_text(json.dumps(rows), encoding="utf-8")
    assert "holds" in refuses(bench, capsys, path, "--offsets", "code-points")
    assert take("label-studio", "entities", "ada", path) == 0
    found = layer(bench, "entities-ada", SECOND).spans
    assert [(one.text, one.type) for one in found] == ADA[:3]
    text = (bench / "annotations" / "stories" / f"{SECOND}.yaml").read_text(encoding="utf-8")
    assert PIER.index("Zoé") == found[1].start, text


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _cell(path: Path, column: str, value: str) -> None:
    """Change a cell of the row of the span Friday, the last one of its task."""
    rows = _table(path)
    (row,) = [one for one in rows if one["value"] == "Friday"]
    row[column] = value
    _save(path, rows)


def _again(path: Path, **cells: str) -> None:
    """Add a copy of the row of Friday."""
    rows = _table(path)
    _save(path, [*rows, {**next(one for one in rows if one["value"] == "Friday"), **cells}])


LAKE_FILE = f"{FIRST}.ann"
OTHERS: list[tuple[str, Callable[[Path], object], str]] = [
    ("csv", lambda path: _cell(path, "task", "other"), "unknown task 'other' (import into the stories"),
    ("csv", lambda path: _cell(path, "sha256", "0"), "sha256 differs from that of the task's first row"),
    ("csv", lambda path: _save(path, [{**row, "sha256": "0"} for row in _table(path)]), "was made on another wording"),
    ("csv", lambda path: _cell(path, "start", "81"), "the span 81 to 86 holds 'riday', not 'Friday'"),
    ("csv", lambda path: _cell(path, "end", "999"), "the span 80 to 999 is empty, outside the text"),
    ("csv", lambda path: _cell(path, "end", "80"), "the span 80 to 80 is empty"),
    ("csv", lambda path: _cell(path, "start", "1e3"), "start and end are not whole numbers (count characters from 0)"),
    ("csv", lambda path: _cell(path, "prompt", "CITY"), "unknown type 'CITY' (use one of PERSON"),
    ("csv", lambda path: _again(path, prompt="TIME"), "'Friday' at 80 is marked as DATE and TIME (keep one type)"),
    ("csv", lambda path: _again(path, item="mood"), "answers 'mood', which the task does not ask (use our configuration)"),
    ("csv", lambda path: path.write_text("a,b\n1,2\n"), "lacks the columns task, sha256"),
    ("csv", lambda path: path.write_bytes(b"task\xff"), "is not UTF-8: byte 0xff at offset 4"),
    ("csv", lambda path: path.write_text('"task'), "is not CSV"),
    ("csv", lambda path: mark("csv", path, []), "has no label and no answer (annotate the tasks first)"),
    ("brat", lambda path: (path / LAKE_FILE).rename(path / "other.ann"), "unknown task 'other'"),
    ("brat", lambda path: _edit(path / f"{FIRST}.txt", "Lake", "Lago"), "is not the text of the story"),
    ("brat", lambda path: _edit(path / LAKE_FILE, "sha256\t", "sha256\t0"), "was made on another wording"),
    ("brat", lambda path: _edit(path / LAKE_FILE, "80 86", "81 86"), ":2: the offsets hold 'riday', not 'Friday' (correct the offsets)"),
    ("brat", lambda path: _edit(path / LAKE_FILE, "80 86", "80 999"), "not 'Friday'"),
    ("brat", lambda path: _edit(path / LAKE_FILE, "80 86\tFriday", "80 82;84 86\tFr ay"), "a span in several parts is not supported"),
    ("brat", lambda path: _edit(path / LAKE_FILE, "DATE", "CITY"), "unknown type 'CITY'"),
    ("brat", lambda path: _edit(path / LAKE_FILE, "T1\t", "T1 "), "is no text-bound annotation"),
    ("brat", lambda path: _edit(path / LAKE_FILE, "T1\t", "R1\tLocated Arg1:T1 Arg2:T1\nT1\t"), "relations, events and attributes are not supported"),
    ("brat", lambda path: mark("brat", path, []), "has no label and no answer"),
    ("conll", lambda path: _edit(path, FIRST, "other"), "unknown task 'other'"),
    ("conll", lambda path: _edit(path, f"{FIRST} ", f"{FIRST} 0"), "was made on another wording"),
    ("conll", lambda path: _edit(path, "Friday", "Monday"), "'Monday' is not the token 'Friday'"),
    ("conll", lambda path: _edit(path, "Friday -X- _ B-DATE\n", ""), "tokens instead of"),
    ("conll", lambda path: _edit(path, "B-DATE", "B-CITY"), "unknown tag 'B-CITY'"),
    ("conll", lambda path: _edit(path, "B-DATE", "I-DATE"), "'I-DATE' continues no span (write B-DATE)"),
    ("conll", lambda path: _edit(path, f"{FIRST} ", f"{FIRST}"), "-DOCSTART- lacks the task and its digest"),
    ("conll", lambda path: path.write_text("a b\n"), "has no line -DOCSTART-"),
    ("conll", lambda path: mark("conll", path, []), "has no label and no answer"),
]  # fmt: skip
"""What somebody does to a file of another tool in which Friday and Zoé are marked, and the message."""


@pytest.mark.parametrize(("tool", "change", "message"), OTHERS, ids=[f"{row[0]}-{row[2][:24]}" for row in OTHERS])
def test_a_file_of_another_tool_is_refused(
    tool: str, change: Callable[[Path], object], message: str, bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(tool, "entities")
    mark(tool, path, [("Friday", "DATE"), ("Zoé", "PERSON")])
    change(path)
    assert message in refuses(bench, capsys, path, tool=tool)


@pytest.mark.extra
def test_a_docbin_is_refused(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tokens = pytest.importorskip("spacy.tokens")
    import spacy

    path = export("spacy", "entities")
    docs = list(tokens.DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))
    for doc in docs:
        doc.set_ents([tokens.Span(doc, 0, 1, "ORG")])
    docs[0].user_data["sha256"] = "0"
    docs[1].set_ents([tokens.Span(docs[1], 0, 1, "CITY")])
    tokens.DocBin(docs=docs, store_user_data=True).to_disk(path)
    err = refuses(bench, capsys, path, tool="spacy")
    assert "document 2: unknown types CITY" in err
    assert "was made on another wording" in err
    tokens.DocBin(docs=docs).to_disk(path)  # without user_data
    assert "document 1 is not the text of a task (keep text and user_data" in refuses(bench, capsys, path, tool="spacy")
    path.write_bytes(b"no")
    assert "is not a DocBin of spaCy" in refuses(bench, capsys, path, tool="spacy")


@pytest.mark.parametrize("tool", ["label-studio", "csv", "brat", "conll", EXTRA])
def test_labels_that_were_shown_are_refused_if_nobody_changed_them(
    tool: str, bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _entities(BEN)
    path = export(tool, "entities", "--predictions", "ada")
    if tool == "label-studio":
        rows = json.loads(path.read_text(encoding="utf-8"))
        for row in rows:
            result = [{**one, "origin": "prediction"} for one in row["predictions"][0]["result"]]
            row["annotations"] = [{"result": result}]
        path.write_text(json.dumps(rows), encoding="utf-8")
    before = tree(bench)
    assert take(tool, "entities", "ben", path) == 1
    err = capsys.readouterr().err
    assert err.count("all labels are predictions that nobody changed (annotate it, or pass --accept-predictions)") == 2
    assert tree(bench) == before
    assert take(tool, "entities", "ben", path, "--accept-predictions") == 0
    work = layer(bench, "entities-ben", SECOND).work
    assert (work.started_from, work.accepted_unchanged) == ("ada", "yes")
    mark(tool, path, ADA)
    assert take(tool, "entities", "ben", path, "--replace") == 0
    work = layer(bench, "entities-ben", SECOND).work
    assert (work.started_from, work.accepted_unchanged) == ("ada", None)


@pytest.mark.parametrize("tool", ["brat", "conll", EXTRA])
@pytest.mark.parametrize("task", ["summary", "facts"])
def test_a_format_says_which_one_to_take_instead(
    tool: str, task: str, bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kind = "summary" if task == "summary" else "fact-list"
    message = f"--format {tool}: holds marked spans only, and no tasks of the kind {kind} (use label-studio or csv)"
    assert run("export", "--task", task, "--format", tool, "-o", "../out") == 1
    assert message in capsys.readouterr().err
    assert not Path("../out").exists()
    (bench.parent / "answers").mkdir()
    assert message in refuses(bench, capsys, Path("../answers"), tool=tool, task=task)


ANSWERS = [
    ("summary", {"headline": "Pier", "brief": " ", "abstract": "A\x07b."}, ["brief is not answered", "has control characters (U+0007)"]),
    ("summary", {"headline": "Ella Roe wins", "brief": "It is.", "abstract": "It is."}, ["ada/headline states 'Ella Roe', which the article does not", "or pass --unchecked"]),
    ("facts", {"facts": "x" * 20_001}, ["facts has more than 20,000 characters (shorten it)"]),
]  # fmt: skip


@pytest.mark.parametrize(("task", "texts", "messages"), ANSWERS)
@pytest.mark.parametrize("tool", ["label-studio", "csv"])
def test_a_written_answer_is_refused(
    tool: str, task: str, texts: dict[str, str], messages: list[str], bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(tool, task)
    fill(tool, path, texts.__getitem__)
    err = refuses(bench, capsys, path, tool=tool, task=task)
    assert all(message in err for message in messages), err
    assert err.count(messages[0].partition(" states")[0]) == 2  # in both stories


PERSONS = [
    ("Ada", [], "--annotator Ada: is not an id (use lowercase letters, digits and hyphens)"),
    ("labels", [], "--annotator labels: is not an id"),
    ("dan", [], "--annotator dan: is not in annotators.yaml (add --name NAME and --guidelines VERSION)"),
    ("bot", [], "--annotator bot: is a model, not a person (use an id of your own)"),
    ("ada", ["--name", "Ada Lind"], "--annotator ada: has other details in annotators.yaml"),
]


@pytest.mark.parametrize(("person", "options", "message"), PERSONS)
@pytest.mark.parametrize("task", ["entities", "rating"])
def test_only_a_registered_person_annotates(
    task: str, person: str, options: list[str], message: str, bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bench / "annotations" / "annotators.yaml").write_text(
        "annotators:\n"
        "  - {id: ada, name: Ada Quill, author_kind: person, guidelines: '2.0', reviewed_by: null}\n"
        "  - {id: bot, name: Bot, author_kind: model, guidelines: '2.0', reviewed_by: null}\n",
        encoding="utf-8",
    )
    rest = ["--key", "../no.json", "-o", "../out.csv"] if task == "rating" else []
    path = export("label-studio", "entities")
    mark("label-studio", path, ADA)
    before = tree(bench)
    capsys.readouterr()
    given = run("import", str(path), "--task", task, "--annotator", person, *options, *rest)
    if (task, person) == ("rating", "dan"):
        message = "no.json: no such file"  # a rater without a name is not registered
    assert given == 1
    assert message in capsys.readouterr().err
    assert tree(bench) == before


def test_ratings_of_an_own_corpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [{"id": f"No. {at}", "document": f"{PIER}({at})", "summary": "A council wants more room."} for at in (1, 2)]
    Path("corpus.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    for name in ("quick", "slow"):
        written = [{"id": row["id"], "summary": f"{name} 😀"} for row in rows]
        Path(f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in written), encoding="utf-8")
    source = ["--task", "rating", "--corpus", "corpus.jsonl"]
    assert run("export", *source, "--outputs", "quick.jsonl", "slow.jsonl", "-o", "tasks") == 0
    fill("label-studio", Path("tasks"), {"summary_1/rating": "2", "summary_2/rating": "5"}.__getitem__)
    more = ["--annotator", "ada", "--key", "tasks.key.json", "-o", "ratings.csv"]
    assert run("import", "tasks", *source, *more) == 0
    assert "so that `annotate agreement` does not know that ada is a person" in capsys.readouterr().err
    table = _table(Path("ratings.csv"))
    key = json.loads(Path("tasks.key.json").read_text(encoding="utf-8"))["tasks"]
    assert {(row["story"], row["system"], row["rating"]) for row in table} == {
        (story, one["system"], rating) for story, some in key.items() for one, rating in zip(some, "25", strict=True)
    }


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["csv", "brat", "conll", EXTRA])
def test_a_review_of_the_shipped_layers(tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = copy_of_the_shipped(tmp_path, monkeypatch)
    one = ["--stories", SHIPPED, "--layers", "entities-1", "entities-2"]
    before = tree(shipped / "annotations")
    path = export(tool, "review", *one)
    mark(tool, path, [("Loh", "PERSON"), ("Singapore", "GPE")])
    assert take(tool, "review", "cal", path, *one) == 0
    found = layer(shipped, "entities-review-cal", SHIPPED)
    assert [(span.text, span.type) for span in found.spans] == [("Loh", "PERSON"), ("Singapore", "GPE")]
    assert (found.work.adjudicates, found.work.reviewed_by) == (("entities-1", "entities-2"), "cal")
    after = tree(shipped / "annotations")
    assert {name for name, data in after.items() if before.get(name) != data} == {
        "annotators.yaml",
        f"raw/entities-review-cal/{SHIPPED}.yaml",
    }
    assert tool != "csv" or (main(["check"]) == 0 and main(["build", "--check"]) == 0)
