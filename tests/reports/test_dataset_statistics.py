"""Tests of the dataset statistics on a small story, and of the script that writes them."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from chipbrief.corpora.store import load
from chipbrief.records import Entity, Fact, Mention, Reference, ReferenceKind, Story
from chipbrief.reports.dataset_plots import PLOTS, draw, plotted
from chipbrief.reports.dataset_statistics import Statistics, best_match, deciles, describe, spread, table
from tests.paths import ROOT

SENTENCES = ("Alpha sold chips.", "Beta bought them.", "Prices fell.", "Gamma complained loudly.", "Nobody else spoke.")
DOCUMENT = " ".join(SENTENCES)


def reference(number: int, kind: ReferenceKind, text: str) -> Reference:
    return Reference(f"s/{number}/{kind}", kind, text, f"set-{number}", "model", None)


def entity(name: str, salience: float) -> Entity:
    start = DOCUMENT.find(name)
    mentions = (Mention(start, start + len(name)),) if start >= 0 else ()
    return Entity(name.lower(), name, "ORG", None, (name,), (), salience, mentions)


@pytest.fixture(scope="module")
def story() -> Story:
    """Return a story with fourteen words, two abstracts, four entities and three facts."""
    return replace(
        load("open")[0],
        document=DOCUMENT,
        references=(
            reference(1, "headline", "Alpha sells"),
            reference(1, "abstract", "Alpha sold chips. Gamma complained."),
            reference(2, "abstract", "Alpha sold everything."),
        ),
        entities=(entity("Alpha", 1.0), entity("Gamma", 0.5), entity("Beta", 0.0), entity("Delta", 0.0)),
        facts=(
            Fact("f1", "Alpha sold chips.", ("alpha",), ("set-1", "set-2"), 1.0),
            Fact("f2", "Gamma complained.", ("gamma",), ("set-1",), 0.5),
            Fact("f3", "Prices fell.", (), (), 0.0),
        ),
    )


@pytest.fixture(scope="module")
def found(story: Story) -> Statistics:
    return describe([story])


def test_counts(found: Statistics) -> None:
    assert found.documents == (14,)
    assert found.types == {"ORG": 4}
    assert (found.entities, found.mentions, found.facts) == (4, 3, 3)
    assert found.named_by == (2, 1, 1)
    assert found.stated_by == (1, 1, 1)


def test_references(found: Statistics) -> None:
    assert list(found.kinds) == ["headline", "abstract"]
    abstract = found.kinds["abstract"]
    assert abstract.lengths == (5, 3)
    assert abstract.compression == pytest.approx((14 / 5 + 14 / 3) / 2)
    # First abstract: no new word, one new bigram of four (“chips gamma”). Second: one new word of three (“everything”), one
    # new bigram of two (“sold everything”).
    assert abstract.novel[:2] == pytest.approx(((0 + 1 / 3) / 2, (1 / 4 + 1 / 2) / 2))
    # The first abstract has two new trigrams and two new 4-grams. The second has three words: one new trigram, no 4-gram.
    assert abstract.novel[2:] == pytest.approx(((2 / 3 + 1) / 2, 1.0))
    assert abstract.coverage == pytest.approx((1 + 2 / 3) / 2)
    assert abstract.density == pytest.approx(((9 + 4) / 5 + 4 / 3) / 2)
    assert found.kinds["headline"].novel == (0.5, 1.0, None, None)


def test_lead_bias(found: Statistics) -> None:
    # The middles of the five sentences are in tenths 2, 4, 6, 8 and 10 of the document.
    assert found.lead.sentences == pytest.approx((0, 2 / 3, 0, 0, 0, 0, 0, 1 / 3, 0, 0))
    assert found.lead.facts == pytest.approx((0, 2 / 3, 0, 0, 0, 0, 0, 1 / 3, 0, 0))
    assert found.lead.even == pytest.approx((0, 0.2) * 5)
    # First mentions: Alpha at character 0 of 92 (tenth 1), Gamma at 49 (tenth 6), Beta at 18 (tenth 2). The abstracts name
    # Alpha twice, Gamma once, Beta never.
    assert (len(DOCUMENT), DOCUMENT.index("Gamma"), DOCUMENT.index("Beta")) == (92, 49, 18)
    assert found.lead.entities == pytest.approx((2 / 3, 0, 0, 0, 0, 1 / 3, 0, 0, 0, 0))
    assert found.lead.all_entities == pytest.approx((1 / 3, 1 / 3, 0, 0, 0, 1 / 3, 0, 0, 0, 0))


def test_best_match() -> None:
    assert best_match("Gamma complained.", SENTENCES) == 3
    assert best_match("nothing in common", ("Alpha sold chips.",)) is None
    assert best_match("anything", ()) is None
    # Two sentences tie on shared words; the one with fewer other words wins, and of equals the first.
    assert best_match("chips", ("Alpha sold chips.", "Chips!", "Chips.")) == 1


def test_deciles() -> None:
    assert deciles([(0.0, 1.0), (0.999, 2.0), (1.0, 1.0)]) == (0.25, 0, 0, 0, 0, 0, 0, 0, 0, 0.75)
    assert deciles([(0.5, 0.0)]) == ()


def test_spread() -> None:
    assert spread([3, 1, 8, 2]) == (1, 3.5, 2.5, 8)
    assert spread([]) is None


def test_no_records() -> None:
    nothing = describe([])
    assert (nothing.documents, nothing.kinds, nothing.named_by, nothing.lead.even) == ((), {}, (), ())
    assert "| stories | 0 |" in table({"all": nothing})


def test_records_without_abstracts_have_no_salience(story: Story) -> None:
    found = describe([replace(story, references=story.references[:1], facts=())])
    assert (found.named_by, found.lead.sentences, found.lead.entities) == ((), (), ())


def test_table(found: Statistics) -> None:
    lines = table({"one": found, "none": describe([])}).splitlines()
    assert lines[:3] == ["|  | one | none |", "| --- | ---: | ---: |", "| stories | 1 | 0 |"]
    assert "| words per document: min / median / max | 14 / 14 / 14 | – |" in lines
    assert "| abstract: words, min / mean / max | 3 / 4.0 / 5 | – |" in lines
    assert "| headline: novel 1- / 2- / 3- / 4-grams, % | 50.0 / 100.0 / – / – | – / – / – / – |" in lines
    assert "| entities named by 0 / 1 / 2 … abstracts | 2 / 1 / 1 | – |" in lines
    assert {line.count("|") for line in lines} == {4}


@pytest.mark.parametrize("name", PLOTS)
def test_plots_repeat_and_keep_their_text(name: str, found: Statistics) -> None:
    numbers = plotted(found)[name]
    svg = draw(name, numbers)
    assert svg == draw(name, numbers)
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    title, description = PLOTS[name][:2]
    assert (root.findtext(f"{space}title"), root.findtext(f"{space}desc")) == (title, description)
    assert title in {text.text for text in root.iter(f"{space}text")}


def test_the_library_does_without_matplotlib() -> None:
    code = "import sys, chipbrief.reports.dataset_plots; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, scripts: dict[str, ModuleType]) -> Path:
    """Return a folder in which the script has run once."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "dataset").mkdir()
    (root / "dataset" / "README.md").write_text("# Card\n<!-- statistics -->\n<!-- /statistics -->\n", encoding="utf-8")
    assert scripts["describe_dataset"].main([], root) == 0
    return root


def test_script_checks_what_it_wrote(
    written: Path, scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    main = scripts["describe_dataset"].main
    assert main(["--check"], written) == 0
    assert "| stories | 12 | 4 | 16 |" in (written / "dataset" / "README.md").read_text(encoding="utf-8")

    plot = written / "docs" / "statistics" / "salience.svg"
    drawn = plot.read_bytes()
    plot.write_text("<svg/>", encoding="utf-8")
    assert main(["--check"], written) == 0, "the bytes of a plot are not compared"
    plot.unlink()
    assert main(["--check"], written) == 1
    assert "salience.svg is missing" in capsys.readouterr().err
    plot.write_bytes(drawn)

    path = written / "docs" / "statistics" / "numbers.json"
    text = path.read_text(encoding="utf-8")
    assert set(json.loads(text)) == set(PLOTS)
    path.write_text(text.replace('"DATE": 1', '"DATE": 2'), encoding="utf-8")
    assert main(["--check"], written) == 1
    assert "numbers.json is stale" in capsys.readouterr().err
    path.write_text(text, encoding="utf-8")
    assert main(["--check"], written) == 0


def test_script_says_where_the_markers_are_missing(
    tmp_path: Path, scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    main = scripts["describe_dataset"].main
    assert main([], tmp_path) == 1
    assert "no such file" in capsys.readouterr().err
    (tmp_path / "dataset").mkdir()
    (tmp_path / "dataset" / "README.md").write_text("# Card\n", encoding="utf-8")
    assert main([], tmp_path) == 1
    assert "<!-- statistics -->" in capsys.readouterr().err
    assert not (tmp_path / "docs").exists()


def test_what_is_committed_is_not_stale(scripts: dict[str, ModuleType]) -> None:
    assert scripts["describe_dataset"].main(["--check"], ROOT) == 0
