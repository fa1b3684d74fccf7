"""The difference of two groups in restricted mean, survival or median, with tests that hold with few."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxlab.stats import difference, two_sided_p
from cxlab.text import Text

from ..counting.event_table import RiskTable

__all__ = ["difference_of", "size_of"]

# A side without events is taken as certain only where it is of so many customers.
ALONE = 30


def size_of(risk: RiskTable, number: int, measure: str, at: float | None) -> tuple[float, float]:
    """Return the customers of a group, and how many of them have left up to `at`."""
    rows = risk.rows_of(number)
    if risk.clusters is not None:
        return float(risk.clusters[number]), float(risk.n_events[number])
    if risk.weighted or at is None or measure == "median":
        return float(risk.n[number]), float(risk.n_events[number])
    return float(risk.n[number]), float(risk.events[rows][risk.time[rows] <= at].sum())


def difference_of(
    a: np.ndarray,
    b: np.ndarray,
    size: tuple[tuple[float, float], ...],
    measure: str,
    level: float,
    shared: float = 0.0,
) -> dict[str, Any]:
    """Return the columns of a difference, with test and interval.

    Parameters
    ----------
    a, b
        Estimate, low, high and standard error of either side.
    size
        Customers (or clusters) of either side, and how many have left.
    measure, level
        As for `survival_difference`.
    shared
        Covariance of both estimates: of customers who are on both sides.
    """
    row: dict[str, Any] = {"value": a[0], "value_versus": b[0], "estimate": a[0] - b[0]}
    if np.isnan(row["estimate"]):
        return row | {"note": Text("one side is not reached under observation")}
    if measure == "median":
        note = Text("one limit is missing: too few have left")
        low, high = _mover(a, b)
        return row | {"low": low, "high": high, "note": note if np.isnan(low) or np.isnan(high) else ""}
    if a[3] == 0 and b[3] == 0:
        return row | {"note": Text("no interval: no event yet on either side")}
    if a[3] == 0 or b[3] == 0:
        if size[0 if a[3] == 0 else 1][0] < ALONE:
            return row | {"note": Text("no interval: no event yet on the side of few customers")}
        row["note"] = Text("interval of one side alone: the other has no event yet")
    apart = float(np.hypot(a[3], b[3]))
    row["se"] = float(np.sqrt(max(apart**2 - 2 * shared, 0.0)))
    if np.isnan(apart):
        return row | {"note": Text("no interval: all rows belong to one cluster")}
    ratio = row["se"] / apart
    if ratio == 0:
        return row | {"note": Text("no test: the answers or clusters do not vary")}
    if measure == "survival" and not np.isnan([*a[1:3], *b[1:3]]).any():
        return row | _log_log_test(a, b, ratio)
    return row | _welch(a, b, size, level, ratio)


def _mover(a: np.ndarray, b: np.ndarray, ratio: float = 1.0) -> tuple[float, float]:
    """Return limits of a difference from the limits of both sides."""
    gap = a[0] - b[0]
    return (
        float(gap - ratio * np.hypot(a[0] - a[1], b[2] - b[0])),
        float(gap + ratio * np.hypot(a[2] - a[0], b[0] - b[1])),
    )


def _log_log_test(a: np.ndarray, b: np.ndarray, ratio: float) -> dict[str, float]:
    """Compare two survivals where their errors are most nearly normal (Klein et al. 2007).

    `ratio` is the standard error of the difference over what it were for independent sides.
    """
    scale = [np.log(-np.log(side[0])) for side in (a, b)]
    spread = [side[3] / (side[0] * np.log(side[0])) for side in (a, b)]
    statistic = float((scale[1] - scale[0]) / (ratio * np.hypot(*spread)))  # it falls where survival rises
    low, high = _mover(a, b, ratio)
    return {"low": low, "high": high, "statistic": statistic, "p": float(two_sided_p(statistic))}


def _welch(
    a: np.ndarray, b: np.ndarray, size: tuple[tuple[float, float], ...], level: float, ratio: float
) -> dict[str, float]:
    """Compare two means; with few events the plain variance is too small, and uncertain itself."""
    raised = [
        (ratio * side[3]) ** 2 * max(events, 2.0) / (max(events, 2.0) - 1)
        for side, (_n, events) in zip((a, b), size, strict=True)
    ]
    shares = sum(value**2 / max(n - 1, 1.0) for value, (n, _events) in zip(raised, size, strict=True))
    df = max(sum(raised) ** 2 / shares, 1.0)
    test = difference(a[0], np.sqrt(raised[0]), b[0], np.sqrt(raised[1]), level=level, df=df)
    return {"low": test.low, "high": test.high, "statistic": test.z, "p": test.p}
