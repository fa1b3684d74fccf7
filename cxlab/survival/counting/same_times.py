"""Times that differ by rounding alone are one time: 0.1 + 0.2 and 0.3."""

from __future__ import annotations

import numpy as np

__all__ = ["same_times"]

TOLERANCE = float(np.sqrt(np.finfo(float).eps))


def same_times(*arrays: np.ndarray) -> list[np.ndarray]:
    """Return arrays of times in which neighbours that differ by less than rounding have the smallest's value.

    Two neighbours are one time where they differ by at most 1.5e-8, or by that share of the mean of all
    times, as in R's survival (aeqSurv, option timefix).

    Examples
    --------
    >>> [len(np.unique(times)) for times in same_times(np.array([0.1 + 0.2, 0.3, 1.0]))]
    [2]
    """
    whole = np.concatenate([np.asarray(values, dtype=float) for values in arrays])
    whole = whole[np.isfinite(whole)]
    # Whole numbers, as nearly all durations are, need no sorting.
    if not len(whole) or np.array_equal(whole, np.rint(whole)):
        return [np.asarray(values, dtype=float) for values in arrays]
    times = np.unique(whole)
    gap = np.diff(times)
    new = np.ones(len(times), dtype=bool)
    new[1:] = (gap > TOLERANCE) & (gap > TOLERANCE * np.abs(times).mean())
    if new.all():
        return [np.asarray(values, dtype=float) for values in arrays]
    first = times[np.flatnonzero(new)[np.cumsum(new) - 1]]
    joined = []
    for values in arrays:
        found = np.asarray(values, dtype=float).copy()
        known = np.isfinite(found)
        found[known] = first[np.searchsorted(times, found[known])]
        joined.append(found)
    return joined
