"""Dates that a plan names by their distance from today: "last month", "previous quarter", "last 3 months"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ..errors import BadValue
from ..text import Text

__all__ = ["Span", "day_of", "span_of", "spans_of"]

UNITS = ("day", "week", "month", "quarter", "year")
MOST = 240
"""Most periods that one phrase may name: twenty years of months."""

NAMED = re.compile(r"(this|current|last|previous) (day|week|month|quarter|year)")
SEVERAL = re.compile(r"(?:last|previous) ([1-9]\d{0,2}) (day|week|month|quarter|year)s")
WRITTEN = re.compile(r"(\d{4})(?:-(?:(\d{2})|[Qq]([1-4])))?")
EDGE = re.compile(r"(first|last) day of (.+)")
AGO = re.compile(r"([1-9]\d{0,4}) (day|week)s? ago")


@dataclass(frozen=True)
class Span:
    """A period by its first and last day, and a name that sorts: 2025-03, 2025-Q1, 2025-W05."""

    first: dt.date
    last: dt.date
    name: str


def span_of(phrase: str, today: dt.date) -> Span:
    """Return the period that a phrase names.

    Parameters
    ----------
    phrase : str
        "this", "last" or "previous" with day, week, month, quarter or year; "last 3 months" as one period of
        whole months; "2025", "2025-03" or "2025-Q1". Weeks begin on Monday.
    today : date

    Raises
    ------
    BadValue
        The phrase names no period.

    Examples
    --------
    >>> span_of("last month", dt.date(2025, 3, 14))
    Span(first=datetime.date(2025, 2, 1), last=datetime.date(2025, 2, 28), name='2025-02')
    >>> span_of("last 2 quarters", dt.date(2025, 3, 14)).name
    '2024-Q3_2024-Q4'
    """
    words = " ".join(phrase.lower().split())
    if found := NAMED.fullmatch(words):
        return _period(today, found[2], 0 if found[1] in ("this", "current") else -1)
    if SEVERAL.fullmatch(words):
        periods = spans_of(words, today)
        first, last = periods[0], periods[-1]
        name = first.name if len(periods) == 1 else f"{first.name}_{last.name}"
        return Span(first.first, last.last, name)
    if found := WRITTEN.fullmatch(words):
        year, month, quarter = int(found[1]), int(found[2] or 0), int(found[3] or 0)
        if year and (found[2] is None or 1 <= month <= 12):
            unit = "month" if found[2] else "quarter" if found[3] else "year"
            return _period(dt.date(year, month or 3 * quarter or 1, 1), unit, 0)
    raise BadValue(
        Text(
            "{phrase!r} names no period; such as: last month, previous quarter, last 3 months, 2025-Q1",
            phrase=phrase[:60],
        )
    )


def spans_of(phrase: str, today: dt.date) -> list[Span]:
    """Return the periods that "last 3 months" names, the oldest first; the running one is none of them.

    Raises
    ------
    BadValue
        It names no row of periods, or more than 240.

    Examples
    --------
    >>> [span.name for span in spans_of("last 3 months", dt.date(2025, 2, 14))]
    ['2024-11', '2024-12', '2025-01']
    """
    found = SEVERAL.fullmatch(" ".join(phrase.lower().split()))
    if not found or int(found[1]) > MOST:
        raise BadValue(
            Text(
                "{phrase!r} names no row of periods; such as: last 3 months, last 4 quarters (up to {most})",
                phrase=phrase[:60],
                most=MOST,
            )
        )
    return [_period(today, found[2], -step) for step in range(int(found[1]), 0, -1)]


def day_of(phrase: str, today: dt.date) -> dt.date:
    """Return the day that a phrase names.

    Parameters
    ----------
    phrase : str
        "2025-03-14", "today", "yesterday", "10 days ago", "first day of last month", "last day of 2025-Q1".
    today : date

    Raises
    ------
    BadValue
        The phrase names no day.

    Examples
    --------
    >>> day_of("last day of previous quarter", dt.date(2025, 3, 14)).isoformat()
    '2024-12-31'
    """
    words = " ".join(phrase.lower().split())
    if words in ("today", "yesterday"):
        return today - dt.timedelta(days=words == "yesterday")
    if found := AGO.fullmatch(words):
        return today - dt.timedelta(days=int(found[1]) * (7 if found[2] == "week" else 1))
    if found := EDGE.fullmatch(words):
        span = span_of(found[2], today)
        return span.first if found[1] == "first" else span.last
    try:
        return dt.date.fromisoformat(phrase)
    except ValueError:
        raise BadValue(
            Text(
                "{phrase!r} names no day; such as: 2025-03-14, today, 10 days ago, first day of last month",
                phrase=phrase[:60],
            )
        ) from None


def _period(day: dt.date, unit: str, step: int) -> Span:
    """Return the period of a day, or the one so many steps before or after it."""
    if unit in ("day", "week"):
        length = 7 if unit == "week" else 1
        monday = day - dt.timedelta(days=day.weekday() if unit == "week" else 0)
        first = monday + dt.timedelta(days=step * length)
        year, week, _day = first.isocalendar()
        name = f"{year}-W{week:02}" if unit == "week" else first.isoformat()
        return Span(first, first + dt.timedelta(days=length - 1), name)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    start = (day.year * 12 + day.month - 1) // months * months + step * months
    first, after = _month(start), _month(start + months)
    names = {
        "month": f"{first:%Y-%m}",
        "quarter": f"{first.year}-Q{first.month // 3 + 1}",
        "year": f"{first.year}",
    }
    return Span(first, after - dt.timedelta(days=1), names[unit])


def _month(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)
