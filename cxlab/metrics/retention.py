"""Who stays: customers at the start of a period who are still there at its end."""

from __future__ import annotations

from datetime import date
from math import exp
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import active_counts, dates_seen
from cxlab.stats import cluster_mean, clustered_n, wilson
from cxlab.text import Text

from ._clusters import names_people
from ._groups import ONE_CLUSTER, Notes, check_options, group_index, labels, own_keys, suppressed, tidy
from ._shares import share_columns

__all__ = ["retention_rate"]

IMPLAUSIBLE = 0.001
"Chance of so long a time without any date below which the data surely ended before."
_TICKS = ("datetime64[us]", "int64")


def retention_rate(
    customers: Any,
    *,
    period_start: str | date,
    period_end: str | date,
    observed_until: str | date | None = None,
    start: str = "signup_date",
    end: str = "end_date",
    by: Any = None,
    cluster: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of the customers at the start of a period who are still customers at its end.

    Customers who join within the period are counted (`joined`) but are no part of the rate. Where the data
    ends before the period does, nobody knows who stayed: there is no rate, and the note says so.

    Parameters
    ----------
    customers
        One row per customer or contract.
    period_start, period_end
        Dates; the period ends before `period_end` (a year: "2024-01-01" and "2025-01-01").
    observed_until
        When the data was taken: ends up to this day (its end included) are known. None: the data is taken to
        reach to the end of the period, unless its last date lies so long before that this cannot be.
    start, end
        Date columns; a missing end means still a customer.
    cluster
        Column of what rows have in common: the customer of several contracts, the account of several
        customers. A row without a value is a cluster of its own.
    by, min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Group columns, period_start, period_end, metric ("retention_rate"), estimate (0..1), low, high
        (Wilson; on effective counts by cluster), se, n (customers at the start), count (of those still there
        at the end), lost, joined, missing (without start, or with an end before it), (clusters,) note,
        method, level.

    Examples
    --------
    >>> import pandas as pd
    >>> customers = pd.DataFrame({
    ...     "signup_date": pd.to_datetime(["2023-01-01"] * 10 + ["2024-05-01"]),
    ...     "end_date": pd.to_datetime(["2024-03-01"] * 2 + [None] * 9)})
    >>> kept = retention_rate(customers, period_start="2024-01-01", period_end="2025-01-01")
    >>> kept[["estimate", "low", "high", "n", "lost", "joined"]].round(4)
       estimate     low    high   n  lost  joined
    0       0.8  0.4902  0.9433  10     2       1
    """
    check_options(level, min_n)
    also = ("period_start", "period_end", "lost", "joined")
    keys = own_keys(by, also)
    names = labels(keys, also)
    counted = [*keys, *([cluster] if cluster else [])]
    cells = active_counts(customers, start=start, end=end, at=[period_start, period_end], by=counted)
    groups, group = group_index(cells, names)
    counts = cells[["at_start", "kept", "lost", "joined", "no_start", "impossible"]].groupby(group).sum()
    n, kept = counts["at_start"].to_numpy(), counts["kept"].to_numpy()
    notes = Notes(len(counts))
    shares, clusters, people = share_columns(kept, n, level=level), {}, None
    if cluster and len(groups):
        shares, found = _clustered(cells, cluster, group, len(groups), level)
        clusters, people = {"clusters": found}, found if names_people(cluster) else None
    hidden = suppressed(n, min_n, notes, people)
    if reason := _unseen(customers, start, end, period_end, observed_until):
        notes.add(~hidden, reason)
        hidden = hidden | True
    if clusters:
        found = clusters["clusters"]
        notes.add(~hidden & (found < 2) & (n > 1), ONE_CLUSTER)
    columns = {
        "period_start": cells["from"].iloc[0] if len(cells) else pd.Timestamp(period_start),
        "period_end": cells["to"].iloc[0] if len(cells) else pd.Timestamp(period_end),
        "metric": "retention_rate",
        **shares,
        "n": n,
        "count": kept,
        "lost": counts["lost"].to_numpy(),
        "joined": counts["joined"].to_numpy(),
        "missing": (counts["no_start"] + counts["impossible"]).to_numpy(),
        **clusters,
        "note": notes.texts,
        "method": "still there at the end of those at the start; wilson",
        "level": level,
    }
    return tidy(groups, columns, hidden=hidden, counts=("count", "lost"), min_n=min_n)


def _unseen(
    customers: Any, start: str, end: str, period_end: str | date, until: str | date | None
) -> Text | None:
    """Return why nobody can know who stayed to the end of the period; nothing where it was observed."""
    first, last, days, observed = dates_seen(customers, [start, end], until)
    wanted = pd.Timestamp(period_end)
    wanted = wanted.tz_convert(None) if wanted.tz is not None else wanted
    goal = int(np.array(wanted.to_datetime64(), _TICKS[0]).astype(_TICKS[1]))
    if until is not None:
        ends = Text("not yet observable: the data ends on {day}", day=str(until))
        return ends if observed < goal else None
    if not days or last >= goal or last <= first:
        return None
    # Dates come on `days` days between the first and the last: so likely is none in all the time after.
    if exp(-days * (goal - last) / (last - first)) >= IMPLAUSIBLE:
        return None
    day = pd.Timestamp(last, unit="us").date()
    return Text(
        "not yet observable: the last date is {day}; observed_until can say that it was observed longer",
        day=day,
    )


def _clustered(
    cells: pd.DataFrame, cluster: str, group: np.ndarray, groups: int, level: float
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return share and limits where rows of one cluster are alike; rows without one are clusters alone."""
    lone = cells[cluster].isna().to_numpy()
    size, hits = cells["at_start"].to_numpy(), cells["kept"].to_numpy()
    apart = np.repeat(group[lone], size[lone])
    place = np.arange(len(apart)) - np.repeat(np.cumsum(size[lone]) - size[lone], size[lone])
    yes = (place < np.repeat(hits[lone], size[lone])).astype(float)
    mean = cluster_mean(
        np.concatenate([hits[~lone], yes, np.zeros(1)]),
        np.concatenate([size[~lone], np.ones(len(apart)), np.zeros(1)]),
        group=np.concatenate([group[~lone], apart, [groups - 1]]).astype(np.intp),
    )
    n = np.bincount(group, weights=size, minlength=groups)
    share = np.asarray(mean.estimate)
    worth = clustered_n(share * (1 - share), mean.se, n=n, n_eff=n, clusters=mean.clusters)
    usable = np.nan_to_num(worth)
    low, high = wilson(np.nan_to_num(share) * usable, usable, level=level, df=mean.df)
    found = {"estimate": share, "low": low, "high": high, "se": np.asarray(mean.se)}
    return found, np.asarray(mean.clusters).astype("int64")
