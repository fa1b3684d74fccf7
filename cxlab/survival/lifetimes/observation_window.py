"""From when to when were customers observed? What the dates themselves say."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory, require
from cxlab.errors import BadValue
from cxlab.text import Text

from .durations import wall_clock

__all__ = ["observation_window"]

_SLACK = np.timedelta64(31, "D")
_YEAR = np.timedelta64(366, "D")
_STRAY, _ENOUGH = 0.01, 10


def observation_window(
    customers: Any, *, start: str = "signup_date", end: str = "end_date"
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Read off the dates from when customers who left are in the data, and until when.

    A customer base often holds everybody who is still there, but of those who left only the ones of the last
    years. The month of the first recorded end is then the beginning of observation. Its end is the last
    start: ends may lie in the future, where notice was given, so later ones count only if they follow within
    a month (or if most do: then no new customers are taken, and the last end is taken). Observing too briefly
    loses little and biases nothing, observing too long does.

    Ends before their own start are not looked at, nor are strays: a hundredth of the dates, or less, more
    than a year before the other ends or after the other starts. Where the two days are known, use them.

    Returns
    -------
    (Timestamp, Timestamp)
        First day of the month of the first end, and the last day observed.

    Raises
    ------
    BadValue
        Nobody has an end.

    Examples
    --------
    >>> customers = pd.DataFrame({
    ...     "signup_date": pd.to_datetime(["2015-04-01", "2024-03-01"]),
    ...     "end_date": pd.to_datetime(["2023-01-17", None])})
    >>> [str(day.date()) for day in observation_window(customers)]
    ['2023-01-01', '2024-03-01']
    """
    require(customers, start, end)
    frame = in_memory(customers, [start, end])
    since, zone = wall_clock(frame[start], start)
    last, _zone = wall_clock(frame[end], end, zone)
    ends = np.sort(last[last.notna() & (since.isna() | (last >= since))].to_numpy())
    if not len(ends):
        raise BadValue(
            Text("column {end!r} holds no date: nobody has left, so there is nothing to observe", end=end)
        )
    until = _until(np.sort(since.dropna().to_numpy()), ends)
    known = ends[ends <= until]
    first = known[_strays(known - known[0])] if len(known) else ends[0]
    return pd.Timestamp(first).normalize().replace(day=1), pd.Timestamp(until).normalize()


def _until(starts: np.ndarray, ends: np.ndarray) -> np.datetime64:
    """Return the last day observed: the last start or an end soon after it, in a closed book the last end."""
    newest = _latest(starts) if len(starts) else ends[0]
    open_book = np.mean(ends <= newest + _SLACK) >= 0.5
    known = ends[ends <= newest + _SLACK] if open_book else ends[ends <= _latest(ends)]
    return max(newest, *known[-1:])


def _latest(days: np.ndarray) -> np.datetime64:
    return days[len(days) - _strays(days[-1] - days[::-1]) - 1]


def _strays(after: np.ndarray) -> int:
    """Return how many of the first moments, ascending, lie more than a year before all others."""
    few = math.ceil(len(after) * _STRAY) if len(after) >= _ENOUGH else 0
    gaps = np.flatnonzero(np.diff(after[: few + 1]) > _YEAR)
    return int(gaps[-1]) + 1 if len(gaps) else 0
