"""The check in figures: findings in all and per table, and the share of rows that link."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...text import Text

__all__ = ["quality_tables"]

COUNTED = Text("counted, not sampled: no interval")


def quality_tables(check: pd.DataFrame, files: pd.DataFrame, links: pd.DataFrame) -> list[pd.DataFrame]:
    """Return what can be compared from check to check: findings in all, per table, and shares that link.

    Parameters
    ----------
    check, files, links
        ``check().table``, ``files()`` and ``links()`` of one pot.

    Returns
    -------
    list of DataFrame
        metric "findings" (errors and warnings) in all and per table, "share_linked" (0..1) per table and
        target; with estimate, low, high, n (rows looked at), note. Every row is counted, nothing estimated.
    """
    bad = check[check["severity"].isin(["error", "warning"])]
    rows = files.groupby("table", sort=False)["rows"].sum()
    counts = bad["table"].value_counts().reindex(rows.index, fill_value=0)
    total = pd.DataFrame({"metric": ["findings"], "estimate": float(len(bad)), "n": rows.sum()})
    tables = pd.DataFrame(
        {"table": rows.index, "metric": "findings", "estimate": counts.to_numpy(float), "n": rows.to_numpy()}
    )
    linked = links[["table", "target"]].assign(
        metric="share_linked", estimate=links["share"], n=links["rows"]
    )
    return [
        part.assign(low=np.nan, high=np.nan, note=COUNTED) for part in (total, tables, linked) if len(part)
    ]
