"""What makes it harder to subtract one report from another: rounded counts and whole periods."""

from __future__ import annotations

import pandas as pd

from ..errors import BadParameter, BadValue, MissingColumn
from ..text import Text
from .vocabulary import PARTS, PEOPLE

__all__ = ["rounded_counts", "whole_periods"]

CODES = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


def rounded_counts(table: pd.DataFrame, *, to: int = 5) -> pd.DataFrame:
    """Round the counts of people and events in a result to multiples of a base.

    Two results that differ by a few people then mostly show the same counts. Figures computed from the counts
    (shares, scores) stay as they are.

    Parameters
    ----------
    table
        A result; which columns count people is known by their names (n, customers, events, reached ...).
    to
        The base, 2 or more; halves go up.

    Raises
    ------
    BadParameter
        The base is less than 2.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, Wiley, section 5.4: conventional rounding.

    Examples
    --------
    >>> rounded_counts(pd.DataFrame({"area": ["A", "B"], "n": [43, 38]}), to=5)["n"].tolist()
    [45, 40]
    """
    if to < 2:
        raise BadParameter(
            Text("to must be 2 or more, the base that counts are rounded to; found {to}", to=to)
        )
    rounded = table.copy()
    for name in (*PEOPLE, "entered", *(part.count for part in PARTS)):
        if name in rounded.columns and pd.api.types.is_numeric_dtype(rounded[name]):
            halves_up = (2 * rounded[name] + to) // (2 * to) * to
            rounded[name] = halves_up.astype(rounded[name].dtype)
    return rounded


def whole_periods(data: pd.DataFrame, time: str, *, every: str = "month") -> pd.DataFrame:
    """Keep the rows of whole calendar periods: the first and the last are left out where they are cut off.

    Reports on whole periods are alike for the same period and share nobody's answer where the periods differ,
    so that no few answers are left when one is subtracted from the other.

    Parameters
    ----------
    data
        A frame with one row per answer, event or request.
    time
        Its column of dates.
    every
        "day", "week" (from Monday), "month", "quarter" or "year".

    Returns
    -------
    DataFrame
        Rows without a date are left out. A period counts as whole if the data reach to its last day, or
        from its first.

    Raises
    ------
    MissingColumn, BadParameter, BadValue
        The column is not there or holds no dates; the period is not known.

    Examples
    --------
    >>> days = pd.date_range("2024-01-01", "2024-03-10", freq="D")
    >>> kept = whole_periods(pd.DataFrame({"date": days}), "date")
    >>> str(kept["date"].max().date())
    '2024-02-29'
    """
    if time not in data.columns:
        raise MissingColumn(time, data.columns)
    if every not in CODES:
        raise BadParameter(
            Text("every {every!r} is not known; available: {names}", every=every, names=", ".join(CODES))
        )
    if not pd.api.types.is_datetime64_any_dtype(data[time]):
        raise BadValue(
            Text("column {time!r} must hold dates; convert it first, e.g. with pd.to_datetime", time=time)
        )
    dates = data[time]
    days = (dates.dt.tz_localize(None) if dates.dt.tz is not None else dates).dt.normalize()
    periods = days.dt.to_period(CODES[every])
    kept = periods.notna()
    first, last = days.min(), days.max()
    if kept.any():
        if first > periods.min().start_time:
            kept &= periods > periods.min()
        if last < periods.max().end_time.normalize():
            kept &= periods < periods.max()
    return data[kept.to_numpy(dtype=bool)]
