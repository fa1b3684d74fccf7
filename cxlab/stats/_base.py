"""What every module of the room shares: array arguments, intervals, quantiles, checks."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxlab.errors import BadValue
from cxlab.text import Text

__all__ = [
    "ROUNDING",
    "Array",
    "ArrayLike",
    "Interval",
    "above_rounding",
    "counts",
    "critical",
    "two_sided_p",
]

# A float64 array, or a float64 scalar where every argument was a scalar.
Array = Any


# Share of what was summed below which a difference of sums is rounding error, whatever the processor.
ROUNDING = 1e-12


class Interval(NamedTuple):
    """Lower and upper limits, as arrays of the arguments' common shape."""

    low: Array
    high: Array


def critical(level: float, df: ArrayLike = np.inf) -> Array:
    """Return the two-sided quantile: of the normal, or of Student's t where `df` is finite.

    Degrees of freedom below one give nan: there is nothing to estimate a variance from.
    """
    if not 0 < level < 1:
        raise BadValue(Text("level must lie between 0 and 1, e.g. 0.95; found {level}", level=str(level)))
    tail = (1 + level) / 2
    normal = NormalDist().inv_cdf(tail)
    degrees = np.asarray(df, dtype=float)
    if np.all(np.isposinf(degrees)):
        return np.full(degrees.shape, normal)[()]
    from scipy.special import stdtrit  # half a second of import that the normal case does not need

    with np.errstate(invalid="ignore"):
        t = stdtrit(np.where(degrees >= 1, np.where(np.isposinf(degrees), 1.0, degrees), np.nan), tail)
    return np.where(np.isposinf(degrees), normal, t)[()]


def two_sided_p(statistic: ArrayLike, df: ArrayLike = np.inf) -> Array:
    """Return the two-sided p-value of a normal statistic, or of a t statistic where `df` is finite."""
    from scipy.special import ndtr, stdtr

    below = -np.abs(np.asarray(statistic, dtype=float))
    degrees = np.asarray(df, dtype=float)
    finite = np.where(degrees >= 1, np.where(np.isposinf(degrees), 1.0, degrees), np.nan)
    return 2 * np.where(np.isposinf(degrees), ndtr(below), stdtr(finite, below))[()]


def above_rounding(value: ArrayLike, size: ArrayLike) -> Array:
    """Return the values, and 0 for those that are rounding error beside the `size` of what was summed.

    A variance that ought to be 0 comes out as a hair of either sign; which one depends on the order of the
    sums and on the processor. Only a comparison with their size tells it from a small variance.

    >>> above_rounding([1e-17, -2e-16, 0.01], 1.0).tolist()
    [0.0, 0.0, 0.01]
    """
    values = np.asarray(value, dtype=float)
    return np.where(values <= ROUNDING * np.abs(np.asarray(size, dtype=float)), 0.0, values)[()]


def counts(**named: ArrayLike) -> tuple[np.ndarray, ...]:
    """Return the named counts as float arrays of one shape; negative ones are refused."""
    arrays = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in named.values()))
    for name, array in zip(named, arrays, strict=True):
        if np.any(array < 0):
            raise BadValue(
                Text(
                    "{name} counts answers and cannot be negative; found {found}",
                    name=str(name),
                    found=f"{np.nanmin(array):g}",
                )
            )
    return tuple(arrays)
