"""Where every KPI stands: the figure of its latest period, its interval, its target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.results import metric_of

from .kpi import Kpi

__all__ = ["current_values", "target_state", "with_targets"]

COLUMNS = ["metric", "first_day", "last_day", "estimate", "low", "high", "n", "note", "method", "level"]


def current_values(kpis: Sequence[Kpi]) -> pd.DataFrame:
    """Return the figure of every KPI for its latest period, with its interval and its target.

    Parameters
    ----------
    kpis : list of Kpi
        As `find_kpis` returns them.

    Returns
    -------
    DataFrame
        One row per KPI: metric, first_day, last_day, estimate, low, high, n, note, method, level,
        target_value, target_state ("met", "missed"; "met_open" and "missed_open" where the interval holds
        the target), usual_value (of the industry), owner (of the data).

    Examples
    --------
    >>> import cxlab as cx
    >>> kpis = cx.scorecard.find_kpis(cx.open_pot("sfo_airport_2017"))
    >>> current_values(kpis)[["metric", "estimate", "n"]].round(1)
      metric  estimate     n
    0    nps      40.4  2746
    """
    rows: list[dict[str, Any]] = []
    for kpi in kpis:
        found, cell = kpi.value(kpi.latest), kpi.cell(-1) if len(kpi.periods) else kpi.latest
        row = {name: found.get(name) for name in ("estimate", "low", "high", "n", "note", "method")}
        row |= {"metric": kpi.metric, "first_day": cell.first, "last_day": cell.last, "level": kpi.level}
        rows.append(row | {"usual_value": kpi.usual, "owner": kpi.owner})
    table = pd.DataFrame(rows, columns=[*COLUMNS, "usual_value", "owner"])
    days = {name: pd.to_datetime(table[name]) for name in ("first_day", "last_day")}
    figures = {name: table[name].astype(float) for name in ("estimate", "low", "high", "usual_value")}
    table = table.assign(**days, **figures, n=table["n"].astype("Int64"))
    return with_targets(table, {kpi.metric: kpi.target for kpi in kpis if kpi.target is not None})


def with_targets(table: pd.DataFrame, targets: dict[str, float]) -> pd.DataFrame:
    """Return figures with target_value and target_state, by what the vocabulary calls good.

    Parameters
    ----------
    table : DataFrame
        metric, estimate, low, high.
    targets : dict
        Metric: wanted value.

    Examples
    --------
    >>> found = pd.DataFrame({"metric": ["nps", "median_hours"], "estimate": [14.6, 11.8],
    ...                       "low": [6.7, 8.0], "high": [22.3, 12.7]})
    >>> with_targets(found, {"nps": 20.0, "median_hours": 24.0})["target_state"].tolist()
    ['missed_open', 'met']
    """
    wanted = table["metric"].map(targets).astype(float)
    rows = zip(table["metric"], table["estimate"], table["low"], table["high"], wanted, strict=True)
    return table.assign(target_value=wanted, target_state=[target_state(*row) for row in rows])


def target_state(metric: str, estimate: float, low: float, high: float, target: float) -> str:
    """Return "met", "met_open", "missed_open" or "missed"; "" without a target, a figure, or a good side.

    Examples
    --------
    >>> target_state("nps", 30, 14, 44, 25), target_state("complaints_per_100_customers", 30, 14, 44, 10)
    ('met_open', 'missed')
    """
    known = metric_of(metric)
    if known is None or not known.better or np.isnan([estimate, target]).any():
        return ""
    sign = 1 if known.better == "high" else -1
    gap, ends = sign * (estimate - target), np.array([sign * (low - target), sign * (high - target)])
    if gap >= 0:
        return "met" if (ends >= 0).all() else "met_open"  # without a limit it stays open
    return "missed" if (ends < 0).all() else "missed_open"
