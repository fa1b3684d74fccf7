"""Means of weighted and of clustered answers, with standard errors from sums.

Weights here are sampling weights: they say how much of the population an answer stands for, and scaling all
of them changes nothing. A value scored -1, 0, 1 gives a net score, 0 and 1 a share, 0..10 a mean: the
formulas are the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import Array, ArrayLike, above_rounding

__all__ = [
    "ClusterMean",
    "WeightedMean",
    "cluster_mean",
    "clustered_n",
    "kish_n",
    "weighted_mean",
    "weighted_mean_of_categories",
    "weighted_n",
]

# Kish's n at which a linearised standard error is trusted half.
TRUST_HALF = 100.0


class WeightedMean(NamedTuple):
    """A weighted mean: estimate, linearised standard error, Kish's effective n, design effect n / n_eff."""

    estimate: Array
    se: Array
    n_eff: Array
    design_effect: Array


class ClusterMean(NamedTuple):
    """A mean of clustered answers, one element per group.

    `estimate` and `se` (CR1) weigh every answer alike (or by its weight); `mean_of_clusters` and its
    `mean_of_clusters_se` weigh every cluster alike. `clusters` is how many there are. `df` are the degrees of
    freedom for a t interval around `estimate`: (sum size)^2 / sum size^2 - 1, which is clusters - 1 where all
    are of one size and fewer where a few large ones decide, but at least 1. For `mean_of_clusters` they are
    clusters - 1. A single cluster has neither standard error nor degrees of freedom (nan).
    """

    estimate: Array
    se: Array
    clusters: Array
    mean_of_clusters: Array
    mean_of_clusters_se: Array
    df: Array


def kish_n(weight_sum: ArrayLike, weight_square_sum: ArrayLike) -> Array:
    """Kish's effective number of answers, (sum w)^2 / sum w^2.

    >>> float(kish_n(6, 14)).__round__(4)
    2.5714
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return (np.asarray(weight_sum, float) ** 2 / np.asarray(weight_square_sum, float))[()]


def weighted_mean(
    n: ArrayLike, *, w: ArrayLike, ww: ArrayLike, wy: ArrayLike, wwy: ArrayLike, wwyy: ArrayLike
) -> WeightedMean:
    """Weighted mean and linearised standard error from six sums.

    Parameters
    ----------
    n, w, ww, wy, wwy, wwyy
        Number of answers, and the sums of w, w^2, w y, w^2 y, w^2 y^2 over them.

    Returns
    -------
    WeightedMean
        ``se = sqrt(n / (n - 1) * sum w^2 (y - mean)^2) / sum w``; nan where n < 2.

    References
    ----------
    Lumley, T. (2010). Complex Surveys, ch. 2 (R: survey::svymean with one stage, with replacement).

    Examples
    --------
    >>> result = weighted_mean(3, w=6, ww=14, wy=2, wwy=8, wwyy=10)  # y = -1, 0, 1 with w = 1, 2, 3
    >>> print(f"{result.estimate:.4f} {result.se:.4f} {result.n_eff:.4f}")
    0.3333 0.5092 2.5714
    """
    size, total, squares, first, square_first, square_second = (
        np.asarray(value, dtype=float) for value in (n, w, ww, wy, wwy, wwyy)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = first / total
        spread = square_second - 2 * mean * square_first + mean**2 * squares
        spread = above_rounding(spread, square_second + mean**2 * squares)
        correction = np.where(size > 1, size / (size - 1), np.nan)
        se = np.sqrt(correction * spread) / total
        n_eff = total**2 / squares
        return WeightedMean(mean[()], se[()], n_eff[()], (size / n_eff)[()])


def weighted_mean_of_categories(values: ArrayLike, n: ArrayLike, w: ArrayLike, ww: ArrayLike) -> WeightedMean:
    """Weighted mean of an answer with few distinct values, from a tally.

    Parameters
    ----------
    values
        The k values that an answer can take, e.g. (-1, 0, 1).
    n, w, ww
        Per value (last axis, length k): number of answers, sum of weights, sum of squared weights.

    Examples
    --------
    >>> result = weighted_mean_of_categories([-1, 0, 1], [1, 1, 1], [1, 2, 3], [1, 4, 9])
    >>> print(f"{result.estimate:.4f} {result.se:.4f}")
    0.3333 0.5092
    """
    y, size, total, squares = (np.asarray(value, dtype=float) for value in (values, n, w, ww))
    return weighted_mean(
        size.sum(-1),
        w=total.sum(-1),
        ww=squares.sum(-1),
        wy=(total * y).sum(-1),
        wwy=(squares * y).sum(-1),
        wwyy=(squares * y**2).sum(-1),
    )


def cluster_mean(total: ArrayLike, size: ArrayLike, *, group: ArrayLike | None = None) -> ClusterMean:
    """Mean of clustered answers with the cluster-robust CR1 standard error.

    Parameters
    ----------
    total, size
        Per cluster: sum of w y and sum of w (without weights: sum of y and number of answers).
    group
        Per cluster the index 0, 1, ... of the group it is reported in; without it all are one group. A
        cluster whose answers fall in two groups is given once for each.

    Returns
    -------
    ClusterMean
        One element per group, or scalars without `group`. One cluster alone has no standard error: nan.

    References
    ----------
    Liang, K.-Y. and Zeger, S. L. (1986), Biometrika 73; statsmodels' cov_type="cluster" of a constant model.

    Examples
    --------
    >>> result = cluster_mean([4, -3, 1, 0], [4, 3, 2, 1])
    >>> print(f"{100 * result.estimate:.1f} {100 * result.se:.2f} {100 * result.mean_of_clusters:.1f}")
    20.0 56.10 12.5
    """
    a, b = (np.atleast_1d(np.asarray(value, dtype=float)) for value in (total, size))
    index = np.zeros(a.size, dtype=np.intp) if group is None else np.asarray(group, dtype=np.intp)
    if not a.shape == b.shape == index.shape:
        raise BadValue(
            Text(
                "one total, size and group per cluster; found {a}, {b} and {index}",
                a=str(a.size),
                b=str(b.size),
                index=str(index.size),
            )
        )
    a, b, index = a[b > 0], b[b > 0], index[b > 0]
    groups = 1 if group is None else int(np.max(np.asarray(group), initial=-1)) + 1

    def summed(values: np.ndarray) -> np.ndarray:
        return np.bincount(index, weights=values, minlength=groups)

    with np.errstate(invalid="ignore", divide="ignore"):
        clusters, answers, own = summed(np.ones_like(a)), summed(b), a / b
        mean, mean_of_clusters = summed(a) / answers, summed(own) / clusters
        correction = np.where(clusters > 1, clusters / (clusters - 1), np.nan)
        se = np.sqrt(correction * summed((a - mean[index] * b) ** 2)) / answers
        own_se = np.sqrt(correction * summed((own - mean_of_clusters[index]) ** 2)) / clusters
        # With fewer than one the t distribution ends; one already puts limits 12.7 standard errors away.
        df = np.where(clusters > 1, np.maximum(answers**2 / summed(b**2) - 1, 1), np.nan)
    columns = (mean, se, clusters, mean_of_clusters, own_se, df)
    return ClusterMean(*(column if group is not None else column[0] for column in columns))


def weighted_n(variance: ArrayLike, se: ArrayLike, *, n: ArrayLike, n_eff: ArrayLike) -> Array:
    """Return how many answers of a simple random sample a weighted sample is worth for this estimate.

    Multiply weighted shares with it to use an interval for counts (`wilson`, `adjusted_wald`).

    Parameters
    ----------
    variance
        Variance of one answer (divisor n): p (1 - p), or p + d - (p - d)^2, of the weighted shares.
    se
        Linearised standard error, from `weighted_mean`.
    n, n_eff
        Number of answers, and Kish's effective number.

    Returns
    -------
    float or numpy.ndarray
        Constant weights give n exactly. Large samples give n* = variance n / (n - 1) / se^2, the size that
        agrees with the linearised standard error. In small samples that error rests on a few heavy answers
        and is often far too small, so n* is drawn down to Kish's n where it is above it: by a hundredth part
        in n_eff = 10,000, by half in 100, almost wholly in 10. Coverage by simulation: docs/coverage.md.
        Answers that do not vary give Kish's n.

    Examples
    --------
    >>> print(f"{weighted_n(0.61, 0.1, n=80, n_eff=60):.1f} {weighted_n(0.0, 0.0, n=80, n_eff=60):.1f}")
    60.7 60.0
    """
    implied, kish = _implied_n(variance, se, n), np.asarray(n_eff, dtype=float)
    trust = kish / (kish + TRUST_HALF)
    with np.errstate(invalid="ignore", divide="ignore"):
        blended = 1 / (trust / implied + (1 - trust) / np.minimum(implied, kish))
    return np.where(np.isnan(implied), kish, blended)[()]


def clustered_n(
    variance: ArrayLike, se: ArrayLike, *, n: ArrayLike, n_eff: ArrayLike, clusters: ArrayLike
) -> Array:
    """Return how many answers of a simple random sample a clustered sample is worth for this estimate.

    Use it with the t quantile of `ClusterMean.df`.

    Parameters
    ----------
    variance
        Variance of one answer (divisor n): p (1 - p), or p + d - (p - d)^2.
    se
        CR1 standard error, from `cluster_mean`.
    n, n_eff
        Number of answers, and Kish's effective number; without weights both are the number of answers.
    clusters
        Number of clusters.

    Returns
    -------
    float or numpy.ndarray
        variance n / (n - 1) / se^2, at most `n_eff`: that answers within a cluster differ more than others do
        is nearly always chance. Where no answer varies, and every one may stand for its cluster alone, the
        number of clusters; nan for a single cluster.

    Examples
    --------
    >>> print(f"{clustered_n(0.76, 0.561, n=10, n_eff=10, clusters=4):.2f}")
    2.68
    """
    groups = np.asarray(clusters, dtype=float)
    implied = _implied_n(variance, se, n)
    capped = np.minimum(np.where(np.isnan(implied), groups, implied), np.asarray(n_eff, dtype=float))
    return np.where(groups > 1, capped, np.nan)[()]


def _implied_n(variance: ArrayLike, se: ArrayLike, n: ArrayLike) -> np.ndarray:
    """Return the size of the simple random sample with this standard error; nan where none has it."""
    spread, error, size = (np.asarray(value, dtype=float) for value in (variance, se, n))
    usable = (error > 0) & (spread > 0) & (size > 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(usable, spread * size / (size - 1) / error**2, np.nan)
