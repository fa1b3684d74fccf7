"""Curves over tenure: who is still there (Kaplan-Meier), hazard run up (Nelson-Aalen)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.metrics._groups import check_options
from cxlab.stats import critical
from cxlab.stats.cluster_curve import clustered_log_variance
from cxlab.text import Text

from ..counting.curve_frame import complete, curve_frame
from ..counting.event_table import AUTO, Options, RiskTable, risk_table
from ..counting.group_pairs import check_replicates
from ..counting.influence import curve_variance, hazards
from ..counting.life_table import check_interval, cluster_dfs, condition_on_tenure, life_table
from ..counting.shared import check_times

__all__ = ["conditional_survival", "cumulative_hazard", "survival_curve"]


def survival_curve(
    data: Any,
    *,
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    by: Any = None,
    weight: str | None = None,
    weight_type: str = "sampling",
    cluster: str | None = None,
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
    weight, weight_type
        Column of weights; "sampling": a row stands for many customers (intervals do not change when all
        weights are scaled); "replicates": that many equal customers were seen.
    cluster
        Column of rows that belong together, such as the customer of several contracts: what a customer's rows
        add to an estimate is summed before it is squared, and quantiles are those of t.
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
    risk = risk_table(data, Options(duration, event, entry, by, weight, weight_type, cluster=cluster))
    cut = condition_on_tenure(risk, given)
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
    weight: str | None = None,
    weight_type: str = "sampling",
    cluster: str | None = None,
    times: Sequence[float] | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Hazard run up over tenure (Nelson-Aalen): its slope is the risk of leaving at that tenure.

    Parameters
    ----------
    weight, weight_type
        As for `survival_compare`: equal customers ("replicates"), not weights of a sample.
    data, duration, event, entry, by, cluster, times, min_n, level
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
    check_replicates(weight, weight_type, Text("the cumulative hazard"))
    risk = risk_table(data, Options(duration, event, entry, by, weight, weight_type, cluster=cluster))
    with np.errstate(invalid="ignore", divide="ignore"):
        steps = np.where(risk.events > 0, risk.events / risk.at_risk, 0.0)
        variances = np.where(risk.events > 0, risk.events / risk.at_risk**2, 0.0)
    hazard, variance = np.empty(len(steps)), np.empty(len(steps))
    for number in np.unique(risk.group):
        rows = risk.rows_of(number)
        hazard[rows], variance[rows] = np.cumsum(steps[rows]), np.cumsum(variances[rows])
        if risk.clusters is not None:  # the ratio is that of log survival
            h = hazards(risk, number)
            plain = curve_variance(h, np.ones(len(h.time)), np.ones(len(h.time)), None)
            ratio = clustered_log_variance(h.for_clusters(), plain) / np.where(plain > 0, plain, np.nan)
            variance[rows] = variance[rows] * np.where(plain > 0, ratio, 1.0)
    se = np.sqrt(variance)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.exp(critical(level, cluster_dfs(risk)[risk.group]) * se / hazard)
        curve = {"estimate": hazard, "low": hazard / factor, "high": hazard * factor, "se": se}
    method = "nelson-aalen, log limits"
    return curve_frame(risk, curve, "cumulative_hazard", times, min_n=min_n, method=method, level=level)[0]


def conditional_survival(
    data: Any,
    *,
    given: float | Sequence[float],
    horizon: float | Sequence[float],
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    by: Any = None,
    weight: str | None = None,
    weight_type: str = "sampling",
    cluster: str | None = None,
    interval: str = "log-log",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of customers of a tenure so far who stay for some time more.

    There is one clock, the tenure: `given` is the tenure so far, `horizon` the time from then on, `time`
    their sum, and the estimate is P(tenure > time | tenure > given).

    Parameters
    ----------
    given, horizon
        One or several durations each, in the unit of the durations.
    data, duration, event, entry, by, weight, weight_type, cluster, interval, min_n, level
        As for `survival_curve`; `min_n` holds for the customers at risk at `given`.

    Returns
    -------
    DataFrame
        A row per group, `given` and `horizon`: group columns, metric ("conditional_survival"), given,
        horizon, time, estimate, low, high, se, at_risk (customers whose tenure passes `given` under
        observation), n, missing, note, method, level.

    Examples
    --------
    >>> import pandas as pd
    >>> tenure = pd.DataFrame({"duration": [1, 2, 2, 3, 4, 5] * 3, "event": [1, 0, 1, 1, 0, 0] * 3})
    >>> conditional_survival(tenure, given=[0, 2], horizon=2)[["given", "time", "estimate"]].round(3)
       given  time  estimate
    0    0.0   2.0     0.667
    1    2.0   4.0     0.667
    """
    check_options(level, min_n)
    so_far, more = check_times(given, "given"), check_times(horizon, "horizon")
    risk = risk_table(data, Options(duration, event, entry, by, weight, weight_type, cluster=cluster))
    method = _method("kaplan-meier given tenure so far", interval, risk, 0.0)
    parts = []
    for start in so_far:
        cut = condition_on_tenure(risk, start)
        life = life_table(cut, level=level, interval=interval)
        curve = {"estimate": life.survival, "low": life.low, "high": life.high, "se": life.se}
        part, _ = curve_frame(
            cut, curve, "conditional_survival", start + more, min_n=min_n, method=method, level=level,
            complete=complete(life), start=start,
        )  # fmt: skip
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _method(name: str, interval: str, risk: RiskTable, given: float) -> str:
    check_interval(interval)
    variance = "infinitesimal jackknife" if risk.weighted else "greenwood"
    variance = "jackknife over clusters" if risk.clusters is not None else variance
    start = f", given tenure > {given:g}" if given else ""
    return f"{name}{start}; {interval} limits, {variance}"
