"""Complaints read once, in the form that is counted fastest, and cut to whole months in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from cxlab.complaints import ObservedComplaints
from cxlab.loaders.tables.dates import within

__all__ = ["coded", "in_words", "of_months", "whole_months"]


def coded(observed: ObservedComplaints) -> ObservedComplaints:
    """Return complaints with the columns that are counted alone: words as categories, customers as numbers.

    A customer with one complaint is as good as an unknown one, whose complaints stand for themselves.

    Examples
    --------
    >>> import cxlab as cx
    >>> observed = coded(cx.complaints.observed_complaints(cx.open_pot("nordlicht")))
    >>> str(observed.frame["cause"].dtype), "text" in observed.frame
    ('category', False)
    """
    frame, customer = observed.frame, observed.customer
    words = [name for name in dict.fromkeys([observed.cause, observed.place, *observed.dimensions]) if name]
    columns: dict[str, Any] = {name: _category(frame[name]) for name in words}
    if observed.time:
        columns[observed.time] = frame[observed.time]
    if customer:
        who = pd.Series(pd.factorize(frame[customer])[0], frame.index)
        columns[customer] = who.where(who >= 0) if (who < 0).any() else who
    return replace(observed, frame=pd.DataFrame(columns))


def whole_months(first: pd.Timestamp, last: pd.Timestamp, end: pd.Timestamp) -> bool:
    """Tell whether days are whole months, the last of which may be cut off by the end of the data.

    Examples
    --------
    >>> days = [pd.Timestamp(day) for day in ("2024-02-01", "2024-02-29", "2024-02-15", "2025-12-31")]
    >>> whole_months(days[0], days[1], days[3]), whole_months(days[0], days[2], days[3])
    (True, False)
    """
    return first.day == 1 and (last.is_month_end or last == end)


def of_months(observed: ObservedComplaints, first: pd.Timestamp, last: pd.Timestamp) -> ObservedComplaints:
    """Return the complaints of whole months with the exposure of these, as `observed_complaints` does."""
    inside = within(observed.frame[observed.time], first, last).to_numpy()
    frame = observed.frame[inside].reset_index(drop=True)
    return replace(
        observed, frame=frame, first=first, last=last, exposure=observed.exposure.part(first, last)
    )


def in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Return a result with its categories as words, as it is made of the data themselves.

    Examples
    --------
    >>> in_words(pd.DataFrame({"cause": pd.Categorical(["bill"])}))["cause"].dtype == object
    True
    """
    words = [name for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)]
    return table.astype(dict.fromkeys(words, object)) if words else table


def _category(values: pd.Series) -> pd.Series:
    return values if isinstance(values.dtype, pd.CategoricalDtype) else values.astype("category")
