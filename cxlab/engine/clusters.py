"""Answers that belong together, counted in two levels: per cluster first, then clusters of like size.

A variance that respects clusters needs, of each cluster, its number of answers and the sum of their scores.
Both levels run where the data lies: what comes home is a row per group and size of cluster, not per cluster.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxlab.engine.collect import to_pandas
from cxlab.engine.counting import codes_of
from cxlab.engine.once import once, question_of
from cxlab.engine.per_cluster import CLASS, KIND, NAMES, Scores, per_cluster, per_cluster_pandas, source_of
from cxlab.engine.tally import By, as_keys, grouped, settle

__all__ = ["cluster_classes", "cluster_sums"]

# Clusters of weighted answers are put together where their sizes differ by less than a hundredth.
STEPS_PER_E = 100
_SUMS = ("total", "cross", "total_square", "own", "own_square")


def cluster_sums(
    data: Any, *, by: By = None, cluster: str, value: str, scores: Scores, weight: str | None = None
) -> pd.DataFrame:
    """Sum scored answers per group and cluster.

    Parameters
    ----------
    data
        pandas, polars, pyarrow, DuckDB or a path to Parquet or CSV files.
    by
        Column names, `Period`s and `HasValue`s.
    cluster
        The column that says which rows belong together; rows without a value are left out (each is a cluster
        of its own, which a `tally` holds already).
    value
        A column of whole numbers.
    scores
        Name of the score: what each value counts. All scores know the same values; rows with others, or
        without one, are left out.
    weight
        A numeric column of weights; rows without one are left out.

    Returns
    -------
    DataFrame
        One row per group and cluster: the keys, `cluster_number` (the same in every group),
        `cluster_answers`, `cluster_size` (sum of weights), `cluster_square` (sum of squared weights) and, per
        score, the sum of weight x score.

    Examples
    --------
    >>> answers = pd.DataFrame({"firm": ["a", "a", "b"], "nps": [9, 3, 10]})
    >>> sums = cluster_sums(answers, cluster="firm", value="nps", scores={"net": {3: -1, 9: 1, 10: 1}})
    >>> sums[["cluster_number", "cluster_size", "net"]]
       cluster_number  cluster_size  net
    0               0           2.0  0.0
    1               1           1.0  1.0
    """
    keys, source = source_of(data, by, cluster, value, scores, weight)
    if source.is_pandas:
        groups, _group, table = per_cluster_pandas(data, keys, cluster, value, scores, weight)
        table["cluster"] = codes_of("cluster", table["cluster"])[0]
        return pd.concat([groups, table.rename(columns=NAMES)], axis=1)
    frame, names = per_cluster(source, keys, cluster, value, scores, weight)
    small = to_pandas(frame)
    small["cluster"] = pd.factorize(small["cluster"], sort=True)[0]
    figures = ("size", "square", *scores)
    small = small[[*names, "answers", *figures]].astype(dict.fromkeys(figures, "float64"))
    small = small.astype({"answers": "int64"}).rename(columns=NAMES)
    return settle(small, [*names[:-1], "cluster_number"], source, keys)


def cluster_classes(
    data: Any,
    *,
    by: By = None,
    cluster: str,
    value: str,
    scores: Scores,
    weight: str | None = None,
    unit: float = 1.0,
    own: bool = False,
) -> pd.DataFrame:
    """Sum scored answers per group over clusters of like size.

    Parameters
    ----------
    data, by, cluster, value, scores, weight
        As for `cluster_sums`.
    unit
        A usual weight, such as the mean: sizes are told apart in proportion to it.
    own
        Whether each cluster's own mean is wanted too.

    Returns
    -------
    DataFrame
        One row per group and size of cluster (with a weight: sizes within a hundredth): the keys,
        `cluster_count` (their number), `cluster_answers`, and over them the sums of `cluster_size`,
        `cluster_size_square`, `cluster_square` (sum of squared weights) and, per score with total t and size
        s, "NAME total" (t), "NAME cross" (t s),
        "NAME total_square" (t^2) and, if wanted, "NAME own" (t / s) and "NAME own_square".

    Examples
    --------
    >>> answers = pd.DataFrame({"firm": ["a", "a", "b", "c"], "nps": [9, 3, 10, 9]})
    >>> scores = {"net": {3: -1, 9: 1, 10: 1}}
    >>> table = cluster_classes(answers, cluster="firm", value="nps", scores=scores)
    >>> table[["cluster_count", "cluster_size", "net total", "net total_square"]]
       cluster_count  cluster_size  net total  net total_square
    0              2           2.0        2.0               2.0
    1              1           2.0        0.0               0.0
    """
    scored = tuple((name, tuple(table.items())) for name, table in scores.items())
    question = ("classes", question_of(as_keys(by)), cluster, value, scored, weight, unit, own)
    count = partial(_counted_classes, data, by, cluster, value, scores, weight, unit=unit, own=own)
    return once(data, question, count)


def _counted_classes(
    data: Any, by: By, cluster: str, value: str, scores: Scores, weight: str | None, *, unit: float, own: bool
) -> pd.DataFrame:
    keys, source = source_of(data, by, cluster, value, scores, weight)
    parts = _SUMS if own else _SUMS[:3]
    if source.is_pandas:
        found = per_cluster_pandas(data, keys, cluster, value, scores, weight)
        return _classes_pandas(*found, list(scores), parts, unit if weight else None)
    frame, names = per_cluster(source, keys, cluster, value, scores, weight)
    small = (
        _plain(frame, names, scores, parts)
        if weight is None
        else _by_weight(frame, names, scores, parts, unit)
    )
    figures = [*CLASS, *(f"{name} {part}" for name in scores for part in parts)]
    small = small.astype(dict.fromkeys(figures, "float64") | {"clusters": "int64", "answers": "int64"})
    small = small[[*names[:-1], "kind", *figures]].rename(columns=NAMES | {"kind": KIND})
    return settle(small, [*names[:-1], KIND], source, keys).drop(columns=KIND)


def _plain(frame: Any, names: Sequence[str], scores: Scores, parts: Sequence[str]) -> pd.DataFrame:
    """Sum over clusters with as many answers: all but the totals follows from that number."""
    totals = {f"{name} total": nw.col(name) for name in scores}
    totals |= {f"{name} total_square": nw.col(name) * nw.col(name) for name in scores}
    frame = frame.with_columns(
        nw.col("answers").alias("kind"), nw.lit(1).alias("clusters"),
        *(term.alias(name) for name, term in totals.items()),
    )  # fmt: skip
    small = grouped(frame, [*names[:-1], "kind"], [nw.col(name).sum() for name in ("clusters", *totals)])
    small = small.astype(dict.fromkeys(("kind", "clusters", *totals), "float64"))
    size, number = small["kind"], small["clusters"]
    for name in ("answers", "size", "square"):
        small[name] = size * number
    small["size_square"] = size**2 * number
    for name in scores:
        small[f"{name} cross"] = small[f"{name} total"] * size
        if "own" in parts:
            small[f"{name} own"] = small[f"{name} total"] / size
            small[f"{name} own_square"] = small[f"{name} total_square"] / size**2
    return small


def _by_weight(
    frame: Any, names: Sequence[str], scores: Scores, parts: Sequence[str], unit: float
) -> pd.DataFrame:
    """Sum over clusters whose weights lie within a hundredth of each other."""
    size = nw.col("size")
    kind = ((size / unit).log() * STEPS_PER_E).round(0)
    columns = [kind.alias("kind"), nw.lit(1).alias("clusters"), (size * size).alias("size_square")]
    for name in scores:
        t = nw.col(name)
        terms = (t, t * size, t * t, t / size, (t / size) * (t / size))[: len(parts)]
        columns += [term.alias(f"{name} {part}") for term, part in zip(terms, parts, strict=True)]
    wanted = [*CLASS, *(f"{name} {part}" for name in scores for part in parts)]
    frame = frame.filter(size > 0).with_columns(*columns)
    return grouped(frame, [*names[:-1], "kind"], [nw.col(name).sum() for name in wanted])


def _classes_pandas(
    groups: pd.DataFrame,
    group: np.ndarray,
    table: pd.DataFrame,
    scores: Sequence[str],
    parts: Sequence[str],
    unit: float | None,
) -> pd.DataFrame:
    there = table["size"].to_numpy() > 0
    groups, table = (frame[there].reset_index(drop=True) for frame in (groups, table))
    group = group[there]
    size = table["size"].to_numpy()
    kind = size if unit is None else np.round(np.log(size / unit) * STEPS_PER_E)
    order = np.lexsort((kind, group))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(group[order]) != 0) | (np.diff(kind[order]) != 0)
    at = np.empty(len(order), dtype=np.intp)
    at[order] = np.cumsum(new) - 1
    count = int(new.sum())

    def summed(values: Any) -> np.ndarray:
        return np.bincount(at, weights=values, minlength=count)

    result = pd.DataFrame(index=range(count))
    result["clusters"] = np.bincount(at, minlength=count).astype("int64")
    result["answers"] = summed(table["answers"]).astype("int64")
    squares = {"size": size, "size_square": size * size, "square": table["square"]}
    for name, values in squares.items():
        result[name] = summed(values)
    for name in scores:
        t = table[name].to_numpy()
        terms = (t, t * size, t * t, t / size, (t / size) ** 2)
        for part, term in zip(parts, terms, strict=False):
            result[f"{name} {part}"] = summed(term)
    keys = groups.loc[order[new]].reset_index(drop=True)
    return pd.concat([keys, result.rename(columns=NAMES)], axis=1)
