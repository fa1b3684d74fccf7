"""The errors cxlab raises on purpose: what was expected, what was found, what is available, what to do.

A message never shows a customer's data: it names files, columns, row numbers and counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from .text import Text

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


LONGEST_NAME, MOST_NAMES = 120, 2000


class CxError(Exception):
    """Base of every error that cxlab raises on purpose; `cxlab.language.told` translates it."""


class MissingColumn(CxError):
    """A column that a call needs is not in the data."""

    def __init__(self, column: str, available: Iterable[object], *, where: str = "the data") -> None:
        names = [str(name) for name in available]
        message = Text(
            "column {column} not found in {where}", column=repr(shortened(str(column))), where=where
        )
        super().__init__(Text.together([message, hint(str(column), names)]))
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
        names = [str(item) for item in available]
        message = Text("no {kind} named {name}", kind=kind, name=repr(shortened(str(name))))
        super().__init__(Text.together([message, hint(str(name), names)]))


class RunFailed(CxError):
    """A report run did not complete."""


def hint(wanted: str, available: list[str], limit: int = 20) -> Text:
    """Return "did you mean ...? available: ..." with at most `limit` names."""
    close = close_match(wanted, available)
    shown = ", ".join(shortened(name) for name in available[:limit]) or Text("none")
    names, count = Text("available: {names}", names=shown), len(available) - limit
    if count > 0:
        names = Text("available: {names} and {count} more", names=shown, count=count)
    meant = Text("did you mean {name}?", name=repr(close)) if close else ""
    return Text.together([meant, names], " ")


def close_match(wanted: str, available: list[str]) -> str:
    """Return the name that was probably meant, or "".

    Comparing takes the product of the lengths: names that nobody types, and those beyond the first 2,000, are
    not compared.
    """
    if len(wanted) > LONGEST_NAME:
        return ""
    short = [name for name in available[:MOST_NAMES] if len(name) <= LONGEST_NAME]
    return next(iter(get_close_matches(wanted, short, n=1, cutoff=0.6)), "")


def shortened(name: str) -> str:
    """Return a name as it is, or the beginning of one that would fill the page."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}..."
