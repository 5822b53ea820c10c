"""Text of PDF files, by pypdf in a process of its own that is limited in time and memory. It needs the extra `pdf`.

A file without a text layer (a scan) is refused.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from io import BytesIO

from chipbrief.problems import fail

TIME_LIMIT, MEMORY_LIMIT, SHEET_LIMIT = 60, 2 << 30, 200
"""Maximum seconds, bytes of memory and sheets for one file."""
FULL_LINE = 0.75
"""A line shorter than this share of the longest one ends a paragraph."""
HYPHEN = re.compile(r"(?<=[a-z])-$")


def read_pdf(data: bytes, where: str) -> str:
    """Return the text of a PDF file, one paragraph per line. Raise `InputError` if there is none."""
    if find_spec("pypdf") is None:
        raise fail(where, "is a PDF file, which needs pypdf", "pip install 'chipbrief[pdf]', or pass the page as text")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "chipbrief.pages.pdf"],
            input=data,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise fail(
            where, f"is a PDF file that took more than {TIME_LIMIT} seconds to read", "pass the page as text"
        ) from None
    if done.returncode:
        raise fail(
            where,
            "is a PDF file that cannot be read (broken, encrypted or too large)",
            "save it again, or pass the page as text",
        )
    text = paragraphs_of_sheets(done.stdout.decode("utf-8", "replace").split("\f"))
    if not re.search(r"\w{3}", text):
        raise fail(
            where, "is a PDF file without a text layer", "run character recognition on it, or pass the page as text"
        )
    return text


def paragraphs_of_sheets(sheets: list[str]) -> str:
    """Return the text with the lines of each paragraph joined. A word that a hyphen divides at a line's end is joined too."""
    lines = [line.strip() for sheet in sheets for line in sheet.split("\n")]
    width = max(map(len, lines), default=0)
    paragraphs: list[str] = []
    open_paragraph = False
    for line in lines:
        if not line:
            open_paragraph = False
            continue
        if open_paragraph and HYPHEN.search(paragraphs[-1]) and line[0].islower():
            paragraphs[-1] = paragraphs[-1][:-1] + line
        elif open_paragraph:
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
        open_paragraph = len(line) >= FULL_LINE * width
    return "\n".join(paragraphs)


def main() -> int:
    """Read a PDF file from standard input, and write the text of its sheets with form feeds between them."""
    from pypdf import PdfReader

    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
        resource.setrlimit(resource.RLIMIT_CPU, (TIME_LIMIT, TIME_LIMIT))
    except (ImportError, ValueError, OSError):
        pass  # Windows has no such limits
    reader = PdfReader(BytesIO(sys.stdin.buffer.read()))
    if reader.is_encrypted and not reader.decrypt(""):
        return 1
    sheets = [sheet.extract_text() for _, sheet in zip(range(SHEET_LIMIT), reader.pages, strict=False)]
    sys.stdout.buffer.write("\f".join(sheets).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
