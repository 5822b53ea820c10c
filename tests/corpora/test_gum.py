"""Tests of the GUM import: exact text and brackets, and summaries by people kept apart from those by systems.

The snippet in tests/cases/gum/ is invented; the corpus itself is not in the repository.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from chipbrief.corpora.gum import Document, build, read_document, story_of, submissions_of
from chipbrief.corpora.gum.corpus import pinned_digests
from chipbrief.corpora.gum.entities import brackets_of
from chipbrief.corpora.gum.genres import GENRES, genre_of
from chipbrief.corpora.gum.summaries import summaries_of
from chipbrief.corpora.imports import Imported
from chipbrief.corpora.store import load, pins_of, read_pins
from chipbrief.files import sha256
from chipbrief.problems import InputError
from chipbrief.records import ENTITY_TYPES, VALUE_TYPES, Story
from chipbrief.submissions import read_submission
from tests.paths import CASES, HUMAN, ROOT, needs_gum

GUM = HUMAN / "gum"
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
        ("GUM_news_corvina/human1/brief", "human1", "person")
    ]
    assert [one.kind for one in story.references] == ["brief"]
    assert (story.title, story.published, story.publisher) == ("Corvina sinks", "2020-01-02", "Wikinews")
    assert story.genre == "news"
    assert story.summary == "The ship Corvina sank."
    assert "CC BY 2.5, Wikinews, https://example.org/corvina" in story.license
    assert "CC BY 4.0" in story.license


def _summaries(*summaries: str, text: str = SNIPPET, name: str = "GUM_news_corvina") -> str:
    """Return the snippet with these summary lines (`1 = (human1) …`, `Closed1 = …`) and this document name."""
    lines = [line for line in text.replace("GUM_news_corvina", name).splitlines() if "meta::summary" not in line]
    return "\n".join([*lines[:3], *(f"# meta::summary{one}" for one in summaries), *lines[3:]]) + "\n"


ROLES = [
    ("1 = (human1) A text.", ("reference", "human1", "A text.")),
    ("1 = (human) A text.", ("reference", "human1", "A text.")),
    ("3 = (human) A text.", ("reference", "human3", "A text.")),
    ("2 = (human12) A text.", ("reference", "human12", "A text.")),
    ("Closed1 = (humanC1) A text.", ("closed-book", "humanC1", "A text.")),
    ("2 = (gpt4o) A (bad) text.", ("output", "gpt4o", "A (bad) text.")),
    ("2 = (claude-sonnet-4-5-20250929) A text.", ("output", "claude-sonnet-4-5-20250929", "A text.")),
    ("2 = (a/new model 9) A text.", ("output", "a/new model 9", "A text.")),
    ("2 = (gpt4o; postedited) A text.", ("edited", "gpt4o", "A text.")),
    ("2 = (gpt4o;shortened) A text.", ("edited", "gpt4o", "A text.")),
    ("2 = (human2; postedited) A text.", ("edited", "human2", "A text.")),
    ("Closed1 = (gpt4o) A text.", ("other", "gpt4o", "A text.")),
    ("Spoken1 = (human1) A text.", ("other", "human1", "A text.")),
]
"""Lines of summaries, each with its role, its writer and its text."""


@pytest.mark.parametrize(("line", "expected"), ROLES, ids=[line for line, _ in ROLES])
def test_role_of_a_summary_follows_from_its_label(line: str, expected: tuple[str, str, str]) -> None:
    """The second line makes sure that the document has a reference."""
    found = summaries_of(read_document(_summaries(line, "9 = (human9) Another."), NAME))
    assert tuple(found[0]) == expected


def test_closed_book_summaries_are_references_of_their_own_kind() -> None:
    """The lines are those of a document of V12.1.0: five people wrote with the text before them, and one from memory."""
    people = [f"{number} = (human{number}) Text {number}." for number in range(1, 6)]
    text = _summaries(*people, "Closed1 = (humanC1) From memory.", "Closed2 = (humanC2) Another.")
    story = story_of(read_document(text, NAME), NAME, "")
    assert Counter(one.kind for one in story.references) == {"brief": 5, "closed-book": 2}
    assert [one.id for one in story.references if one.kind == "closed-book"] == [
        "GUM_news_corvina/humanC1/closed-book",
        "GUM_news_corvina/humanC2/closed-book",
    ]
    assert {one.author_kind for one in story.references} == {"person"}
    assert story.summary == "Text 1."
    # Closed-book summaries do not count in the grade: 5 of 5 is a salience of 1.
    assert next(one.salience for one in story.entities if one.id == "e1") == 1


def test_submissions_hold_the_systems_summaries(document: Document, tmp_path: Path) -> None:
    """`; postedited` marks a text that people edited, so the system Llama has no submission here."""
    found = {}
    for name, data in submissions_of([document]).items():
        path = tmp_path / "one.jsonl"
        path.write_bytes(data)
        read = read_submission(path, [document.id])
        assert read.system["system"] == name
        assert "partial" not in read.system
        found[name] = read.summaries[document.id]
    assert found == {
        "gpt4o": "A ship sank.",
        "claude-3-5-sonnet-20241022": "Corvina sank.",
        "Qwen2.5-7B-Instruct": "It sank.",
    }


def test_a_submission_leaves_out_documents_without_an_output(document: Document, tmp_path: Path) -> None:
    edited = read_document(_summaries("1 = (human1) A.", "2 = (gpt4o; postedited) B.", name="GUM_news_b"), "b")
    path = tmp_path / "one.jsonl"
    path.write_bytes(submissions_of([document, edited])["gpt4o"])
    ids = [document.id, "GUM_news_b"]
    with pytest.raises(InputError, match="leaves out stories"):
        read_submission(path, ids)
    read = read_submission(path, ids, partial=True)
    assert dict(read.summaries) == {document.id: "A ship sank."}
    assert read.system["partial"].startswith("1 of 2 stories; ")


def test_a_systems_name_cannot_leave_the_folder() -> None:
    found = submissions_of([read_document(_summaries("1 = (human1) A.", "2 = (../../x) B."), NAME)])
    assert list(found) == [".._.._x"]
    both = _summaries("1 = (human1) A.", "2 = (a/b) B.", "3 = (a_b) C.")
    with pytest.raises(InputError, match="the same file name as another system"):
        submissions_of([read_document(both, NAME)])


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
    ("long label", SNIPPET.replace("(gpt4o)", f"({'x' * 101})"), "meta::summary2", "not `(writer) text`"),
    ("one person twice", SNIPPET.replace("(gpt4o)", "(human1)"), "meta::summary2", "two summaries by one person"),
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


def test_folder_without_documents_is_refused(
    tmp_path: Path, scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = tmp_path / "dataset"
    assert _run(scripts, "--gum", tmp_path, "--dataset", dataset) == 1
    assert "contains neither dep/G*_*_*.conllu" in capsys.readouterr().err
    assert not dataset.exists()


PEOPLE = tuple(f"{number} = (human{number}) Text {number}." for number in range(1, 6))
SYSTEMS = ("1 = (human1) A.", "2 = (gpt4o) B.", "3 = (claude) C.", "4 = (llama; postedited) D.", "5 = (qwen) E.")
DOCUMENTS = {
    "GUM_news_a": SYSTEMS,
    "GUM_news_b": PEOPLE,
    "GUM_essay_c": SYSTEMS,
    "GENTLE_poetry_d": SYSTEMS,
    "GUM_reddit_e": SYSTEMS,
}
"""Documents of a small corpus, with their summaries."""


@pytest.fixture
def corpus(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Return a small corpus, and its digests."""
    folder = tmp_path / "corpus"
    (folder / "dep").mkdir(parents=True)
    digests = {}
    for name, summaries in DOCUMENTS.items():
        data = _summaries(*summaries, name=name).encode()
        (folder / "dep" / f"{name}.conllu").write_bytes(data)
        if "reddit" not in name:
            digests[name] = sha256(data)
    return folder, digests


def _ids(imported: Imported) -> dict[str, list[str]]:
    return {split: [story.id for story in stories] for split, stories in imported.rows.items()}


CHOICES = [
    ((), "all", ["GENTLE_poetry_d", "GUM_essay_c", "GUM_news_a"], ["GUM_news_b"]),
    ((), "nc", ["GUM_essay_c", "GUM_news_a"], ["GUM_news_b"]),
    ((), "free", ["GUM_news_a"], ["GUM_news_b"]),
    (("essay", "poetry"), "all", ["GENTLE_poetry_d", "GUM_essay_c"], []),
    (("essay", "poetry"), "nc", ["GUM_essay_c"], []),
]


@pytest.mark.parametrize(("genres", "licence", "test", "validation"), CHOICES)
def test_genres_and_licence_choose_documents(
    genres: tuple[str, ...], licence: str, test: list[str], validation: list[str], corpus: tuple[Path, dict[str, str]]
) -> None:
    """Documents that only people summarized are in `validation`. Masked ones are in no choice."""
    imported = build(corpus[0], genres, licence, corpus[1])  # type: ignore[arg-type]
    assert _ids(imported) == {"test": test, "validation": validation}
    assert imported.notes == (f"left out: {len(test)} summaries by systems that people edited",)
    assert set(imported.submissions) == {f"{name}.test.jsonl" for name in ("gpt4o", "claude", "qwen")}
    assert build(corpus[0] / "dep", genres, licence, corpus[1]) == imported  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("genres", "message"),
    [
        (("reddit",), "genre 'reddit': cannot be imported: the corpus masks its text (leave it out)"),
        (("poem", "news"), "genre 'poem': has no document here (use some of essay, news, poetry)"),
    ],
)
def test_genres_that_there_are_not_are_refused(
    genres: tuple[str, ...], message: str, corpus: tuple[Path, dict[str, str]]
) -> None:
    with pytest.raises(InputError) as caught:
        build(corpus[0], genres, pinned=corpus[1])
    assert caught.value.describe() == message


def test_altered_and_missing_files_of_the_pinned_release_are_named(corpus: tuple[Path, dict[str, str]]) -> None:
    folder, digests = corpus[0], {**corpus[1], "GUM_court_z": "0" * 64}
    path = folder / "dep" / "GUM_news_a.conllu"
    path.write_text(path.read_text(encoding="utf-8").replace("(human1) A.", "(human1) B."), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        build(folder, pinned=digests)
    assert sorted(problem.where for problem in caught.value.problems) == [
        str(folder / "dep" / f"{name}.conllu") for name in ("GUM_court_z", "GUM_news_a")
    ]
    assert {problem.what for problem in caught.value.problems} == {
        "is missing, but belongs to release V11.1.0",
        "differs from the file of release V11.1.0",
    }
    # Neither is among the documents that are asked for here.
    assert _ids(build(folder, ("essay",), pinned=digests)) == {"test": ["GUM_essay_c"], "validation": []}


def test_another_release_is_imported_with_a_note(corpus: tuple[Path, dict[str, str]]) -> None:
    """If most files differ from the pinned ones, it is another release, whose documents are unknown."""
    others = {**dict.fromkeys(corpus[1], "0" * 64), "GUM_court_z": "0" * 64, "GUM_news_a": corpus[1]["GUM_news_a"]}
    imported = build(corpus[0], pinned=others)
    assert sum(map(len, imported.rows.values())) == 4
    assert imported.notes[0].startswith("gum: this is not release V11.1.0")
    assert imported.rows == build(corpus[0], pinned=corpus[1]).rows


def test_import_writes_both_splits_and_no_pins(
    corpus: tuple[Path, dict[str, str]],
    tmp_path: Path,
    scripts: dict[str, ModuleType],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A second import leaves nothing of the first, and a split without documents is an empty file."""
    dataset = tmp_path / "dataset"
    assert _run(scripts, "--gum", corpus[0], "--dataset", dataset) == 0
    told = capsys.readouterr().err
    assert "gum/test: 3 stories\ngum/validation: 1 stories\ngum/systems: 3 submissions\n" in told
    assert "signatures of scores say `data:unpinned`" in told
    assert not (dataset / "pins.json").exists()
    path = corpus[0] / "dep" / "GUM_essay_c.conllu"
    summaries = ("1 = (human1) A.", "2 = (gpt4o) B.", *(f"{at} = (gpt4o; postedited) C." for at in (3, 4, 5)))
    path.write_text(_summaries(*summaries, name="GUM_essay_c"), encoding="utf-8")
    assert _run(scripts, "--gum", corpus[0], "--genres", "essay", "--dataset", dataset) == 0
    assert "gum/validation: 0 stories; `datasets.load_dataset` cannot" in capsys.readouterr().err
    assert [story.id for story in load("gum", folder=dataset)] == ["GUM_essay_c"]
    assert load("gum", "validation", dataset) == []
    assert [path.name for path in (dataset / "gum" / "systems").iterdir()] == ["gpt4o.test.jsonl"]


def test_pins_are_those_of_the_whole_corpus(
    corpus: tuple[Path, dict[str, str]],
    tmp_path: Path,
    scripts: dict[str, ModuleType],
    capsys: pytest.CaptureFixture[str],
) -> None:
    dataset = tmp_path / "dataset"
    options = ("--gum", corpus[0], "--dataset", dataset)
    assert _run(scripts, *options, "--check") == 1
    assert _run(scripts, *options, "--pin") == 0
    assert "unpinned" not in capsys.readouterr().err.rpartition("is pinned")[2]
    assert read_pins(dataset)["gum"]["test"]["rows"] == 3
    assert _run(scripts, *options, "--check") == 0
    pins = dataset / "pins.json"
    pins.write_text(pins.read_text(encoding="utf-8").replace('"rows": 3', '"rows": 21'), encoding="utf-8")
    assert _run(scripts, *options, "--check") == 1
    assert "gum/test: rows is 3, but 21 is pinned" in capsys.readouterr().err
    for more in (("--genres", "news"), ("--licence", "free")):
        for mode in ("--check", "--pin"):
            with pytest.raises(SystemExit):
                _run(scripts, *options, *more, mode)
            assert f"need the whole corpus: leave out {more[0]}" in capsys.readouterr().err


def test_broken_file_leaves_everything_as_it_was(
    corpus: tuple[Path, dict[str, str]],
    tmp_path: Path,
    scripts: dict[str, ModuleType],
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("GUM_news_a", "GUM_essay_c"):
        path = corpus[0] / "dep" / f"{name}.conllu"
        path.write_text(path.read_text(encoding="utf-8").replace("Entity=4)", "_"), encoding="utf-8")
    assert _run(scripts, "--gum", corpus[0], "--dataset", tmp_path / "dataset") == 1
    told = capsys.readouterr().err
    assert told.count("entity 4 is never closed") == 2
    assert not (tmp_path / "dataset").exists()


@pytest.mark.parametrize("name", ["GUM_news", "GUM__x", "GUM_news_"])
def test_file_names_have_a_genre(name: str) -> None:
    with pytest.raises(InputError, match="is not named CORPUS_GENRE_TITLE"):
        genre_of(name)


@pytest.fixture(scope="module")
def imported() -> Imported:
    return build(GUM)


@pytest.fixture(scope="module")
def stories(imported: Imported) -> list[Story]:
    return [story for rows in imported.rows.values() for story in rows]


COUNTS = {
    "academic": (18, 34), "bio": (20, 36), "conversation": (15, 31), "court": (9, 9), "essay": (9, 9), "fiction": (19, 35),
    "interview": (19, 35), "letter": (12, 14), "news": (24, 40), "podcast": (10, 10), "speech": (15, 31),
    "textbook": (15, 31), "vlog": (15, 31), "voyage": (18, 34), "whow": (19, 35),
    "dictionary": (3, 3), "esports": (2, 2), "legal": (2, 2), "medical": (4, 4), "poetry": (5, 5), "proof": (3, 3),
    "syllabus": (2, 2), "threat": (5, 5),
}  # fmt: skip
"""Number of documents and of summaries by people in each genre of V11.1.0, counted in the files by hand (grep)."""


@needs_gum
def test_corpus_has_its_documents_and_people(imported: Imported, stories: list[Story]) -> None:
    documents = Counter(story.genre for story in stories)
    people = Counter(story.genre for story in stories for _ in story.references)
    assert {genre: (documents[genre], people[genre]) for genre in documents} == COUNTS
    assert sorted(story.id for story in stories) == sorted(pinned_digests())
    assert [len(imported.rows[split]) for split in ("test", "validation")] == [219, 44]
    assert Counter(len(story.references) for story in imported.rows["test"]) == {1: 217, 2: 2}
    assert Counter(len(story.references) for story in imported.rows["validation"]) == {5: 44}
    # 874 summaries by systems, of which people edited 84; the other two of 86 are of masked documents.
    assert sum(data.count(b"\n") - 1 for data in imported.submissions.values()) == 874 - 84
    assert imported.notes == ("left out: 84 summaries by systems that people edited",)


@needs_gum
def test_licences_of_the_corpus(stories: list[Story]) -> None:
    """Ten genres are free, five are for non-commercial use, and GENTLE's state no licence."""
    needs = Counter(GENRES[story.genre].needs if story.genre in GENRES else "all" for story in stories if story.genre)
    assert needs == {"free": 168, "nc": 69, "all": 26}
    assert all(story.license.startswith("text: ") and "CC BY 4.0, GUM corpus" in story.license for story in stories)


@needs_gum
def test_no_system_is_a_reference(stories: list[Story]) -> None:
    for story in stories:
        lines = (GUM / "dep" / story.source.page).read_text(encoding="utf-8").splitlines() if story.source else []
        written = [line.split(" = ", 1)[1] for line in lines if line.startswith("# meta::summary")]
        systems = {line.split(") ", 1)[1] for line in written if not line.startswith("(human")}
        assert not systems & {one.text for one in story.references}
        assert {f"({one.annotator}) {one.text}" for one in story.references} <= {
            line.replace("(human) ", "(human1) ") for line in written
        }
        assert {(one.kind, one.author_kind, one.reviewed_by) for one in story.references} == {("brief", "person", None)}


@needs_gum
def test_document_is_the_text_lines_of_the_corpus(stories: list[Story]) -> None:
    for story in stories:
        assert story.source is not None
        lines = (GUM / "dep" / story.source.page).read_text(encoding="utf-8").splitlines()
        sentences = [line.removeprefix("# text = ").strip() for line in lines if line.startswith("# text = ")]
        assert "".join(story.document.split()) == "".join("".join(sentences).split())
        first = next(at for at, line in enumerate(lines) if line.startswith("# text = "))
        # One document has no `# newpar` before its first sentence.
        assert len(story.document.split("\n\n")) == 1 + sum(line == "# newpar" for line in lines[first:])
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


@pytest.mark.slow
@needs_gum
def test_committed_pins_are_those_of_the_corpus(imported: Imported) -> None:
    assert read_pins(ROOT / "dataset")["gum"] == pins_of(imported.rows)
