"""KPIs of the service: how long customers wait, whether one contact is enough, answers to a register."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxlab.metrics import csat, first_contact_resolution, has_dates, response_time
from cxlab.text import Text

from .kpi import Kpi, RowKpi
from .look import Look

__all__ = ["disputed", "first_contact", "first_response", "resolution", "share", "timely"]

SCORE = "_kpi"
YES, NO = ("yes", "ja", "true", "1", "1.0"), ("no", "nein", "false", "0", "0.0")


def first_response(look: Look) -> Kpi | Text:
    """Look for the time to the first response."""
    return _waiting(look, "first_response_hours", "first_response")


def resolution(look: Look) -> Kpi | Text:
    """Look for the time to the resolution."""
    return _waiting(look, "resolution_hours", "resolved")


def _waiting(look: Look, metric: str, end: str) -> Kpi | Text:
    """Return the median wait; what is still open counts as waiting until the last day in the data."""
    table = look.table_with("created", end, kinds=("tickets",))
    if table is None or not has_dates(look.pot[table], date="created", value=end):
        return Text("no table of requests with the dates {start} and {end}", start="created", end=end)
    tickets, customer = _with_customers(look, table)
    if not tickets["created"].notna().any():
        return Text("no request in the days that were asked for")
    until = tickets[["created", end]].max().max().normalize() + pd.Timedelta(days=1)

    options: dict[str, Any] = {
        "min_n": look.min_n,
        "level": look.level,
    }  # a KPI holds no pot, which is to be forgotten

    def median(rows: pd.DataFrame, by: Any = None) -> pd.DataFrame:
        found = response_time(
            rows, end=end, by=by, observed_until=until, quantiles=(0.5,), cluster=customer, **options,
        )  # fmt: skip
        return found.assign(metric=metric)

    return RowKpi(
        **look.common(metric, table),
        **look.of_rows(tickets, date="created", value=None, keep=[end, *([customer] if customer else [])]),
        measure=median,
        customer=customer,
    )


def first_contact(look: Look) -> Kpi | Text:
    """Look for requests that one contact was enough for."""
    table = look.table_with("created", "resolved", kinds=("tickets",))
    if table is None or not has_dates(look.pot[table], date="resolved"):
        return Text("no table of requests with the dates {start} and {end}", start="created", end="resolved")
    tickets, customer = _with_customers(look, table)
    if customer is None:
        return Text("the requests do not say whose they are")
    judged = tickets.assign(_row=range(len(tickets)))
    each = first_contact_resolution(
        judged, within_days=look.fcr_days, customer=customer, by="_row", min_n=0,
        reopened="reopened" if "reopened" in judged else None,
    )  # fmt: skip
    enough = (each["count"].astype(float) / each["n"].astype(float).where(each["n"] > 0)).to_numpy()
    scored = judged.assign(
        **{SCORE: pd.Series(enough, index=each["_row"]).reindex(judged["_row"]).to_numpy()}
    )
    return share(
        look, "first_contact_resolution", table, scored, date="created", customer=customer, judged=True
    )


def timely(look: Look) -> Kpi | Text:
    """Look for complaints of a register that were answered in time."""
    return _yes_or_no(look, "timely_share", "timely")


def disputed(look: Look) -> Kpi | Text:
    """Look for answers to complaints of a register that the customer disputed."""
    return _yes_or_no(look, "disputed_share", "disputed")


def _yes_or_no(look: Look, metric: str, column: str) -> Kpi | Text:
    table = look.table_with(column, kinds=("complaints",))
    if table is None:
        return Text("no table of complaints with the column {column}", column=column)
    rows = look.rows(table)
    said = rows[column].astype("string").str.strip().str.casefold()
    known = said.isin(YES) | said.isin(NO)
    hit = said.isin(YES).astype(float).where(known.fillna(value=False).astype(bool))
    date = look.pot.role(table).date
    return share(look, metric, table, rows.assign(**{SCORE: hit}), date=date)


def share(
    look: Look,
    metric: str,
    table: str,
    scored: pd.DataFrame,
    *,
    date: str | None,
    customer: str | None = None,
    judged: bool = False,
) -> Kpi:
    """Return the KPI of the share of rows with a 1 in the column SCORE; no value counts as neither.

    Where rows are `judged`, the last ones cannot be yet; periods go by all.
    """
    keep = [SCORE, *([customer] if customer else [])]

    options: dict[str, Any] = {"min_n": look.min_n, "level": look.level}

    def measure(rows: pd.DataFrame, by: Any = None) -> pd.DataFrame:
        found = csat(
            rows, score=SCORE, scale=(0, 1), top=1, by=by, cluster=customer, **options,
        )  # fmt: skip
        return found[found["metric"] == "csat"].assign(metric=metric, method="share, wilson")

    return RowKpi(
        **look.common(metric, table),
        **look.of_rows(scored, date=date, value=None if judged else SCORE, keep=keep),
        measure=measure,
        score=SCORE,
        customer=customer,
    )


def _with_customers(look: Look, table: str) -> tuple[pd.DataFrame, str | None]:
    """Return requests with whose they are, where that is known of any."""
    rows = look.rows(table)
    who = look.customers_of(table).reindex(rows.index)
    if who.notna().any():
        return rows.assign(customer_id=who), "customer_id"
    return rows, "customer_id" if "customer_id" in rows and rows["customer_id"].notna().any() else None
