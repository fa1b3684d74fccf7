"""Which share of customers leaves: in each of the last years where there are dates, else in the data."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter, BadValue
from cxlab.metrics import retention_rate
from cxlab.metrics._groups import Notes, check_options, suppressed, tidy
from cxlab.stats import proportion_difference, wilson
from cxlab.text import Text

from .follow_up import FollowUp

__all__ = ["churn_rate", "churn_rate_change", "leavers_by_group"]

MOST_PERIODS = 5


def churn_rate(
    follow_up: FollowUp, *, months: int = 12, by: str | None = None, min_n: int = 5, level: float = 0.95
) -> pd.DataFrame:
    """Share of the customers at the start of a period who had left at its end, for the latest periods.

    Periods of `months` are counted back from the last day of observation; those that begin before the first
    day are left out. Everybody is observed for the whole period, so nobody is censored.

    Parameters
    ----------
    follow_up : FollowUp
        With dates.
    months : int, default 12
        Length of a period.
    by : str, optional
        A trait, to have the rate of each of its categories.
    min_n, level
        Groups of fewer customers are suppressed; confidence level.

    Returns
    -------
    DataFrame
        (Group,) period_start, period_end (the day after), metric ("churn_rate"), estimate (0..1), low, high
        (Wilson; by cluster where customers have several contracts), se, n (customers at the start), count (of
        them left), missing, note, method, level; the latest period last.

    Raises
    ------
    BadValue
        The pot holds no dates.
    BadParameter
        `months` is below 1.

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.survival import observed_customers
    >>> rates = churn_rate(observed_customers(cx.open_pot("nordlicht")))
    >>> rates[["period_start", "estimate", "n", "count"]].round(3).tail(2)
      period_start  estimate     n  count
    1   2024-01-01     0.137  1314    180
    2   2025-01-01     0.139  1369    190
    """
    if months < 1:
        raise BadParameter(Text("months must be 1 or more; found {months}", months=months))
    if follow_up.days is None:
        raise BadValue(
            Text("the pot holds no dates, so nobody can be counted by the year; see leavers_by_group")
        )
    customers, (first, last) = follow_up.dates(), follow_up.days
    end = last + pd.Timedelta(days=1)
    starts = [end - pd.DateOffset(months=months * back) for back in range(MOST_PERIODS + 1)]
    periods = [(start, until) for until, start in pairwise(starts) if start >= first]
    kept = [
        retention_rate(
            customers, period_start=start, period_end=until, observed_until=last, by=by,
            cluster=follow_up.cluster if follow_up.cluster in customers else None, min_n=min_n, level=level,
        )
        for start, until in reversed(periods)
    ]  # fmt: skip
    if not kept:
        return retention_rate(
            customers, period_start=starts[1], period_end=end, observed_until=last, by=by, level=level
        )[:0].assign(metric="churn_rate")
    return _turned(pd.concat(kept, ignore_index=True))


def _turned(kept: pd.DataFrame) -> pd.DataFrame:
    """Return shares of those who left, from shares of those who stayed."""
    turned = kept.assign(
        metric="churn_rate", estimate=1 - kept["estimate"], low=1 - kept["high"], high=1 - kept["low"],
        count=kept["lost"], method="left by the end of those at the start; wilson",
    )  # fmt: skip
    return turned.drop(columns=["lost", "joined"])


def churn_rate_change(rates: pd.DataFrame) -> pd.DataFrame:
    """Compare the latest churn rate with the one before.

    Parameters
    ----------
    rates : DataFrame
        `churn_rate` without `by`.

    Returns
    -------
    DataFrame
        One row, or none with fewer than two periods: period_start, period_end (of the latest),
        period_start_versus, period_end_versus, metric ("churn_rate_change"), estimate (difference of the
        shares), low, high (Newcombe), se, p (pooled score test), value, n, value_versus, n_versus, note,
        method, level. Who is there in both periods is at risk in each anew, so that the two are uncorrelated.

    Examples
    --------
    >>> rates = pd.DataFrame({"period_start": pd.to_datetime(["2023-01-01", "2024-01-01"]),
    ...     "period_end": pd.to_datetime(["2024-01-01", "2025-01-01"]), "estimate": [0.1, 0.2],
    ...     "n": [200, 200], "count": [20, 40], "level": 0.95})
    >>> churn_rate_change(rates)[["estimate", "low", "high", "p"]].round(4)
       estimate   low    high       p
    0       0.1  0.03  0.1699  0.0051
    """
    known = rates[rates["estimate"].notna() & rates["n"].notna()].sort_values("period_start")
    if len(known) < 2:
        return pd.DataFrame()
    before, now = known.iloc[-2], known.iloc[-1]
    level = float(now["level"])
    found = proportion_difference(
        float(now["estimate"]) * now["n"], now["n"], float(before["estimate"]) * before["n"], before["n"],
        level=level,
    )  # fmt: skip
    columns = ("period_start", "period_end")
    return pd.DataFrame([{
        **{name: now[name] for name in columns}, **{f"{name}_versus": before[name] for name in columns},
        "metric": "churn_rate_change", "estimate": found.estimate, "low": found.low, "high": found.high,
        "se": found.se, "p": found.p, "value": now["estimate"], "n": int(now["n"]),
        "value_versus": before["estimate"], "n_versus": int(before["n"]), "note": "",
        "method": "pooled score test; newcombe", "level": level,
    }])  # fmt: skip


def leavers_by_group(
    follow_up: FollowUp, by: str | None = None, *, months: int = 12, min_n: int = 5, level: float = 0.95
) -> pd.DataFrame:
    """Plain shares of leavers per group: of the last year where there are dates, else of all customers.

    Parameters
    ----------
    follow_up : FollowUp
    by : str, optional
        A trait; None: all customers.
    months : int, default 12
        Length of the period, where there are dates.
    min_n, level
        Groups of fewer customers are suppressed; confidence level.

    Returns
    -------
    DataFrame
        With dates the rows of `churn_rate` for the latest period. Without: (group,) metric ("share_left"),
        estimate, low, high (Wilson), se, n, count, missing, note, method, level.

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.survival import observed_customers
    >>> follow_up = observed_customers(cx.open_pot("telco_ibm"))
    >>> leavers_by_group(follow_up, "contract")[["contract", "estimate", "n", "count"]].round(3)
             contract  estimate     n  count
    0  Month-to-month     0.427  3875   1655
    1        One year     0.113  1473    166
    2        Two year     0.028  1695     48
    """
    check_options(level, min_n)
    if follow_up.dated:
        rates = churn_rate(follow_up, months=months, by=by, min_n=min_n, level=level)
        return rates[rates["period_start"] == rates["period_start"].max()].reset_index(drop=True)
    usable = follow_up.frame[follow_up.frame["event"].notna()]
    left = usable["event"].astype(bool)
    groups: Any = [usable[by]] if by else [np.zeros(len(usable), dtype=int)]
    counts = left.groupby(groups, dropna=False, observed=True).agg(["size", "sum"])
    n, count = counts["size"].to_numpy(), counts["sum"].to_numpy()
    notes = Notes(len(counts))
    hidden = suppressed(n, min_n, notes, None)
    low, high = wilson(count, n, level=level)
    share = count / n
    columns = {
        "metric": "share_left", "estimate": share, "low": low, "high": high,
        "se": np.sqrt(share * (1 - share) / n), "n": n, "count": count,
        "missing": np.full(len(n), len(follow_up.frame) - len(usable)), "note": notes.texts,
        "method": "left of all customers in the data; wilson", "level": level,
    }  # fmt: skip
    names = counts.index.to_frame(index=False, name=by) if by else pd.DataFrame(index=range(len(n)))
    return tidy(names, columns, hidden=hidden, counts=("count",), min_n=min_n)
