"""Who is at risk at which event time, on counted rows, and Cox's partial likelihood there.

Rows that agree in everything are one row with a count. A covariate pattern carries its exp(x'b) once however
many rows share it, and sums over risk sets are sums over a sparse matrix of times by patterns. Only the
fractions of Efron's ties are expanded to one number per event, so counts give exactly what the rows
themselves would give.

The information needs no matrix per event time: summed over times, the second moments of a pattern are its
outer product times the hazard it has lived through.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

__all__ = ["Hazard", "RiskSets", "RiskSums", "Rows", "unique_dense"]

RARE, TERMS = 0.01, 9
"Share of those at risk who leave at once, below which so many terms of a series are exact to rounding."


@dataclass(frozen=True)
class Rows:
    """CountedDesign rows, one element each; `x` has one row per covariate pattern.

    Attributes
    ----------
    entry, exit
        Times between which a row is at risk, entry excluded; minus infinity: from the start.
    event
        Whether the event happened at `exit`.
    pattern, stratum
        Row of `x`; number of the stratum, 0, 1, ...
    count, weight, square
        Rows that it stands for, the sum of their weights and of the squared weights.
    """

    entry: np.ndarray
    exit: np.ndarray
    event: np.ndarray
    x: np.ndarray
    pattern: np.ndarray
    stratum: np.ndarray
    count: np.ndarray
    weight: np.ndarray
    square: np.ndarray


@dataclass(frozen=True)
class Hazard:
    """What each event time adds, with Efron's ties: sums over the steps in which the tied events leave.

    `one` is the sum of 1/d over the steps, d the weighted risk set of a step; `part` weights it with the
    share of the tied that have left; `one2`, `part2` and `parts2` are the same of 1/d^2, with the share and
    its square.
    """

    one: np.ndarray
    part: np.ndarray
    one2: np.ndarray
    part2: np.ndarray
    parts2: np.ndarray


@dataclass(frozen=True)
class RiskSums:
    """The partial likelihood at one coefficient vector."""

    risk: np.ndarray
    log_likelihood: float
    sums: np.ndarray
    dead: np.ndarray
    hazard: Hazard
    score_at: np.ndarray


class RiskSets:
    """Who is at risk at which event time: fixed while coefficients move."""

    def __init__(self, rows: Rows, *, ties: str = "efron") -> None:
        self.rows, self.efron = rows, ties == "efron"
        ranks, entry, exit_ = _ranks(rows)
        base = rows.stratum.astype(np.int64) * (len(ranks) + 1)
        happened = rows.event & (rows.count > 0)
        self.key = unique_dense((base + exit_)[happened])[0]
        self.time = ranks[self.key % (len(ranks) + 1) - 1]
        self.stratum = self.key // (len(ranks) + 1)
        start = np.searchsorted(self.key, base, side="left")
        self.last = np.searchsorted(self.key, base + exit_, side="right") - 1
        self.first = np.maximum(np.searchsorted(self.key, base + entry, side="right"), start)
        self.used = self.last >= self.first
        self.late = self.used & (self.first > start)
        self.starts = np.flatnonzero(np.diff(self.stratum, prepend=-1))
        self._count(happened & self.used)

    def _count(self, dead: np.ndarray) -> None:
        rows, used, late, size = self.rows, self.used, self.late, len(self.key)
        shape = (size, len(rows.x))
        signed = np.concatenate([rows.weight[used], -rows.weight[late]])
        at = np.concatenate([self.last[used], self.first[late] - 1])
        who = np.concatenate([rows.pattern[used], rows.pattern[late]])
        self.change = sparse.csr_matrix((signed, (at, who)), shape=shape)
        self.change_t = self.change.T.tocsr()
        self.events = sparse.csr_matrix(
            (rows.weight[dead], (self.last[dead], rows.pattern[dead])), shape=shape
        )
        self.events_t = self.events.T.tocsr()
        self.dead = dead
        self.weight = np.bincount(self.last[dead], weights=rows.weight[dead], minlength=size)
        steps = np.bincount(self.last[dead], weights=rows.count[dead], minlength=size)
        self.steps = np.rint(steps).astype(np.int64)
        self.per_step = self.weight / self.steps
        self.step_at = np.repeat(np.arange(size), self.steps)
        self.first_step = np.cumsum(self.steps) - self.steps
        self.fraction = (np.arange(self.steps.sum()) - self.first_step[self.step_at]) / self.steps[
            self.step_at
        ]
        self.fraction *= self.efron

    @cached_property
    def mean(self) -> np.ndarray:
        """Weighted mean of the covariates: the point where exp(x'b) is 1 while fitting."""
        share = np.bincount(self.rows.pattern, weights=self.rows.weight, minlength=len(self.rows.x))
        return share @ self.rows.x / share.sum()

    @cached_property
    def x(self) -> np.ndarray:
        """Covariate patterns about their mean."""
        return self.rows.x - self.mean

    def backward(self, values: np.ndarray) -> np.ndarray:
        """Sum from each event time to the last of its stratum."""
        total = np.cumsum(values[::-1], axis=0)[::-1]
        ends = np.append(self.starts[1:], len(values))
        beyond = np.vstack([total, np.zeros((1, values.shape[1]))])[ends]
        return total - np.repeat(beyond, np.diff(np.append(self.starts, len(values))), axis=0)

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Sum from the first event time of each stratum on."""
        flat = values.reshape(len(values), -1)
        total = np.cumsum(flat, axis=0)
        before = np.vstack([np.zeros((1, flat.shape[1])), total])[self.starts]
        total -= np.repeat(before, np.diff(np.append(self.starts, len(flat))), axis=0)
        return total.reshape(values.shape)

    def cumulative_over_rows(self, values: np.ndarray) -> np.ndarray:
        """Sum over the event times at which each row is at risk; `values` has a row per event time."""
        total = self.forward(values)
        found = np.zeros((len(self.rows.exit), *values.shape[1:]))
        found[self.used] = total[self.last[self.used]]
        found[self.late] -= total[self.first[self.late] - 1]
        return found

    def sums_at_risk(self, beta: np.ndarray) -> RiskSums:
        """Return log-likelihood and score at `beta`."""
        predictor = self.x @ beta
        risk = np.exp(predictor)
        first = np.column_stack([risk, risk[:, None] * self.x])
        sums, dead = self.backward(self.change @ first), self.events @ first
        weighted = self.steps_sums(sums[:, 0], dead[:, 0])
        hazard, logs = weighted
        log_likelihood = float((self.events @ predictor).sum() - (self.per_step * logs).sum())
        m = self.per_step[:, None]
        own = self.events @ self.x
        score_at = own - m * (sums[:, 1:] * hazard.one[:, None] - dead[:, 1:] * hazard.part[:, None])
        return RiskSums(risk, log_likelihood, sums, dead, hazard, score_at)

    def steps_sums(self, sums: np.ndarray, dead: np.ndarray) -> tuple[Hazard, np.ndarray]:
        """Return the sums over the steps of each event time, and those of the logarithms.

        Where few of those at risk leave, the sums are series in that share, whose coefficients stay the same
        while the coefficients of the model move; elsewhere the steps are added up one by one.
        """
        if np.any(sums <= 0):
            raise FloatingPointError("risk sets are lost in rounding error")
        share, p = dead / sums, self.powers
        u = np.where(share < RARE, share, 0.0) ** np.arange(TERMS)[:, None]
        again = u * np.arange(1, TERMS + 1)[:, None]
        one, part = ((u * p[k : k + TERMS]).sum(axis=0) / sums for k in (0, 1))
        squares = [(again * p[k : k + TERMS]).sum(axis=0) / sums**2 for k in (0, 1, 2)]
        logs = self.steps * np.log(sums)
        logs -= (u[1:] * p[1:TERMS] / np.arange(1, TERMS)[:, None]).sum(axis=0)
        found = np.stack([one, part, *squares, logs])
        often = np.flatnonzero(share >= RARE)
        if len(often):
            found[:, often] = self._one_by_one(often, sums, dead)
        return Hazard(*found[:5]), found[5]

    @cached_property
    def powers(self) -> np.ndarray:
        """Sums of the powers 0, 1, ... of the shares of the tied that have left, over the steps."""
        power, sums = np.ones(len(self.fraction)), []
        for _power in range(TERMS + 2):
            sums.append(np.add.reduceat(power, self.first_step))
            power *= self.fraction
        return np.stack(sums)

    def _one_by_one(self, times: np.ndarray, sums: np.ndarray, dead: np.ndarray) -> np.ndarray:
        steps = self.steps[times]
        first = np.cumsum(steps) - steps
        place = np.arange(steps.sum()) + np.repeat(self.first_step[times] - first, steps)
        share = self.fraction[place]
        left = np.repeat(sums[times], steps) - share * np.repeat(dead[times], steps)
        if np.any(left <= 0):
            raise FloatingPointError("risk sets are lost in rounding error")
        each = 1 / left
        part = share * each * each
        values = (each, share * each, each * each, part, share * part, np.log(left))
        return np.stack([np.add.reduceat(value, first) for value in values])

    def information(self, found: RiskSums, over: np.ndarray | None = None) -> np.ndarray:
        """Return the information, each event time weighted by `over`."""
        m = self.per_step if over is None else self.per_step * over
        h, x = found.hazard, self.x
        lived = self.change_t @ self.forward(m * h.one) - self.events_t @ (m * h.part)
        total = (x * (found.risk * lived)[:, None]).T @ x
        s1, d1 = found.sums[:, 1:], found.dead[:, 1:]
        cross = (s1 * (m * h.part2)[:, None]).T @ d1
        total -= (s1 * (m * h.one2)[:, None]).T @ s1 - cross - cross.T
        return total - (d1 * (m * h.parts2)[:, None]).T @ d1

    def information_size(self, found: RiskSums) -> np.ndarray:
        """Return per covariate how large the sums are whose difference is its information."""
        m, h = self.per_step, found.hazard
        lived = abs(self.change_t) @ self.forward(m * h.one)
        return (self.x**2).T @ (found.risk * lived) + found.sums[:, 1:].T ** 2 @ (m * h.one2)


def unique_dense(number: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the distinct numbers, where each first occurs, and the position of each element's own.

    As `np.unique` does, without sorting where the numbers (of 0 or more) lie close together.
    """
    most = int(number.max(initial=-1)) + 1
    if most > 4 * len(number) + 1000:
        return np.unique(number, return_index=True, return_inverse=True)
    first = np.full(most, -1)
    first[number[::-1]] = np.arange(len(number))[::-1]
    occurs = first >= 0
    return np.flatnonzero(occurs), first[occurs], (np.cumsum(occurs) - 1)[number]


def _ranks(rows: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the distinct times, and entry and exit as their numbers from 1; 0 is the start."""
    distinct, exit_ = np.unique(rows.exit, return_inverse=True)
    if np.isneginf(rows.entry).all():
        return distinct, np.zeros(len(exit_), dtype=np.int64), exit_ + 1
    # An entry counts as the last distinct exit that is not after it.
    return distinct, np.searchsorted(distinct, rows.entry, side="right"), exit_ + 1
