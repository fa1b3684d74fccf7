"""Count whole-number durations in NumPy, a chunk that fits the processor's cache at a time.

Durations in whole days are the usual case, and one pass over the columns is an order of magnitude faster than
any grouping. Whatever is not plain (fractions, missing values, other codes, many distinct times) is left to
the general way; tests hold the two to equal results.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

_CHUNK = 65_536
_LONGEST = 1 << 20


def count_wholes(
    duration: pd.Series, event: pd.Series, entry: pd.Series | None = None, *, part: str
) -> pd.DataFrame | None:
    """Return how often each duration occurs with and without the event, or each time of entry.

    Parameters
    ----------
    part
        "exit" or "entry".

    Returns
    -------
    DataFrame or None
        Sorted `duration`, `event` and `n`, or `entry` and `n`; None where a value is not plain.
    """
    columns = [column for column in (duration, event, entry) if column is not None]
    if not all(isinstance(column.dtype, np.dtype) for column in columns):
        return None
    time, ended, *start = (column.to_numpy() for column in columns)
    kinds = {time.dtype.kind, *(column.dtype.kind for column in start)}
    if not kinds <= set("iuf") or ended.dtype.kind not in "biu" or not len(time):
        return None
    total = np.zeros(2, dtype=np.int64)
    for first in range(0, len(time), _CHUNK):
        rows = slice(first, first + _CHUNK)
        counted = _chunk(time[rows], ended[rows], start[0][rows] if start else None, part)
        if counted is None:
            return None
        if len(counted) > len(total):
            total = np.concatenate([total, np.zeros(len(counted) - len(total), dtype=np.int64)])
        total[: len(counted)] += counted
    found = np.flatnonzero(total)
    if part == "entry":
        return pd.DataFrame({"entry": found.astype(float), "n": total[found]})
    codes = (found & 1).astype(bool if ended.dtype.kind == "b" else "int64")
    return pd.DataFrame({"duration": (found >> 1).astype(float), "event": codes, "n": total[found]})


def _chunk(time: np.ndarray, ended: np.ndarray, start: np.ndarray | None, part: str) -> np.ndarray | None:
    whole = _whole(time)
    if whole is None or (ended.dtype.kind != "b" and (ended.min() < 0 or ended.max() > 1)):
        return None
    if start is not None:
        entry = _whole(start)
        if entry is None or np.any((entry >= whole) & (entry > 0)):
            return None
        if part == "entry":
            return np.bincount(entry)
    code = np.left_shift(whole, 1)
    np.add(code, ended, out=code, casting="unsafe")
    return np.bincount(code)


def _whole(values: np.ndarray) -> np.ndarray | None:
    """Return values as int64, or None unless all are whole numbers from 0 to `_LONGEST`."""
    if values.dtype.kind != "f":
        plain = values.min() >= 0 and values.max() <= _LONGEST
        return values.astype(np.int64, copy=False) if plain else None
    if not (values.min() >= 0 and values.max() <= _LONGEST):  # false for NaN too
        return None
    whole = values.astype(np.int64)
    return whole if np.array_equal(whole, values) else None
