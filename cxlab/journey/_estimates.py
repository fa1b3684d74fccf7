"""From attempts to figures: shares, the mature share, the cumulative incidence, times, differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cxlab.stats import (
    Incidence,
    clustered_n,
    critical,
    cumulative_incidence,
    incidence_at,
    incidence_quantile,
    proportion_difference,
    wilson,
)

from ._attempts import NEVER, Attempts, collapse, kept_of, without_dropped
from ._common import first_of_runs
from ._plan import Plan

__all__ = ["Group", "curve", "curve_rows", "differences", "figures"]

_GRID = 200
NOT_OBSERVED = "no incidence: nobody was observed for the whole window"
DROPPED = (
    "no incidence: leaving customers out for what they do later cannot be squared with unfinished journeys"
)


@dataclass(frozen=True)
class Group:
    """The attempts of one group, as customers where any attempt counts, and the mature ones among them."""

    plan: Plan
    attempts: Attempts
    end: np.ndarray
    mature: Attempts
    unit: int
    horizon: int
    "Until when the incidence is read: the window, or the last conversion where attempts repeat."

    @classmethod
    def of(cls, plan: Plan, attempts: Attempts, end: np.ndarray, unit: int) -> Group:
        """Put attempts of one group together.

        An attempt is mature when its window lies within observation. Whom an exclusion leaves out is asked of
        the mature ones apart, so that no later attempt moves their figure.
        """
        ripe = without_dropped(attempts.take(attempts.start <= end - plan.window))
        kept = kept_of(attempts)
        attempts, end = attempts.take(kept), end[kept]
        if plan.entry != "any":
            return cls(plan, attempts, end, ripe, unit, plan.window)
        first = first_of_runs(attempts.case)
        attempts = collapse(attempts)
        times = np.where(attempts.reached < NEVER, attempts.reached - attempts.start[:, None], 0)
        return cls(plan, attempts, end[first], collapse(ripe), unit, int(times.max(initial=0)))

    @property
    def clusters(self) -> bool:
        """Whether one customer may be there several times."""
        return self.plan.entry == "every"

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(first_of_runs(self.attempts.case))

    def known(self) -> bool:
        """Whether an incidence can be given: exclusions leave out customers for what comes later."""
        return not self.plan.drops or self.complete()

    def complete(self) -> bool:
        """Whether every attempt was observed for its whole window."""
        return bool(np.all(self.attempts.start <= self.end - self.plan.window))


def counts_of(attempts: Attempts, steps: int) -> np.ndarray:
    """Return how many attempts reached each step."""
    return (
        (attempts.reached < NEVER).sum(axis=0).astype(np.int64)
        if len(attempts)
        else np.zeros(steps, np.int64)
    )


def figures(group: Group, *, level: float) -> list[dict[str, Any]]:
    """Return one row of figures per step."""
    steps = len(group.plan.steps)
    reached, mature = counts_of(group.attempts, steps), counts_of(group.mature, steps)
    rows = []
    for number in range(steps):
        before = max(number - 1, 0)
        row: dict[str, Any] = {"entered": int(reached[0]), "reached": int(reached[number])}
        row |= _share("share_of_first", group.attempts, number, 0, group.clusters, level)
        row |= _share("share_of_previous", group.attempts, number, before, group.clusters, level)
        row |= {"mature_entered": int(mature[0]), "mature_reached": int(mature[number])}
        row |= _share("mature", group.mature, number, 0, group.clusters, level)
        rows.append(row | _incidence(group, number, level))
    return rows


def _share(
    name: str, attempts: Attempts, number: int, before: int, clusters: bool, level: float
) -> dict[str, float]:
    """Return the share of those at one step who reach another, with Wilson's interval."""
    there = attempts.reached[:, before] < NEVER
    hit = (attempts.reached[:, number] < NEVER)[there]
    n, hits = len(hit), int(hit.sum())
    if not n:
        return {name: np.nan, f"{name}_low": np.nan, f"{name}_high": np.nan}
    worth, df = _worth(hit, attempts.case[there]) if clusters else (1.0, np.inf)
    low, high = wilson(hits * worth, n * worth, level=level, df=df)
    return {name: hits / n, f"{name}_low": float(low), f"{name}_high": float(high)}


def _worth(hit: np.ndarray, case: np.ndarray) -> tuple[float, float]:
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


def _incidence(group: Group, number: int, level: float) -> dict[str, Any]:
    """Return the incidence of a step at the end of the window and the times to it."""
    empty = {"incidence": np.nan, "incidence_low": np.nan, "incidence_high": np.nan, "at_risk": 0}
    times = {"median": np.nan, "p90": np.nan}
    if not len(group.attempts):
        return empty | times | {"note": "nobody entered"}
    if number == 0:
        return empty | {"incidence": 1.0, "at_risk": len(group.attempts)} | times | {"note": ""}
    if not group.known():
        return empty | times | {"note": DROPPED}
    table = curve(group, number, level=level)
    estimate, _se, (low, high) = incidence_at(table, group.horizon)
    place = np.searchsorted(table.time, group.horizon)
    at_risk = int(table.at_risk[place]) if place < table.time.size else 0
    found = {"incidence": estimate[0], "incidence_low": low[0], "incidence_high": high[0], "at_risk": at_risk}
    if np.isnan(estimate[0]):
        return empty | times | {"note": NOT_OBSERVED}
    for name, q in (("median", 0.5), ("p90", 0.9)):
        times[name] = incidence_quantile(table, q, of=float(estimate[0])) / group.unit
    return found | times | {"note": ""}


def curve(group: Group, number: int, *, level: float) -> Incidence:
    """Return the cumulative incidence of a step by time since entry, in microseconds."""
    attempts, horizon = group.attempts, group.horizon
    start = attempts.start
    hit = attempts.reached[:, number] < NEVER
    gone = ~hit & (attempts.stop < NEVER)
    seen = group.end - start
    last = np.where(hit, attempts.reached[:, number] - start, np.where(gone, attempts.stop - start, seen))
    last = np.minimum(last, horizon)
    when, place = np.unique(last, return_inverse=True)
    cut = np.bincount(place[~hit & ~gone], minlength=len(when))
    if when[-1] < horizon and (len(group.mature) or not cut.any()):
        # All who were observed so long, or all there are, have ended before: known all the same.
        when, cut = np.append(when, horizon), np.append(cut, 0)
    hits, left = (np.bincount(place[which], minlength=len(when)) for which in (hit, gone))
    worth = 1.0
    if group.clusters and hit.any():
        worth = _worth(hit, attempts.case)[0]
    return cumulative_incidence(when, hits, cut, competing=left, effective=worth, level=level)


def curve_rows(group: Group, number: int, *, level: float) -> dict[str, np.ndarray]:
    """Return the curve of a step on a grid of times, with the number at risk."""
    table = curve(group, number, level=level)
    grid = np.linspace(0, group.horizon, _GRID + 1)
    estimate, se, (low, high) = incidence_at(table, grid)
    place = np.searchsorted(table.time, grid)
    at_risk = np.append(table.at_risk, 0)[place].astype(np.int64)
    return {
        "time": grid / group.unit,
        "at_risk": at_risk,
        "estimate": estimate,
        "se": se,
        "low": low,
        "high": high,
    }


def _worth_together(groups: list[Group], own: np.ndarray, number: int, before: int, level: float) -> float:
    """Return what share of attempts a difference is worth: customers count, who may be on both sides.

    By the CR1 standard error of the difference; Student's t for few customers is in the share, too, since it
    widens the interval as fewer attempts would.
    """
    reached = np.concatenate([group.mature.reached[:, [before, number]] for group in groups]) < NEVER
    case = np.concatenate([group.mature.case for group in groups])
    hit, case, own = reached[:, 1][reached[:, 0]], case[reached[:, 0]], own[reached[:, 0]]
    apart, simple = np.zeros(len(hit)), 0.0
    for which, sign in ((own, 1), (~own, -1)):
        n, p = which.sum(), hit[which].mean()
        apart[which] = sign * (hit[which] - p) / n
        simple += p * (1 - p) / max(n - 1, 1)
    together = np.bincount(np.unique(case, return_inverse=True)[1], weights=apart)
    customers = len(together)
    if not simple or customers < 3:
        return customers / len(hit)
    clustered = customers / (customers - 1) * np.sum(together**2)
    few = (critical(level) / critical(level, customers - 2)) ** 2
    return float(min(simple / clustered, 1) * few) if clustered else 1.0


def differences(groups: list[Group], number: int, *, level: float) -> list[dict[str, Any]]:
    """Compare each group with all others: the mature share of the first and of the previous step."""
    steps = len(groups[0].plan.steps)
    counts = np.array([counts_of(group.mature, steps) for group in groups])
    total, rows = counts.sum(axis=0), []
    side = np.repeat(np.arange(len(groups)), [len(group.mature) for group in groups])
    # Of two groups the second's difference is the first's with the other sign: one test, not two.
    for place, own in enumerate(counts if len(counts) > 2 else counts[:1]):
        for measure, before in (("share_of_previous", number - 1), ("share_of_first", 0)):
            if measure == "share_of_first" and number == 1:
                continue  # the same as the share of the previous step
            rest = total - own
            n, others = int(own[before]), int(rest[before])
            row: dict[str, Any] = {"place": place, "measure": measure, "n": n, "n_versus": others}
            if n and others:
                worth = 1.0
                together = groups[0].clusters
                worth = _worth_together(groups, side == place, number, before, level) if together else 1.0
                sizes = np.array([own[number], n, rest[number], others]) * worth
                test = proportion_difference(*sizes, level=level)
                row |= {"estimate": own[number] / n, "estimate_versus": rest[number] / others}
                row |= {"difference": float(test.estimate), "low": float(test.low), "high": float(test.high)}
                row["p"] = float(test.p)
            rows.append(row)
    return rows
