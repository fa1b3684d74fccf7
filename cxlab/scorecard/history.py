"""How every KPI came to where it is: its figure period by period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from .kpi import Cell, Kpi

__all__ = ["history"]

COLUMNS = ["metric", "period", "every", "estimate", "low", "high", "n", "note", "level"]


def history(kpis: Sequence[Kpi]) -> pd.DataFrame:
    """Return the figure of every KPI for the periods of its past, as long as they carry one.

    Parameters
    ----------
    kpis : list of Kpi
        As `find_kpis` returns them.

    Returns
    -------
    DataFrame
        metric, period (its first day; of retention that of the quarter with which the twelve months end),
        every, estimate, low, high, n, note, level.

    Examples
    --------
    >>> import cxlab as cx
    >>> kpis = cx.scorecard.find_kpis(cx.open_pot("nordlicht"), only=["nps"])
    >>> history(kpis)["every"].unique().tolist()
    ['quarter']
    """
    rows: list[dict[str, Any]] = []
    for kpi in kpis:
        ends = zip(kpi.windows.get("first_day", []), kpi.windows.get("last_day", []), strict=True)
        cells = [Cell(first, last) for first, last in ends]
        for cell, found in zip(cells, kpi.values(cells), strict=True):
            row = {name: found.get(name) for name in ("estimate", "low", "high", "n", "note")}
            period = cell.ends[1].to_period("Q").start_time if kpi.metric == "retention_rate" else cell.first
            row |= {"metric": kpi.metric, "period": period, "every": kpi.every, "level": kpi.level}
            rows.append(row)
    table = pd.DataFrame(rows, columns=COLUMNS)
    figures = {name: table[name].astype(float) for name in ("estimate", "low", "high")}
    return table.assign(**figures, n=table["n"].astype("Int64"), period=pd.to_datetime(table["period"]))
