"""Tests of the pages in a real browser: mouse, keyboard, phone width, dark mode, print, and without scripts."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chipbrief.commands.main import main
from chipbrief.corpora.store import load
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.reports.pages.board import BoardRow, BoardTable, board_page
from chipbrief.reports.pages.render import NO_NAV
from tests.paths import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.extra

OUTPUTS = ROOT / "baselines" / "outputs" / "open" / "abstract"
STORY = "china-hawks"
HOSTILE = (
    "<script>alert(1)</script><img src=https://example.org/x onerror=alert(2)>",
    '" onmouseover="alert(3)" autofocus onfocus=\'alert(4)\' <svg/onload=alert(5)>',
    "</title></style></script><script>alert(6)</script><iframe srcdoc='<script>alert(7)</script>'>",
    "\u202eNvidia\u202c met Paris \u2066\u200f👩‍👩‍👧‍👦 " * 200,
    "word " * 9000,
    "<a href=javascript:alert(8)>Angela Merkel</a> <style>@import 'https://example.org';</style>",
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Make one page of each kind, and return their addresses by name."""
    folder = tmp_path_factory.mktemp("pages")
    stories = load("open", "test")
    hostile = folder / "hostile.jsonl"
    texts = [HOSTILE[at % len(HOSTILE)] for at in range(len(stories))]
    rows: list[dict[str, str]] = [{"system": '"><img src=x onerror=alert(9)>'}]
    rows += ({"id": story.id, "summary": text} for story, text in zip(stories, texts, strict=True))
    hostile.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    lead, other = str(OUTPUTS / "lead.jsonl"), str(OUTPUTS / "lexrank.jsonl")
    outputs = folder / "outputs" / "open"
    for kind, names in (("abstract", ("lead", "lexrank", "oracle", "empty")), ("brief", ("lead",))):
        (outputs / kind).mkdir(parents=True)
        for name in names:
            shutil.copyfile(OUTPUTS.parent / kind / f"{name}.jsonl", outputs / kind / f"{name}.jsonl")
    submissions = str(folder / "submissions")
    about = ("--system", "mine", "--url", "https://example.org/", "--notes", "<script>alert(10)</script>")
    assert main(["score", lead, str(hostile), "--report", str(folder / "run")]) == 0
    assert main(["compare", lead, other, str(hostile), "--resamples", "100", "--report", str(folder)]) == 0
    assert main(["submit", str(hostile), "--folder", submissions, *about]) == 0
    board = ["--submissions", submissions, "--baselines", str(outputs.parent), "--out", str(folder / "board")]
    assert main(["leaderboard", *board]) == 0
    many = [
        BoardRow(f"s{at:02}", "kind", "ranked", {"entity_recall": Estimate(at / 63, at / 63, at / 63, 12)})
        for at in range(63)
    ]
    table = BoardTable("open.abstract", "Abstract", "about", "story", 12, many, "s")
    (folder / "many.html").write_bytes(board_page([table], NO_NAV, "Which?"))
    found = {
        "many": folder / "many.html",
        "run": folder / "run" / "lead.html",
        "hostile": folder / "run" / "img-src-x-onerror-alert-9.html",
        "compare": folder / "compare.html",
        "leaderboard": folder / "board" / "index.html",
    }
    return {name: path.as_uri() for name, path in found.items()}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a headless Chromium: that of the system, or the one that `playwright install` downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, pages: dict[str, str]) -> Iterator[Any]:
    """Return a function that opens a page. At the end, fail if a page sent a request, wrote to the console or had an error."""
    contexts = []
    faults: list[str] = []

    def open_page(name: str, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, **options)
        contexts.append(context)
        page = context.new_page()
        address = pages[name]
        page.on("dialog", lambda dialog: faults.append(f"dialog {dialog.message}"))
        page.on("console", lambda message: faults.append(f"console {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"error {error}"))
        page.on("request", lambda request: faults.extend([request.url] if request.url.split("#")[0] != address else []))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def column(page: Page, table: str, number: int) -> list[str]:
    cells = page.locator(f"{table} > tbody > tr:first-child > :nth-child({number})")
    return [text.split("\n")[0].strip() for text in cells.all_inner_texts()]


def names(page: Page, group: str = "ranked", panel: str = "open.abstract") -> list[str]:
    rows = page.locator(f"[id='{panel}'] .lb tbody.{group} tr[data-m]:visible th")
    return [text.split()[0] for text in rows.all_inner_texts()]


def test_tabs_follow_the_arrow_keys(opened: Any) -> None:
    page = opened("leaderboard")
    tabs, panels = page.locator("[role=tab]"), page.locator("[role=tabpanel]")
    assert tabs.all_inner_texts() == ["By people", "Abstract", "Brief"]
    assert [panels.nth(at).is_visible() for at in range(3)] == [True, False, False]
    tabs.first.focus()
    for key, chosen in (
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowRight", 0),
        ("ArrowLeft", 2),
        ("Home", 0),
        ("End", 2),
    ):
        page.keyboard.press(key)
        assert [tabs.nth(at).get_attribute("aria-selected") for at in range(3)] == [
            str(at == chosen).lower() for at in range(3)
        ]
        assert [tabs.nth(at).get_attribute("tabindex") for at in range(3)] == [str(-(at != chosen)) for at in range(3)]
        assert [panels.nth(at).is_visible() for at in range(3)] == [at == chosen for at in range(3)]
        assert tabs.nth(chosen).evaluate("tab => tab === document.activeElement")
    tabs.first.click()
    assert panels.first.is_visible()


def test_systems_are_found_and_counted(opened: Any) -> None:
    page = opened("leaderboard")
    page.get_by_role("tab", name="Abstract").click()
    panel = page.locator("[id='open.abstract']")
    assert set(names(page)) == {"mine", "lead", "lexrank"}
    panel.get_by_label("Find").fill("LEX")
    assert names(page) == ["lexrank"]
    assert panel.locator("[data-shown]").inner_text() == "1 system"
    panel.get_by_label("Find").fill("submitted")
    assert names(page) == ["mine"]
    panel.get_by_label("Find").fill("zzzz")
    assert panel.locator("tbody.none").inner_text().startswith("No system matches “zzzz”.")
    assert panel.locator(".lb tr[data-m]:visible").count() == 0
    panel.get_by_role("button", name="Clear").click()
    assert len(names(page)) == 3
    assert page.locator("a", has_text="mine").first.get_attribute("href") == "runs/open.abstract.mine.html"


def test_a_table_is_ordered_and_plotted_by_any_measure(opened: Any) -> None:
    """A choice changes order, plot, interval, rank and the heading; rows stay in their group; the address remembers it."""
    page = opened("leaderboard")
    page.get_by_role("tab", name="Abstract").click()
    panel = page.locator("[id='open.abstract']")
    drawn = panel.locator("tr[data-name=lead] svg.iv .pt").get_attribute("x")
    before = panel.locator("tr[data-name=lead] td.main").inner_text()
    panel.locator("select").select_option("rouge2")
    assert page.url.endswith("#open.abstract/rouge2")
    assert panel.locator("th[aria-sort]").inner_text().startswith("ROUGE-2")
    assert panel.locator("tr[data-name=lead] svg.iv .pt").get_attribute("x") != drawn
    assert panel.locator("tr[data-name=lead] td.main").inner_text() != before
    assert not panel.locator("thead [data-column=rouge2_fmeasure]").is_visible()
    shown = [
        float(text)
        for text in panel.locator("tbody.ranked tr[data-m] td.main").evaluate_all(
            "cells => cells.map((cell) => cell.firstChild.data)"
        )
    ]
    assert shown == sorted(shown, reverse=True)
    assert names(page, "ceiling") == ["annotators"]
    panel.locator("thead button", has_text="system").focus()
    page.keyboard.press("Enter")
    assert names(page) == ["lead", "lexrank", "mine"]
    assert panel.locator("th[aria-sort=ascending]").inner_text() == "system"
    page.keyboard.press("Enter")
    assert names(page) == ["mine", "lexrank", "lead"]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_heading_opens_the_explanation_of_its_column(opened: Any, scripts: bool) -> None:
    """The keyboard and the mouse open it, Escape closes it, and no script is needed."""
    page = opened("leaderboard", java_script_enabled=scripts)
    if scripts:  # without a script, all tables are shown
        page.get_by_role("tab", name="Abstract").click()
    panel, about = page.locator("[id='open.abstract']"), page.locator("#about-words")
    assert not about.is_visible()
    panel.get_by_role("button", name="What “words” means").focus()
    page.keyboard.press("Enter")
    assert about.inner_text().startswith("words: words per summary")
    page.keyboard.press("Escape")
    assert not about.is_visible()
    panel.get_by_role("button", name="What “R-2” means").click()
    assert page.locator("#about-rouge2_fmeasure").is_visible()
    if scripts:
        page.keyboard.press("Escape")
        panel.locator("select").select_option("fact_recall")
        panel.locator("th.plot .help").click()
        assert page.locator("#about-fact_recall").is_visible()


def test_on_a_phone_an_icon_opens_the_field_to_find_systems(opened: Any) -> None:
    page = opened("leaderboard", 390)
    page.get_by_role("tab", name="Abstract").click()
    panel = page.locator("[id='open.abstract']")
    find, icon = panel.get_by_label("Find", exact=True), panel.get_by_role("button", name="Search for a system")
    assert not find.is_visible()
    icon.click()
    assert icon.get_attribute("aria-expanded") == "true"
    assert find.evaluate("input => input === document.activeElement")
    page.keyboard.type("lex")
    assert names(page) == ["lexrank"]
    icon.click()
    assert not find.is_visible()
    assert len(names(page)) == 3
    assert not opened("leaderboard").get_by_role("button", name="Search for a system").first.is_visible()


def test_the_plane_of_a_board_has_labelled_points_inside_the_page(opened: Any) -> None:
    for width in (320, 1280):
        page = opened("leaderboard", width)
        figure = page.locator("[id='open.abstract'] .plane")
        assert {"lead", "lexrank", "annotators", "oracle"} <= set(figure.locator("g > text").all_text_contents())
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_after_forty_rows_the_rest_is_shown_on_demand(opened: Any) -> None:
    page = opened("many")
    assert names(page)[0] == "s62"
    assert len(names(page)) == 40
    page.get_by_label("Find").fill("s0")
    assert names(page) == [f"s0{at}" for at in range(9, -1, -1)]
    page.get_by_label("Find").fill("")
    page.get_by_role("button", name="Show all 63").click()
    assert len(names(page)) == 63
    page = opened("many", java_script_enabled=False)
    assert len(names(page)) == 63


def test_the_address_names_tab_and_measure(opened: Any) -> None:
    page = opened("leaderboard")
    page.evaluate("location.hash = 'open.brief/rougeLsum'")
    page.locator("[id='open.brief']").wait_for(state="visible")
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "Brief"
    assert page.locator("[id='open.brief'] th[aria-sort]").inner_text().startswith("ROUGE-Lsum")
    page.locator("[role=tab]").first.click()
    assert page.url.endswith("#gum.brief/entity_recall")
    page.evaluate("location.hash = 'no.such/thing'")
    assert page.locator("[id='gum.brief']").is_visible()
    page = opened("compare")
    page.locator("[role=tab]", has_text="ROUGE-2").click()
    assert page.url.endswith("#rouge2_fmeasure")
    page.reload()
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "ROUGE-2"
    page.goto(page.url.replace("#rouge2_fmeasure", "#entity_recall-1"))
    page.reload()
    assert page.locator("[id=entity_recall-1]").is_visible()
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "entity recall"


@pytest.mark.parametrize("name", ["compare", "leaderboard"])
def test_nothing_flows_over_on_the_smallest_phone(opened: Any, name: str) -> None:
    page = opened(name, 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    first = page.locator(".lb tbody tr:not(.sec)").first.bounding_box()
    assert first is not None
    assert first["width"] <= 320
    if name == "leaderboard":
        # The answer is on the first screen: a leader with a number.
        box = page.locator(".val").first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 844


def test_the_board_fits_one_screen(opened: Any) -> None:
    """Rows are 28 pixels high and the heading of the table stays in sight."""
    page = opened("leaderboard")
    page.get_by_role("tab", name="Abstract").click()
    heights = page.locator("[id='open.abstract'] tbody.reference tr[data-m]").evaluate_all(
        "rows => rows.map((row) => row.getBoundingClientRect().height)"
    )
    assert heights
    assert max(heights) <= 30
    page.set_viewport_size({"width": 1280, "height": 300})
    page.evaluate(
        "scrollTo(0, document.getElementById('open.abstract').querySelector('tbody.reference').getBoundingClientRect().top + scrollY)"
    )
    box = page.locator("[id='open.abstract'] thead th").first.bounding_box()
    assert box is not None
    assert abs(box["y"]) < 2


@pytest.mark.parametrize("name", ["hostile", "compare", "leaderboard"])
def test_hostile_text_runs_nothing(opened: Any, name: str) -> None:
    page = opened(name)
    for button in page.locator("button.open, summary").all():
        if button.is_visible():
            button.click()
    for mark in page.locator(".own .text [data-e]:visible").all()[:5]:
        mark.hover()
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe, object, embed, link, form").count() == 0
    addresses = page.locator("a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    elsewhere = [address for address in addresses if re.match(r"[a-z]+:|//", address, re.IGNORECASE)]
    assert set(elsewhere) <= {"https://example.org/"}


@pytest.mark.parametrize("name", ["run", "hostile", "compare", "leaderboard"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_bars_anybody(opened: Any, name: str, scheme: str, width: int) -> None:
    """The pages have no serious accessibility problem and do not scroll sideways, in all widths and colour schemes."""
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, width, color_scheme=scheme)
    for button in [one for one in page.locator("button.open, summary").all() if one.is_visible()][:3]:
        button.click()
    response = Axe().run(page).response
    assert len(response["passes"]) > 10  # the checks really ran
    found = response["violations"]
    assert [
        (one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["run", "compare", "leaderboard"])
def test_without_scripts_everything_can_be_read(opened: Any, name: str) -> None:
    page = opened(name, 390, java_script_enabled=False)
    if name == "run":
        assert page.locator("tr.story:visible").count() == 12
    if name == "leaderboard":
        assert page.locator("[role=tabpanel]:visible").count() == 3
        assert page.locator("[role=tab]:visible").count() == 0
    assert page.locator("button.all:visible").count() == 0


@pytest.mark.parametrize("name", ["run", "compare", "leaderboard"])
def test_in_print_everything_is_there(opened: Any, name: str) -> None:
    """In print, what is chosen is there, and no control is."""
    page = opened(name)
    page.set_viewport_size({"width": 1030, "height": 700})  # A4 landscape without margins
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1030
    if name in ("leaderboard", "compare"):
        # The chosen table is printed, and all of them on demand. Headings that are buttons on the screen are printed as well.
        assert page.locator("[role=tabpanel]:visible").count() == 1
        assert all(text.strip() for text in page.locator(".lb thead button:visible").all_inner_texts())
        page.evaluate("document.documentElement.classList.add('print-all')")
        assert page.locator("[role=tabpanel]:visible").count() == page.locator("[role=tabpanel]").count() > 2
    assert page.locator("input:visible, select:visible, button.all:visible").count() == 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_the_pages_lie_in_files_below_a_megabyte(pages: dict[str, str]) -> None:
    assert all(Path(address.removeprefix("file://")).stat().st_size < 1 << 20 for address in pages.values())
