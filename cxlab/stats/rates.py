"""Rates of events per exposure: exact intervals, ratios, and what overdispersion makes of them.

Counts that vary `dispersion` times as much as chance are worth that much less: interval and test are the
exact ones of count / dispersion events. With a dispersion of 1 they are Garwood's interval and the exact
conditional test.

References
----------
Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28. McCullagh, P. and Nelder, J.
A. (1989). Generalized Linear Models. 2nd ed., Chapman and Hall, sections 4.5 and 6.2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import Array, ArrayLike, Interval, two_sided_p

__all__ = [
    "Dispersion",
    "RateRatio",
    "clustered_dispersion",
    "negative_binomial_ratio",
    "poisson_interval",
    "poisson_mean_interval",
    "quasi_binomial",
    "quasi_poisson",
    "rate_ratio",
]


class RateRatio(NamedTuple):
    """How many times a rate is another one, its limits, and the two-sided p-value of "as high"."""

    estimate: Array
    low: Array
    high: Array
    p: Array


class Dispersion(NamedTuple):
    """How many times as much as chance counts vary, never below 1, and the degrees of freedom behind it."""

    factor: float
    df: int


def poisson_mean_interval(count: ArrayLike, *, level: float = 0.95, dispersion: ArrayLike = 1.0) -> Interval:
    """Return exact limits of the expected number of events.

    Examples
    --------
    >>> low, high = poisson_mean_interval(11)
    >>> print(f"{low:.4f} {high:.4f}")
    5.4912 19.6820
    """
    from scipy.special import gammaincinv

    factor = np.asarray(dispersion, dtype=float)
    events = np.asarray(count, dtype=float) / factor
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(events > 0, gammaincinv(np.where(events > 0, events, 1.0), tail), 0.0)
        high = gammaincinv(events + 1, 1 - tail)
    return Interval((low * factor)[()], (high * factor)[()])


def poisson_interval(
    count: ArrayLike, exposure: ArrayLike, *, level: float = 0.95, dispersion: ArrayLike = 1.0
) -> Interval:
    """Return exact limits of a rate; nan where nothing was exposed.

    Examples
    --------
    >>> low, high = poisson_interval(0, 100)
    >>> print(f"{low:.4f} {high:.4f}")
    0.0000 0.0369
    """
    units = np.asarray(exposure, dtype=float)
    low, high = poisson_mean_interval(count, level=level, dispersion=dispersion)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Interval(*(np.where(units > 0, limit / units, np.nan)[()] for limit in (low, high)))


def rate_ratio(
    count: ArrayLike,
    exposure: ArrayLike,
    count_versus: ArrayLike,
    exposure_versus: ArrayLike,
    *,
    level: float = 0.95,
    dispersion: ArrayLike = 1.0,
) -> RateRatio:
    """Compare two rates by the exact test that takes their sum as given.

    Parameters
    ----------
    count, exposure, count_versus, exposure_versus
        Events and exposures of both sides.
    level
        Confidence level.
    dispersion
        How many times as much as chance the counts vary.

    Returns
    -------
    RateRatio
        Limits of Clopper and Pearson's kind; p is twice the smaller tail. Nan where a side has no exposure,
        or both have no events.

    Examples
    --------
    >>> found = rate_ratio(11, 800, 21, 3011)
    >>> print(f"{found.estimate:.3f} {found.low:.3f} {found.high:.3f} {found.p:.3f}")
    1.971 0.858 4.277 0.112
    """
    from scipy.special import betainc, betaincinv

    x, e, y, f = np.broadcast_arrays(
        *(np.asarray(v, dtype=float) for v in (count, exposure, count_versus, exposure_versus))
    )
    factor = np.asarray(dispersion, dtype=float)
    usable = (e > 0) & (f > 0) & (x + y > 0)
    x1, y1 = x / factor, y / factor
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        fair = e / (e + f)
        low = np.where(x > 0, betaincinv(np.where(x > 0, x1, 1), y1 + 1, tail), 0.0)
        high = np.where(y > 0, betaincinv(x1 + 1, np.where(y > 0, y1, 1), 1 - tail), 1.0)
        upper = np.where(x > 0, betainc(np.where(x > 0, x1, 1), y1 + 1, fair), 1.0)
        lower = np.where(y > 0, 1 - betainc(x1 + 1, np.where(y > 0, y1, 1), fair), 1.0)
        p = np.minimum(2 * np.minimum(upper, lower), 1.0)
        parts = ((x / e) / (y / f), low / (1 - low) * f / e, high / (1 - high) * f / e, p)
    return RateRatio(*(np.where(usable, part, np.nan)[()] for part in parts))


def clustered_dispersion(count: ArrayLike, square: ArrayLike, clusters: ArrayLike) -> Array:
    """Return how many times as much as chance counts vary that come in clusters, such as customers.

    Parameters
    ----------
    count
        Events.
    square
        Sum over clusters of the squares of their own events, each less what is expected of it (its exposure x
        the rate) where that is known.
    clusters
        How many clusters could have had events; infinite where that is not known.

    Returns
    -------
    array
        Never below 1, and 1 where nothing happened. With it `poisson_interval` has the variance of a
        linearised ratio (Cochran 1977, section 6.3), and the limits of exact counts.

    Examples
    --------
    >>> print(f"{clustered_dispersion(12, 4 * 3.0**2, np.inf):.0f}")  # four customers with three events each
    3
    """
    events, number = np.asarray(count, dtype=float), np.asarray(clusters, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        spare = np.where(np.isinf(number), 1.0, number / (number - 1))
        found = np.where((events > 0) & (spare > 0), spare * np.asarray(square, dtype=float) / events, 1.0)
    return np.maximum(found, 1.0)[()]


def quasi_poisson(count: ArrayLike, exposure: ArrayLike) -> Dispersion:
    """Return how much more than chance counts vary about one rate, by a quasi-Poisson model.

    Parameters
    ----------
    count, exposure
        Events and exposure per period; periods without exposure are left out.

    Examples
    --------
    >>> print(f"{quasi_poisson([12, 9, 15, 7, 20], [100] * 5).factor:.3f}")
    2.087
    """
    events, units = _usable(count, exposure)
    if len(events) < 2 or events.sum() == 0:
        return Dispersion(1.0, max(len(events) - 1, 0))
    free = len(events) - 1
    mean = units * (events.sum() / units.sum())  # the model of one rate has a closed form
    return Dispersion(max(float(((events - mean) ** 2 / mean).sum() / free), 1.0), free)


def quasi_binomial(
    count: ArrayLike, exposure: ArrayLike, count_versus: ArrayLike, exposure_versus: ArrayLike
) -> Dispersion:
    """Return how much more than chance one side's part of each period's events varies.

    Season and campaigns that move both sides alike do not count: each period's sum is taken as given.

    Examples
    --------
    >>> print(f"{quasi_binomial([12, 2, 15], [1, 1, 1], [30, 28, 33], [4, 4, 4]).factor:.2f}")
    3.39
    """
    x, e, y, f = (np.asarray(v, dtype=float) for v in (count, exposure, count_versus, exposure_versus))
    there = (x + y > 0) & (e > 0) & (f > 0)
    x, e, y, f = x[there], e[there], y[there], f[there]
    if len(x) < 2 or not (x.sum() > 0 and y.sum() > 0):
        return Dispersion(1.0, max(len(x) - 1, 0))
    size, free = x + y, len(x) - 1
    part = _common_odds(x, size, e / f)
    spread = (x - size * part) ** 2 / (size * part * (1 - part))
    return Dispersion(max(float(spread.sum() / free), 1.0), free)


def _common_odds(x: np.ndarray, size: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Return the fitted part of each period where the odds are `offset` times one number (logistic model).

    The one equation of the model is monotone in the logarithm of that number: Newton, kept within what is
    still possible.
    """
    odds = np.log(offset)
    low, high = -odds.max() - 40.0, -odds.min() + 40.0
    at = float(np.log(x.sum() / (size.sum() - x.sum())) - np.average(odds, weights=size))
    for _step in range(100):
        part = 1 / (1 + np.exp(-(at + odds)))
        gap, slope = float(x.sum() - (size * part).sum()), float((size * part * (1 - part)).sum())
        low, high = (at, high) if gap > 0 else (low, at)
        step = gap / slope if slope > 0 else 0.0
        new = at + step if low < at + step < high else (low + high) / 2
        if abs(new - at) < 1e-12 * max(1.0, abs(at)):
            break
        at = new
    return np.asarray(part)


def negative_binomial_ratio(
    count: ArrayLike,
    exposure: ArrayLike,
    count_versus: ArrayLike,
    exposure_versus: ArrayLike,
    *,
    level: float = 0.95,
    alpha: float | None = None,
) -> RateRatio:
    """Compare two rates over periods by a negative binomial model, whose variance grows with the square.

    Parameters
    ----------
    count, exposure, count_versus, exposure_versus
        Events and exposures per period.
    level
        Confidence level.
    alpha
        Variance of the rate about its mean, relative; by the method of moments where it is not given.

    Examples
    --------
    >>> found = negative_binomial_ratio([12, 2, 15], [1] * 3, [30, 28, 33], [4] * 3)
    >>> print(f"{found.estimate:.2f} {found.p:.2f}")
    1.27 0.30
    """
    import statsmodels.api as sm

    sides = [_usable(count, exposure), _usable(count_versus, exposure_versus)]
    if min(events.sum() for events, _units in sides) == 0:
        return RateRatio(*(np.float64(np.nan),) * 4)
    events, units = (np.concatenate(part) for part in zip(*sides, strict=True))
    side = np.repeat([1.0, 0.0], [len(part[0]) for part in sides])
    design = np.column_stack([np.ones(len(events)), side])
    offset = np.log(units)
    if alpha is None:
        mean = sm.GLM(events, design, family=sm.families.Poisson(), offset=offset).fit().mu
        free = max(len(events) - 2, 1) / len(events)
        alpha = max(float((((events - mean) ** 2 / free - mean).sum()) / (mean**2).sum()), 1e-8)
    fit = sm.GLM(events, design, family=sm.families.NegativeBinomial(alpha=alpha), offset=offset).fit(
        scale=1.0
    )
    low, high = fit.conf_int(1 - level)[1]
    z = fit.params[1] / fit.bse[1]
    return RateRatio(*map(np.float64, (np.exp(fit.params[1]), np.exp(low), np.exp(high), two_sided_p(z))))


def _usable(count: ArrayLike, exposure: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    events, units = np.broadcast_arrays(np.asarray(count, dtype=float), np.asarray(exposure, dtype=float))
    if np.any(events < 0) or np.any(units < 0):
        raise BadValue(Text("events and exposures are 0 or more; found a negative one"))
    return events[units > 0], units[units > 0]
