"""Who was observed, and for how long: by dates, by tenures, or by purchases where nobody signs off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from cxlab.errors import BadParameter, BadPot, BadValue, MissingColumn
from cxlab.loaders.customers.outcomes import outcome_reason, who_left
from cxlab.text import Text

from ..lifetimes.durations import durations
from ..lifetimes.observation_window import observation_window
from .follow_up import OWN_COLUMNS, Days, FollowUp
from .purchases import industry_gap, is_one_cohort, lost_customers, purchases_of

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["observed_customers"]

Given = tuple[pd.Timestamp | None, pd.Timestamp | None]


def observed_customers(
    pot: DataPot,
    *,
    traits: Sequence[str] = (),
    tenure: str = "tenure_months",
    left: str = "churned=Yes",
    gap_days: float | None = None,
    observed_from: str | dt.date | None = None,
    observed_until: str | dt.date | None = None,
    names: Callable[[str], str] = str,
) -> FollowUp:
    """Read off a pot who was a customer for how long.

    Contracts go by signup_date and end_date; where nobody signs off (no ends, an industry without contracts,
    or a given gap) by a table of purchases; else by a column of tenures in months and one that says who left.
    Traits that tell who left are put aside, and so are those with one value only.

    Parameters
    ----------
    pot : DataPot
    traits : list of str
        Columns of the customers; empty: the segments that the pot names.
    tenure, left : str
        Column of the tenure in months, and "column=value" that says who left.
    gap_days : float, optional
        Days without a purchase after which a customer counts as lost; None: those of the industry.
    observed_from, observed_until : date or str, optional
        Days between which ends (or purchases) are in the data; None: as the dates say.
    names : function
        What a trait is to be called in results, by its column.

    Returns
    -------
    FollowUp
        Durations are in months.

    Raises
    ------
    MissingColumn
        A trait is not in the table of customers.
    BadPot
        The pot holds neither dates nor tenures nor purchases.
    BadParameter
        A trait that was asked for tells who left.
    BadValue
        Nobody's tenure is known.

    Examples
    --------
    >>> import cxlab as cx
    >>> follow_up = observed_customers(cx.open_pot("telco_ibm"), traits=["contract"])
    >>> follow_up.kind, len(follow_up.usable), int(follow_up.left.sum())
    ('tenure', 7043, 1869)
    """
    customers = pot["customers"]
    if "customer_id" not in customers:  # nobody to find again, but every row is a customer
        customers = customers.assign(customer_id=range(1, len(customers) + 1))
    for name in traits:
        if name not in customers:
            raise MissingColumn(name, customers.columns, where="the table of customers (parameter traits)")
    called = {name: names(name) for name in traits or pot.role("customers").segments}
    days = (_day(observed_from), _day(observed_until))
    follow_up = _read(pot, customers, called, (tenure, left), gap_days, days)
    return _without_outcomes(follow_up, named=bool(traits))


def _read(
    pot: DataPot,
    customers: pd.DataFrame,
    traits: dict[str, str],
    outcome: tuple[str, str],
    gap_days: float | None,
    given: Given,
) -> FollowUp:
    purchases = purchases_of(pot)
    gap = gap_days or industry_gap(pot)
    ends = {"signup_date", "end_date"} <= set(customers)
    if gap_days is not None and purchases is None:
        raise BadParameter(
            Text("gap_days is given, but the pot has no table of purchases with customers and dates")
        )
    if purchases is not None and gap and (gap_days or not ends or customers["end_date"].isna().all()):
        return _by_purchases(customers, purchases, gap, given, traits)
    if ends:
        return _by_dates(customers, given, traits)
    if outcome[0] in customers:
        return _by_tenure(customers, *outcome, traits)
    raise BadPot(
        Text(
            "the table of customers has neither signup_date and end_date nor {tenure!r} and {left!r}; nor is "
            "there a table of purchases and a gap (gap_days) after which a customer counts as lost; map the "
            "columns in pot.yml",
            tenure=outcome[0],
            left=outcome[1],
        )
    )


def _by_dates(customers: pd.DataFrame, given: Given, traits: dict[str, str]) -> FollowUp:
    starts = customers["signup_date"]
    if customers["end_date"].isna().all():
        if starts.isna().all():
            raise BadValue(Text("column 'signup_date' holds no date, so nobody's tenure is known"))
        found = (starts.min(), starts.max())
    else:
        found = observation_window(customers)
    days = (given[0] or found[0], given[1] or found[1])
    why = "end_reason" if "end_reason" in customers else None
    taken = customers.drop(columns=[name for name in OWN_COLUMNS if name in customers and name not in traits])
    frame = durations(taken, observed_from=days[0], observed_until=days[1], reason=why, unit="months")
    return _made(frame, "dates", days, traits, days_given=all(given))


def _by_purchases(
    customers: pd.DataFrame, purchases: pd.DataFrame, gap: float, given: Given, traits: dict[str, str]
) -> FollowUp:
    log = purchases.assign(customer_id=_text(purchases["customer_id"]))
    days = (given[0] or log["timestamp"].min().normalize(), given[1] or log["timestamp"].max().normalize())
    known = customers.assign(customer_id=_text(customers["customer_id"])).drop_duplicates("customer_id")
    one_cohort = given[0] is None and is_one_cohort(log, days, gap)
    lost = lost_customers(log, days, gap, one_cohort=one_cohort)
    clash = [name for name in lost.columns if name in known and name != "customer_id" and name not in traits]
    frame = lost.merge(known.drop(columns=clash), on="customer_id", how="left")
    made = _made(frame, "purchases", days, traits, days_given=all(given), gap_days=gap)
    return replace(made, purchases=log, one_cohort=one_cohort)


def _by_tenure(customers: pd.DataFrame, tenure: str, left: str, traits: dict[str, str]) -> FollowUp:
    months = pd.to_numeric(customers[tenure], errors="coerce")
    frame = customers.assign(entry=0.0, duration=months.where(months >= 0), event=_left(customers, left))
    blank = customers[left.partition("=")[0]].isna() & frame["event"].notna()
    return replace(_made(frame, "tenure", None, traits), blank_outcomes=int(blank.sum()))


def _left(customers: pd.DataFrame, left: str) -> pd.Series:
    """Return who left, by "column=value"; a column that is true or false needs no value."""
    column, _equals, value = left.partition("=")
    if column not in customers:
        raise MissingColumn(column, customers.columns, where="the table of customers (parameter left)")
    values = customers[column]
    gone = who_left(values, value)
    if gone is None:
        found = sorted(map(str, values.dropna().unique()))
        shown = ", ".join(found) if len(found) <= 5 else Text("{n} different ones", n=len(found))
        raise BadParameter(
            Text(
                "column {column!r} never holds {value!r}; values found: {shown}; name the value of those who "
                "left, as in left={column}=Yes",
                column=column,
                value=value,
                shown=shown,
            )
        )
    return gone


def _made(
    frame: pd.DataFrame,
    kind: Literal["dates", "purchases", "tenure"],
    days: Days | None,
    traits: dict[str, str],
    *,
    days_given: bool = False,
    gap_days: float | None = None,
) -> FollowUp:
    """Name the traits as readers know them; put those aside that have one value only."""
    free = {old: new for old, new in traits.items() if new not in frame.columns}
    frame = frame.assign(**{new: frame[old] for old, new in free.items()})
    shown = [free.get(name, name) for name in traits]
    if not frame["duration"].notna().any():
        raise BadValue(_nobody(kind, gap_days))
    usable = frame.loc[frame["duration"].notna(), shown]
    constant = [str(name) for name, number in usable.nunique().items() if number < 2]
    varied = [name for name in shown if name not in constant]
    return FollowUp(frame, kind, days, varied, constant, gap_days, days_given=days_given)


def _nobody(kind: str, gap_days: float | None) -> Text:
    """Return why nobody's tenure is known."""
    if kind == "purchases":
        return Text(
            "nobody's tenure is known: every customer was first seen within {gap} days of the first purchase "
            "in the data, so that earlier purchases may be missing. Name the day from which all purchases "
            "are in the data (observed_from), or a shorter gap (gap_days)",
            gap=f"{gap_days:g}",
        )
    return Text("nobody's tenure is known: no row has a usable begin and a time observed")


def _without_outcomes(follow_up: FollowUp, *, named: bool) -> FollowUp:
    """Put aside the traits that tell who left; refuse them where they were asked for by name."""
    frame = follow_up.frame
    gone = frame["end_date"].notna() if "end_date" in frame else frame["event"].fillna(value=False)
    reasons = {name: outcome_reason(name, frame[name], gone.astype(bool)) for name in follow_up.traits}
    found = [name for name, reason in reasons.items() if reason]
    if found and named:
        raise BadParameter(
            Text(
                "{trait!r} cannot be a trait (parameter traits): {reason}; a forecast from it would be of "
                "the past. Leave it out, or give its value as it was when the customer came",
                trait=found[0],
                reason=reasons[found[0]],
            )
        )
    kept = [name for name in follow_up.traits if name not in found]
    return replace(follow_up, traits=kept, outcomes=tuple(found))


def _text(values: pd.Series) -> pd.Series:
    return values.astype("string").str.strip()


def _day(day: str | dt.date | None) -> pd.Timestamp | None:
    return None if day is None else pd.Timestamp(day)
