"""Who is next: each active customer's risk to leave within a horizon, and why the model says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory, require
from cxlab.errors import BadValue
from cxlab.language import _, ngettext, number
from cxlab.stats import critical, log_log_limits

from .cautions import outside
from .cox_result import CoxResult
from .predict import Exposed, Steps, check_horizon, design, exposed, given_tenure

__all__ = ["churn_risk", "expected_churn"]

WORTH_SAYING = 1.05
"A reason multiplies the hazard of the average customer by at least this."


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
        the average customer's, and the phase of tenure.

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
    >>> from cxlab.survival.cox import cox
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
    frame, reached = _active(model, customers, tenure, [customer, value])
    steps = Steps(model)
    lived = exposed(model, frame, reached, reached + horizon, steps)
    risk = -np.expm1(-lived.hazard)
    limits = log_log_limits(1 - risk, lived.variance(model), level=model.level)
    result = pd.DataFrame({"tenure": reached, "risk": risk, "low": 1 - limits.high, "high": 1 - limits.low})
    if customer:
        result.insert(0, customer, frame[customer].to_numpy())
    if value:
        result = result.assign(
            **{value: frame[value].to_numpy(), "value_at_risk": frame[value].to_numpy() * risk}
        )
    words = _reasons(model, frame, reached, horizon, steps, reasons)
    result = result.assign(**{f"reason_{k + 1}": words[:, k] for k in range(reasons)})
    result["note"] = _notes(model, lived, reached, horizon, steps, frame)
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
    reached = given_tenure(frame, tenure)
    if np.isnan(reached).any():
        raise BadValue(f"{int(np.isnan(reached).sum()):,} customers have no tenure; leave them out")
    return frame, reached


def _notes(
    model: CoxResult,
    lived: Exposed,
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
    extrapolated = _("{covariate} lies outside what the model has seen: extrapolated")
    note = np.array([extrapolated.format(covariate=name) if name else "" for name in far], dtype=object)
    note[lived.hazard == 0] = _("nobody like this has left yet: no interval")
    note[np.isnan(lived.hazard)] = _("a covariate is missing or has a value that the model has not seen")
    note[early] = _("nobody was observed at so short a tenure: no estimate")
    note[late] = _("beyond the longest tenure observed: no estimate")
    return note


def _reasons(
    model: CoxResult, frame: pd.DataFrame, reached: np.ndarray, horizon: float, steps: Steps, most: int
) -> np.ndarray:
    """Return the strongest reasons of each customer in words, empty where there are fewer."""
    bands, stratum = design(model, frame)
    band = np.searchsorted(model.counted.cuts, reached, side="right")
    x = np.stack([columns for columns, _leaves in bands])[band, np.arange(len(frame))]
    fitted = np.flatnonzero(np.isfinite(model.table["se"].to_numpy(dtype=float)))
    owners = [model.counted.columns[j].covariate for j in fitted]
    names = list(dict.fromkeys(owners))
    pull = np.column_stack(
        [x[:, [o == name for o in owners]] @ model.fit.beta[[o == name for o in owners]] for name in names]
    )
    pull = np.column_stack([pull, _phase(steps, stratum, reached, horizon)])
    order = np.argsort(-np.nan_to_num(pull, nan=-np.inf), axis=1, kind="stable")[:, :most]
    said = np.full((len(frame), most), "", dtype=object)
    for k in range(order.shape[1]):
        strength = np.take_along_axis(pull, order[:, [k]], axis=1)[:, 0]
        for i in np.flatnonzero(strength > np.log(WORTH_SAYING)).tolist():
            j = order[i, k]
            what = _what(frame, names[j], i) if j < len(names) else _("tenure: many leave at this stage")
            said[i, k] = _("{what} (× {ratio})").format(what=what, ratio=number(np.exp(strength[i]), 1))
    return said


def _phase(steps: Steps, stratum: np.ndarray, reached: np.ndarray, horizon: float) -> np.ndarray:
    """Return the log of the baseline hazard ahead of each customer against that of all of them."""
    known = np.maximum(stratum, 0)
    ahead = np.minimum(reached + horizon, steps.last[known])
    part = (steps.at(known, ahead) - steps.at(known, np.minimum(reached, ahead)))[:, 0]
    with np.errstate(divide="ignore"):
        return np.log(part) - np.log(part[part > 0].mean() if np.any(part > 0) else 1.0)


def _what(frame: pd.DataFrame, name: str, row: int) -> str:
    value, words = frame[name].iloc[row], name.replace("_", " ")
    if isinstance(value, bool | np.bool_):
        return words if value else _("no {what}").format(what=words)
    if isinstance(value, int | float | np.number):
        return f"{words}: {number(value, 0 if float(value).is_integer() else 1)}"
    return f"{words}: {value}"


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
        and value), missing (without), total (customers, or their value), note, level.
    """
    check_horizon(horizon)
    frame, reached = _active(model, customers, tenure, [value])
    steps = Steps(model)
    lived = exposed(model, frame, reached, reached + horizon, steps)
    worth = {"expected_leavers": np.ones(len(frame))}
    if value:
        worth["value_at_risk"] = frame[value].to_numpy(dtype=float, na_value=np.nan)
    far = outside(model.counted.terms, frame) != ""
    lines = []
    for metric, each in worth.items():
        known = ~np.isnan(lived.hazard) & ~np.isnan(each)
        stay, of = np.exp(-lived.hazard[known]), each[known]
        se = float(np.sqrt(_variance(model, frame[known], reached[known], horizon, steps, of * stay)
                           + np.sum(of**2 * stay * (1 - stay))))  # fmt: skip
        estimate = float(np.sum(of * (1 - stay))) if known.any() else np.nan
        z = critical(model.level) * se
        low, high = max(estimate - z, 0.0), min(estimate + z, float(of.sum()))
        counts = {"n": int(known.sum()), "missing": int((~known).sum()), "total": float(of.sum())}
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
    model: CoxResult, frame: pd.DataFrame, reached: np.ndarray, horizon: float, steps: Steps, pull: np.ndarray
) -> float:
    """Return the variance of a weighted sum of cumulative hazards: all rest on one baseline."""
    lived = exposed(model, frame, reached, reached + horizon, steps)
    kept = np.isfinite(model.table["se"].to_numpy(dtype=float))
    gradient = pull @ lived.gradient
    total = float(gradient @ model.variance[np.ix_(kept, kept)] @ gradient)
    bands, stratum = design(model, frame)
    edges = np.concatenate([[-np.inf], model.counted.cuts, [np.inf]])
    load = np.zeros(len(steps.total))
    for band, (x, leaves) in enumerate(bands):
        low, high = np.maximum(reached, edges[band]), np.minimum(reached + horizon, edges[band + 1])
        weight = pull * np.exp(x @ model.fit.beta) * leaves * (high > low)
        np.add.at(load, steps.rows(stratum, low), weight)
        np.add.at(load, steps.rows(stratum, np.maximum(high, low)), -weight)
    own = model.fit.increments[2]
    return total + float(np.cumsum(load)[: len(own)] ** 2 @ own)
