"""The share that reaches a step in time, journeys cut short allowed for: all steps as one process."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxlab.stats import clustered_n, log_log_limits, two_sided_p, wilson
from cxlab.text import Text

from .._common import first_of_runs
from .attempts import NEVER
from .group import Group

__all__ = ["agreement", "curve_rows", "exits", "incidence", "worth_of_attempts"]

_GRID = 200
_EXACT = 20_000  # attempts up to which every point of a curve has its own standard error
NOT_OBSERVED = Text("no incidence: nobody was observed for the whole window")
DROPPED = Text(
    "no incidence: leaving customers out for what they do later cannot be squared with unfinished journeys"
)


def incidence(group: Group, number: int, level: float) -> dict[str, Any]:
    """Return the incidence of a step at the end of the window and the times to it."""
    empty = {"incidence": np.nan, "incidence_low": np.nan, "incidence_high": np.nan, "at_risk": 0}
    times = {"median": np.nan, "p90": np.nan}
    if not len(group.attempts):
        return empty | times | {"note": Text("nobody entered")}
    if number == 0:
        return empty | {"incidence": 1.0, "at_risk": len(group.attempts)} | times | {"note": ""}
    if not group.known():
        return empty | times | {"note": DROPPED}
    step = _Step(group, number)
    if step.until < group.horizon:
        return empty | times | {"note": NOT_OBSERVED}
    horizon = np.array([group.horizon])
    (estimate,), (se,) = step.estimate(horizon), step.errors(horizon)
    low, high = step.limits(horizon, np.array([estimate]), np.array([se]), level)
    found = {"incidence": float(estimate), "incidence_low": float(low[0]), "incidence_high": float(high[0])}
    found["at_risk"] = int(step.following(horizon)[0])
    for name, q in (("median", 0.5), ("p90", 0.9)):
        times[name] = step.quantile(q * float(estimate)) / group.unit
    return found | times | {"note": ""}


def curve_rows(group: Group, number: int, *, level: float) -> dict[str, np.ndarray]:
    """Return the curve of a step on a grid of times, with the number at risk."""
    step = _Step(group, number)
    grid = np.linspace(0, group.horizon, _GRID + 1)
    estimate = step.estimate(grid)
    every = 1 if len(group.attempts) <= _EXACT else 10
    # Of many the standard error is a smooth line: every tenth point, straight lines between.
    se = np.interp(grid, grid[::every], step.errors(grid[::every]))
    low, high = step.limits(grid, estimate, se, level)
    beyond = grid > step.until
    se, low, high = (np.where(beyond, np.nan, column) for column in (se, low, high))
    at_risk = step.following(grid)
    estimate = np.where(beyond, np.nan, estimate)
    return {"time": grid / group.unit, "at_risk": at_risk, "estimate": estimate, "se": se, "low": low,
            "high": high}  # fmt: skip


class _Step:
    """One step of a group: when it is reached, and who is followed so long without reaching it."""

    def __init__(self, group: Group, number: int) -> None:
        self.group, self.number = group, number
        progress, lasting = group.progress, group.lasting
        own = progress.reached[:, number]
        self.hit = own < NEVER
        last = np.where(self.hit, own, lasting)
        ended = self.hit | progress.gone
        self.last, self.ended = np.sort(last), np.sort(last[ended])
        # All who were observed so long, or all there are, have ended before: known all the same.
        whole = len(group.mature) > 0 or bool(ended.all())
        self.until = group.horizon if whole else int(self.last[-1])
        self.times, self.shares = progress.times, progress.share(number)

    def estimate(self, times: np.ndarray) -> np.ndarray:
        """Return the share that has reached the step by each time."""
        place = np.searchsorted(self.times, times, side="right")
        return np.concatenate([[0.0], self.shares])[place]

    def errors(self, times: np.ndarray) -> np.ndarray:
        """Return standard errors; attempts of one customer belong together."""
        found, group = np.zeros(len(times)), self.group
        customers = int(group.cases[-1]) + 1
        for place, time in enumerate(times):
            influence = group.progress.influence(self.number, int(time))
            if group.clusters:
                influence = np.bincount(group.cases, weights=influence)
            few = customers / max(customers - 1, 1) if group.clusters else 1.0
            found[place] = np.sqrt(few * influence @ influence)
        return found

    def following(self, times: np.ndarray) -> np.ndarray:
        """Return how many are followed at least so long without having reached the step or left before."""
        return len(self.last) - np.searchsorted(self.last, times, side="left")

    def limits(
        self, times: np.ndarray, estimate: np.ndarray, se: np.ndarray, level: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return log-log limits; Wilson's where the estimate is 0 or 1, which have no standard error.

        A share of 1 rests on all whose end was seen, not on the few who were left at the last time.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            low, high = log_log_limits(estimate, (se / estimate) ** 2, level=level)
        none, every = estimate <= 1e-15, estimate >= 1 - 1e-12
        ended = np.searchsorted(self.ended, times, side="right")
        n: np.ndarray = np.where(every, ended, self.following(times)).astype(float)
        if self.group.clusters and self.hit.any():
            n = n * worth_of_attempts(self.hit, self.group.attempts.case)[0]
        edge_low, edge_high = wilson(np.where(every, n, 0.0), n, level=level)
        edge = none | every
        return np.asarray(np.where(edge, edge_low, low)), np.asarray(np.where(edge, edge_high, high))

    def quantile(self, share: float) -> float:
        """Return the time by which a share has reached the step; nan for none."""
        if not share > 0:
            return float("nan")
        place = int(np.searchsorted(self.shares, share * (1 - 1e-12)))
        return float(self.times[place]) if place < len(self.times) else float("nan")


def exits(group: Group, number: int, level: float) -> list[dict[str, Any]]:
    """Return by which exit how many leave after a step, and what share of all will within the window."""
    progress, cause = group.progress, group.attempts.cause
    if cause is None or number + 1 >= progress.stages:
        return []
    here = progress.gone & (progress.reached[:, number] < NEVER)
    here &= progress.reached[:, number + 1] == NEVER
    by, size, rows = progress.exits(number), len(here), []
    for exit_, n in zip(*np.unique(cause[here & (cause >= 0)], return_counts=True), strict=True):
        worth = worth_of_attempts(here & (cause == exit_), group.attempts.case)[0] if group.clusters else 1.0
        low, high = wilson(n * worth, size * worth, level=level)
        row = {"exit": int(exit_), "n": int(n), "share": n / size, "low": float(low), "high": float(high)}
        rows.append(row | {"at_step": float(by[-1]) if len(by) else 0.0})
    return rows


def agreement(group: Group, number: int) -> float:
    """Return the p-value that the mature share and the incidence of a step differ by chance alone.

    Both rest on the mature attempts, so the variance is that of the difference of their influences. Small
    where newer journeys do not go as older ones did, or where the data was not taken by the start of the
    journeys. Nan where both are the same by construction.
    """
    mature = group.mature
    if not len(mature) or not group.known() or group.spec.drops or group.complete():
        return np.nan
    case, place = np.unique(group.attempts.case, return_inverse=True)
    hit = mature.reached[:, number] < NEVER
    n, share = len(hit), hit.mean()
    apart = np.bincount(place, weights=group.progress.influence(number, group.horizon), minlength=len(case))
    apart -= np.bincount(np.searchsorted(case, mature.case), weights=(hit - share) / n, minlength=len(case))
    # A share of 0 or 1 has no variance of its own: two answers of each kind are added for it.
    likely = (hit.sum() + 2) / (n + 4)
    variance = apart @ apart + max(likely * (1 - likely) - share * (1 - share), 0.0) / n
    by = group.progress.share(number)
    gap = (
        by[np.searchsorted(group.progress.times, group.horizon, side="right") - 1] if len(by) else 0.0
    ) - share
    return float(two_sided_p(gap / np.sqrt(variance))) if variance > 0 else np.nan


def worth_of_attempts(hit: np.ndarray, case: np.ndarray) -> tuple[float, float]:
    """Return what share of attempts they are worth, one customer having several.

    And the degrees of freedom.
    """
    starts = first_of_runs(case)
    customers, n, p = len(starts), len(case), hit.mean()
    if customers == n or customers < 2 or p in (0, 1):
        return max(customers, 1) / n if p in (0, 1) else 1.0, np.inf
    together = np.add.reduceat(hit - p, starts)
    se = np.sqrt(customers / (customers - 1) * np.sum(together**2)) / n
    worth = clustered_n(p * (1 - p), se, n=n, n_eff=n, clusters=customers)
    return float(worth) / n, customers - 1
