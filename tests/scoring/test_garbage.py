"""Tests of the garbage collector's threshold while texts are scored."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from chipbrief.corpora.corpus import shipped
from chipbrief.language import reading
from chipbrief.records import Story
from chipbrief.scoring import rows
from chipbrief.scoring.garbage import fewer_collections
from chipbrief.scoring.setting import Setting


@pytest.fixture(autouse=True)
def usual() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield 700, 10, 10
    gc.set_threshold(*before)


@pytest.fixture
def open_rows() -> list[tuple[Story, str]]:
    return [(story, story.document[:300]) for story in shipped("open", "test").stories]


def test_the_threshold_is_raised_and_restored(usual: tuple[int, int, int]) -> None:
    with fewer_collections():
        assert gc.get_threshold()[0] > 10 * usual[0]
        assert gc.get_threshold()[1:] == usual[1:]
    assert gc.get_threshold() == usual


def test_the_last_of_several_callers_restores_it(usual: tuple[int, int, int]) -> None:
    first, second = ExitStack(), ExitStack()
    first.enter_context(fewer_collections())
    raised = gc.get_threshold()
    second.enter_context(fewer_collections())
    first.close()
    assert gc.get_threshold() == raised
    second.close()
    assert gc.get_threshold() == usual


@pytest.mark.parametrize("first", [0, 1_000_000])
def test_a_collector_that_is_off_or_rare_stays_so(first: int) -> None:
    gc.set_threshold(first, 10, 10)
    with fewer_collections():
        assert gc.get_threshold() == (first, 10, 10)
    assert gc.get_threshold() == (first, 10, 10)


def test_an_error_restores_it(usual: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="wrong"), fewer_collections():
        raise ValueError("wrong")
    assert gc.get_threshold() == usual


def test_rows_are_scored_with_it(usual: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    score = rows._score

    def noted(*given: object) -> object:
        seen.append(gc.get_threshold()[0])
        return score(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(rows, "_score", noted)
    story = Story(
        id="a", cluster=None, title=None, publisher=None, published=None, language="en", document="Ann Lee won.", parts=(),
        summary=None, references=(), entities=(), facts=(), timeline=(), source=None, license="", genre=None, canary="",
    )  # fmt: skip
    rows.score_rows([(story, "Ann Lee won.")], Setting(), labelled=False)
    assert seen
    assert min(seen) > 10 * usual[0]
    assert gc.get_threshold() == usual


def test_no_reading_is_in_a_cycle(open_rows: list[tuple[Story, str]]) -> None:
    """Otherwise rarer collections would keep dead readings in memory: an article takes some hundred kilobytes."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for at in range(3):
            rows.score_rows([(story, f"{text} It rained {at}.") for story, text in open_rows], Setting(), labelled=True)
        reading._kept._readings.clear()
        reading._kept._characters = 0
        gc.collect()
        assert not [one for one in gc.garbage if isinstance(one, reading.Reading)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
