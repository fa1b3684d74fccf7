"""Curves over tenure: who is still there (Kaplan-Meier), hazard run up (Nelson-Aalen), hazard in bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.metrics._groups import check_options
from cxlab.stats import LifeTable, critical

from ._life import check_interval, given_tenure, life_table
from ._result import Notes, check_times, hidden_groups, shown_counts, tidy
from ._risk import AUTO, Options, RiskTable, risk_table

__all__ = [
    "complete",
    "conditional_survival",
    "cumulative_hazard",
    "curve_frame",
    "hazard_rates",
    "survival_curve",
]

_HIDE = ("estimate", "low", "high", "se", "at_risk", "events", "censored", "entered")


def survival_curve(
    data: Any,
    *,
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    by: Any = None,
    weight: str | None = None,
    weight_means: str = "sampling",
    given: float = 0.0,
    times: Sequence[float] | None = None,
    interval: str = "log-log",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of customers who last beyond each tenure (Kaplan-Meier), with late entry.

    Customers who were there already when observation began have shown that they last until then: they count
    from their tenure at that time on (late entry, left truncation). Counting them from 0 makes loyalty look
    better than it is.

    Parameters
    ----------
    data
        One row per customer: pandas, polars, DuckDB relation, or a path.
    duration, event
        Columns: tenure when last seen, in any unit; whether the customer left then (True/False or 1/0).
    entry
        Column: tenure when observation began. By default the column "entry" where there is one, as
        `durations` writes it; None: everybody was observed from the start.
    by
        Group columns: names, `period`s, or a list of both.
    weight, weight_means
        Column of weights; "sampling": a row stands for many customers (intervals do not change when all
        weights are scaled); "replicates": that many equal customers were seen.
    given
        A tenure so far: the curve of customers who have lasted that long. The clock stays that of the
        whole tenure, so the curve starts with 1 at `given`.
    times
        Read the curve at these tenures; default every tenure at which somebody leaves or comes.
    interval
        "log-log", which stays within 0..1, or "plain".
    min_n, level
        Groups with fewer customers are suppressed; confidence level.

    Returns
    -------
    DataFrame
        A row per group and time: group columns, metric ("survival"), time, estimate (0..1), low, high, se
        (Greenwood; infinitesimal jackknife with sampling weights), at_risk (just before `time`), events,
        censored, entered (at `time`; with `times` since the one before), n (customers), missing (rows
        without a valid duration, event or entry, or with no time at risk), note, method, level. Beyond the
        last tenure observed there is no estimate.

    Raises
    ------
    MissingColumn
        A named column is not in the data.
    BadValue
        Negative durations, entry after the end, events that are not True/False or 1/0.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations. JASA 53.
    R: survival::survfit(Surv(entry, duration, event) ~ by, conf.type = "log-log").

    Examples
    --------
    >>> import pandas as pd
    >>> tenure = pd.DataFrame({"duration": [1, 2, 2, 3, 4, 5], "event": [1, 0, 1, 1, 0, 0]})
    >>> survival_curve(tenure)[["time", "estimate", "at_risk", "events"]].round(3)
       time  estimate  at_risk  events
    0   0.0     1.000        6       0
    1   1.0     0.833        6       1
    2   2.0     0.667        5       1
    3   3.0     0.444        3       1
    4   4.0     0.444        2       0
    5   5.0     0.444        1       0
    """
    check_options(level, min_n)
    risk = risk_table(data, Options(duration, event, entry, by, weight, weight_means))
    cut = given_tenure(risk, given)
    life = life_table(cut, level=level, interval=interval)
    curve = {"estimate": life.survival, "low": life.low, "high": life.high, "se": life.se}
    method = _method("kaplan-meier", interval, risk, given)
    frame, _ = curve_frame(
        cut, curve, "survival", times, min_n=min_n, method=method, level=level, complete=complete(life)
    )
    return frame


def cumulative_hazard(
    data: Any,
    *,
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    by: Any = None,
    times: Sequence[float] | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Hazard run up over tenure (Nelson-Aalen): its slope is the risk of leaving at that tenure.

    Parameters
    ----------
    data, duration, event, entry, by, times, min_n, level
        As for `survival_curve`.

    Returns
    -------
    DataFrame
        As from `survival_curve`, with metric "cumulative_hazard" and log limits. The standard error is
        Aalen's, sqrt(sum of events / at_risk^2).

    References
    ----------
    Aalen, O. (1978). Nonparametric inference for a family of counting processes. Annals of Statistics 6.
    R: survival::survfit(..., ctype = 1)$cumhaz.

    Examples
    --------
    >>> import pandas as pd
    >>> tenure = pd.DataFrame({"duration": [1, 2, 2, 3, 4, 5], "event": [1, 0, 1, 1, 0, 0]})
    >>> cumulative_hazard(tenure, times=[3])[["time", "estimate", "se"]].round(3)
       time  estimate     se
    0   3.0       0.7  0.423
    """
    check_options(level, min_n)
    risk = risk_table(data, Options(duration, event, entry, by))
    with np.errstate(invalid="ignore", divide="ignore"):
        steps = np.where(risk.events > 0, risk.events / risk.at_risk, 0.0)
        variances = np.where(risk.events > 0, risk.events / risk.at_risk**2, 0.0)
    hazard, variance = np.empty(len(steps)), np.empty(len(steps))
    for number in np.unique(risk.group):
        rows = risk.rows_of(number)
        hazard[rows], variance[rows] = np.cumsum(steps[rows]), np.cumsum(variances[rows])
    se = np.sqrt(variance)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.exp(critical(level) * se / hazard)
        curve = {"estimate": hazard, "low": hazard / factor, "high": hazard * factor, "se": se}
    method = "nelson-aalen, log limits"
    return curve_frame(risk, curve, "cumulative_hazard", times, min_n=min_n, method=method, level=level)[0]


def conditional_survival(
    data: Any,
    *,
    given: float | Sequence[float],
    ahead: float | Sequence[float],
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    by: Any = None,
    weight: str | None = None,
    weight_means: str = "sampling",
    interval: str = "log-log",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of customers of a tenure so far who stay for some time more.

    There is one clock, the tenure: `given` is the tenure so far, `ahead` the time from then on, `time` their
    sum, and the estimate is P(tenure > time | tenure > given).

    Parameters
    ----------
    given, ahead
        One or several durations each, in the unit of the durations.
    data, duration, event, entry, by, weight, weight_means, interval, min_n, level
        As for `survival_curve`; `min_n` holds for the customers at risk at `given`.

    Returns
    -------
    DataFrame
        A row per group, `given` and `ahead`: group columns, metric ("conditional_survival"), given, ahead,
        time, estimate, low, high, se, at_risk (customers whose tenure passes `given` under observation),
        n, missing, note, method, level.

    Examples
    --------
    >>> import pandas as pd
    >>> tenure = pd.DataFrame({"duration": [1, 2, 2, 3, 4, 5] * 3, "event": [1, 0, 1, 1, 0, 0] * 3})
    >>> conditional_survival(tenure, given=[0, 2], ahead=2)[["given", "time", "estimate"]].round(3)
       given  time  estimate
    0    0.0   2.0     0.667
    1    2.0   4.0     0.667
    """
    check_options(level, min_n)
    so_far, more = check_times(given, "given"), check_times(ahead, "ahead")
    risk = risk_table(data, Options(duration, event, entry, by, weight, weight_means))
    method = _method("kaplan-meier given tenure so far", interval, risk, 0.0)
    parts = []
    for start in so_far:
        cut = given_tenure(risk, start)
        life = life_table(cut, level=level, interval=interval)
        curve = {"estimate": life.survival, "low": life.low, "high": life.high, "se": life.se}
        part, _ = curve_frame(
            cut, curve, "conditional_survival", start + more, min_n=min_n, method=method, level=level,
            complete=complete(life), start=start,
        )  # fmt: skip
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def hazard_rates(
    data: Any,
    *,
    bands: Sequence[float],
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    by: Any = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Rate of leaving within bands of tenure: events per unit of time at risk, with exact Poisson limits.

    Parameters
    ----------
    bands
        Limits of the bands, ascending, e.g. range(0, 73, 6): a band holds the tenures above its first limit
        up to its second (the first band also tenure 0).
    data, duration, event, entry, by, min_n, level
        As for `survival_curve`; `min_n` also holds for the customers seen at risk in a band.

    Returns
    -------
    DataFrame
        A row per group and band: group columns, metric ("hazard"), start, time (its end), estimate (events
        per customer and unit of time), low, high, se, at_risk (customers at risk at some time in the band),
        exposure (time at risk), events, n, missing, note, method, level.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28.

    Examples
    --------
    >>> import pandas as pd
    >>> tenure = pd.DataFrame({"duration": [1, 2, 2, 3, 4, 6], "event": [1, 0, 1, 1, 0, 0]})
    >>> hazard_rates(tenure, bands=[0, 2, 6], min_n=0)[["start", "time", "estimate", "exposure", "events"]]
       start  time  estimate  exposure  events
    0    0.0   2.0  0.181818      11.0       2
    1    2.0   6.0  0.142857       7.0       1
    """
    check_options(level, min_n)
    limits = np.asarray(list(bands), dtype=float)
    if limits.size < 2 or limits[0] < 0 or np.any(np.diff(limits) <= 0) or not np.all(np.isfinite(limits)):
        raise BadParameter("bands needs at least two limits of 0 or more, ascending, e.g. range(0, 73, 6)")
    risk = risk_table(data, Options(duration, event, entry, by))
    size, width = len(risk.groups), len(limits) - 1
    found = np.zeros((3, size, width))
    for number in range(size):
        found[:, number] = _banded(risk, number, limits)
    exposure, events, at_risk = found.reshape(3, -1)
    row = np.repeat(np.arange(size), width)
    notes = Notes(len(row))
    hidden = hidden_groups(risk.n[row], min_n, notes)
    few = ~hidden & (at_risk < max(min_n, 1))
    notes.add(few & (at_risk == 0), "nobody at risk")
    notes.add(few & (at_risk > 0), f"suppressed: n < {min_n}")
    columns = {
        "metric": "hazard",
        "start": np.tile(limits[:-1], size),
        "time": np.tile(limits[1:], size),
        **_poisson(events, exposure, level),
        "at_risk": at_risk.astype("int64"),
        "exposure": exposure,
        "events": events.astype("int64"),
        "n": risk.n[row],
        "missing": risk.missing[row],
        "note": notes.texts,
        "method": "events / time at risk, exact Poisson limits",
        "level": level,
    }
    return tidy(risk.groups.iloc[row], columns, hidden=hidden | few, counts=("at_risk", "events"),
                hide=("estimate", "low", "high", "se", "exposure"))  # fmt: skip


def _banded(risk: RiskTable, number: int, limits: np.ndarray) -> np.ndarray:
    """Return time at risk, events and customers at risk of a group in each band."""
    rows = risk.rows_of(number)
    time, at_risk = risk.time[rows], risk.at_risk[rows]
    if time.size == 0:
        return np.zeros((3, len(limits) - 1))
    # Between two times of the table as many are at risk as just before the later one.
    area = np.concatenate([[0.0], np.cumsum(np.diff(time) * at_risk[1:])])
    exposure = np.diff(np.interp(limits, time, area))
    place = np.searchsorted(time, limits, side="right")
    if limits[0] == 0:
        place[0] = 0
    events, entered = (
        np.diff(np.concatenate([[0.0], np.cumsum(values[rows])])[place])
        for values in (risk.events, risk.entered)
    )
    before, _ = risk.at(number, np.nextafter(limits[:-1], np.inf))
    if limits[0] == 0:
        before[0] = 0.0  # those from the start are counted among who entered
    return np.array([exposure, events, before + entered])


def _poisson(events: np.ndarray, exposure: np.ndarray, level: float) -> dict[str, np.ndarray]:
    from scipy.special import chdtri

    tail = (1 - level) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.where(events > 0, chdtri(2 * np.maximum(events, 1), 1 - tail) / 2, 0.0)
        high = chdtri(2 * events + 2, tail) / 2
        columns = {"estimate": events, "low": low, "high": high, "se": np.sqrt(events)}
        return {name: np.where(exposure > 0, values / exposure, np.nan) for name, values in columns.items()}


def _method(name: str, interval: str, risk: RiskTable, given: float) -> str:
    check_interval(interval)
    variance = "infinitesimal jackknife" if risk.weighted else "greenwood"
    start = f", given tenure > {given:g}" if given else ""
    return f"{name}{start}; {interval} limits, {variance}"


def curve_frame(
    risk: RiskTable,
    curve: dict[str, np.ndarray],
    metric: str,
    times: Any,
    *,
    min_n: int,
    method: str,
    level: float,
    complete: np.ndarray | None = None,
    start: float | None = None,
    cause: Any = None,
) -> tuple[pd.DataFrame, np.ndarray]:
    """Put a curve into the result's shape: at every time of the table, or read at `times`.

    `complete` holds the groups whose curves do not change beyond their last time; `start` is the tenure so
    far of a conditional curve, `cause` what a cumulative incidence is of. Also returns each row's group.
    """
    counts = {name: getattr(risk, name) for name in ("at_risk", "events", "censored", "entered")}
    if times is None:
        group, table = risk.group, {"time": risk.time, **curve, **counts}
    else:
        group, table = _read(risk, curve, counts, check_times(times), complete)
    size = len(risk.groups)
    there = risk.n if start is None else _there(risk, size)
    small = np.flatnonzero((there < min_n) | (there == 0))
    shown = ~np.isin(group, small)
    # A group too small to be shown keeps one row (or one per time), without its times.
    if times is None:
        order = np.argsort(np.concatenate([group[shown], small]), kind="stable")
        row = np.concatenate([group[shown], small])[order]
        table = {
            name: np.concatenate([values[shown], np.full(len(small), np.nan)])[order]
            for name, values in table.items()
        }
    else:
        row = group
    notes = Notes(len(row))
    hidden = hidden_groups(there[row], min_n, notes)
    _note_gaps(table, hidden, notes, falling="survival" in metric)
    lead: dict[str, Any] = {"metric": metric}
    if cause is not None:
        lead = {"cause": np.full(len(row), cause, dtype=object), **lead}
    if start is not None:
        lead |= {"given": start, "ahead": table["time"] - start}
    columns = {
        **lead,
        "time": table["time"],
        **{name: table[name] for name in ("estimate", "low", "high", "se")},
        **{name: np.where(hidden, 0, table[name]) for name in counts},
        "n": risk.n[row],
        "missing": risk.missing[row],
        "note": notes.texts,
        "method": method,
        "level": level,
    }
    if start is not None:
        columns["at_risk"] = there[row]
        columns = {k: v for k, v in columns.items() if k not in ("events", "censored", "entered")}
    for name in counts:
        if name in columns:
            columns[name] = shown_counts(risk, columns[name])
    if cause is not None:
        del columns["censored"]
    return tidy(risk.groups.iloc[row], columns, hidden=hidden), row


def _there(risk: RiskTable, size: int) -> np.ndarray:
    """Return who was at risk at the first time of each group's table."""
    there = np.zeros(size)
    present, first = np.unique(risk.group, return_index=True)
    there[present] = risk.at_risk[first]
    return there


def _read(
    risk: RiskTable,
    curve: dict[str, np.ndarray],
    counts: dict[str, np.ndarray],
    times: np.ndarray,
    complete: np.ndarray | None,
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Read every group's curve at the times; counts of leaving and coming are those since the time before."""
    size, width = len(risk.groups), len(times)
    table = {name: np.full((size, width), np.nan) for name in (*curve, *counts)}
    for number in range(size):
        rows = risk.rows_of(number)
        time = risk.time[rows]
        if time.size == 0:
            continue
        place = np.searchsorted(time, times, side="right") - 1
        over = complete is not None and number in complete
        known = (place >= 0) & ((times <= time[-1]) | over)
        for name, values in curve.items():
            table[name][number] = np.where(known, values[rows][np.maximum(place, 0)], np.nan)
        table["at_risk"][number] = risk.at(number, times)[0]
        for name in ("events", "censored", "entered"):
            total = np.concatenate([[0.0], np.cumsum(counts[name][rows])])
            table[name][number] = np.diff(total[place + 1], prepend=0.0)
    group = np.repeat(np.arange(size), width)
    return group, {"time": np.tile(times, size), **{name: v.ravel() for name, v in table.items()}}


def complete(life: LifeTable) -> np.ndarray:
    """Return the groups in which all have left."""
    last = np.flatnonzero(np.diff(life.group, append=-1))
    return life.group[last[life.survival[last] == 0]]


def _note_gaps(table: dict[str, np.ndarray], hidden: np.ndarray, notes: Notes, *, falling: bool) -> None:
    estimate, low = table["estimate"], table["low"]
    beyond = ~hidden & np.isnan(estimate)
    notes.add(beyond, "beyond the last tenure observed")
    bare = ~hidden & ~beyond & np.isnan(low)
    untouched = estimate >= 1 if falling else estimate <= 0
    notes.add(bare & untouched, "no interval: no event yet")
    notes.add(bare & ~untouched, "no interval: all at risk have left")
