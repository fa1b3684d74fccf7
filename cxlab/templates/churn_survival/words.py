"""How traits, categories, amounts and periods are written in a churn report."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...language import _, current, interval, number, period_name
from ...report.own_names import OURS
from ...results import label
from ...survival import CustomerValue, FollowUp

__all__ = [
    "category_words",
    "excess_per_year",
    "group_name",
    "group_words",
    "money",
    "money_range",
    "period_words",
    "ratio_digits",
    "rounded_like",
    "trait_column",
    "trait_heading",
    "trait_name",
    "trait_words",
    "value_heading",
]


def trait_name(column: str) -> str:
    """Return what a trait is called in results: as its column, unless results have a column of that name.

    Examples
    --------
    >>> trait_name("sales_channel"), trait_name("level")
    ('sales_channel', 'level_')
    """
    return f"{column}_" if column in OURS else column


def trait_column(name: object) -> str:
    """Return the column of a trait, by which findings are joined with those of other reports.

    Examples
    --------
    >>> trait_column("sales_channel"), trait_column(trait_name("level"))
    ('sales_channel', 'level')
    """
    bare = str(name).removesuffix("_")
    return bare if bare in OURS else str(name)


def trait_words(name: object, *, starts: bool = False) -> str:
    """Return a trait within a sentence; German nouns and names in capitals keep their capital.

    Examples
    --------
    >>> trait_words("sales_channel"), trait_words("VIP"), trait_words("level_", starts=True)
    ('sales channel', 'VIP', 'Level')
    """
    said = label(str(name)).strip()
    if starts:
        return said[:1].upper() + said[1:]
    lower = current() == "en" and said[1:2].islower()
    return said[:1].lower() + said[1:] if lower else said


def trait_heading(name: str) -> str:
    """Return a trait as the heading of its categories.

    Examples
    --------
    >>> trait_heading("sales_channel")
    'Sales channel'
    """
    return trait_words(name, starts=True)


def group_name(value: object) -> str:
    """Return what a category is called in findings, whatever the language of the report.

    Examples
    --------
    >>> group_name("Vergleichsportal"), group_name(True), group_name(None)
    ('Vergleichsportal', 'yes', 'not stated')
    """
    if value is None or value is pd.NA or value != value:
        return "not stated"
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return str(value)


def group_words(group: str) -> str:
    """Return the name of a group in a finding as a reader knows it."""
    ours = {
        "not stated": _("not stated"),
        "yes": _("yes"),
        "no": _("no"),
        "other reasons": _("other reasons"),
    }
    return ours.get(group, group)


def category_words(value: object) -> str:
    """Return a category as a reader knows it."""
    return group_words(group_name(value))


def ratio_digits(ratio: float) -> int:
    """Return the decimals of a ratio: more where it is small (0.021, not 0.02) or close to 1.

    Examples
    --------
    >>> ratio_digits(1.6), ratio_digits(0.021), ratio_digits(1.012)
    (1, 3, 3)
    """
    if 0 < ratio < 0.1:
        return min(5, 1 - int(np.floor(np.log10(ratio))))
    return 3 if 0.95 < ratio < 1.05 else 2 if ratio < 1.3 else 1


def money(amount: float, value: CustomerValue) -> str:
    r"""Return an amount with its currency.

    Examples
    --------
    >>> money(1234.4, CustomerValue("yearly_value", "EUR"))
    '1,234\xa0EUR'
    """
    return f"{number(amount, 0)}\u00a0{value.currency}".rstrip("\u00a0")


def rounded_like(low: float, high: float) -> float:
    """Return the unit that figures with this interval are rounded to: a figure carries no more.

    Examples
    --------
    >>> rounded_like(223716.0, 318801.0), rounded_like(162.0, 220.0)
    (10000.0, 10.0)
    """
    half = (high - low) / 2
    return float(10 ** np.floor(np.log10(half))) if half > 1 else 1.0


def money_range(low: float, high: float, value: CustomerValue) -> str:
    """Return an interval of amounts with the currency."""
    return f"{interval(low, high, 0)}\u00a0{value.currency}".rstrip("\u00a0")


def value_heading(value: CustomerValue) -> str:
    """Return what the column of value is called, with its currency."""
    if not value.column:
        return ""
    named = label(value.column)
    return f"{named} ({value.currency})" if value.currency else named


def period_words(start: object, end: object) -> str:
    """Return a period as readers call it: 2025 for a calendar year, else its first and last day.

    Examples
    --------
    >>> period_words("2025-01-01", "2026-01-01")
    '2025'
    >>> period_words("2024-07-01", "2025-07-01")
    '1 Jul 2024 to 30 Jun 2025'
    """
    from ...language import date

    first, after = pd.Timestamp(start), pd.Timestamp(end)  # type: ignore[arg-type]
    if (first.month, first.day) == (1, 1) and after == first + pd.DateOffset(years=1):
        return period_name(first, "year")
    last = after - pd.Timedelta(days=1)
    return _("{first} to {last}").format(first=date(first), last=date(last))


def excess_per_year(excess: float, follow_up: FollowUp) -> float:
    """Return leavers per year of observation; all of them where there are no dates."""
    return excess / follow_up.years if follow_up.years else excess
