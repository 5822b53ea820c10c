"""Read a GUM document from CoNLL-U: its metadata, its text, and the position of every word in the text.

The text is rebuilt from the tokens (with `SpaceAfter=No` and multi-word tokens) and must equal the `# text` lines of
the file. `# newpar` starts a paragraph, so headings, captions and list items are paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from chipbrief.language.tokens import normalise
from chipbrief.problems import InputError, Problem, fail

COLUMNS = 10
"""Number of columns of CoNLL-U."""
_COMMENT = re.compile(r"#\s*(?P<key>[^=]+?)\s*(?:=\s*(?P<value>.*))?")
_WORD_ID, _RANGE_ID, _EMPTY_ID = re.compile(r"[1-9]\d*"), re.compile(r"([1-9]\d*)-([1-9]\d*)"), re.compile(r"\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Word:
    """A syntactic word at `document.text[start:end]`. `head` is an index in `document.words`, or -1 for a root."""

    form: str
    upos: str
    xpos: str
    head: int
    relation: str
    entity: str
    start: int
    end: int
    line: int
    opens_sentence: bool


@dataclass(frozen=True, slots=True)
class Meta:
    """The value of a comment line, and the number of the line."""

    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document. `meta` has the comments that occur once per document, by key; `where` names the file in messages."""

    where: str
    id: str
    text: str
    words: tuple[Word, ...]
    meta: dict[str, Meta]

    def get(self, key: str) -> str | None:
        """Return the value of a comment, or None if it is missing or empty."""
        found = self.meta.get(key)
        return found.value if found is not None and found.value else None


@dataclass(slots=True)
class _Token:
    """A surface token: one word, or several in a multi-word token. `rows` has the line number and cells of each word."""

    form: str
    space_after: bool
    rows: list[tuple[int, list[str]]]


@dataclass(slots=True)
class _Sentence:
    line: int
    tokens: list[_Token] = field(default_factory=list)
    starts_paragraph: bool = False
    text: Meta | None = None

    def count(self) -> int:
        return sum(len(token.rows) for token in self.tokens)


def read_document(text: str, where: str) -> Document:
    """Read a document from the text of a CoNLL-U file. Raise `InputError` with all faults and their lines if there are any."""
    return _Reader(where).read(normalise(text))


class _Reader:
    def __init__(self, where: str) -> None:
        self.where = where
        self.problems: list[Problem] = []
        self.meta: dict[str, Meta] = {}
        self.sentences: list[_Sentence] = []
        self.pending: _Sentence | None = None
        self.last_of_range = 0

    def wrong(self, line: int, what: str, remedy: str = "download the file again") -> None:
        self.problems.append(Problem(self.where, what, remedy, line))

    def read(self, text: str) -> Document:
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip():
                self.end_sentence()
            elif line.startswith("#"):
                self.comment(line, number)
            else:
                self.row(line.split("\t"), number)
        self.end_sentence()
        name = self.meta.get("newdoc id")
        if not self.sentences and not self.problems:
            raise fail(self.where, "has no sentence, so it is not CoNLL-U", "pass a .conllu file of the GUM corpus")
        if name is None or not name.value:
            self.wrong(1, "has no `# newdoc id`")
        document = self.join(name.value if name is not None else "")
        if self.problems:
            raise InputError(self.problems)
        return document

    def sentence(self, number: int) -> _Sentence:
        if self.pending is None:
            self.pending = _Sentence(number)
        return self.pending

    def end_sentence(self) -> None:
        if self.pending is not None and self.pending.tokens:
            self.sentences.append(self.pending)
            self.pending = None
        self.last_of_range = 0

    def comment(self, line: str, number: int) -> None:
        match = _COMMENT.fullmatch(line.strip())
        key, value = (match["key"], match["value"] or "") if match else ("", "")
        if key == "text":
            self.sentence(number).text = Meta(value, number)
        elif key.split()[:1] == ["newpar"]:
            self.sentence(number).starts_paragraph = True
        elif key == "newdoc id" and key in self.meta:
            self.wrong(number, "a second document in the file", "import one document per file")
        elif key in ("newdoc id", "global.Entity") or key.startswith("meta::"):
            if key in self.meta:
                self.wrong(number, f"`# {key}` is already on line {self.meta[key].line}")
            self.meta[key] = Meta(value.strip(), number)

    def row(self, cells: list[str], number: int) -> None:
        sentence = self.sentence(number)
        if len(cells) != COLUMNS:
            self.wrong(number, f"{len(cells)} columns instead of the {COLUMNS} of CoNLL-U")
            return
        name, form, misc = cells[0], cells[1], cells[9]
        space_after = "SpaceAfter=No" not in misc.split("|")
        if span := _RANGE_ID.fullmatch(name):
            if int(span[1]) != sentence.count() + 1 or int(span[2]) < int(span[1]):
                self.wrong(number, f"multi-word token {name} is not directly before its words")
            self.last_of_range = int(span[2])
            sentence.tokens.append(_Token(form, space_after, []))
        elif _WORD_ID.fullmatch(name):
            if int(name) != sentence.count() + 1:
                self.wrong(number, f"word {name} instead of word {sentence.count() + 1}")
            if int(name) > self.last_of_range:
                sentence.tokens.append(_Token(form, space_after, []))
            sentence.tokens[-1].rows.append((number, cells))
        elif not _EMPTY_ID.fullmatch(name):
            self.wrong(number, f"{name[:20]!r} is not a word number")

    def join(self, name: str) -> Document:
        words: list[Word] = []
        text = ""
        for sentence in self.sentences:
            if sentence.starts_paragraph and text:
                text = text.rstrip(" ") + "\n\n"
            start, first = len(text), len(words)
            for token in sentence.tokens:
                words += self.words(token, len(text), first, sentence.count())
                text += token.form + (" " if token.space_after else "")
            self.compare(sentence, text[start:].rstrip(" "))
        return Document(self.where, name, text.rstrip(" "), tuple(words), self.meta)

    def compare(self, sentence: _Sentence, found: str) -> None:
        if sentence.text is None:
            self.wrong(sentence.line, "the sentence has no `# text`")
        elif sentence.text.value.strip() != found:
            self.wrong(sentence.text.line, "`# text` differs from the text of the tokens")

    def words(self, token: _Token, start: int, first: int, count: int) -> list[Word]:
        """Return the words of a token. If the word forms do not spell the token (*won't*: will, n't), each spans all of it."""
        if not token.rows:
            return []
        forms = [cells[1] for _, cells in token.rows]
        together = "".join(forms) == token.form
        words: list[Word] = []
        offset = start
        for number, cells in token.rows:
            span = (offset, offset + len(cells[1])) if together else (start, start + len(token.form))
            offset = span[1]
            head = self.head(cells[6], first, count, number)
            entity = next((part[7:] for part in cells[9].split("|") if part.startswith("Entity=")), "")
            words.append(
                Word(token.form[span[0] - start : span[1] - start], cells[3], cells[4], head, cells[7], entity,
                     *span, number, cells[0] == "1")
            )  # fmt: skip
        return words

    def head(self, cell: str, first: int, count: int, number: int) -> int:
        if not cell.isdecimal() or int(cell) > count:
            self.wrong(number, f"head {cell[:20]!r} is not a word of the sentence")
            return -1
        return first + int(cell) - 1 if int(cell) else -1
