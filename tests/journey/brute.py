"""A funnel by its definition: try every choice of events. Slow, and independent of the kernel.

Nothing here is clever. An attempt begins at an event of the first step; every chain of distinct events that
the rules allow is written down; a step is reached when the chain that ends first reaches it. Times are
minutes.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

NEVER = np.iinfo(np.int64).max
ORDERS, ENTRIES, TIES = (
    ("sequential", "strict", "any"),
    ("first", "any", "every"),
    ("strict", "sequence", "tolerance"),
)
EXCLUSIONS = ("none", "drop", "end", "exit")
STEPS = {
    "a b c": [{"a"}, {"b"}, {"c"}],
    "a a": [{"a"}, {"a"}],
    "ab c": [{"a", "b"}, {"c"}],
    "a b a": [{"a"}, {"b"}, {"a"}],
    "ab ab c": [{"a", "b"}, {"a", "b"}, {"c"}],
    "ab bc": [{"a", "b"}, {"b", "c"}],
}


def combinations():
    """Yield every combination of rules that has a meaning, and the steps that go with it."""
    for order, entry, ties, exclusion in itertools.product(ORDERS, ENTRIES, TIES, EXCLUSIONS):
        if order == "strict" and ties == "tolerance":
            continue  # refused: what comes directly next is open
        names = [name for name in STEPS if name != "ab bc" or (order != "any" and ties != "tolerance")]
        yield order, entry, ties, exclusion, names


def random_log(customers: int, seed: int, *, twice: float = 0.0, numbers: int | None = None) -> pd.DataFrame:
    """Return customers with up to nine events in a few minutes: many ties, all kinds of events.

    `twice` is the share of events that were recorded twice, `numbers` how many sequence numbers there are (by
    default as many as events).
    """
    rng = np.random.default_rng(seed)
    size = rng.integers(1, 10, customers)
    who = np.repeat(np.arange(customers), size)
    when = rng.integers(0, 9, len(who))
    what = rng.choice(list("abcxz"), len(who), p=[0.32, 0.26, 0.22, 0.08, 0.12])
    frame = pd.DataFrame({"who": who, "what": what, "minute": when, "seq": rng.permutation(len(who))})
    if numbers:
        frame["seq"] %= numbers
    frame = frame.drop_duplicates(["who", "what", "minute"])
    again = frame.sample(frac=twice, random_state=seed)
    frame = pd.concat([frame, again], ignore_index=True)
    return frame.assign(at=pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["minute"], unit="min"))


class Rules:
    """The rules of one funnel; entries count from the first to the last minute of `between`."""

    def __init__(self, steps, order, entry, ties, exclusion, *, window, tolerance, between=(-np.inf, np.inf)):
        self.steps, self.order, self.entry, self.ties = steps, order, entry, ties
        self.exclusion, self.window, self.tolerance, self.between = exclusion, window, tolerance, between

    def attempt(self, events, start):
        """Follow one attempt: minute each step is reached, whether it is dropped, when the next may begin."""
        t1 = events[start][0]
        rank = self._rank(events)
        stops = {"x"} if self.exclusion in ("end", "exit") else set()
        after = [i for i in range(len(events)) if rank[i] > rank[start]]
        ending = min((rank[i] for i in after if events[i][2] in stops), default=np.inf)
        allowed = [
            i
            for i in range(len(events))
            if events[i][0] - t1 <= self.window and (rank[i] < ending or i == start)
        ]
        chains = (
            self._any(events, start, allowed, rank)
            if self.order == "any"
            else self._chains(events, start, allowed, rank)
        )
        best = [
            min((max((rank[i], events[i][0]) for i in chain) for chain in level), default=None)
            for level in chains
        ]
        reached = [NEVER if item is None else item[1] for item in best]
        last = best[-1][0] if best[-1] is not None else None
        dropped = self.exclusion == "drop" and any(
            events[i][2] == "x" and events[i][0] - t1 <= self.window and (last is None or rank[i] <= last)
            for i in after
        )
        if last is not None:
            end = last
        elif any(rank[i] == ending and events[i][0] - t1 <= self.window for i in after):
            end = ending
        else:
            inside = [rank[i] for i in range(len(events)) if events[i][0] - t1 <= self.window]
            end = max(inside)
        return reached, dropped, end

    def _rank(self, events):
        """Return what orders events: the place of their time and sequence number, else their time alone."""
        if self.ties != "sequence":
            return [event[0] for event in events]
        places = sorted({event[:2] for event in events})
        return [places.index(event[:2]) for event in events]

    def _chains(self, events, start, allowed, rank):
        levels = [[(start,)]]
        for step in self.steps[1:]:
            longer = []
            for chain in levels[-1]:
                longer += [
                    (*chain, i)
                    for i in allowed
                    if i not in chain and events[i][2] in step and self._follows(events, chain, i, rank)
                ]
            levels.append(longer)
        return levels

    def _follows(self, events, chain, i, rank):
        if self.ties == "tolerance":
            return all(events[i][0] >= events[j][0] - self.tolerance for j in chain)
        if rank[i] <= rank[chain[-1]]:
            return False
        return self.order != "strict" or not any(rank[chain[-1]] < r < rank[i] for r in rank)

    def _any(self, events, start, allowed, rank):
        """Give each step an event of its own, the entry one of them; level k fills k+1 steps."""
        allowed = [i for i in allowed if rank[i] >= rank[start]]
        levels = []
        for size in range(1, len(self.steps) + 1):
            found = []
            for chosen in itertools.combinations(range(len(self.steps)), size):
                found += [
                    taken
                    for taken in itertools.permutations(allowed, size)
                    if start in taken
                    and all(events[i][2] in self.steps[s] for i, s in zip(taken, chosen, strict=True))
                ]
            levels.append(found)
        return levels

    def customer(self, events, until):
        """Return all rows and the mature rows of a customer observed until then: (entry, minutes reached)."""
        events = sorted({event for event in events if event[0] <= until})
        opening = set().union(*self.steps) if self.order == "any" else self.steps[0]
        rank = self._rank(events)
        first, last = self.between
        starts = sorted(
            (i for i, (at, _seq, what) in enumerate(events) if what in opening and first <= at <= last),
            key=lambda i: (rank[i], i),
        )
        if self.entry == "first":
            starts = starts[:1]
        attempts, free = [], -np.inf
        for start in starts:
            if self.entry == "every" and rank[start] <= free:
                continue
            reached, dropped, free_after = self.attempt(events, start)
            attempts.append((events[start][0], tuple(reached), dropped))
            free = free_after
        return self._rows(attempts), self._rows([a for a in attempts if a[0] + self.window <= until])

    def _rows(self, attempts):
        """Return what counts of attempts: none of a customer left out, one row where any attempt counts."""
        if any(dropped for _entry, _reached, dropped in attempts):
            return []
        if self.entry == "any" and attempts:
            columns = zip(*(reached for _entry, reached, _dropped in attempts), strict=True)
            return [(attempts[0][0], tuple(map(min, columns)))]
        return [(entry, reached) for entry, reached, _dropped in attempts]
