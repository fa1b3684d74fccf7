"""KPIs of the customers there are: who stays, how often something happens to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxlab.engine.ids import spelled_ids
from cxlab.metrics import event_rate, retention_rate
from cxlab.metrics.event_rate import customer_years

from .kpi import Cell, Kpi

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

    def _people(self, cell: Cell) -> pd.DataFrame:
        return cell.of(self.customers, None)


@dataclass(frozen=True, kw_only=True, eq=False)
class RetentionKpi(_CustomerKpi):
    """The share of the customers at the start of a period who are still there at its end."""

    def _value(self, cell: Cell) -> pd.Series:
        table = retention_rate(
            self._people(cell), period_start=cell.ends[0], period_end=cell.ends[1] + DAY,
            observed_until=self.observed[1], min_n=self.min_n, level=self.level,
        )  # fmt: skip
        return table.iloc[0]


@dataclass(frozen=True, kw_only=True, eq=False)
class RateKpi(_CustomerKpi):
    """How often something happens per so many customers and year."""

    events: pd.DataFrame
    per: float = 100.0

    def _value(self, cell: Cell) -> pd.Series:
        table = event_rate(
            self._events(cell), self._people(cell), period_start=cell.ends[0], period_end=cell.ends[1] + DAY,
            metric=self.metric, per=self.per, min_n=self.min_n, level=self.level,
        )  # fmt: skip
        return table.iloc[0]

    def parts(self, cell: Cell) -> pd.DataFrame | None:
        """Return events and years of every customer."""
        people = self._people(cell)
        rows = customer_years(
            self._events(cell), people, period_start=cell.ends[0], period_end=cell.ends[1] + DAY
        )
        names = spelled_ids(people["customer_id"], "customer_id")
        known = pd.Series(pd.unique(names.dropna()))  # numbered as `customer_years` does
        who = rows["cluster"].map(known)
        return pd.DataFrame({"total": rows["total"] * self.per, "size": rows["size"], "customer": who})

    def _events(self, cell: Cell) -> pd.DataFrame:
        """Return the events of the customers of a cell; of all customers those of nobody known, too."""
        if not cell.column:
            return self.events
        whose, own = (
            spelled_ids(rows["customer_id"], "customer_id") for rows in (self.events, self._people(cell))
        )
        return self.events[whose.isin(own) & whose.notna()]
