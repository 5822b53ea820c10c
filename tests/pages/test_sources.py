"""Tests of HTML pages, feeds, PDF files and refused formats, and of the command that reads them."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from chipbrief.commands.main import main
from chipbrief.pages import Article, account, clean, clean_page
from chipbrief.pages.fragments import paragraphs_of
from chipbrief.pages.pdf import paragraphs_of_sheets
from chipbrief.pages.sources import Page, looks_like_html, pages_in
from chipbrief.problems import InputError
from tests.paths import ROOT

needs_html = pytest.mark.skipif(find_spec("trafilatura") is None, reason="needs the extra html")
needs_pdf = pytest.mark.skipif(find_spec("pypdf") is None, reason="needs the extra pdf")
A = "The ferry company of Port Lindal will buy two electric ships, its director told the council on Thursday."
B = "The ships cost 30 million crowns each, and the first one will sail in the autumn of next year."
C = "Nobody will miss the smoke of the old ones, said the captain of the Lindal, who has sailed for thirty years."
HTML = f"""<!doctype html>
<html><head><title>Ferries go electric | Lindal Herald</title>
<meta property="og:site_name" content="Lindal Herald"><meta name="author" content="Liv Dahl">
<meta property="article:published_time" content="2025-06-03T08:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Ferries go electric</h1><p>OSLO (Reuters) – {A}</p><h2>Noise and smoke</h2>
<p>{B.replace("30", "<b>30</b>")}</p><p>“We waited &amp; waited,” said the captain.</p></article>
<footer>All rights reserved</footer><script>var x = "{A}";</script></body></html>"""
JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "name": "x"},
{"@type": ["NewsArticle"], "headline": "Ferries turn quiet", "author": [{"@type": "Person", "name": "Per Noor"}, {"name": "Liv Dahl"}],
"datePublished": "2025-06-04T10:00:00+02:00", "publisher": {"@type": "Organization", "name": "Lindal Times"}}]}</script>"""
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Lindal Herald</title>
<item><title>Ferries go electric</title><dc:creator>Liv Dahl</dc:creator><pubDate>Tue, 03 Jun 2025 08:00:00 GMT</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>{A}</p><h3>Noise</h3><p>{B}</p>]]></content:encoded></item>
<item><title>No text</title></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Lindal Herald</title><entry><title>Ferries go electric</title>
<author><name>Liv Dahl</name></author><published>2025-06-03T08:00:00Z</published><content type="html">&lt;p&gt;{A}&lt;/p&gt;&lt;p&gt;{B}&lt;/p&gt;</content></entry></feed>"""


def articles(data: str | bytes, name: str = "page") -> list[Article]:
    raw = data.encode() if isinstance(data, str) else data
    return [article for page in pages_in(raw, name, name) for article in clean_page(page)]


@needs_html
def test_html_page() -> None:
    (article,) = articles(HTML)
    assert (article.title, article.publisher, article.byline, article.date) == (
        "Ferries go electric",
        "Lindal Herald",
        "Liv Dahl",
        "2025-06-03",
    )
    assert (article.dateline, article.agency) == ("OSLO", "Reuters")
    assert article.text == f'{A}\n\n{B}\n\n"We waited & waited," said the captain.'
    assert [heading.text for heading in article.subheadings] == ["Noise and smoke"]


@needs_html
def test_markup_in_a_text_in_memory_is_read_too() -> None:
    assert [article.text for article in clean(HTML, "page")] == [article.text for article in articles(HTML)]
    assert clean(RSS, "page")[0].text == f"{A}\n\n{B}"


@needs_html
def test_a_fragment_of_one_paragraph_is_read() -> None:
    assert articles("<p>The harbour board met.</p>")[0].text == "The harbour board met."


@needs_html
def test_json_ld_states_the_fields() -> None:
    (article,) = articles(HTML.replace("</head>", f"{JSON_LD}</head>"))
    assert (article.title, article.publisher, article.byline, article.date) == (
        "Ferries turn quiet",
        "Lindal Times",
        "Per Noor, Liv Dahl",
        "2025-06-04",
    )


@needs_html
@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[" * 5000,
        '{"@type": 5}',
        '{"@type": "NewsArticle", "headline": 5, "author": {"name": ["x"]}, "datePublished": "today"}',
        "null",
    ],
)
def test_broken_json_ld_is_ignored(broken: str) -> None:
    (article,) = articles(HTML.replace("</head>", f'<script type="application/ld+json">{broken}</script></head>'))
    assert article.title == "Ferries go electric"
    assert article.date == "2025-06-03"


@needs_html
def test_paragraphs_that_were_not_extracted_are_counted() -> None:
    (page,) = pages_in(HTML.encode(), "page", "page")
    assert page.left_out == 0
    lost = Page(page.name, page.text, page.fields, page.headings, left_out=500, marked_up=True)
    found = account(lost, clean_page(lost))
    assert found.removed["left_out"] == 500
    assert "without a rule" in found.warnings[-1]


@needs_html
@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<!DOCTYPE html><html><head><title>x</title></head><body><nav>a</nav></body></html>",
    ],
)
def test_html_without_an_article_is_refused(html: str) -> None:
    with pytest.raises(InputError, match="no article was found"):
        articles(html)


def test_html_without_trafilatura_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "trafilatura", None)
    with pytest.raises(InputError, match=r"pip install 'chipbrief\[html\]'"):
        articles(HTML)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HTML, True), ("\ufeff <!-- x --><html><p>x", True), ("<p>a</p><p>b</p>", True), ("text <p>a</p> more <p>b</p> and <div>c</div>", True),
        ("The <b> tag is bold, and <i> is not.", False), ("If x < y and y > z, say <p> or </p>.", False), ("No tag", False),
    ],
)  # fmt: skip
def test_html_is_recognised(text: str, expected: bool) -> None:
    assert looks_like_html(text) is expected


@pytest.mark.parametrize(("feed", "heading"), [(RSS, ["Noise"]), (ATOM, [])])
def test_feed(feed: str, heading: list[str]) -> None:
    (article,) = articles(feed, "feed")
    assert (article.page, article.title, article.publisher, article.byline, article.date) == (
        "feed#1",
        "Ferries go electric",
        "Lindal Herald",
        "Liv Dahl",
        "2025-06-03",
    )
    assert article.text == f"{A}\n\n{B}"
    assert [found.text for found in article.subheadings] == heading


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04rest", "ZIP archive"), (gzip.compress(b"x", mtime=0), "compressed with gzip"), (b"{\\rtf1 x}", "RTF"), (b"ab\0c", "NUL"), (b"\xff\xfea", "UTF-16"),
        (b"caf\xe9", "is not UTF-8"), (b"<?xml version='1.0'?><svg/>", "is XML"), (b"From: x\r\nContent-Type: multipart/related\r\n", "MHTML"),
        (b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss>&a;</rss>", "entities"), (b"<rss><item>", "no valid feed"), (b"<rss><channel/></rss>", "without the text"),
        (b"%PDF-1.4 broken", "PDF"),
    ],
)  # fmt: skip
def test_other_formats_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        articles(data)


@pytest.mark.parametrize("text", ["Bücher €", "plain"])
def test_declared_charsets_and_utf_16_are_read(text: str) -> None:
    (page,) = pages_in(text.encode("utf-16"), "page", "page")
    assert page.text.removeprefix("\ufeff") == text


def test_paragraphs_of_a_fragment() -> None:
    found = paragraphs_of("<nav><p>Home</p></nav><p>A <b>b</b>&amp;c<br>d</p><script>no</script><h2>e</h2>f</p></x>")
    assert [(item.text, item.tag, item.around) for item in found] == [
        ("Home", "p", True),
        ("A b&c", "p", False),
        ("d", "p", False),
        ("e", "h2", False),
        ("f", "p", False),
    ]


def test_lines_of_a_pdf_become_paragraphs() -> None:
    sheets = [
        "Ferries go electric\n\nThe ferry company of Port Lindal will buy two elec-\ntric ships, its director told the council on a day\nin May.\nThe ships cost 30 million crowns each, and they are",
        "quiet.",
    ]
    assert paragraphs_of_sheets(sheets).split("\n") == [
        "Ferries go electric", "The ferry company of Port Lindal will buy two electric ships, its director told the council on a day in May.",
        "The ships cost 30 million crowns each, and they are quiet.",
    ]  # fmt: skip


def pdf_of(lines: list[str]) -> bytes:
    """A PDF file with one sheet and these lines of text, or without a text layer."""
    shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    stream = f"BT /F1 12 Tf 50 700 Td {shown} ET".encode() if lines else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream), b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(data),
    )


@needs_pdf
def test_pdf() -> None:
    (article,) = articles(pdf_of(["Ferries go electric", A, B]))
    assert article.title == "Ferries go electric"
    assert " ".join(article.text.split()) == f"{A} {B}"


@needs_pdf
def test_pdf_without_a_text_layer_is_refused() -> None:
    with pytest.raises(InputError, match="without a text layer"):
        articles(pdf_of([]))


def test_command_reads_folders_patterns_and_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("b.txt", "a.txt", ".hidden"):
        (tmp_path / name).write_text(f"Ferries go electric\n\n{A}\n{B}\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"Ferries go electric\n{A}\n".encode())))
    assert main(["clean", str(tmp_path), str(tmp_path / "*.txt"), "-"]) == 0
    printed = capsys.readouterr()
    assert [json.loads(line)["page"] for line in printed.out.splitlines()] == ["a.txt", "b.txt", "a.txt", "b.txt", "-"]
    assert (
        printed.err.splitlines()[0]
        == "a.txt: 1 article; kept 180 of 180 characters (100.0%); removed: nothing; unaccounted: 0.0%"
    )


def test_command_reports_what_it_cannot_read_and_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "a.txt"
    page.write_text(f"Ferries go electric\n\n{A}\n", encoding="utf-8")
    assert main(["clean", str(tmp_path / "none"), str(tmp_path / "*.html"), str(page), "--quiet"]) == 1
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert "no such file" in printed.err
    assert "matches no file" in printed.err


def test_command_warns_over_the_stated_share(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "a.txt"
    comment = "I saw it from my window."
    page.write_text(
        f"Ferries go electric\n\n{A}\nTry Our AI Features\nComments\nPer\n{comment}\nRelated Articles\n",
        encoding="utf-8",
    )
    main(["clean", str(page)])
    assert "warning: 13.3% of the page" in capsys.readouterr().err
    main(["clean", str(page), "--warn-share", "20"])
    assert "warning" not in capsys.readouterr().err


HOSTILE = {
    "lines_of_two_bytes": ("x\n", "has more than 250,000 lines"),
    "lines_that_end_with_a_carriage_return": ("x\r", "has more than 250,000 lines"),
    "words_of_mojibake": ("Ã© ", "1 articles"),
    "pairs_of_tags": ("<b>a</b> ", "1 articles"),
    "headings_inside_one_line": (
        "end. HEADING WORDS The next one is here and goes on for quite a long time today. ",
        "1 articles",
    ),
    "articles_of_one_sentence": ("\nA\n5 hours ago\n- A\nTitle\nThe pier of the town is open. \n", " articles"),
}
CLEAN_LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
resource.setrlimit(resource.RLIMIT_DATA, (640 << 20, 640 << 20))
from chipbrief.pages import clean
from chipbrief.problems import InputError
from tests.paths import ROOT
unit = sys.argv[1]
size = int(sys.argv[2]) // len(unit.encode())
try:
    print(len(clean(unit * size, "page")), "articles")
except InputError as error:
    print(error)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs RLIMIT_DATA")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_of_4_mib_takes_at_most_640_mb_and_a_minute(name: str) -> None:
    """The process is killed if it takes more. The page of many articles has as many as the limit of lines allows."""
    unit, said = HOSTILE[name]
    size = 4 << 20 if unit.count("\n") < 2 else 1 << 20
    command = [sys.executable, "-c", CLEAN_LIMITED, unit, str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said in done.stdout, (done.returncode, done.stderr[-500:])


def test_the_offset_of_a_subheading_is_found_without_rescanning() -> None:
    """Each of many headings inside a line stands before the sentence that it was taken from."""
    sentence = "The next one is here and goes on for quite a long time today."
    (article,) = clean("A page about headings\n" + "It ended. " + f"HEADING WORDS {sentence} " * 500, "page")
    assert len(article.subheadings) == 500
    assert all(article.text.startswith(sentence, one.at) for one in article.subheadings)


@needs_html
def test_text_directly_behind_the_title_is_kept() -> None:
    """trafilatura loses text that follows a heading without an element of its own."""
    page = f"<!doctype html><html><body><div><h1>Ferries go electric</h1>{A}<br><br>{B}<br>{C}</div></body></html>"
    for text in (page, page.replace(C, f"{C}<br>{B[:-1]}, the director said. {C}<br>{A[:-1]}, and again.")):
        (article,) = articles(text)
        assert article.title == "Ferries go electric"
        assert article.text.startswith(f"{A}\n\n{B}\n\n{C}")
        assert article.text.count(A) == 1


@needs_html
def test_a_list_item_is_no_heading() -> None:
    page = f"<!doctype html><html><body><article><h1>Ferries go electric</h1><p>{A}</p><ol><li>First the cables</li></ol><p>{B}</p><p>{C}</p></article></body></html>"
    (article,) = articles(page)
    assert article.text == f"{A}\n\nFirst the cables\n\n{B}\n\n{C}"
    assert article.subheadings == ()
