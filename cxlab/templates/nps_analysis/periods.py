"""Periods in words: "2025", "12 months to 30 June 2025", "May 2017", "5 May 2017 to 30 May 2017"."""

from __future__ import annotations

import pandas as pd

from ...language import _, date, month, period_name

__all__ = [
    "latest_name",
    "named_periods",
    "period_words",
    "population",
    "span_words",
    "unit_word",
    "whole_span",
]


def period_words(start: object, end: object) -> str:
    """Return what a period is called in a sentence.

    Examples
    --------
    >>> period_words("2025-01-01", "2025-12-31"), period_words("2024-07-01", "2025-06-30")
    ('2025', '12 months to 30 Jun 2025')
    >>> period_words("2025-04-01", "2025-06-30"), period_words("2025-04-03", "2025-04-20")
    ('Q2 2025', '3 Apr 2025 to 20 Apr 2025')
    """
    first, last = pd.Timestamp(start), pd.Timestamp(end)  # type: ignore[arg-type]
    after = last + pd.Timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    if first.day != 1 or after.day != 1:
        whole = first + pd.DateOffset(months=12) == after
        return _("12 months to {day}").format(day=date(last)) if whole else span_words(first, last)
    if months == 12:
        return str(first.year) if first.month == 1 else _("12 months to {day}").format(day=date(last))
    if months == 3 and first.month % 3 == 1:
        return period_name(first, "quarter")
    return month(first) if months == 1 else span_words(first, last)


def span_words(start: object, end: object) -> str:
    """Return "3 Apr 2025 to 20 Apr 2025"."""
    return _("{low} to {high}").format(low=date(start), high=date(end))


def whole_span(span: pd.DataFrame | None, periods: pd.DataFrame | None) -> str:
    """Return from when to when all answers are, where the headline speaks of a part of them.

    Parameters
    ----------
    span : DataFrame or None
        `cxlab.survey_span`.
    periods : DataFrame or None
        `cxlab.headline_periods`.
    """
    if span is None or periods is None or len(periods) < 2:
        return ""
    first, last = span["first_day"].iloc[0], span["last_day"].iloc[0]
    if first.year == last.year:
        return span_words(first, last)
    return _("{low} to {high}").format(low=first.year, high=last.year)


def named_periods(periods: pd.DataFrame) -> dict[pd.Timestamp, str]:
    """Return what each period of `cxlab.headline_periods` is called, by its first day."""
    pairs = zip(periods["first_day"], periods["last_day"], strict=True)
    return {start: period_words(start, end) for start, end in pairs}


def unit_word(unit: str) -> str:
    """Return "year" or "month" in the current language, after "per"."""
    return _("year") if unit == "year" else _("month")


def latest_name(periods: pd.DataFrame | None) -> str:
    """Return what the latest period is called; nothing where the answers have no dates."""
    return (
        "" if periods is None else period_words(periods["first_day"].iloc[-1], periods["last_day"].iloc[-1])
    )


def population(company: str, periods: pd.DataFrame | None) -> str:
    """Return whom and when the headline speaks of."""
    parts = [company, _("customer survey")]
    if periods is not None:
        start, end = periods["first_day"].iloc[-1], periods["last_day"].iloc[-1]
        whole = start.day == 1 and (end + pd.Timedelta(days=1)).day == 1 and start.year == end.year
        if whole and start.month < end.month:
            first = month(start).rsplit(" ", 1)[0]
            parts.append(_("{low} to {high}").format(low=first, high=month(end)))
        else:
            parts.append(period_words(start, end))
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)
