"""Where a text holds personal data: spans of characters, each with its kind, and the finders of them."""

# ruff: noqa: E501  (patterns, word lists and sentences read better in long lines)
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Finder", "Finders", "Search", "Span", "matches"]


_GLUED, _DIGITS = re.compile(r"[^\W\d_]\d"), re.compile(r"\d+")
_LONG, _MOST, _WORDS = 600, 20, 20_000
"Letters from which a text is looked at as a whole; digits that no search needs more of; words that are remembered."


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

    `needs` are pieces in small letters, one of which must be there; `digits` is how many digits, `run` how many in a row,
    `glued` a digit right behind a letter.
    """

    pattern: re.Pattern[str]
    kind: str
    group: int | str = 0
    holds: Callable[[str], bool] | None = None
    needs: tuple[str, ...] = ()
    digits: int = 0
    run: int = 0
    glued: bool = False

    def __call__(self, text: str) -> Iterator[Span]:
        """Yield what the pattern finds and the condition holds for."""
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
    glued: bool = False,
) -> Search:
    """Return a finder of one pattern's matches (or of one group in them) that hold a condition.

    Examples
    --------
    >>> list(matches(re.compile("[0-9]{3}"), "number", run=3)("abc 123"))
    [Span(start=4, end=7, kind='number')]
    """
    return Search(pattern, kind, group, holds, tuple(needs), digits, run, glued)


class Finders:
    """Groups of searches, each in its order; what a text cannot satisfy is told by one look at its words.

    Examples
    --------
    >>> found = Finders(codes=[matches(re.compile("no ?[0-9]"), "number", needs=("no",)), matches(re.compile("[0-9]{9}"), "number", run=9)])
    >>> [search.run for search in found.possible("codes", found.told("no 5"), "no 5")]
    [0]
    """

    def __init__(self, **groups: Iterable[Search]) -> None:
        self._groups: dict[str, list[tuple[int, Search]]] = {name: [] for name in groups}
        self._always, count = 0, 0
        needs: dict[str, int] = {}
        for name, searches in groups.items():
            for search in searches:
                bit = 1 << count
                count += 1
                self._groups[name].append((bit, search))
                self._always |= 0 if search.needs else bit
                for piece in search.needs:
                    word = max(piece.split(), key=len)
                    needs[word] = needs.get(word, 0) | bit
        self._needs = tuple(needs.items())
        self._of_group = {name: sum(bit for bit, _ in places) for name, places in self._groups.items()}
        self._of_word = lru_cache(maxsize=_WORDS)(self._of_text)
        self._chosen = lru_cache(maxsize=_WORDS)(self._choose)

    def told(self, text: str) -> int:
        """Return as bits which searches find what they need among the words of a text."""
        small = text.casefold()
        if len(small) > _LONG:
            return self._always | self._of_text(small)
        found = self._always
        for word in small.split():
            if not word.isdigit():
                found |= self._of_word(word)
        return found

    def possible(self, group: str, told: int, text: str = "") -> tuple[Search, ...]:
        """Return the searches of a group that can find something in a part of a text of which that much is told; `text` is the part if it has digits."""
        told &= self._of_group[group]
        if not told or not text:
            return self._chosen(group, told, 0, 0, False)
        rows = [len(row) for row in _DIGITS.findall(text)]
        count, longest = min(sum(rows), _MOST), min(max(rows, default=0), _MOST)
        return self._chosen(group, told, count, longest, _GLUED.search(text) is not None)

    def _of_text(self, small: str) -> int:
        found = 0
        for piece, searches in self._needs:
            if piece in small:
                found |= searches
        return found

    def _choose(self, group: str, told: int, digits: int, run: int, glued: bool) -> tuple[Search, ...]:
        return tuple(
            search
            for bit, search in self._groups[group]
            if told & bit and search.digits <= digits and search.run <= run and glued >= search.glued
        )
