"""The mean of scored answers in each group, under simple sampling, weights or clusters."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cxlab.stats.few_clusters import FewClusters
from cxlab.stats.weights import kish_n, weighted_mean

from ._answers import Answers

__all__ = ["GroupMean", "cluster_sides", "group_mean"]


class GroupMean(NamedTuple):
    """Per group: mean, standard error, Kish's n (n without weights), clusters, degrees of freedom.

    `df` is infinite without clusters: many answers stand behind it. With clusters they are those of the t
    distribution with the critical value that holds for so many clusters of such sizes.
    """

    estimate: np.ndarray
    se: np.ndarray
    n_eff: np.ndarray
    clusters: np.ndarray | None
    df: Any


def group_mean(answers: Answers, y: np.ndarray, *, level: float = 0.95) -> GroupMean:
    """Return the mean of `y`, the score of each cell, in each group: CR1 with clusters, else linearised."""
    w, ww = answers.w, answers.ww
    kish = kish_n(answers.summed(w), answers.summed(ww))
    if answers.clusters is not None:
        return _of_clusters(answers, y, kish, level)
    mean = weighted_mean(
        answers.summed(answers.n),
        w=answers.summed(w),
        ww=answers.summed(ww),
        wy=answers.summed(w * y),
        wwy=answers.summed(ww * y),
        wwyy=answers.summed(ww * y**2),
    )
    return GroupMean(mean.estimate, mean.se, kish, None, np.inf)


def _of_clusters(answers: Answers, y: np.ndarray, kish: np.ndarray, level: float) -> GroupMean:
    size = len(answers.groups)
    clusters, df, se = np.zeros(size), np.full(size, np.nan), np.full(size, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = answers.summed(answers.w * y) / answers.summed(answers.w)
    for row, side in cluster_sides(answers, y).items():
        clusters[row], se[row] = side.clusters.sum(), side.se
        if clusters[row] > 1:
            df[row] = FewClusters.of_sides([side]).df(level)
    return GroupMean(estimate, se, kish, clusters, df)


def cluster_sides(answers: Answers, y: np.ndarray) -> dict[int, Any]:
    """Return the clusters of each group that has any with a weight above 0."""
    counted, within = answers.clustered(y), answers.summed(answers.w * y**2)
    counted = counted.chosen(counted.size > 0)
    return {
        int(row): counted.chosen(counted.group == row).side(float(within[row]))
        for row in np.unique(counted.group)
    }
