"""Scores that are written in words: "10 - very likely", "9/10", "08" stand for their numbers."""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["spoken_numbers"]

LONGEST = 40
"""More different texts than this are no answers to a scale."""
MOST = 0.5
_FIRST = re.compile(r"[+]?(-?\d{1,3})(?:[.,]0+)?(?!\d)(?:\s*(?:[/(:=–-]|[^\W\d]).*)?", re.DOTALL)


def spoken_numbers(values: pd.Series) -> dict[str, int | None]:
    """Return the whole number that each different text begins with, None for words; {} where few do.

    Parameters
    ----------
    values
        A column of text, without missing values.

    Examples
    --------
    >>> spoken_numbers(pd.Series(["10 - sehr", "9", "07", "weiß nicht"] * 5))
    {'10 - sehr': 10, '9': 9, '07': 7, 'weiß nicht': None}
    >>> spoken_numbers(pd.Series(["53111 Bonn", "Promotor"]))
    {}
    """
    texts = values.astype(str).str.strip()
    distinct = list(dict.fromkeys(texts))
    if not 2 <= len(distinct) <= LONGEST:
        return {}
    found = {text: _FIRST.fullmatch(text) for text in distinct}
    numbers = {text: int(match[1]) if match else None for text, match in found.items()}
    known = texts.map(numbers).notna().mean()
    return numbers if known >= MOST and len({n for n in numbers.values() if n is not None}) > 1 else {}
