"""Product-limit (Kaplan-Meier) survival from event tables, with late entry.

An event table holds, per group and distinct time, how many ended with the event, how many were censored and,
where observation does not start at time 0 for all, how many entered. It is small however many durations it
came from.

Conventions, those of R's survival package: somebody is at risk at time t if entry < t <= exit, so events come
before censorings of the same time, and somebody who enters at t is not at risk at t.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import ArrayLike, Interval, counts, critical

__all__ = ["LifeTable", "Quantiles", "log_log_limits", "product_limit", "survival_at", "survival_quantile"]

# Survival is a product of many fractions: 1 - p is met "exactly" within this (R: sqrt(.Machine$double.eps)).
TOLERANCE = float(np.sqrt(np.finfo(float).eps))


@dataclass(frozen=True)
class LifeTable:
    """Product-limit estimates, one element per group and time, sorted by both.

    Attributes
    ----------
    group
        Index of the group, 0, 1, ...
    time, at_risk, events, censored, entered
        The table, counted up; `at_risk` just before `time`.
    survival, se, low, high
        Probability of lasting beyond `time`, Greenwood's standard error, log-log limits. Limits are nan where
        survival is 1 or 0: the log-log interval says nothing there.
    level
        Confidence level.
    """

    group: np.ndarray
    time: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    censored: np.ndarray
    entered: np.ndarray
    survival: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    level: float


@dataclass(frozen=True)
class Quantiles:
    """The times by which a share `q` has had the event, per group; nan where the curve does not get there."""

    group: np.ndarray
    q: float
    time: np.ndarray
    low: np.ndarray
    high: np.ndarray


def product_limit(
    time: ArrayLike,
    events: ArrayLike,
    censored: ArrayLike,
    *,
    entered: ArrayLike | None = None,
    group: ArrayLike | None = None,
    level: float = 0.95,
) -> LifeTable:
    """Estimate survival by the product-limit method.

    Parameters
    ----------
    time
        Distinct times within a group, in any order.
    events, censored
        How many ended at that time with the event, and without it.
    entered
        How many came under observation at that time (late entry, left truncation); without it everybody is at
        risk from the start. Where it is given it lists everybody, those entering at the start too.
    group
        Index 0, 1, ... of the row's group; without it all rows are one group.
    level
        Confidence level of the log-log limits.

    Returns
    -------
    LifeTable
        With late entry the risk set may run empty early: a last one at risk who has the event takes survival
        to 0 for good.

    Raises
    ------
    BadValue
        If a time occurs twice in a group, more end than are at risk (somebody ended before or at entry), or
        somebody ends who is not listed in `entered`.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958), JASA 53. Kalbfleisch, J. D. and Prentice, R. L. (2002), ch. 1 (log-log
    limits).

    Examples
    --------
    >>> table = product_limit([1, 2, 3, 4], events=[1, 0, 2, 0], censored=[0, 1, 0, 1])
    >>> table.at_risk.astype(int).tolist(), table.survival.round(3).tolist()
    ([5, 4, 3, 1], [0.8, 0.8, 0.267, 0.267])
    """
    ended, lost, came = counts(events=events, censored=censored, entered=0 if entered is None else entered)
    when = np.asarray(time, dtype=float)
    of = np.zeros(when.shape, dtype=np.intp) if group is None else np.asarray(group, dtype=np.intp)
    if not when.shape == ended.shape == of.shape or when.ndim != 1:
        raise BadValue(
            Text("time, events, censored, entered and group have one element per row of the event table")
        )
    order = np.lexsort((when, of))
    when, of, ended, lost, came = (column[order] for column in (when, of, ended, lost, came))
    if np.isnan(when).any() or np.any((np.diff(of) == 0) & (np.diff(when) == 0)):
        raise BadValue(Text("every time occurs once per group in an event table, and none is missing"))
    at_risk = _at_risk(of, ended + lost, came)
    if np.any(at_risk < (ended + lost) * (1 - TOLERANCE)):
        raise BadValue(Text("more end than are at risk: somebody ends before or at the time of entry"))
    starts = [rows.start for rows in _rows(of)]
    if entered is not None and np.any(np.abs(at_risk[starts]) > TOLERANCE * came.sum()):
        raise BadValue(Text("more end than have entered: `entered` must list everybody, from the start on"))
    survival, greenwood = _product(of, ended, at_risk)
    low, high = log_log_limits(survival, greenwood, level=level)
    with np.errstate(invalid="ignore"):
        se = survival * np.sqrt(greenwood)
    return LifeTable(of, when, at_risk, ended, lost, came, survival, se, low, high, level)


def survival_at(table: LifeTable, times: ArrayLike) -> tuple[np.ndarray, Interval]:
    """Return survival beyond the given times and its limits: one row per group, one column per time.

    Before the first time survival is 1; beyond the last one it is not known (nan) unless it has reached 0.

    >>> table = product_limit([1, 2, 3], events=[1, 1, 0], censored=[0, 0, 2])
    >>> survival_at(table, [0, 1, 2.5, 9])[0].round(2).tolist()
    [[1.0, 0.75, 0.5, nan]]
    """
    wanted = np.atleast_1d(np.asarray(times, dtype=float))
    read = [
        _read(table.time[rows], np.array([table.survival[rows], table.low[rows], table.high[rows]]), wanted)
        for rows in _rows(table.group)
    ]
    survival, low, high = np.array(read).reshape(-1, 3, wanted.size).transpose(1, 0, 2)
    return survival, Interval(low, high)


def survival_quantile(table: LifeTable, q: float = 0.5) -> Quantiles:
    """Return the time by which a share `q` has had the event, per group, with its interval.

    The time is the first at which survival is 1 - q or less; where the curve is level at 1 - q, the middle of
    that stretch. The limits are the times at which the limits of the curve cross 1 - q (Brookmeyer and
    Crowley, log-log), read the same way.

    References
    ----------
    Brookmeyer, R. and Crowley, J. (1982), Biometrics 38. R: quantile(survfit(..., conf.type="log-log")).

    Examples
    --------
    >>> table = product_limit([1, 2, 3, 4], events=[1, 0, 2, 0], censored=[0, 1, 0, 1])
    >>> survival_quantile(table, 0.5).time.tolist()
    [3.0]
    """
    if not 0 < q < 1:
        raise BadValue(Text("q must lie between 0 and 1, e.g. 0.5 for the median; found {q}", q=str(q)))
    spans = _rows(table.group)
    found = np.array(
        [
            [
                _crossing(table.time[rows], column[rows], 1 - q)
                for column in (table.survival, table.low, table.high)
            ]
            for rows in spans
        ]
    ).reshape(-1, 3)
    return Quantiles(table.group[[rows.start for rows in spans]], q, *found.T)


def log_log_limits(
    share: ArrayLike, variance_of_log: ArrayLike, *, level: float = 0.95, df: ArrayLike = np.inf
) -> Interval:
    """Return log-log limits of a survival or cumulative incidence; nan where it is 0 or 1.

    Parameters
    ----------
    share
        Estimates between 0 and 1.
    variance_of_log
        Variance of their logarithm, (se / share)^2: Greenwood's sum for a product-limit estimate.
    level, df
        Confidence level; degrees of freedom behind the variance, infinite: the normal quantile.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in log_log_limits(0.5, 0.01)]
    [0.3987, 0.5931]
    """
    p, variance = np.asarray(share, dtype=float), np.asarray(variance_of_log, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        spread = critical(level, df) * np.sqrt(variance) / np.log(p)
        low, high = p ** np.exp(-spread), p ** np.exp(spread)
    edge = (p >= 1) | (p <= 0)
    return Interval(np.where(edge, np.nan, low), np.where(edge, np.nan, high))


def _rows(group: np.ndarray) -> list[slice]:
    """Return where each group's rows lie; `group` is sorted."""
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    return [slice(start, stop) for start, stop in pairwise([*starts, group.size])]


def _read(time: np.ndarray, columns: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Read survival, low and high, which step at `time`, at the wanted times."""
    before = np.array([[1.0], [np.nan], [np.nan]])
    values = np.hstack([before, columns])[:, np.searchsorted(time, wanted, side="right")]
    known = (wanted <= time[-1]) | (columns[0, -1] == 0)
    return np.where(known, values, np.nan)


def _at_risk(group: np.ndarray, out: np.ndarray, came: np.ndarray) -> np.ndarray:
    """Count those who have yet to leave but not to come; from the end, so that the last sums are exact."""
    result = np.empty(group.size)
    for rows in _rows(group):
        result[rows] = np.cumsum((out - came)[rows][::-1])[::-1]
    # Sums of weights leave a rounding error where nobody is at risk.
    result[np.abs(result) <= 1e-12 * out.sum()] = 0.0
    return result


def _product(group: np.ndarray, events: np.ndarray, at_risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return survival and Greenwood's sum within each group."""
    stay = at_risk - events
    stay[stay <= 1e-12 * at_risk] = 0.0  # a rounding error of sums of weights: all have left
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.where(events > 0, stay / at_risk, 1.0)
        term = np.where(events > 0, events / (at_risk * stay), 0.0)
    survival, greenwood = np.empty(group.size), np.empty(group.size)
    for rows in _rows(group):
        survival[rows], greenwood[rows] = np.cumprod(factor[rows]), np.cumsum(term[rows])
    return survival, greenwood


def _crossing(time: np.ndarray, curve: np.ndarray, height: float) -> float:
    reached = np.flatnonzero(curve <= height + TOLERANCE)
    if reached.size == 0:
        return np.nan
    first = reached[0]
    below = np.flatnonzero(curve < height - TOLERANCE)
    if abs(curve[first] - height) > TOLERANCE:
        return float(time[first])
    return float((time[first] + (time[below[0]] if below.size else time[-1])) / 2)
