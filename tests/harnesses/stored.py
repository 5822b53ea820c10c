"""Stored summaries as the answers of a model, for the harnesses. Runs in their environments, with the package beside it."""

from __future__ import annotations

import json
from pathlib import Path

from chipbrief.harnesses.one_summary import rows_of

OUTPUTS = Path(__file__).resolve().parents[2] / "baselines" / "outputs" / "open" / "abstract"


def answers(system: str) -> dict[str, str]:
    """Return the summaries of a system by id."""
    lines = (OUTPUTS / f"{system}.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row["summary"] for row in map(json.loads, lines) if "id" in row}


def answer(prompt: str, system: str) -> str:
    """Return the summary of the story whose article is in a prompt."""
    found = answers(system)
    return next(found[str(row["id"])] for row in rows_of("open", "test") if str(row["document"]) in prompt)
