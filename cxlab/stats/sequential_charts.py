"""Charts that add up small shifts: CUSUM and EWMA.

References
----------
Page, E. S. (1954). Continuous inspection schemes. Biometrika 41. Roberts, S. W. (1959). Control chart tests
based on geometric moving averages. Technometrics 1. Montgomery (2005), chapter 8.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import ArrayLike

__all__ = ["Cusum", "Ewma", "cusum", "ewma"]


class Cusum(NamedTuple):
    """Upper and lower sums per point, and the points at which one of them is beyond the limit."""

    up: np.ndarray
    down: np.ndarray
    signal: np.ndarray


class Ewma(NamedTuple):
    """The smoothed value, its standard deviation and limits per point, and the points beyond them."""

    value: np.ndarray
    sigma: np.ndarray
    low: np.ndarray
    high: np.ndarray
    signal: np.ndarray


def cusum(z: ArrayLike, *, slack: float = 0.5, limit: float = 5.0) -> Cusum:
    """Sum deviations beyond a slack, upwards and downwards, never across zero.

    Parameters
    ----------
    z
        Points in standard deviations from their target; a point without a value leaves the sums as they are.
    slack
        k: half the shift, in standard deviations, that is to be found fast.
    limit
        h: a sum strictly beyond it is a signal.

    Examples
    --------
    >>> found = cusum([1.5, 0.5, 0.6, -1.5, -0.5, -0.8], slack=0.5, limit=1)
    >>> found.up.round(6).tolist(), (np.flatnonzero(found.signal) + 1).tolist()
    ([1.0, 1.0, 1.1, 0.0, 0.0, 0.0], [3, 6])
    """
    if slack < 0 or limit <= 0:
        raise BadValue(
            Text(
                "slack must be 0 or more and limit above 0; found {slack}, {limit}", slack=slack, limit=limit
            )
        )
    points = np.asarray(z, dtype=float)
    up, down = np.zeros(points.size), np.zeros(points.size)
    high = low = 0.0
    for place, point in enumerate(np.nan_to_num(points)):
        if np.isfinite(points[place]):
            high, low = max(0.0, high + point - slack), min(0.0, low + point + slack)
        up[place], down[place] = high, low
    # Sums of decimals: 1.1 - 0.1 is a hair above 1, which is no signal.
    hair = 1e-9 * max(limit, 1.0)
    return Cusum(up, down, (up > limit + hair) | (down < -limit - hair))


def ewma(
    values: ArrayLike,
    *,
    centre: float,
    sigma: ArrayLike,
    smoothing: float = 0.2,
    width: float = 3.0,
) -> Ewma:
    """Smooth values exponentially, with limits that allow for how few have been smoothed yet.

    Parameters
    ----------
    values
        Points; one without a value leaves the smoothed value as it is.
    centre, sigma
        Target and standard deviation (one number, or one per point) of the points.
    smoothing
        lambda, above 0 and up to 1 (no smoothing).
    width
        Limits in standard deviations of the smoothed value.

    Examples
    --------
    >>> ewma([11, 13, 12], centre=10, sigma=2, smoothing=0.5).value.tolist()
    [10.5, 11.75, 11.875]
    """
    if not 0 < smoothing <= 1:
        raise BadValue(Text("smoothing must lie above 0 and up to 1; found {smoothing}", smoothing=smoothing))
    points = np.asarray(values, dtype=float)
    own = np.broadcast_to(np.asarray(sigma, dtype=float), points.shape)
    smooth, spread = np.empty(points.size), np.empty(points.size)
    level, variance = float(centre), 0.0
    for place in range(points.size):
        if np.isfinite(points[place]) and np.isfinite(own[place]):
            level = smoothing * points[place] + (1 - smoothing) * level
            variance = smoothing**2 * own[place] ** 2 + (1 - smoothing) ** 2 * variance
        smooth[place], spread[place] = level, np.sqrt(variance)
    low, high = centre - width * spread, centre + width * spread
    return Ewma(smooth, spread, low, high, (smooth > high) | (smooth < low))
