"""Days: what is a date, as the clock on the wall shows it, and ranges of days."""

from __future__ import annotations

import pandas as pd

from ...errors import BadValue
from ...text import Text

__all__ = ["as_day", "is_date", "local", "within"]


def within(dates: pd.Series, start: object, end: object) -> pd.Series:
    """Return which of `dates` lie on a day from `start` to `end`, both included and each optional.

    Examples
    --------
    >>> times = pd.Series(pd.to_datetime(["2024-01-31 23:59", "2024-02-01 00:00", None]))
    >>> within(times, None, "2024-01-31").tolist()
    [True, False, False]
    """
    first, last = _day("start", start, dates), _day("end", end, dates)
    if first is not None and last is not None and last < first:
        raise BadValue(Text("end ({end}) lies before start ({start})", end=end, start=start))
    inside = dates.notna()
    if first is not None:
        inside &= dates >= first
    if last is not None:
        inside &= dates < last + pd.DateOffset(days=1)
    return inside


def _day(name: str, value: object, dates: pd.Series) -> pd.Timestamp | None:
    if value is None:
        return None
    try:
        day = pd.Timestamp(value).normalize()  # type: ignore[arg-type]
    except (ValueError, TypeError):
        raise BadValue(
            Text("{name}: expected a day such as 2024-01-31, found {value!r}", name=name, value=value)
        ) from None
    return day.tz_localize(dates.dt.tz)


def as_day(today: object) -> pd.Timestamp:
    """Return the start of the day, the current one for None.

    Raises
    ------
    BadValue
        It is no date.
    """
    try:
        day = pd.Timestamp.now() if today is None else pd.Timestamp(today)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        raise BadValue(
            Text("today must be a date such as 2024-05-31; found {today!r}", today=today)
        ) from None
    return day.tz_localize(None).normalize()


def is_date(frame: pd.DataFrame, column: str) -> bool:
    """Whether the table has a column of that name and it holds dates."""
    return column in frame and pd.api.types.is_datetime64_any_dtype(frame[column])


def local(dates: pd.Series) -> pd.Series:
    """Return dates as the clock on the wall shows them."""
    return dates.dt.tz_localize(None) if isinstance(dates.dtype, pd.DatetimeTZDtype) else dates
