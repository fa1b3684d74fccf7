"""What `survival_difference` and its kin tell of each group: quantiles, restricted means, survival then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxlab.stats import LifeTable, survival_at, survival_quantile
from cxlab.stats.cluster_curve import log_influence

from ..counting.event_table import RiskTable
from ..counting.influence import hazards, mean_influence, mean_variance

__all__ = ["means_of", "measured", "quantiles_of", "shared_covariance", "variance_name"]


def variance_name(risk: RiskTable) -> str:
    """Return what the variance of a curve rests on, for the column `method`."""
    if risk.clusters is not None:
        return "jackknife over clusters"
    return "infinitesimal jackknife" if risk.weighted else "greenwood"


def quantiles_of(risk: RiskTable, life: LifeTable, q: float) -> np.ndarray:
    """Return estimate, low and high per group."""
    values = np.full((3, len(risk.groups)), np.nan)
    found = survival_quantile(life, q)
    values[:, found.group] = found.time, found.low, found.high
    return values


def means_of(risk: RiskTable, life: LifeTable, horizon: float) -> tuple[np.ndarray, np.ndarray]:
    """Return restricted mean and standard error per group."""
    estimate, se = np.full((2, len(risk.groups)), np.nan)
    for number in np.unique(risk.group):
        rows = risk.rows_of(number)
        estimate[number], se[number] = _mean(risk, life, number, rows, horizon)
    return estimate, se


def _mean(risk: RiskTable, life: LifeTable, number: int, rows: slice, horizon: float) -> tuple[float, float]:
    time, survival = life.time[rows], life.survival[rows]
    if horizon > time[-1] and survival[-1] > 0:
        return np.nan, np.nan
    after = _areas(life, rows, horizon)
    if risk.weighted or risk.clusters is not None:
        last = int(np.searchsorted(time, horizon, side="right"))
        return after[0], float(
            np.sqrt(mean_variance(hazards(risk, number), after, last, clustered=risk.clusters is not None))
        )
    y, d = life.at_risk[rows], life.events[rows]
    counted = (d > 0) & (y > d) & (time <= horizon)
    terms = after[counted] ** 2 * d[counted] / (y[counted] * (y - d)[counted])
    return after[0], float(np.sqrt(terms.sum()))


def shared_covariance(
    risk: RiskTable, life: LifeTable, pair: tuple[int, int], measure: str, at: float | None
) -> float:
    """Return the covariance of two groups' figures: of clusters with rows in both."""
    if risk.clusters is None or risk.lifetimes is None or measure == "median" or at is None:
        return 0.0
    sums = np.zeros((2, int(risk.lifetimes.cluster.max(initial=-1)) + 1))
    for place, number in enumerate(pair):
        rows, h = risk.rows_of(number), hazards(risk, number)
        last = int(np.searchsorted(life.time[rows], at, side="right"))
        if not len(h.time) or not last:
            return 0.0
        if measure == "survival":
            influence = life.survival[rows][last - 1] * log_influence(h.for_clusters(), last - 1)
        else:
            influence = mean_influence(h, _areas(life, rows, at), last)
        named = h.lifetimes.cluster >= 0
        added = (h.lifetimes.w * influence)[named]
        sums[place] = np.bincount(h.lifetimes.cluster[named], weights=added, minlength=sums.shape[1])
    return float(sums[0] @ sums[1])


def _areas(life: LifeTable, rows: slice, horizon: float) -> np.ndarray:
    """Return the area under the curve from each time to the horizon."""
    time, survival = life.time[rows], life.survival[rows]
    width = np.diff(np.minimum(np.append(time, max(horizon, time[-1])), horizon))
    areas: np.ndarray = np.cumsum((width * survival)[::-1])[::-1]
    return areas


def measured(risk: RiskTable, life: LifeTable, measure: str, at: float | None) -> np.ndarray:
    """Return estimate, low, high and se of every group."""
    values = np.full((4, len(risk.groups)), np.nan)
    if measure == "median":
        values[:3] = quantiles_of(risk, life, 0.5)
        return values
    assert at is not None
    if measure == "rmst":
        values[0], values[3] = means_of(risk, life, at)
        return values
    present = np.unique(risk.group)
    values[0, present], limits = survival_at(life, at)[0][:, 0], survival_at(life, at)[1]
    values[1, present], values[2, present] = limits.low[:, 0], limits.high[:, 0]
    spread = replace(life, low=life.se, high=life.se)
    values[3, present] = survival_at(spread, at)[1].low[:, 0]
    return values
