"""Quantiles of waiting times, with those who still wait censored, and limits that respect clusters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from cxlab.engine.cluster_durations import MOST_STRETCHES
from cxlab.stats import LifeTable, log_log_limits, product_limit, survival_quantile
from cxlab.stats.cluster_curve import Lifetimes, clustered_log_df, clustered_log_variance
from cxlab.stats.cluster_curve_sums import CurveSums

__all__ = ["Waits"]

_FINE = 16
"""Stretches of time by which clusters are counted where the data lies; one group alone needs no more."""

Counted = Callable[[np.ndarray], Iterator[tuple[np.ndarray, np.ndarray]]]


@dataclass(frozen=True)
class Waits:
    """Counted waiting times: per cell group, duration, whether it ended, and how many tickets.

    `size` is the number of groups.
    """

    group: np.ndarray
    time: np.ndarray
    ended: np.ndarray
    n: np.ndarray
    size: int

    @classmethod
    def of(cls, cells: pd.DataFrame, group: np.ndarray, ended: np.ndarray, size: int) -> Waits:
        """Take the usable cells of `engine.elapsed`."""
        return cls(group, cells["duration"].to_numpy(float), ended, cells["n"].to_numpy(float), size)

    def quantiles(self, wanted: Sequence[float], table: LifeTable) -> np.ndarray:
        """Return estimate, low and high (rows) for each group and quantile (columns)."""
        result = np.full((3, self.size, len(wanted)), np.nan)
        for place, q in enumerate(wanted):
            found = survival_quantile(table, q)
            result[:, found.group, place] = found.time, found.low, found.high
        return result.reshape(3, -1)

    @cached_property
    def _rows(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return each cell's row of the event table, and the first cell of each row.

        Ended and open tickets of one duration are two cells and one row.
        """
        order = np.lexsort((self.time, self.group))
        new = np.ones(len(order), dtype=bool)
        new[1:] = (np.diff(self.time[order]) != 0) | (np.diff(self.group[order]) != 0)
        at = np.empty(len(order), dtype=np.intp)
        at[order] = np.cumsum(new) - 1
        return at, order[new], new

    def table(self, level: float) -> LifeTable:
        """Return the curves of tickets that are independent."""
        at, first, new = self._rows
        events, censored = (
            np.bincount(at[who], weights=self.n[who], minlength=new.sum())
            for who in (self.ended, ~self.ended)
        )
        return product_limit(self.time[first], events, censored, group=self.group[first], level=level)

    def by_members(self, table: LifeTable, members: np.ndarray) -> LifeTable:
        """Return the curves with limits that respect clusters; `members` numbers them (-1: its own)."""
        low, high = table.low.copy(), table.high.copy()
        for _number, own, there, plain in self._groups(table):
            who = members[there]
            who = np.where(who < 0, -1, np.unique(who, return_inverse=True)[1])
            lives = self._lives(table, own, there, who)
            variance = clustered_log_variance(lives, plain, jackknife=True)
            low[own], high[own] = log_log_limits(
                table.survival[own], variance, level=table.level, df=clustered_log_df(lives, plain)
            )
        return replace(table, low=low, high=high)

    def by_counts(
        self, table: LifeTable, alone: np.ndarray, counted: Counted
    ) -> tuple[LifeTable, np.ndarray]:
        """Return the same, and the clusters of each group, with clusters counted where the data lies.

        `alone` tells the cells of tickets without a cluster; `counted` yields, for ends of stretches of time,
        the group of clusters, and their tickets and ended ones per stretch.
        """
        edges = self._edges(table)
        sums: dict[int, tuple[CurveSums, np.ndarray, np.ndarray]] = {}
        for number, own, there, plain in self._groups(table):
            lives = self._lives(table, own, there, np.full(int(there.sum()), -1))
            rows = np.searchsorted(table.time[own], edges, side="right") - 1
            found = CurveSums(lives, rows)
            lone = alone[there]
            per_cell = ("exit", "entry", "event", "w", "ww", "cluster")
            found.add_alone(lives._replace(**{name: getattr(lives, name)[lone] for name in per_cell}))
            sums[number] = (found, own, plain)
        for group, counts in counted(edges):
            for number in np.unique(group):
                sums[int(number)][0].add(counts[:, :, group == number])
        low, high, clusters = table.low.copy(), table.high.copy(), np.zeros(self.size, dtype=np.int64)
        for number, (found, own, plain) in sums.items():
            low[own], high[own] = log_log_limits(
                table.survival[own], found.variance(plain), level=table.level, df=found.df(plain)
            )
            clusters[number] = round(found.clusters)
        return replace(table, low=low, high=high), clusters

    def _groups(self, table: LifeTable) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
        """Yield each group with its rows of the table, its cells, and the variance of log survival."""
        with np.errstate(invalid="ignore", divide="ignore"):
            plain = np.where(table.survival > 0, (table.se / table.survival) ** 2, 0.0)
        for number in np.unique(table.group):
            own = table.group == number
            yield int(number), own, self.group == number, plain[own]

    def _lives(self, table: LifeTable, own: np.ndarray, there: np.ndarray, who: np.ndarray) -> Lifetimes:
        with np.errstate(invalid="ignore", divide="ignore"):
            hazard = table.events[own] / table.at_risk[own]
            factor = np.where(hazard < 1 - 1e-12, 1 / (table.at_risk[own] * (1 - hazard)), 0.0)
        cells = self._rows[0][there] - int(np.argmax(own))
        n = self.n[there]
        return Lifetimes(cells, np.full(len(cells), -1), self.ended[there], n, n, who, hazard, factor)

    def _edges(self, table: LifeTable) -> np.ndarray:
        """Return ends of stretches at which the groups' curves fall by like steps, all groups alike."""
        steps = np.linspace(0, 1, _FINE + 2)[1:-1]
        times = []
        for number in np.unique(table.group):
            own = table.group == number
            gone = np.cumsum(table.events[own] + table.censored[own])
            place = np.minimum(np.searchsorted(gone, steps * gone[-1]), len(gone) - 1)
            times.append(table.time[own][place])
        whole = np.sort(np.concatenate(times))
        most = MOST_STRETCHES - 1
        return np.unique(whole if len(whole) <= most else np.quantile(whole, steps, method="nearest"))
