"""Whole journeys: which paths there are, how many they cover."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog
from cxlab.results import NOTHING_HIDDEN, protected
from cxlab.stats import wilson

from ._common import (
    check,
    first_of_runs,
    grouped_quantiles,
    log_of,
    no_events,
    pack,
)

__all__ = ["often", "variants"]

RARE = "(rarer variants)"
_LONGEST = 12


def variants(
    events: Any,
    *,
    unit: str = "days",
    min_n: int = 5,
    level: float = 0.95,
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
    sequence: str | None = None,
) -> pd.DataFrame:
    """Distinct sequences of events, how many customers follow each and how much they cover together.

    Parameters
    ----------
    min_n
        Variants of fewer customers could tell who somebody is: they are one row, "(rarer variants)".
    events, unit, level, customer, event, time, sequence
        As for `transitions`.

    Returns
    -------
    DataFrame
        variant ("a > b > b"; the middle of long ones left out), steps (number of events; of the rarer ones
        the mean), variants (1, or how many the row stands for), n (customers), share, low, high (Wilson),
        coverage (share of this and all more frequent ones), median_days, p90_days (first to last event),
        note, level; most frequent first. Variants whose label is the same (long ones that differ in the
        middle) are numbered: "a > … 8 … > b (2)". If the rarer ones are together too few to be shown, their
        steps and times are suppressed. Rows left out are counted in `attrs["excluded"]`.

    Raises
    ------
    BadValue
        The log holds no usable event.

    Examples
    --------
    >>> events = pd.DataFrame({"customer_id": [1, 1, 2, 2, 3], "event": list("ababa"),
    ...     "timestamp": pd.to_datetime(["2024-01-01", "2024-01-03"] * 2 + ["2024-01-01"])})
    >>> variants(events, min_n=1)[["variant", "n", "coverage", "median_days"]].round(3)
      variant  n  coverage  median_days
    0   a > b  2     0.667          2.0
    1       a  1     1.000          0.0
    """
    size = check(level, min_n, unit)
    log = log_of(events, (customer, event, time), sequence)
    starts = log.starts()
    if not len(starts):
        raise no_events(log)
    lengths = np.diff(np.append(starts, len(log)))
    row, labels, rare = _rows(log, starts, lengths, min_n)
    rows, durations = pack(row, log.time[starts + lengths - 1] - log.time[starts])
    first = first_of_runs(rows)
    counts = np.diff(np.append(first, len(rows)))
    low, high = wilson(counts, len(starts), level=level)
    table = pd.DataFrame(
        {
            "variant": [*labels, *([RARE] if rare else [])],
            "steps": np.bincount(row, weights=lengths) / counts,
            "variants": [*(1 for _ in labels), *([rare] if rare else [])],
            "n": counts,
            "share": counts / len(starts),
            "low": low,
            "high": high,
            "coverage": np.cumsum(counts) / len(starts),
            f"median_{unit}": grouped_quantiles(durations, first, counts, 0.5) / size,
            f"p90_{unit}": grouped_quantiles(durations, first, counts, 0.9) / size,
        }
    )
    table = protected(table.assign(note="", level=level), min_n=min_n, by="variant")
    table.attrs |= {"excluded": log.excluded, "ties": log.ties, "tie_rule": log.tie_rule}
    return table


def _rows(
    log: EventLog, starts: np.ndarray, lengths: np.ndarray, min_n: int
) -> tuple[np.ndarray, list[str], int]:
    """Return the row of each case (most frequent variant first), their labels, how many are too rare."""
    variant, example = _same_paths(log, starts, lengths)
    n = np.bincount(variant)
    shown = _shown(n, min_n)
    labels = [_path(log, starts[case], lengths[case]) for case in example[shown]]
    rank = sorted(range(len(shown)), key=lambda place: (-n[shown[place]], labels[place]))
    row_of = np.full(len(n), len(shown))
    row_of[shown[rank]] = np.arange(len(shown))
    return row_of[variant], _distinct([labels[place] for place in rank]), len(n) - len(shown)


def often(log: EventLog, starts: np.ndarray, lengths: np.ndarray, min_n: int) -> np.ndarray:
    """Return which cases take a path that may be shown."""
    variant, _example = _same_paths(log, starts, lengths)
    return np.isin(variant, _shown(np.bincount(variant), min_n))


def _shown(n: np.ndarray, min_n: int) -> np.ndarray:
    """Return which variants may be shown, by how many cases take each.

    Too few rare ones together take the least frequent of the others with them: the total is known.
    """
    found = np.flatnonzero(n >= min_n)
    while min_n > NOTHING_HIDDEN and len(found) and 0 < n.sum() - n[found].sum() < min_n:
        found = np.delete(found, np.argmin(n[found]))
    return found


def _distinct(labels: list[str]) -> list[str]:
    """Return the labels, numbered where one of them (or the one of the rarer variants) was there before.

    >>> _distinct(["a > b", "a", "a > b"])
    ['a > b', 'a', 'a > b (2)']
    """
    taken, found = {RARE}, []
    for label in labels:
        number, name = 1, label
        while name in taken:
            number += 1
            name = f"{label} ({number})"
        taken.add(name)
        found.append(name)
    return found


def _same_paths(log: EventLog, starts: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the variant of each case, and a case for each variant.

    Paths are told apart by a 64-bit sum over (place, event), and those called equal are compared event by
    event.
    """
    place = np.arange(len(log)) - np.repeat(starts, lengths)
    signs = _mixed((log.event.astype(np.uint64) << np.uint64(32)) + place.astype(np.uint64))
    total = np.add.reduceat(signs, starts)
    _sums, example, variant = np.unique(total, return_index=True, return_inverse=True)
    like = np.repeat(starts[example[variant]], lengths) + place
    same_length = lengths == lengths[example[variant]]
    equal = np.repeat(same_length, lengths)
    equal[equal] = log.event[like[equal]] == log.event[equal]
    if not equal.all():  # two paths with one sum: once in billions, then told apart by their events
        keys = [log.event[s : s + size].tobytes() for s, size in zip(starts, lengths, strict=True)]
        variant, found = pd.factorize(pd.Series(keys))
        example = np.unique(variant, return_index=True)[1]
        assert len(found) == len(example)
    return variant, example


def _mixed(values: np.ndarray) -> np.ndarray:
    """Return the values scattered over 64 bits (the finalizer of SplitMix64)."""
    values = (values + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _path(log: EventLog, start: int, length: int) -> str:
    names = [str(log.names[code]) for code in log.event[start : start + length]]
    if length > _LONGEST:
        names = [*names[: _LONGEST // 2], f"… {length - _LONGEST} …", *names[-_LONGEST // 2 :]]
    return " > ".join(names)
