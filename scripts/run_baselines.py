#!/usr/bin/env python3
"""Run the baselines, score them, and bring the files that quote them up to date.

examples:
  python scripts/run_baselines.py             outputs, baselines/scores.json and the README's table
  python scripts/run_baselines.py lead        one baseline's outputs and scores
  python scripts/run_baselines.py --check     exit 1 and show a diff where a committed file is stale
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from pathlib import Path

from tqdm import tqdm

from chipbrief.baseline import OUTPUTS, Summarize, output_path, submission_bytes
from chipbrief.dataset.arrow import digest
from chipbrief.dataset.store import load
from chipbrief.generated import fill, write_or_check
from chipbrief.problems import InputError
from chipbrief.records import Story
from chipbrief.report import markdown_table, text_table
from chipbrief.scoring import Scores, Setting, score_system

ROOT = Path(__file__).resolve().parents[1]
SETTING = Setting()
PLACES = 6
"""Decimals kept in scores.json: more than any table shows, fewer than may differ between processors."""


def main(argv: list[str] | None = None) -> int:
    names = sorted(path.stem for path in (ROOT / "baselines").glob("*.py"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: all of {', '.join(names)}")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 and show a diff where a file is stale"
    )
    args = parser.parse_args(argv)
    if unknown := set(args.names) - set(names):
        parser.error(f"no baseline {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    try:
        stories = load(SETTING.config, SETTING.split)
        return _run(args.names or names, names, stories, args.check)
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1


def _run(chosen: list[str], names: list[str], stories: list[Story], check: bool) -> int:
    files: dict[Path, bytes] = {}
    results: list[Scores] = []
    for name in tqdm(names, desc="baselines", unit="system", disable=not sys.stderr.isatty()):
        path = output_path(name, SETTING.config, SETTING.split, SETTING.kind)
        if name in chosen or not path.is_file():
            files[path] = submission_bytes(name, stories, SETTING.kind, _summarize(name))
        results.append(_score(name, files[path] if path in files else path.read_bytes(), stories))
    files[ROOT / "baselines" / "scores.json"] = _scores_json(results)
    readme = ROOT / "README.md"
    table = f"{markdown_table(results)}\n\n`{results[0].signature}`"
    files[readme] = fill(readme.read_text(encoding="utf-8"), "baselines", table).encode()
    status = write_or_check(files, check, ROOT)
    print(text_table(results, bold=sys.stdout.isatty()))
    print(f"\noutputs: {(OUTPUTS / SETTING.config / SETTING.kind).relative_to(ROOT)}/, scores: baselines/scores.json")
    return status


def _summarize(name: str) -> Summarize:
    """The function of the baseline's file, loaded by its path: no baseline is a module that others could import."""
    spec = importlib.util.spec_from_file_location(f"baseline_{name}", ROOT / "baselines" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Summarize = module.summarize
    return function


def _score(name: str, output: bytes, stories: list[Story]) -> Scores:
    rows = [json.loads(line) for line in output.splitlines()]
    summaries = {row["id"]: row["summary"] for row in rows if "id" in row}
    return score_system(name, summaries, stories, SETTING, digest(stories))


def _scores_json(results: list[Scores]) -> bytes:
    content = {
        result.system: {
            "signature": result.signature,
            "measures": {
                measure: {
                    key: round(value, PLACES) if isinstance(value, float) else value
                    for key, value in found._asdict().items()
                }
                for measure, found in result.estimates.items()
            },
        }
        for result in results
    }
    return (json.dumps(content, indent=2, sort_keys=True) + "\n").encode()


if __name__ == "__main__":
    raise SystemExit(main())
