"""The order in which a file holds its events: what tells apart events that stand at the same moment."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

__all__ = ["COLUMN", "file_after_file", "file_order", "ties", "with_sequence"]

COLUMN = "sequence"
"""Name of the column that holds the order of the file."""
FALLING = 0.9
"""Share of steps back in time, among steps within cases, from which on a file lists the newest first."""


def file_order(case: pd.Series, time: pd.Series) -> np.ndarray:
    """Return a running number per row: the order of the file, turned round where it lists the newest first.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2024-01-03", "2024-01-02", "2024-01-02", "2024-01-01"]))
    >>> file_order(pd.Series([1, 1, 1, 1]), days).tolist()
    [4, 3, 2, 1]
    """
    number = np.arange(1, len(time) + 1, dtype=np.int64)
    if not pd.api.types.is_datetime64_any_dtype(time):
        return number
    codes = pd.factorize(case)[0]
    order = np.argsort(codes, kind="stable")
    same = codes[order][1:] == codes[order][:-1]
    stamps = time.array.asi8[order]
    known = time.notna().to_numpy()[order]
    step = np.diff(stamps)[same & known[1:] & known[:-1]]
    if not step.any():  # every case at one moment: the file as a whole must tell
        there = time.notna().to_numpy()
        step = np.diff(time.array.asi8[there])
    back, on = int((step < 0).sum()), int((step > 0).sum())
    return number[::-1].copy() if back and back >= FALLING * (back + on) else number


def with_sequence(frame: pd.DataFrame, *, case: str = "customer_id", time: str = "timestamp") -> pd.DataFrame:
    """Return events with the order of their file as a column "sequence", if they have none of their own."""
    if COLUMN in frame or case not in frame or time not in frame:
        return frame
    return frame.assign(**{COLUMN: file_order(frame[case], frame[time])})


def file_after_file(parts: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Return the events of several files, numbered on from file to file where each counts its own rows.

    Numbers that are no running ones, or go on from file to file by themselves, are the data's own and stay.

    Examples
    --------
    >>> parts = [pd.DataFrame({"sequence": [1, 2]}), pd.DataFrame({"sequence": [2, 1]})]
    >>> [part["sequence"].tolist() for part in file_after_file(parts)]
    [[1, 2], [4, 3]]
    """
    if len(parts) < 2 or not all(
        COLUMN in part and len(part) and pd.api.types.is_integer_dtype(part[COLUMN]) for part in parts
    ):
        return parts
    numbers = [part[COLUMN] for part in parts]
    ends = sorted((int(one.min()), int(one.max())) for one in numbers if one.notna().all())
    apart = all(after[0] > before[1] for before, after in pairwise(ends))
    running = all(
        one.is_unique and (one.is_monotonic_increasing or one.is_monotonic_decreasing) for one in numbers
    )
    if apart or not running or len(ends) < len(parts):
        return parts
    before = np.cumsum([0, *(int(one.max()) for one in numbers[:-1])])
    return [part.assign(**{COLUMN: part[COLUMN] + more}) for part, more in zip(parts, before, strict=True)]


def ties(
    frame: pd.DataFrame, *, case: str = "customer_id", event: str = "event", time: str = "timestamp"
) -> np.ndarray:
    """Return which rows stand at the same moment as a different event of the same case.

    Examples
    --------
    >>> events = pd.DataFrame({"customer_id": [1, 1, 2], "event": ["a", "b", "a"], "timestamp": "2024-01-01"})
    >>> ties(events).tolist()
    [True, True, False]
    """
    usable = frame[[case, event, time]].dropna()
    distinct = usable.drop_duplicates()
    several = distinct.groupby([case, time], sort=False, observed=True)[event].transform("size") > 1
    odd = pd.MultiIndex.from_frame(distinct.loc[several, [case, time]])
    hit = (
        pd.MultiIndex.from_frame(usable[[case, time]]).isin(odd) if len(odd) else np.zeros(len(usable), bool)
    )
    return pd.Series(hit, index=usable.index).reindex(frame.index, fill_value=False).to_numpy(dtype=bool)
