"""Effects by an ordered logit, which knows that a score has a floor and a ceiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadValue
from cxlab.stats import adjust_p, t_interval
from cxlab.text import Text

from ._fit import in_bands
from ._rated import FEWEST, Rated, check_options, few_hidden, rated, set_aside
from ._resampling import FEWEST_CLUSTERS, sure_p

__all__ = ["ordinal_effects"]

MOST_CATEGORIES = 11


def ordinal_effects(
    data: Any,
    *,
    outcome: str = "nps",
    drivers: Sequence[str] | Mapping[str, str],
    weight: str | None = None,
    cluster: str | None = None,
    bands: tuple[float, float] | None = None,
    correction: str = "holm",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Estimate what a point more of each factor is worth, all others equal, by an ordered logit.

    The same question as `KeyDrivers.effects` asks, by a model of its own: it knows that a score ends at both
    sides, and needs respondents who rated every factor. Effects are mean marginal effects on the mean score,
    or on the net score with `bands`; standard errors are clustered (sandwich, delta method).

    Parameters
    ----------
    data, outcome, drivers, weight, cluster, bands, correction, min_n, level
        As for `key_drivers`.

    Returns
    -------
    DataFrame
        A row per factor: aspect, metric ("driver_effect", or "nps_per_point" with `bands`), estimate, low,
        high, se, p, p_adjusted, n (rated every factor), missing (did not), note, correction, method, level.

    Raises
    ------
    BadValue
        Fewer than 30 respondents rated every factor, or the outcome has more than 11 values.

    References
    ----------
    McCullagh, P. (1980). Regression models for ordinal data. JRSS B 42. The fit is that of statsmodels,
    OrderedModel.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> price, service = rng.integers(1, 6, (2, 400))
    >>> survey = pd.DataFrame({"price": price, "service": service,
    ...     "nps": np.clip(1 + price + 0.5 * service + rng.normal(0, 1, 400), 0, 10).round()})
    >>> found = ordinal_effects(survey, drivers=["service", "price"])
    >>> found[["aspect", "estimate", "low", "high"]].round(2)
        aspect  estimate   low  high
    0  service      0.52  0.45  0.59
    1    price      0.95  0.87  1.03
    """
    check_options(level, min_n, correction=correction)
    answers = rated(data, outcome=outcome, drivers=drivers, weight=weight, cluster=cluster)
    reasons = set_aside(answers)
    usable = [place for place in range(len(answers.names)) if place not in reasons]
    whole = ~np.isnan(answers.ratings[:, usable]).any(axis=1)
    if whole.sum() < FEWEST or not usable:
        text = Text("only {n} respondents rated every factor; name fewer factors", n=int(whole.sum()))
        raise BadValue(text)
    y = answers.outcome if bands is None else in_bands(answers.outcome, bands)
    w = None if answers.weights is None else answers.weights[whole]
    effect, se = _effects(y[whole], answers.ratings[np.ix_(whole, usable)], w, answers.cluster[whole])
    clusters = len(np.unique(answers.cluster[whole]))
    table = _table(
        answers, usable, effect, se if clusters >= FEWEST_CLUSTERS else se * np.nan, clusters, level
    )
    table["metric"] = "driver_effect" if bands is None else "nps_per_point"
    table["p_adjusted"] = adjust_p(table["p"], method=correction)
    counts = {"n": int(whole.sum()), "missing": int((~whole).sum())}
    table = table.assign(**counts, note=[reasons.get(place, "") for place in range(len(answers.names))])
    table = table.assign(correction=correction, method="ordinal logit", level=level)
    return few_hidden(table, np.full(len(table), clusters), min_n)


def _table(
    answers: Rated, usable: list[int], effect: np.ndarray, se: np.ndarray, clusters: int, level: float
) -> pd.DataFrame:
    around = t_interval(effect, se, df=clusters - 1, level=level)
    columns = {"estimate": effect, "low": around.low, "high": around.high, "se": se}
    columns["p"] = sure_p(effect, se, clusters)
    table = pd.DataFrame({"aspect": answers.names, "metric": ""})
    for name, values in columns.items():
        table[name] = np.nan
        table.loc[usable, name] = values
    return table


def _effects(
    y: np.ndarray, x: np.ndarray, weights: np.ndarray | None, cluster: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Fit the model and return mean marginal effects with clustered standard errors."""
    from statsmodels.tools.numdiff import approx_fprime

    values, codes = np.unique(y, return_inverse=True)
    if len(values) > MOST_CATEGORIES:
        raise BadValue(
            Text("an ordered logit takes an outcome of at most {most} values, found {found}",
                 most=MOST_CATEGORIES, found=len(values))
        )  # fmt: skip
    w = np.ones(len(y)) if weights is None else weights / weights.mean()
    model = _model(codes, x, w)
    params = model.fit(method="bfgs", disp=0, maxiter=500).params

    def effects(at: np.ndarray) -> np.ndarray:
        cuts = model.transform_threshold_params(at)
        line = (x @ at[: x.shape[1]])[:, None]
        density = model.pdf(np.clip(cuts[None, :] - line, -500, 500))
        gain = (density[:, :-1] - density[:, 1:]) @ values
        return np.asarray(at[: x.shape[1]] * np.average(gain, weights=w))

    bread = np.linalg.pinv(-model.hessian(params))
    scores = pd.DataFrame(model.score_obs(params)).groupby(cluster).sum().to_numpy()
    size = len(scores)
    covariance = bread @ (scores.T @ scores * size / max(size - 1, 1)) @ bread
    slope = approx_fprime(params, effects, centered=True)
    return effects(params), np.sqrt(np.diag(slope @ covariance @ slope.T))


def _model(codes: np.ndarray, x: np.ndarray, weights: np.ndarray) -> Any:
    """Return statsmodels' ordered logit, in which an answer counts by its weight."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    class Weighted(OrderedModel):
        def loglikeobs(self, params: np.ndarray) -> Any:
            return weights * super().loglikeobs(params)

    return Weighted(codes, x, distr="logit")
