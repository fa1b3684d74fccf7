"""Contrasts of several estimates: differences, and differences of differences, of ratios and of anything.

A contrast is a sum of estimates with signs: after - before, or (after - before here) - (after - before
there).
"""

from __future__ import annotations

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import ArrayLike, above_rounding, critical, two_sided_p
from .compare import Difference
from .weights import kish_n

__all__ = ["ratio_contrast", "recovered_contrast"]

NOTHING = (np.nan, np.nan, np.nan, np.nan, np.nan)
NUMBERS = 4
"""Times the rows up to which whole numbers of clusters are taken as they are, gaps and all: no sorting."""


def ratio_contrast(
    total: ArrayLike,
    size: ArrayLike,
    cell: ArrayLike,
    cluster: ArrayLike,
    *,
    signs: ArrayLike,
    level: float = 0.95,
) -> Difference:
    """Contrast of ratios of sums (means, shares, rates) whose clusters may lie in several of them.

    Every cluster adds to the error what its totals are above their expectation, in all cells together, so
    that a customer who answered before and after is compared with himself (linearised ratio, CR1).

    Parameters
    ----------
    total, size
        Per row: what is added up, and what it is divided by (1 for an answer, years for a rate).
    cell
        Per row: which of the ratios it belongs to, a place in `signs`.
    cluster
        Per row: which rows belong together; -1 for a row that belongs to no other.
    signs
        Sign of each ratio in the contrast, e.g. (1, -1) for a difference.
    level
        Confidence level.

    Returns
    -------
    Difference
        Test and interval by t with as many degrees of freedom as the clusters are worth, less one: their
        number where they are alike (Kish's formula on what each may add to the variance). No test where a
        ratio rests on fewer than two clusters, or nothing varies.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques. 3rd ed., Wiley, sections 6.3 and 9A.

    Examples
    --------
    >>> found = ratio_contrast([1, 0, 1, 1, 0, 0], 1, [0, 0, 0, 1, 1, 1], -1, signs=(1, -1))
    >>> print(f"{found.estimate:.4f} {found.se:.4f}")
    0.3333 0.4216
    """
    wanted = np.asarray(signs, dtype=float)
    y, x, at, who = np.broadcast_arrays(
        *(np.asarray(part, dtype=float) for part in (total, size)), np.asarray(cell), np.asarray(cluster)
    )
    if np.any(x < 0):
        raise BadValue(Text("a size cannot be negative; found {found}", found=f"{np.nanmin(x):g}"))
    at = at.astype(np.intp)
    sums, sizes = (np.bincount(at, weights=part, minlength=len(wanted)) for part in (y, x))
    if not (sizes > 0).all():
        return Difference(np.nan, *NOTHING)
    ratios = sums / sizes
    estimate = float(wanted @ ratios)
    number = _numbered(who)
    error = np.bincount(number, weights=wanted[at] * (y - ratios[at] * x) / sizes[at])
    held = _held(at, number, x / sizes[at], len(wanted))
    # Rows without a size (events of customers not followed) make no cluster of a cell.
    if (held > 0).sum(axis=1).min() < 2:
        return Difference(estimate, *NOTHING)
    clusters = int(np.count_nonzero(np.bincount(number)))
    square = float(above_rounding((error**2).sum(), (ratios**2).sum() / clusters))
    if square <= 0:
        return Difference(estimate, *NOTHING)
    se = float(np.sqrt(clusters / (clusters - 1) * square))
    may_add = (held**2).sum(axis=0)
    # What clusters of equal weight they are worth, were all their rows alike.
    df = float(kish_n(may_add.sum(), (may_add**2).sum())) - 1
    reach = float(critical(level, max(df, 1.0)))
    z = estimate / se
    return Difference(
        estimate, se, z, float(two_sided_p(z, max(df, 1.0))), estimate - reach * se, estimate + reach * se
    )


def _numbered(who: np.ndarray) -> np.ndarray:
    """Return clusters as numbers from 0 on, every row without one as a cluster of its own."""
    codes, lone = who, who == -1
    if who.dtype.kind not in "iu" or who.min(initial=0) < -1 or who.max(initial=0) > NUMBERS * len(who):
        codes = np.unique(who, return_inverse=True)[1].ravel()
    if not lone.any():
        return codes
    return np.where(lone, codes.max(initial=0) + 1 + np.arange(len(who)), codes)


def _held(at: np.ndarray, number: np.ndarray, share: np.ndarray, cells: int) -> np.ndarray:
    """Return which share of each cell each cluster holds."""
    width = int(number.max(initial=0)) + 1
    return np.bincount(at * width + number, weights=share, minlength=cells * width).reshape(cells, width)


def recovered_contrast(
    estimate: ArrayLike, low: ArrayLike, high: ArrayLike, *, signs: ArrayLike, level: float = 0.95
) -> Difference:
    """Contrast of independent estimates of any kind (medians, shares) from their own intervals.

    The variance is recovered from the limits on the side that counts, so that the interval is as lopsided as
    theirs (MOVER). Of two Wilson intervals it is Newcombe's.

    Parameters
    ----------
    estimate, low, high
        The estimates with their limits of confidence `level`.
    signs
        Sign of each in the contrast, e.g. (1, -1) for a difference.
    level
        Confidence level of the limits.

    Returns
    -------
    Difference
        `se` is that of the side towards 0, and p the one that agrees with the interval there. Without a
        limit of one of them there is no interval.

    References
    ----------
    Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a general
    approach. Statistics in Medicine 27.

    Examples
    --------
    >>> from cxlab.stats import wilson
    >>> first, second = wilson(56, 70), wilson(48, 80)
    >>> found = recovered_contrast([0.8, 0.6], [first.low, second.low], [first.high, second.high],
    ...                            signs=(1, -1))
    >>> print(f"{found.estimate:.2f} {found.low:.4f} {found.high:.4f}")
    0.20 0.0524 0.3339
    """
    point, lower, upper, sign = np.broadcast_arrays(
        *(np.asarray(part, dtype=float) for part in (estimate, low, high, signs))
    )
    gap = float((sign * point).sum())
    # A limit hurts on its own side: the lower one of what is added, the upper one of what is taken away.
    down = np.where(sign > 0, point - lower, upper - point) * np.abs(sign)
    up = np.where(sign > 0, upper - point, point - lower) * np.abs(sign)
    below, above = float(np.hypot.reduce(down)), float(np.hypot.reduce(up))
    if not np.isfinite(below + above) or below + above <= 0:
        return Difference(gap, *NOTHING)
    se = (below if gap > 0 else above) / float(critical(level))
    z = gap / se if se > 0 else np.nan
    return Difference(gap, se, z, float(two_sided_p(z)), gap - below, gap + above)
