#!/usr/bin/env python3
"""Record in annotations/judged.yaml that the fact labels of stories were judged on the current texts and facts.

Run it only after you have judged the labels again: the check `label_stale` trusts this record.

examples:
  python scripts/record_judged.py solar-retreat press-award    record two stories
  python scripts/record_judged.py --all                        record everything, and remove texts that no longer exist
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chipbrief.annotations import load_annotations
from chipbrief.annotations.build import build_open
from chipbrief.annotations.clusters import build_multi
from chipbrief.annotations.judged import JudgedFile, JudgedText, judged_texts
from chipbrief.files import write_atomically
from chipbrief.problems import InputError, fail, run_script
from chipbrief.yaml_files import dump

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="*", metavar="ID", help="story or cluster whose fact labels were judged")
    parser.add_argument("--all", action="store_true", help="record all stories and clusters")
    parser.add_argument("--annotations", type=Path, default=ROOT / "annotations", metavar="DIR", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.all == bool(args.stories):
        parser.error("name the stories, or pass --all")
    try:
        recorded = _record(args.annotations, None if args.all else set(args.stories))
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    write_atomically(args.annotations / "judged.yaml", dump(recorded).encode())
    return 0


def _record(folder: Path, names: set[str] | None) -> JudgedFile:
    """Return the new record: current digests of the stories in `names` (all if it is null), old ones of the others."""
    annotations = load_annotations(folder)
    rows = build_open(annotations)
    built = [*rows.values(), *build_multi(annotations, rows).values()]
    stories = {story.id: story for stories in built for story in stories}
    if names is not None and (unknown := names - stories.keys()):
        raise fail(str(folder / "stories"), f"no labelled story or cluster {min(unknown)!r}", "use the id of one")
    current = list(judged_texts(stories, annotations.judgements.fact_labels))
    if names is None:
        return JudgedFile(tuple(sorted(current, key=_place)))
    kept = [one for one in annotations.judgements.judged if one.story not in names]
    new = [one for one in current if one.story in names]
    return JudgedFile(tuple(sorted([*kept, *new], key=_place)))


def _place(one: JudgedText) -> tuple[str, str]:
    return one.story, one.text


if __name__ == "__main__":
    run_script(main)
