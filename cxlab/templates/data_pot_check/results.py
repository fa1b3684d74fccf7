"""What the check records: counts and shares of all rows, so there is nothing to estimate."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["results"]

COUNTED = "counted, not sampled: no interval"


def results(check: pd.DataFrame, files: pd.DataFrame, links: pd.DataFrame) -> list[pd.DataFrame]:
    """Return findings (errors and warnings) in all and per table, and the share of rows that link.

    `n` is the number of rows looked at.
    """
    bad = check[check["severity"].isin(["error", "warning"])]
    rows = int(files["rows"].sum())
    total = pd.DataFrame({"metric": ["findings"], "estimate": [float(len(bad))], "n": [rows]})
    counts = bad.groupby("table").size()
    per_table = pd.DataFrame({"table": files["table"], "metric": "findings", "n": files["rows"]})
    per_table.insert(2, "estimate", files["table"].map(counts).fillna(0.0).astype(float))
    linked = pd.DataFrame({"table": links["table"], "target": links["target"], "metric": "share_linked"})
    linked = linked.assign(estimate=links["share"], n=links["rows"])
    return [
        frame.assign(low=np.nan, high=np.nan, note=COUNTED)
        for frame in (total, per_table, linked)
        if len(frame)
    ]
