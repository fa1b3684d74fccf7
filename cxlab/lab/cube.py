"""A table reduced to what the controls of an explorer can choose: read once, filtered in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

from cxlab.errors import MissingColumn
from cxlab.loaders import DataPot
from cxlab.loaders.tables.dates import within

__all__ = ["Cube", "kept", "recent"]

Made = TypeVar("Made")
_kept: WeakKeyDictionary[DataPot, dict[Any, Any]] = WeakKeyDictionary()

MOST_RECENT = 3
"""Spans of days whose rows, and what was counted of them, are kept."""

MANY_VALUES = 0.5
"""A text column with more distinct values than this part of its rows is no trait and stays as it is."""


@dataclass(frozen=True)
class Cube:
    """The columns that an explorer needs, in a form that is filtered in milliseconds.

    Attributes
    ----------
    frame
        One row per answer, ticket or event; traits are categories, so that a choice compares small integers.
    date
        Column of the days by which `between` cuts; None where nothing is dated.
    """

    frame: pd.DataFrame
    date: str | None = None

    @classmethod
    def of(cls, data: pd.DataFrame, columns: Iterable[str], *, date: str | None = None) -> Cube:
        """Reduce a table to some of its columns.

        Parameters
        ----------
        data
            A table of a pot; it is not changed.
        columns
            What the controls choose by, and what is counted; a name that is given twice is taken once.
        date
            Column to cut by days.

        Raises
        ------
        MissingColumn
            The table has no such column.

        Examples
        --------
        >>> answers = pd.DataFrame({"plan": ["A", "B", "A", "A"], "nps": [9, 3, 10, 7], "text": list("wxyz")})
        >>> cube = Cube.of(answers, ["plan", "nps"])
        >>> cube.where({"plan": "B"}).frame["nps"].tolist()
        [3]
        """
        wanted = list(dict.fromkeys([*columns, *([date] if date else [])]))
        for name in wanted:
            if name not in data.columns:
                raise MissingColumn(name, data.columns)
        return cls(pd.DataFrame({name: _coded(data[name]) for name in wanted}), date)

    def __len__(self) -> int:
        return len(self.frame)

    def where(self, chosen: Mapping[str, Any]) -> Cube:
        """Keep the rows that have the chosen value in each column; None chooses all."""
        frame = self.frame
        for column, value in chosen.items():
            if value is not None:
                frame = frame[frame[column] == value]
        return Cube(frame, self.date)

    def between(self, first: dt.date | str | None, last: dt.date | str | None) -> Cube:
        """Keep the rows from one day to another, both included; None leaves that end open.

        Rows without a date are left out as soon as a day is given, as by `DataPot.select`.
        """
        if self.date is None or (first is None and last is None):
            return self
        return Cube(self.frame[within(self.frame[self.date], first, last)], self.date)

    def days(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """Return the first and the last day, without time and zone; None where nothing is dated."""
        if self.date is None or not pd.api.types.is_datetime64_any_dtype(self.frame[self.date]):
            return None
        found = self.frame[self.date].dropna()
        if not len(found):
            return None
        return tuple(pd.Timestamp(day).tz_localize(None).normalize() for day in (found.min(), found.max()))  # type: ignore[return-value]


def kept(pot: DataPot, name: Any, make: Callable[[], Made]) -> Made:
    """Return what was made for this pot under this name before, or make it: a cube is counted once.

    It is forgotten with the pot.

    Examples
    --------
    >>> import cxlab as cx
    >>> pot = cx.open_pot("telco_ibm")
    >>> kept(pot, "example", lambda: [1]) is kept(pot, "example", lambda: [2])
    True
    """
    own = _kept.setdefault(pot, {})
    if name not in own:
        own[name] = make()
    made: Made = own[name]
    return made


def recent(pot: DataPot, name: Any, key: Any, make: Callable[[], Made]) -> Made:
    """Return what was made under this name for one of the latest keys, or make it: a cut of a cube, say.

    Examples
    --------
    >>> import cxlab as cx
    >>> pot = cx.open_pot("telco_ibm")
    >>> recent(pot, "cut", 1, lambda: [1]) is recent(pot, "cut", 1, lambda: [2])
    True
    """
    own: dict[Any, Any] = kept(pot, ("recent", name), dict)
    found = own.pop(key) if key in own else make()
    own[key] = found  # the latest stands last
    if len(own) > MOST_RECENT:
        own.pop(next(iter(own)))
    return found


def _coded(values: pd.Series) -> pd.Series:
    """Return texts as categories; they keep the order of their values."""
    if values.dtype != object or values.nunique(dropna=True) > MANY_VALUES * len(values):
        return values
    if pd.api.types.infer_dtype(values, skipna=True) != "string":
        return values
    return values.astype("category")
