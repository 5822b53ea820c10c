"""The genres of GUM: who published their texts, and under which licence.

Licences of texts are those of the corpus' LICENSE.txt. Where that file names none, the corpus' website is quoted and the
statement says so. All annotations and summaries are CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from chipbrief.problems import fail

Licence = Literal["free", "nc", "all"]
"""Choice of documents by the licence of their text.

- `free`: any use is allowed, with attribution, and for CC BY-SA under the same licence.
- `nc`: `free`, and texts for non-commercial use (CC BY-NC-SA).
- `all`: `nc`, and texts of which the corpus states no licence.
"""


class Genre(NamedTuple):
    """Publisher and licence of the texts of a genre. `needs` is the narrowest choice that contains them."""

    publisher: str | None
    licence: str
    needs: Licence


_WEBSITE = "according to the website of the corpus"
GENRES: Mapping[str, Genre] = {
    "academic": Genre(None, "CC BY 4.0", "free"),
    "bio": Genre("Wikipedia", "CC BY-SA 3.0", "free"),
    "conversation": Genre(None, f"CC BY {_WEBSITE}", "free"),
    "court": Genre(None, "CC BY 4.0", "free"),
    "interview": Genre("Wikinews", "CC BY 2.5", "free"),
    "news": Genre("Wikinews", "CC BY 2.5", "free"),
    "speech": Genre(None, f"mostly public domain {_WEBSITE}", "free"),
    "textbook": Genre(None, f"CC BY {_WEBSITE}", "free"),
    "vlog": Genre(None, f"CC BY {_WEBSITE}", "free"),
    "voyage": Genre("Wikivoyage", "CC BY-SA 3.0", "free"),
    "essay": Genre(None, "CC BY-NC-SA 4.0", "nc"),
    "fiction": Genre(None, "CC BY-NC-SA 3.0", "nc"),
    "letter": Genre(None, "CC BY-NC-SA 4.0", "nc"),
    "podcast": Genre(None, "CC BY-NC-SA 4.0", "nc"),
    "whow": Genre("wikiHow", "CC BY-NC-SA 3.0", "nc"),
}
"""Genres with a stated licence. All others (those of GENTLE, and new ones) are `UNSTATED`."""
UNSTATED = Genre(None, "no licence stated by the corpus", "all")
MASKED = frozenset(("reddit",))
"""Genres that are never imported: the corpus replaces the letters of their words by underscores."""
_ORDER: tuple[Licence, ...] = ("free", "nc", "all")


def genre_of(name: str) -> str:
    """Return the genre in a document's name: `news` for `GUM_news_flag`. Raise `InputError` if the name has none."""
    parts = name.split("_")
    if len(parts) < 3 or not all(parts):
        raise fail(f"{name}.conllu", "is not named CORPUS_GENRE_TITLE", "keep the file names of the corpus")
    return parts[1]


def allows(licence: Licence, genre: str) -> bool:
    """Return whether the choice `licence` contains the texts of `genre`. Masked genres are in none."""
    needs = GENRES.get(genre, UNSTATED).needs
    return genre not in MASKED and _ORDER.index(needs) <= _ORDER.index(licence)
