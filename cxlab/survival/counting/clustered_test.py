"""Log-rank tests: the quadratic form of the scores, and its variance when rows come in clusters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .event_table import RiskTable

__all__ = ["chi_square", "cluster_parts", "clustered_test"]


def chi_square(score: np.ndarray, covariance: np.ndarray) -> tuple[float, int]:
    """Return the quadratic form of the scores, and in how many directions the groups can differ.

    That is one less than the groups, less for groups that are never at risk beside others, and less again
    where strata keep some groups apart for good.
    """
    size, directions = np.linalg.eigh((covariance + covariance.T) / 2)
    kept = size > 1e-9 * max(size.max(initial=0.0), 1e-300)
    if not kept.any():
        return np.nan, 0
    along = directions[:, kept].T @ score
    return float((along**2 / size[kept]).sum()), int(kept.sum())


def cluster_parts(
    risk: RiskTable,
    cells: Sequence[np.ndarray],
    times: np.ndarray,
    at_risk: np.ndarray,
    events: np.ndarray,
    weigh: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return what the rows of one stratum add to the scores of the compared groups.

    Parameters
    ----------
    risk
        The risk table, with its cells.
    cells
        Per compared group, its groups of the risk table.
    times, at_risk, events
        Event times; per compared group, those at risk and those who leave at them.
    weigh
        The weight of each time.

    Returns
    -------
    list
        Per group of the risk table: cluster (-1: each row for itself), rows, and the part of one such row.
    """
    assert risk.lifetimes is not None
    y, d = at_risk.sum(axis=0), events.sum(axis=0)
    w = weigh(y, d)
    share = at_risk / y
    blank = np.zeros((len(cells), 1))
    found = []
    for place, numbers in enumerate(cells):
        own = np.zeros((len(cells), 1))
        own[place] = 1.0
        gain = w * (own - share)  # what leaving at a time adds
        lived = np.hstack([blank, np.cumsum(gain * d / y, axis=1)])
        for number in numbers:
            rows = slice(*np.searchsorted(risk.lifetimes.group, [number, number + 1]))
            exit_, entry = risk.lifetimes.exit[rows], risk.lifetimes.entry[rows]
            until = np.searchsorted(times, exit_, side="right")
            since = np.where(entry > 0, np.searchsorted(times, entry, side="right"), 0)
            part = lived[:, since] - lived[:, until]
            left = (risk.lifetimes.cause[rows] >= 0) & (until > 0)
            part[:, left] += gain[:, until[left] - 1]
            found.append((risk.lifetimes.cluster[rows], risk.lifetimes.w[rows], part))
    return found


def clustered_test(
    score: np.ndarray, parts: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]
) -> tuple[float, int, float]:
    """Return chi-squared, degrees of freedom and p-value of scores whose rows come in clusters.

    The variance is that of the clusters' sums; its own uncertainty makes the statistic Hotelling's, whose
    distribution is F.

    References
    ----------
    Lee, E. W., Wei, L. J. and Amato, D. A. (1992). Cox-type regression analysis for large numbers of small
    groups of correlated failure time observations. In: Survival Analysis: State of the Art.
    """
    from scipy.special import fdtrc

    if not parts:
        return np.nan, 0, np.nan
    cluster = np.concatenate([part[0] for part in parts])
    rows = np.concatenate([part[1] for part in parts])
    added = np.hstack([part[2] for part in parts])
    named = cluster >= 0
    code = np.unique(cluster[named], return_inverse=True)[1]
    sums = np.zeros((int(code.max(initial=-1)) + 1, len(score)))
    np.add.at(sums, code, (rows * added)[:, named].T)
    lone = added[:, ~named]
    number = len(sums) + float(rows[~named].sum())
    if number < 3:
        return np.nan, 0, np.nan
    covariance = number / (number - 1) * (sums.T @ sums + (rows[~named] * lone) @ lone.T)
    statistic, df = chi_square(score, covariance)
    left = number - df
    if not df or left < 1:
        return np.nan, 0, np.nan
    return statistic, df, float(fdtrc(df, left, statistic * left / (df * (number - 1))))
