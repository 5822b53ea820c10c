"""Tests of the pages of runs and stories: marks, profile, list, parts of large runs, and that untrusted text is always escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
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
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.records import Story
from chipbrief.reports.pages import run, site
from chipbrief.reports.pages.addresses import Site, slugs
from chipbrief.reports.pages.care import care, counted, lede, remarks
from chipbrief.reports.pages.marks import Mark, Span, Words, one_box_each, sentences
from chipbrief.reports.pages.names import NamesFound, names_of
from chipbrief.reports.pages.profile import SystemRow, against, by_type, profile, shares
from chipbrief.reports.pages.render import PAGE_LIMIT, Nav, source_hash
from chipbrief.reports.pages.run import run_page, run_pages
from chipbrief.reports.pages.story import evidence, summary_text
from chipbrief.reports.pages.story_list import listing
from chipbrief.reports.pages.story_page import story_page
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores, score_system
from tests.paths import ROOT
from tests.reports.reader import Reader

STORIES = load("open", "test")
SETTING = Setting(resamples=10)
LEAD = ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl"
HOSTILE_NAME = '"><img src=x onerror=alert(1)>'
NOTES = re.compile(r" \(not in the article\)| ← (?:no source found|sentence [0-9]+, (?:copied|[0-9]+ % copied))")
"""What a page adds within the text of a summary."""


def scored(
    summaries: dict[str, str], system: str = "mine", stories: Sequence[Story] = STORIES, setting: Setting = SETTING
) -> Scores:
    return score_system(system, summaries, stories, setting, "0@x")


def page_of(summaries: dict[str, str], system: str = "mine", setting: Setting = SETTING) -> bytes:
    stories = load(setting.config, setting.split)
    return run_page(scored(summaries, system, stories, setting), stories, summaries, setting, [])


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], []),
        # Two boxes of one mention become one, which keeps the entity.
        ([Mark(0, 2, "1"), Mark(2, 8, unsupported=True), Mark(4, 8, "2")], [Mark(0, 2, "1"), Mark(2, 8, "2", unsupported=True)]),
        ([Mark(0, 15, unsupported=True), Mark(3, 15, "1")], [Mark(0, 15, "1", unsupported=True)]),
        ([Mark(3, 15, unsupported=True), Mark(0, 5, "1"), Mark(14, 20, "2")], [Mark(0, 20, "1", unsupported=True)]),
        # Of two entities that overlap, the first stays whole.
        ([Mark(2, 6, "2"), Mark(0, 4, "1")], [Mark(0, 4, "1"), Mark(4, 6, "2")]),
        ([Mark(0, 6, "1"), Mark(2, 4, "2")], [Mark(0, 6, "1")]),
    ],
)  # fmt: skip
def test_a_mention_is_one_box(marks: list[Mark], expected: list[Mark]) -> None:
    assert one_box_each(marks) == expected


@pytest.mark.parametrize(
    ("text", "spans", "marks", "words", "shown", "expected"),
    [
        ("", [], [], [], None, []),
        ("plain", [], [], [], None, [(None, [("plain", "", None)])]),
        ("a b", [], [Mark(0, 1, "1")], [], None, [(None, [("a", "", "1"), (" b", "", None)])]),
        # A copied run is cut at the ends of a mention, but the mention is not cut at the ends of the run.
        ("abcd", [], [Mark(1, 4, "1")], [Words(0, 3, "c")], None, [(None, [("a", "c", None), ("bc|d", "c|", "1")])]),
        ("A b. C", [Span(0, 4, "3")], [Mark(2, 3, "1")], [], None,
         [("3", [("A ", "", None), ("b", "", "1"), (".", "", None)]), (None, [(" C", "", None)])]),
        # A limit also cuts sentences, mentions and runs.
        ("abcdef", [Span(0, 6, "1")], [Mark(1, 5, "1")], [Words(2, 6, "n")], 3, [("1", [("a", "", None), ("b|c", "|n", "1")])]),
        ("abc", [], [Mark(0, 3, "1")], [], 0, []),
    ],
)  # fmt: skip
def test_sentences(
    text: str,
    spans: list[Span],
    marks: list[Mark],
    words: list[Words],
    shown: int | None,
    expected: list[tuple[str | None, list[tuple[str, str, str | None]]]],
) -> None:
    found = sentences(text, spans, marks, words, shown)
    assert [
        (
            one.span and one.span.key,
            [
                (
                    "|".join(piece for piece, _ in part.pieces),
                    "|".join(kind for _, kind in part.pieces),
                    part.mark and part.mark.entity,
                )
                for part in one.parts
            ],
        )
        for one in found
    ] == expected


PLACES = st.tuples(st.integers(0, 12), st.integers(1, 12))


@given(
    st.text(max_size=12),
    st.lists(st.tuples(PLACES, st.booleans()), max_size=6),
    st.lists(st.integers(0, 12), max_size=6),
)
def test_marks_lose_no_text_and_do_not_overlap(
    text: str, places: list[tuple[tuple[int, int], bool]], cuts: list[int]
) -> None:
    marks = [Mark(start, start + length, None if bad else "1", bad) for (start, length), bad in places]
    ends = sorted({*cuts})
    spans = [Span(start, end, None) for start, end in zip(ends[::2], ends[1::2], strict=False)]
    found = sentences(text, spans, marks, [Words(*span[:2], "c") for span in spans])
    assert "".join(piece for one in found for part in one.parts for piece, _ in part.pieces) == text
    boxes = one_box_each(marks)
    assert all(one.end <= other.start for one, other in pairwise(boxes))


def summary_of(text: str, document: str) -> list[tuple[str | None, str, bool, list[tuple[str, str]]]]:
    """Return the sentences of a summary as (source, note, is copied, marked pieces)."""
    story = replace(STORIES[0], document=document, entities=(), facts=(), title=None)
    result = scored({story.id: text}, stories=(story,))
    found = evidence(story, result.articles[0], text, NamesFound([], []), 1000)
    shown = summary_text(text, story, result.articles[0], found.aligned, 1000).text
    return [
        (
            one.span.key,
            one.span.note,
            one.span.is_copied,
            [piece for part in one.parts for piece in part.pieces if piece[1]],
        )
        for one in shown
        if one.span
    ]


LONG = "the old bridge over the wide river was closed for many long weeks"


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        # Copied in full: no line, but the new words are marked.
        (f"Today {LONG} again.", [("1", "sentence 1, 87 % copied", False, [(LONG, "c")])]),
        (f"Here {LONG}.", [("1", "sentence 1, copied", True, [("Here ", "n")])]),
        # A short run is not marked.
        ("It says the old bridge over water is nice.", [("1", "sentence 1, 44 % copied", False, [])]),
        ("Zebras graze.", [(None, "no source found", False, [])]),
    ],
)  # fmt: skip
def test_copied_and_new_words(
    summary: str, expected: list[tuple[str | None, str, bool, list[tuple[str, str]]]]
) -> None:
    assert summary_of(summary, f"In short, {LONG}, people said.") == expected


def test_source_places_are_per_cent_of_the_article() -> None:
    story = replace(STORIES[0], document="One two three four five. Six seven eight nine ten.", entities=(), facts=())
    result = scored({story.id: "Six seven eight nine ten."}, stories=(story,))
    (block,) = evidence(story, result.articles[0], "Six seven eight nine ten.", NamesFound([], []), 100).blocks
    assert (block.key, block.start, block.start + block.width) == ("2", 50, 100)


def row(name: str, family: str, mean: float, stories: int = 12) -> SystemRow:
    return SystemRow(name, family, {"entity_recall": Estimate(mean, mean, mean, stories)})


@pytest.mark.parametrize(
    ("others", "place", "ticks"),
    [
        ([], "", []),
        ([row("a", "extractive", 0.1)], "the highest of 2 systems", [10]),
        ([row("a", "extractive", 0.9)], "the lowest of 2 systems", [90]),
        ([row("a", "scored with it", 0.9), row("b", "submitted", 0.1)], "place 2 of 3 by the mean", [90, 10]),
        # Ceilings and controls of another length do not compete.
        ([row("oracle", "ceiling", 0.9), row("whole_article", "control", 1.0), row("lead", "control", 0.1)], "the highest of 2 systems", [10]),
    ],
)  # fmt: skip
def test_a_profile_has_the_place_among_competing_systems(
    others: list[SystemRow], place: str, ticks: list[float]
) -> None:
    result = scored({story.id: story.references[0].text[:150] for story in STORIES})
    this = SystemRow("mine", "this run", result.estimates, {"entity_recall": (1, 2)})
    first = profile(this, result, others)[0]
    assert (first.key, first.place, first.ranks) == ("entity_recall", place, (1, 2))
    assert first.ticks == pytest.approx(ticks)
    assert 0 < (first.estimate.mean or 0) < 0.9
    assert len(first.dots) == len(STORIES)


def sentence_of(summaries: dict[str, str], stories: Sequence[Story] = STORIES) -> str:
    result = scored(summaries, stories=stories)
    rows = profile(SystemRow("mine", "this run", result.estimates), result, [])
    return "".join(text for text, _ in lede(rows, result)).strip()


def test_the_first_sentence_says_the_worst_first() -> None:
    assert sentence_of({story.id: " " for story in STORIES}) == "All 12 summaries are empty."
    assert sentence_of({story.id: "" for story in STORIES[:1]}, STORIES[:1]) == "The summary is empty."
    copied = sentence_of({story.id: story.document[:300] for story in STORIES})
    assert re.fullmatch(
        r"Names [0-9.]+ % of what the references name\. Every name and value that the rules see in it is in the article\. "
        r"But [0-9]+ % of its three-word runs are copied\.", copied,
    )  # fmt: skip
    invented = sentence_of({story.id: "Angela Merkel met Goldman Sachs." for story in STORIES[:2]}, STORIES[:2])
    assert invented == (
        "Names 0.0 % of what the references name. 2 stories are too few for an interval or a rank. "
        "4 names and values in 2 stories are not in the article."
    )


def test_care_has_levels_and_names_the_first_fault_alone() -> None:
    empty = scored({story.id: "" for story in STORIES})
    assert [(one.level, one.label, one.value) for one in care(empty, [])] == [("fault", "answered", "0")]
    assert remarks(empty) == []
    texts = {story.id: "Angela Merkel met Goldman Sachs." for story in STORIES}
    texts[STORIES[0].id] = "Angela Merkel slept."
    result = scored(texts)
    found = {one.label: one for one in care(result, [])}
    assert [(name, one.level) for name, one in found.items()] == [
        ("copied", ""), ("not in the article", "fault"), ("length", "caution"), ("answered", ""),
    ]  # fmt: skip
    told = found["not in the article"]
    assert (told.value, told.note, told.names) == (
        "23", "in 12 of 12 stories", (("Angela Merkel", 12), ("Goldman Sachs", 11)),
    )  # fmt: skip
    lead = SystemRow("lead", "control", empty.estimates, scores=replace(empty, system="lead"))
    better = list(care(scored({story.id: story.document[:400] for story in STORIES}), [lead]))[-1]
    assert (better.label, better.value, better.unit) == ("better than lead", "12", "of 12 stories")


def test_a_run_is_compared_with_lead_on_each_measure() -> None:
    """An empty summary has a recall of 0. If lead is empty as well on one story of twelve, both are equal there."""
    texts = {story.id: story.document[:400] for story in STORIES}
    mine = scored(texts | {STORIES[0].id: ""})
    empty = SystemRow("lead", "control", {}, scores=scored(dict.fromkeys(texts, ""), "lead"))
    first = against(mine, [empty])[0]
    assert (first.label, first.factor, first.second) == ("entity recall", 100, 0.0)
    assert (first.better, first.equal, first.worse) == (11, 1, 0)
    assert first.difference == pytest.approx(mine.estimates["entity_recall"].mean)
    assert against(replace(mine, system="lead"), [empty]) == []
    assert against(mine, [replace(empty, scores=None)]) == []


@pytest.mark.parametrize(("count", "text"), [(0, "0 stories"), (1, "1 story"), (1200, "1,200 stories")])
def test_counts_have_their_noun(count: int, text: str) -> None:
    assert counted(count) == text


def test_recall_by_type_is_ordered_by_weight() -> None:
    result = scored({story.id: story.references[0].text for story in STORIES})
    rows = by_type(result, [SystemRow("other", "extractive", {}, scores=scored({story.id: "" for story in STORIES}))])
    assert rows[-1].name == "all others"
    weights = [one.weight for one in rows[:-1]]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] >= 3
    assert {one.median for one in rows[:-1]} == {0.0}
    total = sum(round(one.weight * 1000) for one in rows)
    assert total == pytest.approx(sum(round(weight * 1000) for _, weight in result.by_type.values()), abs=20)


def test_stories_are_listed_weakest_first_with_their_flags() -> None:
    texts = {story.id: story.references[0].text for story in STORIES}
    texts[STORIES[3].id] = "Angela Merkel slept."
    texts[STORIES[5].id] = ""
    texts[STORIES[7].id] = "I cannot help with that request."
    result = scored(texts)
    names = [
        names_of(story, one, texts[story.id], SETTING, unlabelled=False)
        for story, one in zip(STORIES, result.articles, strict=True)
    ]
    found = listing(result, STORIES, names, texts)
    assert set(found.order[:3]) == {3, 5, 7}
    assert [(one.flag, one.total) for one in found.filters[:2]] == [("", 12), ("unsupported", 1)]
    assert [one[::2] for one in found.filters[-2:]] == [("empty", 1), ("refused", 1)]
    assert (found.flags[3], found.flags[5]) == ("unsupported missed factless", "missed factless empty")
    assert [one.heading for one in found.columns] == ["names %", "facts %", "R-2"]
    assert shares(result)[:2] == ["entity_recall", "fact_recall"]


def test_slugs_are_safe_and_differ() -> None:
    assert slugs(["a b", "a/b", "A-B", "..", "", "x" * 200, "index"], ["index"]) == [
        "a-b", "a-b-2", "A-B-3", "x", "x-2", "x" * 60, "index-2",
    ]  # fmt: skip


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
    assert set(found.tags) <= set(plain.tags) | {"em", "ul", "li", "i", "b", "path"}
    assert found.tags.count("script") == 1
    assert not {name for name in found.attributes if name.startswith("on") or name in ("src", "style")}
    assert HOSTILE_NAME in found.content
    shown = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "\ufffd", text).encode("utf-8", "replace").decode()
    assert shown.strip() in NOTES.sub("", found.content)
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
    texts = {story.id: text if at < 2 else text[:20_000] for at, story in enumerate(STORIES)}
    result = scored(texts)
    this = SystemRow("mine", "this run", result.estimates, scores=result)
    pages = run_pages(this, result, STORIES, texts, SETTING, [])
    assert all(len(data) < PAGE_LIMIT for data in pages.values())
    assert any(b"more characters" in data for data in pages.values())
    assert pages["run.html"].count(b'<tbody id="story-') == len(STORIES)


@pytest.mark.parametrize(
    ("config", "kind", "absent"), [("open", "headline", "too few"), ("multi", "abstract", "95 % interval")]
)
def test_pages_of_other_settings(config: str, kind: str, absent: str) -> None:
    """Runs of other configurations and kinds have pages, without the text that does not apply."""
    setting = Setting(config=config, kind=kind, resamples=10)  # type: ignore[arg-type]
    stories = load(config, "test")
    page = Reader(page_of({story.id: story.title or "A title." for story in stories}, setting=setting))
    assert f"{kind.capitalize()}s · {len(stories)} test stories (configuration {config})" in page.content
    assert absent not in page.content


def test_what_a_story_lacks_has_no_heading() -> None:
    """Sections without content have no heading."""
    from dataclasses import replace

    bare = [replace(story, entities=(), facts=(), references=()) for story in STORIES[:2]]
    summaries = {story.id: "It rained." for story in bare}
    result = score_system("mine", summaries, bare, SETTING, "0@x")
    content = Reader(run_page(result, bare, summaries, SETTING, [])).content
    assert not any(
        one in content
        for one in (
            "Facts:",
            "States no fact",
            "Named ✓",
            "Missed ✗",
            "Misses a name",
            "Recall by type",
            "Not in the article 1",
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
    monkeypatch.setattr(site, "scores_path", lambda: pins)
    beside = site.pinned(scores[1].signature, setting)
    assert [(one.system, one.family) for one in beside] == [("annotators", "ceiling"), ("lead", "control")]
    assert site.pinned(scores[1].signature.replace("seed:12345", "seed:1"), setting) == []
    assert site.pinned(scores[1].signature, Setting(kind="brief")) == []
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
    assert names == ["img-src-x-onerror-alert-1.html", "index.html", "n.html", "stories", "x-2.html", "x.html"]
    assert capsys.readouterr().err.count("wrote ") == 5
    assert Reader((out / "x.html").read_bytes()).content.count("../../x") > 2
    assert sorted(path.name for path in (out / "stories").iterdir()) == sorted(f"{story.id}.html" for story in STORIES)
    assert all(path.read_bytes().startswith(b"<!doctype html>") for path in out.rglob("*.html"))


def test_pages_are_the_same_in_every_run(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert main(["score", str(LEAD), "--resamples", "10", "--report", str(tmp_path / name)]) == 0
    assert (tmp_path / "a" / "lead.html").read_bytes() == (tmp_path / "b" / "lead.html").read_bytes()


@settings(max_examples=20)
@given(st.text(max_size=200))
def test_any_text_is_shown(text: str) -> None:
    story = STORIES[:1]
    summaries = {story[0].id: text}
    result = score_system("mine", summaries, story, SETTING, "0@x")
    assert Reader(run_page(result, story, summaries, SETTING, [])).tags.count("main") == 1


def corpus(number: int, systems: int, **without: bool) -> tuple[list[str], list[str], list[str]]:
    words = [f"word{at}" for at in range(300)]
    document = " ".join(words)
    documents = [f"Report {at} from Paris. {document}." for at in range(number)]
    return (
        [f"{words[at % 300]} {words[(at + 1) % 300]} in Berlin." for at in range(number)],
        [f"{text[:400]}" for text in documents],
        documents,
    )


@pytest.mark.parametrize("number", [1, 12, pytest.param(500, marks=pytest.mark.slow)])
def test_the_list_is_whole_and_every_text_is_on_some_page(number: int, tmp_path: Path) -> None:
    """Each story has a row with an address on the run's page, and its texts there or on a page beside it. No page is too large."""
    summaries, references, documents = corpus(number, 1)
    path, overview = chipbrief.score(summaries, references, documents, resamples=5).report(tmp_path)
    assert overview.name == "index.html"
    first = path.read_text()
    assert len(re.findall(r'<tbody id="story-', first)) == number
    here = set(re.findall(r'id="texts-([^"]+)"', first))
    there = re.findall(r'<a class="open" href="([^"#]+)#story-([^"]+)"', first)
    assert len(here) + len(there) == number
    assert not here & {slug for _, slug in there}
    for href in {href for href, _ in there}:
        beside = (tmp_path / href).read_text()
        assert {slug for one, slug in there if one == href} == set(re.findall(r'id="texts-([^"]+)"', beside))
        assert f'href="../{path.name}"' in beside or "weakest first" in beside
    assert bool(there) == (number == 500)
    assert all(one.stat().st_size < PAGE_LIMIT for one in tmp_path.rglob("*.html"))
    assert re.search(rf"{number} (story|stories)\b", first)
    assert ("1 stories" in first) is False


def test_rows_that_do_not_fit_continue_on_further_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LIST_BYTES", 4000)
    monkeypatch.setattr(run, "TEXTS_BYTES", 0)
    monkeypatch.setattr(run, "PART_BYTES", 60_000)
    texts = {story.id: story.document[:200] for story in STORIES}
    result = scored(texts)
    this = SystemRow("mine", "this run", result.estimates, scores=result)
    pages = run_pages(this, result, STORIES, texts, SETTING, [], Site("runs/mine.html"))
    lists = [name for name in pages if "/list-" in name or name == "runs/mine.html"]
    assert lists[:2] == ["runs/mine.html", "runs/mine/list-2.html"]
    rows = [slug for name in lists for slug in re.findall(r'<tbody id="story-([^"]+)"', pages[name].decode())]
    assert sorted(rows) == sorted(story.id for story in STORIES)
    linked = re.findall(r'href="mine/(stories-[0-9]+\.html)#', pages["runs/mine.html"].decode())
    assert linked
    assert all(f"runs/mine/{name}" in pages for name in linked)
    assert 'href="list-3.html"' in pages["runs/mine/list-2.html"].decode()
    assert 'href="../mine.html"' in pages["runs/mine/list-2.html"].decode()


@pytest.mark.parametrize("document", [True, False])
@pytest.mark.parametrize("references", [True, False])
@pytest.mark.parametrize("labels", [True, False])
def test_corpora_without_parts_have_pages(document: bool, references: bool, labels: bool) -> None:
    """A corpus may lack documents, references or labels. Its pages then lack what needs them, and still show every summary."""
    stories = tuple(
        replace(
            story,
            document=story.document if document else "",
            references=story.references if references else (),
            entities=story.entities if labels else (),
            facts=story.facts if labels else (),
        )
        for story in STORIES[:6]
    )
    texts = {story.id: f"Angela Merkel read about {story.id}." for story in stories}
    result = scored(texts, stories=stories)
    content = Reader(run_page(result, stories, texts, SETTING, [])).content
    assert all(text in NOTES.sub("", content) for text in texts.values())
    assert ("article: start → end" in content) == document
    assert ("Not in the article" in content) == document
    assert ("States no fact" in content) == labels
    row = SystemRow("mine", "scored with it", result.estimates, scores=result)
    page = Reader(story_page(0, stories[0], [row, row], [texts, texts], SETTING, "stories/a.html", Nav()))
    assert NOTES.sub("", page.content).count(texts[stories[0].id]) == 2


def test_fewer_than_five_stories_have_neither_interval_nor_rank() -> None:
    stories = STORIES[:4]
    texts = {story.id: story.document[:300] for story in stories}
    result = scored(texts, stories=stories)
    this = SystemRow("mine", "this run", result.estimates, {"entity_recall": (1, 2)}, scores=result)
    found = run_pages(this, result, stories, texts, SETTING, [row("other", "extractive", 0.1, 4)])["run.html"].decode()
    assert "too few for an interval or a rank" in found
    assert '<rect class="pill"' not in found
    assert '<td class="rank">' not in found
    assert "<small>" not in re.findall(r'<table class="fixed">.*?</table>', found, re.DOTALL)[0]


def test_a_scored_baseline_is_listed_once(tmp_path: Path) -> None:
    """A pinned baseline with the name and the values of a scored system is that system."""
    folder = LEAD.parent
    files = [str(folder / f"{name}.jsonl") for name in ("lead", "lexrank")]
    assert main(["score", *files, "--report", str(tmp_path)]) == 0
    table = re.findall(r'<table class="fixed">.*?</table>', (tmp_path / "lead.html").read_text(), re.DOTALL)[0]
    names = re.findall(r"<tr[^>]*><th scope=.row.>(.*?)</th>", table)
    plain = [re.sub("<[^>]+>", "", name) for name in names]
    assert len(plain) == len(set(plain)) > 15
    assert '<a href="lexrank.html">' in names[1]
    assert "control baseline" in (tmp_path / "lead.html").read_text()
    changed = tmp_path / "lead.jsonl"
    rows = [json.loads(line) for line in (folder / "lead.jsonl").read_text(encoding="utf-8").splitlines()]
    changed.write_text(
        "".join(json.dumps(one if "id" not in one else {**one, "summary": "Nothing."}) + "\n" for one in rows)
    )
    assert main(["score", str(changed), "--report", str(tmp_path / "other")]) == 0
    text = (tmp_path / "other" / "lead.html").read_text()
    table = re.findall(r'<table class="fixed">.*?</table>', text, re.DOTALL)[0]
    assert len(re.findall(r"<th scope=.row.>.*?lead", table)) == 2


def test_a_story_page_has_all_systems(tmp_path: Path) -> None:
    """The page of a story shows the article once, every summary, and which system names what, the highest value first."""
    files = [str(LEAD.parent / f"{name}.jsonl") for name in ("lead", "lexrank", "empty")]
    assert main(["score", *files, "--resamples", "10", "--report", str(tmp_path)]) == 0
    story = next(story for story in STORIES if story.id == "craft-revival")
    text = (tmp_path / "stories" / "craft-revival.html").read_text()
    content = Reader(text.encode()).content
    assert content.count(story.references[0].text[:60]) <= 1
    assert text.count('class="told"') == 3
    matrix = re.findall(r'<table class="matrix".*?</table>', text, re.DOTALL)[0]
    order = [re.sub("<[^>]+>", "", name) for name in re.findall(r"<th scope=.row.><a[^>]*>(.*?)</a>", matrix)]
    assert order[-1] == "empty"
    assert matrix.count("●") + matrix.count("○") == 3 * len(re.findall('class="name"', matrix))
    assert 'href="../lead.html"' in text
    assert 'rel="next"' in text


@pytest.mark.slow
@pytest.mark.parametrize("systems", [40, 200])
def test_a_story_page_of_many_systems_keeps_below_the_limit(systems: int) -> None:
    texts = {story.id: (story.document * 3)[:20_000] for story in STORIES[:1]}
    result = scored(texts, stories=STORIES[:1])
    rows = [SystemRow("n" * 127, "scored with it", result.estimates, scores=result)] * systems
    data = story_page(0, STORIES[0], rows, [texts] * systems, SETTING, "stories/a.html", Nav())
    assert len(data) < PAGE_LIMIT
    assert b"more characters" in data


def test_names_without_labels_are_found_by_rules() -> None:
    """In a corpus without labels, the list of what is missed has the names and values that rules find in the references."""
    story = replace(
        STORIES[0],
        entities=(),
        facts=(),
        references=tuple(
            replace(one, text=text, kind="abstract")
            for one, text in zip(
                STORIES[0].references,
                ("Toyota hired Angela Merkel in Paris.", "It was in Paris that Toyota spent $5 million."),
                strict=False,
            )
        ),
    )
    summary = "Toyota hired nobody."
    result = scored({story.id: summary}, stories=(story,))
    found = names_of(story, result.articles[0], summary, SETTING, unlabelled=result.unlabelled)
    assert [(one.name, one.share) for one in found.named] == [("Toyota", 1)]
    assert [(one.name, one.share) for one in found.missed] == [
        ("Paris", 1),
        ("Angela Merkel", 0.5),
        ("$5 million", 0.5),
    ]
    page = run_page(result, (story,), {story.id: summary}, SETTING, [])
    assert "Misses a name that all references have 1" in Reader(page).content


def test_the_overview_ranks_no_baseline_of_another_length(tmp_path: Path) -> None:
    """In the overview of scored baselines, `whole_article` does not lead, but stands below the systems that compete."""
    files = [str(LEAD.parent / f"{name}.jsonl") for name in ("lead", "lexrank", "whole_article")]
    assert main(["score", *files, "--report", str(tmp_path)]) == 0
    text = (tmp_path / "index.html").read_text()
    groups = re.findall(r'<tbody role="rowgroup" class="([a-z]+)"[^>]*>(.*?)</tbody>', text, re.DOTALL)
    found = {group: re.findall(r'data-name="([^"]+)"', rows) for group, rows in groups}
    assert set(found["ranked"]) == {"lead", "lexrank"}
    assert "whole_article" in found["reference"]
    assert main(["score", files[2], "--report", str(tmp_path / "alone")]) == 0
    assert "whole_article" in (tmp_path / "alone" / "index.html").read_text()
