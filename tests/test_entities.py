"""Forms in texts, names and values compared, and entity coverage: every expected value is worked out by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief import values
from chipbrief.entities import find_mentions, parse_form, unlabelled
from chipbrief.metrics import entities
from chipbrief.names import key
from chipbrief.problems import InputError
from chipbrief.records import Entity, EntityType
from chipbrief.values import find_values, same_value


@pytest.mark.parametrize(
    ("text", "forms", "expected"),
    [
        ("US and USA, AUS", {"us": ["US"]}, ["us:US"]),
        ("the US-China talks", {"us": ["US"], "cn": ["China"]}, ["us:US", "cn:China"]),
        ("U.S.-based; U.S.", {"us": ["U.S."]}, ["us:U.S.", "us:U.S."]),
        (
            "the US Commerce Department and the US",
            {"us": ["US"], "dc": ["US Commerce Department"]},
            ["dc:US Commerce Department", "us:US"],
        ),
        ("New York Times Square", {"nyt": ["New York Times"], "ts": ["Times Square"]}, ["nyt:New York Times"]),
        ("Beijing said in Beijing", {"cn": ["Beijing"], "bj": ["in [Beijing]"]}, ["cn:Beijing", "bj:Beijing"]),
        ("20 of 2,000 at 20.5 and $20", {"n": ["20"]}, ["n:20"]),
        ("31% and 31", {"p": ["31%"], "n": ["31"]}, ["p:31%", "n:31"]),
        ("Xi's and Xiamen", {"xi": ["Xi"]}, ["xi:Xi"]),
        ("Dell'Era, Müller-Lüdenscheidt", {"d": ["Dell'Era"], "m": ["Müller"]}, ["d:Dell'Era", "m:Müller"]),
        ("nvidia", {"n": ["Nvidia"]}, []),
        ("", {"n": ["x"]}, []),
        ("two countries, two leaders", {"c": ["two"], "l": ["[two] leaders"]}, ["c:two", "l:two"]),
    ],
)
def test_find_mentions(text: str, forms: dict[str, list[str]], expected: list[str]) -> None:
    assert [f"{found.entity}:{text[found.start : found.end]}" for found in find_mentions(text, forms)] == expected


@given(
    st.text(max_size=60), st.lists(st.text(st.characters(exclude_characters="[]"), min_size=1, max_size=4), max_size=6)
)
def test_mentions_slice_to_their_form_and_never_overlap(text: str, forms: list[str]) -> None:
    usable = [form for form in forms if form.strip()]
    found = find_mentions(text, {form: [form] for form in usable})
    assert all(text[one.start : one.end] == one.entity for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("form", ["", " ", "[a", "a]", "[a] [b]", "[]"])
def test_bad_form(form: str) -> None:
    with pytest.raises(InputError, match="is not a form"):
        parse_form(form)


def test_unlabelled_finds_names_and_numbers_but_no_sentence_openers() -> None:
    text = "The pier cost $12 and two boats. Work by Ada Lind began."
    assert [text[start:end] for start, end in unlabelled(text, [])] == ["$12", "two", "Ada Lind"]
    assert list(unlabelled(text, [(14, 17), (22, 25), (41, 49)])) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "US"),
        ("U.S", "US"),
        ("ＵＳ", "U.S."),
        ("Nvidia's", "NVIDIA"),
        ("ＮＡＴＯ", "nato"),
        ("São Paulo", "SÃO PAULO"),
        ("Xi’s", "xi"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("US", "us"), ("WHO", "who"), ("Lee", "fleet"), ("Al", "also"), ("Bank", "Banks")]
)
def test_names_that_are_not_the_same(one: str, other: str) -> None:
    assert key(one) != key(other)


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


def entity(
    name: str,
    kind: EntityType = "ORG",
    forms: tuple[str, ...] = (),
    value: str | None = None,
    aliases: tuple[str, ...] = (),
) -> Entity:
    return Entity(name.lower(), name, kind, value, forms or (name,), aliases, 0.0, ())


NVIDIA = entity("Nvidia")
STATE = entity("China", "GPE", ("China", "Beijing"), aliases=("Chinese",))
CITY = entity("Beijing city", "GPE", ("in [Beijing]",))
SHARE = entity("31%", "PERCENT", ("31%",), "31 %")
EXPERTS = entity("20 experts", "CARDINAL", ("[20] experts",), "20")


@pytest.mark.parametrize(
    ("summary", "references", "gold", "expected"),
    [
        ("Nvidia sells to China.", ["Nvidia and China."], [NVIDIA, STATE], 1.0),
        ("NVIDIA sells.", ["Nvidia and China."], [NVIDIA, STATE], 0.5),
        # Nvidia weighs 1 (both references), China 1/2: naming China alone earns a third.
        ("China waits.", ["Nvidia and China.", "Nvidia only."], [NVIDIA, STATE], 1 / 3),
        ("A Chinese plan.", ["China."], [STATE], 1.0),
        ("Beijing decides.", ["China."], [STATE, CITY], 1.0),
        ("A cut of 31 per cent.", ["31% were cut."], [SHARE], 1.0),
        ("A cut of 13 per cent.", ["31% were cut."], [SHARE], 0.0),
        ("All 20 wrote.", ["A letter of 20 experts."], [EXPERTS], 1.0),
        ("", ["Nvidia."], [NVIDIA], 0.0),
        ("Nvidia.", ["No name at all."], [NVIDIA], None),
        ("Nvidia.", [""], [], None),
    ],
)
def test_entity_recall(summary: str, references: list[str], gold: list[Entity], expected: float | None) -> None:
    found = entities.recall(summary, references, gold)
    assert found == (None if expected is None else pytest.approx(expected))


DOCUMENT = "Nvidia may sell the H20 to China, Jensen Huang said on July 15. It lost $5.5 billion, 31% of the U.S. trade. The group of 20 experts of the Bank of England met."


@pytest.mark.parametrize(
    ("summary", "unsupported"),
    [
        ("Nvidia's Jensen Huang sells the H20.", []),
        ("On 15 July Nvidia lost 5.5 billion dollars.", []),
        ("On 16 July Nvidia lost 5.6 billion dollars.", ["16 July", "5.6 billion dollars"]),
        ("Trade with the US fell by 31 per cent.", []),
        ("AMD sells to China.", ["AMD"]),
        ("It was a plan of Ada Lind and the Bank of England.", ["Ada Lind"]),
        ("Chinese buyers wait.", []),
        ("President Huang spoke.", []),
        ("They met Bob Huang of Nvidia Zorbcorp.", ["Bob Huang", "Zorbcorp"]),
        ("On July 15, 1987 it met.", ["July 15, 1987"]),
        ("Tim Cook and Elon Musk met.", ["Tim Cook", "Elon Musk"]),
        ("Samsung said so. Trade will grow. Analysts said no. It is late.", ["Samsung"]),
        ("Ministry of Truth met.", ["Ministry of Truth"]),
        ("About 5.5 billion dollars, $5.5B.", []),
        ("Zorblax objected.", ["Zorblax"]),
        ("A Chinese plan.", []),
        ("Sales begin soon.", []),
        ("", []),
    ],
)
def test_support(summary: str, unsupported: list[str]) -> None:
    mentions = entities.support(DOCUMENT, summary, [NVIDIA, STATE])
    assert [mention.text for mention in mentions if not mention.supported] == unsupported
    assert all(summary[mention.start : mention.end] == mention.text for mention in mentions)


def test_precision_of_nothing_is_undefined() -> None:
    assert entities.precision_source(entities.support(DOCUMENT, "sales begin soon")) is None
    assert entities.precision_source(entities.support(DOCUMENT, "AMD and Nvidia")) == 0.5


@given(st.text(max_size=80), st.text(max_size=80))
def test_support_takes_any_text(document: str, summary: str) -> None:
    for mention in entities.support(document, summary):
        assert summary[mention.start : mention.end] == mention.text


def test_a_long_text_is_read_once_while_it_is_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(text: str) -> list[values.Value]:
        read.append(text)
        return []

    monkeypatch.setattr(values, "_find_values", counted)
    text = "7% of nobody knows what. " * 100
    first = find_values(text)
    first.append(values.Value(0, 2, "PERCENT", "7 %"))
    assert (find_values(text), len(read)) == ([], 1)  # and what one measure makes of its list is no other's
