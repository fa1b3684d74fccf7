"""Which periods a figure should be told for: the latest that carries it, and those before it."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from cxlab.engine import in_memory
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

__all__ = ["assign_periods", "has_dates", "headline_periods", "survey_span", "trend_period"]

CARRIES = 400
"""Answers from which on a score is known to about ±8 points."""
READS = 100
"""Answers from which on a point of a curve says something: about ±16 points."""
STRAGGLERS = 0.1
"""Months at either end with less than this part of a usual month's answers are stragglers."""
_LATE = pd.Timedelta(days=4)
_SLACK = pd.Timedelta(days=31)
_LADDER = {"year": (12, 3, 1), "quarter": (3, 1), "month": (1,)}
_UNITS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
Every = Literal["day", "week", "month", "quarter", "year"]


def has_dates(data: Any, *, date: str | None, value: str | None = None) -> bool:
    """Tell whether any answer has a date, so that there is a history to speak of.

    Examples
    --------
    >>> has_dates(pd.DataFrame({"date": ["spring"], "nps": [9]}), date="date")
    False
    """
    if date is None:
        return False
    frame = data if isinstance(data, pd.DataFrame) else in_memory(data, [date])
    return pd.api.types.is_datetime64_any_dtype(frame[date]) and bool(len(_per_day(data, date, value)))


def survey_span(data: Any, *, date: str = "date", value: str | None = None) -> pd.DataFrame:
    """Return from when to when a survey ran, without the few answers that straggle behind or before.

    Parameters
    ----------
    data
        pandas, polars, DuckDB relation, or a path; one row per answer.
    date
        Column of the dates.
    value
        Column that an answer must have; None counts every row.

    Returns
    -------
    DataFrame
        One row: first_day, last_day, n (answers within), outside (stragglers). Months at either
        end that hold less than a tenth of the usual (the median month with answers) are left out.

    Raises
    ------
    BadValue
        If no answer has a date.

    Examples
    --------
    >>> days = pd.to_datetime(["2019-03-01"] + ["2024-01-10"] * 20 + ["2024-02-11"] * 20)
    >>> survey_span(pd.DataFrame({"date": days}))
       first_day   last_day   n  outside
    0 2024-01-10 2024-02-11  40        1
    """
    return _span(_per_day(data, date, value), date)


def _span(days: pd.Series, date: str) -> pd.DataFrame:
    if not len(days):
        raise BadValue(Text("column {column} holds no date of an answer", column=repr(date)))
    months = pd.DatetimeIndex(days.index).to_period("M")
    sizes = days.groupby(months).sum()
    usual = sizes.index[sizes >= STRAGGLERS * sizes.median()]
    inside = days[(months >= usual[0]) & (months <= usual[-1])]
    n, total = int(inside.sum()), int(days.sum())
    return pd.DataFrame([
        {"first_day": inside.index[0], "last_day": inside.index[-1], "n": n, "outside": total - n}
    ])  # fmt: skip


def headline_periods(
    data: Any,
    *,
    date: str = "date",
    value: str | None = None,
    every: Literal["month", "quarter", "year"] = "year",
    carries: int = CARRIES,
) -> pd.DataFrame:
    """Return the periods that a headline compares: the latest that carries a figure, and those before it.

    A figure of all the years that a survey runs answers nobody's question. The period is 12 months where the
    survey has run for two of them, which compares like season with like; else the longest of a quarter and a
    month of which the latest two hold enough answers. A survey that has run for less is one period.

    Parameters
    ----------
    data
        pandas, polars, DuckDB relation, or a path; one row per answer.
    date
        Column of the dates.
    value
        Column that an answer must have to count, e.g. the score.
    every
        The longest period to take.
    carries
        Answers that each of the latest two periods must hold where they are shorter than `every`.

    Returns
    -------
    DataFrame
        One row per period, the latest last: first_day, last_day, n (answers), months (0 where
        the survey is shorter than any period).

    Raises
    ------
    BadParameter, BadValue
        `every` is no such rhythm; no answer has a date.

    Examples
    --------
    >>> days = pd.date_range("2023-01-01", "2025-12-31", freq="D")
    >>> found = headline_periods(pd.DataFrame({"date": days}))
    >>> found["first_day"].dt.date.map(str).tolist(), found["months"].unique().tolist()
    (['2023-01-01', '2024-01-01', '2025-01-01'], [12])
    """
    if every not in _LADDER:
        raise BadParameter(
            Text("every is one of {names}; found {found}", names=[*_LADDER], found=repr(every))
        )
    days = _per_day(data, date, value)
    first, last = _span(days, date)[["first_day", "last_day"]].iloc[0]
    end = last + pd.offsets.MonthEnd(0)
    end = end if end - last < _LATE else last
    chosen: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    months = 0
    for length in _LADDER[every]:
        periods = _backwards(first, end, length)
        sizes = [int(days.loc[start:stop].sum()) for start, stop in periods]
        if len(periods) > 1 and (length == _LADDER[every][0] or min(sizes[:2]) >= carries):
            chosen, months = periods[::-1], length
            break
    if not chosen and (whole := _backwards(first, end, _LADDER[every][0])):
        chosen, months = whole[:1], _LADDER[every][0]
    elif not chosen:
        chosen = [(first, last)]
    table = pd.DataFrame(chosen, columns=["first_day", "last_day"])
    n = [int(days.loc[start:stop].sum()) for start, stop in chosen]
    return table.assign(n=n, months=months)


def assign_periods(
    data: pd.DataFrame, periods: pd.DataFrame, *, date: str = "date", name: str = "period"
) -> pd.DataFrame:
    """Return the rows that lie in one of the periods, with its first day in a further column.

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.to_datetime(["2024-05-01", "2025-05-01"])})
    >>> periods = pd.DataFrame({"first_day": [pd.Timestamp("2025-01-01")]}).assign(last_day="2025-12-31")
    >>> assign_periods(days, periods)["period"].dt.date.map(str).tolist()
    ['2025-01-01']
    """
    days = pd.to_datetime(data[date]).dt.tz_localize(None).dt.normalize()
    own = pd.Series(pd.NaT, index=data.index, dtype="datetime64[ns]")
    for start, end in zip(periods["first_day"], periods["last_day"], strict=True):
        own = own.mask(days.between(start, end), start)
    return data.assign(**{name: own})[own.notna()]


def trend_period(
    data: Any,
    *,
    date: str = "date",
    value: str | None = None,
    shortest: Every = "day",
    reads: int = READS,
    most: int = 40,
) -> Every:
    """Return the calendar unit in which a curve of a figure reads best: short, yet with enough answers each.

    Parameters
    ----------
    data, date, value
        As for `headline_periods`.
    shortest
        Rhythm of reporting, as in an industry's ``report_period``: no shorter unit is taken where a longer
        one shows something.
    reads
        Answers that the usual (median) period must hold.
    most
        Periods that a figure can show.

    Examples
    --------
    >>> days = pd.date_range("2023-01-01", "2025-12-31", freq="8h")
    >>> trend_period(pd.DataFrame({"date": days}))
    'quarter'
    """
    days = _per_day(data, date, value)
    first, last = _span(days, date)[["first_day", "last_day"]].iloc[0]
    inside = days.loc[first:last]
    fit: Every = "day"
    begin = list(_UNITS).index(shortest)
    for place, unit in enumerate(_UNITS):
        sizes = inside.groupby(pd.DatetimeIndex(inside.index).to_period(_UNITS[unit])).sum()
        if len(sizes) < 2:
            break
        fit = unit  # type: ignore[assignment]
        if place >= begin and sizes.median() >= reads and len(sizes) <= most:
            break
        if len(sizes) <= 3:  # longer ones would leave nothing to see
            break
    return fit


def _per_day(data: Any, date: str, value: str | None) -> pd.Series:
    """Return how many answers there are on each day that has any, in their order, without time and zone."""
    columns = [date, *([value] if value and value != date else [])]
    frame = data[columns] if isinstance(data, pd.DataFrame) else in_memory(data, columns)
    dates = frame[date] if value is None else frame.loc[frame[value].notna(), date]
    # pandas looks for repeated values in what is a date already
    dates = dates if pd.api.types.is_datetime64_any_dtype(dates) else pd.to_datetime(dates)
    days = dates.dt.tz_localize(None).dt.normalize()
    return days.dropna().value_counts(sort=False).sort_index()


def _backwards(
    first: pd.Timestamp, end: pd.Timestamp, months: int
) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return whole periods of so many months, the latest first, as far as the survey reaches back."""
    found: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    after = end + pd.Timedelta(days=1)
    while True:
        start = after - pd.DateOffset(months=months * (len(found) + 1))
        stop = after - pd.DateOffset(months=months * len(found)) - pd.Timedelta(days=1)
        # The first answers may come some time after the first day that is asked for.
        if start < first - min(_SLACK, pd.Timedelta(days=5 * months)) or len(found) == 120:
            return found
        found.append((start, stop))
