"""Answers that belong together: what the variance of a score needs of each cluster."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import cluster_classes, cluster_sums
from cxlab.engine.tally import Key
from cxlab.stats.few_clusters import FEW, ClusterSide
from cxlab.text import Text

from ._groups import Notes

__all__ = ["ClusterSource", "Clustered", "counted_classes", "names_people", "note_few_clusters", "number_in"]

MANY = 200_000
"""Answers from which on the clusters of a comparison are counted in two levels, not one by one."""
_SCORE = "cluster_score_{}"  # a name that no group column has
# Columns that name a person: groups of fewer people than `min_n` are hidden however often each answers.
_PEOPLE = re.compile(
    r"customer|consumer|client|user|person|respondent|member|subscriber|guest|patient|passenger|panel(l)?ist"
    r"|kunde|nutzer|mitglied|befragte|teilnehmer|(^|_)cust(_|$)",
    re.IGNORECASE,
)


def names_people(column: str | None) -> bool:
    """Tell whether a column names people, so that its clusters are what `min_n` counts.

    >>> names_people("customer_id"), names_people("Kundennummer"), names_people("flight")
    (True, True, False)
    """
    return column is not None and _PEOPLE.search(column) is not None


@dataclass(frozen=True)
class Clustered:
    """Clusters in classes of like size, one element per group and class; see `ClusterSide`.

    `own` and `own_square` sum each cluster's own mean and its square, where they were asked for.
    """

    group: np.ndarray
    cluster: np.ndarray
    clusters: np.ndarray
    answers: np.ndarray
    size: np.ndarray
    size_square: np.ndarray
    square: np.ndarray
    total: np.ndarray
    cross: np.ndarray
    total_square: np.ndarray
    own: np.ndarray
    own_square: np.ndarray

    def chosen(self, mask: np.ndarray) -> Clustered:
        """Return some of the elements."""
        return Clustered(**{name: values[mask] for name, values in vars(self).items()})

    def joined(self, other: Clustered) -> Clustered:
        """Return the elements of both."""
        return _joined(self, other)

    def singly(self) -> Clustered:
        """Return a class of like clusters as so many elements, each with its mean size and total."""
        times = np.rint(self.clusters).astype(int)
        spread = {
            name: np.repeat(values / times if name not in ("group", "cluster") else values, times)
            for name, values in vars(self).items()
        }
        return Clustered(**spread)

    def side(self, within: float) -> ClusterSide:
        """Return all elements as the clusters of one mean; `within` is the sum of weight x score^2."""
        return ClusterSide(
            clusters=self.clusters, size=self.size, size_square=self.size_square, square=self.square,
            total=self.total, cross=self.cross, total_square=self.total_square, within=within,
            answers=float(self.answers.sum()),
        )  # fmt: skip


@dataclass(frozen=True)
class ClusterSource:
    """Where clustered answers are counted: the data, its columns, and those without a cluster.

    Attributes
    ----------
    data, keys, column, score, weight
        What the engine reads.
    groups
        The group columns, one row per group.
    values
        The valid answers that occur.
    alone
        Cells of answers without a cluster, each a cluster of its own: group, value, n, w, ww.
    unit
        The mean weight.
    """

    data: Any
    keys: Sequence[Key]
    column: str
    score: str
    weight: str | None
    groups: pd.DataFrame
    values: np.ndarray
    alone: pd.DataFrame
    unit: float

    @property
    def people(self) -> bool:
        """Whether a cluster is a person."""
        return names_people(self.column)

    def classes(
        self, scores: Mapping[str, Mapping[float, float]], *, own: bool = False
    ) -> dict[str, Clustered]:
        """Return, per score, the clusters of each group in classes of like size."""
        table = None
        if len(self.values):
            named = {_SCORE.format(number): table for number, table in enumerate(scores.values())}
            table = cluster_classes(
                self.data, by=self.keys, cluster=self.column, value=self.score, scores=named,
                weight=self.weight, unit=self.unit, own=own,
            )  # fmt: skip
        return {
            name: self._classes(table, _SCORE.format(number), scores[name])
            for number, name in enumerate(scores)
        }

    def _classes(self, table: pd.DataFrame | None, name: str, score: Mapping[float, float]) -> Clustered:
        alone = self.lone(score)
        if table is None:
            return alone
        columns = {"group": number_in(self.groups, table), "cluster": np.full(len(table), -1)}
        for part in ("clusters", "answers", "size", "size_square", "square"):
            label = "cluster_count" if part == "clusters" else f"cluster_{part}"
            columns[part] = table[label].to_numpy(dtype=float)
        for part in ("total", "cross", "total_square", "own", "own_square"):
            label = f"{name} {part}"
            columns[part] = table[label].to_numpy() if label in table else np.zeros(len(table))
        return _joined(Clustered(**columns), alone)

    def each(self, score: Mapping[float, float]) -> Clustered:
        """Return every cluster of every group for itself, where it matters which are the same."""
        alone = self.lone(score)
        if not len(self.values):
            return alone
        table = cluster_sums(
            self.data, by=self.keys, cluster=self.column, value=self.score,
            scores={_SCORE.format(0): score},
            weight=self.weight,
        )  # fmt: skip
        table = table[table["cluster_size"] > 0]
        size, total = table["cluster_size"].to_numpy(), table[_SCORE.format(0)].to_numpy()
        parts = {
            "group": number_in(self.groups, table), "cluster": table["cluster_number"].to_numpy(),
            "clusters": np.ones(len(table)), "answers": table["cluster_answers"].to_numpy(dtype=float),
            "size": size, "size_square": size**2, "square": table["cluster_square"].to_numpy(),
            "total": total,
            "cross": total * size, "total_square": total**2, "own": total / size,
            "own_square": (total / size) ** 2,
        }  # fmt: skip
        return _joined(Clustered(**parts), alone)

    def compared(self, score: Mapping[float, float]) -> Clustered:
        """Return the clusters to compare groups: which are the same matters only where they cross them.

        It is counted first whether any cluster lies in several groups. Where none does, classes of like
        clusters are all that a comparison needs, and they come from the engine in two levels.
        """
        if not len(self.values) or not self.keys:
            return self.each(score)
        classes = self.classes({"": score})[""]
        whole = cluster_classes(
            self.data, cluster=self.column, value=self.score, scores={_SCORE.format(0): score},
            weight=self.weight, unit=self.unit,
        )  # fmt: skip
        named = classes.clusters.sum() - float(self.alone["n"].sum())
        return classes if named == whole["cluster_count"].sum() else self.each(score)

    def lone(self, score: Mapping[float, float]) -> Clustered:
        """Return the answers without a cluster, each one of its own, in classes of alike ones."""
        cells = self.alone
        y = cells["value"].map(dict(score)).to_numpy(dtype=float)
        n, w, ww = (cells[name].to_numpy(dtype=float) for name in ("n", "w", "ww"))
        return Clustered(
            group=cells["group"].to_numpy(), cluster=np.full(len(cells), -1), clusters=n, answers=n, size=w,
            size_square=ww, square=ww, total=y * w, cross=y * ww, total_square=y**2 * ww, own=y * n,
            own_square=y**2 * n,
        )  # fmt: skip


def counted_classes(
    group: np.ndarray, named: np.ndarray, clusters: np.ndarray, rows: np.ndarray, hits: np.ndarray
) -> Clustered:
    """Return clusters that were counted elsewhere, in classes of as many rows and hits.

    Parameters
    ----------
    group, named, clusters, rows, hits
        Per class: its group, whether its rows belong to clusters, how many these are, and the rows and hits
        of each. Rows without a cluster are clusters of their own: those that hit, and those that do not.
    """
    own = _classes(group[named], clusters[named], rows[named], hits[named])
    group, rows, hits = group[~named], rows[~named], hits[~named]
    alone = [_classes(group, number, number > 0, hit) for number, hit in ((hits, 1), (rows - hits, 0))]
    return own.joined(alone[0]).joined(alone[1])


def _classes(group: np.ndarray, clusters: np.ndarray, rows: np.ndarray, hits: Any) -> Clustered:
    number, each = clusters.astype(float), rows.astype(float)
    total = number * hits
    size, share = number * each, hits / np.maximum(each, 1)
    found = Clustered(
        group=group, cluster=np.full(len(group), -1), clusters=number, answers=size, size=size,
        size_square=size * each, square=size, total=total, cross=total * each, total_square=total * hits,
        own=number * share, own_square=number * share**2,
    )  # fmt: skip
    return found.chosen(size > 0)


def _joined(first: Clustered, second: Clustered) -> Clustered:
    return Clustered(
        **{name: np.concatenate([values, getattr(second, name)]) for name, values in vars(first).items()}
    )


def number_in(groups: pd.DataFrame, table: pd.DataFrame) -> np.ndarray:
    """Return for each row of a table the row of `groups` with the same keys; missing keys are alike."""
    names = list(groups.columns)
    if not names:
        return np.zeros(len(table), dtype=np.intp)
    both = pd.concat([groups.astype(object), table[names].astype(object)], ignore_index=True)
    number = both.groupby(names, dropna=False, sort=False, observed=True).ngroup().to_numpy()
    return number[len(groups) :]  # groups are distinct, so their numbers are their rows


def note_few_clusters(notes: Notes, where: np.ndarray, clusters: np.ndarray) -> None:
    """Note groups whose interval rests on few clusters."""
    few = where & (clusters >= 2) & (clusters < FEW)
    notes.add(few, Text("only {number} clusters: a rough interval", number=2), number=clusters)
