"""Where nobody signs off: the table of purchases, the gap that means lost, who is lost by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from pandas.api.types import is_datetime64_any_dtype

from cxlab.errors import BadPot

from ..lifetimes.inactivity import inactivity_durations

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["industry_gap", "is_one_cohort", "lost_customers", "purchases_of"]

TABLES = ("orders", "purchases", "transactions", "events")
TIMES = ("timestamp", "date", "created")


def industry_gap(pot: DataPot) -> float | None:
    """Return the gap in days of an industry without contracts; None where there are contracts."""
    try:
        profile = pot.profile
    except BadPot:
        return None
    return None if profile.contractual else profile.inactivity_days


def purchases_of(pot: DataPot) -> pd.DataFrame | None:
    """Return customer and time of all purchases, if the pot has a table of them."""
    for name in TABLES:
        if name not in pot:
            continue
        table = pot[name]
        dated = [time for time in TIMES if time in table and is_datetime64_any_dtype(table[time])]
        if dated and "customer_id" in table:
            return pd.DataFrame({"customer_id": table["customer_id"], "timestamp": table[dated[0]]}).dropna()
    return None


def lost_customers(
    purchases: pd.DataFrame, days: tuple[pd.Timestamp, pd.Timestamp], gap_days: float, *, one_cohort: bool
) -> pd.DataFrame:
    """Return lifetimes by purchases between two days; see `inactivity_durations`."""
    until = days[1] + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    since = None if one_cohort else days[0]
    return inactivity_durations(
        purchases, observed_from=since, observed_until=until, gap_days=gap_days, unit="months"
    )


def is_one_cohort(purchases: pd.DataFrame, days: tuple[pd.Timestamp, pd.Timestamp], gap_days: float) -> bool:
    """Return whether new customers come at the beginning only, though the data goes on for longer than a gap.

    Where customers come all along, the chance that none comes in all the time after the gap is next to none.
    """
    first = purchases.groupby("customer_id")["timestamp"].min()
    late = days[0] + pd.Timedelta(days=gap_days)
    return bool(days[1] > late) and not bool((first >= late).any())
