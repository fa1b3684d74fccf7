"""Durations from dates: tenure at the end, whether the customer left, tenure when observation began."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import columns as columns_of
from cxlab.engine import in_memory, require
from cxlab.engine.instants import dates_of, stamp_of
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

__all__ = ["DAYS_PER", "durations", "in_days", "moment", "same_clock", "unit_days", "wall_clock", "whole_day"]

Moment = str | date
# A month is a twelfth of a year, so that 12 months, 365.25 days and a year are one duration.
DAYS_PER = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}
RESULT = ("entry", "duration", "event", "reason", "excluded")


def durations(
    customers: Any,
    *,
    observed_until: Moment,
    observed_from: Moment | None = None,
    start: str = "signup_date",
    end: str = "end_date",
    reason: str | None = None,
    unit: str = "days",
) -> pd.DataFrame:
    """Tenure of each customer as survival analysis needs it: late entry and censoring from dates.

    Customers who had started before `observed_from` enter at their tenure on that day: that they lasted until
    then is why they are in the data. Customers who had not left by `observed_until` are censored at their
    tenure then, also where an end after that day is known already.

    Parameters
    ----------
    customers
        One row per customer or contract: pandas, polars, DuckDB relation, or a path.
    observed_until
        When the data was taken: ends up to this day are known. A date without a time of day is meant with all
        of its day.
    observed_from
        From when on customers who left are in the data. None: from the first customer on, so that nobody
        enters late. A customer base exported today without those who left before 2022 has "2022-01-01".
    start, end
        Date columns; a missing end means still a customer. Time-zone-aware dates are taken by the wall clock
        of their zone.
    reason
        Column of the reason for leaving.
    unit
        "days", "weeks", "months" (30.4375 days) or "years" (365.25 days).

    Returns
    -------
    DataFrame
        All columns and rows of the data, and: entry (tenure when observation began, 0 for who started
        later), duration, event (True: left), reason (missing while still a customer; missing too where it was
        not stated), excluded: empty for usable rows, else "no start", "end before start", "start after
        observed_until", "end before observed_from" or "no time at risk" (left on the very first day
        observed). Excluded rows have no durations: curves and models count them as missing. List them
        with ``result[result.excluded != ""]``, count them with ``result.excluded.value_counts()``.

    Raises
    ------
    MissingColumn
        A named column is not in the data.
    BadValue
        A column does not hold dates (such as text in two formats), or only one of the two has a time zone.

    Examples
    --------
    >>> customers = pd.DataFrame({
    ...     "signup_date": pd.to_datetime(["2020-01-01", "2024-03-01", "2024-05-01"]),
    ...     "end_date": pd.to_datetime(["2024-07-01", None, "2024-04-01"])})
    >>> tenure = durations(customers, observed_from="2024-01-01", observed_until="2024-12-31")
    >>> tenure[["entry", "duration", "event", "excluded"]]
        entry  duration  event          excluded
    0  1461.0    1643.0   True
    1     0.0     305.0  False
    2     NaN       NaN   <NA>  end before start
    """
    size = unit_days(unit)
    names = columns_of(customers)
    require(customers, start, end, *([reason] if reason else []))
    taken = [name for name in RESULT if name in names and name != reason]
    if taken:
        raise BadValue(
            Text(
                "the data has a column {name!r} already, which is a column of the result; rename it, "
                "e.g. data.rename(columns={{{name!r}: {other!r}}})",
                name=taken[0],
                other=taken[0] + "_before",
            )
        )
    frame = in_memory(customers, names)
    since, last, zone = same_clock(frame[start], frame[end])
    until = whole_day(moment(observed_until, zone, "observed_until"), since, last)
    first = moment(observed_from, zone, "observed_from") if observed_from is not None else None
    if first is not None and first >= until:
        raise BadParameter(Text("observed_from must lie before observed_until"))
    left = last.notna() & (last <= until)
    duration = in_days(last.where(left, until) - since)
    entry = np.maximum(in_days(first - since), 0.0) if first is not None else duration * 0.0
    why = np.select(
        [
            since.isna(),
            last < since,
            since > until,
            left & (last < first) if first is not None else np.zeros(len(frame), dtype=bool),
            (entry > 0) & (entry >= duration),
        ],
        ["no start", "end before start", "start after observed_until", "end before observed_from",
         "no time at risk"],
        default="",
    )  # fmt: skip
    usable = why == ""
    result = frame.assign(
        entry=np.where(usable, entry / size, np.nan),
        duration=np.where(usable, duration / size, np.nan),
        event=left.astype("boolean").mask(~usable),
    )
    if reason:
        result["reason"] = frame[reason].astype(object).where(left & usable, np.nan)
    return result.assign(excluded=why.astype(object))


def unit_days(unit: str) -> float:
    """Return the days in a unit."""
    if unit not in DAYS_PER:
        raise BadParameter(
            Text("unit {unit!r} is not known; available: {available}", unit=unit, available=list(DAYS_PER))
        )
    return DAYS_PER[unit]


def wall_clock(values: pd.Series, column: str, zone: Any = None) -> tuple[pd.Series, Any]:
    """Return dates without a time zone, as the clock showed them there (or in `zone`), and their zone.

    A day with a clock change is a day: durations in whole days stay whole.
    """
    values = dates_of(values, column)
    own = getattr(values.dt, "tz", None)
    if own is not None:
        values = values.dt.tz_convert(zone or own).dt.tz_localize(None)
    return values.astype("datetime64[us]"), own


def moment(value: Moment, zone: Any, name: str) -> pd.Timestamp:
    """Return a moment given by the caller by the wall clock of the data's zone."""
    stamp = stamp_of(value, name)
    if stamp.tz is not None and zone is None:
        raise BadParameter(
            Text("{name} has a time zone, the dates in the data have none; use the same", name=name)
        )
    return (stamp.tz_convert(zone) if stamp.tz is not None else stamp).tz_localize(None)


def whole_day(until: pd.Timestamp, *dates: pd.Series) -> pd.Timestamp:
    """Return the last moment of the day `until` where it names a day and the dates have times of day.

    Whole days need nothing: an end on that day is not later than it, and a tenure stays a number of days.
    """
    timed = any((values.dropna() != values.dropna().dt.normalize()).any() for values in dates)
    if until != until.normalize() or not timed:
        return until
    return until + pd.Timedelta(days=1) - pd.Timedelta(1, unit="us")


def same_clock(first: pd.Series, second: pd.Series) -> tuple[pd.Series, pd.Series, Any]:
    """Return two columns of dates by the wall clock of the first's zone, and that zone.

    Raises
    ------
    BadValue
        Only one of the two has a time zone; which moments are the same cannot be known then.
    """
    one, zone = wall_clock(first, str(first.name))
    other, own = wall_clock(second, str(second.name), zone)
    if (zone is None) != (own is None) and one.notna().any() and other.notna().any():
        raise BadValue(
            Text(
                "of columns {first!r} and {second!r} only one has a time zone; bring both to one clock",
                first=first.name,
                second=second.name,
            )
        )
    return one, other, zone


def in_days(spans: pd.Series) -> np.ndarray:
    """Return timedeltas in days, exact for whole days."""
    micros = spans.to_numpy(dtype="timedelta64[us]")
    return np.where(np.isnat(micros), np.nan, micros.astype("int64") / 86_400_000_000)
