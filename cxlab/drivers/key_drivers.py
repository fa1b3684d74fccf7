"""Which factors drive an outcome: their importance with intervals, and what a point more of each is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.results import protected
from cxlab.stats import adjust_p
from cxlab.text import Text

from ._fit import Fit, fitted
from ._rated import check_options
from ._resampling import limits, rank_limits, sure_p

__all__ = ["KeyDrivers", "key_drivers"]


@dataclass(frozen=True)
class KeyDrivers:
    """What drives an outcome.

    Attributes
    ----------
    table
        A row per factor, the most important first: aspect, metric ("driver_importance"), estimate (share of
        what all factors explain together), low, high, se, rank, rank_best, rank_worst, r2_part (share of the
        variance of the outcome), correlation (with the outcome), n (who rated it), missing (who did not, for
        example never used it), note, method, level. Factors that cannot be judged stand last, with the
        reason.
    effects
        In the same order, what a point more of a factor is worth, all others equal: aspect, metric
        ("driver_effect", or "nps_per_point" with `bands`), estimate, low, high, se, p, p_adjusted, n,
        missing, note, correction, method, level.
    explained
        One row: metric ("r2"), estimate, low, high, n (respondents), clusters, note, method, level.
    """

    table: pd.DataFrame
    effects: pd.DataFrame
    explained: pd.DataFrame

    @property
    def text(self) -> Text:
        """Return which factor matters most, in a sentence."""
        first, whole = self.table.iloc[0], self.explained.iloc[0]
        if first["estimate"] != first["estimate"]:
            return Text("No factor can be judged.")
        return Text(
            "{first} matters most: {share:.0%} of the {explained:.0%} that all factors explain.",
            first=str(first["aspect"]),
            share=float(first["estimate"]),
            explained=float(whole["estimate"]),
        )

    def _repr_html_(self) -> str:
        """Show the factors in a notebook."""
        return f"<p>{self.text}</p>{self.table.to_html(index=False)}"


def key_drivers(
    data: Any,
    *,
    outcome: str = "nps",
    drivers: Sequence[str] | Mapping[str, str],
    weight: str | None = None,
    cluster: str | None = None,
    method: str = "johnson",
    not_rated: str = "auto",
    bands: tuple[float, float] | None = None,
    correction: str = "holm",
    draws: int = 500,
    seed: int = 0,
    min_n: int = 5,
    level: float = 0.95,
) -> KeyDrivers:
    """Which factors drive an outcome, with intervals.

    Importance is the share that a factor has in what all of them explain together, where they are
    correlated, too. A factor that somebody did not rate (never used, no answer) is not a low score; `missing`
    counts them. Whole clusters (customers) are resampled, so that several answers of one customer do not
    count as independent.

    Parameters
    ----------
    data
        pandas, polars, DuckDB relation or a path; one row per respondent (`item_matrix` makes it from long
        ratings).
    outcome
        Column of the outcome: a score or 0 and 1.
    drivers
        Columns of the ratings, or {factor: column}.
    weight, cluster
        Columns of sampling weights, and of customers (or flights, accounts).
    method
        "johnson" (relative weights, any number of factors) or "lmg" (Shapley shares, at most 12).
    not_rated
        What becomes of factors that a respondent did not rate: "pairwise" (not answered: correlations of all
        who rated both), "indicator" (does not concern them, never used: a factor acts among those who rated
        it), or "auto": pairwise where at least half of the respondents rated any two factors.
    bands
        Effects on a net score: the last low and the first high score, (6, 9) for NPS. Importance is always
        that for the score itself.
    correction
        Of the p-values of the effects: "holm", "bh" or "none".
    draws, seed
        Bootstrap samples, and where their lot starts.
    min_n, level
        Factors that fewer people rated are hidden; confidence level.

    Returns
    -------
    KeyDrivers

    Raises
    ------
    MissingColumn, BadValue
        A column is not there, holds no numbers, or the outcome does not vary.
    BadParameter
        No factor is named, or the outcome among them.

    References
    ----------
    Johnson, J. W. (2000). A heuristic method for estimating the relative weight of predictor variables in
    multiple regression. Multivariate Behavioral Research 35.
    Groemping, U. (2006). Relative importance for linear regression in R. Journal of Statistical Software 17.
    Tonidandel, S., LeBreton, J. M. and Johnson, J. W. (2009). Determining the statistical significance of
    relative weights. Psychological Methods 14.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> price, service = rng.integers(1, 6, (2, 400))
    >>> survey = pd.DataFrame({"price": price, "service": service,
    ...     "nps": np.clip(1 + price + 0.5 * service + rng.normal(0, 1, 400), 0, 10).round()})
    >>> found = key_drivers(survey, drivers=["service", "price"])
    >>> found.table[["aspect", "estimate", "low", "high", "rank_best", "rank_worst"]].round(2)
        aspect  estimate   low  high  rank_best  rank_worst
    0    price      0.75  0.69  0.81          1           1
    1  service      0.25  0.19  0.31          2           2
    """
    check_options(level, min_n, draws, correction)
    design: dict[str, Any] = {"weight": weight, "cluster": cluster, "draws": draws, "seed": seed}
    known: dict[str, Any] = {"outcome": outcome, "drivers": drivers, "not_rated": not_rated, **design}
    fit = fitted(data, method=method, beside=bands, **known)
    net = fit if bands is None else fitted(fit.answers, bands=bands, **known)
    shown: dict[str, Any] = {"min_n": min_n, "level": level}
    table = _importance(fit, **shown)
    order = table.sort_values("rank", kind="stable", na_position="last").index
    effects = _effects(net, correction, "driver_effect" if bands is None else "nps_per_point", **shown)
    return KeyDrivers(
        table=table.loc[order].reset_index(drop=True),
        effects=effects.loc[order].reset_index(drop=True),
        explained=_explained(fit, **shown),
    )


def _importance(fit: Fit, *, min_n: int, level: float) -> pd.DataFrame:
    value, drawn = fit.weights
    with np.errstate(invalid="ignore", divide="ignore"):
        share, shares = (part / part.sum(axis=-1, keepdims=True) for part in (value, drawn))
    around = limits(share, shares, fit.sums.groups, level=level)
    best, worst = rank_limits(share, shares, level=level)
    columns = {
        "metric": "driver_importance", "estimate": share, "low": around.low, "high": around.high,
        "se": around.se, "rank": _ranks(share), "rank_best": best, "rank_worst": worst, "r2_part": value,
        "correlation": fit.shape[:-1, -1] if fit.usable else value,
    }  # fmt: skip
    table = fit.table(columns, min_n=min_n, level=level, method=fit.method)
    return table.astype(dict.fromkeys(("rank", "rank_best", "rank_worst"), "Int64"))


def _ranks(value: np.ndarray) -> np.ndarray:
    """Return 1 for the largest."""
    ranks = np.empty(len(value), dtype=int)
    ranks[np.argsort(-value, kind="stable")] = np.arange(1, len(value) + 1)
    return ranks


def _effects(fit: Fit, correction: str, metric: str, *, min_n: int, level: float) -> pd.DataFrame:
    value, drawn = fit.slopes()
    own = np.where(fit.determined(), np.nan, 1.0) if fit.usable else value
    around = limits(value * own, drawn * own, fit.sums.groups, level=level)
    p = sure_p(value, around.se, fit.sums.groups)
    columns = {
        "metric": metric, "estimate": value * own, "low": around.low, "high": around.high, "se": around.se,
        "p": p, "p_adjusted": adjust_p(p, method=correction),
    }  # fmt: skip
    table = fit.table(columns, min_n=min_n, level=level, method="linear, all others equal")
    return table.assign(correction=correction)


def _explained(fit: Fit, *, min_n: int, level: float) -> pd.DataFrame:
    value, drawn = fit.weights
    around = limits(value.sum(), drawn.sum(axis=-1), fit.sums.groups, level=level)
    columns = {
        "metric": "r2", "estimate": value.sum(), "low": around.low, "high": around.high,
        "n": len(fit.answers.outcome), "clusters": int(fit.answers.cluster.max()) + 1,
        "missing": fit.answers.left_out, "note": "", "method": fit.method, "level": level,
    }  # fmt: skip
    return protected(pd.DataFrame([columns]), min_n=min_n)
