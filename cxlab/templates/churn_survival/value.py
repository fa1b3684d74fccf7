"""What customers are worth: which column says so, and in which currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ...errors import BadValue, MissingColumn
from ...language import interval, number
from ...results import label
from .observed import Observed

if TYPE_CHECKING:
    from ...loaders import DataPot

__all__ = ["Worth", "worth"]

KNOWN = ("yearly_value", "monthly_charges")
_CURRENCY = re.compile(r"(?<![A-Za-z])(EUR|USD|CHF|GBP|€|\$|£)(?![A-Za-z])")


@dataclass(frozen=True)
class Worth:
    """A column of what customers are worth; no column where the pot has none."""

    column: str | None
    currency: str = ""

    @property
    def label(self) -> str:
        """What it is called."""
        return label(self.column) if self.column else ""

    @property
    def heading(self) -> str:
        """What it is called, with its currency."""
        return f"{self.label} ({self.currency})" if self.currency else self.label

    def written(self, amount: float) -> str:
        """Return an amount with its currency."""
        return f"{number(amount, 0)}\u00a0{self.currency}".rstrip("\u00a0")

    def range(self, low: float, high: float) -> str:
        """Return an interval of amounts with the currency."""
        return f"{interval(low, high, 0)}\u00a0{self.currency}".rstrip("\u00a0")


def worth(pot: DataPot, seen: Observed, column: str = "") -> Worth:
    """Return the column of what customers are worth: the given one, or the first that the pot has.

    Raises
    ------
    MissingColumn, BadValue
        The given column is not there, or holds no numbers.
    """
    if not column:
        column = next((name for name in KNOWN if _numbers(seen.frame, name)), "")
        if not column:
            return Worth(None)
    there = pot["customers"].columns
    if column not in there:
        raise MissingColumn(column, there, where="the table of customers (parameter value)")
    if not _numbers(seen.frame, column):
        raise BadValue(f"column {column!r} holds no numbers, so it cannot say what customers are worth")
    source = str(pot.table("customers").columns.get(column, column)).replace("_", " ")
    found = _CURRENCY.search(source)
    return Worth(column, found[1] if found else "")


def _numbers(frame: pd.DataFrame, column: str) -> bool:
    if column not in frame or not pd.api.types.is_numeric_dtype(frame[column]):
        return False
    return bool(frame[column].notna().any())
