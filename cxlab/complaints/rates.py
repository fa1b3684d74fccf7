"""How often complaints of each cause come, per what they can come from, and which stand out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import Every, as_keys
from cxlab.engine.tally import By, Key
from cxlab.errors import BadParameter, BadValue
from cxlab.results import NOTHING_HIDDEN, hide, note_of, protected
from cxlab.stats import adjust_p
from cxlab.stats.rates import (
    clustered_dispersion,
    negative_binomial_ratio,
    poisson_interval,
    quasi_binomial,
    quasi_poisson,
    rate_ratio,
)
from cxlab.text import Text

from ._rate_periods import Periods, exposures_of
from ._rows import PerCustomer, RowNotes, check_options, counted, own_names, per_customer

__all__ = ["cause_rates", "complaint_counts"]

RESULT = (
    *("metric", "estimate", "low", "high", "complaints", "customers", "exposure", "ratio", "ratio_low"),
    *("ratio_high", "p", "p_adjusted", "dispersion", "per", "note", "method", "correction", "level"),
    "people",  # on the way there
)
DISPERSIONS = ("quasi", "negative_binomial", "none")


def complaint_counts(complaints: Any, *, by: By, customer: str | None = None, min_n: int = 5) -> pd.DataFrame:
    """Count complaints by cause, week, region or whatever else, on any frame.

    Parameters
    ----------
    complaints
        One row per complaint: pandas, polars, pyarrow, DuckDB, or a path to Parquet or CSV files.
    by
        Column names and `cx.period`s.
    customer
        Column of the customer, who is then what `min_n` counts.
    min_n
        Rows of fewer complaints (customers) are hidden, and what would give them away.

    Returns
    -------
    DataFrame
        The keys, complaints, customers (where asked for), note. Rows without a key are left out and counted
        in ``attrs["excluded"]``.

    Examples
    --------
    >>> made = pd.DataFrame({"cause": ["bill"] * 6 + ["price"] * 7})
    >>> complaint_counts(made, by="cause")[["cause", "complaints"]]
       cause  complaints
    0   bill           6
    1  price           7
    """
    keys = as_keys(by)
    names = own_names(keys, ("complaints", "customers", "note"))
    table = counted(complaints, keys)
    excluded = table.attrs["excluded"]
    if customer:
        table["customers"] = per_customer(complaints, keys, customer, table).customers(len(table))
    table["note"] = ""
    result = protected(table, min_n=min_n, by=names)
    result.attrs["excluded"] = excluded
    return result


def cause_rates(
    complaints: Any,
    exposure: Any,
    *,
    cause: str = "cause",
    by: By = None,
    customer: str | None = None,
    time: str | None = "created",
    every: Every = "month",
    exposure_time: str | None = None,
    per: float = 1000,
    dispersion: str = "quasi",
    min_n: int = 5,
    level: float = 0.95,
    correction: str = "bh",
) -> pd.DataFrame:
    """Rates of complaints by cause, with exact intervals, and each compared with the rest.

    A cause in a group (region, product) is compared with the same cause in all other groups; without groups,
    a cause is compared with the mean of the other causes.

    Parameters
    ----------
    complaints
        One row per complaint.
    exposure
        What complaints can come from: a number (customers, orders), a table with one row each (counted), or
        a table with a column "exposure" (added up). It is split by the group columns that it has.
    cause, by
        Column of the cause; group columns: names, `cx.period`s, or a list of both.
    customer
        Column of the customer: several complaints of one customer are then not taken as independent, and
        `min_n` counts customers.
    time, every
        Date of the complaint, and the periods from one to the next of which counts may vary more than chance
        allows; no column of that name, or None: not looked at.
    exposure_time
        Date column of the exposure, where it is to be counted per period.
    per
        Rates are per so many.
    dispersion
        "quasi": intervals and tests allow for counts that vary `dispersion` times as much as chance (over
        time by a quasi-likelihood model, over customers by what each adds); "negative_binomial": the ratio
        comes from such a model over periods; "none".
    min_n
        Rows of fewer complaints or customers, or of fewer people who could have complained, are hidden.
    level, correction
        Confidence level; "bh", "holm" or "none" over all comparisons.

    Returns
    -------
    DataFrame
        A row per cause and group, also where there is no complaint: group columns, metric
        ("complaint_rate"), estimate, low, high (exact Poisson), complaints, customers, exposure, ratio (to
        the rest), ratio_low, ratio_high, p, p_adjusted, dispersion (of the ratio), per, note, method,
        correction, level. ``attrs["excluded"]`` counts rows without a cause or group.

    Raises
    ------
    BadValue
        No complaint has a cause, or an exposure is negative.

    References
    ----------
    Garwood (1936), Biometrika 28. McCullagh and Nelder (1989), Generalized Linear Models, sections 4.5, 6.2.
    Cameron, Gelbach and Miller (2011), JBES 29 (two-way clusters: customers and periods).

    Examples
    --------
    >>> made = pd.DataFrame({"cause": ["bill"] * 30 + ["price"] * 12 + ["move"] * 9})
    >>> cause_rates(made, 2000)[["cause", "complaints", "estimate", "ratio", "p_adjusted"]].round(3)
       cause  complaints  estimate  ratio  p_adjusted
    0   bill          30      15.0  2.857       0.001
    1   move           9       4.5  0.429       0.030
    2  price          12       6.0  0.615       0.176
    """
    check_options(level, min_n, correction)
    if dispersion not in DISPERSIONS:
        raise BadParameter(Text("dispersion {name} is not known; available: {names}", name=repr(dispersion),
                                names=list(DISPERSIONS)))  # fmt: skip
    if not per > 0:
        raise BadParameter(Text("per must be above 0, e.g. 1000; found {per}", per=per))
    groups = as_keys(by)
    keys: list[Key] = [cause, *groups]
    names = own_names(keys, RESULT)
    found = counted(complaints, keys)
    if found.empty:
        raise BadValue(Text("there are no complaints"))
    excluded = found.attrs["excluded"]
    units = exposures_of(exposure, groups, exposure_time)
    table = _all_rows(found, units, cause, names[1:])
    who = per_customer(complaints, keys, customer, table) if customer else None
    times = Periods.of(complaints, exposure, keys, table, time, every, exposure_time)
    part = _parts(table, cause, names[1:])
    result = _compared(table, part, who, times, dispersion, per, level, bool(groups), correction)
    if min_n > NOTHING_HIDDEN:  # no complaint of three customers is told no more than one of them
        few = (table["people"] < min_n).to_numpy()
        result = hide(result, few, note_of(min_n), keep=("per", "level"))
    result = protected(result, min_n=min_n, by=names, keep=("per",))
    result.attrs["excluded"] = excluded
    return result


def _all_rows(found: pd.DataFrame, units: pd.DataFrame, cause: str, names: list[str]) -> pd.DataFrame:
    """Return a row per cause and group, groups without a complaint included, with its exposure."""
    shared = [name for name in units.columns if name not in ("exposure", "people")]
    groups = found[names].drop_duplicates() if names else pd.DataFrame(index=range(1))
    if names and shared == names:
        groups = pd.concat([groups, units[names].dropna()]).drop_duplicates()
    rows = found[[cause]].drop_duplicates().merge(groups, how="cross")
    rows = rows.merge(found, how="left", on=[cause, *names]).fillna({"complaints": 0})
    if shared:
        rows = rows.merge(units, how="left", on=shared).fillna({"exposure": 0.0})
    else:
        rows["exposure"] = float(units["exposure"].sum())
        rows["people"] = units["people"].sum(skipna=False)
    return rows.astype({"complaints": "int64"}).sort_values([cause, *names], kind="stable", ignore_index=True)


def _parts(table: pd.DataFrame, cause: str, names: list[str]) -> np.ndarray:
    """Return which rows make up the whole that each is compared within."""
    if not names:
        return np.zeros(len(table), dtype=np.intp)
    return np.asarray(pd.factorize(table[cause])[0], dtype=np.intp)


def _compared(
    table: pd.DataFrame, part: np.ndarray, who: PerCustomer | None, times: Periods | None, dispersion: str,
    per: float, level: float, by_group: bool, correction: str,
) -> pd.DataFrame:  # fmt: skip
    """Return rates, ratios to the rest and what was allowed for, one row per cause and group."""
    size = len(table)
    x, e = table["complaints"].to_numpy(float), table["exposure"].to_numpy(float)
    members = np.bincount(part)[part]
    y = np.bincount(part, weights=x)[part] - x
    f = np.bincount(part, weights=e)[part] - e  # without groups: the exposure times the other causes
    own = versus = np.ones(size)
    if dispersion == "quasi":
        own, versus = _dispersions(x, y, part, table["people"].to_numpy(float), who, times)
    low, high = poisson_interval(x, e, level=level, dispersion=own)
    ratio = rate_ratio(x, e, y, f, level=level, dispersion=versus)
    parts = [np.array(values, dtype=float) for values in ratio]
    if dispersion == "negative_binomial" and times is not None:
        parts = _negative_binomial(parts, part, times, level)
    notes = RowNotes(size)
    notes.add((e == 0) & (x > 0), Text("no exposure, so that there is no rate"))
    alone = (
        Text("one group only: nothing to compare with")
        if by_group
        else Text("one cause only: nothing to compare with")
    )
    notes.add(members == 1, alone)
    columns_ = {
        "metric": "complaint_rate",
        "estimate": per * np.divide(x, e, out=np.full(size, np.nan), where=e > 0),
        "low": per * low, "high": per * high, "complaints": table["complaints"],
        **({"customers": who.customers(size)} if who else {}),
        "exposure": e, "ratio": parts[0], "ratio_low": parts[1], "ratio_high": parts[2], "p": parts[3],
        "p_adjusted": adjust_p(parts[3], method=correction), "dispersion": versus, "per": per,
        "note": notes.texts, "method": _method(dispersion, who, times), "correction": correction,
        "level": level,
    }  # fmt: skip
    keys = table.drop(columns=["complaints", "exposure", "people"])
    return pd.concat([keys, pd.DataFrame(columns_, index=table.index)], axis=1)


def _method(dispersion: str, who: PerCustomer | None, times: Periods | None) -> str:
    """Return in a few words what intervals and tests allow for."""
    allowed = ["customers"] if who else []
    allowed += ["periods"] if times is not None else []
    if dispersion == "none" or not allowed:
        return "exact poisson"
    return f"exact poisson, {dispersion.replace('_', ' ')} over {' and '.join(allowed)}"


def _dispersions(
    x: np.ndarray, y: np.ndarray, part: np.ndarray, people: np.ndarray, who: PerCustomer | None,
    times: Periods | None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return how many times as much as chance each count and each ratio varies."""
    size = len(x)
    own, versus = np.ones(size), np.ones(size)
    if who is not None:
        square = who.squares(size)
        cross, whole = who.products(size, part)
        with np.errstate(invalid="ignore", divide="ignore"):
            others = whole - 2 * cross + square
            spread = square / x**2 + others / y**2 - 2 * (cross - square) / (x * y)
            # Of how many people is known, and so what is expected of each, as if all were there as long.
            many = np.where(people >= who.customers(size), people, np.inf)
            own = clustered_dispersion(x, square - x**2 / many, many)
            versus = np.where((x > 0) & (y > 0), spread / (1 / x + 1 / y), 1.0)
    if times is not None:
        sums, units = (
            np.array([np.bincount(part, weights=column) for column in values.T]).T[part]
            for values in (times.counts, times.units)
        )
        for row in range(size):
            counts, exposed = times.counts[row], times.units[row]
            own[row] += quasi_poisson(counts, exposed).factor - 1
            found = quasi_binomial(counts, exposed, sums[row] - counts, units[row] - exposed)
            versus[row] += found.factor - 1
    return np.maximum(own, 1.0), np.maximum(versus, 1.0)


def _negative_binomial(
    exact: list[np.ndarray], part: np.ndarray, times: Periods, level: float
) -> list[np.ndarray]:
    """Return ratios by negative binomial models over periods; the exact one where a side has no complaint."""
    for row in range(len(part)):
        rest = (part == part[row]) & (np.arange(len(part)) != row)
        if not rest.any():
            continue
        found = negative_binomial_ratio(
            times.counts[row], times.units[row], times.counts[rest].sum(axis=0),
            times.units[rest].sum(axis=0), level=level,
        )  # fmt: skip
        if np.isfinite(found.estimate):
            for values, one in zip(exact, found, strict=True):
                values[row] = one
    return exact
