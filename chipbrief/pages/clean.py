"""Extract the articles from the text dump of a page, and record every character that is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chipbrief.files import read_text, sha256
from chipbrief.language.tokens import normalise, paragraphs
from chipbrief.pages.dates import iso_date
from chipbrief.pages.found import FIELDS, Found
from chipbrief.pages.headings import has_verb
from chipbrief.pages.layout import split_page
from chipbrief.pages.repairs import repair
from chipbrief.pages.rules import CLEANERS
from chipbrief.pages.segment import Segment, Span, Traced, trace
from chipbrief.problems import InputError, Problem, fail


@dataclass(frozen=True, slots=True)
class Removed:
    """Span of the raw page that `rule` removed: offsets in code points of the decoded file, end exclusive."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Subheading:
    """Heading that was taken out of the text. `at` is the offset in `text` of what it stood before."""

    text: str
    at: int
    start: int
    end: int
    """Raw offsets, end exclusive."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a page. Fields that the page does not state are `None`.

    `index` is 0 for the main article and n for the nth related one. `age` is the age or date as the page gives it
    (“2 days ago”, “12-03-2025”), and `date` is a stated date as YYYY-MM-DD. `byline` names the authors and `agency` the
    news agency. `text` has paragraphs separated by blank lines. `standfirst` is the publisher's own summary, which is not
    in `text`, and neither are the `subheadings`. `warnings` say what a person should look at.
    """

    page: str
    index: int
    title: str | None
    publisher: str | None
    age: str | None
    date: str | None
    byline: str | None
    agency: str | None
    dateline: str | None
    standfirst: str | None
    text: str
    subheadings: tuple[Subheading, ...]
    removed: tuple[Removed, ...]
    warnings: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the article as plain types for JSON, with the keys in the order of the fields."""
        found = asdict(self)
        return {**found, **{name: list(found[name]) for name in ("subheadings", "removed", "warnings")}}


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

    def __init__(self, rest: Traced, fields: dict[str, str]) -> None:
        self.rest = rest
        self.fields = fields
        self.removed: list[Removed] = []
        self.subheadings: list[tuple[str, Removed]] = []

    def take(self, found: Iterable[Found]) -> None:
        """Remove the found spans from the text, or turn them into fields. If two spans overlap, the first one keeps the overlap."""
        items = list(found)
        if not items:
            return
        spans: list[Span] = []
        for rule, start, end in sorted(items, key=lambda item: (item.start, -item.end)):
            begin = max(start, spans[-1][1] if spans else 0)
            if begin >= end:
                continue
            spans.append((begin, end))
            self._record(rule, (begin, end))
        if spans:
            self.rest = self.rest.without(spans)

    def _record(self, rule: str, span: Span) -> None:
        text = self.rest.text[slice(*span)]
        if rule in ("subheading", "empty_subheading"):
            self.subheadings += [(repair(text.strip()), removed) for removed in _removed(self.rest, rule, span)]
        elif rule == "date":
            self.fields.setdefault("date", iso_date(text) or "")
            if "age" in self.fields:
                self.removed.extend(_removed(self.rest, rule, span))
            else:
                self.fields["age"] = text.strip()
        elif rule in FIELDS and rule not in self.fields:
            self.fields[rule] = " ".join(repair(line) for line in paragraphs(text))
        else:
            # An article has one value per field. Further spans for it are recorded as front matter.
            self.removed.extend(_removed(self.rest, "front_matter" if rule in FIELDS else rule, span))


def _removed(traced: Traced, rule: str, span: Span) -> Iterator[Removed]:
    text = traced.text[span[0] : span[1]]
    start = span[0] + len(text) - len(text.lstrip())
    return (Removed(rule, *raw) for raw in traced.raw_spans((start, span[0] + len(text.rstrip()))))


def _article(page: Traced, segment: Segment, name: str, edits: Sequence[Edit]) -> Article:
    body = _Body(page[(segment.body[0].start, segment.body[-1].end)], _header_fields(page, segment))
    body.take(_edited(body.rest, edits))
    for cleaner in CLEANERS:
        body.take(cleaner(body.rest.text))
    header = [item for rule, span in segment.removed for item in _removed(page, rule, span)]
    text = normalise("\n\n".join(filter(None, map(repair, paragraphs(body.rest.text)))))
    fields = body.fields
    date = segment.date or next(filter(None, (iso_date(fields.get("age", "")), fields.get("date"))), None)
    return Article(
        page=name,
        index=segment.index,
        title=repair(segment.title.text) if segment.title else None,
        publisher=fields.get("publisher"),
        age=fields.get("age"),
        date=date,
        byline=fields.get("byline"),
        agency=fields.get("agency"),
        dateline=fields.get("dateline"),
        standfirst=fields.get("standfirst"),
        text=text,
        subheadings=tuple(_placed(body, text)),
        removed=tuple(sorted(header + body.removed, key=lambda item: (item.start, item.end))),
        warnings=(*segment.warnings, *_text_warnings(text)),
    )


def _header_fields(page: Traced, segment: Segment) -> dict[str, str]:
    spans = {"publisher": segment.publisher, "age": segment.age, "byline": segment.byline}
    return {field: page.text[slice(*span)] for field, span in spans.items() if span}


def _text_warnings(text: str) -> Iterator[str]:
    """Yield what is wrong with a cleaned text as a whole."""
    if not text:
        yield "no text is left"
    elif len(text) < 80 and not any(mark in text for mark in ".!?。।…") and not has_verb(text):
        yield "the text has no sentence"


def _placed(body: _Body, text: str) -> Iterator[Subheading]:
    """Yield the subheadings with their offsets in the final text.

    Repairs lose no letter, so the letters before a heading tell its place.
    """
    at = counted = letters = 0
    for heading, span in sorted(body.subheadings, key=lambda item: item[1].start):
        before = body.rest.find(0, span.start)
        end = before[1] if before else 0
        letters += sum(map(str.isalnum, body.rest.text[counted:end]))
        counted = end
        wanted = letters
        at = _after_letters(text, wanted)
        yield Subheading(heading, at, span.start, span.end)


def _after_letters(text: str, count: int) -> int:
    """Return the offset of the first character after `count` letters or digits that is no space and closes nothing."""
    at = 0
    while count and at < len(text):
        count -= text[at].isalnum()
        at += 1
    while (
        at < len(text)
        and at
        and (text[at].isspace() or text[at] in ".!?,;:…”’)]" or (text[at] in "\"'" and not text[at - 1].isspace()))
    ):
        at += 1
    return at


def _edited(body: Traced, edits: Sequence[Edit]) -> Iterator[Found]:
    """Yield the edits inside this body, as spans of its text."""
    for edit in edits:
        if inside := body.find(edit.start, edit.end):
            yield Found("standfirst" if edit.role == "standfirst" else "edit", *inside)
