"""Every KPI per channel, each channel against all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.results import is_hidden, protected

from .changes import FIGURES, corrected
from .kpi import NO_TEST, Kpi

__all__ = ["by_channel"]

MOST_GROUPS = 30
COLUMNS = [
    *("metric", "factor", "group", "versus", "value", "value_low", "value_high", "value_versus", "estimate"),
    *("low", "high", "se", "p", "p_adjusted", "correction", "comparisons", "n", "n_versus", "note", "level"),
]


def by_channel(kpis: Sequence[Kpi], *, correction: str = "holm") -> pd.DataFrame:
    """Return every KPI in its latest period per channel, and how each channel differs from all others.

    Parameters
    ----------
    kpis : list of Kpi
        As `find_kpis` returns them; their `splits` are the columns of the channels.
    correction
        "holm", "bh" or "none", over all KPIs and channels.

    Returns
    -------
    DataFrame
        metric, factor, group, versus ("rest"), value (with value_low, value_high), value_versus, estimate
        (the difference), low, high, se, p, p_adjusted, correction, comparisons, n, n_versus, note, level. Two
        channels that are each other's rest are one test.

    Examples
    --------
    >>> import cxlab as cx
    >>> kpis = cx.scorecard.find_kpis(cx.open_pot("nordlicht"), only=["nps"])
    >>> table = by_channel(kpis)
    >>> table.loc[table["factor"] == "sales_channel", ["group", "value", "estimate"]].round(0)
                  group  value  estimate
    2            Online   26.0      19.0
    3           Telefon   17.0       3.0
    4  Vergleichsportal  -2.0     -22.0
    5  Vertriebspartner  12.0      -4.0
    """
    tables = [_compared(kpi, factor) for kpi in kpis for factor in kpi.splits]
    if not tables:
        return corrected(pd.DataFrame(columns=COLUMNS), correction)
    return corrected_channels(pd.concat(tables, ignore_index=True), correction)


def corrected_channels(table: pd.DataFrame, correction: str) -> pd.DataFrame:
    """Return comparisons of channels with p-values corrected over all of them.

    Two channels that are each other's rest are one test.
    """
    if table.empty:
        return corrected(table, correction)
    of = ["metric", "factor"]
    mirrored = table.duplicated(of) & table.groupby(of)["group"].transform("size").eq(2)
    own = corrected(table.assign(p=table["p"].mask(mirrored)), correction)
    twin = own.groupby(of)["p_adjusted"].transform("max")
    filled = own["p_adjusted"].where(~mirrored, twin)
    return own.assign(p=table["p"].astype(float), p_adjusted=filled)[COLUMNS]


def _compared(kpi: Kpi, factor: str) -> pd.DataFrame:
    """Compare the channels of one column."""
    groups = kpi.groups(factor)
    rows: list[dict[str, Any]] = []
    if not 2 <= len(groups) <= MOST_GROUPS:
        return pd.DataFrame(rows, columns=COLUMNS)
    for group in groups:
        cell = replace(kpi.latest, column=factor, group=group)
        now, others = kpi.value(cell), kpi.value(cell.others)
        row: dict[str, Any] = {"metric": kpi.metric, "factor": factor, "group": group, "versus": "rest"}
        row |= {"value": now["estimate"], "value_low": now["low"], "value_high": now["high"]}
        row |= {"value_versus": others["estimate"], "n": now["n"], "n_versus": others["n"]}
        row |= {"level": kpi.level, "note": now["note"]}
        if not is_hidden(now["note"]) and not is_hidden(others["note"]):
            test = kpi.contrast((cell, cell.others), (1, -1))
            row |= {"estimate": test.estimate, "low": test.low, "high": test.high, "se": test.se, "p": test.p}
            row["note"] = NO_TEST if np.isnan(test.p) else ""
        rows.append(row)
    table = pd.DataFrame(rows, columns=COLUMNS)
    numbers = [*FIGURES, "value_low", "value_high"]
    table = table.astype(dict.fromkeys(numbers, float) | {"n": "Int64", "n_versus": "Int64"})
    return protected(table, min_n=kpi.min_n, by="group")
