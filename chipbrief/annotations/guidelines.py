"""Show the annotation guidelines beside the work: as one HTML page, or as the instructions of an annotation tool.

The source is `GUIDELINES.md` of an annotation folder. Only the Markdown that these files use is converted: headings, paragraphs, lists,
tables, code, bold and italics. Everything else appears as it is written, and all text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from chipbrief.files import read_text
from chipbrief.problems import fail

FILE_NAME = "GUIDELINES.md"
FILE_LIMIT = 1 << 20
"""Maximum size of the guidelines in bytes."""
TASKS: dict[str, tuple[str, ...]] = {
    "summary": ("reference",),
    "entities": ("entities",),
    "facts": ("fact",),
    "review": ("reference", "entities", "fact"),
    "rating": ("rating",),
}
"""Words that the titles of a task's sections contain, by task."""
RATING = """## Ratings

- Read the article first, then all summaries, then rate.
- Rate each summary against the article, not against the other summaries. Two summaries may have the same rating.
- 1 is the worst rating and 5 the best. Use the whole scale.
- A claim that the article does not make is a fault, even if it is true.
"""
"""Section for ratings if the guidelines have none."""
STYLE = """:root{--page:#fff;--panel:#f6f7f9;--text:#15191e;--soft:#525b66;--line:#d8dde3;--accent:#0b57c4;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--page:#0f1318;--panel:#171c23;--text:#e7ecf2;--soft:#a3adb9;--line:#2f3741;--accent:#7db4ff}}
*{box-sizing:border-box}body{margin:0 auto;max-width:48rem;padding:.75rem 1.25rem 2rem;background:var(--page);color:var(--text);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;overflow-wrap:break-word}
h1{font-size:1.625rem;line-height:1.2;margin:.75rem 0 .5rem}h2{font-size:1.25rem;line-height:1.3;margin:2rem 0 .5rem;scroll-margin-top:5rem}
h3{font-size:1.0625rem;margin:1.25rem 0 .25rem}p{margin:.5rem 0}a{color:var(--accent)}:focus-visible{outline:3px solid var(--accent)}
nav{position:sticky;top:0;z-index:1;margin:.75rem 0;padding:.375rem 0;background:var(--page);border-block:1px solid var(--line);
font-size:.875rem}nav ul{display:flex;flex-wrap:wrap;gap:.125rem 1rem;list-style:none;margin:0;padding:0}nav a{text-decoration:none}
main>ul{padding-left:1.25rem}main>ul>li{margin:.375rem 0}main>ul>li::marker{color:var(--soft)}
table{border-collapse:collapse;display:block;overflow-x:auto;margin:.75rem 0;font-size:.875rem}th,td{border:1px solid var(--line);
padding:.25rem .5rem;vertical-align:top;text-align:left}th{background:var(--panel);white-space:nowrap}td code{white-space:nowrap}
code{background:var(--panel);border:1px solid var(--line);border-radius:.25rem;padding:0 .25rem;font-size:.875em}
@media print{nav{display:none}}"""
"""Look of the page: the colours of the reports. The links to the sections stay at the top, also in a narrow window beside the work."""


class Guidelines(NamedTuple):
    """Title, version (None if the file states none), the text before the first section, and the sections with their titles."""

    title: str
    version: str | None
    introduction: str
    sections: tuple[tuple[str, str], ...]


def read_guidelines(folder: Path) -> Guidelines:
    """Read the guidelines of an annotation folder. Raise `InputError` if there are none."""
    path = folder / FILE_NAME
    if not path.is_file():
        raise fail(str(path), "does not exist", "write the rules of your annotators into this file")
    head, *parts = re.split(r"^## +", read_text(path, FILE_LIMIT), flags=re.MULTILINE)
    title = re.search(r"^# +(.+)$", head, re.MULTILINE)
    version = re.search(r"^Version (\d+(?:\.\d+)*)", head, re.MULTILINE)
    introduction = re.sub(r"^# +.+$", "", head, count=1, flags=re.MULTILINE)
    sections = tuple((name.strip(), body) for name, _, body in (part.partition("\n") for part in parts))
    return Guidelines(title[1].strip() if title else "Guidelines", version and version[1], introduction, sections)


def for_task(found: Guidelines, task: str | None) -> Guidelines:
    """Return the guidelines with the sections of one task, or all without a task. Raise `InputError` if no section is about it."""
    if task is None:
        return found
    sections = tuple(one for one in found.sections if any(word in one[0].lower() for word in TASKS[task]))
    if task == "rating" and not sections:
        name, _, body = RATING.removeprefix("## ").partition("\n")
        sections = ((name, body),)
    if not sections:
        raise fail(
            FILE_NAME, f"has no section about {task}", f"add a section whose title has the word {TASKS[task][0]}"
        )
    return found._replace(sections=sections)


def instructions(task: str, folder: Path) -> str:
    """Return the rules of a task as HTML without styles or scripts, for the field *instructions* of a Label Studio project."""
    found = for_task(read_guidelines(folder), task)
    version = f"<p>Version {escape(found.version)}</p>\n" if found.version else ""
    return version + "\n".join(f"<h2>{_inline(name)}</h2>\n{to_html(body)}" for name, body in found.sections)


def page(found: Guidelines) -> str:
    """Return the guidelines as one HTML page that loads nothing from anywhere."""
    links = "".join(f'<li><a href="#s{at}">{_inline(name)}</a></li>' for at, (name, _) in enumerate(found.sections))
    nav = f'<nav aria-label="Sections"><ul>{links}</ul></nav>' if len(found.sections) > 1 else ""
    body = "\n".join(
        f'<h2 id="s{at}">{_inline(name)}</h2>\n{to_html(text)}' for at, (name, text) in enumerate(found.sections)
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(found.title)}{escape(f", version {found.version}") if found.version else ""}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{_inline(found.title)}</h1>
{to_html(found.introduction)}
{nav}
{body}
</main>
</body>
</html>
"""


def to_html(markdown: str) -> str:
    """Return the HTML of the Markdown that guidelines use."""
    return "\n".join(html for block in re.split(r"\n\s*\n", markdown.strip("\n")) for html in _block(block.split("\n")))


def _block(lines: list[str]) -> Iterator[str]:
    """Yield the HTML of lines without a blank line between them. A heading, list or table may follow a paragraph directly."""
    kinds = [_kind(line) for line in lines]
    start = 0
    for at in range(1, len(lines) + 1):
        is_next_line = at < len(lines) and kinds[at] == "text" and kinds[start] in ("text", "list")
        if at < len(lines) and (is_next_line or (kinds[at] == kinds[start] != "heading")):
            continue
        yield _part(kinds[start], lines[start:at])
        start = at


def _kind(line: str) -> str:
    if line.startswith("- "):
        return "list"
    if line.startswith("|"):
        return "table"
    return "heading" if re.match(r"#{3,6} ", line) else "text"


def _part(kind: str, lines: list[str]) -> str:
    if kind == "heading":
        return f"<h3>{_inline(lines[0].lstrip('#').strip())}</h3>"
    if kind == "list":
        items = re.split(r"^- ", "\n".join(lines), flags=re.MULTILINE)[1:]
        return "<ul>\n" + "\n".join(f"<li>{_inline(item)}</li>" for item in items) + "\n</ul>"
    if kind == "table":
        head, *rows = [_cells(line) for line in lines if not re.fullmatch(r"\|[\s:|-]*", line)] or [[]]
        body = "\n".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows)
        return f"<table>\n<tr>{''.join(f'<th>{_inline(cell)}</th>' for cell in head)}</tr>\n{body}\n</table>"
    text = "\n".join(lines)
    return f"<p>{_inline(text)}</p>" if text.strip() else ""


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _inline(text: str) -> str:
    """Return escaped text with code, bold and italics. Asterisks in code stay as they are, and links appear as their text."""
    found = []
    for at, part in enumerate(re.split(r"`([^`\n]+)`", " ".join(text.split()))):
        if at % 2:
            found.append(f"<code>{escape(part)}</code>")
            continue
        plain = escape(re.sub(r"\[([^\]\[]+)\]\([^)\s]*\)", r"\1", part))
        plain = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", plain)
        found.append(re.sub(r"\*([^*\s][^*]*)\*", r"<em>\1</em>", plain))
    return "".join(found)
