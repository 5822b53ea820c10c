"""Tests of the pages of runs and stories in a real browser: keyboard, filters, permalinks, phone, print, and without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import chipbrief
from chipbrief.commands.main import main
from tests.paths import ROOT
from tests.reports.test_browser import CHROMIUM, HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.extra

OUTPUTS = ROOT / "baselines" / "outputs" / "open" / "abstract"
STORY = "china-hawks"
WEAKEST = "craft-revival"
INVENTING = "Angela Merkel met Goldman Sachs. "
Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the pages of a few systems and of large and small corpora, and return their paths by name."""
    folder = tmp_path_factory.mktemp("pages")
    rows = [json.loads(line) for line in (OUTPUTS / "lead.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = folder / "wrong.jsonl"
    texts = [INVENTING, HOSTILE[3][:400], ""]
    wrong.write_text(
        json.dumps({"system": "w" * 127})
        + "".join(f"\n{json.dumps({**one, 'summary': texts[at % 3] + one['summary'] * (at % 3 < 2)})}" for at, one in enumerate(rows[1:])),
        encoding="utf-8",
    )  # fmt: skip
    files = [str(OUTPUTS / f"{name}.jsonl") for name in ("lead", "lexrank")]
    assert main(["score", *files, str(wrong), "--resamples", "100", "--report", str(folder / "three")]) == 0
    documents = [
        f"Paris reported item {at}. " + " ".join(f"word{at + step}" for step in range(150)) + "." for at in range(500)
    ]
    for count in (1, 500):
        result = chipbrief.score(
            [text[:200] for text in documents[:count]], documents[:count], documents[:count], resamples=5
        )
        result.report(folder / str(count))
    return {
        "lead": folder / "three" / "lead.html",
        "wrong": folder / "three" / f"{'w' * 60}.html",
        "story": folder / "three" / "stories" / f"{STORY}.html",
        "1": folder / "1" / "summaries.html",
        "500": folder / "500" / "summaries.html",
        "part": folder / "500" / "summaries" / "stories-1.html",
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, pages: dict[str, Path]) -> Iterator[Open]:
    """Return a function that opens a page. At the end, fail if a page used the network, wrote to the console or had an error."""
    contexts = []
    faults: list[str] = []

    def open_page(name: str, width: int = 1280, hash_: str = "", **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("dialog", lambda dialog: faults.append(f"dialog {dialog.message}"))
        page.on("console", lambda message: faults.append(f"console {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"error {error}"))
        page.on("request", lambda request: faults.extend([request.url] * (not request.url.startswith("file://"))))
        page.goto(pages[name].as_uri() + hash_)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def hash_of(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def shown(page: Page) -> list[str]:
    return [
        str(name)
        for name in page.locator("tbody[data-story]:visible").evaluate_all("all => all.map((one) => one.dataset.story)")
    ]


def test_the_weakest_story_comes_first_and_headings_sort(opened: Open) -> None:
    page = opened("lead")
    names = page.locator("table.stories tbody td.main")
    values = [int(text.split()[-1]) for text in names.all_inner_texts()]
    assert values == sorted(values)
    heading = page.locator("table.stories thead th").nth(1)
    assert heading.get_attribute("aria-sort") == "ascending"
    heading.locator("button").focus()
    page.keyboard.press("Enter")
    assert [int(text.split()[-1]) for text in names.all_inner_texts()] == values[::-1]
    assert heading.get_attribute("aria-sort") == "descending"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    titles = page.locator("tbody[data-story] button.open").all_inner_texts()
    assert titles == sorted(titles, key=str.casefold)
    assert page.get_by_label("Order by").input_value() == "title"
    page.get_by_label("Order by").select_option(label="words, longest first")
    assert heading.get_attribute("aria-sort") is None
    assert hash_of(page).startswith("#stories/all/")


def test_filters_count_and_the_address_keeps_them(opened: Open) -> None:
    page = opened("wrong")
    button = page.get_by_role("button", name="Not in the article")
    count = int(button.locator("b").inner_text())
    assert 0 < count < 12
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert len(shown(page)) == count
    assert page.locator("#shown").inner_text() == f"{count} of 12 stories"
    assert hash_of(page) == "#stories/unsupported/0"
    page.reload()
    assert len(shown(page)) == count
    page.get_by_role("searchbox").fill("zzzz")
    assert shown(page) == []
    assert "No story matches." in page.locator("#nothing").inner_text()
    page.get_by_role("button", name="Show all").click()
    assert len(shown(page)) == 12
    page.get_by_role("searchbox").fill("")
    page.locator(".care a[data-find]", has_text="Goldman Sachs").click()
    assert len(shown(page)) == 4
    empty = page.get_by_role("button", name="Empty")
    assert empty.locator("b").inner_text() == "4"


def test_permalinks_open_a_story_and_follow_it(opened: Open) -> None:
    page = opened("lead", hash_=f"#story-{STORY}")
    story = page.locator(f"#story-{STORY}")
    assert page.locator("tr.story:visible").count() == 1
    top = story.locator("button.open").bounding_box()
    assert top
    assert 0 <= top["y"] < 200  # the heading is in view, below the heading of the table
    page.evaluate(f"location.hash = '#story-{WEAKEST}'")
    page.wait_for_function("document.querySelectorAll('tbody.is-open').length === 2")
    other = page.locator(f"#story-{WEAKEST} button.open")
    other.click()
    assert hash_of(page) == "#stories"
    other.focus()
    page.keyboard.press("Enter")
    assert hash_of(page) == f"#story-{WEAKEST}"
    assert other.get_attribute("aria-expanded") == "true"
    page.get_by_role("button", name="Close all").or_(page.get_by_role("button", name="Open all")).click()
    assert page.locator("tr.story:visible").count() == 12
    page.get_by_role("button", name="Close all").click()
    assert page.locator("tr.story:visible").count() == 0
    story.locator("button.open").click()
    before = shown(page).index(STORY)
    story.get_by_role("button", name="next story").click()
    following = shown(page)[(before + 1) % 12]
    assert page.locator("tbody.is-open").evaluate_all("all => all.map((one) => one.dataset.story)") == [following]
    assert hash_of(page) == f"#story-{following}"


def test_a_sentence_leads_to_its_source(opened: Open) -> None:
    """A sentence is a tab stop. The article scrolls to its source, which is marked, and so is its place in the strip."""
    page = opened("lead", hash_=f"#story-{WEAKEST}")
    story = page.locator(f"#story-{WEAKEST}")
    sentences = story.locator(".own .s")
    last = sentences.last
    last.focus()
    key = last.get_attribute("data-s")
    source = story.locator(f".article [data-s='{key}']")
    pane, box = story.locator(".article > .text").bounding_box(), source.bounding_box()
    assert pane
    assert box
    assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]
    assert "lit" in (source.get_attribute("class") or "")
    assert story.locator(f".strip path[data-s='{key}'].lit").count() == 1
    sentences.first.focus()
    page.keyboard.press("ArrowRight")
    inside = page.evaluate("document.activeElement.dataset.e")
    assert inside
    assert story.locator(f"[data-e='{inside}'].lit").count() == story.locator(f"[data-e='{inside}']").count()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('s')")
    stops = story.locator(".own [tabindex='0']").count()
    assert stops == sentences.count() <= 8
    assert story.locator("ul.chips").first.locator("button[tabindex='0']").count() == 1
    page.locator("h1").click()
    page.mouse.move(1, 1)
    page.evaluate("document.activeElement.blur()")
    assert page.locator(".lit").count() == 0


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_every_mention_of_an_entity_lights_up(opened: Open, how: str) -> None:
    page = opened("lead", hash_=f"#story-{STORY}")
    story = page.locator(f"#story-{STORY}")
    button = story.locator("ul.chips button.yes").first
    page.mouse.move(1, 1)
    if how == "hover":
        button.hover()
    else:
        button.focus()
    key = button.get_attribute("data-e")
    for place in (".article", ".references", ".own"):
        assert story.locator(f"{place} [data-e='{key}'].lit").count() > 0
    assert page.locator("[data-e].lit").count() == story.locator(f"[data-e='{key}']").count()


def test_on_a_phone_the_source_is_below_the_sentence(opened: Open) -> None:
    page = opened("lead", 390, f"#story-{STORY}", has_touch=True)
    story = page.locator(f"#story-{STORY}")
    tops = [story.locator(name).bounding_box() for name in (".own", ".lists", ".references", ".article")]
    places = [box["y"] for box in tops if box]
    assert places == sorted(places)
    assert len(places) == 4
    assert story.locator("details.pane[open]").count() == 0
    sentence = story.locator(".own .s").nth(1)
    sentence.tap()
    source = sentence.locator(".source")
    assert source.inner_text() in story.locator(".article .text").text_content()
    assert page.locator("[role=row]").count() > 12


def test_a_large_run_is_listed_whole_and_leads_to_its_texts(opened: Open, pages: dict[str, Path]) -> None:
    page = opened("500")
    assert page.locator("tbody[data-story]").count() == 500
    here = page.locator("tr.story").count()
    assert 0 < here < 500
    link = page.locator("a.open").last
    name = link.inner_text()
    link.click()
    page.wait_for_url("**/summaries/stories-*.html#story-*")
    assert page.locator("tbody.is-open button.open").inner_text() == name
    count = page.locator("tbody[data-story]").count()
    assert page.get_by_role("button", name=f"All {count}", exact=True).count() == 1  # the counts are of this page
    page.locator(".crumbs a").last.click()
    page.wait_for_url("**/500/summaries.html")
    assert all(path.stat().st_size < 1 << 20 for path in pages["500"].parent.rglob("*.html"))


@pytest.mark.parametrize("name", ["lead", "wrong", "story", "1", "500", "part"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_flows_over(opened: Open, name: str, width: int) -> None:
    page = opened(name, width)
    for button in page.locator("button.open").all()[:3]:
        button.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["lead", "wrong", "story", "part"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_bars_anybody(opened: Open, name: str, scheme: str, width: int) -> None:
    """The pages have no serious accessibility problem, in all widths and colour schemes."""
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, width, "#stories/unsupported/0" if name == "wrong" else "", color_scheme=scheme)
    for button in page.locator("button.open:visible").all()[:2]:
        button.click()
    if name != "story":
        page.locator(".is-open .own .s").first.focus()
    response = Axe().run(page).response
    assert len(response["passes"]) > 10  # the checks really ran
    found = [one for one in response["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []


def test_without_scripts_everything_can_be_read(opened: Open) -> None:
    page = opened("lead", 390, java_script_enabled=False)
    assert page.locator("tr.story:visible").count() == 12
    assert page.locator("details.pane[open]").count() == 24
    assert page.locator("button.all:visible, .seg:visible, input:visible").count() == 0


def test_the_legend_stays_in_sight_while_a_story_is_open(opened: Open) -> None:
    page = opened("wrong")
    page.locator("button.open").first.click()
    page.evaluate("scrollTo(0, document.querySelector('tr.story .own').getBoundingClientRect().top + scrollY - 150)")
    legend, story = page.locator("tr.story .key").first, page.locator("tr.story").first
    box, around = legend.bounding_box(), story.bounding_box()
    assert box is not None
    assert around is not None
    assert around["y"] + around["height"] > 900  # the story goes on below the window
    assert abs(box["y"] + box["height"] - 844) < 2


def test_a_run_is_compared_with_lead_story_by_story(opened: Open) -> None:
    page = opened("wrong")
    page.get_by_role("link", name="Compare with lead").click()
    assert hash_of(page) == "#compare"
    rows = page.locator("table[aria-labelledby=compare] tbody tr").all_inner_texts()
    assert rows[0].startswith("entity recall")
    table = page.locator("table[aria-labelledby=compare]")
    counts = table.locator("td.counts").first.inner_text().split()
    assert sum(int(part) for part in counts if part.isdigit()) == 12
    assert page.locator("#compare a").get_attribute("href") == "lead.html"
    assert opened("lead").locator("#compare").count() == 0


def test_in_print_a_story_has_three_columns(opened: Open) -> None:
    page = opened("lead")
    page.locator("button.open").first.click()
    page.set_viewport_size({"width": 1030, "height": 700})  # A4 landscape without margins
    page.emulate_media(media="print")
    boxes = [page.locator(f"tr.story .{name}").first.bounding_box() for name in ("own.pane", "article", "references")]
    edges = [(box["x"], box["x"] + box["width"]) for box in boxes if box is not None]
    assert len(edges) == 3
    assert edges == sorted(edges)
    assert all(first[1] <= second[0] for first, second in pairwise(edges))


def test_print_shows_what_is_on_the_screen(opened: Open) -> None:
    """Closed stories stay closed in print, and "Print all" opens all for the time of printing. Three columns, no controls."""
    page = opened("lead", 1030, f"#story-{STORY}")  # A4 landscape without margins
    page.emulate_media(media="print")
    assert page.locator("tr.story:visible").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 1030
    assert page.locator("input:visible, select:visible, button.all:visible").count() == 0
    assert page.locator("table.stories thead th").first.inner_text() == "story"
    columns = page.locator(f"#story-{STORY} .inside").evaluate(
        "one => getComputedStyle(one).gridTemplateColumns.split(' ').length"
    )
    assert columns == 3
    assert page.locator(f"#story-{STORY} .article > .text").evaluate("one => getComputedStyle(one).columnCount") == "2"
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert 2 <= sheets <= 7
    page.emulate_media(media="screen")
    page.evaluate(
        "window.print = () => { window.seen = document.querySelectorAll('tbody.is-open').length; dispatchEvent(new Event('afterprint')); }"
    )
    page.get_by_role("button", name="Print all").click()
    assert page.evaluate("window.seen") == 12
    assert page.locator("tr.story:visible").count() == 1


def test_systems_of_a_story_are_ordered_by_any_measure(opened: Open) -> None:
    page = opened("story")
    order = "all => all.map((one) => one.querySelector('th, h3').textContent.trim().split(/\\s/)[0])"
    matrix, cards = page.locator("table.matrix tbody tr"), page.locator("section.told")
    assert matrix.evaluate_all(order) == cards.evaluate_all(order)
    for label in ("ROUGE-2, highest first", "entity recall, highest first"):
        page.get_by_label("Order by").select_option(label=label)
        column = page.get_by_label("Order by").input_value()
        values = matrix.evaluate_all(f"all => all.map((one) => Number(one.dataset.orders.split(' ')[{column}]))")
        assert values == sorted(values, reverse=True)
        assert matrix.evaluate_all(order) == cards.evaluate_all(order)
    button = page.locator("table.matrix thead button[data-e]").first
    button.focus()
    key = button.get_attribute("data-e")
    assert page.locator(f".article [data-e='{key}'].lit, .references [data-e='{key}'].lit").count() > 0
    page.locator("section.told .s[data-s]").last.click()
    assert page.locator(".article [data-s].lit").count() == 1


def test_forced_colours_and_print_keep_the_marks(opened: Open) -> None:
    """Marks that carry meaning have a line that does not depend on a colour."""
    page = opened("wrong", forced_colors="active")
    page.get_by_role("button", name="Not in the article").click()
    page.locator("button.open:visible").first.click()
    box = page.locator(".is-open .own i.u").first
    assert box.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    sentence = page.locator(".is-open .own .s[data-s]").first
    sentence.focus()
    marked = page.locator(".is-open .article [data-s].lit").first
    assert marked.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_hostile_names_and_texts_run_nothing(opened: Open) -> None:
    page = opened("wrong")
    page.get_by_role("button", name="Open all").click()
    for mark in page.locator(".own .s").all()[:6]:
        mark.hover()
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe, object, embed, link, form").count() == 0
