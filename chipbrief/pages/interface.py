"""The interface that an aggregator puts between the main article of a page and the related ones."""

from __future__ import annotations

import re

from chipbrief.pages.found import word_count
from chipbrief.pages.lines import Line, Segment
from chipbrief.pages.plain import take_title

HASHTAGS = re.compile(r"#\w\S*(?:[\s,]+#\w\S*)*|Latest news with\s+#.{1,100}", re.IGNORECASE)
EXPLORE = re.compile(r"Explore what \S{1,40} AI can do for you:")
RELATED = "Related Articles"
COMMENTS = "Comments"
INTERFACE_START = frozenset(("Orange background", "Try Our AI Features"))
"""First lines of the interface after the main article."""
INTERFACE = INTERFACE_START | {"Hashtags", COMMENTS, "No comments yet...", RELATED}
"""Interface lines that may end the main article."""
APP_LINES = re.compile(
    r"app-storeplay-store|Get Started Now: Download the App|DOWNLOAD THE APP"
    r"|Ready to dive into .{1,100}\? Download \S{1,40} app today.{1,100}"
)
COMMENTS_LIMIT = 2000
"""Maximum number of characters of readers' comments that are removed. A longer text there is kept, with a warning."""
UNKNOWN = -1
"""Index of a segment that has no known header, until all headers are counted."""
SCRAP_LIMIT = 200
"""Maximum number of characters of unknown interface text that is removed if it has no sentence."""


def take_interface(segment: Segment, lines: list[Line]) -> Segment | None:
    """Record the interface lines as removed, and return the text between them that is kept, if there is any.

    Up to `COMMENTS_LIMIT` characters behind “Comments” are readers' comments. Other lines are unknown: a scrap is removed,
    and anything longer or with a sentence is kept.
    """
    places = {line.text: at for at, line in enumerate(lines)}
    comments, related = places.get(COMMENTS, len(lines)), places.get(RELATED, len(lines))
    known = [_is_interface(line.text) for line in lines]
    unknown = [at for at, is_known in enumerate(known) if not is_known]
    discussed = [lines[at] for at in unknown if comments < at < related]
    others = [lines[at] for at in unknown if not comments < at < related]
    segment.remove("interface", [line for line, is_known in zip(lines, known, strict=True) if is_known])
    if sum(len(line.text) for line in discussed) <= COMMENTS_LIMIT:
        segment.remove("reader_comments", discussed)
        discussed = []
    size = sum(len(line.text) for line in others)
    if size <= SCRAP_LIMIT and not any(line.text[-1] in ".!?" and word_count(line.text) > 5 for line in others):
        segment.remove("unrecognised", others)
        others = []
    if not (kept := sorted(discussed + others, key=lambda line: line.start)):
        return None
    text = "readers' comments or another article" if discussed else "an article without a known header"
    found = Segment(UNKNOWN, aggregated=True, warnings=[f"text in the interface was kept: it may be {text}"])
    found.body = take_title(found, kept) if len(kept) > 1 else kept
    return found


def _is_interface(text: str) -> bool:
    return text in INTERFACE or bool(EXPLORE.fullmatch(text) or HASHTAGS.fullmatch(text) or APP_LINES.fullmatch(text))


def interface_start(lines: list[Line]) -> int:
    """Return the index of the first line of the interface after the main article, or the number of lines.

    The interface begins at a line that only the interface has. Interface lines directly before it belong to it as well.
    Without such a line, it is the run of interface lines at the end.
    """
    marks = (at for at, line in enumerate(lines) if line.text in INTERFACE_START or EXPLORE.fullmatch(line.text))
    at = next(marks, len(lines))
    while at:
        text = lines[at - 1].text
        if not (text in INTERFACE or EXPLORE.fullmatch(text) or (HASHTAGS.fullmatch(text) and at > 1)):
            break
        at -= 1
    return at
