"""Texts as points: near each other where they use words that go together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

__all__ = ["WordSpace", "word_space"]

DIMENSIONS = 100
"""Deerwester's advice for hundreds to thousands of texts; benchmarks/voice.py compares."""
COMMONEST = 0.5  # a word that more texts than this share have tells none of them apart
ITERATIONS = 7


class WordSpace(NamedTuple):
    """Points of unit length (a text without a shared word lies at 0), and which lemmas span the space."""

    points: np.ndarray
    lemmas: np.ndarray
    "Places of the lemmas."


def word_space(counts: sparse.csr_matrix, fit: np.ndarray, *, seed: int) -> WordSpace:
    """Weigh words by tf-idf, 1 + log(tf) times log(n / df), and reduce them to their main directions.

    Parameters
    ----------
    counts
        Texts in rows, lemmas in columns.
    fit
        Places of the texts from which weights and directions are learned.
    seed
        Of the randomised decomposition.

    References
    ----------
    Deerwester et al. (1990), JASIS 41: latent semantic analysis.
    """
    from sklearn.utils.extmath import randomized_svd

    known = counts[fit]
    frequency = np.asarray((known > 0).sum(axis=0)).ravel()
    kept = np.flatnonzero((frequency >= fewest_texts(len(fit))) & (frequency <= COMMONEST * len(fit)))
    if len(kept) < 3:
        return WordSpace(np.zeros((counts.shape[0], 1), dtype=np.float32), kept)
    weighted = _unit(_weighted(counts[:, kept], np.log(len(fit) / frequency[kept])))
    size = min(DIMENSIONS, len(kept) - 1, max(len(fit) // 10, 2))
    _u, _s, directions = randomized_svd(weighted[fit], size, n_iter=ITERATIONS, random_state=seed)
    points = np.asarray(weighted @ directions.T, dtype=np.float32)
    length = np.linalg.norm(points, axis=1, keepdims=True)
    return WordSpace(points / np.where(length > 0, length, 1), kept)


def fewest_texts(texts: int) -> int:
    """Return in how many texts a word must stand to say anything about what goes together."""
    return 5 if texts >= 1000 else 3 if texts >= 200 else 2


def _weighted(counts: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
    weighted = counts.copy()
    weighted.data = 1 + np.log(weighted.data)
    return (weighted @ sparse.diags(idf)).tocsr().astype(np.float32)


def _unit(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.where(length > 0, length, 1)) @ rows).tocsr()
