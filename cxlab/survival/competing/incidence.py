"""Why customers leave: cumulative incidence by reason (Aalen-Johansen), and Gray's test between groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.metrics._groups import check_options
from cxlab.stats import log_log_limits
from cxlab.text import Text

from ..counting.curve_frame import complete, curve_frame
from ..counting.event_table import AUTO, NOT_STATED, Options, RiskTable, risk_table
from ..counting.influence import curve_variance, hazards
from ..counting.life_table import check_interval, condition_on_tenure, life_table, plain_limits
from .rare_causes import pooled, without_small_counts

__all__ = ["competing_risks"]


def competing_risks(
    data: Any,
    *,
    duration: str = "duration",
    event: str = "event",
    cause: str | None = None,
    entry: str | None = AUTO,
    by: Any = None,
    weight: str | None = None,
    weight_type: str = "sampling",
    given: float = 0.0,
    times: Sequence[float] | None = None,
    interval: str = "log-log",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of customers who have left for each reason, by tenure (Aalen-Johansen, exact with ties).

    Who has left for one reason can no longer leave for another. One minus a Kaplan-Meier curve of a single
    reason, with the others as censored, takes them as still able to and says too much; these shares and that
    of customers who are still there sum to 1.

    Parameters
    ----------
    event, cause
        With `cause`: `event` says whether the customer left (True/False or 1/0) and the column `cause` why; a
        missing reason is a reason of its own, "not stated". Without it: `event` holds 0 (or an
        empty text) for censored customers, else the code of the reason.
    given
        A tenure so far: shares of the customers who have lasted that long, on the clock of the whole tenure.
    interval
        "log-log" (of the share) or "plain".
    data, duration, entry, by, weight, weight_type, times, min_n, level
        As for `survival_curve`. Reasons of fewer than `min_n` customers are one, "other reasons", together
        with as many as keep them from being computed; what few customers of a group left for is not shown.

    Returns
    -------
    DataFrame
        A row per group, cause and time: group columns, cause, metric ("cumulative_incidence"), time, estimate
        (0..1), low, high, se (infinitesimal jackknife), at_risk, events (of this cause), entered, n,
        missing, note, method, level.

    References
    ----------
    Aalen, O. and Johansen, S. (1978). An empirical transition matrix. Scand. J. Statist. 5.
    R: survival::survfit(Surv(duration, factor(event)) ~ by).

    Examples
    --------
    >>> import pandas as pd
    >>> left = pd.DataFrame({"duration": [1, 2, 2, 3, 4, 5], "event": [1, 0, 2, 1, 0, 0]})
    >>> competing_risks(left, times=[3], min_n=0)[["cause", "time", "estimate", "events"]].round(3)
      cause  time  estimate  events
    0     1   3.0     0.389       2
    1     2   3.0     0.167       1
    """
    check_options(level, min_n)
    check_interval(interval)
    options = Options(duration, event, entry, by, weight, weight_type, cause, codes=cause is None, joint=True)
    risk = pooled(risk_table(data, options), min_n)
    cut = condition_on_tenure(risk, given)
    life = life_table(cut, level=level)
    done = complete(life)
    start = f", given tenure > {given:g}" if given else ""
    method = f"aalen-johansen{start}; {interval} limits, infinitesimal jackknife"
    if not risk.causes:
        return _nobody_left(cut, min_n=min_n, method=method, level=level)
    parts, rows = [], []
    for number, name in enumerate(risk.causes):
        estimate, se = _incidence(cut, life.survival, number)
        with np.errstate(invalid="ignore", divide="ignore"):
            low, high = log_log_limits(estimate, (se / estimate) ** 2, level=level)
        if interval == "plain":
            low, high = plain_limits(estimate, se, level)
        own = replace(cut, events=cut.by_cause[:, number])
        curve = {"estimate": estimate, "low": low, "high": high, "se": se}
        part, row = curve_frame(own, curve, "cumulative_incidence", times, min_n=min_n, method=method,
                                level=level, complete=done, cause=name)  # fmt: skip
        parts.append(part)
        rows.append(row)
    by_group = np.argsort(np.concatenate(rows), kind="stable")
    table = pd.concat(parts, ignore_index=True).iloc[by_group].reset_index(drop=True)
    return without_small_counts(table, list(risk.groups.columns), times is not None, min_n)


def _nobody_left(risk: RiskTable, *, min_n: int, method: str, level: float) -> pd.DataFrame:
    """Return a row per group that says that there is no event of any cause."""
    zeros = np.zeros(len(risk.time))
    curve = dict.fromkeys(("estimate", "low", "high", "se"), np.full(len(zeros), np.nan))
    start, _ = curve_frame(risk, curve, "cumulative_incidence", [0.0], min_n=min_n, method=method,
                           level=level, cause=NOT_STATED)  # fmt: skip
    shown = start["note"].str.startswith("beyond")
    return start.assign(note=start["note"].where(~shown, Text("nobody has left")))


def _incidence(risk: RiskTable, survival: np.ndarray, cause: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the cumulative incidence of a cause and its standard error, at the rows of the table."""
    estimate, variance = np.empty(len(risk.time)), np.empty(len(risk.time))
    for number in np.unique(risk.group):
        rows = risk.rows_of(number)
        before = np.concatenate([[1.0], survival[rows][:-1]])
        with np.errstate(invalid="ignore", divide="ignore"):
            steps = np.where(
                risk.at_risk[rows] > 0, before * risk.by_cause[rows, cause] / risk.at_risk[rows], 0.0
            )
        estimate[rows] = np.cumsum(steps)
        variance[rows] = curve_variance(hazards(risk, number), estimate[rows], before, cause)
    # A sum of shares that comes to 1 but for rounding is 1: all have left for this reason.
    done = estimate > 1 - 1e-12
    return np.where(done, 1.0, estimate), np.sqrt(np.where(done, 0.0, variance))
