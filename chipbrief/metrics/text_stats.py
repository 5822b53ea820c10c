"""What a summary is like, whatever it says: length, compression, copying."""

from __future__ import annotations

from chipbrief.text import words


def length(summary: str) -> int:
    """Words."""
    return len(words(summary))


def compression(document: str, summary: str) -> float | None:
    """Words of the document for each word of the summary; null for an empty summary."""
    count = length(summary)
    return length(document) / count if count else None
