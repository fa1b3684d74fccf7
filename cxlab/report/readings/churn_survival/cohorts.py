"""Whether newer customers stay longer than earlier ones."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ....language import _, interval, ngettext, number, percent, period_name
from .._html import fill, paragraph
from .observed import Observed

__all__ = ["cohorts", "every"]

YEAR = {"month": 12, "quarter": 4, "year": 1}


def every(seen: Observed) -> str:
    """Return the length of the periods that cohorts are formed by: few enough to be read."""
    assert seen.days is not None
    months = (seen.days[1] - seen.days[0]).days / 30.4
    return "month" if months <= 18 else "quarter" if months <= 72 else "year"


def cohorts(table: pd.DataFrame | None, by: str = "quarter") -> Markup:
    """Compare the first and the last cohort that were observed for a year.

    Parameters
    ----------
    table
        `cxlab.cohorts`; None where there are no dates.
    by
        Length of the periods.
    """
    if table is None:
        return paragraph(_("Without dates of the start, customers cannot be told apart by when they came."))
    year = table[(table["age"] == YEAR[by]) & table["estimate"].notna()].sort_values("cohort")
    if len(year) < 2:
        return paragraph(
            _("There are not two cohorts that were observed for a year, so they cannot be compared.")
        )
    first, last = year.iloc[0], year.iloc[-1]
    overlap = first["low"] <= last["high"] and last["low"] <= first["high"]
    verdict = (
        _("The two intervals overlap, so the difference may be chance.") if overlap else
        _("The two differ by more than chance explains; customers and offers may have changed as well.")
    )  # fmt: skip
    return paragraph(_told(first, by), _told(last, by), verdict)


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
