"""What the best customers do early on that others miss, both given the same time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog
from cxlab.errors import BadParameter, BadValue
from cxlab.results import hide, note_of, protected
from cxlab.stats import adjust_p, proportion_difference
from cxlab.text import Text

from ._common import check, check_correction, comparable, few, first_of_runs, log_of, no_events, pack
from .funnel.spec import duration

__all__ = ["steps_of_best"]

_DAY = 86_400_000_000
NOBODY = Text("nobody of the best, or of the others, is there at the landmark")


def steps_of_best(
    events: Any,
    *,
    best: Collection[Any],
    day: Any = None,
    correction: str = "holm",
    min_n: int = 5,
    level: float = 0.95,
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
) -> pd.DataFrame:
    """Which steps the best customers take early on that others miss, both given the same time.

    Who stays longer has more time to take any step. So customers who are known to be still there `day` days
    after their first event (they have a later one) are compared by what they did before that day.

    Parameters
    ----------
    best
        Ids of the best customers, for example the tenth with the highest value; the others are all other
        customers with events.
    day
        The landmark: a number of days, a timedelta or a text such as "36h". By default the median time from
        the first to the last event of all customers, so that half of them are compared; where most have
        events at one time only, what happened at that time is compared.
    correction
        "holm", "bh" or "none", over all events.
    min_n
        Events of fewer customers keep their row without figures; if the best or the others are fewer, all do.
    events, level, customer, event, time
        As for `transitions`.

    Returns
    -------
    DataFrame
        event, metric ("share_with_event"), estimate (the difference), low, high (Newcombe), value (share of
        the best who take it), value_versus (of the others), p, p_adjusted, n, n_versus (customers), customers
        (who take it), day (the landmark, in days), note, level; largest difference first. What differs is a
        lead, not a cause.
        `attrs["customers"]` counts who is compared and who is not there at the landmark.

    Raises
    ------
    BadValue
        All customers with events are among the best, or none.

    References
    ----------
    Anderson, J. R., Cain, K. C. and Gelber, R. D. (1983). J Clin Oncol 1 (landmark method).

    Examples
    --------
    >>> events = pd.DataFrame({"customer_id": [1, 1, 2, 3], "event": ["visit", "call", "visit", "visit"],
    ...     "timestamp": pd.Timestamp("2024-01-01")})
    >>> steps_of_best(events, best=[1], min_n=1)[["event", "value", "value_versus", "estimate"]]
       event  value  value_versus  estimate
    0   call    1.0           0.0       1.0
    1  visit    1.0           1.0       0.0
    """
    check(level, min_n)
    check_correction(correction)
    log = log_of(events, (customer, event, time))
    if not len(log):
        raise no_events(log)
    if isinstance(best, str):
        raise BadParameter(Text("best is a list of ids; found one text, write it as [id]"))
    known, wanted = comparable(log.ids, list(best))
    special = known.isin(wanted)
    everybody = log.case[log.starts()]
    n = int(special[everybody].sum())
    if not 0 < n < len(everybody):
        raise BadValue(
            Text(
                "of {n} customers with events {best} are among the best; there must be both",
                n=len(everybody),
                best=n,
            )
        )
    early, there, landmark = _until_landmark(log, None if day is None else duration(day, "day"))
    n = int(special[there].sum())
    others = len(there) - n
    codes, cases = pack(log.event[early], log.case[early])
    once = first_of_runs(codes, cases)
    codes, inside = codes[once], special[cases[once]]
    hits = np.bincount(codes[inside], minlength=len(log.names))
    rest = np.bincount(codes[~inside], minlength=len(log.names))
    test = proportion_difference(hits, n, rest, others, level=level)
    hidden, note = _few(hits, n, rest, others, min_n)
    why = note_of(min_n, alone=True)
    if not min(n, others):
        why = NOBODY
        hidden, note = np.ones(len(hits), dtype=bool), np.full(len(hits), why, dtype=object)
    figures = {
        "estimate": test.estimate, "low": test.low, "high": test.high,
        "value": hits / max(n, 1), "value_versus": rest / max(others, 1), "p": test.p,
    }  # fmt: skip
    shown = {name: np.where(hidden, np.nan, values) for name, values in figures.items()}
    table = pd.DataFrame({"event": log.names, "metric": "share_with_event"} | shown)
    table["p_adjusted"] = adjust_p(table["p"], method=correction)
    table = table.assign(
        n=n, n_versus=others, customers=hits + rest, landmark_day=landmark / _DAY, note=note, level=level
    )
    table = hide(table, hidden, why, only=("customers",)) if hidden.any() else table
    table = protected(table, min_n=min_n, keep=("landmark_day",))
    table = table.sort_values("estimate", ascending=False, kind="stable", ignore_index=True)
    table.attrs["excluded"] = log.excluded
    gone = len(everybody) - len(there)
    table.attrs["customers"] = {"compared": len(there), "not there at the landmark": gone}
    return table


def _until_landmark(log: EventLog, day: int | None) -> tuple[np.ndarray, np.ndarray, int]:
    """Return which events lie before the landmark, of customers with one after it; who they are; when it is.

    A landmark at 0 is the time of the first event itself.
    """
    starts = log.starts()
    lengths = np.diff(np.append(starts, len(log)))
    first, last = log.time[starts], log.time[starts + lengths - 1]
    lasts = last - first
    if day is None:
        day = int(np.sort(lasts)[(len(lasts) - 1) // 2])
    after = log.time - np.repeat(first, lengths)
    early = (after < day) if day else (after == 0)
    there = lasts >= day
    return early & np.repeat(there, lengths), log.case[starts[there]], day


def _few(
    hits: np.ndarray, n: int, rest: np.ndarray, others: int, min_n: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return which events too few had, or lacked, on either side, and the note that says so."""
    hidden, note = few(np.minimum(hits + rest, min(n, others)), min_n)
    for some in (hits, n - hits, rest, others - rest):
        hidden |= (some > 0) & (some < min_n)
    return hidden, np.where(hidden, note_of(min_n, alone=True), note).astype(object)
