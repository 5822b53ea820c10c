"""Rules that remove text that is not part of an article, from inside it or from its end.

Each rule removes one kind of text and is narrow on purpose: a paragraph that merely begins with “Comments”, “Sign-up” or
“The logo of” stays. `CLEANERS` is the only list of rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from chipbrief.pages.captions import caption
from chipbrief.pages.datelines import dateline
from chipbrief.pages.found import AGENCIES, Found, lines_of, word_count
from chipbrief.pages.front import FRONT_CLEANERS
from chipbrief.pages.headings import subheading
from chipbrief.pages.phrases import date_line, interface_line, markup, phrase

Cleaner = Callable[[str], Iterator[Found]]
"""A rule: a function of the remaining text that yields what it found in it."""

_SIGN_UP = re.compile(r"(?:Sign ?[Uu]p|SIGN UP|Subscribe|SUBSCRIBE)(?: (?:[Nn]ow|here))?")
_INBOX = re.compile(
    r"\b(?:in|to) your inbox\b|^(?:Get|Join|Receive|Sign up|Start|Stay|Subscribe)\b.*\bnewsletters?\b", re.IGNORECASE
)
_BIBLIOGRAPHY = re.compile(r"(?P<number>\d{1,2})\. \S[^\n]{10,300}")
_CITATION = re.compile(r"(?<=\S) ?\[\d{1,2}\](?=\s|$)")
TRAILER_LIMIT = 2000
"""Number of characters at the end of an article in which trailers are searched."""
_TOP_STORIES = "Top stories Swipe. Select. Stay informed."
BLOG_INTERFACE = frozenset(
    [
        "Komentarų nėra:",
        "Rašyti komentarą",
        "No comments:",
        "Post a Comment",
        "Keine Kommentare:",
        "Kommentar veröffentlichen",
        "Aucun commentaire:",
        "Enregistrer un commentaire",
        "No hay comentarios:",
        "Publicar un comentario",
        "Brak komentarzy:",
        "Prześlij komentarz",
        "Nessun commento:",
        "Posta un commento",
        "Nenhum comentário:",
        "Postar um comentário",
        "Nav komentāru:",
        "Ierakstīt komentāru",
        "Комментариев нет:",
        "Отправить комментарий",
        "Geen opmerkingen:",
        "Een reactie posten",
        "Sem comentários:",
        "Enviar um comentário",
        "コメントを投稿",
        "Naujesnis pranešimas",
        "Senesnis pranešimas",
        "Pradinis puslapis",
        "Užsisakykite: Rašyti komentarus (Atom)",
        "Subscribe to: Post Comments (Atom)",
        "Newer Post",
        "Older Post",
        "Home",
        "Newer Post Older Post Home",
    ]
)
"""Interface lines of Blogger around a post, in common languages."""
_WIRE = rf"(?:{AGENCIES}|NYTIMES|THE NEW YORK TIMES|WASHINGTON POST|Agencies|TNS)"
_WIRE_TRAILER = re.compile(
    rf"(?:(?<=[.!?])|(?<=[.!?]['\")]))(?:\s{{0,3}}(?:[—–-] ?)?(?:\(?(?:Source: )?{_WIRE}(?:(?:, |/| and ){_WIRE})*(?:/[a-z]{{2}}(?:\([a-z]{{2}}\))?)?\)?"
    r"|\(With inputs from [^()]{2,60}\)|\((?:Reporting|Editing|Writing) by [^()]{5,200}\)|\nWith (?:additional )?inputs? from [^\n.]{3,80}|\n(?:Additional reporting|Reporting|Writing|Editing) by (?=[A-Z])[^\n]{5,200}"
    r"|-{2}With assistance from [^\n]{3,150}|Our Standards: [^\n]{5,60}))+\s*\Z"
)
_NODE_ID = re.compile(r"\[\[nid: ?\d{1,12}\]\]")
_COPYRIGHT = re.compile(
    r"(?:(?<=[.!?'\")] )|(?<=\n)|\A)(?:This (?:article|story) (?:originally|first) appeared (?:in|on) [^\n.©]{1,80} ?)?"
    r"(?:(?:(?:Copyright )?©|(?:Copyright )?\([Cc]\)) ?(?:Copyright )?\d{4}[^\n]{0,120}"
    r"|(?:Copyright,? )?(?:©? ?\d{4},? )[A-Z][^\n]{1,100}?\bAll [Rr]ights [Rr]eserved\b[^\n]{0,300}"
    r"|All [Rr]ights [Rr]eserved\.[^\n]{0,300})\Z"
)
_DISCLAIMER = re.compile(
    r"(?:(?<=[.!?'\"]) |(?<=\n)|(?<=[.!?'\"]))(?:\((?:Disclaimer|Note|Editor's note|Disclosure)s?: [^()\n]{10,600}\)|(?:Disclaimer|Disclosure): [^\n]{10,600}"
    r"|\(?(?:The )?(?:[Vv]iews|[Oo]pinions) expressed (?:here|in this|are|by the author)[^\n()]{5,300}\)?)\s*\Z"
)
_PUBLISHED_BEFORE = re.compile(
    r"(?:(?<=[.!?'\")] )|(?<=\n))(?:A version of this|This) (?:piece|article|story|column) (?:was|has been)? ?"
    r"(?:previously|originally|first|also) (?:published|appeared) (?:in|on|by|at) "
    r"(?:(?=[^\n]*(?:website|site|blog|magazine|edition|newsletter|newspaper|journal))[^\n]{5,240}|(?:[Tt]he )?(?:[A-Z][\w.'’&-]*,? ?){1,6}\.?)\Z"
)
_AUTHOR_NOTE = re.compile(
    r"(?<=[.!?'\"]) ?\n?\n?\((?P<name>[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3}) (?:is|are|was) (?:an?|the) (?=[^()]*"
    r"(?:fellow|professor|columnist|director|researcher|editor|author|writer|correspondent|analyst|engineer|lecturer|adviser|founder))"
    r"[^()]{20,600}\)\s*\Z"
    r"|(?<=\n)(?:The )?(?:[Aa]uthor|[Ww]riter|[Cc]olumnist)s? (?:is|are) [^\n]{10,400}\Z"
)


def newsletter_box(text: str) -> Iterator[Found]:
    """Find “Sign Up” on a line of its own, with up to three short lines before it that offer a newsletter."""
    lines = lines_of(text)
    for at, (_, end, line) in enumerate(lines):
        if not _SIGN_UP.fullmatch(line):
            continue
        first = at
        while first and at - first < 3 and _INBOX.search(lines[first - 1][2]) and word_count(lines[first - 1][2]) <= 25:
            first -= 1
        twice = at + 1 < len(lines) and _SIGN_UP.fullmatch(lines[at + 1][2])
        if twice and first == at > 1 and word_count(lines[at - 1][2]) <= 25 and word_count(lines[at - 2][2]) <= 6:
            first = at - 2  # a short title and the offer below it
        follows = at and _SIGN_UP.fullmatch(lines[at - 1][2])
        if first < at or follows:
            yield Found("newsletter_box", lines[first][0], end)


def citation(text: str) -> Iterator[Found]:
    """Find the bibliography (numbered lines at the end) and the marks like [1] that refer to it.

    A numbered line without such a mark stays, and a mark without such a line stays.
    """
    marks = {mark[0].strip(" []"): mark for mark in _CITATION.finditer(text)} if "[" in text else {}
    numbers = set()
    for start, end, line in reversed(lines_of(text)):
        entry = _BIBLIOGRAPHY.fullmatch(line) if marks else None
        if entry is None or entry["number"] not in marks:
            break
        numbers.add(entry["number"])
        yield Found("bibliography", start, end)
    if numbers:
        yield from (
            Found("citation_mark", *mark.span()) for mark in _CITATION.finditer(text) if mark[0].strip(" []") in numbers
        )


def blog_interface(text: str) -> Iterator[Found]:
    """Find the lines of the blog software at the end of a post."""
    for start, end, line in reversed(lines_of(text)):
        if line not in BLOG_INTERFACE and not (line[-1] == ":" and re.fullmatch(r"\d{1,4} \w{5,12}:", line)):
            return
        yield Found("blog_interface", start, end)


def node_id(text: str) -> Iterator[Found]:
    """Find internal codes of the site, such as `[[nid:123]]`. They are never prose."""
    for match in _NODE_ID.finditer(text):
        yield Found("node_id", *match.span())


def top_stories_label(text: str) -> Iterator[Found]:
    """Find the label of a block of headlines of other articles.

    No rule can tell where the block ends; remove the headlines with an edit.
    """
    start = text.find(_TOP_STORIES)
    if start >= 0:
        yield Found("top_stories_label", start, start + len(_TOP_STORIES))


def _trailer_cleaner(rule: str, pattern: re.Pattern[str], needs: str, unmarked: bool) -> Cleaner:
    """Return a rule that finds `pattern` at the end of the text.

    The pattern is tried only if the end contains one of `needs`, or, with `unmarked`, if no sentence mark ends the text.
    """
    needed = tuple(filter(None, needs.split("|")))

    def cleaner(text: str) -> Iterator[Found]:
        # Trailers are short. The limit keeps a hostile page from taking quadratic time.
        start = max(0, len(text) - TRAILER_LIMIT)
        tail = text[start:]
        last = tail.rstrip()[-1:]
        if (unmarked and (last.isalnum() or last == ")")) or any(need in tail for need in needed):
            match = pattern.search(text, start)
            if match and match.start() > 0:
                yield Found(rule, *match.span())

    cleaner.__name__, cleaner.__doc__ = rule, f"Find the pattern of `{rule}` at the end of the text."
    return cleaner


_TRAILER_ROWS: tuple[tuple[str, re.Pattern[str], str, bool], ...] = (
    ("copyright", _COPYRIGHT, "©|opyright|(c)|(C)|ights", False),
    ("disclaimer", _DISCLAIMER, "isclaimer|isclosure|expressed|(Note|(Editor's n", False),
    ("published_before", _PUBLISHED_BEFORE, "published |appeared ", False),
    ("author_note", _AUTHOR_NOTE, "uthor|riter|olumnist", True),
    (
        "wire_trailer",
        _WIRE_TRAILER,
        "Reporting by|Editing by|Writing by|reporting by|With assistance|Our Standards",
        True,
    ),
)
TRAILERS = tuple(_trailer_cleaner(*row) for row in _TRAILER_ROWS)
TRAILER_NEEDS = {
    cleaner: tuple(needs.split("|")) for cleaner, (_, _, needs, _) in zip(TRAILERS, _TRAILER_ROWS, strict=True)
}
"""Strings of which the end of a text must have one, or the rule finds nothing, except for those of `UNMARKED`."""
UNMARKED = tuple(cleaner for cleaner, (_, _, _, unmarked) in zip(TRAILERS, _TRAILER_ROWS, strict=True) if unmarked)
"""Trailers that also follow the last sentence without such a string."""

CLEANERS: tuple[Cleaner, ...] = (
    blog_interface,
    markup,
    node_id,
    phrase,
    citation,
    newsletter_box,
    caption,
    interface_line,
    *FRONT_CLEANERS,
    dateline,
    date_line,
    top_stories_label,
    *TRAILERS,
    subheading,
)
"""All rules, in the order in which they run. Each rule gets the text that the rules before it left."""
