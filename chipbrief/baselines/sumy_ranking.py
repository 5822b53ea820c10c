"""Rankings of sentences by the summarizers of `sumy`, on this project's own sentences and words.

sumy's own tokenizers ask for data that a download would bring; its document model takes ready sentences instead, and its
summarizers take a function in place of a number of sentences, which sees every sentence's rating.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from chipbrief.baselines.article import Article
from chipbrief.language.sentences import words

PLACES = 9
"""Ratings are compared to so many decimals: a sum over a set of words ends differently from run to run behind them."""


class _Words:
    """What sumy asks of a tokenizer. Small letters: its KL-sum compares words before it has lowered their case."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(words(sentence.lower()))


def ranking(article: Article, summarizer: Any) -> list[int]:
    """The positions of the article's sentences, best rated first by `summarizer`, a class of sumy's; ties as they stand.

    Words are stemmed (Snowball), and English stop words left out, as sumy's own command does.
    """
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.nlp.stemmers import Stemmer
    from sumy.utils import get_stop_words

    if len(article.sentences) < 2:
        return list(range(len(article.sentences)))
    method = summarizer(Stemmer("english"))
    method.stop_words = frozenset(get_stop_words("english"))
    order: list[int] = []

    def see(rated: Iterable[Any]) -> Sequence[Any]:
        order.extend(one.order for one in sorted(rated, key=lambda one: (-round(float(one.rating), PLACES), one.order)))
        return ()

    tokenizer = _Words()
    document = ObjectDocumentModel([Paragraph(Sentence(text, tokenizer) for text in article.sentences)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # LSA warns of articles with more sentences than words
        method(document, see)
    # LSA rates nothing where no sentence has a word that it counts.
    return order or list(range(len(article.sentences)))
