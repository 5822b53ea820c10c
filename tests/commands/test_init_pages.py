"""Tests of `chipbrief init --pages`, and of check, build and score in the folder that it makes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from chipbrief.annotations import load_annotations
from chipbrief.annotations.schema import StoryFile
from chipbrief.annotations.suggestions import suggest
from chipbrief.commands.main import main
from chipbrief.corpora.corpus import own
from chipbrief.files import sha256
from chipbrief.yaml_files import decode, dump, load_yaml
from tests.events import events_below

PIER = """Council of Port Lindal votes for a wider pier

The council of Port Lindal voted on Monday to widen the pier by 40 metres. Mayor Ada Lind said it would cost 12 million euros.

Lind called the vote a relief.
"""
FERRY = "Ferry to Norland sails again\n\nThe ferry to Norland sails again from 1 June, its owner said. A cabin costs 85 euros.\n"
FEED = """<rss><channel><title>Harbour Wire</title>
<item><title>Gate closed</title><description>The lock gate broke on Friday, and nobody was hurt by it.</description></item>
<item><title>Gate open</title><description>The lock gate was repaired on Sunday, three weeks earlier than planned.</description></item>
</channel></rss>"""
REFERENCES = """references:
  - annotator: ada
    brief: The pier of Port Lindal will be widened by 40 metres.
facts:
  - id: f1
    text: The pier will be widened by 40 metres.
"""
WRITER = (
    "annotators:\n  - id: ada\n    name: Ada\n    author_kind: person\n    guidelines: '1.0'\n    reviewed_by: null\n"
)
PIER_FILE = "council-of-port-lindal-votes-for.yaml"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "pier.txt").write_text(PIER, encoding="utf-8")
    (folder / "a ferry's page.txt").write_text(FERRY, encoding="utf-8")
    return folder


@pytest.fixture
def made(pages: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "bench"
    assert main(["init", str(folder), "--pages", str(pages)]) == 0
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_layout(made: Path, pages: Path) -> None:
    assert sorted(files_of(made)) == [
        ".gitignore", "DATASHEET.md", "README.md", "annotations/GUIDELINES.md", "annotations/TEMPLATE.yaml", "annotations/annotators.yaml",
        "annotations/entities.yaml", "annotations/exceptions.yaml", f"annotations/stories/{PIER_FILE}",
        "annotations/stories/ferry-to-norland-sails-again.yaml", "corpus.yaml",
    ]  # fmt: skip
    assert not any("{{" in path.read_text(encoding="utf-8") for path in made.rglob("*") if path.is_file())
    path = made / "annotations" / "stories" / PIER_FILE
    story = decode(load_yaml(path), StoryFile, "story")
    assert dump(story) == path.read_text(encoding="utf-8")
    assert story.source is not None
    assert (story.source.page, story.source.article) == ("pier.txt", 0)
    assert story.source.sha256 == sha256((pages / "pier.txt").read_bytes())
    assert (story.title, story.article) == (PIER.splitlines()[0], PIER.partition("\n\n")[2])
    assert (story.entities, story.references, story.facts) == ((), (), ())
    assert {one.id for one in story.suggestions} >= {"port-lindal", "ada-lind", "money-12-million-euros"}


def test_the_template_of_a_story_can_be_read(made: Path) -> None:
    """Every key of a story file is in the template, and the template is valid."""
    path = made / "annotations" / "TEMPLATE.yaml"
    decode(load_yaml(path), StoryFile, "template")
    assert set(StoryFile.__slots__) == set(re.findall(r"^(\w+):", path.read_text(encoding="utf-8"), re.MULTILINE))


def test_suggestions_are_no_labels(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(made)]) == 0
    assert [story.entities for story in own(str(made / "corpus.yaml")).stories] == [(), ()]
    capsys.readouterr()
    assert main(["check", str(made), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert sorted((row["level"], row["check"]) for row in rows) == [
        ("to do", name) for name in ["story_unfinished"] * 2 + ["suggestions_unreviewed"] * 2
    ]


def test_suggested_forms_occur_and_short_names_join_long_ones() -> None:
    found = {
        one.id: one
        for one in suggest("Mayor Ada Lind wins", "Lind won by 12 votes. PORT said Lind's win [sic] was [odd].")
    }
    assert found["ada-lind"].forms == ("Ada Lind", "Lind")
    assert found["ada-lind"].type == "PERSON"
    assert found["cardinal-12"].value == "12"


def test_all_faults_are_told_at_once_and_nothing_is_written(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pages / "empty.txt").write_text("", encoding="utf-8")
    (pages / "picture.txt").write_bytes(b"\x89PNG\r\n")
    folder = tmp_path / "bench"
    arguments = ["init", str(folder), "--pages", str(pages), str(tmp_path / "gone"), "--title", "x", "--language", "?"]
    assert main(arguments) == 1
    told = capsys.readouterr().err
    assert [word for word in ("empty.txt", "picture.txt", "gone", "--title", "--language") if word not in told] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages"]


def test_nothing_is_overwritten(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder may exist already, for example with the pages, but no file that would be written."""
    folder = tmp_path / "bench"
    shutil.copytree(pages, folder / "pages")
    arguments = ["init", str(folder), "--pages", str(folder / "pages")]
    assert main(arguments) == 0
    before = files_of(folder)
    assert main(arguments) == 1
    assert "README.md: exists already" in capsys.readouterr().err
    assert files_of(folder) == before
    assert main(["init", str(pages / "pier.txt"), "--pages", str(pages)]) == 1


@pytest.mark.parametrize("name", ["os.rename", "chipbrief.exchange"])
def test_a_failure_in_the_middle_leaves_nothing(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """An error at the last renaming leaves the folder as it was, whether the folders are exchanged or not."""
    folder = tmp_path / "bench"
    folder.mkdir()
    if name == "os.rename":
        monkeypatch.chdir(folder)  # the current folder is not exchanged

    def failing(event: str, paths: tuple[str, ...], number: int) -> None:
        if event == name and (name != "os.rename" or paths[-1].endswith("corpus.yaml")):
            raise OSError(28, "No space left on device")
        if event == "os.rename" and name != "os.rename":
            raise OSError(28, "No space left on device")

    with events_below(folder.parent, failing):
        assert main(["init", str(folder), "--pages", str(pages)]) == 1
    assert list(folder.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bench", "pages"]


def test_a_feed_has_numbers_and_a_repeated_article_counts_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "feed.xml").write_text(FEED, encoding="utf-8")
    (tmp_path / "again.xml").write_text(FEED.replace("Sunday", "Monday"), encoding="utf-8")
    assert main(["init", str(tmp_path / "b"), "--pages", str(tmp_path / "*.xml")]) == 0
    stories = load_annotations(tmp_path / "b" / "annotations").stories
    assert [(one.id, one.source.page, one.source.article) for one in stories if one.source] == [
        ("gate-closed", "again.xml", 0), ("gate-open-2", "feed.xml", 1), ("gate-open", "again.xml", 1),
    ]  # fmt: skip
    assert "feed.xml, article 0: is left out: it is the same as article 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم بگویم که کشتی‌ها فردا می‌رسند و بندر باز است.",
        "गाड़ी समय पर पहुँची। क्‍षमा माँगी गई।",
        "האונייה הגיעה\u200f לנמל ביום שני, אמר ראש העיר.",
        "港务局周二表示，两台起重机将在冬季风暴到来之前移动。",
    ],
)
def test_articles_in_any_script(text: str, tmp_path: Path) -> None:
    """Joiners and marks of direction belong to the text."""
    (tmp_path / "con.txt").write_text(f"{text}\n{text} {text}\n", encoding="utf-8")
    assert main(["init", str(tmp_path / "b"), "--pages", str(tmp_path / "con.txt"), "--language", "fa"]) == 0
    assert main(["check", str(tmp_path / "b")]) == 0
    assert main(["build", str(tmp_path / "b")]) == 0
    (story,) = own(str(tmp_path / "b" / "corpus.yaml")).stories
    assert (story.id, story.language) == ("story-con", "fa")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def labelled(made: Path) -> Path:
    """A benchmark with one labelled story and one without any label."""
    (made / "annotations" / "annotators.yaml").write_text(WRITER, encoding="utf-8")
    path = made / "annotations" / "stories" / PIER_FILE
    text = path.read_text(encoding="utf-8").partition("suggestions:")[0]
    path.write_text(
        text
        + REFERENCES
        + "entities:\n  - {id: lindal, name: Port Lindal, type: GPE, forms: [Port Lindal]}\n"
        + "  - {id: lind, name: Ada Lind, type: PERSON, forms: [Ada Lind, Lind]}\n"
        + "  - {id: monday, name: Monday, type: DATE, value: XXXX-WXX-1, forms: [Monday]}\n"
        + "  - {id: length, name: 40 metres, type: QUANTITY, value: 40 m, forms: [40 metres]}\n"
        + "  - {id: cost, name: 12 million euros, type: MONEY, value: EUR 12000000, forms: [12 million euros]}\n",
        encoding="utf-8",
    )
    change(path, "source:\n  page: pier.txt\n", "source: null\nX:")
    path.write_text(re.sub(r"X:.*?\n.*?\n", "", path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    change(made / "annotations" / "exceptions.yaml", "exceptions: []", "exceptions:\n  - {check: name_unlabelled, text: Mayor, story: null, reason: a title}\n  - {check: name_unlabelled, text: Council, story: null, reason: no name}")  # fmt: skip
    change(made / "corpus.yaml", "kind: abstract", "kind: brief")
    return made


def test_a_labelled_story_is_built_and_scored(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """References may be of one kind only, a page may be missing, and facts that nobody has judged weigh the same."""
    assert main(["check", str(labelled)]) == 0, capsys.readouterr().out
    assert "name_unlabelled" not in capsys.readouterr().out
    assert main(["build", str(labelled)]) == 0
    corpus = own(str(labelled / "corpus.yaml"))
    story = corpus.stories[0]
    assert (story.source, story.license, story.publisher) == (None, "not stated", None)
    assert [(one.kind, one.author_kind) for one in story.references] == [("brief", "person")]
    assert [(one.id, one.weight) for one in story.facts] == [("f1", 1.0)]
    assert {one.id: len(one.mentions) for one in story.entities} == {
        "lindal": 1,
        "lind": 2,
        "monday": 1,
        "length": 1,
        "cost": 1,
    }
    assert "1 of 2 stories have no brief" in str(corpus.warnings[0])
    outputs = labelled / "mine.jsonl"
    rows = [
        {"id": one.id, "summary": "The pier of Port Lindal will be widened by 40 metres."} for one in corpus.stories
    ]
    outputs.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    capsys.readouterr()
    assert main(["score", str(outputs), "--corpus", str(labelled / "corpus.yaml"), "--json", "--resamples", "5"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["measures"]["rouge1_fmeasure"]["mean"] == 1
    assert found["measures"]["fact_recall"]["mean"] > 0.9
    assert not found["unlabelled"]


REMEDIES = [
    ("form_nowhere", "forms: [Ada Lind, Lind]", "forms: [Ada Lind, Lind, Mayor Lind]", "forms: [Ada Lind, Lind], source_forms: [Mayor Lind]"),
    ("form_shared", "forms: [Port Lindal]", "forms: [Port Lindal, Lind]", "forms: [Port Lindal, 'of Port [Lindal]']"),
    ("name_unlabelled", "forms: [Ada Lind, Lind]", "forms: [Lind]", "forms: [Lind, Ada]"),
    ("reference_unsupported", "will be widened by 40", "of Oslo will be widened by 40", "will be widened by 40"),
    ("article_layout", "\n\n  Lind called", "\n  Lind called", "\n\n  Lind called"),
    ("form_swallowed", "forms: [Ada Lind, Lind]", "forms: [Ada Lind, Lind, Port]", "forms: [Ada Lind, Lind]"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "good", "bad", "mended"), REMEDIES, ids=[case[0] for case in REMEDIES])
def test_each_remedy_works(
    check: str, good: str, bad: str, mended: str, labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What breaks a check is reported with a remedy, and after it the check is silent."""
    path = labelled / "annotations" / "stories" / PIER_FILE
    change(path, good, bad)
    assert main(["check", str(labelled)]) == 1
    assert f"{check}: " in capsys.readouterr().out
    change(path, bad, mended)
    main(["check", str(labelled)])
    assert f"{check}: " not in capsys.readouterr().out


def test_the_remedies_name_nothing_of_this_repository(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """House rules do not apply: quotation marks, short abstracts and few facts are allowed."""
    path = labelled / "annotations" / "stories" / PIER_FILE
    change(path, "Lind called the vote a relief.", 'Lind called the vote "a relief".')
    change(path, "    brief:", "    abstract: Port Lindal votes.\n    brief:")
    assert main(["check", str(labelled)]) == 0
    assert "scripts/" not in capsys.readouterr().out


def test_build_tells_what_is_lacking(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--corpus", str(labelled / "corpus.yaml")]) == 1
    assert f"is not built yet (run chipbrief build {labelled})" in capsys.readouterr().err
    assert main(["build", str(labelled), "--check"]) == 1
    assert not (labelled / "dataset").exists()
    assert main(["build", str(labelled)]) == 0
    assert main(["build", str(labelled), "--check"]) == 0
    change(labelled / "annotations" / "stories" / PIER_FILE, "split: test", "split: validation")
    assert main(["build", str(labelled), "--check"]) == 1
    assert "add validation: dataset/validation.parquet" in capsys.readouterr().err
    change(labelled / "corpus.yaml", "  # validation", "  validation")
    assert main(["build", str(labelled)]) == 0
    assert [len(own(str(labelled / "corpus.yaml"), split=split).stories) for split in ("test", "validation")] == [1, 1]
    assert main(["build", str(labelled), "--pages", str(labelled)]) == 1
    assert main(["build", str(labelled / "dataset")]) == 1
    assert "chipbrief init DIR --pages PAGES" in capsys.readouterr().err
