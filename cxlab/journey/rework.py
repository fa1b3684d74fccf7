"""Loops and rework: where customers go through the same touchpoint again.

And what that costs them in time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog
from cxlab.results import protected
from cxlab.stats import wilson

from ._common import check, first_of_runs, grouped_quantiles, log_of, pack

__all__ = ["rework"]


def rework(
    events: Any,
    *,
    unit: str = "days",
    min_n: int = 5,
    level: float = 0.95,
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
    sequence: str | None = None,
) -> pd.DataFrame:
    """How many customers come to each touchpoint more than once, at once or after something else.

    Parameters
    ----------
    event
        The column of touchpoints (or events).
    events, unit, min_n, level, customer, time, sequence
        As for `transitions`.

    Returns
    -------
    DataFrame
        event, n (customers who come there), visits, repeated (customers who come more than once), share
        (of them), low, high (Wilson), self_loops (visits directly after one to the same touchpoint), returns
        (visits again after something else), median_days and p90_days (from a visit to the next one there),
        total_days (all these times together; times are suppressed where fewer than `min_n` customers come
        again), note, level; most repeated first. Rows left out are counted in
        `attrs["excluded"]`.

    Examples
    --------
    >>> events = pd.DataFrame({"customer_id": [1, 1, 1, 1, 2], "event": list("aabaa"),
    ...     "timestamp": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-06",
    ...     "2024-01-01"])})
    >>> rework(events, min_n=1)[["event", "n", "visits", "repeated", "self_loops", "returns", "total_days"]]
      event  n  visits  repeated  self_loops  returns  total_days
    0     a  2       4         1           1        1         5.0
    1     b  1       1         0           0        0         0.0
    """
    size = check(level, min_n, unit)
    log = log_of(events, (customer, event, time), sequence)
    width = len(log.names)
    code, gap, direct = _repeats(log)
    visits = np.bincount(log.event, minlength=width)
    events_of, cases = pack(log.event, log.case)
    own = first_of_runs(events_of, cases)
    customers = np.bincount(events_of[own], minlength=width)
    often = np.diff(np.append(own, len(cases))) > 1
    repeated = np.bincount(events_of[own][often], minlength=width)
    low, high = wilson(repeated, customers, level=level)
    figures = {"share": repeated / np.maximum(customers, 1), "low": low, "high": high}
    figures |= {f"{name}_{unit}": values / size for name, values in _times(code, gap, width).items()}
    loops = np.bincount(code[direct], minlength=width)
    table = pd.DataFrame(
        {"event": log.names, "n": customers, "visits": visits, "repeated": repeated}
        | {name: figures[name] for name in ("share", "low", "high")}
        | {"self_loops": loops, "returns": visits - customers - loops}
        | {name: values for name, values in figures.items() if "_" in name}
    ).assign(note="", level=level)
    table = protected(table, min_n=min_n)
    table = table.sort_values(["repeated", "visits"], ascending=False, kind="stable", ignore_index=True)
    table.attrs["excluded"] = log.excluded
    return table


def _times(code: np.ndarray, gap: np.ndarray, width: int) -> dict[str, np.ndarray]:
    """Return median, 90th percentile and sum of the times between visits, per touchpoint."""
    kinds, times = pack(code, gap)
    first = first_of_runs(kinds)
    counts = np.diff(np.append(first, len(kinds)))
    found = {}
    for name, q in (("median", 0.5), ("p90", 0.9)):
        found[name] = np.full(width, np.nan)
        found[name][kinds[first]] = grouped_quantiles(times, first, counts, q)
    return found | {"total": np.bincount(code, weights=gap, minlength=width)}


def _repeats(log: EventLog) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for each visit to a touchpoint after the first: which, how long since.

    Whether directly after.
    """
    order = np.lexsort((np.arange(len(log)), log.event, log.case))
    case, event, time = log.case[order], log.event[order], log.time[order]
    again = (case[1:] == case[:-1]) & (event[1:] == event[:-1])
    direct = (order[1:] - order[:-1])[again] == 1
    return event[1:][again], (time[1:] - time[:-1])[again], direct
