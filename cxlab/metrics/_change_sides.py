"""The two periods of a change: their segments, the scores of each, and how the change splits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from cxlab.stats import Difference, RateMix, cautious_se, net_difference, rate_mix

from ._answers import Answers
from ._clusters import Clustered
from ._net import NetScores, band, limits, net_scores
from ._side_pairs import PairedClusters, SidePairs, count_pairs
from ._two_sides import TwoSides, joint_difference

__all__ = ["TOTAL", "Periods", "Side", "joint_changes", "paired_clusters", "plain_changes", "split_change"]

TOTAL = "total"


@dataclass(frozen=True)
class Periods:
    """Two periods, earlier first: the segment of each group of answers, -1 outside, and their names."""

    parts: tuple[np.ndarray, np.ndarray]
    names: list[Any]

    @classmethod
    def of(cls, answers: Answers, when: str, pair: tuple[Any, Any]) -> Periods:
        """Return the two periods with the segments that occur in either numbered."""
        groups = answers.groups
        inside = groups[when].isin(pair).to_numpy()
        part, names = np.where(inside, 0, -1), []
        if groups.shape[1] > 1:
            codes, found = pd.factorize(groups.iloc[:, 1][inside], sort=True, use_na_sentinel=False)
            part[inside] = codes
            names = [_told_apart(name, set(found)) for name in found]
        before, after = (np.where(groups[when] == value, part, -1) for value in pair)
        return cls((before, after), names)

    @property
    def count(self) -> int:
        """Return the number of segments, 1 where there is no split."""
        return max(len(self.names), 1)


def _told_apart(name: Any, taken: set[Any]) -> Any:
    """Return a segment's name; one that is called as the last row gets another that nobody has."""
    if name != TOTAL:
        return name
    return next(new for k in range(len(taken) + 1) if (new := f"{TOTAL} (segment{k or ''})") not in taken)


@dataclass(frozen=True)
class Side:
    """One of the two periods: net scores with limits of each segment and, last, of all answers."""

    net: NetScores
    low: np.ndarray
    high: np.ndarray
    share: np.ndarray
    weight: np.ndarray
    se: np.ndarray
    sample: float
    people: np.ndarray

    @classmethod
    def of(
        cls,
        answers: Answers,
        paired: PairedClusters | None,
        which: int,
        part: np.ndarray,
        count: int,
        method: str,
        level: float,
    ) -> Side:
        """Return the scores of one period, which is the side `which` of `paired`.

        `part` is the segment of each group, -1 elsewhere.
        """
        cells = np.flatnonzero(part[answers.group] >= 0)
        # Every cell twice: once in its segment, once in the total.
        group = np.concatenate([part[answers.group[cells]], np.full(cells.size, count)])
        held = None if paired is None else held_clusters(paired.pairs, which)
        rows = pd.DataFrame(index=range(count + 1))
        own = answers.regrouped(np.concatenate([cells, cells]), group, rows, held)
        net = net_scores(own, level=level)
        low, high = limits(net, method=method, level=level)
        weight = own.summed(own.w)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = weight[:-1] / weight[-1]
        # Adjusted, so that a small segment whose answers are all alike is not taken as certain.
        se = cautious_se(net.up, net.down, net.effective)[:-1]
        return cls(net, low, high, share, weight[:-1], se, float(net.n_eff[-1]), own.people())


def paired_clusters(answers: Answers, periods: Periods) -> PairedClusters:
    """Return the clusters of each segment and, last, of all, by what they have later (side 0) and earlier."""
    return count_pairs(answers, _sides(periods), products=True)


def _sides(periods: Periods) -> list[np.ndarray]:
    """Return, per segment and last for all, whether a group is of the later period (0) or the earlier (1)."""
    before, after = periods.parts
    found = []
    for segment in [*range(periods.count), None]:
        now, then = ((part >= 0 if segment is None else part == segment) for part in (after, before))
        found.append(np.where(now, 0, np.where(then, 1, -1)))
    return found


def held_clusters(pairs: list[SidePairs], which: int) -> Clustered:
    """Return the clusters of one side, each comparison a group."""
    parts = [own.clustered(which, group) for group, own in enumerate(pairs)]
    return reduce(Clustered.joined, parts)


def split_change(before: Side, after: Side, level: float) -> RateMix:
    """Split the change of the score into what the segments' scores and their shares did."""
    return rate_mix(
        before.share,
        before.net.estimate[:-1],
        after.share,
        after.net.estimate[:-1],
        se0=before.se,
        se1=after.se,
        n0=before.sample,
        n1=after.sample,
        level=level,
    )


def plain_changes(before: Side, after: Side, method: str, level: float) -> Difference:
    """Return the change of each segment's score and, last, of all answers' without clusters."""
    ends = [(side.net.up, side.net.down, side.net.effective) for side in (after, before)]
    test = "wald" if method == "wald" else "adjusted_wald"
    with np.errstate(invalid="ignore", divide="ignore"):
        found = net_difference(*ends[0], *ends[1], method=test, level=level)
    there = (before.net.n > 0) & (after.net.n > 0)
    return Difference(*(np.where(there, values, np.nan) for values in found))


def joint_changes(answers: Answers, paired: PairedClusters, periods: Periods, level: float) -> list[TwoSides]:
    """Return the change of each segment's score and, last, of all answers' with clusters in either period."""
    squares = answers.w * band(answers.value) ** 2
    found = []
    for side, pairs in zip(_sides(periods), paired.pairs, strict=True):
        within = [float(squares[side[answers.group] == which].sum()) for which in (0, 1)]
        found.append(joint_difference(pairs, (within[0], within[1]), level=level))
    return found
