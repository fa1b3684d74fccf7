"""Shares of answers, customers or tickets with Wilson intervals."""

from __future__ import annotations

import numpy as np

from cxlab.stats import clustered_n, weighted_n, wilson
from cxlab.stats.few_clusters import FewClusters

from ._answers import Answers
from ._clusters import Clustered
from ._mean import group_mean

__all__ = ["share_columns", "share_of_answers", "share_of_clusters"]


def share_columns(hits: np.ndarray, n: np.ndarray, *, level: float) -> dict[str, np.ndarray]:
    """Return estimate, low, high and se of plain shares."""
    low, high = wilson(hits, n, level=level)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / n
        se = np.sqrt(share * (1 - share) / n)
    return {"estimate": share, "low": low, "high": high, "se": se}


def share_of_clusters(counted: Clustered, size: int, *, level: float) -> dict[str, np.ndarray]:
    """Return estimate, low, high and se of shares, where `total` counts the hits of each cluster.

    Parameters
    ----------
    counted
        Every cluster for itself.
    size
        Number of groups.
    """
    n, hits, clusters = (
        np.bincount(counted.group, weights=getattr(counted, name), minlength=size)
        for name in ("size", "total", "clusters")
    )
    se, df = np.full(size, np.nan), np.full(size, np.nan)
    for row in np.flatnonzero(clusters > 1):
        side = counted.chosen(counted.group == row).side(float(hits[row]))
        se[row], df[row] = side.se, FewClusters.of_sides([side]).df(level)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / n
    usable = np.nan_to_num(clustered_n(share * (1 - share), se, n=n, n_eff=n, clusters=clusters))
    low, high = wilson(np.nan_to_num(share) * usable, usable, level=level, df=df)
    return {"estimate": share, "low": low, "high": high, "se": se}


def share_of_answers(answers: Answers, hits: np.ndarray, *, level: float) -> dict[str, np.ndarray]:
    """Return estimate, low, high, se of the answers that hit; weighted or clustered on effective counts."""
    n = answers.size()
    if not answers.weighted and answers.clusters is None:
        return share_columns(answers.summed(answers.n * hits), n, level=level)
    mean = group_mean(answers, hits.astype(float), level=level)
    share = np.clip(mean.estimate, 0, 1)  # a weighted mean of ones can come out as 1 + 1e-16
    variance = share * (1 - share)
    if mean.clusters is None:
        effective = weighted_n(variance, mean.se, n=n, n_eff=mean.n_eff)
    else:
        effective = clustered_n(variance, mean.se, n=n, n_eff=mean.n_eff, clusters=mean.clusters)
    usable = np.nan_to_num(effective)
    low, high = wilson(np.nan_to_num(share) * usable, usable, level=level, df=mean.df)
    return {"estimate": share, "low": low, "high": high, "se": mean.se}
