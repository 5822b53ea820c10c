"""Small clones in the schema of each public judgement set, with texts made for the tests."""

from __future__ import annotations

import csv
import json
from pathlib import Path

DOCUMENT = "The town of Arden opened a library on Monday. Mayor Ann Lee paid 3 million euros for it."
SUMMARIES = {"alpha": "Arden opened a library.", "beta": "Ann Lee paid 5 million euros.", "gamma": "Rain fell in Oslo."}


def pyrxsum(folder: Path) -> Path:
    """Two documents, three systems, two and one units."""
    base = folder / "data" / "PyrXSum"
    labels = {"alpha": "1\t0\n1\n", "beta": "0\t1\n0\n", "gamma": "0\t0\n0\n"}
    files = {
        "ids.txt": "a1\na2\n",
        "documents.txt": f"{DOCUMENT}\n{DOCUMENT}\n",
        "references.txt": "Arden has a library.\nAnn Lee paid for it.\n",
        "SCUs.txt": "Arden has a library.\tIt cost 3 million euros.\t\nAnn Lee paid.\n",
        **{f"summaries/{name}.summary": f"{text}\n{text}\n" for name, text in SUMMARIES.items()},
        **{f"labels/{name}.label": text for name, text in labels.items()},
    }
    for name, text in files.items():
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text(text, encoding="utf-8")
    return folder


def faithbench(folder: Path) -> Path:
    """One passage with three outputs. Spans of two of them, one of which has a wrong figure."""
    span = SUMMARIES["beta"].index("5 million")
    mark = {"annot_id": 1, "summary_start": span, "summary_end": span + 9, "label": ["Unwanted", "Unwanted.Intrinsic"]}
    samples = [
        {"source": DOCUMENT, "summary": SUMMARIES["alpha"], "annotations": []},
        {"source": DOCUMENT, "summary": SUMMARIES["beta"], "annotations": [mark, {**mark, "summary_start": None}]},
    ]
    (folder / "data_for_release").mkdir(parents=True)
    (folder / "data_for_release" / "batch_1.json").write_text(json.dumps({"samples": samples}), encoding="utf-8")
    with (folder / "FaithBench.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["source", "summary", "LLM", "worst-label", "best-label"])
        labels = {
            "alpha": ("Consistent", "Consistent"),
            "beta": ("Unwanted", "Consistent"),
            "gamma": ("Benign", "Benign"),
        }
        for name, text in SUMMARIES.items():
            table.writerow([DOCUMENT, text, name, *labels[name]])
    return folder


def squality(folder: Path) -> Path:
    """One story with one question, three systems, two reviewers."""
    (folder / "data" / "v1-3" / "txt").mkdir(parents=True)
    (folder / "data" / "human-eval").mkdir(parents=True)
    answers = [
        {"response_text": text} for text in ("The town has a library.", SUMMARIES["gamma"], "Lee paid.", "Books.")
    ]
    story = {"metadata": {"passage_id": "7"}, "document": DOCUMENT, "questions": [{"responses": answers}]}
    (folder / "data" / "v1-3" / "txt" / "test.jsonl").write_text(json.dumps(story) + "\n", encoding="utf-8")
    points = {"bart": (10, 20), "bart-dpr": (30, 50), "human": (90, 95)}
    systems = {
        name: {
            "response": text,
            "reviews": [
                {f"{key}-rating": one for key in ("overall", "selection", "correctness")} for one in points[name]
            ],
        }
        for name, text in zip(points, SUMMARIES.values(), strict=True)
    }
    rated = {"passage-id": "7", "questions": {"0": systems}}
    (folder / "data" / "human-eval" / "all-responses.jsonl").write_text(json.dumps(rated) + "\n", encoding="utf-8")
    return folder


def freelance(folder: Path) -> Path:
    """One article, two writers, three preferences for one of them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [{"article_id": "x", "article": DOCUMENT, "summary": SUMMARIES[name]} for name in ("alpha", "beta")]
    preferred = [
        {
            "article_id": "x", "writer_id": "w", "evaluator_id": str(at), "article_text": DOCUMENT,
            "writer_summary": SUMMARIES["alpha"] + " ", "text-davinci-002_summary": SUMMARIES["gamma"],
            "overall_writer_better": answer, "informative_writer_better": "Equally Good",
        }
        for at, answer in enumerate((True, "Equally Good", False, True))
    ]  # fmt: skip
    (folder / "writer_summaries.json").write_text(json.dumps(written), encoding="utf-8")
    (folder / "pairwise_evaluation_results.json").write_text(json.dumps(preferred), encoding="utf-8")
    return folder


CLONES = {"pyrxsum": pyrxsum, "faithbench": faithbench, "squality": squality, "freelance": freelance}
