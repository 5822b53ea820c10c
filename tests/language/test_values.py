"""Tests of finding and comparing values. The expected values are worked out by hand."""

from __future__ import annotations

import pytest

from chipbrief.language import values
from chipbrief.language.values import find_values, same_value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$4 trillion", "MONEY USD 4000000000000"),
        ("US$4tn", "MONEY USD 4000000000000"),
        ("4 trillion dollars", "MONEY USD 4000000000000"),
        ("$5.5 billion", "MONEY USD 5500000000"),
        ("50-billion yuan", "MONEY CNY 50000000000"),
        ("50 billion yuan", "MONEY CNY 50000000000"),
        ("$55m", "MONEY USD 55000000"),
        ("$5.5B", "MONEY USD 5500000000"),
        ("$4T", "MONEY USD 4000000000000"),
        ("20-30%", "PERCENT 20..30 %"),
        ("10 to 15 percent", "PERCENT 10..15 %"),
        ("-5%", "PERCENT 5 %"),
        ("one-third", "CARDINAL 1/3"),
        ("two-thirds", "CARDINAL 2/3"),
        ("half", "CARDINAL 1/2"),
        ("10:50 a.m.", "TIME T10:50"),
        ("3 p.m.", "TIME T15:00"),
        ("12 am", "TIME T00:00"),
        ("15:30", "TIME T15:30"),
        ("midday", "TIME T12:00"),
        ("mid-2025", "DATE 2025"),
        ("31%", "PERCENT 31 %"),
        ("31 per cent", "PERCENT 31 %"),
        ("31 percent", "PERCENT 31 %"),
        ("five per cent", "PERCENT 5 %"),
        ("0.40%", "PERCENT 0.4 %"),
        ("July 15", "DATE XXXX-07-15"),
        ("15 July", "DATE XXXX-07-15"),
        ("July 15, 2025", "DATE 2025-07-15"),
        ("2025-07-15", "DATE 2025-07-15"),
        ("Jan. 8, 2024", "DATE 2024-01-08"),
        ("January 2023", "DATE 2023-01"),
        ("May", "DATE XXXX-05"),
        ("Tuesday", "DATE XXXX-WXX-2"),
        ("2025", "DATE 2025"),
        ("14th", "ORDINAL 14"),
        ("third", "ORDINAL 3"),
        ("64,719", "CARDINAL 64719"),
        ("twenty-five", "CARDINAL 25"),
        ("two", "CARDINAL 2"),
        ("two million", "CARDINAL 2000000"),
        ("20", "CARDINAL 20"),
        ("20 percentage points", "PERCENT 20 points"),
        ("20-percentage-point", "PERCENT 20 points"),
        ("20 to 30 percentage points", "PERCENT 20..30 points"),
        ("20% points", "PERCENT 20 points"),
        ("20 per cent points to it", "PERCENT 20 %"),
        ("half a percentage point", "PERCENT 0.5 points"),
        ("a quarter of a percentage point", "PERCENT 0.25 points"),
        ("20 points", "CARDINAL 20"),
        ("two and a half per cent", "PERCENT 2.5 %"),
        ("2 1/2 percent", "PERCENT 2.5 %"),
        ("2½%", "PERCENT 2.5 %"),
        ("2½ per cent", "PERCENT 2.5 %"),
        ("½ percent", "PERCENT 0.5 %"),
        ("half a percent", "PERCENT 0.5 %"),
        ("half a per cent", "PERCENT 0.5 %"),
        ("half of one per cent", "PERCENT 0.5 %"),
        (".5 percent", "PERCENT 0.5 %"),
        (".5 to .7%", "PERCENT 0.5..0.7 %"),
        ("20pc", "PERCENT 20 %"),
        ("20pct", "PERCENT 20 %"),
        ("two and a half miles", "QUANTITY 2.5 mi"),
        ("1/2 mile", "QUANTITY 0.5 mi"),
        ("two and a half", "CARDINAL 2.5"),
        ("two and a half million", "CARDINAL 2500000"),
        ("a million and a half", "CARDINAL 1500000"),
        ("2½", "CARDINAL 2.5"),
        ("½", "CARDINAL 1/2"),
        ("⅓", "CARDINAL 1/3"),
        ("⅔", "CARDINAL 2/3"),
        ("¼", "CARDINAL 1/4"),
        ("¾", "CARDINAL 3/4"),
        ("1/2", "CARDINAL 1/2"),
        ("2/3", "CARDINAL 2/3"),
        ("3/4", "CARDINAL 3/4"),
        ("two thirds", "CARDINAL 2/3"),
        ("three quarters", "CARDINAL 3/4"),
        ("two quarters", "CARDINAL 2"),
        ("the last three quarters", "CARDINAL 3"),
        ("$1 1/2 million", "MONEY USD 1500000"),
        ("$1½ million", "MONEY USD 1500000"),
        ("$.5 million", "MONEY USD 500000"),
        ("half an hour", "TIME PT30M"),
        ("half-hour", "TIME PT30M"),
        ("two and a half years", "DATE P2Y6M"),
        ("2½ years", "DATE P2Y6M"),
        ("two-and-a-half-year", "DATE P2Y6M"),
        ("1½ hours", "TIME PT1.5H"),
        ("USD 4 billion", "MONEY USD 4000000000"),
        ("USD4bn", "MONEY USD 4000000000"),
        ("usd 4 billion", "MONEY USD 4000000000"),
        ("EUR 4m", "MONEY EUR 4000000"),
        ("GBP 20-30 million", "MONEY GBP 20000000..30000000"),
        ("CAD 4", "MONEY CAD 4"),
        ("the cad 4", "CARDINAL 4"),
        ("Rs. 500", "MONEY INR 500"),
        ("Rs.500", "MONEY INR 500"),
        ("Rs 5 crore", "MONEY INR 50000000"),
        ("Rs 2 lakh crore", "MONEY INR 2000000000000"),
        ("3 lakhs", "CARDINAL 300000"),
        ("$US4 billion", "MONEY USD 4000000000"),
        ("R$5m", "MONEY BRL 5000000"),
        ("5 millimeters", "QUANTITY 5 mm"),
        ("5 kilogrammes", "QUANTITY 5 kg"),
        ("5 metric tons", "QUANTITY 5 t"),
        ("5 sq m", "QUANTITY 5 sqm"),
        ("5 sq mi", "QUANTITY 5 sqmi"),
        ("5 sq ft", "QUANTITY 5 sqft"),
        ("5 square miles", "QUANTITY 5 sqmi"),
        ("5 km2", "QUANTITY 5 sqkm"),
        ("5 km²", "QUANTITY 5 sqkm"),
        ("5m²", "QUANTITY 5 sqm"),
        ("20°C", "QUANTITY 20 C"),
        ("20 degrees Celsius", "QUANTITY 20 C"),
        ("68 degrees F", "QUANTITY 68 F"),
        ("20 degrees", "QUANTITY 20 degree"),
        ("16GB", "QUANTITY 16 GB"),
        ("16 gigabytes", "QUANTITY 16 GB"),
        ("two TB cases", "CARDINAL 2"),
        ("20 knots", "QUANTITY 20 knot"),
        ("5ha", "QUANTITY 5 ha"),
        ("eight p.m.", "TIME T20:00"),
        ("twelve a.m.", "TIME T00:00"),
        ("12 noon", "TIME T12:00"),
        ("July the 15th", "DATE XXXX-07-15"),
        ("the 15th of July", "DATE XXXX-07-15"),
        ("July 4, 1776", "DATE 1776-07-04"),
        ("4 July 1776", "DATE 1776-07-04"),
        ("2025/07/15", "DATE 2025-07-15"),
        ("2024-25", "DATE 2024/2025"),
        ("2024-2025", "DATE 2024/2025"),
        ("2024–2025", "DATE 2024/2025"),
        ("1999-00", "DATE 1999/2000"),
        ("aged two", "DATE P2Y"),
        ("aged twenty-five", "DATE P25Y"),
        ("aged two months", "DATE P2M"),
        ("three million two hundred thousand", "CARDINAL 3200000"),
        ("two billion five hundred million", "CARDINAL 2500000000"),
        ("one million and one", "CARDINAL 1000001"),
        ("three million two hundred thousand dollars", "MONEY USD 3200000"),
    ],
)
def test_value(text: str, expected: str) -> None:
    assert [f"{value.type} {value.value}" for value in find_values(f"So it was {text}, they said.")] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up 20 percentage points to 30 percent", ["20 percentage points", "30 percent"]),
        ("a 20-percentage-point fall", ["20-percentage-point"]),
        ("on June 12 noon", ["June 12", "noon"]),
        ("on July 4, 1,500 came", ["July 4", "1,500"]),
        ("in 2012 GB won", ["2012"]),
        ("the deals of one million and two million", ["one million", "two million"]),
        ("worth $2 million and a half of it", ["$2 million", "a half"]),
        ("may the 15 men", ["15"]),
    ],
)
def test_spans(text: str, expected: list[str]) -> None:
    assert [text[value.start : value.end] for value in find_values(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "v1.5",
        "192.168.0.5 percent",
        "U.S.5 percent",
        "a .38 revolver",
        "he hit .300",
        "I for one am glad",
        "2025-2024",
        "one of them",
        "the H20 chip",
        "an F-35",
        "may it be",
        "version 1.2.3.4",
        "MI308",
        "a G20 meeting",
        "2025-00-15",
    ],
)
def test_no_value(text: str) -> None:
    assert find_values(text) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("XXXX-07-15", "2025-07-15", True), ("1987-07-15", "XXXX-07-15", False), ("2025-07-15", "2025-07", False), ("31 %", "31 %", True), ("31 %", "32 %", False),
     ("XXXX-WXX-2", "XXXX-WXX-3", False), ("USD 4", "EUR 4", False)],
)  # fmt: skip
def test_same_value(one: str, other: str, same: bool) -> None:
    assert same_value(one, other) is same


def test_a_long_text_is_read_once_while_it_is_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(text: str) -> list[values.Value]:
        read.append(text)
        return []

    monkeypatch.setattr(values, "_find_values", counted)
    text = "7% of nobody knows what. " * 100
    first = find_values(text)
    first.append(values.Value(0, 2, "PERCENT", "7 %"))
    assert (find_values(text), len(read)) == ([], 1)  # changing a returned list does not affect other callers
