"""Whether values drift over time, and whether they jump at some day: weighted, and clustered by person."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import ArrayLike, critical, two_sided_p

__all__ = ["ChangePoint", "Slope", "change_point", "time_slope"]

MOST_SUMS = 5_000
"""Clusters are summed up at random to at most so many; the law of the largest statistic is the same."""


class Slope(NamedTuple):
    """A straight line's slope per unit of time, with a test of none."""

    estimate: float
    se: float
    low: float
    high: float
    statistic: float
    p: float
    clusters: int


class ChangePoint(NamedTuple):
    """Where the mean differs most between before and after, and how often chance alone does as much.

    `at` is the first time after the change. The means on either side are those of the cut that was chosen
    because they differ most there: their difference exaggerates.
    """

    at: float
    before: float
    after: float
    statistic: float
    p: float


def time_slope(
    time: ArrayLike,
    value: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    level: float = 0.95,
) -> Slope:
    """Fit a straight line through values over time.

    Parameters
    ----------
    time, value
        One element per answer.
    weight
        Sampling weights.
    cluster
        Which answers belong together; without it each is one of its own (HC1).
    level
        Confidence level.

    Returns
    -------
    Slope
        Least squares. With clusters, CR2 standard errors and Satterthwaite degrees of freedom: a few people
        who answered early and late decide about a line, however many there are; as
        ``clubSandwich::coef_test(lm(...), cluster, vcov = "CR2")`` in R; with weights, the working variance
        of an answer is 1 / weight (``target = 1 / w``). Without clusters HC1, as
        ``sandwich::vcovHC(type = "HC1")``. All nan where time or values do not vary; no test where one
        cluster alone decides about the line.

    References
    ----------
    Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with
    multi-stage samples. Survey Methodology 28.

    Examples
    --------
    >>> found = time_slope([0, 0, 1, 1, 2, 2], [1, 3, 2, 4, 3, 6])
    >>> print(f"{found.estimate:.2f} {found.se:.3f}")
    1.25 0.782
    """
    import statsmodels.api as sm

    t, y, w, groups = _checked(time, value, weight, cluster)
    number = int(groups.max(initial=-1)) + 1
    if len(np.unique(t)) < 2 or number < 2 or not np.ptp(y) > 0:
        return Slope(np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, number)
    fit = sm.WLS(y, sm.add_constant(t - t.mean()), weights=w).fit(cov_type="HC1")
    estimate, se, df = float(fit.params[1]), float(fit.bse[1]), number - 2.0
    if cluster is not None:
        se, df = _of_clusters(t - t.mean(), fit.resid, w, groups)
    half = float(critical(level, df)) * se
    statistic = estimate / se if se > 0 else np.nan
    p = float(two_sided_p(statistic, df))
    return Slope(estimate, se, estimate - half, estimate + half, statistic, p, number)


def _of_clusters(
    t: np.ndarray, residual: np.ndarray, w: np.ndarray, groups: np.ndarray
) -> tuple[float, float]:
    """Return the CR2 standard error of the slope and its degrees of freedom.

    The adjusted residuals of a cluster are (I - H)^-1/2 e with H = X M X'. As its rows have two columns only,
    all that is needed are 2 x 2 matrices: (I - X M X')^-1/2 X = X (I - M X'X)^-1/2.
    """
    columns = (np.ones(len(t)), t)
    squares = np.stack([np.bincount(groups, weights=w * a * b) for a in columns for b in columns], axis=-1)
    squares = squares.reshape(-1, 2, 2)
    sums = np.stack([np.bincount(groups, weights=w * a * residual) for a in columns], axis=-1)
    inverse = np.linalg.inv(squares.sum(axis=0))
    root = np.linalg.cholesky(inverse)
    left, vectors = np.linalg.eigh(np.eye(2) - root.T @ squares @ root)
    if left.min() <= 1e-10:  # without this cluster there would be no line: nothing tells how sure it is
        return np.nan, np.nan
    middle = (vectors / np.sqrt(left)[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    adjusted = (root @ middle @ np.linalg.inv(root)) @ inverse[1]
    se = float(np.sqrt((np.einsum("gi,gi->g", adjusted, sums) ** 2).sum()))
    # Satterthwaite: trace^2 / trace of the square of the quadratic form, whose matrix is diag(own) - P M P'.
    part = np.einsum("gij,gj->gi", squares, adjusted)
    own = np.einsum("gi,gi->g", adjusted, part)
    through = np.einsum("gi,ij,gj->g", part, inverse, part)
    product = inverse @ (part.T @ part)
    whole = float((own**2).sum() - 2 * (own * through).sum() + np.trace(product @ product))
    df = float(own.sum() - through.sum()) ** 2 / whole if whole > 0 else np.nan
    return se, max(df, 1.0)


def change_point(
    time: ArrayLike,
    value: ArrayLike,
    *,
    cuts: ArrayLike,
    weight: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    trim: float = 0.1,
    draws: int = 1999,
    seed: int = 0,
) -> ChangePoint:
    """Test whether the mean jumps at one of several possible times.

    Parameters
    ----------
    time, value, weight, cluster
        As for `time_slope`.
    cuts
        Times at which it may jump; a cut belongs to the time after it.
    trim
        Share of the weight that must lie on either side of a cut.
    draws
        Random signs per cluster behind the p-value.
    seed
        Of the random signs.

    Returns
    -------
    ChangePoint
        The largest of the standardised differences over all cuts, judged by its law when nothing changes:
        what each cluster adds gets a random sign (wild bootstrap), so that testing many cuts costs no more
        errors than testing one. All nan where no cut has enough on both sides.

    References
    ----------
    Andrews, D. W. K. (1993). Tests for parameter instability and structural change with unknown change point.
    Econometrica 61. Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2008). Bootstrap-based improvements for
    inference with clustered errors. Review of Economics and Statistics 90.

    Examples
    --------
    >>> import numpy as np
    >>> time, noise = np.arange(200), np.random.default_rng(0).normal(size=200)
    >>> found = change_point(time, noise + 2 * (time >= 120), cuts=np.arange(10, 200, 10))
    >>> found.at, found.p < 0.01
    (120.0, True)
    """
    t, y, w, groups = _checked(time, value, weight, cluster)
    rng = np.random.default_rng(seed)
    whole = w.sum()
    asked = np.unique(np.asarray(cuts, dtype=float))
    after = np.array([w[t >= cut].sum() for cut in asked]) / whole if whole > 0 else np.zeros(len(asked))
    allowed = (after >= trim) & (after <= 1 - trim)
    asked, after = asked[allowed], after[allowed]
    if not len(asked) or groups.max(initial=-1) < 1:
        return ChangePoint(*[np.nan] * 5)
    added = _added(t, w * (y - w @ y / whole), groups, asked, after, rng)
    scale = np.sqrt((added**2).sum(axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        seen = np.where(scale > 0, np.abs(added.sum(axis=0)) / scale, np.nan)
    if np.isnan(seen).all():
        return ChangePoint(*[np.nan] * 5)
    best = int(np.nanargmax(seen))
    signs = rng.choice((-1.0, 1.0), size=(draws, len(added)))
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = np.nanmax(np.abs(signs @ added) / scale, axis=1)
    p = (1 + (chance >= seen[best]).sum()) / (draws + 1)
    late = t >= asked[best]
    means = [float(np.average(y[side], weights=w[side])) for side in (~late, late)]
    return ChangePoint(float(asked[best]), means[0], means[1], float(seen[best]), float(p))


def _added(
    t: np.ndarray,
    residual: np.ndarray,
    groups: np.ndarray,
    cuts: np.ndarray,
    after: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return what each cluster adds to the difference at each cut."""
    number = int(groups.max()) + 1
    if number > MOST_SUMS:
        groups, number = rng.permutation(number)[groups] % MOST_SUMS, MOST_SUMS
    columns = [
        np.bincount(groups, weights=residual * ((t >= cut) - share), minlength=number)
        for cut, share in zip(cuts, after, strict=True)
    ]
    return np.column_stack(columns)


def _checked(
    time: ArrayLike, value: ArrayLike, weight: ArrayLike | None, cluster: ArrayLike | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return time, value, weight and number of the cluster of those with a weight above 0."""
    t, y = np.asarray(time, dtype=float), np.asarray(value, dtype=float)
    w = np.ones(len(t)) if weight is None else np.asarray(weight, dtype=float)
    groups = np.arange(len(t)) if cluster is None else np.unique(np.asarray(cluster), return_inverse=True)[1]
    if not len(t) == len(y) == len(w) == len(groups):
        raise BadValue(Text("time, value, weight and cluster need one element per answer"))
    if np.isnan(t).any() or np.isnan(y).any():
        raise BadValue(Text("leave out answers without a time or a value first"))
    kept = w > 0
    return t[kept], y[kept], w[kept], np.unique(groups[kept], return_inverse=True)[1]
