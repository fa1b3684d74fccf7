"""Why a customer is at risk, in words: what the model holds against the average customer of that tenure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.language import _, number
from cxlab.results import is_hidden, label
from cxlab.text import Text

from ..cox_model.predict import Steps, by_band, design
from ..cox_model.result import CoxResult

__all__ = ["reasons_in_words"]

WORTH_SAYING = 1.05
"A reason multiplies the hazard of the average customer by at least this."


def reasons_in_words(
    model: CoxResult, frame: pd.DataFrame, reached: np.ndarray, horizon: float, steps: Steps, most: int
) -> np.ndarray:
    """Return the strongest reasons of each customer in words, empty where there are fewer.

    A covariate's reason compares with the average of the model's customers at risk at that stage of tenure;
    the stage itself with the average rate of leaving over all tenures (of the customer's stratum).
    """
    names, contribution, stratum = _contributions(model, frame, reached)
    contribution = np.column_stack([contribution, _phase(model, steps, stratum, reached, horizon)])
    order = np.argsort(-np.nan_to_num(contribution, nan=-np.inf), axis=1, kind="stable")[:, :most]
    said = np.full((len(frame), most), "", dtype=object)
    for k in range(order.shape[1]):
        strength = np.take_along_axis(contribution, order[:, [k]], axis=1)[:, 0]
        for i in np.flatnonzero(strength > np.log(WORTH_SAYING)).tolist():
            j = order[i, k]
            what = _what(frame, names[j], i) if j < len(names) else Text("Tenure: many leave at this stage")
            said[i, k] = Text("{what} (× {ratio})", what=what, ratio=round(float(np.exp(strength[i])), 1))
    return said


def _contributions(
    model: CoxResult, frame: pd.DataFrame, reached: np.ndarray
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the covariates, what each adds to the customers' log hazards, and the customers' strata."""
    band = np.searchsorted(model.counted.cuts, reached, side="right")
    x = np.stack(by_band(model, frame))[band, np.arange(len(frame))]
    part = np.zeros(x.shape)
    # Predictions stand about one mean; an effect of one stage of tenure says nothing at another.
    part[:, model.fitted] = (x[:, model.fitted] - _stage_means(model)[band]) * model.fit.beta
    # A level that nobody leaves from has no coefficient, and is no reason to leave.
    part[np.isneginf(model.beta) & (x > 0)] = -np.inf
    # What the table hides of a small level is not told of its customers either.
    owners = np.array([column.covariate for column in model.counted.columns])
    hidden = model.table["note"].map(is_hidden).to_numpy(dtype=bool)
    part[hidden & (x != 0)] = -np.inf
    # Where too few hold the reference, all its levels are hidden, and so is what sets the reference apart.
    bare = [name for name in np.unique(owners) if hidden[owners == name].all()]
    part[:, np.isin(owners, bare)] = -np.inf
    names = list(dict.fromkeys(owners.tolist()))
    contribution = np.column_stack([part[:, owners == name].sum(axis=1) for name in names])
    return names, contribution, design(model, frame)[1]


def _stage_means(model: CoxResult) -> np.ndarray:
    """Return the weighted mean of the fitted columns over the rows at risk in each band of tenure."""
    sets = model.fit.sets
    band = np.searchsorted(model.counted.cuts, sets.rows.exit, side="left")
    means = np.tile(sets.mean, (len(model.counted.cuts) + 1, 1))
    for number_ in range(len(means)):
        mine = band == number_
        if mine.any():
            weight = np.bincount(
                sets.rows.pattern[mine], weights=sets.rows.weight[mine], minlength=len(sets.rows.x)
            )
            means[number_] = weight @ sets.rows.x / weight.sum()
    return means


def _phase(
    model: CoxResult, steps: Steps, stratum: np.ndarray, reached: np.ndarray, horizon: float
) -> np.ndarray:
    """Return the log of the average customer's hazard ahead against that of all tenures of the stratum."""
    sets = model.fit.sets
    ratio = np.exp((_stage_means(model) - sets.mean) @ model.fit.beta)
    hazard = model.fit.increments[0] * ratio[np.searchsorted(model.counted.cuts, sets.time, side="left")]
    size, rows = len(steps.first), sets.rows
    lived = np.bincount(rows.stratum, weights=rows.weight * sets.cumulative_over_rows(hazard), minlength=size)
    span = np.bincount(
        rows.stratum, weights=rows.weight * (rows.exit - np.maximum(rows.entry, 0)), minlength=size
    )
    known = np.maximum(stratum, 0)
    ahead = np.minimum(reached + horizon, steps.last[known])
    total = np.append(0.0, sets.forward(hazard))
    first, last = (steps.rows(known, when) for when in (np.minimum(reached, ahead), ahead))
    start = steps.start[known]
    gained = np.where(last > start, total[last], 0.0) - np.where(first > start, total[first], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(gained) - np.log(horizon * lived[known] / span[known])


def _what(frame: pd.DataFrame, name: str, row: int) -> str:
    value, words = frame[name].iloc[row], label(name)
    if isinstance(value, bool | np.bool_):
        return words if value else _("no {what}").format(what=words)
    if isinstance(value, int | float | np.number):
        return f"{words}: {number(value, 0 if float(value).is_integer() else 1)}"
    return f"{words}: {value}"
