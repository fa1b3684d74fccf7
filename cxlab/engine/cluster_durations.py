"""Durations of clusters, such as a customer's tickets: how many of each cluster ended within which stretch.

One row per cluster where the data lies, with a number for every stretch of time; these rows come block by
block and are not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxlab.engine.cluster_pairs import batches, with_cell
from cxlab.engine.elapsed import Moment, Unit, spans
from cxlab.engine.ids import id_column
from cxlab.engine.instants import per_unit
from cxlab.engine.tally import By, as_keys, check_labels, key_column, keyed, label_of

__all__ = ["MOST_STRETCHES", "cluster_durations"]

MOST_STRETCHES = 25
"""A row per cluster holds a number for every stretch, so these should not be many."""
_BLOCK = 250_000
# Rows of a cluster in a stretch, and those of them that ended, in one number, which doubles hold exactly.
_UNIT = 2.0**26


def cluster_durations(
    data: Any,
    *,
    start: str,
    end: str,
    until: Moment,
    by: By,
    groups: pd.DataFrame,
    cluster: str,
    edges: Sequence[float],
    unit: Unit = "hours",
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield, for clusters of each group, how many rows lie in each stretch of durations and how many ended.

    Parameters
    ----------
    data, start, end, until, by, unit
        As for `elapsed`; rows without a duration are left out, and rows without a cluster.
    groups
        The values of the keys, one row per group, as `elapsed` has them; groups elsewhere are left out.
    cluster
        The column that says which rows belong together.
    edges
        Where the stretches end, in `unit`, ascending, `MOST_STRETCHES` - 1 at most; an edge belongs to the
        stretch before it. The last stretch has no end.

    Yields
    ------
    group : array
        Per cluster: the place of its group in `groups`. A cluster in several groups comes once in each.
    counts : array
        Rows (first) and those that ended, per stretch and cluster.

    Examples
    --------
    >>> import pyarrow as pa
    >>> tickets = pa.table({"who": ["a", "a", "b"], "created": pd.to_datetime(["2024-01-01"] * 3),
    ...     "resolved": pd.to_datetime(["2024-01-02", None, "2024-01-03"])})
    >>> (group, counts), = cluster_durations(tickets, start="created", end="resolved", until="2024-01-04",
    ...     by=None, groups=pd.DataFrame(index=[0]), cluster="who", edges=[1.5], unit="days")
    >>> sorted(zip(*counts.reshape(4, -1).astype(int).tolist()))
    [(0, 1, 0, 1), (1, 1, 1, 0)]
    """
    keys = as_keys(by)
    check_labels(keys, reserved=("excluded", "duration", "ended", "n"))
    source, columns = spans(data, keys, start=start, end=end, until=until, also=[cluster])
    own = id_column(source, key_column(source, cluster), cluster)
    frame, names = keyed(source, keys, [own.alias("cluster"), *columns])
    frame = frame.filter((nw.col("why") == 0) & ~nw.col("cluster").is_null())
    wanted = groups[[label_of(key) for key in keys]]
    frame, codes = with_cell(frame, names, wanted, ("cluster", "span", "ended"))
    parts = [f"p{number}" for number in range(len(edges) + 1)]
    frame = _by_stretch(frame, [round(edge * per_unit(unit)) for edge in edges], parts)
    frame = frame.group_by("cell", "cluster").agg(*(nw.col(part).sum() for part in parts))
    place = pd.Index(codes)
    for batch in batches(frame.select("cell", *parts), _BLOCK):
        rows = np.stack([batch.column(part).to_numpy(zero_copy_only=False) for part in parts])
        whole = np.floor(rows / _UNIT)
        group = place.get_indexer(batch.column("cell").to_numpy(zero_copy_only=False))
        yield group, np.stack([whole, rows - whole * _UNIT])


def _by_stretch(frame: Any, limits: Sequence[int], parts: Sequence[str]) -> Any:
    """Return cell and cluster with a column per stretch, in which a row and whether it ended are told."""
    stretch: Any = nw.lit(len(limits))
    for number in range(len(limits) - 1, -1, -1):
        stretch = nw.when(nw.col("span") <= limits[number]).then(nw.lit(number)).otherwise(stretch)
    worth = nw.when(nw.col("ended")).then(nw.lit(_UNIT + 1)).otherwise(nw.lit(_UNIT))
    frame = frame.select("cell", "cluster", stretch.alias("stretch"), worth.alias("worth"))
    inside = (nw.col("stretch") == number for number in range(len(parts)))
    columns = (
        nw.when(one).then(nw.col("worth")).otherwise(nw.lit(0.0)).alias(part)
        for one, part in zip(inside, parts, strict=True)
    )
    return frame.select("cell", "cluster", *columns)
