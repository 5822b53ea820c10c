"""Agreement below the level of summaries as a reader sees it: units that people looked for, and spans that they marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from chipbrief.judgements.detectors import SpanAgreement
from chipbrief.reports import terminal
from chipbrief.reports.agreement import WIDTH, interval, rounded
from chipbrief.reports.terminal import Screen

UNIT_NAMES = {
    "lexical": "matcher lexical",
    "share": "share of content words",
    "rouge1": "ROUGE-1 recall",
}
"""What the methods of `unit_agreement` are called in tables."""


def as_dict(units: Mapping[str, Mapping[str, Any]] | None, spans: SpanAgreement | None) -> dict[str, Any]:
    """Return the agreement on units and on spans as plain data for JSON. What is None is left out."""
    found: dict[str, Any] = {}
    if units is not None:
        found["units"] = {name: dict(one) for name, one in units.items()}
    if spans is not None:
        found["spans"] = {
            "summaries": spans.summaries, "mentions": spans.mentions, "flagged": spans.flagged,
            "precision": dict(spans.precision), "kinds": {kind: asdict(one) for kind, one in spans.kinds.items()},
        }  # fmt: skip
    plain: dict[str, Any] = rounded(found)
    return plain


def unit_rows(units: Mapping[str, Mapping[str, Any]]) -> list[list[str]]:
    """Return a table of how well each method ranks pairs of a summary and a unit."""
    body = [[UNIT_NAMES[name], str(one["pairs"]), interval(one["auroc"])] for name, one in units.items()]
    return [["method", "pairs", "AUROC [95 %]"], *body]


def span_rows(spans: Mapping[str, Any]) -> list[list[str]]:
    """Return a table of how many marked spans of each kind have a name or value, and have one that is flagged."""
    body = [
        [kind, *(str(one[key]) for key in ("spans", "with_mention", "flagged"))] for kind, one in spans["kinds"].items()
    ]
    return [["marked spans", "spans", "with a name or value", "flagged"], *body]


def span_sentence(spans: Mapping[str, Any]) -> str:
    """Return how precise the flags are, in a sentence."""
    return (
        f"Of {spans['mentions']:,} names and values in {spans['summaries']:,} summaries, entity_precision_source counts "
        f"{spans['flagged']:,} as unsupported. The share of these that overlap a span marked by a person is "
        f"{interval(spans['precision']['any'])}, and a span marked as unwanted {interval(spans['precision']['unwanted'])}."
    )


def recall_sentence(units: Mapping[str, Mapping[str, Any]]) -> str:
    """Return in sentences how `lexical` decides at its threshold, and how `fact_recall` follows the share of stated units."""
    kappa, precision, recall, bias, pearson = (
        interval(units["lexical"][key]) for key in ("kappa", "precision", "recall", "bias", "pearson")
    )
    return (
        f"At its threshold, the matcher lexical has a precision of {precision}, a recall of {recall} and Cohen's kappa of {kappa}. "
        f"fact_recall minus the share of units that people found: {bias}. Pearson's correlation of the two over all "
        f"summaries: {pearson}."
    )


def text(found: Mapping[str, Any], screen: Screen | None = None) -> list[str]:
    """Return the parts of a report: units, spans, and agreement of raters, as far as they are there. They fit the `screen`, if given."""

    def part(title: str, rows: list[list[str]], sentence: str) -> str:
        lines = terminal.table(rows, 1, screen)
        return "\n".join([title, "", *lines, "", *terminal.paragraphs([sentence], screen, WIDTH)])

    parts = []
    if units := found.get("units"):
        parts.append(part("units", unit_rows(units), recall_sentence(units)))
    if spans := found.get("spans"):
        parts.append(part("spans", span_rows(spans), span_sentence(spans)))
    if raters := found.get("raters"):
        alpha = raters["alpha"]
        value = (
            "undefined (no summary has ratings of two raters, or all such ratings are equal)"
            if alpha is None
            else f"{alpha:.3f}"
        )
        told = f"Krippendorff's alpha (interval) of {raters['ratings']:,} ratings by named raters: {value}"
        parts.append("\n".join(terminal.paragraphs([told], screen)))
    return parts
