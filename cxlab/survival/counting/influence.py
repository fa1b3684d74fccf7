"""Variances from what each customer contributes to an estimate (infinitesimal jackknife).

They hold with sampling weights, with late entry and with competing risks, and are those that R's survival
package prints for weighted curves (robust) and for cumulative incidences. Equal customers are one cell, so
the work does not grow with their number.
"""

from __future__ import annotations

import numpy as np

from cxlab.stats.cluster_curve import Lifetimes, clustered_square

from .event_table import EqualLifetimes, RiskTable

__all__ = ["Hazards", "curve_variance", "hazards", "mean_influence", "mean_variance"]


class Hazards:
    """Hazards at the times of one group, and the customers that they come from."""

    def __init__(self, risk: RiskTable, number: int) -> None:
        rows = risk.rows_of(number)
        assert risk.lifetimes is not None
        chosen = slice(*np.searchsorted(risk.lifetimes.group, [number, number + 1]))
        self.time, self.at_risk = risk.time[rows], risk.at_risk[rows]
        self.lifetimes = EqualLifetimes(
            *(getattr(risk.lifetimes, name)[chosen] for name in EqualLifetimes.__dataclass_fields__)
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            by_cause = np.nan_to_num(risk.by_cause[rows] / self.at_risk[:, None], posinf=0.0)
            self.by_cause = by_cause
            self.all = by_cause.sum(axis=1)
            # Once all at risk have left, survival is 0 and nothing more depends on the hazard.
            self.factor = np.where(self.all < 1 - 1e-12, 1 / (self.at_risk * (1 - self.all)), 0.0)
        self.factor = np.nan_to_num(self.factor, posinf=0.0, neginf=0.0)
        self.exit = np.searchsorted(self.time, self.lifetimes.exit)
        start = np.searchsorted(self.time, self.lifetimes.entry, side="right") - 1
        self.entry = np.where(self.lifetimes.entry > 0, start, -1)
        self.event = self.lifetimes.cause >= 0

    def for_clusters(self) -> Lifetimes:
        """Return the lifetimes as the variance of clusters needs them."""
        kept = self.lifetimes
        return Lifetimes(
            self.exit, self.entry, self.event, kept.w, kept.ww, kept.cluster, self.all, self.factor
        )


def hazards(risk: RiskTable, number: int) -> Hazards:
    """Return the hazards of one group."""
    return Hazards(risk, number)


def curve_variance(h: Hazards, estimate: np.ndarray, before: np.ndarray, cause: int | None) -> np.ndarray:
    """Return the variance of a cumulative incidence at each time; with `cause` None of survival.

    Parameters
    ----------
    estimate
        The curve at each time.
    before
        Survival just before each time.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        jump = np.nan_to_num(before / h.at_risk, posinf=0.0) if cause is not None else np.zeros(len(h.time))
    own = h.by_cause[:, cause] if cause is not None else np.zeros(len(h.time))
    contribution = estimate * h.factor if cause is not None else np.zeros(len(h.time))
    p_total, c_total = np.cumsum(jump * own + contribution * h.all), np.cumsum(h.factor * h.all)
    p = _at(p_total, h.entry) - p_total[h.exit]
    p += np.where(h.event, contribution[h.exit], 0.0)
    if cause is not None:
        p += np.where(h.lifetimes.cause == cause, jump[h.exit], 0.0)
    c = np.where(h.event, h.factor[h.exit], 0.0) - c_total[h.exit] + _at(c_total, h.entry)
    gone = _squares(h, p, c, estimate, leaving=True)
    return np.maximum(gone + _still_there(h, p_total, c_total, estimate), 0.0)


def mean_influence(h: Hazards, after: np.ndarray, last: int) -> np.ndarray:
    """Return what a lifetime of each cell takes off a restricted mean.

    Parameters
    ----------
    after
        Area under the curve from each time to the horizon.
    last
        Rows of the table up to the horizon.
    """
    b = np.where(np.arange(len(h.time)) < last, after, 0.0) * h.factor
    total = np.cumsum(b * h.all)
    influence: np.ndarray = np.where(h.event, b[h.exit], 0.0) - total[h.exit] + _at(total, h.entry)
    return influence


def mean_variance(h: Hazards, after: np.ndarray, last: int, *, clustered: bool = False) -> float:
    """Return the variance of a restricted mean; arguments as for `mean_influence`."""
    influence = mean_influence(h, after, last)
    if clustered:
        return clustered_square(h.for_clusters(), influence)
    return float(np.sum(h.lifetimes.ww * influence**2))


def _at(values: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Read a running total; nothing has run up before the start (-1)."""
    return np.where(place >= 0, values[np.maximum(place, 0)], 0.0)


def _squares(h: Hazards, p: np.ndarray, c: np.ndarray, f: np.ndarray, *, leaving: bool) -> np.ndarray:
    """Return the running sum of ww (p - f c)^2, at the exits or at the entries."""
    size = len(h.time)
    place = h.exit if leaving else h.entry + 1
    sums = [
        np.cumsum(np.bincount(place, weights=h.lifetimes.ww * product, minlength=size + 1))[:size]
        for product in (p * p, p * c, c * c)
    ]
    return sums[0] - 2 * f * sums[1] + f**2 * sums[2]


def _still_there(h: Hazards, p_total: np.ndarray, c_total: np.ndarray, f: np.ndarray) -> np.ndarray:
    """Return the part of those at risk beyond each time: what has run up since they entered, squared."""
    size = len(h.time)
    p0, c0 = _at(p_total, h.entry), _at(c_total, h.entry)
    ww = h.lifetimes.ww
    # Those who entered by a time less those who had left by it; nobody contributes at the time of entry.
    sums = []
    for product in (np.ones(len(ww)), p0, c0, p0 * p0, p0 * c0, c0 * c0):
        came = np.bincount(np.maximum(h.entry, 0), weights=ww * product, minlength=size)
        left = np.bincount(h.exit, weights=ww * product, minlength=size)
        sums.append(np.cumsum(came - left))
    n, sp, sc, spp, spc, scc = sums
    u = p_total - f * c_total
    # Sum of ww (u - (p0 - f c0))^2 over those still there.
    return n * u**2 - 2 * u * (sp - f * sc) + spp - 2 * f * spc + f**2 * scc
