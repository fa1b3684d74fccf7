"""One row per customer with all that was known of them on a day, and nothing that was only known later."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...engine.summaries import summaries
from ...errors import BadPot, BadValue, CxError, MissingColumn
from ...text import Text
from ..pot.pot_tables import PotTables
from ..tables.contracts import DATE_COLUMNS
from ..tables.dates import is_date, local
from .links import customer_ids, customer_table
from .outcomes import outcome_reason, tells_who_leaves

__all__ = ["customer_profiles"]

SCORES = ("nps", "csat", "ces")
KNOWN_COLUMNS = ("customer_id", "account_id", "signup_date", "end_date")


def customer_profiles(pot: PotTables, *, at: object, attributes: Sequence[str] | None = None) -> pd.DataFrame:
    """Return one row per customer as known at a cut-off; what happened later is neither shown nor counted.

    Rows count by their own date. A ticket created before and resolved after the cut-off is open; an end of
    contract, a first response or a reopening that lies after it is not there yet. Tables without dates cannot
    be cut and are left out. Rows find their customer by id, account or e-mail (see `DataPot.links`).

    Parameters
    ----------
    pot
        A pot with a table of customers.
    at
        The cut-off: a day counts to its end, a time to itself.
    attributes
        Columns of the customers to add; by default the pot's segments among them. They are as exported, since
        a pot holds no history of them: a column that tells of the end of the relation is refused.

    Returns
    -------
    DataFrame
        customer_id, the attributes, signup_date, tenure_days, ended, end_date (both only up to the cut-off);
        n_responses, nps_last, csat_last, ces_last, days_since_response; n_tickets, n_tickets_open,
        last_ticket, first_response_median_hours, n_tickets_reopened;
        n_complaints, last_complaint; n_orders, revenue,
        last_order; n_events, last_event, n_event_days: those that the pot has tables for. Counts are 0 where
        nothing happened. Customers who signed up later are left out. ``attrs["withheld"]`` lists what was
        kept back, each as a dict of table, column, reason, rows.

    Raises
    ------
    BadPot
        There is no table of customers.
    MissingColumn
        An attribute is not there.
    BadValue
        `at` is no date; an attribute is personal, tells of the end of the relation, or holds later dates.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> profiles = customer_profiles(open_pot("telco_ibm"), at="2024-01-01")
    >>> profiles.shape, profiles.columns[:3].tolist()
    ((7043, 5), ['customer_id', 'contract', 'internet'])
    """
    moment, table = _moment(at), customer_table(pot)
    if table is None:
        raise BadPot(
            Text(
                "a profile needs a table of customers; pot {name!r} has {names}",
                name=pot.name,
                names=", ".join(pot.tables),
            )
        )
    withheld = _Withheld()
    profiles = _people(pot, table, moment, attributes, withheld)
    for name in pot.tables:
        summarise = _SUMMARIES.get(pot.table(name).kind or name)
        if summarise is None or (frame := _before(pot, name, moment, withheld)) is None:
            continue
        part = summarise(frame, moment, withheld, name).drop(columns="customer_id", errors="ignore")
        fresh = part.columns.difference(profiles.columns, sort=False)
        profiles = profiles.join(part[fresh], on="customer_id")
    for column in profiles.columns:
        if column.startswith("n_"):
            profiles[column] = profiles[column].astype("Int64").fillna(0)
    profiles.attrs["withheld"] = withheld.lines  # no DataFrame: pandas compares attrs when it joins or prints
    profiles.attrs["at"] = moment.isoformat()
    return profiles


class _Withheld:
    """What was kept back, and why."""

    def __init__(self) -> None:
        self.lines: list[dict[str, object]] = []

    def add(self, table: str, column: str, reason: str, rows: int) -> None:
        if rows:
            self.lines.append({"table": table, "column": column, "reason": reason, "rows": rows})


def _moment(at: object) -> pd.Timestamp:
    """Return the last moment that counts: a plain day ends with its last microsecond."""
    try:
        moment = pd.Timestamp(at)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        raise BadValue(Text("at must be a day such as 2024-05-31, or a time; found {at!r}", at=at)) from None
    if pd.isna(moment):
        raise BadValue(Text("at must be a day such as 2024-05-31, or a time; found none"))
    moment = moment.tz_localize(None)
    plain = moment == moment.normalize() and not (isinstance(at, str) and ":" in at)
    return moment + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1) if plain else moment


def _people(
    pot: PotTables, table: str, moment: pd.Timestamp, attributes: Sequence[str] | None, withheld: _Withheld
) -> pd.DataFrame:
    """Return the customers who had signed up, their attributes, tenure and end."""
    frame = pot[table]
    if "customer_id" not in frame:
        raise BadPot(
            Text("a profile needs customers with a customer_id; table {table!r} has none", table=table)
        )
    frame = frame.dropna(subset="customer_id").drop_duplicates("customer_id")
    signup, end = (local(frame[c]) if is_date(frame, c) else None for c in ("signup_date", "end_date"))
    ends_later = pd.Series(False, index=frame.index) if end is None else end > moment
    chosen = _attributes(pot, table, frame, ends_later, moment, attributes, withheld)
    people = frame[["customer_id", *chosen]].copy()
    if signup is not None:
        people["signup_date"] = signup
        people["tenure_days"] = (moment.normalize() - signup.dt.normalize()).dt.days
    if end is not None:
        past = end.where(~ends_later)
        withheld.add(table, "end_date", Text("after the cut-off"), int(ends_later.sum()))
        people["ended"], people["end_date"] = past.notna(), past
        if signup is not None:
            until = past.fillna(moment).dt.normalize()
            people["tenure_days"] = (until - signup.dt.normalize()).dt.days
    if signup is not None:
        later = signup > moment
        withheld.add(table, "", Text("signed up after the cut-off"), int(later.sum()))
        people = people[~later]
    return people.reset_index(drop=True)


def _attributes(
    pot: PotTables,
    table: str,
    frame: pd.DataFrame,
    ends_later: pd.Series,
    moment: pd.Timestamp,
    attributes: Sequence[str] | None,
    withheld: _Withheld,
) -> list[str]:
    """Return the columns to add; refuse by name what was asked for, keep back what comes by default."""
    spec, chosen = pot.table(table), []
    for column in attributes if attributes is not None else spec.segments:
        if column not in frame.columns:
            raise MissingColumn(column, frame.columns, where=Text("table {table!r}", table=table))
        why = _unfit(column, frame, spec.personal, ends_later, moment)
        if why and attributes is not None:
            raise BadValue(
                Text("column {column!r} cannot be an attribute of a profile: {why}", column=column, why=why)
            )
        if why:
            withheld.add(table, column, why, int(frame[column].notna().sum()))
        elif column not in KNOWN_COLUMNS:
            chosen.append(column)
    if attributes is None:
        for column in frame.columns.difference([*spec.segments, *KNOWN_COLUMNS], sort=False):
            if column not in spec.personal and (why := _unfit(column, frame, (), ends_later, moment)):
                withheld.add(table, column, why, int(frame[column].notna().sum()))
    return list(dict.fromkeys(chosen))


def _unfit(
    column: str, frame: pd.DataFrame, personal: Sequence[str], ends_later: pd.Series, moment: pd.Timestamp
) -> str:
    """Return why a column does not belong into a profile, or nothing."""
    if column in personal:
        return Text("it is personal")
    if why := outcome_reason(column, frame[column]):
        return why
    if is_date(frame, column) and (local(frame[column]) > moment).any():
        return Text("it holds dates after the cut-off")
    if tells_who_leaves(frame[column], ends_later):
        return Text("one of its values stands only at customers who left after the cut-off")
    return ""


def _before(pot: PotTables, table: str, moment: pd.Timestamp, withheld: _Withheld) -> pd.DataFrame | None:
    """Return the rows of a table up to the cut-off with `customer_id` and the date as `_date`, or None."""
    try:
        frame = pot[table]
    except CxError as error:
        withheld.add(table, "", Text("cannot be read: {name}", name=type(error).__name__), 1)
        return None
    date = next((column for column in DATE_COLUMNS if is_date(frame, column)), None)
    if date is None:
        withheld.add(table, "", Text("no dates, so it cannot be cut"), len(frame))
        return None
    frame = frame.assign(customer_id=customer_ids(pot, table), _date=local(frame[date]))
    known = frame["_date"].notna()
    withheld.add(table, date, Text("after the cut-off"), int((frame["_date"] > moment).sum()))
    withheld.add(table, date, Text("without a date"), int((~known).sum()))
    withheld.add(table, "customer_id", Text("finds no customer"), int(frame["customer_id"].isna().sum()))
    return frame[known & (frame["_date"] <= moment) & frame["customer_id"].notna()]


def _responses(frame: pd.DataFrame, moment: pd.Timestamp, _withheld: _Withheld, _table: str) -> pd.DataFrame:
    wanted = {"n_responses": ("count", "_date"), "last_response": ("max", "_date")}
    part = summaries(frame, by="customer_id", wanted=wanted).set_index("customer_id")
    ordered = frame.sort_values("_date", kind="stable")
    for score in SCORES:
        if score in frame.columns:
            answered = ordered[ordered[score].notna()].drop_duplicates("customer_id", keep="last")
            part[f"{score}_last"] = answered.set_index("customer_id")[score]
    last = pd.to_datetime(part.pop("last_response"))
    return part.assign(days_since_response=(moment.normalize() - last.dt.normalize()).dt.days)


def _tickets(frame: pd.DataFrame, moment: pd.Timestamp, withheld: _Withheld, table: str) -> pd.DataFrame:
    resolved = _known_by(frame, "resolved", moment, withheld, table)
    wanted = {"n_tickets": ("count", "_date"), "last_ticket": ("max", "_date")}
    frame = frame.assign(_open=resolved.isna().astype("int64"))
    wanted["n_tickets_open"] = ("sum", "_open")
    if is_date(frame, "first_response"):
        first = _known_by(frame, "first_response", moment, withheld, table)
        frame["_hours"] = (first - frame["_date"]).dt.total_seconds() / 3600
    elif "first_reply_minutes" in frame.columns:
        minutes = pd.to_numeric(frame["first_reply_minutes"], errors="coerce")
        known = frame["_date"] + pd.to_timedelta(minutes, unit="min") <= moment
        withheld.add(
            table, "first_reply_minutes", Text("after the cut-off"), int((minutes.notna() & ~known).sum())
        )
        frame["_hours"] = (minutes / 60).where(known)
    if "_hours" in frame.columns:
        wanted["first_response_median_hours"] = ("median", "_hours")
    if is_date(frame, "reopened_at"):
        frame["_again"] = _known_by(frame, "reopened_at", moment, withheld, table).notna().astype("int64")
        wanted["n_tickets_reopened"] = ("sum", "_again")
    elif "reopened" in frame.columns:
        withheld.add(table, "reopened", Text("no date says when it was known"), len(frame))
    return summaries(frame, by="customer_id", wanted=wanted).set_index("customer_id")


def _complaints(
    frame: pd.DataFrame, _moment: pd.Timestamp, _withheld: _Withheld, _table: str
) -> pd.DataFrame:
    wanted = {"n_complaints": ("count", "_date"), "last_complaint": ("max", "_date")}
    return summaries(frame, by="customer_id", wanted=wanted).set_index("customer_id")


def _orders(frame: pd.DataFrame, _moment: pd.Timestamp, _withheld: _Withheld, _table: str) -> pd.DataFrame:
    wanted = {"n_orders": ("count", "_date"), "last_order": ("max", "_date")}
    if "amount" in frame.columns and pd.api.types.is_numeric_dtype(frame["amount"]):
        wanted["revenue"] = ("sum", "amount")
    return summaries(frame, by="customer_id", wanted=wanted).set_index("customer_id")


def _events(frame: pd.DataFrame, _moment: pd.Timestamp, _withheld: _Withheld, _table: str) -> pd.DataFrame:
    wanted = {
        "n_events": ("count", "_date"),
        "last_event": ("max", "_date"),
        "n_event_days": ("distinct", "_day"),
    }
    frame = frame.assign(_day=frame["_date"].dt.normalize())
    return summaries(frame, by="customer_id", wanted=wanted).set_index("customer_id")


def _known_by(
    frame: pd.DataFrame, column: str, moment: pd.Timestamp, withheld: _Withheld, table: str
) -> pd.Series:
    """Return a column of dates as it stood at the cut-off."""
    if not is_date(frame, column):
        return pd.Series(pd.NaT, index=frame.index)
    dates = local(frame[column])
    withheld.add(table, column, Text("after the cut-off"), int((dates > moment).sum()))
    return dates.where(dates <= moment)


_SUMMARIES = {
    "responses": _responses,
    "tickets": _tickets,
    "complaints": _complaints,
    "orders": _orders,
    "events": _events,
}
