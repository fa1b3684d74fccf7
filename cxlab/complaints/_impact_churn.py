"""Who leaves after a complaint about each cause, beyond what is usual."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.engine import require
from cxlab.errors import BadParameter
from cxlab.stats import critical
from cxlab.text import Text

from ._landmarks import Landmarks, hazard_ratios, in_days
from ._rows import has

__all__ = ["given_churn", "own_churn"]

OWN = {"hazard_ratio": "leaving_ratio", "ratio_low": "leaving_low", "ratio_high": "leaving_high"}
RATIOS = ["leaving_ratio", "leaving_low", "leaving_high"]


def given_churn(table: pd.DataFrame, churn: pd.DataFrame, cause: str, years: float) -> pd.DataFrame:
    """Return causes with hazard ratios and customers lost, from a table made elsewhere."""
    key = next((name for name in (cause, "driver", "term") if has(churn, name)), None)
    if key is None:
        raise BadParameter(Text("churn has no column that names the causes: {names}",
                                names=[cause, "driver", "term"]))  # fmt: skip
    require(churn, "hazard_ratio", "low", "high", "events")
    known = churn[[key, "hazard_ratio", "low", "high", "events"]].set_axis([cause, *RATIOS, "left"], axis=1)
    both = table.merge(known, how="left", on=cause)
    return _lost(both, both["left"].fillna(0).to_numpy(float), both[RATIOS].to_numpy(float), years)


def own_churn(
    table: pd.DataFrame, looks: Landmarks, frame: pd.DataFrame, came: pd.Series, cause: str, customer: str,
    lasts: float, years: float, level: float, min_n: int,
) -> pd.DataFrame:  # fmt: skip
    """Return causes with hazard ratios from monthly landmarks, all in one model, and customers lost."""
    who, when = looks.numbers(frame[customer], customer), in_days(came, looks.origin)
    states = {}
    for name in table[cause]:
        own = (who >= 0) & (frame[cause] == name).to_numpy()
        states[name] = looks.active(who[own], when[own], when[own] + lasts)
    found = hazard_ratios(looks, states, level=level).rename(columns={"state": cause} | OWN)
    anything = np.logical_or.reduce(list(states.values()))
    pooled = hazard_ratios(looks, {"any": anything}, level=level).rename(columns=OWN).iloc[0]
    # Too few who left after a cause say nothing of it alone: it is taken as all complaints are, by the time
    # its customers spent after it, so that their own number of leavers stays unsaid.
    few = found["leaving_ratio"].isna() | (found["left"] < min_n)
    found.loc[few, RATIOS] = np.nan
    rate = pooled["left"] / pooled["customer_years"] if pooled["customer_years"] else 0.0
    left = found["left"].where(~few, found["customer_years"] * rate).to_numpy(float)
    found["left"] = found["left"].astype("Int64").mask(few)
    ratios = _shrunken(found[RATIOS].to_numpy(float), pooled[RATIOS].to_numpy(float), level)
    found["leaving_shrunken"] = ratios[:, 0]
    both = _lost(found, left, ratios, years).drop(columns=["customers", "p"])
    return table.merge(both, how="left", on=cause)


def _shrunken(own: np.ndarray, pooled: np.ndarray, level: float) -> np.ndarray:
    """Return ratios with limits, each drawn towards the pooled one the more, the less it tells by itself.

    How far causes differ in truth (tau squared) is what their ratios differ beyond chance (DerSimonian and
    Laird); a cause without a ratio of its own is taken for one drawn at random.
    """
    if np.isnan(pooled).any():
        return own
    reach = float(critical(level))
    log, centre = np.log(own[:, 0]), np.log(pooled[0])
    variance = ((np.log(own[:, 2]) - np.log(own[:, 1])) / (2 * reach)) ** 2
    spread = ((np.log(pooled[2]) - np.log(pooled[1])) / (2 * reach)) ** 2
    known = np.isfinite(log) & np.isfinite(variance)
    tau2 = _between(log[known], variance[known])
    trust = np.where(known, tau2 / (tau2 + np.where(known, variance, 1.0)), 0.0)
    drawn = trust * np.where(known, log, 0.0) + (1 - trust) * centre
    own_part = np.where(known, trust * np.where(known, variance, 0.0), tau2)
    half = reach * np.sqrt(own_part + (1 - trust) ** 2 * spread)
    return np.exp(np.column_stack([drawn, drawn - half, drawn + half]))


def _between(log: np.ndarray, variance: np.ndarray) -> float:
    """Return the variance between causes beyond chance, by moments."""
    if len(log) < 2:
        return 0.0
    weight = 1 / variance
    mean = np.average(log, weights=weight)
    excess = float((weight * (log - mean) ** 2).sum()) - (len(log) - 1)
    return max(excess / float(weight.sum() - (weight**2).sum() / weight.sum()), 0.0)


def _lost(table: pd.DataFrame, left: np.ndarray, ratios: np.ndarray, years: float) -> pd.DataFrame:
    """Return with the customers that left because of it, per year: of those who left, the share beyond 1."""
    lost = np.asarray(left, dtype=float)[:, None] / years * (1 - 1 / ratios)
    columns = dict(zip(("customers_lost_per_year", "lost_low", "lost_high"), lost.T, strict=True))
    named = dict(zip(("_ratio", "_ratio_low", "_ratio_high"), ratios.T, strict=True))
    return table.assign(**columns, **named, _left=np.asarray(left, dtype=float))
