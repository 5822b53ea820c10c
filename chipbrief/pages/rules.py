"""Rules that remove text that is not part of an article, from inside it or from its end.

Each rule removes one kind of text and is narrow on purpose: a paragraph that merely begins with “Comments”, “Sign-up” or
“The logo of” stays. `CLEANERS` is the only list of rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from chipbrief.pages.front import AGENCIES, FRONT_CLEANERS, Found, ends_sentence, lines_of

Cleaner = Callable[[str], Iterator[Found]]
"""A rule: a function of the remaining text that yields what it found in it."""

_SIGN_UP = re.compile(r"(?:Sign ?[Uu]p|SIGN UP|Subscribe|SUBSCRIBE)(?: (?:[Nn]ow|here))?")
_INBOX = re.compile(
    r"\b(?:in|to) your inbox\b|^(?:Get|Join|Receive|Sign up|Start|Stay|Subscribe)\b.*\bnewsletters?\b", re.IGNORECASE
)
_CREDIT_LINE = re.compile(
    r"(?:[A-Z][\w.'-]+ ){2,3}/ [A-Z][\w.' -]{1,40}|(?:PHOTO|Photo|Image|Picture|Credit): (?:[A-Z][\w./'-]*(?: |$)){1,6}"
)
_PHOTO_CREDIT = re.compile(
    rf"\((?:(?:{AGENCIES}|Getty Images|EPA|Pool)(?:[ /-][\w /.-]{{1,40}})?|(?:File )?[Pp]hotos?\b.{{0,60}}|Courtesy .{{1,60}})\)$"
)
_CAPTION_LINE = re.compile(
    rf"^FILE PHOTO:|(?:PHOTO|Photo): ?[A-Z][\w /.'-]{{1,40}}$| \| (?:{AGENCIES}|[A-Z]{{2,12}})$|(?:{AGENCIES})/[A-Z][\w /.'-]{{1,40}}$"
)
_PHOTO_WORDS = re.compile(
    r"\b(?:is|are) seen\b|\bthis (?:illustration|photo|picture|file)|\bpictured\b|\bfile photo\b|\bposes?\b|\((?:left|right|center)\)"
    r"|\bon display\b|\b(?:taken|released) on\b",
    re.IGNORECASE,
)
_BIBLIOGRAPHY = re.compile(
    r"\s*(?P<number>\d{1,2})\. \S[^\n]{10,300}?[:,.;(] ?\(?(?:\d{1,2} [A-Z][a-z]+|[A-Z][a-z]{2,8}\.? \d{1,2},) (?:19|20)\d\d\)?(?:: ?[A-Z]{0,2}\.?\d{1,4})?\.\s*"
)
_CITATION = re.compile(r"(?<=\S) ?\[\d{1,2}\](?=\s|$)")
# A short line with a verb in the past tense or a verb of saying is no heading, but a sentence that lost its full stop.
_VERBS = re.compile(
    r"(?<=[\w,'] )[a-z]+ed\b|\b(?:remains|reports|sees|plans|wants|holds|faces|warns|calls|said|says|declined|did|does|had|has|was|were|is|are|will|would|told|added|agrees?|rose|fell|came|began|denied|refused|replied)\b"
)
TRAILER_LIMIT = 2000
"""Number of characters at the end of an article in which trailers are searched."""
_TOP_STORIES = "Top stories Swipe. Select. Stay informed."
_HEADING_IN_LINE = re.compile(
    r"(?<=[.!?]['\"] |.[.!?] )(?P<heading>[A-Z']{4,}(?: [A-Z']{2,})* [A-Z']{4,}) (?=[A-Z][a-z])"
)
# What follows capitals that are no heading: the author of a slogan, or the officer of a company.
_NO_HEADING_BEFORE = re.compile(r" (?:\w+ (?:wrote|posted|tweeted)|Chief|CEO|Shares|President|Chairman|Group)\b")
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
    rf"(?:(?<=[.!?])|(?<=[.!?]['\")]))(?:\s?(?:[—–-] ?)?(?:\(?(?:Source: )?{_WIRE}(?:(?:, |/| and ){_WIRE})*(?:/[a-z]{{2}}(?:\([a-z]{{2}}\))?)?\)?"
    r"|\(With inputs from [^()]{2,60}\)|\((?:Reporting|Editing|Writing) by [^()]{5,200}\)|\n(?:Additional reporting|Reporting|Writing|Editing) by [^\n]{5,200}"
    r"|-{2}With assistance from [^\n]{3,150}|Our Standards: [^\n]{5,60}))+\s*\Z"
)
_NODE_ID = re.compile(r"\[\[nid: ?\d{1,12}\]\]")
_COPYRIGHT = re.compile(
    r"(?:(?<=[.!?'\")] )|(?<=\n)|\A)(?:This (?:article|story) (?:originally|first) appeared (?:in|on) [^\n.©]{1,80} ?)?"
    r"(?:(?:Copyright )?©|\([Cc]\)) ?\d{4}[^\n]{0,120}\Z"
)
_PUBLISHED_BEFORE = re.compile(
    r"(?:(?<=[.!?'\")] )|(?<=\n))(?:A version of this|This) (?:piece|article|story|column) (?:was|has been)? ?"
    r"(?:previously|originally|first|also) (?:published|appeared) (?:in|on|by|at) "
    r"(?=[^\n]*(?:website|site|blog|magazine|edition|newsletter|newspaper|journal))[^\n]{5,240}\Z"
)
_AUTHOR_NOTE = re.compile(
    r"(?<=[.!?'\"]) ?\n?\n?\((?P<name>[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3}) (?:is|are|was) (?:an?|the) (?=[^()]*"
    r"(?:fellow|professor|columnist|director|researcher|editor|author|writer|correspondent|analyst|engineer|lecturer|adviser|founder))"
    r"[^()]{20,600}\)\s*\Z"
)


def _lines(text: str) -> list[tuple[int, int, str]]:
    return list(lines_of(text))


def newsletter_box(text: str) -> Iterator[Found]:
    """Find “Sign Up” on a line of its own, with up to three short lines before it that offer a newsletter."""
    lines = _lines(text)
    for at, (_, end, line) in enumerate(lines):
        if not _SIGN_UP.fullmatch(line):
            continue
        first = at
        while (
            first and at - first < 3 and _INBOX.search(lines[first - 1][2]) and len(lines[first - 1][2].split()) <= 25
        ):
            first -= 1
        twice = at + 1 < len(lines) and _SIGN_UP.fullmatch(lines[at + 1][2])
        if twice and first == at > 1 and len(lines[at - 1][2].split()) <= 25 and len(lines[at - 2][2].split()) <= 6:
            first = at - 2  # a short title and the offer below it
        follows = at and _SIGN_UP.fullmatch(lines[at - 1][2])
        if first < at or follows:
            yield Found("newsletter_box", lines[first][0], end)


def caption(text: str) -> Iterator[Found]:
    """Find photo captions and credits on lines of their own.

    A caption is followed by a credit line, or ends with a credit in brackets.
    """
    lines = _lines(text)
    for at, (start, end, line) in enumerate(lines):
        following = lines[at + 1][2] if at + 1 < len(lines) else ""
        if line.endswith(" |") and (_CREDIT_LINE.fullmatch(following) or re.fullmatch(AGENCIES, following)):
            yield Found("caption", start, lines[at + 1][1])
        elif _CREDIT_LINE.fullmatch(line) and not (at and lines[at - 1][2].endswith(" |")):
            yield Found("photo_credit", start, end)
        elif (following and len(line.split()) <= 60 and _CAPTION_LINE.search(line)) or (
            following
            and " said" not in line
            and len(line.split()) <= 45
            and _PHOTO_CREDIT.search(line)
            and _PHOTO_WORDS.search(line)
        ):
            yield Found("caption", start, end)


def citation(text: str) -> Iterator[Found]:
    """Find numbered bibliography lines and the marks like [1] that refer to them. Marks without such a line stay."""
    numbers = set()
    for start, end, line in _lines(text):
        if entry := _BIBLIOGRAPHY.fullmatch(line):
            numbers.add(entry["number"])
            yield Found("bibliography", start, end)
    for mark in _CITATION.finditer(text):
        if mark[0].strip(" []") in numbers:
            yield Found("citation_mark", *mark.span())


def blog_interface(text: str) -> Iterator[Found]:
    """Find the lines of the blog software at the end of a post."""
    for start, end, line in reversed(_lines(text)):
        if line not in BLOG_INTERFACE and not re.fullmatch(r"\d{1,4} \w{5,12}:", line):
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


def subheading(text: str) -> Iterator[Found]:
    """Find headings inside an article.

    A heading is a short line between paragraphs that is no sentence, or words in capitals between two sentences.
    """
    lines = _lines(text)
    for at in range(1, len(lines)):
        start, end, line = lines[at]
        sentence = ends_sentence(line) or line[-1] == "," or _VERBS.search(line) or re.search(r"[:\d]", line)
        if len(line.split()) > 8 or not line[0].isupper() or sentence or not ends_sentence(lines[at - 1][2]):
            continue
        if at + 1 == len(lines):
            yield Found("empty_subheading", start, end)
        elif len(lines[at + 1][2].split()) >= 12:
            yield Found("subheading", start, end)
    for match in _HEADING_IN_LINE.finditer(text):
        if _NO_HEADING_BEFORE.match(text, match.end("heading")):
            continue
        yield Found("subheading", *match.span("heading"))


def _trailer_cleaner(rule: str, pattern: re.Pattern[str]) -> Cleaner:
    def cleaner(text: str) -> Iterator[Found]:
        # Trailers are short. The limit keeps a hostile page from taking quadratic time.
        match = pattern.search(text, max(0, len(text) - TRAILER_LIMIT))
        if match and match.start() > 0:
            yield Found(rule, *match.span())

    cleaner.__name__, cleaner.__doc__ = rule, f"Find the pattern of `{rule}` at the end of the text."
    return cleaner


TRAILERS = (
    _trailer_cleaner("copyright", _COPYRIGHT),
    _trailer_cleaner("published_before", _PUBLISHED_BEFORE),
    _trailer_cleaner("author_note", _AUTHOR_NOTE),
    _trailer_cleaner("wire_trailer", _WIRE_TRAILER),
)

CLEANERS: tuple[Cleaner, ...] = (
    blog_interface,
    node_id,
    citation,
    newsletter_box,
    caption,
    *FRONT_CLEANERS,
    top_stories_label,
    *TRAILERS,
    subheading,
)
"""All rules, in the order in which they run. Each rule gets the text that the rules before it left."""
