"""Tests and intervals of means of clustered answers that hold with few, and with very unequal, clusters.

A cluster-robust variance is a sum of squares of what each cluster adds to the error. With few clusters, or a
few that decide, it is itself uncertain, and the normal or t distribution with clusters - 1 degrees of freedom
rejects far too often. Bell and McCaffrey (2002) take a working model of the answers, under which both the
estimate and its variance are quadratic forms of normal variables, and match a t distribution to them; a few
dominating clusters make the two depend on one another, which no t distribution can follow. Here the
probability is computed from that model itself: P(estimate^2 > c^2 variance) is that of a weighted sum of
chi-squares, by the integral of Imhof (1961). Where all clusters are of one size it is the t distribution with
clusters - 1 degrees of freedom.

The working model: answers of a cluster share an effect, with the intraclass correlation that the data show
(Imbens and Kolesar 2016), estimated so that its own uncertainty counts.

References
----------
Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with
multi-stage samples. Survey Methodology 28.
Pustejovsky, J. E. and Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation. Journal
of Business and Economic Statistics 36.
Imbens, G. W. and Kolesar, M. (2016). Robust standard errors in small samples. Rev. Econ. Stat. 98.
Imhof, J. P. (1961). Computing the distribution of quadratic forms in normal variables. Biometrika 48.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ._base import above_rounding
from .weights import kish_n

__all__ = ["ClusterSide", "FewClusters", "intraclass", "positive_probability", "shared_variance"]

FEW = 5
"""Below so many clusters a result says how few they are."""

# From so many clusters of equal weight on, the t distribution with clusters - 1 degrees of freedom will do:
# its critical value is within 2 per cent of the law's.
MANY = 60.0
# Classes of clusters that are kept apart; smaller ones of like size stand for one another.
MOST_CLASSES = 48
# Where in its distribution the observed ratio of variances may lie, for the mean intraclass correlation.
QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
# Imhof's integral over the logarithm of its variable, in which it is smooth and dies away at both ends.
_POINTS = np.exp(np.linspace(-30.0, 45.0, 601))
_STEP = 75.0 / 600


class ClusterSide(NamedTuple):
    """Clusters of one mean, in classes of like size.

    `clusters` is how many a class holds; `size`, `size_square`, `square` sum over them the size (answers, or
    weight), its square, and the squared weights (without weights: the answers); `total`, `cross`,
    `total_square` sum the total score t, t x size and t^2. `within` is the sum over all answers of weight x
    score^2, `answers` their number.
    """

    clusters: np.ndarray
    size: np.ndarray
    size_square: np.ndarray
    square: np.ndarray
    total: np.ndarray
    cross: np.ndarray
    total_square: np.ndarray
    within: float
    answers: float

    @property
    def mean(self) -> float:
        """Return the mean score."""
        return float(self.total.sum() / self.size.sum())

    @property
    def residual_square(self) -> np.ndarray:
        """Return, per class, the sum of squares of the clusters' residuals t - mean x size."""
        rest = self.total_square - 2 * self.mean * self.cross + self.mean**2 * self.size_square
        return above_rounding(rest, self.total_square + self.mean**2 * self.size_square)

    @property
    def se(self) -> float:
        """Return the CR1 standard error of the mean; nan for a single cluster."""
        number = float(self.clusters.sum())
        if number < 2:
            return np.nan
        return float(np.sqrt(number / (number - 1) * self.residual_square.sum()) / self.size.sum())


def intraclass(sides: Sequence[ClusterSide]) -> float:
    """Return the intraclass correlation, pooled over the sides, averaged over what the data leave open.

    The ratio F of the mean squares between and within clusters is F-distributed times a factor that grows
    with the correlation. Each quantile of that distribution gives a correlation; their mean is returned: with
    many clusters the analysis-of-variance estimate, with few a careful one.
    """
    parts = [_sums_of_squares(side) for side in sides]
    between, within, plain, common, spare = (sum(values) for values in zip(*parts, strict=True))
    free = sum(float(side.clusters.sum()) - 1 for side in sides)
    inner = sum(side.answers - float(side.clusters.sum()) for side in sides)
    if inner < 1 or min(spare, common, between) <= 0:
        return 0.0
    if within <= 1e-12 * between:
        return 1.0
    excess = shared_variance(between * spare / within, plain, common, free=free, inner=inner)
    return float(np.mean(excess / (1 + excess)))


def shared_variance(between: float, plain: float, common: float, *, free: float, inner: float) -> np.ndarray:
    """Return how large the variance of the clusters' effects may be, against that of single rows.

    `between` is a sum of squares over clusters in units of the single rows' variance; it is expected to be
    `plain` + `common` x the result. One result for each of `QUANTILES` of the F distribution with `free` and
    `inner` degrees of freedom, which the sum has without effects.
    """
    from scipy.special import fdtri

    excess = between / plain / fdtri(free, max(inner, 1.0), np.array(QUANTILES)) - 1
    return np.maximum(excess, 0) * plain / common


def _sums_of_squares(side: ClusterSide) -> tuple[float, float, float, float, float]:
    """Return the sums of squares between and within clusters, and what makes up their expectations.

    The one between is expected to be `plain` times the variance of single answers plus `common` times that of
    the clusters' effects, the one within `spare` times the former.
    """
    size, square = side.size / side.clusters, side.square / side.clusters
    whole = float(side.size.sum())
    share = size / whole
    squares = float((side.total_square / size).sum())
    between = float(above_rounding(squares - side.mean**2 * whole, squares))
    within = float(above_rounding(side.within - squares, side.within))
    expected = []
    for values in (square, size**2):
        spread = values - 2 * share * values + share**2 * float((side.clusters * values).sum())
        expected.append(float((side.clusters * spread / size).sum()))
    spare = float((side.size - side.square / size).sum())
    return between, within, expected[0], expected[1], spare


@dataclass(frozen=True)
class FewClusters:
    """The law of an estimate over its cluster-robust standard error under the working model.

    Attributes
    ----------
    clusters
        Per class: how many clusters.
    share
        Per side (rows; one, or two of a difference) and class: size of a cluster over that of its side.
    noise
        Likewise: squared weights of a cluster over the squared size of its side.
    rho
        Intraclass correlation.
    factor
        What the sum of squared residuals is multiplied with: clusters / (clusters - 1).
    """

    clusters: np.ndarray
    share: np.ndarray
    noise: np.ndarray
    rho: float
    factor: float

    @classmethod
    def of_sides(cls, sides: Sequence[ClusterSide], rho: float | None = None) -> FewClusters:
        """Return the law for a mean, or the difference of two means with clusters of their own."""
        number = np.concatenate([side.clusters for side in sides]).astype(float)
        rho = intraclass(sides) if rho is None else rho
        share, noise = np.zeros((2, len(sides), number.size))
        start = 0
        for row, side in enumerate(sides):
            place, whole = slice(start, start + len(side.clusters)), side.size.sum()
            share[row, place] = side.size / side.clusters / whole
            noise[row, place] = side.square / side.clusters / whole**2
            start = place.stop
        whole_number = number.sum()
        return cls(number, share, noise, rho, whole_number / max(whole_number - 1, 1))

    def p(self, statistic: float) -> float:
        """Return the two-sided p-value of estimate / standard error."""
        if not np.isfinite(statistic):
            return np.nan
        if np.isfinite(self.many):
            from ._base import two_sided_p

            return float(two_sided_p(statistic, self.many))
        return self._tail(statistic**2)

    def critical(self, level: float) -> float:
        """Return how many standard errors a confidence interval reaches."""
        from ._base import critical

        if np.isfinite(self.many):
            return float(critical(level, self.many))
        from scipy.optimize import brentq  # a third of a second that many clusters do not need

        low, high = 0.5, 8.0
        while self._tail(high**2) > 1 - level and high < 1e6:
            low, high = high, high * 8
        if high >= 1e6:
            return np.inf
        root = brentq(
            lambda log: self._tail(np.exp(2 * log)) - (1 - level), np.log(low), np.log(high), xtol=1e-9
        )
        return float(np.exp(root))

    def df(self, level: float) -> float:
        """Return the degrees of freedom of the t distribution with this critical value, 1 at least."""
        from ._base import critical

        if np.isfinite(self.many):
            return self.many
        from scipy.optimize import brentq

        wanted = self.critical(level)
        if wanted >= critical(level, 1.0):
            return 1.0
        most = max(float(self.clusters.sum()) - 1, 1.0)
        if wanted <= critical(level, most):
            return most
        return float(brentq(lambda df: critical(level, df) - wanted, 1.0, most, xtol=1e-6))

    @cached_property
    def many(self) -> float:
        """Return the degrees of freedom where the clusters are so many that a t distribution will do."""
        one = self._variances()[2]
        worth = float(kish_n((self.clusters * one).sum(), (self.clusters * one**2).sum()))
        return float(self.clusters.sum()) - 1 if worth >= MANY else np.nan

    def _variances(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return per class the variance of a cluster's part on either side, and of their difference."""
        share, noise = self.share, self.noise
        sides = self.rho * share**2 + (1 - self.rho) * noise
        if len(sides) == 1:
            return sides[0], np.zeros_like(sides[0]), sides[0]
        return sides[0], sides[1], self.rho * (share[0] - share[1]) ** 2 + (1 - self.rho) * noise.sum(axis=0)

    @cached_property
    def _forms(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return estimate and variance in independent normal variables, as far as classes differ.

        First the vector and the matrix between classes, then the variance and number of contrasts within.
        """
        law = self._merged()
        first, second, one = law._variances()
        number, root = law.clusters, np.sqrt(law.clusters)
        both = len(law.share) == 2
        joint = law.rho * law.share[0] * law.share[1] if both else np.zeros_like(first)
        size = number.size
        # Cholesky factors of the covariance of the two parts of each class.
        a = np.sqrt(first)
        b = np.divide(joint, a, out=np.zeros(size), where=a > 0)
        c = np.sqrt(np.maximum(second - b**2, 0.0))
        left = np.concatenate([a * root, np.zeros(size)])  # sum of the first parts
        right = np.concatenate([b * root, c * root])  # sum of the second parts
        errors = np.zeros((size, 2 * size))
        errors[np.arange(size), np.arange(size)] = a - b
        errors[np.arange(size), size + np.arange(size)] = -c
        errors -= np.outer(root * law.share[0], left)
        if both:
            errors += np.outer(root * law.share[1], right)
        used = (left != 0) | (right != 0)
        matrix = law.factor * errors[:, used].T @ errors[:, used]
        return (left - right)[used], matrix, law.factor * one, number - 1

    def _merged(self) -> FewClusters:
        """Return the law with its smallest clusters in classes of like size, so that classes stay few."""
        if len(self.clusters) <= MOST_CLASSES:
            return self
        heavy = (self.share + self.noise).sum(axis=0)
        order = np.argsort(-heavy, kind="stable")
        rest = order[MOST_CLASSES // 2 :]
        # Small ones by side, then by size.
        rest = rest[np.lexsort((heavy[rest], self.share[0, rest] > 0))]
        parts = [np.array([one]) for one in order[: MOST_CLASSES // 2]]
        parts += [part for part in np.array_split(rest, MOST_CLASSES // 2) if len(part)]
        number = np.array([self.clusters[part].sum() for part in parts])
        share, noise = (
            np.column_stack([(values[:, part] * self.clusters[part]).sum(axis=1) for part in parts]) / number
            for values in (self.share, self.noise)
        )
        return FewClusters(number, share, noise, self.rho, self.factor)

    def _tail(self, square: float) -> float:
        """Return the probability that estimate^2 exceeds `square` times the variance."""
        vector, matrix, within, contrasts = self._forms
        between = np.linalg.eigvalsh(np.outer(vector, vector) - square * matrix)
        weights = np.concatenate([between, -square * within[contrasts > 0]])
        times = np.concatenate([np.ones(len(between)), contrasts[contrasts > 0]])
        return positive_probability(weights, times)


def positive_probability(weights: np.ndarray, times: np.ndarray) -> float:
    """Return the probability that a weighted sum of chi-squares of one degree of freedom is positive.

    `times` says how many chi-squares a weight stands for. Imhof (1961), equation 3.2.

    >>> print(f"{positive_probability(np.array([1.0, -12.706**2]), np.ones(2)):.4f}")  # t, 1 df
    0.0500
    """
    largest = np.abs(weights).max(initial=0.0)
    kept = np.abs(weights) > 1e-13 * largest
    if largest == 0 or not (weights[kept] > 0).any():
        return 0.0
    scaled = np.outer(_POINTS, weights[kept] / largest)
    angle = np.arctan(scaled) @ times[kept] / 2
    modulus = np.exp(np.minimum(np.log1p(scaled**2) @ times[kept] / 4, 700.0))
    area = _STEP * float((np.sin(angle) / modulus).sum())
    return float(np.clip(0.5 + area / np.pi, 0.0, 1.0))
