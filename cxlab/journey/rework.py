"""Loops and rework: where customers go through the same touchpoint again.

And what that costs them in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog
from cxlab.results import protected
from cxlab.stats import wilson
from cxlab.text import Text

from ._clusters import clustered_share, clusters_of
from ._common import check, log_of, opened
from ._timezone import Timezone
from ._unfinished import Unfinished, unfinished

__all__ = ["rework"]


def rework(
    events: Any,
    *,
    observed_until: Any = None,
    cluster: Any = None,
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
    cluster
        A mapping or Series that names the account (or the like) of each customer, who are then not taken as
        independent.
    events, observed_until, unit, min_n, level, customer, time, sequence
        As for `transitions`.

    Returns
    -------
    DataFrame
        event, n (customers who come there), visits, repeated (customers who have come more than once so
        far), share (of n who come again; where recent ones may still do, that of Kaplan and Meier up to the
        time that the note says), low, high (Wilson), self_loops (visits directly after one to the same
        touchpoint), returns (visits again after something else), median_days and p90_days (from a visit to
        the next one there, recent visits allowed for), total_days (all these times together; times are
        suppressed where fewer than `min_n` customers come again), note, level; most repeated first. Rows left
        out are counted in `attrs["excluded"]`; `attrs["ties"]` as for `transitions`.

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
    events = opened(events)
    log = log_of(events, (customer, event, time), sequence)
    until = Timezone.of(events, time).instant(observed_until, "observed_until", log.time.max(initial=0))
    log = log.kept(log.time <= until, Text("after the observation ended"))
    width, seen = len(log.names), _Visits.of(log, until)
    code, gap = seen.event[seen.again], seen.gap[seen.again]
    again = Unfinished.alone(seen.event[seen.first], seen.gap[seen.first], seen.left[seen.first], width)
    people = clusters_of(log.ids, cluster)[seen.case[seen.first]]
    back = clustered_share(seen.event[seen.first], seen.again[seen.first], people, width, level=level)
    worth = again.worth * back["worth"] / np.maximum(back["n"], 1)
    low, high = wilson(again.share * worth, worth, level=level, df=back["df"])
    note = unfinished(again.until, np.full(width, "", dtype=object), size, unit)
    figures = {"share": again.share, "low": low, "high": high}
    spread = Unfinished.alone(seen.event, seen.gap, seen.left, width).spread_of((0.5, 0.9))
    figures |= {
        f"{name}_{unit}": values / size for name, values in zip(("median", "p90"), spread, strict=True)
    }
    figures[f"total_{unit}"] = np.bincount(code, weights=gap, minlength=width) / size
    visits = np.bincount(log.event, minlength=width)
    loops = np.bincount(seen.event[seen.direct], minlength=width)
    table = pd.DataFrame(
        {"event": log.names, "n": back["n"], "visits": visits, "repeated": back["hits"]}
        | {name: figures[name] for name in ("share", "low", "high")}
        | {"self_loops": loops, "returns": visits - back["n"] - loops}
        | {name: values for name, values in figures.items() if "_" in name}
    ).assign(note=note, level=level)
    table = protected(table, min_n=min_n)
    table = table.sort_values(["repeated", "visits"], ascending=False, kind="stable", ignore_index=True)
    table.attrs |= {"excluded": log.excluded, "ties": log.ties, "tie_rule": log.tie_rule}
    return table


@dataclass(frozen=True)
class _Visits:
    """Each visit by customer and touchpoint: how long until the next one there, or how long it was followed.

    `gap` is -1 where there is none; `direct`: whether the next one comes directly after it.
    """

    case: np.ndarray
    event: np.ndarray
    gap: np.ndarray
    left: np.ndarray
    first: np.ndarray
    direct: np.ndarray

    @classmethod
    def of(cls, log: EventLog, until: int) -> _Visits:
        order = np.lexsort((np.arange(len(log)), log.event, log.case))
        case, event, time = log.case[order], log.event[order], log.time[order]
        same = (case[1:] == case[:-1]) & (event[1:] == event[:-1])
        gap, first, direct = np.full(len(log), -1), np.ones(len(log), bool), np.zeros(len(log), bool)
        gap[:-1][same], first[1:] = (time[1:] - time[:-1])[same], ~same
        direct[:-1] = same & (order[1:] - order[:-1] == 1)
        return cls(case, event, gap, until - time, first, direct)

    @property
    def again(self) -> np.ndarray:
        """Which visits are followed by another one there."""
        return self.gap >= 0
