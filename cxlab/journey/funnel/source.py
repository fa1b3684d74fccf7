"""Who is in a funnel: attempts from any data, with the end of their observation.

By the fast path or the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxlab.engine import EventLog, event_log, first_chains
from cxlab.engine.inner import inner
from cxlab.engine.instants import micros_in, stamp_of, zone_of
from cxlab.engine.scan import scan
from cxlab.engine.tally import key_column
from cxlab.errors import BadParameter, BadValue, UnknownName
from cxlab.text import Text

from .._common import comparable
from .attempts import Attempts, attempts_of
from .spec import FunnelSpec, next_day

__all__ = ["AttemptsSource", "Columns", "attempts_source"]

LATE = Text("after the observation ended")
EARLY = Text("before the customer existed")
NO_END = Text("no end of observation")
_UNKNOWN = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Columns:
    """Which columns hold what."""

    case: str
    event: str
    time: str
    sequence: str | None
    by: str | None


@dataclass(frozen=True)
class AttemptsSource:
    """Attempts, when each stops being observed, the group of each, and what was left out.

    `never` names events asked for that do not occur; `fast` says that the engine counted where the data lies;
    `ties` counts customers with steps at the same time, between which no column given by the caller decides.
    """

    attempts: Attempts
    end: np.ndarray
    groups: list[Any]
    group: np.ndarray
    rows: int
    excluded: dict[str, int]
    never: list[str]
    fast: bool
    causes: list[Any]
    "Names of the events that end attempts, by number."
    ties: int = 0


def attempts_source(
    events: Any,
    spec: FunnelSpec,
    columns: Columns,
    *,
    observed_from: Any,
    observed_until: Any,
    entry_from: Any,
    entry_to: Any,
) -> AttemptsSource:
    """Return the attempts at a funnel.

    Raises
    ------
    UnknownName
        A step, the exits or the exclusions name no event that occurs.
    BadParameter
        Events are named as text and the column holds numbers, or the other way round.
    BadValue
        The date range or the observation is empty.
    """
    between = _range(events, columns.time, entry_from, entry_to)
    _require_kind(events, spec, columns.event)
    simple = spec.order == "sequential" and spec.entry == "first" and spec.ties == "strict" and not spec.drops
    if simple and observed_from is None and not _per_customer(observed_until) and not _is_log(events):
        fast = _fast(events, spec, columns, observed_until, between)
        if fast is not None:
            return fast
    sequence = columns.sequence if spec.ties == "sequence" else ""
    if isinstance(events, EventLog):
        log = _again(events, spec, columns)
    else:
        log = event_log(
            events, case=columns.case, event=columns.event, time=columns.time, sequence=sequence,
            value=columns.by, keep=spec.needed,
        )  # fmt: skip
    never = _never(spec, columns.event, set(log.names), lambda: _all_names(events, columns.event))
    log, end = _observed(log, events, columns, observed_from, observed_until)
    attempts = attempts_of(log, spec, entry_from=between[0], entry_to=between[1])
    groups, group = _groups(attempts.value, log.values, len(attempts))
    excluded = dict(log.excluded)
    if spec.ties == "strict":
        excluded.pop("duplicate", None)  # at the same time nothing follows, so they change nothing
    return AttemptsSource(
        attempts, end[attempts.case], groups, group, log.rows, excluded, never, fast=False, causes=log.names,
        ties=log.ties,
    )  # fmt: skip


def _fast(
    events: Any, spec: FunnelSpec, columns: Columns, until: Any, between: tuple[int | None, int | None]
) -> AttemptsSource | None:
    chains = first_chains(
        events, [step.events for step in spec.steps], case=columns.case, event=columns.event,
        time=columns.time, window=spec.window, stops=spec.stops, value=columns.by, until=until,
        entry_from=between[0], entry_to=between[1],
    )  # fmt: skip
    if chains is None:
        return None
    never = _never(spec, columns.event, chains.seen, lambda: chains.seen)
    size = len(chains.start)
    value, values = None, []
    if columns.by is not None:
        codes, found = pd.factorize(chains.value, sort=True)
        value, values = np.where(codes < 0, len(found), codes), list(found)
    groups, group = _groups(value, values, size)
    none = np.zeros(size, dtype=bool)
    code, causes = pd.factorize(chains.cause, sort=True)
    attempts = Attempts(
        np.arange(size), chains.start, chains.reached, chains.stop, none, value, code.astype(np.int64)
    )
    end = np.full(size, chains.until)
    return AttemptsSource(
        attempts, end, groups, group, chains.rows, chains.excluded, never, fast=True, causes=list(causes),
        ties=chains.ties,
    )  # fmt: skip


def _is_log(events: Any) -> bool:
    return isinstance(events, EventLog)


def _again(log: EventLog, spec: FunnelSpec, columns: Columns) -> EventLog:
    """Return what the funnel needs of events that were sorted before."""
    if columns.by is not None and log.value is None:
        raise BadParameter(
            Text(
                "these events were sorted without the column {column!r}; "
                "keep it with event_log(..., value={column!r})",
                column=columns.by,
            )
        )
    if spec.ties == "sequence" and log.sequence is None:
        raise BadParameter(
            Text("these events were sorted without a sequence; keep it with event_log(..., sequence=...)")
        )
    if columns.by is None and log.value is not None:
        log = replace(log, value=None, values=[])
    return log if spec.needed is None else log.named(spec.needed)


def _zone(events: Any, column: str) -> str | None:
    return events.zone if isinstance(events, EventLog) else zone_of(scan(events, [column]), column)


def _require_kind(events: Any, spec: FunnelSpec, column: str) -> None:
    """Refuse names of another type than the column's, which some backends cannot even compare."""
    if isinstance(events, EventLog):
        return  # names are compared in memory, and what never occurs is refused there
    source = scan(events, [column])
    category = source.categories.get(column)
    dtype = source.frame.collect_schema()[column]
    numeric = dtype.is_numeric() if category is None else category.categories.dtype.kind in "iuf"
    if not numeric and not isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
        return
    for name in spec.names:
        if isinstance(name, str) == numeric:
            raise _other_type(column, name, "numbers" if numeric else "text")


def _other_type(column: str, name: Any, kind: str) -> BadParameter:
    return BadParameter(
        Text(
            "column {column!r} holds {kind}, which {name!r} is not; name events as they are in the column",
            column=column,
            kind=kind,
            name=name,
        )
    )


def _never(spec: FunnelSpec, column: str, seen: set[Any], everything: Callable[[], set[Any]]) -> list[str]:
    """Return which events asked for never occur; refuse steps, exits and exclusions of none but such.

    One that occurs in rows left out alone is one: nobody reached it.
    """
    names = seen if set(spec.names) <= seen else everything()
    if not names:
        raise BadValue(Text("the data holds no event, so there is no funnel"))
    for rule in (*(step.events for step in spec.steps), spec.exits, spec.exclude):
        if rule and not rule & names:
            first = min(rule, key=str)
            if str(first) in map(str, names):
                raise _other_type(column, first, "names of another type")
            raise UnknownName("event", str(first), sorted(map(str, names)))
    return [str(name) for name in spec.names if name not in names]


def _all_names(events: Any, column: str) -> set[Any]:
    if isinstance(events, EventLog):
        return set(events.names)
    from cxlab.engine import tally

    return set(tally(events, by=column)[column].dropna())


def _per_customer(observed: Any) -> bool:
    return isinstance(observed, Mapping | pd.Series)


def _observed(
    log: EventLog, events: Any, columns: Columns, since: Any, until: Any
) -> tuple[EventLog, np.ndarray]:
    """Cut the log to when each customer was observed; return the end of that per customer."""
    if since is not None:
        begin = _moments(log, events, columns, since, name="observed_from")
        log = log.kept(log.time >= begin[log.case], EARLY)
    if until is None:
        last = _last(events, columns) if len(log) else 0
        return log, np.full(len(log.ids), last)
    end = _moments(log, events, columns, until, name="observed_until")
    log = log.kept(end[log.case] > _UNKNOWN, NO_END)
    return log.kept(log.time <= end[log.case], LATE), end


def _moments(log: EventLog, events: Any, columns: Columns, given: Any, *, name: str) -> np.ndarray:
    """Return a moment per customer, `_UNKNOWN` for customers without one."""
    own = _zone(events, columns.time)
    if not _per_customer(given):
        return np.full(len(log.ids), micros_in(given, own, columns.time))
    stamps = _stamps(pd.Series(given), name)
    zone = getattr(stamps.dt, "tz", None)
    if bool(zone) != bool(own):
        raise BadValue(
            Text("of column {time!r} and {name} only one has a time zone", time=columns.time, name=name)
        )
    stamps = stamps.dt.tz_convert("UTC").dt.tz_localize(None) if zone else stamps
    wanted, stamps.index = comparable(log.ids, stamps.index)
    if len(log) and not wanted.isin(stamps.index).any():
        raise BadValue(
            Text(
                "{name} names no customer of column {case!r}; its keys (the index of a Series) must be "
                "their ids",
                name=name,
                case=columns.case,
            )
        )
    found = stamps.reindex(wanted).to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(found), _UNKNOWN, found.astype(np.int64))


def _stamps(series: pd.Series, name: str) -> pd.Series:
    """Return the moments of customers as dates; text and numbers as strictly as a single moment."""
    if not series.index.is_unique:
        raise BadValue(Text("{name} per customer: each customer is there once", name=name))
    if series.dtype.kind != "M":
        series = series.map(lambda value: value if pd.isna(value) else stamp_of(value, name))
    try:
        return pd.to_datetime(series)
    except (ValueError, TypeError):
        raise BadParameter(
            Text("{name} per customer: values must be dates of one time zone, or of none", name=name)
        ) from None


def _last(events: Any, columns: Columns) -> int:
    """Return the time of the last event of the data, whatever it is, of whomever."""
    if isinstance(events, EventLog):
        return int(events.time.max())
    from cxlab.engine.collect import to_pandas
    from cxlab.engine.instants import with_micros

    names = [columns.case, columns.event, columns.time]
    source = with_micros(scan(events, list(dict.fromkeys(names))), {inner("time"): columns.time})
    frame = source.frame.filter(*(~key_column(source, name).is_null() for name in names[:2]))
    return int(to_pandas(frame.select(nw.col(inner("time")).max().alias("last")))["last"].iloc[0])


def _range(events: Any, time: str, first: Any, last: Any) -> tuple[int | None, int | None]:
    """Return the range of entries as [from, to) in microseconds; a plain day or month includes its end."""
    zone = None if first is None and last is None else _zone(events, time)
    begin = None if first is None else micros_in(stamp_of(first, "entry_from"), zone, time)
    end = None
    if last is not None:
        after = next_day(last)
        end = micros_in(stamp_of(last, "entry_to") if after is None else after, zone, time)
        end += after is None
    if begin is not None and end is not None and end <= begin:
        raise BadParameter(Text("entry_to lies before entry_from"))
    return begin, end


def _groups(value: np.ndarray | None, values: list[Any], size: int) -> tuple[list[Any], np.ndarray]:
    """Return the groups that occur, missing last, and the group of each attempt."""
    if value is None:
        return [None], np.zeros(size, dtype=np.intp)
    if not size:
        return [np.nan], value  # a group all the same, so that the table can say that nobody entered
    present, group = np.unique(value, return_inverse=True)
    return [values[code] if code < len(values) else np.nan for code in present], group
