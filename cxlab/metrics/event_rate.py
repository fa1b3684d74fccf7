"""How often something happens to customers: complaints or contacts per 100 customers and year."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory
from cxlab.engine.ids import spelled_ids
from cxlab.errors import BadParameter
from cxlab.results import note_of, protected
from cxlab.stats.rates import clustered_dispersion, poisson_interval
from cxlab.text import Text

from ._groups import Notes, check_options, suppressed

__all__ = ["customer_years", "event_rate"]

YEAR = 365.25


def event_rate(
    events: Any,
    customers: Any,
    *,
    period_start: str | date,
    period_end: str | date,
    metric: str = "complaints_per_100_customers",
    per: float = 100,
    time: str = "created",
    start: str = "signup_date",
    end: str = "end_date",
    customer: str = "customer_id",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """How many events come per so many customers and year, counted on the days they were customers.

    Parameters
    ----------
    events
        One row per event, with its customer and time. Events of nobody among the customers count, too.
    customers
        One row per customer, with begin and (where there is one) end.
    period_start, period_end
        Dates; the period ends before `period_end`.
    metric
        What the rate is called in the result: "complaints_per_100_customers",
        "contacts_per_100_customers".
    per
        Customers the rate is given for.
    time, start, end, customer
        Columns; a missing end means still a customer.
    min_n, level
        As for `nps`; `min_n` counts customers of the period, and events where there are any.

    Returns
    -------
    DataFrame
        One row: period_start, period_end, metric, estimate, low, high, se, n (customers of the period),
        cases (events), exposure (customer years), note, method, level. Several events of one customer are
        not taken as independent: the limits are the exact ones of a Poisson count that is worth so much less
        as customers vary more than chance, as in `complaints.cause_rates`.

    Raises
    ------
    BadParameter
        `per` is not above 0, or the period ends before it begins.

    Examples
    --------
    >>> customers = pd.DataFrame({"customer_id": range(10), "signup_date": pd.Timestamp("2020-01-01"),
    ...                           "end_date": pd.NaT})
    >>> events = pd.DataFrame({"customer_id": [1, 1, 2, 3, 4, 5], "created": pd.Timestamp("2024-05-01")})
    >>> rate = event_rate(events, customers, period_start="2024-01-01", period_end="2025-01-01")
    >>> rate[["estimate", "n", "cases"]].round(1)
       estimate   n  cases
    0      59.9  10      6
    """
    check_options(level, min_n)
    since, until = pd.Timestamp(period_start), pd.Timestamp(period_end)
    if not per > 0:
        raise BadParameter(Text("per must be above 0, e.g. 1000; found {per}", per=per))
    if not since < until:
        raise BadParameter(Text("the period must end after it begins"))
    rows = customer_years(
        events, customers, period_start=since, period_end=until, time=time, start=start, end=end,
        customer=customer,
    )  # fmt: skip
    n, count, years = int((rows["size"] > 0).sum()), int(rows["total"].sum()), float(rows["size"].sum())
    rate = count / years if years > 0 else np.nan
    spread = float(((rows["total"] - rate * rows["size"]) ** 2).sum())
    dispersion = clustered_dispersion(count, spread, n if n > 1 else np.nan)
    low, high = poisson_interval(count, years, level=level, dispersion=dispersion) if n > 1 else (np.nan,) * 2
    se = np.sqrt(dispersion * count) / years if years > 0 and n > 1 else np.nan
    notes = Notes(1)
    hidden = suppressed(np.array([n]), min_n, notes)[0]
    theirs = int((rows["total"] > 0).sum())
    if not hidden and 0 < theirs < min_n:  # nine events of one customer speak of one customer
        notes.add(np.array([True]), note_of(min_n, alone=True))
        hidden = True
    figures = np.array([rate, low, high, se if count else np.nan]) * per
    table = pd.DataFrame({
        "period_start": [since], "period_end": [until], "metric": [metric],
        **dict(zip(("estimate", "low", "high", "se"), np.where(hidden, np.nan, figures), strict=True)),
        "n": pd.array([n], dtype="Int64"), "cases": pd.array([pd.NA if hidden else count], dtype="Int64"),
        "exposure": [np.nan if hidden else years], "note": notes.texts,
        "method": ["events per customer year; exact poisson, quasi over customers"], "level": [level],
    })  # fmt: skip
    return protected(table, min_n=min_n)


def customer_years(
    events: Any,
    customers: Any,
    *,
    period_start: str | date,
    period_end: str | date,
    time: str = "created",
    start: str = "signup_date",
    end: str = "end_date",
    customer: str = "customer_id",
) -> pd.DataFrame:
    """Return, per customer, how many events there were in a period and how many years he was followed.

    Returns
    -------
    DataFrame
        total (events), size (years), cluster (a number per customer; -1 for somebody who is not among the
        customers, and for an event of nobody).

    Examples
    --------
    >>> customers = pd.DataFrame({"customer_id": ["a"], "signup_date": pd.to_datetime(["2024-07-01"]),
    ...                           "end_date": pd.NaT})
    >>> events = pd.DataFrame({"customer_id": ["a", None], "created": pd.Timestamp("2024-08-01")})
    >>> customer_years(events, customers, period_start="2024-01-01", period_end="2025-01-01").round(2)
       total  size  cluster
    0    1.0   0.5        0
    1    1.0   0.0       -1
    """
    since, until = pd.Timestamp(period_start), pd.Timestamp(period_end)
    people = in_memory(customers, [customer, start, end])
    happened = in_memory(events, [customer, time])
    begin, stop = (_moments(people[name]) for name in (start, end))
    first = begin.where(begin > since, since)
    # The day of the end is a day as customer still.
    last = stop.dt.normalize() + pd.Timedelta(days=1)
    last = last.where(last < until, until)
    years = ((last - first).dt.total_seconds() / 86400 / YEAR).clip(lower=0).where(begin.notna(), 0.0)
    codes, names = pd.factorize(spelled_ids(people[customer], customer))
    named = codes >= 0
    size = np.bincount(codes[named], weights=years.to_numpy()[named], minlength=len(names))
    moments = _moments(happened[time])
    inside = spelled_ids(happened[customer], customer)[(moments >= since) & (moments < until)]
    whose = pd.Index(names).get_indexer(pd.Index(inside))
    counted = np.bincount(whose[whose >= 0], minlength=len(names)).astype(float)
    own = pd.DataFrame({"total": counted, "size": size, "cluster": np.arange(len(names))})
    unknown = inside[whose < 0]
    total = np.append(unknown.value_counts(sort=False).to_numpy(float), np.ones(int(unknown.isna().sum())))
    beside = pd.DataFrame({"total": total, "size": 0.0, "cluster": -1})
    return pd.concat([own, beside], ignore_index=True)


def _moments(values: pd.Series) -> pd.Series:
    """Return dates and times as they are on the clock on the wall."""
    known = values if pd.api.types.is_datetime64_any_dtype(values) else pd.to_datetime(values)
    return known.dt.tz_localize(None)
