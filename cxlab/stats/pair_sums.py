"""Sums over pairs of columns with gaps, per group: all that covariances and their bootstrap need.

Rows are read once. Whole groups of them (customers, flights, or bags of these) are then drawn anew by adding
their sums up so many times as they were drawn, at a cost that does not depend on how many rows there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from ._base import Array

__all__ = ["PairSums", "bags", "drawn_counts", "pair_sums"]

CHUNK = 250
"""Groups whose rows are fetched together."""

MOST_BAGS = 1000
"""More clusters than this are put into so many bags by lot; an interval's width is then known to 2 %."""


@dataclass(frozen=True)
class PairSums:
    """Sums over the rows in which both of two columns are known; the last two axes are the columns.

    Columns are measured from `centre` in units of `scale`, so that nothing cancels.
    """

    sums: Array
    "First axis: sums of w, of w x_i (over the rows in which column j is known, too), of w x_i x_j."
    centre: Array
    scale: Array

    @property
    def weight(self) -> Array:
        """Return the sum of the weights of each pair."""
        return self.sums[0]

    def of(self, columns: Array) -> PairSums:
        """Return the sums of some of the columns, in this order."""
        sums = self.sums[..., columns, :][..., columns]
        return PairSums(sums, self.centre[columns], self.scale[columns])

    def drawn(self, times: Array) -> PairSums:
        """Return the sums of groups that were each drawn so often: a row of `times` per draw.

        Examples
        --------
        >>> sums = pair_sums(np.array([[1.0], [3.0], [5.0]]), groups=np.arange(3))
        >>> sums.drawn(np.array([[1, 1, 1], [0, 0, 3]])).means().round(6).tolist()
        [[3.0], [5.0]]
        """
        added = [np.tensordot(times.astype(float), part, axes=1) for part in self.sums]
        return PairSums(np.stack(added), self.centre, self.scale)

    def means(self) -> Array:
        """Return the weighted mean of each column."""
        weight, first = (np.diagonal(part, axis1=-2, axis2=-1) for part in self.sums[:2])
        with np.errstate(invalid="ignore", divide="ignore"):
            return first / weight * self.scale + self.centre

    def covariances(self) -> Array:
        """Return the weighted covariances (divisor sum of weights), each over the rows that know both."""
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self.sums[1] / self.weight
            spread = self.sums[2] / self.weight - mean * np.swapaxes(mean, -1, -2)
        return spread * np.outer(self.scale, self.scale)


def bags(clusters: Array, *, seed: int = 0, most: int = MOST_BAGS) -> tuple[Array, int]:
    """Return the bag of each row, and how many there are: a cluster each, or clusters by lot where many.

    Parameters
    ----------
    clusters
        Number 0, 1, ... of each row's cluster.
    seed
        The same seed gives the same bags.
    most
        The most bags.

    References
    ----------
    Wolter, K. M. (2007). Introduction to Variance Estimation, ch. 2: random groups.

    Examples
    --------
    >>> bags(np.array([0, 1, 1, 2]))
    (array([0, 1, 1, 2]), 3)
    >>> bags(np.arange(10_000))[1]
    1000
    """
    size = int(clusters.max(initial=-1)) + 1
    if size <= most:
        return clusters, size
    lot = np.random.default_rng(seed).permutation(size) % most
    return lot[clusters], most


def drawn_counts(size: int, draws: int, *, seed: int = 0) -> Array:
    """Return how often each of `size` groups is drawn in each of so many bootstrap samples.

    Examples
    --------
    >>> drawn_counts(4, 3).sum(axis=1).tolist()
    [4, 4, 4]
    """
    return _drawn_counts(size, draws, seed)


@lru_cache(maxsize=4)
def _drawn_counts(size: int, draws: int, seed: int) -> Array:
    """Draw once what is asked for again and again: the same seed gives the same lot."""
    found = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=draws)
    found.setflags(write=False)
    return found


def pair_sums(
    values: Array, *, groups: Array, size: int | None = None, weights: Array | None = None
) -> PairSums:
    """Add up the pairs of columns within each group.

    Parameters
    ----------
    values
        One row per answer, one column per question; nan where there is none.
    groups
        Number 0, 1, ... of each row's group.
    size
        How many groups there are; by default up to the last that has rows.
    weights
        Sampling weights; without them all rows count alike.

    Examples
    --------
    >>> rows = np.array([[1.0, 2.0], [3.0, np.nan], [5.0, 8.0]])
    >>> pair_sums(rows, groups=np.zeros(3, dtype=int)).covariances()[0].round(4).tolist()
    [[2.6667, 6.0], [6.0, 9.0]]
    """
    size = int(groups.max(initial=-1)) + 1 if size is None else size
    width = values.shape[1]
    centre, scale = _units(values)
    sums = np.zeros((3, size, width, width))
    # Small numbers are sorted in one go by their digits.
    order = np.argsort(groups.astype(np.uint16) if size <= 2**16 else groups, kind="stable")
    ends = np.cumsum(np.bincount(groups, minlength=size))
    for first in range(0, size, CHUNK):  # rows are fetched in large pieces, which bounds the memory too
        bounds = [int(ends[first - 1]) if first else 0, *ends[first : first + CHUNK].tolist()]
        rows = order[bounds[0] : bounds[-1]]
        x, w = (values[rows] - centre) / scale, None if weights is None else weights[rows]
        for at, (start, end) in enumerate(pairwise(bounds)):
            inside = slice(start - bounds[0], end - bounds[0])
            sums[:, first + at] = _block(x[inside], None if w is None else w[inside])
    return PairSums(sums, centre, scale)


def _block(x: Array, w: Array | None) -> Array:
    """Return the three sums of a few rows."""
    known = ~np.isnan(x)
    if known.all():  # one product instead of three
        weighted = x if w is None else x * w[:, None]
        first = np.repeat(weighted.sum(axis=0)[:, None], x.shape[1], axis=1)
        total = np.full_like(first, len(x) if w is None else w.sum())
        return np.stack([total, first, weighted.T @ x])
    filled, mask = np.where(known, x, 0.0), known.astype(float)
    heavy = mask if w is None else mask * w[:, None]
    weighted = filled if w is None else filled * w[:, None]
    return np.stack([mask.T @ heavy, filled.T @ heavy, weighted.T @ filled])


def _units(values: Array) -> tuple[Array, Array]:
    """Return a centre and a scale of each column; 0 and 1 where it holds nothing or does not vary."""
    few = values[:: max(len(values) // 100_000, 1)]  # any unit near the true one will do
    known = ~np.isnan(few)
    count = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, few, 0.0).sum(axis=0) / count
    spread = np.sqrt((np.where(known, few - centre, 0.0) ** 2).sum(axis=0) / count)
    return centre, np.where(spread > 1e-12 * np.maximum(np.abs(centre), 1.0), spread, 1.0)
