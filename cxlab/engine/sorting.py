"""Sort many whole numbers on all cores: cut where quick select cuts, then each part by itself."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

__all__ = ["cores_for", "sort_in_place"]

_PER_WORKER, _MOST_WORKERS = 500_000, 8


def cores_for(rows: int) -> int:
    """Return how many threads are worth their cost for so many rows; NumPy leaves Python alone meanwhile.

    Examples
    --------
    >>> cores_for(1000)
    1
    """
    return max(1, min(os.cpu_count() or 1, _MOST_WORKERS, rows // _PER_WORKER))


def sort_in_place(values: np.ndarray, workers: int | None = None) -> None:
    """Sort whole numbers in place.

    Parameters
    ----------
    values
        One dimension.
    workers
        Threads; default as many as are worth it.

    Examples
    --------
    >>> values = np.array([3, 1, 2])
    >>> sort_in_place(values, workers=2)
    >>> values.tolist()
    [1, 2, 3]
    """
    parts = cores_for(len(values)) if workers is None else max(1, min(workers, len(values)))
    if parts == 1:
        values.sort()
        return
    cuts = np.linspace(0, len(values), parts + 1).astype(int)
    values.partition(cuts[1:-1])
    with ThreadPoolExecutor(parts) as pool:
        list(pool.map(lambda part: part.sort(), np.split(values, cuts[1:-1])))
