"""Extract the articles from the text dump of a page, and record every character that is left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chipbrief.files import read_text, sha256
from chipbrief.language.tokens import normalise, paragraphs
from chipbrief.pages.front import FIELDS, Found
from chipbrief.pages.layout import split_page
from chipbrief.pages.repairs import repair
from chipbrief.pages.rules import CLEANERS
from chipbrief.pages.segment import Segment, Span, Traced, trace
from chipbrief.problems import InputError, Problem, fail, printable


@dataclass(frozen=True, slots=True)
class Removed:
    """Span of the raw page that `rule` removed: offsets in code points of the decoded file, end exclusive."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a page. Fields that the page does not state are `None`.

    `index` is 0 for the main article and n for the nth related one. `age` is the age or date as the page gives it
    (“2 days ago”, “12-03-2025”). `text` has paragraphs separated by blank lines. `standfirst` is the publisher's own
    summary, which is not in `text`.
    """

    page: str
    index: int
    title: str | None
    publisher: str | None
    age: str | None
    dateline: str | None
    standfirst: str | None
    text: str
    removed: tuple[Removed, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the article as plain types for JSON, with the keys in the order of the fields."""
        return {**asdict(self), "removed": [asdict(span) for span in self.removed]}


PREVIEW_LENGTH = 60
"""Maximum number of characters of a removed text that `explain` shows."""


def jsonl(article: Article) -> str:
    """Return the article as one line of JSON."""
    return json.dumps(article.as_dict(), ensure_ascii=False)


def readable(article: Article) -> str:
    """Return the article for reading: the fields that the page states, then the text."""
    fields = (("title", article.title), ("publisher", article.publisher), ("age", article.age),
              ("dateline", article.dateline), ("standfirst", article.standfirst))  # fmt: skip
    head = [
        f"== {printable(article.page)} [{article.index}]",
        *(f"{name}: {value}" for name, value in fields if value is not None),
    ]
    return "\n".join([*head, "", article.text, ""])


def explain(article: Article, raw: str) -> str:
    """Return a list of the removed spans: raw offsets, rule, and the beginning of the removed text."""
    lines = [f"{printable(article.page)} [{article.index}]: {len(article.removed)} removed"]
    for span in article.removed:
        text = beginning(raw[span.start : span.end])
        lines.append(f"  {span.start:>7} {span.end:>7}  {span.rule:<18} {text}")
    return "\n".join(lines)


def beginning(text: str) -> str:
    """Return the beginning of a text on one line, without characters that control a terminal."""
    shown = text if len(text) <= PREVIEW_LENGTH else text[: PREVIEW_LENGTH - 1] + "…"
    return printable(shown.replace("\n", " "))


PAGE_LIMIT = 4 << 20
"""Maximum size of a page in bytes. A news page usually has some tens of thousands."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Manual correction for text that no rule can recognise.

    The raw characters from `start` to `end` (exclusive) are removed, or become the standfirst, depending on `role`.
    `sha256` is the digest of the raw text between the offsets, so that an edit is never applied to another text.
    """

    start: int
    end: int
    sha256: str
    reason: str
    role: str = "remove"


def read_page(path: Path) -> str:
    """Return the decoded, unchanged text of a page. Raise `InputError` if it cannot be read, is too large or is not UTF-8."""
    return read_text(path, PAGE_LIMIT)


def clean(raw: str, page: str, edits: Sequence[Edit] = ()) -> list[Article]:
    """Return the articles of the page `raw` in page order. `page` is its name, which error messages and articles carry.

    Offsets in `removed` and `edits` count code points of `raw`. Raise `InputError` if an edit does not fit `raw` or if the
    page contains no article.
    """
    _check_edits(raw, page, edits)
    traced = trace(raw)
    articles = [_article(traced, segment, page, edits) for segment in split_page(traced)]
    if not articles:
        raise fail(page, "no article found", "pass the text of a whole page")
    return articles


def _check_edits(raw: str, page: str, edits: Sequence[Edit]) -> None:
    problems = []
    for number, edit in enumerate(edits):
        if not 0 <= edit.start < edit.end <= len(raw):
            what = f"edits[{number}]: offsets {edit.start} to {edit.end} are not in the page"
            problems.append(Problem(page, what, "correct the offsets"))
        elif (found := sha256(raw[edit.start : edit.end])) != edit.sha256:
            problems.append(
                Problem(
                    page, f"edits[{number}]: SHA-256 of the text is {found}, not {edit.sha256}", "correct the offsets"
                )
            )
    if problems:
        raise InputError(problems)


class _Body:
    """Remaining text of an article (`rest`), the fields found so far, and the spans removed so far."""

    def __init__(self, rest: Traced) -> None:
        self.rest = rest
        self.fields: dict[str, str] = {}
        self.removed: list[Removed] = []

    def take(self, found: Iterable[Found]) -> None:
        """Remove the found spans from the text, or turn them into fields. If two spans overlap, the first one keeps the overlap."""
        spans: list[Span] = []
        for rule, start, end in sorted(found, key=lambda item: (item.start, -item.end)):
            begin = max(start, spans[-1][1] if spans else 0)
            if begin >= end:
                continue
            spans.append((begin, end))
            if rule in FIELDS and rule not in self.fields:
                self.fields[rule] = " ".join(repair(line) for line in paragraphs(self.rest.text[begin:end]))
            else:
                # An article has one value per field. Further spans for it are recorded as front matter.
                name = "front_matter" if rule in FIELDS else rule
                self.removed.extend(_removed(self.rest, name, (begin, end)))
        self.rest = self.rest.without(spans)


def _removed(traced: Traced, rule: str, span: Span) -> Iterator[Removed]:
    text = traced.text[span[0] : span[1]]
    start = span[0] + len(text) - len(text.lstrip())
    return (Removed(rule, *raw) for raw in traced.raw_spans((start, span[0] + len(text.rstrip()))))


def _article(page: Traced, segment: Segment, name: str, edits: Sequence[Edit]) -> Article:
    body = _Body(page[(segment.body[0].start, segment.body[-1].end)])
    body.take(_edited(body.rest, edits))
    for cleaner in CLEANERS:
        body.take(list(cleaner(body.rest.text)))
    header = [item for rule, span in segment.removed for item in _removed(page, rule, span)]
    return Article(
        page=name,
        index=segment.index,
        title=repair(segment.title.text) if segment.title else None,
        publisher=_slice(page, segment.publisher),
        age=_slice(page, segment.age),
        dateline=body.fields.get("dateline"),
        standfirst=body.fields.get("standfirst"),
        text=normalise("\n\n".join(filter(None, map(repair, paragraphs(body.rest.text))))),
        removed=tuple(sorted(header + body.removed, key=lambda item: (item.start, item.end))),
    )


def _slice(page: Traced, span: Span | None) -> str | None:
    return None if span is None else page.text[span[0] : span[1]]


def _edited(body: Traced, edits: Sequence[Edit]) -> Iterator[Found]:
    """Yield the edits inside this body, as spans of its text."""
    for edit in edits:
        inside = [at for at, origin in enumerate(body.origin) if edit.start <= origin < edit.end]
        if inside:
            yield Found("standfirst" if edit.role == "standfirst" else "edit", inside[0], inside[-1] + 1)
