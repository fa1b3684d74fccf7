"""From an event table to life tables: survival with limits, on the clock of all or given a tenure so far."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from cxlab.errors import BadParameter
from cxlab.stats import LifeTable, critical, log_log_limits, product_limit
from cxlab.stats.cluster_curve import cluster_df, clustered_log_variance
from cxlab.text import Text

from .event_table import RiskTable
from .influence import curve_variance, hazards

__all__ = ["INTERVALS", "check_interval", "cluster_dfs", "condition_on_tenure", "life_table", "plain_limits"]

INTERVALS = ("log-log", "plain")
_BEFORE = -1.0  # any time before 0: who enters then is at risk at 0


def check_interval(interval: str) -> None:
    """Refuse a kind of interval that is not known."""
    if interval not in INTERVALS:
        raise BadParameter(
            Text(
                "interval {interval!r} is not known; available: {available}",
                interval=interval,
                available=list(INTERVALS),
            )
        )


def plain_limits(
    estimate: np.ndarray, se: np.ndarray, level: float, df: ArrayLike = np.inf
) -> tuple[np.ndarray, np.ndarray]:
    """Return estimate -/+ z se, or t se, kept within 0..1."""
    half = critical(level, df) * se
    return np.clip(estimate - half, 0, 1), np.clip(estimate + half, 0, 1)


def condition_on_tenure(risk: RiskTable, given: float) -> RiskTable:
    """Return the table of those who lasted beyond `given`: nobody else is at risk, nobody entered before.

    The clock stays that of the whole tenure.
    """
    if given < 0:
        raise BadParameter(Text("given is a tenure so far, 0 or more; found {given:g}", given=given))
    if given == 0:
        return risk
    lifetimes = risk.lifetimes
    if lifetimes is not None:
        kept = lifetimes.exit > given
        cut = {
            name: getattr(lifetimes, name)[kept] for name in ("group", "exit", "cause", "w", "ww", "cluster")
        }
        lifetimes = replace(lifetimes, entry=np.maximum(lifetimes.entry[kept], given), **cut)
    later = np.flatnonzero(risk.time > given)
    present, first = np.unique(risk.group[later], return_index=True)
    zeros = np.zeros(len(first))
    there = risk.at_risk[later][first]
    new = {"group": present, "time": zeros + given, "at_risk": there, "entered": there}
    new |= {"events": zeros, "censored": zeros, "by_cause": np.zeros((len(first), len(risk.causes)))}
    columns = {name: np.insert(getattr(risk, name)[later], first, new[name], axis=0) for name in new}
    return replace(risk, lifetimes=lifetimes, **columns)


def life_table(risk: RiskTable, *, level: float, interval: str = "log-log") -> LifeTable:
    """Estimate survival from a risk table, one row per row of it.

    Limits are Greenwood's, or for sampling weights those of the infinitesimal jackknife.
    """
    check_interval(interval)
    present, group = np.unique(risk.group, return_inverse=True)
    first = np.searchsorted(risk.group, present)
    # Those of a group's first row were there before it: at risk at its very time.
    late, before = risk.entered.copy(), risk.at_risk[first]
    late[first] = 0.0
    size = len(present)
    table = product_limit(
        np.concatenate([np.full(size, _BEFORE), risk.time]),
        np.concatenate([np.zeros(size), risk.events]),
        np.concatenate([np.zeros(size), risk.censored]),
        entered=np.concatenate([before, late]),
        group=np.concatenate([np.arange(size), group]),
        level=level,
    )
    kept = np.flatnonzero(table.time != _BEFORE)
    names = ("time", "at_risk", "events", "censored", "survival", "se", "low", "high")
    table = replace(
        table, group=risk.group, entered=risk.entered, **{n: getattr(table, n)[kept] for n in names}
    )
    df = cluster_dfs(risk)[risk.group]
    if risk.weighted or risk.clusters is not None:
        table = _sampled(risk, table, df)
    if interval == "plain":
        low, high = plain_limits(table.survival, table.se, level, df)
        return replace(table, low=low, high=high)
    return table


def cluster_dfs(risk: RiskTable) -> np.ndarray:
    """Return the degrees of freedom behind each group's variances: infinite without clusters."""
    df = np.full(len(risk.groups), np.inf)
    if risk.clusters is not None:
        for number in np.unique(risk.group):
            df[number] = cluster_df(hazards(risk, number).for_clusters())
    return df


def _sampled(risk: RiskTable, table: LifeTable, df: np.ndarray) -> LifeTable:
    """Put the standard errors of sampling weights or clusters in."""
    variance = np.empty(len(table.time))
    for number in np.unique(risk.group):
        rows = risk.rows_of(number)
        survival = table.survival[rows]
        variance[rows] = survival**2 * _relative(risk, number)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = log_log_limits(table.survival, variance / table.survival**2, level=table.level, df=df)
    return replace(table, se=np.sqrt(variance), low=low, high=high)


def _relative(risk: RiskTable, number: int) -> np.ndarray:
    h = hazards(risk, number)
    ones = np.ones(len(h.time))
    plain = curve_variance(h, ones, ones, None)
    return plain if risk.clusters is None else clustered_log_variance(h.for_clusters(), plain)
