"""A generated company with its truth, and how a stated finding is held against it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

RIGHT, SILENT, WRONG = "right", "not said", "wrong"
NO_EFFECT = 0.03  # log hazard ratios and, times 100, points of NPS below which nothing was planted
KEYS = {"tariff": "product", "region": "region", "sales_channel": "channel"}


class Companion:
    """A generated company and the truth behind it."""

    def __init__(self, pot: Path) -> None:
        self.truth: dict[str, Any] = yaml.safe_load((pot / "truth.yml").read_text(encoding="utf-8"))
        self.folder = pot

    @cached_property
    def invitations(self) -> pd.DataFrame:
        """Return every invitation with what the customer would say, how likely, and the customer's traits."""
        import cxlab as cx

        asked = pd.read_parquet(self.folder / "truth" / "invitations.parquet")
        traits = cx.open_pot(self.folder)["customers"][["customer_id", "segment", *KEYS]]
        asked = asked.assign(customer_id=asked["customer_id"].astype(str))
        joined = asked.merge(traits.assign(customer_id=traits["customer_id"].astype(str)), on="customer_id")
        said = joined["would_say"]
        return joined.assign(
            net=100.0 * ((said >= 9).astype(int) - (said <= 6)), date=pd.to_datetime(joined["date"])
        )

    def nps_difference(self, dimension: str, group: str) -> float:
        """Return the expected NPS of a group minus that of the rest, of all who answer."""
        asked = self.invitations
        own = (asked[dimension].astype(str) == str(group)).to_numpy()
        if not own.any() or own.all():
            return math.nan
        net, weight = asked["net"].to_numpy(), asked["probability"].to_numpy()
        return float(np.average(net[own], weights=weight[own]) - np.average(net[~own], weights=weight[~own]))

    def lowest(self, dimension: str) -> str:
        """Return the group that is lowest against the rest."""
        groups = self.invitations[dimension].dropna().astype(str).unique()
        return min(groups, key=lambda group: self.nps_difference(dimension, group))

    def log_hazard(self, dimension: str) -> dict[str, float]:
        """Return the log hazard of leaving of each category of a trait, all reasons together."""
        churn = self.truth["churn"]
        base = {cause: np.mean(rates) for cause, rates in churn["baseline_hazard_per_year"].items()}
        ratios = {cause: churn["hazard_ratios"][cause][KEYS[dimension]] for cause in base}
        total = sum(base.values())
        names = next(iter(ratios.values()))
        return {
            name: math.log(sum(base[cause] * ratios[cause][name] for cause in base) / total) for name in names
        }


@dataclass(frozen=True)
class Fact:
    """One planted fact and how to find out whether the findings say it."""

    name: str
    said: Callable[[pd.DataFrame, Companion], str]


def rows(findings: pd.DataFrame, *names: str, **wanted: str) -> pd.DataFrame:
    """Return the findings whose name begins with one of these and whose fields are as wanted."""
    if "finding" not in findings:
        return findings.head(0)
    kept = findings["finding"].str.startswith(tuple(names))
    for field, value in wanted.items():
        kept &= findings[field].astype(str) == str(value)
    return findings[kept]


def judged_rows(found: pd.DataFrame, right: Callable[[Any], bool]) -> str:
    """Return whether what is stated as shown is right; what is open is not said."""
    stated = found[found["certainty"] != "open"] if len(found) else found
    if stated.empty:
        return SILENT
    return RIGHT if all(right(row) for row in stated.itertuples(index=False)) else WRONG


def inside(row: Any, value: float) -> bool:
    """Return whether a planted figure lies within the interval of a finding."""
    return bool(row.low <= value <= row.high)


# What a finding stated as shown is: right, false, or not to be judged (None).
Judge = Callable[[Any, Companion], bool | None]
