"""Names of columns that are ours alone while something is counted."""

from __future__ import annotations

__all__ = ["inner"]


def inner(name: str) -> str:
    """Return the name of a column added to somebody's data: no file's column begins with its first sign.

    A plain name ("time", "_time", "the start") would take the place of the user's column of that name.

    Examples
    --------
    >>> inner("start") == "start"
    False
    """
    return f"\x1f{name}"
