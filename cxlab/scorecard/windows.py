"""The periods that a KPI's headline compares, and the points of its history."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxlab.metrics import has_dates, headline_periods, survey_span, trend_period

__all__ = ["calendar_windows", "history_of_customers", "periods_of_customers", "periods_of_rows"]

_CODES = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
_SLACK = pd.Timedelta(days=4)
FEWEST_POINTS = 3
READS = 30
"""Answers from which on a point of a small line, with its interval, says something."""
_QUARTERS = pd.Timedelta(days=540)
"""Time from which on a history goes by quarters."""


def periods_of_rows(
    data: pd.DataFrame, *, date: str | None, value: str | None, longest: str, shortest: str
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Return the headline's periods, the windows of the history and their length, from the rows' dates."""
    nothing = pd.DataFrame(columns=["first_day", "last_day", "months"])
    if not has_dates(data, date=date, value=value):
        return nothing, nothing, ""
    assert date is not None
    periods = headline_periods(data, date=date, value=value, every=longest)  # type: ignore[arg-type]
    span = survey_span(data, date=date, value=value).iloc[0]
    every = trend_period(data, date=date, value=value, shortest=shortest, reads=READS)  # type: ignore[arg-type]
    if every in ("day", "week", "month") and span["last_day"] - span["first_day"] > _QUARTERS:
        every = "quarter"  # as all KPIs beside it
    return periods, calendar_windows(span["first_day"], span["last_day"], every), every


def calendar_windows(first: pd.Timestamp, last: pd.Timestamp, every: str) -> pd.DataFrame:
    """Return the calendar periods that lie between two days, give or take four days.

    Examples
    --------
    >>> found = calendar_windows(pd.Timestamp("2024-01-03"), pd.Timestamp("2024-08-15"), "quarter")
    >>> found["first_day"].dt.date.map(str).tolist()
    ['2024-01-01', '2024-04-01']
    """
    whole = pd.period_range(first, last, freq=_CODES[every])
    rows = [(one.start_time.normalize(), one.end_time.normalize()) for one in whole]
    table = pd.DataFrame(rows, columns=["first_day", "last_day"])
    inside = (table["first_day"] >= first - _SLACK) & (table["last_day"] <= last + _SLACK)
    return table[inside].reset_index(drop=True)


def periods_of_customers(first: pd.Timestamp, last: pd.Timestamp, *, longest: str) -> pd.DataFrame:
    """Return the headline's periods of what is counted by days as customer, observed throughout."""
    days = pd.DataFrame({"date": pd.date_range(first, last)})
    found = headline_periods(days, every=longest, carries=0)  # type: ignore[arg-type]
    return found[(found["first_day"] >= first) & (found["last_day"] <= last)].reset_index(drop=True)


def history_of_customers(
    first: pd.Timestamp, last: pd.Timestamp, *, rolling_months: int = 0
) -> tuple[pd.DataFrame, str]:
    """Return quarters (months in a short time), or periods of so many months that end with each quarter."""
    quarters = calendar_windows(first, last, "quarter")
    quarters = quarters[(quarters["first_day"] >= first) & (quarters["last_day"] <= last)]
    if not rolling_months:
        if len(quarters) >= FEWEST_POINTS:
            return quarters.reset_index(drop=True), "quarter"
        months = calendar_windows(first, last, "month")
        inside = (months["first_day"] >= first) & (months["last_day"] <= last)
        return months[inside].reset_index(drop=True), "month"
    starts = quarters["last_day"] + pd.Timedelta(days=1) - pd.DateOffset(months=rolling_months)
    rolling: Any = quarters.assign(first_day=starts)
    return rolling[rolling["first_day"] >= first].reset_index(drop=True), "quarter"
