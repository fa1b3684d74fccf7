"""The variance of a survival curve from clusters that are counted by stretches of time, block by block.

The same figures as in `cluster_curve`, for lifetimes too many to be looked at one by one: of each cluster it
is enough to know how many of its lifetimes lie in each stretch between the times at which the variance is
wanted, and how many of them ended there. Within a stretch all are taken to add what they add on average.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .cluster_curve import Lifetimes, log_influence

__all__ = ["CurveSums"]


@dataclass
class CurveSums:
    """What clusters add to the variance of log survival at the ends of stretches.

    Attributes
    ----------
    lives
        All lifetimes of the group, counted by exit and event.
    rows
        Rows of the table at which the variance is wanted, ascending; stretches end there (-1: before the
        first of them).
    """

    lives: Lifetimes
    rows: np.ndarray
    jackknife: np.ndarray = field(init=False)
    square: np.ndarray = field(init=False)
    fourth: np.ndarray = field(init=False)
    clusters: float = 0.0
    size_square: float = 0.0

    def __post_init__(self) -> None:
        self.jackknife, self.square, self.fourth = np.zeros((3, len(self.rows)))
        stretch = np.searchsorted(self.rows, self.lives.exit)
        width, w, event = len(self.rows) + 1, self.lives.w, self.lives.event
        n, ended = (np.bincount(stretch, weights=part, minlength=width) for part in (w, w * event))
        total = np.cumsum(self.lives.factor * self.lives.hazard)
        gone = np.bincount(stretch, weights=w * event * self.lives.factor[self.lives.exit], minlength=width)
        lived = np.bincount(stretch, weights=w * total[self.lives.exit], minlength=width)
        self._gain = np.divide(gone, ended, out=np.zeros(width), where=ended > 0)
        self._lived = np.divide(lived, n, out=np.zeros(width), where=n > 0)
        self._until = np.where(self.rows >= 0, total[self.rows], 0.0)
        self._left = float(n.sum()) - np.cumsum(n)[:-1]

    def add(self, counts: np.ndarray) -> None:
        """Count clusters: lifetimes (first) and those that ended, per stretch and cluster."""
        n, ended = counts
        size = n.sum(axis=0)
        left = size - np.cumsum(n, axis=0)[:-1]
        added = np.cumsum(self._gain[:, None] * ended - self._lived[:, None] * n, axis=0)[:-1]
        added -= self._until[:, None] * left
        with np.errstate(invalid="ignore", divide="ignore"):
            kept = np.where(self._left[:, None] > 0, np.maximum(1 - left / self._left[:, None], 0.1), 1.0)
        self.jackknife += ((added / kept) ** 2).sum(axis=1)
        self.square += (added**2).sum(axis=1)
        self.fourth += (added**4).sum(axis=1)
        self.clusters += float((size > 0).sum())
        self.size_square += float((size**2).sum())

    def add_alone(self, lone: Lifetimes) -> None:
        """Count lifetimes that are clusters of their own, by exit and event."""
        for place, row in enumerate(self.rows.tolist()):
            added = log_influence(lone, row) if row >= 0 else np.zeros(len(lone.w))
            squares = float(lone.w @ added**2)
            self.jackknife[place] += squares
            self.square[place] += squares
            self.fourth[place] += float(lone.w @ added**4)
        self.clusters += float(lone.w.sum())
        self.size_square += float(lone.w.sum())

    def _used(self, plain: np.ndarray) -> np.ndarray:
        """Return which of the rows tell something, each once."""
        used = (self.rows >= 0) & (plain[self.rows] > 0)
        used[1:] &= np.diff(self.rows) > 0
        return used

    def variance(self, plain: np.ndarray) -> np.ndarray:
        """Return the variance of log survival at each row of the table, as `clustered_log_variance`."""
        used = self._used(plain)
        if not used.any():
            return plain
        rows, jackknife = self.rows[used], self.jackknife[used]
        factor = self.clusters / (self.clusters - 1) if self.clusters >= 2 else np.nan
        ratio = factor * jackknife / plain[rows]
        result: np.ndarray = plain * np.interp(np.arange(len(plain)), rows, ratio)
        return result

    def df(self, plain: np.ndarray) -> np.ndarray:
        """Return the degrees of freedom at each row of the table, as `clustered_log_df`."""
        whole, used = float(self.lives.w.sum()), self._used(plain)
        most = max(whole**2 / self.size_square - 1, 1.0) if self.size_square > 0 else np.nan
        if not used.any() or np.isnan(most):
            return np.full(len(plain), most)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.where(self.fourth > 0, 3 * self.square**2 / self.fourth, np.inf)
        df: np.ndarray = np.clip(np.interp(np.arange(len(plain)), self.rows[used], found[used]), 1.0, most)
        return df
