"""Tests of files of facts and entities, in YAML and as tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from chipbrief.corpora.columns import Columns
from chipbrief.corpora.labels import Labels, read_labels
from chipbrief.problems import InputError
from chipbrief.records import Fact
from tests.corpora.helpers import lines, parquet, read, refused, table

FACTS = {
    "facts.yaml": """
bridge:
  - The bridge opens in May.
  - text: It costs 3 million euros.
    weight: 2
    any_of: [The price is 3 million., "It is priced at 3 million."]
zoo:
  - text: The zoo has a tiger.
    weight: 0.5
empty: []
""",
    "facts.csv": """id,text,weight,any_of,note
bridge,The bridge opens in May.,,,by hand
zoo,The zoo has a tiger.,0.5,,
bridge, It costs 3 million euros. ,2,The price is 3 million. | It is priced at 3 million.,
""",
    "facts.jsonl": """{"id": "bridge", "text": "The bridge opens in May."}
{"id": "bridge", "text": "It costs 3 million euros.", "weight": 2, "any_of": ["The price is 3 million.", "It is priced at 3 million."]}
{"id": "zoo", "text": "The zoo has a tiger.", "weight": 0.5}
""",
    "facts.json": """[{"id": "bridge", "text": "The bridge opens in May.", "weight": null, "any_of": null},
{"id": "bridge", "text": "It costs 3 million euros.", "weight": "2", "any_of": "The price is 3 million.|It is priced at 3 million."},
{"id": "zoo", "text": "The zoo has a tiger.", "weight": 0.5, "any_of": []}]""",
}
OTHERS = ("The price is 3 million.", "It is priced at 3 million.")
WANTED = {
    "bridge": (
        Fact("f1", "The bridge opens in May.", (), (), 1.0),
        Fact("f2", "It costs 3 million euros.", (), (), 2.0, OTHERS),
    ),
    "zoo": (Fact("f1", "The zoo has a tiger.", (), (), 0.5),),
}


@pytest.mark.parametrize("name", FACTS)
def test_facts(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FACTS[name], encoding="utf-8")
    found = read_labels(tmp_path / name)
    assert {story: facts for story, facts in found.facts.items() if facts} == WANTED
    assert found.facts_of("bridge", ["Said in the row."])[2] == Fact("f3", "Said in the row.", (), (), 1.0)
    assert found.facts_of("nobody") == ()
    assert found.entities_of("nobody") == ()


def test_facts_in_parquet(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "text": "A fact.", "weight": 2.0, "any_of": ["a", "b"]},
        {"id": 7, "text": "More.", "weight": None, "any_of": None},
    ]
    (tmp_path / "f").write_bytes(parquet(table(rows)))
    assert read_labels(tmp_path / "f").facts == {
        "7": (Fact("f1", "A fact.", (), (), 2.0, ("a", "b")), Fact("f2", "More.", (), (), 1.0))
    }


ENTITIES = {
    "e.yaml": """
bridge:
  - name: Old Bridge
    type: FAC
    forms: [the bridge, Old Bridge]
    weight: 2
  - Mayor Finch
""",
    "e.csv": "id,name,type,forms,weight\nbridge,Old Bridge,FAC,the bridge|Old Bridge,2\nbridge,Mayor Finch,,,\n",
    "e.jsonl": '{"id": "bridge", "name": "Old Bridge", "type": "FAC", "forms": ["the bridge"], "weight": 2}\n{"id": "bridge", "name": "Mayor Finch"}',
}  # fmt: skip


@pytest.mark.parametrize("name", ENTITIES)
def test_entities_and_their_mentions(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(ENTITIES[name], encoding="utf-8")
    corpus = read(
        tmp_path / "t",
        lines({"id": "bridge", "text": "Old Bridge opens. Everyone likes the bridge."}),
        entities=tmp_path / name,
    )
    first, second = corpus.stories[0].entities
    assert (first.name, first.type, first.forms, first.salience) == (
        "Old Bridge",
        "FAC",
        ("Old Bridge", "the bridge"),
        2.0,
    )
    assert [corpus.stories[0].document[one.start : one.end] for one in first.mentions] == ["Old Bridge", "the bridge"]
    assert (second.name, second.type, second.forms, second.salience, second.mentions) == (
        "Mayor Finch",
        "ORG",
        ("Mayor Finch",),
        1.0,
        (),
    )


TYPES = "use one of PERSON, NORP, FAC, ORG, GPE, LOC, PRODUCT, EVENT, WORK_OF_ART, LAW, LANGUAGE, DATE, TIME, PERCENT, MONEY, QUANTITY, ORDINAL, CARDINAL"
FAULTS: dict[str, tuple[str, str, list[str]]] = {
    "a list": ("f.yaml", "- a\n", [":1: is no mapping of story ids (write each id, a colon, and a list below it)"]),
    "nothing": ("f.yaml", "", [":1: is no mapping of story ids"]),
    "no YAML": ("f.yaml", "a: [", [":1: not YAML: "]),
    "an anchor": ("f.yaml", "a: &x [b]\n", [":1: anchors and aliases are not allowed"]),
    "a story twice": ("f.yaml", "a: [x]\na: [y]\n", [":2: a: duplicate key"]),
    "a story without a list": ("f.yaml", "a: text\nb:\n", [":1: 'a' has no list (write a list below it; [] is the empty one)", ":2: 'b' has no list"]),
    "a fact that is a list": ("f.yaml", "a:\n  - [x]\n", [":2: a[0] is neither text nor keys (write text: and a text)"]),
    "an unknown key": ("f.yaml", "a:\n  - text: x\n    wight: 2\n", [":2: unknown key 'wight' (use text, weight, any_of)"]),
    "no text": ("f.yaml", "a:\n  - weight: 2\n  - text: ' '\n", [":2: text is no text of 1 to 2,000 characters", ":3: text is no text of 1 to 2,000"]),
    "weights": (
        "f.yaml", "a:\n" + "".join(f"  - {{text: x, weight: {weight}}}\n" for weight in ("-1", "nan", "inf", "much", "[1]", "1e7")),
        [f":{at}: weight {weight} is not a number from 0 to 1,000,000 (correct it, or leave it out)"
         for at, weight in enumerate(("'-1'", "'nan'", "'inf'", "'much'", '"[\'1\']"', "'1e7'"), 2)],
    ),
    "other wordings that are none": ("f.yaml", "a:\n  - {text: x, any_of: {b: c}}\n  - {text: x, any_of: [[]]}\n", [":2: any_of is no list of texts", ":3: any_of is no list of texts"]),
    "other columns": ("f.csv", "story,fact\na,b\n", [": has no column 'id', 'text' (name the columns id, text, weight, any_of; only id and text are needed)"]),
    "a column that is misspelt": ("f.csv", "id,text,wieght\na,b,2\n", [": has a column 'wieght', which is not read (did you mean 'weight'?)"]),
    "rows of a table": (
        "f.csv", "id,text,weight\n,b,1\na,,x\na,b\n", [":2: no id (write the id of a story)", ":3: text is no text", ":3: weight 'x' is not", ":4: 2 cells, but 3 columns"]),
    "ids of a table": ("f.jsonl", '{"id": null, "text": "a"}\n{"id": [1], "text": "a"}\n{"id": 1.5, "text": "a"}\n', [":1: no id", ":2: the id is a list", ":3: the id is a number"]),
    "lines that are no JSON": ("f.jsonl", '{"id": 1 "text"}\n', [":1: not JSON: Expecting ',' delimiter"]),
    "a missing file": ("missing.csv", "", [": no such file (check the path)"]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "messages"), FAULTS.values(), ids=FAULTS)
def test_faults(tmp_path: Path, name: str, content: str, messages: list[str]) -> None:
    if name != "missing.csv":
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_labels(tmp_path / name)
    found = caught.value.describe().split("\n")
    assert len(found) == len(messages), found
    for line, message in zip(found, messages, strict=True):
        assert line.startswith(f"{tmp_path / name}{message}"), line


def test_faults_of_entities(tmp_path: Path) -> None:
    """Faults of both files are reported together."""
    (tmp_path / "f.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "e.csv").write_text("id,name,type\na,Finch,PERSON\na,,CITY\n", encoding="utf-8")
    (tmp_path / "t").write_bytes(lines({"id": "a", "text": "b"}))
    found = refused(tmp_path / "t", facts=tmp_path / "f.yaml", entities=tmp_path / "e.csv")
    assert "f.yaml:1: not YAML" in found[0]
    assert [line.rpartition("/")[2] for line in found[1:]] == [
        "e.csv:3: name is no text of 1 to 2,000 characters (write the text)", f"e.csv:3: type 'CITY' is unknown ({TYPES})"
    ]  # fmt: skip


def test_stories_that_do_not_exist(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text("bridge: [x]\nBridge-1: [x]\nqqq: [x]\n", encoding="utf-8")
    (tmp_path / "e.csv").write_text("id,name\nbrige,Finch\nbrige,Lark\n", encoding="utf-8")
    (tmp_path / "t").write_bytes(lines({"id": "bridge", "text": "b"}, {"id": "zoo", "text": "b"}))
    found = refused(tmp_path / "t", facts=tmp_path / "f.yaml", entities=tmp_path / "e.csv")
    assert [line.rpartition("/")[2] for line in found] == [
        "f.yaml:2: 'Bridge-1' is no story of the corpus (did you mean 'bridge'?)",
        "f.yaml:3: 'qqq' is no story of the corpus (correct the id, or remove its labels)",
        "e.csv:2: 'brige' is no story of the corpus (did you mean 'bridge'?)",
    ]


def test_many_stories_that_do_not_exist() -> None:
    places: dict[tuple[str, str], int | None] = {("f", f"s{at}"): at for at in range(1, 101)}
    with pytest.raises(InputError) as caught:
        Labels(places=places).check_ids(["x"])
    assert len(caught.value.problems) == caught.value.more == 50


def test_facts_in_a_column(tmp_path: Path) -> None:
    """A column may hold one fact or a list of facts, which follow those of the file."""
    (tmp_path / "f.yaml").write_text("a: [First.]\n", encoding="utf-8")
    data = lines(
        {"id": "a", "text": "b", "claims": ["Second.", " ", "Third."]}, {"id": "c", "text": "d", "claims": "Only."}
    )
    corpus = read(tmp_path / "t", data, Columns(facts="claims"), facts=tmp_path / "f.yaml")
    assert [[(fact.id, fact.text, fact.weight) for fact in story.facts] for story in corpus.stories] == [
        [("f1", "First.", 1.0), ("f2", "Second.", 1.0), ("f3", "Third.", 1.0)], [("f1", "Only.", 1.0)]
    ]  # fmt: skip
