"""From when to when were customers observed? What the dates themselves say."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxlab.engine import in_memory, require
from cxlab.errors import BadValue

from .durations import wall_clock

__all__ = ["observation_window"]


def observation_window(
    customers: Any, *, start: str = "signup_date", end: str = "end_date"
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Read off the dates from when customers who left are in the data, and until when.

    A customer base often holds everybody who is still there, but of those who left only the ones of the last
    years. The month of the first recorded end is then the beginning of observation, and the last date of all
    its end. Where both are known, use what is known instead.

    Returns
    -------
    (Timestamp, Timestamp)
        First day of the month of the first end, and the last start or end.

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
    if last.notna().sum() == 0:
        raise BadValue(f"column {end!r} holds no date: nobody has left, so there is nothing to observe")
    first = pd.Timestamp(last.min()).normalize().replace(day=1)
    return first, pd.Timestamp(max(since.max(), last.max())).normalize()
