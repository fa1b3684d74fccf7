"""Means of weighted and of clustered answers, with standard errors from sums.

Weights here are sampling weights: they say how much of the population an answer stands for, and scaling all
of them changes nothing. A value scored -1, 0, 1 gives a net score, 0 and 1 a share, 0..10 a mean: the
formulas are the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlab.errors import BadValue

from ._base import Array, ArrayLike

__all__ = [
    "ClusterMean",
    "WeightedMean",
    "cluster_mean",
    "effective_n",
    "kish_n",
    "weighted_mean",
    "weighted_mean_of_categories",
]


class WeightedMean(NamedTuple):
    """A weighted mean: estimate, linearised standard error, Kish's effective n, design effect n / n_eff."""

    estimate: Array
    se: Array
    n_eff: Array
    design_effect: Array


class ClusterMean(NamedTuple):
    """A mean of clustered answers, one element per group.

    `estimate` and `se` (CR1) weigh every answer alike (or by its weight); `mean_of_clusters` and its
    `mean_of_clusters_se` weigh every cluster alike. `clusters` is how many there are; intervals use t with
    `clusters - 1` degrees of freedom.
    """

    estimate: Array
    se: Array
    clusters: Array
    mean_of_clusters: Array
    mean_of_clusters_se: Array


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
        spread = np.maximum(square_second - 2 * mean * square_first + mean**2 * squares, 0)
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
        raise BadValue(f"one total, size and group per cluster; found {a.size}, {b.size} and {index.size}")
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
    columns = (mean, se, clusters, mean_of_clusters, own_se)
    return ClusterMean(*(column if group is not None else column[0] for column in columns))


def effective_n(variance: ArrayLike, se: ArrayLike, *, fallback: ArrayLike) -> Array:
    """Return the size of the simple random sample that would have this standard error: variance / se^2.

    Multiply shares with it to use an interval for counts (`wilson`, `trinomial.adjusted_wald`) on weighted or
    clustered answers.

    Parameters
    ----------
    variance
        Variance of one answer, e.g. p (1 - p) or `trinomial.net_variance` of the weighted shares.
    se
        Linearised or cluster-robust standard error of the mean.
    fallback
        Used where the answers do not vary, so that both are 0: Kish's n for weights, the number of clusters
        for clusters. It is also used where there is no standard error.

    Examples
    --------
    >>> effective_n([0.61, 0.0], [0.1, 0.0], fallback=[80, 40]).round(6).tolist()
    [61.0, 40.0]
    """
    spread, error, other = (np.asarray(value, dtype=float) for value in (variance, se, fallback))
    usable = (error > 0) & (spread > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(usable, spread / np.where(usable, error, 1) ** 2, other)[()]
