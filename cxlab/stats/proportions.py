"""Shares: the Wilson interval, the difference of two shares."""

from __future__ import annotations

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import Array, ArrayLike, Interval, counts, critical, two_sided_p
from .compare import Difference

__all__ = ["proportion_difference", "share", "wilson"]


def share(successes: ArrayLike, n: ArrayLike) -> Array:
    """Return successes / n; nan where n is 0.

    >>> float(share(8, 10))
    0.8
    """
    hits, total = _checked(successes, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (hits / total)[()]


def wilson(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95, df: ArrayLike = np.inf) -> Interval:
    """Wilson score interval of a share.

    Parameters
    ----------
    successes, n
        Counts; both may be effective (non-integer) counts of a weighted or clustered sample, see
        `cxlab.stats.weighted_n` and `clustered_n`. ``n = 0`` gives nan.
    level
        Confidence level.
    df
        Degrees of freedom behind the variance, e.g. clusters - 1; infinite: the normal quantile.

    Returns
    -------
    Interval
        Limits on the scale 0..1, never outside it.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22.

    Examples
    --------
    >>> low, high = wilson(8, 10)
    >>> print(f"{low:.4f} {high:.4f}")
    0.4902 0.9433
    """
    hits, total = _checked(successes, n)
    z = critical(level, df)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = hits / total
        centre = (p + z**2 / (2 * total)) / (1 + z**2 / total)
        half = z / (1 + z**2 / total) * np.sqrt(p * (1 - p) / total + z**2 / (4 * total**2))
    # The limits at 0 and n are 0 and 1 exactly; rounding would leave 1e-17.
    low = np.where(hits == 0, centre * 0, centre - half)
    high = np.where(hits == total, centre * 0 + 1, centre + half)
    return Interval(np.clip(low, 0, 1)[()], np.clip(high, 0, 1)[()])


def proportion_difference(
    successes_a: ArrayLike, n_a: ArrayLike, successes_b: ArrayLike, n_b: ArrayLike, *, level: float = 0.95
) -> Difference:
    """Compare two independent shares: a - b, pooled score test, Newcombe's interval.

    Returns
    -------
    Difference
        `estimate` = a - b; `se` and `z` are those of the pooled test (chi-squared without continuity
        correction); the interval combines both Wilson intervals (Newcombe's method 10).

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Stat Med
    17.

    Examples
    --------
    >>> result = proportion_difference(56, 70, 48, 80)
    >>> print(f"{result.estimate:.2f} {result.low:.4f} {result.high:.4f} {result.p:.4f}")
    0.20 0.0524 0.3339 0.0080
    """
    a, b = share(successes_a, n_a), share(successes_b, n_b)
    low_a, high_a = wilson(successes_a, n_a, level=level)
    low_b, high_b = wilson(successes_b, n_b, level=level)
    hits_a, total_a, hits_b, total_b = counts(a=successes_a, n_a=n_a, b=successes_b, n_b=n_b)
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = (hits_a + hits_b) / (total_a + total_b)
        se = np.sqrt(pooled * (1 - pooled) * (1 / total_a + 1 / total_b)) + 0 * (a - b)
        z = np.where(se > 0, (a - b) / np.where(se > 0, se, 1), np.where(a == b, 0.0, np.nan))[()]
    low = a - b - np.hypot(a - low_a, high_b - b)
    high = a - b + np.hypot(high_a - a, b - low_b)
    return Difference(a - b, se[()], z, two_sided_p(z), low, high)


def _checked(successes: ArrayLike, n: ArrayLike) -> tuple[np.ndarray, ...]:
    hits, total = counts(successes=successes, n=n)
    if np.any(hits > total * (1 + 1e-9) + 1e-9):
        raise BadValue(Text("successes cannot exceed n"))
    return np.minimum(hits, total), total
