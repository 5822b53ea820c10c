"""The files of a benchmark of one's own, made from pages: cleaned articles to label, and templates to fill in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path

from chipbrief.annotations.schema import PageSource, StoryFile
from chipbrief.annotations.suggestions import free_id, slug, suggest
from chipbrief.files import is_file_name, read_limited, sha256
from chipbrief.pages import Article, clean_page, read_source
from chipbrief.pages.sources import FILE_LIMIT as PAGE_FILE_LIMIT
from chipbrief.problems import InputError, Problem, fail
from chipbrief.yaml_files import FILE_LIMIT, decode, dump, parse_yaml

TEMPLATES = (
    "README.md", "DATASHEET.md", "corpus.yaml", ".gitignore", "annotations/TEMPLATE.yaml", "annotations/GUIDELINES.md",
    "annotations/annotators.yaml", "annotations/entities.yaml", "annotations/exceptions.yaml",
)  # fmt: skip
"""Files beside the stories. Each has a template of the same name in the folder `templates`."""
_RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)\d")
"""Names that Windows gives to devices, so that no file may have them."""


@dataclass(slots=True)
class Project:
    """Text of each file by its path in the folder, and what a person should know about the pages."""

    files: dict[str, str] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    stories: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """An article, with the file and the number under which it is found there."""

    path: Path
    sha256: str
    number: int
    article: Article


def new_project(paths: Iterable[Path], name: str, language: str = "en") -> Project:
    """Return the files of a new benchmark with the articles of the pages at `paths`. `name` is its name in signatures.

    An article that appears twice is used once. Raise `InputError` with the problems of all pages.
    """
    problems: list[Problem] = []
    made = Project()
    taken: set[str] = set()
    for found in _once(_articles(paths, problems), made.notes):
        story = story_file(found, language, taken)
        text = dump(story)
        where = f"{found.path}, article {found.number}"
        if len(text.encode()) > FILE_LIMIT:
            problems.append(Problem(where, f"is larger than {FILE_LIMIT:,} bytes", "split the page, or leave it out"))
        else:
            problems += _unreadable(text, where)
        made.files[f"annotations/stories/{story.id}.yaml"] = text
        made.notes += (Problem(where, warning) for warning in found.article.warnings)
        made.stories += 1
    if not problems and not made.stories:
        problems.append(Problem("--pages", "has no article with text", "pass the pages of articles"))
    if problems:
        raise InputError(problems)
    made.files.update(template_files(name, language, made.stories))
    return made


def template_files(name: str, language: str, stories: int) -> dict[str, str]:
    """Return the files beside the stories of a new benchmark, by path in its folder."""
    facts = {"NAME": name, "LANGUAGE": json.dumps(language), "STORIES": str(stories)}
    return {path: _template(path, facts) for path in TEMPLATES}


def _articles(paths: Iterable[Path], problems: list[Problem]) -> Iterator[_Found]:
    """Yield the articles of all pages. In a file with several pages (a feed), they are numbered through."""
    for path in dict.fromkeys(path.resolve() for path in paths):
        shown = Path(_relative(path))
        try:
            if not is_file_name(path.name):
                raise fail(str(shown), "has a name that cannot be written down", "rename the file")
            digest = sha256(read_limited(path, PAGE_FILE_LIMIT))
            pages = [clean_page(page) for page in read_source(shown)]
        except InputError as error:
            problems += error.problems
            continue
        articles = [article for page in pages for article in page]
        for number, article in enumerate(articles):
            yield _Found(shown, digest, article.index if len(pages) == 1 else number, article)


def _relative(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _once(found: Iterable[_Found], notes: list[Problem]) -> Iterator[_Found]:
    """Yield each article with text once, and add a note for each one that is left out."""
    seen: dict[str, _Found] = {}
    for one in found:
        where = f"{one.path}, article {one.number}"
        if not one.article.text:
            notes.append(Problem(where, "is left out: it has no text"))
        elif (first := seen.setdefault(one.article.text, one)) is not one:
            notes.append(Problem(where, f"is left out: it is the same as article {first.number} of {first.path}"))
        else:
            yield one


def story_file(found: _Found, language: str, taken: set[str]) -> StoryFile:
    """Return the annotation file of an article: no labels yet, and suggested entities. Its id is added to `taken`."""
    article = found.article
    name = slug(article.title or "") or slug(found.path.stem) or "story"
    return StoryFile(
        id=free_id(f"story-{name}" if _RESERVED.fullmatch(name) else name, taken),
        cluster=None,
        split="test",
        language=language,
        published=article.date or None,
        anchor=None,
        source=PageSource(found.path.name, found.sha256, found.number),
        title=article.title,
        publisher=article.publisher,
        standfirst=article.standfirst,
        article=f"{article.text}\n",
        suggestions=suggest(article.title, article.text),
    )


def _unreadable(text: str, where: str) -> Iterator[Problem]:
    """Yield what would keep `chipbrief check` from reading a story's file, such as a control character in the page."""
    try:
        decode(parse_yaml(text, where), StoryFile, where)
    except InputError as error:
        yield from (
            replace(problem, remedy="remove it from the page, or leave the page out") for problem in error.problems
        )


def _template(path: str, facts: dict[str, str]) -> str:
    """Return the text of a template, with the values of `facts` in place of their names in double braces."""
    source = files(__name__.rpartition(".")[0]) / "templates"
    text = (source / path.removeprefix(".").replace("annotations/", "")).read_text(encoding="utf-8")
    for name, value in facts.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text
