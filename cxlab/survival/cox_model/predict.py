"""Survival of single customers by a fitted Cox model, given the tenure they have reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import columns as columns_of
from cxlab.engine import in_memory, require
from cxlab.errors import BadParameter, BadValue
from cxlab.stats import log_log_limits
from cxlab.text import Text

from .counted_rows import banded_columns
from .fitted import FittedCox
from .terms import encode

__all__ = ["HazardIncrement", "baseline", "by_band", "hazard_between", "predict_survival", "wanted_times"]


@dataclass(frozen=True)
class HazardIncrement:
    """What customers live through between two tenures, by the model.

    Attributes
    ----------
    hazard
        Cumulative hazard of each.
    gradient
        Its derivative by the fitted coefficients.
    own_variance
        Its variance from the baseline alone.
    """

    hazard: np.ndarray
    gradient: np.ndarray
    own_variance: np.ndarray

    def variance(self, model: FittedCox) -> np.ndarray:
        """Return the variance of the cumulative hazard."""
        kept = model.fitted
        v = model.variance[np.ix_(kept, kept)]
        return self.own_variance + np.einsum("ij,jk,ik->i", self.gradient, v, self.gradient)


def design(model: FittedCox, data: pd.DataFrame) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """Return per band of tenure the customers' fitted columns, about the mean, and who may leave; and strata.

    Customers with a missing or unknown covariate have nan, those of an unknown stratum -1. Nobody is seen to
    leave at a level in which nobody has left.
    """
    require(data, *(term.covariate for term in model.counted.terms), *model.counted.strata.columns)
    kept, empty = model.fitted, np.isneginf(model.beta)
    bands = [
        (wide[:, kept] - model.fit.sets.mean, ~np.any(wide[:, empty] > 0, axis=1))
        for wide in by_band(model, data)
    ]
    return bands, _strata(model, data)


def by_band(model: FittedCox, data: pd.DataFrame) -> list[np.ndarray]:
    """Return per band of tenure the customers' columns, one per coefficient of the model."""
    counted, time_varying = model.counted, model.options.time_varying or {}
    x = encode(counted.terms, data)
    if not time_varying:
        return [x]
    plain = [column for term in counted.terms for column in term.columns]
    bands = range(len(counted.cuts) + 1)
    return [banded_columns(x, np.full(len(x), band), plain, time_varying, counted.cuts)[0] for band in bands]


def _strata(model: FittedCox, data: pd.DataFrame) -> np.ndarray:
    """Return the number of each customer's stratum, -1 where the model does not know it."""
    names = list(model.counted.strata.columns)
    if not names:
        return np.zeros(len(data), dtype=np.int64)
    known = pd.MultiIndex.from_frame(model.counted.strata.astype(object))
    return known.get_indexer(pd.MultiIndex.from_frame(data[names].astype(object)))


class Steps:
    """The model's cumulative hazard and its kin as step functions, by stratum."""

    def __init__(self, model: FittedCox) -> None:
        fit = model.fit
        sets = fit.sets
        hazard, means, variance = fit.increments
        columns = np.column_stack([hazard, variance, means])
        self.total = np.vstack([np.zeros((1, columns.shape[1])), sets.forward(columns)])
        self.time, self.of = sets.time, sets.stratum
        size = max(len(model.counted.strata), 1)
        self.start = np.searchsorted(self.of, np.arange(size + 1))
        rows = model.counted.rows
        self.first, self.last = np.full(size, np.inf), np.full(size, -np.inf)
        np.minimum.at(self.first, rows.stratum, np.maximum(rows.entry, 0.0))
        np.maximum.at(self.last, rows.stratum, rows.exit)

    def observed(self, stratum: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Tell whether anybody of the stratum was at risk so early and so late; not for missing times."""
        known = np.maximum(stratum, 0)
        return (np.maximum(start, 0.0) >= self.first[known]) & (end <= self.last[known])

    def rows(self, stratum: np.ndarray, time: np.ndarray) -> np.ndarray:
        """Return for each pair how many event times, of all strata in a row, lie up to then."""
        found = self.start[np.maximum(stratum, 0)]
        for number in np.unique(stratum[stratum >= 0]):
            mine = stratum == number
            own = self.time[self.start[number] : self.start[number + 1]]
            found[mine] += np.searchsorted(own, time[mine], side="right")
        return found

    def at(self, stratum: np.ndarray, time: np.ndarray) -> np.ndarray:
        """Return hazard, variance and weighted means, summed from the stratum's start to each time."""
        rows = self.rows(stratum, time)
        return np.where((rows > self.start[np.maximum(stratum, 0)])[:, None], self.total[rows], 0.0)


def hazard_between(
    model: FittedCox, data: pd.DataFrame, start: np.ndarray, end: np.ndarray, steps: Steps
) -> HazardIncrement:
    """Return what each customer lives through in (start, end]; nan outside the observed tenures."""
    bands, stratum = design(model, data)
    edges = np.concatenate([[-np.inf], model.counted.cuts, [np.inf]])
    beta = model.fit.beta
    hazard, own = np.zeros(len(data)), np.zeros(len(data))
    gradient = np.zeros((len(data), len(beta)))
    for band, (x, leaves) in enumerate(bands):
        low, high = np.maximum(start, edges[band]), np.minimum(end, edges[band + 1])
        part = steps.at(stratum, np.maximum(high, low)) - steps.at(stratum, low)
        risk = np.exp(x @ beta) * leaves
        hazard += risk * part[:, 0]
        own += risk**2 * part[:, 1]
        gradient += risk[:, None] * (x * part[:, :1] - part[:, 2:])
    hazard[(stratum < 0) | ~steps.observed(stratum, start, end)] = np.nan
    return HazardIncrement(hazard, gradient, own)


def in_pandas(data: Any) -> pd.DataFrame:
    """Return customers as a pandas frame, their index kept where they have one."""
    return data if isinstance(data, pd.DataFrame) else in_memory(data, columns_of(data))


def check_horizon(horizon: float) -> None:
    """Refuse horizons that do not lie ahead."""
    if not 0 < horizon < np.inf:
        raise BadParameter(
            Text("horizon must be positive, in the unit of the durations; found {horizon}", horizon=horizon)
        )


def tenure_of(data: pd.DataFrame, given: Any) -> np.ndarray:
    """Return the tenure reached by each customer: a number, a column or an array."""
    if given is None:
        return np.zeros(len(data))
    if isinstance(given, str):
        require(data, given)
        given = data[given]
    try:
        reached = np.broadcast_to(np.asarray(given, dtype=float), (len(data),)).copy()
    except (TypeError, ValueError):
        raise BadValue(
            Text(
                "the tenure reached so far must be a number, or one number per customer, in the unit "
                "of the durations"
            )
        ) from None
    if np.any(reached < 0):
        raise BadValue(Text("a tenure reached so far cannot be negative"))
    return reached


def wanted_times(times: Any) -> np.ndarray:
    """Return the tenures that survival is asked for, one or several; refuse what is none."""
    wrong = BadParameter(Text("times must be tenures of 0 or more, in the unit of the durations"))
    try:
        wanted = np.atleast_1d(np.asarray(times, dtype=float))
    except (TypeError, ValueError):
        raise wrong from None
    if not len(wanted) or not np.all(np.isfinite(wanted)) or wanted.min() < 0:
        raise wrong
    return wanted


def predict_survival(model: FittedCox, data: pd.DataFrame, times: Any, given: Any = None) -> pd.DataFrame:
    """Return survival per customer and time; see `CoxResult.predict_survival`."""
    wanted = wanted_times(times)
    data = in_pandas(data)
    # Without a tenure reached so far those who leave at once count, too.
    reached = np.full(len(data), -np.inf) if given is None else tenure_of(data, given)
    steps = Steps(model)
    columns = {
        time: np.exp(-hazard_between(model, data, reached, np.maximum(reached, time), steps).hazard)
        for time in wanted
    }
    return pd.DataFrame(columns, index=data.index)


def predict_risk(model: FittedCox, data: pd.DataFrame, *, given: Any, horizon: float) -> pd.Series:
    """Return the probability to leave within the horizon; see `CoxResult.predict_risk`."""
    check_horizon(horizon)
    data = in_pandas(data)
    reached = tenure_of(data, given)
    increment = hazard_between(model, data, reached, reached + horizon, Steps(model))
    return pd.Series(-np.expm1(-increment.hazard), index=data.index, name="risk")


def baseline(model: FittedCox) -> pd.DataFrame:
    """Return the curve of the reference customer; see `CoxResult.baseline`."""
    sets, fit = model.fit.sets, model.fit
    hazard, means, own = fit.increments
    z = -sets.mean
    risk = float(np.exp(z @ fit.beta))
    d = risk * sets.forward(z * hazard[:, None] - means)
    kept = model.fitted
    v = model.variance[np.ix_(kept, kept)]
    total = risk * sets.forward(hazard)
    variance = risk**2 * sets.forward(own) + np.einsum("ij,jk,ik->i", d, v, d)
    survival = np.exp(-total)
    low, high = log_log_limits(survival, variance, level=model.level)
    ones = np.ones((len(sets.rows.x), 1))
    curve = pd.DataFrame(
        {
            "time": sets.time, "at_risk": sets.backward(sets.change @ ones)[:, 0], "events": sets.weight,
            "cumulative_hazard": total, "se": np.sqrt(variance), "survival": survival, "low": low,
            "high": high,
        }
    )  # fmt: skip
    strata = model.counted.strata
    if strata.columns.empty:
        return curve
    return pd.concat([strata.iloc[sets.stratum].reset_index(drop=True), curve], axis=1)
