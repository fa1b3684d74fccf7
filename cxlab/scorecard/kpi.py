"""A KPI of a pot: its figure for any days and any group, and the difference of several such figures.

A `Cell` says for which days and whom; `Kpi.value` gives the figure with its interval, `Kpi.contrast` what
sets cells apart. Where a KPI is a mean, a share or a rate, customers who are in several cells are compared
with themselves; medians, retention, and cells of few rows are set against each other by their own intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.results import metric_of
from cxlab.stats import Difference, ratio_contrast, recovered_contrast
from cxlab.text import Text

__all__ = ["Cell", "Kpi", "RowKpi"]

DAY = "_day"
"""Column of the days of rows, without time and zone."""
_CELL = "_cell"
FEWEST = 50
"""Rows of each cell below which a share's own interval is a better guide to its error than its variance."""
NO_TEST = Text("no test: too few answers, or they do not vary")


@dataclass(frozen=True)
class Cell:
    """For which days and whom a figure is asked: those with a value in a column, or all others."""

    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None
    column: str = ""
    group: Any = None
    rest: bool = False

    def of(self, frame: pd.DataFrame, date: str | None) -> pd.DataFrame:
        """Return the rows of the cell; rows without the column's value are on neither side."""
        kept = np.ones(len(frame), dtype=bool)
        if date is not None and self.first is not None:
            kept &= frame[DAY].between(*self.ends).to_numpy()
        if self.column:
            own = frame[self.column].eq(self.group).fillna(value=False).to_numpy(dtype=bool)
            known = frame[self.column].notna().to_numpy()
            kept &= (known & ~own) if self.rest else own
        return frame.loc[kept]

    @property
    def ends(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Return the first and the last day."""
        assert self.first is not None
        assert self.last is not None
        return self.first, self.last

    @property
    def others(self) -> Cell:
        """Return the cell of all others on the same days."""
        return replace(self, rest=True)


@dataclass(frozen=True, kw_only=True, eq=False)
class Kpi:
    """One KPI. `span` is from when to when it is known; `periods` are those that a headline compares."""

    metric: str
    table: str
    owner: str = ""
    "Who is responsible for the data."
    target: float | None = None
    usual: float | None = None
    "What is usual in the industry, where its profile says so."
    periods: pd.DataFrame = field(default_factory=pd.DataFrame)
    "first_day, last_day, months: the latest last; empty where there are no dates."
    windows: pd.DataFrame = field(default_factory=pd.DataFrame)
    "first_day, last_day: the points of its history."
    every: str = ""
    splits: tuple[str, ...] = ()
    "Columns that say by which channel."
    min_n: int = 5
    level: float = 0.95
    _known: dict[Cell, pd.Series] = field(default_factory=dict, repr=False)

    @property
    def better(self) -> str:
        """Return whether a "high" or a "low" value is good; "" where neither is."""
        known = metric_of(self.metric)
        return known.better if known else ""

    @property
    def latest(self) -> Cell:
        """Return the days of the headline; a survey shorter than any period is told as a whole."""
        return self.cell(-1) if len(self.periods) and self.periods["months"].iloc[-1] else Cell()

    def cell(self, place: int) -> Cell:
        """Return the days of one of the periods."""
        row = self.periods.iloc[place]
        return Cell(row["first_day"], row["last_day"])

    def value(self, cell: Cell) -> pd.Series:
        """Return estimate, low, high, n, note, method of a cell; computed once."""
        if cell not in self._known:
            self._known[cell] = self._value(cell)
        return self._known[cell]

    def values(self, cells: Sequence[Cell]) -> list[pd.Series]:
        """Return the figures of several cells."""
        return [self.value(cell) for cell in cells]

    def _value(self, cell: Cell) -> pd.Series:
        raise NotImplementedError

    def parts(self, cell: Cell) -> pd.DataFrame | None:
        """Return total, size and customer of every row, where the figure is a ratio of sums."""
        return None

    def columns(self) -> list[str]:
        """Return the columns that customers can be told apart by."""
        raise NotImplementedError

    def groups(self, column: str) -> list[Any]:
        """Return the values of a column."""
        raise NotImplementedError

    def covers(self, cell: Cell) -> bool:
        """Tell whether the days of a cell were observed."""
        return True

    def contrast(self, cells: Sequence[Cell], signs: Sequence[float]) -> Difference:
        """Return the sum of the figures of cells, each with its sign, with interval and test."""
        parts = [self.parts(cell) for cell in cells]
        if all(part is not None and (part["size"] > 0).sum() >= FEWEST for part in parts):
            rows = pd.concat(
                [p for p in parts if p is not None], keys=range(len(parts)), names=["cell", None]
            )
            at = rows.index.get_level_values("cell").to_numpy()
            who = pd.factorize(rows["customer"])[0]
            return ratio_contrast(rows["total"], rows["size"], at, who, signs=signs, level=self.level)
        found = [self.value(cell) for cell in cells]
        ends = [[float(row[name]) for row in found] for name in ("estimate", "low", "high")]
        return recovered_contrast(*ends, signs=signs, level=self.level)


@dataclass(frozen=True, kw_only=True, eq=False)
class RowKpi(Kpi):
    """A KPI of rows that each count (answers, requests): a share, a mean, a median."""

    data: pd.DataFrame
    date: str | None
    measure: Callable[..., pd.DataFrame]
    "The metric's own function: rows (and `by`) in, a tidy frame out."
    score: str | None = None
    "Column of what each row counts in the mean, on the scale of the metric; None for a quantile."
    weight: str | None = None
    customer: str | None = None

    def _value(self, cell: Cell) -> pd.Series:
        found = self.measure(cell.of(self.data, self.date))
        return found[found["metric"] == found["metric"].iloc[0]].iloc[0]

    def values(self, cells: Sequence[Cell]) -> list[pd.Series]:
        """Return the figures of periods that do not overlap, all counted in one go."""
        new = [cell for cell in cells if cell not in self._known]
        own = pd.Series(-1, index=self.data.index)
        for number, cell in enumerate(new):
            own = own.mask(self.data[DAY].between(*cell.ends), number)
        rows = self.data.assign(**{_CELL: own})[own >= 0]
        if len(rows):
            table = self.measure(rows, by=_CELL)
            table = table[table["metric"] == table["metric"].iloc[0]].set_index(_CELL)
            self._known.update({new[number]: table.loc[number] for number in table.index})
        return [self.value(cell) for cell in cells]

    def parts(self, cell: Cell) -> pd.DataFrame | None:
        """Return what each row adds to the mean; None for a quantile."""
        if self.score is None:
            return None
        rows = cell.of(self.data, self.date)
        rows = rows[rows[self.score].notna()]
        weight = np.ones(len(rows)) if self.weight is None else rows[self.weight].fillna(0.0).to_numpy(float)
        who = rows[self.customer] if self.customer else pd.Series(pd.NA, index=rows.index, dtype="string")
        plain = who if pd.api.types.is_integer_dtype(who) else who.astype("string")
        total = rows[self.score].to_numpy(float) * weight
        return pd.DataFrame({"total": total, "size": weight, "customer": plain.array})

    def columns(self) -> list[str]:
        """Return the columns of its table."""
        return list(self.data.columns)

    def groups(self, column: str) -> list[Any]:
        """Return the values of a column, as they come."""
        return sorted(self.data[column].dropna().unique().tolist(), key=str)

    def covers(self, cell: Cell) -> bool:
        """Tell whether there are rows about the first and the last day: the span reaches over the cell."""
        if self.date is None or cell.first is None:
            return False
        days, slack = self.data[DAY], pd.Timedelta(days=7)
        return bool(days.min() <= cell.ends[0] + slack and days.max() >= cell.ends[1] - slack)
