"""Readers of public judgement sets in a user's clone, one per source.

A source is recognised by its files. Each file is pinned by its SHA-256 digest, so that results refer to known data. The texts
belong to other people and are only read, never copied.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import fsum, isfinite
from pathlib import Path
from typing import Any, NamedTuple

from chipbrief.files import decode, read_limited, sha256
from chipbrief.judgements.pins import PINS
from chipbrief.judgements.rows import Judged, Judgements, Span, Unit
from chipbrief.problems import InputError, Problem, fail

FILE_LIMIT = 64 << 20
"""Maximum size of one file of a clone in bytes (about 16 times the largest pinned one)."""
Texts = Mapping[str, str]
"""The texts of the files of a source, by their paths in its clone."""


class Source(NamedTuple):
    """A public judgement set. `files` says which files of a clone belong to it, with `*` for any name in a folder."""

    name: str
    repository: str
    files: tuple[str, ...]
    dimensions: tuple[str, ...]
    rows: Callable[[Texts], Iterator[Judged]]
    notes: tuple[str, ...]


def read_clone(folder: Path, pinned: bool = True) -> Judgements:
    """Return the judgements in a clone of one of `SOURCES`.

    Raise `InputError` if the folder is no such clone, or if a file differs from the pinned one. With `pinned=False`, altered
    and additional files are read too, and a note names them.
    """
    source = next((one for one in SOURCES if (folder / one.files[0]).is_file()), None)
    if source is None:
        known = ", ".join(one.repository for one in SOURCES)
        raise fail(str(folder), "is no clone of a known judgement set", f"pass the root of a clone of {known}")
    texts, notes = _texts(folder, source, pinned)
    try:
        rows = tuple(source.rows(texts))
        _check_types(rows)
    except (ArithmeticError, AttributeError, csv.Error, LookupError, RecursionError, TypeError, ValueError) as error:
        what = f"its files have another layout than expected ({type(error).__name__}: {error})"
        raise fail(str(folder), what, f"clone {source.repository} again") from None
    if not rows:
        raise fail(str(folder), "has no judged summary", f"clone {source.repository} again")
    return Judgements(source.name, rows, source.dimensions, (*source.notes, *notes))


def _check_types(rows: Sequence[Judged]) -> None:
    """Raise `TypeError` if a row of an unpinned file has a value of another type, or a judgement that is not finite."""
    for row in rows:
        texts = (row.document_id, row.system, row.document, row.summary, row.cluster, *row.references)
        offsets = [offset for span in row.spans or () for offset in (span.start, span.end)]
        numbers = all(isinstance(value, int | float) and isfinite(value) for value in row.human.values())
        if not (
            numbers and all(isinstance(text, str) for text in texts) and all(isinstance(one, int) for one in offsets)
        ):
            raise TypeError(f"document {row.document_id!r} has a value of a wrong type")


def _texts(folder: Path, source: Source, pinned: bool) -> tuple[dict[str, str], list[str]]:
    """Return the texts of a source's files, and notes on files that are not used or not pinned."""
    pins, texts, notes = PINS[source.name], dict[str, str](), list[str]()
    problems, unknown = [], []
    found = {
        path.relative_to(folder).as_posix()
        for pattern in source.files
        for path in folder.glob(pattern)
        if path.is_file()
    }
    for name in sorted(found | pins.keys()):
        path = folder / name
        if name not in found and pinned:
            problems.append(Problem(str(path), "no such file", "clone the repository again"))
        elif name not in found:
            notes.append(f"{name} is missing")
        elif name not in pins and pinned:
            unknown.append(name)
        else:
            data = read_limited(path, FILE_LIMIT)
            if sha256(data) == pins.get(name):
                texts[name] = decode(data, str(path))
            elif pinned:
                problems.append(Problem(str(path), "differs from the pinned file", "restore it, or pass --unpinned"))
            else:
                notes.append(f"{name} is not the pinned file; the results hold for this file only")
                texts[name] = decode(data, str(path))
    if problems:
        raise InputError(problems)
    if unknown:
        notes.append(f"left out, because not pinned (--unpinned reads them): {', '.join(unknown)}")
    return texts, notes


PYRXSUM = "data/PyrXSum"


def _pyrxsum(texts: Texts) -> Iterator[Judged]:
    """Yield 100 news articles with ten systems. People looked for the units of the reference in each summary."""

    def lines(name: str) -> list[str]:
        return texts[f"{PYRXSUM}/{name}"].rstrip("\n").split("\n")

    ids, documents, references = lines("ids.txt"), lines("documents.txt"), lines("references.txt")
    units = [[unit.strip() for unit in line.split("\t") if unit.strip()] for line in lines("SCUs.txt")]
    systems = sorted(Path(name).stem for name in texts if name.startswith(f"{PYRXSUM}/labels/"))
    for system in systems:
        both = lines(f"summaries/{system}.summary"), lines(f"labels/{system}.label")
        for name, document, reference, claims, summary, labels in zip(
            ids, documents, references, units, *both, strict=True
        ):
            stated = [bool(int(label)) for label in labels.split("\t") if label.strip()]
            found = tuple(Unit(*pair) for pair in zip(claims, stated, strict=True))
            human = {"units_stated": sum(stated) / len(stated)}
            yield Judged(name, system, document, summary, (reference,), human, name, found)


FAITHBENCH = "FaithBench.csv"
ORDER = ("Unwanted", "Questionable", "Benign", "Consistent")
"""Labels of FaithBench, worst first."""


EXTRINSIC = "Unwanted.Extrinsic"
"""Label of a span that the source does not support at all."""


def _faithbench(texts: Texts) -> Iterator[Judged]:
    """Yield 80 passages with ten language models. People marked spans that are unwanted, questionable or benign."""
    spans: dict[tuple[str, str], tuple[Span, ...]] = {}
    for name, text in texts.items():
        for sample in json.loads(text)["samples"] if name != FAITHBENCH else ():
            # A remark on the whole summary has no place in it.
            spans[sample["source"], sample["summary"]] = tuple(
                Span(one["summary_start"], one["summary_end"], tuple(one["label"]))
                for one in sample["annotations"]
                if one.get("summary_start") is not None
            )
    for row in csv.DictReader(io.StringIO(texts[FAITHBENCH], newline="")):
        source, summary = row["source"], row["summary"]
        worst, best = (ORDER.index(row[f"{which}-label"]) for which in ("worst", "best"))
        human = {"nobody_unwanted": float(worst > 0), "somebody_consistent": float(best == len(ORDER) - 1)}
        name, marked = sha256(source)[:12], spans.get((source, summary))
        if marked is not None:
            human["nobody_extrinsic"] = float(not any(EXTRINSIC in one.kinds for one in marked))
        yield Judged(name, row["LLM"], source, summary, (), human, name, (), marked)


SQUALITY = "data/human-eval/all-responses.jsonl"


def _squality(texts: Texts) -> Iterator[Judged]:
    """Yield 100 questions on 20 stories with two models and a person, rated by three people from 0 to 100.

    The rated summary by a person is one of the four references. It is left out of the references of all three.
    """
    stories = {
        story["metadata"]["passage_id"]: story
        for name, text in texts.items()
        if name != SQUALITY
        for story in map(json.loads, text.splitlines())
    }
    for passage in map(json.loads, texts[SQUALITY].splitlines()):
        story = stories[passage["passage-id"]]
        for number, systems in passage["questions"].items():
            answers = [one["response_text"] for one in story["questions"][int(number)]["responses"]]
            answers.remove(systems["human"]["response"])
            for system, judged in systems.items():
                human = {
                    dimension: fsum(one[f"{key}-rating"] for one in judged["reviews"]) / len(judged["reviews"])
                    for dimension, key in (
                        ("overall", "overall"),
                        ("coverage", "selection"),
                        ("correctness", "correctness"),
                    )
                }
                name = f"{passage['passage-id']}/{number}"
                summary, document = judged["response"], story["document"]
                yield Judged(name, system, document, summary, tuple(answers), human, passage["passage-id"])


FREELANCE = "pairwise_evaluation_results.json"
MODEL = "text-davinci-002"
PREFERENCES = {"True": 1, "False": -1, "Equally Good": 0}
"""Answers to the question whether the writer's summary is better, as points for the writer."""


def _freelance(texts: Texts) -> Iterator[Judged]:
    """Yield 112 pairs of a writer's and a model's summary of a news article, with the mean preference of up to six people.

    The references are the other writers' summaries of the article, for both summaries of a pair.
    """
    written: dict[str, list[str]] = defaultdict(list)
    for row in json.loads(texts["writer_summaries.json"]):
        written[row["article_id"]].append(row["summary"])
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in json.loads(texts[FREELANCE]):
        pairs[row["article_id"], row["writer_id"]].append(row)
    for (article, writer), rows in pairs.items():
        own = rows[0]["writer_summary"]
        references = tuple(text for text in written[article] if text.strip() != own.strip())
        points = {
            dimension: sum(PREFERENCES[str(row[key])] for row in rows) / len(rows)
            for dimension, key in (("overall", "overall_writer_better"), ("informative", "informative_writer_better"))
        }
        for system, summary, sign in (("writer", own, 1), (MODEL, rows[0][f"{MODEL}_summary"], -1)):
            human = {dimension: sign * value for dimension, value in points.items()}
            yield Judged(f"{article}/{writer}", system, rows[0]["article_text"], summary, references, human, article)


SOURCES = (
    Source(
        "pyrxsum", "ZhangShiyue/Lite2-3Pyramid",
        (f"{PYRXSUM}/SCUs.txt", *(f"{PYRXSUM}/{name}.txt" for name in ("ids", "documents", "references")),
         f"{PYRXSUM}/summaries/*.summary", f"{PYRXSUM}/labels/*.label"),
        ("units_stated",), _pyrxsum,
        ("the features of fact_recall were chosen on its first 50 documents; nothing was fitted to it",),
    ),
    Source(
        "faithbench", "vectara/FaithBench", (FAITHBENCH, "data_for_release/batch_*.json"),
        ("nobody_unwanted", "nobody_extrinsic", "somebody_consistent"), _faithbench,
        ("its summaries were chosen because automatic detectors disagreed on them, so it is harder than usual outputs",),
    ),
    Source(
        "squality", "nyu-mll/SQuALITY", (SQUALITY, "data/v1-3/txt/*.jsonl"),
        ("overall", "coverage", "correctness"), _squality,
        ("one of its three systems is a person, whom people prefer nearly always: see the correlation given the system",),
    ),
    Source(
        "freelance", "Tiiiger/benchmark_llm_summarization", (FREELANCE, "writer_summaries.json"),
        ("overall", "informative"), _freelance,
        ("a document is a pair of a writer's and a model's summary; its Kendall correlation is 1 or -1, or undefined for ties",),
    ),
)  # fmt: skip
"""All public judgement sets with a reader. The first file of each is the one that it is recognised by."""
