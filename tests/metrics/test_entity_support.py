"""Tests of entity support on pairs of texts: a case for each rule, then hostile texts."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from types import ModuleType
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chipbrief.metrics import entities, facts, text_stats
from chipbrief.metrics.alignment import align
from chipbrief.problems import InputError
from chipbrief.records import Entity
from tests.paths import CASES

STORY = (
    "The Duke of Cambridge, Prince William, has visited Aberdeen in Scotland. Donald J. Trump's golf club was shut, said Police "
    "Scotland. First Minister Ewan Reid of the Scottish National Party met MPs from the Conservatives on 15 July 2014 in the U.S. "
    "capital. Manchester United beat Chelsea 3-1 in front of 20,000. Mr Smith, 50, was jailed for eight years at Inverness Sheriff "
    "Court for stealing £20,000, about 5% of the sum. The World Health Organization said 230 people had died in São Paulo within "
    "two weeks. Staff of the Department of Commerce will walk out between 20 and 30 March 2016. John Brown and Anna Clark scored on the hill. "
    "The 10-mile road cost $4 trillion."
)

RULES = [
    ("acronym for its expansion", "The SNP met the WHO.", []),
    ("expansion for its acronym", "The United States agreed.", []),
    ("order of words", "The Commerce Department protests.", []),
    ("short name", "They saw Man Utd beat Chelsea.", []),
    ("party", "A Tory met Reid.", []),
    ("demonym", "A Scottish and an American town.", []),
    ("accents", "In Sao Paulo people died.", []),
    ("spelling", "The World Health Organisation spoke.", []),
    ("middle name", "Donald Trump owns it.", []),
    ("title", "President Trump owns it.", []),
    ("possessive and plural", "Trump's and Conservative plans.", []),
    ("hyphen", "A Scotland-based club.", []),
    ("first name that the story lacks", "Alan Smith was jailed.", ["Alan"]),
    ("another first name", "Bob Clark scored.", ["Bob Clark"]),
    ("two people made one", "John Clark scored.", ["John Clark"]),
    ("a name that the story has as a word", "Grant Hill scored.", ["Grant Hill"]),
    ("invented", "They met Tim Cook in Leeds.", ["Tim Cook", "Leeds"]),
    ("invented acronym", "The FBI spoke.", ["FBI"]),
    ("opener that is a word", "Critics disagreed. Sales fell.", []),
    ("opener that is no word", "Zorblax disagreed.", ["Zorblax"]),
    ("headline", "Prince William Visits Aberdeen And Praises Dundee", ["Dundee"]),
    ("capitals", "PRINCE WILLIAM VISITS DUNDEE", ["DUNDEE"]),
    ("small letters", "prince william visited dundee with reid of the snp .", ["dundee"]),
    ("small letters, unknown surname", "prince william met nicola sturgeon in aberdeen .", ["nicola sturgeon"]),
    ("small letters, a word as surname", "mr smith and mark hughes were jailed .", ["mark hughes"]),
    ("small letters, a club", "chelsea beat leeds united .", ["leeds united"]),
    ("small letters, a name of words", "the high court and the home office .", ["high court", "home office"]),
    ("small letters, the state", "the u.s. and the us president .", []),
    ("small letters, ordinary words", "two weeks of unbeaten livestreams quizzed .", []),
    ("tokenised", "trump ' s club , -lrb- near aberdeen -rrb- , did n't open .", []),
    ("tokenised amounts", "smith stole £ 20,000 , or 5 % , and united won 3 - 1 .", []),
    ("placeholder", "<unk> met reid in aberdeen .", ["<unk>"]),
    ("other placeholders", "[UNK] met UNK in Aberdeen.", ["[UNK]", "UNK"]),
    ("truncated", "Prince William has visited Aberdeen in", []),
    ("age", "Smith, a 50-year-old, and Smith, aged 51.", ["51"]),
    ("duration in another unit", "They died within 14 days or 15 days.", ["15 days"]),
    ("score from the other side", "Chelsea lost 1-3, not 1-2.", ["1-2"]),
    ("money", "It cost US$4tn, or 4 trillion dollars, or £4tn.", ["£4tn"]),
    ("money is no bare number", "Smith stole $20,000.", ["$20,000"]),
    ("a bare number claims no unit", "Smith stole 20,000 and walked 10.", []),
    ("percent", "Smith took 5 per cent, then 6 percent.", ["6 percent"]),
    ("rounding", "Some 200 people died.", ["200"]),
    ("magnitude", "Hundreds died, or millions.", ["millions"]),
    ("quantity", "The ten-mile road, a 10 km road.", ["10 km"]),
    ("date", "On July 15 he met them, or on 16 July.", ["16 July"]),
    ("coarser date", "In July 2014 and in 2014 and in 2015.", ["2015"]),
    ("weekday of a date", "On Tuesday he met them, not on Friday.", ["Friday"]),
    ("decade", "In the 2010s, not the 1990s.", ["1990s"]),
    ("range", "Between 20 and 40.", ["20 and 40"]),
    ("idiom", "It was the first time; half were there.", []),
    ("more than", "More than 200 people died, or more than 180.", ["180"]),
    ("nearly", "Nearly 240 people died, or nearly 300.", ["300"]),
    ("about", "About 225 people died, or about 200.", ["200"]),
    ("rounded without a hedge", "It cost $4.2 trillion; 231 died.", ["$4.2 trillion", "231"]),
    ("capitals throughout", "IT IS THE POLICE WHO VISITED ABERDEEN IN SCOTLAND.", []),
    ("begins a point", "NEW: Prince William visits. UPDATE: Reid met MPs.", []),
    ("compound of a letter", "A U-turn and a T-shirt.", []),
    ("behind a semicolon", "Prince William left; They stayed; Apple grew.", ["Apple"]),
    ("a league's number", "He left League Two.", ["League Two"]),
    ("a body's kind alone", "They met at Leeds Sheriff Hospital Court.", ["Leeds Sheriff Hospital Court"]),
    ("a holiday", "They met at Easter.", ["Easter"]),
    ("half of a season", "They won in the first half of it.", []),
    ("dollars of another state", "It cost NZ$4tn.", []),
    ("half of something", "It took half of it.", ["half"]),
]


@pytest.mark.parametrize(("summary", "unsupported"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_rule(summary: str, unsupported: list[str]) -> None:
    mentions = entities.support(document=STORY, summary=summary)
    assert [mention.text for mention in mentions if not mention.supported] == unsupported


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("About $4 trillion", [("$4 trillion", "MONEY", "about")]),
        ("more than 230 people", [("230", "CARDINAL", "more than")]),
        ("nearly 5%", [("5%", "PERCENT", "nearly")]),
        ("in 230 cases", [("230", "CARDINAL", None)]),
        ("Prince William", [("William", "PERSON", None)]),
        ("They met in Scotland", [("Scotland", "GPE", None)]),
        ("A Scottish town", [("Scottish", "NORP", None)]),
        ("At Acme University", [("Acme University", "ORG", None)]),
    ],
)
def test_type_and_hedge(summary: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [(one.text, one.type, one.hedge) for one in entities.support(document=STORY, summary=summary)] == expected


@given(st.text(max_size=60), st.text(st.sampled_from("aB1 .,'$-%£§ſınt`-lrb"), max_size=80))
def test_any_text(document: str, summary: str) -> None:
    for mention in entities.support(document=document, summary=summary):
        assert summary[mention.start : mention.end] == mention.text != ""


PIECES = (
    "Dr the of and us US u.s. U.S. U U-turn A Smith john Leeds United may in March 5 $5 £1.3m 20% 3-1 - , . ' 's `` '' -lrb- n't two League "
    "One hundreds half first twenty-two 1,000-2,000 2014 London É E\u0301 \u200b 😀 \r\n ß ſ ı İ 10-mile miles per hour decades Hill hill WHO "
    "IT NEW: O'Neill 1st Scottish about both"
).split(" ")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join) | st.text(max_size=60)


@given(TEXTS)
@example("us I")
@example("NEW: London")
def test_a_text_supports_itself(text: str) -> None:
    assert all(mention.supported for mention in entities.support(document=text, summary=text))


@given(TEXTS, TEXTS, st.sampled_from(["NFC", "NFD"]), st.sampled_from([str, str.upper, str.lower, str.title]))
def test_offsets_refer_to_the_summary(
    document: str, text: str, form: Literal["NFC", "NFD"], cased: Callable[[str], str]
) -> None:
    summary = unicodedata.normalize(form, cased(text))
    last = 0
    for mention in entities.support(document=document, summary=summary):
        assert summary[mention.start : mention.end] == mention.text != ""
        assert mention.start >= last
        last = mention.end


@pytest.mark.parametrize(
    ("document", "summary", "unsupported"),
    [
        ("It rose by 27 percent or by 49 percent.", "Up 27-49%, not 27-50%.", ["27-50%"]),
        ("It fell from 49% to 27%.", "From 49%, then 27%, then 28%.", ["28%"]),
        ("They won 27 and 49 games.", "They won 27-49.", ["27-49"]),
        ("Both brothers scored twice; the trio left.", "Two and three and four.", ["four"]),
        ("They taught for two decades at 150 mph.", "They taught for 20 years at 150 miles per hour.", []),
        ("Some 40,000 to 100,000 came.", "Some 40,000-100,000 came.", []),
        ("China accused the us .", "The us is accused .", []),
        # durations in different units
        ("It took two hours and 14 minutes.", "It took 134 minutes, not 144 minutes.", ["144 minutes"]),
        ("Jailed for seven years and six months.", "Jailed for seven and a half years.", []),
        ("It orbits in 41 days.", "It orbits in roughly six weeks, or roughly nine weeks.", ["nine weeks"]),
        ("He is there on a loan.", "A one-month loan.", ["one-month"]),
        # sums of two numbers
        ("With 179 passengers and 14 crew.", "With 193 people; 194 people.", ["194"]),
        ("It had 1,500 passengers. And 14 crew left.", "With 1,514 people.", ["1,514"]),
        # fractions and percentages
        ("Two-thirds of them held.", "67% of them held, 68% fell.", ["68%"]),
        ("It was 46% of them.", "Almost half of them; almost a third of them.", ["a third"]),
        # years and centuries
        ("It opened in 1819.", "A 19th Century bridge of the 18th century.", ["18th century"]),
        ("It opened in the 20th century.", "It opened in the twentieth century, in 1953.", ["1953"]),
        # sports results and lists of results
        ("Shelby Town 1, Castleham United 2.", "They won 2-1, not 3-1.", ["3-1"]),
        ("T Beckwith (Eng) won; A Lykke (Den) lost.", "An Englishman and a Dane, no Scot.", ["Scot"]),
        ("Wales Under-21s won.", "the under - 21 side .", []),
        ("It topped the list.", "It is No. 1 now.", []),
        # approximations such as "more than"
        ("It made $200.5 million.", "It passed $200 million.", []),
        ("There were 114 deaths.", "No more than 100 deaths, more than 100 deaths.", ["100"]),
        ("He ran 112 yards.", "He ran for more than 100.", []),
        ("One hundred and five people died.", "One hundred people died.", ["One hundred"]),
        # rounding: a half may go up or down, and a round number may differ by up to one hundredth of its value
        ("It cost $1,250,000.", "$1.3m, $1.2m, $1.4m", ["$1.4m"]),
        ("It rose 50.4%.", "50%, 49%", ["49%"]),
        ("It is worth $4.02bn.", "$4bn, $3.9bn", ["$3.9bn"]),
        ("It is worth $4.3bn.", "$4bn", ["$4bn"]),
        # dollars of different countries
        ("It is worth US$4bn.", "$4bn, C$4bn", ["C$4bn"]),
        ("It is worth A$4bn.", "$4bn, C$4bn, US$4bn", ["C$4bn", "US$4bn"]),
        ("It is worth $4bn.", "C$4bn, US$4bn", []),
        # fractions of a million
        (
            "It cost $750,000.",
            "Three-quarters of a million dollars; a half-million-dollar house.",
            ["half-million-dollar"],
        ),
        ("It has 2.5 million users.", "Two and a half million users, half a million users.", ["half a million"]),
        ("A -lrb- 2.01 m -rrb- man.", "He is (2.01m) tall.", []),
    ],
)
def test_value_in_another_form(document: str, summary: str, unsupported: list[str]) -> None:
    found = [one.text for one in entities.support(document=document, summary=summary) if not one.supported]
    assert found == unsupported


@pytest.mark.parametrize(
    ("document", "summary", "unsupported"),
    [
        ("Rents rose from 7 to 9 percent.", "Rents rose to 9% from 7%.", []),
        ("Rents rose to 9 from 7 percent.", "Rents rose to 9 percent.", []),
        ("It takes between 15 and 25 years.", "It takes at least 15 years.", []),
        ("It is 15 to 25 km.", "It is at least 15 km.", []),
        ("The rate fell by 75 basis points.", "The rate fell by three-quarters of a percentage point.", []),
        ("The rate fell by 75 basis points.", "The rate fell by 50 basis points.", ["50 basis points"]),
        ("Profit fell in Q2 2023.", "Profit fell in the second quarter of 2023.", []),
        ("Profit fell in 2Q23.", "Profit fell in the fourth quarter of 2023.", ["fourth"]),
        ("Profit fell in fiscal 2023.", "Profit fell in FY23.", []),
        ("It ran August 7-9, 2024.", "It ended on August 9, 2024.", []),
        ("It ran August 7-9.", "It was held on August 12.", ["August 12"]),
        ("It ran from 2019 to 2023.", "It ran 2019-2023.", []),
        ("It took an hour and a half.", "It took 90 minutes.", []),
        ("It began at 1745 GMT.", "It began at 17:45 GMT.", []),
        ("It began in the '80s.", "It began in the 1980s.", []),
        ("It began in the eighties.", "It began in the 1970s.", ["1970s"]),
        ("It was minus 7 degrees.", "It was 7 degrees.", ["7 degrees"]),
        ("It is due in early May.", "It is due in late May.", ["late May"]),
        ("It is due in early May.", "It is due in May.", []),
        ("It cost $7\xa0million.", "It cost &#36;7 million.", []),
        ("They led in the second half.", "They led in the first half.", []),
    ],
)
def test_values_of_a_range_a_part_and_another_form(document: str, summary: str, unsupported: list[str]) -> None:
    found = [one.text for one in entities.support(document=document, summary=summary) if not one.supported]
    assert found == unsupported


JET = "An F-35 jet met a B-52 over Leeds in Covid-19, said the Under-21s: Hwasong-18, MiG 29 and G20. 16 people saw it."


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("An F-16 jet.", {"F-16": False}),
        ("an f - 16 jet .", {"f - 16": False}),
        ("A B-2 fell. Hwasong-20 fell.", {"B-2": False, "Hwasong-20": False}),
        ("a mig-31 fell .", {"mig-31": False}),
        ("A MiG-29, an F-35 and an F35.", {"MiG-29": True, "F-35": True, "F35": True}),
        ("He had covid-21.", {"covid-21": False}),
        ("He had covid-19, or Covid 19.", {"covid-19": True, "Covid 19": True}),
        ("The Under-21 side, the under-19 side.", {"Under-21": True, "under-19": False}),
        ("Post-2015 rules, pre-16 ones, mid-20 ones, 555-123 and Leeds-123-45.", {"Leeds": True}),
        ("leeds - 16 people saw it", {"leeds": True, "16": True}),
    ],
)
def test_a_number_behind_a_hyphen_is_part_of_its_name(summary: str, expected: dict[str, bool]) -> None:
    found = {one.text: one.supported for one in entities.support(document=JET, summary=summary)}
    assert {name: found.get(name) for name in expected} == expected
    assert all(found[name] for name in found.keys() - expected.keys() if not name.isdigit() and "-" not in name)


@pytest.mark.parametrize(
    ("summary", "unsupported"),
    [
        ("MODI MET BIDEN IN GLASGOW.", ["BIDEN"]),
        ("IN PICTURES: Modi met Trump.", []),
        ("IT IS ALL FOR ME.", []),
        ("MODI MET US TRUMP.", []),
        ("Chile devalued it.", ["Chile"]),
        ("Wales beat Fiji.", ["Wales", "Fiji"]),
        ("Poles left. Argentines left. Emirates flew. Kiwis lost.", ["Poles", "Argentines", "Emirates", "Kiwis"]),
        ("French fries are sold. Pole position went to him.", []),
        ("poles and wales were there .", ["wales"]),
        ("Scottish voters met Modi.", []),
        ("North Scotland met Modi.", ["North Scotland"]),
    ],
)
def test_capitals_and_ambiguous_words(summary: str, unsupported: list[str]) -> None:
    """Capital letters alone do not decide what a name is: headlines, first words and words with two meanings."""
    found = entities.support(document="Modi met Trump, of the US, in Glasgow.", summary=summary)
    assert [one.text for one in found if not one.supported] == unsupported


@pytest.mark.parametrize(
    ("document", "summary", "expected"),
    [
        ("Thomas Müller scored.", "Thomas Müller scored.", [("Thomas Müller", True)]),
        ("Thomas Müller scored.", "Jürgen Müller scored.", [("Jürgen Müller", False)]),
        ("हिन्दी भाषा", "हिन्दी दिल्ली", [("हिन्दी", True), ("दिल्ली", False)]),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_marks_belong_to_their_letters(
    document: str, summary: str, expected: list[tuple[str, bool]], form: Literal["NFC", "NFD"]
) -> None:
    """Combining marks belong to their letters, in composed and decomposed texts."""
    summary = unicodedata.normalize(form, summary)
    found = entities.support(document=document, summary=summary)
    assert [(summary[one.start : one.end], one.supported) for one in found] == [
        (unicodedata.normalize(form, name), supported) for name, supported in expected
    ]


@pytest.mark.parametrize("splits", ["the U.\nS. capital", "the U. S. capital"])
def test_a_single_letter_left_by_a_splitter_is_not_a_name(splits: str) -> None:
    """If a splitter has cut an abbreviation (*U. S.*), its letters are not names."""
    assert all(mention.supported for mention in entities.support(document=STORY, summary=f"MPs from {splits}."))


@pytest.mark.parametrize(
    ("document", "summary", "unsupported"),
    [
        # the name of another place
        ("She moved to New Hampshire.", "She moved to Hampshire.", ["Hampshire"]),
        ("She moved to New York, then to York.", "She moved to York.", []),
        ("Troops of South Sudan left.", "Troops of Sudan left. Sudanese troops left.", ["Sudan", "Sudanese"]),
        ("Nigerian miners met.", "Miners of Niger met. Miners of Nigeria met.", ["Niger"]),
        ("The Gulf of Mexico is warm.", "It is warm in Mexico.", ["Mexico"]),
        ("He works for Bank of America.", "He works in America.", ["America"]),
        ("New Yorkers voted.", "Voters in New York.", []),
        # a place that is part of a person's name; a surname alone is that person
        ("Sydney Sweeney acted.", "She acted in Sydney.", ["Sydney"]),
        ("Michael Jordan scored.", "Jordan scored. It was in Jordan.", ["Jordan"]),
        ("Jack London wrote in London.", "He wrote in London.", []),
        # a town supports its people and not its nation
        ("The singer is from Swansea.", "A Welsh singer. A singer of Wales.", ["Wales"]),
        # shortened words
        ("Zorb Corp. grew.", "Zorb Corporation grew.", []),
        ("Zorb Corporation grew.", "Zorb Corp. grew.", []),
        ("It is on Mill Rd. near St. Ives.", "It is on Mill Road near Saint Ives.", []),
        ("The Labor Dept. spoke.", "The Labor Department spoke.", []),
        ("Zorb grew.", "Zorb Inc. grew. Zorb PLC grew.", []),
        ("Zorb grew.", "Zorb Bank grew.", ["Bank"]),
        ("It is no secret so far.", "They met in the North and the South.", ["North", "South"]),
        # suffixes of clubs
        ("Chelsea lost to Hull.", "Chelsea FC lost to Hull City.", []),
        ("Manchester United lost.", "Manchester City lost.", ["Manchester City"]),
        # other spellings and former names
        ("They met in Kharkiv.", "They met in Kharkov.", []),
        ("They met in Calcutta.", "They met in Kolkata, not in Chennai.", ["Chennai"]),
        ("Volodymyr Zelenskyy spoke.", "Zelensky and Zelenskiy spoke.", []),
        ("BritVic sold J.P. Morgan.", "Brit Vic sold JPMorgan.", []),
        # initials, also over *and* and with the first word of a sentence
        ("An RSPB worker spoke.", "Royal Society Protecting Birds spoke.", []),
        ("the FDA said", "The Food and Drug Administration said so.", []),
        # names that only look like forms of one name
        ("Arsenal won.", "Arsene won.", ["Arsene"]),
        ("Davies won.", "They saw David.", ["David"]),
        ("It is a text on Islam.", "It is an Islamist text.", ["Islamist"]),
        ("Marco Clarke spoke.", "They heard Clark.", ["Clark"]),
        ("Viennese cakes and Londoners.", "Cakes of Vienna in London.", []),
        # the part of a name behind a hyphen
        ("Kim Jong-un spoke.", "It was Kim Jong-nam.", ["Kim Jong-nam"]),
        ("Kim Jong-un spoke.", "It was Kim Jong-un. It was Kim Jong Un.", []),
        ("A Kyiv factory.", "A Kyiv-based factory.", []),
        # names that are titles or small words otherwise
        ("The Galaxy lost.", "They saw the LA Galaxy.", ["LA"]),
        ("They sold a phone.", "They sold a PC.", ["PC"]),
        # claims in words
        ("Its profit rose from $5m to $10m.", "Its profit doubled. Its loss tripled.", ["tripled"]),
        ("Its profit rose 100%.", "Its profit doubled.", []),
        ("He won.", "He won for the first time. It was the first win.", ["first"]),
        # HTML character references
        ("Prices rose at Zorb &amp; Co.", "It&#39;s true: prices rose&#160;at Zorb & Co.", []),
    ],
)
def test_name_in_another_form(document: str, summary: str, unsupported: list[str]) -> None:
    found = [one.text for one in entities.support(document=document, summary=summary) if not one.supported]
    assert found == unsupported


@pytest.mark.parametrize(
    ("summary", "references", "expected"),
    [
        ("Ann Lee left.", ["Ann Lee left."], 1.0),
        # one of two words of a name
        ("Lee left.", ["They saw Ann Lee."], 0.5),
        # a value counts as one word, and all of it or nothing
        ("It cost $5 million.", ["Zorb paid $6 million."], 0.0),
        ("Zorb paid.", ["Zorb paid $6 million."], 0.5),
        # a name in both references weighs twice as much
        ("Zorb paid.", ["Zorb paid.", "Zorb paid Quib."], 2 / 3),
        ("Zorb paid.", ["it rained."], None),
        ("", ["Zorb paid."], 0.0),
    ],
)
def test_unlabelled_recall(summary: str, references: list[str], expected: float | None) -> None:
    assert entities.unlabelled_recall(summary, references) == (None if expected is None else pytest.approx(expected))


HOSTILE = (
    "A",
    "a ",
    "A b ",
    "Aa Bb ",
    "one ",
    "1-",
    "1,",
    "$",
    "twenty-",
    "a hundred and ",
    "u . ",
    "' s ",
    "of Aa of ",
    "A.",
    "us ",
    "x\n",
    "May ",
    "about 1",
    "1,000-2,000 ",
    "League Two ",
    "IT IS ",
    "😀 Leeds ",
    "Le\u200beds ",
    "Leeds\r\n",
)


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_long_texts_cost_linear_time(piece: str) -> None:
    """Both texts have 100,000 characters; work that grows with the product of the lengths would not finish."""
    text = (piece * 100_000)[:100_000]
    assert isinstance(entities.support(document=text, summary=text), list)


FLOORS = {"development": 0.85, "held-out": 0.7, "second": 0.7, "third": 0.55}
"""Lowest acceptable token F of each part. docs/entity_support.md has the measured values."""


@pytest.mark.parametrize("part", FLOORS)
def test_labelled_pairs(part: str, scripts: dict[str, ModuleType]) -> None:
    script = scripts["measure_entity_support"]
    pairs = list(script.pairs_of(part))
    assert len(pairs) >= 60
    found = {
        name: script.scores([script.Found(pair, method(pair)) for pair in pairs])
        for name, method in script.METHODS.items()
    }
    assert found["ours"]["token F"] >= FLOORS[part]
    assert all(found["ours"][f"token {name}"] > found["baseline"][f"token {name}"] for name in ("precision", "recall"))
    for pair in pairs:
        for start, end in (*pair.unsupported, *pair.supported):
            assert pair.summary[start:end].strip() == pair.summary[start:end] != ""


def test_every_pair_has_its_author_kind() -> None:
    rows = [
        json.loads(line)
        for path in (CASES / "entity_support").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(rows) >= 170
    assert {row["author_kind"] for row in rows} == {"model"}
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.extra
def test_spacy_finds_the_names() -> None:
    spacy = pytest.importorskip("spacy")
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "Tim Cook"},
            {"label": "GPE", "pattern": "Aberdeen"},
            {"label": "DATE", "pattern": "today"},
        ]
    )
    found = entities.support(
        document=STORY, summary="Today Tim Cook left Aberdeen and Leeds for £5.", detector="spacy", model=pipeline
    )
    assert [(one.text, one.supported) for one in found] == [("Tim Cook", False), ("Aberdeen", True), ("£5", False)]


def test_spacy_needs_a_pipeline() -> None:
    with pytest.raises(InputError, match="needs a pipeline"):
        entities.support(document=STORY, summary="Tim Cook.", detector="spacy")


@pytest.mark.parametrize("summary", ["0A\x0cÐ", "Tim\u00a0Cook met Bob\tLee.", "The A‑400 and the B−2.", "Ｔｉｍ Cook"])
def test_a_mention_is_written_as_in_the_summary(summary: str) -> None:
    """Also if normalising replaces a blank, a hyphen or a width by one of the same length."""
    mentions = entities.support(document="", summary=summary)
    assert mentions
    assert all(summary[one.start : one.end] == one.text for one in mentions)


@pytest.mark.parametrize(
    "function",
    [
        entities.support, align, facts.score, facts.states,
        text_stats.compression, text_stats.novel_ngrams, text_stats.fragments, text_stats.coverage, text_stats.density,
        text_stats.longest_copy,
    ],
)  # fmt: skip
def test_two_texts_that_could_be_swapped_are_given_by_name(function: Callable[..., object]) -> None:
    with pytest.raises(TypeError, match="positional argument"):
        function("Ann Lee won.", "Bo Ray won.")


def test_one_reference_may_be_given_as_a_text() -> None:
    lee = Entity("lee", "Ann Lee", "PERSON", None, ("Ann Lee",), (), 1.0, ())
    text = "Ann Lee beat Bo Ray."
    for summary in ("Ann Lee won.", "Nobody won."):
        assert entities.recall(summary, text, [lee]) == entities.recall(summary, [text], [lee])
        assert entities.unlabelled_recall(summary, text) == entities.unlabelled_recall(summary, [text])


@pytest.mark.parametrize(
    ("document", "summary", "expected"),
    [
        # "United" is another club of a town, not a part of its name that may be left out
        ("Newcastle City lost to Leeds United.", "Newcastle United won.", [("Newcastle United", False)]),
        # a name that the document has only as a word is doubtful only beside another doubtful or unsupported name
        ("Bob walked up the hill in Lindal.", "Bob Hill spoke.", [("Bob", True), ("Hill", True)]),
        ("Lindal has a hill, said the council.", "Lindal Hill is steep.", [("Lindal", True), ("Hill", True)]),
        ("The hill is steep, it was said.", "They met Hill.", [("Hill", True)]),
        # a title inside an unsupported run separates two mentions
        ("The president met them.", "They saw Foo Acme President Bar.", [("Foo Acme", False), ("Bar", False)]),
        # "and" belongs to no name
        ("They met.", "AND Zorba left.", [("Zorba", False)]),
    ],
)
def test_parts_of_a_run(document: str, summary: str, expected: list[tuple[str, bool]]) -> None:
    found = entities.support(document=document, summary=summary)
    assert [(one.text, one.supported) for one in found] == expected
