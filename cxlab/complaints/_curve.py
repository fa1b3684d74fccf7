"""How many have not ended by a time, those still open taken as censored, with an interval for clusters."""

from __future__ import annotations

import numpy as np

from cxlab.stats import product_limit, wilson
from cxlab.stats.cluster_curve import Lifetimes, clustered_log_variance

__all__ = ["share_beyond"]


def share_beyond(
    duration: np.ndarray,
    ended: np.ndarray,
    count: np.ndarray,
    at: float,
    *,
    cluster: np.ndarray | None = None,
    level: float = 0.95,
) -> tuple[float, float, float]:
    """Return the share that lasts longer than `at`, and its limits.

    Parameters
    ----------
    duration, ended, count
        Durations, whether they ended (else they are open, with the duration so far), and how often each
        occurs.
    at
        The time; what ends exactly then has not lasted longer.
    cluster
        Number of the cluster of each; -1: one of its own.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        Estimate (Kaplan-Meier), low, high (Wilson, with as many cases as give the curve's variance). Nan
        where nobody was followed for so long.

    Examples
    --------
    >>> days, ended = np.array([1.0, 3.0, 2.0, 9.0]), np.array([True, True, False, True])
    >>> print("{:.3f} {:.3f} {:.3f}".format(*share_beyond(days, ended, np.ones(4), 2.0)))
    0.750 0.301 0.954
    """
    order = np.argsort(duration, kind="stable")
    duration, ended, count = duration[order], ended[order], count[order].astype(float)
    times, place = np.unique(duration, return_inverse=True)
    events, censored = (
        np.bincount(place, weights=count * mask, minlength=len(times)) for mask in (ended, ~ended)
    )
    if not len(times) or (times[-1] < at and censored[-1] > 0):
        return np.nan, np.nan, np.nan
    table = product_limit(times, events, censored, level=level)
    # The table has a row per time, those without an event included.
    row = int(np.searchsorted(times, at, side="right")) - 1
    if row < 0:
        total = count.sum()
        sure = wilson(total, total, level=level)
        return 1.0, float(sure.low), float(sure.high)
    survival = np.asarray(table.survival, dtype=float)
    share = float(survival[row])
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = events / table.at_risk
        factor = np.where(hazard < 1 - 1e-12, 1 / (table.at_risk * (1 - hazard)), 0.0)
        variance = np.cumsum(np.where(hazard < 1 - 1e-12, hazard * factor, 0.0))
    if cluster is not None:
        cells = np.asarray(place, dtype=np.intp)
        lives = Lifetimes(cells, np.full(len(cells), -1), ended, count, count, cluster[order], hazard, factor)
        variance = clustered_log_variance(lives, variance)
    spread = float(variance[row]) * share**2
    at_risk = float(table.at_risk[0])
    n_eff = share * (1 - share) / spread if spread > 0 and 0 < share < 1 else at_risk
    limits = wilson(share * n_eff, n_eff, level=level)
    return share, float(limits.low), float(limits.high)
