"""How every KPI changed against the period before, tested as one family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.results import is_hidden
from cxlab.stats import adjust_p

from .kpi import NO_TEST, Kpi

__all__ = ["changes"]

COLUMNS = [
    *("metric", "period", "period_versus", "value", "value_versus", "estimate", "low", "high", "se", "p"),
    *("p_adjusted", "correction", "comparisons", "n", "n_versus", "note", "level"),
]
FIGURES = ("value", "value_versus", "estimate", "low", "high", "se", "p")


def changes(kpis: Sequence[Kpi], *, correction: str = "holm") -> pd.DataFrame:
    """Return how every KPI changed from the period before to its latest one.

    Parameters
    ----------
    kpis : list of Kpi
        As `find_kpis` returns them.
    correction
        "holm", "bh" or "none", over all KPIs.

    Returns
    -------
    DataFrame
        One row per KPI with two comparable periods: metric, period, period_versus (their first days), value,
        value_versus, estimate (the difference), low, high, se, p, p_adjusted, correction, comparisons, n,
        n_versus, note, level. Customers who are in both periods are compared with themselves where the KPI
        is a mean, a share or a rate.

    Examples
    --------
    >>> import cxlab as cx
    >>> kpis = cx.scorecard.find_kpis(cx.open_pot("nordlicht"), only=["nps"])
    >>> changes(kpis)[["metric", "value", "value_versus", "estimate"]].round(1)
      metric  value  value_versus  estimate
    0    nps   14.6          20.3      -5.7
    """
    rows: list[dict[str, Any]] = []
    for kpi in kpis:
        if len(kpi.periods) < 2:
            continue
        cells = (kpi.cell(-1), kpi.cell(-2))
        now, before = (kpi.value(cell) for cell in cells)
        row: dict[str, Any] = {
            "metric": kpi.metric,
            "period": cells[0].first,
            "period_versus": cells[1].first,
        }
        row |= {"n": now["n"], "n_versus": before["n"], "level": kpi.level}
        hidden = [side["note"] for side in (now, before) if is_hidden(side["note"])]
        if hidden:
            rows.append(row | {"note": hidden[0]})
            continue
        test = kpi.contrast(cells, (1, -1))
        row |= {"value": now["estimate"], "value_versus": before["estimate"]}
        row |= {"estimate": test.estimate, "low": test.low, "high": test.high, "se": test.se, "p": test.p}
        rows.append(row | {"note": NO_TEST if np.isnan(test.p) else ""})
    return corrected(pd.DataFrame(rows, columns=COLUMNS), correction)


def corrected(table: pd.DataFrame, correction: str) -> pd.DataFrame:
    """Return comparisons with p-values corrected over all of them, in columns of one type."""
    numbers = [name for name in FIGURES if name in table]
    table = table.astype(dict.fromkeys(numbers, float) | {"n": "Int64", "n_versus": "Int64"})
    tested = int(table["p"].notna().sum())
    return table.assign(
        p_adjusted=adjust_p(table["p"].to_numpy(float), method=correction), correction=correction,
        comparisons=tested, note=table["note"].fillna(""),
    )  # fmt: skip
