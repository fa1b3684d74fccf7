"""KPIs of the customers there are: who stays, how often they complain, how often they get in touch."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxlab.errors import CxError
from cxlab.metrics.event_rate import Followed
from cxlab.survival import FollowUp
from cxlab.text import Text

from .customer_kpis import RateKpi, RetentionKpi
from .from_service import SCORE, share
from .kpi import Kpi
from .look import CHANNELS, Look
from .windows import history_of_customers, periods_of_customers

__all__ = ["complaints", "contacts", "retention"]

MONTHS = 12
"""Over how many months retention is told."""


def retention(look: Look) -> Kpi | Text:
    """Look for who stays: over twelve months where there are dates, else of all customers in the data."""
    follow_up = look.follow_up
    if isinstance(follow_up, CxError):
        return Text("no table of customers that says who left, and when")
    if follow_up.days is None:
        known = follow_up.frame[follow_up.frame["event"].notna()]
        stayed = known.assign(**{SCORE: 1.0 - known["event"].astype(float)})
        return share(look, "share_stayed", "customers", stayed, date=None, customer=follow_up.cluster)
    people = follow_up.dates()
    first, last = _observed(look, follow_up.days)
    periods = periods_of_customers(first, last, longest="year")
    whole = periods[periods["months"] == MONTHS]
    if whole.empty:
        return Text("customers were observed for less than twelve months")
    windows, every = history_of_customers(first, last, rolling_months=MONTHS)
    return RetentionKpi(
        **look.common("retention_rate", "customers"), customers=people, observed=(first, last),
        periods=whole, windows=windows, every=every, splits=_channels(people),
    )  # fmt: skip


def complaints(look: Look) -> Kpi | Text:
    """Look for complaints per 100 customers and year."""
    return _rate(look, "complaints_per_100_customers", "complaints", 100.0)


def contacts(look: Look) -> Kpi | Text:
    """Look for contacts per 100 customers and year; the industry's profile says what is usual."""
    return _rate(look, "contacts_per_100_customers", "tickets", 100.0)


def _rate(look: Look, metric: str, kind: str, per: float) -> Kpi | Text:
    table = look.table_with("created", kinds=(kind,))
    follow_up = look.follow_up
    if table is None:
        return Text("no table {table} with the column {column}", table=kind, column="created")
    if isinstance(follow_up, CxError) or not follow_up.dated or "customer_id" not in follow_up.frame:
        return Text("no table of customers with begin and end to count {table} by", table=kind)
    whose = look.customers_of(table)
    if not whose.notna().any():
        return Text("no row of {table} finds its customer", table=table)
    read = look.once(("followed", table), lambda: _followed(look, table, follow_up))
    people, events, followed = read
    if look.date_from is not None or look.date_to is not None:
        events = events.loc[look.rows(table).index.intersection(events.index)]
        if look.pot.role(table).date != "created":  # days of other dates are not those of the periods
            followed = Followed.of(events, people)
    first, last = _observed(look, follow_up.days)
    # A table that begins later (or is not kept up) counts only as long as it runs.
    days = events["created"].dropna().dt.tz_localize(None).dt.normalize()
    if days.empty:
        return Text("no row of {table} has a date", table=table)
    first = max(first, days.min() if days.min() > first + pd.Timedelta(days=14) else first)
    last = min(last, days.max() if days.max() < last - pd.Timedelta(days=14) else last)
    periods = periods_of_customers(first, last, longest=look.longest)
    windows, every = history_of_customers(first, last)
    return RateKpi(
        **look.common(metric, table) | {"usual": _usual(look, metric)}, customers=people, followed=followed,
        observed=(first, last), per=per, periods=periods, windows=windows, every=every,
        splits=_channels(people),
    )  # fmt: skip


def _followed(look: Look, table: str, follow_up: FollowUp) -> tuple[pd.DataFrame, pd.DataFrame, Followed]:
    """Return customers with their traits, all events of a table, and both as numbers."""
    dates = follow_up.dates()[["signup_date", "end_date"]]
    own = follow_up.frame.loc[dates.index]
    people = dates.join(own[_traits(own)]).assign(customer_id=own["customer_id"].astype("string"))
    created = look.pot[table]["created"]
    events = pd.DataFrame(
        {"customer_id": look.customers_of(table).reindex(created.index), "created": created}
    )
    if follow_up.kind == "purchases":  # of others nobody knows for how long they were customers
        events = events[events["customer_id"].isin(people["customer_id"])]
    return people, events, Followed.of(events, people)


def _usual(look: Look, metric: str) -> float | None:
    known = metric == "contacts_per_100_customers" and look.pot.industry
    return 100 * float(look.pot.profile.contacts_per_year) if known else None


def _traits(frame: pd.DataFrame) -> list[str]:
    """Return the columns by which customers can be told apart: few values each."""
    own = {"customer_id", "signup_date", "end_date", "entry", "duration", "event", "excluded", "reason"}
    return [
        str(name) for name in frame.columns
        if name not in own and not pd.api.types.is_numeric_dtype(frame[name]) and frame[name].nunique() <= 50
    ]  # fmt: skip


def _channels(people: pd.DataFrame) -> tuple[str, ...]:
    return tuple(name for name in CHANNELS if name in people)


def _observed(look: Look, days: Any) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, last = days
    if look.date_from is not None:
        first = max(first, pd.Timestamp(look.date_from))
    if look.date_to is not None:
        last = min(last, pd.Timestamp(look.date_to))
    return first, last
