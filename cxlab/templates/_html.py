"""Sentences as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from ..language import current, ngettext, number
from ..results import column_of, label

__all__ = [
    "bullets",
    "comparisons",
    "digits_apart",
    "digits_for",
    "digits_that_agree",
    "fill",
    "in_words",
    "paragraph",
    "together",
]


def fill(message: str, **values: object) -> Markup:
    """Fill a translated message; every value that is not Markup is escaped."""
    return Markup(message).format(**values)  # noqa: S704  (the message is ours, the values are escaped)


def paragraph(*sentences: Markup | str) -> Markup:
    """Join sentences to one paragraph; empty ones are left out."""
    return Markup("<p>{}</p>").format(Markup(" ").join(s for s in sentences if s))


def bullets(items: Iterable[Markup | str]) -> Markup:
    """Return a list, or nothing where there are no items."""
    rows = [Markup("<li>{}</li>").format(item) for item in items]
    return Markup("<ul>{}</ul>").format(Markup("").join(rows)) if rows else Markup("")


def together(*blocks: Markup) -> Markup:
    """Put blocks below each other."""
    return Markup("\n").join(block for block in blocks if block)


def in_words(column: str, *, starts: bool = False) -> str:
    """Return what a column is called in the current language, with a capital where it starts a sentence.

    Examples
    --------
    >>> in_words("boarding_area"), in_words("boarding_area", starts=True)
    ('boarding area', 'Boarding area')
    >>> in_words("channel")
    'channel'
    """
    known = label(str(column)).strip()
    if starts:
        return known[:1].upper() + known[1:]
    # German nouns keep their capital; so do names in capitals and whatever the catalogue does not know.
    return known[:1].lower() + known[1:] if column_of(str(column)) and current() == "en" else known


def digits_for(low: float, high: float) -> int:
    """Return how many decimals a figure can carry whose interval has these limits.

    Examples
    --------
    >>> digits_for(-47, -31), digits_for(1.2, 3.9), digits_for(0.11, 0.34)
    (0, 1, 2)
    """
    width = abs(high - low)
    return 1 if width != width else 0 if width >= 5 else 1 if width >= 0.5 else 2


def digits_that_agree(value: float, other: float, gap: float, low: float, high: float) -> int:
    """Return how many decimals a gap can carry so that its sides differ by it as written.

    Where they do not, one fewer is taken if the interval is wide enough for that, else one more.

    Examples
    --------
    >>> digits_that_agree(-16.2, 22.9, -39.1, -57, -22), digits_that_agree(29.6, 14.4, 15.2, 6, 25)
    (0, 1)
    >>> digits_that_agree(21.83, 11.15, 10.68, 8.49, 12.86)
    0
    """
    digits = digits_for(low, high)
    if _agree(value, other, gap, digits):
        return digits
    fewer = digits - 1
    coarse = fewer >= 0 and abs(high - low) >= COARSEST * 10**-fewer and all(
        round(limit, fewer) for limit in (low, high)
    )  # fmt: skip
    return fewer if coarse and _agree(value, other, gap, fewer) else digits + 1


COARSEST = 3
"""Steps of the last digit written that an interval must span."""


def _agree(value: float, other: float, gap: float, digits: int) -> bool:
    left = round(value, digits) - round(other, digits) - round(gap, digits)
    return abs(left) <= 0.5 * 10**-digits


def digits_apart(value: float, other: float) -> int:
    """Return how many decimals, at least one, keep apart as written what surely differs.

    Examples
    --------
    >>> digits_apart(3.2, 3.7), digits_apart(3.58, 3.64)
    (1, 2)
    """
    return next((digits for digits in (1, 2, 3) if round(value, digits) != round(other, digits)), 3)


def comparisons(k: int) -> str:
    """Return "1 comparison", "38 comparisons"."""
    return ngettext("{k} comparison", "{k} comparisons", k).format(k=number(k))
