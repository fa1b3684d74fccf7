"""Durations as help desks write them: HH:MM:SS with more than 24 hours, or a number."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

__all__ = ["hours"]

CLOCK = re.compile(r"(-?)(?:(\d+) days?,? )?(\d+):([0-5]?\d)(?::([0-5]?\d)(?:\.\d+)?)?")


def hours(values: pd.Series) -> pd.Series | None:
    """Return hours, or None if some value is neither a number nor a duration.

    Examples
    --------
    >>> hours(pd.Series(["00:30:00", "102:15:00", None])).tolist()
    [0.5, 102.25, nan]
    """
    if pd.api.types.is_timedelta64_dtype(values):
        return values.dt.total_seconds() / 3600
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("float64")
    distinct = {value: _one(str(value)) for value in values.dropna().unique()}
    if any(hour is None for hour in distinct.values()):
        return None
    return values.map(distinct).astype("float64")


def _one(text: str) -> float | None:
    if found := CLOCK.fullmatch(text.strip()):
        sign, days, hour, minute, second = found.groups()
        whole = 24 * int(days or 0) + int(hour) + int(minute) / 60 + int(second or 0) / 3600
        return -whole if sign else whole
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if np.isfinite(number) else None
