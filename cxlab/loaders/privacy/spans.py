"""Where a text holds personal data: spans of characters, each with its kind."""

# ruff: noqa: E501  (patterns, word lists and sentences read better in long lines)
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

__all__ = ["Finder", "Span", "matches"]


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of a text and what they are."""

    start: int
    end: int
    kind: str


Finder = Callable[[str], Iterator[Span]]
"""Takes a text in which what was found before is blanked out, and yields what it finds."""


def matches(
    pattern: re.Pattern[str],
    kind: str,
    *,
    group: int | str = 0,
    holds: Callable[[str], bool] | None = None,
    needs: tuple[str, ...] = (),
) -> Finder:
    """Return a finder of one pattern's matches (or of one group in them) that hold a condition.

    `needs` are words in small letters without one of which the pattern matches nothing: looking for them first is much faster.
    """

    def find(text: str) -> Iterator[Span]:
        if needs:
            small = text.casefold()
            if not any(word in small for word in needs):
                return
        for found in pattern.finditer(text):
            start, end = found.span(group)
            if 0 <= start < end and (holds is None or holds(found[group])):
                yield Span(start, end, kind)

    return find
