"""Leaving without giving notice: a customer is lost when nothing was bought for longer than a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, in_memory
from cxlab.errors import BadParameter, BadValue
from cxlab.loaders.industries import industry_profile
from cxlab.metrics._groups import check_options
from cxlab.stats import cumulative_incidence, incidence_at, wilson
from cxlab.text import Text

from .durations import Moment, moment, unit_days, wall_clock, whole_day

__all__ = ["inactivity_durations", "inactivity_sensitivity", "repurchase"]

_FACTORS = (0.5, 0.75, 1.0, 1.5, 2.0)
_DAY = np.timedelta64(86_400_000_000, "us")


def inactivity_durations(
    purchases: Any,
    *,
    observed_until: Moment,
    observed_from: Moment | None = None,
    gap_days: float | None = None,
    industry: str | None = None,
    customer: str = "customer_id",
    timestamp: str = "timestamp",
    unit: str = "days",
) -> pd.DataFrame:
    """Tenure of customers without a contract: lost once nothing was bought for the gap of the industry.

    Tenure runs from the first purchase to the day on which the gap was first exceeded: the last purchase
    before it plus the gap. Only then is the customer known to be lost, so that recent customers are censored
    at `observed_until` and not taken for loyal; and a customer who comes back later was lost all the same
    (`returned`).

    Parameters
    ----------
    purchases
        One row per purchase (or visit, login); later ones than `observed_until` are not looked at, rows
        without customer or date are left out.
    observed_until, observed_from
        Days between which purchases are in the data. Customers first seen within the gap after
        `observed_from` may have bought before and are excluded. None: the data has all first purchases.
    gap_days, industry
        The gap in days, or the industry whose profile holds it, such as "grocery".
    customer, timestamp
        Columns.
    unit
        As for `durations`.

    Returns
    -------
    DataFrame
        A row per customer: the customer column, first_purchase, last_purchase (before being lost),
        purchases (up to then),
        entry (0), duration, event (True: lost), returned (True: bought again later), excluded ("" or "first
        seen within the gap").

    Raises
    ------
    BadParameter
        Neither or both of `gap_days` and `industry`; an industry with contracts, whose customers leave by
        a date: use `durations`.

    Examples
    --------
    >>> purchases = pd.DataFrame({"customer_id": list("aaab"), "timestamp": pd.to_datetime(
    ...     ["2024-01-01", "2024-02-01", "2024-06-01", "2024-06-15"])})
    >>> lost = inactivity_durations(purchases, industry="grocery", observed_until="2024-06-30")
    >>> lost[["customer_id", "duration", "event", "returned"]]
      customer_id  duration  event  returned
    0           a      73.0   True      True
    1           b      15.0  False     False
    """
    size, gap = unit_days(unit), _gap(gap_days, industry)
    log, until, first = _read(purchases, customer, timestamp, observed_until, observed_from)
    lost = log.lost(gap)
    result = pd.DataFrame({customer: log.customers})
    begun = log.time[log.starts]
    result["first_purchase"], result["last_purchase"] = begun, log.time[lost.last]
    result["purchases"] = lost.last - log.starts + 1
    ended = np.where(lost.event, log.time[lost.last] + _gap_span(gap), until)
    unknown = _unknown(begun, first, gap)
    result["entry"] = np.where(unknown, np.nan, 0.0)
    result["duration"] = np.where(unknown, np.nan, (ended - begun) / _DAY / size)
    result["event"] = pd.Series(lost.event).astype("boolean").mask(unknown)
    result["returned"] = lost.returned
    return result.assign(excluded=np.where(unknown, "first seen within the gap", "").astype(object))


def repurchase(
    purchases: Any,
    *,
    observed_until: Moment,
    within_days: float,
    customer: str = "customer_id",
    timestamp: str = "timestamp",
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of customers who buy a second time within some days of the first purchase, by Kaplan and Meier.

    That is what the data says about leaving where nobody signs off, whatever gap is taken for a loss: recent
    customers count as far as they were observed.

    Parameters
    ----------
    within_days
        How long after the first purchase.
    purchases, observed_until, customer, timestamp
        As for `inactivity_durations`.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        One row: metric ("bought_again"), estimate, low, high (log-log; Wilson where nobody or all do),
        n (customers), count (who have bought again so far), note, method, level.

    Examples
    --------
    >>> purchases = pd.DataFrame({"customer_id": list("aabc"), "timestamp": pd.to_datetime(
    ...     ["2024-01-01", "2024-01-08", "2024-01-01", "2024-01-01"])})
    >>> again = repurchase(purchases, within_days=30, observed_until="2024-06-30")
    >>> again[["estimate", "n", "count"]].round(3)
       estimate  n  count
    0     0.333  3      1
    """
    check_options(level, 0)
    log, until, _first = _read(purchases, customer, timestamp, observed_until, None)
    stops = np.append(log.starts[1:], len(log.time))
    again = stops - log.starts > 1
    second = np.where(again, log.time[np.minimum(log.starts + 1, len(log.time) - 1)], until)
    days = (second - log.time[log.starts]) / _DAY
    when, place = np.unique(days, return_inverse=True)
    hits = np.bincount(place, weights=again, minlength=len(when))
    table = cumulative_incidence(when, hits, np.bincount(place, minlength=len(when)) - hits, level=level)
    share, _se, limits = incidence_at(table, [within_days])
    row = {"metric": "bought_again", "estimate": share[0], "low": limits.low[0], "high": limits.high[0]}
    row |= {"n": len(days), "count": int((again & (days <= within_days)).sum())}
    row["note"] = "" if share[0] == share[0] else "nobody was observed for so long"
    return pd.DataFrame([row]).assign(method="second purchase; kaplan_meier", level=level)


def inactivity_sensitivity(
    purchases: Any,
    *,
    observed_until: Moment,
    observed_from: Moment | None = None,
    gaps_days: Sequence[float] | None = None,
    industry: str | None = None,
    customer: str = "customer_id",
    timestamp: str = "timestamp",
    level: float = 0.95,
) -> pd.DataFrame:
    """How much the gap decides: customers lost, and how many of them came back, for several gaps.

    A short gap takes slow buyers for lost, who then return; a long one notices losses late. Those lost
    recently have had less time to return, so the share that returned is a lower bound.

    Parameters
    ----------
    gaps_days, industry
        The gaps to try, or the industry around whose gap (half to twice) they are laid.
    purchases, observed_until, observed_from, customer, timestamp
        As for `inactivity_durations`.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        A row per gap: gap_days, metric ("returned"), estimate (share of the lost that bought again), low,
        high (Wilson), n (lost), count (returned), customers (known from their first purchase on), still (not
        lost), missing (the other customers), note, method, level.

    Raises
    ------
    BadParameter
        Both `gaps_days` and `industry` are given, or neither.

    Examples
    --------
    >>> purchases = pd.DataFrame({"customer_id": list("aaab"), "timestamp": pd.to_datetime(
    ...     ["2024-01-01", "2024-02-01", "2024-06-01", "2024-06-15"])})
    >>> table = inactivity_sensitivity(purchases, gaps_days=[14, 42, 200], observed_until="2024-06-30")
    >>> table[["gap_days", "n", "count", "customers", "still"]]
       gap_days  n  count  customers  still
    0      14.0  2      1          2      0
    1      42.0  1      1          2      1
    2     200.0  0      0          2      2
    """
    check_options(level, 0)
    if (gaps_days is None) == (industry is None):
        raise BadParameter(Text("pass either gaps_days or industry"))
    gaps = [_gap(None, industry) * factor for factor in _FACTORS] if gaps_days is None else gaps_days
    log, _, first = _read(purchases, customer, timestamp, observed_until, observed_from)
    begun = log.time[log.starts]
    rows = []
    for gap in gaps:
        known = ~_unknown(begun, first, _gap(gap, None))
        lost = log.lost(float(gap))
        n, back = int((lost.event & known).sum()), int((lost.event & lost.returned & known).sum())
        row = {"gap_days": float(gap), "metric": "returned", "estimate": back / n if n else np.nan}
        row |= dict(zip(("low", "high"), map(float, wilson(back, n, level=level)), strict=True))
        row |= {"n": n, "count": back, "customers": int(known.sum()), "still": int(known.sum()) - n}
        rows.append(row | {"missing": int((~known).sum()), "note": "" if n else "nobody is lost"})
    return pd.DataFrame(rows).assign(method="bought again after the gap; wilson", level=level)


@dataclass(frozen=True)
class _Lost:
    """Per customer: whether lost, the last purchase before that, whether there is a later one."""

    event: np.ndarray
    last: np.ndarray
    returned: np.ndarray


@dataclass(frozen=True)
class _Log:
    """Purchases sorted by customer and time; `starts` is where each customer's lie."""

    customers: pd.Series
    starts: np.ndarray
    time: np.ndarray
    until: np.datetime64

    def lost(self, gap_days: float) -> _Lost:
        """Find the first time that nothing was bought for longer than the gap."""
        gap = _gap_span(gap_days)
        stops = np.append(self.starts[1:], len(self.time))
        final = np.zeros(len(self.time), dtype=bool)
        final[stops - 1] = True
        following = np.append(self.time[1:], self.until)
        exceeded = np.where(final, self.until - self.time >= gap, following - self.time > gap)
        place = np.where(exceeded, np.arange(len(self.time)), len(self.time))
        earliest = np.minimum.reduceat(place, self.starts) if len(self.time) else self.starts
        event = earliest < stops
        last = np.where(event, earliest, stops - 1)
        return _Lost(event, last, event & (last < stops - 1))


def _read(
    purchases: Any, customer: str, timestamp: str, observed_until: Moment, observed_from: Moment | None
) -> tuple[_Log, np.datetime64, np.datetime64 | None]:
    frame = in_memory(purchases, [customer, timestamp])
    frame[customer] = as_ids(frame[customer], customer)
    when, zone = wall_clock(frame[timestamp], timestamp)
    until = whole_day(moment(observed_until, zone, "observed_until"), when).asm8.astype("datetime64[us]")
    first = None
    if observed_from is not None:
        first = moment(observed_from, zone, "observed_from").asm8.astype("datetime64[us]")
    kept = (when.notna() & frame[customer].notna() & (when <= until)).to_numpy()
    if first is not None:
        kept &= (when >= first).to_numpy()
    codes, customers = pd.factorize(frame[customer][kept], sort=True)
    if not kept.any():
        raise BadValue(
            Text(
                "no row has a customer ({customer!r}) and a date ({timestamp!r}) within the time observed",
                customer=customer,
                timestamp=timestamp,
            )
        )
    time = when[kept].to_numpy(dtype="datetime64[us]")
    order = np.lexsort((time, codes))
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    return _Log(pd.Series(customers), starts, time[order], until), until, first


def _unknown(begun: np.ndarray, first: np.datetime64 | None, gap: float) -> np.ndarray:
    """Return who may have bought before the data begins."""
    if first is None:
        return np.zeros(len(begun), dtype=bool)
    return begun < first + _gap_span(gap)


def _gap_span(gap_days: float) -> np.timedelta64:
    return np.timedelta64(round(gap_days * 86_400_000_000), "us")


def _gap(gap_days: float | None, industry: str | None) -> float:
    if (gap_days is None) == (industry is None):
        raise BadParameter(Text("pass either gap_days or industry"))
    if gap_days is not None:
        if not gap_days > 0:
            raise BadParameter(Text("a gap must be above 0 days; found {gap_days:g}", gap_days=gap_days))
        return float(gap_days)
    assert industry is not None
    profile = industry_profile(industry)
    if profile.inactivity_days is None:
        raise BadParameter(
            Text(
                "{name} customers leave by a dated end of contract; use cx.durations, or pass gap_days",
                name=profile.name,
            )
        )
    return float(profile.inactivity_days)
