"""The difference of two scores when answers come in clusters, which may lie on one side or on both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxlab.stats import Difference
from cxlab.stats.few_clusters import ClusterSide, FewClusters, intraclass

from ._clusters import Clustered

__all__ = ["TwoSides", "joint_difference"]

_SUMS = ("size", "size_square", "square", "total", "cross", "total_square")


@dataclass(frozen=True)
class TwoSides:
    """A difference with its test, the clusters on either side, how many SE the interval reaches."""

    test: Difference
    clusters: np.ndarray
    reach: float


def joint_difference(
    each: Clustered, side: np.ndarray, within: tuple[float, float], *, level: float
) -> TwoSides:
    """Test the difference of the means of two sides with the variance of what each cluster adds to it.

    Parameters
    ----------
    each
        Every cluster for itself, as `ClusterSource.each` returns it.
    side
        Per element of `each`: 0 (own side), 1 (the other), -1 (no part in it).
    within
        Per side, the sum of weight x score^2.

    Returns
    -------
    TwoSides
        Standard error CR1 over the clusters of both sides; test and interval by the law of `FewClusters`. A
        side of fewer than two clusters has no variance between clusters: no test then.
    """
    both = _Both.of(each, side, within)
    clusters = np.array([part.clusters.sum() for part in both.sides])
    gap = float(both.means[0] - both.means[1])
    se = both.se() if clusters.min() >= 2 else np.nan
    # Rounding leaves 1e-17 where the clusters do not vary; that is no standard error.
    if not se > 1e-12:
        return TwoSides(Difference(gap, *[np.nan] * 5), clusters, np.nan)
    law = both.law()
    reach = law.critical(level)
    test = Difference(gap, se, gap / se, law.p(gap / se), gap - reach * se, gap + reach * se)
    return TwoSides(test, clusters, reach)


@dataclass(frozen=True)
class _Both:
    """The clusters of two sides: first the named ones, which may lie on both, then classes of lone answers.

    `sums` holds, by name, one row per side and one column per cluster or class; `named` says how many columns
    are named clusters.
    """

    number: np.ndarray
    sums: dict[str, np.ndarray]
    named: int
    sides: list[ClusterSide]

    @classmethod
    def of(cls, each: Clustered, side: np.ndarray, within: tuple[float, float]) -> _Both:
        chosen = (side >= 0) & (each.size > 0)
        each, side = each.chosen(chosen), side[chosen]
        known = each.cluster >= 0
        code = np.unique(each.cluster[known], return_inverse=True)[1]
        count = int(code.max(initial=-1)) + 1
        lone = np.flatnonzero(~known)
        column = np.arange(count, count + len(lone))
        sums = {}
        for name in _SUMS:
            rows = np.zeros((2, count + len(lone)))
            if name in ("size", "square", "total"):  # the rest follows from these
                values = getattr(each, name)
                np.add.at(rows, (side[known], code), values[known])
            rows[side[lone], column] = getattr(each, name)[lone]
            sums[name] = rows
        size, total = sums["size"][:, :count], sums["total"][:, :count]
        sums["size_square"][:, :count] = size**2
        sums["cross"][:, :count], sums["total_square"][:, :count] = size * total, total**2
        number = np.concatenate([np.ones(count), each.clusters[lone]])
        answers = np.bincount(side, weights=each.answers, minlength=2)
        sides = [_side(number, sums, which, within[which], float(answers[which])) for which in (0, 1)]
        return cls(number, sums, count, sides)

    @property
    def means(self) -> np.ndarray:
        """Return the mean of either side; nan where nobody answered."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.sums["total"].sum(axis=1) / self.sums["size"].sum(axis=1)

    def se(self) -> float:
        """Return the CR1 standard error of the difference."""
        whole = self.sums["size"].sum(axis=1)
        apart = sum(
            float(part.residual_square.sum()) / size**2 for part, size in zip(self.sides, whole, strict=True)
        )
        named = slice(0, self.named)
        residual = self.sums["total"][:, named] - self.means[:, None] * self.sums["size"][:, named]
        shared = float(residual[0] @ residual[1]) / (whole[0] * whole[1])
        clusters = self.number.sum()
        return float(np.sqrt(clusters / (clusters - 1) * max(apart - 2 * shared, 0.0)))

    def law(self) -> FewClusters:
        """Return the law of the difference over its standard error."""
        whole = self.sums["size"].sum(axis=1, keepdims=True)
        share, noise = self.sums["size"] / whole, self.sums["square"] / whole**2
        clusters = self.number.sum()
        number = self.number
        factor = float(clusters / (clusters - 1))
        return FewClusters(number, share / number, noise / number, intraclass(self.sides), factor)


def _side(
    number: np.ndarray, sums: dict[str, np.ndarray], which: int, within: float, answers: float
) -> ClusterSide:
    there = sums["size"][which] > 0
    parts = {name: values[which, there] for name, values in sums.items()}
    return ClusterSide(clusters=number[there], within=within, answers=answers, **parts)
