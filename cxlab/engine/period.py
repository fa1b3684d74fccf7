"""Keys that are computed from a column: the calendar period it lies in, whether it has a value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, get_args

import narwhals as nw
import numpy as np
import pandas as pd

from cxlab.engine.instants import dates_of, not_a_date
from cxlab.engine.scan import Scan
from cxlab.errors import BadParameter
from cxlab.text import Text

Every = Literal["day", "week", "month", "quarter", "year"]

_STEP = {"day": "1d", "month": "1mo", "quarter": "1q", "year": "1y"}
_NUMPY = {"month": "M", "year": "Y"}

LAST_WEEK = 15_000_000
"""Beyond it (infinity in DuckDB) no timestamp in microseconds can lie."""


@dataclass(frozen=True)
class Period:
    """A date column cut to calendar periods, for use as a key in `by`.

    Parameters
    ----------
    column
        A date or timestamp column.
    every
        "day", "week" (from Monday), "month", "quarter" or "year".
    name
        Name of the output column; default is `every`.
    """

    column: str
    every: Every = "month"
    name: str | None = None

    def __post_init__(self) -> None:
        if self.every not in get_args(Every):
            raise BadParameter(
                Text(
                    "period {every!r} is not known; available: {names}",
                    every=self.every,
                    names=", ".join(get_args(Every)),
                )
            )

    @property
    def label(self) -> str:
        """Name of the output column."""
        return self.name or self.every


def period(column: str, every: Every = "month", *, name: str | None = None) -> Period:
    """Cut a date column to calendar periods, for use in `by`.

    The cut follows the wall clock: a time-zone-aware column is cut in its own zone, so that 00:30 on
    1 March in Berlin is March there although it is still February in UTC. (DuckDB relations carry their
    session's zone; Parquet files the zone their writer noted, else UTC.)

    Examples
    --------
    >>> period("date", "month").label
    'month'
    """
    return Period(column, every, name)


@dataclass(frozen=True)
class HasValue:
    """Whether a column has a value, for use as a key in `by`; the output column holds True or False."""

    column: str
    name: str | None = None

    @property
    def label(self) -> str:
        """Name of the output column."""
        return self.name or f"{self.column}_has_value"


def has_value(column: str, *, name: str | None = None) -> HasValue:
    """Group by whether a column has a value (say, whether a ticket was resolved), for use in `by`.

    Examples
    --------
    >>> has_value("resolved").label
    'resolved_has_value'
    """
    return HasValue(column, name)


def cut(scan: Scan, key: Period) -> nw.Expr | nw.Series:
    """Return the first day of the period each row lies in, as naive timestamps."""
    if scan.is_pandas:
        return nw.from_native(cut_pandas(scan.frame.to_native()[key.column], key), series_only=True)
    dtype = scan.frame.collect_schema()[key.column]
    if not isinstance(dtype, nw.Date | nw.Datetime):
        raise not_a_date(key.column)
    column = nw.col(key.column)
    if isinstance(dtype, nw.Datetime) and dtype.time_zone:
        column = column.dt.replace_time_zone(None)
    column = column.cast(nw.Datetime("us"))
    if key.every == "week":
        return _monday(column.dt.truncate("1d"))
    return column.dt.truncate(_STEP[key.every])


def week_number(scan: Scan, key: Period) -> nw.Expr | None:
    """Return the number of the week each row lies in, from 1 January of year 1, a Monday, on; None if slower.

    DuckDB groups by a small integer a third faster than by the Monday itself, which `mondays` gives back.
    """
    if not (isinstance(scan.frame, nw.LazyFrame) and scan.frame.implementation.is_duckdb()):
        return None
    dtype = scan.frame.collect_schema()[key.column]
    if key.every != "week" or not isinstance(dtype, nw.Date | nw.Datetime):
        return None
    column = nw.col(key.column)
    if isinstance(dtype, nw.Datetime) and dtype.time_zone:
        column = column.dt.replace_time_zone(None)
    return (column.cast(nw.Date) - nw.lit(dt.date(1, 1, 1))) // 7


def mondays(numbers: pd.Series) -> pd.Series:
    """Return the Monday of each number of a week.

    Examples
    --------
    >>> mondays(pd.Series([105555, None]))
    0   2024-01-01
    1          NaT
    dtype: datetime64[us]
    """
    known = numbers.notna().to_numpy()
    weeks = numbers.fillna(0).to_numpy(dtype="int64").clip(max=LAST_WEEK)
    days = np.datetime64("0001-01-01", "us") + weeks * np.timedelta64(7 * 86_400_000_000, "us")
    return pd.Series(np.where(known, days, np.datetime64("NaT", "us")), index=numbers.index)


def _monday(day: nw.Expr) -> nw.Expr:
    """Step back to Monday; weekday() is ISO (1 = Monday) on every backend, truncate to weeks is not."""
    monday = day
    for back in range(1, 7):
        earlier = day.dt.offset_by(f"-{back}d")
        monday = nw.when(day.dt.weekday() == back + 1).then(earlier).otherwise(monday)
    return monday


def cut_pandas(dates: Any, key: Period) -> Any:
    """Cut in NumPy: Narwhals has no weeks on pandas, and this is faster for the rest."""
    dates = dates_of(dates, key.column)
    if getattr(dates.dt, "tz", None) is not None:
        dates = dates.dt.tz_localize(None)
    values = dates.to_numpy(dtype="datetime64[us]")
    if key.every == "quarter":
        months = values.astype("datetime64[M]")
        first = months - (months.astype(np.int64) % 3).astype("timedelta64[M]")
    elif key.every in _NUMPY:
        first = values.astype(f"datetime64[{_NUMPY[key.every]}]")
    else:
        first = values.astype("datetime64[D]")
        if key.every == "week":  # 1 January 1970 was a Thursday
            first = first - ((first.astype(np.int64) + 3) % 7).astype("timedelta64[D]")
    return pd.Series(first.astype("datetime64[us]"), index=dates.index, name=key.label)
