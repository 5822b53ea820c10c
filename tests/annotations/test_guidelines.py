"""Tests of the guidelines as a page and as instructions, and of the estimate of minutes."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chipbrief.annotations import load_annotations
from chipbrief.annotations.annotators import times_of_people
from chipbrief.annotations.build import build_open
from chipbrief.annotations.exchange.tasks import (
    Suggested,
    Task,
    fact_list_task,
    fact_tasks,
    rating_tasks,
    review_summary_task,
    span_task,
    summary_task,
)
from chipbrief.annotations.guidelines import TASKS, instructions, page, read_guidelines, to_html
from chipbrief.annotations.minutes import ASSUMPTION, FEWEST_MEASURED, describe, expected, minutes
from chipbrief.annotations.schema import EntityLayer, SpanLabel, Work
from chipbrief.commands.main import main
from chipbrief.problems import InputError
from chipbrief.records import AuthorKind, Entity, Fact, Mention, Reference, Story
from chipbrief.yaml_files import dump
from tests.paths import ROOT

FOLDER = ROOT / "annotations"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("One\ntwo.", "<p>One two.</p>"),
        ("- a\n- b\n  c", "<ul>\n<li>a</li>\n<li>b c</li>\n</ul>"),
        ("Before:\n- a", "<p>Before:</p>\n<ul>\n<li>a</li>\n</ul>"),
        ("### Values\nText", "<h3>Values</h3>\n<p>Text</p>"),
        ("| a | b |\n|---|--:|\n| 1 | |", "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td></td></tr>\n</table>"),
        ("**2.1** a *b* `*c*`", "<p><strong>2.1</strong> a <em>b</em> <code>*c*</code></p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>x)</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_markdown(markdown: str, expected: str) -> None:
    assert to_html(markdown) == expected


class Tags(HTMLParser):
    """Checks that all tags are closed in order, and collects them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, _: object) -> None:
        self.seen.add(tag)
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_of_the_shipped_guidelines() -> None:
    found = read_guidelines(FOLDER)
    text = page(found)
    assert found.version == "2.0"
    assert "version 2.0</title>" in text
    tags = Tags(text)
    assert tags.open == []
    assert tags.seen.isdisjoint(("script", "img", "link", "iframe"))
    rules = [
        line for line in (FOLDER / "GUIDELINES.md").read_text(encoding="utf-8").splitlines() if line.startswith("- **")
    ]
    assert text.count("<li><strong>") == len(rules) > 50
    assert "**" not in text
    assert "|" not in text


@pytest.mark.parametrize("task", TASKS)
def test_instructions_of_each_task(task: str) -> None:
    text = instructions(task, FOLDER)
    tags = Tags(text)
    assert tags.open == []
    assert tags.seen <= {"p", "h2", "h3", "ul", "li", "table", "tr", "th", "td", "strong", "em", "code"}
    assert ("3.11" in text) == (task in ("entities", "review"))
    assert ("4.5" in text) == (task in ("facts", "review"))


def test_guidelines_without_a_section_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_guidelines(tmp_path)
    (tmp_path / "GUIDELINES.md").write_text("Rules\n", encoding="utf-8")
    assert read_guidelines(tmp_path).version is None
    with pytest.raises(InputError, match="has no section about facts"):
        instructions("facts", tmp_path)
    assert "worst rating" in instructions("rating", tmp_path)


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.html"
    assert main(["annotate", "guidelines", str(ROOT), "--task", "facts", "-o", str(out)]) == 0
    assert "4. Facts" in out.read_text(encoding="utf-8")
    assert "3. Entities" not in out.read_text(encoding="utf-8")
    assert main(["annotate", "guidelines", str(ROOT), "--task", "facts", "--instructions", "-o", str(out)]) == 0
    assert "<html" not in out.read_text(encoding="utf-8")
    assert main(["annotate", "guidelines", str(ROOT), "--instructions", "-o", str(out)]) == 1
    assert "--instructions: needs --task" in capsys.readouterr().err


def story(words: int) -> Story:
    base = build_open(load_annotations(FOLDER))["test"][0]
    entity = replace(base.entities[0], mentions=(Mention(0, 1),) * 16)
    entities: tuple[Entity, ...] = (entity,)
    facts: tuple[Fact, ...] = base.facts[:2]
    abstract = replace(base.references[0], kind="abstract", text="a " * 100)
    references: tuple[Reference, ...] = (abstract, abstract)
    return replace(base, title=None, document="a " * words, entities=entities, facts=facts, references=references)


LAYERS = [
    Suggested("ada", (SpanLabel(0, 1, "ORG", "a"), SpanLabel(2, 3, "ORG", "a"))),
    Suggested("ben", (SpanLabel(0, 1, "ORG", "a"),)),
]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("entities", 2 + 16 / 8),
        ("predictions", 2 + 2 / 8),
        ("review-entities", 2 + 2 / 8),  # spans in both layers are looked at once
        ("summary", 2 + (12 + 35 + 110) / 15),
        ("fact-list", 2 + 20),
        ("facts", 2 + 2 * (100 / 200 + 2 / 4)),  # the article is read once
        ("review-summary", 2 + 200 / 200 + 1 / 4),
        ("rating", 2 + 2 * (50 / 200 + 3 / 3)),
    ],
)
def test_minutes_by_hand(kind: str, expected: float) -> None:
    one = story(400)
    made: dict[str, list[Task] | Task | None] = {
        "entities": span_task(one),
        "predictions": span_task(one, LAYERS[:1]),
        "review-entities": span_task(one, LAYERS, "review-entities"),
        "summary": summary_task(one),
        "fact-list": fact_list_task(one),
        "facts": list(fact_tasks(one)),
        "review-summary": review_summary_task(one, one.references[0].annotator),
        "rating": rating_tasks([one], {name: {one.id: "b " * 50} for name in "xy"}, ["a", "b", "c"], 1)[0],
    }
    tasks = made[kind]
    assert tasks is not None
    assert minutes(one, tasks if isinstance(tasks, list) else [tasks]) == pytest.approx(expected)


def test_minutes_of_a_story_without_labels() -> None:
    bare = replace(story(0), document="Ada Lind met Bo Ray in Oslo.", entities=(), facts=())
    assert minutes(bare, [span_task(bare)]) == pytest.approx(7 / 200 + 3 / 8)
    assert minutes(bare, []) == 0


def test_measured_times_replace_the_estimate() -> None:
    one, other = (replace(story(words), id=str(words)) for words in (400, 500))
    stories = {"400": one, "500": other}
    tasks = [span_task(one), span_task(other)]
    assert expected(tasks, stories, [1] * (FEWEST_MEASURED - 1)) == ((4, 4.5), ASSUMPTION)
    assert describe(expected(tasks, stories)) == (
        f"2 stories take one annotator about 8 minutes, each 4.0 to 4.5 ({ASSUMPTION})"
    )
    assert describe(expected(tasks, stories, [1, 2, 3, 8, 9])) == (
        "2 stories take one annotator about 6 minutes, each 3.0 (the median of 5 measured times of people)"
    )
    assert describe(expected(tasks[:1], stories)).startswith("1 story takes one annotator about 4.0 minutes (assumed")


def test_only_times_of_people_at_the_same_work_are_used(tmp_path: Path) -> None:
    annotations = load_annotations(FOLDER)
    name = annotations.stories[0].id
    people: list[tuple[str, AuthorKind, tuple[str, ...]]]
    people = [("ada", "person", ()), ("bot", "model", ()), ("eve", "person", ("a", "b"))]
    for annotator, kind, adjudicates in people:
        work = Work(annotator, kind, "csv", "0" * 64, seconds=90, adjudicates=adjudicates)
        (tmp_path / "raw" / f"entities-{annotator}").mkdir(parents=True)
        path = tmp_path / "raw" / f"entities-{annotator}" / f"{name}.yaml"
        path.write_text(dump(EntityLayer(name, (), (), replace(work, seconds=90 + len(adjudicates)))), encoding="utf-8")
    assert times_of_people(annotations, tmp_path, "entities", is_review=False) == [1.5]
    assert times_of_people(annotations, tmp_path, "entities", is_review=True) == [92 / 60]
