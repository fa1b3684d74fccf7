"""What happens between entry and goal: the events of journeys, without what customers do before or after."""

from __future__ import annotations

import pandas as pd

from .funnel import Funnel

__all__ = ["events_of_journeys"]


def events_of_journeys(
    events: pd.DataFrame,
    funnel: Funnel,
    *,
    customer: str = "customer_id",
    event: str = "event",
    time: str = "timestamp",
) -> pd.DataFrame:
    """Return the events from each customer's entry to the goal, or to the end of the window.

    Parameters
    ----------
    events
        A pandas frame, the one of the funnel.
    funnel
        Says which event enters, which is the goal and how long the window is.
    customer, event, time
        Column names.

    Returns
    -------
    DataFrame
        The rows of `events` that lie in a first journey, the goal included.

    Examples
    --------
    >>> from cxlab import funnel
    >>> events = pd.DataFrame({"customer_id": 1, "event": ["login", "visit", "faq", "buy", "login"],
    ...     "timestamp": pd.date_range("2024-01-01", periods=5)})
    >>> events_of_journeys(events, funnel(events, ["visit", "buy"], window=30, min_n=1))["event"].tolist()
    ['visit', 'faq', 'buy']
    """
    entry, goal = funnel.spec.steps[0].events, funnel.spec.steps[-1].events
    kept = events.dropna(subset=[customer, event, time])
    begin = kept[kept[event].isin(entry)].groupby(customer, observed=True)[time].min()
    start = kept[customer].map(begin)
    kept, start = kept[start.notna()], start[start.notna()]
    inside = (kept[time] >= start) & (kept[time] <= start + pd.Timedelta(microseconds=funnel.spec.window))
    kept = kept[inside]
    final = kept[kept[event].isin(goal)].groupby(customer, observed=True)[time].min()
    last = kept[customer].map(final)
    return kept[last.isna() | (kept[time] <= last)]
