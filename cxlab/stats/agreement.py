"""Agreement between coders beyond chance: Krippendorff's alpha, for any number of coders and with gaps.

The interval resamples units (Zapf et al.) and is bias-corrected and accelerated (BCa); docs/voice_coding.md
says how often it covers.

References
----------
Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania. Hayes, A. F.,
Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding data. Communication
Methods and Measures 1. Zapf, A. et al. (2016). Measuring inter-rater reliability for nominal data: which
coefficients and confidence intervals are appropriate? BMC Medical Research Methodology 16.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadValue, UnknownName
from cxlab.text import Text

from ._base import ArrayLike
from .bootstrap import bootstrap_clusters

__all__ = ["MEASUREMENTS", "Agreement", "krippendorff_alpha"]

MEASUREMENTS = ("nominal", "ordinal", "interval", "ratio")
MOST_ORDERED = 100
"""Distinct values of an ordinal scale: their pairs are counted per unit, so more would fill the memory."""


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha with its interval.

    Attributes
    ----------
    estimate, se, low, high
        1: full agreement, 0: what chance gives, below: less than that. Missing where `reason` says why.
    units, values
        Units that at least two coders judged, and how many judgements these hold.
    clusters
        What was resampled: units, or clusters of them.
    reason
        Why there is no figure or no usual interval; empty otherwise.
    """

    estimate: float
    se: float
    low: float
    high: float
    units: int
    values: int
    clusters: int
    reason: str = ""


def krippendorff_alpha(
    ratings: Any,
    *,
    measurement: str = "nominal",
    cluster: ArrayLike | None = None,
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> Agreement:
    """Return how far coders agree beyond chance, with a bootstrap interval over units.

    Parameters
    ----------
    ratings
        One row per unit (text, case), one column per coder; missing where a coder did not judge. Units with
        fewer than two judgements tell nothing of agreement and are left out.
    measurement
        What the values are: "nominal" (codes), or numbers that are "ordinal", "interval" or "ratio".
    cluster
        Per unit: what belongs together (e.g. the customer who wrote the texts) and is drawn together.
    level, draws, seed
        Of the interval.

    Returns
    -------
    Agreement
        Where nobody ever disagrees, resamples cannot either: the lower limit is then what so many units leave
        possible (an exact binomial limit for the share of units with the greatest disagreement there is).

    Raises
    ------
    BadValue
        Not a table, fewer than two coders, or words where numbers are needed.

    Examples
    --------
    >>> found = krippendorff_alpha([[1, 1], [1, 1], [2, 2], [2, 2], [2, 1], [3, 3], [3, 3], [1, 1]])
    >>> round(found.estimate, 3), found.units, found.values
    (0.819, 8, 16)
    """
    if measurement not in MEASUREMENTS:
        raise UnknownName(Text("level of measurement"), measurement, MEASUREMENTS)
    if not 0 < level < 1:
        raise BadValue(Text("level must lie between 0 and 1, e.g. 0.95; found {level}", level=str(level)))
    codes, values = _coded(ratings, measurement)
    counts = _counts(codes, len(values))
    usable = counts.sum(axis=1) >= 2
    counts = counts[usable]
    units, judged = len(counts), int(counts.sum())
    if not units:
        return _none(Text("no unit was judged by two coders"), units, judged)
    totals, statistic = _sums(counts, values, measurement)
    groups = _grouped(cluster, usable)
    clusters = units if groups is None else int(groups.max()) + 1
    if groups is not None:
        totals = np.stack([np.bincount(groups, weights=column) for column in totals.T], axis=1)
    if (counts.sum(axis=0) > 0).sum() < 2:
        reason = Text("only one value occurs: alpha compares with chance and needs two")
        return _none(reason, units, judged, clusters)
    rows, times = np.unique(totals, axis=0, return_counts=True)
    drawn: dict[str, Any] = {"times": times, "draws": draws, "seed": seed, "level": level}
    with np.errstate(invalid="ignore", divide="ignore"):
        found = bootstrap_clusters(rows, statistic, method="bca", **drawn)
    if np.isnan(found.low):  # hardly any resample differs: nothing to correct by
        found = bootstrap_clusters(rows, statistic, **drawn)
    if not np.any((counts > 0).sum(axis=1) > 1):
        return _flawless(counts, values, measurement, level, clusters)
    if clusters < 2:
        reason = Text("an interval needs at least two units that are independent of each other")
        return Agreement(found.estimate, np.nan, np.nan, np.nan, units, judged, clusters, reason)
    return Agreement(found.estimate, found.se, found.low, found.high, units, judged, clusters)


def _coded(ratings: Any, measurement: str) -> tuple[np.ndarray, np.ndarray]:
    """Return each judgement as the number of its value (-1: none), and the values in order."""
    table = pd.DataFrame(ratings)
    if table.shape[1] < 2:
        raise BadValue(
            Text("agreement needs a row per unit and a column per coder, at least two; found {n}",
                 n=table.shape[1])
        )  # fmt: skip
    flat = pd.Series(table.astype(object).to_numpy().ravel(order="C"), dtype=object)
    if measurement != "nominal":
        numbers = pd.to_numeric(flat, errors="coerce")
        wrong = int((numbers.isna() & flat.notna()).sum()) + int(np.isinf(numbers).sum())
        if wrong:
            raise BadValue(
                Text("{n} judgement is no number, which {measurement} values are",
                     "{n} judgements are no numbers, which {measurement} values are",
                     n=wrong, measurement=measurement)
            )  # fmt: skip
        flat = numbers
        if measurement == "ratio" and (numbers < 0).any():
            raise BadValue(Text("ratio values start at 0; found a negative one"))
    codes, values = pd.factorize(flat, sort=measurement != "nominal", use_na_sentinel=True)
    if measurement == "ordinal" and len(values) > MOST_ORDERED:
        raise BadValue(
            Text("an ordinal scale of {n} values; at most {most} are taken: use measurement='interval'",
                 n=len(values), most=MOST_ORDERED)
        )  # fmt: skip
    return codes.reshape(table.shape), np.asarray(values)


def _counts(codes: np.ndarray, size: int) -> np.ndarray:
    """Return how often each unit was given each value."""
    counts = np.zeros((len(codes), max(size, 1)))
    unit, coder = np.nonzero(codes >= 0)
    np.add.at(counts, (unit, codes[unit, coder]), 1)
    return counts


def _grouped(cluster: ArrayLike | None, usable: np.ndarray) -> np.ndarray | None:
    """Return the clusters of the usable units, numbered from 0; a unit without one stands for itself."""
    if cluster is None:
        return None
    ids = pd.Series(np.asarray(cluster, dtype=object))
    if len(ids) != len(usable):
        raise BadValue(
            Text("cluster needs a value per unit: {units} units, {found} values",
                 units=len(usable), found=len(ids))
        )  # fmt: skip
    numbers = pd.factorize(ids[usable])[0]
    alone = numbers < 0
    numbers[alone] = numbers.max(initial=-1) + 1 + np.arange(alone.sum())
    return np.asarray(numbers)


def _sums(counts: np.ndarray, values: np.ndarray, measurement: str) -> tuple[np.ndarray, Any]:
    """Return per unit the sums that alpha is made of, and alpha of such sums.

    Each pair of judgements within a unit of m counts 1 / (m - 1), so that every judgement counts once.
    """
    size = counts.shape[1]
    share = 1 / (counts.sum(axis=1) - 1)
    if measurement == "ordinal":
        pairs = (counts[:, :, None] * counts[:, None, :] - _diagonal(counts)) * share[:, None, None]
        return np.concatenate([pairs.reshape(len(counts), -1), counts], axis=1), _ordinal(size)
    if measurement == "interval":
        x = values.astype(float) - values.astype(float).mean()
        first, second, m = counts @ x, counts @ x**2, counts.sum(axis=1)
        observed = 2 * (m * second - first**2) * share
        return np.stack([observed, m, first, second], axis=1), _interval
    if measurement == "ratio":
        distance = _distances(values, counts.sum(axis=0), measurement)
        observed = np.einsum("uc,ck,uk->u", counts, distance, counts) * share
    else:
        observed = (counts.sum(axis=1) ** 2 - (counts**2).sum(axis=1)) * share
        distance = 1 - np.eye(size)
    return np.concatenate([observed[:, None], counts], axis=1), _fixed(distance, measurement)


def _diagonal(counts: np.ndarray) -> np.ndarray:
    return np.einsum("uc,ck->uck", counts, np.eye(counts.shape[1]))


def _alpha(observed: np.ndarray, expected: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return 1 - D_o / D_e from sums over pairs; nan where there is nothing to disagree about."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - (n - 1) * observed / expected, np.nan)


def _fixed(distance: np.ndarray, measurement: str) -> Any:
    def statistic(sums: np.ndarray) -> np.ndarray:
        observed, n = sums[..., 0], sums[..., 1:]
        total = n.sum(-1)
        expected = total**2 - (n**2).sum(-1) if measurement == "nominal" else ((n @ distance) * n).sum(-1)
        return _alpha(observed, expected, total)

    return statistic


def _interval(sums: np.ndarray) -> np.ndarray:
    observed, n, first, second = (sums[..., k] for k in range(4))
    return _alpha(observed, 2 * (n * second - first**2), n)


def _ordinal(size: int) -> Any:
    def statistic(sums: np.ndarray) -> np.ndarray:
        pairs = sums[..., : size * size].reshape(*sums.shape[:-1], size, size)
        n = sums[..., size * size :]
        # The distance of two ranks is the square of the judgements between them, their own by half.
        rank = np.cumsum(n, axis=-1) - n / 2
        distance = (rank[..., :, None] - rank[..., None, :]) ** 2
        expected = np.einsum("...c,...ck,...k->...", n, distance, n)
        return _alpha((pairs * distance).sum((-1, -2)), expected, n.sum(-1))

    return statistic


def _distances(values: np.ndarray, n: np.ndarray, measurement: str) -> np.ndarray:
    """Return the squared distance of every two values."""
    if measurement == "nominal":
        return 1 - np.eye(len(values))
    x = np.cumsum(n) - n / 2 if measurement == "ordinal" else values.astype(float)
    gap = (x[:, None] - x[None, :]) ** 2
    if measurement == "ratio":
        total = (x[:, None] + x[None, :]) ** 2
        return np.divide(gap, total, out=np.zeros_like(gap), where=total > 0)
    return gap


def _flawless(
    counts: np.ndarray, values: np.ndarray, measurement: str, level: float, clusters: int
) -> Agreement:
    """Return alpha of 1 with the lower limit that so many units without a disagreement allow."""
    n = counts.sum(axis=0)
    distance = _distances(values, n, measurement)
    present = n > 0
    expected = (n @ distance @ n) / (n.sum() * (n.sum() - 1))
    most = distance[np.ix_(present, present)].max() * (1 - ((1 - level) / 2) ** (1 / clusters))
    reason = Text("no disagreement; the lower limit is what so few units leave possible")
    return Agreement(1.0, np.nan, 1 - most / expected, 1.0, len(counts), int(n.sum()), clusters, reason)


def _none(reason: Text, units: int, values: int, clusters: int = 0) -> Agreement:
    return Agreement(np.nan, np.nan, np.nan, np.nan, units, values, clusters, reason)
