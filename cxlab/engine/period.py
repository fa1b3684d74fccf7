"""Calendar periods: a date column cut to the day, week, month, quarter or year it lies in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import narwhals as nw

from cxlab.engine.scan import Scan
from cxlab.errors import BadParameter, BadValue

Every = Literal["day", "week", "month", "quarter", "year"]

_STEP = {"day": "1d", "month": "1mo", "quarter": "1q", "year": "1y"}
_NUMPY = {"month": "M", "year": "Y"}


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
            raise BadParameter(f"period {self.every!r} is not known; available: {', '.join(get_args(Every))}")

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


def cut(scan: Scan, key: Period) -> nw.Expr | nw.Series:
    """Return the first day of the period each row lies in, as naive timestamps."""
    if scan.is_pandas:
        return nw.from_native(_cut_pandas(scan.frame.to_native()[key.column], key), series_only=True)
    dtype = scan.frame.collect_schema()[key.column]
    if not isinstance(dtype, nw.Date | nw.Datetime):
        raise _not_a_date(key)
    column = nw.col(key.column)
    if isinstance(dtype, nw.Datetime) and dtype.time_zone:
        column = column.dt.replace_time_zone(None)
    column = column.cast(nw.Datetime("us"))
    if key.every == "week":
        return _monday(column.dt.truncate("1d"))
    return column.dt.truncate(_STEP[key.every])


def _monday(day: nw.Expr) -> nw.Expr:
    """Step back to Monday; weekday() is ISO (1 = Monday) on every backend, truncate to weeks is not."""
    monday = day
    for number in range(2, 8):
        monday = (
            nw.when(day.dt.weekday() == number).then(day.dt.offset_by(f"-{number - 1}d")).otherwise(monday)
        )
    return monday


def _cut_pandas(dates: Any, key: Period) -> Any:
    """Cut in NumPy: Narwhals has no weeks on pandas, and this is faster for the rest."""
    import numpy as np
    import pandas as pd

    if dates.dtype == object and pd.api.types.infer_dtype(dates, skipna=True) in (
        "date",
        "datetime",
        "empty",
    ):
        dates = pd.to_datetime(dates).astype("datetime64[us]")
    if getattr(dates.dtype, "kind", "") != "M":
        raise _not_a_date(key)
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


def _not_a_date(key: Period) -> BadValue:
    return BadValue(
        f"column {key.column!r} holds no dates, so it has no {key.every}; convert it first, for example "
        f"data.assign(**{{{key.column!r}: pd.to_datetime(data[{key.column!r}])}}), or load it with cx.read"
    )
