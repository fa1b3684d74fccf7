"""A model of sentiment per language, learnt from what customers of the pot scored and from a list of ours.

References
----------
Platt, J. (1999). Probabilistic outputs for support vector machines. Advances in Large Margin Classifiers
(scale and offset fitted on texts that were not learnt from).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from scipy import sparse

from cxlab.loaders.safeyaml import load
from cxlab.voice.corpus import prepare

from .clauses import features_of, split_clauses

__all__ = ["Learnt", "Parts", "learn_language", "parts_of"]

WIDTH = 1 << 18
"""Columns that features are hashed to: collisions are rare among some ten thousand."""

PENALTY = 5.0
FOLDS = 5
TYPICAL = 1.6
"""Log odds of a typical text of the list (a probability of 83 %) where scores of the pot do not tell."""

ENOUGH = 50
"""Scored texts of a language from which on the model is calibrated and judged by them."""


@dataclass(frozen=True)
class Parts:
    """Clauses as rows of features, and which text has which: ``texts`` is texts x clauses."""

    clauses: sparse.csr_matrix
    texts: sparse.csr_matrix

    @property
    def whole(self) -> sparse.csr_matrix:
        """The features of whole texts, each counted once."""
        found = (self.texts @ self.clauses).tocsr()
        found.data = np.clip(found.data, -1, 1)
        return found


@dataclass(frozen=True)
class Learnt:
    """A model of one language.

    Attributes
    ----------
    weight
        Per feature; positive speaks for a happy customer.
    scale, offset
        From the sum of weights to the log odds.
    held_out
        Log odds of each scored text by models that have not seen it; empty where there are too few.
    """

    weight: np.ndarray
    scale: float
    offset: float
    held_out: np.ndarray

    def evidence(self, rows: sparse.csr_matrix) -> np.ndarray:
        """Return what clauses or texts say, before it is known how many customers are happy."""
        return np.asarray(self.scale * (rows @ self.weight))


def parts_of(texts: list[str], language: str, clauses: list[list[str]] | None = None) -> Parts:
    """Return texts in clauses and features; `clauses` where they are split already."""
    from sklearn.feature_extraction import FeatureHasher

    split = [split_clauses(text) for text in texts] if clauses is None else clauses
    flat = [clause for many in split for clause in many]
    owner = np.repeat(np.arange(len(split)), [len(many) for many in split])
    corpus = prepare(flat, language=language)  # type: ignore[arg-type]
    hasher: Any = FeatureHasher(WIDTH, input_type="pair", alternate_sign=False, dtype=np.float32)
    rows = hasher.transform(features_of(corpus, language)) if len(corpus) else sparse.csr_matrix((0, WIDTH))
    kept = corpus.index >= 0
    place = (owner[kept], corpus.index[kept])
    which = sparse.csr_matrix((np.ones(kept.sum()), place), shape=(len(split), len(corpus)))
    return Parts(rows.tocsr(), which)


@cache
def shipped(language: str) -> tuple[Parts, np.ndarray]:
    """Return the list that comes with cxlab: texts, and of each 1 (positive), 0 (negative) or 0.5 (none)."""
    name = f"{language}.yml"
    text = files("cxlab.voice.sentiment").joinpath("lists", name).read_text(encoding="utf-8")
    document: dict[str, str] = load(text, where=name)[0]
    worth = {"positive": 1.0, "negative": 0.0, "none": 0.5}
    said = [
        (part.strip(), value)
        for key, value in worth.items()
        for line in document[key].splitlines()
        for piece in line.split("|")
        for part in _sentences(piece)
        if part.strip()
    ]
    return parts_of([one for one, _value in said], language), np.array([value for _one, value in said])


def _sentences(piece: str) -> list[str]:
    """Split a line of full sentences; words and phrases are separated by "|" already."""
    return [f"{part}." for part in piece.strip().rstrip(".").split(". ")] if "." in piece else [piece]


def learn_language(
    language: str, scored: sparse.csr_matrix, positive: np.ndarray, *, seed: int = 0
) -> Learnt:
    """Learn one language.

    Parameters
    ----------
    language
        "de" or "en"; the list of that language is learnt from, never that of another.
    scored
        Features of the pot's texts in that language which have a score.
    positive
        Whether the score is a good one.
    seed
        Of the folds.
    """
    parts, worth = shipped(language)
    listed = parts.whole
    truth = positive.astype(float)
    weight, base = _fit(sparse.vstack([listed, scored]), np.concatenate([worth, truth]))
    n = scored.shape[0]
    if n < ENOUGH or not 5 <= positive.sum() <= n - 5:
        # Its own list cannot calibrate it: a word is in it or not. Typical ones are taken as fairly sure.
        typical = float(np.median(np.abs(listed[worth != 0.5] @ weight)))
        return Learnt(weight, TYPICAL / typical, 0.0, np.empty(0))
    held_out = np.zeros(n)
    fold = np.random.default_rng(seed).permutation(n) % FOLDS
    for number in range(FOLDS):
        test = fold == number
        part, offset = _fit(sparse.vstack([listed, scored[~test]]), np.concatenate([worth, truth[~test]]))
        held_out[test] = scored[test] @ part + offset
    scale, offset = _platt(held_out, truth)
    return Learnt(weight, scale, scale * base + offset, scale * held_out + offset)


def _fit(rows: sparse.csr_matrix, worth: np.ndarray) -> tuple[np.ndarray, float]:
    """Fit a logistic regression; a text without opinion counts half for either side."""
    from sklearn.linear_model import LogisticRegression

    used = np.unique(rows.indices)
    both = sparse.vstack([rows[worth > 0], rows[worth < 1]]).tocsc()[:, used].tocsr()
    label = np.concatenate([np.ones((worth > 0).sum()), np.zeros((worth < 1).sum())])
    weight = np.concatenate([worth[worth > 0], 1 - worth[worth < 1]])
    fitted = LogisticRegression(C=PENALTY, max_iter=200).fit(both, label, sample_weight=weight)
    result = np.zeros(rows.shape[1])
    result[used] = fitted.coef_[0]
    return result, float(fitted.intercept_[0])


def _platt(logits: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=100.0).fit(logits[:, None], truth)
    return max(float(fitted.coef_[0, 0]), 0.1), float(fitted.intercept_[0])
