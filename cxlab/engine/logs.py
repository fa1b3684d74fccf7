"""An event log as sorted arrays: who did what when, in small integers, for methods that follow each customer.

One packed integer per event (customer, time, event) is sorted as it is; numpy does that several times as
fast as it sorts rows by three columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxlab.engine.collect import to_arrow, to_pandas
from cxlab.engine.ids import id_column
from cxlab.engine.inner import inner
from cxlab.engine.instants import with_micros, zone_of
from cxlab.engine.scan import Scan, scan
from cxlab.engine.scan import columns as columns_of
from cxlab.engine.sorting import sort_in_place
from cxlab.engine.tally import key_column
from cxlab.errors import BadValue
from cxlab.text import Text

CASE, EVENT, TIME = inner("case"), inner("event"), inner("time")
LIMIT = 100_000_000
SEQUENCE = "sequence"
"""Column with the order of the file, as readers write it: by default it decides between ties."""
_UNITS = (1_000_000, 1_000, 1)
_PIECE = 2**15
_OPTIONAL = ("value", "sequence")


@dataclass(frozen=True)
class EventLog:
    """Events sorted by case, time, sequence and event; equal events are there once.

    Attributes
    ----------
    case, time, event
        Per event: number of the case, microseconds since 1970 in UTC, number of the event's name.
    value
        Number of the attribute's value (`len(values)` where it is missing), None without an attribute.
    ids
        The case's own id, by number; a number may have no event.
    names, values
        Names of events and values of the attribute, sorted, by number.
    rows
        Rows in the data.
    excluded
        Rows left out, by reason.
    sequence
        Per event: what orders events at the same time, None without it.
    ties
        Cases with different events at the same time whose order no column given by the caller decides.
    tie_rule
        What decides between them: "file" (the column "sequence") or "name" (which means nothing).
    zone
        The time zone of the column of times, None where it has none.
    """

    case: np.ndarray
    time: np.ndarray
    event: np.ndarray
    value: np.ndarray | None
    ids: pd.Index
    names: list[Any]
    values: list[Any]
    rows: int
    excluded: dict[str, int] = field(default_factory=dict)
    sequence: np.ndarray | None = None
    ties: int = 0
    tie_rule: str = ""
    zone: str | None = None

    def __len__(self) -> int:
        return len(self.case)

    def starts(self) -> np.ndarray:
        """Return where each case's events begin; every case that is left has at least one."""
        if not len(self.case):
            return np.zeros(0, dtype=np.intp)
        return np.flatnonzero(np.concatenate([[True], self.case[1:] != self.case[:-1]]))

    def kept(self, chosen: np.ndarray, reason: str) -> EventLog:
        """Return the chosen events; the others are counted under `reason`."""
        out = int(len(chosen) - chosen.sum())
        if not out:
            return self
        return replace(
            self._chosen(chosen), excluded=self.excluded | {reason: self.excluded.get(reason, 0) + out}
        )

    def named(self, names: Sequence[Any]) -> EventLog:
        """Return the events of these names; the others were not asked for and are no exclusion."""
        wanted = np.isin(np.array([str(name) for name in self.names]), [str(name) for name in names])
        return self if wanted.all() else self._chosen(wanted[self.event])

    def _chosen(self, chosen: np.ndarray) -> EventLog:
        part: dict[str, Any] = {name: getattr(self, name)[chosen] for name in ("case", "time", "event")}
        part |= {name: None if (own := getattr(self, name)) is None else own[chosen] for name in _OPTIONAL}
        return replace(self, **part)


def event_log(
    data: Any,
    *,
    case: str,
    event: str,
    time: str,
    sequence: str | None = None,
    value: str | None = None,
    keep: Sequence[Any] | None = None,
) -> EventLog:
    """Return the events of any data, sorted.

    Parameters
    ----------
    data
        One row per event, in any order.
    case, event, time
        Columns: whose event, what happened, when.
    sequence
        A column of numbers that tells which of two events at the same time came first. By default the column
        "sequence", where there is one: the order of the file, in which equal events that follow each other at
        the same time are there once. "": none at all.
    value
        A further column to keep.
    keep
        The only events wanted; others are not loaded and are no exclusion.

    Raises
    ------
    BadValue
        `time` holds no dates, `sequence` no numbers, or there are more than a hundred million events.

    Examples
    --------
    >>> log = event_log(pd.DataFrame({"who": ["b", "a", "b"], "what": ["y", "x", "x"],
    ...     "at": pd.to_datetime(["2024-01-02", "2024-01-01", "2024-01-01"])}), case="who", event="what",
    ...     time="at")
    >>> log.ids[log.case].tolist(), [log.names[code] for code in log.event]
    (['b', 'b', 'a'], ['x', 'y', 'x'])
    """
    order = SEQUENCE if sequence is None and SEQUENCE in columns_of(data) else sequence
    wanted = dict.fromkeys(name for name in (case, event, time, order, value) if name)
    source = with_micros(scan(data, list(wanted)), {TIME: time})
    frame, flags = _flagged(source, case, event)
    usable = frame.filter(~nw.any_horizontal(*flags.values(), ignore_nulls=False))
    usable = usable if keep is None else usable.filter(nw.col(EVENT).is_in(list(keep)))
    columns = {"case": nw.col(CASE), "event": nw.col(EVENT), "time": nw.col(TIME)}
    if order:
        columns["sequence"] = nw.col(order)
    if value:
        columns["value"] = key_column(source, value)
    table = usable.select(*(column.alias(name) for name, column in columns.items()))
    parts = _collect(table)
    rows = int(to_pandas(frame.select(nw.len().alias("n")))["n"].iloc[0])
    # What rows lack takes a second look at all of them, which is not needed where none was left out.
    complete = not rows or (keep is None and len(parts["case"]) == rows)
    excluded = {} if complete else _excluded(frame, flags)
    case_code, ids = _codes(parts["case"])
    event_code, names = _codes(parts["event"], ordered=True)
    when = _whole(parts["time"])
    log = EventLog(
        case_code, when, event_code, None, ids, [*names], [], rows, excluded, zone=zone_of(source, time)
    )
    rank = _rank(parts["sequence"], order, needed=bool(sequence)) if order else None
    if value:
        codes, values = _codes(parts["value"], ordered=True)
        log = replace(log, value=np.where(codes < 0, len(values), codes), values=[*values])
    return _sort(log, rank) if sequence else _by_file(log, rank)


def _by_file(log: EventLog, rank: np.ndarray | None) -> EventLog:
    """Sort without a column that the caller gave: by the order of the file where there are ties, if known."""
    plain = _sort(log, None)  # on packed integers, several times as fast: ties are rare
    tied = _tied(plain)
    if not tied or rank is None:
        return replace(plain, ties=tied, tie_rule="name" if tied else "")
    ordered = _sort(log, rank, once=True)
    return replace(ordered, ties=tied, tie_rule="file")


def _tied(log: EventLog) -> int:
    """Return how many cases have different events at the same time."""
    same = (log.time[1:] == log.time[:-1]) & (log.case[1:] == log.case[:-1])
    same &= log.event[1:] != log.event[:-1]
    cases = log.case[1:][same]  # sorted, as the log is
    return int((cases[1:] != cases[:-1]).sum()) + bool(len(cases))


def _flagged(source: Scan, case: str, event: str) -> tuple[Any, dict[str, Any]]:
    """Return all rows with customer and event as they are compared, and what a row may lack."""
    frame = source.frame.with_columns(
        id_column(source, key_column(source, case), case).alias(CASE),
        key_column(source, event).alias(EVENT),
    )
    who, what, when = (nw.col(name).is_null() for name in (CASE, EVENT, TIME))
    return frame, {
        Text("no customer"): who,
        Text("no event"): what & ~who,
        Text("no time"): when & ~who & ~what,
    }


def _excluded(frame: Any, flags: dict[str, Any]) -> dict[str, int]:
    """Return how many rows lack what."""
    sums = (flag.cast(nw.Int64).sum().alias(name) for name, flag in flags.items())
    counted = to_pandas(frame.select(*sums)).iloc[0]
    return {name: int(counted[name]) for name in flags if counted[name]}


def _collect(table: Any) -> dict[str, Any]:
    """Return the columns: as Arrow where the backend has it, so that ids never become Python objects."""
    if table.implementation.is_pandas():
        native = table.to_native()
        parts = {name: native[name] for name in native.columns}
    else:
        arrow = to_arrow(table)
        parts = {name: arrow.column(name) for name in arrow.column_names}
    if len(parts["case"]) > LIMIT:
        raise BadValue(
            Text(
                "{count} events are more than the {limit} loaded at once; select some",
                count=len(parts["case"]),
                limit=LIMIT,
            )
        )
    return parts


def _codes(column: Any, *, ordered: bool = False) -> tuple[np.ndarray, pd.Index]:
    """Return a number per row (-1 where missing) and the distinct values, sorted if wanted."""
    if isinstance(column, pd.Series):
        codes, found = pd.factorize(column)
        return _in_order(codes, pd.Index(found), ordered)
    import pyarrow as pa

    if pa.types.is_integer(column.type) and not column.null_count and len(column):
        numbers = column.to_numpy()
        low, high = int(numbers.min()), int(numbers.max())
        if high - low < 2 * len(numbers) and not ordered:  # dense enough to be its own code
            return (numbers - low).astype(np.int64, copy=False), pd.RangeIndex(low, high + 1)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    # The chunks are put together as numbers: texts of millions of rows are not copied once more.
    encoded = column.dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    codes = encoded.indices
    codes = codes.fill_null(-1) if codes.null_count else codes
    return _in_order(codes.to_numpy(zero_copy_only=False), pd.Index(encoded.dictionary.to_pandas()), ordered)


def _in_order(codes: np.ndarray, found: pd.Index, ordered: bool) -> tuple[np.ndarray, pd.Index]:
    """Return codes as whole numbers, by the order of what they stand for if wanted."""
    if not ordered:
        return codes.astype(np.int64, copy=False), found
    order = _ordered(found)
    place = np.empty(len(order) + 1, dtype=np.int64)
    place[order], place[-1] = np.arange(len(order)), -1  # -1 is missing
    return place[codes], found[order]


def _whole(column: Any) -> np.ndarray:
    values = column.to_numpy()
    return values.astype(np.int64, copy=False)


def _rank(column: Any, name: str, *, needed: bool) -> np.ndarray | None:
    values = column if isinstance(column, pd.Series) else column.to_pandas()
    if values.dtype.kind not in "iuf" or values.isna().any():
        if not needed:
            return None  # another thing of that name
        raise BadValue(
            Text("column {name!r} must hold a number for every event: it tells which came first", name=name)
        )
    return values.to_numpy()


def _ordered(values: Sequence[Any] | pd.Index) -> np.ndarray:
    """Return the order that sorts values; by their text where they are of several types."""
    try:
        return np.argsort(np.asarray(values, dtype=object), kind="stable")
    except TypeError:
        return np.argsort([str(item) for item in values], kind="stable")


def _sort(log: EventLog, sequence: np.ndarray | None, *, once: bool = False) -> EventLog:
    """Sort by case, time, sequence, event and value, and leave out what is there twice.

    `once`: equal events that follow each other at the same time are one, whatever their sequence.
    """
    if not len(log):
        return log
    width = len(log.values) + 1 if log.value is not None else 1
    label = log.event if log.value is None else log.event * width + log.value
    first = int(log.time.min())
    since, unit = _in_units(log.time - first)
    bits = [int(part.max()).bit_length() for part in (log.case, since, label)]
    if sequence is None and sum(bits) <= 63:
        case, when, label = _sort_packed(log.case, since, label, bits)
        when *= unit
        when += first
    else:
        extra = () if sequence is None else (sequence,)
        order = np.lexsort((label, *extra, log.time, log.case))
        case, when, label = log.case[order], log.time[order], label[order]
        sequence = None if sequence is None else sequence[order]
    event, value = np.divmod(label, width) if width > 1 else (label, None)
    value = value if log.value is not None else None
    tidy = replace(log, case=case, time=when, event=event, value=value, sequence=sequence)
    return tidy.kept(~_again(tidy, numbered=not once), Text("duplicate"))


def _in_units(since: np.ndarray) -> tuple[np.ndarray, int]:
    """Return times in the largest unit in which they are whole, and that unit; the array is used for them.

    Division by one number is several times as fast as its remainder, and the first rule most units out. Piece
    by piece: what fits into the processor's own memory is divided, multiplied and compared there.
    """
    for unit in _UNITS[:-1]:
        if (since[:1000] % unit).any():
            continue
        for start in range(0, len(since), _PIECE):
            piece = since[start : start + _PIECE]
            whole = piece // unit
            if not np.array_equal(whole * unit, piece):
                since[:start] *= unit
                break
            piece[:] = whole
        else:
            return since, unit
    return since, 1


def _sort_packed(
    case: np.ndarray, since: np.ndarray, label: np.ndarray, bits: list[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sort by all three, packed into one integer per event; `since` is used as room for the result.

    In place: with millions of events the first touch of new memory costs more than the arithmetic.
    """
    packed = case << bits[1]
    packed |= since
    packed <<= bits[2]
    packed |= label
    sort_in_place(packed)
    label = packed & ((1 << bits[2]) - 1)
    packed >>= bits[2]
    when = np.bitwise_and(packed, (1 << bits[1]) - 1, out=since)
    return np.right_shift(packed, bits[1], out=packed), when, label


def _again(log: EventLog, *, numbered: bool) -> np.ndarray:
    """Return which events equal the one before them."""
    case, when, event = log.case, log.time, log.event
    again = np.zeros(len(case), dtype=bool)
    np.equal(when[1:], when[:-1], out=again[1:])
    again[1:] &= case[1:] == case[:-1]
    again[1:] &= event[1:] == event[:-1]
    if log.sequence is not None and numbered:
        again[1:] &= log.sequence[1:] == log.sequence[:-1]
    return again
