"""Cumulative incidence with competing events (Aalen-Johansen) from an event table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

from ._base import ArrayLike, Interval, counts
from .lifetable import log_log_limits
from .proportions import wilson

__all__ = ["Incidence", "cumulative_incidence", "incidence_at", "incidence_quantile"]


@dataclass(frozen=True)
class Incidence:
    """Probability that the event of interest has come by each time, one element per distinct time.

    Attributes
    ----------
    time, at_risk, events, competing, censored
        The table, sorted by time; `at_risk` just before `time`.
    estimate, se, low, high
        Aalen-Johansen estimate, delta-method standard error, log-log limits (Wilson's where the estimate is
        0, on those at risk, or 1, on those whose end was seen).
    level
        Confidence level.
    """

    time: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    competing: np.ndarray
    censored: np.ndarray
    estimate: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    level: float


def cumulative_incidence(
    time: ArrayLike,
    events: ArrayLike,
    censored: ArrayLike,
    *,
    competing: ArrayLike = 0,
    effective: float = 1.0,
    level: float = 0.95,
) -> Incidence:
    """Estimate how likely an event comes by each time, while others may come first.

    Without competing events this is 1 minus Kaplan-Meier with Greenwood's variance; without censoring it is
    the plain share with variance p (1 - p) / n.

    Parameters
    ----------
    time
        Distinct times, in any order.
    events, competing, censored
        How many ended at that time with the event of interest, with another one, with neither.
    effective
        Share of the observations that they are worth where they are clustered; it widens the limits.
    level
        Confidence level.

    Raises
    ------
    BadValue
        A time occurs twice or is missing.

    References
    ----------
    Aalen, O. and Johansen, S. (1978), Scand J Statist 5. Marubini, E. and Valsecchi, M. (1995), ch. 10
    (variance).

    Examples
    --------
    >>> table = cumulative_incidence([1, 2, 3, 4], [1, 0, 1, 0], [0, 0, 0, 1], competing=[0, 1, 0, 0])
    >>> table.estimate.tolist()
    [0.25, 0.25, 0.5, 0.5]
    """
    hit, lost, other = counts(events=events, censored=censored, competing=competing)
    when = np.asarray(time, dtype=float)
    if when.shape != hit.shape or when.ndim != 1 or np.isnan(when).any() or len(np.unique(when)) < len(when):
        raise BadValue(Text("every time occurs once in an event table, and none is missing"))
    order = np.argsort(when, kind="stable")
    when, hit, lost, other = (column[order] for column in (when, hit, lost, other))
    n = np.cumsum((hit + lost + other)[::-1])[::-1]
    out = hit + other
    with np.errstate(invalid="ignore", divide="ignore"):
        before = np.concatenate([[1.0], np.cumprod(np.where(n > 0, 1 - out / n, 1.0))[:-1]])
        estimate = np.cumsum(np.where(n > 0, before * hit / n, 0.0))
        leave = np.where((out > 0) & (n > out), out / (n * (n - out)), 0.0)
        own = np.where(hit > 0, before**2 * hit * (n - hit) / n**3, 0.0)
        cross = np.where(hit > 0, before * hit / n**2, 0.0)
    variance = (
        estimate**2 * np.cumsum(leave)
        - 2 * estimate * np.cumsum(leave * estimate)
        + np.cumsum(leave * estimate**2)
        + np.cumsum(own)
        - 2 * (estimate * np.cumsum(cross) - np.cumsum(cross * estimate))
    )
    se = np.sqrt(np.maximum(variance, 0) / effective)
    low, high = _limits(estimate, se, n * effective, np.cumsum(out) * effective, level)
    return Incidence(when, n, hit, other, lost, estimate, se, low, high, level)


def _limits(estimate: np.ndarray, se: np.ndarray, n: np.ndarray, ended: np.ndarray, level: float) -> Interval:
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = log_log_limits(estimate, (se / estimate) ** 2, level=level)
    none, all_ = estimate <= 1e-15, estimate >= 1 - 1e-12
    # A share of 1 rests on all whose end was seen, not on the few who were left at the last time.
    n = np.where(all_, ended, n)
    edge_low, edge_high = wilson(np.where(all_, n, 0.0), n, level=level)
    edge = none | all_
    return Interval(np.where(edge, edge_low, low), np.where(edge, edge_high, high))


def incidence_at(table: Incidence, times: ArrayLike) -> tuple[np.ndarray, np.ndarray, Interval]:
    """Return the estimate, its standard error and limits by the given times.

    Before the first time the estimate is 0; beyond the last one it is not known (nan).

    >>> table = cumulative_incidence([1, 3], events=[1, 1], censored=[0, 2])
    >>> incidence_at(table, [0, 2, 9])[0].tolist()
    [0.0, 0.25, nan]
    """
    wanted = np.atleast_1d(np.asarray(times, dtype=float))
    place = np.searchsorted(table.time, wanted, side="right")
    last = table.time[-1] if table.time.size else -np.inf
    columns = []
    for column, start in ((table.estimate, 0.0), (table.se, 0.0), (table.low, 0.0), (table.high, np.nan)):
        columns.append(np.where(wanted <= last, np.concatenate([[start], column])[place], np.nan))
    return columns[0], columns[1], Interval(columns[2], columns[3])


def incidence_quantile(table: Incidence, q: float, *, of: float) -> float:
    """Return the time by which a share `q` of those counted by the estimate `of` had the event; nan for none.

    >>> table = cumulative_incidence([1, 2, 3], events=[1, 1, 1], censored=[0, 0, 3])
    >>> incidence_quantile(table, 0.5, of=table.estimate[-1])
    2.0
    """
    if not of > 0:
        return float("nan")
    place = int(np.searchsorted(table.estimate, q * of * (1 - 1e-12)))
    return float(table.time[place]) if place < table.time.size else float("nan")
