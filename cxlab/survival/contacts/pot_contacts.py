"""Complaints, tickets and scores of a pot set against leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlab.errors import BadParameter, BadValue, UnknownName

from ..follow_up.follow_up import FollowUp
from .drivers import ChurnDrivers, churn_drivers

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["contact_drivers", "contact_tables"]

NEEDED = {
    "complaints": {"customer_id", "created"},
    "tickets": {"customer_id", "created", "first_response"},
    "responses": {"customer_id", "date", "nps"},
}


def contact_tables(pot: DataPot) -> dict[str, pd.DataFrame]:
    """Return the pot's tables of complaints, tickets and scores that name customer and day.

    Examples
    --------
    >>> import cxlab as cx
    >>> list(contact_tables(cx.open_pot("nordlicht")))
    ['complaints', 'tickets', 'responses']
    """
    tables = {name: pot[name] for name in NEEDED if name in pot}
    return {name: table for name, table in tables.items() if NEEDED[name] <= set(table)}


def contact_drivers(
    follow_up: FollowUp,
    tables: dict[str, pd.DataFrame],
    *,
    reason: str = "",
    window_days: float = 90,
    slow_hours: float = 48,
    min_n: int = 5,
    level: float = 0.95,
) -> ChurnDrivers | None:
    """Set complaints, tickets and scores of a pot against leaving, for all reasons or one.

    Parameters
    ----------
    follow_up : FollowUp
    tables : dict
        `contact_tables`.
    reason : str
        Count leaving for this reason only; others are then censored. Empty: all.
    window_days, slow_hours, min_n, level
        As in `churn_drivers`.

    Returns
    -------
    ChurnDrivers or None
        None where there are no dates or tables, or where they tell nothing (`churn_drivers` says why).

    Raises
    ------
    UnknownName
        Nobody left for that reason.

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.survival import observed_customers
    >>> pot = cx.open_pot("nordlicht")
    >>> found = contact_drivers(observed_customers(pot), contact_tables(pot), reason="Anbieterwechsel")
    >>> found.table[["driver", "hazard_ratio"]].round(1).head(1)
          driver  hazard_ratio
    0  complaint           1.9
    """
    frame = follow_up.frame
    if reason:
        _require_reason(frame, reason)
    if not follow_up.dated or not tables:
        return None
    gone = follow_up.left
    if reason:
        gone &= frame["reason"].eq(reason).fillna(value=False).astype(bool)
    try:
        return churn_drivers(
            frame.assign(left_for_it=gone), complaints=tables.get("complaints"),
            tickets=tables.get("tickets"), responses=tables.get("responses"), event="left_for_it",
            unit="months", start=follow_up.start_column, covariates=follow_up.traits,
            window_days=window_days, slow_hours=slow_hours, min_n=min_n, level=level,
        )  # fmt: skip
    except (BadValue, BadParameter):
        return None


def _require_reason(frame: pd.DataFrame, reason: str) -> None:
    known = sorted(map(str, frame["reason"].dropna().unique())) if "reason" in frame else []
    if reason not in known:
        raise UnknownName("reason for leaving (parameter drivers_reason)", reason, known)
