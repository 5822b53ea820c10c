"""Draw the pictures of docs/howto/annotate_with_people.md, and make the exports that its commands import.

The script starts a Label Studio server with an empty database and works in its pages with mouse and keyboard, as the people of
the page do. It needs `.ci/install_peers label-studio`, the extra `browser` and Chromium. --check needs none of them: it makes the
tasks again and compares them, the exports and the pictures with the hashes that were stored when they were made.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from chipbrief.commands.main import main as chipbrief
from chipbrief.files import sha256, write_atomically

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "howto" / "annotate_with_people.md"
FOLDER = ROOT / "docs" / "howto" / "annotation"
HASHES = FOLDER / "drawn.json"
PROGRAM = ROOT / ".peers" / "label-studio" / "bin" / "label-studio"
MAX_IMAGE_BYTES = 150_000
PATIENCE = 600
"""Seconds for the start of the server, most of which are migrations of a new database. A busy machine needs minutes."""
USER, PASSWORD, TOKEN = "you@example.org", "choose one", "0123456789abcdef" * 2 + "01234567"  # user as on the page
PLACE_OF = """([selector, words]) => {
    const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    while (walker.nextNode()) {
        nodes.push([walker.currentNode, text.length]);
        text += walker.currentNode.textContent;
    }
    const first = text.indexOf(words), last = first + words.length - 1;
    const inside = at => nodes.findLast(([, start]) => start <= at);
    const [from, to] = [inside(first), inside(last)];
    const range = document.createRange();
    range.setStart(from[0], first - from[1]);
    range.setEnd(to[0], last - to[1] + 1);
    from[0].parentElement.scrollIntoView({ block: "center" });
    const boxes = [...range.getClientRects()].filter(box => box.width > 0);
    const [head, tail] = [boxes[0], boxes.at(-1)];
    return [head.left + 0.5, head.top + head.height / 2, tail.right - 0.5, tail.top + tail.height / 2];
}"""
"""Return where words are on the screen: x and y of their beginning, and of their end. Line ends do not count in `words`."""
ARTICLE = ".lsf-htx-richtext"


class Studio(NamedTuple):
    """A running server."""

    address: str

    def call(self, path: str, body: Any = None) -> Any:
        """Send a request to the API and return the JSON of the answer."""
        headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}{path}", data, headers)  # noqa: S310 - always http
        with urllib.request.urlopen(request, timeout=60) as got:  # noqa: S310 - always http
            return json.loads(got.read())

    def project(self, title: str, configuration: str, tasks: Sequence[Any]) -> tuple[int, list[int]]:
        """Create a project with tasks, and return its number and those of the tasks."""
        made = self.call("/api/projects", {"title": title, "label_config": configuration})
        done = self.call(f"/api/projects/{made['id']}/import?return_task_ids=true", list(tasks))
        return made["id"], done["task_ids"]

    def exported(self, project: int) -> Any:
        """Return the export of a project in the format JSON."""
        return self.call(f"/api/projects/{project}/export?exportType=JSON")


def start_command(port: int) -> str:
    """Return the command with which the page starts a server, for another port."""
    found = re.search(
        r"^\$ (LABEL_STUDIO_BASE_DATA_DIR=.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    if found is None:
        raise RuntimeError(f"{PAGE.name} does not start a server")
    command = found[1].replace("\n> ", "\n").replace("label-studio/bin/label-studio", shlex.quote(str(PROGRAM)))
    return f"exec env {command.replace('8080', str(port))}"


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Studio]:
    """Start a server whose data lie in `folder`, and stop it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = ["bash", "-c", start_command(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - the page's own command
            command, env={**env, "TOKEN": TOKEN}, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder
        )
    studio, until = Studio(f"http://127.0.0.1:{port}"), time.monotonic() + PATIENCE
    try:
        while not _is_up(studio.address):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Label Studio has not started: {(folder / 'log').read_text()[-2000:]}")
            time.sleep(0.5)
        yield studio
    finally:
        process.terminate()
        process.wait(20)


def _is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as reply:  # noqa: S310 - always http
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class Hand(NamedTuple):
    """A person at a browser. Requests to other machines fail."""

    page: Page
    studio: Studio

    def log_in(self) -> None:
        """Log in as the only user."""
        self.page.goto(f"{self.studio.address}/user/login")
        self.page.fill("input[name=email]", USER)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "login" not in url)

    def open(self, project: int, task: int) -> None:
        """Open a task, and wait until the page has stopped to load: whatever is done before is lost."""
        self.page.goto(f"{self.studio.address}/projects/{project}/data?task={task}")
        self.page.wait_for_function("selector => document.querySelector(selector)?.textContent.trim()", arg=ARTICLE)
        self.page.wait_for_load_state("networkidle")

    def mark(self, words: str, label: str) -> None:
        """Choose a label, and drag the mouse over words of the article."""
        self.page.locator(".lsf-labels").get_by_text(label, exact=True).click()
        marks = self.page.locator(f"{ARTICLE} .htx-highlight")
        before = marks.count()
        left, top, right, bottom = self.page.evaluate(PLACE_OF, [ARTICLE, words])
        self.page.mouse.move(left, top)
        self.page.mouse.down()
        self.page.mouse.move(right, bottom, steps=5)
        self.page.mouse.up()
        marks.nth(before).wait_for()
        self.page.keyboard.press("Escape")

    def write(self, name: str, text: str) -> None:
        """Type a text into a field and leave it."""
        field = self.page.locator(f"textarea[name={name}]")
        field.press_sequentially(text)
        field.blur()

    def choose(self, option: str) -> None:
        """Choose an option of a question."""
        self.page.get_by_text(option).click()

    def submit(self) -> None:
        """Submit the task. Raise `RuntimeError` if the server refuses it."""
        with self.page.expect_response(
            lambda got: "/annotations" in got.url and got.request.method == "POST"
        ) as answer:
            self.page.get_by_role("button", name="Submit current annotation").click()
        if answer.value.status != 201:
            raise RuntimeError(f"the server has not taken the annotation: {answer.value.text()}")


@contextlib.contextmanager
def hand(studio: Studio, width: int = 1180, height: int = 760) -> Iterator[Hand]:
    """Open a headless browser and log in."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page.set_default_timeout(20_000)
        page.route(lambda url: not url.startswith(studio.address), lambda route: route.abort())
        found = Hand(page, studio)
        found.log_in()
        yield found
        browser.close()


class Step(NamedTuple):
    """One round of the page: how the tasks are exported, what a person does with each of them, and how the answers come back.

    `marks` are words and labels by story, `texts` the texts of fields by story, `choice` is an option. `pictured` is the story
    whose page is drawn.
    """

    options: str
    who: str
    marks: dict[str, tuple[tuple[str, str], ...]] = {}  # noqa: RUF012 - never changed
    texts: dict[str, dict[str, str]] = {}  # noqa: RUF012 - never changed
    choice: str = ""
    pictured: str = ""


CORPUS = "--corpus stories.jsonl --id doc --title title --document body --annotations mine/annotations"
GATE = (("Halmby", "GPE"), ("Friday", "DATE"), ("Tom Berg", "PERSON"), ("Osterlund", "GPE"))
PIER = (("Halmby", "GPE"), ("Monday", "DATE"), ("40 metres", "QUANTITY"), ("12 million euros", "MONEY"), ("Ada Lind", "PERSON"),
        ("last summer", "DATE"), ("Zoë Brandt", "PERSON"))  # fmt: skip
ADA = '--annotator ada --name "Ada Quill" --guidelines 1.0'
BEN = '--annotator ben --name "Ben Ash" --guidelines 1.0'
CLEO = '--annotator cleo --name "Cleo Ross" --guidelines 1.0'
STEPS = {
    "ada": Step(f"--task entities {CORPUS}", ADA, {"gate": (*GATE, ("two weeks", "DATE")), "pier": PIER}, pictured="pier"),
    "ben": Step(f"--task entities {CORPUS}", BEN, {"gate": GATE, "pier": (*PIER, ("council of Halmby", "ORG"))}),
    "review": Step("--task review --layers ada ben --annotations mine", CLEO, {"gate": (("two weeks", "DATE"),)}, pictured="gate"),
    "summaries": Step("--task summary --annotations mine", "--annotator ada", texts={
        "gate": {"headline": "Broken gate closes Halmby's lock",
                 "brief": "Halmby's lock is shut for two weeks after its gate broke.",
                 "abstract": "Halmby's lock is shut for two weeks because a gate broke on Friday.\nShips to Osterlund must wait outside."},
        "pier": {"headline": "Halmby widens its northern pier",
                 "brief": "Halmby will widen its northern pier by 40 metres for 12 million euros.",
                 "abstract": "Halmby's council wants a pier that is 40 metres wider, for 12 million euros.\n"
                             "The fishing crews, who blocked the old one twice, accept the plan."},
    }, pictured="pier"),
    "signed": Step("--task review --layers ada --annotations mine", "--annotator cleo", choice="approve"),
}  # fmt: skip
"""The rounds of the page in their order. The names are those of the exports in docs/howto/annotation/."""


def tasks_of(place: Path) -> Iterator[tuple[str, Path]]:
    """Yield each step with the tasks that it exports in `place`. Before the next step, import the answers that the folder has."""
    page = PAGE.read_text(encoding="utf-8")
    stories = re.search(r"<!-- file: stories.jsonl -->\n```json\n(.*?)```", page, re.DOTALL)
    if stories is None:
        raise RuntimeError(f"{PAGE.name} has no stories.jsonl")
    (place / "stories.jsonl").write_bytes(stories[1].encode())
    for name, step in STEPS.items():
        _run(place, f"annotate export {step.options} -o {name}.json")
        yield name, place / f"{name}.json"
        _run(place, f'annotate import "{FOLDER / name}.json" {step.options} {step.who}')


def _run(place: Path, command: str) -> None:
    with (
        contextlib.chdir(place),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()) as said,
    ):
        status = chipbrief(shlex.split(command))
    if status:
        raise RuntimeError(f"chipbrief {command}: {said.getvalue()}")


def work(one: Hand, name: str, tasks: Path) -> bytes | None:
    """Do one step in the browser, write the export, and return the picture if the step has one."""
    step, rows = STEPS[name], json.loads(tasks.read_text(encoding="utf-8"))
    configuration = Path(f"{tasks}.config.xml").read_text(encoding="utf-8")
    project, numbers = one.studio.project(name.capitalize(), configuration, rows)
    picture = None
    for row, number in zip(rows, numbers, strict=True):
        story = row["data"]["task"]
        one.open(project, number)
        for words, label in step.marks.get(story, ()):
            one.mark(words, label)
        for field, text in step.texts.get(story, {}).items():
            one.write(field, text)
        if step.choice:
            one.choose(step.choice)
        if story == step.pictured:
            picture = one.page.screenshot()
        one.submit()
    found = [{"id": row["id"], "data": row["data"], "annotations": [_kept(made) for made in row["annotations"]]}
             for row in one.studio.exported(project)]  # fmt: skip
    write_atomically(FOLDER / f"{name}.json", f"{json.dumps(found, ensure_ascii=False, indent=1)}\n".encode())
    return picture


def _kept(annotation: dict[str, Any]) -> dict[str, Any]:
    """Return what an import reads of an annotation. The time is left out: it is that of a script, not of a person."""
    return {key: annotation[key] for key in ("id", "completed_by", "was_cancelled", "created_at", "result")}


def problems(place: Path) -> Iterator[str]:
    """Yield a message for every file that is missing or changed, and for all tasks that changed after the pictures were drawn."""
    drawn = json.loads(HASHES.read_text(encoding="utf-8")) if HASHES.is_file() else {"tasks": {}, "files": {}}
    for name, path in drawn["files"].items():
        file = FOLDER / name
        if not file.is_file() or sha256(file.read_bytes()) != path:
            yield f"{file.relative_to(ROOT).as_posix()} is missing or has changed since it was made"
    try:
        for name, tasks in tasks_of(place):
            if drawn["tasks"].get(name) != digest_of(tasks):
                yield f"the tasks {name!r} have changed since the pictures were drawn"
    except RuntimeError as error:
        yield str(error)


def digest_of(tasks: Path) -> str:
    """Return the SHA-256 of tasks and their configuration."""
    return sha256(tasks.read_bytes() + Path(f"{tasks}.config.xml").read_bytes())


def draw(place: Path) -> dict[str, Any]:
    """Go through all steps in a browser, write exports and pictures, and return their hashes."""
    found: dict[str, Any] = {"tasks": {}, "files": {}}
    data = place / "server"
    data.mkdir()
    with serving(data) as studio, hand(studio) as one:
        for name, tasks in tasks_of(place):
            found["tasks"][name] = digest_of(tasks)
            picture = work(one, name, tasks)
            found["files"][f"{name}.json"] = sha256((FOLDER / f"{name}.json").read_bytes())
            if picture is None:
                continue
            if len(picture) >= MAX_IMAGE_BYTES:
                raise RuntimeError(f"{name}.png has {len(picture):,} bytes (keep it below {MAX_IMAGE_BYTES:,} bytes)")
            write_atomically(FOLDER / f"{name}.png", picture)
            found["files"][f"{name}.png"] = sha256(picture)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if a file is missing or out of date"
    )
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as place:
        if args.check:
            stale = list(problems(Path(place)))
            for problem in stale:
                print(f"{problem} (run scripts/draw_annotation.py)", file=sys.stderr)
            return 1 if stale else 0
        found = draw(Path(place))
    write_atomically(HASHES, f"{json.dumps(found, indent=2)}\n".encode())
    print(f"wrote {len(found['files'])} files under {FOLDER.relative_to(ROOT).as_posix()}/", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
