"""The p-value that an interval implies."""

from __future__ import annotations

import numpy as np

from ._base import Array, ArrayLike, critical, two_sided_p

__all__ = ["interval_p"]


def interval_p(
    estimate: ArrayLike, low: ArrayLike, high: ArrayLike, *, null: ArrayLike = 0.0, level: float = 0.95
) -> Array:
    """Return p of the hypothesis that the true value is `null`, from a normal interval.

    Parameters
    ----------
    estimate, low, high
        Estimates and limits of their intervals; of an uneven interval the side towards `null` counts.
    null
        The value to be tested.
    level
        Confidence level of the intervals.

    References
    ----------
    Altman, D. G. and Bland, J. M. (2011). How to obtain the P value from a confidence interval. BMJ 343.

    Examples
    --------
    >>> interval_p([0.5, 0.2], [0.1, -0.2], [0.9, 0.6]).round(3).tolist()
    [0.014, 0.327]
    """
    x, below, above, zero = (np.asarray(one, dtype=float) for one in (estimate, low, high, null))
    half = np.where(x > zero, x - below, above - x)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(half > 0, (x - zero) / half * critical(level), np.nan)
    return two_sided_p(z)
