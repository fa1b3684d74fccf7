"""What pot and industry say where a report was not told: gap, horizon, and the table of purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from pandas.api.types import is_datetime64_any_dtype

from ...errors import BadPot

if TYPE_CHECKING:
    from ...loaders import DataPot

__all__ = ["DAYS_PER_MONTH", "PURCHASES", "horizon", "industry_gap", "purchases"]

PURCHASES = ("orders", "purchases", "transactions", "events")
MOMENTS = ("timestamp", "date", "created")
DAYS_PER_MONTH = 365.25 / 12
YEAR = 12.0  # months


def horizon(pot: DataPot, months: float | None = None) -> float:
    """Return how far ahead to forecast, in months: as given, or as usual in the pot's industry.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> horizon(open_pot("nordlicht"))
    12.0
    """
    if months is not None:
        return float(months)
    try:
        return max(float(round(pot.profile.horizon_days / DAYS_PER_MONTH)), 1.0)
    except BadPot:
        return YEAR


def industry_gap(pot: DataPot) -> float | None:
    """Return the gap of an industry without contracts."""
    try:
        profile = pot.profile
    except BadPot:
        return None
    return None if profile.contractual else profile.inactivity_days


def purchases(pot: DataPot) -> pd.DataFrame | None:
    """Return customer and moment of all purchases, if the pot has a table of them."""
    for name in PURCHASES:
        if name not in pot:
            continue
        table = pot[name]
        dated = [moment for moment in MOMENTS if moment in table and is_datetime64_any_dtype(table[moment])]
        if dated and "customer_id" in table:
            return pd.DataFrame({"customer_id": table["customer_id"], "timestamp": table[dated[0]]}).dropna()
    return None
