"""What all results of the room share: options, notes per row, customers who complain more than once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, as_keys, columns, label_of, require, tally
from cxlab.engine.tally import By, Key
from cxlab.errors import BadParameter, BadValue
from cxlab.results import check_options
from cxlab.text import Text

__all__ = ["PerCustomer", "RowNotes", "check_options", "counted", "days_of", "own_names", "per_customer"]


class RowNotes:
    """Notes per row of a result, in the order in which they are added."""

    def __init__(self, size: int) -> None:
        self._notes: list[list[Text]] = [[] for _row in range(size)]

    def add(self, where: np.ndarray, note: Text) -> None:
        """Append a note where the mask holds."""
        for row in np.flatnonzero(where):
            self._notes[row].append(note)

    @property
    def texts(self) -> list[str]:
        """Return one text per row, empty where there is nothing to note."""
        return [Text.together(notes) if notes else "" for notes in self._notes]


def own_names(keys: Sequence[Key], taken: Sequence[str]) -> list[str]:
    """Return the names of group columns; refuse those that the result needs itself."""
    names = [label_of(key) for key in keys]
    for name in names:
        if name in taken:
            raise BadValue(
                Text("a group column cannot be called {name}, which is a column of the result; rename it",
                     name=repr(name))
            )  # fmt: skip
    return names


def counted(data: Any, by: By, *, weight: str | None = None) -> pd.DataFrame:
    """Count complaints per combination of keys, through the engine; rows without a key are left out.

    How many were left out, and for want of which key, stands in ``attrs["excluded"]``.
    """
    keys = as_keys(by)
    require(data, *(str(key) for key in keys if isinstance(key, str)), *([weight] if weight else []))
    cells = tally(data, by=keys, weight=weight)
    excluded, kept = {}, np.ones(len(cells), dtype=bool)
    for key in keys:
        lacking = cells[label_of(key)].isna().to_numpy() & kept
        if lacking.any():
            column = key if isinstance(key, str) else key.column
            excluded[Text("no value in {column}", column=column)] = int(cells.loc[lacking, "n"].sum())
        kept &= ~lacking
    if len(cells) and not kept.any():
        raise BadValue(
            Text("no row has a value in each of: {columns}", columns=[label_of(key) for key in keys])
        )
    result = cells[kept].reset_index(drop=True).rename(columns={"n": "complaints"})
    result.attrs["excluded"] = excluded
    return result


@dataclass(frozen=True)
class PerCustomer:
    """Complaints per row of a result and customer.

    Attributes
    ----------
    row, who, n
        Row, number of the customer (-1: unknown, each complaint then stands for itself), complaints.
    """

    row: np.ndarray
    who: np.ndarray
    n: np.ndarray

    def customers(self, size: int) -> np.ndarray:
        """Return how many customers each row speaks of."""
        named = np.bincount(self.row[self.who >= 0], minlength=size)
        alone = np.bincount(self.row[self.who < 0], weights=self.n[self.who < 0], minlength=size)
        return (named + alone).astype("int64")

    def squares(self, size: int) -> np.ndarray:
        """Return the sum of squares of what each customer adds to a row."""
        worth = np.where(self.who >= 0, self.n.astype(float) ** 2, self.n)
        return np.bincount(self.row, weights=worth, minlength=size)

    def products(self, size: int, part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return per row the sums over customers of own x total and of total squared.

        `part` numbers the rows that make one total; customers without a complaint in the row count, too.
        """
        named = self.who >= 0
        who, row, n = self.who[named], self.row[named], self.n[named].astype(float)
        key = part[row] * (int(who.max(initial=-1)) + 1) + who
        names, place = np.unique(key, return_inverse=True)
        total = np.bincount(place, weights=n, minlength=len(names))
        cross = np.bincount(row, weights=n * total[place], minlength=size)
        owner = names // (int(who.max(initial=-1)) + 1) if len(names) else names
        square = np.bincount(owner, weights=total**2, minlength=int(part.max(initial=-1)) + 1)
        alone = np.bincount(self.row[~named], weights=self.n[~named], minlength=size)
        lone = np.bincount(part, weights=alone, minlength=len(square))
        return cross + alone, (square + lone)[part]


def per_customer(data: Any, by: By, customer: str, groups: pd.DataFrame) -> PerCustomer:
    """Count complaints per row of `groups` (its columns are the labels of `by`) and customer."""
    keys = as_keys(by)
    require(data, customer)
    names = [label_of(key) for key in keys]
    if customer in names:
        raise BadValue(Text("column {name} is the customer and cannot be a group", name=repr(customer)))
    cells = tally(data, by=[*keys, customer])
    place = pd.MultiIndex.from_frame(groups[names]).get_indexer(pd.MultiIndex.from_frame(cells[names]))
    inside = place >= 0
    who = pd.factorize(as_ids(cells[customer], customer))[0]
    return PerCustomer(place[inside], who[inside], cells["n"].to_numpy()[inside])


def days_of(length: Any, name: str) -> float:
    """Return a duration in days: a number of days, "36h", "45 days" or a Timedelta.

    Examples
    --------
    >>> days_of("36h", "window"), days_of(90, "window")
    (1.5, 90.0)
    """
    try:
        days = (
            pd.Timedelta(length) / pd.Timedelta(days=1)
            if isinstance(length, str | pd.Timedelta)
            else float(length)
        )
    except (TypeError, ValueError):
        days = np.nan
    if not days > 0:
        raise BadParameter(
            Text("{name} is a length of time above 0, such as 90, '45 days' or '36h'; found {found}",
                 name=name, found=repr(length))
        )  # fmt: skip
    return float(days)


def has(data: Any, column: str | None) -> bool:
    """Tell whether the data has a column."""
    return column is not None and column in columns(data)
