"""What a journey analysis takes where nobody told it: a column to compare by, the best customers ..."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxlab.errors import BadParameter, BadPot, MissingColumn, hint
from cxlab.text import Text

__all__ = [
    "TICKET_DATES",
    "UsualDays",
    "anyone_at_landmark",
    "bad_score",
    "best_customers",
    "group_column",
    "order_column",
    "solved_for_good",
    "usual_days",
]

AUTO = "auto"
TICKET_DATES: Mapping[str, str] = {
    "opened": "created",
    "first reply": "first_response",
    "solved": "resolved",
}
"""The events of a ticket and the columns that hold their dates, for `milestones`."""


@dataclass(frozen=True)
class UsualDays:
    """Days: the window of a funnel, the landmark of early events, how long after it is looked at."""

    window: int = 30
    landmark: int = 30
    horizon: int = 365


def usual_days(pot: Any) -> UsualDays:
    """Return the lengths that are usual in the industry of a pot, general ones where it names none.

    Examples
    --------
    >>> import cxlab as cx
    >>> usual_days(cx.open_pot("nordlicht"))
    UsualDays(window=45, landmark=30, horizon=365)
    """
    try:
        profile = pot.profile
    except BadPot:
        return UsualDays()
    return UsualDays(profile.funnel_window_days, profile.landmark_day, profile.horizon_days)


def group_column(events: pd.DataFrame, wanted: str = AUTO, *, segments: Iterable[str] = ()) -> str:
    """Return the column of the events to compare by: the wanted one, "" for none.

    For "auto" it is "channel", else the first of the `segments` that pot.yml names for the events.

    Raises
    ------
    BadParameter
        If the events have no such column.

    Examples
    --------
    >>> group_column(pd.DataFrame({"event": [], "channel": []}))
    'channel'
    """
    if wanted == AUTO:
        return next((name for name in ("channel", *segments) if name in events), "")
    if wanted and wanted not in events:
        names = [str(name) for name in events.columns]
        raise BadParameter(
            Text(
                "parameter 'group': the events have no column {name!r}; {hint}",
                name=wanted,
                hint=hint(wanted, names),
            )
        )
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


def best_customers(
    events: pd.DataFrame, customers: pd.DataFrame, *, by: str, share: float = 0.1
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the events of known customers and the ids of the best of them, for `steps_of_best`.

    Parameters
    ----------
    events, customers
        With the column customer_id in both.
    by
        Column of `customers` with numbers: the more the better.
    share
        How many of the customers are the best.

    Returns
    -------
    (DataFrame, Series)
        The events with ids as text, and the ids of the best. No ids where `by` does not tell customers with
        events apart: all or none of them are best.

    Raises
    ------
    MissingColumn
        The customers have no column `by`.

    Examples
    --------
    >>> events = pd.DataFrame({"customer_id": [1, 2, 3]})
    >>> customers = pd.DataFrame({"customer_id": [1, 2, 3], "value": [10, 20, 300]})
    >>> best_customers(events, customers, by="value", share=0.3)[1].tolist()
    ['3']
    """
    if by not in customers:
        raise MissingColumn(by, customers.columns, where="the customers")
    worth = pd.to_numeric(customers[by], errors="coerce")
    best = customers.loc[worth >= worth.quantile(1 - share), "customer_id"].astype(str)
    ids = events["customer_id"].astype(str)
    with_events = set(ids[events["customer_id"].notna()]) & set(customers["customer_id"].astype(str))
    known = events.assign(customer_id=ids)[ids.isin(with_events)]
    if not 0 < len(with_events & set(best)) < len(with_events):
        best = best[:0]
    return known, best


def anyone_at_landmark(events: pd.DataFrame, customers: pd.DataFrame, day: float) -> bool:
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


def bad_score(score: str, scale: tuple[int, int] | None = None) -> float:
    """Return up to which value a score is a bad one: detractors for NPS, else a quarter of the scale.

    Examples
    --------
    >>> bad_score("csat", (1, 5)), bad_score("ces", (1, 7)), bad_score("nps")
    (2, 2, 6)
    """
    if score == "nps":
        return 6
    low, high = scale or (1, 5)
    return int(low + (high - low) / 4)


def solved_for_good(tickets: Any) -> pd.Series:
    """Say of each ticket whether it was solved and not opened again; missing where that is not known.

    Parameters
    ----------
    tickets
        A pandas frame with `resolved` and `reopened` (how often).

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
