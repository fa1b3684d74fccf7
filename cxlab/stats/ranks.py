"""Which ranks are possible: confidence sets of the order of estimates that depend on each other.

References
----------
Mogstad, M., Romano, J. P., Shaikh, A. M. and Wilhelm, D. (2024). Inference for ranks with applications to
mobility across neighbourhoods and academic achievement across countries. Review of Economic Studies 91.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ._base import ArrayLike, two_sided_p
from .compare import adjust_p

__all__ = ["Ranks", "rank_sets"]


class Ranks(NamedTuple):
    """The rank of each estimate (1 is the highest) and the best and worst rank it may have."""

    rank: np.ndarray
    best: np.ndarray
    worst: np.ndarray


def rank_sets(values: ArrayLike, covariance: ArrayLike, *, level: float = 0.95) -> Ranks:
    """Return the ranks each estimate may have.

    Each estimate is compared with every other, with Holm's correction; those significantly above it take the
    ranks before it, those significantly below it the ranks behind it.

    Parameters
    ----------
    values
        Estimates.
    covariance
        Their covariance matrix.
    level
        The confidence that a rank lies in its own set.

    Examples
    --------
    >>> ranks = rank_sets([90, 40, 35], np.diag([90, 40, 35]))
    >>> ranks.rank.tolist(), ranks.best.tolist(), ranks.worst.tolist()
    ([1, 2, 3], [1, 2, 2], [1, 3, 3])
    """
    x, cov = np.asarray(values, dtype=float), np.asarray(covariance, dtype=float)
    size = x.size
    gap = x[None, :] - x[:, None]  # how far the other lies above
    spread = np.diag(cov)[None, :] + np.diag(cov)[:, None] - 2 * cov
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(spread > 0, gap / np.sqrt(np.maximum(spread, 0)), 0.0)
    p = np.atleast_2d(two_sided_p(z))
    best, worst = np.ones(size, dtype=int), np.full(size, size)
    for row in range(size):
        others = np.arange(size) != row
        sure = adjust_p(p[row, others], method="holm") < 1 - level
        best[row] += int((sure & (gap[row, others] > 0)).sum())
        worst[row] -= int((sure & (gap[row, others] < 0)).sum())
    order = np.argsort(-x, kind="stable")
    rank = np.empty(size, dtype=int)
    rank[order] = np.arange(1, size + 1)
    return Ranks(rank, best, worst)
