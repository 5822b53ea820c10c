"""Tests of finding and comparing values. The expected values are worked out by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.language import values
from chipbrief.language.normalise import normalised
from chipbrief.language.values import Value, explain, find_values, lexer, same_value
from chipbrief.language.values.grammar import readings
from chipbrief.language.values.lexer import Tokens, cut


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


NUMBERS = [
    ("three hundred and forty million euros", "MONEY EUR 340000000"),
    ("a hundred and sixty thousand pounds", "MONEY GBP 160000"),
    ("six thousand and seven dollars", "MONEY USD 6007"),
    ("one hundred and thirty percent", "PERCENT 130 %"),
    ("a hundred and three years", "DATE P103Y"),
    ("four hundred and two thousand", "CARDINAL 402000"),
    ("twenty-three hundred", "CARDINAL 2300"),
    ("two billion seven dollars", "MONEY USD 2000000007"),
    ("six and one-half percent", "PERCENT 6.5 %"),
    ("four and three quarters percent", "PERCENT 4.75 %"),
    ("4-3/4 percent", "PERCENT 4.75 %"),
    ("7⁄8", "CARDINAL 7/8"),
    ("six million and seventy thousand", "CARDINAL 6070000"),
    ("seven-tenths of a percent", "PERCENT 0.7 %"),
    ("2 500,75 euros", "MONEY EUR 2500.75"),
    ("three quarters of a million", "CARDINAL 750000"),
    ("a score of them", "CARDINAL 20"),
    ("7,50,000", "CARDINAL 750000"),
    ("12 000", "CARDINAL 12000"),
    ("3 400 000", "CARDINAL 3400000"),
    ("2'500'000", "CARDINAL 2500000"),
    ("4.300.000 euros", "MONEY EUR 4300000"),
    ("8,5 percent", "PERCENT 8.5 %"),
    ("3,5 million euros", "MONEY EUR 3500000"),
    ("7 lacs", "CARDINAL 700000"),
    ("minus seven degrees", "QUANTITY -7 degree"),
    ("-7°C", "QUANTITY -7 C"),
    ("−7 km", "QUANTITY -7 km"),
]
MONEY = [
    ("7 €", "MONEY EUR 7"),
    ("7£", "MONEY GBP 7"),
    ("3.4bn €", "MONEY EUR 3400000000"),
    ("3.4bn USD", "MONEY USD 3400000000"),
    ("60 MEUR", "MONEY EUR 60000000"),
    ("CN¥70 billion", "MONEY CNY 70000000000"),
    ("RM7 million", "MONEY MYR 7000000"),
    ("₴7 million", "MONEY UAH 7000000"),
    ("DKK 70 million", "MONEY DKK 70000000"),
    ("7 million Swiss francs", "MONEY CHF 7000000"),
    ("70 Norwegian kroner", "MONEY NOK 70"),
    ("7 million Mexican pesos", "MONEY MXN 7000000"),
    ("7 million Colombian pesos", "MONEY COP 7000000"),
    ("7 billion forints", "MONEY HUF 7000000000"),
    ("7 million U.S. dollars", "MONEY USD 7000000"),
    ("$7 million AUD", "MONEY AUD 7000000"),
    ("$7MM", "MONEY USD 7000000"),
    ("$7 M", "MONEY USD 7000000"),
    ("$3 mil", "MONEY USD 3000000"),
    ("$3bln", "MONEY USD 3000000000"),
    ("$3 tr", "MONEY USD 3000000000000"),
    ("€3 Mrd", "MONEY EUR 3000000000"),
    ("Rs 3 cr", "MONEY INR 30000000"),
    ("Rs. 7,50,000", "MONEY INR 750000"),
    ("€3 400 000", "MONEY EUR 3400000"),
    ("7 dollars 60 cents", "MONEY USD 7.6"),
    ("twelve euros and five cents", "MONEY EUR 12.05"),
    ("70¢", "MONEY USD 0.7"),
    ("$7-$9 million", "MONEY USD 7000000..9000000"),
    ("between $7 and $9 million", "MONEY USD 7000000..9000000"),
]
DATES = [
    ("27.08.2024", "DATE 2024-08-27"),
    ("07.08.2024", "DATE 2024-08-07"),
    ("27-Aug-24", "DATE 2024-08-27"),
    ("August '24", "DATE 2024-08"),
    ("the 1970's", "DATE 197X"),
    ("two hours and a half", "TIME PT2.5H"),
    ("a quarter hour", "TIME PT15M"),
    ("27/08/2024", "DATE 2024-08-27"),
    ("08/27/2024", "DATE 2024-08-27"),
    ("07/08/2024", "DATE 2024-XX-XX"),
    ("27-Aug-2024", "DATE 2024-08-27"),
    ("2024/8/7", "DATE 2024-08-07"),
    ("2024.08.27", "DATE 2024-08-27"),
    ("2024-08-27T09:00:00Z", "DATE 2024-08-27"),
    ("2024年8月27日", "DATE 2024-08-27"),
    ("2024-08", "DATE 2024-08"),
    ("2007-11", "DATE 2007/2011"),
    ("8/2024", "DATE 2024-08"),
    ("the seventh of August", "DATE XXXX-08-07"),
    ("the twenty-third of August", "DATE XXXX-08-23"),
    ("August 7-9", "DATE XXXX-08-07/XXXX-08-09"),
    ("August 7 to 9, 2024", "DATE 2024-08-07/2024-08-09"),
    ("7–9 August 2024", "DATE 2024-08-07/2024-08-09"),
    ("Aug. 30-Sept. 2", "DATE XXXX-08-30/XXXX-09-02"),
    ("May-August 2024", "DATE 2024-05/2024-08"),
    ("2021-2024", "DATE 2021/2024"),
    ("the '80s", "DATE 198X"),
    ("the ’70s", "DATE 197X"),
    ("the late eighties", "DATE 198X"),
    ("the 30s", "DATE XX3X"),
    ("nineteen seventy-six", "DATE 1976"),
    ("nineteen oh seven", "DATE 1907"),
    ("twenty twenty-six", "DATE 2026"),
    ("Q2", "DATE XXXX-Q2"),
    ("the fourth quarter", "DATE XXXX-Q4"),
    ("fiscal 2024", "DATE 2024"),
    ("FY24", "DATE 2024"),
    ("the second half", "DATE XXXX-H2"),
    ("a year and a half", "DATE P1Y6M"),
    ("a fortnight", "DATE P2W"),
    ("a week and a half", "DATE P1.5W"),
    ("an hour and a half", "TIME PT1.5H"),
    ("three quarters of an hour", "TIME PT45M"),
    ("aged seven to 12", "DATE P7Y..P12Y"),
    ("1745 GMT", "TIME T17:45"),
    ("7 o'clock", "TIME T07:00"),
    ("half past seven", "TIME T07:30"),
    ("quarter to seven", "TIME T06:45"),
]
RANGES = [
    ("between six and nine dollars", "MONEY USD 6..9"),
    ("between one hundred and two hundred euros", "MONEY EUR 100..200"),
    ("between one hundred and fifty and two hundred", "CARDINAL 150..200"),
    ("60‑70 percent", "PERCENT 60..70 %"),
    ("60—70 percent", "PERCENT 60..70 %"),
    ("60−70 percent", "PERCENT 60..70 %"),
    ("60 to 70 km", "QUANTITY 60..70 km"),
    ("60-70 years", "DATE P60Y..P70Y"),
    ("6- to 7-year-olds", "DATE P6Y..P7Y"),
    ("60-to-70 minute", "TIME PT60M..PT70M"),
    ("60-70m", "CARDINAL 60000000..70000000"),
    ("60 basis points", "PERCENT 0.6 points"),
    ("60bps", "PERCENT 0.6 points"),
    ("a quarter point", "PERCENT 0.25 points"),
    ("a half-percentage-point", "PERCENT 0.5 points"),
]
FORMS = [
    ("$7\xa0trillion", "MONEY USD 7000000000000"),
    ("$7\ntrillion", "MONEY USD 7000000000000"),
    ("$7\r\ntrillion", "MONEY USD 7000000000000"),
    ("70\u202f\tmillion", "CARDINAL 70000000"),
    ("August\u200917", "DATE XXXX-08-17"),
    ("7\u2002p.m.", "TIME T19:00"),
    ("＄７", "MONEY USD 7"),
    ("￡7 million", "MONEY GBP 7000000"),
    ("7％", "PERCENT 7 %"),
    ("7\u200b0 percent", "PERCENT 70 %"),
    ("per\xadcent 7 per\xadcent", "PERCENT 7 %"),
    ("7&nbsp;percent", "PERCENT 7 %"),
    ("&pound;7m", "MONEY GBP 7000000"),
    ("ﬁve percent", "PERCENT 5 %"),
]


@pytest.mark.parametrize(("text", "expected"), [*NUMBERS, *MONEY, *DATES, *RANGES, *FORMS])
def test_value_of_more_kinds(text: str, expected: str) -> None:
    sentence = f"So it was {text}, they said."
    found = find_values(sentence)
    assert [f"{value.type} {value.value}" for value in found] == [expected]
    assert sentence[found[0].start : found[0].end] in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It closed in 2019 and 30 percent left.", "2019, 30 %"),
        ("The last three and 60 percent of the others", "3, 60 %"),
        ("up 7 percent and 9 percent", "7 %, 9 %"),
        ("Chapters 7 and 12 days later", "7, P12D"),
        ("aged 61 and 30 percent poorer", "P61Y, 30 %"),
        ("7 and 9 kg", "7, 9 kg"),
        ("from 7 to 9 percent", "7 %, 9 %"),
        ("from $7 to $9 million", "USD 7000000, USD 9000000"),
        ("from 70 to 90 million people", "70000000, 90000000"),
        ("to 9 from 7 percent", "9 %, 7 %"),
        ("to 90 from 70 million", "90000000, 70000000"),
        ("to $90 million from $70 million", "USD 90000000, USD 70000000"),
        ("from 7 to 9 August", "XXXX-08-07, XXXX-08-09"),
        ("from August 7 to 9", "XXXX-08-07, XXXX-08-09"),
        ("between May and August 2024", "2024-05, 2024-08"),
        ("from 2021 to 2024", "2021, 2024"),
        ("Q2 2024", "XXXX-Q2, 2024"),
        ("2Q24", "XXXX-Q2, 2024"),
        ("at COP 27 and with PHP 8", "27, 8"),
        ("2024Q2", "2024, XXXX-Q2"),
        ("Wed, August 7", "XXXX-WXX-3, XXXX-08-07"),
        ("8am-4pm", "T08:00, T16:00"),
        ("a thousand\n\nmillions", "1000"),
        ("the first\n\n20 percent", "1, 20 %"),
        ("- 7 men\n-7 men", "7, 7"),
    ],
)
def test_values_side_by_side(text: str, expected: str) -> None:
    assert ", ".join(value.value for value in find_values(text)) == expected


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
        "open 24/7",
        "since 9/11",
        "40/09/2024",
        "the Vega Sun",
        "sections 7,5",
        "Covid-19",
        "call 555-1234",
        "won the most",
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


PARTS = st.sampled_from(
    [" ", "  ", "\n", "\n\n", "\xa0", "1", "20", "2025", "1,000", "3.5", "7,5", "000", "$", "€", "US", "Rs.", "%", "percent", "points", "million", "hundred", "two",
     "twenty", "-", "–", "/", ":", ".", ",", "'", "and", "a", "half", "quarter", "of", "to", "from", "between", "July", "may", "Tue", "th", "first", "aged", "years",
     "hour", "p.m.", "o'clock", "Q", "FY", "s", "EUR", "dollars", "cents", "Swiss", "francs", "km", "square", "½", "⁄", "&nbsp;", "&#36;", "\u200b", "é", "e\u0301", "ﬁ", "İ"]
)  # fmt: skip


@given(
    st.one_of(
        st.lists(PARTS, max_size=30).map("".join), st.lists(PARTS, max_size=20).map(" ".join), st.text(max_size=40)
    )
)
def test_values_stand_in_order_and_apart_in_any_text(text: str) -> None:
    found = find_values(text)
    assert all(0 <= one.start < one.end <= len(text) and one.value for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert [reading.value for reading in explain(text)] == found


@given(
    st.one_of(
        st.lists(PARTS, max_size=30).map("".join),
        st.text(st.characters(max_codepoint=127), max_size=40),
        st.text(max_size=40),
    )
)
def test_tokens_of_short_and_long_texts_are_found_alike(text: str) -> None:
    """Long texts are cut by arrays and short ones by their signs or a pattern. A full stop in a paragraph of its own ends the text for both."""
    short, long = cut(f"{text}\n\n."), cut(f"{text}\n\n.{' ' * 2000}")
    for column in ("words", "gaps", "digits"):
        assert list(getattr(short, column)) == list(getattr(long, column))
    assert [short.raw(at) for at in range(len(short.words))] == [long.raw(at) for at in range(len(long.words))]


@given(
    st.one_of(
        st.lists(PARTS, min_size=1, max_size=20).map(" ".join),
        st.lists(PARTS, min_size=1, max_size=20).map("".join),
        st.text(st.sampled_from("aé12,.-’£ \n\t\x1f"), min_size=1, max_size=30),
    )
)
def test_tokens_of_short_texts_are_those_of_the_pattern(text: str) -> None:
    found, expected = cut(f"{text}."), lexer._by_pattern(f"{text}.", f"{text}.".lower())
    for column in ("text", "words", "starts", "ends", "gaps", "digits"):
        assert list(getattr(found, column)) == list(getattr(expected, column))


HOSTILE = (
    "1 000 ", "a hundred and ", "one ", "1-", "1,", "1.", "1/", "1:", "$", "$1-", "twenty-", "half a ", "from 1 to ", "between 1 and ", "July 1-", "July ", "1 July ", "two million ",
    "and a half ", "1'000", "minus ", "&", "&#1", " \n", "\n", "e\u0301", "\u200b", "Q1", "1 in ", "the ", "per ", "1½", "1 1/2 ", "u.s.$", "hong kong ", "9am-",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(unit: str) -> None:
    """Rules tried per token and the tokens that they look at are bounded, so twice the text is twice the work."""
    looked = []
    for times in (500, 1000):
        tokens = Counted(normalised(unit * times).text)
        readings(tokens)
        looked.append(tokens.asked)
    assert looked[1] <= 2 * looked[0] + 200


class Counted(Tokens):
    """Tokens that count how often the grammar asks for one."""

    def __init__(self, text: str) -> None:
        tokens = cut(text)
        places = tokens.starts, tokens.ends
        super().__init__(tokens.text, CountedWords(tokens.words), tokens.gaps, tokens.digits, places)

    @property
    def asked(self) -> int:
        assert isinstance(self.words, CountedWords)
        return self.words.asked


class CountedWords(list[str]):
    """Words that count how often they are read."""

    asked = 0

    def __getitem__(self, at: Any) -> Any:
        self.asked += 1
        return super().__getitem__(at)


def test_an_explanation_names_the_rule_and_its_tokens() -> None:
    (money,) = explain("It paid $2\xa0mil at once.")
    assert money == (Value(8, 14, "MONEY", "USD 2000000"), "sign or code and amount", ("$", "2", "mil"))


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
