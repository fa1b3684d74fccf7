"""Who is in a funnel: attempts from any data, with the end of their observation.

By the fast path or the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog, event_log, first_chains
from cxlab.engine.instants import micros_of
from cxlab.engine.scan import scan
from cxlab.errors import BadParameter, BadValue, UnknownName

from ._attempts import Attempts, attempts_of
from ._common import comparable
from ._plan import Plan

__all__ = ["Columns", "Units", "units_of"]

LATE = "after the observation ended"
EARLY = "before the customer existed"
NO_END = "no end of observation"


@dataclass(frozen=True)
class Columns:
    """Which columns hold what."""

    case: str
    event: str
    time: str
    sequence: str | None
    by: str | None


@dataclass(frozen=True)
class Units:
    """Attempts, when each stops being observed, the group of each, and what was left out.

    `fast` says that the engine counted where the data lies.
    """

    attempts: Attempts
    end: np.ndarray
    groups: list[Any]
    group: np.ndarray
    rows: int
    excluded: dict[str, int]
    fast: bool


def units_of(
    events: Any,
    plan: Plan,
    columns: Columns,
    *,
    observed_from: Any,
    observed_until: Any,
    entry_from: Any,
    entry_to: Any,
) -> Units:
    """Return the attempts at a funnel.

    Raises
    ------
    UnknownName
        A step names no event that occurs.
    BadValue
        The date range or the observation is empty.
    """
    between = _range(events, columns.time, entry_from, entry_to)
    simple = plan.order == "sequential" and plan.entry == "first" and plan.ties == "strict" and not plan.drops
    if simple and observed_from is None and not _per_customer(observed_until):
        fast = _fast(events, plan, columns, observed_until, between)
        if fast is not None:
            return fast
    sequence = columns.sequence if plan.ties == "sequence" else None
    log = event_log(
        events,
        case=columns.case,
        event=columns.event,
        time=columns.time,
        sequence=sequence,
        value=columns.by,
        keep=plan.needed,
    )
    _require_steps(plan, set(log.names), lambda: _all_names(events, columns.event))
    log, end = _observed(log, events, columns.time, observed_from, observed_until)
    attempts = attempts_of(log, plan, entry_from=between[0], entry_to=between[1])
    groups, group = _groups(attempts.value, log.values, len(attempts))
    excluded = dict(log.excluded)
    if plan.ties == "strict":
        excluded.pop("duplicate", None)  # at the same time nothing follows, so they change nothing
    return Units(attempts, end[attempts.case], groups, group, log.rows, excluded, fast=False)


def _fast(
    events: Any, plan: Plan, columns: Columns, until: Any, between: tuple[int | None, int | None]
) -> Units | None:
    chains = first_chains(
        events, [step.events for step in plan.steps], case=columns.case, event=columns.event,
        time=columns.time, window=plan.window, stops=plan.stops, value=columns.by, until=until,
        entry_from=between[0], entry_to=between[1],
    )  # fmt: skip
    if chains is None:
        return None
    _require_steps(plan, chains.seen, lambda: chains.seen)
    size = len(chains.start)
    value, values = None, []
    if columns.by is not None:
        codes, found = pd.factorize(chains.value, sort=True)
        value, values = np.where(codes < 0, len(found), codes), list(found)
    groups, group = _groups(value, values, size)
    none = np.zeros(size, dtype=bool)
    attempts = Attempts(np.arange(size), chains.start, chains.reached, chains.stop, none, value)
    end = np.full(size, chains.until)
    return Units(attempts, end, groups, group, chains.rows, chains.excluded, fast=True)


def _require_steps(plan: Plan, seen: set[Any], everything: Callable[[], set[Any]]) -> None:
    """Refuse steps whose events never occur; one that occurs in rows left out alone was reached by nobody."""
    missing = [step for step in plan.steps if not step.events & seen]
    names = everything() if missing else seen
    if not names:
        raise BadValue("the data holds no event, so there is no funnel")
    for step in missing:
        if not step.events & names:
            raise UnknownName("event", str(min(step.events, key=str)), sorted(map(str, names)))


def _all_names(events: Any, column: str) -> set[Any]:
    from cxlab.engine import tally

    return set(tally(events, by=column)[column].dropna())


def _per_customer(observed: Any) -> bool:
    return isinstance(observed, Mapping | pd.Series)


def _observed(log: EventLog, events: Any, time: str, since: Any, until: Any) -> tuple[EventLog, np.ndarray]:
    """Cut the log to when each customer was observed; return the end of that per customer."""
    if since is not None:
        begin = _moments(log, events, time, since, missing=np.iinfo(np.int64).min)
        log = log.kept(log.time >= begin[log.case], EARLY)
    if until is None:
        last = _last(events, time) if len(log) else 0
        return log, np.full(len(log.ids), last)
    end = _moments(log, events, time, until, missing=np.iinfo(np.int64).min)
    log = log.kept(end[log.case] > np.iinfo(np.int64).min, NO_END)
    return log.kept(log.time <= end[log.case], LATE), end


def _moments(log: EventLog, events: Any, time: str, given: Any, *, missing: int) -> np.ndarray:
    """Return a moment per customer, `missing` for customers without one."""
    source = scan(events, [time])
    if not _per_customer(given):
        return np.full(len(log.ids), micros_of(given, source, time))
    series = pd.Series(given)
    if not series.index.is_unique:
        raise BadValue("observation per customer: each customer is there once")
    if series.dtype == object:
        series = series.map(pd.Timestamp, na_action="ignore")
    zone = getattr(_dates(series).dt, "tz", None)
    from cxlab.engine.instants import zone_of

    column_zone = zone_of(source, time)
    if bool(zone) != bool(column_zone):
        raise BadValue(f"of column {time!r} and the customers' observation only one has a time zone")
    stamps = _dates(series).dt.tz_convert("UTC").dt.tz_localize(None) if zone else _dates(series)
    wanted, stamps.index = comparable(log.ids, stamps.index)
    found = stamps.reindex(wanted).to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(found), missing, found.astype(np.int64))


def _dates(series: pd.Series) -> pd.Series:
    try:
        return pd.to_datetime(series)
    except (ValueError, TypeError):
        raise BadParameter("observation per customer: values must be dates") from None


def _last(events: Any, time: str) -> int:
    """Return the time of the last event of the data, whatever it is."""
    import narwhals as nw

    from cxlab.engine.collect import to_pandas
    from cxlab.engine.instants import with_micros

    frame = with_micros(scan(events, [time]), {"_t": time}).frame
    return int(to_pandas(frame.select(nw.col("_t").max().alias("last")))["last"].iloc[0])


def _range(events: Any, time: str, first: Any, last: Any) -> tuple[int | None, int | None]:
    """Return the range of entries as [from, to) in microseconds; a plain day includes its end."""
    source = scan(events, [time])
    begin = None if first is None else micros_of(first, source, time)
    end = None
    if last is not None:
        whole_day = isinstance(last, date) and not isinstance(last, datetime)
        whole_day |= isinstance(last, str) and len(last.strip()) <= 10
        end = micros_of(pd.Timestamp(last) + pd.Timedelta(days=1) if whole_day else last, source, time)
        end += 0 if whole_day else 1
    if begin is not None and end is not None and end <= begin:
        raise BadParameter("entry_to lies before entry_from")
    return begin, end


def _groups(value: np.ndarray | None, values: list[Any], size: int) -> tuple[list[Any], np.ndarray]:
    """Return the groups that occur, missing last, and the group of each attempt."""
    if value is None:
        return [None], np.zeros(size, dtype=np.intp)
    present, group = np.unique(value, return_inverse=True)
    return [values[code] if code < len(values) else np.nan for code in present], group
