"""Days as a reader writes them, and as files have them: 31.12.2024 or 31 Dec 2024, and 2024-12-31."""

from __future__ import annotations

import datetime as dt
import re

from cxlab.language import current, date

__all__ = ["read_day", "shown_day"]

ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
DOTTED = re.compile(r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>\d{4}|\d{2})")
NAMED = re.compile(r"(?P<day>\d{1,2})\.?\s+(?P<name>[^\W\d_]+)\.?\s+(?P<year>\d{4})")
FIRST, LAST = 1900, 2199


def read_day(text: str) -> str:
    """Return a day as files have it; "" where nothing is written.

    Digits with dots are day, month and year, as German has them; with slashes nobody could tell the day from
    the month, so they are refused.

    Parameters
    ----------
    text
        2024-12-31 or 31.12.2024, or with the name of the month in the current language: 31 Dec 2024.

    Raises
    ------
    ValueError
        It is no day between 1900 and 2199.

    Examples
    --------
    >>> read_day("31.12.2024"), read_day(" 31 Dec 2024"), read_day("2024-12-31")
    ('2024-12-31', '2024-12-31', '2024-12-31')
    """
    said = text.strip()
    if not said:
        return ""
    found = ISO.fullmatch(said) or DOTTED.fullmatch(said) or NAMED.fullmatch(said)
    if found is None:
        raise ValueError(said)
    parts = found.groupdict()
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    month = int(parts["month"]) if "month" in parts else _months().get(parts["name"].casefold(), 0)
    if not FIRST <= year <= LAST:
        raise ValueError(said)
    return dt.date(year, month, int(parts["day"])).isoformat()


def shown_day(value: str) -> str:
    """Return a day of a file as the current language writes it; what is no day stays as it is.

    Examples
    --------
    >>> shown_day("2024-12-31"), shown_day("next May")
    ('31 Dec 2024', 'next May')
    """
    return date(value) if ISO.fullmatch(value) and _is_day(value) else value


def _is_day(value: str) -> bool:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _months() -> dict[str, int]:
    """Return the numbers of the months by their names, whole and short, in the current language."""
    from babel.dates import get_month_names

    locale = {"en": "en_GB", "de": "de_DE"}[current()]
    names = {
        name.rstrip(".").casefold(): number
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, context="format", locale=locale).items()
    }
    return names | {name[:3]: number for name, number in names.items()}
