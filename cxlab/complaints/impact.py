"""What each cause costs: customers lost, NPS points, hours, money; and what to do first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, in_memory, require
from cxlab.engine.instants import dates_of
from cxlab.errors import BadParameter, BadValue
from cxlab.results import protected
from cxlab.stats import critical
from cxlab.text import Text

from ._impact_churn import given_churn, own_churn
from ._impact_nps import with_nps
from ._landmarks import Landmarks, has_columns
from ._rows import RowNotes, check_options, days_of

__all__ = ["CauseImpact", "cause_impact"]

PRIORITIES = ("money", "customers_lost_per_year", "nps_points_lost", "hours", "complaints")
"""By what causes are ordered: the first of these that is known."""


@dataclass(frozen=True)
class CauseImpact:
    """What each cause costs.

    Attributes
    ----------
    table
        A row per cause, the costliest first: cause, metric (what it is ordered by), estimate, low, high (of
        that, per year), complaints, customers, leaving_ratio, leaving_low, leaving_high (hazard ratio, in the
        window after it), leaving_shrunken (the same drawn towards that of all complaints, the more the less
        it tells: customers lost are computed with it), customers_lost_per_year, lost_low, lost_high,
        nps_difference, nps_low, nps_high (answers in the window after it against answers without a
        complaint), nps_points (what it takes off the NPS of all), hours, goodwill, money (per year), rank,
        rank_best, rank_worst, note, method, level.
        Columns that the data cannot fill are not there.
    draws
        Causes by simulated values of what they are ordered by; the limits and ranks come from it.
    """

    table: pd.DataFrame
    draws: np.ndarray = field(repr=False)


def cause_impact(
    complaints: Any,
    *,
    cause: str = "cause",
    customer: str = "customer_id",
    created: str = "created",
    customers: Any = None,
    responses: Any = None,
    churn: pd.DataFrame | None = None,
    hours: str | None = None,
    goodwill: str | None = None,
    value: str | float | None = None,
    hour_cost: float | None = None,
    window: Any = "90 days",
    start: str = "signup_date",
    end: str = "end_date",
    date: str = "date",
    score: str = "nps",
    observed_from: Any = None,
    observed_until: Any = None,
    draws: int = 2000,
    seed: int = 0,
    min_n: int = 5,
    level: float = 0.95,
) -> CauseImpact:
    """Estimate what each cause costs, and put causes in order of it with intervals.

    Parameters
    ----------
    complaints
        One row per complaint, with `cause`, `customer` and `created`.
    customers
        One row per customer with `start` and `end`: customers lost are then estimated by monthly landmarks
        (time-varying: a complaint counts from its day on, for `window`), all causes in one model.
    responses
        One row per answer with `customer`, `date` and `score` (0 to 10).
    churn
        Hazard ratios from elsewhere, instead of the landmarks: a table as `churn_drivers` or a Cox model of
        `cx.survival` gives it: the cause (column named as `cause`, or "driver" or "term"), hazard_ratio, low,
        high and events (who left while exposed).
    hours, goodwill
        Columns of handling hours and of money paid per complaint.
    value
        What a customer is worth per year: a column of `customers`, or a number.
    hour_cost
        What an hour of handling costs.
    window
        How long a complaint acts.
    start, end, date, score
        Columns of customers and responses.
    observed_from, observed_until
        The time that the complaints cover; by default from the first to the last of them.
    draws, seed
        For limits and ranks of the order.
    min_n, level
        Causes of fewer complaints or customers are hidden; confidence level.

    Returns
    -------
    CauseImpact

    Notes
    -----
    Customers lost are those who left in the window after a complaint, less how many of them would have left
    anyway at a hazard ratio of 1. They are not proof: who complains may have decided to leave already, and
    who answers a survey after a complaint is one who still answers. Hazard ratios are drawn towards that of
    all complaints (empirical Bayes): otherwise the cause with the noisiest ratio would come first. Money is
    customers lost x value + hours x
    cost + goodwill, as far as they are given.

    Raises
    ------
    BadValue
        No complaint has a cause, a date and a customer.
    BadParameter
        `value` names a column without a table of customers.

    References
    ----------
    Greenland and Robins (1988), American Journal of Epidemiology 128 (attributable cases). van Houwelingen
    (2007), Scand J Statist 34. Morris (1983), JASA 78 (empirical Bayes). DerSimonian and Laird (1986),
    Controlled Clinical Trials 7.

    Examples
    --------
    >>> made = pd.DataFrame({"customer_id": range(40), "cause": ["bill"] * 25 + ["price"] * 15,
    ...                      "created": pd.date_range("2024-01-01", periods=40, freq="9D"), "hours": 2.0})
    >>> found = cause_impact(made, hours="hours", hour_cost=50)
    >>> found.table[["cause", "metric", "estimate", "rank"]].round(0)
       cause metric  estimate  rank
    0   bill  money    2594.0     1
    1  price  money    1556.0     2
    """
    check_options(level, min_n)
    require(complaints, cause, customer, created, *(name for name in (hours, goodwill) if name))
    if isinstance(value, str) and not has_columns(customers, value):
        raise BadParameter(
            Text("value names a column of customers; found no column {name}", name=repr(value))
        )
    wanted = [cause, customer, created, *(name for name in (hours, goodwill) if name)]
    frame = in_memory(complaints, list(dict.fromkeys(wanted)))
    came = dates_of(frame[created], created)
    usable = (came.notna() & frame[cause].notna() & as_ids(frame[customer], customer).notna()).to_numpy()
    if not usable.any():
        raise BadValue(Text("no complaint has a cause, a date and a customer"))
    frame, came = frame[usable].reset_index(drop=True), came[usable].reset_index(drop=True)
    first = pd.Timestamp(observed_from) if observed_from is not None else came.min().normalize()
    last = pd.Timestamp(observed_until) if observed_until is not None else came.max().normalize()
    years = ((last - first) / pd.Timedelta(days=1) + 1) / 365.25
    table = (
        frame.groupby(cause, observed=True)[customer]
        .agg(complaints="size", customers="nunique")
        .reset_index()
    )
    lasts = days_of(window, "window")
    if churn is not None:
        table = given_churn(table, churn, cause, years)
    elif has_columns(customers, customer, start, end):
        looks = Landmarks.of(customers, customer=customer, start=start, end=end, observed_from=first,
                             observed_until=last)  # fmt: skip
        table = own_churn(table, looks, frame, came, cause, customer, lasts, years, level, min_n)
    if has_columns(responses, customer, date, score):
        table = with_nps(table, frame, came, responses, cause, customer, date, score, lasts, level)
    for name, column in (("hours", hours), ("goodwill", goodwill)):
        if column:
            table = _with_sum(table, frame, cause, column, name, years)
    worth = value if isinstance(value, int | float) else None
    if isinstance(value, str):
        worth = float(pd.to_numeric(in_memory(customers, [value])[value], errors="coerce").mean())
    return _ordered(table, worth, hour_cost, draws, seed, level, cause, min_n, years)


def _with_sum(
    table: pd.DataFrame, frame: pd.DataFrame, cause: str, column: str, name: str, years: float
) -> pd.DataFrame:
    """Return with what a column adds up to per year, and its variance (complaints come as they may)."""
    amount = pd.to_numeric(frame[column], errors="coerce").fillna(0.0)
    if (amount < 0).any():
        raise BadValue(Text("column {column} holds negative numbers", column=repr(column)))
    sums = pd.DataFrame({cause: frame[cause], name: amount / years, f"_{name}": (amount / years) ** 2})
    return table.merge(sums.groupby(cause, observed=True).sum().reset_index(), how="left", on=cause)


def _ordered(
    table: pd.DataFrame, worth: float | None, hour_cost: float | None, draws: int, seed: int, level: float,
    cause: str, min_n: int, years: float,
) -> CauseImpact:  # fmt: skip
    """Put causes in order of what they cost, with limits and ranks by simulation."""
    point, drawn = _simulated(table, np.random.default_rng(seed), draws, level, years)
    prices = {"customers_lost_per_year": worth, "hours": hour_cost, "goodwill": 1.0}
    paid = {name: price for name, price in prices.items() if price is not None and name in drawn}
    if paid:
        for figures in (point, drawn):
            figures["money"] = np.sum([figures[name] * price for name, price in paid.items()], axis=0)
        table["money"] = point["money"]
    metric = next(name for name in PRIORITIES if name in drawn)
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(drawn[metric], tails, axis=1)
    ranks = np.argsort(np.argsort(-drawn[metric], axis=0), axis=0) + 1
    best, worst = np.quantile(ranks, tails, axis=1, method="nearest")
    first = pd.DataFrame({cause: table[cause], "metric": metric, "estimate": point[metric], "low": low,
                          "high": high})  # fmt: skip
    kept = [name for name in table.columns if name != cause and not name.startswith("_")]
    order = np.argsort(-point[metric], kind="stable")
    result = pd.concat([first, table[kept]], axis=1).iloc[order].reset_index(drop=True)
    result["rank"] = np.arange(1, len(result) + 1)
    result["rank_best"], result["rank_worst"] = best.astype(int)[order], worst.astype(int)[order]
    notes = RowNotes(len(result))
    if "leaving_ratio" in result:
        few = Text("too few left for a hazard ratio of its own: that of all complaints is taken")
        notes.add(result["leaving_ratio"].isna().to_numpy(), few)
    notes.add(np.full(len(result), len(result) == 1), Text("one cause only: nothing to compare with"))
    result["note"], result["method"], result["level"] = notes.texts, "simulated limits and ranks", level
    return CauseImpact(protected(result, min_n=min_n, by=cause, keep=("rank",)), drawn[metric][order])


def _simulated(
    table: pd.DataFrame, rng: np.random.Generator, draws: int, level: float, years: float
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return per figure what each cause costs per year, and draws of it."""
    point, drawn = {}, {}
    shape, reach = (len(table), draws), 2 * float(critical(level))

    def noise() -> np.ndarray:
        return rng.standard_normal(shape)

    if "customers_lost_per_year" in table:
        log = np.log(table[["_ratio", "_ratio_low", "_ratio_high"]].to_numpy(float))
        left = table["_left"].fillna(0).to_numpy(float)
        ratio = np.exp(log[:, :1] + ((log[:, 2] - log[:, 1]) / reach)[:, None] * noise())
        drawn["customers_lost_per_year"] = np.nan_to_num(
            rng.poisson(left[:, None], shape) / years * (1 - 1 / ratio)
        )
        point["customers_lost_per_year"] = np.nan_to_num(table["customers_lost_per_year"].to_numpy(float))
    for name in ("hours", "goodwill"):
        if name in table:
            point[name], spread = table[name].to_numpy(float), np.sqrt(table[f"_{name}"].to_numpy(float))
            drawn[name] = point[name][:, None] + spread[:, None] * noise()
    if "nps_points" in table:
        gap = table["nps_difference"].to_numpy(float)
        spread = (table["nps_high"] - table["nps_low"]).to_numpy(float) / reach
        share = table["nps_points"].to_numpy(float) / gap
        point["nps_points_lost"] = np.nan_to_num(-share * gap)
        drawn["nps_points_lost"] = np.nan_to_num(-share[:, None] * (gap[:, None] + spread[:, None] * noise()))
    count = table["complaints"].to_numpy(float)
    point["complaints"], drawn["complaints"] = count / years, rng.poisson(count[:, None], shape) / years
    return point, drawn
