"""How much each of several correlated predictors contributes to what they explain together.

Everything starts from covariances; arrays may have leading axes (one matrix per bootstrap sample). The last
column of a matrix is the outcome.

References
----------
Johnson, J. W. (2000). A heuristic method for estimating the relative weight of predictor variables in
multiple regression. Multivariate Behavioral Research 35.
Lindeman, R. H., Merenda, P. F. and Gold, R. Z. (1980). Introduction to Bivariate and Multivariate Analysis;
Groemping, U. (2006). Relative importance for linear regression in R: the package relaimpo. Journal of
Statistical Software 17.
"""

from __future__ import annotations

from math import factorial

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import Array

__all__ = ["MOST_FOR_LMG", "correlations", "lmg", "relative_weights", "slopes", "variance_inflation"]

MOST_FOR_LMG = 12
"""LMG averages over all orders of the predictors, 2^k models: beyond this many it takes too long."""

SMALLEST = 1e-8
"""Eigenvalues and pivots of correlations below this are nought: what they belong to is said already."""


def correlations(covariance: Array) -> Array:
    """Return correlations; those of pairwise covariances are made possible ones where they are not.

    Covariances of answers with gaps need not belong together: their matrix may have negative eigenvalues,
    which are raised to nought.

    Examples
    --------
    >>> correlations(np.array([[4.0, 3.0], [3.0, 9.0]])).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    spread = _spread(covariance)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = covariance / (spread[..., :, None] * spread[..., None, :])
    possible = np.isfinite(found).all(axis=(-2, -1))
    result = np.full_like(found, np.nan)
    if possible.any():
        result[possible] = _possible(found[possible])
    return result


def _spread(covariance: Array) -> Array:
    """Return standard deviations; a variance that rounding has put below nought is nought."""
    return np.asarray(np.sqrt(np.maximum(np.diagonal(covariance, axis1=-2, axis2=-1), 0.0)))


def _possible(matrix: Array) -> Array:
    """Raise negative eigenvalues to nought and bring the diagonal back to 1."""
    try:
        np.linalg.cholesky(matrix)  # four times as fast as the eigenvalues, and mostly all is well
    except np.linalg.LinAlgError:
        pass
    else:
        return matrix
    values, vectors = np.linalg.eigh(matrix)
    bad = values[..., 0] < -SMALLEST
    if bad.any():
        raised = np.maximum(values[bad], 0.0)[..., None, :]
        mended = (vectors[bad] * raised) @ np.swapaxes(vectors[bad], -1, -2)
        spread = np.sqrt(np.diagonal(mended, axis1=-2, axis2=-1))
        matrix = matrix.copy()
        matrix[bad] = mended / (spread[..., :, None] * spread[..., None, :])
    return matrix


def relative_weights(correlation: Array) -> Array:
    """Johnson's relative weights: they add up to R squared.

    Parameters
    ----------
    correlation
        Correlations of the predictors and, last, the outcome.

    Examples
    --------
    >>> matrix = np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.5], [0.6, 0.5, 1.0]])
    >>> weights = relative_weights(matrix)
    >>> weights.round(4).tolist(), round(float(weights.sum()), 4)
    ([0.2617, 0.1517], 0.4133)
    """
    values, vectors = np.linalg.eigh(correlation[..., :-1, :-1])
    root = np.sqrt(np.maximum(values, 0.0))
    inverse = np.where(values > SMALLEST, 1 / np.where(values > SMALLEST, root, 1.0), 0.0)
    turned = np.swapaxes(vectors, -1, -2)
    loading = (vectors * root[..., None, :]) @ turned
    with_outcome = turned @ correlation[..., :-1, -1:]
    beta = vectors @ (inverse[..., :, None] * with_outcome)
    return (loading**2 @ beta**2)[..., 0]


def lmg(correlation: Array) -> Array:
    """LMG (Shapley) shares: the gain in R squared by a predictor, averaged over all orders of entering.

    Parameters
    ----------
    correlation
        Correlations of the predictors and, last, the outcome.

    Raises
    ------
    BadValue
        More than 12 predictors.

    Examples
    --------
    >>> matrix = np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.5], [0.6, 0.5, 1.0]])
    >>> lmg(matrix).round(4).tolist()
    [0.2617, 0.1517]
    """
    size = correlation.shape[-1] - 1
    if size > MOST_FOR_LMG:
        text = Text("LMG takes at most {most} factors, found {found}", most=MOST_FOR_LMG, found=size)
        raise BadValue(text)
    explained = np.zeros((2**size, *correlation.shape[:-2]))
    _explained(correlation, 0, 0, 0.0, explained)
    models = np.arange(2**size)
    entered = np.array([bin(model).count("1") for model in models])
    shares = []
    for place in range(size):
        before = models[(models >> place) & 1 == 0]
        chance = [factorial(k) * factorial(size - k - 1) / factorial(size) for k in entered[before]]
        shares.append(np.tensordot(chance, explained[before | 1 << place] - explained[before], axes=1))
    return np.stack(shares, axis=-1)


def _explained(left: Array, first: int, model: int, so_far: Array | float, found: Array) -> None:
    """Fill in R squared of every model with predictors from `first` on, by sweeping out one at a time."""
    for place in range(first, left.shape[-1] - 1):
        pivot = left[..., place, place]
        usable = pivot > SMALLEST
        column = np.where(usable[..., None], left[..., :, place], 0.0)
        divided = column / np.where(usable, pivot, 1.0)[..., None]
        gain = divided[..., -1] * column[..., -1]
        own = model | 1 << place
        found[own] = so_far + gain
        rest = left - divided[..., :, None] * column[..., None, :]
        _explained(rest, place + 1, own, found[own], found)


def slopes(covariance: Array) -> Array:
    """Return the regression slopes of the outcome on all predictors at once.

    Predictors that are sums of others have none of their own: the smallest slopes that fit are returned, and
    `variance_inflation` tells which these are.

    Examples
    --------
    >>> slopes(np.array([[4.0, 2.0], [2.0, 9.0]])).tolist()
    [0.5]
    """
    matrix = correlations(covariance)
    spread = _spread(covariance)
    own, outcome = matrix[..., :-1, :-1], matrix[..., :-1, -1:]
    try:
        np.linalg.cholesky(own - 1e-6 * np.eye(own.shape[-1]))
    except np.linalg.LinAlgError:
        beta = _smallest(own, outcome)
    else:
        beta = np.linalg.solve(own, outcome)
    return np.asarray(beta[..., 0] * spread[..., -1:] / spread[..., :-1])


def _smallest(own: Array, outcome: Array) -> Array:
    """Return the smallest slopes that fit, where some predictors are sums of others."""
    possible = np.isfinite(own).all(axis=(-2, -1)) & np.isfinite(outcome).all(axis=(-2, -1))
    safe = np.where(possible[..., None, None], own, np.eye(own.shape[-1]))
    values, vectors = np.linalg.eigh(safe)
    inverse = np.where(values > SMALLEST, 1 / np.where(values > SMALLEST, values, 1.0), 0.0)
    return np.asarray(vectors @ (inverse[..., :, None] * (np.swapaxes(vectors, -1, -2) @ outcome)))


def variance_inflation(correlation: Array) -> Array:
    """Return the variance inflation factor of each predictor; infinite where others determine it.

    Examples
    --------
    >>> matrix = np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.5], [0.6, 0.5, 1.0]])
    >>> variance_inflation(matrix).round(4).tolist()
    [1.3333, 1.3333]
    """
    own = correlation[:-1, :-1]
    values, vectors = np.linalg.eigh(own)
    nought = values <= SMALLEST
    inverse = np.where(nought, 0.0, 1 / np.where(nought, 1.0, values))
    factor = (vectors**2 * inverse).sum(axis=1)
    return np.where((vectors[:, nought] ** 2).sum(axis=1) > SMALLEST, np.inf, factor)
