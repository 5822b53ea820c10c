#!/usr/bin/env python3
"""Empty summary: the score that each measure gives to no text."""

from chipbrief.baselines import Article, main


def summarize(_article: Article) -> str:
    """Return an empty summary."""
    return ""


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
