"""Find what generators put around sentences, and take it off, with a map from every offset back to the original.

`RULES` is the table of all rules: each has a name, what it recognises, why, and what it leaves alone. Names, values, facts and
lengths are read from the undressed text. ROUGE reads the text as given, unless a score is made with `--undress`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from chipbrief.language.dressing import labels, marks, wrappers
from chipbrief.language.dressing.edits import Edit, may_fire
from chipbrief.language.normalise import Places

__all__ = ["RULES", "VERSION", "Rule", "Undressed", "bare", "note", "undress"]

VERSION = "2"
"""Version of the rules, for signatures. Increase it whenever a change alters the undressed form of any text."""
_PASSES = 8
"""Maximum number of times that all rules run on a text. One layer of dressing within another needs one more run."""


class Rule(NamedTuple):
    """A kind of dressing. `find` yields the edits that remove it, in order and without overlaps."""

    name: str
    recognises: str
    why: str
    left_alone: str
    find: Callable[[str], Iterable[Edit]]


RULES = (
    Rule(
        "thinking", "<think> … </think> and other tags of reasoning, also without the opening or the closing tag",
        "Reasoning models print their notes before the answer, and some servers swallow the opening tag.",
        "the word “think”, and any other tag", wrappers.thinking,
    ),
    Rule(
        "code fences", "``` or ~~~, with or without the name of a format",
        "A chat model puts a text that it hands over into a code block.",
        "one or two backticks, which are emphasis or old quotation marks", wrappers.fences,
    ),
    Rule(
        "literals", "a JSON or Python object, list or string around the whole text",
        "Outputs are asked for as JSON, or written with `repr`. The strings are kept, under keys such as `summary` if there are any.",
        "brackets and quotation marks around a part of the text, and lists without a string", wrappers.literals,
    ),
    Rule(
        "escapes", r"the two characters \n, \r, \t, \", the six of \u2019, and /n behind a sentence",
        "A text that was escaped twice has its line ends as letters, which glue words: nAcme.",
        r"paths such as C:\new", wrappers.escapes,
    ),
    Rule(
        "character references", "&#39;, &amp;, &nbsp; and the other references of HTML",
        "Scraped corpora leave them, and their digits read as numbers.",
        "an ampersand without a known name and a semicolon, such as AT&T", wrappers.references,
    ),
    Rule(
        "separators", "<q>, <n>, <t>, </s>, [SEP], <|…|>, ||| and “ | ” or a bullet behind the end of a sentence",
        "Released outputs mark the ends of sentences or of the text with a token of the model.",
        "<unk> and [UNK], which stand for a word, and a bar or dash inside a sentence", marks.separators,
    ),
    Rule(
        "tags", "tags of HTML, and <summary> or <answer> around the text",
        "Web pages and prompts use them to mark up text.",
        "any other word in angle brackets", wrappers.tags,
    ),
    Rule(
        "headings and quotes", "# to ###### and > at the start of a line, and lines of ---, *** or ===",
        "Markdown.",
        "#1, hashtags, and > inside a line", marks.headings,
    ),
    Rule(
        "list marks",
        "at the start of a line: -, *, •, a pictograph, 1., 1), (a), I. with II., #1 with #2, 1.1 with 1.2, “Step 1:”;"
        " inside a line: numbers that count 1, 2, …",
        "A number of a list is no value of the summary, and the word behind a mark opens a sentence.",
        "initials (A. Lee), 1. FC, -5, a number that ends the sentence of the line before", marks.list_marks,
    ),
    Rule(
        "emphasis", "**bold**, *italics*, __bold__, _italics_, ~~struck~~, `code`, and a ** that has lost its other half",
        "Markdown.",
        "marks inside a word (M*A*S*H, snake_case) and behind one (f***)", marks.emphasis,
    ),
    Rule(
        "links", "links of Markdown, a text in brackets before an address in parentheses: the text stays",
        "Markdown.",
        "brackets without an address behind them", marks.links,
    ),
    Rule(
        "introductions", "“Here is a summary of the article:”, with or without “Sure!”",
        "A chat model announces its answer.",
        "a sentence without a colon or a line end behind it, and one that announces something else", labels.introductions,
    ),
    Rule(
        "labels", "“Summary:”, “TL;DR”, “Key points:” and their like at the start of a line, or alone on one",
        "A label says what the text is. It is no part of the text.",
        "the same words in a sentence (“summary judgment”), and labels that are not in the list", labels.labels,
    ),
    Rule(
        "word counts", "“Word count: 45” and “Length: 45 words” on a line, “(45 words)” and “(Source: article)” at the end of one",
        "Models that were asked for a length state it.",
        "a number of words inside a sentence", labels.word_counts,
    ),
    Rule(
        "closings", "“I hope this helps!”, “Let me know if …” and their like, as sentences of their own",
        "A chat model ends its answer with an offer.",
        "the same words in quotation marks or inside a sentence", labels.closings,
    ),
    Rule(
        "citation marks", "[1], [1, 2], [^1], 【1†source】 and superscripts behind a word or sentence",
        "Models with retrieval cite their sources by number.",
        "[2004], [5] before a word in small letters unless there is a [1], m², x²", marks.citations,
    ),
)  # fmt: skip
"""All rules in the order in which they run."""


class Undressed(NamedTuple):
    """A text without its dressing.

    `moves` leads back to the original, edit by edit. `fired` maps the name of each rule that removed something to the number
    of its edits.
    """

    text: str
    moves: tuple[Places, ...]
    fired: Mapping[str, int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` stands in the original. The part must not be empty."""
        for places in self.moves:
            start, end = places.origin(start, end)
        return start, end


_NOTHING: Mapping[str, int] = MappingProxyType({})
_BEHIND_SENTENCE = re.compile(r"[.!?…\"”’)] {1,3}[^\w\s\"“‘'($£€]")
_PLAIN_SIGNS = "*_#`<>[]{}|\\~"
_OTHER_SIGNS = "◁\u20e3\u3010\u00b2\u00b3\u00b9\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
_KINDS = bytes(
    ord("#")
    if (sign := chr(code)) in _PLAIN_SIGNS
    else ord("*")
    if not (sign.isalnum() or sign.isspace() or sign in "\"'($")
    else code
    for code in range(256)
)
"""`#` for each of `_PLAIN_SIGNS`, `*` for other signs of ASCII that `_BEHIND_SENTENCE` finds, and any other character as it is."""
_LINE_START = re.compile(f"{marks.LINE_START.pattern}|{labels.LINE_START.pattern}")
"""The start of a line in small letters that a mark or a label may begin: faster than in any letters."""
_LIKE_SMALL_LETTERS = "\u0130\u0131\u017f"
"""What `re` takes for *i* or *s* if it ignores case, and the small letters of a text do not show."""
_PHRASES = ("let me know", "feel free", "is there anything else", "word count")
_HOPES = ("hope this", "hope that")
_CONDITIONS = ("if you want", "if you need", "if you'd like", "if you would like", "if you have any")
"""Phrases in small letters that a sentence about the summary has."""
_WITHIN_LINES = ("list marks", "word counts")
"""Rules that find something within a line of a text that has none of the other signs."""


def _may_be_dressed(text: str) -> bool:
    """Return whether any rule can fire: one quick look that spares most texts all rules."""
    if _has_sign(text) or ("/" in text and "/n" in text):
        return True
    lowered = text.lower()
    if lowered.lstrip().startswith('"') or any(map(_LINE_START.match, lowered.split("\n"))) or _has_phrase(lowered):
        return True
    if "1" in text and ("1. " in text or "1) " in text) and any(may_fire(rule, lowered) for rule in _WITHIN_LINES):
        return True
    return not text.isascii() and any(map(text.__contains__, _LIKE_SMALL_LETTERS))


def _has_phrase(lowered: str) -> bool:
    """Return whether a text in small letters has a phrase of closings or word counts. A search for one sign takes the least time."""
    return (
        (":" in lowered and "length:" in lowered)
        or ("(" in lowered and "(source" in lowered)
        or (")" in lowered and " words)" in lowered)  # `_has_sign` has seen ` words]`
        or any(map(lowered.__contains__, _PHRASES))
        or ("hope th" in lowered and any(map(lowered.__contains__, _HOPES)))
        or ("you" in lowered and ("would you like" in lowered or "do you want" in lowered))
        or ("if you" in lowered and any(map(lowered.__contains__, _CONDITIONS)))
    )


def _has_sign(text: str) -> bool:
    """Return whether a text has any of the signs, a character reference, or a match of `_BEHIND_SENTENCE`.

    The kinds of all characters tell it of most texts, in a tenth of the time.
    """
    kinds = text.encode("ascii", "replace").translate(_KINDS)
    if b"#" in kinds or (not text.isascii() and any(map(text.__contains__, _OTHER_SIGNS))):
        return True
    if b" *" in kinds and _BEHIND_SENTENCE.search(text):
        return True
    return "&" in text and any(True for _ in wrappers.references(text))


@lru_cache(maxsize=64)
def undress(text: str) -> Undressed:
    """Return `text` without its dressing. A text without any is returned as it is.

    All rules run in order until none fires, so undressing twice changes nothing (up to eight layers of dressing).
    """
    if not _may_be_dressed(text):
        return Undressed(text, (), _NOTHING)
    found = Undressed(text, (), _NOTHING)
    fired: Counter[str] = Counter()
    for _ in range(_PASSES):
        before = found.text
        lowered = before.lower()
        for rule in RULES:
            if may_fire(rule.name, lowered) and (edits := list(rule.find(found.text))):
                fired[rule.name] += len(edits)
                found = _edited(found, edits)
                lowered = found.text.lower()
        if found.text == before:
            break
    return found._replace(fired=MappingProxyType({rule.name: fired[rule.name] for rule in RULES if rule.name in fired}))


def _edited(old: Undressed, edits: Sequence[Edit]) -> Undressed:
    pieces: list[str] = []
    at = 0
    for start, end, new in edits:
        pieces += (old.text[at:start], new)
        at = end
    moved = Places((start, end, len(new)) for start, end, new in edits)
    return Undressed("".join(pieces) + old.text[at:], (moved, *old.moves), old.fired)


def bare(text: str) -> str:
    """Return the text of `undress`, for readers that need no offsets."""
    return undress(text).text


def note(dressed: int, articles: int, fired: Mapping[str, int]) -> str:
    """Return `dressed: 7 of 12 summaries: list marks 5, labels 2`; `fired` counts the summaries of each rule."""
    rules = ", ".join(f"{name} {count}" for name, count in fired.items())
    return f"dressed: {dressed} of {articles} summaries: {rules}"
