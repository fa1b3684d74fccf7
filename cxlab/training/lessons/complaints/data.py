"""Data of lesson 5: complaints about bills of Funkwerk by region and week, and what was found out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["BASE_WEEKS", "REGIONS", "WHYS", "Data", "make"]

REGIONS = ("Nord", "Ost", "Süd", "West")
PARTS = ((9000, 0.0125), (4200, 0.024), (5200, 0.014), (140, 0.0))
"""Customers, and complaints per customer, of a large region (most complaints), one that really stands out, a
usual one, and a small one where one customer complains again and again."""

WEEKS = 40
BASE_WEEKS = 20
"""Weeks in which nothing special happened: the limits come from them."""

FAULT = (29, 31)
"""First and last week of the process fault."""

WHYS: Mapping[str, str] = {"a": "options", "b": "shop", "c": "tariff_change", "d": "hotline", "e": ""}
"""The whys of the workshop, and the dimension in which a finding would show each; the last names none."""

VERDICTS = ("supported", "supported", "refuted", "not_sure")
"""What the findings say of the first four, in an order drawn by lot."""


@dataclass(frozen=True, eq=False)
class Data:
    """Complaints of one trainee, and what they come from.

    Attributes
    ----------
    complaints
        One row per complaint: complaint_id, customer_id, created, region, cause (always "billing").
    customers
        Customers per region: region, exposure.
    weeks
        One row per week: week (1 to 40), complaints, customers (their number grows).
    findings
        What the report found: finding, dimension, estimate (ratio of rates), low, high, p_adjusted,
        direction, certainty.
    """

    complaints: pd.DataFrame
    customers: pd.DataFrame
    weeks: pd.DataFrame
    findings: pd.DataFrame


def make(seed: int) -> Data:
    """Draw the complaints of one trainee; which region plays which part is drawn, too.

    Examples
    --------
    >>> make(1).weeks.columns.tolist()
    ['week', 'complaints', 'customers']
    """
    rng = np.random.default_rng([5, seed])
    complaints, customers = _by_region(rng, rng.permutation(REGIONS).tolist())
    return Data(complaints, customers, _weeks(rng), _findings(rng))


def _by_region(rng: np.random.Generator, regions: Iterable[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    made, there, first = [], [], 10_000
    for region, (size, rate) in zip(regions, PARTS, strict=True):
        size += int(rng.integers(-size // 50, size // 50 + 1))
        who = first + rng.choice(size, round(size * rate * rng.uniform(0.97, 1.03)))
        if not rate:  # complaints of one customer, and one each of four others
            who = first + np.array([0] * int(rng.integers(8, 11)) + [1, 2, 3, 4])
        made.append(pd.DataFrame({"customer_id": who, "region": region}))
        there.append({"region": region, "exposure": size})
        first += 10_000
    complaints = pd.concat(made, ignore_index=True)
    days = rng.integers(0, 7 * WEEKS, len(complaints))
    complaints["created"] = pd.Timestamp("2025-01-06") + pd.to_timedelta(days, "D")
    complaints = complaints.sort_values("created", kind="stable", ignore_index=True).assign(cause="billing")
    complaints.insert(0, "complaint_id", np.arange(1, len(complaints) + 1))
    return complaints, pd.DataFrame(there)


def _weeks(rng: np.random.Generator) -> pd.DataFrame:
    week = np.arange(1, WEEKS + 1)
    customers = 9000 + np.where(week > BASE_WEEKS, 420 * (week - BASE_WEEKS), 0)
    # points of the usual kind lie evenly within two standard deviations, so that the fault alone stands out
    usual = customers * 0.0040
    z = rng.permutation(np.linspace(-1.7, 1.7, WEEKS))
    complaints = np.round(usual + z * np.sqrt(usual))
    first = FAULT[0] + int(rng.integers(-3, 4))
    fault = (week >= first) & (week <= first + FAULT[1] - FAULT[0])
    complaints[fault] = np.round(usual[fault] + rng.uniform(4.0, 5.0, fault.sum()) * np.sqrt(usual[fault]))
    return pd.DataFrame({"week": week, "complaints": complaints.astype(int), "customers": customers})


def _findings(rng: np.random.Generator) -> pd.DataFrame:
    """Return what the report found of the first four whys: which of them holds is drawn."""
    rows: list[dict[str, Any]] = []
    for dimension, verdict in zip(WHYS.values(), rng.permutation(VERDICTS), strict=False):
        ratio, spread, p = {
            "supported": (rng.uniform(1.8, 2.4), 1.25, 0.001),
            "refuted": (rng.uniform(0.55, 0.65), 1.25, 0.002),
            "not_sure": (rng.uniform(1.35, 1.40), 1.33, 0.09),
        }[str(verdict)]
        rows.append({
            "finding": "complaints.driver", "dimension": dimension, "estimate": round(ratio, 2),
            "low": round(ratio / spread, 2), "high": round(ratio * spread, 2), "p_adjusted": p,
            "direction": "strength" if verdict == "refuted" else "weakness",
            "certainty": "likely" if verdict == "not_sure" else "shown",
        })  # fmt: skip
    return pd.DataFrame(rows)
