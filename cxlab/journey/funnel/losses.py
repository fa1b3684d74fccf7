"""Where a funnel loses most: the narrowest step, and the groups that go on less often than others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab.stats import wilson

if TYPE_CHECKING:
    from .result import Funnel

__all__ = ["NarrowestStep", "group_losses", "narrowest_step", "still_rising"]

_FEW = 30  # journeys: below that, a share says little
_STILL_RISING = 0.05  # share of those who reach a step that does so in the last tenth of the window
_COLUMNS = (
    "versus", "step", "before", "name", "metric", "estimate", "low", "high", "value", "value_versus", "n",
    "n_versus", "p", "p_adjusted", "goals_lost", "level",
)  # fmt: skip


@dataclass(frozen=True)
class NarrowestStep:
    """The step that the smallest share of those at the step before reaches.

    Attributes
    ----------
    before, name
        From which step to which.
    share, low, high
        Who goes on (Wilson).
    n, lost
        Journeys that came to the step before, and those of them that did not go on.
    mature
        Whether only journeys whose window has passed are counted; else unfinished ones count as not going on.
    """

    before: str
    name: str
    share: float
    low: float
    high: float
    n: int
    lost: int
    mature: bool
    certain: bool
    "Whether its interval lies below those of all other steps."


def narrowest_step(result: Funnel) -> NarrowestStep | None:
    """Return the narrowest step, by journeys whose window has passed where there are enough of them.

    Groups are taken together. None where nobody entered, or where so few do or do not go on at one of the
    steps that it is hidden.
    """
    table = result.table
    if table["reached"].isna().any():
        return None
    steps = table.groupby("step")[["reached", "mature_reached"]].sum(min_count=1).astype(float)
    if not steps["reached"].iloc[0]:
        return None
    # Attempts of one customer belong together: their interval is only there for all journeys so far.
    counts = steps["mature_reached"].to_numpy()
    hidden = table["mature_reached"].isna().any()
    mature = result.spec.entry != "every" and counts[0] >= _FEW and not hidden
    if result.trusted == "incidence" and (table["p_agreement"] < 1 - table["level"]).any():
        mature = False  # the oldest journeys in the data are the slowest of their time
    if not mature:
        counts = steps["reached"].to_numpy()
    before, after = counts[:-1], counts[1:]
    shares = np.divide(after, before, out=np.full(len(after), np.inf), where=before > 0)
    place = int(np.argmin(shares))
    names, level = table["name"].iloc[: len(steps)], float(table["level"].iloc[0])
    if mature or len(table) > len(steps):
        lows, highs = wilson(after, before, level=level)
    else:
        lows, highs = (table[f"share_of_previous_{side}"].to_numpy(float)[1:] for side in ("low", "high"))
    low, high = float(lows[place]), float(highs[place])
    certain = bool((np.delete(lows, place) > high).all())
    n = int(before[place])
    return NarrowestStep(
        str(names.iloc[place]), str(names.iloc[place + 1]), float(shares[place]), low, high, n,
        n - int(after[place]), bool(mature), certain,
    )  # fmt: skip


def still_rising(result: Funnel) -> list[str]:
    """Return the steps whose curves still rise when the window ends: who comes later is not counted."""
    if result.spec.entry == "any":
        return []
    found = []
    for name, curve in result.curves.groupby("name", sort=False):
        curve = curve[curve["estimate"].notna()]
        time = next(column for column in curve.columns if str(column).startswith("time_"))
        whole = float(curve["estimate"].iloc[-1]) if len(curve) else 0.0
        early = curve.loc[curve[time] <= 0.9 * curve[time].max(), "estimate"].max()
        if whole > 0 and (whole - early) / whole > _STILL_RISING:
            found.append(str(name))
    return found


def group_losses(result: Funnel) -> pd.DataFrame:
    """Return each group that goes on less often than the others at a step, and what that costs.

    Of two groups the side that hurts is named, whichever it is.

    Returns
    -------
    DataFrame
        group, versus, step, before, name, metric, estimate (below 0), low, high, value, value_versus, n,
        n_versus, p, p_adjusted, goals_lost (journeys that would have reached the last step, had the group
        gone on as often as the others and then as it does), level; significant ones first, the largest loss
        at the top. Empty without groups.
    """
    by = result.scope["by"]
    table = result.differences
    head = [by or "group", *_COLUMNS]
    rows = (
        table[(table["metric"] == "funnel_share_of_previous") & table["p"].notna()] if len(table) else table
    )
    made = [_worse_side(row, by) for row in rows.to_dict("records")]
    found = pd.DataFrame([row for row in made if row["estimate"] < 0], columns=head)
    names = result.table.drop_duplicates("step").set_index("step")["name"]
    found["before"] = [names.get(step - 1, "") for step in found["step"]]
    found["goals_lost"] = [_goals_lost(result, by, row) for row in found.to_dict("records")]
    sure = found["p_adjusted"] < 1 - found["level"]
    order = found.assign(_sure=~sure, _cost=-found["goals_lost"].fillna(0.0)).sort_values(
        ["_sure", "_cost", "p"], kind="stable"
    )
    return found.loc[order.index].reset_index(drop=True)


def _worse_side(row: dict[Any, Any], by: str) -> dict[Any, Any]:
    """Turn a comparison of two groups so that it speaks of the one that goes on less often."""
    if row["estimate"] <= 0 or row["versus"] == "(rest)":
        return row
    turned = {
        by: row["versus"], "versus": row[by], "estimate": -row["estimate"], "low": -row["high"],
        "high": -row["low"], "value": row["value_versus"], "value_versus": row["value"], "n": row["n_versus"],
        "n_versus": row["n"],
    }  # fmt: skip
    return row | turned


def _goals_lost(result: Funnel, by: str, row: dict[Any, Any]) -> float:
    """Return how many more journeys of a group would have got there, had it gone on as the rest did."""
    own = result.table[result.table[by].astype(object) == row[by]].set_index("step")["mature_reached"]
    reached, goal = own.get(row["step"]), own.iloc[-1] if len(own) else None
    if reached is None or pd.isna(reached) or pd.isna(goal) or not reached:
        return float("nan")
    return float(-row["estimate"] * row["n"] * goal / reached)
