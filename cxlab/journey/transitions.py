"""What follows what: counts, probabilities and times between, as a directly-follows graph."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadValue
from cxlab.stats import clustered_n, wilson

from ._common import check, few, log_of
from ._pairs import Pairs, count_pairs

__all__ = ["END", "START", "transitions"]

START, END = "(start)", "(end)"


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
        A column of numbers that orders events of the same time; by default the column "sequence" (the order
        of the file), where there is one, else they are ordered by name. For how many customers that matters
        stands in `attrs["ties"]`.

    Returns
    -------
    DataFrame
        from, to, n (transitions), customers, share (of what follows `from`), low, high (Wilson; the
        transitions of one customer are not independent, so their effective number is used), median_days,
        p90_days (times between, of transitions that happened), note, level; most frequent first. Rows left
        out are counted in `attrs["excluded"]`.

    Raises
    ------
    BadValue
        With `ends`, an event is called like one of them.

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
    if ends and (taken := {START, END} & set(log.names)):
        raise BadValue(f"an event is called {min(taken)!r}, as the ends are; rename it or pass ends=False")
    pairs = count_pairs(log, ends=ends)
    share = pairs.n / np.maximum(pairs.total, 1)
    low, high = _limits(share, pairs, level)
    names = np.array([*log.names, START, END], dtype=object)
    hidden, note = few(pairs.customers, min_n)
    figures = {"share": share, "low": low, "high": high}
    figures |= {f"median_{unit}": pairs.median / size, f"p90_{unit}": pairs.p90 / size}
    made = {
        "from": names[pairs.source],
        "to": names[pairs.target],
        "n": pairs.n,
        "customers": pairs.customers,
    }
    result = pd.DataFrame(made | {name: np.where(hidden, np.nan, values) for name, values in figures.items()})
    result = result.assign(note=note, level=level)
    order = np.lexsort((pairs.target, pairs.source, -pairs.n))
    result = result.iloc[order].reset_index(drop=True)
    result.attrs |= {"excluded": log.excluded, "ties": log.ties, "tie_rule": log.tie_rule}
    return result


def _limits(share: np.ndarray, pairs: Pairs, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return Wilson's limits with as many observations as the clustered ones are worth."""
    total, clusters = pairs.total, pairs.clusters
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt(pairs.spread * clusters / (clusters - 1)) / total
        worth = clustered_n(share * (1 - share), se, n=total, n_eff=total, clusters=clusters)
    worth = np.where(clusters > 1, worth, 1.0)
    low, high = wilson(share * worth, worth, level=level)
    return low, high
