"""Retention triangle: of the customers who started in a period, how many are there some periods later."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import elapsed, period
from cxlab.engine.instants import stamp_of
from cxlab.errors import BadParameter
from cxlab.metrics._groups import Notes, check_options, group_index, labels, own_keys, tidy
from cxlab.metrics._shares import share_columns
from cxlab.results import parts_protected
from cxlab.stats import proportion_difference
from cxlab.text import Text

__all__ = ["cohort_change", "cohorts"]

_PER_YEAR = {"month": 12, "quarter": 4, "year": 1}


def cohorts(
    customers: Any,
    *,
    observed_until: str | date,
    observed_from: str | date | None = None,
    every: str = "month",
    start: str = "signup_date",
    end: str = "end_date",
    by: Any = None,
    ages: int | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Retention triangle: cohorts by the period of their start, retention at the end of each later period.

    Period 0 is that of the start itself, 1 the one after it; a customer is retained in a period who has not
    left by its end. A cell whose period is not over, or not over when the data was taken,
    stays empty: what is seen of it so far would look like loyalty.

    Parameters
    ----------
    customers
        One row per customer or contract: pandas, polars, DuckDB relation, or a path.
    observed_until
        When the data was taken: ends up to this day are known. A period is over if this is its last day or
        later.
    observed_from
        From when on customers who left are in the data; of cohorts that started before, only who stayed
        until then is known, so that their cells stay empty. None: from the first customer on.
    every
        "day", "week", "month", "quarter" or "year".
    start, end
        Date columns; a missing end means still a customer.
    by
        Group columns.
    ages
        How many periods to show at most; default all.
    min_n, level
        Cohorts with fewer customers are suppressed, and cells by which 1 to `min_n` - 1 left, or stayed;
        confidence level.

    Returns
    -------
    DataFrame
        A row per group, cohort and period: group columns, cohort (first day of its period),
        periods_since_start, metric ("retention"), estimate (0..1), low, high (Wilson), se, n (customers of
        the cohort), count (retained), missing (customers of the cohort who end before they start), note
        ("not yet observable" for empty cells), method, level. Customers without a start are in no cohort.

    Raises
    ------
    BadParameter
        `ages` is below 1.

    Examples
    --------
    >>> customers = pd.DataFrame({
    ...     "signup_date": pd.to_datetime(["2024-01-05"] * 5 + ["2024-02-03"] * 5),
    ...     "end_date": pd.to_datetime(["2024-02-10", "2024-03-01"] + [None] * 8)})
    >>> triangle = cohorts(customers, observed_until="2024-03-31", min_n=0)
    >>> triangle.pivot(index="cohort", columns="periods_since_start", values="estimate")
    periods_since_start    0    1    2
    cohort
    2024-01-01           1.0  0.8  0.6
    2024-02-01           1.0  1.0  NaN
    """
    check_options(level, min_n)
    if ages is not None and ages < 1:
        raise BadParameter(Text("ages must be 1 or more; found {ages}", ages=ages))
    also = ("cohort", "periods_since_start", "ended", "excluded", "duration", "_end")
    own = own_keys(by, also)
    names = labels(own, also)
    starts, ends = period(start, every, name="cohort"), period(end, every, name="_end")  # type: ignore[arg-type]
    keys = [*own, starts, ends]
    until = stamp_of(observed_until, "observed_until")
    # All of that day is observed: an end in its afternoon is an end, and only periods matter here.
    day_over = until.normalize() + pd.Timedelta(days=1)
    cells = elapsed(
        customers, start=start, end=end, until=day_over - pd.Timedelta(1, unit="us"), by=keys, unit="days"
    )
    cells = cells[cells["cohort"].notna() & ~cells["excluded"].isin(["no start", "start after until"])]
    last = float(_number(pd.Series([day_over.tz_localize(None).asm8]), every)[0]) - 1
    groups, group = group_index(cells.reset_index(drop=True), [*names, "cohort"])
    cohort = _number(cells["cohort"], every)
    usable = (cells["excluded"] == "").to_numpy()
    rows = cells["n"].to_numpy()
    gone = np.where(cells["ended"].to_numpy(dtype=bool), _number(cells["_end"], every) - cohort, np.inf)
    of_group = _number(groups["cohort"], every)
    width = max(int(last - of_group.min()) + 1, 0) if len(groups) else 0
    width = width if ages is None else min(width, ages)
    n = np.bincount(group, weights=rows * usable, minlength=len(groups)).astype("int64")
    lost = np.zeros((len(groups), width + 1))
    np.add.at(lost, (group[usable], np.minimum(gone, width).astype(int)[usable]), rows[usable])
    kept = n[:, None] - np.cumsum(lost[:, :width], axis=1)
    row, age = np.repeat(np.arange(len(groups)), width), np.tile(np.arange(width), len(groups))
    impossible = np.bincount(group, weights=rows * ~usable, minlength=len(groups)).astype("int64")
    unseen = of_group[row] + age > last
    early = _early(groups["cohort"], observed_from)[row]
    few = (n[row] < max(min_n, 1)) & ~unseen & ~early
    notes = Notes(len(row))
    notes.add(early, Text("started before observation began"))
    notes.add(unseen & ~early, Text("not yet observable"))
    notes.add(few, Text("suppressed: n < {least}", least=max(min_n, 1)))
    count = kept.ravel().astype("int64")
    columns = {
        "periods_since_start": age,
        "metric": "retention",
        **share_columns(count, n[row], level=level),
        "n": n[row],
        "count": count,
        "missing": impossible[row],
        "note": notes.texts,
        "method": f"not left by the end of the {every}; wilson",
        "level": level,
    }
    table = tidy(groups.iloc[row], columns, hidden=unseen | early | few, counts=("count",), min_n=min_n)
    # "1 of 14 has left" speaks of one customer, however many the cohort has.
    return parts_protected(table, min_n=min_n)


def cohort_change(triangle: pd.DataFrame, every: str = "quarter") -> pd.DataFrame:
    """Compare the first and the last cohort observed for a year: whether newer customers stay longer.

    Parameters
    ----------
    triangle : DataFrame
        `cohorts` without groups.
    every : {"month", "quarter", "year"}
        The periods that it was made with.

    Returns
    -------
    DataFrame
        One row, or none with fewer than two such cohorts: cohort (the last), cohort_versus (the first),
        metric ("retention_difference"), estimate (difference of the shares still there after a year), low,
        high (Newcombe), p, value, n, value_versus, n_versus, level.

    Raises
    ------
    BadParameter
        `every` is none of the periods.

    Examples
    --------
    >>> table = pd.DataFrame({"cohort": pd.to_datetime(["2023-01-01", "2023-04-01"]), "n": 100,
    ...                       "periods_since_start": 4, "count": [90, 60], "estimate": [0.9, 0.6],
    ...                       "level": 0.95})
    >>> cohort_change(table)[["estimate", "low", "high"]].round(2)
       estimate   low  high
    0      -0.3 -0.41 -0.18
    """
    if every not in _PER_YEAR:
        raise BadParameter(
            Text(
                "every {every!r} is not known; available: {available}", every=every, available=list(_PER_YEAR)
            )
        )
    year = triangle[(triangle["periods_since_start"] == _PER_YEAR[every]) & triangle["estimate"].notna()]
    year = year.sort_values("cohort")
    if len(year) < 2:
        return pd.DataFrame()
    first, last = year.iloc[0], year.iloc[-1]
    level = float(first["level"])
    found = proportion_difference(last["count"], last["n"], first["count"], first["n"], level=level)
    return pd.DataFrame([{
        "cohort": last["cohort"], "cohort_versus": first["cohort"], "metric": "retention_difference",
        "estimate": found.estimate, "low": found.low, "high": found.high, "p": found.p,
        "value": last["estimate"], "n": int(last["n"]), "value_versus": first["estimate"],
        "n_versus": int(first["n"]), "level": level,
    }])  # fmt: skip


def _early(cohort: pd.Series, observed_from: str | date | None) -> np.ndarray:
    """Return which cohorts started before observation began: of them only who stayed is known."""
    if observed_from is None:
        return np.zeros(len(cohort), dtype=bool)
    begin = np.datetime64(stamp_of(observed_from, "observed_from").tz_localize(None))
    return np.asarray(cohort.to_numpy() < begin)


def _number(dates: pd.Series, every: str) -> np.ndarray:
    """Return periods as consecutive numbers; of a missing date some number, which is not used."""
    values = dates.to_numpy(dtype="datetime64[D]")
    days = np.where(np.isnat(values), np.datetime64(0, "D"), values).astype("datetime64[D]")
    if every in _PER_YEAR:
        months = days.astype("datetime64[M]").astype("int64")
        return (months // (12 // _PER_YEAR[every])).astype(float)
    number = days.astype("int64")
    return ((number + 3) // 7 if every == "week" else number).astype(float)
