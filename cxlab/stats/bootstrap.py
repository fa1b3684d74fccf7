"""Bootstrap intervals on counts and on cluster totals, never on rows.

An answer with k distinct values is a multinomial: resampling its k counts is the same as resampling the rows,
at a cost that does not depend on how many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cxlab.errors import BadValue, UnknownName
from cxlab.text import Text

from ._base import ArrayLike
from .means import Estimate

__all__ = ["bootstrap_clusters", "bootstrap_counts"]

Statistic = Callable[[np.ndarray], np.ndarray]


def bootstrap_counts(
    counts: ArrayLike,
    statistic: Statistic,
    *,
    draws: int = 2000,
    seed: int = 0,
    level: float = 0.95,
    method: str = "percentile",
) -> Estimate:
    """Bootstrap a statistic of counts.

    Parameters
    ----------
    counts
        Answers per category, whole numbers, one dimension.
    statistic
        Maps an array of counts, categories on its last axis, to an array of the leading shape.
    draws
        Number of resamples.
    seed
        The same seed gives the same interval.
    level
        Confidence level.
    method
        "percentile" or "bca" (bias-corrected and accelerated).

    Returns
    -------
    Estimate
        `se` is the standard deviation over the resamples. Where all answers are alike every resample is, too:
        the interval has no width and must not be shown as certainty.

    References
    ----------
    Efron, B. (1987). Better bootstrap confidence intervals. JASA 82.

    Examples
    --------
    >>> result = bootstrap_counts([20, 30, 50], lambda c: (c[..., 2] - c[..., 0]) / c.sum(-1), seed=1)
    >>> print(f"{result.estimate:.2f} {result.low:.2f} {result.high:.2f}")
    0.30 0.15 0.45
    """
    observed = np.asarray(counts)
    if observed.ndim != 1 or observed.size == 0 or np.any(observed < 0) or np.any(observed % 1):
        raise BadValue(Text("counts to resample must be whole, not negative, in one dimension and not empty"))
    return _bootstrap(
        np.eye(observed.size),
        observed.astype(int),
        statistic,
        draws=draws,
        seed=seed,
        level=level,
        method=method,
    )


def bootstrap_clusters(
    totals: ArrayLike,
    statistic: Statistic,
    *,
    times: ArrayLike | None = None,
    draws: int = 2000,
    seed: int = 0,
    level: float = 0.95,
    method: str = "percentile",
) -> Estimate:
    """Bootstrap a statistic of sums over clusters, by resampling whole clusters.

    Parameters
    ----------
    totals
        One row per cluster, one column per sum (e.g. sum of w y, sum of w).
    statistic
        Maps an array of sums, on its last axis, to an array of the leading shape.
    times
        How many clusters each row stands for, where equal ones are counted together.
    draws, seed, level, method
        As for `bootstrap_counts`.

    Examples
    --------
    >>> result = bootstrap_clusters([[4, 4], [-3, 3], [1, 2], [0, 1]], lambda t: t[..., 0] / t[..., 1])
    >>> print(f"{result.estimate:.2f}")
    0.20
    """
    rows = np.asarray(totals, dtype=float)
    if rows.ndim != 2 or rows.shape[0] == 0:
        raise BadValue(
            Text("totals must have one row per cluster and one column per sum, and at least one row")
        )
    alike = np.ones(rows.shape[0], dtype=int) if times is None else np.asarray(times, dtype=int)
    return _bootstrap(rows, alike, statistic, draws=draws, seed=seed, level=level, method=method)


def _bootstrap(
    rows: np.ndarray,
    times: np.ndarray,
    statistic: Statistic,
    *,
    draws: int,
    seed: int,
    level: float,
    method: str,
) -> Estimate:
    """Resample units: `times[i]` of them contribute `rows[i]` to the sums that the statistic is of."""
    if method not in ("percentile", "bca"):
        raise UnknownName("bootstrap method", method, ("percentile", "bca"))
    if not 0 < level < 1:
        raise BadValue(Text("level must lie between 0 and 1, e.g. 0.95; found {level}", level=str(level)))
    size = int(times.sum())
    if size == 0:
        return Estimate(np.nan, np.nan, np.nan, np.nan)
    drawn = np.random.default_rng(seed).multinomial(size, times / size, size=draws)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = float(statistic(times @ rows))
        values = np.asarray(statistic(drawn @ rows), dtype=float)
    values = values[np.isfinite(values)]
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if method == "bca":
        tails = _bca_tails(tails, values, estimate, rows, times, statistic)
    if values.size < 2 or np.isnan(tails).any():
        return Estimate(estimate, np.nan, np.nan, np.nan)
    low, high = np.quantile(values, tails)
    return Estimate(estimate, values.std(ddof=1), low, high)


def _bca_tails(
    tails: np.ndarray,
    values: np.ndarray,
    estimate: float,
    rows: np.ndarray,
    times: np.ndarray,
    statistic: Statistic,
) -> np.ndarray:
    """Shift the percentiles by the resamples' bias and by the skewness of the leave-one-out estimates."""
    from scipy.special import ndtr, ndtri

    # Counts make ties with the estimate common: half of them lie below.
    below = (np.sum(values < estimate) + np.sum(values == estimate) / 2) / values.size
    present = times > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        left_out = np.asarray(statistic(times @ rows - rows[present]), dtype=float)
    weight = times[present] / times.sum()
    gap = (weight * left_out).sum() - left_out
    square = (times[present] * gap**2).sum()
    acceleration = (times[present] * gap**3).sum() / (6 * square**1.5) if square > 0 else 0.0
    bias = ndtri(below)
    shifted = bias + ndtri(tails)
    return ndtr(bias + shifted / (1 - acceleration * shifted))
