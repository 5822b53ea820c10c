"""Tests of the scores by genre, of partial submissions, and of clusters of stories. All texts are invented."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from chipbrief.commands.main import main
from chipbrief.corpora.parquet import parquet_bytes
from chipbrief.files import write_atomically
from chipbrief.problems import InputError
from chipbrief.records import Entity, Part, Reference, Story
from chipbrief.reports import genres, score_formats
from chipbrief.reports.table import notes
from chipbrief.scoring.comparison import compare
from chipbrief.scoring.intervals import clusters_of
from chipbrief.scoring.setting import Setting, parse_signature, setting_of
from chipbrief.scoring.system import Scores, score_system

SETTING = Setting("gum", kind="brief", resamples=200)
OSLO = Entity("e1", "Oslo", "GPE", None, ("Oslo",), (), 1.0, ())


def _story(name: str, genre: str | None, reference: str, cluster: str | None = None) -> Story:
    text = "Rain fell in Oslo."
    return Story(
        id=name, cluster=cluster, title=None, publisher=None, published=None, language="en", document=text,
        parts=(Part(name, 0, len(text)),), summary=None,
        references=(Reference(f"{name}/a/brief", "brief", reference, "a", "person", None),), entities=(OSLO,), facts=(),
        timeline=(), source=None, license="none", genre=genre,
    )  # fmt: skip


STORIES = [
    _story("n1", "news", "Rain fell in Oslo."),
    _story("n2", "news", "Oslo was wet."),
    _story("n3", "news", "Nobody came."),
    _story("w1", "whow", "Cut the bread."),
    _story("w2", "whow", "Go to Oslo."),
]
WHOLE = {story.id: "Rain fell in Oslo." for story in STORIES}
PART = {"n1": "Nobody came.", "w1": "Cut the bread."}


def _scored(system: str, summaries: dict[str, str], stories: list[Story] = STORIES) -> Scores:
    return score_system(system, summaries, stories, SETTING, "x@1")


def test_means_are_over_the_documents_of_a_genre() -> None:
    """ROUGE-1 of news is 1 (the same text), 2/7 (*Oslo* of four and three words) and 0."""
    found = {one.genre: one for one in genres.by_genre([_scored("whole", WHOLE)], STORIES, SETTING)}
    assert list(found) == ["news", "whow"]
    assert [one.documents for one in found.values()] == [3, 2]
    news = found["news"].estimates
    assert news["rouge1_fmeasure"].mean == pytest.approx((1 + 2 / 7 + 0) / 3)
    # Two of the three references name the entity, and the summaries have it.
    assert list(news["entity_recall"]) == [1, 1, 1, 2]
    # One of two is less than two thirds.
    assert found["whow"].estimates["entity_recall"].mean is None
    assert found["whow"].defined["entity_recall"] == 1
    assert found["whow"].estimates["fact_recall"].mean is None


def test_a_genre_has_a_mean_for_all_systems_or_for_none() -> None:
    """Taken alone, the second system would have no entity recall for news: its only document has an entity, the others count."""
    scores = genres.by_genre([_scored("whole", WHOLE), _scored("part", PART)], STORIES, SETTING)
    assert [(one.genre, one.system, one.documents) for one in scores] == [
        ("news", "whole", 3), ("news", "part", 1), ("whow", "whole", 2), ("whow", "part", 1),
    ]  # fmt: skip
    # 2 of 3 and 1 of 1 documents: 3 of 4. For whow, 1 of 2 and 0 of 1.
    assert [one.estimates["entity_recall"].mean for one in scores] == [1, 0, None, None]


def test_the_table_tells_why_there_is_no_mean() -> None:
    text = genres.table(genres.by_genre([_scored("whole", WHOLE)], STORIES, SETTING))
    lines = text.splitlines()
    assert lines[0].split()[:4] == ["genre", "system", "documents", "ROUGE-1"]
    assert "fact_recall" not in text, "nobody has facts here, so there is no column"
    assert lines[2].startswith("news   whole")
    assert lines[-1] == (
        "entity_recall: no mean for whow, because it is undefined for more than a third of the documents "
        "(the references name no entity)"
    )


def test_other_formats_have_the_genres_first() -> None:
    """ROUGE-1 of both genres is (1 + 2/7 + 0) / 3 and, with *to Oslo* of three and four words, (0 + 2/7) / 2."""
    scores = [_scored("whole", WHOLE)]
    groups = genres.by_genre(scores, STORIES, SETTING)
    chosen = ("rouge1_fmeasure", "entity_recall")
    assert score_formats.as_means(scores, chosen=chosen, groups=groups) == "42.9\t100.0\n14.3\tnan"
    rows = list(csv.DictReader(io.StringIO(score_formats.as_csv(scores, chosen=chosen, groups=groups))))
    assert [(row["genre"], row["measure"], row["n"], row["mean"][:6]) for row in rows] == [
        ("news", "rouge1_fmeasure", "3", "0.4285"), ("news", "entity_recall", "2", "1.0"),
        ("whow", "rouge1_fmeasure", "2", "0.1428"), ("whow", "entity_recall", "1", ""),
        ("", "rouge1_fmeasure", "5", "0.3142"), ("", "entity_recall", "3", "1.0"),
    ]  # fmt: skip
    assert [
        line for line in score_formats.as_markdown(scores, chosen=chosen, groups=groups).splitlines() if "genre" in line
    ] == ["| genre | system | documents | ROUGE-1 | entity_recall |"]
    latex = score_formats.as_latex(scores, chosen=chosen, groups=groups)
    assert latex.count("\\begin{tabular}{llrrr}") == latex.count("\\begin{tabular}{lrr}") == 1
    everything = score_formats.as_csv(scores, everything=True).splitlines()
    assert [line.split(",")[2:5] for line in everything if "entity_recall of" in line] == [
        ["entity_recall of GPE", "", "1.0"]
    ]


def test_stories_need_a_genre() -> None:
    some = [replace(STORIES[0], genre=None), STORIES[3]]
    assert [one.genre for one in genres.by_genre([_scored("a", WHOLE, some)], some, SETTING)] == ["(none)", "whow"]
    with pytest.raises(InputError, match="no story of this corpus has a genre"):
        genres.by_genre([_scored("a", WHOLE, some[:1])], some[:1], SETTING)


def test_a_partial_submission_is_scored_on_its_stories() -> None:
    """Stories that it leaves out have no value of any measure, and count as neither empty nor 0."""
    scores = _scored("part", {**PART, "n2": ""})
    by_id = {article.id: article for article in scores.articles}
    assert set(by_id["n3"].measures.values()) == {None}
    assert scores.estimates["length"].mean == pytest.approx(5 / 3)
    assert scores.estimates["length"].n == 3
    assert scores.estimates["rouge1_fmeasure"].mean == pytest.approx((0 + 0 + 1) / 3)
    assert scores.empty == 1
    assert scores.micro["entity_recall"].mean == 0
    assert [note for note in notes(scores) if note.startswith("part: ")][:2] == [
        "part: has summaries of 3 of 5 stories, and is scored on these",
        "part: 1 of 3 summaries are empty (their ROUGE and recall are 0)",
    ]


def test_a_pair_is_tested_on_the_stories_of_both() -> None:
    comparison = compare([_scored("whole", WHOLE), _scored("part", PART)], ["rouge1_fmeasure"])
    (pair,) = comparison.pairs
    # On n1 the first system has 1 and the second 0; on w1 it is 0 and 1.
    assert (pair.difference.n, pair.left_out, pair.difference.mean) == (2, 3, 0)


CLUSTERED = [_story(f"q{at}", "fiction", "Rain fell in Oslo.", f"s{at // 2}") for at in range(4)]


def test_clusters_are_resampled_if_several_rows_share_one() -> None:
    """The two rows of one text have a ROUGE of 1, those of the other 0, so the mean of a resample is 0, 1/2 or 1."""
    assert clusters_of(CLUSTERED) == ("s0", "s0", "s1", "s1")
    summaries = {"q0": "Rain fell in Oslo.", "q1": "Rain fell in Oslo.", "q2": "No.", "q3": "No."}
    scores = _scored("a", summaries, CLUSTERED)
    assert list(scores.estimates["rouge1_fmeasure"]) == [0.5, 0, 1, 4]
    assert list(scores.micro["entity_recall"]) == [0.5, 0, 1, 4]
    assert parse_signature(scores.signature)["ci"] == "bootstrap-200,clusters"
    assert setting_of(scores.signature).resamples == 200
    other = _scored("b", dict.fromkeys(summaries, "No."), CLUSTERED)
    (pair,) = compare([scores, other], ["rouge1_fmeasure"]).pairs
    # Two clusters, one of them without a difference: both patterns of sign of the other reach the observed sum.
    assert (pair.p, pair.difference) == (1, (0.5, 0, 1, 4))


@pytest.mark.parametrize("clusters", [("a", "b", "c", "d"), ("a", "a", "b", None), (None,) * 4])
def test_stories_are_resampled_otherwise(clusters: tuple[str | None, ...]) -> None:
    """A cluster with one row each, or stories outside all clusters: nothing is known of what depends on what."""
    assert clusters_of([replace(story, cluster=one) for story, one in zip(CLUSTERED, clusters, strict=True)]) is None


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A dataset folder with the stories as the test split of `gum`, and a partial submission."""
    write_atomically(tmp_path / "gum" / "test.parquet", parquet_bytes(STORIES))
    rows = [{"system": "part", "partial": "two stories"}, *({"id": key, "summary": text} for key, text in PART.items())]
    write_atomically(tmp_path / "part.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())
    return tmp_path


def test_the_command_shows_genres(dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without `--kind`, the kind of the corpus is scored: `gum` has no abstracts."""
    options = ["score", str(dataset / "part.jsonl"), "--config", "gum", "--data", str(dataset), "--by", "genre"]
    assert main(options) == 0
    told = capsys.readouterr().out
    assert told.index("news   part") < told.index("|kind:brief|")
    assert "part: has summaries of 2 of 5 stories" in told
    assert main([*options, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["by_genre"]["news"]["documents"] == 1
    assert found["by_genre"]["whow"]["measures"]["rouge1_fmeasure"] == {"mean": 1, "low": 1, "high": 1, "n": 1}


def test_a_report_shows_the_stories_of_a_partial_submission(dataset: Path) -> None:
    options = ["--config", "gum", "--data", str(dataset), "--report", str(dataset / "pages")]
    assert main(["score", str(dataset / "part.jsonl"), *options]) == 0
    assert "Nobody came." in (dataset / "pages" / "part.html").read_text(encoding="utf-8")
