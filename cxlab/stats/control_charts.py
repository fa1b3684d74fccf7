"""Control charts of Shewhart's kind: what a process varies by itself, and the limits that follow from it.

Every function takes one number per point in time and gives a `Chart`: the points, their centre line, the
standard deviation of each point and the limits three of them away. `base` says which points the limits come
from; the others are judged by them and do not move them. `sequential_charts` has CUSUM and EWMA,
`run_rules` the rules on runs of points.

References
----------
Montgomery, D. C. (2005). Introduction to Statistical Quality Control. 5th ed., Wiley. Laney, D. B. (2002).
Improved control charts for attributes. Quality Engineering 14.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import ArrayLike

__all__ = [
    "Chart",
    "Overdispersion",
    "binomial_chart",
    "counts_chart",
    "individuals_chart",
    "moving_range_chart",
    "overdispersion",
    "rates_chart",
]

WIDTH = 3.0
D2 = 2 / np.sqrt(np.pi)
D4 = 1 + 3 * np.sqrt(2 - 4 / np.pi) / D2
"""Mean of the range of two standard normal values (1.128), and the upper limit of its chart (3.267)."""

LANEY_D2 = 1.128
"""The same as Laney prints it, for figures that agree with his to the last digit."""


@dataclass(frozen=True)
class Chart:
    """Points of a process with centre line and limits.

    Attributes
    ----------
    value, centre, sigma, low, high
        Per point; a point without a value (nothing was exposed) is nan.
    base
        The points that the limits come from.
    spread
        By how much the points vary more than their distribution says (Laney's sigma z); 1 elsewhere.
    """

    value: np.ndarray
    centre: np.ndarray
    sigma: np.ndarray
    low: np.ndarray
    high: np.ndarray
    base: np.ndarray
    spread: float = 1.0

    @property
    def z(self) -> np.ndarray:
        """Return how many standard deviations each point lies from the centre line."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.sigma > 0, (self.value - self.centre) / self.sigma, np.nan)

    @property
    def beyond(self) -> np.ndarray:
        """Tell which points lie outside the limits."""
        return (self.value > self.high) | (self.value < self.low)


class Overdispersion(NamedTuple):
    """How much more the counts vary than chance alone: 1 is chance; `p` tests that it is no more."""

    ratio: float
    statistic: float
    df: int
    p: float


def binomial_chart(
    count: ArrayLike,
    size: ArrayLike,
    *,
    base: ArrayLike | None = None,
    laney: bool = False,
    counts: bool = False,
    width: float = WIDTH,
    centre: float | None = None,
) -> Chart:
    """Chart shares: p, np (`counts`) or Laney's p' (`laney`).

    Parameters
    ----------
    count, size
        Of `size` cases `count` had it, per point; a point with size 0 has no share.
    base
        Points that the limits come from; all by default.
    laney
        Widen the limits by what the points vary more than binomially, from point to point.
    counts
        Chart the counts, not the shares.
    width
        Limits in standard deviations.
    centre
        A known share, instead of that of the base.

    Examples
    --------
    >>> chart = binomial_chart([12, 15, 8, 10, 4], [50] * 5)
    >>> print(f"{chart.centre[0]:.3f} {chart.low[0]:.3f} {chart.high[0]:.3f}")
    0.196 0.028 0.364
    """
    hits, total = _pair(count, size, "size")
    if np.any(hits > total):
        raise BadValue(Text("a point counts more cases than there were; count may not exceed size"))
    chosen = _base(base, total > 0)
    p = hits[chosen].sum() / total[chosen].sum() if centre is None else float(centre)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(total > 0, hits / total, np.nan)
        sigma = np.where(total > 0, np.sqrt(p * (1 - p) / total), np.nan)
    chart = _limits(value, p, sigma, chosen, width, laney, most=1.0)
    return _scaled(chart, total) if counts else chart


def rates_chart(
    count: ArrayLike,
    size: ArrayLike,
    *,
    base: ArrayLike | None = None,
    laney: bool = False,
    width: float = WIDTH,
    centre: float | None = None,
) -> Chart:
    """Chart rates of events per exposure: u, or Laney's u'.

    Parameters
    ----------
    count, size
        Events and exposure (orders, customer weeks) per point; a point with no exposure has no rate.
    base, laney, width, centre
        As for `binomial_chart`.

    Examples
    --------
    >>> chart = rates_chart([10, 12, 8, 14], [5, 5, 5, 5])
    >>> print(f"{chart.centre[0]:.2f} {chart.high[0]:.2f}")
    2.20 4.19
    """
    hits, total = _pair(count, size, "size")
    chosen = _base(base, total > 0)
    rate = hits[chosen].sum() / total[chosen].sum() if centre is None else float(centre)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(total > 0, hits / total, np.nan)
        sigma = np.where(total > 0, np.sqrt(rate / total), np.nan)
    return _limits(value, rate, sigma, chosen, width, laney)


def counts_chart(
    count: ArrayLike, *, base: ArrayLike | None = None, width: float = WIDTH, centre: float | None = None
) -> Chart:
    """Chart counts of events in like periods: c.

    Examples
    --------
    >>> chart = counts_chart([21, 24, 16, 12, 15])
    >>> print(f"{chart.centre[0]:.1f} {chart.high[0]:.2f}")
    17.6 30.19
    """
    hits, one = _pair(count, np.ones(np.shape(count)), "size")
    return rates_chart(hits, one, base=base, width=width, centre=centre)


def individuals_chart(
    values: ArrayLike,
    *,
    base: ArrayLike | None = None,
    width: float = WIDTH,
    centre: float | None = None,
    sigma: float | None = None,
) -> Chart:
    """Chart single values by their moving range: the X of XmR.

    Examples
    --------
    >>> chart = individuals_chart([34.05, 34.40, 33.59, 35.96, 34.70])
    >>> print(f"{chart.centre[0]:.2f} {chart.high[0]:.3f}")
    34.54 37.724
    """
    value = np.asarray(values, dtype=float)
    chosen = _base(base, np.isfinite(value))
    middle = value[chosen].mean() if centre is None else float(centre)
    own = _range_sigma(value, chosen) if sigma is None else float(sigma)
    return _limits(value, middle, np.full(value.shape, own), chosen, width, False, least=-np.inf)


def moving_range_chart(values: ArrayLike, *, base: ArrayLike | None = None) -> Chart:
    """Chart the moving range of single values: the mR of XmR; the first point has none.

    Examples
    --------
    >>> chart = moving_range_chart([34.05, 34.40, 33.59, 35.96, 34.70])
    >>> print(f"{chart.centre[1]:.4f} {chart.high[1]:.3f}")
    1.1975 3.912
    """
    value = np.asarray(values, dtype=float)
    chosen = _base(base, np.isfinite(value))
    moved = np.append(np.nan, np.abs(np.diff(value)))
    own = chosen & np.append(False, chosen[:-1]) & np.isfinite(moved)
    if not own.any():
        raise BadValue(Text("a moving range needs two values, one after the other"))
    mean = moved[own].mean()
    level = np.full(value.shape, mean)
    return Chart(moved, level, level * (D4 - 1) / 3, level * 0, level * D4, own)


def overdispersion(count: ArrayLike, size: ArrayLike | None = None) -> Overdispersion:
    """Compare the variance of counts with what chance alone gives.

    Parameters
    ----------
    count
        Events per point.
    size
        Cases per point: the counts are then taken as binomial, else as Poisson.

    Notes
    -----
    The statistic is the sum of squares about the mean over the theoretical variance, as R's
    ``qcc.overdispersion.test`` has it; with sizes that differ, Pearson's.

    Examples
    --------
    >>> print(f"{overdispersion([12, 15, 8, 10, 4], [50] * 5).ratio:.3f}")
    2.183
    """
    from scipy.stats import chi2

    hits = np.asarray(count, dtype=float)
    if size is None:
        expected = np.full(hits.shape, hits.mean())
        variance = expected
    else:
        hits, total = _pair(count, size, "size")
        hits, total = hits[total > 0], total[total > 0]
        p = hits.sum() / total.sum()
        expected, variance = total * p, total * p * (1 - p)
    if hits.size < 2 or not np.all(variance > 0):
        return Overdispersion(np.nan, np.nan, max(hits.size - 1, 0), np.nan)
    statistic = float(((hits - expected) ** 2 / variance).sum())
    df = hits.size - 1
    return Overdispersion(statistic / df, statistic, df, float(chi2.sf(statistic, df)))


def _limits(
    value: np.ndarray,
    centre: float,
    sigma: np.ndarray,
    base: np.ndarray,
    width: float,
    laney: bool,
    *,
    least: float = 0.0,
    most: float = np.inf,
) -> Chart:
    spread = 1.0
    if laney:
        with np.errstate(invalid="ignore", divide="ignore"):
            z = (value - centre) / sigma
        spread = _range_sigma(z, base & np.isfinite(z), LANEY_D2)
        sigma = sigma * spread
    level = np.full(value.shape, centre)
    low, high = (np.clip(level + side * width * sigma, least, most) for side in (-1, 1))
    return Chart(value, level, sigma, low, high, base, spread)


def _scaled(chart: Chart, size: np.ndarray) -> Chart:
    value, centre, sigma, low, high = (
        part * size for part in (chart.value, chart.centre, chart.sigma, chart.low, chart.high)
    )
    return Chart(value, centre, sigma, low, high, chart.base, chart.spread)


def _range_sigma(value: np.ndarray, base: np.ndarray, d2: float = D2) -> float:
    """Return the standard deviation by the mean range of neighbouring points of the base."""
    moved = np.abs(np.diff(value[base]))
    if not moved.size:
        raise BadValue(Text("limits need two points of the base at least; found {n}", n=int(base.sum())))
    return float(moved.mean() / d2)


def _base(base: ArrayLike | None, usable: np.ndarray) -> np.ndarray:
    chosen = usable if base is None else np.asarray(base, dtype=bool) & usable
    if not chosen.any():
        raise BadValue(Text("no point of the base has a value; limits cannot be computed"))
    return chosen


def _pair(count: ArrayLike, size: ArrayLike, name: str) -> tuple[np.ndarray, np.ndarray]:
    hits, total = np.broadcast_arrays(np.asarray(count, dtype=float), np.asarray(size, dtype=float))
    for label, values in (("count", hits), (name, total)):
        if np.any(values < 0) or np.any(np.isnan(values)):
            raise BadValue(
                Text("{name} holds numbers of 0 or more; found a negative or missing one", name=label)
            )
    return hits, total
