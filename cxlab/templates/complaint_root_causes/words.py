"""How causes, places, periods and rates are written in a report on complaints, and who owns a cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...complaints import ObservedComplaints
from ...language import _, date, number
from ...results import certainty_of
from .._html import in_words
from ..nps_analysis.periods import period_words

__all__ = [
    "cause_headings",
    "certainty_at",
    "change_headings",
    "column_of",
    "column_words",
    "days_words",
    "digits_of",
    "named",
    "owner_of",
    "per_words",
    "period_words",
    "rate_label",
    "sure_at_alpha",
    "sure_words",
    "text_of",
]


def text_of(value: object) -> str:
    """Return a value of the data, or that it is not stated."""
    return _("not stated") if pd.isna(value) else str(value)  # type: ignore[call-overload]


def column_words(name: str) -> str:
    """Return what a column of complaints is called within a sentence.

    Examples
    --------
    >>> column_words("region"), column_words("cause"), column_words("category_")
    ('region', 'cause', 'category')
    """
    return _("cause") if name == "cause" else in_words(name.removesuffix("_"))


def cause_headings(observed: ObservedComplaints) -> dict[str, str]:
    """Return what the column of causes is called over a table."""
    words = column_words(observed.cause)
    return {observed.cause: words[:1].upper() + words[1:]}


def change_headings(observed: ObservedComplaints) -> dict[str, str]:
    """Return headings of the parts of a change: the category is a cause, the change is per so many."""
    return {
        "category": cause_headings(observed)[observed.cause],
        "estimate": _("Change, {per}").format(per=per_words(observed)),
    }


def column_of(name: str) -> str:
    """Return the column of the pot that a column of results is, by which findings are joined."""
    return name.removesuffix("_")


def named(row: Mapping[Any, Any], columns: tuple[str, ...]) -> str:
    """Return a combination of values with the names of their columns: "cause bill, region West"."""
    told = [f"{column_words(name)} {row[name]}" for name in columns if text_of(row[name])]
    return _(", ").join(told)


def days_words(first: object, last: object) -> str:
    """Return "2 Sept 2024 to 13 Oct 2024"."""
    return _("{low} to {high}").format(low=date(first), high=date(last))


def rate_label(observed: ObservedComplaints, *, of: str = "") -> str:
    """Return what the rate of complaints (about one cause) is called."""
    per = number(observed.exposure.per, 0)
    said = {
        "customers": _("Complaints per {n} customers a year").format(n=per),
        "orders": _("Complaints per {n} orders").format(n=per),
        "responses": _("Mentions per {n} respondents").format(n=per),
        "time": _("Complaints per month"),
        "none": _("Complaints"),
    }[observed.exposure.kind]
    return f"{of}: {said}" if of else said


def per_words(observed: ObservedComplaints) -> str:
    """Return what rates are told per, after a number."""
    per = number(observed.exposure.per, 0)
    return {
        "customers": _("per {n} customers a year").format(n=per),
        "orders": _("per {n} orders").format(n=per),
        "responses": _("per {n} respondents").format(n=per),
        "time": _("a month"),
        "none": _("in all"),
    }[observed.exposure.kind]


def digits_of(value: float) -> int:
    """Return how many decimals a count or a rate needs.

    Examples
    --------
    >>> digits_of(210.2), digits_of(14.3), digits_of(0.4)
    (0, 1, 2)
    """
    return 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 2


def certainty_at(p: float, alpha: float, *, level: float = 0.95) -> Any:
    """Return how certain a test makes a finding, where "shown" asks for a smaller chance of a false alarm.

    Examples
    --------
    >>> certainty_at(0.004, 0.01), certainty_at(0.03, 0.01), certainty_at(0.2, 0.01)
    ('shown', 'likely', 'open')
    """
    return certainty_of(p, p, level=1 - alpha) if p <= alpha else certainty_of(None, p, level=level)


def sure_words(certainty: str) -> str:
    """Return what a test says, in words."""
    return {
        "shown": _("significant"),
        "likely": _("not significant once corrected for several comparisons"),
        "open": _("not significant"),
    }[certainty]


def sure_at_alpha(certainty: str) -> str:
    """Return what a test says in words, where "shown" asks for a smaller chance of error than usual."""
    return {
        "shown": _("significant"),
        "likely": _("an indication, not certain"),
        "open": _("not significant"),
    }[certainty]


def owner_of(owners: pd.DataFrame | None, *names: object) -> dict[str, Any]:
    """Return touchpoint, process and owner of the first name that the pot's map knows; empty if none is."""
    if owners is None or not {"touchpoint", "process", "owner"} <= set(owners):
        return {}
    places = owners["touchpoint"].astype("string").str.strip().str.casefold()
    for name in names:
        found = owners[places == str(name).strip().casefold()]
        if len(found):
            row = found.iloc[0]
            return {key: text_of(row[key]) for key in ("touchpoint", "process", "owner")}
    return {}
