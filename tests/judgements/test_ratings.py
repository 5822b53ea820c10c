"""Tests of the reader of people's own ratings."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chipbrief.judgements.rating_agreement import alpha_of
from chipbrief.judgements.ratings import read_ratings
from chipbrief.problems import InputError

HEADER = "document,system,summary,rating"
GOOD = f"{HEADER},rater,reference\nLong text.,a,Short.,4,x,Ref.\nLong text.,a,Short.,5,y,Ref.\nLong text.,b,Other.,1,x,Ref two.\n"


def test_ratings_of_one_summary_are_averaged(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    found, raters = read_ratings(path)
    assert (found.name, found.dimensions) == ("mine", ("rating",))
    assert [(row.system, row.summary, row.human, row.references) for row in found.rows] == [
        ("a", "Short.", {"rating": 4.5}, ("Ref.", "Ref two.")),
        ("b", "Other.", {"rating": 1.0}, ("Ref.", "Ref two.")),
    ]
    assert [(rater, rating) for rater, _, rating in raters] == [("x", 4), ("y", 5), ("x", 1)]
    assert found.notes == ()
    path.write_text(GOOD.replace("Long text.", "17"), encoding="utf-8")
    assert [note[:14] for note in read_ratings(path)[0].notes] == ["most documents"]


@pytest.mark.parametrize("form", ["tsv", "semicolon", "jsonl", "parquet", "quoted"])
def test_formats_and_names_of_columns(form: str, tmp_path: Path) -> None:
    rows = [{"article": 'A "long", text\nof two lines.', "model": "a", "output": "Short.", "score": 4, "gold": "Ref."}]
    path = tmp_path / f"mine.{ {'jsonl': 'jsonl', 'parquet': 'parquet'}.get(form, 'csv') }"
    if form == "jsonl":
        path.write_text(
            "".join(json.dumps({**row, "gold": ["Ref.", "More."]}) + "\n\n" for row in rows), encoding="utf-8"
        )
    elif form == "parquet":
        pq.write_table(pa.table({key: [row[key] for row in rows] for key in rows[0]}), path)
    else:
        sign = {"tsv": "\t", "semicolon": ";"}.get(form, ",")
        cells = [f'"{str(value).replace(chr(34), chr(34) * 2)}"' for value in rows[0].values()]
        path.write_text(sign.join(rows[0]) + "\n" + sign.join(cells) + "\n", encoding="utf-8")
    names = [
        ("document", "article"),
        ("system", "model"),
        ("summary", "output"),
        ("rating", "score"),
        ("reference", "gold"),
    ]
    ((row,), raters) = (lambda found: (found[0].rows, found[1]))(read_ratings(path, names))
    assert (row.document, row.system, row.summary, row.human) == (rows[0]["article"], "a", "Short.", {"rating": 4.0})
    assert row.references == (("Ref.", "More.") if form == "jsonl" else ("Ref.",))
    assert raters == []


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["is empty"]),
        ("x,y\n1,2\n", ["no column 'document'", "no column 'system'", "no column 'summary'", "no column 'rating'"]),
        (f"{HEADER}\n", ["has no ratings"]),
        ("document,system,text,rating\nD,a,S,1\n", ["no column 'summary'"]),
        (f"{HEADER},rating\nD,a,S,1,2\n", ["more than one column is called 'rating'"]),
        (
            f"{HEADER}\n,a,S,1\nD,,S,1\nD,a,S,good\nD,a,S,nan\nD,a,S,1e999\nD,a\nD,a,S,\n",
            ["2: 'document' is empty", "3: 'system' is empty", "4: 'rating' is not a number", "5: 'rating' is not",
             "6: 'rating' is not", "7: 2 cells, but 4 columns", "8: 'rating' is not"],
        ),
        (f"{HEADER}\nD,a,S,1\nD,a,T,1\n", ["3: system 'a' has two summaries of one document"]),
        (f'{HEADER}\nD,a,"S,1\n', ["not CSV"]),
        (f"{HEADER}\nD,a,{'S' * 100_001},1\n", ["2: 'summary' has more than 100,000 characters"]),
        (f"{HEADER},reference\nD,a,S,1,{'S' * 100_001}\n", ["2: 'reference' has more than 100,000 characters"]),
    ],
)  # fmt: skip
def test_faults_of_csv_come_all_at_once(text: str, messages: list[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_ratings(path)
    said = str(caught.value).splitlines()
    assert len(said) == len(messages)
    assert all(message in line for message, line in zip(messages, said, strict=True))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["[]"], "no column 'document'"),
        (["[3]"], "1: a number instead of an object"),
        (["[" * 100_000], "1: not JSON: nested too deeply"),
        (['{"document": "D", "system": "a", "summary": 3, "rating": 1}'], "'summary' is not a text"),
        (['{"document": "D", "system": "a", "summary": "S", "rating": true}'], "'rating' is not a number"),
        (['{"document": "D", "system": "a", "summary": "S", "rating": [1]}'], "'rating' is not a number"),
        ([f'{{"document": "D", "system": "a", "summary": "S", "rating": 1{"0" * 400}}}'], "'rating' is not a number"),
        (['{"document": "D", "system": "a", "summary": "S", "rating": 1}', "{}"], "2: 'document' is empty"),
    ],
)
def test_faults_of_json_lines(lines: list[str], message: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_ratings(path)
    assert message in str(caught.value)


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.parquet"
    path.write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(InputError):
        read_ratings(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: f"{HEADER}\n{text}".encode())))
@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_any_file_is_read_or_refused(suffix: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"mine.{suffix}"
    path.write_bytes(data)
    try:
        found, _ = read_ratings(path)
    except InputError:
        return
    assert found.rows


def test_alpha_of_raters() -> None:
    """Two raters: the interval alpha of Krippendorff (2011) is 1 - disagreement observed / expected."""
    # Observed: the pairs differ by 1, 0, 0. Expected: over all pairs of the six values 1 2 3 3 5 5.
    ratings = [("x", "1", 1.0), ("y", "1", 2.0), ("x", "2", 3.0), ("y", "2", 3.0), ("x", "3", 5.0), ("y", "3", 5.0)]
    values = [1, 2, 3, 3, 5, 5]
    expected = sum((a - b) ** 2 for a in values for b in values) / (6 * 5)
    observed = 2 * 1 / 6
    assert alpha_of(ratings) == pytest.approx(1 - observed / expected)
    random.Random(1).shuffle(ratings)
    assert alpha_of(ratings) == pytest.approx(1 - observed / expected)
    assert alpha_of(ratings[:1]) is None
    assert alpha_of([("x", "1", 1.0), ("y", "2", 2.0)]) is None
    assert alpha_of([("x", "1", 1.0), ("y", "1", 1.0)]) is None
