"""Quantiles of waiting times, with those who still wait censored, and limits that respect clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from cxlab.stats import LifeTable, log_log_limits, product_limit, survival_quantile
from cxlab.stats.cluster_curve import Lifetimes, clustered_log_df, clustered_log_variance

__all__ = ["waiting_quantiles"]


def waiting_quantiles(
    cells: pd.DataFrame,
    group: np.ndarray,
    ended: np.ndarray,
    members: np.ndarray | None,
    size: int,
    wanted: Sequence[float],
    level: float,
) -> np.ndarray:
    """Return estimate, low and high (rows) for each group and quantile (columns)."""
    result = np.full((3, size, len(wanted)), np.nan)
    time, rows = cells["duration"].to_numpy(float), cells["n"].to_numpy(float)
    order = np.lexsort((time, group))
    # Ended and open tickets of one duration are two cells of the tally and one row of the event table.
    new = np.ones(len(time), dtype=bool)
    new[1:] = (np.diff(time[order]) != 0) | (np.diff(group[order]) != 0)
    at = np.empty(len(time), dtype=np.intp)
    at[order] = np.cumsum(new) - 1
    first = order[new]
    events, censored = (
        np.bincount(at[who], weights=rows[who], minlength=new.sum()) for who in (ended, ~ended)
    )
    table = product_limit(time[first], events, censored, group=group[first], level=level)
    if members is not None:
        table = _with_clusters(table, at, group, ended, rows, members)
    for place, q in enumerate(wanted):
        found = survival_quantile(table, q)
        result[:, found.group, place] = found.time, found.low, found.high
    return result.reshape(3, -1)


def _with_clusters(
    table: LifeTable,
    at: np.ndarray,
    group: np.ndarray,
    ended: np.ndarray,
    rows: np.ndarray,
    members: np.ndarray,
) -> LifeTable:
    """Return the curves with limits that respect clusters; `at` is each cell's row of the table."""
    low, high = table.low.copy(), table.high.copy()
    with np.errstate(invalid="ignore", divide="ignore"):
        hazard = table.events / table.at_risk
        factor = np.where(hazard < 1 - 1e-12, 1 / (table.at_risk * (1 - hazard)), 0.0)
        plain = np.where(table.survival > 0, (table.se / table.survival) ** 2, 0.0)
    for number in np.unique(table.group):
        own, there = table.group == number, group == number
        start = int(np.argmax(own))
        cells, who = at[there] - start, members[there]
        who = np.where(who < 0, -1, np.unique(who, return_inverse=True)[1])
        lives = Lifetimes(
            cells, np.full(len(cells), -1), ended[there], rows[there], rows[there], who,
            hazard[own], factor[own],
        )  # fmt: skip
        variance = clustered_log_variance(lives, plain[own], jackknife=True)
        limits = log_log_limits(
            table.survival[own], variance, level=table.level, df=clustered_log_df(lives, plain[own])
        )
        low[own], high[own] = limits
    return replace(table, low=low, high=high)
