"""Durations: how long something took, what is still open, who is still there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Literal

import narwhals as nw
import pandas as pd

from cxlab.engine.collect import to_pandas
from cxlab.engine.inner import inner
from cxlab.engine.instants import PER_DAY, micros_of, per_unit, same_zone_kind, stamp_of, with_micros
from cxlab.engine.scan import Scan
from cxlab.engine.tally import By, Key, as_keys, check_labels, grouped, keyed, scan_for, settle
from cxlab.errors import BadParameter
from cxlab.text import Text

Unit = Literal["hours", "days"]
Moment = str | date

START, END = inner("start"), inner("end")
_COUNTS = ("at_start", "kept", "lost", "joined", "no_start", "impossible")
EXCLUDED = ("", "no start", "start after until", "end before start")


def elapsed(
    data: Any, *, start: str, end: str, until: Moment, by: By = None, unit: Unit = "hours"
) -> pd.DataFrame:
    """Count how often each duration occurs, ended or still open, as time-to-event methods need it.

    Parameters
    ----------
    data
        One row per ticket, contract or the like.
    start, end
        Date columns; a missing end means not ended yet.
    until
        When the data was taken. What had not ended by then is open, with the duration until then.
        Without a time zone it is read in that of `start`.
    by
        Column names and `Period`s.
    unit
        "hours" or "days" (of 24 hours) for `duration`.

    Returns
    -------
    DataFrame
        The keys, `excluded`, `duration`, `ended` (True or False), `n`. `excluded` is empty for usable
        rows, else why the row has no duration: "no start", "start after until" or "end before
        start"; `duration` is NaN then.

    Examples
    --------
    >>> tickets = pd.DataFrame({
    ...     "created": pd.to_datetime(["2024-01-01", "2024-01-01"]),
    ...     "resolved": pd.to_datetime(["2024-01-02", None]),
    ... })
    >>> elapsed(tickets, start="created", end="resolved", until="2024-01-04", unit="days")
      excluded  duration  ended  n
    0                1.0   True  1
    1                3.0  False  1
    """
    size = per_unit(unit)
    keys = as_keys(by)
    check_labels(keys, reserved=("excluded", "duration", "ended", "n"))
    source, columns = spans(data, keys, start=start, end=end, until=until)
    frame, names = keyed(source, keys, columns)
    small = grouped(frame, [*names, "why", "span", "ended"], [nw.len().alias("n")])
    small = small.rename(columns={"why": "excluded", "span": "duration"})  # before keys get their names back
    small["excluded"] = small["excluded"].astype("int64").map(dict(enumerate(EXCLUDED))).astype(object)
    small["duration"] = small["duration"].astype("float64") / size
    names += ["excluded", "duration", "ended"]
    return settle(small.astype({"ended": bool, "n": "int64"}), names, source, keys)


def spans(
    data: Any, keys: Sequence[Key], *, start: str, end: str, until: Moment, also: Sequence[str] = ()
) -> tuple[Scan, list[nw.Expr]]:
    """Return the data with keys and further columns, and what each row's duration is.

    The columns are `why` (0 for a usable row, else the place in `EXCLUDED`), `span` (microseconds) and
    `ended`.
    """
    source = with_micros(scan_for(data, keys, [start, end, *also]), {START: start, END: end})
    same_zone_kind(source, start, end)
    last = micros_of(until, source, start)
    s, e = nw.col(START), nw.col(END)
    why = first_true(s.is_null(), s > last, e < s)
    ended = (why == 0) & ~e.is_null() & (e <= last)
    span = nw.when(why == 0).then(nw.when(ended).then(e - s).otherwise(last - s))
    return source, [why.alias("why"), span.alias("span"), ended.alias("ended")]


def first_true(*conditions: nw.Expr) -> nw.Expr:
    """Return 0 where no condition holds, else the number (from 1) of the first one that does."""
    result = nw.lit(0)
    for number in range(len(conditions), 0, -1):
        result = nw.when(conditions[number - 1]).then(nw.lit(number)).otherwise(result)
    return result


def active_counts(data: Any, *, start: str, end: str, at: Sequence[Moment], by: By = None) -> pd.DataFrame:
    """Count who was there at the start of each period and still there at its end.

    Parameters
    ----------
    data
        One row per customer or contract.
    start, end
        Date columns: there from `start` until `end`; a missing end means still there.
    at
        At least two dates, ascending; each neighbouring pair is a period [from, to).
    by
        Column names and `Period`s.

    Returns
    -------
    DataFrame
        The keys, `from`, `to`, `at_start` (started before `from`, not ended before it), `kept` (of those,
        not ended before `to`), `lost` (of those, the rest), `joined` (started in the period), and, the same
        in every period, `no_start` and `impossible` (end before start): rows that are in no other column.

    Examples
    --------
    >>> customers = pd.DataFrame({
    ...     "signup_date": pd.to_datetime(["2023-01-01", "2023-05-01", "2024-02-01"]),
    ...     "end_date": pd.to_datetime([None, "2024-03-01", None]),
    ... })
    >>> active_counts(customers, start="signup_date", end="end_date", at=["2024-01-01", "2025-01-01"])
            from         to  at_start  kept  lost  joined  no_start  impossible
    0 2024-01-01 2025-01-01         2     1     1       1         0           0
    """
    keys = as_keys(by)
    check_labels(keys, reserved=("from", "to", *_COUNTS))
    source = with_micros(scan_for(data, keys, [start, end]), {START: start, END: end})
    same_zone_kind(source, start, end)
    cuts = [micros_of(moment, source, start) for moment in at]
    if len(cuts) < 2 or any(later <= earlier for earlier, later in pairwise(cuts)):
        raise BadParameter(Text("`at` needs at least two dates, each later than the one before"))
    frame, names = keyed(source, keys, _presence(nw.col(START), nw.col(END), cuts))
    sums = [nw.col(name).sum() for name in frame.collect_schema().names() if name not in names]
    small = grouped(frame, names, sums)
    return _by_period(settle(small, names, source, keys), [pd.Timestamp(moment) for moment in at])


def dates_seen(data: Any, names: Sequence[str], until: Moment | None = None) -> tuple[int, int, int, int]:
    """Return the first and the last moment in date columns, on how many days there is any, and `until`.

    All in microseconds; 0 where there is none. A plain day as `until` lasts to its end.
    """
    wanted = {f"_d{number}": name for number, name in enumerate(names)}
    source = with_micros(scan_for(data, (), list(dict.fromkeys(names))), wanted)
    sums = []
    for name in wanted:
        when = nw.col(name)
        day = ((when - when % PER_DAY) / PER_DAY).alias(f"{name}_day")
        sums += [when.min().alias(f"{name}_min"), when.max().alias(f"{name}_max")]
        sums.append(day.n_unique().alias(f"{name}_days"))
    row = to_pandas(source.frame.select(*sums)).iloc[0]
    known = [name for name in wanted if not pd.isna(row[f"{name}_max"])]
    end = 0
    if until is not None:
        end = micros_of(until, source, names[0]) + (PER_DAY if _is_day(until) else 0)
    if not known:
        return 0, 0, 0, end
    first, last = min(row[f"{name}_min"] for name in known), max(row[f"{name}_max"] for name in known)
    return int(first), int(last), int(max(row[f"{name}_days"] for name in known)), end


def _is_day(moment: Moment) -> bool:
    """Return whether a moment is written as a day, without a time."""
    stamp = stamp_of(moment)
    return bool(stamp == stamp.normalize())


def _presence(start: nw.Expr, end: nw.Expr, cuts: Sequence[int]) -> list[nw.Expr]:
    """Return a 0/1 column per count and period, named like "kept 0"."""
    usable = ~start.is_null() & (end.is_null() | (end >= start))
    flags = {"no_start": start.is_null(), "impossible": end < start}
    for number, (first, last) in enumerate(pairwise(cuts)):
        there = usable & (start < first) & (end.is_null() | (end >= first))
        flags[f"at_start {number}"] = there
        flags[f"kept {number}"] = there & (end.is_null() | (end >= last))
        flags[f"joined {number}"] = usable & (start >= first) & (start < last)
    return [nw.when(flag).then(nw.lit(1)).otherwise(nw.lit(0)).alias(name) for name, flag in flags.items()]


def _by_period(wide: pd.DataFrame, at: Sequence[pd.Timestamp]) -> pd.DataFrame:
    keys = wide.columns[: list(wide.columns).index("no_start")].tolist()
    parts = []
    for number, (first, last) in enumerate(pairwise(at)):
        part = wide[keys].assign(**{"from": first, "to": last})
        for name in _COUNTS:
            column = name if name in wide else f"{name} {number}"
            part[name] = wide[column].fillna(0).astype("int64") if column in wide else 0
        part["lost"] = part["at_start"] - part["kept"]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
