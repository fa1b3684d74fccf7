"""Where and when there were more complaints than elsewhere at that time: hot spots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import Every, as_ids, columns, in_memory, period, require, tally
from cxlab.engine.instants import dates_of
from cxlab.engine.tally import Key
from cxlab.errors import BadParameter, BadValue
from cxlab.results import protected
from cxlab.stats.rates import poisson_mean_interval
from cxlab.stats.scan import Cluster, scan
from cxlab.text import Text

from ._rows import check_options, counted, days_of

__all__ = ["hot_spots"]

MOST_OF_IT = 2 / 3
"""Share of the complaints too many that makes a hot spot of all topics that of one topic."""

ALL = ""
"""The topic of a hot spot of all topics together."""

CODES = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


def hot_spots(
    complaints: Any,
    *,
    place: str = "region",
    topic: str | None = "cause",
    time: str = "created",
    every: Every = "week",
    customer: str | None = None,
    repeats_within: Any = "28 days",
    exposure: Any = None,
    exposure_time: str | None = None,
    longest: int = 12,
    most: int = 5,
    draws: int = 999,
    alpha: float = 0.01,
    seed: int = 0,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Find regions (processes, teams, sites) with more complaints about a topic, for some weeks, than others.

    Regions may differ, and seasons and campaigns may move all of them: what counts is a region that has more
    than the others at that time, by its own standard. All windows of up to `longest` periods are looked at;
    the p-value allows for that. What rises everywhere at once is a matter for `control_chart`.

    Parameters
    ----------
    complaints
        One row per complaint.
    place, topic
        Columns. `topic` may be a process or None: all complaints are then one topic.
    time, every
        Date of the complaint; "day", "week" (from Monday), "month".
    customer, repeats_within
        Column of the customer: a further complaint about the same topic within this time after the last one
        does not count again in the search and the test; `complaints` has it. Without it, customers who
        complain again and again look like hot spots.
    exposure, exposure_time
        A table of what complaints can come from (orders, active customers per week: with a column "exposure"
        it is added up) with the column `place`, and its date column: for places that grow or shrink.
    longest
        Length of the longest window, in periods.
    most
        Hot spots to report at most.
    draws, alpha, seed
        Tables drawn; p above which nothing is reported: the chance of a false alarm in data without any hot
        spot; same seed, same p.
    min_n, level
        Fewest complaints of a hot spot, and with `customer` fewest customers (others are left out);
        confidence level of the limits.

    Returns
    -------
    DataFrame
        A row per hot spot, the most striking first: place and topic under their own names (an empty topic:
        all of them), metric ("complaint_excess"), first_day, last_day, window_periods, estimate (how many
        times what would be usual), low, high, complaints (all there are in the data), expected_complaints,
        excess, p, statistic, alpha, every, note, method, level. None found: no row. ``attrs["excluded"]``
        counts rows that could not be used, and the repeats that took no part in the test.

    Notes
    -----
    A hot spot was picked because it stands out: estimate and limits are somewhat too high, least where it
    stands out most. Where all topics of a place stand out together, but one of them has two thirds of the
    complaints too many or more, the hot spot is told as that topic's (others are often miscoded ones of it).

    Raises
    ------
    BadValue
        No complaint has a date, or there is one place only.

    References
    ----------
    Kulldorff et al. (2005), PLoS Medicine 2. Zhang, Assuncao and Kulldorff (2010), Journal of Probability and
    Statistics.

    Examples
    --------
    >>> days = pd.date_range("2024-01-01", periods=300).repeat(2)
    >>> made = pd.DataFrame({"created": days, "region": ["north", "south"] * 300, "cause": "bill"})
    >>> fault = pd.DataFrame({"created": pd.date_range("2024-06-03", periods=14).repeat(3), "region": "south",
    ...                       "cause": "bill"})
    >>> found = hot_spots(pd.concat([made, fault]), draws=199)
    >>> found[["region", "cause", "first_day", "last_day", "complaints"]].round(1)
      region cause  first_day   last_day  complaints
    0  south  bill 2024-06-03 2024-06-16          56
    """
    check_options(level, min_n)
    if longest < 1 or draws < 19 or not 0 < alpha < 1:
        raise BadParameter(Text("longest must be 1 or more, draws 19 or more and alpha between 0 and 1"))
    cells, excluded = _cells(complaints, place, topic, time, every, customer, repeats_within)
    places = pd.Index(cells[place].unique()).sort_values()
    topics = pd.Index(cells["_topic"].unique()).sort_values()
    if len(places) < 2:
        raise BadValue(Text("column {column} has one value only; hot spots are found by comparing places",
                            column=repr(place)))  # fmt: skip
    starts = pd.period_range(cells["_period"].min(), cells["_period"].max(), freq=CODES[every]).start_time
    tables = np.zeros((2, len(places), len(topics), len(starts)))
    spot = (places.get_indexer(pd.Index(cells[place])), topics.get_indexer(pd.Index(cells["_topic"])),
            starts.get_indexer(pd.DatetimeIndex(cells["_period"])))  # fmt: skip
    for one, name in zip(tables, ("complaints", "_all"), strict=True):
        np.add.at(one, spot, cells[name].to_numpy(float))
    table, whole = tables
    weights = _weights(exposure, exposure_time, place, places, every, starts)
    found = scan(table, weights=weights, longest=longest, least=max(min_n, 3), most=most, draws=draws,
                 alpha=alpha, seed=seed)  # fmt: skip
    if topic:
        found = [_about(one, table) for one in found]
    if customer:
        people = _customers(complaints, place, topic, time, every, customer)
        found = [one for one in found if people(one, places, topics, starts) >= min_n]
    result = _table(found, places, topics, starts, every, place, topic, level, _repeats(found, table, whole))
    result["alpha"], result["every"], result["note"] = alpha, every, ""
    result["method"], result["level"] = "space-time permutation scan", level
    result = protected(result, min_n=min_n, keep=("window_periods", "alpha"))
    result.attrs["excluded"] = excluded
    return result


def _about(spot: Cluster, table: np.ndarray) -> Cluster:
    """Return a hot spot of all topics as one of the topic that most of it is about, where there is one.

    What would be usual of a topic is what the other places had of it at that time, in the proportion of all
    other times.
    """
    if spot.stratum >= 0:
        return spot
    window = np.zeros(table.shape[2], dtype=bool)
    window[spot.first : spot.last + 1] = True
    here, others = table[spot.place], table.sum(axis=0) - table[spot.place]
    usually, elsewhere = here[:, ~window].sum(axis=1), others[:, ~window].sum(axis=1)
    proportion = np.divide(usually, elsewhere, out=np.zeros(len(here)), where=elsewhere > 0)
    usual = others[:, window].sum(axis=1) * proportion
    count = here[:, window].sum(axis=1)
    excess = count - usual
    most = int(np.argmax(excess))
    if usual[most] <= 0 or excess[most] < MOST_OF_IT * max(float(excess.sum()), 1e-9):
        return spot
    return replace(spot, stratum=most, count=count[most].item(), expected=float(usual[most]))


def _repeats(spots: list[Cluster], table: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return how many complaints there are in the data for one that counts: in each hot spot, and usually."""
    inside = []
    for one in spots:
        topics = slice(None) if one.stratum < 0 else one.stratum
        here = [part[one.place, topics, one.first : one.last + 1].sum() for part in (whole, table)]
        inside.append(here[0] / here[1])
    usually = whole.sum() / table.sum()
    return np.array([inside, np.full(len(inside), usually)])


def _customers(
    data: Any, place: str, topic: str | None, time: str, every: Every, customer: str
) -> Callable[[Cluster, pd.Index, pd.Index, pd.DatetimeIndex], int]:
    """Return what tells of how many customers a hot spot speaks; each complaint without one is one."""
    split: list[Key] = [place, *([topic] if topic else []), period(time, every, name="_period"), customer]
    cells = tally(data, by=split)

    def people(spot: Cluster, places: pd.Index, topics: pd.Index, starts: pd.DatetimeIndex) -> int:
        inside = (cells[place] == places[spot.place]).to_numpy(bool, na_value=False)
        if topic and spot.stratum >= 0:
            inside &= (cells[topic] == topics[spot.stratum]).to_numpy(bool, na_value=False)
        inside &= cells["_period"].between(starts[spot.first], starts[spot.last]).to_numpy(bool)
        own = cells[inside]
        return int(own[customer].nunique() + own.loc[own[customer].isna(), "n"].sum())

    return people


def _cells(
    data: Any, place: str, topic: str | None, time: str, every: Every, customer: str | None, within: Any
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return complaints per place, topic and period, repeats of one customer left out, and all of them."""
    keys = [place, *([topic] if topic else [])]
    require(data, *keys, time)
    split: list[Key] = [*keys, period(time, every, name="_period")]
    whole = counted(data, split).rename(columns={"complaints": "_all"})
    if customer:
        data, repeats = _first_ones(data, keys, time, customer, days_of(within, "repeats_within"))
    cells = counted(data, split)
    excluded = dict(cells.attrs["excluded"])
    cells = cells.merge(whole, how="left", on=[*keys, "_period"])
    cells["_topic"] = cells[topic] if topic else ALL
    if customer and repeats:
        excluded[Text("repeats of a complaint by the same customer")] = repeats
    if cells.empty:
        raise BadValue(Text("no complaint has a date in {column}", column=time))
    return cells, excluded


def _first_ones(
    data: Any, keys: list[str], time: str, customer: str, days: float
) -> tuple[pd.DataFrame, int]:
    """Return complaints without those that follow one of the same customer and topic within so many days."""
    require(data, customer)
    frame = in_memory(data, list(dict.fromkeys([*keys, time, customer])))
    when = dates_of(frame[time], time)
    who = pd.factorize(as_ids(frame[customer], customer))[0]
    topic = pd.factorize(frame[keys[-1]])[0] if len(keys) > 1 else np.zeros(len(frame), dtype=int)
    order = np.lexsort((when.to_numpy(), topic, who))
    same = (np.diff(who[order]) == 0) & (np.diff(topic[order]) == 0) & (who[order][1:] >= 0)
    gap = np.diff(when.to_numpy()[order]) / np.timedelta64(1, "D")
    repeat = np.zeros(len(frame), dtype=bool)
    repeat[order[1:]] = same & (gap <= days)
    return frame[~repeat], int(repeat.sum())


def _weights(
    exposure: Any, time: str | None, place: str, places: pd.Index, every: Every, starts: pd.DatetimeIndex
) -> np.ndarray | None:
    """Return what is exposed per place and period, each relative to its mean."""
    if exposure is None:
        return None
    known = columns(exposure)
    if time is None:
        raise BadParameter(Text("exposure_time names the date column of the exposure"))
    weight = "exposure" if "exposure" in known else None
    cells = tally(exposure, by=[place, period(time, every, name="_period")], weight=weight)
    cells = cells.dropna(subset=[place, "_period"])
    at = places.get_indexer(pd.Index(cells[place])), starts.get_indexer(pd.DatetimeIndex(cells["_period"]))
    inside = (at[0] >= 0) & (at[1] >= 0)
    units = np.zeros((len(places), len(starts)))
    values = cells["weight_sum"].fillna(0.0) if weight else cells["n"]
    np.add.at(units, (at[0][inside], at[1][inside]), values.to_numpy(float)[inside])
    if (units.sum(axis=1) == 0).any():
        raise BadValue(
            Text("the exposure of some places is 0 throughout; leave them out or give no exposure")
        )
    return units / units.mean(axis=1, keepdims=True)


def _table(
    found: list[Cluster], places: pd.Index, topics: pd.Index, starts: pd.DatetimeIndex, every: Every,
    place: str, topic: str | None, level: float, repeats: np.ndarray,
) -> pd.DataFrame:  # fmt: skip
    """Return hot spots as they are told; what counts once in the test is told with its repeats."""
    ends = starts.to_period(CODES[every]).end_time.normalize()
    count = np.array([one.count for one in found], dtype=float)
    low, high = (limit * repeats[0] for limit in poisson_mean_interval(count, level=level))
    count, usual = count * repeats[0], np.array([one.expected for one in found], dtype=float) * repeats[1]
    usable = usual > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, below, above = (np.where(usable, part / usual, np.nan) for part in (count, low, high))
    named = {place: pd.Series([places[one.place] for one in found], dtype=object)}
    if topic:
        named[topic] = pd.Series(
            [ALL if one.stratum < 0 else topics[one.stratum] for one in found], dtype=object
        )
    return pd.DataFrame(named | {
        "metric": pd.Series("complaint_excess", index=range(len(found)), dtype=object),
        "first_day": pd.DatetimeIndex([starts[one.first] for one in found]),
        "last_day": pd.DatetimeIndex([ends[one.last] for one in found]),
        "window_periods": np.array([one.last - one.first + 1 for one in found], dtype="int64"),
        "estimate": ratio, "low": below, "high": above, "complaints": np.rint(count).astype("int64"),
        "expected_complaints": usual, "excess": count - usual,
        "p": np.array([one.p for one in found], dtype=float),
        "statistic": np.array([one.statistic for one in found], dtype=float),
    })  # fmt: skip
