"""The model behind coding: two linear models and the keywords, weighed and calibrated on unseen texts.

References
----------
Guo, C. et al. (2017). On calibration of modern neural networks. ICML (one factor on the logits). Saerens, M.,
Latinne, P., Decaestecker, C. (2002). Adjusting the outputs of a classifier to new a priori probabilities.
Neural Computation 14; Alexandari, A., Kundaje, A., Shrikumar, A. (2020). Maximum likelihood with
bias-corrected calibration is hard-to-beat at label shift adaptation. ICML (calibrated first, then Saerens).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

__all__ = ["CodeModel", "Learnt", "fit_model"]

PENALTY = 10.0
"""C of the logistic regressions, on rows of unit length."""

FOLDS, FEWEST_FOLDS, MANY = 5, 3, 2_000
FEW = 1_500
"""Up to so many texts a regression is fitted in the space that they span: the same in far less time."""

START = (0.5, 0.5, 1.0, 0.5)
"""Weights of words, parts of words, having a keyword, and how many, before anything is learnt."""

HOLD = 0.01
"""How much the weights are held to START: with a dozen texts they must not run away."""

NEVER = -12.0
"""Log probability of a code that a model has not seen."""

SMOOTH = 0.005
"""Share of all texts that is added to every code before shares are estimated: rare ones must not die out."""

DIFFERENT = 1e-6
"""Codes are taken to be as frequent among all texts as among those that people coded, unless chance makes the
difference less often than that: who coded a random sample would lose by an adjustment, who coded so many of
each code gains by it."""

Views = Sequence[sparse.csr_matrix]


@dataclass(frozen=True)
class Linear:
    """A logistic regression: the numbers of its codes, a column of coefficients per code, intercepts."""

    codes: np.ndarray
    coefficients: np.ndarray
    intercepts: np.ndarray

    def log_probabilities(self, view: Any, size: int) -> np.ndarray:
        """Return log probabilities of all codes; those that it does not know have next to none."""
        result = np.full((view.shape[0], size), NEVER)
        logits = view @ self.coefficients + self.intercepts
        result[:, self.codes] = np.maximum(_normal(logits), NEVER)
        return result


@dataclass(frozen=True)
class CodeModel:
    """Gives the probability of each code.

    Attributes
    ----------
    models
        A logistic regression per view.
    weights
        Of the models' log probabilities, and of keywords.
    shift
        What is added to each code's logit because codes are more or less frequent than among the texts learnt
        from.
    size
        How many codes there are.
    """

    models: tuple[Linear, ...]
    weights: np.ndarray
    shift: np.ndarray
    size: int

    def log_probabilities(self, views: Views, keywords: np.ndarray) -> np.ndarray:
        """Return log probabilities, a row per text and a column per code."""
        parts = [
            model.log_probabilities(view, self.size) for model, view in zip(self.models, views, strict=True)
        ]
        found = _combined([*parts, *_keyword_parts(keywords)], self.weights)
        return _normal(found + self.shift) if self.shift.any() else found


@dataclass(frozen=True)
class Learnt:
    """A model and what it says of texts that it was not learnt from.

    Attributes
    ----------
    model
        Learnt from all texts.
    held_out
        Log probabilities of the texts learnt from, each by models that have not seen it.
    judged
        Which of those texts can be judged: their code has a second text.
    """

    model: CodeModel
    held_out: np.ndarray
    judged: np.ndarray


def fit_model(
    views: Views, keywords: np.ndarray, code: np.ndarray, weight: np.ndarray, *, size: int, seed: int = 0
) -> Learnt:
    """Learn codes from texts.

    Parameters
    ----------
    views
        Both views of the texts.
    keywords
        How often each text has keywords of each code.
    code
        Number of the code of each text.
    weight
        1 for what people coded, less for what only keywords say; the latter are never judged.
    size
        How many codes there are.
    seed
        Of the division into folds.
    """
    by_people = weight >= 1
    often = np.bincount(code[by_people], minlength=size)
    judged = by_people & (often[code] >= 2)
    fold = _folds(code, judged, seed)
    models, held_out = [], []
    for view in views:
        rows, back = _spanned(view)
        model = _logistic(rows, code, weight)
        models.append(model if back is None else replace(model, coefficients=back @ model.coefficients))
        found = np.full((len(code), size), NEVER)
        for number in range(int(fold.max(initial=-1)) + 1):
            test, train = fold == number, fold != number
            if test.any() and len(np.unique(code[train])) >= 2:
                part = _logistic(rows[train], code[train], weight[train])
                found[test] = part.log_probabilities(rows[test], size)
        held_out.append(found)
    judged = judged & (held_out[0] > NEVER).any(axis=1)
    parts = [*held_out, *_keyword_parts(keywords)]
    weights = _weigh([part[judged] for part in parts], code[judged])
    return Learnt(CodeModel(tuple(models), weights, np.zeros(size), size), _combined(parts, weights), judged)


def adjust_to(model: CodeModel, found: np.ndarray, times: np.ndarray, often: np.ndarray) -> CodeModel:
    """Fit a model to how frequent the codes are among all texts, not only among those that people coded.

    Parameters
    ----------
    model
        Calibrated.
    found
        Its log probabilities of (a sample of) all texts.
    times
        How many rows of the data have each of them.
    often
        How many of the texts learnt from have each code.
    """
    from scipy.stats import chi2

    seen = often > 0
    p = np.exp(found[:, seen])
    start = often[seen] / often[seen].sum()
    share, smooth = start.copy(), SMOOTH * times.sum()
    for _round in range(200):
        now = p * (share / start)
        now /= now.sum(axis=1, keepdims=True)
        fresh = (times @ now + smooth) / (times.sum() + smooth * len(share))
        if np.abs(fresh - share).max() < 1e-7:
            break
        share = fresh
    gap = 2 * (often[seen] * np.log(start / share)).sum()
    if chi2.sf(gap, seen.sum() - 1) > DIFFERENT:
        return model
    shift = np.zeros(model.size)
    shift[seen] = np.log(share / start)
    return replace(model, shift=shift)


def _logistic(view: Any, code: np.ndarray, weight: np.ndarray) -> Linear:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the last digits do not matter: it is calibrated
        fitted = LogisticRegression(C=PENALTY, max_iter=100).fit(view, code, sample_weight=weight)
    slopes, intercepts = fitted.coef_.T, fitted.intercept_
    if len(fitted.classes_) == 2:  # scikit-learn then has one column, of the second class
        slopes, intercepts = np.hstack([-slopes / 2, slopes / 2]), np.array([-0.5, 0.5]) * intercepts
    return Linear(fitted.classes_, slopes, intercepts)


def _spanned(view: sparse.csr_matrix) -> tuple[Any, Any]:
    """Return the texts in coordinates of the space that they span, and what leads coefficients back.

    A ridge penalty knows no direction: the solution lies in that space and is the same in any coordinates.
    """
    if view.shape[0] > FEW:
        return view, None
    inner = (view @ view.T).toarray().astype(float)
    square, axes = np.linalg.eigh(inner)
    kept = square > 1e-8 * square.max(initial=1e-12)
    if not kept.any():  # no text has a word that counts
        return np.zeros((view.shape[0], 1)), sparse.csr_matrix((view.shape[1], 1))
    length = np.sqrt(square[kept])
    return axes[:, kept] * length, view.T @ (axes[:, kept] / length)


def _keyword_parts(keywords: np.ndarray) -> list[np.ndarray]:
    return [(keywords > 0).astype(float), np.log1p(keywords)]


def _normal(logits: np.ndarray) -> np.ndarray:
    from scipy.special import log_softmax

    return np.asarray(log_softmax(logits, axis=1))


def _combined(parts: Sequence[np.ndarray], weights: np.ndarray) -> np.ndarray:
    return _normal(sum(weight * part for weight, part in zip(weights, parts, strict=True)))


def _folds(code: np.ndarray, judged: np.ndarray, seed: int) -> np.ndarray:
    """Divide the judged texts of each code among folds; the others are in none (-1), always learnt from."""
    number = FOLDS if judged.sum() <= MANY else FEWEST_FOLDS
    random = np.random.default_rng(seed)
    fold = np.full(len(code), -1)
    for one in np.unique(code[judged]):
        rows = np.flatnonzero(judged & (code == one))
        fold[random.permutation(rows)] = (np.arange(len(rows)) + one) % number
    return fold


def _weigh(parts: Sequence[np.ndarray], code: np.ndarray) -> np.ndarray:
    """Return the weights under which the parts predict best what they have not seen: this calibrates, too."""
    from scipy.optimize import minimize

    start = np.array(START)
    if not len(code):
        return start
    rows = np.arange(len(code))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logs = _combined(parts, weights)
        expected = np.exp(logs)
        gaps = np.array([(expected * part).sum() - part[rows, code].sum() for part in parts]) / len(code)
        value = -logs[rows, code].mean() + HOLD * ((weights - start) ** 2).sum()
        return float(value), gaps + 2 * HOLD * (weights - start)

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, 8.0)] * len(start))
    return np.asarray(found.x)
