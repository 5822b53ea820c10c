"""Run the measures inside other evaluation tools: inspect_ai, lm-eval, lighteval, and training loops."""

from __future__ import annotations

from pathlib import Path


def task_folder() -> Path:
    """Return the folder of the tasks for lm-eval, for its option `--include_path`."""
    return Path(__file__).resolve().parent / "lm_eval_tasks"
