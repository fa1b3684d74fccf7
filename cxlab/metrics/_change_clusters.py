"""A change between two periods when customers answer more than once: within a period, or in both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cxlab.stats import above_rounding, critical
from cxlab.stats.decompose import effect_derivatives

from ._side_pairs import PairedClusters, SidePairs

__all__ = ["effect_errors", "paired_change"]


def effect_errors(
    paired: PairedClusters,
    parts: Sequence[np.ndarray],
    shares: tuple[np.ndarray, np.ndarray],
    rates: tuple[np.ndarray, np.ndarray],
    weights: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Return the CR1 standard errors of the effects of a change, in the order of `effect_derivatives`.

    What a cluster adds to an effect is what its answers move the shares and rates of both periods by, times
    the effect's derivatives: answers of one customer in both periods are not independent. That is linear in
    its sizes and totals, so that the sums of their products over all clusters are enough.

    Parameters
    ----------
    paired
        The clusters, with the sums of products.
    parts
        Per period and group of answers: the segment, -1 outside the period.
    shares, rates, weights
        Of the segments in the earlier and the later period; their sums of weights.
    """
    levels = [np.where(share > 0, rate, 0.0) for share, rate in zip(shares, rates, strict=True)]
    centre = float(sum(share @ level for share, level in zip(shares, levels, strict=True))) / 2
    count = len(paired.groups)
    effects = np.zeros((2 * count, 2 * len(shares[0]) + 3))
    for now, other, sign in ((1, 0, 1.0), (0, 1, -1.0)):
        by_q, by_s = effect_derivatives(shares[other], levels[other], shares[now], levels[now], centre)
        segment = parts[now][paired.groups]
        gain = by_q - (by_q @ shares[now])[:, None]  # an answer more raises its share and lowers the others
        for place in np.flatnonzero(segment >= 0):
            k = segment[place]
            if not weights[now][k] > 0:
                continue
            by_rate = by_s[:, k] / weights[now][k]
            by_share = gain[:, k] / weights[now].sum()
            effects[place] += sign * (by_share - by_rate * levels[now][k])
            effects[count + place] += sign * by_rate
    total = np.einsum("ce,cd,de->e", effects, paired.products, effects)
    # Effects that are nothing but rounding have no error: what is subtracted in them is much larger.
    whole = np.einsum("ce,cd,de->e", abs(effects), abs(paired.products), abs(effects))
    total = above_rounding(total, whole)
    number = paired.clusters
    return np.sqrt(number / (number - 1) * total) if number > 1 else np.full(total.shape, np.nan)


def paired_change(pairs: Sequence[SidePairs], *, weighted: bool, level: float) -> dict[str, Any]:
    """Return the mean change of those with answers in both periods, per group, with a t interval.

    Each cluster counts once, with its own mean of either period; with weights, by its mean weight.
    """
    found = [_paired(own, weighted=weighted, level=level) for own in pairs]
    table = {name: np.array([own[name] for own in found]) for name in found[0]}
    return table | {"n_paired": table["n_paired"].astype("int64")}


def _paired(pairs: SidePairs, *, weighted: bool, level: float) -> dict[str, float]:
    size, total = pairs.sums["size"], pairs.sums["total"]
    both = np.arange(len(pairs.number)) < pairs.named
    both &= (size > 0).all(axis=0)
    after, before = total[:, both] / size[:, both]
    gap, times = after - before, pairs.number[both]
    w = np.ones(len(gap))
    if weighted:
        w = (size[:, both] / pairs.answers[:, both]).mean(axis=0)
    number, weight = float(times.sum()), float(times @ w)
    if number == 0:
        return dict.fromkeys(("paired", "paired_low", "paired_high"), np.nan) | {"n_paired": 0.0}
    mean = float(times @ (w * gap)) / weight
    square = float(above_rounding(times @ (w * (gap - mean)) ** 2, times @ (w * gap) ** 2))
    half = np.nan
    if number > 1 and square > 0:
        worth = weight**2 / float(times @ w**2)
        half = float(critical(level, worth - 1)) * np.sqrt(square * number / (number - 1)) / weight
    low, high = np.maximum(mean - half, -2), np.minimum(mean + half, 2)
    return {"n_paired": number, "paired": mean, "paired_low": low, "paired_high": high}
