"""Extract clean articles from news pages: text dumps, HTML, feeds and PDF."""

from chipbrief.pages.account import account
from chipbrief.pages.article import Article, Edit, Removed, Subheading
from chipbrief.pages.clean import clean, clean_page, read_page
from chipbrief.pages.sources import Page, read_source

__all__ = [
    "Article",
    "Edit",
    "Page",
    "Removed",
    "Subheading",
    "account",
    "clean",
    "clean_page",
    "read_page",
    "read_source",
]
