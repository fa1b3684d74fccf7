"""What the template chooses where nobody told it: a column to compare by, the best customers, a bad score."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...errors import BadParameter, hint
from ...language import _, number, percent
from .._html import fill, paragraph
from .words import words

__all__ = [
    "AUTO",
    "anyone_at_landmark",
    "best_customers",
    "chosen_steps",
    "dissatisfied_up_to",
    "group_column",
    "order_column",
    "solved_for_good",
]

AUTO = "auto"
_TOP = 0.9  # the best: the tenth with the highest value


def group_column(events: pd.DataFrame, wanted: str) -> str:
    """Return the column of the events to compare by: the wanted one, "channel" for "auto", "" for none.

    Raises
    ------
    BadParameter
        If the events have no such column.

    Examples
    --------
    >>> group_column(pd.DataFrame({"event": [], "channel": []}), "auto")
    'channel'
    """
    if wanted == AUTO:
        return "channel" if "channel" in events else ""
    if wanted and wanted not in events:
        names = [str(name) for name in events.columns]
        raise BadParameter(f"parameter 'group': the events have no column {wanted!r}; {hint(wanted, names)}")
    return wanted


def order_column(events: pd.DataFrame) -> str | None:
    """Return the column that orders events of one moment: running event ids; None for the order of the file.

    Examples
    --------
    >>> [order_column(pd.DataFrame({"event_id": ids})) for ids in ([3, 4], ["a7", "b3"])]
    ['event_id', None]
    """
    ids = events.get("event_id")
    running = ids is not None and pd.api.types.is_numeric_dtype(ids) and bool(ids.notna().all())
    return "event_id" if running else None


def chosen_steps(table: pd.DataFrame | None) -> Markup:
    """Say that the steps were chosen from the data, and how to name others."""
    if table is None:
        return Markup("")
    path = " → ".join(words(name) for name in table["event"])
    regular = float(table["regular"].min())
    before = (
        _("whoever comes to a further one has taken the one before")
        if regular == 1
        else _("of those who come to a further one, at least {share} have taken the one before").format(
            share=percent(regular, 0)
        )
    )
    text = _(
        "No steps were given, so these were taken from the data: <strong>{path}</strong>. The first is the "
        "event most customers begin with ({n}); {before}. If your way is another one, name its events in the "
        "parameter “steps”."
    )
    return paragraph(fill(text, path=path, n=number(int(table["n"].iloc[0])), before=before))


def best_customers(
    events: pd.DataFrame, customers: pd.DataFrame | None, value: str
) -> tuple[pd.DataFrame, pd.Series] | None:
    """Return the events of known customers and the ids of the best tenth; None if none can be told.

    That is where `value` is no column of numbers that differ, or all or none of those with events are best.
    """
    if customers is None or value not in customers:
        return None
    worth = pd.to_numeric(customers[value], errors="coerce")
    best = customers.loc[worth >= worth.quantile(_TOP), "customer_id"].astype(str)
    with_events = set(events["customer_id"].dropna().astype(str)) & set(customers["customer_id"].astype(str))
    if not 0 < len(with_events & set(best)) < len(with_events):
        return None
    known = events[events["customer_id"].astype(str).isin(with_events)]
    return known.assign(customer_id=known["customer_id"].astype(str)), best


def anyone_at_landmark(events: pd.DataFrame, customers: pd.DataFrame, day: int) -> bool:
    """Say whether a customer began while events were recorded and was still there and observed `day` days on.

    Examples
    --------
    >>> dates = pd.to_datetime(["2024-01-01", "2024-03-01"])
    >>> people = pd.DataFrame({"signup_date": dates[:1], "end_date": pd.NaT})
    >>> events = pd.DataFrame({"timestamp": dates})
    >>> anyone_at_landmark(events, people, 30), anyone_at_landmark(events, people, 90)
    (True, False)
    """
    when, start, end = (
        pd.to_datetime(values, utc=True)
        for values in (events["timestamp"], customers["signup_date"], customers["end_date"])
    )
    landmark = start + pd.Timedelta(days=day)
    inside = (start >= when.min().normalize()) & (landmark <= when.max())
    return bool((inside & (end.isna() | (end > landmark))).any())


def dissatisfied_up_to(score: str, scale: tuple[int, int] | None) -> float:
    """Return up to which value a score is a bad one: detractors for NPS, else a quarter of the scale.

    Examples
    --------
    >>> dissatisfied_up_to("csat", (1, 5)), dissatisfied_up_to("ces", (1, 7)), dissatisfied_up_to("nps", None)
    (2, 2, 6)
    """
    if score == "nps":
        return 6
    low, high = scale or (1, 5)
    return int(low + (high - low) / 4)


def solved_for_good(tickets: pd.DataFrame) -> pd.Series:
    """Say of each ticket whether it was solved and not opened again; missing where that is not known.

    Examples
    --------
    >>> day = pd.Timestamp("2024-01-01")
    >>> tickets = pd.DataFrame({"resolved": [day, day, pd.NaT, day], "reopened": [0, 2, 0, None]})
    >>> solved_for_good(tickets).tolist()
    [True, False, <NA>, <NA>]
    """
    unknown = pd.Series(pd.NA, index=tickets.index, dtype="boolean")
    if "reopened" not in tickets:
        return unknown
    known = tickets["resolved"].notna() & tickets["reopened"].notna()
    return unknown.mask(known, tickets["reopened"] == 0)
