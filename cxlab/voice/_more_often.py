"""Which things one group says more often than all others: counts of people, tests, small counts hidden."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from cxlab.results import protected
from cxlab.stats import adjust_p, proportion_difference
from cxlab.stats.likelihood_ratio import likelihood_ratio
from cxlab.text import Text

from ._people import said_by

__all__ = ["counted_by", "more_often", "one_each", "told"]

FIGURES = ("value_versus", "estimate", "low", "high", "ratio", "count_versus", "statistic")
"""What would tell how many others there are."""
COUNTS = ("thing", "group", "n", "n_versus", "count", "count_versus")


def counted_by(holds: sparse.csr_matrix, who: np.ndarray, group: np.ndarray, *, min_n: int) -> pd.DataFrame:
    """Count who says what in each group and in the rest.

    People who are in several groups count once in each.

    Parameters
    ----------
    holds
        Which text (row) says which thing (column).
    who, group
        Person and group of each text.
    min_n
        Fewest people, in all, who must say a thing; fewest in a group for the group to be compared.

    Returns
    -------
    DataFrame
        thing (place of the column), group, n, n_versus, count, count_versus.
    """
    groups = sorted(pd.unique(group), key=str)
    everybody = np.asarray(said_by(who, holds).sum(axis=0)).ravel()
    things = np.flatnonzero(everybody >= max(min_n, 1))
    tables = []
    for one in groups:
        inside = group == one
        n, n_versus = len(pd.unique(who[inside])), len(pd.unique(who[~inside]))
        if min(n, n_versus) < max(min_n, 2) or not len(things):
            continue
        hits, others = (
            np.asarray(said_by(who[rows], holds[rows]).sum(axis=0)).ravel()[things].astype(int)
            for rows in (inside, ~inside)
        )
        tables.append(pd.DataFrame({"thing": things, "group": one, "n": n, "n_versus": n_versus,
                                    "count": hits, "count_versus": others}))  # fmt: skip
    if not tables:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in COUNTS})
    table = pd.concat(tables, ignore_index=True)
    table.attrs["of_two"] = len(groups) == 2
    return table


def more_often(counted: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Test the differences that `counted_by` has counted.

    Returns
    -------
    DataFrame
        Its columns and versus, value, value_versus, estimate, low, high, ratio, statistic, p; of two groups
        each pair once, from the side that says more.
    """
    if counted.empty:
        return counted.assign(**{name: pd.Series(dtype=float) for name in ("versus", "value", "p", *FIGURES)})
    hits, n, others, n_versus = (
        counted[name].to_numpy(float) for name in ("count", "n", "count_versus", "n_versus")
    )
    gap = proportion_difference(hits, n, others, n_versus, level=level)
    test = likelihood_ratio(hits, n, others, n_versus)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(others > 0, (hits / n) / (others / n_versus), np.nan)
    table = counted.assign(
        versus="rest", value=hits / n, value_versus=others / n_versus, estimate=gap.estimate, low=gap.low,
        high=gap.high, ratio=ratio, statistic=test.statistic, p=test.p,
    )  # fmt: skip
    if not counted.attrs.get("of_two"):
        return table
    # Of two groups each is the other's rest: one test, told from the side that says more.
    first = min(table["group"].unique(), key=str)
    return table[(table["estimate"] > 0) | ((table["estimate"] == 0) & (table["group"] == first))]


def told(
    tested: pd.DataFrame, *, metric: str, correction: str, level: float, min_n: int, columns: Sequence[str],
    keep: Sequence[str] = (),
) -> pd.DataFrame:  # fmt: skip
    """Correct the tests together, hide small counts, and return what a group says more often, surest first.

    Parameters
    ----------
    tested
        `more_often` of all things that are compared, with what they are called.
    metric, correction, level, min_n
        What the values are; "holm", "bh" or "none"; confidence level; fewest people told.
    columns
        Of the result.
    keep
        Those beside the p-values that tell nothing of people.
    """
    table = _hide_few_others(_corrected(tested, correction), min_n).assign(
        metric=metric, method="log-likelihood of people", correction=correction, level=level
    )
    return protected(
        table[list(columns)], min_n=min_n, parts=False, keep=[*keep, "p", "p_adjusted", "comparisons"]
    )


def one_each(place: np.ndarray, things: int) -> sparse.csr_matrix:
    """Return which text (row) says which thing (column), where each says one at most (-1: none)."""
    return sparse.csr_matrix(
        ((place >= 0).astype(np.float32), (np.arange(len(place)), np.maximum(place, 0))),
        shape=(len(place), max(things, 1)),
    )


def _corrected(table: pd.DataFrame, correction: str) -> pd.DataFrame:
    """Add p_adjusted over all tests that were made; keep what a group says more often than the rest."""
    adjusted = adjust_p(table["p"].to_numpy(float), method=correction)
    table = table.assign(p_adjusted=adjusted, comparisons=int(table["p"].notna().sum()))
    return table[table["estimate"] > 0].sort_values(["p", "count"], ascending=[True, False], kind="stable")


def _hide_few_others(table: pd.DataFrame, min_n: int) -> pd.DataFrame:
    """Hide figures that tell of fewer than `min_n` others; drop what fewer than `min_n` of the group say.

    What stays is that the group says it and fewer than so many others do. p-values are rounded up to one
    digit there, so that the others cannot be counted from them.
    """
    least = max(min_n, 1)
    enough = (table["count"] >= least) & (
        (table["n"] - table["count"] >= least) | (table["n"] == table["count"])
    )
    table = table[enough].reset_index(drop=True)
    few = (table["count_versus"] < least) if min_n > 1 else pd.Series(False, index=table.index)
    table["note"] = [
        Text("fewer than {least} of the others say it", least=least) if one else Text("") for one in few
    ]
    for name in FIGURES:
        table[name] = table[name].astype(float).mask(few)
    table["count_versus"] = table["count_versus"].astype("Int64")
    for name in ("p", "p_adjusted"):
        table[name] = table[name].where(~few, _rounded_up(table[name].to_numpy(float)))
    return table


def _rounded_up(p: np.ndarray) -> np.ndarray:
    """Return p-values rounded up to one digit; below one in a million they are that."""
    size = 10 ** np.floor(np.log10(np.maximum(p, 1e-6)))
    return np.minimum(np.ceil(np.maximum(p, 1e-6) / size - 1e-9) * size, 1)
