"""What a browser makes of texts and spans, as measured in `test_label_studio.py`, and blanks that texts from pages have."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chipbrief.annotations.exchange.merge import Merge, merge
from chipbrief.annotations.exchange.stories import entities_of, story_file
from chipbrief.annotations.exchange.tasks import Answer, Item, Task, canonical
from chipbrief.annotations.exchange.validate import checked
from chipbrief.annotations.schema import EntityLayer, SpanLabel, StoryFile
from chipbrief.commands.main import main
from chipbrief.problems import InputError
from chipbrief.records import Story
from chipbrief.yaml_files import decode, dump, load_yaml


def _task(text: str) -> Task:
    return Task("entities", "story", "story", text)


def _story(text: str) -> Story:
    return Story("a", None, "a\u00a0b", None, None, "en", text, (), None, (), (), (), (), None, "")


@pytest.mark.parametrize(
    ("text", "words", "written"),
    [
        ("one  two\tthree", "one  two\tthree", "one two three"),
        ("Ada\n\nBen met", "Ada\n\nBen", "Ada\\n\\nBen"),
        ("in C:\\new\nfolders", "C:\\new\nfolders", "C:\\new\\nfolders"),
        ("of A\u00a0B", "A\u00a0B", "A\u00a0B"),
    ],
)
def test_a_span_may_come_back_as_the_browser_shows_it(text: str, words: str, written: str) -> None:
    """What Label Studio 1.23.2 writes as the text of such spans."""
    task, start = _task(text), text.index(words)
    span = SpanLabel(start, start + len(words), "PERSON", written)
    (answer,) = checked([Answer("story", task.sha256, "x", (span,))], {"story": task})
    assert answer.spans == (replace(span, text=words),)


@pytest.mark.parametrize("written", ["two one", "onetwo", "one two ", "one"])
def test_other_texts_are_refused(written: str) -> None:
    task = _task("one  two")
    with pytest.raises(InputError, match="the span 0 to 8 holds"):
        checked([Answer("story", task.sha256, "x", (SpanLabel(0, 8, "PERSON", written),))], {"story": task})


def test_blanks_of_every_kind_are_no_control_characters(tmp_path: Path) -> None:
    """Texts that people copy from pages have them. The annotation files take them, and nothing else that is invisible."""
    text = "20\u00a0minutes,\t5\u202f%\u3000東京 👩‍🚀"
    (story,) = canonical([_story(text)])
    path = tmp_path / "a.yaml"
    path.write_text(dump(story_file(story)), encoding="utf-8")
    assert decode(load_yaml(path), StoryFile, "x").article == f"{text}\n"
    task = Task("summary", "a", "a", "x", items=(Item("headline", "Headline"),))
    (answer,) = checked([Answer("a", task.sha256, "x", values={"headline": text})], {"a": task})
    assert answer.values == {"headline": text}
    with pytest.raises(InputError, match="a: its title or article has a control character"):
        canonical([_story("soft\u00adhyphen")])


def test_blanks_at_the_ends_of_a_span_are_in_no_form() -> None:
    """Whoever drags a mouse takes a blank along. The span keeps it, as it was marked."""
    spans = [SpanLabel(0, 5, "PERSON", " Ada "), SpanLabel(9, 12, "PERSON", "Ada")]
    assert [one.forms for one in entities_of(spans)] == [("Ada",)]


@pytest.mark.parametrize("there", ["", "entities", "suggestions"])
def test_a_review_gives_its_entities_to_a_story_that_has_none(tmp_path: Path, there: str) -> None:
    """Entities that somebody has put together in the file stay as they are, also if they are suggestions."""
    row = _story("Ada met Ben.")
    found = entities_of([SpanLabel(8, 11, "PERSON", "Ben")])
    old = story_file(row)
    if there:
        old = replace(old, entities=found) if there == "entities" else replace(old, suggestions=found)
    task = Task("review-entities", "a", "a", "Ada met Ben.")
    work = Merge(tmp_path, "cleo", "label-studio", {"a": old}, {"a": row}, {"a": task}, ("ada", "ben"))
    merge(work, [Answer("a", task.sha256, "x", (SpanLabel(0, 3, "PERSON", "Ada"),))])
    assert (tmp_path / "raw" / "entities-review-cleo" / "a.yaml") in work.changed
    if there:
        assert len(work.changed) == 1
        assert work.notes == []
    else:
        assert "forms: [Ada]" in work.changed[tmp_path / "stories" / "a.yaml"]
        assert [note.where for note in work.notes] == ["a"]


def test_brat_counts_code_points_and_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Behind the emoji, the span would also fit in UTF-16 units, at another place. The format says what it counts."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus.jsonl").write_text(json.dumps({"doc": "a", "body": "😀 aa"}), encoding="utf-8")
    options = ["--task", "entities", "--corpus", "corpus.jsonl", "--id", "doc", "--document", "body"]
    options += ["--annotations", "mine/annotations"]
    assert main(["annotate", "export", *options, "--format", "brat", "-o", "work"]) == 0
    with (tmp_path / "work" / "a.ann").open("a", encoding="utf-8") as file:
        file.write("T1\tPERSON 3 4\ta\n")
    who = ["--annotator", "ada", "--name", "Ada Quill", "--guidelines", "1.0"]
    assert main(["annotate", "import", "work", *options, *who]) == 0, capsys.readouterr().err
    found = decode(load_yaml(tmp_path / "mine/annotations/raw/entities-ada/a.yaml"), EntityLayer, "x")
    assert found.spans == (SpanLabel(3, 4, "PERSON", "a"),)
