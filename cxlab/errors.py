"""The errors cxlab raises on purpose: what was expected, what was found, what is available, what to do.

A message never shows a customer's data: it names files, columns, row numbers and counts.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .text import Text

__all__ = [
    "BadFile",
    "BadParameter",
    "BadPlan",
    "BadPot",
    "BadValue",
    "CxError",
    "MissingColumn",
    "RunFailed",
    "UnknownName",
    "write_with",
]


LONGEST_NAME, MOST_NAMES = 120, 2000


_writer: list[Callable[[object], str]] = [str]


def write_with(writer: Callable[[object], str]) -> None:
    """Name the function that writes what an error says; `cxlab.language` names its own, which translates."""
    _writer[:] = [writer]


_WORDS: dict[str, str] = {
    "a recorded frame": Text("a recorded frame"),
    "event": Text("event"),
    "industry": Text("industry"),
    "language": Text("language"),
    "segment to compare with": Text("segment to compare with"),
    "sheet": Text("sheet"),
    "source": Text("source"),
    "table": Text("table"),
    "template": Text("template"),
    "the data": Text("the data"),
    "the frame to show": Text("the frame to show"),
}
"""Kinds and places that errors name most; others may be texts themselves."""


class CxError(Exception):
    """Base of every error that cxlab raises on purpose; what it says is in the language that is spoken."""

    def __str__(self) -> str:
        return _writer[0](self.args[0]) if len(self.args) == 1 else super().__str__()


class MissingColumn(CxError):
    """A column that a call needs is not in the data."""

    def __init__(self, column: str, available: Iterable[object], *, where: str = "the data") -> None:
        names = [str(name) for name in available]
        where = _WORDS.get(where, where)
        message = Text(
            "column {column} not found in {where}", column=repr(shortened(str(column))), where=where
        )
        super().__init__(Text.together([message, hint(str(column), names)]))
        self.column = column


class BadPlan(CxError):
    """The plan of a batch has faults: one line for each."""


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
        kind = _WORDS.get(kind, kind)
        message = Text("no {kind} named {name}", kind=kind, name=repr(shortened(str(name))))
        super().__init__(Text.together([message, hint(str(name), names)]))


class RunFailed(CxError):
    """A report run did not complete."""


_REFUSED = {
    errno.ENOENT: Text("no such file or directory"),
    errno.EACCES: Text("permission denied"),
    errno.EPERM: Text("operation not permitted"),
    errno.ENOSPC: Text("no space left on device"),
    errno.EROFS: Text("read-only file system"),
    errno.ENOTDIR: Text("not a directory"),
    errno.EISDIR: Text("is a directory"),
    errno.ENAMETOOLONG: Text("file name too long"),
    errno.ELOOP: Text("too many levels of symbolic links"),
    errno.EIO: Text("input/output error"),
}


def system_reason(error: OSError) -> str:
    """Return why the system refused something, in words that can be translated where they are usual ones."""
    known = _REFUSED.get(error.errno or 0)
    return known or (error.strerror or str(error) or type(error).__name__).lower()


def without_folder(error: CxError, folder: str) -> None:
    """Take a folder out of what an error says: where data lie is nobody's business in a report."""
    error.args = tuple(_without(arg, folder) for arg in error.args)


def _without(said: Any, folder: str) -> Any:
    if isinstance(said, Text) and said.parts:
        return Text.together([_without(part, folder) for part in said.parts], said.separator)
    if isinstance(said, Text):
        return Text(said.message, said.plural, **{n: _without(v, folder) for n, v in said.values.items()})
    if isinstance(said, list | tuple):
        return [_without(item, folder) for item in said]
    if isinstance(said, str | Path):
        return str(said).replace(folder, "")
    return said


def said_by(error: BaseException) -> str:
    """Return what an error says, as it was made: a `Text` where it is one of ours."""
    return error.args[0] if isinstance(error, CxError) and len(error.args) == 1 else str(error)


def hint(wanted: str, available: list[str], limit: int = 20) -> Text:
    """Return "did you mean ...? available: ..." with at most `limit` names."""
    close = close_match(wanted, available)
    shown = some_of([shortened(name) for name in available[:limit]], len(available) - limit)
    names = Text("available: {names}", names=shown or Text("none"))
    meant = Text("did you mean {name}?", name=repr(close)) if close else ""
    return Text.together([meant, names], " ")


def some_of(names: Iterable[str], more: int) -> str:
    """Return names with commas, and how many more there are."""
    shown = ", ".join(names)
    return Text("{names} and {count} more", names=shown, count=more) if more > 0 else shown


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
