"""A look into a pot for KPIs: its tables by kind, its targets, what was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxlab.errors import CxError
from cxlab.survival import FollowUp, observed_customers
from cxlab.text import Text

from .kpi import DAY
from .windows import periods_of_rows

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["Look"]

CHANNELS = ("channel", "sales_channel", "touchpoint")
"""Columns that say by which channel."""

MOST_GROUPS = 60
"""Different values up to which a column can tell rows apart."""

ALSO_CALLED = {
    "first_response_hours": ("first_response",),
    "resolution_hours": ("resolution",),
    "first_contact_resolution": ("fcr",),
    "retention_rate": ("retention",),
    "complaints_per_100_customers": ("complaint_rate",),
}
"""Further names of a KPI among the targets of pot.yml."""


@dataclass(frozen=True)
class Look:
    """The pot with the options of `find_kpis`."""

    pot: DataPot
    date_from: str | dt.date | None = None
    date_to: str | dt.date | None = None
    longest: str = "year"
    ces_direction: str = "easy"
    fcr_days: float = 7
    min_n: int = 5
    level: float = 0.95
    _customers: dict[str, pd.Series] = field(default_factory=dict)

    def table_with(self, *columns: str, kinds: Collection[str] = ()) -> str | None:
        """Return the first table (of these kinds) that has all of the columns, with a value in each."""
        for name in self.pot.tables:
            if kinds and (self.pot.table(name).kind or name) not in kinds:
                continue
            try:
                frame = self.pot[name]
            except CxError:  # a table that cannot be read is told of by the check of the data
                continue
            if set(columns) <= set(frame.columns) and frame[list(columns)].notna().any().all():
                return name
        return None

    def rows(self, table: str) -> pd.DataFrame:
        """Return the rows of a table on the days that were asked for."""
        dated = self.pot.role(table).date is not None
        return self.pot.select(table, start=self.date_from, end=self.date_to) if dated else self.pot[table]

    def target(self, metric: str) -> float | None:
        """Return the target of a KPI, by its name or another that it goes by."""
        targets = self.pot.targets
        if metric == "retention_rate" and "churn_rate" in targets:
            return 1 - targets["churn_rate"]
        return next(
            (targets[name] for name in (metric, *ALSO_CALLED.get(metric, ())) if name in targets), None
        )

    def common(self, metric: str, table: str) -> dict[str, Any]:
        """Return what every KPI is given."""
        return {
            "metric": metric, "table": table, "owner": self.pot.table(table).owner,
            "target": self.target(metric), "min_n": self.min_n, "level": self.level,
        }  # fmt: skip

    def of_rows(
        self, data: pd.DataFrame, *, date: str | None, value: str | None, keep: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Return data, date, periods, history and channels of a KPI of rows.

        Kept of the data are the columns named and those by which rows can be told apart: no texts.
        """
        periods, windows, every = periods_of_rows(
            data, date=date, value=value, longest=self.longest, shortest=self.shortest
        )
        named = [name for name in dict.fromkeys([*keep, date, value]) if name]
        traits = {
            str(name): _words(data[name]) for name in data if name not in named and _tells_apart(data[name])
        }
        data = data[named].assign(**traits)
        if date and len(periods):
            data = data.assign(**{DAY: pd.to_datetime(data[date]).dt.tz_localize(None).dt.normalize()})
        return {
            "data": data, "counted": tuple(named), "date": date if len(periods) else None,
            "periods": periods, "windows": windows, "every": every, "splits": tuple(name for name in CHANNELS if name in data),
        }  # fmt: skip

    @property
    def shortest(self) -> str:
        """Return the rhythm in which the industry reports."""
        return self.pot.profile.report_period if self.pot.industry else "day"

    def customers_of(self, table: str) -> pd.Series:
        """Return whose each row of a table is, by any key that it has."""
        if table not in self._customers:
            self._customers[table] = self.pot.customer_ids(table).astype("string")
        return self._customers[table]

    @cached_property
    def follow_up(self) -> FollowUp | CxError:
        """Return who was a customer for how long, or why that is not known."""
        if "customers" not in self.pot:
            return CxError(Text("no table of customers that says who left, and when"))
        try:
            return observed_customers(self.pot)
        except CxError as error:
            return error


def _tells_apart(values: pd.Series) -> bool:
    """Tell whether a column holds few words, by which rows can be split."""
    return not pd.api.types.is_datetime64_any_dtype(values) and 1 < values.nunique() <= MOST_GROUPS


def _words(values: pd.Series) -> pd.Series:
    """Return texts as categories, which are compared with a word by small numbers."""
    texts = values.dtype == object and pd.api.types.infer_dtype(values, skipna=True) == "string"
    return values.astype("category") if texts else values
