"""Agreement of annotators for a terminal: a table of pairs, and the disagreements story by story.

All functions take plain data, as `chipbrief.annotations.comparing` and `chipbrief.judgements.rating_agreement` return it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chipbrief.problems import printable
from chipbrief.reports import terminal
from chipbrief.reports.terminal import Screen

Result = Mapping[str, Any]
WIDTH = 100
"""Width of the text in columns."""
LONGEST = 60
"""Maximum number of characters that are shown of a span or a fact."""
MOST_PLACES = 5
"""Maximum number of offsets that are shown of equal disagreements."""
TITLES = {
    "entities": "Entities (F1 of spans)",
    "facts": "Facts (which abstract states which fact)",
    "summary": "Summaries",
    "rating": "Ratings",
}
LEGENDS = {
    "entities": "exact: same boundaries and type. partial: any overlap, half credit if the boundaries differ. type: any overlap "
    "with the same type. overlap: intersection over union of spans of the same type. The order of labels does not count.",
    "facts": "alpha: Krippendorff's alpha (nominal). kappa: Cohen's kappa. same: share of equal answers.",
    "summary": "rouge1 to rougeLsum: F of one summary against the other. entities: entities that both name, twice, divided by the "
    "number that each names. length: words, mean of each annotator.",
    "rating": "alpha: Krippendorff's alpha. summaries: those with two ratings or more.",
}
MEANING = (
    "In brackets: 95 % bootstrap interval over stories, from five stories on. A dash stands for undefined: nothing to compare, "
    "or no variation."
)
COUNTS = {"spans_first": "spans 1", "spans_second": "spans 2", "answers": "answers", "summaries": "summaries"}
"""Keys and headings of the counts of a row."""
LENGTHS = {"length_first": "length 1", "length_second": "length 2"}
"""Headings of the lengths of both annotators' summaries."""
WITHOUT_INTERVAL = frozenset(("rouge2", "rougeL", "rougeLsum", *LENGTHS))
"""Measures whose interval is only in the JSON output, so that the table of summaries is narrower."""
WORDS = {
    "only first": "only {first}", "only second": "only {second}", "types": "types differ", "boundaries": "boundaries differ",
    "boundaries and types": "boundaries and types differ",
}  # fmt: skip


def text(result: Result, per_story: bool = False, screen: Screen | None = None) -> str:
    """Return the table of one task, what its columns mean, and with `per_story` the disagreements, least agreement first.

    Table and notes fit the `screen`, if given.
    """
    title = TITLES[result["task"]] + (f", {result['level']}" if "level" in result else "")
    if not result["pairs"]:
        return f"{title}\n\nFewer than two annotators: nothing to compare."
    found, labels = rows(result), 3 if "scale" in result["pairs"][0] else 2
    # On a narrow terminal, kinds and measures stay longer than the counts.
    measures = range(len(found[0]) - len(_measures(result)), len(found[0]))
    kind = [labels] if "kind" in result["pairs"][0] else []
    lines = [title, "", *terminal.table(found, labels, screen, [*kind, *measures]), ""]
    lines += terminal.paragraphs([f"{LEGENDS[result['task']]} {MEANING}"], screen, WIDTH, hyphens=False)
    for name, time in result.get("minutes", {}).items():
        minutes = f"median {time['median']:.1f} minutes ({time['low']:.1f} to {time['high']:.1f})"
        told = printable(f"Measured time per story: {name} {minutes}, {time['stories']} stories.")
        lines += terminal.paragraphs([told], screen)
    told_notes = [printable(f"Note: {note}") for note in result.get("notes", ())]
    lines += terminal.paragraphs(told_notes, screen, WIDTH, hyphens=False)
    if per_story:
        lines += ["", *terminal.paragraphs(_worklist(result), screen, indent=" " * 9)]
    return "\n".join(lines)


def _measures(result: Result) -> list[str]:
    return list(dict.fromkeys(name for one in result["pairs"] for name in one["measures"]))


def rows(result: Result) -> list[list[str]]:
    """Return the heading and one row per pair of annotators."""
    pairs: Sequence[Result] = result["pairs"]
    labels = [name for name in ("scale", "kind") if name in pairs[0]]
    counts = [name for name in COUNTS if any(name in one for one in pairs)]
    names = _measures(result)
    heading = [*labels[:1] * ("scale" in labels), "annotators", "who", *(["kind"] if "kind" in labels else [])]
    body = []
    for one in pairs:
        who = one["raters"] if "raters" in one else f"{one['first']} / {one['second']}"
        first = [one["scale"], who] if "scale" in one else [who]
        kind = [one["kind"]] if "kind" in one else []
        numbers = [str(one["stories"]), *(str(one.get(name, "")) for name in counts)]
        body.append([*first, one["kinds"], *kind, *numbers, *(cell(name, one["measures"].get(name)) for name in names)])
    shown = (LENGTHS.get(name, name) for name in names)
    return [[*heading, "stories", *(COUNTS[name] for name in counts), *shown], *body]


def cell(name: str, value: Sequence[float | None] | None) -> str:
    """Return a measure with its interval, or a dash if it is undefined. Lengths have one decimal place, all others three."""
    if value is None or value[0] is None:
        return "–"
    places = 1 if name in LENGTHS else 3
    shown = f"{value[0]:.{places}f}"
    if value[1] is None or value[2] is None or name in WITHOUT_INTERVAL:
        return shown
    return f"{shown} [{value[1]:.2f}, {value[2]:.2f}]"


def _worklist(result: Result) -> Iterator[str]:
    if result["task"] == "rating":
        yield "Summaries whose ratings differ (mean difference of two raters, largest first)"
        for one in result["stories"]:
            ratings = ", ".join(f"{rater} {value:g}" for rater, value in one["ratings"].items())
            yield printable(f"  {one['score']:.2f}  {one['scale']}  {one['story']}  {one['system']}: {ratings}")
        return
    yield f"Stories, least agreement first ({result['sorted_by']})"
    for one in result["stories"]:
        score = "–" if one["score"] is None else f"{one['score']:.3f}"
        kind = f"  {one['kind']}" if "kind" in one else ""
        yield printable(f"{score}  {one['story']}{kind}  {one['first']} / {one['second']}")
        for line in _disagreements(one):
            yield printable(f"       {line}")


def _disagreements(one: Result) -> Iterator[str]:
    """Yield a line per disagreement. Equal ones of several places are one line, with their offsets."""
    places: dict[str, list[int]] = {}
    for found in one["disagreements"]:
        spans = [found[name] for name in ("first", "second") if name in found]
        what = WORDS[found["what"]].format(first=one["first"], second=one["second"])
        key = f"{what}: {_said(found, spans)}"
        places.setdefault(key, []).extend(span["start"] for span in spans[:1])
    for key, starts in places.items():
        more = f", … {len(starts)} times" if len(starts) > MOST_PLACES else ""
        yield key + (f" at {', '.join(map(str, starts[:MOST_PLACES]))}{more}" if starts else "")


def _said(found: Result, spans: Sequence[Result]) -> str:
    if spans:
        texts = dict.fromkeys(f"{span['type']} “{_short(span['text'])}”" for span in spans)
        return " / ".join(texts)
    if "fact" in found:
        return f"{found['fact']} in the abstract of {found['abstract']}: {_short(found['text'])}"
    return _short(str(found["text"]))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
