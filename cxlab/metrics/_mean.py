"""The mean of scored answers in each group, under simple sampling, weights or clusters."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cxlab.stats.weights import ClusterMean, cluster_mean, kish_n, weighted_mean

from ._answers import Answers

__all__ = ["GroupMean", "cluster_totals", "group_mean", "of_clusters"]


class GroupMean(NamedTuple):
    """Per group: mean, standard error, Kish's n (n without weights), clusters, degrees of freedom.

    `df` is infinite without clusters: many answers stand behind it.
    """

    estimate: np.ndarray
    se: np.ndarray
    n_eff: np.ndarray
    clusters: np.ndarray | None
    df: Any


def group_mean(answers: Answers, y: np.ndarray) -> GroupMean:
    """Return the mean of `y`, the score of each cell, in each group: CR1 with clusters, else linearised."""
    w, ww = answers.w, answers.ww
    kish = kish_n(answers.summed(w), answers.summed(ww))
    if answers.cluster is not None:
        clustered = of_clusters(answers, y)
        return GroupMean(clustered.estimate, clustered.se, kish, clustered.clusters, clustered.df)
    mean = weighted_mean(
        answers.summed(answers.n),
        w=answers.summed(w),
        ww=answers.summed(ww),
        wy=answers.summed(w * y),
        wwy=answers.summed(ww * y),
        wwyy=answers.summed(ww * y**2),
    )
    return GroupMean(mean.estimate, mean.se, kish, None, np.inf)


def of_clusters(answers: Answers, y: np.ndarray) -> ClusterMean:
    """Return the means of clustered answers in each group."""
    group, _, total, size = cluster_totals(answers, y)
    # One empty entry for the last group keeps the result as long as the list of groups.
    last = len(answers.groups) - 1
    return cluster_mean(np.append(total, 0.0), np.append(size, 0.0), group=np.append(group, last))


def cluster_totals(answers: Answers, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return group, cluster, sum of w y and sum of w for each cluster in each group."""
    assert answers.cluster is not None
    span = int(answers.cluster.max(initial=-1)) + 1
    pair, index = np.unique(answers.group * span + answers.cluster, return_inverse=True)
    total = np.bincount(index, weights=answers.w * y, minlength=pair.size)
    size = np.bincount(index, weights=answers.w, minlength=pair.size)
    return pair // max(span, 1), pair % max(span, 1), total, size
