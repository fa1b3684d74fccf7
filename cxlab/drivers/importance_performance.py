"""Importance against performance: what to keep up, what to improve, and what cannot be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ._fit import fitted
from ._rated import check_options
from ._resampling import limits

__all__ = ["importance_performance"]

QUADRANTS = {
    (True, True): "keep_up",
    (True, False): "concentrate",
    (False, True): "overkill",
    (False, False): "low_priority",
}


def importance_performance(
    data: Any,
    *,
    outcome: str = "nps",
    drivers: Sequence[str] | Mapping[str, str],
    weight: str | None = None,
    cluster: str | None = None,
    method: str = "johnson",
    not_rated: str = "auto",
    draws: int = 500,
    seed: int = 0,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Place each factor by what it contributes to the outcome and by how it is rated.

    Importance is that of `key_drivers`, performance the mean rating; the cuts are the means over all factors.
    Both intervals must leave their cut out, else the quadrant is "undecided". Ratings must share one scale.

    Parameters
    ----------
    data, outcome, drivers, weight, cluster, method, not_rated, draws, seed, min_n, level
        As for `key_drivers`.

    Returns
    -------
    DataFrame
        A row per factor, the highest priority first: aspect, importance, importance_low, importance_high
        (share of what all explain), performance, performance_low, performance_high (mean rating),
        importance_cut, performance_cut (what they are compared with), quadrant ("keep_up": important and
        rated well; "concentrate": important and rated badly; "overkill": rated well, less important;
        "low_priority": neither; "undecided"), priority (importance x distance of the performance from its
        cut), n, missing, note, method, level.

    References
    ----------
    Martilla, J. A. and James, J. C. (1977). Importance-performance analysis. Journal of Marketing 41.
    Phadermrod, B., Crowder, R. M. and Wills, G. B. (2019). Importance-performance analysis based SWOT
    analysis. International Journal of Information Management 44.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> price, service = rng.integers(1, 5, 400), rng.integers(2, 6, 400)
    >>> survey = pd.DataFrame({"price": price, "service": service,
    ...     "nps": np.clip(1 + price + 0.5 * service + rng.normal(0, 1, 400), 0, 10).round()})
    >>> found = importance_performance(survey, drivers=["service", "price"])
    >>> found[["aspect", "importance", "performance", "performance_cut", "quadrant"]].round(2)
        aspect  importance  performance  performance_cut     quadrant
    0    price        0.74         2.59              3.0  concentrate
    1  service        0.26         3.42              3.0     overkill
    """
    check_options(level, min_n, draws)
    design: dict[str, Any] = {"weight": weight, "cluster": cluster, "draws": draws, "seed": seed}
    design |= {"method": method, "not_rated": not_rated}
    fit = fitted(data, outcome=outcome, drivers=drivers, **design)
    weights, drawn_weights = fit.weights
    means, drawn_means = fit.means()
    with np.errstate(invalid="ignore", divide="ignore"):
        share, shares = (part / part.sum(axis=-1, keepdims=True) for part in (weights, drawn_weights))
    found = {"importance": (share, shares), "performance": (means, drawn_means)}
    columns: dict[str, Any] = {}
    sides = []
    for name, (value, drawn) in found.items():
        around = limits(value, drawn, fit.sums.groups, level=level)
        cut = value.mean() if value.size else np.nan
        cuts = drawn.mean(axis=-1, keepdims=True) if value.size else drawn
        beyond = limits(value - cut, drawn - cuts, fit.sums.groups, level=level)
        sides.append((beyond.low > 0, beyond.high < 0))
        columns |= {name: value, f"{name}_low": around.low, f"{name}_high": around.high}
        columns[f"{name}_cut"] = np.full(value.shape, cut)
    columns["quadrant"] = _quadrants(*sides)
    columns["priority"] = share * np.abs(means - columns["performance_cut"])
    table = fit.table(columns, min_n=min_n, level=level, method=fit.method)
    table["quadrant"] = table["quadrant"].where(table["importance"].notna(), "undecided")
    return table.sort_values(
        "priority", ascending=False, na_position="last", kind="stable", ignore_index=True
    )


def _quadrants(importance: tuple[Any, Any], performance: tuple[Any, Any]) -> np.ndarray:
    """Return the quadrant of each factor; "undecided" where an interval crosses its cut."""
    sure = (importance[0] | importance[1]) & (performance[0] | performance[1])
    named = [
        QUADRANTS[bool(much), bool(well)] if known else "undecided"
        for much, well, known in zip(importance[0], performance[0], sure, strict=True)
    ]
    return np.array(named, dtype=object)
