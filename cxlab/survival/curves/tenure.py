"""How long in one figure: median and other quantiles, restricted mean, and differences between groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.metrics._groups import check_options
from cxlab.results import protected
from cxlab.stats import critical, survival_at
from cxlab.text import Text

from ..counting.curve_frame import note_granted
from ..counting.event_table import AUTO, Options, RiskTable, risk_table
from ..counting.group_pairs import compared_groups, finish, one_factor, pairs_of
from ..counting.life_table import cluster_dfs, life_table
from ..counting.shared import Notes, hidden_groups, tidy
from .difference import difference_of, size_of
from .group_figures import means_of, measured, quantiles_of, shared_covariance, variance_name

__all__ = ["median_survival", "rmst", "survival_difference"]

MEASURES = ("rmst", "median", "survival")
_COLUMNS = ("factor", "group", "versus", "metric", "estimate", "low", "high", "se", "statistic", "p",
            "p_adjusted", "value", "n", "value_versus", "n_versus", "missing", "note", "method")  # fmt: skip


def median_survival(
    data: Any,
    *,
    q: float = 0.5,
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
    """Tenure by which half of the customers (or a share `q`) have left.

    Parameters
    ----------
    q
        Share that has left.
    data, duration, event, entry, by, weight, weight_type, cluster, interval, min_n, level
        As for `survival_curve`.

    Returns
    -------
    DataFrame
        Group columns, metric ("median_survival", else e.g. "p25_survival"), estimate, low, high (in the unit
        of the durations), n, events, missing, note, method, level. A curve that does not come down to 1 - q
        has no estimate.

    Raises
    ------
    BadParameter
        `q` does not lie between 0 and 1.

    References
    ----------
    Brookmeyer, R. and Crowley, J. (1982). A confidence interval for the median survival time. Biometrics 38.

    Examples
    --------
    >>> import pandas as pd
    >>> tenure = pd.DataFrame({"duration": [1, 2, 2, 3, 4, 5], "event": [1, 0, 1, 1, 0, 0]})
    >>> median_survival(tenure)[["estimate", "low", "high", "n", "events"]]
       estimate  low  high  n  events
    0       3.0  1.0   NaN  6       3
    """
    check_options(level, min_n)
    if not 0 < q < 1:
        raise BadParameter(Text("q must lie between 0 and 1, e.g. 0.5 for the median; found {q}", q=q))
    risk = risk_table(data, Options(duration, event, entry, by, weight, weight_type, cluster=cluster))
    values = quantiles_of(risk, life_table(risk, level=level, interval=interval), q)
    notes = Notes(len(risk.groups))
    hidden = hidden_groups(risk.n, min_n, notes, risk.people)
    notes.add(~hidden & np.isnan(values[0]), Text("not reached: too few have left under observation"))
    notes.add(~hidden & ~np.isnan(values[0]) & np.isnan(values[2]), Text("no upper limit: too few have left"))
    note_granted(risk, np.arange(len(hidden)), np.where(hidden, np.nan, values[0]), notes)
    columns = {
        "metric": "median_survival" if q == 0.5 else f"p{100 * q:g}_survival",
        **dict(zip(("estimate", "low", "high"), values, strict=True)),
        "n": risk.n,
        "events": risk.n_events,
        "missing": risk.missing,
        "note": notes.texts,
        "method": f"kaplan-meier; {interval} limits",
        "level": level,
    }
    return tidy(risk.groups, columns, hidden=hidden, counts=("events",), min_n=min_n)


def rmst(
    data: Any,
    *,
    horizon: float,
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    by: Any = None,
    weight: str | None = None,
    weight_type: str = "sampling",
    cluster: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Mean tenure within a horizon: the area under the curve up to it.

    Unlike the median it is always there if customers were seen for that long, and unlike the mean it needs no
    guess about what happens after. Of the first 24 months a customer stays 18.3, say.

    Parameters
    ----------
    horizon
        In the unit of the durations; the same for all groups.
    data, duration, event, entry, by, weight, weight_type, cluster, min_n, level
        As for `survival_curve`.

    Returns
    -------
    DataFrame
        Group columns, metric ("rmst"), horizon, estimate, low, high, se, n, events (all, also
        beyond the horizon), missing, note, method, level.

    References
    ----------
    Royston, P. and Parmar, M. K. B. (2013). Restricted mean survival time. BMC Med. Res. Methodol. 13.
    R: print(survival::survfit(...), rmean = horizon).

    Examples
    --------
    >>> import pandas as pd
    >>> tenure = pd.DataFrame({"duration": [1, 2, 2, 3, 4, 5], "event": [1, 0, 1, 1, 0, 0]})
    >>> rmst(tenure, horizon=4)[["estimate", "se"]].round(4)
       estimate      se
    0    2.9444  0.4698
    """
    check_options(level, min_n)
    _check_at(horizon, "horizon")
    risk = risk_table(data, Options(duration, event, entry, by, weight, weight_type, cluster=cluster))
    life = life_table(risk, level=level)
    estimate, se = means_of(risk, life, horizon)
    notes = Notes(len(risk.groups))
    hidden = hidden_groups(risk.n, min_n, notes, risk.people)
    notes.add(~hidden & np.isnan(estimate), Text("the horizon lies beyond the last tenure observed"))
    bare = ~hidden & (se == 0)
    gone = np.zeros(len(hidden), dtype=bool)
    gone[np.unique(risk.group)] = survival_at(life, horizon)[0][:, 0] == 0
    notes.add(bare & ~gone, Text("no interval: no event yet"))
    notes.add(bare & gone, Text("no interval: all have left at the same time"))
    note_granted(risk, np.arange(len(hidden)), np.where(hidden | np.isnan(estimate), np.nan, horizon), notes)
    half = np.where(bare, np.nan, critical(level, cluster_dfs(risk)) * se)
    columns = {
        "metric": "rmst",
        "horizon": float(horizon),
        "estimate": estimate,
        "low": np.maximum(estimate - half, 0.0),
        "high": np.minimum(estimate + half, horizon),
        "se": se,
        "n": risk.n,
        "events": risk.n_events,
        "missing": risk.missing,
        "note": notes.texts,
        "method": "area under kaplan-meier, " + variance_name(risk),
        "level": level,
    }
    return tidy(risk.groups, columns, hidden=hidden, counts=("events",), min_n=min_n)


def survival_difference(
    data: Any,
    *,
    by: Any,
    measure: str = "rmst",
    at: float | None = None,
    against: Any = "pairwise",
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    weight: str | None = None,
    weight_type: str = "sampling",
    cluster: str | None = None,
    correction: str | None = "holm",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Differences between groups in restricted mean, median or survival at a tenure, with intervals.

    Parameters
    ----------
    by
        The one column (or `period`) whose groups are compared.
    measure, at
        "rmst" up to the horizon `at`; "survival" beyond the tenure `at`; "median".
    against
        "pairwise", or a group's name: each other against it.
    correction
        "holm", "bh" or None.
    data, duration, event, entry, weight, weight_type, cluster, min_n, level
        As for `survival_curve`.

    Returns
    -------
    DataFrame
        factor, group, versus, metric (e.g. "rmst_difference"), estimate (of the difference), low, high, se,
        statistic, p, p_adjusted, value, n, value_versus, n_versus, missing, note, method, correction, level.
        The interval of a difference of medians comes from the two intervals (MOVER); it has no se and no p:
        use `survival_compare`. `se` is the plain one; test and interval hold with few customers: for a
        restricted mean variances are raised by events / (events - 1) and the quantile is Welch's t, survival
        is tested on the log-log scale and its interval is MOVER of the log-log limits.

    Raises
    ------
    BadParameter
        `measure` is not known, or `at` is no tenure above 0.

    References
    ----------
    Klein, J. P. and Moeschberger, M. L. (2003). Survival Analysis, 2nd ed., ch. 4 and 7.
    Donner, A. and Zou, G. Y. (2012). Closed-form confidence intervals for functions of the normal mean and
    standard deviation. Stat. Methods Med. Res. 21 (MOVER).

    Examples
    --------
    >>> import pandas as pd
    >>> tenure = pd.DataFrame({"plan": ["A"] * 6 + ["B"] * 6,
    ...                        "duration": [1, 2, 3, 4, 5, 6] + [4, 6, 7, 8, 9, 9],
    ...                        "event": [1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0]})
    >>> differ = survival_difference(tenure, by="plan", at=6)
    >>> differ[["group", "versus", "estimate", "low", "high"]].round(2)
      group versus  estimate   low  high
    0     A      B     -2.17 -4.23  -0.1
    """
    check_options(level, min_n)
    if measure not in MEASURES:
        raise BadParameter(
            Text(
                "measure {measure!r} is not known; available: {available}",
                measure=measure,
                available=list(MEASURES),
            )
        )
    if measure != "median":
        _check_at(at, "at")
    risk = risk_table(
        data, Options(duration, event, entry, one_factor(by), weight, weight_type, cluster=cluster)
    )
    life = life_table(risk, level=level)
    values = measured(risk, life, measure, at)
    factor, known = compared_groups(risk)
    names = risk.groups[factor]
    unnamed = int((risk.n + risk.missing)[names.isna().to_numpy()].sum())
    rows: list[dict[str, Any]] = []
    for pair in pairs_of(names, known, against):
        first, second = pair
        row = {"factor": factor, "group": names.iloc[first], "versus": names.iloc[second]}
        row |= {"metric": f"{measure}_difference", "n": risk.n[first], "n_versus": risk.n[second], "note": ""}
        row["missing"] = int(risk.missing[[first, second]].sum()) + unnamed
        row["method"] = _difference_method(risk, measure)
        if few := _too_few(risk, pair, max(min_n, 1)):
            row["note"] = few
        else:
            size = (size_of(risk, first, measure, at), size_of(risk, second, measure, at))
            shared = shared_covariance(risk, life, pair, measure, at)
            row |= difference_of(values[:, first], values[:, second], size, measure, level, shared)
        rows.append(row)
    return protected(
        finish(rows, _COLUMNS, correction).assign(correction=correction or "none", level=level),
        min_n=min_n,
        parts=False,
    )


def _too_few(risk: RiskTable, pair: tuple[int, int], least: int) -> Text | None:
    """Return why a pair of groups is not compared, where one of them is too small."""
    if risk.n[[*pair]].min() < least:
        return Text("suppressed: n < {least}", least=least)
    if risk.people[[*pair]].min() < least:
        return Text("suppressed: fewer than {least} people", least=least)
    return None


def _check_at(at: Any, name: str) -> None:
    if not isinstance(at, int | float | np.number) or not at > 0 or not np.isfinite(at):
        raise BadParameter(
            Text(
                "{name} must be a tenure above 0, in the unit of the durations; found {at!r}",
                name=name,
                at=at,
            )
        )


def _difference_method(risk: RiskTable, measure: str) -> str:
    if measure == "median":
        return "MOVER of log-log limits"
    if measure == "survival":
        return f"log-log test, MOVER of log-log limits, {variance_name(risk)}"
    return f"welch, {variance_name(risk)} x events / (events - 1)"
