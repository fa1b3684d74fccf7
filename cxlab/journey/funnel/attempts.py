"""The exact kernel: every attempt at a funnel, followed step by step, all attempts at once.

Events are sorted by customer and time, and each step knows its next event from every position (one backward
pass). An attempt then moves to the next event of the next step; since taking the earliest one never spoils a
later step, that is exact. Plain numpy does this for all attempts of a step together, at tens of millions of
events a second; a compiled loop over events would be no faster from file to result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxlab.engine import EventLog

from .._common import first_of_runs
from .spec import FunnelSpec

__all__ = ["NEVER", "Attempts", "attempts_of", "collapse", "kept_of", "without_dropped"]

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Attempts:
    """One row per attempt, or per customer after `collapse`.

    Attributes
    ----------
    case, start
        Number of the customer, time of entry.
    reached
        Time at which each step was reached (a column per step), `NEVER` where it was not.
    stop
        Time of the event that ended the attempt (an exit or exclusion), `NEVER` without one.
    dropped
        Whether an exclusion leaves the customer out.
    value
        Number of the attribute's value at entry.
    cause
        Number of the event that ended the attempt, -1 without one; None where it is not known.
    """

    case: np.ndarray
    start: np.ndarray
    reached: np.ndarray
    stop: np.ndarray
    dropped: np.ndarray
    value: np.ndarray | None
    cause: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.case)

    def take(self, chosen: np.ndarray) -> Attempts:
        """Return the chosen rows."""
        value = None if self.value is None else self.value[chosen]
        parts = {
            name: getattr(self, name)[chosen] for name in ("case", "start", "reached", "stop", "dropped")
        }
        cause = None if self.cause is None else self.cause[chosen]
        return Attempts(**parts, value=value, cause=cause)


@dataclass(frozen=True)
class _Walk:
    """The log with its pointers: what `_sequential` and `_any_order` move along."""

    log: EventLog
    spec: FunnelSpec
    case: np.ndarray
    time: np.ndarray
    rank: np.ndarray
    "What orders a customer's events: their time, with the sequence number where that decides between ties."
    after: np.ndarray
    "First position that can follow a position: the next of a higher rank."
    at: np.ndarray
    "First position of the same customer and rank."

    def next_of(self, names: frozenset[object]) -> np.ndarray:
        """Return the first position at or after each position whose event is one of `names`."""
        wanted = np.array([name in names for name in self.log.names], dtype=bool)
        n = len(self.log)
        place = np.full(n + 1, n, dtype=np.int32 if n < 2**31 - 2 else np.int64)
        hits = np.flatnonzero(wanted[self.log.event]) if n else np.zeros(0, dtype=np.intp)
        place[hits] = hits
        return np.minimum.accumulate(place[::-1])[::-1]

    def since(self, position: np.ndarray, micros: int) -> np.ndarray:
        """Return the first position of the same customer at least that much later than a position."""
        if not len(position):
            return position
        time, case = self.time[:-1], self.case[:-1]
        first = time.min()
        unit = next(unit for unit in (1_000_000, 1_000, 1) if unit == 1 or not ((time - first) % unit).any())
        since, last = (time - first) // unit, int((time.max() - first) // unit)
        wanted = np.clip(-(-(self.time[position] + micros - first) // unit), 0, last + 1)
        if (last + 2) * (int(case.max()) + 1) >= 2**63:  # too fine a clock for one packed number
            distinct, since = np.unique(time, return_inverse=True)
            wanted, last = np.searchsorted(distinct, self.time[position] + micros), len(distinct)
        width = last + 2
        return np.searchsorted(case * width + since, self.case[position] * width + wanted)


def attempts_of(log: EventLog, spec: FunnelSpec, *, entry_from: int | None, entry_to: int | None) -> Attempts:
    """Return the attempts that the entry policy considers, in order of customer and entry."""
    walk = _walk(log, spec)
    opening = spec.steps[0].events
    if spec.order == "any":
        opening = frozenset().union(*(step.events for step in spec.steps))
    wanted = np.array([name in opening for name in log.names], dtype=bool)
    begin = np.flatnonzero(wanted[log.event]) if len(log) else np.zeros(0, dtype=np.intp)
    if entry_from is not None:
        begin = begin[log.time[begin] >= entry_from]
    if entry_to is not None:
        begin = begin[log.time[begin] < entry_to]
    value = _value_at(walk, begin)
    if spec.entry == "first" and len(begin):
        first = first_of_runs(log.case[begin])
        begin, value = begin[first], None if value is None else value[first]
    attempts, end = _follow(walk, begin, value)
    if spec.entry == "every":
        attempts = attempts.take(_episodes(walk, begin, end))
    return attempts


def collapse(attempts: Attempts) -> Attempts:
    """Return one row per customer: the first entry, and when any attempt first reached each step."""
    if not len(attempts):
        return attempts
    first = first_of_runs(attempts.case)
    best = np.minimum.reduceat(attempts.reached, first, axis=0)
    return replace(attempts.take(first), reached=best, stop=np.full(len(first), NEVER), cause=None)


def without_dropped(attempts: Attempts) -> Attempts:
    """Return the attempts of customers whom no exclusion leaves out."""
    return attempts.take(kept_of(attempts)) if attempts.dropped.any() else attempts


def kept_of(attempts: Attempts) -> np.ndarray:
    """Return which attempts are of customers whom no exclusion leaves out."""
    return ~np.isin(attempts.case, attempts.case[attempts.dropped])


def _walk(log: EventLog, spec: FunnelSpec) -> _Walk:
    """Add a position behind the last event that belongs to nobody, and the pointers of the rule for ties."""
    n = len(log)
    case = np.append(log.case, -1)
    time = np.append(log.time, NEVER)
    new = np.ones(n + 1, dtype=bool)
    new[1:] = (case[1:] != case[:-1]) | (time[1:] != time[:-1])
    rank = time
    if log.sequence is not None:
        new[1:n] |= log.sequence[1:] != log.sequence[:-1]
        rank = np.cumsum(new)
    position = np.arange(n + 1)
    at = np.maximum.accumulate(np.where(new, position, 0))
    first = np.where(new, position, n)
    after = np.append(np.minimum.accumulate(first[::-1])[::-1][1:], n)
    return _Walk(log, spec, case, time, rank, after, at)


def _follow(walk: _Walk, begin: np.ndarray, value: np.ndarray | None) -> tuple[Attempts, np.ndarray]:
    """Follow the attempts that begin at these positions; return them and the position where each ends."""
    spec, time, case = walk.spec, walk.time, walk.case
    stop = _first_after(walk, begin, spec.stops)
    take = _any_order if spec.order == "any" else _with_tolerance if spec.ties == "tolerance" else _sequential
    reached, last = take(walk, begin, stop)
    complete = reached[:, -1] < NEVER
    within = time[begin] + spec.window
    stopped = np.where(~complete & (time[stop] <= within), time[stop], NEVER)
    dropped = np.zeros(len(begin), dtype=bool)
    if spec.drops:
        drop = _first_after(walk, begin, spec.drops)
        rank = walk.rank
        during = (rank[drop] <= rank[stop]) & (~complete | (rank[drop] <= rank[last]))
        dropped = (time[drop] <= within) & during
    cause = np.append(walk.log.event, -1)[np.where(stopped < NEVER, stop, len(walk.log))]
    attempts = Attempts(case[begin], time[begin], reached, stopped, dropped, value, cause)
    end = np.where(complete, walk.after[last], np.where(stopped < NEVER, walk.after[stop], -1))
    return attempts, end


def _value_at(walk: _Walk, begin: np.ndarray) -> np.ndarray | None:
    """Return the attribute of each entry: of several of one customer at once, the least that is known."""
    if walk.log.value is None:
        return None
    first = first_of_runs(walk.at[begin])
    if not len(first):
        return walk.log.value[begin]
    least = np.minimum.reduceat(walk.log.value[begin], first)  # missing is the highest number
    return np.repeat(least, np.diff([*first, len(begin)]))


def _first_after(walk: _Walk, begin: np.ndarray, names: frozenset[object]) -> np.ndarray:
    """Return the position of the first of these events after the entry, the position behind all for none."""
    nobody = len(walk.log)
    if not names:
        return np.full(len(begin), nobody)
    found = walk.next_of(names)[walk.after[begin]]
    return np.where(walk.case[found] == walk.case[begin], found, nobody)


def _sequential(walk: _Walk, begin: np.ndarray, stop: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Take the earliest event of each step after the one before it."""
    spec, case, time = walk.spec, walk.case, walk.time
    reached = np.full((len(begin), len(spec.steps)), NEVER)
    reached[:, 0] = time[begin]
    here, going = begin.copy(), np.arange(len(begin))
    for number, step in enumerate(spec.steps[1:], 1):
        start, follows = begin[going], walk.after[here[going]]
        found = walk.next_of(step.events)[follows]
        allowed = (case[found] == case[start]) & (time[found] - time[start] <= spec.window)
        allowed &= _before(walk, found, stop[going])
        if spec.order == "strict":
            allowed &= walk.rank[found] == walk.rank[follows]
        going, found = going[allowed], found[allowed]
        reached[going, number] = time[found]
        here[going] = found
    return reached, here


def _with_tolerance(walk: _Walk, begin: np.ndarray, stop: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Take the earliest unused event at most the tolerance before any earlier step's.

    Clocks that differ by at most the tolerance may show steps in the wrong order by that much and no more.
    With steps that are equal or disjoint, the earliest event never spoils a later step.
    """
    spec, case, time = walk.spec, walk.case, walk.time
    reached = np.full((len(begin), len(spec.steps)), NEVER)
    reached[:, 0] = time[begin]
    used = np.full((len(begin), len(spec.steps)), -1)
    used[:, 0] = begin
    latest, going = begin.copy(), np.arange(len(begin))
    for number, step in enumerate(spec.steps[1:], 1):
        following = walk.next_of(step.events)
        found = following[walk.since(latest[going], -spec.tolerance)]
        for _again in range(number):
            taken = (used[going, :number] == found[:, None]).any(axis=1)
            found = np.where(taken, following[np.minimum(found + 1, len(walk.log))], found)
        start = begin[going]
        allowed = (case[found] == case[start]) & (time[found] - time[start] <= spec.window)
        allowed &= _before(walk, found, stop[going])
        going, found = going[allowed], found[allowed]
        used[going, number] = found
        latest[going] = np.maximum(latest[going], found)
        reached[going, number] = time[latest[going]]
    return reached, latest


def _any_order(walk: _Walk, begin: np.ndarray, stop: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Take the earliest events of all steps after the entry; the k-th earliest reaches k steps."""
    spec, case, time = walk.spec, walk.case, walk.time
    nobody = len(walk.log)
    places = []
    for events in dict.fromkeys(step.events for step in spec.steps):
        following, place = walk.next_of(events), walk.at[begin]
        for _again in range(sum(step.events == events for step in spec.steps)):
            found = following[place]
            allowed = (case[found] == case[begin]) & (time[found] - time[begin] <= spec.window)
            allowed &= _before(walk, found, stop)
            place = np.where(allowed, np.minimum(found + 1, nobody), nobody)
            places.append(np.where(allowed, found, nobody))
    taken = np.sort(np.column_stack(places), axis=1)
    deepest = (taken < nobody).sum(axis=1) - 1
    return time[taken], taken[np.arange(len(taken)), deepest] if len(taken) else begin


def _before(walk: _Walk, found: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """Return whether an event comes before the one that ends the attempt."""
    return walk.rank[found] < walk.rank[stop]


def _episodes(walk: _Walk, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return which attempts are made when a new one begins only after the one before has ended."""
    if not len(begin):
        return begin
    expired = end < 0
    end[expired] = walk.since(begin[expired], walk.spec.window + 1)
    following = np.searchsorted(begin, end).tolist()
    case = walk.case[begin]
    first = first_of_runs(case)
    bounds = [*first[1:].tolist(), len(begin)]
    made = []
    for attempt, bound in zip(first.tolist(), bounds, strict=True):
        while attempt < bound:
            made.append(attempt)
            attempt = following[attempt]
    return np.array(made)
