#!/usr/bin/env python3
"""Measure how far the measures agree with people, and write the tables about it.

Writes docs/people.json (numbers only), docs/people.md, a section of README.md, and docs/howto/ratings.csv.
The judgement sets are other people's texts, so they are not in the repository. Clone them into one folder:
  git clone https://github.com/ZhangShiyue/Lite2-3Pyramid FOLDER/lite2-3pyramid
  git clone https://github.com/vectara/FaithBench FOLDER/faithbench
  git clone https://github.com/nyu-mll/SQuALITY FOLDER/squality
  git clone https://github.com/Tiiiger/benchmark_llm_summarization FOLDER/freelance
Without that folder, docs/people.json stays as it is, and only the tables are written from it.

examples:
  python scripts/measure_people.py
  python scripts/measure_people.py --check                 exit 1 and show a diff if a file is out of date
  python scripts/measure_people.py --clones FOLDER
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import fsum
from pathlib import Path
from typing import Any, NamedTuple

from chipbrief.annotations import load_annotations
from chipbrief.annotations.build import build_open
from chipbrief.annotations.schema import FactLabelsFile
from chipbrief.files import fill, write_or_check
from chipbrief.judgements.detectors import span_agreement, unit_agreement
from chipbrief.judgements.evaluation import evaluate
from chipbrief.judgements.measuring import DEFAULT, chances_of, measure
from chipbrief.judgements.rows import Judged, Judgements
from chipbrief.judgements.sources import read_clone
from chipbrief.problems import InputError, run_script
from chipbrief.reports import detections, formats
from chipbrief.reports.agreement import TITLES, as_dict, interval, remarks, rounded, rows, title_of, with_verdict
from chipbrief.yaml_files import decode, load_yaml

ROOT = Path(__file__).resolve().parents[1]
CLONES = ROOT.parent / "shared" / "human"
LOOKED_AT = 50
"""Number of documents of PyrXSum, the first ones of its files, that the features of `fact_recall` were chosen on."""
Result = Mapping[str, Any]


def _whole(judged: Sequence[Judged]) -> Sequence[Judged]:
    return judged


class Set(NamedTuple):
    """A judgement set, or a part of it: where its clone is, what it is called, and which of its rows are taken."""

    folder: str
    title: str
    about: str
    part: Callable[[Sequence[Judged]], Sequence[Judged]] = _whole
    dimensions: tuple[str, ...] = ()


def _last(judged: Sequence[Judged]) -> Sequence[Judged]:
    """Return the rows of the documents that no feature was chosen on."""
    names = list(dict.fromkeys(row.document_id for row in judged))
    return [row for row in judged if row.document_id in names[LOOKED_AT:]]


SETS = {
    "pyrxsum": Set(
        "lite2-3pyramid", "PyrXSum",
        "News articles of XSum with one reference each, and ten systems of 2017 to 2020 (Zhang & Bansal 2021). People looked for "
        "the units of the reference in each summary. `units_stated` is the share that they found.",
    ),
    "pyrxsum_last": Set(
        "lite2-3pyramid", "PyrXSum, last 50",
        "The same without the documents that the features of `fact_recall` were chosen on.",
        _last,
    ),
    "squality": Set(
        "squality", "SQuALITY",
        "Questions on 20 long stories (Wang et al. 2022). Three people rated the answers of two models and of a person from 0 to "
        "100. The references are the three other answers by people. Resamples draw whole stories.",
    ),
    "squality_models": Set(
        "squality", "SQuALITY, the two models",
        "The same without the person, whose answer people nearly always prefer.",
        lambda judged: [row for row in judged if row.system != "human"], ("overall",),
    ),
    "freelance": Set(
        "freelance", "Freelance writers",
        "News articles, each with a writer's and a model's (text-davinci-002) summary (Zhang et al. 2024). Up to six people said "
        "which one is better. The references are summaries by other writers. Resamples draw whole articles.",
    ),
    "faithbench": Set(
        "faithbench", "FaithBench",
        "Passages with outputs of ten language models (Bao et al. 2025), chosen because automatic detectors disagreed on them. "
        "`nobody_unwanted`: no annotator marked an unwanted span. `somebody_consistent`: an annotator marked nothing. "
        "`nobody_extrinsic` needs the marked spans, which were at hand for one of its 15 batches only.",
    ),
}  # fmt: skip
"""All judgement sets of the page, in its order."""


MEASURED = (*DEFAULT, "chrf")
"""The measures of the page. `sentence_support` is missing, because it needs a model."""


def main(argv: list[str] | None = None) -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of date")
    parser.add_argument("--clones", type=Path, default=CLONES, metavar="FOLDER", help="folder of the clones")
    args = parser.parse_args(argv)
    stored = ROOT / "docs" / "people.json"
    try:
        if args.clones.is_dir():
            data = _measure_all(args.clones)
        else:
            print(f"{args.clones} is missing: only the tables are made, from docs/people.json", file=sys.stderr)
            data = json.loads(stored.read_text(encoding="utf-8"))
        example = _example()
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    readme = ROOT / "README.md"
    files = {
        stored: (json.dumps(data, indent=1) + "\n").encode(),
        ROOT / "docs" / "people.md": _page(data).encode(),
        readme: fill(readme.read_text(encoding="utf-8"), "people", _readme_lines(data)).encode(),
        ROOT / "docs" / "howto" / "ratings.csv": example.encode(),
    }
    return write_or_check(files, args.check, ROOT)


# The numbers


def _measure_all(clones: Path) -> dict[str, Any]:
    return {name: _measure(one, read_clone(clones / one.folder)) for name, one in SETS.items()}


def _measure(one: Set, judgements: Judgements) -> dict[str, Any]:
    """Return the agreement on one set, on its units and on its spans, as plain data without any text."""
    judgements = replace(judgements, rows=tuple(one.part(judgements.rows)))
    values = measure(judgements.rows, MEASURED)
    dimensions = one.dimensions or judgements.dimensions
    found: dict[str, Any] = {"results": [as_dict(evaluate(judgements, values, dimension)) for dimension in dimensions]}
    for result in found["results"]:
        result.pop("notes")
    below = detections.as_dict(None, span_agreement(judgements.rows))
    if any(row.units for row in judgements.rows) and one.part is _whole:
        last = _last(judgements.rows)
        late = {row.document_id for row in last}
        first = [row for row in judgements.rows if row.document_id not in late]
        parts = {"first": first, "last": last, "all": judgements.rows}
        below["units"] = {part: detections.as_dict(unit_agreement(some), None)["units"] for part, some in parts.items()}
        below["bias_by_system"] = rounded(_bias_by_system(judgements.rows))
    return {**found, **below}


def _bias_by_system(judged: Sequence[Judged]) -> dict[str, float]:
    """Return for each system the mean `fact_recall` minus the mean share of units that people found."""
    found: dict[str, list[float]] = {}
    for row in judged:
        by_matcher = fsum(value or 0.0 for value in chances_of(row).values()) / len(row.units)
        found.setdefault(row.system, []).append(by_matcher - row.human["units_stated"])
    return {system: fsum(some) / len(some) for system, some in sorted(found.items())}


def _example() -> str:
    """Return a table of ratings made of the fact labels of outputs: the rating is the share of the facts that a text states."""
    annotations = load_annotations(ROOT / "annotations")
    stories = {story.id: story for some in build_open(annotations).values() for story in some}
    path = ROOT / "annotations" / "fact_labels.yaml"
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["document", "system", "summary", "rating", "stated", "reference"])
    for text in decode(load_yaml(path), FactLabelsFile, str(path)).texts:
        story = stories[text.story]
        reference = next(one.text for one in story.references if one.kind == "abstract")
        if text.kind == "output":
            share = f"{len(text.stated) / len(story.facts):.4f}"
            table.writerow([story.document, text.origin, text.text, share, len(text.stated), reference])
    return out.getvalue()


# The page

PAGE = """# How far the measures agree with people

`python scripts/measure_people.py` writes this page from `docs/people.json`, which has numbers only. If clones of the judgement
sets are at hand, it measures everything again first; `--check` compares. Without them, `--check` only compares this page with the
file. You can repeat each table by `chipbrief meta-evaluate --clone FOLDER`, and make one from your own ratings by
`chipbrief meta-evaluate --ratings FILE.csv`.

## In short

{summary}

## All sets together

Each cell has the main statistic with its interval. `=` means that the measure cannot be told from the simple one in its column's
heading, `+` that it agrees better with people, `−` that it agrees worse (Perm-Both test at 5 %, Holm-adjusted in each column).

{overview}

{sections}

## Units of PyrXSum

People looked for {pairs} pairs of a unit and a summary. Here each method says how likely it is that the summary states the unit.

{units}

{unit_sentence} The bias of `fact_recall` for a single system is between {least} and {most} points.

The first {looked} documents were used to choose the features of the matcher. The others were looked at once after the model was
fixed, and once more for this page. [How well the fact matchers agree with labels](fact_matching.md) compares the two halves.

## Spans of FaithBench

{span_sentence}

{spans}

Two people may mark the same fault, and a span counts for each of them.

## Statistics

The definitions are those of Deutsch, Dror & Roth (2021), *A Statistical Analysis of Summarization Evaluation Metrics Using
Resampling Methods*.

- **tau, r**: Kendall's tau-b and Pearson's r over the systems of one document, mean over the documents where they are defined.
- **sys tau, sys r**: the same correlations of the systems' means over documents. They need at least four systems.
- **r|sys**: Pearson's r over all summaries after each system's mean is taken off both sides. It says whether a measure tells good
  from bad summaries of one system.
- **AUROC**: how often a summary that people accept has a higher value than one that they do not accept; a tie counts one half. It
  replaces tau as the main statistic if there are only two judgements.
- **Intervals**: Boot-Both, {resamples} resamples of documents and systems, 2.5th to 97.5th percentile. With fewer than four
  systems, only documents are resampled.
- **p**: Perm-Both, {resamples} permutations of the two measures' standardised values, Holm-adjusted over the measures of a table.
  `--json` also has the p of Williams' test for the system-level Pearson correlations.
- **needs**: how many documents like these would tell the two measures apart. The program draws n documents (whole stories or
  articles if several share one) with replacement, tests the difference of tau by a paired t test at 5 %, and repeats that 500
  times. The number is the smallest n at which 80 % of the tests find the observed difference. It takes the observed difference for
  the true one and the systems as given, so read it as an order of magnitude. A dash means more than 20,000 or unknown. With one
  system, each document's share of r|sys replaces its tau.

## What was fitted on what

- No measure was fitted to any of these sets. The features of `fact_recall` were chosen on the first {looked} documents of PyrXSum.
- `sentence_support` is missing here: it needs an entailment model, and none was at hand.
- `entity_recall` here is the variant without labels: names and values of the references themselves.
- `fact_recall` here takes the units of PyrXSum as facts. The other sets have no units, so it is undefined there.
- Of FaithBench, the names and values that are counted as unsupported were read for the five passages of batch 2, after the
  measurement. All thirty were counts of things that the passage lists (*two films*, *the second*). No rule was changed.
"""


def _page(data: Mapping[str, Any]) -> str:
    units, spans = data["pyrxsum"]["units"], data["faithbench"]["spans"]
    bias = [100 * value for value in data["pyrxsum"]["bias_by_system"].values()]
    return PAGE.format(
        summary="\n".join(_summary(data)),
        overview=formats.markdown(_overview(data)),
        sections="\n\n".join(_sections(data)),
        pairs=f"{units['all']['lexical']['pairs']:,}",
        units=formats.markdown(detections.unit_rows(units["all"])),
        unit_sentence=detections.recall_sentence(units["all"]),
        least=f"{min(bias):.1f}", most=f"{max(bias):.1f}", looked=LOOKED_AT,
        span_sentence=detections.span_sentence(spans), spans=formats.markdown(detections.span_rows(spans)),
        resamples=f"{data['pyrxsum']['results'][0]['resamples']:,}",
    )  # fmt: skip


def _overview(data: Mapping[str, Any]) -> list[list[str]]:
    """Return one row per measure and one column per set, for the first judgement of each set."""
    first = {name: one["results"][0] for name, one in data.items()}
    marks = {"equal": " =", "better": " +", "worse": " −", "unknown": ""}
    heading = [
        f"{SETS[name].title}: {TITLES[one['main']]} ({title_of(one['against'])}; n = {one['documents']})"
        for name, one in first.items()
    ]
    body = []
    for measure_name in MEASURED:
        cells = [measure_name]
        for one in first.values():
            found = one["measures"].get(measure_name)
            test = found and found["comparison"]
            cells.append(
                "–"
                if found is None
                else interval(found["statistics"][one["main"]]) + (marks[test["verdict"]] if test else "")
            )
        body.append(cells)
    return [["measure", *heading], *body]


def _sections(data: Mapping[str, Any]) -> Iterator[str]:
    for name, one in data.items():
        yield f"## {SETS[name].title}\n\n{SETS[name].about}"
        for result in one["results"]:
            counts = f"{result['summaries']:,} summaries, {result['documents']} documents, {result['systems']} systems"
            said = [*remarks({**result, "notes": []}), *_misplaced(result)]
            yield "\n\n".join(
                [
                    f"### {SETS[name].title}: `{result['dimension']}` ({counts})",
                    formats.markdown(rows(result)),
                    "\n".join(f"- {formats.markdown_text(sentence)}" for sentence in said),
                ]
            )


def _misplaced(result: Result) -> Iterator[str]:
    """Yield for which system each measure's rank differs most from people's."""
    found = [
        f"{name} ({one['misplaced']['system']}: {one['misplaced']['by_measure']} instead of {one['misplaced']['by_people']})"
        for name, one in result["measures"].items()
        if one["misplaced"] and one["misplaced"]["by_measure"] != one["misplaced"]["by_people"]
    ]
    if found:
        yield f"The system whose rank is furthest from its rank by people: {', '.join(found)}."


def _readme_lines(data: Mapping[str, Any]) -> str:
    return "\n".join(_summary(data)) + " [All tables](docs/people.md)."


def _summary(data: Mapping[str, Any]) -> list[str]:
    """Return three sentences on which measure agrees with people, for the README and the page."""
    units, stories, spans = (data[name]["results"][0] for name in ("pyrxsum", "squality", "faithbench"))

    def value(result: Result, name: str, statistic: str = "") -> str:
        found = result["measures"][name]["statistics"][statistic or result["main"]]
        return f"{found[0]:.2f}" if statistic else f"{found[0]:.2f} [{found[1]:.2f}, {found[2]:.2f}]"

    def told(result: Result, names: Sequence[str]) -> str:
        words = {"equal": "cannot be told from", "better": "agrees better than", "worse": "agrees worse than"}
        groups = {
            words[verdict]: [name for name in with_verdict(result, verdict) if name in names] for verdict in words
        }
        simple = title_of(result["against"])
        return "; ".join(
            f"{' and '.join(f'`{name}`' for name in some)} {way} {simple}" for way, some in groups.items() if some
        )

    return [
        f"- Agreement with people on {units['documents']} news texts (tau): `fact_recall` {value(units, 'fact_recall')}, "
        f"`entity_recall` {value(units, 'entity_recall')}, ROUGE-1 recall {value(units, 'rouge1_recall')}: "
        f"{told(units, ('fact_recall', 'entity_recall'))}.",
        f"- On {stories['documents']} questions on stories: `entity_recall` {value(stories, 'entity_recall')}, ROUGE-1 recall "
        f"{value(stories, 'rouge1_recall')}: {told(stories, ('entity_recall',))}. Given the system, their correlations are "
        f"{value(stories, 'entity_recall', 'partial_pearson')} and {value(stories, 'rouge1_recall', 'partial_pearson')}.",
        f"- On outputs that people searched for faults ({spans['documents']} hard passages, AUROC): `entity_precision_source` "
        f"{value(spans, 'entity_precision_source')}, copied words {value(spans, 'coverage')}: "
        f"{told(spans, ('entity_precision_source',))}.",
    ]


if __name__ == "__main__":
    run_script(main)
