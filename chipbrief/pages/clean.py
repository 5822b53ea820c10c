"""Extract the articles from the text dump of a page, and record every character that is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from chipbrief.files import read_text, sha256
from chipbrief.language.tokens import normalise, paragraphs
from chipbrief.pages.article import Article, Edit, Removed, Subheading
from chipbrief.pages.dates import iso_date
from chipbrief.pages.found import FIELDS, Found, lines_of
from chipbrief.pages.headings import has_verb
from chipbrief.pages.layout import split_page
from chipbrief.pages.lines import Segment, lines_in
from chipbrief.pages.plain import same_title
from chipbrief.pages.plan import Plan, plan_of
from chipbrief.pages.repairs import repair
from chipbrief.pages.rules import CLEANERS
from chipbrief.pages.segment import Span, Traced, trace
from chipbrief.pages.sources import Page, check_lines, pages_of_text
from chipbrief.problems import InputError, Problem, fail

PAGE_LIMIT = 4 << 20
"""Maximum size of a page in bytes. A news page usually has some tens of thousands."""


def read_page(path: Path) -> str:
    """Return the decoded, unchanged text of a page. Raise `InputError` if it cannot be read, is too large or is not UTF-8."""
    return read_text(path, PAGE_LIMIT)


def clean(raw: str, page: str, edits: Sequence[Edit] = ()) -> list[Article]:
    """Return the articles of the page `raw` in page order. `page` is its name, which error messages and articles carry.

    If `raw` is HTML or a feed, its markup is read first, so that no tag is taken for text. Offsets in `removed` and `edits`
    count code points of `raw`, or of the extracted text if there was markup. Raise `InputError` if an edit does not fit `raw` or if the
    page contains no article.
    """
    return [article for found in pages_of_text(raw, page, page) for article in clean_page(found, edits)]


def clean_page(page: Page, edits: Sequence[Edit] = ()) -> list[Article]:
    """Return the articles of a page in page order. If markup stated its title, the page is one article.

    Offsets count code points of `page.text`. Raise `InputError` as `clean` does.
    """
    check_lines(page.text, page.name)
    _check_edits(page.text, page.name, edits)
    traced = trace(page.text)
    segments = [_marked_up(traced, page)] if page.fields.get("title") else split_page(traced)
    plan = plan_of(traced.text, len(segments))
    articles = [_article(traced, segment, page, edits, plan) for segment in segments if segment.body]
    if not articles:
        raise fail(page.name, "no article found", "pass the text of a whole page")
    return articles


def _marked_up(traced: Traced, page: Page) -> Segment:
    """Return the whole text as one article, without the copies of its title at the beginning."""
    lines = list(lines_in(traced.text))
    segment = Segment(0, date=page.fields.get("date"))
    copies = 0
    while copies < len(lines) - 1 and same_title(lines[copies].text, page.fields["title"]):
        copies += 1
    segment.remove("repeated_title", lines[:copies])
    segment.body = lines[copies:]
    return segment


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
    """Remaining text of an article (`text`), the fields found so far, and the spans removed so far."""

    def __init__(self, page: Traced, span: Span, fields: dict[str, str], items: frozenset[str]) -> None:
        self.text = page.text[span[0] : span[1]]
        self.fields = fields
        self.items = items
        self._page, self._span = page, span
        self._rest: Traced | None = None
        self.removed: list[Removed] = []
        self.subheadings: list[tuple[str, Removed]] = []

    @property
    def rest(self) -> Traced:
        """The remaining text with its raw offsets. Most short articles never need it."""
        if self._rest is None:
            self._rest = self._page[self._span]
        return self._rest

    def take(self, found: Iterable[Found]) -> None:
        """Remove the found spans from the text, or turn them into fields. If two spans overlap, the first one keeps the overlap."""
        those = list(found)
        if self.items:
            those = [
                one
                for one in those
                if one.rule != "subheading" or self.text[one.start : one.end].strip() not in self.items
            ]
        if not those:
            return
        spans: list[Span] = []
        for rule, start, end in sorted(those, key=lambda item: (item.start, -item.end)):
            begin = max(start, spans[-1][1] if spans else 0)
            if begin >= end:
                continue
            spans.append((begin, end))
            self._record(rule, (begin, end))
        if spans:
            self._rest = self.rest.without(spans)
            self.text = self._rest.text

    def clean(self, plan: Plan) -> None:
        """Apply the rules of the plan, or all rules from the one on that first takes something out."""
        before = self.text
        for at, cleaner in plan.of(before):
            self.take(cleaner(before))
            if self.text is not before:
                for further in CLEANERS[at + 1 :]:
                    self.take(further(self.text))
                return

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


def _removed(traced: Traced, rule: str, span: Span) -> list[Removed]:
    text = traced.text[span[0] : span[1]]
    start = span[0] + len(text) - len(text.lstrip())
    return [Removed(rule, *raw) for raw in traced.raw_spans((start, span[0] + len(text.rstrip())))]


def _article(traced: Traced, segment: Segment, page: Page, edits: Sequence[Edit], plan: Plan) -> Article:
    body = _Body(traced, (segment.body[0].start, segment.body[-1].end), _header_fields(traced, segment), page.items)
    stated = page.fields if page.fields.get("title") else {}
    if stated:
        body.fields.update({name: value for name, value in stated.items() if name in ("publisher", "byline", "age")})
    if edits:
        body.take(_edited(body.rest, edits))
    if page.headings:
        body.take(Found("subheading", *line[:2]) for line in lines_of(body.text) if line[2] in page.headings)
    body.clean(plan)
    header = [item for rule, span in segment.removed for item in _removed(traced, rule, span)]
    text = _final(body.text)
    fields = body.fields
    date = segment.date or next(filter(None, (iso_date(fields.get("age", "")), fields.get("date"))), None)
    return Article(
        page=page.name,
        index=segment.index,
        title=repair(segment.title.text) if segment.title else stated.get("title"),
        publisher=fields.get("publisher"),
        age=fields.get("age"),
        date=date,
        byline=fields.get("byline"),
        agency=fields.get("agency"),
        dateline=fields.get("dateline"),
        standfirst=fields.get("standfirst"),
        text=text,
        subheadings=tuple(_placed(body, text)) if body.subheadings else (),
        removed=tuple(sorted(header + body.removed, key=attrgetter("start", "end"))),
        warnings=(*segment.warnings, *_text_warnings(text)),
    )


def _final(text: str) -> str:
    """Return the text of an article as it is stored: repaired paragraphs with a blank line between two of them."""
    made = "\n\n".join(filter(None, map(repair, paragraphs(text))))
    return made if made.isascii() else normalise(made)


def _header_fields(traced: Traced, segment: Segment) -> dict[str, str]:
    spans = {"publisher": segment.publisher, "age": segment.age, "byline": segment.byline}
    return {field: traced.text[slice(*span)] for field, span in spans.items() if span}


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
        end = max(counted, body.rest.before(span.start))
        letters += sum(map(str.isalnum, body.rest.text[counted:end]))
        counted = end
        while letters and at < len(text):
            letters -= text[at].isalnum()
            at += 1
        yield Subheading(heading, _behind_marks(text, at), span.start, span.end)


def _behind_marks(text: str, at: int) -> int:
    """Return the first offset from `at` on that is no space and closes nothing."""
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
