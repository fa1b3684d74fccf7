"""What all findings of a churn report share: what they are worth, and who owns it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...survival import FollowUp

if TYPE_CHECKING:
    from ...loaders import DataPot

__all__ = ["came_back", "gap_too_short", "impact_metric", "owner_of", "table_owner"]

MOST = 0.5
"""Share of the lost that may have bought again before the gap is called too short."""


def came_back(follow_up: FollowUp) -> float:
    """Return which share of those counted as lost bought again; 0 where losses are not read off purchases."""
    if not follow_up.gap_days or "returned" not in follow_up.frame:
        return 0.0
    usable = follow_up.frame[follow_up.frame["duration"].notna()]
    lost = usable.loc[usable["event"].astype(bool), "returned"]
    return float(lost.mean()) if len(lost) else 0.0


def gap_too_short(follow_up: FollowUp) -> bool:
    """Return whether most of the lost bought again: who leaves is then unknown, and nothing is to be done."""
    return came_back(follow_up) > MOST


def impact_metric(follow_up: FollowUp) -> str:
    """Return what findings are worth: customers lost per year, or in the data where there are no dates."""
    return "customers_lost_per_year" if follow_up.dated else "customers_lost"


def owner_of(data: DataPot, *names: object) -> dict[str, Any]:
    """Return process and owner of the first name that is a touchpoint of the pot's map; empty if none is."""
    if "processes" not in data:
        return {}
    table = data["processes"]
    if not {"touchpoint", "owner"} <= set(table):
        return {}
    places = table["touchpoint"].astype("string").str.strip().str.casefold()
    for name in names:
        found = table[places == str(name).strip().casefold()]
        if len(found):
            row = found.iloc[0]
            return {"process": str(row.get("process", "")), "owner": str(row["owner"])}
    return {}


def table_owner(data: DataPot, table: str) -> dict[str, Any]:
    """Return who owns a table of the pot, as its definition says."""
    owner = getattr(data.table(table), "owner", "") if table in data else ""
    return {"owner": str(owner)} if owner else {}
