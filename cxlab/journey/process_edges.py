"""The process as it usually runs: what follows what on the paths that enough cases take."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog
from cxlab.text import Text

from ._common import check, first_of_runs, grouped_quantiles, log_of, no_events, pack
from .transitions import END, START, transitions
from .variants import often

__all__ = ["process_edges"]


def process_edges(
    events: Any,
    *,
    unit: str = "days",
    covering: float = 0.5,
    min_n: int = 5,
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
    sequence: str | None = None,
) -> pd.DataFrame:
    """Return what directly follows what on the paths of at least `min_n` cases, for a process map.

    In a short process a single rare way lets many transitions be computed from the others, so that
    `transitions` has to hide them. Here rare ways are left out as wholes: what is shown is the sum of
    `variants` that may be shown, and tells no more than they do.

    Parameters
    ----------
    covering
        Where the paths that may be shown are those of fewer than this share of the cases, as in long journeys
        that are each a path of their own, the transitions of all are counted one by one (`transitions` with
        its ends).
    min_n
        Paths of fewer cases are left out.
    events, unit, customer, event, time, sequence
        As for `transitions`.

    Returns
    -------
    DataFrame
        from, to, n (how often), customers (cases), share (of what follows `from`), median_days; with rows
        from "(start)" and to "(end)", where a case ends as far as it was seen; most frequent first.
        `attrs["visits"]` counts each event, `attrs["covered"]` is the share of cases whose path is shown (not
        there where transitions were counted one by one).

    Raises
    ------
    BadValue
        The log holds no usable event.

    Examples
    --------
    >>> events = pd.DataFrame({"customer_id": [1, 1, 2, 2, 3, 4], "event": list("ababab"),
    ...     "timestamp": pd.to_datetime(["2024-01-01", "2024-01-03"] * 3)})
    >>> edges = process_edges(events, min_n=2)
    >>> edges.attrs["covered"], edges[["from", "to", "n", "median_days"]]
    (0.5,       from     to  n  median_days
    0  (start)      a  2          0.0
    1        a      b  2          2.0
    2        b  (end)  2          0.0)
    """
    size = check(0.95, min_n, unit)
    log = log_of(events, (customer, event, time), sequence)
    starts = log.starts()
    if not len(starts):
        raise no_events(log)
    lengths = np.diff(np.append(starts, len(log)))
    shown = often(log, starts, lengths, min_n)
    if shown.mean() < covering:
        return transitions(log, ends=True, unit=unit, min_n=min_n)
    part = log.kept(np.repeat(shown, lengths), Text("rare path"))
    table = _edges(part, size, unit)
    occurs = np.bincount(part.event, minlength=len(log.names))
    table.attrs["visits"] = {name: int(n) for name, n in zip(log.names, occurs, strict=True) if n}
    table.attrs["covered"] = float(shown.mean())
    table.attrs |= {"excluded": log.excluded, "ties": log.ties, "tie_rule": log.tie_rule}
    return table


def _edges(log: EventLog, size: int, unit: str) -> pd.DataFrame:
    """Count the transitions of whole paths, the ends included."""
    names, width = np.array([*log.names, START, END], dtype=object), len(log.names) + 2
    first = log.starts()
    last = np.append(first[1:], len(log)) - 1 if len(log) else first
    same = log.case[1:] == log.case[:-1]
    none = np.zeros(len(first), dtype=np.int64)
    source = np.concatenate([log.event[:-1][same], none + width - 2, log.event[last]])
    target = np.concatenate([log.event[1:][same], log.event[first], none + width - 1])
    gap = np.concatenate([(log.time[1:] - log.time[:-1])[same], none, none])
    case = np.concatenate([log.case[1:][same], log.case[first], log.case[last]])
    pair, times = pack(source * width + target, gap)
    runs = first_of_runs(pair)
    n = np.diff(runs, append=len(pair))
    found = pair[runs]
    pairs, cases = pack(source * width + target, case)
    once = pairs[first_of_runs(pairs, cases)]
    customers = np.unique(once, return_counts=True)[1]
    total = np.bincount(found // width, weights=n, minlength=width)
    table = pd.DataFrame(
        {
            "from": names[found // width],
            "to": names[found % width],
            "n": n,
            "customers": customers,
            "share": n / total[found // width],
            f"median_{unit}": grouped_quantiles(times, runs, n, 0.5) / size,
        }
    )
    # As a case goes: the start before, the end after what is as frequent.
    rank = np.where(found // width == width - 2, -1, np.where(found % width == width - 1, 1, 0))
    order = np.lexsort((found % width, found // width, rank, -n))
    return table.iloc[order].reset_index(drop=True)
