"""Answers of clusters that lie on two sides, such as two periods or a segment and the rest, in two levels.

First, where the data lies, one row per cluster with its answers in every cell; then, block by block as these
rows come, how many clusters have how many answers with which total on either side. Only these are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxlab.engine.clusters import cluster_sums
from cxlab.engine.collect import to_arrow
from cxlab.engine.ids import id_column
from cxlab.engine.once import once, question_of
from cxlab.engine.per_cluster import among, changes, score_column, whole_number
from cxlab.engine.tally import By, as_keys, check_labels, key_column, keyed, label_of, scan_for

__all__ = ["MOST_CELLS", "ClusterPairs", "cluster_pairs"]

MOST_CELLS = 64
"""A row per cluster holds a number for every cell, so these should not be many."""
_BLOCK = 500_000
# Answers of a cluster in a cell and their total in one number, which doubles hold exactly: one sum per cell.
_UNIT = 2.0**26
_DENSE = 2_000_000
_EXACT = 2.0**53


@dataclass(frozen=True)
class ClusterPairs:
    """How clusters lie on two sides.

    Attributes
    ----------
    tables
        Per comparison the distinct rows of size, total, size_versus, total_versus (whole numbers), and
        `clusters`, how many have these; clusters with answers on neither side are left out.
    products
        Sums over clusters of the products of their sizes in all cells, then their totals, with each other.
    clusters
        Clusters with answers in any cell, and per cell.
    """

    tables: list[pd.DataFrame]
    products: np.ndarray
    clusters: int
    per_cell: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """Return the answers counted on the first side and on the second, per comparison."""
        names = ["size", "size_versus"]
        return np.array([(table[names].T * table["clusters"]).sum(axis=1) for table in self.tables])


def cluster_pairs(
    data: Any,
    *,
    by: By,
    cells: pd.DataFrame,
    cluster: str,
    value: str,
    score: Mapping[float, float],
    sides: Sequence[np.ndarray],
) -> ClusterPairs:
    """Count clusters by their answers on two sides, for several comparisons in one pass.

    Parameters
    ----------
    data
        pandas, polars, pyarrow, DuckDB or a path to Parquet or CSV files.
    by
        Column names and `Period`s.
    cells
        Values of the keys, one row per cell, as a `tally` by them returns them; rows elsewhere take no part.
    cluster
        The column that says which rows belong together; rows without a value are left out.
    value
        A column of whole numbers.
    score
        What each value counts, whole numbers; rows with other values are left out.
    sides
        Per comparison and cell: 0 (the first side), 1 (the second), -1 (no part in it).

    Examples
    --------
    >>> answers = pd.DataFrame({"wave": [1, 1, 2, 2], "who": ["a", "b", "a", "c"], "nps": [9, 3, 10, 9]})
    >>> found = cluster_pairs(answers, by="wave", cells=pd.DataFrame({"wave": [1, 2]}), cluster="who",
    ...     value="nps", score={3: -1, 9: 1, 10: 1}, sides=[np.array([0, 1])])
    >>> found.tables[0]
       size  total  size_versus  total_versus  clusters
    0     0      0            1             1         1
    1     1     -1            0             0         1
    2     1      1            1             1         1
    """
    keys = as_keys(by)
    check_labels(keys, reserved=("cluster_number",))
    wanted = tuple(cells.itertuples(index=False, name=None))
    compared = tuple(side.tobytes() for side in sides)
    question = ("pairs", question_of(keys), wanted, cluster, value, tuple(score.items()), compared)
    return once(data, question, partial(_counted, data, keys, cells, cluster, value, score, sides))


def _counted(
    data: Any, keys: Sequence[Any], cells: pd.DataFrame, cluster: str, value: str,
    score: Mapping[float, float], sides: Sequence[np.ndarray],
) -> ClusterPairs:  # fmt: skip
    low = int(min(score.values()))
    count = _Count.of(len(cells), sides, low)
    for block in _blocks(data, keys, cells, cluster, value, score, low):
        count.add(block)
    return count.result()


def _blocks(
    data: Any, keys: Sequence[Any], cells: pd.DataFrame, cluster: str, value: str,
    score: Mapping[float, float], low: int,
) -> Iterator[np.ndarray]:  # fmt: skip
    """Yield clusters (columns): per cell, answers and their total above the lowest score in one number."""
    source = scan_for(data, keys, [cluster, value])
    if source.is_pandas:
        yield _dense(data, keys, cells, cluster, value, score, low)
        return
    own = id_column(source, key_column(source, cluster), cluster)
    answer = whole_number(source, value).alias("value")
    frame, names = keyed(source, keys, [own.alias("cluster"), answer])
    usable = among(score) & ~nw.col("cluster").is_null()
    packed = score_column(score).cast(nw.Float64) + nw.lit(_UNIT - low)
    frame = frame.with_columns(packed.alias("packed")).filter(usable)
    frame, codes = with_cell(frame, names, cells, ("cluster", "packed"))
    parts = [f"p{number}" for number in range(len(cells))]
    frame = frame.select(
        "cluster",
        *(
            nw.when(nw.col("cell") == int(code)).then(nw.col("packed")).otherwise(nw.lit(0.0)).alias(part)
            for code, part in zip(codes, parts, strict=True)
        ),
    )
    frame = frame.group_by("cluster").agg(*(nw.col(part).sum() for part in parts))
    for batch in batches(frame.select(*parts)):
        yield np.stack([batch.column(number).to_numpy() for number in range(len(parts))])


def batches(frame: Any, size: int = _BLOCK) -> Iterator[Any]:
    """Yield a frame in Arrow batches, from DuckDB as they are made."""
    if frame.implementation.is_duckdb():
        yield from frame.to_native().to_arrow_reader(size)
    else:
        yield from to_arrow(frame).to_batches(max_chunksize=size)


def with_cell(
    frame: Any, names: Sequence[str], cells: pd.DataFrame, kept: Sequence[str]
) -> tuple[Any, np.ndarray]:
    """Return the kept columns of rows in a cell, by a number made of one per key, and that of every cell."""
    places = {f"place{at}": _place(name, cells.iloc[:, at]) for at, name in enumerate(names)}
    columns = [place.alias(name) for name, (place, _codes) in places.items()]
    frame = frame.select(*kept, *columns)
    cell, wanted = nw.lit(0), np.zeros(len(cells), dtype=np.int64)
    for name, (_place_of_row, codes) in places.items():
        frame = frame.filter(nw.col(name) >= 0)
        span = int(codes.max(initial=0)) + 1
        cell, wanted = cell * span + nw.col(name), wanted * span + codes
    return frame.select(*kept, cell.alias("cell")), wanted


def _place(name: str, values: pd.Series) -> tuple[nw.Expr, np.ndarray]:
    """Return the number of a row's key among those of the cells (-1 for none of them), and of each cell's."""
    codes, found = pd.factorize(values, use_na_sentinel=False)
    key, result = nw.col(name), nw.lit(-1)
    for code in range(len(found) - 1, -1, -1):
        own = key.is_null() if pd.isna(found[code]) else key == _literal(found[code])
        result = nw.when(own).then(nw.lit(code)).otherwise(result)
    return result, codes


def _literal(wanted: Any) -> Any:
    if isinstance(wanted, pd.Timestamp):
        return wanted.to_pydatetime()
    return wanted.item() if isinstance(wanted, np.generic) else wanted


def _dense(
    data: Any, keys: Sequence[Any], cells: pd.DataFrame, cluster: str, value: str,
    score: Mapping[float, float], low: int,
) -> np.ndarray:  # fmt: skip
    """Return the same for pandas."""
    found = cluster_sums(data, by=keys, cluster=cluster, value=value, scores={"cluster_score": score})
    names = list(map(label_of, keys))
    new = changes(found, names)  # rows are sorted by group, and groups are few
    place = cells[names].astype(object).assign(cell_=np.arange(len(cells)))
    group = found.loc[new, names].astype(object).merge(place, on=names, how="left")["cell_"]
    cell = group.to_numpy(dtype=float)[np.cumsum(new) - 1]
    known = ~np.isnan(cell)
    who = found["cluster_number"].to_numpy()[known]
    size = found["cluster_answers"].to_numpy(dtype=float)[known]
    above = np.rint(found["cluster_score"].to_numpy()[known]) - low * size
    rows = np.zeros((len(cells), int(who.max(initial=-1)) + 1))
    rows[cell[known].astype(int), who] = size * _UNIT + above  # a cluster has one row in a group
    return rows


@dataclass
class _Count:
    """What has been counted so far; `sides` holds 0 or 1 per comparison, side and cell."""

    sides: np.ndarray
    low: int
    products: np.ndarray
    per_cell: np.ndarray
    seen: list[list[np.ndarray]]
    clusters: int = 0

    @classmethod
    def of(cls, cells: int, sides: Sequence[np.ndarray], low: int) -> _Count:
        masks = np.array([[side == 0, side == 1] for side in sides], dtype=float).reshape(-1, 2, cells)
        return cls(
            masks, low, np.zeros((2 * cells, 2 * cells)), np.zeros(cells, dtype=np.int64), [[] for _ in masks]
        )

    def add(self, rows: np.ndarray) -> None:
        """Count a block of clusters."""
        rows = rows[:, rows.any(axis=0)]
        if not rows.size:
            return
        size = np.floor(rows / _UNIT)
        above = rows - size * _UNIT
        self.clusters += rows.shape[1]
        self.per_cell += (size > 0).sum(axis=1)
        both = np.vstack([size, above])
        spans = np.tile([size.sum(axis=0).max() + 1, above.sum(axis=0).max() + 1], 2)
        if np.prod(spans) < _EXACT:
            # All four numbers of all comparisons in one product each: most of the time goes into this line.
            steps = np.append(np.cumprod(spans[:0:-1])[::-1], 1.0)
            codes = self._packed(steps) @ both
            tables = [_distinct(code.astype(np.int64), spans.astype(np.int64)) for code in codes]
        else:
            tables = [_distinct_rows(np.vstack([side @ part for side in sides for part in (size, above)]))
                      for sides in self.sides]  # fmt: skip
        for seen, table in zip(self.seen, tables, strict=True):
            seen.append(table)
        both[len(size) :] += self.low * size
        self.products += both @ both.T

    def _packed(self, steps: np.ndarray) -> np.ndarray:
        """Return per comparison what a cell's answers, and their total, add to the packed four numbers."""
        first, second = self.sides[:, 0], self.sides[:, 1]
        return np.hstack([steps[0] * first + steps[2] * second, steps[1] * first + steps[3] * second])

    def result(self) -> ClusterPairs:
        """Return all blocks together."""
        tables = [self._table(seen) for seen in self.seen]
        return ClusterPairs(tables, self.products, self.clusters, self.per_cell)

    def _table(self, seen: list[np.ndarray]) -> pd.DataFrame:
        rows = np.concatenate([np.zeros((0, 5), dtype=np.int64), *seen])
        size, above, other, above_other, clusters = rows.T
        columns = {"size": size, "total": above + self.low * size, "size_versus": other,
                   "total_versus": above_other + self.low * other}  # fmt: skip
        table = pd.DataFrame(columns).assign(clusters=clusters)
        table = table[(size > 0) | (other > 0)]
        return table.groupby(list(columns), as_index=False, sort=True)["clusters"].sum()


def _distinct(code: np.ndarray, spans: np.ndarray) -> np.ndarray:
    """Return the distinct rows of columns packed into one number, and how often each occurs."""
    whole = int(spans.prod())
    if whole <= _DENSE:
        number = np.bincount(code, minlength=whole)
        codes = np.flatnonzero(number)
        number = number[codes]
    else:
        codes, number = np.unique(code, return_counts=True)
    found = []
    for span in spans[:0:-1]:
        codes, part = np.divmod(codes, span)
        found.append(part)
    return np.column_stack([codes, *reversed(found), number])


def _distinct_rows(parts: np.ndarray) -> np.ndarray:
    """Return the same for columns whose numbers are too large to be packed."""
    rows, number = np.unique(parts.T.astype(np.int64), axis=0, return_counts=True)
    return np.column_stack([rows, number])
