"""Ordinary English words and names, to tell a name where a text shows no capitals.

Made from SCOWL by `scripts/build_lexicon.py`; `NOTICE.txt` holds its notices. Both lists are in small letters. A word
that is a name as well stands in both, unless it is the name far more often (*manila*, *peter*): then it is a name alone.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files

_ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
)
_BEGINNINGS = (
    "un re non anti pre over under multi micro mega cyber semi mid counter hyper ultra eco post dis mis super inter"
).split()
_SECOND_PARTS = (
    "winner winners maker makers making stream streams streamed streaming worker workers "
    "goer goers keeper holder holders scorer proof based"
).split()
_NEWER = frozenset(
    (
        "app apps cctv cyber execs fintech gcse gcses gp gps hiv influencer influencers islamist islamists ivf jihadi jihadis "
        "knifepoint lbw livestream loanee lockdown lockdowns meps mixtape mps msps neo norovirus peloton phd sci tb tech "
        "unionist unionists vlogger vloggers whistleblower whistleblowers whistleblowing wifi windfarm windfarms youtuber"
    ).split()
)
"""Words of today's news that the lists are too old to have."""
_SHORTEST = 3


@lru_cache(maxsize=2)
def _load(name: str) -> frozenset[str]:
    return frozenset(gzip.decompress((files(__name__) / name).read_bytes()).decode("utf-8").split())


def is_name(word: str) -> bool:
    """Whether the lists have `word` (in small letters) as a name."""
    return word in _load("names.txt.gz")


@lru_cache(maxsize=65536)
def is_word(word: str) -> bool:
    """Whether `word` (in small letters) is ordinary English, an inflection or a plain derivation or compound of it."""
    known = _load("words.txt.gz")
    if word in known or word in _NEWER:
        return True
    if len(word) <= 1 or len(word) > 40 or is_name(word):
        return len(word) <= 1
    stems = {word, *(word[len(start) :] for start in _BEGINNINGS if word.startswith(start))}
    stems |= {stem[: -len(end)] + put for stem in tuple(stems) for end, put in _ENDINGS if stem.endswith(end)}
    stems |= {stem[:-1] for stem in stems if len(stem) > _SHORTEST and stem[-1] == stem[-2]}
    return any(len(stem) > _SHORTEST - (stem == word) and stem in known for stem in stems) or _is_compound(word, known)


def _is_compound(word: str, known: frozenset[str]) -> bool:
    """A word and one that is often written on to others: *matchwinner*, *livestream*; not *Sandwell* or *Lockhart*."""
    return any(word.endswith(end) and word[: -len(end)] in known for end in _SECOND_PARTS)
