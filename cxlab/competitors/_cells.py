"""What scores and differences of companies rest on: n, mean and variance per company, aspect and stratum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory, means_and_variances, require
from cxlab.errors import BadValue
from cxlab.results import check_options
from cxlab.stats.weights import cluster_mean
from cxlab.text import Text

__all__ = ["ALL", "KEYS", "SPLIT", "cells_of", "check_options"]

ALL = "all"
"""The aspect of figures that are not split by aspect."""
KEYS = ["company", "aspect"]
SPLIT = [*KEYS, "stratum"]


def cells_of(
    data: Any,
    *,
    company: str,
    value: str,
    aspect: str | None,
    stratum: str | None = None,
    customer: str | None = None,
) -> pd.DataFrame:
    """Return a row per company, aspect and stratum: n, mean, variance, se and df of the mean.

    Rows without a company, an aspect or a value are left out and counted in ``attrs["excluded"]``. Where
    customers are named, several rows of one are taken together (cluster-robust standard error), and
    `customers` says how many speak of the company and aspect, whatever the stratum.
    """
    names = [name for name in (company, aspect, stratum) if name]
    require(data, *names, value, *([customer] if customer else []))
    found = means_and_variances(data, by=names, values=value)
    excluded = {Text("no value in {column}", column=value): int(found["missing"].sum())}
    for name in (company, aspect):
        lacking = found[name].isna() if name else pd.Series(False, index=found.index)
        if lacking.any():
            excluded[Text("no value in {column}", column=str(name))] = int(found.loc[lacking, "n"].sum())
            found = found[~lacking]
    found = found[found["n"] > 0]
    if found.empty:
        raise BadValue(Text("no row has a value in each of: {columns}", columns=[*names, value]))
    cells = _keyed(found, company, aspect, stratum).assign(
        n=found["n"].astype(int), mean=found["mean"], variance=found["variance"]
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        cells["se"] = np.sqrt(cells["variance"] / cells["n"])
    cells["df"] = cells["n"] - 1.0
    cells = cells.reset_index(drop=True)
    if customer:
        rows = (
            in_memory(data, [*names, value, customer]).dropna(subset=[company, value]).reset_index(drop=True)
        )
        cells = _clustered(cells, _keyed(rows, company, aspect, stratum), rows[value], rows[customer])
    cells.attrs["excluded"] = {reason: count for reason, count in excluded.items() if count}
    return cells


def _keyed(rows: pd.DataFrame, company: str, aspect: str | None, stratum: str | None) -> pd.DataFrame:
    """Return company, aspect and stratum of rows, by the names that they have in this room."""
    strata = rows[stratum].astype(object).where(rows[stratum].notna(), "") if stratum else ""
    aspects = rows[aspect].astype(object).map(str, na_action="ignore") if aspect else ALL
    return pd.DataFrame(
        {"company": rows[company].astype(str), "aspect": aspects, "stratum": strata}, index=rows.index
    )


def _clustered(
    cells: pd.DataFrame, keys: pd.DataFrame, values: pd.Series, customers: pd.Series
) -> pd.DataFrame:
    """Put in the cluster-robust standard errors; a row without a customer is one of its own."""
    own = customers.astype(object).where(customers.notna(), [("row", row) for row in range(len(customers))])
    place = pd.MultiIndex.from_frame(cells[SPLIT]).get_indexer(pd.MultiIndex.from_frame(keys))
    rows = pd.DataFrame({"cell": place, "who": own, "y": values.astype(float)})[place >= 0]
    sums = rows.groupby(["cell", "who"], sort=False)["y"].agg(["sum", "size"]).reset_index()
    result = cluster_mean(sums["sum"], sums["size"], group=sums["cell"])
    whole = cells.groupby(KEYS, sort=False).ngroup().to_numpy()
    people = pd.Series(whole[rows["cell"]], index=rows.index).to_frame("whole").assign(who=rows["who"])
    customers = people.groupby("whole")["who"].nunique()
    return cells.assign(
        se=result.se, df=np.asarray(result.df, dtype=float), customers=customers.reindex(whole).to_numpy()
    )
