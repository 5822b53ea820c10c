#!/usr/bin/env python3
"""Rewrite the annotation files in their canonical form, which keeps diffs small.

examples:
  python scripts/format_annotations.py            rewrite each file that is not in canonical form
  python scripts/format_annotations.py --check    write nothing; show a diff and exit 1 if a file would change
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chipbrief.annotations.judged import JudgedFile
from chipbrief.annotations.schema import (
    AnnotatorsFile,
    ClusterFile,
    EntitiesFile,
    EntityLayer,
    ExceptionsFile,
    FactAnswersFile,
    FactLabelsFile,
    MatchLayer,
    StoryFile,
)
from chipbrief.files import write_or_check
from chipbrief.problems import InputError, Problem, run_script
from chipbrief.yaml_files import decode, dump, load_yaml

ROOT = Path(__file__).resolve().parents[1]
SCHEMAS: dict[str, type] = {
    "annotators.yaml": AnnotatorsFile,
    "entities.yaml": EntitiesFile,
    "exceptions.yaml": ExceptionsFile,
    "fact_answers.yaml": FactAnswersFile,
    "fact_labels.yaml": FactLabelsFile,
    "judged.yaml": JudgedFile,
    "stories/*.yaml": StoryFile,
    "clusters/*.yaml": ClusterFile,
    "raw/entities-*/*.yaml": EntityLayer,
    "raw/facts-*/*.yaml": MatchLayer,
}
"""Schema of each file under annotations/, by pattern of its path."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show a diff and exit 1 if a file would change"
    )
    args = parser.parse_args(argv)
    folder = ROOT / "annotations"
    files: dict[Path, bytes] = {}
    problems: list[Problem] = []
    for path, schema in (
        (path, schema) for pattern, schema in SCHEMAS.items() for path in sorted(folder.glob(pattern))
    ):
        try:
            files[path] = dump(decode(load_yaml(path), schema, str(path))).encode()
        except InputError as error:
            problems += error.problems
    if problems:
        print(InputError(problems).describe(), file=sys.stderr)
        return 1
    return write_or_check(files, args.check, ROOT)


if __name__ == "__main__":
    run_script(main)
