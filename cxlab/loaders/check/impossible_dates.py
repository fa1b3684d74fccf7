"""Dates that cannot be: in the future, before the company was founded, before the customer signed up."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ..customers.links import customer_ids, customer_table
from ..pot.pot_tables import PotTables
from ..pot.prepare import Prepared
from ..tables.contracts import DATE_COLUMNS
from ..tables.dates import as_day, is_date, local
from .rows import Rows, line, readable_tables

__all__ = ["EARLIEST", "before_signup", "date_faults", "impossible_table"]

EARLIEST = pd.Timestamp("1950-01-01")

PLANNED = ("end_date",)
"""Columns whose dates may lie ahead: a contract that ends, a notice that was given."""

PROSPECTS = ("events",)
"""Kinds of table in which people appear before they are customers: they look before they buy."""


def date_faults(prepared: Prepared, today: pd.Timestamp, founded: pd.Timestamp | None) -> Iterator[Rows]:
    """Yield dates in the future, before the company was founded, or before any customer could live.

    An end that lies ahead is "planned": no fault, but worth knowing.
    """
    for column in prepared.frame.columns:
        if is_date(prepared.frame, column):
            dates = local(prepared.frame[column])
            ahead = (dates >= today + pd.Timedelta(days=1)).to_numpy()
            yield Rows((column,), "planned" if column in PLANNED else "future", ahead)
            first, what = (founded, "before founding") if founded is not None else (EARLIEST, "too early")
            yield Rows((column,), what, (dates < first).to_numpy())


def before_signup(pot: PotTables, table: str) -> Rows | None:
    """Return the rows dated before their customer signed up, or None where that cannot be told.

    What is seen of people before they are customers, such as visits of the web site, is "as a prospect".
    """
    customers = customer_table(pot)
    if customers is None or table == customers:
        return None
    people, frame = pot.prepared(customers).frame, pot.prepared(table).frame
    date = next((column for column in DATE_COLUMNS if is_date(frame, column)), None)
    if date is None or not is_date(people, "signup_date") or "customer_id" not in people:
        return None
    signed = people.drop_duplicates("customer_id").set_index("customer_id")["signup_date"]
    since = pd.to_datetime(customer_ids(pot, table).map(local(signed)))
    early = local(frame[date]).dt.normalize() < since.dt.normalize()
    prospect = (pot.table(table).kind or table) in PROSPECTS
    return Rows((date,), "as a prospect" if prospect else "before signup", early.to_numpy(dtype=bool))


def impossible_table(pot: PotTables, today: object = None) -> pd.DataFrame:
    """Return table, owner, reason, columns, rows, example_rows: dates that cannot be."""
    day, lines = as_day(today), []
    for name, spec, prepared in readable_tables(pot):
        found = [*date_faults(prepared, day, pot.founded), before_signup(pot, name)]
        odd = [rows for rows in found if rows and rows.what not in ("planned", "as a prospect")]
        lines += [line(name, spec, prepared, rows, "reason") for rows in odd if rows.hit.any()]
    return pd.DataFrame(lines, columns=["table", "owner", "reason", "columns", "rows", "example_rows"])
