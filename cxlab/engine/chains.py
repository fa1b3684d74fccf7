"""First-entry chains of events, counted where the data lies: the fast path of funnels.

One customer's chain needs only minima: the first event of step one, then the earliest event of each next step
after the one before. Every step joins its own events to the running frame, which is referenced once; twice
would double the plan with every step.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxlab.engine.collect import to_pandas
from cxlab.engine.ids import id_column
from cxlab.engine.inner import inner
from cxlab.engine.instants import micros_of, with_micros
from cxlab.engine.scan import scan
from cxlab.engine.tally import key_column

TIME = inner("time")
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Chains:
    """One row per customer who entered, times in microseconds; `NEVER` where a step was not reached.

    `stop` is when the first event comes that ends the chain, within the window and before its end, `cause`
    which one that is (of several at once the least). `value` holds the attribute at entry (None without one).
    """

    start: np.ndarray
    reached: np.ndarray
    stop: np.ndarray
    cause: Any
    value: Any
    until: int
    rows: int
    excluded: dict[str, int]
    seen: set[Any]
    ties: int = 0
    "Customers of whom an event of the next step stands at the very time of the step before."


def first_chains(
    data: Any,
    steps: Sequence[Collection[Any]],
    *,
    case: str,
    event: str,
    time: str,
    window: int,
    stops: Collection[Any] = (),
    value: str | None = None,
    until: str | date | None = None,
    entry_from: int | None = None,
    entry_to: int | None = None,
) -> Chains | None:
    """Return the chain of each customer from the first event of step one.

    Each step later than the one before.

    None for a pandas frame that stays pandas: there is no backend to count for it.

    Parameters
    ----------
    data, case, event, time, value
        As for `event_log`.
    steps, stops
        The events that count as each step, and those that end a chain.
    window
        Microseconds from entry within which a step counts, its end included.
    until
        When the data was taken; default the last event.
    entry_from, entry_to
        Microseconds between which a chain may begin (the second not included).

    Examples
    --------
    >>> import pyarrow as pa, datetime as dt
    >>> day = lambda d: dt.datetime(2024, 1, d)
    >>> events = pa.table({"who": [1, 1, 2], "what": ["a", "b", "a"], "at": [day(1), day(2), day(3)]})
    >>> day = 86_400_000_000
    >>> chains = first_chains(events, [["a"], ["b"]], case="who", event="what", time="at", window=day)
    >>> (chains.reached < NEVER).sum(axis=0).tolist()
    [2, 1]
    """
    names = dict.fromkeys(name for name in (case, event, time, value) if name)
    source = with_micros(scan(data, list(names)), {TIME: time})
    if source.is_pandas:
        return None
    frame = source.frame.select(
        id_column(source, key_column(source, case), case).alias("c"),
        key_column(source, event).alias("e"),
        nw.col(TIME).alias("t"),
        *([key_column(source, value).alias("v")] if value else []),
    )
    used = frozenset(stops).union(*steps)
    facts = _facts(frame, None if until is None else micros_of(until, source, time), used)
    usable = ~(nw.col("c").is_null() | nw.col("e").is_null() | nw.col("t").is_null())
    frame = frame.filter(usable & (nw.col("t") <= facts.until))
    running, carried = _entries(frame, steps[0], window, entry_from, entry_to), ["t0", "limit"]
    if value:
        there = nw.when(nw.col("t") == nw.col("t0")).then(nw.col("v"))
        running = _joined(frame, steps[0], running, carried, there, "value")
        carried.append("value")
    stop = nw.when((nw.col("t") > nw.col("t0")) & (nw.col("t") <= nw.col("limit"))).then(nw.col("t"))
    running = _joined(frame, stops, running, carried, stop, "stop")
    carried.append("stop")
    if len(stops) > 1:
        which = nw.when(nw.col("t") == nw.col("stop")).then(nw.col("e"))
        running = _joined(frame, stops, running, carried, which, "cause")
        carried.append("cause")
    before_stop = nw.col("stop").is_null() | (nw.col("t") < nw.col("stop"))
    for number, events in enumerate(steps[1:], 1):
        follows = (nw.col("t") > nw.col(f"t{number - 1}")) & (nw.col("t") <= nw.col("limit")) & before_stop
        found = nw.when(follows).then(nw.col("t"))
        tied = nw.when(nw.col("t") == nw.col(f"t{number - 1}")).then(nw.col("t"))
        running = _joined(frame, events, running, carried, found, f"t{number}", tied=tied)
        carried += [f"t{number}", f"t{number}_tied"]
    return _chains(to_pandas(running.select(*carried)), len(steps), facts, list(stops))


@dataclass(frozen=True)
class _Facts:
    until: int
    rows: int
    excluded: dict[str, int]
    seen: set[Any]


def _facts(frame: Any, until: int | None, used: frozenset[Any]) -> _Facts:
    """Return what there is, what it lacks and when it ends, from one pass over the data.

    Of the events that are used alone it counts those that came too late, as `event_log` loads no others.
    """
    known = ~(nw.col("c").is_null() | nw.col("t").is_null())
    late = (known & (nw.col("t") > until)) if until is not None else nw.lit(value=False)
    flags = {
        "no customer": nw.col("c").is_null(),
        "no time": nw.col("t").is_null() & ~nw.col("c").is_null(),
        "after the observation ended": late,
    }
    columns = [flag.cast(nw.Int64).alias(name) for name, flag in flags.items()]
    last = nw.when(known).then(nw.col("t")).alias("last")
    sums = [nw.len().alias("n"), nw.col("last").max(), *(nw.col(name).sum() for name in flags)]
    small = to_pandas(frame.select("e", last, *columns).group_by("e", drop_null_keys=False).agg(*sums))
    small.loc[~small["e"].isin(used), "after the observation ended"] = 0
    named = small[small["e"].notna()]
    excluded = {name: int(named[name].sum()) for name in flags} if len(named) else {}
    if len(nameless := small[small["e"].isna()]):
        excluded["no customer"] = excluded.get("no customer", 0) + int(nameless["no customer"].sum())
        excluded["no event"] = int((nameless["n"] - nameless["no customer"]).sum())
    end = until if until is not None else int(named["last"].max()) if named["last"].notna().any() else 0
    counted = {name: number for name, number in excluded.items() if number}
    return _Facts(end, int(small["n"].sum()), counted, set(named["e"]))


def _entries(
    frame: Any, events: Collection[Any], window: int, entry_from: int | None, entry_to: int | None
) -> Any:
    opening = frame.filter(nw.col("e").is_in(list(events)))
    if entry_from is not None:
        opening = opening.filter(nw.col("t") >= entry_from)
    if entry_to is not None:
        opening = opening.filter(nw.col("t") < entry_to)
    return (
        opening.group_by("c")
        .agg(nw.col("t").min().alias("t0"))
        .with_columns((nw.col("t0") + window).alias("limit"))
    )


def _joined(
    frame: Any, events: Collection[Any], running: Any, carried: Sequence[str], found: nw.Expr, name: str,
    tied: nw.Expr | None = None,
) -> Any:  # fmt: skip
    """Add the least of `found` (and of `tied`) among a customer's events of these names."""
    if not events:
        return running.with_columns(nw.lit(None, dtype=nw.Int64).alias(name))
    own = frame.filter(nw.col("e").is_in(list(events)))
    new = {name: found} if tied is None else {name: found, f"{name}_tied": tied}
    both = running.join(own, on="c", how="left").with_columns(*(value.alias(n) for n, value in new.items()))
    return both.group_by("c").agg(*(nw.col(column).min() for column in (*carried, *new)))


def _chains(found: Any, size: int, facts: _Facts, stops: list[Any]) -> Chains:
    def times(name: str) -> np.ndarray:
        column = found[name]
        whole = np.full(len(column), NEVER)
        there = column.notna().to_numpy()
        whole[there] = column[there].to_numpy().astype(np.int64)
        return whole

    reached = np.column_stack([times(f"t{number}") for number in range(size)])
    tied = [found[f"t{number}_tied"].notna().to_numpy() for number in range(1, size)]
    ties = int(np.any(tied, axis=0).sum()) if tied else 0
    stop = np.where(reached[:, -1] < NEVER, NEVER, times("stop"))
    value = found.get("value", None)
    cause = found.get("cause", None)
    if cause is None:  # no exit, or but one
        cause = pd.Series(stops * len(found) if stops else [None] * len(found), dtype=object)
    cause = cause.where(stop < NEVER)
    return Chains(
        reached[:, 0], reached, stop, cause, value, facts.until, facts.rows, facts.excluded, facts.seen, ties
    )
