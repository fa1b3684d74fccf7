"""A look into a pot for KPIs: its tables by kind, its targets, what was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from cxlab.engine.ids import numbered
from cxlab.errors import CxError
from cxlab.loaders.tables.dates import within
from cxlab.survival import FollowUp, observed_customers
from cxlab.text import Text

from .kpi import DAY
from .windows import periods_of_rows

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["Look"]

Found = TypeVar("Found")

CHANNELS = ("channel", "sales_channel", "touchpoint")
"""Columns that say by which channel."""

MOST_GROUPS = 60
"""Different values up to which a column can tell rows apart."""

KNOWN = ("timely", "disputed", "reopened", "task_success", "created", "first_response", "resolved")
"""Columns that KPIs read and that may hold words."""

FEW_ROWS = 1000
"""Rows that tell already that a column holds texts or ids."""

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
    traits: Collection[str] | None = None
    "Columns by which rows may be told apart; None takes all that can be."
    known: dict[Any, Any] = field(default_factory=dict)
    "What was found and does not depend on the options, for other looks at the same pot."

    def once(self, question: Any, find: Callable[[], Found]) -> Found:
        """Return what does not depend on the options, found at the first time."""
        if question not in self.known:
            self.known[question] = find()
        found: Found = self.known[question]
        return found

    def table_with(self, *columns: str, kinds: Collection[str] = ()) -> str | None:
        """Return the first table (of these kinds) that has all of the columns, with a value in each."""
        asked = ("table", columns, tuple(kinds))
        return self.once(asked, lambda: self._table_with(columns, kinds))

    def _table_with(self, columns: Sequence[str], kinds: Collection[str]) -> str | None:
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
        if self.traits is not None:
            return self._few_columns(table)
        dated = self.pot.role(table).date is not None
        return self.pot.select(table, start=self.date_from, end=self.date_to) if dated else self.pot[table]

    def _few_columns(self, table: str) -> pd.DataFrame:
        """Return those rows without texts that no KPI reads, which take long to be cut."""
        frame, date = self.once(("few columns", table), lambda: self._light(table)), self.pot.role(table).date
        if date is None or (self.date_from is None and self.date_to is None):
            return frame
        return frame[within(frame[date], self.date_from, self.date_to)]

    def _light(self, table: str) -> pd.DataFrame:
        """Return a table with words as categories, without columns of many different texts."""
        frame, role = self.pot[table], self.pot.role(table)
        named = {"customer_id", role.date, role.weight, role.cluster, *KNOWN}
        traits = {name: _words(frame[name]) for name in self.traits or () if name in frame}
        kept = [name for name in frame if name in named or not _text(frame[name])]
        return frame[kept].assign(**{str(name): values for name, values in traits.items()})

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
            str(name): _words(data[name]) for name in data if name not in named and self._apart(data[name])
        }
        data = data[named].assign(**traits)
        if date and len(periods):
            data = data.assign(**{DAY: pd.to_datetime(data[date]).dt.tz_localize(None).dt.normalize()})
        return {
            "data": data, "counted": tuple(named), "date": date if len(periods) else None,
            "periods": periods, "windows": windows, "every": every,
            "splits": tuple(name for name in CHANNELS if name in data),
        }  # fmt: skip

    def _apart(self, values: pd.Series) -> bool:
        return (self.traits is None or values.name in self.traits) and _tells_apart(values)

    @property
    def shortest(self) -> str:
        """Return the rhythm in which the industry reports."""
        return self.pot.profile.report_period if self.pot.industry else "day"

    def customers_of(self, table: str) -> pd.Series:
        """Return whose each row of a table is, by any key that it has."""
        return self.once(("customers", table), lambda: self.pot.customer_ids(table).astype("string"))

    def numbers_of(self, table: str, column: str) -> pd.Series:
        """Return a number per id of a column, for all rows of a table."""
        return self.once(("ids", table, column), lambda: numbered(self.pot[table][column], column))

    @property
    def follow_up(self) -> FollowUp | CxError:
        """Return who was a customer for how long, or why that is not known."""
        return self.once("follow up", lambda: _followed_up(self.pot))


def _followed_up(pot: DataPot) -> FollowUp | CxError:
    if "customers" not in pot:
        return CxError(Text("no table of customers that says who left, and when"))
    try:
        return observed_customers(pot)
    except CxError as error:
        return error


def _tells_apart(values: pd.Series) -> bool:
    """Tell whether a column holds few words, by which rows can be split."""
    if pd.api.types.is_datetime64_any_dtype(values) or values.head(FEW_ROWS).nunique() > MOST_GROUPS:
        return False
    return 1 < values.nunique() <= MOST_GROUPS


def _text(values: pd.Series) -> bool:
    return values.dtype == object and pd.api.types.infer_dtype(values, skipna=True) == "string"


def _words(values: pd.Series) -> pd.Series:
    """Return texts as categories, which are compared with a word by small numbers."""
    return values.astype("category") if _text(values) else values
