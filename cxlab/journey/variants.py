"""Whole journeys: which paths there are, how many they cover.

And what the best customers do that others miss.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog
from cxlab.errors import BadParameter, BadValue
from cxlab.results import NOTHING_HIDDEN, hide, note_of, protected
from cxlab.stats import adjust_p, proportion_difference, wilson

from ._common import (
    check,
    check_correction,
    comparable,
    few,
    first_of_runs,
    grouped_quantiles,
    log_of,
    no_events,
    pack,
)
from ._plan import duration

__all__ = ["missed_steps", "variants"]

_DAY = 86_400_000_000
RARE = "(rarer variants)"
NOBODY = "nobody of the best, or of the others, is there at the landmark"
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
    often = np.flatnonzero(n >= min_n)
    # Too few rare ones together take the least frequent of the others with them: the total is known.
    while min_n > NOTHING_HIDDEN and len(often) and 0 < n.sum() - n[often].sum() < min_n:
        often = np.delete(often, np.argmin(n[often]))
    labels = [_path(log, starts[case], lengths[case]) for case in example[often]]
    rank = sorted(range(len(often)), key=lambda place: (-n[often[place]], labels[place]))
    row_of = np.full(len(n), len(often))
    row_of[often[rank]] = np.arange(len(often))
    return row_of[variant], _distinct([labels[place] for place in rank]), len(n) - len(often)


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


def missed_steps(
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
        event, estimate (share of the best who take it), estimate_versus (of the others), difference, low,
        high (Newcombe), p, p_adjusted, n, n_versus (customers), customers (who take it), day (the landmark,
        in days), note, level; largest difference first. What differs is a lead, not a cause.
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
    >>> missed_steps(events, best=[1], min_n=1)[["event", "estimate", "estimate_versus", "difference"]]
       event  estimate  estimate_versus  difference
    0   call       1.0              0.0         1.0
    1  visit       1.0              1.0         0.0
    """
    check(level, min_n)
    check_correction(correction)
    log = log_of(events, (customer, event, time))
    if not len(log):
        raise no_events(log)
    if isinstance(best, str):
        raise BadParameter("best is a list of ids; found one text, write it as [id]")
    known, wanted = comparable(log.ids, list(best))
    special = known.isin(wanted)
    everybody = log.case[log.starts()]
    n = int(special[everybody].sum())
    if not 0 < n < len(everybody):
        raise BadValue(
            f"of {len(everybody)} customers with events {n} are among the best; there must be both"
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
        "estimate": hits / max(n, 1), "estimate_versus": rest / max(others, 1),
        "difference": test.estimate, "low": test.low, "high": test.high, "p": test.p,
    }  # fmt: skip
    shown = {name: np.where(hidden, np.nan, values) for name, values in figures.items()}
    table = pd.DataFrame({"event": log.names} | shown)
    table["p_adjusted"] = adjust_p(table["p"], method=correction)
    table = table.assign(
        n=n, n_versus=others, customers=hits + rest, day=landmark / _DAY, note=note, level=level
    )
    table = hide(table, hidden, why, only=("customers",)) if hidden.any() else table
    table = protected(table, min_n=min_n, keep=("day",))
    table = table.sort_values("difference", ascending=False, kind="stable", ignore_index=True)
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
