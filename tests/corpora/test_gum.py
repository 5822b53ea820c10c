"""Tests of the GUM import: exact text and brackets, and summaries by people kept apart from those by systems.

The snippet in tests/cases/gum/ is invented; the corpus itself is not in the repository.
"""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from chipbrief.corpora.gum import Document, build, read_document, story_of, submissions_of
from chipbrief.corpora.gum.corpus import EXPECTED
from chipbrief.corpora.gum.entities import brackets_of
from chipbrief.corpora.gum.records import SYSTEMS
from chipbrief.corpora.store import load, pins_of, read_pins
from chipbrief.problems import InputError
from chipbrief.records import ENTITY_TYPES, VALUE_TYPES, Story
from chipbrief.submissions import read_submission
from tests.paths import CASES, ROOT, SHARED, needs_gum

GUM = SHARED / "gum"
NAME = "GUM_news_corvina.conllu"
SNIPPET = (CASES / "gum" / NAME).read_text(encoding="utf-8")
TEXT = (
    "Corvina sinks\n\nNorland's Sea Board won't search, captain Ada Moss said. "
    "Its ship, the Corvina, which sank on May 3, 2020, had left Norland City."
)


@pytest.fixture
def document() -> Document:
    return read_document(SNIPPET, NAME)


def test_text_is_rebuilt(document: Document) -> None:
    assert document.id == "GUM_news_corvina"
    assert document.text == TEXT


def test_words_stand_where_they_say(document: Document) -> None:
    """The offsets of each word select its form in the text."""
    surfaces = [document.text[word.start : word.end] for word in document.words]
    assert surfaces == [word.form for word in document.words]
    # A multi-word token is split only if its words, joined, equal its surface.
    assert [word.form for word in document.words[2:4]] == ["Norland", "'s"]
    assert [word.form for word in document.words[6:8]] == ["won't", "won't"]


def test_brackets_nest_and_cross_lines(document: Document) -> None:
    spans = {
        (one.chain, TEXT[document.words[one.first].start : document.words[one.last].end])
        for one in brackets_of(document)
    }
    assert {
        ("2", "Norland's Sea Board"),
        ("3", "Norland's"),
        ("1", "Its ship"),
        ("2", "Its"),
        ("1", "the Corvina, which sank on May 3, 2020"),
        ("5", "May 3, 2020"),
        ("6", "2020"),
    } <= spans
    assert {one.identity for one in brackets_of(document) if one.chain == "1"} == {"SS Corvina"}


def test_brackets_cross_sentences() -> None:
    document = read_document(SNIPPET.replace("|Entity=1)", "", 1).replace("Entity=4)", "_", 1).replace(
        "Entity=7)|", "Entity=7)4)|", 1), NAME)  # fmt: skip
    last = {one.chain: document.words[one.last].form for one in brackets_of(document)}
    assert last["4"] == "City"


def test_record(document: Document) -> None:
    story = story_of(document, NAME, "0" * 64)
    found = {
        entity.id: (entity.type, entity.name, [TEXT[one.start : one.end] for one in entity.mentions], entity.salience)
        for entity in story.entities
    }
    assert found == {
        "e1": ("PRODUCT", "Corvina", ["Corvina", "Corvina"], 1.0),
        "e2": ("ORG", "Sea Board", ["Sea Board"], 0.0),
        "e3": ("GPE", "Norland", ["Norland"], 0.2),
        "e4": ("PERSON", "Ada Moss", ["Ada Moss"], 0.0),
        "e5": ("DATE", "May 3, 2020", ["May 3, 2020"], 0.4),
        "e7": ("GPE", "Norland City", ["Norland City"], 0.0),
    }
    assert [(one.id, one.annotator, one.author_kind) for one in story.references] == [
        ("GUM_news_corvina/human1/abstract", "human1", "person")
    ]
    assert (story.title, story.published, story.publisher) == ("Corvina sinks", "2020-01-02", "Wikinews")
    assert story.summary == "The ship Corvina sank."
    assert "CC BY 2.5, Wikinews, https://example.org/corvina" in story.license
    assert "CC BY 4.0" in story.license


def test_submissions_hold_the_systems_summaries(document: Document, tmp_path: Path) -> None:
    summaries = {}
    for one in submissions_of([document]):
        path = tmp_path / "one.jsonl"
        path.write_bytes(one.data)
        read = read_submission(path, [document.id])
        assert read.system["system"] == one.system
        summaries[one.system] = read.summaries[document.id]
        assert ("version" in read.system) == one.system.startswith("Llama")
    assert summaries["Llama-3.2-3B-Instruct"] == "Corvina is lost."
    assert summaries["gpt4o"] == "A ship sank."


def test_summary_of_people_alone_leaves_the_submissions_line_empty() -> None:
    text = "".join(line for line in SNIPPET.splitlines(keepends=True) if "meta::summary" not in line or "human" in line)
    submissions = submissions_of([read_document(text, NAME)])
    assert len(submissions) == 4
    assert all(b'"summary": ""' in one.data for one in submissions)


def _drop(part: str) -> str:
    return "".join(line for line in SNIPPET.splitlines(keepends=True) if part not in line)


def _line(part: str, text: str = SNIPPET) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


BROKEN = [
    ("never closed", SNIPPET.replace("Entity=4)", "_"), "captain\tcaptain", "entity 4 is never closed"),
    ("not open", SNIPPET.replace("Entity=7)", "Entity=9)"), "City\tcity", "closes entity '9', which is not open"),
    ("stray bracket", SNIPPET.replace("Entity=3)", "Entity=3))"), "2\t's", "Entity= is invalid at ')'"),
    ("no number", SNIPPET.replace("(5-time", "(x-time"), "May\tmay", "does not start with the number and type of an entity"),
    ("columns", SNIPPET.replace("ship\tship\t", "ship\t"), "\tship\tNOUN", "9 columns"),
    ("word number", SNIPPET.replace("\n3\tSea", "\n4\tSea"), "4\tSea", "word 4 instead of word 3"),
    ("head", SNIPPET.replace("\t16\tobj", "\t99\tobj"), "City\tcity", "head '99' is not a word"),
    ("other text", SNIPPET.replace("# text = Corvina sinks", "# text = Corvina sank"), "# text = Corvina sank", "differs from the text"),
    ("no text", _drop("# text = Corvina"), "# newpar", "has no `# text`"),
    ("writer", SNIPPET.replace("(gpt4o)", "(gpt9)"), "meta::summary2", "unknown writer 'gpt9'"),
    ("empty summary", SNIPPET.replace("(human1) The ship Corvina sank.", "(human1)"), "meta::summary1", "not `(writer) text`"),
    ("no summary", _drop("(human1)"), "# newdoc", "has no summary by a person"),
    ("salience", SNIPPET.replace("1 (5*)", "1 (6*)"), "salientEntities", "'1 (6*)' is not a chain"),
    ("no salience", _drop("salientEntities"), "# newdoc", "has no `# meta::salientEntities`"),
    ("layout", _drop("global.Entity"), "# newdoc", "lacks GRP, etype, identity"),
    ("other document", SNIPPET + "\n# newdoc id = GUM_news_b\n", "# newdoc id = GUM_news_b", "second document"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "message"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_document_is_refused_with_its_line(text: str, place: str, message: str) -> None:
    assert text != SNIPPET, "the case no longer fits the file"
    with pytest.raises(InputError) as caught:
        story_of(read_document(text, NAME), NAME, "")
    assert message in caught.value.describe()
    assert f"{NAME}:{_line(place, text)}: " in caught.value.describe()


@pytest.mark.parametrize("text", ["", "This is prose.\n", '{"id": 1}\n'])
def test_what_is_not_conllu_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"columns|not CoNLL-U"):
        read_document(text, NAME)


def test_all_faults_are_told_at_once() -> None:
    text = SNIPPET.replace("ship\tship\t", "ship\t").replace("\t16\tobj", "\t99\tobj")
    with pytest.raises(InputError) as caught:
        read_document(text, NAME)
    assert len(caught.value.problems) >= 2


def _run(scripts: dict[str, ModuleType], *arguments: object) -> int:
    status: int = scripts["import_gum"].main([str(one) for one in arguments])
    return status


def test_folder_without_news_is_refused(
    tmp_path: Path, scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = tmp_path / "dataset"
    assert _run(scripts, "--gum", tmp_path, "--dataset", dataset) == 1
    assert "contains neither dep/GUM_news_*.conllu" in capsys.readouterr().err
    assert not dataset.exists()


def test_missing_documents_are_named_and_nothing_is_written(
    tmp_path: Path, scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dep").mkdir()
    shutil.copy(CASES / "gum" / NAME, tmp_path / "dep")
    assert _run(scripts, "--gum", tmp_path, "--dataset", tmp_path / "dataset") == 1
    told = capsys.readouterr().err
    assert all(f"{name}.conllu is missing" in told for name in EXPECTED)
    assert not (tmp_path / "dataset").exists()


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [story for rows in build(GUM)[0].values() for story in rows]


@needs_gum
def test_corpus_has_its_documents_and_people(stories: list[Story]) -> None:
    people = sorted(len(story.references) for story in stories)
    assert people == [1] * 20 + [5] * 4
    assert sorted(story.id for story in stories) == sorted(EXPECTED)


@needs_gum
def test_no_system_is_a_reference(stories: list[Story]) -> None:
    for story in stories:
        lines = (GUM / story.source.page).read_text(encoding="utf-8").splitlines() if story.source else []
        written = [line.split(" = ", 1)[1] for line in lines if line.startswith("# meta::summary")]
        systems = {line.split(") ", 1)[1] for line in written if not line.startswith("(human")}
        assert not systems & {one.text for one in story.references}
        assert {f"({one.annotator}) {one.text}" for one in story.references} <= {
            line.replace("(human) ", "(human1) ") for line in written
        }
        assert {(one.kind, one.author_kind, one.reviewed_by) for one in story.references} == {
            ("abstract", "person", None)
        }


@needs_gum
def test_document_is_the_text_lines_of_the_corpus(stories: list[Story]) -> None:
    for story in stories:
        assert story.source is not None
        lines = (GUM / story.source.page).read_text(encoding="utf-8").splitlines()
        sentences = [line.removeprefix("# text = ").strip() for line in lines if line.startswith("# text = ")]
        assert "".join(story.document.split()) == "".join("".join(sentences).split())
        assert len(story.document.split("\n\n")) == sum(line == "# newpar" for line in lines)
        assert "  " not in story.document
        assert "\n\n\n" not in story.document
        assert all(part == part.strip() for part in story.document.split("\n\n"))


@needs_gum
def test_entities_are_sane(stories: list[Story]) -> None:
    """Entities of the corpus have known types, unique ids, and mentions that do not overlap."""
    for story in stories:
        assert len({entity.id for entity in story.entities}) == len(story.entities)
        for entity in story.entities:
            assert entity.type in ENTITY_TYPES
            assert entity.value is None
            assert entity.type not in VALUE_TYPES - {"DATE", "TIME"}
            assert entity.salience in {0, 0.2, 0.4, 0.6, 0.8, 1}
            assert entity.name in entity.forms
            assert {story.document[one.start : one.end] for one in entity.mentions} == set(entity.forms)
        spans = sorted((one.start, one.end) for entity in story.entities for one in entity.mentions)
        assert all(start < end for start, end in spans)
        assert all(left[1] <= right[0] for left, right in pairwise(spans))


@needs_gum
def test_import_writes_rows_submissions_and_pins(
    tmp_path: Path, scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = tmp_path / "dataset"
    assert _run(scripts, "--gum", GUM, "--dataset", dataset) == 0
    stories = load("gum", "test", dataset)
    assert read_pins(dataset)["gum"] == pins_of({"test": stories, "validation": load("gum", "validation", dataset)})
    files = sorted((dataset / "gum" / "systems").iterdir())
    assert [path.name for path in files] == sorted(f"{name}.test.jsonl" for name in set(SYSTEMS.values()))
    for path in files:
        read = read_submission(path, [story.id for story in stories])
        assert len([text for text in read.summaries.values() if text]) == 20
        assert read.warnings == []
    assert _run(scripts, "--gum", GUM, "--dataset", dataset, "--check") == 0
    pins = dataset / "pins.json"
    pins.write_text(pins.read_text(encoding="utf-8").replace('"rows": 20', '"rows": 21'), encoding="utf-8")
    assert _run(scripts, "--gum", GUM, "--dataset", dataset, "--check") == 1
    assert "gum/test: rows is 20, but 21 is pinned" in capsys.readouterr().err


@pytest.mark.slow
@needs_gum
def test_committed_pins_are_those_of_the_corpus(stories: list[Story]) -> None:
    assert read_pins(ROOT / "dataset")["gum"] == pins_of(build(GUM)[0])
    assert [len(story.references) for story in stories if story in build(GUM)[0]["validation"]] == [5] * 4


@needs_gum
def test_broken_file_leaves_everything_as_it_was(
    tmp_path: Path, scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "gum"
    corpus.mkdir()
    for source in GUM.glob("*.conllu"):
        text = source.read_text(encoding="utf-8")
        if source.stem == EXPECTED[3]:
            text = text.replace("Entity=2)", "_", 1)
        (corpus / source.name).write_text(text, encoding="utf-8")
    assert _run(scripts, "--gum", corpus, "--dataset", tmp_path / "dataset") == 1
    assert "is never closed" in capsys.readouterr().err
    assert not (tmp_path / "dataset").exists()
