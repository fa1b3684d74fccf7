"""From attempts to figures: shares, the mature share, the cumulative incidence, times, differences."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxlab.stats import adjust_p, critical, proportion_difference, wilson

from .attempts import NEVER, Attempts
from .group import Group
from .incidence import agreement, incidence, worth_of_attempts

__all__ = ["counts_of", "differences", "figures"]


def counts_of(attempts: Attempts, steps: int) -> np.ndarray:
    """Return how many attempts reached each step."""
    return (
        (attempts.reached < NEVER).sum(axis=0).astype(np.int64)
        if len(attempts)
        else np.zeros(steps, np.int64)
    )


def figures(group: Group, *, level: float) -> list[dict[str, Any]]:
    """Return one row of figures per step."""
    steps = len(group.spec.steps)
    reached, mature = counts_of(group.attempts, steps), counts_of(group.mature, steps)
    rows = []
    for number in range(steps):
        before = max(number - 1, 0)
        row: dict[str, Any] = {"entered": int(reached[0]), "reached": int(reached[number])}
        row |= _share("share_of_first", group.attempts, number, 0, group.clusters, level)
        row |= _share("share_of_previous", group.attempts, number, before, group.clusters, level)
        row |= {"mature_entered": int(mature[0]), "mature_reached": int(mature[number])}
        row |= _share("mature", group.mature, number, 0, group.clusters, level)
        rows.append(row | incidence(group, number, level))
    return _agreeing(group, rows)


def _agreeing(group: Group, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add the p-value that mature share and incidence differ by chance alone, corrected over the steps."""
    p = [np.nan, *(agreement(group, number) for number in range(1, len(rows)))]
    for row, value in zip(rows, adjust_p(p, method="holm"), strict=True):
        row["p_agreement"] = float(value)
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
    worth, df = worth_of_attempts(hit, attempts.case[there]) if clusters else (1.0, np.inf)
    low, high = wilson(hits * worth, n * worth, level=level, df=df)
    return {name: hits / n, f"{name}_low": float(low), f"{name}_high": float(high)}


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
    steps = len(groups[0].spec.steps)
    counts = np.array([counts_of(group.mature, steps) for group in groups])
    total, rows = counts.sum(axis=0), []
    side = np.repeat(np.arange(len(groups)), [len(group.mature) for group in groups])
    # Of two groups the second's difference is the first's with the other sign: one test, not two.
    for place, own in enumerate(counts if len(counts) > 2 else counts[:1]):
        for metric, before in (("funnel_share_of_previous", number - 1), ("funnel_share_mature", 0)):
            if metric == "funnel_share_mature" and number == 1:
                continue  # the same as the share of the previous step
            rest = total - own
            n, others = int(own[before]), int(rest[before])
            row: dict[str, Any] = {"place": place, "metric": metric, "n": n, "n_versus": others}
            if n and others:
                worth = 1.0
                together = groups[0].clusters
                worth = _worth_together(groups, side == place, number, before, level) if together else 1.0
                sizes = np.array([own[number], n, rest[number], others]) * worth
                test = proportion_difference(*sizes, level=level)
                row |= {"value": own[number] / n, "value_versus": rest[number] / others}
                row |= {"estimate": float(test.estimate), "low": float(test.low), "high": float(test.high)}
                row["p"] = float(test.p)
            rows.append(row)
    return rows
