"""Scored answers summed per group and cluster where the data lies: the first of two levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxlab.engine.ids import as_ids, id_column
from cxlab.engine.inner import inner
from cxlab.engine.once import once, question_of
from cxlab.engine.scan import Scan
from cxlab.engine.tally import (
    By,
    Renamed,
    as_keys,
    check_labels,
    finite,
    key_column,
    keyed,
    label_of,
    scan_for,
    tally,
)

__all__ = [
    "CLASS",
    "KIND",
    "NAMES",
    "Scores",
    "among",
    "changes",
    "per_cluster",
    "per_cluster_pandas",
    "score_column",
    "source_of",
    "whole_number",
]

Scores = Mapping[str, Mapping[float, float]]

CLUSTER, ANSWER = inner("cluster"), inner("answer")
CLASS = ("clusters", "answers", "size", "size_square", "square")
# In results, where a group column may well be called "size".
KIND = "cluster_kind"
NAMES = {name: f"cluster_{name}" for name in CLASS} | {
    "clusters": "cluster_count",
    "cluster": "cluster_number",
}
_WEIGHED = ("weight_sum", "weight_square_sum")


def source_of(
    data: Any, by: By, cluster: str, value: str, scores: Scores, weight: str | None
) -> tuple[list[Any], Scan]:
    """Return the keys, and what is read of the data for them."""
    keys = as_keys(by)
    check_labels(keys, reserved=(*NAMES.values(), *scores))
    return keys, scan_for(data, keys, [cluster, value, *([weight] if weight else [])])


def per_cluster(
    source: Scan, keys: Sequence[Any], cluster: str, value: str, scores: Scores, weight: str | None
) -> tuple[Any, list[str]]:
    """Return one row per cluster with its size and totals, and the columns that name it."""
    own = id_column(source, key_column(source, cluster), cluster)
    others = [own.alias("cluster"), whole_number(source, value).alias("value")]
    others += [finite(source, weight).alias("w")] if weight else []
    frame, names = keyed(source, keys, others)
    usable = among(next(iter(scores.values()))) & ~nw.col("cluster").is_null()
    scored = {name: score_column(table) for name, table in scores.items()}
    columns = [nw.lit(1).alias("answers")]
    if weight:
        w = nw.col("w")
        usable = usable & ~w.is_null()
        scored = {name: w * score for name, score in scored.items()}
        columns += [w.alias("size"), (w * w).alias("square")]
    columns += [score.alias(name) for name, score in scored.items()]
    names = [*names, "cluster"]
    sums = [nw.col(name).sum() for name in ("answers", *(("size", "square") if weight else ()), *scores)]
    frame = frame.filter(usable).with_columns(*columns).group_by(*names, drop_null_keys=False).agg(*sums)
    if weight is None:  # then all three are one number, which need not be summed three times
        number = nw.col("answers").cast(nw.Float64)
        frame = frame.with_columns(number.alias("size"), number.alias("square"))
    return frame, names


def per_cluster_pandas(
    data: Any, keys: Sequence[Any], cluster: str, value: str, scores: Scores, weight: str | None
) -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame]:
    """Return the same for pandas, from a tally: keys, number of the group, and figures of each cluster.

    Narwhals spends more on a survey of ten thousand answers than the counting takes; contract tests hold both
    ways to equal results.
    """
    known = tuple(next(iter(scores.values())))
    asked = ("answers of clusters", question_of(keys), cluster, value, known, weight)
    cells = once(data, asked, partial(_Cells.of, data, keys, cluster, value, known, weight), lasting=False)
    at, first = np.cumsum(cells.start) - 1, np.flatnonzero(cells.start)
    table = pd.DataFrame({"cluster": cells.frame[CLUSTER].array[first]})
    for name, values in (("answers", cells.n), ("size", cells.size), ("square", cells.square)):
        table[name] = np.bincount(at, weights=values, minlength=len(first))
    for name, score in scores.items():
        scored = cells.frame[ANSWER].map(dict(score)).to_numpy(dtype=float)
        table[name] = np.bincount(at, weights=cells.size * scored, minlength=len(first))
    groups = cells.frame[list(map(label_of, keys))].iloc[first].reset_index(drop=True)
    return groups, (np.cumsum(cells.new) - 1)[first], table.astype({"answers": "int64"})


@dataclass(frozen=True)
class _Cells:
    """How often each cluster gave each answer in each group, sorted; where groups and clusters begin."""

    frame: pd.DataFrame
    n: np.ndarray
    size: np.ndarray
    square: np.ndarray
    new: np.ndarray
    start: np.ndarray

    @classmethod
    def of(
        cls,
        data: Any,
        keys: Sequence[Any],
        cluster: str,
        value: str,
        known: Sequence[float],
        weight: str | None,
    ) -> _Cells:
        # Under names of our own: the user's column may be called as those of a tally.
        unit, answer = Renamed(cluster, CLUSTER), Renamed(value, ANSWER)
        cells = tally(data, by=[*keys, unit, answer], weight=weight)
        cells[CLUSTER] = as_ids(cells[CLUSTER], cluster)
        rows = cells["n"] - (cells["weight_missing"] if weight else 0)
        usable = cells[ANSWER].isin(known) & cells[CLUSTER].notna() & (rows > 0)
        cells = cells[usable.to_numpy()]
        new = changes(cells, list(map(label_of, keys)))
        n = rows.to_numpy()[usable.to_numpy()]
        size, square = (cells[name].to_numpy() for name in _WEIGHED) if weight else (n, n)
        return cls(cells, n, size, square, new, new | changes(cells, [CLUSTER]))


def changes(cells: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """Return which rows of a sorted frame differ from the one before in some of the columns."""
    new = np.zeros(len(cells), dtype=bool)
    new[:1] = True
    for name in names:
        codes = _comparable(cells[name])
        new[1:] |= codes[1:] != codes[:-1]
    return new


def _comparable(values: pd.Series) -> np.ndarray:
    """Return numbers that are equal where values are: whole numbers and categories have them already."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy()
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iub":
        return values.to_numpy()
    return pd.factorize(values)[0]


def whole_number(source: Scan, column: str) -> nw.Expr:
    """Return a numeric column; whole numbers as they are, which are summed faster than fractions."""
    return nw.col(column) if source.frame.collect_schema()[column].is_integer() else finite(source, column)


def among(table: Mapping[float, float]) -> nw.Expr:
    """Return whether a whole number is among the scored ones."""
    low, high = min(table), max(table)
    usable = (nw.col("value") >= low) & (nw.col("value") <= high)
    gaps = [value for value in range(int(low), int(high)) if value not in table]
    return usable & ~nw.col("value").is_in(gaps) if gaps else usable


def score_column(table: Mapping[float, float]) -> nw.Expr:
    """Return what each value counts: one comparison per run of values that count the same."""
    values = sorted(table)
    answer = nw.col("value")
    if all(table[value] == value for value in values):
        return answer
    whole = all(float(score).is_integer() for score in table.values())
    kind = int if whole else float
    result: Any = nw.lit(kind(table[values[-1]]))
    for value, after in reversed(list(pairwise(values))):
        if table[value] != table[after]:
            result = nw.when(answer <= value).then(nw.lit(kind(table[value]))).otherwise(result)
    return result
