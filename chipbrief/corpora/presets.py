"""Column names of well-known datasets, so that `--corpus hf:cnn_dailymail` needs no further option.

A `revision` of 40 digits is a commit, so the data cannot change. `PARQUET_BRANCH` is a branch: the Hub converts the files there of
datasets whose own files need code to be read, which `datasets` no longer runs. None means that the dataset is not pinned, because
no commit was found that others name too. Users pin it themselves: `hf:samsum@COMMIT`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chipbrief.corpora.columns import Columns
from chipbrief.corpora.tables.hub import PARQUET_BRANCH
from chipbrief.problems import fail, quote
from chipbrief.records import AuthorKind, ReferenceKind


@dataclass(frozen=True, slots=True)
class Preset:
    """A dataset of the Hugging Face Hub, and what its columns hold."""

    hub: str
    """Name on the Hub."""
    columns: Columns
    config: str | None = None
    revision: str | None = None
    """Commit or branch that is loaded. None means the newest commit."""
    written_by: AuthorKind = "unknown"
    """Who wrote the references. Authors who summarize their own paper, and editors of another house, are persons."""
    kind: ReferenceKind = "abstract"
    language: str = "en"
    separator: str | None = None
    """Text between the articles of a document that holds several."""
    languages: Mapping[str, str] | None = None
    """Language by configuration, if each configuration is a language. Then one has to be chosen."""


XLSUM_LANGUAGES: Mapping[str, str] = {
    "amharic": "am", "arabic": "ar", "azerbaijani": "az", "bengali": "bn", "burmese": "my", "chinese_simplified": "zh-CN",
    "chinese_traditional": "zh-TW", "english": "en", "french": "fr", "gujarati": "gu", "hausa": "ha", "hindi": "hi", "igbo": "ig",
    "indonesian": "id", "japanese": "ja", "kirundi": "rn", "korean": "ko", "kyrgyz": "ky", "marathi": "mr", "nepali": "ne",
    "oromo": "om", "pashto": "ps", "persian": "fa", "pidgin": "pcm", "portuguese": "pt", "punjabi": "pa", "russian": "ru",
    "scottish_gaelic": "gd", "serbian_cyrillic": "sr-Cyrl", "serbian_latin": "sr-Latn", "sinhala": "si", "somali": "so",
    "spanish": "es", "swahili": "sw", "tamil": "ta", "telugu": "te", "thai": "th", "tigrinya": "ti", "turkish": "tr",
    "ukrainian": "uk", "urdu": "ur", "uzbek": "uz", "vietnamese": "vi", "welsh": "cy", "yoruba": "yo",
}  # fmt: skip
"""BCP 47 tags of the configurations of XL-Sum."""

PRESETS: Mapping[str, Preset] = {
    "cnn_dailymail": Preset(
        "abisee/cnn_dailymail", Columns("id", "article", references=("highlights",)), "3.0.0",
        "96df5e686bee6baa90b8bee7c28b81fa3fa6223d", "publisher",
    ),
    "xsum": Preset(
        "EdinburghNLP/xsum", Columns("id", "document", references=("summary",)), None,
        "7d4d486c2f8ef850b1a11aead99b894ff3dd7da9", "publisher", "standfirst",
    ),
    "samsum": Preset("knkarthick/samsum", Columns("id", "dialogue", references=("summary",)), written_by="person"),
    "dialogsum": Preset("knkarthick/dialogsum", Columns("id", "dialogue", references=("summary",)), written_by="person"),
    "multi_news": Preset(
        "alexfabbri/multi_news", Columns(None, "document", references=("summary",)), None, PARQUET_BRANCH, "person",
        separator="|||||",
    ),
    "govreport": Preset(
        "ccdv/govreport-summarization", Columns(None, "report", references=("summary",)), "document",
        "4e21184e01ae8017e2c036e180fe5e541fef60a0", "publisher",
    ),
    "billsum": Preset(
        "FiscalNote/billsum", Columns(None, "text", "title", references=("summary",)), None,
        "3d8510441c06a3d9dfb32eb0d7f80151730bcc4f", "person",
    ),
    "arxiv": Preset(
        "ccdv/arxiv-summarization", Columns(None, "article", references=("abstract",)), "document",
        "240aaf1a969b3f8cd0ade6986bfad0cd730ee288", "person",
    ),
    "pubmed": Preset(
        "ccdv/pubmed-summarization", Columns(None, "article", references=("abstract",)), "document", written_by="person"
    ),
    "xlsum": Preset(
        "csebuetnlp/xlsum", Columns("id", "text", "title", ("summary",)), None, PARQUET_BRANCH, "publisher", "standfirst",
        languages=XLSUM_LANGUAGES,
    ),
}  # fmt: skip
"""Datasets by the name after `hf:`. Each test dialogue of `dialogsum` appears three times, with one reference each."""


def preset(name: str, config: str | None = None, revision: str | None = None) -> Preset:
    """Return the preset of a dataset by its name here or on the Hub, with another configuration or revision if they are given.

    A dataset that is not in `PRESETS` gets one without columns. Raise `InputError` if a configuration has to be chosen.
    """
    found = PRESETS.get(name) or next((one for one in PRESETS.values() if one.hub == name), Preset(name, Columns()))
    if found.languages and config not in found.languages:
        what = f"has no configuration {quote(config)}" if config else "has one configuration per language"
        named = ", ".join(found.languages)
        raise fail(f"hf:{name}", what, f"name one of them, as in hf:{name}:english: {named}")
    language = found.languages[config] if found.languages and config else found.language
    return replace(found, config=config or found.config, revision=revision or found.revision, language=language)
