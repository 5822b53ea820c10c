"""Dressing around a whole text, and characters that were encoded once too often."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from chipbrief.language.dressing.edits import Edit, dropped, line_end

_THOUGHT = re.compile(
    r"[<\[◁](?P<close>/?)(?:\w{1,9}:)?(?:think|thinking|thoughts?|reasoning|scratchpad|reflection|analysis|planning)[>\]▷]"
    r"|<\|(?:begin_of_thought|(?P<end>end_of_thought))\|>|<\|channel\|>(?:analysis|(?P<final>final))<\|message\|>",
    re.I,
)


def thinking(text: str) -> Iterator[Edit]:
    """Find reasoning in tags. Without an opening tag it begins with the text, without a closing tag it ends with it."""
    depth, start = 0, 0
    at = 0
    for match in _THOUGHT.finditer(text):
        if not (match["close"] or match["end"] or match["final"]):
            start = match.start() if not depth else start
            depth += 1
        elif depth <= 1:
            yield Edit(start if depth else at, match.end(), "\n" if at else "")
            depth, at = 0, match.end()
        else:
            depth -= 1
    if depth:
        yield Edit(start, len(text))


_FORMATS = r"(?:json|jsonl|text|txt|plaintext|plain|markdown|md|html|xml|yaml|python|py)"
fences = dropped(re.compile(rf"(?:```+|~~~+){_FORMATS}?(?![^\s`~{{\[\"'])|(?<=\S)```+|```+|^~~~+", re.I | re.M))

_TOKEN = re.compile(
    r"\s*(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<sign>[\[\](){}:,])"
    r"|(?:-?\d[\d.eE+-]*|true|false|null|None|True|False)(?!\w))",
    re.S,
)
_OPEN = {"[": "]", "{": "}", "(": ")"}
_KEYS = re.compile(
    r".{0,40}(?:summary|summaries|abstract|highlight|bullet|point|takeaway|output|answer|response|result|content|text|tl;?dr).{0,40}",
    re.I | re.S,
)
"""Keys whose values are the text, if an object has any of them."""
_CUT_OFF = re.compile(r"\s*[\[{]{1,3}\s*(?:[\"'][\w ]{1,40}[\"']\s*:\s*\[?\s*)[\"']")
_REST = re.compile(r"[\"']\s{0,9}[\]},]?\s{0,9}[\]}]?\s{0,9}$")


def literals(text: str) -> Iterator[Edit]:
    """Find what stands around the strings of a text that is one JSON or Python literal."""
    stripped = text.strip()
    if not stripped or stripped[0] not in "[{(\"'":
        return
    strings = _strings(text)
    if strings is None:
        if head := _CUT_OFF.match(text):
            yield Edit(0, head.end())
            tail = _REST.search(text, max(head.end(), len(text) - 40))
            if tail:
                yield Edit(tail.start(), len(text))
        return
    at = 0
    for start, end in strings:
        yield Edit(at, start, "\n" if at else "")
        at = end
    yield Edit(at, len(text))


def _strings(text: str) -> list[tuple[int, int]] | None:
    """Return the places of the strings of a literal that are text, or null if `text` is no literal."""
    found: list[tuple[str, int, int]] = []
    closing: list[str] = []
    label, at, separated = "", 0, True
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or (at and not closing):
            return None
        sign = match["sign"]
        if sign is None and not separated:
            return None
        separated = sign is not None and sign not in "]})"
        if sign == ":" and found:
            label = text[found[-1][1] : found[-1][2]]
            found.pop()
        elif sign in _OPEN:
            closing.append(_OPEN[sign])
        elif sign and sign in "]})" and (not closing or closing.pop() != sign):
            return None
        found.extend((label, *match.span(kind)) for kind in ("double", "single") if match[kind] is not None)
        at = match.end()
    if closing or not found or _is_quotation(text.strip()):
        return None
    named = [(start, stop) for name, start, stop in found if _KEYS.fullmatch(name)]
    return named or [(start, stop) for _, start, stop in found]


def _is_quotation(stripped: str) -> bool:
    """Return whether a lone string may as well be a quotation: no escape shows that a program wrote it."""
    return stripped[0] == "'" or (stripped[0] == '"' and "\\" not in stripped)


_HEX = r"[0-9a-fA-F]"
_ESCAPE = re.compile(
    r"(?P<path>(?<!\w)[A-Za-z]:\\(?![nrt](?:[A-Z\\]|$))\S*|\\\\\w[\w.]*\\\S*)"
    rf"|\\u(?P<high>[dD][89abAB]{_HEX}{{2}})\\u(?P<low>[dD][c-fC-F]{_HEX}{{2}})|\\u(?P<code>{_HEX}{{4}})"
    rf"|(?P<end>\\r\\n|\\[nr]|(?<=[.!?\"”])/n(?=[A-Z\s]|$))|\\x(?P<byte>{_HEX}{{2}})|(?P<tab>\\t(?![a-z]))|\\(?P<quote>[\"'/])"
)


def escapes(text: str) -> Iterator[Edit]:
    """Find characters that are written as escapes."""
    if "\\" not in text and "/n" not in text:
        return
    for match in _ESCAPE.finditer(text):
        if match["path"]:
            continue
        if match["high"]:
            new = chr(0x10000 + (int(match["high"], 16) - 0xD800) * 0x400 + int(match["low"], 16) - 0xDC00)
        elif match["code"] or match["byte"]:
            code = int(match["code"] or match["byte"], 16)
            new = "" if 0xD800 <= code < 0xE000 else chr(code)
        else:
            new = match["quote"] or ("\n" if match["end"] else " ")
        yield Edit(*match.span(), new)


_REFERENCE = re.compile(
    r"&(?:amp;){0,9}(?:#(?P<decimal>\d{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<name>[A-Za-z]\w{1,24}));"
)


def references(text: str) -> Iterator[Edit]:
    """Find character references of HTML, also those whose ampersand is written as a reference."""
    for match in _REFERENCE.finditer(text):
        new = html5.get(f"{match['name']};") if match["name"] else _character(match)
        if new is not None:
            yield Edit(*match.span(), " " if new == "\xa0" else new)


def _character(match: re.Match[str]) -> str | None:
    code = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
    if 0x80 <= code < 0xA0:  # written by programs that meant Windows-1252
        return bytes([code]).decode("cp1252", "ignore")
    return (
        chr(code) if (code >= 32 or code in (9, 10, 13)) and not 0xD800 <= code < 0xE000 and code < 0x110000 else None
    )


_TAG = re.compile(
    r"(?<![\d\s][A-Za-z]{2})(?<![\d\s][A-Za-z])(?<!\d)<sup>\[?\d{1,3}\]?</sup>|</?(?:(?P<block>p|br|ul|ol|li|div|h[1-6]|blockquote|tr|td|table|summary|summaries|answer|response|output|result|article|text"
    r"|headline|title|bullet|sentence|sent)|b|i|u|em|strong|span|a|sup|sub|mark|small)(?:\s[^<>\n]{0,300})?/?>",
    re.I,
)


def tags(text: str) -> Iterator[Edit]:
    """Find tags. One that ends a line or a block becomes a line end."""
    for match in _TAG.finditer(text):
        yield line_end(text, *match.span()) if match["block"] else Edit(*match.span())
