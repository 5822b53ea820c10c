"""Extract clean articles from the text dump of a news page."""

from chipbrief.pages.clean import Article, Edit, Removed, clean, read_page

__all__ = ["Article", "Edit", "Removed", "clean", "read_page"]
