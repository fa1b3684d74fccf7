"""Do hazard ratios stay the same over tenure? The score test on scaled Schoenfeld residuals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.stats import adjust_p, product_limit
from cxlab.text import Text

from . import words
from .fitted import FittedCox
from .newton import solved

__all__ = ["TRANSFORMS", "ph_test", "with_turning_point"]

TRANSFORMS = ("km", "identity", "log", "rank")
ALL = "all covariates"


def ph_test(model: FittedCox, transform: str = "km") -> pd.DataFrame:
    """Test each covariate, and all together; see `CoxResult.ph_test`."""
    if transform not in TRANSFORMS:
        raise BadParameter(
            Text(
                "transform {transform!r} is not known; available: {available}",
                transform=transform,
                available=list(TRANSFORMS),
            )
        )
    fit = model.fit
    sets, found = fit.sets, fit.sums_at_risk
    scale = _scale(model, transform)
    g = scale - np.average(scale, weights=sets.weight)
    gradient = found.score_at.T @ g
    plain = sets.information(found)
    cross, square = sets.information(found, g), sets.information(found, g * g)
    whole = np.block([[plain, cross], [cross, square]])
    p, names = len(fit.beta), [column.covariate for column in _fitted(model)]
    lines = []
    for name in [*dict.fromkeys(names), ALL]:
        own = np.flatnonzero([name in (each, ALL) for each in names] if name != ALL else np.ones(p, bool))
        at = np.concatenate([np.arange(p), own + p])
        u = np.concatenate([np.zeros(p), gradient[own]])
        statistic = float(u @ solved(whole[np.ix_(at, at)], u))
        lines.append({"covariate": name, "statistic": statistic, "df": len(own)})
    table = pd.DataFrame(lines)
    from scipy.stats import chi2

    table["p"] = chi2.sf(table["statistic"], table["df"])
    # Of fifteen covariates one looks as if it changed by chance alone; the test of all together is one test.
    table["p_adjusted"] = table["p"]
    single = table["covariate"] != ALL
    table.loc[single, "p_adjusted"] = adjust_p(table.loc[single, "p"], method="holm")
    table["violated"] = table["p_adjusted"] < 1 - model.level
    return _with_halves(model, table, names)


def _fitted(model: FittedCox) -> list[Any]:
    return [column for column, one in zip(model.counted.columns, model.fitted, strict=True) if one]


def _scale(model: FittedCox, transform: str) -> np.ndarray:
    """Return the event times on the scale on which a trend is looked for."""
    sets, rows = model.fit.sets, model.fit.sets.rows
    if transform == "identity":
        return sets.time
    if transform == "log":
        return np.log(np.maximum(sets.time, np.finfo(float).tiny))
    distinct, when = np.unique(rows.exit, return_inverse=True)
    n = np.bincount(when, weights=rows.count, minlength=len(distinct))
    if transform == "rank":
        return (np.cumsum(n) - (n - 1) / 2)[np.searchsorted(distinct, sets.time)]
    start = np.where(np.isneginf(rows.entry), -1.0, rows.entry)  # there at time 0 already
    times, place = np.unique(np.concatenate([rows.exit, start]), return_inverse=True)
    ended, came = place[: len(start)], place[len(start) :]
    events = np.bincount(ended, weights=rows.count * rows.event, minlength=len(times))
    censored = np.bincount(ended, weights=rows.count, minlength=len(times)) - events
    entered = np.bincount(came, weights=rows.count, minlength=len(times))
    survival = product_limit(times, events, censored, entered=entered).survival
    before = np.concatenate([[1.0], survival])[np.searchsorted(times, sets.time, side="left")]
    return 1 - before


def _with_halves(model: FittedCox, table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Add hazard ratios of the earlier and the later half of the events, and what to do, in words."""
    fit, sets = model.fit, model.fit.sets
    middle = _middle(sets.time, sets.weight)
    halves = []
    for over in (sets.time <= middle, sets.time > middle):
        information = sets.information(fit.sums_at_risk, over.astype(float))
        halves.append(fit.beta + solved(information, fit.sums_at_risk.score_at.T @ over))
    single = {name: names.index(name) for name in names if names.count(name) == 1}
    # A ratio of few customers that the table does not show is not shown in two parts either.
    shown = model.table.loc[model.fitted, "estimate"].notna().to_numpy()
    bounded = [np.where(shown, np.exp(np.clip(half, -700, 700)), np.nan) for half in halves]
    ratios = [
        [half[single[name]] if name in single else np.nan for name in table["covariate"]] for half in bounded
    ]
    table = table.assign(early=ratios[0], late=ratios[1], turning_point=middle)
    table["interpretation"] = [words.ph_interpretation(row) for row in table.itertuples()]
    table["remedy"] = [
        words.ph_remedy(row, model, with_turning_point(model, str(row.covariate)) if row.violated else [])
        for row in table.itertuples()
    ]
    return table


def with_turning_point(model: FittedCox, covariate: str) -> list[float]:
    """Return the tenures at which an effect should be let change: those given so far and one more.

    The new one halves the events of the stretch that holds most of them.
    """
    given = sorted(float(at) for at in (model.options.time_varying or {}).get(covariate, ()))
    sets = model.fit.sets
    stretch = np.searchsorted(given, sets.time, side="left")
    most = stretch == np.argmax(np.bincount(stretch, weights=sets.weight))
    return sorted({*given, _middle(sets.time[most], sets.weight[most])})


def _middle(time: np.ndarray, weight: np.ndarray) -> float:
    """Return the time by which half of the events have happened, at least one being left after it."""
    order = np.argsort(time, kind="stable")
    total = np.cumsum(weight[order])
    place = min(int(np.searchsorted(total, total[-1] / 2)), len(order) - 1)
    before = time[time < time.max()]
    return float(min(time[order][place], before.max())) if len(before) else float(time.max())
