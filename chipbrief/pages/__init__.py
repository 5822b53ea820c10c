"""Clean articles from the text dump of a news page."""

from chipbrief.pages.article import Article, Removed
from chipbrief.pages.clean import Edit, clean, read_page

__all__ = ["Article", "Edit", "Removed", "clean", "read_page"]
