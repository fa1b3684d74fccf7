"""What follows what: counts, probabilities and times between, as a directly-follows graph."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog
from cxlab.stats import clustered_n, wilson

from ._common import check, few, first_of_runs, grouped_quantiles, log_of, pack

__all__ = ["END", "START", "transitions"]

START, END = "(start)", "(end)"
_TABLE = 2**22


def transitions(
    events: Any,
    *,
    ends: bool = False,
    unit: str = "days",
    min_n: int = 5,
    level: float = 0.95,
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
    sequence: str | None = None,
) -> pd.DataFrame:
    """How often each event is directly followed by each other, how likely that is and how long it takes.

    Parameters
    ----------
    events
        One row per event, in any order: pandas, polars, pyarrow, DuckDB or a path; or an `event_log` of
        them, read once for several questions.
    ends
        Whether to add rows from "(start)" to each customer's first event and from the last to "(end)".
    unit
        "days" or "hours" for the times between.
    min_n
        Transitions of fewer customers keep their row and count; share and times are suppressed.
    level
        Confidence level.
    customer, event, time
        Column names.
    sequence
        A column of numbers that orders events of the same time; without it they are ordered by name.

    Returns
    -------
    DataFrame
        from, to, n (transitions), customers, share (of what follows `from`), low, high (Wilson; the
        transitions of one customer are not independent, so their effective number is used), median_days,
        p90_days (times between, of transitions that happened), note, level; most frequent first. Rows left
        out are counted in `attrs["excluded"]`.

    Examples
    --------
    >>> events = pd.DataFrame({"customer_id": [1, 1, 1, 2, 2], "event": list("abbab"),
    ...     "timestamp": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-04"] + ["2024-01-01",
    ...     "2024-01-04"])})
    >>> transitions(events, min_n=1)[["from", "to", "n", "customers", "share", "median_days"]]
      from to  n  customers  share  median_days
    0    a  b  2          2    1.0          2.0
    1    b  b  1          1    1.0          2.0
    """
    size = check(level, min_n, unit)
    log = log_of(events, (customer, event, time), sequence)
    source, target, case, gap = _pairs(log, ends=ends)
    table = _count(source, target, case, gap, width=len(log.names) + 2, level=level)
    names = np.array([*log.names, START, END], dtype=object)
    hidden, note = few(table["customers"].to_numpy(), min_n)
    times = {f"{name}_{unit}": np.where(hidden, np.nan, table[name] / size) for name in ("median", "p90")}
    shares = {name: np.where(hidden, np.nan, table[name]) for name in ("share", "low", "high")}
    made = {"from": names[table["source"]], "to": names[table["target"]]}
    result = pd.DataFrame(made | {"n": table["n"], "customers": table["customers"]} | shares | times)
    result = result.assign(note=note, level=level)
    order = np.lexsort((table["target"], table["source"], -result["n"]))
    result = result.iloc[order].reset_index(drop=True)
    result.attrs["excluded"] = log.excluded
    return result


def _pairs(log: EventLog, *, ends: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return for each transition what, to what, whose and after how many microseconds (-1 for none)."""
    same = log.case[1:] == log.case[:-1]
    source, target = log.event[:-1][same], log.event[1:][same]
    case, gap = log.case[1:][same], (log.time[1:] - log.time[:-1])[same]
    if not ends or not len(log):
        return source, target, case, gap
    first = log.starts()
    last = np.append(first[1:], len(log)) - 1
    none, begin, finish = np.zeros(len(first), dtype=np.int64), len(log.names), len(log.names) + 1
    return (
        np.concatenate([source, none + begin, log.event[last]]),
        np.concatenate([target, log.event[first], none + finish]),
        np.concatenate([case, log.case[first], log.case[last]]),
        np.concatenate([gap, none, none]),
    )


def _count(
    source: np.ndarray, target: np.ndarray, case: np.ndarray, gap: np.ndarray, *, width: int, level: float
) -> pd.DataFrame:
    """Count pairs, how they are spread over customers, and the quantiles of their times."""
    pair = source * width + target
    kind, times = pack(pair, gap)
    starts = first_of_runs(kind)
    n = np.diff(np.append(starts, len(kind)))
    found = kind[starts]
    # Per customer: how often each pair (x), and how often its source at all (m), for the clustered variance.
    cases, pairs = pack(case, pair)
    runs = first_of_runs(cases, pairs)
    x, of_pair = np.diff(runs, append=len(pairs)), _places(found, pairs[runs], width * width)
    of_source = (found // width)[of_pair]
    edge = first_of_runs(cases[runs], of_source)
    m = np.add.reduceat(x, edge) if len(edge) else x
    source_of_m, repeated = of_source[edge], x > 1

    def by_source(values: np.ndarray | None) -> np.ndarray:
        return np.bincount(source_of_m, weights=values, minlength=width)[found // width]

    customers = np.bincount(of_pair, minlength=len(found))
    again = x[repeated].astype(float)
    xx = n + np.bincount(of_pair[repeated], weights=again**2 - again, minlength=len(found))
    xm = np.bincount(of_pair, weights=x * np.repeat(m, np.diff(edge, append=len(x))), minlength=len(found))
    clusters, total, squares = by_source(None), by_source(m), by_source(m.astype(float) ** 2)
    share = n / total if len(n) else np.zeros(0)
    low, high = _limits(share, total, xx - 2 * share * xm + share**2 * squares, clusters, level)
    return pd.DataFrame(
        {
            "source": found // width, "target": found % width, "n": n, "customers": customers, "share": share,
            "low": low, "high": high, "median": grouped_quantiles(times, starts, n, 0.5),
            "p90": grouped_quantiles(times, starts, n, 0.9),
        }
    )  # fmt: skip


def _places(found: np.ndarray, wanted: np.ndarray, most: int) -> np.ndarray:
    """Return where each wanted number stands among the sorted ones; by a table where they are small."""
    if most > _TABLE:
        return np.searchsorted(found, wanted)
    table = np.zeros(most, dtype=np.int32)
    table[found] = np.arange(len(found))
    return table[wanted]


def _limits(
    share: np.ndarray, total: np.ndarray, spread: np.ndarray, clusters: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return Wilson's limits with as many observations as the clustered ones are worth."""
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt(np.maximum(spread, 0) * clusters / (clusters - 1)) / total
        worth = clustered_n(share * (1 - share), se, n=total, n_eff=total, clusters=clusters)
    worth = np.where(clusters > 1, worth, 1.0)
    low, high = wilson(share * worth, worth, level=level)
    return low, high
