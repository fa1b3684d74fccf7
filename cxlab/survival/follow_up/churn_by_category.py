"""Each category of each trait against all other customers: plain shares of leavers, and rates held equal."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..cox_model.result import CoxResult
from .churn_rate import leavers_by_group
from .follow_up import FollowUp

__all__ = ["churn_by_category"]

FIGURES = ["hazard_ratio", "low", "high", "p", "p_adjusted", "excess_events", "correction", "level"]


def churn_by_category(
    follow_up: FollowUp,
    model: CoxResult,
    *,
    months: int = 12,
    correction: str = "holm",
    min_n: int = 5,
) -> pd.DataFrame:
    """Set the plain share of leavers of each category beside its hazard ratio against all others.

    Parameters
    ----------
    follow_up : FollowUp
    model : CoxResult
        `churn_model`, with effects that last (no time_varying).
    months : int, default 12
        Where there are dates the shares are those of the latest period of so many months.
    correction : {"holm", "bh", "none"}
        How p_adjusted corrects for the number of categories.
    min_n : int, default 5
        Groups of fewer customers are suppressed.

    Returns
    -------
    DataFrame
        metric ("hazard_ratio"), covariate, category, n (customers that the share is of), share_left,
        share_left_versus (of all others), hazard_ratio (against all others, the other traits held fixed),
        low, high, p, p_adjusted, excess_events (leavers above what the rate of the others would give),
        correction, level. Strongest first.

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.survival import churn_model, observed_customers
    >>> follow_up = observed_customers(cx.open_pot("nordlicht"))
    >>> found = churn_by_category(follow_up, churn_model(follow_up))
    >>> found[["category", "share_left", "share_left_versus", "hazard_ratio"]].head(1).round(2)
               category  share_left  share_left_versus  hazard_ratio
    0  Vergleichsportal        0.19               0.12          1.66
    """
    rest = model.against_rest(correction=correction)
    parts = [
        _with_shares(follow_up, of_trait, str(name), months, min_n)
        for name, of_trait in rest.groupby("covariate", sort=False)
    ]
    columns = ["metric", "covariate", "category", "n", "share_left", "share_left_versus", *FIGURES]
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True).assign(metric="hazard_ratio")[columns]
    strongest = np.log(table["hazard_ratio"]).abs().sort_values(ascending=False, kind="stable").index
    return table.reindex(strongest).reset_index(drop=True)


def _with_shares(
    follow_up: FollowUp, of_trait: pd.DataFrame, name: str, months: int, min_n: int
) -> pd.DataFrame:
    """Return the rows of a trait with the shares of leavers; of all others only where none is hidden."""
    level = float(of_trait["level"].iloc[0])
    shares = leavers_by_group(follow_up, name, months=months, min_n=min_n, level=level)
    column = name if name in shares else f"{name}_"
    counts = shares.set_index(shares[column].astype(object))[["n", "count", "estimate"]]
    found = counts.reindex(of_trait["category"].astype(object))
    n, left = found["n"].to_numpy(dtype=float), found["count"].to_numpy(dtype=float)
    whole, gone = counts["n"].to_numpy(dtype=float).sum(), counts["count"].to_numpy(dtype=float).sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        versus = (gone - left) / (whole - n)
    return of_trait.drop(columns="n").assign(
        n=pd.array(n, dtype="Float64").astype("Int64") if len(n) else n,
        share_left=found["estimate"].to_numpy(dtype=float),
        share_left_versus=versus,
    )
