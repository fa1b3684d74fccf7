"""Groups of points that come up again in samples drawn anew, and how surely they do.

References
----------
Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics & Data Analysis 52.
Strehl, A. and Ghosh, J. (2002). Cluster ensembles. Journal of Machine Learning Research 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

__all__ = ["PER_GROUP", "Consensus", "consensus", "jaccard_overlap", "one_thread", "suggest_groups"]

CANDIDATES = (5, 6, 8, 10, 12, 15, 20, 25)
PER_GROUP = 15  # texts that a group should have on average, when their number is chosen
HALVES = 5  # samples of half the texts, compared pair by pair

Draw = Callable[[np.random.Generator], np.ndarray]
"""Returns how often each point of the fit is drawn."""


class Consensus(NamedTuple):
    """Group of each point, the share of samples that put it there, and per group its mean Jaccard overlap."""

    group: np.ndarray
    agreement: np.ndarray
    stability: np.ndarray


def consensus(
    points: np.ndarray, fit: np.ndarray, k: int, *, draw: Draw, samples: int, seed: int
) -> Consensus:
    """Find k groups on which clusterings of samples agree.

    Each sample is clustered twice: into k groups, which are compared with the result, and into k to 2 k,
    which with the first make points alike that fall together whatever the number (k-means on unit vectors).

    Parameters
    ----------
    points, fit
        All points, and the places of those on which groups are found; the others are put where they belong.
    k
        Number of groups.
    draw
        Draws a sample: all texts of a customer together where customers are known.
    samples, seed
        How many samples, and where the random numbers begin.
    """
    random = np.random.default_rng(seed)
    drawn, same, members = [], [], []
    for _sample in range(samples):
        times = draw(random)
        if np.count_nonzero(times) < 2 * k:  # a few customers wrote nearly all: such a sample tells nothing
            times = np.ones(len(fit), dtype=np.int64)
        for groups, starts in ((k, 2), (int(random.integers(k, 2 * k + 1)), 1)):
            model = _k_means(points[fit], groups, starts, random, times)
            found = model.predict(points)
            members.append(_membership(found, groups))
            if groups == k and starts == 2:
                same.append(found)
        drawn.append(times > 0)
    group = _agreed(sparse.hstack(members).tocsr(), fit, k, random)
    stability, agreement = np.zeros(k), np.zeros(len(points))
    for inside, found in zip(drawn, same, strict=True):
        overlap = jaccard_overlap(group[fit[inside]], found[fit[inside]], k)
        stability += overlap.max(axis=1) / samples
        agreement += (found == overlap.argmax(axis=1)[group]) / samples
    return Consensus(group, agreement, stability)


def suggest_groups(points: np.ndarray, *, seed: int) -> int:
    """Return the number of groups with which clusterings of random halves agree most (adjusted Rand index).

    Of numbers that do not differ by more than a standard error the largest is taken: more is told.

    References
    ----------
    Ben-Hur, Elisseeff and Guyon (2002), Pacific Symposium on Biocomputing 7.
    """
    from sklearn.metrics import adjusted_rand_score

    random = np.random.default_rng(seed)
    candidates = [k for k in CANDIDATES if k * PER_GROUP <= len(points)]
    if len(candidates) < 2:
        return candidates[0] if candidates else min(3, max(len(points) // 2, 1))
    halves = [random.choice(len(points), len(points) // 2, replace=False) for _half in range(HALVES)]
    mean, error = [], []
    for k in candidates:
        found = [_k_means(points[half], k, 2, random).predict(points) for half in halves]
        pairs = [adjusted_rand_score(found[i], found[j]) for i in range(HALVES) for j in range(i)]
        mean.append(float(np.mean(pairs)))
        error.append(float(np.std(pairs, ddof=1)) / HALVES**0.5)  # the pairs share halves: not sqrt(pairs)
    best = int(np.argmax(mean))
    return max(k for k, value in zip(candidates, mean, strict=True) if value >= mean[best] - error[best])


def jaccard_overlap(first: np.ndarray, second: np.ndarray, k: int) -> np.ndarray:
    """Return for each pair of groups of two partitions their common points over all points of either.

    Examples
    --------
    >>> jaccard_overlap(np.array([0, 0, 1, 1]), np.array([1, 1, 1, 0]), 2).round(2).tolist()
    [[0.0, 0.67], [0.5, 0.25]]
    """
    common = np.bincount(first * k + second, minlength=k * k).reshape(k, k).astype(float)
    either = common.sum(axis=1, keepdims=True) + common.sum(axis=0) - common
    return common / np.where(either > 0, either, 1)


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep linear algebra and k-means on one thread: threads of many small steps only wait for each other.

    Ten times as fast on a machine that does other work, too, and the same to the last digit on any.
    """
    import sklearn.cluster  # noqa: F401  (only libraries that are loaded can be told)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield


def _k_means(
    points: np.ndarray, k: int, starts: int, random: np.random.Generator, times: np.ndarray | None = None
) -> Any:
    from sklearn.cluster import KMeans

    used = np.ones(len(points), dtype=bool) if times is None else times > 0
    weights = None if times is None else times[used]
    model = KMeans(k, n_init=starts, max_iter=100, random_state=int(random.integers(2**31 - 1)))
    return model.fit(points[used], sample_weight=weights)


def _membership(found: np.ndarray, groups: int) -> sparse.csr_matrix:
    row = np.arange(len(found))
    return sparse.csr_matrix((np.ones(len(found), np.float32), (row, found)), shape=(len(found), groups))


def _agreed(members: sparse.csr_matrix, fit: np.ndarray, k: int, random: np.random.Generator) -> np.ndarray:
    """Return k groups of points by which groups of all samples they were in."""
    from sklearn.utils.extmath import randomized_svd

    seed = int(random.integers(2**31 - 1))
    _u, _s, directions = randomized_svd(members[fit], k, random_state=seed)
    places = np.asarray(members @ directions.T)
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    return np.asarray(_k_means(places[fit], k, 10, random).predict(places))
