"""Import the GUM corpus (Wikinews articles with summaries that people wrote) as the configuration `gum`."""

from chipbrief.corpora.gum.conllu import Document, read_document
from chipbrief.corpora.gum.corpus import build, read_corpus
from chipbrief.corpora.gum.records import story_of, submissions_of, summaries_of

__all__ = ["Document", "build", "read_corpus", "read_document", "story_of", "submissions_of", "summaries_of"]
