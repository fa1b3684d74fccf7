"""One channel against all others: means and medians of counted rows, with what rows of one cluster share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.stats import two_sided_p
from cxlab.stats.few_clusters import ClusterSide, FewClusters, intraclass

__all__ = ["AgainstOthers", "Means"]


@dataclass(frozen=True)
class Means:
    """Means of the own side and of the other (in this order) and how sure they are.

    Attributes
    ----------
    mean, size, se
        Per side; `size` is how many independent rows it is worth in a comparison.
    own, own_se
        What share of its rows the own side is worth alone, and its standard error.
    df
        Degrees of freedom (Satterthwaite), infinite without clusters.
    """

    mean: np.ndarray
    size: np.ndarray
    se: np.ndarray
    own: float
    own_se: float
    df: float


@dataclass(frozen=True)
class AgainstOthers:
    """Cells of one request: how many rows, whether of the channel in question, of which cluster.

    `cluster` is -1 for rows without one, each of which stands for itself.
    """

    cells: pd.DataFrame
    n: np.ndarray
    own: np.ndarray
    cluster: np.ndarray

    @classmethod
    def of_all(
        cls, cells: pd.DataFrame, keys: list[str], cluster: str | None
    ) -> Iterator[tuple[dict[str, Any], AgainstOthers]]:
        """Yield every request and channel, with the cells of the request in all channels."""
        request, channel = keys
        for name, rows in cells.groupby(request, observed=True):
            of = np.full(len(rows), -1) if cluster is None else pd.factorize(rows[cluster])[0]
            n = rows["n"].to_numpy(dtype=float)
            for place in pd.unique(rows[channel].sort_values()):
                own = (rows[channel] == place).to_numpy()
                yield {request: name, channel: place}, cls(rows, n, own, of)

    def sizes(self) -> dict[str, int]:
        """Return the rows on both sides."""
        return {"n": int(self.n[self.own].sum()), "n_versus": int(self.n[~self.own].sum())}

    def means(self, value: np.ndarray) -> Means:
        """Return the means of a value on both sides."""
        n, own = self.n, self.own
        mean, se, worth = np.zeros(2), np.zeros(2), np.ones(2)
        influence = np.zeros(len(n))
        for place, side in enumerate((own, ~own)):
            total = n[side].sum()
            mean[place] = n[side] @ value[side] / total
            influence[side] = (value[side] - mean[place]) / total
            simple = (n[side] @ influence[side] ** 2) * total / max(total - 1, 1)
            variance, _clusters = self._variance(np.where(side, influence, 0.0))
            se[place] = np.sqrt(variance if self._clustered else simple)
            worth[place] = min(simple / variance, 1.0) if variance > 0 else self._alone(side) / total
        sizes = np.array([n[own].sum(), n[~own].sum()])
        own_se, together = float(se[0]), worth
        variance, _clusters = self._variance(np.where(own, influence, -influence))
        if self._clustered and variance > 0:  # customers may be on both sides
            ratio = np.sqrt(variance / max(np.sum(se**2), 1e-300))
            se, together = se * ratio, np.clip(worth / ratio**2, 1e-9, 1.0)
        df = self._degrees(influence)
        return Means(mean, sizes * together, se, float(worth[0]), own_se, df)

    def median_test(self, when: np.ndarray, ended: np.ndarray) -> tuple[float, float]:
        """Return p of equal shares still open at the median of all, and what the own rows are worth.

        Both shares are Kaplan-Meier's, their variance that of the influence of each row (or cluster). Nan
        where the median of all is not reached.
        """
        middle = _median(when, ended, self.n)
        if np.isnan(middle):
            return np.nan, 1.0
        stay, influence = np.zeros(2), np.zeros(len(self.n))
        for place, side in enumerate((self.own, ~self.own)):
            stay[place], influence[side] = _open_at(when[side], ended[side], self.n[side], middle)
        variance, _clusters = self._variance(np.where(self.own, influence, -influence))
        single, _own = self._variance(np.where(self.own, influence, 0.0))
        plain = float(self.n[self.own] @ influence[self.own] ** 2)
        worth = min(plain / single, 1.0) if single > 0 and self._clustered else 1.0
        if ((stay == 0) | (stay == 1)).any():  # no variance on one side: as if both were alike
            sizes = np.array([self.n[self.own].sum(), self.n[~self.own].sum()])
            variance = max(variance, 0.25 * worth**-1 * np.sum(1 / sizes))
        df = self._degrees(influence)
        return float(two_sided_p((stay[0] - stay[1]) / np.sqrt(variance), df)), worth

    def clusters(self) -> tuple[int, int]:
        """Return the clusters on both sides, rows without one each being one."""
        return int(self._alone(self.own)), int(self._alone(~self.own))

    @property
    def _clustered(self) -> bool:
        return bool((self.cluster >= 0).any())

    def _alone(self, side: np.ndarray) -> float:
        """Return how many clusters a side has, rows without one each being one."""
        if not self._clustered:
            return float(self.n[side].sum())
        lone = self.cluster < 0
        return float(len(np.unique(self.cluster[side & ~lone])) + self.n[side & lone].sum())

    def _degrees(self, influence: np.ndarray) -> float:
        """Return the degrees of freedom of a test that holds with few and with very unequal clusters."""
        if not self._clustered:
            return np.inf
        sides, share, noise = [], [], []
        lone = self.cluster < 0
        # One class per named cluster, and one per cell of rows that stand for themselves.
        of = np.where(lone, np.arange(len(lone)) + self.cluster.max() + 1, self.cluster)
        of = np.unique(of, return_inverse=True)[1]
        classes = int(of.max()) + 1
        alone = np.bincount(of, weights=lone * self.n, minlength=classes)
        number = np.where(alone > 0, alone, 1.0)
        for side in (self.own, ~self.own):
            y = influence * side * self.n[side].sum()
            size = np.bincount(of, weights=self.n * side, minlength=classes)
            total = np.bincount(of, weights=self.n * y, minlength=classes)
            square = np.bincount(of, weights=self.n * y**2, minlength=classes)
            there = size > 0
            sides.append(
                ClusterSide(
                    number[there], size[there], (size**2 / number)[there], size[there], total[there],
                    (total * size / number)[there], np.where(alone > 0, square, total**2)[there],
                    float(square.sum()), float(size.sum()),
                )
            )  # fmt: skip
            share.append(size / number / size.sum())
            noise.append(size / number / size.sum() ** 2)
        clusters = float(number.sum())
        law = FewClusters(
            number, np.array(share), np.array(noise), intraclass(sides), clusters / max(clusters - 1, 1)
        )
        return law.df(0.95)

    def _variance(self, influence: np.ndarray) -> tuple[float, int]:
        """Return the variance of a sum of influences and the number of clusters (CR1)."""
        lone, used = self.cluster < 0, influence != 0
        together = np.bincount(self.cluster[~lone], weights=(self.n * influence)[~lone])
        clusters = int(self._alone(np.ones(len(used), dtype=bool)))
        total = float(together @ together + self.n[lone] @ influence[lone] ** 2)
        return total * clusters / max(clusters - 1, 1), clusters


def _open_at(when: np.ndarray, ended: np.ndarray, n: np.ndarray, moment: float) -> tuple[float, np.ndarray]:
    """Return Kaplan-Meier's share beyond a moment, and the influence of each row on it."""
    time, place = np.unique(when, return_inverse=True)
    hits = np.bincount(place, weights=n * ended, minlength=len(time)) * (time <= moment)
    at_risk = np.cumsum(np.bincount(place, weights=n, minlength=len(time))[::-1])[::-1]
    stay = float(np.prod(1 - hits / at_risk))
    with np.errstate(divide="ignore", invalid="ignore"):
        lived = np.cumsum(np.where(hits > 0, hits / (at_risk * np.maximum(at_risk - hits, 1e-300)), 0.0))
        own = np.where(ended & (when <= moment), 1 / np.maximum(at_risk - hits, 1e-300)[place], 0.0)
    return stay, (-stay * (own - lived[place])) if stay > 0 else np.zeros(len(when))


def _median(when: np.ndarray, ended: np.ndarray, n: np.ndarray) -> float:
    """Return the first time at which half or fewer are still open."""
    time, place = np.unique(when, return_inverse=True)
    hits = np.bincount(place, weights=n * ended, minlength=len(time))
    at_risk = np.cumsum(np.bincount(place, weights=n, minlength=len(time))[::-1])[::-1]
    reached = np.flatnonzero(np.cumprod(1 - hits / at_risk) <= 0.5)
    return float(time[reached[0]]) if len(reached) else np.nan
