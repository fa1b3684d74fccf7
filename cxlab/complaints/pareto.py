"""Which few causes make up most complaints, and how sure their order is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import tally
from cxlab.errors import BadValue
from cxlab.results import protected
from cxlab.stats import wilson
from cxlab.stats.ranks import rank_sets
from cxlab.text import Text

from ._rows import RowNotes, check_options, counted, own_names, per_customer

__all__ = ["pareto"]

RESULT = (
    *("metric", "estimate", "low", "high", "complaints", "customers", "amount_total", "cumulative"),
    *("cumulative_low", "cumulative_high", "rank", "rank_best", "rank_worst", "note", "method", "level"),
)


def pareto(
    complaints: Any,
    *,
    cause: str = "cause",
    customer: str | None = None,
    amount: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Shares of the causes, the largest first, cumulated, with intervals and with the ranks they may have.

    Parameters
    ----------
    complaints
        One row per complaint.
    cause
        Column of the cause; rows without one are left out and counted in ``attrs["excluded"]``.
    customer
        Column of the customer: several complaints of one customer are then not taken as independent.
    amount
        Column of what each complaint costs: the shares are then those of the sum. Rows without an amount
        count as 0.
    min_n
        Causes of fewer complaints or customers are hidden, and others from which they would follow.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        A row per cause, the largest first: cause, metric ("complaint_share" or "amount_share"), estimate,
        low, high, complaints, customers or amount_total (where asked for), cumulative, cumulative_low,
        cumulative_high, rank, rank_best, rank_worst, note, method, level.

    Notes
    -----
    The order is that of these data: with other complaints of the same company a cause would come to lie
    between rank_best and rank_worst. The cumulated share of the first few is a little too high, because they
    were picked for it.

    Raises
    ------
    BadValue
        No complaint has a cause, or all amounts are 0.

    References
    ----------
    Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91 (ranks). Wilson (1927), JASA 22.

    Examples
    --------
    >>> made = pd.DataFrame({"cause": ["bill"] * 60 + ["price"] * 25 + ["move"] * 22})
    >>> pareto(made)[["cause", "estimate", "cumulative", "rank", "rank_best", "rank_worst"]].round(2)
       cause  estimate  cumulative  rank  rank_best  rank_worst
    0   bill      0.56        0.56     1          1           1
    1  price      0.23        0.79     2          2           3
    2   move      0.21        1.00     3          2           3
    """
    check_options(level, min_n)
    own_names([cause], RESULT)
    table = counted(complaints, cause, weight=amount)
    excluded = table.attrs["excluded"]
    if table.empty:
        raise BadValue(Text("there are no complaints"))
    worth = table["weight_sum"].fillna(0.0) if amount else table["complaints"].astype(float)
    value, gram = worth.to_numpy(), _gram(complaints, table, cause, customer, amount)
    total = value.sum()
    if total <= 0:
        raise BadValue(Text("column {column} adds up to 0, so that there are no shares", column=str(amount)))
    order = np.argsort(-value, kind="stable")
    value, gram = value[order], gram[np.ix_(order, order)]
    sums = np.tril(np.ones((len(value), len(value))))  # row r: the r + 1 largest
    share, cumulative = value / total, np.cumsum(value) / total
    low, high = _share_limits(np.eye(len(value)), value, gram, level)
    below, above = _share_limits(sums, value, gram, level)
    ranks = rank_sets(value, gram, level=level)
    result = pd.DataFrame({cause: table[cause].array[order], "metric": "amount_share" if amount else
                           "complaint_share", "estimate": share, "low": low, "high": high,
                           "complaints": table["complaints"].to_numpy()[order]})  # fmt: skip
    if customer:
        result["customers"] = per_customer(complaints, cause, customer, result).customers(len(result))
    if amount:
        result["amount_total"] = value
    result["cumulative"], result["cumulative_low"], result["cumulative_high"] = cumulative, below, above
    result["rank"], result["rank_best"], result["rank_worst"] = ranks.rank, ranks.best, ranks.worst
    notes = RowNotes(len(result))
    notes.add(np.full(len(result), len(result) == 1), Text("one cause only: nothing to compare with"))
    result["note"], result["level"] = notes.texts, level
    result["method"] = "wilson, clustered by customer" if customer else "wilson"
    result = protected(result, min_n=min_n, by=cause, keep=("rank",))
    result.attrs["excluded"] = excluded
    return result


def _gram(data: Any, table: pd.DataFrame, cause: str, customer: str | None, amount: str | None) -> np.ndarray:
    """Return sums over customers of products of what they add to each two causes: the variance of sums."""
    size = len(table)
    if not customer:
        return np.diag(table["weight_square_sum"] if amount else table["complaints"]).astype(float)
    from scipy.sparse import coo_matrix

    own = per_customer(data, cause, customer, table)
    value = own.n.astype(float)
    if amount:
        cells = tally(data, by=[cause, customer], weight=amount)
        place = pd.Index(table[cause]).get_indexer(cells[cause])
        value = cells["weight_sum"].fillna(0.0).to_numpy()[place >= 0]
    named = own.who >= 0
    parts = coo_matrix((value[named], (own.who[named], own.row[named])), shape=(own.who.max() + 1, size))
    alone = np.bincount(own.row[~named], weights=value[~named], minlength=size)
    return np.asarray((parts.T @ parts).todense(), dtype=float) + np.diag(alone)


def _share_limits(
    chosen: np.ndarray, value: np.ndarray, gram: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return limits of the shares of sets of causes (one per row of `chosen`) in the total."""
    total = value.sum()
    share = chosen @ value / total
    # A share moves with what is in the set and against all: its variance is that of (in - share) summed.
    contrast = chosen - share[:, None]
    variance = np.einsum("ij,jk,ik->i", contrast, gram, contrast) / total**2
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff = np.where(variance > 0, share * (1 - share) / variance, total)
    limits = wilson(share * n_eff, n_eff, level=level)
    return np.asarray(limits.low), np.asarray(limits.high)
