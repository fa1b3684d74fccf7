"""From counted scores to net scores: bands, scale checks, effective counts, limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxlab.errors import BadParameter, BadValue
from cxlab.stats import (
    bootstrap_clusters,
    bootstrap_counts,
    clustered_n,
    critical,
    net_interval,
    net_se,
    net_variance,
    weighted_n,
)
from cxlab.stats.trinomial import METHODS as CLOSED_FORM
from cxlab.text import Text

from ._answers import Answers, count_answers
from ._mean import group_mean

__all__ = ["METHODS", "NetScores", "band", "bootstrap_limits", "count_scores", "limits", "net_scores"]

METHODS = (*CLOSED_FORM, "bootstrap")
SCALE = (0, 10)


@dataclass(frozen=True)
class NetScores:
    """Net scores on -1..1, one element per group.

    `up`, `down` and `effective` are effective counts: the (weighted) shares times the size of the simple
    random sample that would be as precise. Without weights and clusters they are the counts.
    """

    n: np.ndarray
    promoters: np.ndarray
    passives: np.ndarray
    detractors: np.ndarray
    estimate: np.ndarray
    se: np.ndarray
    n_eff: np.ndarray
    clusters: np.ndarray | None
    up: np.ndarray
    down: np.ndarray
    effective: np.ndarray
    df: Any = np.inf


def band(values: np.ndarray) -> np.ndarray:
    """Return 1 for promoters (9-10), 0 for passives (7-8), -1 for detractors (0-6)."""
    return (values >= 9).astype(float) - (values <= 6)


def count_scores(
    data: Any,
    *,
    score: str,
    by: Any,
    weight: str | None,
    cluster: str | None,
    missing_codes: Sequence[float],
    scale: tuple[int, int] | None,
) -> Answers:
    """Count answers 0..10; refuse a 1-10 scale, confirmed by the caller or betrayed by the data."""
    if scale is not None and (not isinstance(scale, Sequence) or len(scale) != 2):
        raise BadParameter(Text("scale is a pair, (0, 10) or None; found {scale}", scale=repr(scale)))
    if scale is not None and tuple(scale) != SCALE:
        raise BadValue(
            Text(
                "the Net Promoter Score is defined on 0-10, not on {found}-{found_2}: on 1-10 "
                "uniform answers give -40 instead of -45.5, so scores of the two scales "
                "cannot be compared",
                found=str(scale[0]),
                found_2=str(scale[1]),
            )
        )
    answers = count_answers(
        data, score=score, scale=SCALE, by=by, weight=weight, cluster=cluster, missing_codes=missing_codes
    )
    zeros, ones = (answers.n[answers.value == value].sum() for value in (0, 1))
    if scale is None and zeros == 0 and ones >= 10:
        raise BadValue(
            Text(
                "column {score} has {ones} answers 1 and none 0: this looks like a 1-10 "
                "scale, on which the Net Promoter Score is not defined (uniform answers give "
                "-40 instead of -45.5). If 0 could be chosen, pass scale=(0, 10), or declare "
                "scale: {{{score_2}: [0, 10]}} in pot.yml",
                score=repr(score),
                ones=str(ones),
                score_2=str(score),
            )
        )
    return answers


def net_scores(answers: Answers, *, level: float = 0.95) -> NetScores:
    """Return the net score of each group with its standard error and effective counts."""
    y = band(answers.value)
    n = answers.size()
    ups, downs = (answers.summed(answers.n * (y == sign)).astype("int64") for sign in (1, -1))
    counts = (n, ups, n - ups - downs, downs)
    if not answers.weighted and answers.clusters is None:
        with np.errstate(invalid="ignore", divide="ignore"):
            estimate = (ups - downs) / n
        return NetScores(*counts, estimate, net_se(ups, downs, n), n.astype(float), None, ups, downs, n)
    mean = group_mean(answers, y, level=level)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = answers.summed(answers.w)
        up, down = (np.nan_to_num(answers.summed(answers.w * (y == sign)) / total) for sign in (1, -1))
    variance = net_variance(up, down, np.ones_like(up))
    if mean.clusters is None:
        effective = weighted_n(variance, mean.se, n=n, n_eff=mean.n_eff)
    else:
        effective = clustered_n(variance, mean.se, n=n, n_eff=mean.n_eff, clusters=mean.clusters)
    size = np.nan_to_num(effective)
    design = (mean.estimate, mean.se, mean.n_eff, mean.clusters)
    return NetScores(*counts, *design, up * size, down * size, size, mean.df)


def limits(net: NetScores, *, method: str, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of the intervals on -1..1."""
    if method == "wald":
        half = critical(level, net.df) * net.se
        return net.estimate - half, net.estimate + half
    return net_interval(net.up, net.down, net.effective, method=method, level=level, df=net.df)


def bootstrap_limits(
    answers: Answers, net: NetScores, *, level: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return percentile limits from resampled answers, or clusters where there are any."""
    size = len(net.n)
    low, high = np.full(size, np.nan), np.full(size, np.nan)
    if answers.clusters is not None:
        each = answers.clusters.each(answers.scored(band(answers.value)))
        each = each.singly()
    for row in np.flatnonzero(net.n > 0):
        if answers.clusters is not None:
            own = each.group == row
            totals = np.column_stack([each.total[own], each.size[own]])
            result = bootstrap_clusters(totals, lambda t: t[..., 0] / t[..., 1], seed=seed, level=level)
        else:
            counts = [net.detractors[row], net.passives[row], net.promoters[row]]
            result = bootstrap_counts(counts, _net_of_counts, seed=seed, level=level)
        low[row], high[row] = result.low, result.high
    return low, high


def _net_of_counts(counts: np.ndarray) -> np.ndarray:
    return (counts[..., 2] - counts[..., 0]) / counts.sum(-1)
