"""Import the GUM corpus (24 genres with one-sentence summaries that people wrote) as the configuration `gum`."""

from chipbrief.corpora.gum.conllu import Document, read_document
from chipbrief.corpora.gum.corpus import build
from chipbrief.corpora.gum.records import story_of
from chipbrief.corpora.gum.summaries import submissions_of, summaries_of

__all__ = ["Document", "build", "read_document", "story_of", "submissions_of", "summaries_of"]
