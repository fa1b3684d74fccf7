"""Means with t intervals, from moments: of one column, and of paired differences."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import Array, ArrayLike, critical

__all__ = ["Estimate", "mean_interval", "paired_difference", "t_interval"]


class Estimate(NamedTuple):
    """An estimate with its standard error and limits."""

    estimate: Array
    se: Array
    low: Array
    high: Array


def mean_interval(n: ArrayLike, mean: ArrayLike, variance: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Mean with its t interval.

    Parameters
    ----------
    n, mean, variance
        Number of values, their mean, their sample variance (divisor n - 1).
    level
        Confidence level.

    Returns
    -------
    Estimate
        No standard error and no limits (nan) where n < 2. Values that do not vary have a standard error of 0:
        the interval then has no width, and a caller should say so.

    Examples
    --------
    >>> result = mean_interval(10, 5.0, 4.0)
    >>> print(f"{result.se:.4f} {result.low:.4f} {result.high:.4f}")
    0.6325 3.5693 6.4307
    """
    size, centre, spread = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (n, mean, variance)))
    if np.any(spread < 0):
        raise BadValue(Text("a variance cannot be negative; found {found}", found=f"{np.nanmin(spread):g}"))
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.where(size > 1, np.sqrt(spread / size), np.nan)
    return t_interval(centre, se, df=size - 1, level=level)


def t_interval(
    estimate: ArrayLike, se: ArrayLike, *, df: ArrayLike = np.inf, level: float = 0.95
) -> Estimate:
    """Return the estimate with the limits +/- t * se.

    Parameters
    ----------
    estimate, se
        On any one scale.
    df
        Degrees of freedom behind the standard error: answers - 1, for weighted answers Kish's n - 1, for
        clustered ones `ClusterMean.df`. Infinite gives the normal interval; below 1 there is none (nan).
    level
        Confidence level.

    Examples
    --------
    >>> result = t_interval(0.2, 0.561, df=3)
    >>> print(f"{result.low:.4f} {result.high:.4f}")
    -1.5854 1.9854
    """
    centre, error = np.asarray(estimate, dtype=float), np.asarray(se, dtype=float)
    half = critical(level, df) * error
    return Estimate(centre[()], error[()], (centre - half)[()], (centre + half)[()])


def paired_difference(
    n: ArrayLike,
    mean_a: ArrayLike,
    variance_a: ArrayLike,
    mean_b: ArrayLike,
    variance_b: ArrayLike,
    covariance: ArrayLike,
    *,
    level: float = 0.95,
) -> Estimate:
    """Mean of a - b over pairs with its t interval, from the moments of the complete pairs.

    Parameters
    ----------
    n, mean_a, variance_a, mean_b, variance_b, covariance
        Number of pairs; means, variances and covariance of both sides over these pairs (divisor n - 1).
    level
        Confidence level.

    Examples
    --------
    >>> result = paired_difference(25, 4.9, 1.2, 6.0, 0.8, 0.5)
    >>> print(f"{result.estimate:.2f} {result.low:.4f} {result.high:.4f}")
    -1.10 -1.5128 -0.6872
    """
    spread = np.asarray(variance_a, float) + np.asarray(variance_b, float) - 2 * np.asarray(covariance, float)
    gap = np.asarray(mean_a, float) - np.asarray(mean_b, float)
    # Pairs that all differ alike have variance 0; rounding can leave it a hair below.
    rounding = 1e-9 * (np.asarray(variance_a, float) + np.asarray(variance_b, float))
    return mean_interval(n, gap, np.where((spread < 0) & (spread > -rounding), 0.0, spread), level=level)
