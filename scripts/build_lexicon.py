#!/usr/bin/env python3
"""Build chipbrief/language/lexicon/ from the word lists of SCOWL (a folder of files like english-words.35).

On Debian they come with the package `scowl`, in /usr/share/dict/scowl.

examples:
  python scripts/build_lexicon.py --scowl /usr/share/dict/scowl
  python scripts/build_lexicon.py --scowl /usr/share/dict/scowl --check     exit 1 where the lists are stale
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
from pathlib import Path

from chipbrief.files import write_atomically
from chipbrief.problems import InputError, fail

FOLDER = Path(__file__).resolve().parents[1] / "chipbrief" / "lexicon"
LARGEST = 70
"""SCOWL's size up to which a word counts: 70 is its "large" dictionary; beyond it stand words that few people know."""
RARE = 50
"""A word of this size or above that is a name of SCOWL's size 60 or below is taken for the name alone."""
KNOWN_NAME = 60
NAMES_FIRST = frozenset(
    "peter jack john johnny ken christian nelson bob jim joe mike nick rob tim harry sally jenny smith trump "
    "turkey china chad polish japan jordan jersey wales panama hamburg bologna cologne anchorage phoenix brazil guinea "
    "twitter snapchat tinder mars holocaust pentagon ascot labour democrats republicans unison premiership "
    "arsenal rangers spurs hull stoke burnley surrey cork springboks wallabies gunners hammers".split()
)
"""Words that the news has as names far more often, though the size of the word is small."""
_FILE = re.compile(
    r"(?P<variety>english|american|british|british_z|canadian|australian|\w+_variant_\d)-(?P<kind>[a-z-]+)\.(?P<size>\d+)"
)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scowl", type=Path, required=True, metavar="FOLDER", help="the folder with SCOWL's lists")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a list is stale")
    args = parser.parse_args(argv)
    try:
        words = _sizes(args.scowl, {"words"}, variants=True)
        names = _sizes(args.scowl, {"upper", "proper-names"}, variants=False)
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    ordinary = [
        word
        for word, size in words.items()
        if word not in NAMES_FIRST and not (size >= RARE and names.get(word, LARGEST) <= KNOWN_NAME)
    ]
    files = {"words.txt.gz": ordinary, "names.txt.gz": [*names, *NAMES_FIRST]}
    packed = {
        FOLDER / name: gzip.compress("\n".join(sorted(set(found))).encode(), mtime=0) for name, found in files.items()
    }
    stale = [path for path, data in packed.items() if not path.is_file() or _text(path.read_bytes()) != _text(data)]
    for path in stale:
        print(f"{path.name} is stale" if args.check else f"wrote {path.name}", file=sys.stderr)
        if not args.check:
            write_atomically(path, packed[path])
    return 1 if args.check and stale else 0


def _text(packed: bytes) -> bytes:
    # zlib's bytes differ from version to version
    return gzip.decompress(packed)


def _sizes(folder: Path, kinds: set[str], variants: bool) -> dict[str, int]:
    """The smallest size of each word of some kinds, in small letters, without what has an apostrophe."""
    sizes: dict[str, int] = {}
    for path in sorted(folder.glob("*-*.*")):
        match = _FILE.fullmatch(path.name)
        if match is None or match["kind"] not in kinds or int(match["size"]) > LARGEST:
            continue
        if variants or "variant" not in match["variety"]:
            for word in path.read_text(encoding="latin-1").lower().split():
                if "'" not in word:
                    sizes[word] = min(sizes.get(word, LARGEST), int(match["size"]))
    if not sizes:
        raise fail(str(folder), "has no list of SCOWL", "name the folder with files like english-words.35")
    return sizes


if __name__ == "__main__":
    raise SystemExit(main())
