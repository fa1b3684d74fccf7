"""KPIs of the customers there are: who stays, how often something happens to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.metrics import retention_rate
from cxlab.metrics.event_rate import Followed, rate_of

from .kpi import Cell, Kpi, Parts

__all__ = ["RateKpi", "RetentionKpi"]

DAY = pd.Timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class _CustomerKpi(Kpi):
    """What both need: customers with begin and end, and from when to when they were observed."""

    customers: pd.DataFrame
    observed: tuple[pd.Timestamp, pd.Timestamp]

    def columns(self) -> list[str]:
        """Return the columns of the customers."""
        return list(self.customers.columns)

    def groups(self, column: str) -> list[Any]:
        """Return the values of a column, as they come."""
        return sorted(self.customers[column].dropna().unique().tolist(), key=str)

    def covers(self, cell: Cell) -> bool:
        """Tell whether customers were observed on all days of a cell."""
        return (
            cell.first is not None and self.observed[0] <= cell.ends[0] and cell.ends[1] <= self.observed[1]
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class RetentionKpi(_CustomerKpi):
    """The share of the customers at the start of a period who are still there at its end."""

    def _value(self, cell: Cell) -> pd.Series:
        columns = ["signup_date", "end_date"]
        table = retention_rate(
            cell.of(self.customers, None, columns), period_start=cell.ends[0], period_end=cell.ends[1] + DAY,
            observed_until=self.observed[1], min_n=self.min_n, level=self.level,
        )  # fmt: skip
        return table.iloc[0]


@dataclass(frozen=True, kw_only=True, eq=False)
class RateKpi(_CustomerKpi):
    """How often something happens per so many customers and year."""

    followed: Followed
    "Customers, in the order of the rows, and events as numbers."
    per: float = 100.0

    def _value(self, cell: Cell) -> pd.Series:
        table = rate_of(
            self.followed, people=self._people(cell),
            period_start=cell.ends[0], period_end=cell.ends[1] + DAY,
            metric=self.metric, per=self.per, min_n=self.min_n, level=self.level,
        )  # fmt: skip
        return table.iloc[0]

    def parts(self, cell: Cell) -> Parts:
        """Return events and years of every customer."""
        total, size, who = self.followed.counted(cell.ends[0], cell.ends[1] + DAY, self._people(cell))
        return Parts(total * self.per, size, who)

    def _people(self, cell: Cell) -> np.ndarray | None:
        """Return which customers are in a cell; None: all, and those of whom nobody knows who they are."""
        return cell.mask(self.customers, None) if cell.column else None
