"""How well a score orders customers by who leaves first: Harrell's and Uno's concordance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Concordance", "concordance"]


@dataclass(frozen=True)
class Concordance:
    """Share of comparable pairs that the score orders rightly, tied scores counted half.

    A pair is comparable where one is seen to leave while the other, seen at that time too, stays longer.
    """

    estimate: float
    se: float
    concordant: float
    discordant: float
    tied: float


def concordance(
    score: np.ndarray,
    exit_: np.ndarray,
    event: np.ndarray,
    *,
    entry: np.ndarray | None = None,
    stratum: np.ndarray | None = None,
    weight: np.ndarray | None = None,
    square: np.ndarray | None = None,
    time_weight: np.ndarray | None = None,
    cluster: np.ndarray | None = None,
) -> Concordance:
    """Compare everybody who leaves with everybody at risk at that time who leaves later.

    Parameters
    ----------
    score
        Higher means leaving sooner.
    exit_, event, entry
        Follow-up of each row.
    stratum
        Only pairs within a stratum are compared.
    weight, square
        Weights, and the sums of their squares where rows are counted.
    time_weight
        Weight of the pairs of each event, by row; Uno's concordance takes 1 / G(t)^2, G the probability not
        to be censored before t.
    cluster
        Number of each row's cluster, such as the customer of several rows; a row by itself where negative.

    References
    ----------
    Harrell, Lee and Mark (1996), Statistics in Medicine 15. Uno, Cai, Pencina, D'Agostino and Wei (2011),
    Statistics in Medicine 30. Standard error: infinitesimal jackknife, as R's survival::concordance.
    """
    n = len(score)
    weight = np.ones(n) if weight is None else np.asarray(weight, dtype=float)
    square = weight**2 if square is None else square
    group = np.zeros(n, dtype=np.int64) if stratum is None else np.asarray(stratum, dtype=np.int64)
    rank = np.unique(np.round(score, 12), return_inverse=True)[1]
    # Twice the number of the time, less one for events: who stays beyond an event comes after it. `start` is
    # the last time at which somebody is not at risk yet.
    distinct, when = np.unique(exit_, return_inverse=True)
    until = 2 * when - event
    start = np.full(n, -2) if entry is None else 2 * np.searchsorted(distinct, entry, side="right") - 2
    each = np.where(event, weight if time_weight is None else weight * time_weight, 0.0)
    dead = np.flatnonzero(each > 0)
    own = _between(rank, group, until, start, weight, dead)
    other = _between_reverse(rank, group, until, start, each, dead)
    c, t, total = own
    agree, pairs = np.zeros(n), np.zeros(n)
    share = each[dead] / weight[dead]
    agree[dead] += share * (c + t / 2)
    pairs[dead] += share * total
    concordant, tied, all_ = (float(each[dead] @ part) for part in (c, t, total))
    agree += other[0] + other[1] / 2
    pairs += other[2]
    if all_ <= 0:
        return Concordance(np.nan, np.nan, 0.0, 0.0, 0.0)
    estimate = (concordant + tied / 2) / all_
    influence = (agree - estimate * pairs) / all_
    variance = _variance(influence, weight, square, cluster)
    return Concordance(estimate, float(np.sqrt(variance)), concordant, all_ - concordant - tied, tied)


def _variance(
    influence: np.ndarray, weight: np.ndarray, square: np.ndarray, cluster: np.ndarray | None
) -> float:
    """Return the sum of squares of what each row, or each cluster, adds to the estimate."""
    alone = np.ones(len(influence), dtype=bool) if cluster is None else cluster < 0
    variance = float(square[alone] @ influence[alone] ** 2)
    if cluster is not None and not alone.all():
        whole = np.bincount(cluster[~alone], weights=(weight * influence)[~alone])
        variance += float(whole @ whole)
    return variance


def _between(
    rank: np.ndarray,
    group: np.ndarray,
    until: np.ndarray,
    start: np.ndarray,
    weight: np.ndarray,
    dead: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for each event the weights of those at risk who stay longer: scored lower, equal, all."""
    late = np.flatnonzero(start >= 0)
    at = until[dead]
    who = np.concatenate([np.arange(len(rank)), late])
    height = np.concatenate([until, start[late]])
    signed = np.concatenate([weight, -weight[late]])
    return _lower(rank[who], group[who], height, signed, rank[dead], group[dead], at + 1)


def _between_reverse(
    rank: np.ndarray,
    group: np.ndarray,
    until: np.ndarray,
    start: np.ndarray,
    each: np.ndarray,
    dead: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for each row the weights of the events it outstays: scored higher, equal, all."""
    top = int(rank.max(initial=0))
    points = (top - rank[dead], group[dead], -until[dead], each[dead])
    found = _lower(*points, top - rank, group, -until + 1)
    late = start >= 0
    if late.any():
        before = _lower(*points, top - rank[late], group[late], -start[late])
        for whole, part in zip(found, before, strict=True):
            whole[late] -= part
    return found


def _lower(
    rank: np.ndarray, group: np.ndarray, height: np.ndarray, weight: np.ndarray,
    query: np.ndarray, query_group: np.ndarray, least: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Sum, for each query, the weights of its group's points with at least its height, by rank.

    Ranks are compared bit by bit: a point is lower where they agree in the higher bits and the point has a 0
    where the query has a 1. Each bit is one sort and one running sum.
    """
    points = len(rank)
    ranks, groups = np.concatenate([rank, query]), np.concatenate([group, query_group])
    order = np.lexsort((np.repeat([0, 1], [points, len(query)]), -np.concatenate([height, least])))
    load = np.concatenate([weight, np.zeros(len(query))])
    bits = max(int(ranks.max(initial=0)).bit_length(), 1)

    def summed(shift: int, mask: np.ndarray) -> np.ndarray:
        key = (groups << bits) | (ranks >> shift)
        rows = order[np.argsort(key[order], kind="stable")]
        total = np.cumsum(np.where(mask[rows], load[rows], 0.0))
        new = np.flatnonzero(np.diff(key[rows], prepend=-1))
        before = np.repeat(np.append(0.0, total)[new], np.diff(np.append(new, len(rows))))
        result = np.empty(len(rows))
        result[rows] = total - before
        return result[points:]

    everyone = np.ones(len(ranks), dtype=bool)
    lower = np.zeros(len(query))
    for bit in range(bits):
        ones = (query >> bit) & 1 == 1
        lower += np.where(ones, summed(bit + 1, (ranks >> bit) & 1 == 0), 0.0)
    return lower, summed(0, everyone), summed(bits, everyone)
