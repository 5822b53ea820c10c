"""Draw the screenshots in docs/screenshots/: pages in light and dark colours, on a desktop and on a phone, and one as printed.

Needs the extra `browser` and Chromium. The script uses the program in the environment variable CHROMIUM, else the system's
Chromium, else the one from `playwright install`. --check needs neither: it compares the pages and the images with the hashes
that were stored when the images were drawn.

examples:
  python scripts/draw_screenshots.py            draw all images
  python scripts/draw_screenshots.py --check    write nothing; exit with 1 if an image is missing or out of date
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from chipbrief.baselines.systems import output_path
from chipbrief.corpora.store import data_label, load
from chipbrief.files import sha256, write_atomically
from chipbrief.reports.pages.compare import compare_page
from chipbrief.scoring.comparison import compare
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import score_system
from chipbrief.submissions import read_submission

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screenshots"
HASHES = FOLDER / "drawn.json"
MAX_IMAGE_BYTES = 300_000
"""Size limit of an image in bytes (exclusive). Readers may load all images in one document."""
COMPARED_SYSTEMS = ("lead", "entity_aware", "SmolLM2-135M-Instruct")
"""Systems shown on the comparison page: two baselines and a stored model, which names things that are not in the article."""
STORY_SELECTOR = "tbody[data-story=china-hawks]"
"""CSS selector of the story that is opened in some images."""


class Shot(NamedTuple):
    """One screenshot: the page, whether a story is opened first, the window size in pixels, the medium, and the colour schemes."""

    page: str
    opens: bool
    width: int
    height: int
    media: Literal["screen", "print"] = "screen"
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")


SHOTS = {
    "leaderboard": Shot("leaderboard", opens=False, width=1280, height=900),
    "run": Shot("run", opens=False, width=1280, height=1000),
    "story": Shot("run", opens=True, width=1280, height=900),
    "compare": Shot("compare", opens=False, width=1280, height=1000),
    "phone": Shot("leaderboard", opens=False, width=390, height=844),
    "phone-story": Shot("run", opens=True, width=390, height=844),
    "print": Shot("leaderboard", opens=False, width=1030, height=700, media="print", schemes=("light",)),
}


def pages() -> dict[str, bytes]:
    """Return the pages to draw: the committed pages of the leaderboard and of one run, and a new comparison page."""
    board = ROOT / "leaderboard"
    setting = Setting()
    stories = load(setting.config, setting.split)
    label = data_label(setting.config, setting.split, stories)
    ids = [story.id for story in stories]
    outputs = {name: output_path(name, setting.config, setting.split, setting.kind) for name in COMPARED_SYSTEMS}
    summaries = {name: read_submission(path, ids).summaries for name, path in outputs.items()}
    results = [score_system(name, texts, stories, setting, label) for name, texts in summaries.items()]
    return {
        "leaderboard": (board / "index.html").read_bytes(),
        "run": (board / "runs" / "open.abstract.lead.html").read_bytes(),
        "compare": compare_page(compare(results), results, stories, summaries),
    }


def draw(found: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the file name and the PNG data of every image."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        for name, data in found.items():
            (Path(place) / f"{name}.html").write_bytes(data)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, shot in SHOTS.items():
            for scheme in shot.schemes:
                yield f"{name}-{scheme}.png", _draw(browser, shot, scheme, Path(place) / f"{shot.page}.html")
        browser.close()


def _draw(browser: Browser, shot: Shot, scheme: Literal["light", "dark"], path: Path) -> bytes:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(path.as_uri())
    page.emulate_media(media=shot.media)
    if shot.opens:
        _open_story(page)
    data: bytes = page.screenshot()
    context.close()
    return data


def _open_story(page: Page) -> None:
    """Open a story and highlight one of its entities, as if the user had focused the entity's button."""
    story = page.locator(STORY_SELECTOR)
    story.locator("button.open").click()
    story.locator("ul.chips button").first.focus()
    story.evaluate("one => one.scrollIntoView({ block: 'start' })")


def problems(found: dict[str, bytes]) -> Iterator[str]:
    """Yield a message for every image that is missing or changed, and for every page that changed after it was drawn."""
    drawn = json.loads(HASHES.read_text(encoding="utf-8")) if HASHES.is_file() else {"pages": {}, "images": {}}
    for name, data in found.items():
        if drawn["pages"].get(name) != sha256(data):
            yield f"page {name!r} has changed since the screenshots were drawn"
    for name in (f"{shot}-{scheme}.png" for shot in SHOTS for scheme in SHOTS[shot].schemes):
        path = FOLDER / name
        if not path.is_file() or drawn["images"].get(name) != sha256(path.read_bytes()):
            yield f"{path.relative_to(ROOT).as_posix()} is missing or has changed since it was drawn"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if an image is missing or out of date"
    )
    args = parser.parse_args(argv)
    found = pages()
    if args.check:
        stale = list(problems(found))
        for problem in stale:
            print(f"{problem} (run scripts/draw_screenshots.py)", file=sys.stderr)
        return 1 if stale else 0
    images = dict(draw(found))
    large = [f"{name}: has {len(data):,} bytes" for name, data in images.items() if len(data) >= MAX_IMAGE_BYTES]
    if large:
        print("\n".join(f"{problem} (keep it below {MAX_IMAGE_BYTES:,} bytes)" for problem in large), file=sys.stderr)
        return 1
    for name, data in images.items():
        write_atomically(FOLDER / name, data)
    hashes = {
        "pages": {name: sha256(data) for name, data in found.items()},
        "images": {name: sha256(data) for name, data in images.items()},
    }
    write_atomically(HASHES, (json.dumps(hashes, indent=2) + "\n").encode())
    print(f"wrote {len(images)} images under {FOLDER.relative_to(ROOT).as_posix()}/", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
