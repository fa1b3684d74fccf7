"""Count whole-number durations in NumPy, a chunk that fits the processor's cache at a time, on all cores.

Durations in whole days are the usual case, and one pass over the columns is an order of magnitude faster than
any grouping. Whatever is not plain (fractions, missing values, other codes, many distinct times) is left to
the general way; tests hold the two to equal results.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

_CHUNK = 32_768
_PER_WORKER, _MOST_WORKERS = 1_000_000, 8
_LONGEST = 1 << 20
_ONE = np.int64(1)  # of the tables' own type: another one takes numpy's slow way


def count_integer_durations(
    duration: pd.Series, event: pd.Series, entry: pd.Series | None = None
) -> tuple[pd.DataFrame, pd.DataFrame | None] | None:
    """Return how often each duration occurs with and without the event, and each time of entry.

    Returns
    -------
    (DataFrame, DataFrame or None) or None
        Sorted `duration`, `event` and `n`; with `entry`, sorted `entry` and `n`. None where a value is not
        plain.
    """
    columns = [column for column in (duration, event, entry) if column is not None]
    if not len(duration) or not all(isinstance(column.dtype, np.dtype) for column in columns):
        return None
    time, ended, *late = (column.to_numpy() for column in columns)
    kinds = {time.dtype.kind, *(column.dtype.kind for column in late)}
    if not kinds <= set("iuf") or ended.dtype.kind not in "biu":
        return None
    counted = _counted(time, ended, late[0] if late else None)
    if counted is None:
        return None
    (code, n), (start, came) = (counts.found() for counts in counted)
    kind = bool if ended.dtype.kind == "b" else "int64"
    out = pd.DataFrame({"duration": (code >> 1).astype(float), "event": (code & 1).astype(kind), "n": n})
    return out, pd.DataFrame({"entry": start.astype(float), "n": came}) if late else None


def _counted(time: np.ndarray, ended: np.ndarray, late: np.ndarray | None) -> tuple[_Counts, _Counts] | None:
    """Count exits and entries, a share of the rows on each core; NumPy leaves Python alone meanwhile."""
    workers = max(1, min(os.cpu_count() or 1, _MOST_WORKERS, len(time) // _PER_WORKER))
    bounds = np.linspace(0, len(time), workers + 1).astype(int)

    def share(first: int, end: int) -> tuple[_Counts, _Counts] | None:
        exits, entries = _Counts(), _Counts()
        for start in range(first, end, _CHUNK):
            rows = slice(start, min(start + _CHUNK, end))
            if not _count(time[rows], ended[rows], None if late is None else late[rows], exits, entries):
                return None
        return exits, entries

    if workers == 1:
        return share(0, len(time))
    with ThreadPoolExecutor(workers) as pool:
        shares = list(pool.map(share, bounds[:-1].tolist(), bounds[1:].tolist()))
    total = _Counts(), _Counts()
    for counts in shares:
        if counts is None:
            return None
        for whole, part in zip(total, counts, strict=True):
            whole.merge(part)
    return total


class _Counts:
    """How often each number occurs, in a table that grows with the largest."""

    def __init__(self) -> None:
        self.n = np.zeros(8192, dtype=np.int64)

    def reach(self, size: int) -> None:
        if size > len(self.n):
            larger = np.zeros(2 * size, dtype=np.int64)
            larger[: len(self.n)] = self.n
            self.n = larger

    def merge(self, other: _Counts) -> None:
        self.reach(len(other.n))
        self.n[: len(other.n)] += other.n

    def add(self, numbers: np.ndarray, largest: int) -> None:
        self.reach(largest + 1)
        # Adding in place takes two thirds of the time of a `bincount` per chunk.
        np.add.at(self.n, numbers, _ONE)

    def found(self) -> tuple[np.ndarray, np.ndarray]:
        numbers = np.flatnonzero(self.n)
        return numbers, self.n[numbers]


def _count(
    time: np.ndarray, ended: np.ndarray, late: np.ndarray | None, exits: _Counts, entries: _Counts
) -> bool:
    """Count a chunk; False, nothing lost, where one of its values is not plain."""
    whole, longest = _whole(time)
    if whole is None or (ended.dtype.kind != "b" and (ended.min() < 0 or ended.max() > 1)):
        return False
    if late is not None:
        start, latest = _whole(late)
        if start is None or (np.any(start >= whole) and np.any((start >= whole) & (start > 0))):
            return False
        entries.add(start, latest)
    code = ended.astype(np.int64)  # twice the time, one more for an event
    code += whole
    code += whole
    exits.add(code, 2 * longest + 1)
    return True


def _whole(values: np.ndarray) -> tuple[np.ndarray | None, int]:
    """Return values as int64 and the largest; None unless all are whole numbers from 0 to `_LONGEST`."""
    if values.dtype.kind == "f":
        with np.errstate(invalid="ignore"):  # what is missing becomes a number far outside
            whole = values.astype(np.int64)
        if not np.all(np.trunc(values) == values):
            return None, 0
    elif values.dtype == np.uint64:
        whole = values.view(np.int64)
    else:
        whole = values.astype(np.int64, copy=False)
    largest = int(whole.view(np.uint64).max())  # negative numbers are the largest ones here
    return (whole, largest) if largest <= _LONGEST else (None, 0)
