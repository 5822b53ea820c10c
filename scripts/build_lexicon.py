#!/usr/bin/env python3
"""Build the word lists of chipbrief/language/lexicon/ from SCOWL (a folder of files such as english-words.35).

The Debian package `scowl` installs them in /usr/share/dict/scowl.

examples:
  python scripts/build_lexicon.py --scowl /usr/share/dict/scowl
  python scripts/build_lexicon.py --scowl /usr/share/dict/scowl --check     write nothing; exit 1 if a list is stale
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
from pathlib import Path

from chipbrief.files import write_atomically
from chipbrief.problems import InputError, fail, run_script

FOLDER = Path(__file__).resolve().parents[1] / "chipbrief" / "language" / "lexicon"
MAX_SIZE = 70
"""Largest SCOWL size of a word in the lists. 70 is the "large" dictionary; larger sizes add words that few people know."""
RARE_SIZE = 50
"""Smallest SCOWL size of a rare word. A rare word that is also a well-known name is listed only as a name."""
KNOWN_NAME_SIZE = 60
"""Largest SCOWL size of a well-known name."""
MAINLY_NAMES = frozenset(
    "peter jack john johnny ken christian nelson bob jim joe mike nick rob tim harry sally jenny smith trump "
    "turkey china chad polish japan jordan jersey wales panama hamburg bologna cologne anchorage phoenix brazil guinea "
    "twitter snapchat tinder mars holocaust pentagon ascot labour democrats republicans unison premiership "
    "arsenal rangers spurs hull stoke burnley surrey cork springboks wallabies gunners hammers".split()
)
"""Common words (of small size) that in news are far more often names."""
_FILE = re.compile(
    r"(?P<variety>english|american|british|british_z|canadian|australian|\w+_variant_\d)-(?P<kind>[a-z-]+)\.(?P<size>\d+)"
)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scowl", type=Path, required=True, metavar="FOLDER", help="folder of the SCOWL lists")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a list is stale")
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
        if word not in MAINLY_NAMES and not (size >= RARE_SIZE and names.get(word, MAX_SIZE) <= KNOWN_NAME_SIZE)
    ]
    files = {"words.txt.gz": ordinary, "names.txt.gz": [*names, *MAINLY_NAMES]}
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
    # Compare the texts, because the compressed bytes differ between versions of zlib.
    return gzip.decompress(packed)


def _sizes(folder: Path, kinds: set[str], variants: bool) -> dict[str, int]:
    """Return the smallest SCOWL size of each word of the given kinds, in lower case. Leave out words with an apostrophe."""
    sizes: dict[str, int] = {}
    for path in sorted(folder.glob("*-*.*")):
        match = _FILE.fullmatch(path.name)
        if match is None or match["kind"] not in kinds or int(match["size"]) > MAX_SIZE:
            continue
        if variants or "variant" not in match["variety"]:
            for word in path.read_text(encoding="latin-1").lower().split():
                if "'" not in word:
                    sizes[word] = min(sizes.get(word, MAX_SIZE), int(match["size"]))
    if not sizes:
        raise fail(str(folder), "has no SCOWL list", "pass the folder with files such as english-words.35")
    return sizes


if __name__ == "__main__":
    run_script(main)
