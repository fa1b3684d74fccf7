"""What customers are worth: which column says so, and in which currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from cxlab.errors import BadValue, MissingColumn
from cxlab.text import Text

from .follow_up import FollowUp

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["CustomerValue", "customer_value"]

KNOWN = ("yearly_value", "monthly_charges")
_CURRENCY = re.compile(r"(?<![A-Za-z])(EUR|USD|CHF|GBP|€|\$|£)(?![A-Za-z])")


@dataclass(frozen=True)
class CustomerValue:
    """The column of what customers are worth, None where the pot has none, and its currency."""

    column: str | None
    currency: str = ""


def customer_value(pot: DataPot, follow_up: FollowUp, column: str = "") -> CustomerValue:
    """Return the column of what customers are worth: the given one, or the first that the pot has.

    The currency is read off the column's name in the source ("Jahresumsatz_EUR").

    Raises
    ------
    MissingColumn, BadValue
        The given column is not there, or holds no numbers.

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.survival import observed_customers
    >>> pot = cx.open_pot("nordlicht")
    >>> customer_value(pot, observed_customers(pot))
    CustomerValue(column='yearly_value', currency='EUR')
    """
    if not column:
        column = next((name for name in KNOWN if _numbers(follow_up.frame, name)), "")
        if not column:
            return CustomerValue(None)
    there = pot["customers"].columns
    if column not in there:
        raise MissingColumn(column, there, where="the table of customers (parameter value)")
    if not _numbers(follow_up.frame, column):
        raise BadValue(
            Text(
                "column {column!r} holds no numbers, so it cannot say what customers are worth", column=column
            )
        )
    source = str(pot.table("customers").columns.get(column, column)).replace("_", " ")
    found = _CURRENCY.search(source)
    return CustomerValue(column, found[1] if found else "")


def _numbers(frame: pd.DataFrame, column: str) -> bool:
    if column not in frame or not pd.api.types.is_numeric_dtype(frame[column]):
        return False
    return bool(frame[column].notna().any())
