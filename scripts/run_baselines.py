#!/usr/bin/env python3
"""Run the baselines, score them, and update all files that quote the scores.

Committed files change only after the whole run is complete. If a run is killed, use --resume to continue it.

If a system fails, it is reported, its existing outputs are kept and scored, and the exit status is 1. If a mean falls below
the one pinned in baselines/scores.json for the same data, nothing is written and the exit status is 1; pass --lower to
accept it.

A configuration that is not built on this machine is skipped with a note, and its pinned scores are kept. If the extra of a
system is not installed, its outputs are kept as well.

examples:
  python scripts/run_baselines.py                              update outputs, scores, tables and plots
  python scripts/run_baselines.py lead lexrank --config multi  run two baselines in one configuration
  python scripts/run_baselines.py --limit 2 --kind brief       try the baselines on two articles; writes nothing
  python scripts/run_baselines.py --check                      exit 1 and show a diff if a committed file is out of date
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chipbrief.baselines import pins, runner
from chipbrief.baselines.runner import Outcome, Request, run
from chipbrief.baselines.systems import (
    BASELINES,
    KINDS,
    OF_YOUR_CHOICE,
    STORED_MODELS,
    SYSTEMS,
    table_of_stored_models,
    table_of_systems,
)
from chipbrief.corpora.store import HOW_TO_BUILD, dataset_folder, split_path
from chipbrief.files import fill, numbers_json, write_or_check
from chipbrief.problems import InputError, Problem, run_script
from chipbrief.reports.baselines.plots import PLOTS, draw, plotted
from chipbrief.reports.baselines.tables import all_tables, overview, standings
from chipbrief.reports.formats import markdown
from chipbrief.reports.table import text_table
from chipbrief.reports.terminal import screen
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs" / "baselines"
SCORES = BASELINES / "scores.json"
SHOWN, PEOPLE = "open/abstract", "gum/brief"
"""Settings of the two tables in the README: the default, and the one whose references people wrote."""
SETTINGS = tuple(f"{config}/{kind}" for config, kinds in KINDS.items() for kind in kinds)
"""All settings: configuration and kind of summary."""
COMMITTED = ("open", "multi")
"""Configurations whose outputs are committed. The outputs for the others contain text that belongs to other people."""


def main(argv: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = _parser()
    args = parser.parse_args(argv)
    if unknown := set(args.names) - SYSTEMS.keys():
        parser.error(f"no baseline {', '.join(sorted(unknown))}; choose from {', '.join(SYSTEMS)}")
    if args.limit is not None and (args.limit < 1 or args.check):
        parser.error("--limit: give 1 or more, and do not combine it with --check")
    chosen = [each for each in SETTINGS if _is_chosen(each, args)]
    if not chosen:
        parser.error(f"no {args.kind} in {args.config}; choose from {', '.join(SETTINGS)}")
    request = Request(args.names or tuple(SYSTEMS), args.resume, args.limit, stage=not args.check and not args.limit)
    try:
        _check_registered()
        outcomes = _outcomes(chosen, request)
        if not args.json:
            _print_tables(outcomes, chosen)
        status = 0 if args.limit else _bring_up_to_date(outcomes, args.check, args.lower)
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    if args.json:
        rows = {name: [result.as_dict() for result in each.results] for name, each in outcomes.items()}
        print(json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False))
    failures = [problem for outcome in outcomes.values() for problem in outcome.failures]
    for problem in failures:
        print(problem, file=sys.stderr)
    if not (failures or status or args.check or args.limit):
        runner.clear_staged()
    return 1 if failures else status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"baseline to run (default: all): {', '.join(SYSTEMS)}"
    )
    parser.add_argument("--all", action="store_true", help="run every baseline, the same as giving no NAME")
    parser.add_argument("--config", choices=list(KINDS), help="configuration to run (default: all that are built)")
    kinds = sorted({kind for kinds in KINDS.values() for kind in kinds})
    parser.add_argument("--kind", choices=kinds, help="kind of summary to run (default: all)")
    parser.add_argument(
        "--limit", type=int, metavar="N", help="run only the first N articles; print the scores and write nothing"
    )
    parser.add_argument("--resume", action="store_true", help="continue a killed run: use the outputs that it finished")
    parser.add_argument("--lower", action="store_true", help="accept means that are lower than the pinned ones")
    parser.add_argument("--json", action="store_true", help="print all scores for every article as JSON")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 and show a diff if a file is out of date"
    )
    return parser


def _check_registered() -> None:
    """Raise `InputError` if a file in baselines/ is in no table of baselines: it would be left out of every table unnoticed."""
    known = SYSTEMS.keys() | OF_YOUR_CHOICE.keys()
    if unknown := sorted(path for path in BASELINES.glob("*.py") if path.stem not in known):
        remedy = "add a row to SYSTEMS in chipbrief/baselines/systems.py, or move the file to another folder"
        raise InputError(
            Problem(str(path.relative_to(ROOT)), "is in no table of baselines", remedy) for path in unknown
        )


def _is_chosen(setting: str, args: argparse.Namespace) -> bool:
    config, kind = setting.split("/")
    return args.config in (None, config) and args.kind in (None, kind)


def _outcomes(chosen: Sequence[str], request: Request) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    for name in chosen:
        config, kind = name.split("/")
        setting = Setting(config, kind=kind)  # type: ignore[arg-type]  # KINDS contains only valid kinds
        if not split_path(dataset_folder(), config, setting.split).is_file():
            print(
                f"{name}: is not built on this machine; its pinned scores are kept (run {HOW_TO_BUILD[config]})",
                file=sys.stderr,
            )
            continue
        outcomes[name] = run(setting, request)
        for note in outcomes[name].notes:
            print(note, file=sys.stderr)
    return outcomes


def _print_tables(outcomes: Mapping[str, Outcome], chosen: Sequence[str]) -> None:
    shown = [SHOWN] if SHOWN in chosen and len(chosen) == len(SETTINGS) else chosen
    for name in shown:
        if name in outcomes:
            print(f"{name}\n{text_table(outcomes[name].results, screen())}\n")
    if len(shown) < len(chosen):
        print("for the other configurations and kinds, see the tables in baselines/README.md")


def _bring_up_to_date(outcomes: Mapping[str, Outcome], check: bool, lower: bool) -> int:
    """Write the outputs and the files made from the scores, or compare them with `check`. Return the exit status."""
    old = pins.read(SCORES)
    new: dict[str, Any] = {name: pin for name, pin in old.items() if name in SETTINGS}
    fallen: list[Problem] = []
    for name, outcome in outcomes.items():
        ranks = standings(_published(name, outcome)) if outcome.complete else None
        new[name] = pins.pin_of(outcome.results, outcome.digest, old.get(name, {}), ranks)
        fallen += pins.fallen(name, old[name], new[name]) if name in old else ()
    if fallen and not lower and not check:
        raise InputError(fallen)
    outputs = {path: data for outcome in outcomes.values() for path, data in outcome.outputs.items()}
    if check:
        outputs = {path: data for path, data in outputs.items() if path.relative_to(BASELINES).parts[1] in COMMITTED}
    files = {**outputs, SCORES: pins.as_bytes(new), **_documents(new), **_plots(new, check)}
    return write_or_check(files, check, ROOT)


def _published(setting: str, outcome: Outcome) -> list[Scores]:
    """Return the results that anyone can recompute: all, or without the stored models if their outputs are not committed."""
    all_published = setting.partition("/")[0] in COMMITTED
    return [result for result in outcome.results if all_published or result.system not in STORED_MODELS]


def _documents(new: pins.Pins) -> dict[Path, bytes]:
    """Return the documents that quote the scores."""
    shown, people = (overview(new[name]) if name in new else "" for name in (SHOWN, PEOPLE))
    quoted = {
        "README.md": {"baselines": shown, "baselines-people": people},
        "baselines/README.md": {
            "systems": markdown(table_of_systems(), labels=4),
            "models": markdown(table_of_stored_models(), labels=8),
            "results": all_tables(new, SETTINGS),
        },
    }
    files = {}
    for name, parts in quoted.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        for mark, content in parts.items():
            text = fill(text, mark, content)
        files[ROOT / name] = text.encode()
    return files


def _plots(new: pins.Pins, check: bool) -> dict[Path, bytes]:
    """Return the plots and the numbers behind them.

    Only the numbers are checked, because the bytes of an SVG file depend on the version of matplotlib.
    """
    numbers = {name: plotted(new[SHOWN], name) for name in PLOTS} if SHOWN in new else {}
    files = {DOCS / "numbers.json": numbers_json(numbers)}
    paths = {name: DOCS / f"{name}.svg" for name in numbers}
    if check:
        if missing := [path for path in paths.values() if not path.is_file()]:
            raise InputError(
                Problem(str(path.relative_to(ROOT)), "is missing", "run without --check") for path in missing
            )
        return files
    if importlib.util.find_spec("matplotlib") is None:
        print(
            "matplotlib is not installed, so the plots are not updated (pip install 'chipbrief[plots]')",
            file=sys.stderr,
        )
        return files
    return files | {path: draw(name, numbers[name]) for name, path in paths.items()}


if __name__ == "__main__":
    run_script(main)
