"""What follows what: counts, probabilities and times between, as a directly-follows graph."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog
from cxlab.errors import BadValue
from cxlab.results import NOTHING_HIDDEN, hide, note_of
from cxlab.stats import wilson
from cxlab.stats.disclosure import hidden_cells
from cxlab.text import Text

from ._common import check, log_of, opened
from ._directly_follows import FollowCounts, count_follows
from ._timezone import Timezone
from ._unfinished import unfinished

__all__ = ["END", "START", "transitions"]

START, END = "(start)", "(end)"


def transitions(
    events: Any,
    *,
    ends: bool = False,
    observed_until: Any = None,
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
    observed_until
        When the data was taken, as for `funnel`; default the last event. A journey whose last event is recent
        may still go on: it is taken as censored, not as ended.
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
        from, to, n (transitions), customers, share (of what follows `from`; with `ends` of all `from`), low,
        high (Wilson; the transitions of one customer are not independent, so their effective number is used),
        median_days, p90_days (times between), note, level; most frequent first. Where journeys are cut short,
        shares and times are those of Aalen and Johansen up to the time that the note says (later than that
        fewer than a tenth are followed). To "(end)" go journeys without a further event for so long;
        `attrs["running"]` counts the others, `attrs["visits"]` how often each event occurs (none of fewer
        than `min_n` customers). Rows left out are counted in `attrs["excluded"]`.

    References
    ----------
    Aalen, O. and Johansen, S. (1978), Scand J Statist 5; as weighted shares: Satten, G. A. and Datta, S.
    (2001), Am Statist 55.

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
    events = opened(events)
    log = log_of(events, (customer, event, time), sequence)
    if ends and (taken := {START, END} & set(log.names)):
        raise BadValue(
            Text(
                "an event is called {taken!r}, as the ends are; rename it or pass ends=False",
                taken=min(taken),
            )
        )
    until = Timezone.of(events, time).instant(observed_until, "observed_until", log.time.max(initial=0))
    log = log.kept(log.time <= until, Text("after the observation ended"))
    pairs = count_follows(log, ends=ends, until=until)
    low, high = wilson(pairs.share * pairs.worth, pairs.worth, level=level)
    names = np.array([*log.names, START, END], dtype=object)
    hidden = _hidden(pairs, min_n)
    alone = not (hidden & (pairs.customers >= min_n)).any()
    note = unfinished(pairs.until, np.full(len(hidden), "", dtype=object), size, unit)
    figures = {"share": pairs.share, "low": low, "high": high}
    figures |= {f"median_{unit}": pairs.median / size, f"p90_{unit}": pairs.p90 / size}
    made = {
        "from": names[pairs.source],
        "to": names[pairs.target],
        "n": pairs.n,
        "customers": pairs.customers,
    }
    result = pd.DataFrame(made | figures).assign(note=note, level=level)
    result = hide(result, hidden, note_of(min_n, alone=alone), keep=("from", "to"))
    order = np.lexsort((pairs.target, pairs.source, np.where(hidden, 0, -pairs.n)))
    result = result.iloc[order].reset_index(drop=True)
    result.attrs |= {"excluded": log.excluded, "ties": log.ties, "tie_rule": log.tie_rule}
    result.attrs |= {"running": pairs.running, "visits": _visits(log, pairs, min_n)}
    return result


def _visits(log: EventLog, pairs: FollowCounts, min_n: int) -> dict[Any, int]:
    """Return how often each event occurs, which the sum of the transitions shown is not: some are hidden."""
    occurs = np.bincount(log.event, minlength=len(log.names))
    customers = np.zeros(len(log.names) + 2, dtype=np.int64)  # at least; the ends come last
    for side in (pairs.source, pairs.target):
        np.maximum.at(customers, side, pairs.customers)
    shown = customers >= max(min_n, 1)
    return {name: int(n) for name, n, seen in zip(log.names, occurs, shown, strict=False) if seen}


def _hidden(pairs: FollowCounts, min_n: int) -> np.ndarray:
    """Tell which transitions are not shown: of few customers, and what gives them away.

    What comes in and what goes out of an event is known, with the ends and without them: what protects the
    one sum may leave a cell alone in the other, so both are looked at until nothing is added. Where the ends
    are not shown they are judged all the same: where few journeys end, what goes on would give them away.
    """
    if min_n <= NOTHING_HIDDEN:
        return pairs.customers < min_n
    source, target, n, customers = pairs.with_ends()
    hidden, before = customers < min_n, -1
    names = len(pairs.begun) - 2
    inside = (source < names) & (target < names)
    while hidden.sum() > before:
        before = int(hidden.sum())
        for chosen in (inside, np.ones(len(hidden), dtype=bool)):
            if chosen.any():
                lines = [source[chosen], target[chosen]]
                more = hidden_cells(n[chosen], lines, k=min_n, small=hidden[chosen])
                hidden[chosen] |= more & (hidden[chosen] | (customers[chosen] > 0))
    width = names + 2
    told = np.sort((source * width + target)[~hidden])
    return ~np.isin(pairs.source * width + pairs.target, told)
