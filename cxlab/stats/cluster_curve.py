"""The variance of a survival curve, and of figures read from it, when lifetimes come in clusters.

What a lifetime adds to the logarithm of survival at a time is known in closed form (infinitesimal jackknife,
as R's survival::survfit(..., cluster=) has it); lifetimes of a cluster are added up before they are squared.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

__all__ = [
    "Lifetimes",
    "cluster_df",
    "clustered_log_df",
    "clustered_log_variance",
    "clustered_square",
    "log_influence",
]

# Times at which the variance is computed; between them its ratio to that of single lifetimes is read off.
GRID = 200
# Fewer of them, but not below the least, where lifetimes x times would be more than this: it is smooth.
BUDGET, LEAST_GRID = 5_000_000, 25


class Lifetimes(NamedTuple):
    """Counted lifetimes of one group on the table of its times.

    `exit` and `entry` are rows of the table (entry -1: from the start), `event` whether they ended with one,
    `w` and `ww` sums of weights and of their squares (counts, without weights), `cluster` the number of the
    cluster (-1: each lifetime is one of its own). Per row of the table: `hazard`, and `factor`, which is
    1 / (at risk x (1 - hazard)), 0 once all have left.
    """

    exit: np.ndarray
    entry: np.ndarray
    event: np.ndarray
    w: np.ndarray
    ww: np.ndarray
    cluster: np.ndarray
    hazard: np.ndarray
    factor: np.ndarray


def log_influence(lives: Lifetimes, row: int) -> np.ndarray:
    """Return what a lifetime of each cell adds to -log survival just after a row of the table."""
    total = np.cumsum(lives.factor * lives.hazard)
    gone = lives.event & (lives.exit <= row)
    until, since = np.minimum(lives.exit, row), lives.entry
    before = np.where(since >= 0, total[np.maximum(since, 0)], 0.0)
    lived = np.where(since < row, total[until] - before, 0.0)
    return np.where(gone, lives.factor[lives.exit], 0.0) - lived


def clustered_square(lives: Lifetimes, influence: np.ndarray, kept: np.ndarray | float = 1.0) -> float:
    """Return the CR1 variance that influences (per unit of weight of a cell) add up to.

    A single cluster has none: nan. `kept` is what is left, per cluster, when it is left out (1 - leverage):
    with it the variance is that of the jackknife, which knows that a large cluster pulls the curve to itself.

    >>> one = np.zeros(2, dtype=int)
    >>> cells = Lifetimes(one, one - 1, one == 0, one + 1.0, one + 1.0, np.array([0, 1]), one, one)
    >>> round(float(clustered_square(cells, np.array([0.1, -0.1]))), 4)
    0.04
    """
    alone = lives.cluster < 0
    rows = np.bincount(lives.cluster[~alone])
    number = np.count_nonzero(rows) + float(np.rint(lives.w[alone]).sum())
    if number < 2:
        return np.nan
    sums = np.bincount(lives.cluster[~alone], weights=(lives.w * influence)[~alone])
    sums = sums / kept
    squares = float(sums @ sums) + float(lives.ww[alone] @ influence[alone] ** 2)
    return number / (number - 1) * squares


def left_without(lives: Lifetimes, row: int) -> np.ndarray:
    """Return, per cluster, the share of those at risk at a row that belong to others; a tenth at least."""
    there = (lives.exit >= row) & (lives.cluster >= 0)
    whole = float(lives.w[lives.exit >= row].sum())
    number = int(lives.cluster.max(initial=-1)) + 1
    own = np.bincount(lives.cluster[there], weights=lives.w[there], minlength=number)
    return np.maximum(1 - own / whole, 0.1) if whole > 0 else np.ones(number)


def clustered_log_variance(lives: Lifetimes, plain: np.ndarray, *, jackknife: bool = False) -> np.ndarray:
    """Return the variance of log survival at each row of the table.

    Parameters
    ----------
    lives
        The lifetimes of the group.
    plain
        The same variance for independent lifetimes, by `log_influence` too.
    jackknife
        Whether clusters that hold many of those at risk are given more, as when each is left out.
    """
    grid = _grid(lives, plain)
    if not len(grid):
        return plain
    ratio = []
    for row in grid.tolist():
        kept = left_without(lives, row) if jackknife else 1.0
        ratio.append(clustered_square(lives, log_influence(lives, row), kept) / plain[row])
    result: np.ndarray = plain * np.interp(np.arange(len(plain)), grid, ratio)
    return result


def _grid(lives: Lifetimes, plain: np.ndarray) -> np.ndarray:
    """Return the rows at which the variance is computed; fewer where there are very many lifetimes."""
    rows = np.flatnonzero(plain > 0)
    points = int(np.clip(BUDGET // max(len(lives.exit), 1), LEAST_GRID, GRID))
    return rows[np.unique(np.linspace(0, len(rows) - 1, points).round().astype(int))] if len(rows) else rows


def cluster_df(lives: Lifetimes) -> float:
    """Return degrees of freedom: (sum of sizes)^2 / sum of their squares - 1, and 1 at least."""
    alone = lives.cluster < 0
    size = np.bincount(lives.cluster[~alone], weights=lives.w[~alone])
    squares = float(size @ size) + float(lives.ww[alone].sum())
    return max(float(lives.w.sum()) ** 2 / squares - 1, 1.0) if squares > 0 else np.nan


def clustered_log_df(lives: Lifetimes, plain: np.ndarray) -> np.ndarray:
    """Return the degrees of freedom of the variance of log survival at each row of the table.

    Late in a curve a few clusters, those that are slow, make up most of the variance, however many there are:
    3 (sum of squares)^2 / sum of fourth powers of what the clusters add is their number where these are
    normal and alike, and less where a few stand out. Never more than `cluster_df`, never below 1.
    """
    most, grid = cluster_df(lives), _grid(lives, plain)
    if not len(grid) or np.isnan(most):
        return np.full(len(plain), most)
    found = [_satterthwaite(lives, log_influence(lives, int(row))) for row in grid]
    df: np.ndarray = np.clip(np.interp(np.arange(len(plain)), grid, found), 1.0, most)
    return df


def _satterthwaite(lives: Lifetimes, influence: np.ndarray) -> float:
    alone = lives.cluster < 0
    sums = np.bincount(lives.cluster[~alone], weights=(lives.w * influence)[~alone])
    squares = float((sums**2).sum()) + float(lives.ww[alone] @ influence[alone] ** 2)
    fourth = float((sums**4).sum()) + float(
        (lives.ww**2 / np.maximum(lives.w, 1e-300))[alone] @ influence[alone] ** 4
    )
    return 3 * squares**2 / fourth if fourth > 0 else np.inf
