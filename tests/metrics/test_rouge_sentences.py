"""Tests of splitting many texts into sentences at once: the result is that of splitting each text alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chipbrief.corpora import load
from chipbrief.language.sentence_ends import JOINS
from chipbrief.metrics import rouge
from chipbrief.metrics.rouge import texts
from chipbrief.metrics.rouge.settings import Engine
from tests.paths import HUMAN, needs_human

pytest.importorskip("numba")
from chipbrief.metrics.rouge import numba_engine, sentences
from chipbrief.metrics.rouge.kernels import answers, ends, groups
from chipbrief.metrics.rouge.kernels.room import make_tokens

ENGINES: tuple[Engine, ...] = "numba", "python"
Lines = list[list[list[str]]]


def split_together(batch: list[str], size: int = 300) -> tuple[Lines, list[bool]]:
    """Return the tokens of each sentence of each text, and whether the kernels found its sentences alone."""
    splitter = sentences.Splitter()
    found: Lines = []
    plain: list[bool] = []
    with pytest.MonkeyPatch.context() as patch:
        verdicts: list[list[bool]] = []
        mark = groups.mark_sentences

        def marked(*arguments: object) -> int:
            number: int = mark(*arguments)
            verdicts.append([one == ends.CERTAIN for one in arguments[-1].verdicts])  # type: ignore[attr-defined]
            return number

        patch.setattr(groups, "mark_sentences", marked)
        for first in range(0, len(batch), size):
            some = batch[first : first + size]
            data, length = numba_engine._join(some, numba_engine._with_signs)
            tokens = make_tokens(length)
            groups.classify_bytes(data, length, tokens)
            splitter.mark(some, data, length, tokens)
            plain += verdicts[-1]
            count, number = groups.find_words(data, length, tokens)
            assert number == len(some)
            edges = tokens.edges[: 2 * count].tolist()
            raw = data.tobytes().decode("latin-1").lower()
            words = [raw[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
            lines = [0, *tokens.lines[: tokens.texts[number - 1]].tolist()]
            for start, end in pairwise([0, *tokens.texts[:number].tolist()]):
                bounds = pairwise(lines[start : end + 1])
                found.append([words[low:high] for low, high in bounds if high > low])
    return found, plain


def split_alone(batch: Iterable[str]) -> Lines:
    """Return the same by splitting each text alone."""
    words = texts.ascii_tokens
    return [[words(one) for one in texts.split(text, "auto", words) if words(one)] for text in batch]


WORDS = (
    "the ferry sank Oslo Roe said It U.S U.S.-based Dr Mr Sen Corp p.m a.m 5 12 2019 $5.5 5% 3.5 ft in gal lb sq al approx vs Messrs Hon "
    "Supt Atty iv Xi I J J.R.R X No etc e.g Ph.D B.Com B.C A.D NE S.E Yahoo Yum a b i ii company's company’s leaders' o'clock élan Été "
    "£5 Tuesday Sunday GMT Eastern time Jan was x.com Don't And However The A Penn man wash May me Miss and/or word.Next 7.Bg5 7.The "
    "(NASA) (AI) (two men) (as in part iv) \"no\" “no”"
).split(" ")  # fmt: skip
"""Words around which the splitter and its corrections have rules, and plain ones."""
SIGNS = (
    "U.S. ", "1. ", "1) ", "a) ", "(a) ", "(1) ", "(iv) ", "(it sank. She swam.) ", "(July 19) ", "(", ") ", '"', "“", "” ", "‘", "’ ",
    "' ", "'em ", "`", "''", "… ", "... ", "?! ", ". . ", " . ", "; ", "– ", "@", "roe@x.org ", "[1] ", "</s> ", "<b>", "{", "* ", "** ",
    "• ", "- ", "\n", "\n\n", "\r\n", "\u2028", "\x1c", "\x0b", "\x85", "\xa0", "\x7f", "\x82", "\x83", "×", "\ud800", "K", "İ", "😀 ",
)  # fmt: skip
PLAIN = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from((" ", " ", ". ", ". ", ". ", "! ", "? ", ", ", ".", " . "))),
    max_size=12,
).map(lambda parts: "".join(word + mark for word, mark in parts))
ANY = st.lists(
    st.sampled_from(WORDS).map(lambda word: f"{word} ") | st.sampled_from((*SIGNS, ". ", ". ")), max_size=14
).map("".join)

QUOTED = st.lists(
    st.tuples(
        st.sampled_from((("", ""), ("", ""), ('"', '"'), ("“", "”"), ("(", ")"), ('"', ""))),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
        st.sampled_from((".", ".", "?", "!", ",", "", " .", "..")),
        st.sampled_from((" ", " ", " ", ". ", ", ", "", "  ", " said. ", "'s ")),
    ),
    max_size=7,
).map(lambda parts: "".join(f"{opened}{body}{mark}{closed}{rest}" for (opened, closed), body, mark, rest in parts))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        PLAIN | QUOTED | ANY | st.text(max_size=20).map(lambda text: text.replace("\0", "")), min_size=1, max_size=30
    )
)
@example(["Oslo is far. It is cold. " * 900, "It ran. Roe sat.", "(It ran.) Roe sat."])
@example(["\xa0\nIt ran. Roe sat."])
def test_splitting_many_texts_equals_splitting_each(batch: list[str]) -> None:
    """Texts that are split together have the sentences, as lists of tokens, of texts that are split one by one."""
    assert split_together(batch)[0] == split_alone(batch)


@needs_human
def test_splitting_many_real_texts_equals_splitting_each() -> None:
    """The same for the summaries by people and systems, in batches of several sizes."""
    batch = [line for path in sorted(HUMAN.rglob("*.json*")) for line in strings_of(path)][:12_000]
    assert len(batch) > 1000
    expected = split_alone(batch)
    for size in (7, 300):
        found, plain = split_together(batch, size)
        assert found == expected
        assert sum(plain) > len(plain) / 2


def strings_of(path: Path) -> list[str]:
    """Return the strings of a JSON file that are long enough for two sentences, with blanks instead of line ends."""
    found = re.findall(r'"((?:[^"\\\\]|\\\\.){80,2000})"', path.read_text(encoding="utf-8", errors="replace"))
    return [" ".join(json.loads(f'"{text}"', strict=False).split()) for text in found if "\\u" not in text]


def test_most_texts_of_the_stories_are_plain() -> None:
    """The lines of the stories and their references have the same sentences, and few need the splitter."""
    lines = [
        line
        for story in (*load("open"), *load("multi"))
        for text in (story.document, *(reference.text for reference in story.references))
        for line in (*text.splitlines(), " ".join(text.split()))
        if line
    ]
    found, plain = split_together(lines)
    assert found == split_alone(lines)
    assert sum(plain) > 0.8 * len(plain)


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("The ferry sank. Two died! Why?", True),
        ("It cost $5.5 million in the U.S. last year. Roe's firm paid.", True),
        ("A line. It stays.\nAnother (one.", True),
        ('The NASA (see it) said so. They call it “fine” or "good" now. It ran.', True),
        ("They left at 5 p.m. Roe slept.", False),
        ('He said “It sank. She left.” She swam. "It rained." "He is (in Oslo).', False),
        ('He said “It sank. She left.” She swam. "It rained." He is (in Oslo). So is she.', True),
        ("He said “It sank!” Roe said so.", False),
        ("He said “It sank!” to her.", True),
        ("He met “Dr. Roe” in Oslo.", True),
        ("He said “It sank.” “Dr. Roe swam.”", False),
        ("She ran (it rained. It poured). He sat.", False),
        ("One. Two.\n", False),
        ("One\rTwo.", False),
        ("Oslo is far. It is cold. " * 400, False),
    ],
)
def test_plain_texts(text: str, is_plain: bool) -> None:
    assert split_together([text])[1] == [is_plain]


@pytest.mark.parametrize(
    ("kind", "asked", "answer"),
    [
        (answers.CAPITAL, "ferry", answers.ENDS),
        (answers.CAPITAL, "2019", answers.ENDS),
        (answers.CAPITAL, "p.m", answers.UNSURE),
        (answers.CAPITAL, "in", answers.UNSURE),
        (answers.CAPITAL, "12", answers.UNSURE),
        (answers.CAPITAL, "Atty", answers.UNSURE),
        (answers.CAPITAL, "Dr", answers.GOES_ON),
        (answers.CAPITAL, "Yahoo", answers.GOES_ON),
        (answers.CAPITAL, "..", answers.UNSURE),
        (answers.PAIR, "Dr. Roe", answers.GOES_ON),
        (answers.PAIR, "U.S. The", answers.ENDS),
        (answers.SMALL, "U.S", answers.GOES_ON),
        (answers.FIGURE, "Jan", answers.GOES_ON),
        (answers.WHOLE, "U.S.-based", answers.GOES_ON),
        (answers.WHOLE, "ran.Next", answers.UNSURE),
        (answers.WHOLE, "7.Bg5", answers.UNSURE),
    ],
)
def test_answers(kind: int, asked: str, answer: int) -> None:
    assert sentences.answer_to(int(kind), asked) == answer


def test_no_end_is_certain_where_a_rule_may_join() -> None:
    """Every word that a rule of `JOINS` may join to the next one is asked about in a context in which it does."""
    words = ["1", "9", "a", "X", "iv", "XII", "p.m", "approx", "vol", "Bros", "Msgr", "Maj", "ferry", "Roe"]
    joined = [word for word in words if any(before.search(f"{word}. ") for before, _ in JOINS)]
    assert joined == words[:-2]
    assert [word for word in words if sentences.answer_to(int(answers.CAPITAL), word) == answers.ENDS] == words[-2:]


def test_a_full_table_of_answers_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "QUESTIONS", 8)
    batch = [f"Ferry{at} sank{at}. It was new. The boat{at} ran." for at in range(200)]
    found, plain = split_together(batch, 20)
    assert found == split_alone(batch)
    assert any(plain)
    assert not all(plain)


@pytest.mark.parametrize("text", ["It ran. Roe sat.\0It ran. Roe left.", "\0", "It ran. Roe sat."])
def test_a_text_with_nul_scores_as_in_python(text: str) -> None:
    batch = [text, "Roe sat. It ran (fast). Then it left."]
    found, expected = (rouge.score_many(batch, batch[::-1], engine=engine) for engine in ENGINES)
    for kind, scores in expected.items():
        assert np.array_equal(found[kind], scores)
