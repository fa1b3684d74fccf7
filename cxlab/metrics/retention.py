"""Who stays: customers at the start of a period who are still there at its end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from cxlab.engine import active_counts

from ._groups import Notes, check_options, labels, own_keys, suppressed, tidy
from ._shares import share_columns

__all__ = ["retention_rate"]


def retention_rate(
    customers: Any,
    *,
    period_start: str | date,
    period_end: str | date,
    start: str = "signup_date",
    end: str = "end_date",
    by: Any = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of the customers at the start of a period who are still customers at its end.

    Customers who join within the period are counted (`joined`) but are no part of the rate.

    Parameters
    ----------
    customers
        One row per customer or contract.
    period_start, period_end
        Dates; the period ends before `period_end` (a year: "2024-01-01" and "2025-01-01").
    start, end
        Date columns; a missing end means still a customer.
    by, min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Group columns, period_start, period_end, metric ("retention_rate"), estimate (0..1), low, high
        (Wilson), se, n (customers at the start), count (of those still there at the end), lost, joined,
        missing (without start, or with an end before it), note, method, level.

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
    counts = active_counts(customers, start=start, end=end, at=[period_start, period_end], by=keys)
    n, kept = counts["at_start"].to_numpy(), counts["kept"].to_numpy()
    notes = Notes(len(counts))
    hidden = suppressed(n, min_n, notes)
    columns = {
        "period_start": counts["from"],
        "period_end": counts["to"],
        "metric": "retention_rate",
        **share_columns(kept, n, level=level),
        "n": n,
        "count": kept,
        "lost": counts["lost"],
        "joined": counts["joined"],
        "missing": counts["no_start"] + counts["impossible"],
        "note": notes.texts,
        "method": "still there at the end of those at the start; wilson",
        "level": level,
    }
    return tidy(counts[names], columns, hidden=hidden, counts=("count", "lost"))
