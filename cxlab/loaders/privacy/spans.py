"""Where a text holds personal data: spans of characters, each with its kind, and the finders of them."""

# ruff: noqa: E501  (patterns, word lists and sentences read better in long lines)
from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from typing import NamedTuple

__all__ = ["Finder", "Finders", "Search", "Span", "Told", "matches"]


_GLUED, _DIGITS = re.compile(r"[^\W\d_]\d"), re.compile(r"\d+")
_WORD, _START = re.compile(r"\S+"), re.compile(r"(?<!\w)\w")
_MOST, _WORDS, _BEYOND = 20, 20_000, 200
"Digits that no search needs more of; words that are remembered; characters behind an anchor that a match may take."


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

    A pattern that begins with a set of characters is looked for several times faster than one that begins with what must not stand before
    it. So the patterns look back from behind their first character.

    `needs` are pieces in small letters, one of which must be in a word (a blank is where the word begins or ends); `near` is a rarer pattern within `reach` characters behind whose start the match
    begins: only there it is looked for. `first` is a quick pattern of what a match begins with, near an anchor if both are given. `digits` is how many digits, `run` how many in a row,
    `glued` a digit right behind a letter. Where it `begins` with such a piece, only words that hold one are tried.
    """

    pattern: re.Pattern[str]
    kind: str
    group: int | str = 0
    holds: Callable[[str], bool] | None = None
    needs: tuple[str, ...] = ()
    digits: int = 0
    run: int = 0
    glued: bool = False
    begins: bool = False
    near: re.Pattern[str] | None = None
    reach: int = 0
    first: re.Pattern[str] | None = None

    def __call__(self, text: str) -> Iterator[Span]:
        """Yield what the pattern finds and the condition holds for."""
        if self.first is not None and self.near is None:
            yield from self.at(text, (found.start() for found in self.first.finditer(text)))
            return
        if self.near is None:
            for found in self.pattern.finditer(text):
                yield from self._span(found)
            return
        for start, end in self._stretches(text):
            for found in self._within(text, start, end):
                yield from self._span(found)

    def _within(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield the matches in a stretch, from where the quick pattern says that one can begin if there is one."""
        if self.first is None:
            yield from self.pattern.finditer(text, start, end)
            return
        for begin in self.first.finditer(text, start, end):
            found = self.pattern.match(text, begin.start(), end) if begin.start() >= start else None
            if found:
                start = found.end()
                yield found

    def _stretches(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where anchors let a match be, what overlaps joined: each place is looked at once."""
        start = end = -1
        for anchor in self.near.finditer(text) if self.near else ():
            if anchor.start() - self.reach > end:
                if end >= 0:
                    yield start, end
                start = max(anchor.start() - self.reach, 0)
            end = anchor.end() + _BEYOND
        if end >= 0:
            yield start, end

    def at(self, text: str, places: Iterable[int]) -> Iterator[Span]:
        """Yield what the pattern finds at some places, from left to right."""
        end = 0
        for place in places:
            found = self.pattern.match(text, place) if place >= end else None
            if found:
                end = found.end()
                yield from self._span(found)

    def _span(self, found: re.Match[str]) -> Iterator[Span]:
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
    begins: bool = False,
    near: re.Pattern[str] | None = None,
    reach: int = 0,
    first: re.Pattern[str] | None = None,
) -> Search:
    """Return a finder of one pattern's matches (or of one group in them) that hold a condition.

    Examples
    --------
    >>> list(matches(re.compile("[0-9]{3}"), "number", run=3)("abc 123"))
    [Span(start=4, end=7, kind='number')]
    """
    return Search(pattern, kind, group, holds, tuple(needs), digits, run, glued, begins, near, reach, first)


class Told(NamedTuple):
    """Which searches find what they need in a text, as bits, and where those can begin that begin with it."""

    searches: int
    places: dict[int, list[int]]


class Finders:
    """Groups of searches, each in its order; what a text cannot satisfy is told by one look at its words.

    Examples
    --------
    >>> found = Finders(codes=[matches(re.compile("no ?[0-9]"), "number", needs=("no",)), matches(re.compile("[0-9]{9}"), "number", run=9)])
    >>> len(found.possible("codes", found.told("no 5"), "no 5"))
    1
    """

    def __init__(self, **groups: Iterable[Search]) -> None:
        self._groups: dict[str, list[tuple[int, Search]]] = {name: [] for name in groups}
        self._always = count = 0
        needs: dict[str, int] = {}
        for name, searches in groups.items():
            for search in searches:
                bit = 1 << count
                count += 1
                self._groups[name].append((bit, search))
                self._always |= 0 if search.needs else bit
                for piece in search.needs:
                    word = max(piece.split(), key=len) if " " in piece.strip() else piece
                    needs[word] = needs.get(word, 0) | bit
        self._of_sign = {piece: bits for piece, bits in needs.items() if len(piece) == 1}
        self._signs = frozenset(self._of_sign)
        self._needs = defaultdict[str, list[tuple[str, int]]](list)
        for piece, bits in needs.items():
            if len(piece) > 1:
                self._needs[piece[:2]].append((piece, bits))
        places = chain.from_iterable(self._groups.values())
        self._begin_bits = [bit for bit, search in places if search.begins]
        self._of_group = {name: sum(bit for bit, _ in places) for name, places in self._groups.items()}
        self._of_word = lru_cache(maxsize=_WORDS)(self._look)
        self._chosen = lru_cache(maxsize=_WORDS)(self._choose)

    def told(self, text: str) -> Told:
        """Look at the words of a text."""
        searches, places = self._always, defaultdict[int, list[int]](list)
        begins: dict[str, tuple[list[int], list[int]]] = {}
        for word in set(text.split()):
            if not word.isdigit():
                bits, begin, starts = self._of_word(word)
                searches |= bits
                if begin:
                    begins[word] = begin, starts
        for found in _WORD.finditer(text) if begins else ():
            if found[0] in begins:
                begin, starts = begins[found[0]]
                at = found.start()
                for bit in begin:
                    places[bit] += [at + start for start in starts]
        return Told(searches, places)

    def possible(self, group: str, told: Told, text: str = "", start: int = 0) -> list[Finder]:
        """Return the searches of a group that can find something in a part of a text; `text` is the part if it has digits."""
        searches = told.searches & self._of_group[group]
        if not searches:
            return []
        if not text:
            chosen = self._chosen(group, searches, 0, 0, False)
        else:
            rows = [len(row) for row in _DIGITS.findall(text)]
            count, longest = min(sum(rows), _MOST), min(max(rows, default=0), _MOST)
            chosen = self._chosen(group, searches, count, longest, _GLUED.search(text) is not None)
        return [
            partial(search.at, places=_within(told.places[bit], start, len(text)))
            if search.begins
            else search
            for bit, search in chosen
        ]

    def _look(self, word: str) -> tuple[int, list[int], list[int]]:
        """Return which searches a word speaks for, those of them that begin with it, and where it can begin."""
        small, found = f" {word.casefold()} ", 0
        for at in range(len(small)):  # by two letters: much faster than looking for each need
            for piece, bits in self._needs.get(small[at : at + 2], ()):
                if small.startswith(piece, at):
                    found |= bits
        for sign in self._signs & {*small}:
            found |= self._of_sign[sign]
        begin = [bit for bit in self._begin_bits if bit & found]
        return found, begin, [start.start() for start in _START.finditer(word)] if begin else []

    def _choose(
        self, group: str, searches: int, digits: int, run: int, glued: bool
    ) -> tuple[tuple[int, Search], ...]:
        return tuple(
            (bit, search)
            for bit, search in self._groups[group]
            if searches & bit and search.digits <= digits and search.run <= run and glued >= search.glued
        )


def _within(places: list[int], start: int, length: int) -> list[int]:
    """Return the places in a part of a text, counted from its start; all of them if no part is meant."""
    if not length:
        return places
    return [
        place - start for place in places[bisect_left(places, start) : bisect_left(places, start + length)]
    ]
