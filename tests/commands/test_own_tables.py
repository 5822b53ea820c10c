"""Tests of `score` and `compare` on tables of one's own, run as a new user runs them in an empty folder."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from chipbrief.commands.main import main

DOCUMENTS = {
    f"n{at}": f"The town of Arden opened a bridge in {2000 + at}. Mayor Ada Finch said it cost {at} million euros."
    for at in range(3, 6)
}
REFERENCES = {story: f"Arden opened a bridge in {2000 + at}." for at, story in enumerate(DOCUMENTS, 3)}
SUMMARIES = {story: f"A bridge in Arden cost {at} million euros." for at, story in enumerate(DOCUMENTS, 3)}
LEADS = {story: text.partition(". ")[0] + "." for story, text in DOCUMENTS.items()}


def write(name: str, **columns: dict[str, str]) -> None:
    rows = [{"id": story, **{column: texts[story] for column, texts in columns.items()}} for story in DOCUMENTS]
    if name.endswith(".json"):
        Path(name).write_text(json.dumps(rows, indent=1), encoding="utf-8")
    elif name.endswith(".csv"):
        with Path(name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    else:
        Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    write("all.csv", article=DOCUMENTS, highlights=REFERENCES, output=SUMMARIES, lead=LEADS)
    write("corpus.json", document=DOCUMENTS, reference=REFERENCES)
    write("sys.jsonl", summary=SUMMARIES)
    write("lead.jsonl", summary=LEADS)
    write("other.jsonl", output=SUMMARIES)
    write("references.csv", reference=REFERENCES)
    for folder, texts in (("texts", DOCUMENTS), ("summaries", SUMMARIES)):
        Path(folder).mkdir()
        for story, text in texts.items():
            (Path(folder) / f"{story}.txt").write_text(text, encoding="utf-8")
    facts = "".join(
        f"{story}:\n  - Geese fly south.\n  - {{text: 'A bridge in Arden cost {at} million euros.', weight: 3}}\n"
        for at, story in enumerate(DOCUMENTS, 3)
    )
    Path("facts.yaml").write_text(facts, encoding="utf-8")
    Path("entities.csv").write_text(
        "id,name,type\n" + "".join(f"{story},Arden,GPE\n{story},Ada Finch,PERSON\n" for story in DOCUMENTS),
        encoding="utf-8",
    )
    Path("corpus.yaml").write_text(
        "name: arden\nfiles: {test: corpus.json}\nfacts: facts.yaml\nentities: entities.csv\n", encoding="utf-8"
    )


def scored(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, dict[str, Any]]:
    """Return the means that `score --json` prints, by system and measure."""
    assert main(["score", *args, "--json"]) == 0
    systems = json.loads(capsys.readouterr().out)
    return {one["system"]: {name: value["mean"] for name, value in one["measures"].items()} for one in systems}


SAME = [
    ("all.csv", "--document", "article", "--reference", "highlights", "--summary", "output"),
    ("all.csv", "--document", "article", "--reference", "highlights"),
    ("sys.jsonl", "--corpus", "corpus.json"),
    ("sys.jsonl", "--corpus", "all.csv"),
    ("other.jsonl?summary=output", "--corpus", "corpus.json"),
    ("other.jsonl", "--corpus", "corpus.json", "--summary", "output"),
    ("summaries", "--corpus", "corpus.json"),
]


@pytest.mark.parametrize("args", SAME, ids=" ".join)
def test_one_table_or_several_give_the_same_scores(capsys: pytest.CaptureFixture[str], args: tuple[str, ...]) -> None:
    (means,) = scored(capsys, *args).values()
    (wanted,) = scored(capsys, *SAME[2]).values()
    assert means == wanted
    # Reference "arden opened a bridge in 2003", summary "a bridge in arden cost 3 million euros": "a bridge in arden" is shared.
    assert means["rouge1_fmeasure"] == pytest.approx(2 * (4 / 8) * (4 / 6) / (4 / 8 + 4 / 6))


def test_labels_of_one_s_own(capsys: pytest.CaptureFixture[str]) -> None:
    (means,) = scored(capsys, "sys.jsonl", "--corpus", "corpus.yaml").values()
    # The references name Arden alone, and so do the summaries. They state the second fact, whose weight is 3 of 4.
    assert means["entity_recall"] == 1
    assert means["fact_recall"] == pytest.approx(0.75, abs=0.03)  # the mean of probabilities that are near 0 and 1
    (same,) = scored(
        capsys, "sys.jsonl", "--corpus", "corpus.json", "--fact-file", "facts.yaml", "--entity-file", "entities.csv"
    ).values()
    assert same == means


def test_a_comparison_of_two_columns(capsys: pytest.CaptureFixture[str]) -> None:
    columns = ("--document", "article", "--reference", "highlights")
    assert main(["compare", "all.csv", *columns, "--summary", "output", "--summary", "lead"]) == 0
    assert main(["compare", "sys.jsonl", "lead.jsonl", "--corpus", "corpus.json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\nlead ") == 2
    assert main(["compare", "all.csv", *columns, "--summary", "output"]) == 1
    assert (
        "comparison: needs two systems or more, but got one (give another file, or name two columns"
        in capsys.readouterr().err
    )


REFUSED: list[tuple[str, str]] = [
    (
        "score sys.jsonl",
        "sys.jsonl: has ids such as 'n3', which are not in open/test, nor like one (for articles of your own, name their table ",
    ),
    (
        "score all.csv",
        "all.csv: holds articles of its own, which are not those of the dataset (score it with --document article",
    ),
    ("score sys.jsonl --corpus missing.csv", "missing.csv: no such file (check the path)"),
    (
        "score sys.jsonl --corpus corpus.json --document body",
        "corpus.json: has no column 'body' (use one of 'id', 'document', 'reference')",
    ),
    (
        "score sys.jsonl lead.jsonl --document article",
        "--document, --reference: name columns of a corpus, but no corpus is named (add --corpus SOURCE)",
    ),
    (
        "score sys.jsonl --corpus corpus.json --config open --data x",
        "--config and --data: cannot be combined with a corpus of your own",
    ),
    (
        "score sys.jsonl --fact-file facts.yaml",
        "--fact-file: needs a corpus of your own (add --corpus SOURCE, or --document and --reference)",
    ),
    (
        "score sys.jsonl --corpus corpus.json --fact-file sys.jsonl",
        "sys.jsonl: has no column 'text' (name the columns id, text, weight, any_of",
    ),
    ("score sys.jsonl --corpus corpus.yaml --split train", "corpus.yaml: has no split 'train' (use one of test)"),
    (
        "score - --document article",
        "standard input: holds articles and summaries, and is read twice (save it to a file)",
    ),
    (
        "score other.jsonl --corpus corpus.json",
        "other.jsonl:1: no 'summary' (rename 'output' to 'summary', or pass --summary 'output')",
    ),
    ("score sys.jsonl --corpus hf:cnn_dailymail", "hf:abisee/cnn_dailymail: cannot be loaded: "),
    ("score sys.jsonl --corpus hf:xlsum", "hf:xlsum: has one configuration per language"),
]


@pytest.mark.parametrize(("command", "message"), REFUSED, ids=[command for command, _ in REFUSED])
def test_messages(capsys: pytest.CaptureFixture[str], command: str, message: str) -> None:
    assert main(command.split()) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0].startswith(message)


def test_references_as_summaries_are_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "references.csv", "--corpus", "corpus.json", "--summary", "reference"]) == 0
    assert "warning: references: 3 of 3 summaries are equal to a reference" in capsys.readouterr().err


@pytest.mark.parametrize("count", [2, 200])
def test_a_file_without_any_known_id_gets_one_line(
    count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A list of unknown and missing ids would hide the hint."""
    path = tmp_path / "own.jsonl"
    path.write_text("".join(f'{{"id": "my-{at}", "summary": "x"}}\n' for at in range(count)), encoding="utf-8")
    assert main(["score", str(path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{path}: has ids such as 'my-0', which are not in open/test")
