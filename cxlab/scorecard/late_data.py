"""Who owes data: the tables that are older than was agreed, by owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["late_data"]


def late_data(pot: DataPot, *, today: object = None) -> pd.DataFrame:
    """Return the tables that are older than their `refresh_days`, by owner, the longest overdue first.

    Parameters
    ----------
    pot : DataPot
    today : date or str, optional
        The day of the look; by default the current one.

    Returns
    -------
    DataFrame
        owner, table, newest, age_days, refresh_days, days_overdue; empty where all is in time.
        ``attrs["agreed"]`` is how many tables have an agreed interval.

    Examples
    --------
    >>> import cxlab as cx
    >>> late = late_data(cx.open_pot("nordlicht"), today="2026-01-05")
    >>> late[["owner", "table", "age_days", "refresh_days", "days_overdue"]]
                      owner       table  age_days  refresh_days  days_overdue
    0               Digital      events         5           1.0             4
    1  Beschwerdemanagement  complaints        10           7.0             3
    """
    known = pot.freshness(today=today)
    agreed = known[known["refresh_days"].notna() & known["age_days"].notna()]
    overdue = agreed["age_days"].astype(float) - agreed["refresh_days"].astype(float)
    late = agreed.assign(days_overdue=overdue.map(lambda days: -(-days // 1)).astype("int64"))
    late = late[late["days_overdue"] > 0].sort_values(
        ["days_overdue", "owner", "table"], ascending=[False, True, True], ignore_index=True
    )
    columns = ["owner", "table", "newest", "age_days", "refresh_days", "days_overdue"]
    result: pd.DataFrame = late[columns]
    result.attrs["agreed"] = len(agreed)
    return result
