"""Dates, languages, and the files of fact labels and answers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from babel.localedata import locale_identifiers

from chipbrief.annotations.checks import run_checks
from chipbrief.annotations.checks.fields import LANGUAGES, is_day, is_language
from tests.paths import CASES


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("2025-07-15", True),
        ("2024-02-29", True),
        ("2025-02-29", False),
        ("2025-7-15", False),
        ("20250715", False),
        ("2025-W03-1", False),
        ("1599-12-31", False),
        ("1600-01-01", True),
        ("2100-12-31", True),
        ("2101-01-01", False),
        ("9" * 5000, False),
        ("٢٠٢٥-٠٧-١٥", False),
        ("yesterday", False),
        ("", False),
    ],
)
def test_days(text: str, valid: bool) -> None:
    assert is_day(text) == valid


@pytest.mark.parametrize(
    "tag", ["en", "pt-BR", "zh-Hans", "zh-Hant-TW", "gsw", "de-CH-1996", "es-419", "en-u-hc-h12", "en-x-old"]
)
def test_language_tags(tag: str) -> None:
    assert is_language(tag)


@pytest.mark.parametrize(
    "tag",
    ["", "e", "xx", "EN", "en_US", "en-", "-en", "english", "en-us", "en US", "en\n", "9" * 5000, "en-x-" + "a" * 40],
)
def test_no_language_tags(tag: str) -> None:
    assert not is_language(tag)


def test_languages_are_those_that_babel_knows() -> None:
    """Babel's data has no locale in a language of two letters that is missing here."""
    known = {name.partition("_")[0] for name in locale_identifiers()}
    assert {name for name in known if len(name) == 2} - LANGUAGES == set()
    assert len(LANGUAGES) == 183


LABELS = """annotator: nobody
author_kind: model
guidelines: '1.0'
reviewed_by: null
texts:
  - story: {story}
    kind: {kind}
    origin: {origin}
    text: {text}
    stated: {stated}
"""
ANSWERS = """model: none
author_kind: model
asked: never
texts:
  - story: {story}
    kind: {kind}
    origin: {origin}
    questions: {questions}
    stated: {stated}
"""
GOOD = {
    "story": "pier",
    "kind": "output",
    "origin": "lead",
    "text": "A pier.",
    "stated": "[f1]",
    "questions": "0123456789abcdef",
}


@pytest.mark.parametrize("name", ["fact_labels.yaml", "fact_answers.yaml"])
@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({}, None),
        ({"story": "quay"}, "texts[0].story: unknown story 'quay'"),
        ({"story": "harbour", "stated": "[]"}, None),
        ({"stated": "[f99]"}, "texts[0].stated: 'f99' is no fact of the story"),
        ({"stated": "[f1, f1]"}, "texts[0].stated: a fact is listed twice"),
        ({"kind": "headline", "origin": "nobody"}, "texts[0].origin: unknown annotator 'nobody'"),
        ({"origin": "../x"}, "texts[0].origin: '../x' is not the name of a system"),
        ({"text": "' '"}, "texts[0].text: is empty"),
        ({"questions": "xyz"}, "texts[0].questions: 'xyz' is no digest"),
    ],
)
def test_fact_labels_and_answers(name: str, change: dict[str, str], what: str | None, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CASES / "annotations", tmp_path / "annotations"))
    template = LABELS if name == "fact_labels.yaml" else ANSWERS
    (folder / name).write_text(template.format_map(GOOD | change), encoding="utf-8")
    found = [problem.what for check, problem in run_checks(folder).problems if check == "fact_label_unknown"]
    applies = what is not None and any(f"{{{key}}}" in template for key in change)
    assert found == ([what] if applies else [])


def test_entries_occur_once(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CASES / "annotations", tmp_path / "annotations"))
    text = ANSWERS.format_map(GOOD)
    (folder / "fact_answers.yaml").write_text(text + text.partition("texts:\n")[2], encoding="utf-8")
    found = [problem.what for check, problem in run_checks(folder).problems if check == "fact_label_unknown"]
    assert found == [f"texts[{at}].story: has this entry more than once" for at in range(2)]
