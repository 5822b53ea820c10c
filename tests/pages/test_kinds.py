"""Kinds of text that real pages have, each with further texts that only look like it. All texts are made up."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, NamedTuple

import pytest

from chipbrief.pages import Article, clean
from chipbrief.problems import InputError

A = "The ferry company of Port Lindal will buy two electric ships, its director told the council on Thursday."
B = "The ships cost 30 million crowns each, and the first one will sail in the autumn of next year."
C = "Passengers had complained about noise and smoke for years, and several of them spoke at the meeting."


def plain(*lines: str) -> str:
    """A page without a template."""
    return "\n\n".join(lines)


def related(
    body: str, publisher: str = "Lindal Herald", age: str = "5 minutes ago", title: str = "Ferries go electric"
) -> str:
    """The second layout of the aggregator, with one related article."""
    return f"Video of a ship\nHashtags\n\nTry Our AI Features\nRelated Articles\n\n{publisher}\n{age}\n- {publisher}\n{title}\n{body}\n"


def logo(*lines: str) -> str:
    """The first layout of the aggregator, with a main article only."""
    body = "\n".join(lines)
    return f"logo\nFerries go electric\n\nFerries go electric\n\n{body}\nOrange background\n\nTry Our AI Features\n\nComments\n\nNo comments yet...\n\nRelated Articles\n"


class Case(NamedTuple):
    """A page, and what its first article must have: fields, texts that stay, and texts that go."""

    page: str
    fields: dict[str, Any]
    stays: tuple[str, ...] = (A, B)
    goes: tuple[str, ...] = ()


AGES = (
    "a few seconds ago", "a minute ago", "44 minutes ago", "an hour ago", "a day ago", "a month ago", "11 months ago", "2 years ago", "in 5 minutes", "yesterday", "last week",
    "2 hr. ago", "3 mo. ago", "4w ago", "about 3 hours ago", "less than a minute ago", "il y a 2 heures", "vor 3 Stunden", "2時間前", "hace un momento", "3 Std.", "ahora",
)  # fmt: skip

KINDS: dict[str, list[Case]] = {
    "age": [Case(related(f"{A} {B}", age=age), {"publisher": "Lindal Herald", "age": age, "title": "Ferries go electric"}) for age in AGES],
    "byline": [
        Case(plain("Ferries go electric", "BY LIV DAHL", A, B), {"title": "Ferries go electric", "byline": "LIV DAHL", "dateline": None, "publisher": None}),
        Case(plain("Ferries go electric", "By Liv Dahl and Per Noor | 3 June 2025 | 4 min read", A, B), {"byline": "Liv Dahl and Per Noor", "age": "3 June 2025", "date": "2025-06-03"}, (A, B), ("min read",)),
        Case(plain("Ferries go electric", "Written by Liv Dahl, Senior Reporter", A, B), {"byline": "Liv Dahl, Senior Reporter", "publisher": None}),
        Case(plain("Ferries go electric", "Company spends sixty million crowns on ships without any smoke", "Liv Dahl", A, B), {"byline": "Liv Dahl", "dateline": None, "standfirst": "Company spends sixty million crowns on ships without any smoke"}),
        Case(plain("Ferries go electric", "Company spends sixty million crowns on ships without any smoke", "Singapore", A, B), {"byline": None, "dateline": "Singapore"}),
        Case(plain("Ferries go electric", "By Monday the ships will be in Port Lindal, the company said.", A, B), {"byline": None}, ("By Monday the ships", A, B)),
    ],
    "date": [
        Case(plain("Ferries go electric", "Updated: June 3, 2025 at 10:15 AM", A, B), {"publisher": None, "date": "2025-06-03"}, (A, B), ("Updated",)),
        Case(plain("Ferries go electric", "Category: 3 June 2025", A, B), {"publisher": None}, (A, B)),
        Case(plain("Ferries go electric", "Posted on 2025-06-03", A, B), {"publisher": None, "date": "2025-06-03"}, (A, B), ("Posted",)),
        Case(plain("3 June 2025", "Ferries go electric", A, B), {"title": "Ferries go electric", "age": None, "date": "2025-06-03"}),
        Case(plain("Ferries go electric", "The vote was held yesterday", A, B), {"publisher": None, "age": None}, ("The vote was held yesterday", A, B)),
        Case(logo("Lindal Herald3 days ago", A, B), {"publisher": "Lindal Herald", "age": "3 days ago"}),
        Case(plain("Ferries go electric", "03/04/2025", A, B), {"date": None, "age": "03/04/2025"}),
    ],
    "title": [
        Case(plain("“Finally”: Port Lindal gets quiet ships", A, B), {"title": '"Finally": Port Lindal gets quiet ships'}),
        Case(plain("Mayor calls ships ‘a gift’", A, B), {"title": "Mayor calls ships 'a gift'"}),
        Case(plain("Two ferries leave for the U.S.", A, B), {"title": "Two ferries leave for the U.S."}),
        Case(plain("“The ships are late,” said the mayor of Port Lindal.", A, B), {"title": None}, ("The ships are late", A, B)),
    ],
    "dateline": [
        Case(related(f"PORT LINDAL, Maine (WXYZ) — {A} {B}"), {"dateline": "PORT LINDAL, Maine", "agency": "WXYZ"}),
        Case(related(f"TULSA — {A} {B}"), {"dateline": "TULSA"}),
        Case(related(f"IPOH: {A} {B}"), {"dateline": "IPOH"}),
        Case(related(f"(Reuters) - {A} {B}"), {"dateline": None, "agency": "Reuters"}, (A, B), ("Reuters",)),
        Case(related(f"Sept. 4—{A} {B}"), {"dateline": None}, (A, B), ("Sept.",)),
        Case(related(f"PORT LINDAL, June 3, 2025 /PRNewswire/ -- {A} {B}"), {"agency": "PRNewswire"}, (A, B), ("PRNewswire", "LINDAL,")),
        Case(related(f"PORT LINDAL, Maine--(BUSINESS WIRE)--{A} {B}"), {"agency": "BUSINESS WIRE", "dateline": "PORT LINDAL, Maine"}),
        Case(related(f"Kuala Lumpur — {A} {B}"), {"dateline": "Kuala Lumpur"}),
        Case(related(f"BREAKING — {A} {B}"), {"dateline": None}),
        Case(related(f"UNICEF — {A} {B}"), {"dateline": None}, ("UNICEF", A, B)),
        Case(related(f"WARNING: {A} {B}"), {"dateline": None}, ("WARNING", A, B)),
    ],
    "caption before the dateline": [
        Case(related(f"Workers wash the deck of an old ferry. KUALA LUMPUR: {A} {B}"), {"dateline": "KUALA LUMPUR", "standfirst": None}, (A, B), ("wash the deck",)),
        Case(related(f"Company spent sixty million on new ships. KUALA LUMPUR: {A} {B}"), {"standfirst": "Company spent sixty million on new ships."}),
        Case(related(f"A ferry leaves at dawn. BEIJING -- {A} {B}"), {"dateline": "BEIJING", "standfirst": None}, (A, B), ("at dawn",)),
    ],
    "fixed strings": [
        Case(related(f"{A} Subscribe to our weekly newsletter. {B}"), {}, (A, B), ("newsletter",)),
        Case(related(f"{A} ADVERTISEMENT {B}"), {}, (A, B), ("ADVERTISEMENT",)),
        Case(related(f"{A} Article continues below advertisement {B}"), {}, (A, B), ("continues below",)),
        Case(related(f"{A} Copied to clipboard {B}"), {}, (A, B), ("clipboard",)),
        Case(related(f"{A} The council put an advertisement in the paper. {B}"), {}, (A, B, "an advertisement in the paper")),
        Case(related(f"{A} Advertisement of the ships began in May, he said. {B}"), {}, (A, B, "Advertisement of the ships began in May")),
        Case(plain("Ferries go electric", A, "Related: Harbour to get new lamps", B), {}, (A, B), ("new lamps",)),
        Case(plain("Ferries go electric", A, "Share on Facebook", "Copy link", B), {}, (A, B), ("Facebook", "Copy link")),
        Case(plain("Ferries go electric", A, "This website uses cookies to improve your visit.", B), {}, (A, B), ("cookies",)),
        Case(plain("Ferries go electric", A, "Related costs are not known yet, the director said.", B), {}, (A, B, "Related costs")),
        Case(plain("Ferries go electric", A, "We use cookies as prizes for children, the captain said, and they love it.", B), {}, (A, B)),
        Case(plain("Ferries go electric", A, "Watch the harbour from the hill, and you will see why.", B), {}, (A, B, "Watch the harbour")),
    ],
    "lines that only look like something else": [
        Case(plain("FERRIES GO ELECTRIC", A.upper(), "NOBODY WAS HURT", B.upper()), {}, (A.upper(), "NOBODY WAS HURT", B.upper())),
        Case(plain("Cakes for the harbour", "We use cookies in this cake, the baker said, and they are made of oats.", A, B), {}, ("We use cookies in this cake", A, B)),
        Case(plain("Ferries go electric", A, "We use cookies.", "Our site uses cookies to improve your visit.", B), {}, (A, B), ("cookies",)),
        Case(plain("Ferries go electric", A, B, "By Liv Dahl", C), {"byline": "Liv Dahl"}, (A, B, C), ("Liv Dahl",)),
        Case(plain("Ferries go electric", A, "By Liv Dahl's count there were nine.", B), {"byline": None}, ("By Liv Dahl's count", A, B)),
    ],
    "headers of other shapes": [
        Case(plain("Ferries go electric", "By Liv Dahl | Photos by Per Noor", A, B), {"byline": "Liv Dahl"}, (A, B), ("Noor",)),
        Case(plain("Ferries go electric", A, "A ferry leaves the old harbour (Per Noor/AP)", B), {}, (A, B), ("leaves the old",)),
        Case(plain("Ferries go electric", A, "The union (Per Noor/AP) said no.", B), {}, (A, "The union (Per Noor/AP) said no.", B)),
        Case(plain("Ferries go electric", A, "Also read | Barley lost to drought", B), {}, (A, B), ("Barley",)),
        Case(plain("Ferries go electric", "Company spends sixty million crowns on ships without smoke", "By Liv Dahl", "3 June 2025", A, B), {"byline": "Liv Dahl", "age": "3 June 2025", "standfirst": "Company spends sixty million crowns on ships without smoke"}, (A, B), ("2025",)),
        Case(plain("Ferries go electric", f"PORT LINDAL (Island Wire) - {A}", B), {"dateline": "PORT LINDAL", "agency": "Island Wire"}, (A, B), ("Wire",)),
        Case(plain("Ferries go electric", f"PORT LINDAL, June 3 (Norland News Agency) – {A}", B), {"dateline": "PORT LINDAL, June 3", "agency": "Norland News Agency"}),
        Case(plain("Ferries go electric", f"The mayor (Island Wire) - {A}", B), {"dateline": None}, ("The mayor (Island Wire)", A, B)),
        Case(plain("Ferries go electric", "Ferries go electric", "Lindal Herald", "2 hours ago", "- Lindal Herald", A, B), {"title": "Ferries go electric", "publisher": "Lindal Herald"}),
        Case(plain("Video", "Hashtags", "Try Our AI Features", "Related Articles", "Ferries go electric", "Lindal Herald", "3h", "Ferries go electric", A, B), {"title": "Ferries go electric", "publisher": "Lindal Herald", "age": "3h"}),
    ],
    "style and script": [
        Case(related(f"#box .a{{color:#fff;margin:0 auto}} {A} {B}"), {}, (A, B), ("color", "#box")),
        Case(related(f"{A} window.dataLayer.push(1); {B}"), {}, (A, B), ("dataLayer",)),
        Case(related(f"{A} (function(d){{d.x=1;}})(document); {B}"), {}, (A, B), ("function",)),
        Case(related(f"{A} The set {{1, 2}} is drawn on the ticket. {B}"), {}, (A, B, "{1, 2}")),
    ],
    "captions and credits": [
        Case(plain("Ferries go electric", "The old ferry waits at the pier, May 2, 2024. (AP Photo/Liv Dahl)", A, B), {}, (A, B), ("waits at the pier",)),
        Case(plain("Ferries go electric", A, "The old ferry at sea. Liv Dahl/Getty Images", B), {}, (A, B), ("at sea",)),
        Case(plain("Ferries go electric", f"{A} Video: Reuters", B), {}, (A, B), ("Video:",)),
        Case(plain("Ferries go electric", A, "The old ferry at its last pier", "The old ferry at its last pier", B), {}, (A, B), ("last pier",)),
        Case(plain("Ferries go electric", A, A, B), {}, (A, B)),
        Case(plain("Ferries go electric", A, "The photo of the ship (it was taken by AP) won a prize.", B), {}, (A, B, "won a prize")),
    ],
    "copyright and disclaimers": [
        Case(plain("Ferries go electric", A, B, "Copyright 2024 Lindal Media Ltd. All rights reserved."), {}, (A, B), ("rights",)),
        Case(related(f"{A} {B} (Disclosure: Liv Dahl owns shares in the ferry company.)"), {}, (A, B), ("Disclosure",)),
        Case(related(f"{A} {B} © 2024 Lindal Media"), {}, (A, B), ("©",)),
        Case(plain("Ferries go electric", A, "All rights were sold to the ferry company, the court said on Friday.", B), {}, (A, B, "All rights were sold")),
    ],
    "no sentence": [
        Case(f"Ten quiet ships\nThe best harbours of the north\n\n{related(A + ' ' + B)[len('Video of a ship') + 1:]}", {"title": "Ferries go electric"}),
        Case(f"Ten quiet ships\nTwo of them sank\n\n{related(A + ' ' + B)[len('Video of a ship') + 1:]}", {"title": "Ten quiet ships"}, ("Two of them sank",)),
    ],
    "headings": [
        Case(plain("Ferries go electric", A, line, B), {}, (A, B, line))
        for line in ("The ferry sank", "Nobody saw it", "Tickets go up", "Prices remain high", "He never came back", "Work resumes Friday", "Not this time", "The mayor disagrees")
    ] + [
        Case(plain("Ferries go electric", A, B, line), {}, (A, B, line))
        for line in ("The ferry sank", "The rest follows in June", "More soon", "A quiet end", "The court sits on Friday")
    ] + [
        Case(plain("Ferries go electric", A, line, B, C), {}, (A, B, C), (line,))
        for line in ("A new fleet", "Noise and smoke", "Money for ships", "What the council wants", "Behind the scenes")
    ] + [
        Case(plain("Ferries go electric", "The company named its builder:", "Lindal Yards of Brennow", A, B), {}, ("Lindal Yards of Brennow", A, B)),
        Case(plain("Ferries go electric", f"{A} He put up a sign. NO MORE SMOKE The crews left it there. {B}"), {}, ("NO MORE SMOKE", A, B)),
        Case(plain("Ferries go electric", f"{A} NORDIC FERRIES Plc owns the line. {B}"), {}, ("NORDIC FERRIES", A, B)),
    ],
    "glued standfirst": [
        Case(related(f"The director of the line has promised quiet ships to all who live near the harbour of Port Lindal The director of the line told the council. {A} {B}"), {"standfirst": "The director of the line has promised quiet ships to all who live near the harbour of Port Lindal"}, ("The director of the line told the council.", A, B)),
        Case(related(f"The director of Nord said what the director of Nord always says. {A} {B}"), {"standfirst": None}),
        Case(related(f"The director of Nord spoke. The director of Nord was angry at the council. {A} {B}"), {"standfirst": None}),
    ],
    "section label": [
        Case(logo("Analysis", A, B), {}, (A, B), ("Analysis",)),
        Case(logo("World News", A, B), {"publisher": None}, (A, B), ("World News",)),
        Case(logo("Analysis of the harbour water showed no oil.", A, B), {}, ("Analysis of the harbour", A, B)),
    ],
    "separators": [
        Case(plain("Ferries go electric", A, "* * *", B), {}, (A, B), ("*",)),
        Case(plain("Ferries go electric", A, "=====", B), {}, (A, B), ("=",)),
        Case(plain("Ferries go electric", A, "•••", B), {}, (A, B), ("•",)),
    ],
    "bibliography": [
        Case(plain(f"{A} [1]", f"{B} [2]", "1. Ferries of the north", "2. Ships without smoke, a study"), {}, (A, B), ("[1]", "[2]", "a study", "Ferries of the north")),
        Case(plain("Ferries go electric", A, B, "1. Buy the ships, 12 May 2025.", "2. Sell the old ones, 3 June 2025."), {}, (A, B, "1. Buy the ships", "2. Sell the old ones")),
        Case(plain("Ferries go electric", f"{A} [3]", B, "1. Ferries of the north"), {}, ("[3]", B, "1. Ferries of the north")),
    ],
    "repairs": [
        Case(related(f"Liv Dahl 's ships, and they 'll sail. {A} {B}"), {}, ("Liv Dahl's ships", "they'll sail", A, B)),
        Case(related(f"He wrote 's' on the hull. {A} {B}"), {}, ("wrote 's' on", A, B)),
        Case(plain("Ferries go electric", f"Nord &amp; Sons paid &euro;5 &#8211; {A}", B), {}, ("Nord & Sons paid €5 –", A, B)),
        Case(plain("Ferries go electric", "SmokeFreeâ„¢ ships are <i>very</i> quiet, he said.", A, B), {}, ("SmokeFree™ ships are very quiet", A, B)),
        Case(plain("Ferries go electric", "The R&D unit; AT&T; and the tag <i> are named here.", A, B), {}, ("R&D unit; AT&T; and the tag <i> are", A, B)),
    ],
}  # fmt: skip


def first(page: str) -> Article:
    return clean(page, "page")[0]


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=f"{kind}-{number}") for kind, cases in KINDS.items() for number, case in enumerate(cases)],
)
def test_kind(case: Case) -> None:
    article = first(case.page)
    assert {name: getattr(article, name) for name in case.fields} == case.fields
    assert [text for text in case.stays if text not in article.text] == []
    assert [text for text in case.goes if text in article.text] == []


HEADER_LINES: dict[str, dict[str, str | None]] = {
    "Ada Lind, Staff Writer": {"byline": "Ada Lind, Staff Writer"},
    "ADA LIND": {"byline": "ADA LIND"},
    "Ada Lind and Peter Noor": {"byline": "Ada Lind and Peter Noor"},
    "Posted by Liv Dahl on 3 June 2025": {"byline": "Liv Dahl", "date": "2025-06-03"},
    "June 3, 2025 by Liv Dahl": {"byline": "Liv Dahl", "age": "June 3, 2025"},
    "By Liv Dahl | Lindal Herald": {"byline": "Liv Dahl", "publisher": "Lindal Herald"},
    "Lindal Herald | 3 June 2025": {"publisher": "Lindal Herald", "age": "3 June 2025"},
    "Lindal Herald": {"publisher": "Lindal Herald"},
    "By AFP": {"agency": "AFP"},
    "Source: Reuters": {"agency": "Reuters"},
    "Reuters · 3 June 2025": {"agency": "Reuters", "age": "3 June 2025"},
    "Published June 3": {"date": None},
    "Home > News > Local": {},
    "Tags: ferries, ports": {},
}
"""Lines between a title and its text, and the fields that they state. All other fields are `None`."""


@pytest.mark.parametrize("line", HEADER_LINES)
def test_header_line(line: str) -> None:
    article = first(plain("Ferries go electric", line, A, B))
    names = ("publisher", "byline", "agency", "dateline", "standfirst")
    stated = HEADER_LINES[line]
    assert article.text == plain(A, B)
    assert {name: getattr(article, name) for name in {*names, *stated}} == {**dict.fromkeys(names), **stated}


LAST_LINES = (
    "With inputs from agencies", "(With inputs from PTI)", "Copyright 2025 Lindal Herald", "© Lindal Herald", "ENDS", "-30-", "Topics: Ferries, Ports", "Most Read", "Related Stories",
    "Edited by: Liv Dahl", "This article was first published in the Lindal Herald.", "The author is a professor of ports at Lindal University.", "— AFP", "Follow us on Facebook",
)  # fmt: skip
LAST_SENTENCES = (
    "Liv Dahl is an editor who has seen many ships.", "The court will publish its copyright ruling in 2025.", "This article of the treaty was first published in 1907 and never changed.",
    "The tags on the ropes are yellow, he said.", "The race ends here.", "Reporting by the harbour police showed no oil in the water.",
)  # fmt: skip


@pytest.mark.parametrize("line", LAST_LINES)
def test_last_line_that_is_no_part_of_the_article(line: str) -> None:
    assert first(plain("Ferries go electric", A, B, line)).text == plain(A, B)


@pytest.mark.parametrize("line", LAST_SENTENCES)
def test_last_sentence_stays(line: str) -> None:
    assert first(plain("Ferries go electric", A, B, line)).text == plain(A, B, line)


def test_a_name_behind_the_first_sentence_is_no_byline() -> None:
    article = first(plain("Ferries go electric", A, "Ada Lind", B, C))
    assert (article.byline, article.standfirst) == (None, None)
    assert A in article.text


def test_an_ordinary_word_behind_a_line_is_no_dateline() -> None:
    article = first(
        plain(
            "Ferries go electric", "Company spends sixty million crowns on ships without any smoke", "Understand", A, B
        )
    )
    assert (article.dateline, article.standfirst) == (None, None)
    assert "Company spends sixty million" in article.text


def test_a_name_may_be_a_title() -> None:
    assert first(plain("Liv Dahl", "Early years", A, B)).title == "Liv Dahl"


@pytest.mark.parametrize(
    "unit",
    [
        "- A\n",
        "---\n",
        "A\nA\n",
        "By Liv Dahl, ",
        "a{b:c;",
        "<b>",
        "[1]\n1. aaaaaaaaaaaa [1]\n",
        "Herald\nx\n- Herald\n",
        "â€™ ",
        "&amp;",
        "NEW YORK, ",
        "A (Reuters) - B\n\n",
    ],
)
def test_hostile_lines_take_linear_time(unit: str) -> None:
    """A page of four times the length takes less than ten times the time. With a quadratic step it takes sixteen times."""

    def seconds(characters: int) -> float:
        start = time.process_time()
        with suppress(InputError):
            clean("A title\n" + unit * (characters // len(unit)), "page")
        return time.process_time() - start

    short = min(seconds(50_000) for _ in range(2))
    # Other processes and the garbage of earlier tests slow down single runs: one of three must be fast enough.
    assert any(seconds(200_000) < 10 * short + 0.2 for _ in range(3))


def test_several_stories_of_a_wire_service() -> None:
    page = plain(
        "Ferries go electric",
        f"OSLO (Reuters) - {A}",
        B,
        "(Reporting by Liv Dahl; Editing by Per Noor)",
        "Passengers complain",
        f"PORT LINDAL (AP) — {C}",
        B,
    )
    articles = clean(page, "page")
    assert [(article.index, article.title, article.dateline, article.agency) for article in articles] == [
        (0, "Ferries go electric", "OSLO", "Reuters"), (1, "Passengers complain", "PORT LINDAL", "AP"),
    ]  # fmt: skip
    assert articles[0].text == plain(A, B)


def test_a_digest_without_agencies_is_one_article() -> None:
    (article,) = clean(
        plain("Ferries go electric", f"OSLO - {A}", "-----", "Passengers complain", f"TOKYO - {C}"), "page"
    )
    assert A in article.text
    assert C in article.text


def test_text_behind_related_articles_is_kept_with_a_warning() -> None:
    page = logo(A, B) + f"Passengers complain\n\n{C}\n{C.replace('years', 'months')}\n"
    main, kept = clean(page, "page")
    assert main.text == plain(A, B)
    assert C in kept.text
    assert kept.title == "Passengers complain"
    assert "was kept" in kept.warnings[0]


@pytest.mark.parametrize(
    ("header", "publisher", "age"),
    [
        ("Lindal Herald\n\ntime2 hours ago\n\n", "Lindal Herald", "2 hours ago"),
        ("Lindal Herald\n\n  • Lindal Herald\n\n", "Lindal Herald", None),
        ("time2 hours ago\n\n", None, "2 hours ago"),
        ("Lindal Herald\n\ntime2 uur geleden\n\n  • Travel\n  • Lindal Herald\n\n", "Lindal Herald", "2 uur geleden"),
    ],
)
def test_a_header_may_lack_one_of_its_parts(header: str, publisher: str | None, age: str | None) -> None:
    page = logo(A) + f"Passengers complain\nPassengers complain\n\n{header}Passengers complain\n\n{B}\n"
    main, other = clean(page, "page")
    assert (main.text, other.text) == (A, B)
    assert (other.title, other.publisher, other.age, other.warnings) == ("Passengers complain", publisher, age, ())


def test_readers_comments_are_removed_up_to_a_limit() -> None:
    comment = "I saw the ship from my window, and it was loud."
    page = logo(A, B).replace("No comments yet...", f"Per\n{comment}")
    (article,) = clean(page, "page")
    assert {span.rule for span in article.removed} >= {"reader_comments"}
    long = clean(page.replace(comment, f"{comment} " * 50), "page")
    assert [bool(article.warnings) for article in long] == [False, True]


def test_subheadings_are_a_field_with_offsets() -> None:
    raw = plain("Ferries go electric", A, "Noise and smoke", B, "Money for ships", f"“{C}”", "A last word")
    article = first(raw)
    assert [heading.text for heading in article.subheadings] == ["Noise and smoke", "Money for ships", "A last word"]
    assert [raw[heading.start : heading.end] for heading in article.subheadings] == [
        "Noise and smoke",
        "Money for ships",
        "A last word",
    ]
    assert [article.text[heading.at :][:12] for heading in article.subheadings] == [B[:12], f'"{C}'[:12], ""]


@pytest.mark.parametrize("raw", ["", "Ten quiet ships\nThe best harbours of the north\nTry Our AI Features\n"])
def test_no_article(raw: str) -> None:
    with pytest.raises(InputError, match="no article found"):
        clean(raw, "page")
