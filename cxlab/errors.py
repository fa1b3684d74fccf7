"""The errors cxlab raises on purpose: what was expected, what was found, what is available, what to do.

A message never shows a customer's data: it names files, columns, row numbers and counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "BadFile",
    "BadParameter",
    "BadPot",
    "BadValue",
    "CxError",
    "MissingColumn",
    "RunFailed",
    "UnknownName",
]


class CxError(Exception):
    """Base of every error that cxlab raises on purpose."""


class MissingColumn(CxError):
    """A column that a call needs is not in the data."""

    def __init__(self, column: str, available: Iterable[object], *, where: str = "the data") -> None:
        names = [str(name) for name in available]
        super().__init__(f"column {column!r} not found in {where}; {hint(column, names)}")
        self.column = column


class BadValue(CxError):
    """A value lies outside what the column or argument can hold."""


class BadFile(CxError):
    """A file cannot be read as the table it is meant to be."""


class BadPot(CxError):
    """A pot.yml, or a table it describes, is not usable."""


class BadParameter(CxError):
    """A report parameter is unknown, has the wrong type or lies outside its allowed set."""


class UnknownName(CxError):
    """A template, pot, source or table of that name does not exist."""

    def __init__(self, kind: str, name: str, available: Iterable[object]) -> None:
        super().__init__(f"no {kind} named {name!r}; {hint(name, [str(item) for item in available])}")


class RunFailed(CxError):
    """A report run did not complete."""


def hint(wanted: str, available: list[str], limit: int = 20) -> str:
    """Return "did you mean ...? available: ..." with at most `limit` names."""
    close = get_close_matches(wanted, available, n=1, cutoff=0.6)
    shown = ", ".join(available[:limit]) or "none"
    more = f" and {len(available) - limit} more" if len(available) > limit else ""
    return (f"did you mean {close[0]!r}? " if close else "") + f"available: {shown}{more}"
