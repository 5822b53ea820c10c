"""Tests of the build: the source edition from a page of our own, stories without an article, and saliences by hand."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from chipbrief.annotations import Annotations
from chipbrief.annotations.build import SOURCE_LICENSE, build_open, build_source, clean_article, saliences
from chipbrief.annotations.schema import (
    Annotator,
    EntityLabel,
    FactLabel,
    PageEdit,
    PageSource,
    ReferenceSet,
    StoryFile,
)
from chipbrief.files import sha256
from chipbrief.problems import InputError
from tests.paths import CASES

PAGE = "logo-layout-with-two-related.txt"
RAW = (CASES / "pages" / PAGE).read_bytes()
FERRY = (
    "A ferry line between the two islands will close in autumn because its only ship has failed a safety check. "
    "Passengers will be taken by bus over the bridge until a replacement arrives, the operator said on Friday."
)
BRIDGE = "Passengers will be taken by bus over the bridge until a replacement arrives, the operator said on Friday."


def _story(identifier: str, article: int, **fields: object) -> StoryFile:
    source = PageSource(PAGE, sha256(RAW), article)
    return replace(StoryFile(identifier, None, "test", "en", None, None, source), **fields)  # type: ignore[arg-type]


LABELS = Annotations(
    stories=(
        _story("bridge", 2),
        _story(
            "ferry",
            1,
            references=(
                ReferenceSet("set-a", brief="Buses replace a ferry.", abstract="A ferry line closes on Friday."),
            ),
            entities=(
                EntityLabel("date-friday", "Friday", "DATE", None, ("Friday",)),
                EntityLabel("oslo", "Oslo", "GPE", None, ("Oslo",)),
            ),
            facts=(FactLabel("f1", "A ferry line closes.", (), ("set-a",)),),
        ),
        _story("open-only", 0, source=None),
        _story("pier", 0, split="validation"),
    ),
    shared={},
    annotators={"set-a": Annotator("set-a", "an invented annotator", "model", "1.0", None)},
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    shutil.copy(CASES / "pages" / PAGE, folder)
    return folder


def test_source_edition_is_built_from_a_page(pages: Path) -> None:
    """Stories without a page are left out, and stories without a pin are built."""
    rows, problems = build_source(LABELS, pages, {"ferry": sha256(FERRY)})
    assert problems == []
    assert {split: [story.id for story in stories] for split, stories in rows.items()} == {
        "test": ["bridge", "ferry"],
        "validation": ["pier"],
    }
    bridge, ferry = rows["test"]
    assert (bridge.document, ferry.document) == (BRIDGE, FERRY)
    assert (ferry.title, ferry.publisher, ferry.license) == ("Ferry line to close", "Island Times", SOURCE_LICENSE)
    assert [(one.id, one.text, one.author_kind) for one in ferry.references] == [
        ("ferry/set-a/brief", "Buses replace a ferry.", "model"),
        ("ferry/set-a/abstract", "A ferry line closes on Friday.", "model"),
        ("ferry/publisher/headline", "Ferry line to close", "publisher"),
    ]
    assert ferry.summary == "A ferry line closes on Friday."
    assert bridge.summary is None
    (friday,) = ferry.entities  # no text has Oslo
    assert (friday.id, friday.salience) == ("date-friday", 1.0)
    assert [FERRY[one.start : one.end] for one in friday.mentions] == ["Friday"]
    assert ferry.source is not None
    assert (ferry.source.page, ferry.source.article) == (PAGE, 1)


def test_an_article_that_is_not_the_pinned_one_is_refused_and_the_others_are_built(pages: Path) -> None:
    rows, problems = build_source(LABELS, pages, {"bridge": "0" * 64, "pier": "1" * 64, "ferry": sha256(FERRY)})
    assert {split: [story.id for story in stories] for split, stories in rows.items()} == {"test": ["ferry"]}
    assert (problems[0].where, problems[0].what) == (
        PAGE,
        f"bridge: SHA-256 of the cleaned article is {sha256(BRIDGE)}, not {'0' * 64}",
    )
    assert [problem.what.partition(":")[0] for problem in problems] == ["bridge", "pier"]


@pytest.mark.parametrize(
    ("story", "message"),
    [
        (_story("ferry", 7), f"{PAGE}: ferry: the page has no article 7 (correct source.article)"),
        (_story("ferry", 1, source=PageSource(PAGE, "0" * 64, 1)), f"{PAGE}: ferry: SHA-256 is {sha256(RAW)}, not {'0' * 64} (use"),
        (_story("ferry", 1, source=PageSource("none.txt", "0" * 64, 1)), "none.txt: no such file"),
        (_story("ferry", 1, source=PageSource(f"../pages/{PAGE}", sha256(RAW), 1)), "ferry: source.page is a path"),
        (_story("ferry", 1, source=None), "ferry: has no raw page"),
    ],
)  # fmt: skip
def test_a_page_that_does_not_fit_is_refused(story: StoryFile, message: str, pages: Path) -> None:
    with pytest.raises(InputError) as caught:
        clean_article(story, pages)
    assert message in caught.value.describe()
    if story.source is not None:
        rows, problems = build_source(replace(LABELS, stories=(story, _story("pier", 0))), pages, {})
        assert [one.id for one in rows["test"]] == ["pier"]
        assert len(problems) == 1


def test_edits_of_a_page_are_applied(pages: Path) -> None:
    text = RAW.decode()
    start = text.index("Passengers will be taken")
    removed = text[start : text.index("\n", start)]
    edit = PageEdit(start, start + len(removed), sha256(removed), "remove", "a sentence of another page")
    story = _story("ferry", 1, source=PageSource(PAGE, sha256(RAW), 1, (edit,)))
    assert clean_article(story, pages).text == FERRY.removesuffix(f" {BRIDGE}")


def test_a_story_without_an_article_is_not_in_the_open_edition() -> None:
    stories = (*LABELS.stories, StoryFile("quay", None, "test", "en", None, None, None, article="One.\n\nTwo.\n"))
    assert [(story.id, story.document) for story in build_open(replace(LABELS, stories=stories))["test"]] == [
        ("quay", "One.\n\nTwo.")
    ]


@pytest.mark.parametrize(
    ("abstracts", "ada", "oslo"),
    [
        ([], 0.0, 0.0),
        (["Ada won."], 1.0, 0.0),
        (["Ada won in Oslo.", "Ada, said Ada."], 1.0, 0.5),
        (["Ada won.", "Nobody lost.", "In Oslo."], 1 / 3, 1 / 3),
    ],
)
def test_salience_is_the_share_of_the_abstracts(abstracts: list[str], ada: float, oslo: float) -> None:
    assert saliences(abstracts, {"ada": ["Ada"], "oslo": ["Oslo"]}) == {"ada": ada, "oslo": oslo}


def test_a_page_beyond_the_limit_is_refused(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chipbrief.annotations.build.PAGE_LIMIT", len(RAW) - 1)
    with pytest.raises(InputError, match=f"{PAGE}: is larger than "):
        clean_article(_story("ferry", 1), pages)
