"""Stages that are passed one after the other, with exits from each: Aalen-Johansen estimates that agree.

Estimating each stage by itself would let a later one be reached more often than an earlier one, since those
who are waiting for the later stage stand for others than those who are waiting for the earlier. As one
process of several states the estimates are nested.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

__all__ = ["NEVER", "Progress"]

NEVER = np.iinfo(np.int64).max
_SHORT = 256


@dataclass(frozen=True)
class Progress:
    """How far each subject got, and when. Times are whole numbers since the start.

    Attributes
    ----------
    reached
        A row per subject, a column per stage: when it was reached, `NEVER` where it was not; never
        decreasing. The first stage is where everybody starts.
    last
        Until when each was followed: to the last stage, an exit or the end of observation.
    gone
        Whether an exit ended it.

    References
    ----------
    Aalen, O. and Johansen, S. (1978), Scand J Statist 5. Datta, S. and Satten, G. A. (2001), Stat Prob Lett
    55 (shares in states need no Markov property). R: survival::survfit(Surv(t0, t1, state) ~ 1, id = id).
    """

    reached: np.ndarray
    last: np.ndarray
    gone: np.ndarray

    @property
    def stages(self) -> int:
        """How many stages there are."""
        return self.reached.shape[1]

    @cached_property
    def times(self) -> np.ndarray:
        """Distinct times at which anybody moves on or exits, sorted."""
        moved = [stay.end[stay.to >= 0] for stay in self._stays]
        return np.unique(np.concatenate(moved)) if moved else np.zeros(0, dtype=np.int64)

    @cached_property
    def _stays(self) -> list[_Stay]:
        """Return the time that subjects spend in each stage but the last."""
        stays, stages = [], self.stages
        for stage in range(stages - 1):
            here = self.reached[:, stage] < NEVER
            following = self.reached[:, stage + 1]
            if stage:  # several stages at once: only the furthest is a stay
                here &= following != self.reached[:, stage]
            who = np.flatnonzero(here)
            moves = following[who] < NEVER
            end = np.where(moves, following[who], self.last[who])
            start = self.reached[who, stage] if stage else np.full(len(who), -1)
            to = np.where(moves, stage + 1, np.where(self.gone[who], stages, -1))
            for later in range(stage + 2, stages):
                to[moves & (self.reached[who, later] == end)] = later
            stays.append(_Stay(who, start, end, to))
        return stays

    @cached_property
    def _moves(self) -> list[_Moves]:
        """Return what happens in each stage at each time: hazards, and how likely one is still there."""
        flows = np.zeros((self.stages + 1, len(self.times)))
        moves = []
        for stage, stay in enumerate(self._stays):
            into = flows[stage].copy()
            found = _Moves.of(stay, self.times, into, first=stage == 0, stages=self.stages)
            for to, hazard in found.hazard.items():
                flows[to] += found.before * hazard
            moves.append(found)
        return moves

    def share(self, stage: int) -> np.ndarray:
        """Return the probability to have reached a stage (1, 2, ...) by each of `times`."""
        total = np.zeros(len(self.times))
        for move in self._moves[:stage]:
            total += move.before * sum(h for to, h in move.hazard.items() if stage <= to < self.stages)
        return np.minimum(np.cumsum(total), 1.0)

    def exits(self, stage: int) -> np.ndarray:
        """Return the probability to have left by an exit from a stage by each of `times`."""
        move = self._moves[stage]
        return np.cumsum(move.before * move.hazard.get(self.stages, 0.0))

    def influence(self, stage: int, until: int) -> np.ndarray:
        """Return each subject's influence on the probability to have reached a stage by a time.

        The sum of their squares is the variance (infinitesimal jackknife), which holds whether or not the
        process is Markov; sums over the subjects of a cluster allow for clusters.
        """
        size = int(np.searchsorted(self.times, until, side="right"))
        found = np.zeros(len(self.last))
        if not size:
            return found
        values: dict[int, np.ndarray] = {to: np.ones(size + 1) for to in range(stage, self.stages)}
        values[self.stages] = np.zeros(size + 1)  # gone by an exit
        for place in range(stage - 1, -1, -1):
            move, stay = self._moves[place], self._stays[place]
            gain = np.zeros(size)
            for to, hazard in move.hazard.items():
                gain += hazard[:size] * values[to][1:]
            own = np.zeros(size + 1)
            own[:size] = scan((1 - move.leaving[:size])[::-1], gain[::-1])[::-1]
            values[place] = own
            weight = np.zeros(size)
            np.divide(move.before[:size], move.at_risk[:size], out=weight, where=move.at_risk[:size] > 0)
            lived = np.concatenate([[0.0], np.cumsum(weight * np.diff(own))])
            enter, leave = np.minimum(move.enter, size), np.minimum(move.leave, size)
            own_part = lived[leave] - lived[enter]
            moved = np.flatnonzero((stay.to >= 0) & (move.leave <= size))
            at = move.leave[moved] - 1
            target = np.zeros(len(moved))
            for to in np.unique(stay.to[moved]):
                chosen = stay.to[moved] == to
                target[chosen] = values[int(to)][at[chosen] + 1]
            own_part[moved] += weight[at] * (target - own[at + 1])
            found[stay.who] += own_part
        return found


@dataclass(frozen=True)
class _Stay:
    """Who is in a stage, after which time until when, and what comes then (-1: end of observation)."""

    who: np.ndarray
    start: np.ndarray
    end: np.ndarray
    to: np.ndarray


@dataclass(frozen=True)
class _Moves:
    """Per time: how many are at risk in a stage, the hazard of each move, how likely one is there before.

    `enter` and `leave` are per stay: the first time at risk, and the first time no longer at risk.
    """

    at_risk: np.ndarray
    hazard: dict[int, np.ndarray]
    leaving: np.ndarray
    before: np.ndarray
    enter: np.ndarray
    leave: np.ndarray

    @classmethod
    def of(cls, stay: _Stay, times: np.ndarray, into: np.ndarray, *, first: bool, stages: int) -> _Moves:
        n = len(times)
        enter = np.zeros(len(stay.who), dtype=np.intp)
        if not first:
            enter = np.searchsorted(times, stay.start, side="right")
        leave = np.searchsorted(times, stay.end, side="right")
        change = np.bincount(enter, minlength=n + 1) - np.bincount(leave, minlength=n + 1)
        at_risk = np.cumsum(change)[:n].astype(float)
        hazard = {}
        for to in range(1, stages + 1):
            moved = stay.to == to
            if moved.any():
                count = np.bincount(leave[moved] - 1, minlength=n).astype(float)
                hazard[to] = np.divide(count, at_risk, out=count, where=at_risk > 0)
        leaving = sum(hazard.values(), np.zeros(n))
        after = scan(1 - leaving, into, start=1.0 if first else 0.0)
        before = np.concatenate([[1.0 if first else 0.0], after[:-1]]) if n else after
        return cls(at_risk, hazard, leaving, before, enter, leave)


def scan(factor: np.ndarray, added: np.ndarray, *, start: float = 0.0) -> np.ndarray:
    """Return y with y[i] = factor[i] y[i - 1] + added[i], in blocks that are worked through side by side.

    >>> scan(np.array([0.5, 0.5]), np.array([1.0, 0.0]), start=2.0).tolist()
    [2.0, 1.0]
    """
    n = len(factor)
    if n <= _SHORT:
        found, value = np.empty(n), start
        for place, (a, b) in enumerate(zip(factor.tolist(), added.tolist(), strict=True)):
            value = a * value + b
            found[place] = value
        return found
    rows = int(np.sqrt(n))
    columns = -(-n // rows)
    a, b = np.ones(rows * columns), np.zeros(rows * columns)
    a[:n], b[:n] = factor, added
    a, b = np.ascontiguousarray(a.reshape(columns, rows).T), np.ascontiguousarray(b.reshape(columns, rows).T)
    for row in range(1, rows):
        b[row] += a[row] * b[row - 1]
        a[row] *= a[row - 1]
    ends = np.empty(columns)
    value = start
    for column, (x, y) in enumerate(zip(a[-1].tolist(), b[-1].tolist(), strict=True)):
        ends[column] = value
        value = x * value + y
    return (a * ends + b).T.ravel()[:n]
