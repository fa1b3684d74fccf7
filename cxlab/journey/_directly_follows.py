"""Count what directly follows what, block by block of whole customers.

With millions of events the first touch of new memory costs more than the arithmetic, so only the sorted times
are as long as the log; everything else is as long as a block, whose memory is used again.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from cxlab.engine import EventLog
from cxlab.engine.sorting import cores_for, sort_in_place

from ._clusters import worth_of
from ._common import first_of_runs, pack
from ._unfinished import Unfinished

__all__ = ["FollowCounts", "count_follows"]

_BLOCK = 50_000
_TABLE = 2**18


@dataclass(frozen=True)
class FollowCounts:
    """One row per pair of events that follow each other.

    Attributes
    ----------
    source, target
        Numbers of the names; the two after the last name are the start and the end.
    n, customers
        Transitions, and customers who make them. To the end: customers so long without a further event that
        they would have had one.
    share, worth
        How likely the target follows, journeys cut short allowed for, and as how many independent
        transitions that is known.
    until
        Up to how many microseconds after the source that is (0: nothing follows it, or nothing is cut short).
    df
        Degrees of freedom of the customers.
    median, p90
        Microseconds between the two.
    begun, over
        Per event: customers who begin with it, and those so long without a further event after it (-1 where
        it is nobody's last).
    running
        Customers whose journey may still go on.
    """

    source: np.ndarray
    target: np.ndarray
    n: np.ndarray
    customers: np.ndarray
    share: np.ndarray
    worth: np.ndarray
    until: np.ndarray
    median: np.ndarray
    p90: np.ndarray
    begun: np.ndarray
    over: np.ndarray
    running: int

    def with_ends(self) -> tuple[np.ndarray, ...]:
        """Return source, target, n and customers of all pairs, with those from the start and to the end."""
        names = len(self.begun) - 2
        inside = (self.source != names) & (self.target != names + 1)
        first, last = np.flatnonzero(self.begun), np.flatnonzero(self.over >= 0)
        return (
            np.concatenate([self.source[inside], np.full(len(first), names), last]),
            np.concatenate([self.target[inside], first, np.full(len(last), names + 1)]),
            *(
                np.concatenate([own[inside], self.begun[first], self.over[last]])
                for own in (self.n, self.customers)
            ),
        )


def count_follows(
    log: EventLog, *, ends: bool, until: int, cluster: np.ndarray | None = None
) -> FollowCounts:
    """Count pairs, how they are spread over customers, and the quantiles of their times."""
    width, first = len(log.names) + 2, log.starts()
    timed = _Timed.of(log, width)
    blocks = _blocks(log)
    # A block has a transition less than events for each customer; with the ends, one more.
    people = np.diff(np.searchsorted(first, [*(start for start, _part in blocks), len(log)]))
    sizes = np.array([len(part) for _start, part in blocks]) + (people if ends else -people)
    places = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    def count(number: int) -> tuple[np.ndarray, ...]:
        source, target, case, gap = _follows(blocks[number][1], ends=ends)
        pair = source * width + target
        timed.put(int(places[number]), pair, gap)
        return _spread(pair, case, width)

    with ThreadPoolExecutor(cores_for(len(log))) as pool:
        tallies = list(pool.map(count, range(len(blocks))))
    timed.size = int(places[-1])
    sources = np.sum([tally[4] for tally in tallies], axis=0) if tallies else np.zeros((3, width))
    found, customers, xx, xm = _added(tallies)
    timed.sort()
    starts = timed.place(found, None)
    n = np.diff(starts, append=timed.size)
    total, squares, clusters = sources[:, found // width]
    naive = n / np.maximum(total, 1)
    spread = np.maximum(xx - 2 * naive * xm + naive**2 * squares, 0)
    last = np.append(first[1:], len(log)) - 1 if len(log) else first
    cut = Unfinished.of(found, n, timed, log.event[last], until - log.time[last], width, ends=ends)
    worth, _df = worth_of(naive, spread, total, clusters)
    with np.errstate(invalid="ignore", divide="ignore"):
        worth = cut.worth * np.nan_to_num(worth / np.maximum(total, 1))
    times = timed.times()
    median, p90 = (cut.quantiles(times, starts, n, q) for q in (0.5, 0.9))
    final = found % width == width - 1
    shown = np.where(final, cut.n, n)
    return FollowCounts(
        source=found // width, target=found % width, n=shown,
        customers=np.where(final, shown, customers).astype(np.int64), share=cut.share, worth=worth,
        until=cut.until, median=median, p90=p90, over=cut.over, running=cut.running,
        begun=np.bincount(log.event[first], minlength=width),
    )  # fmt: skip


def _added(tallies: list[tuple[np.ndarray, ...]]) -> list[np.ndarray]:
    """Return the pairs that were found, and the sums of all blocks for each."""
    if not tallies:
        return [np.zeros(0, dtype=np.int64), *[np.zeros(0)] * 3]
    codes, *parts = (np.concatenate(part) for part in list(zip(*tallies, strict=True))[:4])
    found, place = np.unique(codes, return_inverse=True)
    return [found, *(np.bincount(place, weights=part, minlength=len(found)) for part in parts)]


def _blocks(log: EventLog) -> list[tuple[int, EventLog]]:
    """Cut the log between customers into blocks of about the same length, each with where it starts."""
    marks = np.searchsorted(log.case, log.case[_BLOCK::_BLOCK])
    edges = np.unique([0, *marks.tolist(), len(log)]).tolist()
    blocks = []
    for first, last in pairwise(edges):
        part = {name: getattr(log, name)[first:last] for name in ("case", "time", "event")}
        blocks.append((first, replace(log, **part, value=None)))
    return blocks


def _follows(log: EventLog, *, ends: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return for each transition what, to what, whose and after how many microseconds (0 at the ends)."""
    same = log.case[1:] == log.case[:-1]
    source, target = log.event[:-1][same], log.event[1:][same]
    case, gap = log.case[1:][same], (log.time[1:] - log.time[:-1])[same]
    if not ends:
        return source, target, case, gap
    first = log.starts()
    last = np.append(first[1:], len(log)) - 1
    none, begin, finish = np.zeros(len(first), dtype=np.int64), len(log.names), len(log.names) + 1
    return (
        np.concatenate([source, none + begin, log.event[last]]),
        np.concatenate([target, log.event[first], none + finish]),
        np.concatenate([case, log.case[first], log.case[last]]),
        np.concatenate([gap, none, none]),
    )


def _spread(pair: np.ndarray, case: np.ndarray, width: int) -> tuple[np.ndarray, ...]:
    """Return pairs, and of each customers and the sums of x^2 and x m; by source the sums of m, m^2 and 1.

    x is how often a customer makes the transition, m how often any transition from the same source.
    """
    sources = np.zeros((3, width))
    if not len(pair):
        return pair, np.zeros(0), np.zeros(0), np.zeros(0), sources
    cases, pairs = pack(case - case.min(), pair)
    runs = first_of_runs(cases, pairs)
    x, of_pair = np.diff(runs, append=len(pairs)).astype(float), pairs[runs]
    of_source = of_pair // width
    edge = first_of_runs(cases[runs], of_source)
    m = np.add.reduceat(x, edge)
    for row, values in enumerate((m, m**2, np.ones(len(m)))):
        sources[row] = np.bincount(of_source[edge], weights=values, minlength=width)
    xm = x * np.repeat(m, np.diff(edge, append=len(x)))
    if width * width <= _TABLE:
        customers = np.bincount(of_pair)
        codes = np.flatnonzero(customers)
        squares, products = np.bincount(of_pair, x**2)[codes], np.bincount(of_pair, xm)[codes]
        return codes, customers[codes], squares, products, sources
    codes, place = np.unique(of_pair, return_inverse=True)
    return codes, np.bincount(place), np.bincount(place, x**2), np.bincount(place, xm), sources


@dataclass
class _Timed:
    """All transitions with their times; one packed integer each, where pair and time fit into one."""

    packed: np.ndarray
    bits: int
    size: int = 0

    @classmethod
    def of(cls, log: EventLog, width: int) -> _Timed:
        """Make room for every transition, those from the start and to the end included."""
        longest = int(log.time.max() - log.time.min()) if len(log) else 0
        bits = longest.bit_length()
        rows = 1 if (width * width).bit_length() + bits <= 63 else 2
        return cls(np.empty((rows, len(log) + len(log.starts())), dtype=np.int64), bits)

    def put(self, start: int, pair: np.ndarray, gap: np.ndarray) -> None:
        """Take the transitions of one block from a place on."""
        place = slice(start, start + len(pair))
        if len(self.packed) == 1:
            np.bitwise_or(pair << self.bits, gap, out=self.packed[0, place])
        else:
            self.packed[0, place], self.packed[1, place] = pair, gap

    def sort(self) -> None:
        """Sort by pair and time."""
        if len(self.packed) == 2:
            self.packed = np.stack(pack(self.packed[0, : self.size], self.packed[1, : self.size]))
        else:
            sort_in_place(self.packed[0, : self.size])

    def place(self, pair: np.ndarray, time: np.ndarray | None) -> np.ndarray:
        """Return how many transitions come before a pair, or before and with its times up to one."""
        side: Literal["left", "right"] = "left" if time is None else "right"
        when = np.zeros(len(pair), dtype=np.int64) if time is None else time
        if len(self.packed) == 1:
            when = np.minimum(when, (1 << self.bits) - 1)
            return np.searchsorted(self.packed[0, : self.size], (pair << self.bits) | when, side=side)
        begin = np.searchsorted(self.packed[0], pair, side="left")
        if time is None:
            return begin
        end = np.searchsorted(self.packed[0], pair, side="right")
        spans = zip(begin.tolist(), end.tolist(), when.tolist(), strict=True)
        within = [np.searchsorted(self.packed[1, a:b], at, side="right") for a, b, at in spans]
        return begin + np.array(within, dtype=np.int64)

    def times(self) -> np.ndarray:
        """Return the times, sorted by pair; in place, so that only this can be asked from then on."""
        if len(self.packed) == 2:
            return self.packed[1]
        packed = self.packed[0, : self.size]
        packed &= (1 << self.bits) - 1
        return packed
