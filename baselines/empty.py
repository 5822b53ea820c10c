#!/usr/bin/env python3
"""The empty answer: what a measure gives to nothing."""

from chipbrief.baselines import Article, main


def summarize(_article: Article) -> str:
    """Nothing."""
    return ""


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
