"""Inside against outside: what employees believe customers think, and what customers say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, in_memory
from cxlab.errors import BadParameter
from cxlab.results import protected
from cxlab.stats import adjust_p, cluster_mean, critical, two_sided_p
from cxlab.text import Text

from ._rated import check_options, numbers

__all__ = ["inside_outside"]


def inside_outside(
    customers: Any,
    employees: Any,
    *,
    customer_items: Mapping[str, str],
    employee_items: Mapping[str, str],
    weight: str | None = None,
    cluster: str | None = None,
    employee: str | None = None,
    by: str | None = None,
    correction: str = "holm",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare what employees believe of each aspect with what customers say, on the same scale.

    Parameters
    ----------
    customers, employees
        The two surveys, one row per answer: pandas, polars, DuckDB relation or a path.
    customer_items, employee_items
        {aspect: column} of each; aspects that both have are compared.
    weight, cluster
        Of the customers: columns of sampling weights and of customers.
    employee
        Column of the employee, where some answered more than once.
    by
        Group column of the employees (team): each team with all customers.
    correction
        Of the p-values, over all aspects (and teams).
    min_n, level
        Sides of fewer people are hidden; confidence level.

    Returns
    -------
    DataFrame
        A row per aspect (and team), the largest overestimate first: group columns, aspect, metric
        ("belief_gap"), value (employees), value_versus (customers), estimate (employees minus customers:
        above 0 they overestimate), low, high, se, p, p_adjusted, n, n_versus, note, correction, method,
        level.

    Raises
    ------
    BadParameter
        No aspect is asked for on both sides.

    Examples
    --------
    >>> said = pd.DataFrame({"sat_price": [2, 3, 2, 3, 3, 2], "sat_service": [4, 3, 4, 4, 3, 4]})
    >>> staff = pd.DataFrame({"price": [4, 4, 3, 4, 5, 4], "service": [4, 4, 3, 4, 4, 3]})
    >>> found = inside_outside(said, staff, customer_items={"price": "sat_price", "service": "sat_service"},
    ...                        employee_items={"price": "price", "service": "service"})
    >>> found[["aspect", "value", "value_versus", "estimate", "low", "high"]].round(2)
        aspect  value  value_versus  estimate   low  high
    0    price   4.00          2.50       1.5  0.74  2.26
    1  service   3.67          3.67       0.0 -0.66  0.66
    """
    check_options(level, min_n, correction=correction)
    aspects = [name for name in customer_items if name in employee_items]
    if not aspects:
        raise BadParameter(Text("no aspect is asked for on both sides; name the columns by the same aspects"))
    outside = _answers(customers, {name: customer_items[name] for name in aspects}, weight, cluster)
    inside = _answers(employees, {name: employee_items[name] for name in aspects}, None, employee, by)
    teams = [("", inside)] if by is None else list(inside.groupby("_by", sort=True))
    rows = [
        _row(part, outside, name, level) | ({} if by is None else {by: team})
        for team, part in teams
        for name in aspects
    ]
    table = pd.DataFrame(rows)
    table["p_adjusted"] = adjust_p(table["p"], method=correction)
    table = table.assign(metric="belief_gap", correction=correction, method="Welch, clustered", level=level)
    names = [*([by] if by else []), *COLUMNS]
    found = _hidden(table[[*names, "people", "people_versus"]], min_n)
    order = [*([by] if by else []), "estimate"]
    down = [*([True] if by else []), False]
    return found[names].sort_values(order, ascending=down, kind="stable", ignore_index=True)


COLUMNS = ("aspect", "metric", "value", "value_versus", "estimate", "low", "high", "se", "p", "p_adjusted",
           "n", "n_versus", "note", "correction", "method", "level")  # fmt: skip


def _answers(
    data: Any, items: Mapping[str, str], weight: str | None, cluster: str | None, by: str | None = None
) -> pd.DataFrame:
    """Return the ratings as numbers, with weight, cluster and group of each row."""
    extra = [name for name in (weight, cluster, by) if name]
    frame = in_memory(data, [*dict.fromkeys([*items.values(), *extra])])
    found = pd.DataFrame({name: numbers(frame[column], column) for name, column in items.items()})
    w = np.ones(len(frame)) if weight is None else numbers(frame[weight], weight)
    found["_weight"] = np.where(w > 0, w, np.nan)
    if cluster:
        code = pd.factorize(as_ids(frame[cluster], cluster))[0].astype(float)
        alone = code < 0
        code[alone] = code.max(initial=-1) + 1 + np.arange(alone.sum())
        found["_cluster"] = code
    else:
        found["_cluster"] = np.arange(len(frame), dtype=float)
    return found.assign(_by=frame[by]) if by else found


def _side(part: pd.DataFrame, name: str) -> dict[str, float]:
    known = part[[name, "_weight", "_cluster"]].dropna()
    w, y = known["_weight"].to_numpy(), known[name].to_numpy()
    if not len(known):
        return {"mean": np.nan, "se": np.nan, "df": np.nan, "n": 0, "people": 0}
    sums = pd.DataFrame({"wy": w * y, "w": w}).groupby(known["_cluster"].to_numpy()).sum()
    mean = cluster_mean(sums["wy"], sums["w"])
    return {"mean": float(mean.estimate), "se": float(mean.se), "df": float(mean.df), "n": len(known),
            "people": len(sums)}  # fmt: skip


def _row(inside: pd.DataFrame, outside: pd.DataFrame, name: str, level: float) -> dict[str, Any]:
    own, other = _side(inside, name), _side(outside, name)
    gap, se = own["mean"] - other["mean"], float(np.hypot(own["se"], other["se"]))
    note: Any = ""
    if not own["n"] or not other["n"]:
        note = Text("no valid answers on one side")
    elif not se > 0:
        note, se = Text("no interval: the answers do not vary"), np.nan
    with np.errstate(invalid="ignore", divide="ignore"):  # Welch and Satterthwaite
        df = se**4 / (own["se"] ** 4 / own["df"] + other["se"] ** 4 / other["df"])
    half = critical(level, df) * se
    return {
        "aspect": name, "value": own["mean"], "value_versus": other["mean"], "estimate": gap,
        "low": gap - half, "high": gap + half, "se": se, "p": two_sided_p(gap / se, df), "n": own["n"],
        "n_versus": other["n"], "note": note, "people": own["people"], "people_versus": other["people"],
    }  # fmt: skip


def _hidden(table: pd.DataFrame, min_n: int) -> pd.DataFrame:
    """Hide rows in which one side is of fewer than `min_n` people, however many answers they gave."""
    for count, people in (("n", "people"), ("n_versus", "people_versus")):
        few = (table[people] < min_n) & (table[count] >= min_n)
        table = table.assign(**{count: table[count].where(~few, table[people])})
    return protected(table, min_n=min_n, parts=False)
