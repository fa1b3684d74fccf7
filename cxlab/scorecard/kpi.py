"""A KPI of a pot: its figure for any days and any group, and the difference of several such figures.

A `Cell` says for which days and whom; `Kpi.value` gives the figure with its interval, `Kpi.contrast` what
sets cells apart. Where a KPI is a mean, a share or a rate, customers who are in several cells are compared
with themselves; medians, retention, and cells of few rows are set against each other by their own intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxlab.results import metric_of
from cxlab.stats import Difference, ratio_contrast, recovered_contrast
from cxlab.text import Text

__all__ = ["Cell", "Kpi", "Parts", "RowKpi"]

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

    def of(self, frame: pd.DataFrame, date: str | None, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the rows of the cell, of all columns or of some; rows without its value are on no side."""
        return (frame if columns is None else frame[[*columns]]).loc[self.mask(frame, date)]

    def mask(self, frame: pd.DataFrame, date: str | None) -> np.ndarray:
        """Return which rows are in the cell."""
        kept = np.ones(len(frame), dtype=bool)
        if date is not None and self.first is not None:
            kept &= frame[DAY].between(*self.ends).to_numpy()
        if self.column:
            own = frame[self.column].eq(self.group).fillna(value=False).to_numpy(dtype=bool)
            kept &= (frame[self.column].notna().to_numpy() & ~own) if self.rest else own
        return kept

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


class Parts(NamedTuple):
    """What each row adds to a ratio of sums: to its total, to its size, and whose it is (-1: of nobody)."""

    total: np.ndarray
    size: np.ndarray
    who: np.ndarray


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

    def parts(self, cell: Cell) -> Parts | None:
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
        found = [self.parts(cell) for cell in cells]
        parts = [one for one in found if one is not None and np.count_nonzero(one.size > 0) >= FEWEST]
        if len(parts) == len(cells):
            total, size, who = (np.concatenate(each) for each in zip(*parts, strict=True))
            at = np.repeat(np.arange(len(parts)), [len(one.size) for one in parts])
            return ratio_contrast(total, size, at, who, signs=signs, level=self.level)
        values = [self.value(cell) for cell in cells]
        ends = [[float(row[name]) for row in values] for name in ("estimate", "low", "high")]
        return recovered_contrast(*ends, signs=signs, level=self.level)


@dataclass(frozen=True, kw_only=True, eq=False)
class RowKpi(Kpi):
    """A KPI of rows that each count (answers, requests): a share, a mean, a median."""

    data: pd.DataFrame
    date: str | None
    measure: Callable[..., pd.DataFrame]
    "The metric's own function: rows (and `by`) in, a tidy frame out."
    counted: tuple[str, ...]
    "The columns that it reads."
    score: str | None = None
    "Column of what each row counts in the mean, on the scale of the metric; None for a quantile."
    weight: str | None = None
    customer: str | None = None

    def _value(self, cell: Cell) -> pd.Series:
        found = self.measure(cell.of(self.data, self.date, self.counted))
        return found[found["metric"] == found["metric"].iloc[0]].iloc[0]

    def values(self, cells: Sequence[Cell]) -> list[pd.Series]:
        """Return the figures of periods that do not overlap, all counted in one go."""
        new = [cell for cell in cells if cell not in self._known]
        own = np.full(len(self.data), -1)
        for number, cell in enumerate(new):
            own[self.data[DAY].between(*cell.ends).to_numpy()] = number
        rows = self.data[[*self.counted]].assign(**{_CELL: own})[own >= 0]
        if len(rows):
            table = self.measure(rows, by=_CELL)
            table = table[table["metric"] == table["metric"].iloc[0]].set_index(_CELL)
            self._known.update({new[number]: table.loc[number] for number in table.index})
        return [self.value(cell) for cell in cells]

    def parts(self, cell: Cell) -> Parts | None:
        """Return what each row adds to the mean; None for a quantile."""
        if self.score is None:
            return None
        score, weight, who = self._scored
        rows = cell.mask(self.data, self.date) & ~np.isnan(score)
        return Parts(score[rows] * weight[rows], weight[rows], who[rows])

    @cached_property
    def _scored(self) -> Parts:
        """Score, weight and customer of every row."""
        data = self.data
        weight = np.ones(len(data)) if self.weight is None else data[self.weight].fillna(0.0).to_numpy(float)
        who = pd.factorize(data[self.customer])[0] if self.customer else np.full(len(data), -1)
        return Parts(data[self.score].to_numpy(float), weight, who)

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
