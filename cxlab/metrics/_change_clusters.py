"""A change between two periods when customers answer more than once: within a period, or in both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cxlab.stats import above_rounding, critical
from cxlab.stats.decompose import effect_derivatives

from ._clusters import Clustered

__all__ = ["effect_errors", "paired_change"]


def effect_errors(
    each: Clustered,
    parts: Sequence[np.ndarray],
    shares: tuple[np.ndarray, np.ndarray],
    rates: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Return the CR1 standard errors of the effects of a change, in the order of `effect_derivatives`.

    What a cluster adds to an effect is what its answers move the shares and rates of both periods by, times
    the effect's derivatives: answers of one customer in both periods are not independent.

    Parameters
    ----------
    each
        Every cluster for itself.
    parts
        Per period and group of `each`: the segment, -1 outside the period.
    shares, rates
        Of the segments in the earlier and the later period.
    """
    levels = [np.where(share > 0, rate, 0.0) for share, rate in zip(shares, rates, strict=True)]
    centre = float(sum(share @ level for share, level in zip(shares, levels, strict=True))) / 2
    named = each.cluster >= 0
    code = np.unique(each.cluster[named], return_inverse=True)[1]
    influence = np.zeros((int(code.max(initial=-1)) + 1, 2 * len(shares[0]) + 3))
    squares, lone = np.zeros(influence.shape[1]), 0.0
    for now, other, sign in ((1, 0, 1.0), (0, 1, -1.0)):
        by_q, by_s = effect_derivatives(shares[other], levels[other], shares[now], levels[now], centre)
        segment = parts[now][each.group]
        here = (segment >= 0) & (each.size > 0)
        whole = each.size[here].sum()
        of_part = np.bincount(segment[here], weights=each.size[here], minlength=len(shares[now]))
        gain = by_q - (by_q @ shares[now])[:, None]  # an answer more raises its share and lowers the others
        for which, mask in (("named", here & named), ("lone", here & ~named)):
            k = segment[mask]
            by_share, by_rate = gain[:, k].T / whole, by_s[:, k].T / of_part[k, None]
            size, level = each.size[mask, None], levels[now][k, None]
            if which == "named":
                moved = by_share * size + by_rate * (each.total[mask, None] - level * size)
                np.add.at(influence, code[mask[named]], sign * moved)
                continue
            score = (each.total[mask] / each.size[mask])[:, None]
            moved = by_share + by_rate * (score - level)
            squares += (each.square[mask, None] * moved**2).sum(axis=0)
            lone += float(each.clusters[mask].sum())
    there = np.bincount(code, weights=(_in_any(each, parts) & named)[named], minlength=len(influence)) > 0
    number = float(there.sum()) + lone
    total = (influence**2).sum(axis=0) + squares
    return np.sqrt(number / (number - 1) * total) if number > 1 else np.full(total.shape, np.nan)


def _in_any(each: Clustered, parts: Sequence[np.ndarray]) -> np.ndarray:
    """Return which elements lie in one of the periods and have a weight above 0."""
    there: np.ndarray = np.any([part[each.group] >= 0 for part in parts], axis=0) & (each.size > 0)
    return there


def paired_change(
    before: Clustered, after: Clustered, groups: int, *, weighted: bool, level: float
) -> dict[str, Any]:
    """Return the mean change of those with answers in both periods, per group, with a t interval.

    Each cluster counts once, with its own mean of either period; with weights, by its mean weight.
    """
    span = 1 + max(int(side.cluster.max(initial=-1)) for side in (before, after))
    keys = []
    for side in (before, after):
        usable = (side.cluster >= 0) & (side.size > 0)
        keys.append(np.where(usable, side.group * span + side.cluster, -1))
    pair, first, second = np.intersect1d(keys[0], keys[1], return_indices=True)
    known = pair >= 0
    group, first, second = pair[known] // max(span, 1), first[known], second[known]
    gap = after.own[second] - before.own[first]
    w = np.ones(len(gap))
    if weighted:
        w = (before.size[first] / before.answers[first] + after.size[second] / after.answers[second]) / 2

    def summed(values: np.ndarray) -> np.ndarray:
        return np.bincount(group, weights=values, minlength=groups)

    number, weight = summed(np.ones(len(gap))), summed(w)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = summed(w * gap) / weight
        squares = above_rounding(summed((w * (gap - mean[group])) ** 2), summed((w * gap) ** 2))
        spread = squares * number / np.where(number > 1, number - 1, np.nan)
        se = np.sqrt(spread) / weight
        worth = weight**2 / summed(w**2)
    half = critical(level, np.where(number > 1, worth - 1, np.nan)) * np.where(se > 0, se, np.nan)
    return {
        "n_paired": number.astype("int64"),
        "paired": mean,
        "paired_low": np.maximum(mean - half, -2),
        "paired_high": np.minimum(mean + half, 2),
    }
