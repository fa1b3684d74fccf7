"""Bootstrap of whatever follows from the covariances of ratings and outcome: clusters are drawn, not rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxlab.stats import critical
from cxlab.stats.means import Estimate
from cxlab.stats.pair_sums import PairSums, bags, drawn_counts, pair_sums

__all__ = ["FEWEST_CLUSTERS", "Resampled", "limits", "rank_limits", "resampled", "sure_p"]

FEWEST_CLUSTERS = 20
"""Below so many clusters a bootstrap of them is too narrow: no interval is given."""

MOST_BYTES = 1.5e9
"""Of sums kept for all bags at once; with more columns there are fewer, larger bags."""


@dataclass(frozen=True)
class Resampled:
    """Sums over pairs of columns: those of the data, and those of each bootstrap sample."""

    whole: PairSums
    draws: PairSums
    groups: int
    "Clusters (or bags of them) that were drawn from."

    def of(self, columns: np.ndarray) -> Resampled:
        """Return the sums of some of the columns, in this order."""
        return Resampled(self.whole.of(columns), self.draws.of(columns), self.groups)


def resampled(
    values: np.ndarray,
    *,
    cluster: np.ndarray,
    weights: np.ndarray | None = None,
    draws: int = 500,
    seed: int = 0,
    part: np.ndarray | None = None,
) -> Resampled:
    """Read rows once and draw whole clusters.

    Parameters
    ----------
    values
        One column per question, nan where there is no answer.
    cluster
        Number of each row's cluster.
    weights
        Sampling weights.
    draws, seed
        Bootstrap samples, and where their lot starts.
    part
        Number of the part (channel, period) of each row, for sums per part: they then have one more axis.
        A customer with answers in two parts is drawn for both at once.
    """
    width = values.shape[1]
    parts = 1 if part is None else int(part.max(initial=-1)) + 1
    most = int(np.clip(MOST_BYTES / (32 * width**2 * parts), 100, 1000))
    bag, size = bags(cluster, seed=seed, most=most)
    index = bag if part is None else bag * parts + part
    sums = pair_sums(values, groups=index, size=size * parts, weights=weights)
    if part is not None:
        sums = replace(sums, sums=sums.sums.reshape(3, size, parts, width, width))
    every = sums.drawn(np.ones((1, size)))
    drawn = sums.drawn(drawn_counts(size, draws, seed=seed + 1))
    return Resampled(replace(every, sums=every.sums[:, 0]), drawn, size)


def limits(value: np.ndarray, drawn: np.ndarray, groups: int, *, level: float) -> Estimate:
    """Return a statistic with its percentile interval; none where too few clusters or draws carry it.

    Parameters
    ----------
    value
        The statistic of the data.
    drawn
        The same of each bootstrap sample, along the first axis.
    groups
        Clusters drawn from.
    """
    if not np.size(value):
        return Estimate(value, value, value, value)
    usable = (np.isfinite(drawn).mean(axis=0) > 0.9) & np.isfinite(value) & (groups >= FEWEST_CLUSTERS)
    safe = np.where(usable, drawn, 0.0)
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.nanquantile(safe, tails, axis=0)
    se = np.nanstd(safe, axis=0, ddof=1)
    none = np.where(usable, 0.0, np.nan)
    return Estimate(value, se + none, low + none, high + none)


def sure_p(value: np.ndarray, se: np.ndarray, groups: int) -> np.ndarray:
    """Return the two-sided p-value of a statistic against 0, by its bootstrap standard error."""
    from scipy.stats import t

    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.where(se > 0, np.abs(value) / se, np.nan)
    return np.asarray(2 * t.sf(statistic, max(groups - 1, 1)))


def rank_limits(value: np.ndarray, drawn: np.ndarray, *, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the best and the worst rank that each statistic may have, all pairs judged at once.

    A statistic is surely below another where their difference is more than chance at the level that
    Bonferroni asks of so many pairs.

    References
    ----------
    Mogstad, M., Romano, J. P., Shaikh, A. M. and Wilhelm, D. (2024).
    Inference for ranks. Review of Economic Studies 91.
    """
    size = len(value)
    if size < 2:
        return np.ones(size, dtype=int), np.ones(size, dtype=int)
    gap = value[:, None] - value[None, :]
    spread = (drawn[:, :, None] - drawn[:, None, :]).std(axis=0, ddof=1)
    wide = critical(1 - (1 - level) / (size * (size - 1) / 2))
    above = gap > wide * spread
    np.fill_diagonal(above, False)
    return 1 + above.sum(axis=0), size - above.sum(axis=1)
