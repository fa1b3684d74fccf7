"""What is planted about drivers, promises and employees' beliefs, and what else the report may state."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .company import Companion, Fact, Judge, judged_rows, rows

NO_GAP = 0.1
"""Gaps between groups of people, in grades, below which nothing was planted: who answers is not everybody."""


def strongest(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that the driver with the largest planted share is said to come first."""
    shares = company.truth["drivers"]["lmg_share"]
    found = _drivers(findings)
    first = found[found["value_rank"] == 1] if len(found) else found
    return judged_rows(first, lambda row: row.aspect == max(shares, key=shares.get))


def order(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that what a point is worth falls in the planted order, for planted shares that differ clearly."""
    shares = company.truth["drivers"]["lmg_share"]
    found = _drivers(findings)
    found = found[found["aspect"].isin(["price", "service", "billing"])] if len(found) else found
    said = found.set_index("aspect")["value"].to_dict() if len(found) else {}

    def right(row: Any) -> bool:
        weaker = [name for name in said if shares[name] < shares[row.aspect]]
        return all(said[name] < row.value for name in weaker)

    return judged_rows(found, right)


def widest_gap(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the largest gap between experience and promise, within its interval."""
    planted = company.truth["expectation_gap"]
    worst = min(planted, key=lambda name: planted[name]["gap"])
    found = rows(findings, "drivers.gap")
    found = found[found["estimate"] == found["estimate"].min()] if len(found) else found
    return judged_rows(
        found, lambda row: row.aspect == worst and row.low - 0.05 <= planted[worst]["gap"] <= row.high + 0.05
    )


def overestimated(findings: pd.DataFrame, company: Companion) -> str:
    """Judge what employees overestimate most."""
    planted = company.truth["staff_customer_gap"]
    most = max(planted, key=lambda name: planted[name]["gap"])
    found = rows(findings, "drivers.belief")
    found = found[found["estimate"] == found["estimate"].max()] if len(found) else found
    return judged_rows(found, lambda row: row.aspect == most and row.estimate > 0)


def _drivers(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the findings on drivers with the rank of what a point of each is worth."""
    found = rows(findings, "drivers.driver")
    return found.assign(value_rank=found["value"].rank(ascending=False)) if len(found) else found


def _driver(row: Any, company: Companion) -> bool | None:
    weights = company.truth["drivers"]["weights"]
    return None if row.aspect not in weights else bool(row.estimate * weights[row.aspect] > 0)


def _gap(row: Any, company: Companion) -> bool | None:
    planted = company.truth["expectation_gap"].get(row.aspect)
    return None if planted is None else bool(row.estimate * planted["gap"] > 0)


def _belief(row: Any, company: Companion) -> bool | None:
    """Judge a gap by what those who answer would say: who is content answers more often."""
    planted = company.truth["staff_customer_gap"].get(row.aspect)
    if planted is None:
        return None
    return bool(row.estimate * planted["gap"] > 0 or abs(planted["gap"]) < NO_GAP + 0.1)


def _change(row: Any, company: Companion) -> bool | None:
    """No driver was planted to matter more anywhere or at any time."""
    return False


FACTS = (
    Fact("Drivers: the strongest", strongest),
    Fact("Drivers: price, service, billing in this order", order),
    Fact("Drivers: the widest gap between promise and experience", widest_gap),
    Fact("Drivers: what employees overestimate most", overestimated),
)
JUDGES: dict[str, Judge] = {
    "drivers.driver": _driver,
    "drivers.gap": _gap,
    "drivers.belief": _belief,
    "drivers.change": _change,
}
