"""The log-likelihood ratio of two shares, G squared, as corpus linguistics compares words with it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from ._base import Array, ArrayLike, counts

__all__ = ["LikelihoodRatio", "likelihood_ratio"]


class LikelihoodRatio(NamedTuple):
    """G squared, 0 where the shares are equal, and its p-value (chi-squared with one degree of freedom)."""

    statistic: Array
    p: Array


def likelihood_ratio(
    successes_a: ArrayLike, n_a: ArrayLike, successes_b: ArrayLike, n_b: ArrayLike
) -> LikelihoodRatio:
    """Test whether two independent shares are equal by the likelihood ratio of their 2 x 2 table.

    Parameters
    ----------
    successes_a, n_a, successes_b, n_b
        Counts; arrays are compared place by place.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational
    Linguistics 19.

    Examples
    --------
    >>> result = likelihood_ratio(30, 100, 15, 120)
    >>> print(f"{result.statistic:.4f} {result.p:.6f}")
    10.3237 0.001313
    """
    hits_a, total_a, hits_b, total_b = counts(a=successes_a, n_a=n_a, b=successes_b, n_b=n_b)
    table = np.array([hits_a, total_a - hits_a, hits_b, total_b - hits_b], dtype=float)
    size = table.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        hits = (hits_a + hits_b) / size
        expected = np.array([total_a * hits, total_a * (1 - hits), total_b * hits, total_b * (1 - hits)])
        parts = np.where(table > 0, table * np.log(table / expected), 0.0)
    statistic = np.maximum(2 * parts.sum(axis=0), 0.0) + np.where((total_a > 0) & (total_b > 0), 0, np.nan)
    return LikelihoodRatio(statistic[()], stats.chi2.sf(statistic, 1)[()])
