"""Shares of answers, customers or tickets with Wilson intervals."""

from __future__ import annotations

import numpy as np

from cxlab.stats import clustered_n, weighted_n, wilson

from ._answers import Answers
from ._mean import group_mean

__all__ = ["share_columns", "share_of_answers"]


def share_columns(hits: np.ndarray, n: np.ndarray, *, level: float) -> dict[str, np.ndarray]:
    """Return estimate, low, high and se of plain shares."""
    low, high = wilson(hits, n, level=level)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / n
        se = np.sqrt(share * (1 - share) / n)
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
