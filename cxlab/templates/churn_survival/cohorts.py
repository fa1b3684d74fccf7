"""Whether newer customers stay longer than earlier ones."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, percent, period_name, signed
from ...survival import cohort_change
from .._html import fill, paragraph

__all__ = ["cohorts", "no_cohorts"]

YEAR = {"month": 12, "quarter": 4, "year": 1}


def no_cohorts() -> str:
    """Say why nothing is said of cohorts where there are no dates."""
    return _("Without dates of the start, customers cannot be told apart by when they came.")


def cohorts(table: pd.DataFrame, by: str = "quarter") -> Markup:
    """Compare the first and the last cohort that were observed for a year.

    Parameters
    ----------
    table
        `cxlab.cohorts`.
    by
        Length of the periods.
    """
    year = table[(table["periods_since_start"] == YEAR[by]) & table["estimate"].notna()].sort_values("cohort")
    if len(year) < 2:
        return paragraph(
            _("There are not two cohorts that were observed for a year, so they cannot be compared.")
        )
    first, last = year.iloc[0], year.iloc[-1]
    return paragraph(_told(first, by), _told(last, by), _verdict(cohort_change(table, by).iloc[0]))


def _verdict(change: pd.Series) -> Markup:
    """Say how much the two differ, and whether by more than chance."""
    points = {
        "difference": signed(100 * change["estimate"], 0), "interval": _points(change["low"], change["high"])
    }  # fmt: skip
    if change["low"] <= 0 <= change["high"]:
        said = _("The difference of {difference} percentage points ({interval}) may be chance.")
    else:
        said = _(
            "They differ by {difference} percentage points ({interval}), more than chance explains; "
            "customers and offers may have changed as well."
        )
    return fill(said, **points)


def _points(low: float, high: float) -> str:
    return _("{low} to {high}").format(low=signed(100 * low, 0), high=signed(100 * high, 0))


def _told(row: Any, by: str) -> Markup:
    n = int(row["n"])
    said = ngettext(
        "Of {n} customer who came in {first}, {share} were still there at the end of {then} ({interval}).",
        "Of {n} customers who came in {first}, {share} were still there at the end of {then} ({interval}).",
        n,
    )
    later = pd.Timestamp(row["cohort"]) + pd.DateOffset(years=1)
    return fill(
        said, n=number(n), first=period_name(row["cohort"], by), then=period_name(later, by),
        share=percent(row["estimate"], 0), interval=interval(row["low"], row["high"], 0, as_percent=True),
    )  # fmt: skip
