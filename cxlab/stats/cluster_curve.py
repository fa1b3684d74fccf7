"""The variance of a survival curve, and of figures read from it, when lifetimes come in clusters.

What a lifetime adds to the logarithm of survival at a time is known in closed form (infinitesimal jackknife,
as R's survival::survfit(..., cluster=) has it); lifetimes of a cluster are added up before they are squared.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

__all__ = ["Lifetimes", "cluster_df", "clustered_log_variance", "clustered_square", "log_influence"]

# Times at which the variance is computed; between them its ratio to that of single lifetimes is read off.
GRID = 200


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


def clustered_square(lives: Lifetimes, influence: np.ndarray) -> float:
    """Return the CR1 variance that influences (per unit of weight of a cell) add up to.

    A single cluster has none: nan.

    >>> one = np.zeros(2, dtype=int)
    >>> cells = Lifetimes(one, one - 1, one == 0, one + 1.0, one + 1.0, np.array([0, 1]), one, one)
    >>> round(float(clustered_square(cells, np.array([0.1, -0.1]))), 4)
    0.04
    """
    alone = lives.cluster < 0
    number = len(np.unique(lives.cluster[~alone])) + float(np.rint(lives.w[alone]).sum())
    if number < 2:
        return np.nan
    sums = np.bincount(lives.cluster[~alone], weights=(lives.w * influence)[~alone])
    squares = float(sums @ sums) + float(lives.ww[alone] @ influence[alone] ** 2)
    return number / (number - 1) * squares


def clustered_log_variance(lives: Lifetimes, plain: np.ndarray) -> np.ndarray:
    """Return the variance of log survival at each row of the table.

    Parameters
    ----------
    lives
        The lifetimes of the group.
    plain
        The same variance for independent lifetimes, by `log_influence` too.
    """
    rows = np.flatnonzero(plain > 0)
    if not len(rows):
        return plain
    grid = rows[np.unique(np.linspace(0, len(rows) - 1, GRID).round().astype(int))]
    ratio = [clustered_square(lives, log_influence(lives, int(row))) / plain[row] for row in grid]
    result: np.ndarray = plain * np.interp(np.arange(len(plain)), grid, ratio)
    return result


def cluster_df(lives: Lifetimes) -> float:
    """Return degrees of freedom: (sum of sizes)^2 / sum of their squares - 1, and 1 at least."""
    alone = lives.cluster < 0
    size = np.bincount(lives.cluster[~alone], weights=lives.w[~alone])
    squares = float(size @ size) + float(lives.ww[alone].sum())
    return max(float(lives.w.sum()) ** 2 / squares - 1, 1.0) if squares > 0 else np.nan
