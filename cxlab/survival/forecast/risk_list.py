"""Who is next: each active customer's risk to leave within a horizon, and why the model says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory, require
from cxlab.errors import BadParameter, BadValue
from cxlab.language import _, ngettext, number
from cxlab.stats import critical, log_log_limits
from cxlab.text import Text

from ..cox_model.cautions import outside
from ..cox_model.predict import HazardIncrement, Steps, check_horizon, design, hazard_between, tenure_of
from ..cox_model.result import CoxResult
from .outcomes import numbers
from .reasons import reasons_in_words

__all__ = ["churn_risk", "expected_churn"]

RESULT = ("rank", "tenure", "risk", "low", "high", "value_at_risk", "note")


def churn_risk(
    model: CoxResult,
    customers: Any,
    *,
    tenure: str | float,
    horizon: float,
    customer: str | None = "customer_id",
    value: str | None = None,
    reasons: int = 3,
) -> pd.DataFrame:
    """Return each active customer's probability to leave within the horizon, most at risk first.

    Parameters
    ----------
    model
        From `cox`.
    customers
        Active customers, one row each, with the model's covariates as they are today.
    tenure
        Column of the tenure reached so far, in the unit of the model's durations.
    horizon
        How far ahead, in that unit.
    customer, value
        Columns: the customer's id, and what a customer is worth per horizon (such as revenue).
    reasons
        How many reasons to give in words: covariates that raise this customer's rate of leaving most above
        the average of the model's customers at risk at that stage of tenure, and the stage itself, where more
        leave than on average over all tenures (with strata: of the customer's stratum).

    Returns
    -------
    DataFrame
        rank, the customer, tenure, risk, low, high (interval of the risk, from the model's uncertainty), the
        value and value_at_risk, reason_1 ..., note. Customers whose risk cannot be told come last.

    Raises
    ------
    BadValue, BadParameter, MissingColumn

    Examples
    --------
    >>> from cxlab.survival import cox
    >>> months, left = [5, 8, 12, 3, 9, 4], [1, 0, 1, 1, 1, 1]
    >>> past = pd.DataFrame({"months": months, "left": left, "dsl": list("nnnyyy")})
    >>> model = cox(past, duration="months", event="left", covariates="dsl", reference={"dsl": "n"})
    >>> active = pd.DataFrame({"customer_id": [7, 8], "months": [4, 6], "dsl": ["n", "y"]})
    >>> churn_risk(model, active, tenure="months", horizon=4)[["rank", "customer_id", "risk"]].round(2)
       rank  customer_id  risk
    0     1            8  0.56
    1     2            7  0.12
    """
    check_horizon(horizon)
    _check_names([customer, value], reasons)
    frame, reached = _active(model, customers, tenure, [customer, value])
    steps = Steps(model)
    increment = hazard_between(model, frame, reached, reached + horizon, steps)
    risk = -np.expm1(-increment.hazard)
    limits = log_log_limits(1 - risk, increment.variance(model), level=model.level)
    result = pd.DataFrame({"tenure": reached, "risk": risk, "low": 1 - limits.high, "high": 1 - limits.low})
    if customer:
        result.insert(0, customer, frame[customer].to_numpy())
    if value:
        amount = numbers(frame[value], value)
        result = result.assign(**{value: amount, "value_at_risk": amount * risk})
    words = reasons_in_words(model, frame, reached, horizon, steps, reasons)
    result = result.assign(**{f"reason_{k + 1}": words[:, k] for k in range(reasons)})
    result["note"] = _notes(model, increment, reached, horizon, steps, frame)
    result = result.sort_values("risk", ascending=False, kind="stable", ignore_index=True)
    result.insert(0, "rank", np.arange(1, len(result) + 1))
    return result


def _active(
    model: CoxResult, customers: Any, tenure: str | float, others: list[str | None]
) -> tuple[pd.DataFrame, np.ndarray]:
    wanted = [*(term.covariate for term in model.counted.terms), *model.counted.strata.columns]
    wanted += [name for name in [tenure if isinstance(tenure, str) else None, *others] if name]
    require(customers, *wanted)
    frame = in_memory(customers, list(dict.fromkeys(wanted)))
    reached = tenure_of(frame, tenure)
    if np.isnan(reached).any():
        raise BadValue(Text("{n} customers have no tenure; leave them out", n=int(np.isnan(reached).sum())))
    return frame, reached


def _check_names(names: list[str | None], reasons: int) -> None:
    taken = {*RESULT, *(f"reason_{k + 1}" for k in range(reasons))}
    for name in names:
        if name in taken:
            raise BadParameter(
                Text(
                    "column {name!r} has the name of a column of the result; rename it, e.g. "
                    "customers.rename(columns={{{name!r}: {other!r}}})",
                    name=name,
                    other=name + "_before",
                )
            )


def _notes(
    model: CoxResult,
    increment: HazardIncrement,
    reached: np.ndarray,
    horizon: float,
    steps: Steps,
    frame: pd.DataFrame,
) -> np.ndarray:
    """Return why a risk is missing or to be taken with care."""
    stratum = design(model, frame)[1]
    known = np.maximum(stratum, 0)
    late = (stratum >= 0) & (reached + horizon > steps.last[known])
    early = (stratum >= 0) & (reached < steps.first[known])
    far = outside(model.counted.terms, frame)
    note = np.full(len(far), "", dtype=object)
    for row in np.flatnonzero(far != ""):
        note[row] = Text(
            "{covariate} lies outside what the model has seen: extrapolated", covariate=str(far[row])
        )
    note[increment.hazard == 0] = Text("nobody was seen to leave at this stage of tenure: no interval")
    note[_spared(model, frame) & ~np.isnan(increment.hazard)] = Text(
        "nobody like this has left yet: no interval"
    )
    note[np.isnan(increment.hazard)] = Text(
        "a covariate is missing or has a value that the model has not seen"
    )
    note[early] = Text("nobody was observed at so short a tenure: no estimate")
    note[late] = Text("beyond the longest tenure observed: no estimate")
    return note


def _spared(model: CoxResult, frame: pd.DataFrame) -> np.ndarray:
    """Tell who has a level at which nobody of the model's customers has left, at no stage of tenure."""
    return ~np.any([leaves for _x, leaves in design(model, frame)[0]], axis=0)


def expected_churn(
    model: CoxResult, customers: Any, *, tenure: str | float, horizon: float, value: str | None = None
) -> pd.DataFrame:
    """Return how many of the customers are expected to leave within the horizon, and what they are worth.

    The interval holds what may really happen: the model's uncertainty and the chance of each customer.

    Parameters
    ----------
    model, customers, tenure, horizon, value
        As in `churn_risk`.

    Returns
    -------
    DataFrame
        metric ("expected_leavers", "value_at_risk"), estimate, low, high, se, n (customers with a known risk
        and value), missing (without), of_total (customers, or their value), note, level.

    Examples
    --------
    >>> from cxlab.survival import cox
    >>> months, left = [5, 8, 12, 3, 9, 4], [1, 0, 1, 1, 1, 1]
    >>> past = pd.DataFrame({"months": months, "left": left, "dsl": list("nnnyyy")})
    >>> model = cox(past, duration="months", event="left", covariates="dsl", reference={"dsl": "n"}, min_n=1)
    >>> active = pd.DataFrame({"months": [4, 6], "dsl": ["n", "y"]})
    >>> expected_churn(model, active, tenure="months", horizon=4)[["metric", "estimate", "n"]].round(2)
                 metric  estimate  n
    0  expected_leavers      0.68  2
    """
    check_horizon(horizon)
    frame, reached = _active(model, customers, tenure, [value])
    steps = Steps(model)
    increment = hazard_between(model, frame, reached, reached + horizon, steps)
    values = {"expected_leavers": np.ones(len(frame))}
    if value:
        values["value_at_risk"] = numbers(frame[value], value)
    far = outside(model.counted.terms, frame) != ""
    lines = []
    for metric, each in values.items():
        known = ~np.isnan(increment.hazard) & ~np.isnan(each)
        stay, of = np.exp(-increment.hazard[known]), each[known]
        se = float(np.sqrt(_variance(model, frame[known], reached[known], horizon, steps, of * stay)
                           + np.sum(of**2 * stay * (1 - stay))))  # fmt: skip
        estimate = float(np.sum(of * (1 - stay))) if known.any() else np.nan
        z = critical(model.level) * se
        low, high = max(estimate - z, 0.0), min(estimate + z, float(of.sum()))
        counts = {"n": int(known.sum()), "missing": int((~known).sum()), "of_total": float(of.sum())}
        lines.append({"metric": metric, "estimate": estimate, "low": low, "high": high, "se": se, **counts})
        lines[-1]["note"] = _total_note(int(known.sum()), int((far & known).sum()))
    return pd.DataFrame(lines).assign(level=model.level)


def _total_note(known: int, far: int) -> str:
    if not known:
        return _("no customer has a risk that the data can tell")
    if not far:
        return ""
    said = ngettext(
        "{n} customer has a value outside what the model has seen",
        "{n} customers have a value outside what the model has seen",
        far,
    )
    return said.format(n=number(far))


def _variance(
    model: CoxResult,
    frame: pd.DataFrame,
    reached: np.ndarray,
    horizon: float,
    steps: Steps,
    contribution: np.ndarray,
) -> float:
    """Return the variance of a weighted sum of cumulative hazards: all rest on one baseline."""
    increment = hazard_between(model, frame, reached, reached + horizon, steps)
    kept = model.fitted
    gradient = contribution @ increment.gradient
    total = float(gradient @ model.variance[np.ix_(kept, kept)] @ gradient)
    bands, stratum = design(model, frame)
    edges = np.concatenate([[-np.inf], model.counted.cuts, [np.inf]])
    load = np.zeros(len(steps.total))
    for band, (x, leaves) in enumerate(bands):
        low, high = np.maximum(reached, edges[band]), np.minimum(reached + horizon, edges[band + 1])
        weight = contribution * np.exp(x @ model.fit.beta) * leaves * (high > low)
        np.add.at(load, steps.rows(stratum, low), weight)
        np.add.at(load, steps.rows(stratum, np.maximum(high, low)), -weight)
    own = model.fit.increments[2]
    return total + float(np.cumsum(load)[: len(own)] ** 2 @ own)
