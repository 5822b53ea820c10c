"""Tests of the HTML of the pages: marks, plots and comparisons, and that untrusted text is always escaped."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chipbrief
from chipbrief.baselines.ceiling import annotators
from chipbrief.baselines.pins import as_bytes, pin_of
from chipbrief.commands.main import main
from chipbrief.corpora.parquet import digest
from chipbrief.corpora.store import data_label, load
from chipbrief.reports.pages import charts, run
from chipbrief.reports.pages.compare import compare_page
from chipbrief.reports.pages.differences import MAX_TOKENS, pieces
from chipbrief.reports.pages.render import PAGE_LIMIT, TooLarge, fitting, source_hash
from chipbrief.reports.pages.run import run_page
from chipbrief.reports.pages.story import Mark, sentences
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import score_system
from tests.paths import ROOT

STORIES = load("open", "test")
SETTING = Setting(resamples=10)
LEAD = ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl"
HOSTILE_NAME = '"><img src=x onerror=alert(1)>'
E, C, U = "entity", "copied", "unsupported"


class Reader(HTMLParser):
    """Parse a page into its tags, attributes and text, so that injected elements can be found."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.content = ""
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.content += data


def page_of(summaries: dict[str, str], system: str = "mine", setting: Setting = SETTING) -> bytes:
    stories = load(setting.config, setting.split)
    result = score_system(system, summaries, stories, setting, "0@x")
    return run_page(result, stories, summaries, setting, [])


@pytest.mark.parametrize(
    ("text", "marks", "shown", "expected"),
    [
        ("", [], None, []),
        ("plain", [], None, [(None, "plain", None, "")]),
        ("a b", [Mark(0, 1, E, "1")], None, [(None, "a", "1", ""), (None, " b", None, "")]),
        # If marks of two kinds overlap, each piece gets the marks that cover it.
        ("abcd", [Mark(0, 3, C), Mark(1, 4, E, "1")], None, [(None, "a", None, "c"), (None, "bc", "1", "c"), (None, "d", "1", "")]),
        # If two entities overlap, the first in the list wins.
        ("ab", [Mark(0, 2, E, "1"), Mark(0, 1, E, "2")], None, [(None, "a", "1", ""), (None, "b", "1", "")]),
        # A sentence encloses all pieces within it.
        ("A b. C", [Mark(0, 4, "sentence", "3"), Mark(2, 3, E, "1")], None, [("3", "A ", None, ""), ("3", "b", "1", ""), ("3", ".", None, ""), (None, " C", None, "")]),
        # The note on an unsupported name comes once, at its end.
        ("abc", [Mark(0, 2, U), Mark(1, 2, E, "1")], None, [(None, "a", None, "u"), (None, "b", "1", "u x!"), (None, "c", None, "")]),
        # A limit also cuts marks.
        ("abcdef", [Mark(1, 5, U), Mark(4, 6, E, "1")], 3, [(None, "a", None, ""), (None, "bc", None, "u x!")]),
        ("abc", [Mark(0, 3, E, "1")], 0, []),
    ],
)  # fmt: skip
def test_marks(
    text: str, marks: list[Mark], shown: int | None, expected: list[tuple[str | None, str, str | None, str]]
) -> None:
    found = sentences(text, marks, shown)
    assert [
        (one.key, part.text, part.entity, part.classes + "!" * bool(part.note))
        for one in found
        for part in one.segments
    ] == expected
    assert all(one.key != other.key for one, other in pairwise(found))


@given(
    st.text(max_size=12),
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 12), st.sampled_from((E, C, U, "sentence"))), max_size=6),
)
def test_marks_lose_no_text(text: str, spans: list[tuple[int, int, str]]) -> None:
    marks = [
        Mark(start, min(start + length, len(text)), kind, "k") for start, length, kind in spans if start < len(text)
    ]
    assert "".join(part.text for one in sentences(text, marks) for part in one.segments) == text


@pytest.mark.parametrize(
    ("first", "second", "left", "right"),
    [
        ("", "", [], []),
        ("a b", "a b", [("a b", True)], [("a b", True)]),
        ("", "a", [], [("a", False)]),
        ("The firm rose.", "The firm fell.", [("The firm ", True), ("rose", False), (".", True)], [("The firm ", True), ("fell", False), (".", True)]),
        # A line end and a blank count as equal.
        ("One. Two.", "One.\nTwo.", [("One. Two.", True)], [("One.\nTwo.", True)]),
    ],
)  # fmt: skip
def test_pieces(first: str, second: str, left: list[tuple[str, bool]], right: list[tuple[str, bool]]) -> None:
    found = pieces(first, second)
    assert [[(piece.text, piece.both) for piece in side] for side in found] == [left, right]


@given(st.text("ab .\n", max_size=30), st.text("ab .\n", max_size=30))
def test_pieces_are_the_texts(first: str, second: str) -> None:
    assert ["".join(piece.text for piece in side) for side in pieces(first, second)] == [first, second]


def test_of_long_texts_the_beginning_is_compared() -> None:
    left, _ = pieces("a b " * MAX_TOKENS, "b a " * MAX_TOKENS)
    assert "".join(piece.text for piece in left) == "a b " * (MAX_TOKENS // 2)


WIDE = charts.CHART_WIDTH - charts.RIGHT_MARGIN - charts.LEFT_MARGIN


def test_charts_place_shares_between_their_edges() -> None:
    chart = charts.strips([("m_x", {"s": 0.5, "t": None}, (0.5, 0.25, 1.0)), ("none", {}, (None, None, None))])
    row, none = chart.rows
    assert (row.label, [dot.label for dot in row.dots], row.value) == ("m x", ["s: 50.0"], "50.0")
    assert (row.mean, row.low, row.high) == (
        charts.LEFT_MARGIN + WIDE / 2,
        charts.LEFT_MARGIN + WIDE / 4,
        charts.LEFT_MARGIN + WIDE,
    )
    assert (none.mean, none.dots, none.value) == (None, (), "–")
    assert [bar.mean for bar in charts.bars([("a", 0, ""), ("b", 1, "")]).rows] == [
        charts.LEFT_MARGIN,
        charts.LEFT_MARGIN + WIDE,
    ]
    assert [row.label for row in charts.histogram([0.5, 0.5]).rows] == ["0–10 %", "10–20 %"]
    assert charts.histogram([]).rows == ()


@pytest.mark.parametrize(("most", "last"), [(0, "5"), (4.0, "5"), (5.5, "10"), (107.0, "250"), (10**7, "5000000000")])
def test_scatter_ends_at_a_round_number(most: float, last: str) -> None:
    chart = charts.scatter([("s", most, 1.0)])
    assert chart.ticks[-1][1] == last
    assert chart.dots[0].x <= chart.right
    assert chart.dots[0].y == charts.SCATTER_TOP_MARGIN
    assert charts.scatter([]).dots == ()


HOSTILE = {
    "script": "<script>alert(1)</script></script></style></title>",
    "attribute": '"\' onmouseover=alert(1) x=" Paris " ><img src=x onerror=alert(1)>',
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} &amp; &lt;b&gt; <!-- ]]>",
    "right to left": "\u202eXi Jinping\u202c \u2066Nvidia\u200f",
    "control": "a\x00b\x07c\x1b[2Jd\x7fe\x85f",
    "emoji": "👩‍👩‍👧‍👦🇨🇳" * 50,
    "blank": "   ",
    "none": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_summary_is_text_whatever_it_says(name: str) -> None:
    text = HOSTILE[name]
    data = page_of({story.id: text for story in STORIES}, HOSTILE_NAME)
    plain = Reader(page_of({story.id: "Nothing." for story in STORIES}))
    found = Reader(data)
    assert set(found.tags) <= set(plain.tags) | {"em", "ul", "li"}
    assert found.tags.count("script") == 1
    assert not {name for name in found.attributes if name.startswith("on") or name in ("src", "style")}
    assert HOSTILE_NAME in found.content
    shown = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "\ufffd", text).encode("utf-8", "replace").decode()
    assert shown.strip() in found.content.replace(" (not in the article)", "")
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", data)


def test_the_policy_admits_the_pages_own_style_and_script_alone() -> None:
    """The content security policy allows only the page's own style and script."""
    text = page_of({story.id: "" for story in STORIES}).decode()
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert f"{directive} '{source_hash(content)}'" in text
    assert "default-src 'none'" in text
    assert not re.findall(r"(?:src|href)=\"(?!#)[^\"]*\"", text)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["word ", "1 ", "Nvidia ", '"', "👩", "Zz. "])
def test_the_longest_summaries_leave_a_page_below_its_limit(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    data = page_of({story.id: text if at < 2 else text[:20_000] for at, story in enumerate(STORIES)})
    assert len(data) < PAGE_LIMIT
    assert b"more characters" in data


@pytest.mark.parametrize(
    ("most", "tried"),
    [
        ((1000, 8), [(9000, 8), (2250, 8), (1000, 8)]),
        ((9000, 2), [(9000, 8), (2250, 8), (1000, 8), (1000, 4), (1000, 2)]),
        ((0, 8), [(9000, 8), (2250, 8), (1000, 8), (1000, 4), (1000, 2), (1000, 1), (1000, 0), (0, 0)]),
    ],
)
def test_a_page_that_is_too_large_shows_less(most: tuple[int, int], tried: list[tuple[int, int]]) -> None:
    """If a page is too large, it is drawn again with shorter texts, then with fewer rows."""
    seen = []

    def draw(shown: int, rows: int) -> bytes:
        seen.append((shown, rows))
        if shown > most[0] or rows > most[1]:
            raise TooLarge
        return b"page"

    assert fitting(draw, 9000, 8) == b"page"
    assert seen == tried
    most = (-1, -1)
    with pytest.raises(TooLarge):
        fitting(draw, 9000, 8)


def test_pages_of_many_stories_and_systems_are_written(tmp_path: Path) -> None:
    """A run page of 120 long articles and a comparison of 24 systems keep to the limit and say what they leave out."""
    words = [f"word{number}" for number in range(1000)]
    document = " ".join(words) + "."
    documents = [f"Report {number}. {document}" for number in range(120)]
    summaries = [f"{words[number]} {words[number + 1]} and more." for number in range(120)]
    result = chipbrief.score(summaries, summaries, documents, resamples=5)
    (path,) = result.report(tmp_path)
    assert path.stat().st_size < PAGE_LIMIT
    assert re.search(r"the page lists the [0-9]+ stories with the lowest scores; --json has all 120", path.read_text())
    systems = {f"system-{number}": [f"{text} {number}" for text in summaries[:8]] for number in range(24)}
    many = chipbrief.score(systems, summaries[:8], resamples=5)
    data = compare_page(many.compare(resamples=5, flips=5), many.systems, many.corpus.stories, many.summaries)
    assert len(data) < PAGE_LIMIT


@pytest.mark.parametrize(
    ("config", "kind", "absent"), [("open", "headline", "Missing"), ("multi", "abstract", "Missing")]
)
def test_pages_of_other_settings(config: str, kind: str, absent: str) -> None:
    """Runs of other configurations and kinds have pages, without the text that does not apply."""
    setting = Setting(config=config, kind=kind, resamples=10)  # type: ignore[arg-type]
    stories = load(config, "test")
    page = Reader(page_of({story.id: story.title or "A title." for story in stories}, setting=setting))
    assert f"Configuration {config}, split test: {len(stories)} stories" in page.content
    assert absent not in page.content


def test_what_a_story_lacks_has_no_heading() -> None:
    """Sections without content have no heading."""
    from dataclasses import replace

    bare = [replace(story, entities=(), facts=()) for story in STORIES[:2]]
    summaries = {story.id: "It rained." for story in bare}
    result = score_system("mine", summaries, bare, SETTING, "0@x")
    content = Reader(run_page(result, bare, summaries, SETTING, [])).content
    assert not any(
        one in content
        for one in (
            "Facts",
            "Names and values covered",
            "Names and values missed",
            "Entity recall by type",
            "Not in the article",
        )
    )


def test_runs_stand_beside_pins_of_their_own_signature(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is shown next to pinned scores only if these have the same signature."""
    label = data_label("open", "test", STORIES)
    setting = Setting(resamples=10)
    summaries = {story.id: story.document[:200] for story in STORIES}
    scores = [score_system(name, summaries, STORIES, setting, label) for name in ("lead", "mine")]
    ceiling = annotators(STORIES, setting, label)
    assert ceiling is not None
    pins = tmp_path / "scores.json"
    pin = pin_of([scores[0], ceiling], digest(STORIES), {}, None)
    pins.write_bytes(as_bytes({"open/abstract": pin}))
    monkeypatch.setattr(run, "scores_path", lambda: pins)
    beside = run.pinned(scores[1].signature, setting)
    assert [(one.system, one.family) for one in beside] == [("annotators", "ceiling"), ("lead", "control")]
    assert run.pinned(scores[1].signature.replace("seed:12345", "seed:1"), setting) == []
    assert run.pinned(scores[1].signature, Setting(kind="brief")) == []
    content = Reader(run_page(scores[1], STORIES, summaries, setting, beside)).content
    assert "annotators" in content


def test_score_writes_a_page_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = []
    for number, name in enumerate((HOSTILE_NAME, "../../x", "../../x", "Ünï")):
        path = tmp_path / f"{number}.jsonl"
        rows: list[dict[str, str]] = [{"system": name}, *({"id": story.id, "summary": "Nvidia."} for story in STORIES)]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        paths.append(str(path))
    out = tmp_path / "pages"
    assert main(["score", *paths, "--resamples", "10", "--report", str(out)]) == 0
    names = sorted(path.name for path in out.iterdir())
    assert names == ["img-src-x-onerror-alert-1.html", "n.html", "x-2.html", "x.html"]
    assert capsys.readouterr().err.count("wrote ") == 4
    content = Reader((out / "x.html").read_bytes()).content
    assert "this command" in content
    assert all((out / name).read_bytes().startswith(b"<!doctype html>") for name in names)


def test_pages_are_the_same_in_every_run(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert main(["score", str(LEAD), "--resamples", "10", "--report", str(tmp_path / name)]) == 0
    assert (tmp_path / "a" / "lead.html").read_bytes() == (tmp_path / "b" / "lead.html").read_bytes()


@pytest.mark.parametrize("count", [2, 5])
def test_compare_writes_a_page(count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = ("<script>alert(1)</script>", "Nvidia rose.", "", "x " * 9000, '"' * 90_000)
    paths = []
    for number in range(count):
        path = tmp_path / f"system-{number}.jsonl"
        rows = [{"id": story.id, "summary": texts[number] + story.document[: 50 * number]} for story in STORIES]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        paths.append(str(path))
    assert main(["compare", *paths, "--resamples", "10", "--measure", "rouge1", "--report", str(tmp_path / "out")]) == 0
    data = (tmp_path / "out" / "compare.html").read_bytes()
    assert len(data) < PAGE_LIMIT
    found = Reader(data)
    assert found.tags.count("script") == 1
    assert f"Comparison of {count} systems" in found.content
    assert "Stories in which the systems differ most on ROUGE-1" in found.content
    assert "wrote " in capsys.readouterr().err


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_shown(text: str) -> None:
    story = STORIES[:1]
    summaries = {story[0].id: text}
    result = score_system("mine", summaries, story, SETTING, "0@x")
    assert Reader(run_page(result, story, summaries, SETTING, [])).tags.count("main") == 1
