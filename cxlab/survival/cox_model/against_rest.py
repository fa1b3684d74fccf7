"""Each category against all other customers, by a fitted Cox model: one ratio that needs no reference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.stats import adjust_p, critical, two_sided_p
from cxlab.text import Text

from .fitted import FittedCox
from .terms import Term

__all__ = ["against_rest"]


def against_rest(model: FittedCox, *, correction: str = "holm") -> pd.DataFrame:
    """Return the hazard ratio of each category to all others; see `CoxResult.against_rest`."""
    if len(model.counted.cuts):
        raise BadParameter(
            Text("effects that change with tenure have no one ratio; fit without time_varying")
        )
    time = _time_at_risk(model)
    rows = [row for term in model.counted.terms if term.levels for row in _of_trait(model, term, time)]
    names = ["covariate", "category", "estimate", "se", "reach", "n", "events"]
    table = pd.DataFrame(rows, columns=names)
    z = (table["estimate"] / table["se"]).to_numpy(dtype=float)
    p = two_sided_p(z * critical(model.level) / table["reach"].to_numpy(dtype=float))
    limits = [table["estimate"] + sign * table["reach"] * table["se"] for sign in (-1, 1)]
    ratio = np.exp(table["estimate"])
    return pd.DataFrame({
        "covariate": table["covariate"], "category": table["category"], "estimate": table["estimate"],
        "se": table["se"], "hazard_ratio": ratio, "low": np.exp(limits[0]), "high": np.exp(limits[1]), "p": p,
        "p_adjusted": adjust_p(p, method=correction), "n": table["n"].astype("Int64"),
        "events": table["events"].astype("Int64"),
        "excess_events": table["events"].astype(float) * (1 - 1 / ratio),
        "correction": correction, "level": model.level,
    })  # fmt: skip


def _time_at_risk(model: FittedCox) -> np.ndarray:
    """Return the time that the customers of each pattern of covariates were at risk, weighted as the fit."""
    rows = model.counted.rows
    entry = np.where(np.isneginf(rows.entry), 0.0, np.maximum(rows.entry, 0.0))
    return np.bincount(rows.pattern, weights=rows.weight * (rows.exit - entry), minlength=len(rows.x))


def _of_trait(model: FittedCox, term: Term, time: np.ndarray) -> list[tuple[Any, ...]]:
    """Return a row per category of a trait that the model can compare with the rest."""
    columns = model.counted.columns
    place = [j for j, column in enumerate(columns) if column.covariate == term.covariate]
    member = model.counted.rows.x[:, place] != 0
    member = np.column_stack([~member.any(axis=1), member])
    # A category that the other covariates determine has no rate of its own, and is in no rest.
    own = np.concatenate([[True], model.fitted[place] | np.isneginf(model.beta[place])])
    share = np.where(own, time @ member, 0.0)
    beta = np.concatenate([[0.0], model.beta[place]])
    variance = np.zeros((len(beta), len(beta)))
    variance[1:, 1:] = model.variance[np.ix_(place, place)]
    shown = model.table["estimate"].notna().to_numpy()[place]
    # What is not shown of one side is not shown of the other: a trait of two has its reference hidden too.
    known = np.concatenate([[shown.any()], shown & model.fitted[place]])
    n, events = _sizes(model, member, place)
    reach = _reach(model, place)
    rows = []
    for k, category in enumerate([term.reference, *(term.levels or ())]):
        others = np.arange(len(beta)) != k
        weight = np.where(others, share * np.exp(np.clip(beta, -700, 700)), 0.0)
        if not known[k] or not weight.sum() > 0 or not share[k] > 0:
            continue
        gradient = -weight / weight.sum()
        gradient[k] = 1.0
        estimate = beta[k] - np.log(weight.sum() / share[others].sum())
        se = float(np.sqrt(gradient @ variance @ gradient))
        if se > 0:
            rows.append((term.covariate, category, estimate, se, reach, n[k], events[k]))
    return rows


def _sizes(model: FittedCox, member: np.ndarray, place: list[int]) -> tuple[list[float], list[float]]:
    """Return customers and leavers per category; none of a trait of which the table hides one."""
    rows = model.counted.rows
    if model.table["n"].isna().to_numpy()[place].any():
        return [np.nan] * member.shape[1], [np.nan] * member.shape[1]
    ended = rows.count * model.counted.final
    n = np.bincount(rows.pattern, weights=ended, minlength=len(rows.x)) @ member
    events = np.bincount(rows.pattern, weights=rows.count * rows.event, minlength=len(rows.x)) @ member
    return list(np.rint(n)), list(np.rint(events))


def _reach(model: FittedCox, place: list[int]) -> float:
    """Return how many standard errors the intervals of a trait reach: more where there are few clusters."""
    table = model.table.iloc[place]
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = (np.log(table["high"]) - table["estimate"]) / table["se"]
    widest = reach[np.isfinite(reach)].max()
    return float(widest) if widest == widest else critical(model.level)
