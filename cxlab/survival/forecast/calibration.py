"""Forecast and observed shares of leavers in groups by risk, and which forecasts miss."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlab.results import is_hidden, protected
from cxlab.stats import critical, product_limit, survival_at

from .outcomes import Sample

__all__ = ["calibration"]


def calibration(
    sample: Sample, groups: int, drawn: Sequence[np.ndarray], level: float, min_n: int
) -> pd.DataFrame:
    """Return forecast and observed share of leavers in groups of about equal size by risk.

    Equal risks stay together: split by their place in the sample, which is sorted by time, one group would
    get the early leavers and the next the late ones. A forecast misses where it lies outside limits that all
    groups together keep with the confidence level (Sidak): of ten single intervals one misses by chance in
    four tables of ten.
    """
    tie, size = np.unique(sample.risk.round(12), return_inverse=True, return_counts=True)[1:]
    middle = np.cumsum(size) - size / 2
    place = np.minimum(middle * groups / len(sample.risk), groups - 1).astype(np.int64)[tie]
    present, place, sizes = np.unique(place, return_inverse=True, return_counts=True)
    expected = np.bincount(place, weights=sample.risk) / sizes
    low, high, observed = _limits(sample, place, drawn, level)
    tested = max(int((sizes >= min_n).sum()), 1)
    least, most, _same = _limits(sample, place, drawn, level ** (1 / tested))
    misses = np.select([expected < least, expected > most], ["too low", "too high"], "").astype(object)
    table = pd.DataFrame(
        {"group": present + 1, "n": sizes, "expected": expected, "observed": observed, "low": low,
         "high": high, "misses": misses, "note": ""}
    )  # fmt: skip
    # All were judged and their number is told, so that a single small group takes another one with it.
    table = protected(table, min_n=min_n, by="group", parts=False)
    table.loc[table["note"].map(is_hidden), "misses"] = ""
    return table


def _limits(
    sample: Sample, place: np.ndarray, drawn: Sequence[np.ndarray], level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return limits of the observed share of each group, and the share."""
    estimated = _reweighted(sample, place, drawn, level) if sample.since.any() else None
    observed, *limits = _kaplan_meier(sample, place, level) if estimated is None else estimated
    return *_extremes(sample, place, observed, limits, level), observed


def _kaplan_meier(
    sample: Sample, place: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    cells, row = np.unique(np.column_stack([place, sample.time]), axis=0, return_inverse=True)
    left = np.bincount(row.ravel(), weights=sample.event, minlength=len(cells))
    lost = np.bincount(row.ravel(), minlength=len(cells)) - left
    life = product_limit(cells[:, 1], left, lost, group=cells[:, 0].astype(np.int64), level=level)
    survival, limits = survival_at(life, [sample.horizon])
    return 1 - survival[:, 0], 1 - limits.high[:, 0], 1 - limits.low[:, 0]


def _reweighted(
    sample: Sample, place: np.ndarray, drawn: Sequence[np.ndarray], level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return shares by inverse probability of censoring, with percentile intervals of the bootstrap."""

    def shares(w: np.ndarray) -> np.ndarray:
        case, control = sample.known(w, sample.uncensored(w), sample.horizon)
        gone, there = (np.bincount(place, weights=part) for part in (case, control))
        with np.errstate(invalid="ignore"):
            return np.asarray(gone / (gone + there))

    found = [shares(w) for w in drawn]
    # Few samples do not reach the far tails: limits are as far away as a normal distribution's would be.
    tail = max((1 - level) / 2, min(5 / len(found), 0.25))
    low, high = np.nanquantile(found, [tail, 1 - tail], axis=0)
    estimate = shares(np.ones(len(place)))
    wider = float(critical(level) / critical(1 - 2 * tail))
    return estimate, estimate - wider * (estimate - low), estimate + wider * (high - estimate)


def _extremes(
    sample: Sample, place: np.ndarray, observed: np.ndarray, limits: Sequence[np.ndarray], level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Put exact limits where nobody, or everybody, left: those of the customers whose outcome is known."""
    tail, time = (1 - level) / 2, sample.time
    followed = np.bincount(place, weights=time >= sample.horizon)
    left = np.bincount(place, weights=sample.event & (time <= sample.horizon))
    none, everybody = observed == 0, observed == 1
    low = np.where(everybody, tail ** (1 / np.maximum(left, 1)), np.where(none, 0.0, limits[0]))
    high = np.where(none, 1 - tail ** (1 / np.maximum(followed, 1)), np.where(everybody, 1.0, limits[1]))
    return low, high
