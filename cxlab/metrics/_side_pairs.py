"""Clusters by what they have on two sides, such as two periods, or a segment and the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.engine import cluster_pairs
from cxlab.engine.cluster_pairs import MOST_CELLS, ClusterPairs
from cxlab.stats.few_clusters import ClusterSide, FewClusters, intraclass

from ._answers import Answers
from ._clusters import MANY, Clustered, ClusterSource
from ._net import band

__all__ = ["PairedClusters", "SidePairs", "count_pairs"]

_SUMS = ("size", "size_square", "square", "total", "cross", "total_square")


@dataclass(frozen=True)
class SidePairs:
    """Clusters by what they have on two sides, in classes of alike ones.

    First classes of named clusters, which may lie on both sides, then of answers without a cluster.

    Attributes
    ----------
    number
        Per class: how many clusters.
    answers
        Per side (rows) and class: their answers.
    sums
        Likewise, by name, what `ClusterSide` needs.
    named
        How many classes are of named clusters.
    """

    number: np.ndarray
    answers: np.ndarray
    sums: dict[str, np.ndarray]
    named: int

    @classmethod
    def of(cls, each: Clustered, side: np.ndarray) -> SidePairs:
        """Return the clusters one by one; `side` says for each element 0 or 1, -1 for neither."""
        chosen = (side >= 0) & (each.size > 0)
        each, side = each.chosen(chosen), side[chosen]
        known = each.cluster >= 0
        code = np.unique(each.cluster[known], return_inverse=True)[1]
        rows = np.zeros((4, 2, int(code.max(initial=-1)) + 1))
        for row, name in zip(rows, ("answers", "size", "square", "total"), strict=True):
            np.add.at(row, (side[known], code), getattr(each, name)[known])
        return cls._joined(np.ones(rows.shape[2]), rows, each.chosen(~known), side[~known])

    @classmethod
    def counted(cls, table: pd.DataFrame, lone: Clustered, side: np.ndarray) -> SidePairs:
        """Return clusters as the engine counts them, and answers without one by the side of each element."""
        number = table["clusters"].to_numpy(dtype=float)
        size, total = (
            table[[name, f"{name}_versus"]].to_numpy(dtype=float).T * number for name in ("size", "total")
        )
        chosen = (side >= 0) & (lone.size > 0)
        return cls._joined(number, np.stack([size, size, size, total]), lone.chosen(chosen), side[chosen])

    @classmethod
    def _joined(cls, number: np.ndarray, rows: np.ndarray, lone: Clustered, side: np.ndarray) -> SidePairs:
        """Put named clusters (answers, size, square and total of each class) and single answers together."""
        answers, size, square, total = rows
        own = (size, size**2 / number, square, total, size * total / number, total**2 / number)
        column = np.arange(len(side))

        def extended(values: np.ndarray, name: str) -> np.ndarray:
            more = np.zeros((2, len(side)))
            more[side, column] = getattr(lone, name)
            return np.hstack([values, more])

        sums = {name: extended(values, name) for name, values in zip(_SUMS, own, strict=True)}
        return cls(np.concatenate([number, lone.clusters]), extended(answers, "answers"), sums, len(number))

    @property
    def means(self) -> np.ndarray:
        """Return the mean of either side; nan where nobody answered."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.sums["total"].sum(axis=1) / self.sums["size"].sum(axis=1)

    @property
    def clusters(self) -> np.ndarray:
        """Return the number of clusters on either side."""
        return ((self.sums["size"] > 0) * self.number).sum(axis=1)

    def side(self, which: int, within: float) -> ClusterSide:
        """Return the clusters of one side; `within` is its sum of weight x score^2."""
        there = self.sums["size"][which] > 0
        parts = {name: values[which, there] for name, values in self.sums.items()}
        answers = float(self.answers[which].sum())
        return ClusterSide(clusters=self.number[there], within=within, answers=answers, **parts)

    def clustered(self, which: int, group: int) -> Clustered:
        """Return the clusters of one side as those of a group."""
        there = self.sums["size"][which] > 0
        number = self.number[there]
        parts = {name: values[which, there] for name, values in self.sums.items()}
        own = parts["total"] / parts["size"] * number
        return Clustered(
            group=np.full(len(number), group), cluster=np.full(len(number), -1), clusters=number,
            answers=self.answers[which, there], own=own, own_square=own**2 / number, **parts,
        )  # fmt: skip

    def se(self, sides: list[ClusterSide]) -> float:
        """Return the CR1 standard error of the difference."""
        whole = self.sums["size"].sum(axis=1)
        apart = sum(
            float(part.residual_square.sum()) / size**2 for part, size in zip(sides, whole, strict=True)
        )
        named = slice(0, self.named)
        residual = self.sums["total"][:, named] - self.means[:, None] * self.sums["size"][:, named]
        shared = float(residual[0] @ (residual[1] / self.number[named])) / (whole[0] * whole[1])
        clusters = self.number.sum()
        return float(np.sqrt(clusters / (clusters - 1) * max(apart - 2 * shared, 0.0)))

    def law(self, sides: list[ClusterSide]) -> FewClusters:
        """Return the law of the difference over its standard error."""
        whole = self.sums["size"].sum(axis=1, keepdims=True)
        share, noise = self.sums["size"] / whole, self.sums["square"] / whole**2
        clusters = self.number.sum()
        number = self.number
        factor = float(clusters / (clusters - 1))
        return FewClusters(number, share / number, noise / number, intraclass(sides), factor)


@dataclass(frozen=True)
class PairedClusters:
    """The clusters of several comparisons.

    Attributes
    ----------
    pairs
        Per comparison, the clusters by what they have on its two sides.
    groups
        Groups of answers that lie on any side.
    per_group
        Clusters with a weight above 0 in each group of answers; 0 in groups that are not among these.
    clusters
        How many clusters there are in these groups.
    products
        Sums over clusters of the products of their sizes in these groups, then their totals, with each other.
    """

    pairs: list[SidePairs]
    groups: np.ndarray
    per_group: np.ndarray
    clusters: float
    products: np.ndarray


def count_pairs(
    answers: Answers, sides: Sequence[np.ndarray], *, everywhere: bool = False, products: bool = False
) -> PairedClusters:
    """Count the clusters of net scores by what they have on two sides.

    Of many answers they are counted where the data lies, in two levels; else one by one.

    Parameters
    ----------
    answers
        Answers with clusters.
    sides
        Per comparison and group of answers: 0, 1, or -1 for neither side.
    everywhere
        Whether clusters are counted in groups that lie on no side, too.
    products
        Whether these are wanted.
    """
    source, score = answers.clusters, answers.scored(band(answers.value))
    assert source is not None
    here = np.any([side >= 0 for side in sides], axis=0) | everywhere
    groups = np.flatnonzero(np.broadcast_to(here, len(answers.groups)))
    counted = _in_two_levels(answers, source, score, sides, groups)
    if counted is None:
        apart = not products and answers.n.sum() >= MANY
        each = source.compared(score) if apart else source.each(score)
        pairs = [SidePairs.of(each, side[each.group]) for side in sides]
        return PairedClusters(pairs, groups, *_of_each(each, groups, len(answers.groups), products))
    lone = source.lone(score)
    pairs = [
        SidePairs.counted(table, lone, side[lone.group])
        for table, side in zip(counted.tables, sides, strict=True)
    ]
    per_group, clusters, own = _of_each(lone, groups, len(answers.groups), products)
    per_group[groups] += counted.per_cell
    return PairedClusters(
        pairs, groups, per_group, counted.clusters + clusters, own + counted.products if products else own
    )


def _in_two_levels(
    answers: Answers,
    source: ClusterSource,
    score: Mapping[float, float],
    sides: Sequence[np.ndarray],
    groups: np.ndarray,
) -> ClusterPairs | None:
    """Return the clusters as the engine counts them where that saves time, and every answer is among them."""
    if source.weight or answers.n.sum() < MANY or not len(source.values) or len(groups) > MOST_CELLS:
        return None
    own = [side[groups] for side in sides]
    counted = cluster_pairs(
        source.data, by=source.keys, cells=answers.groups.iloc[groups], cluster=source.column,
        value=source.score, score=score, sides=own,
    )  # fmt: skip
    alone = np.bincount(source.alone["group"], weights=source.alone["n"], minlength=len(answers.groups))
    named = (answers.size() - alone)[groups]
    wanted = np.array([[named[side == which].sum() for which in (0, 1)] for side in own])
    return counted if np.array_equal(counted.sizes, wanted) else None


def _of_each(
    each: Clustered, groups: np.ndarray, size: int, products: bool
) -> tuple[np.ndarray, float, np.ndarray]:
    """Return clusters per group, how many in all, and sums of products, of clusters given one by one."""
    cell = np.full(size, -1)
    cell[groups] = np.arange(len(groups))
    there = (cell[each.group] >= 0) & (each.size > 0)
    each = each.chosen(there)
    cell = cell[each.group]
    per_group = np.bincount(each.group, weights=each.clusters, minlength=size)
    named = each.cluster >= 0
    who = np.unique(each.cluster[named], return_inverse=True)[1]
    number = int(who.max(initial=-1)) + 1 + float(each.clusters[~named].sum())
    if not products:
        return per_group, number, np.zeros((0, 0))
    return per_group, number, _products(each, cell, who, len(groups))


def _products(each: Clustered, cell: np.ndarray, who: np.ndarray, count: int) -> np.ndarray:
    """Return the sums of products; `who` numbers the named clusters."""
    named = each.cluster >= 0
    products = np.zeros((2 * count, 2 * count))
    if named.any():
        from scipy.sparse import csr_matrix

        values = np.concatenate([each.size[named], each.total[named]])
        place = (np.tile(who, 2), np.concatenate([cell[named], cell[named] + count]))
        sums = csr_matrix((values, place), shape=(int(who.max(initial=-1)) + 1, 2 * count))
        products += np.asarray((sums.T @ sums).todense())
    lone, at = each.chosen(~named), cell[~named]  # an answer on its own lies in a single group
    for row, column, part in (
        (at, at, lone.size_square), (at, at + count, lone.cross), (at + count, at, lone.cross),
        (at + count, at + count, lone.total_square),
    ):  # fmt: skip
        np.add.at(products, (row, column), part)
    return products
