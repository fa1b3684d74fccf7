"""What a model sees of texts: their words, parts of their words, and what words tend to stand together.

Everything is counted per distinct word (lemma), never per text, so that a million texts cost little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from cxlab.voice.corpus import Corpus

__all__ = ["Features", "learn_features"]

SAMPLE = 20_000
"""Distinct texts that weights of words and their company are learnt from."""

COMPANY, COMPANY_WEIGHT = 150, 1.5
"""Dimensions of latent semantic analysis, and how much they count beside the words themselves."""

FEW_TEXTS = 200
"""From so many texts on a word must occur in two of them to count."""

PARTS, MOST_PARTS = (3, 5), 60_000
"""Letters in a part of a word, and how many different parts are kept."""


@dataclass(frozen=True)
class Features:
    """Turns rows of word counts into two views: words with their company, and parts of words.

    Attributes
    ----------
    columns
        Lemmas that count.
    weight, part_weight
        Inverse document frequencies.
    parts
        Lemmas x parts of words.
    company
        Words x dimensions.
    """

    columns: np.ndarray
    weight: np.ndarray
    parts: sparse.csr_matrix
    part_weight: np.ndarray
    company: np.ndarray

    def words(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return weighted words of unit length, a row per text."""
        return _weighted(counts[:, self.columns], self.weight)

    def latent(self, counts: sparse.csr_matrix) -> np.ndarray:
        """Return where texts lie among the dimensions, on the unit sphere."""
        return _unit(self.words(counts) @ self.company)

    def views(self, counts: sparse.csr_matrix) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """Return both views of texts."""
        words = self.words(counts)
        latent = sparse.csr_matrix(_unit(words @ self.company) * COMPANY_WEIGHT)
        parts = _weighted(counts @ self.parts, self.part_weight)
        return sparse.hstack([words, latent], format="csr"), parts


def learn_features(corpus: Corpus, counts: sparse.csr_matrix, *, seed: int = 0) -> Features:
    """Learn weights of words, their parts and their company from (a sample of) all texts, coded or not."""
    random = np.random.default_rng(seed)
    size = counts.shape[0]
    rows = np.sort(random.choice(size, SAMPLE, replace=False)) if size > SAMPLE else np.arange(size)
    sample = counts[rows]
    frequency = np.bincount(sample.indices, minlength=sample.shape[1])
    columns = np.flatnonzero(frequency >= (2 if len(rows) >= FEW_TEXTS else 1))
    weight = _idf(frequency[columns], len(rows))
    parts = _parts(corpus.lemmas, columns)
    part_frequency = np.bincount((sample @ parts).indices, minlength=parts.shape[1])
    words = _weighted(sample[:, columns], weight)
    return Features(columns, weight, parts, _idf(part_frequency, len(rows)), _company(words, seed))


def _idf(frequency: np.ndarray, n: int) -> np.ndarray:
    return (np.log((1 + n) / (1 + frequency)) + 1).astype(np.float32)


def _weighted(counts: sparse.csr_matrix, weight: np.ndarray) -> sparse.csr_matrix:
    """Return log counts times weights, each row of length 1."""
    result = counts.tocsr(copy=True).astype(np.float32)
    result.data = np.log1p(result.data) * weight[result.indices]
    square = np.asarray(result.multiply(result).sum(axis=1)).ravel()
    length = np.sqrt(np.where(square > 0, square, 1))
    result.data /= np.repeat(length, np.diff(result.indptr)).astype(np.float32)
    return result


def _unit(rows: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1), dtype=np.float32)


def _parts(lemmas: np.ndarray, columns: np.ndarray) -> sparse.csr_matrix:
    """Return which parts each lemma has: "_bil", "ill_" ...; all lemmas, so that unknown words count, too."""
    from sklearn.feature_extraction.text import CountVectorizer

    if not len(lemmas):
        return sparse.csr_matrix((0, 0), dtype=np.float32)
    lower = [str(lemma).lower()[:60] for lemma in lemmas]
    counter: Any = CountVectorizer(
        analyzer="char_wb", ngram_range=PARTS, binary=True, dtype=np.float32, max_features=MOST_PARTS
    )
    counter.fit([lower[place] for place in columns] or lower)
    return counter.transform(lower).tocsr()


def _company(words: sparse.csr_matrix, seed: int) -> np.ndarray:
    """Return words x dimensions by latent semantic analysis; none where there are too few texts."""
    from sklearn.decomposition import TruncatedSVD

    dimensions = min(COMPANY, min(words.shape) - 1)
    if dimensions < 2:
        return np.zeros((words.shape[1], 1), dtype=np.float32)
    found = TruncatedSVD(dimensions, random_state=seed, n_iter=4).fit(words)
    return np.asarray(found.components_.T, dtype=np.float32)
