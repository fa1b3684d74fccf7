"""Which calendar period suits the dates of a column."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxlab.engine.period import Every, Period
from cxlab.engine.tally import tally

STRAGGLERS = 0.05  # a month with less than this share of the largest one's answers is no part of the course
FEWEST, MOST = 3, 60  # fewer periods show no course, more cannot be read on one axis


def suggest_period(data: Any, column: str | None) -> Every:
    """Return the calendar period in which the dates of a column read best.

    Months where the dates cover at least three of them; below that weeks, then days; quarters or years where
    there would be more than sixty periods. Stragglers (months at either end with less than a twentieth of the
    answers of the largest) do not count.

    Parameters
    ----------
    data
        Any frame or file.
    column
        A date column; None, or a column without dates, gives "month".

    Examples
    --------
    >>> import pandas as pd
    >>> suggest_period(pd.DataFrame({"date": pd.date_range("2017-05-05", "2017-05-30")}), "date")
    'week'
    """
    if column is None:
        return "month"
    days = tally(data, by=[Period(column, "day")]).dropna(subset="day").set_index("day")["n"]
    if days.empty:
        return "month"
    first, last = _bulk(days)
    periods = {"D": (last - first).days + 1}
    periods |= {unit: (last.to_period(unit) - first.to_period(unit)).n + 1 for unit in ("W", "M", "Q")}
    if periods["Q"] > MOST:
        return "year"
    if periods["M"] > MOST:
        return "quarter"
    if periods["M"] >= FEWEST:
        return "month"
    return "week" if periods["W"] >= FEWEST else "day"


def _bulk(days: pd.Series) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last day, without months at either end in which hardly anybody answered."""
    months = pd.PeriodIndex(days.index, freq="M")
    sizes = days.groupby(months).sum()
    large = sizes.index[sizes >= STRAGGLERS * sizes.max()]
    inside = days.index[(months >= large.min()) & (months <= large.max())]
    return inside.min(), inside.max()
