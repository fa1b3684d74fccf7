"""Where a text holds personal data: spans of characters, each with its kind, and the finders of them."""

# ruff: noqa: E501  (patterns, word lists and sentences read better in long lines)
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Finder", "Finders", "Search", "Span", "matches"]


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of a text and what they are."""

    start: int
    end: int
    kind: str


Finder = Callable[[str], Iterator[Span]]
"""Takes a text in which what was found before is blanked out, and yields what it finds."""


@dataclass(frozen=True)
class Search:
    """A finder by one pattern, and what a text must hold lest the pattern match nothing: looking for that is much faster.

    `needs` are pieces in small letters, one of which must be there; `digits` is how many digits, `run` how many in a row.
    """

    pattern: re.Pattern[str]
    kind: str
    group: int | str = 0
    holds: Callable[[str], bool] | None = None
    needs: tuple[str, ...] = ()
    digits: int = 0
    run: int = 0

    def __call__(self, text: str) -> Iterator[Span]:
        for found in self.pattern.finditer(text):
            start, end = found.span(self.group)
            if 0 <= start < end and (self.holds is None or self.holds(found[self.group])):
                yield Span(start, end, self.kind)


def matches(
    pattern: re.Pattern[str],
    kind: str,
    *,
    group: int | str = 0,
    holds: Callable[[str], bool] | None = None,
    needs: Iterable[str] = (),
    digits: int = 0,
    run: int = 0,
) -> Search:
    """Return a finder of one pattern's matches (or of one group in them) that hold a condition.

    Examples
    --------
    >>> list(matches(re.compile("[0-9]{3}"), "number", run=3)("abc 123"))
    [Span(start=4, end=7, kind='number')]
    """
    return Search(pattern, kind, group, holds, tuple(needs), digits, run)


class Finders:
    """Searches in their order; those that a text cannot satisfy are told by one look at it.

    Examples
    --------
    >>> both = Finders([matches(re.compile("no ?[0-9]"), "number", needs=("no",)), matches(re.compile("[0-9]{9}"), "number", run=9)])
    >>> [search.run for search in both.possible("no 5")]
    [0]
    """

    def __init__(self, searches: Iterable[Search]) -> None:
        self.searches = tuple(searches)
        self._always = 0
        needs: dict[str, int] = {}
        for i, search in enumerate(self.searches):
            self._always |= 0 if search.needs else 1 << i
            for piece in search.needs:
                needs[piece] = needs.get(piece, 0) | 1 << i
        self._needs = tuple(needs.items())
        self._places = tuple((1 << i, search) for i, search in enumerate(self.searches))

    def possible(self, text: str, digits: Iterable[str] = ()) -> list[Search]:
        """Return the searches that can find something in a text; `digits` are its digits, row by row."""
        small, found = text.casefold(), self._always
        for piece, searches in self._needs:
            if piece in small:
                found |= searches
        rows = [len(row) for row in digits]
        count, longest = (sum(rows), max(rows)) if rows else (0, 0)
        return [
            search
            for bit, search in self._places
            if found & bit and search.digits <= count and search.run <= longest
        ]
