"""Scores from a table that somebody else has computed: a benchmark study, a consumer test."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory, require
from cxlab.errors import BadParameter, BadValue
from cxlab.stats import critical
from cxlab.text import Text

from ._cells import ALL, check_options
from .scores import CompanyScores, scores_of_cells

__all__ = ["benchmark_scores"]


def benchmark_scores(
    table: Any,
    *,
    company: str = "company",
    aspect: str | None = None,
    estimate: str = "estimate",
    n: str = "n",
    sd: str | None = None,
    se: str | None = None,
    low: str | None = None,
    high: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> CompanyScores:
    """Rate companies by a table of scores with their uncertainty.

    Parameters
    ----------
    table
        A row per company and aspect.
    company, aspect, estimate, n
        Columns of the company, the aspect (optional), the score (more is better) and how many were asked.
    sd, se, low, high
        How uncertain a score is: one of standard deviation, standard error, or both limits of an interval of
        confidence `level`.
    min_n
        Cells of fewer people are hidden.
    level
        Confidence level, of the limits given as well.

    Returns
    -------
    CompanyScores

    Raises
    ------
    BadParameter
        Nothing is said of the uncertainty: scores without it cannot be compared.
    BadValue
        A company occurs twice in an aspect.

    Examples
    --------
    >>> made = pd.DataFrame({"company": list("ABCD"), "score": [71.0, 78.0, 74.0, 75.0], "n": 250, "sd": 18})
    >>> benchmark_scores(made, estimate="score", sd="sd").table[["company", "estimate", "shrunk"]].round(1)
      company  estimate  shrunk
    0       B      78.0    77.5
    1       D      75.0    74.9
    2       C      74.0    74.1
    3       A      71.0    71.5
    """
    check_options(level, min_n)
    given = [name for name in (aspect, sd, se, low, high) if name]
    require(table, company, estimate, n, *given)
    rows = in_memory(table, list(dict.fromkeys([company, estimate, n, *given]))).dropna(
        subset=[company, estimate, n]
    )
    cells = pd.DataFrame(
        {"company": rows[company].astype(str), "aspect": rows[aspect].astype(str) if aspect else ALL,
         "stratum": "", "n": rows[n].astype(int), "mean": rows[estimate].astype(float)}
    )  # fmt: skip
    if (twice := cells.duplicated(["company", "aspect"])).any():
        first = cells[twice].iloc[0]
        raise BadValue(
            Text(
                "{company} occurs twice in aspect {aspect}", company=first["company"], aspect=first["aspect"]
            )
        )
    cells["se"] = _errors(rows, n=n, sd=sd, se=se, low=low, high=high, level=level)
    cells["variance"], cells["df"] = cells["se"] ** 2 * cells["n"], cells["n"] - 1.0
    return scores_of_cells(
        cells.reset_index(drop=True), metric="benchmark_score", share=False, min_n=min_n, level=level
    )


def _errors(
    rows: pd.DataFrame, *, n: str, sd: str | None, se: str | None, low: str | None, high: str | None, level:
    float
) -> pd.Series:  # fmt: skip
    if se:
        return rows[se].astype(float)
    if sd:
        return rows[sd].astype(float) / np.sqrt(rows[n].astype(float))
    if low and high:
        half = (rows[high].astype(float) - rows[low].astype(float)) / 2
        return half / critical(level, np.maximum(rows[n].to_numpy(float) - 1, 1))
    raise BadParameter(
        Text("name a column of the standard deviation (sd), the standard error (se) or both limits")
    )
