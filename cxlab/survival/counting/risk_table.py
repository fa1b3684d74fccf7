"""Risk sets: who is there, who leaves and who comes, at each time of each group.

Somebody is at risk at time t if entry < t <= exit; who entered at 0 was there from the start and is at risk
at time 0 too. Events come before censorings of the same time.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

__all__ = ["EqualLifetimes", "RiskTable", "at_risk", "event_rows", "per_cause"]


@dataclass(frozen=True)
class EqualLifetimes:
    """Equal lifetimes counted: group, entry, exit, cause (-1: censored), weights and squared weights.

    `cluster` numbers those that belong together; -1: each lifetime stands for itself.
    """

    group: np.ndarray
    entry: np.ndarray
    exit: np.ndarray
    cause: np.ndarray
    w: np.ndarray
    ww: np.ndarray
    cluster: np.ndarray


@dataclass(frozen=True)
class RiskTable:
    """Who is at risk, who leaves and who comes, per group and distinct time; sorted by both.

    Attributes
    ----------
    groups
        The group columns, one row per group.
    group, time
        Per row of the table: row of `groups`, time. Every group with a usable row has a row for time 0.
    at_risk, events, censored, entered
        Counts, or sums of weights; `at_risk` just before `time`, at time 0 all who were there from the start.
    by_cause
        Events per cause, a column for each of `causes`.
    n, n_events, missing
        Per group: usable rows, those with an event, rows left out.
    lifetimes
        Equal lifetimes by group, where `joint` was asked for or weights are those of a sample.
    weighted
        Whether the counts are sums of sampling weights.
    clusters
        Per group: clusters, where lifetimes come in them.
    people
        Per group: customers, as far as is known: clusters that are customers, else rows.
    """

    groups: pd.DataFrame
    group: np.ndarray
    time: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    censored: np.ndarray
    entered: np.ndarray
    by_cause: np.ndarray
    causes: list[Hashable]
    n: np.ndarray
    n_events: np.ndarray
    missing: np.ndarray
    lifetimes: EqualLifetimes | None
    weighted: bool
    clusters: np.ndarray | None
    people: np.ndarray

    def rows_of(self, number: int) -> slice:
        """Return where the rows of a group lie."""
        return slice(*np.searchsorted(self.group, [number, number + 1]))

    def unseen(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return group, start and end of the stretches of tenure in which nobody was under observation."""
        empty = (self.at_risk[1:] == 0) & (np.diff(self.group) == 0)
        return self.group[1:][empty], self.time[:-1][empty], self.time[1:][empty]

    def event_times(self, numbers: Iterable[int]) -> np.ndarray:
        """Return the distinct times at which somebody of the groups leaves."""
        own = [self.time[rows][self.events[rows] > 0] for rows in map(self.rows_of, numbers)]
        return np.unique(np.concatenate(own)) if own else np.empty(0)

    def at(self, number: int, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how many of a group are at risk just before the times, and how many leave at them."""
        rows = self.rows_of(number)
        own = self.time[rows]
        place = np.searchsorted(own, times)
        inside = place < own.size
        found = np.zeros((2, len(times)))
        found[0, inside] = self.at_risk[rows][place[inside]]
        exact = inside.copy()
        exact[inside] = own[place[inside]] == times[inside]
        found[1, exact] = self.events[rows][place[exact]]
        return found[0], found[1]


def event_rows(
    of: Sequence[np.ndarray], when: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return group and time of the table's rows, and the row of each given pair.

    Every group gets a row for time 0, where its curve starts.
    """
    present = np.unique(np.concatenate(of))
    group = np.concatenate([*of, present])
    time = np.concatenate([*when, np.zeros(len(present))])
    order = np.lexsort((time, group))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(group[order]) != 0) | (np.diff(time[order]) != 0)
    at = np.empty(len(order), dtype=np.intp)
    at[order] = np.cumsum(new) - 1
    first = order[new]
    return group[first], time[first], at[: len(at) - len(present)]


def at_risk(group: np.ndarray, time: np.ndarray, gone: np.ndarray, entered: np.ndarray) -> np.ndarray:
    """Count those who have yet to leave but not to come, from the end, so that the last sums are exact."""
    late = np.where(time > 0, entered, 0.0)
    result = np.empty(len(time))
    bounds = [*np.flatnonzero(np.diff(group, prepend=-1)), len(group)]
    for start, stop in pairwise(bounds):
        result[start:stop] = np.cumsum((gone - late)[start:stop][::-1])[::-1]
    # Sums of weights leave a rounding error where nobody is at risk.
    result[np.abs(result) <= 1e-12 * gone.sum()] = 0.0
    return result


def per_cause(row: np.ndarray, cause: np.ndarray, count: np.ndarray, rows: int, causes: int) -> np.ndarray:
    """Sum the events of each cause at each row of the table."""
    happened = cause >= 0
    place = row[happened] * causes + cause[happened]
    return np.bincount(place, weights=count[happened], minlength=rows * causes).reshape(rows, causes)
