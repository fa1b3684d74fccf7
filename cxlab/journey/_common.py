"""What the room's results share: checks, small groups, distinct pairs, quantiles of sorted groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog, event_log
from cxlab.engine.instants import PER_UNIT
from cxlab.engine.scan import open_source
from cxlab.errors import BadParameter, BadValue
from cxlab.results import check_correction, note_of
from cxlab.text import Text

__all__ = [
    "check",
    "check_correction",
    "comparable",
    "few",
    "first_of_runs",
    "grouped_quantiles",
    "log_of",
    "no_events",
    "opened",
    "pack",
]


def check(level: float, min_n: int, unit: str = "days") -> int:
    """Refuse options without a meaning; return the microseconds of the unit."""
    if not isinstance(level, int | float | np.number) or not 0 < level < 1:
        raise BadParameter(Text("level must lie between 0 and 1, e.g. 0.95; found {level!r}", level=level))
    if not isinstance(min_n, int | np.integer) or min_n < 0:
        raise BadParameter(
            Text("min_n must be a number of customers, 0 or more; found {min_n!r}", min_n=min_n)
        )
    if unit not in PER_UNIT:
        raise BadParameter(
            Text("unit {unit!r} is not known; available: {names}", unit=unit, names=", ".join(PER_UNIT))
        )
    return PER_UNIT[unit]


def no_events(log: EventLog) -> BadValue:
    """Return the error for a log without a usable event, with what its rows lack."""
    lacking = ", ".join(f"{reason}: {number:,}" for reason, number in log.excluded.items())
    rows = f"{log.rows:,} rows, left out for {lacking}" if lacking else f"{log.rows:,} rows"
    return BadValue(Text("there is no event with customer, name and time ({rows})", rows=rows))


def opened(events: Any) -> Any:
    """Return events so that they can be asked several times: the header of a file is read once."""
    return events if isinstance(events, EventLog) else open_source(events)


def log_of(events: Any, columns: tuple[str, str, str], sequence: str | None = None) -> EventLog:
    """Return the sorted events of all customers; a log that was read before is taken as it is."""
    if isinstance(events, EventLog):
        return events
    customer, event, time = columns
    return event_log(events, case=customer, event=event, time=time, sequence=sequence)


def comparable(first: Any, second: Any) -> tuple[pd.Index, pd.Index]:
    """Return the ids of two tables so that they can be matched: as text where one holds numbers, one text.

    >>> comparable(["7", "v1"], [7.0])[1].tolist()
    ['7']
    """
    one, two = pd.Index(first).infer_objects(), pd.Index(second).infer_objects()
    if pd.api.types.is_numeric_dtype(one.dtype) == pd.api.types.is_numeric_dtype(two.dtype):
        return one, two
    return _as_text(one), _as_text(two)


def _as_text(ids: pd.Index) -> pd.Index:
    if pd.api.types.is_float_dtype(ids.dtype):
        ids = pd.Index(ids.to_series().astype("Int64")) if (ids.dropna() % 1 == 0).all() else ids
    return pd.Index(ids.astype(str))


def few(customers: np.ndarray, min_n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows stand for too few customers to be shown, and the note that says so."""
    hidden = np.asarray(customers) < min_n
    return hidden, np.array([note_of(min_n, alone=True) if one else "" for one in hidden], dtype=object)


def pack(major: np.ndarray, minor: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return two whole numbers per row sorted together; one packed integer sorts fastest."""
    bits = int(minor.max(initial=0)).bit_length()
    if int(major.max(initial=0)).bit_length() + bits > 63:
        order = np.lexsort((minor, major))
        return major[order], minor[order]
    packed = major << bits
    packed |= minor
    packed.sort()
    low = packed & ((1 << bits) - 1)
    packed >>= bits
    return packed, low


def first_of_runs(*keys: np.ndarray) -> np.ndarray:
    """Return where a new combination of sorted keys begins."""
    new = np.zeros(len(keys[0]), dtype=bool)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)


def grouped_quantiles(values: np.ndarray, starts: np.ndarray, sizes: np.ndarray, q: float) -> np.ndarray:
    """Return a quantile of each stretch of sorted values, between neighbours as numpy does."""
    place = starts + (sizes - 1) * q
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, starts + sizes - 1)
    return values[low] + (values[high] - values[low]) * (place - low)
