"""What the amounts of a report are counted in, as far as the files of its pot say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..loaders import DataPot

__all__ = ["currency_of", "in_use", "use_currency", "writing_amounts_in"]

NAMED = re.compile(r"(?<![A-Za-z])(EUR|USD|CHF|GBP|€|\$|£)(?![A-Za-z])")
"""A currency in the name of a column: Jahresumsatz_EUR, price ($)."""

CODES = {"€": "EUR", "$": "USD", "£": "GBP"}
_currency = ""


def currency_of(pot: DataPot) -> str:
    """Return the currency that the names of the pot's columns say, or nothing where they say none or several.

    Examples
    --------
    >>> import cxlab as cx
    >>> currency_of(cx.open_pot("nordlicht"))
    'EUR'
    """
    names = (str(source) for table in pot.tables for source in pot.table(table).columns.values())
    found = {named[1] for name in names if (named := NAMED.search(name.replace("_", " ")))}
    codes = {CODES.get(sign, sign) for sign in found}
    return codes.pop() if len(codes) == 1 else ""


def use_currency(code: str) -> None:
    """Write the report's amounts in this currency from here on."""
    global _currency
    _currency = code


@contextmanager
def writing_amounts_in(code: str) -> Iterator[None]:
    """Write amounts in this currency meanwhile."""
    before = in_use()
    use_currency(code)
    try:
        yield
    finally:
        use_currency(before)


def in_use() -> str:
    """Return what the report's amounts are written in; nothing where nobody has said it."""
    return _currency
